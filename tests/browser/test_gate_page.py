"""The gate's full-screen page in a real Chromium, with a camera, before a real hub."""

import re
from functools import reduce

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import expect

from tests.browser import site
from tests.browser.looks import SIDEWAYS, SMALL, TARGET
from tests.kiosk.conftest import Desk
from tests.kiosk.film import held_up, nobody, side_by_side
from tests.kiosk.stream import NetworkCamera
from tests.running import ROOT, free_ports, serving, until

SCREENS = {"laptop": (1280, 800), "wide": (1920, 1080), "tall": (1080, 1920)}

#: Cards leave by themselves after some seconds, and a check-in is taken back for some; here both stay until the next
#: page, as a busy machine looks later.
CARDS = (ROOT / "kiosk/page/cards.js").read_text("utf-8")
LONGER = {"Date.now() + (STAYS[": "Date.now() + 100 * (STAYS[", "answer.undo * 1000": "answer.undo * 100_000"}
assert [CARDS.count(time) for time in LONGER] == [1, 1]
STAYING = reduce(lambda text, time: text.replace(time, LONGER[time]), LONGER, CARDS)

CUT_OFF = """() => [...document.querySelectorAll('.card')]
  .filter((one) => one.scrollHeight > one.clientHeight + 1).map((one) => one.textContent)"""
LENGTHENED = f"""(more) => {{
  for (const one of document.querySelectorAll('.card .unit, .card .way')) one.append(more)
  return ({CUT_OFF})()
}}"""


@pytest.fixture(scope="module")
def camera():
    made = NetworkCamera(nobody()).plug_in()
    yield made
    made.unplug()


@pytest.fixture(scope="module")
def gate(hub, camera, tmp_path_factory):
    """A gate with a camera and a page; ``gate.address`` is the page's."""
    desk = Desk(tmp_path_factory.mktemp("gate") / "station")
    code = site.enrol_link(hub, "gate", "东门").partition("code=")[2]
    station = desk.start(hub, "--enrol", code, "--name", "东门", "--page", "--camera", camera.address)
    station.until("大屏页面")
    station.address = re.search(r"http://127\.0\.0\.1:\d+/\S+/", station.said)[0]
    yield station
    station.kill()


@pytest.fixture
def screen(gate, browser, request):
    """The page on a screen of its own; asks for nothing but the station."""
    size = SCREENS[getattr(request, "param", "laptop")]
    with site.device(browser, gate.address.rsplit("/", 2)[0], size) as page:
        page.route("**/cards.js", lambda route: route.fulfill(body=STAYING, content_type="text/javascript"))
        page.goto(gate.address)
        expect(page.locator("#signs li").first).to_have_text("主机已连接")
        # The hub's word on what the test before scanned would be an answer that closes what this one opens.
        expect(page.locator("#signs")).to_contain_text("全部已上传")
        yield page


@pytest.fixture
def shown(camera):
    """Hold something before the camera; afterwards nobody stands there."""
    yield camera.show
    camera.show(nobody())


@pytest.fixture
def someone(here):
    """Take one more person of the day who has not come yet."""
    taken = iter([person for person in here.people if person["role"] == 8][1:])

    def take():
        for person in taken:
            if person["person"] not in USED:
                USED.add(person["person"])
                return person
        raise AssertionError("the day is too small")

    return take


USED = set()


def state(hub, person):
    return site.rows_of(hub)["person", f"{person['plan']}/{person['person']}"]["state"]


def card(page, verdict, name):
    return page.locator(f".card.{verdict}", has_text=name)


def test_a_badge_before_the_camera_is_answered_with_who_where_and_what_next(screen, hub, here, someone, shown):
    person = someone()
    expect(screen.locator("#ask")).to_have_text("请出示证牌")
    expect(screen.locator("#picture")).to_be_visible()
    shown(held_up(here.badge_text(person)))
    answer = card(screen, "in", person["name"])
    expect(answer).to_contain_text("已签到")
    expect(answer).to_contain_text("监考")
    expect(answer).to_contain_text(person["number"])
    expect(answer.locator(".way")).to_contain_text("请到")
    expect(screen.locator("body")).to_have_attribute("data-sounded", "accepted")
    assert state(hub, person) == "in"


def test_two_people_at_once_each_have_a_card(screen, here, someone, shown):
    both = someone(), someone()
    shown(side_by_side(*(held_up(here.badge_text(person), pixels=2.9) for person in both)))
    for person in both:
        expect(card(screen, "in", person["name"])).to_be_visible()


def test_a_forged_badge_from_the_hand_scanner_is_refused_in_red_and_with_another_sound(screen, hub, here, someone):
    person = someone()
    presses = here.badge_text(person, key=Ed25519PrivateKey.generate())
    codes = {"$": "Digit4", "%": "Digit5", "*": "Digit8", "+": "Equal", ":": "Semicolon"}
    keys = [{"key": key, "code": codes.get(key, ""), "shiftKey": key in codes} for key in presses]
    screen.evaluate(site.SCANNER, [*keys, {"key": "Enter", "code": "Enter"}])
    answer = screen.locator(".card.refused")
    expect(answer).to_contain_text("未通过")
    expect(answer).to_contain_text("签名不符")
    expect(answer.locator(".name")).to_have_count(0)  # a forged badge's name is anybody's invention
    expect(screen.locator("body")).to_have_attribute("data-sounded", "refused")
    assert state(hub, person) == "expected"


