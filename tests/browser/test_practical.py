"""A practical exam on a phone: a station drawn, an identity checked, work begun and ended, three sheets signed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import signing, site
from tests.browser.stations import draw_and_identify, press, score_all, take_over, to_room
from tests.running import serving

BEGUN = -32  # minutes: the practical session starts half an hour after the first one, two minutes ago


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A day on which the first practical session has just begun."""
    folder = tmp_path_factory.mktemp("practical")
    return site.prepare_day(folder / "data", site.sample_day(folder / "files", begins=BEGUN))


@pytest.fixture(scope="module")
def hub(here):
    with serving(here.data) as running:
        yield running


@pytest.fixture(scope="module")
def team(here, hub):
    """The team of the first workshop: its room, and its assessors, who have PINs."""
    rows = site.rows_of(hub)
    found = sorted((row for (kind, _), row in rows.items() if kind == "team"), key=lambda row: row["room"])
    first = next(row for row in found if row["session"] == "P1")
    people = {person["person"]: person for person in here.people}
    for person in first["assessors"]:
        signing.set_pin(hub, people[person])
    return first["room"], [people[person] for person in first["assessors"]]


def test_from_the_card_to_three_signatures(here, hub, phone, team, picture):
    page, (room, people) = phone, team
    signing.sign_in(page, people[0])
    site.visit(page, "/practical")
    picture(page, "practical-rooms")
    page.locator("main li a.button", has_text=room).first.click()
    expect(page.locator("main > .room li").first).to_be_visible()
    picture(page, "practical-room-before")

    press(page, "布工位签")
    page.get_by_label("工位号").fill("1-12")
    picture(page, "practical-lots")
    press(page, "洗签，正面朝下")
    expect(page.get_by_text("第 1 次布签")).to_be_visible()
    picture(page, "practical-lots-laid")
    press(page, "‹ 返回")

    draw_and_identify(page, 1)
    row = next(row for (kind, _), row in site.rows_of(hub).items() if kind == "practical" and row["drawn"])
    told = page.locator(".identity .told")
    expect(told.locator("strong")).to_contain_text(row["mask"][0])
    expect(told).to_contain_text(re.compile(r"证件号末四位 \d{3}[\dX]"))
    picture(page, "practical-identity")
    press(page, "是本人")
    expect(page.get_by_text("✓ 本人")).to_be_visible()
    press(page, "开始操作")
    press(page, "停止操作")
    picture(page, "practical-candidate")
    press(page, "打分")
    score_all(page)
    picture(page, "practical-sheet")
    press(page, "‹ 返回")
    expect(page.locator(".team .done")).to_have_text(re.compile(r"✓ \d\d:\d\d 已签"))  # and no points: sealed
    take_over(page, people[1])
    score_all(page, failing=2)
    press(page, "‹ 返回")
    take_over(page, people[2])
    score_all(page)
    press(page, "‹ 返回")
    expect(page.locator(".team")).to_contain_text("100 分")
    expect(page.locator(".team")).to_contain_text("98 分")
    picture(page, "practical-scored")
    for size, (width, height) in site.SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        picture(page, f"practical-candidate-{size}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), size
        small = page.locator("main button:visible, main a.button:visible").evaluate_all(
            "all => all.filter(one => one.getBoundingClientRect().height < 44).map(one => one.textContent)"
        )
        assert small == [], size
    page.set_viewport_size({"width": site.PHONE[0], "height": site.PHONE[1]})
    to_room(page)


def test_without_the_hub_it_goes_on_and_arrives_later(hub, phone, team, picture):
    page, _ = phone, team
    page.watch.expected.append(site.HUB_GONE)
    page.context.set_offline(True)
    draw_and_identify(page, 2)
    expect(page.get_by_text("连不上主机，看不到姓名和证件号")).to_be_visible()
    picture(page, "practical-identity-offline")
    press(page, "是本人")
    expect(page.get_by_text("✓ 本人")).to_be_visible()
    press(page, "开始操作")
    expect(page.get_by_role("button", name="停止操作", exact=True)).to_be_visible()
    to_room(page)
    page.reload()  # the phone is opened anew: everything stands as it was
    expect(page.locator(".room li button.working")).to_have_count(1)
    picture(page, "practical-room-offline")
    page.context.set_offline(False)
    site.all_sent(page)
    rows = [row for (kind, _), row in site.rows_of(hub).items() if kind == "practical" and row["seat"] == 2]
    assert [row["began"] is not None for row in rows if row["drawn"]] == [True]
    assert not [key for key in site.rows_of(hub) if key[0] == "dispute"]
