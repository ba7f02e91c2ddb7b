"""What an assessor does on the screen of a candidate, as a person does it: draw, identify, photograph, score, sign."""

import re

from playwright.sync_api import expect

from tests.browser import signing


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def lay_lots(page, stations):
    """Lay the cards of these stations face down, and go back to the room."""
    press(page, "布工位签")
    page.get_by_label("工位号").fill(stations)
    press(page, "洗签，正面朝下")
    expect(page.get_by_text("第 1 次布签")).to_be_visible()
    press(page, "‹ 返回")


def candidate(page, seat):
    """Open a candidate of the room."""
    page.locator(".room li button").filter(has=page.locator(".seat", has_text=str(seat))).first.click()
    expect(page.locator(".candidate .seat")).to_have_text(str(seat))


def to_room(page):
    page.locator(".candidate > header button").click()
    expect(page.locator("main > .room")).to_be_visible()


def draw_and_identify(page, seat):
    """Let a candidate draw the card of their seat's place in the row, and open the check of their identity."""
    candidate(page, seat)
    press(page, "抽工位")
    page.locator(".cards button:enabled").nth(seat).click()
    expect(page.locator(".drew .big")).to_be_visible()
    press(page, "确认")
    press(page, "核验身份")


def photograph(page, button):
    """Take one photo by a candidate's button, see it arrive whole, and come back."""
    press(page, button)
    page.wait_for_function("() => document.querySelector('.capture video')?.videoWidth > 0", polling=100)
    press(page, "拍照")
    expect(page.locator(".taken li.kept", has_text="已存入主机，一致")).to_have_count(1)
    press(page, "返回")
    expect(page.locator(".candidate .seat")).to_be_visible()


def score_all(page, failing=None):
    """Score every item in full but one, and sign by PIN; ``failing``: so many steps less for the first item."""
    sheet = page.locator(".sheet")
    expect(sheet.locator("li.item").first).to_be_visible()
    for item in sheet.locator("li.item").all():
        for name in ("满分", "没有出现"):
            for button in item.get_by_role("button", name=name, exact=True).all():
                button.click()
    if failing is not None:
        less = sheet.locator("li.item").first.get_by_role("button", name="减")
        for _ in range(failing):
            less.click()
    expect(sheet.locator(".left")).to_have_count(0)
    press(page, "签名")
    signing.press(page)
    expect(page.get_by_text("已签：")).to_be_visible()


def take_over(page, person):
    """Another assessor takes the phone over: one tap and the PIN, and their own sheet is open."""
    press(page, f"{person['name']} 登录打分")
    signing.press(page)
    expect(page.locator("a.signed-in")).to_contain_text(person["name"])


def result_card(page, seat):
    """A candidate's card on the screen of results."""
    return page.locator("article", has=page.locator(".seat", has_text=re.compile(f"^{seat} 号$")))