def test_a_number_is_typed_by_touch_and_a_mistyped_one_is_said_at_once(screen, hub, someone):
    person = someone()
    screen.locator("#by-number").click()
    digits, check = person["number"].split("-")
    wrong = "A" if check != "A" else "B"
    for key in digits + wrong:
        screen.locator("#number-dialog button", has_text=re.compile(f"^{key}$")).click()
    screen.locator("#number-dialog .primary").click()
    expect(screen.locator("#number-dialog .error")).to_contain_text("校验字符不符")
    screen.locator("#number-dialog .erase").click()
    screen.locator("#number-dialog button", has_text=re.compile(f"^{check}$")).click()
    screen.locator("#number-dialog .primary").click()
    expect(card(screen, "in", person["name"])).to_be_visible()
    assert state(hub, person) == "in"


def test_a_number_is_typed_on_the_keyboard(screen, someone):
    person = someone()
    screen.locator("#by-number").click()
    for key in person["number"].replace("-", ""):
        screen.keyboard.press(key, delay=60)
    screen.wait_for_timeout(100)  # a person's Enter, not a scanner's
    screen.keyboard.press("Enter")
    expect(card(screen, "in", person["name"])).to_be_visible()


def test_a_name_is_found_and_the_check_in_taken_back(screen, hub, someone):
    person = someone()
    screen.locator("#by-name").click()
    screen.locator("#words").fill(f"{person['name']} {person['tail']}")
    screen.locator("#found button", has_text=person["unit"]).first.click()
    answer = card(screen, "in", person["name"])
    expect(answer).to_be_visible()
    assert state(hub, person) == "in"
    answer.get_by_role("button", name="撤销").click()
    expect(card(screen, "undone", person["name"])).to_contain_text("已撤销")
    expect(answer).to_have_count(0)
    until(lambda: state(hub, person) == "expected")


def test_a_name_nobody_has_is_said(screen):
    screen.locator("#by-name").click()
    screen.locator("#words").fill("没有这个人")
    expect(screen.locator("#name-dialog .hint")).to_contain_text("名单里没有")


def test_english_by_switch(screen):
    screen.locator("#language").click()
    expect(screen.locator("#ask")).to_have_text("Please show your badge")
    screen.locator("#language").click()
    expect(screen.locator("#ask")).to_have_text("请出示证牌")


@pytest.mark.parametrize(
    "screen", ["laptop", *(pytest.param(one, marks=pytest.mark.long) for one in ("wide", "tall"))], indirect=True
)
def test_on_every_screen_nothing_runs_over_and_everything_is_large_enough(
    screen, here, someone, shown, picture, request
):
    name = request.node.callspec.params["screen"]
    picture(screen, f"gate-idle-{name}")
    assert screen.evaluate(SIDEWAYS) == []
    assert screen.evaluate(SMALL, TARGET) == []
    for opened in ("#by-number", "#by-name"):
        screen.locator(opened).click()
        assert screen.evaluate(SMALL, TARGET) == []
        picture(screen, f"gate{opened.replace('#', '-')}-{name}")
        screen.evaluate("document.querySelector('dialog[open] .close')?.click()")  # it may have closed by itself
    both = someone(), someone()
    shown(side_by_side(*(held_up(here.badge_text(person), pixels=2.9) for person in both)))
    for person in both:
        expect(card(screen, "in", person["name"])).to_be_visible()
    picture(screen, f"gate-answers-{name}")
    assert screen.evaluate(SIDEWAYS) == []
    until(lambda: screen.evaluate(CUT_OFF) == [])
    assert screen.evaluate(LENGTHENED, "人力资源和社会保障服务中心" * 3) != [], "words long enough to run over"
    until(lambda: screen.evaluate(CUT_OFF) == [])
    picture(screen, f"gate-long-words-{name}")


def test_without_hub_and_camera_the_page_says_so_and_a_scan_is_kept(browser, day, tmp_path):
    data = day.copied(tmp_path / "data")
    camera, ports = NetworkCamera(nobody()).plug_in(), free_ports(2)
    desk = Desk(tmp_path / "station")
    person = [person for person in data.people if person["role"] == 8][-1]
    with serving(data.data, ports=ports) as hub:
        code = site.enrol_link(hub, "gate", "西门").partition("code=")[2]
        station = desk.start(hub, "--enrol", code, "--name", "西门", "--page", "--camera", camera.address)
        station.until("大屏页面")
        address = re.search(r"http://127\.0\.0\.1:\d+/\S+/", station.said)[0]
        with site.device(browser, address.rsplit("/", 2)[0], SCREENS["laptop"]) as page:
            page.watch.expected.append(r"ERR_(CONNECTION_\w+|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)")
            page.goto(address)
            expect(page.locator("#signs")).to_contain_text("主机已连接")
            expect(page.locator("#signs")).to_contain_text("摄像头正常")
            hub.kill()
            camera.unplug()
            expect(page.locator("#signs")).to_contain_text("主机连不上", timeout=site.BACK)
            expect(page.locator("#signs")).to_contain_text("摄像头断开", timeout=site.BACK)
            camera.plug_in().show(held_up(data.badge_text(person)))
            expect(card(page, "waiting", person["name"])).to_contain_text("已存本机", timeout=site.BACK)
            expect(page.locator("#signs")).to_contain_text("待上传 1 条")
            with serving(data.data, ports=ports) as again:
                expect(page.locator("#signs")).to_contain_text("全部已上传", timeout=site.BACK)
                assert state(again, person) == "in"
            station.kill()
            expect(page.locator("#cut-off")).to_contain_text("门岗程序已停止")
    camera.unplug()
