"""Every screen on a phone, a tablet and a desk: nothing runs over the side, everything to touch is large enough."""

import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import expect

from server.cli.client import open_hub
from server.config import Config
from tests.browser import signing, site
from tests.browser.looks import SIDEWAYS, SMALL, TARGET
from tests.running import serving

CHIEF, PROCTOR = 5, 8


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """The day of 67 rooms at its busiest: most of the staff in, most rooms drawn."""
    folder = tmp_path_factory.mktemp("busy")
    day = site.prepare_day(folder / "data", site.sample_day(folder / "files", rooms=67))
    plan = day.plan["plan"]
    proctors = [one["person"] for one in day.people if one["role"] == PROCTOR]
    with open_hub(Config(day.data, f"sqlite:///{day.data / 'kaowu.db'}")) as hub:
        rooms = sorted(row["room"] for row in hub.rows("room") if "S1" in row["sessions"])
        seats = [room for room in rooms[:-4] for _ in range(2)]
        places = [{"person": one, "room": room} for one, room in zip(proctors, seats, strict=False)]
        came = [one["person"] for one in day.people if one["person"] % 7]
        facts = [("duty.check_in", {"place": "东门", "plan": plan, "person": one}) for one in came]
        grant = signing.at_the_office(hub, next(one for one in day.people if one["role"] == CHIEF))
        assign = ("duty.assign", {"plan": plan, "session": "S1", "places": places})
        receipts = [*hub.facts([assign], grant), *hub.facts(facts)]
        assert {receipt["verdict"] for receipt in receipts} == {"accepted"}
    return day.with_spares(PROCTOR, 6)


@pytest.fixture(scope="module")
def hub(here):
    with serving(here.data) as running:
        yield running


@pytest.fixture(
    params=["phone", *(pytest.param(one, marks=pytest.mark.long) for one in ("tablet", "desktop"))],  # these have room
    scope="module",
)
def size(request):
    return request.param


@pytest.fixture(scope="module")
def desk(browser, hub, size, here):
    """The chief's device in this size; one forged badge was shown."""
    with site.device(browser, site.hub_origin(hub), site.SIZES[size]) as page:
        site.enrol(page, hub, "tablet", f"主考 {size}")
        site.visit(page, "/check-in")
        site.scan(page, here.badge_text(here.people[0], key=Ed25519PrivateKey.generate()))
        site.answer(page, "refused")
        site.go_on(page)
        yield page


@pytest.fixture
def look(picture, size):
    """Look at what a page shows: keep a picture, find what is too small or runs over."""

    def at(page, name):
        expect(page.locator("main > *").first).to_be_visible()
        page.evaluate("document.fonts.ready")
        picture(page, f"{name}-{size}")
        assert page.evaluate(SIDEWAYS) == []
        assert page.evaluate(SMALL, TARGET) == []

    return at


def test_enrolment(browser, hub, look, size):
    with site.device(browser, site.hub_origin(hub), site.SIZES[size]) as page:
        page.goto("/enrol")
        look(page, "enrol")
        page.get_by_role("button", name="登记", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("请填写登记码")
        look(page, "enrol-missing")


def test_the_board_and_its_dialogs(desk, look):
    site.visit(desk, "/board")
    look(desk, "board")
    desk.get_by_role("button", name=re.compile("监考.*未到")).first.click()
    expect(desk.get_by_role("dialog")).to_be_visible()
    look(desk, "board-missing")
    desk.get_by_role("button", name="关闭").click()
    desk.locator(".rooms li button").first.click()
    expect(desk.get_by_role("dialog")).to_be_visible()
    look(desk, "board-room")
    desk.get_by_role("button", name="关闭").click()
    desk.get_by_role("button", name=re.compile("待上传")).click()
    look(desk, "queue-empty")
    desk.get_by_role("button", name="关闭").click()


def test_the_board_in_english(desk, look):
    site.visit(desk, "/board")
    desk.get_by_role("button", name="EN").click()
    try:
        look(desk, "board-en")
    finally:
        desk.get_by_role("button", name="中文").click()


LONG = pytest.mark.long
OFFICE = ("import", "rooms", "plan", "badges", "design", "print", "forms", "missing")


@pytest.mark.parametrize("part", ["staff", *(pytest.param(one, marks=LONG) for one in OFFICE)])
def test_the_office(desk, look, part):
    site.visit(desk, f"/office/{part}")
    look(desk, f"office-{part}")


def test_checked_files(desk, look, tmp_path):
    site.visit(desk, "/office/import")
    bad = tmp_path / "staff.csv"
    bad.write_text("工号,姓名,岗位,场次,电话\nA1,张甲,监考,S1,110\nA2,,司机,S9,13800000000\n", "utf-8")
    desk.locator("input[type=file]").first.set_input_files(bad)
    look(desk, "import-chosen")
    desk.get_by_role("button", name="检查文件").click()
    expect(desk.get_by_text("检查结果")).to_be_visible()
    look(desk, "import-checked")


def test_revoking_a_badge(desk, look):
    site.visit(desk, "/office/staff?person=3")
    look(desk, "staff-person")
    desk.get_by_role("button", name="作废", exact=True).first.click()
    look(desk, "badge-revoke")


@pytest.mark.parametrize(
    "path", ["staff?add=1", *(pytest.param(f"rooms?{one}", marks=LONG) for one in ("room=101", "add=1"))]
)
def test_the_sheets_of_the_office(desk, look, path):
    site.visit(desk, f"/office/{path}")
    expect(desk.locator("aside")).to_be_visible()
    look(desk, f"office-{re.sub('[^a-z]+', '-', path)}")


def test_devices(desk, look, size):
    site.visit(desk, "/devices")
    look(desk, "devices")
    desk.get_by_role("button", name="添加设备").click()
    look(desk, "device-add")
    desk.get_by_label("设备名称").fill("西门手机")
    desk.get_by_role("button", name="生成登记码").click()
    expect(desk.locator(".figures")).to_be_visible()
    look(desk, "device-code")


def test_preparing_and_swapping(desk, browser, hub, look, size):
    site.visit(desk, "/prepare")
    expect(desk.locator("li[data-check=hub] .result")).to_have_text("合格")
    look(desk, "prepare")
    with site.device(browser, site.hub_origin(hub), site.PHONE) as other:
        site.enrol(other, hub, "phone", f"西门手机 {size}")
    site.visit(desk, "/devices")
    line = desk.locator("li.device", has_text=f"西门手机 {size}")
    line.get_by_role("button", name="更换").click()
    look(desk, "swap")
    desk.get_by_role("button", name="停用原设备，显示新设备二维码").click()
    expect(desk.get_by_role("timer")).to_be_visible()
    look(desk, "swap-code")
    desk.get_by_role("button", name="关闭").click()


def test_check_in(desk, look, here, size):
    site.visit(desk, "/check-in")
    look(desk, "check-in")
    site.show_way(desk, "输编号")
    look(desk, "check-in-number")
    for digit in "00017":
        desk.locator(".pad .keys").get_by_role("button", name=digit, exact=True).click()
    look(desk, "check-in-letters")
    site.show_way(desk, "搜姓名")
    desk.get_by_label("姓名、工号、编号、单位或手机尾号").fill("张")
    expect(desk.locator(".search li").first).to_be_visible()
    look(desk, "check-in-search")
    desk.get_by_role("button", name=re.compile("地点")).click()
    look(desk, "place")
    desk.get_by_role("button", name="关闭").click()


def late_proctors(here, size):
    """Invigilators who have not come, others for each size."""
    late = [one for one in here.people if one["person"] % 7 == 0 and one["role"] == PROCTOR]
    return late[-9:][list(site.SIZES).index(size) :: len(site.SIZES)]


def test_someone_without_a_badge(desk, look, here, size):
    first, second, _ = late_proctors(here, size)
    spare = here.spares(PROCTOR)[list(site.SIZES).index(size)]
    site.visit(desk, "/check-in")
    site.open_card(desk, first)
    look(desk, "person-card")
    desk.get_by_role("button", name="绑定备用证牌并签到").click()
    look(desk, "reason")
    desk.get_by_role("button", name="忘带").click()
    look(desk, "scan-spare")
    site.scan(desk, here.badge_text(second))
    expect(desk.get_by_role("alert")).to_contain_text("不是备用证牌")
    look(desk, "scan-spare-wrong")
    desk.get_by_role("button", name="返回").click()
    desk.get_by_role("button", name="返回").click()
    site.scan(desk, here.spare_text(spare))
    look(desk, "whose")
    desk.get_by_label("姓名、工号、编号、单位或手机尾号").fill(first["staff_no"])
    desk.locator(".search li button").first.click()
    desk.get_by_role("button", name="遗失").click()
    site.answer(desk, "accepted")
    look(desk, "answer-bound")
    site.go_on(desk)
    desk.get_by_role("button", name=re.compile("^刚才")).click()
    look(desk, "recent")
    desk.get_by_role("dialog").get_by_role("button", name="关闭").first.click()


def test_a_walk_in(desk, look, here, size):
    spare = here.spares(PROCTOR)[3 + list(site.SIZES).index(size)]
    site.visit(desk, "/check-in")
    site.show_way(desk, "搜姓名")
    desk.get_by_role("button", name="名单中没有？登记临时人员").click()
    look(desk, "walk-in")
    desk.get_by_role("button", name="顶替谁").click()
    desk.get_by_label("被顶替的人").fill(late_proctors(here, size)[1]["staff_no"])
    look(desk, "walk-in-replaces")
    desk.locator(".search li button").first.click()
    desk.get_by_role("button", name="下一步：扫备用证牌").click()
    expect(desk.get_by_role("alert")).to_contain_text("请填写姓名")
    look(desk, "walk-in-missing")
    desk.get_by_role("button", name="取消顶替").click()
    desk.get_by_label("姓名", exact=True).fill(f"欧阳{size}")
    desk.get_by_role("button", name="下一步：扫备用证牌").click()
    look(desk, "walk-in-scan")
    site.scan(desk, here.spare_text(spare))
    site.answer(desk, "accepted")
    look(desk, "answer-walk-in")
    site.go_on(desk)


def test_handing_out_and_collecting(desk, look, here, size):
    late = late_proctors(here, size)[2]
    came = [one for one in here.people if one["person"] % 7][list(site.SIZES).index(size)]
    site.visit(desk, "/check-in")
    site.turn_to(desk, "发证")
    look(desk, "hand-out-ready")
    site.scan(desk, here.badge_text(late))
    expect(desk.locator(".taken.accepted")).to_be_visible()
    look(desk, "hand-out")
    site.turn_to(desk, "收证")
    site.scan(desk, here.badge_text(late))
    expect(desk.locator(".taken.accepted")).to_be_visible()
    look(desk, "collect")
    site.scan(desk, here.badge_text(came))
    expect(desk.locator(".taken.onDuty")).to_be_visible()
    look(desk, "collect-on-duty")
    site.show_way(desk, "未收回")
    look(desk, "collect-due")
    desk.get_by_role("button", name="遗失").first.click()
    look(desk, "collect-lost")
    desk.get_by_role("dialog").get_by_role("button", name="关闭").click()


def test_answers(desk, look, here, size):
    site.visit(desk, "/check-in")
    late = [one for one in here.people if one["person"] % 7 == 0][list(site.SIZES).index(size)]
    site.scan(desk, here.badge_text(late))
    site.answer(desk, "accepted")
    if late["portrait"]:
        expect(desk.locator(".verdict .portrait")).to_be_visible()
    look(desk, "answer-in")
    site.go_on(desk)
    site.scan(desk, here.badge_text(late))
    site.answer(desk, "refused")
    look(desk, "answer-twice")
    site.go_on(desk)


def test_without_the_hub(desk, look, here, size):
    desk.watch.expected.append(site.HUB_GONE)
    site.visit(desk, "/check-in")
    late = [one for one in here.people if one["person"] % 7 == 0][10 + list(site.SIZES).index(size)]
    desk.context.set_offline(True)
    site.scan(desk, here.badge_text(late))
    site.answer(desk, "waiting")
    look(desk, "answer-waiting")
    site.go_on(desk)
    desk.get_by_role("button", name="待上传 1").click()
    look(desk, "queue")
    desk.get_by_role("button", name="关闭").click()
    if size != "phone":
        desk.get_by_role("link", name="看板").click()
    expect(desk.locator(".picture.stale")).to_be_visible(timeout=site.BACK)
    look(desk, "stale")
    desk.context.set_offline(False)
    site.all_sent(desk)
