"""The hub is gone and every page is opened anew: each screen of each role draws what the device keeps, and its age."""

import re

import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from tests.browser import signing, site
from tests.running import serving

HOLDERS = {BY_CODE[code].number for code in ("GA", "CK", "IT")}
AGE = re.compile(r"数据停在 \d\d:\d\d:\d\d（.*前），与主机失去联系")

#: Screen -> what must stand on it, drawn from the device's own rows: a form with {place}s for the day's facts.
CHIEF = {
    "/board": ["{plan}", "已到 1", "{room}"],
    "/check-in": ["把证牌二维码对准框内"],
    "/table": ["交接台", "还没有登录，不能交接"],
    "/pack": ["封装", "还没有登录，不能交接"],
    "/custody": ["去向", "现在在外面的"],
    "/devices": ["主考平板", "东门手机"],
    "/disputes": ["存疑待核"],
    "/draw": ["抽签", "抽签须由主考登录"],
    "/declarations": ["回避申报", "没有申报回避"],
    "/wall": ["监考名单", "{room}"],
    "/spot-check": ["查岗", "{room}"],
    "/practical": ["实操考核", "人结束"],
    "/media": ["影像墙", "还没有照片和录像"],
    "/media-import": ["导入相机文件", "导入要先登录"],
    "/media/strangers": ["没有说明的文件", "连不上主机，看不到这份清单"],
    "/candidate": ["没有这位考生的实操记录"],
    "/count": ["交回清点", "{room}"],
    "/balance": ["试卷平衡"],
    "/office/staff": ["{name}"],
    "/office/rooms": ["{room}"],
    "/office/plan": ["{code}"],
    "/office/badges": ["{name}"],
    "/office/import": ["选择文件"],
    "/office/design": ["证牌"],
    "/office/print": ["打印"],
    "/office/forms": ["连不上考务主机"],
    "/office/missing": ["连不上考务主机"],
    "/office/practical": ["考评组（", "901"],
    "/results": ["实操成绩", "901 考场", "还没有开始"],
    "/reading": ["读卡", "这一场还没有读卡", "还没有读卡站"],
    "/reading/room/101?session=S1": ["还没有 101 考场的读卡记录"],
    "/reading/bring": ["交来文件", "由读卡操作员或考务人员登录后办理"],
    "/office/record-sheet": ["考场情况记录单", "记录单由验卡员、阅卷监督员、考务人员或负责人登录后录入"],
    "/office/keys": ["标准答案", "标准答案由验卡员、监督员或负责人登录后录入", "还没有录入"],
    "/office/card-profiles": ["读卡格式", "登录后可以修改和保存"],
    "/office/scores": ["成绩发布", "还没有读卡"],
    "/office/analysis": ["试题分析和异常名单", "由负责人登录后查看"],
    "/prepare": ["设备自检 主考平板", "连不上主机", "连上主机后才能比较", "与考点一致（Asia/Shanghai）"],
    "/sign-in": ["登录本设备", "扫登录人的证牌", "或按姓名、工号、证牌编号查找登录人"],
    "/this-device": ["主考平板", "主机已收", "见过主机的记录"],
    "/nowhere": ["没有这个页面"],
}
PHONE = {
    "/check-in": ["把证牌二维码对准框内", "{name}"],
    "/capture?plan=1&purpose=seal": ["封条", "还没有人登录本机"],
    "/spot-check": ["查岗", "{room}"],
    "/practical": ["实操考核", "人结束"],
    "/results": ["实操成绩", "901 考场", "还没有开始"],
    "/prepare": ["设备自检 东门手机", "连不上主机", "连上主机后才能比较", "与考点一致（Asia/Shanghai）"],
    "/sign-in": ["登录本设备", "扫登录人的证牌", "或按姓名、工号、证牌编号查找登录人"],
    "/this-device": ["东门手机", "主机已收 第", "签到 {name}"],
}


@pytest.fixture(scope="module")
def gone(day, browser, tmp_path_factory):
    """A chief's tablet and a phone that saw the hub once, on one screen each, before it went away."""
    here = day.copied(tmp_path_factory.mktemp("offline") / "data")
    with (
        serving(here.data) as hub,
        site.device(browser, site.hub_origin(hub)) as chief,
        site.device(browser, site.hub_origin(hub), site.PHONE) as phone,
    ):
        site.enrol(chief, hub, "tablet", "主考平板")
        site.enrol(phone, hub, "phone", "东门手机")
        first = here.people[0]
        site.scan(phone, here.badge_text(first))
        site.answer(phone, "accepted")
        site.go_on(phone)
        expect(chief.get_by_role("region", name="工作人员")).to_contain_text(re.compile(r"已到\s*1"))
        for page in (chief, phone):
            site.controlled(page)
            page.watch.expected.append(site.HUB_GONE)
        assert hub.stop() == 0
        (room, *_) = sorted(row["room"] for (kind, _), row in rows_before(chief).items() if kind == "room")
        yield chief, phone, {"plan": here.plan["name"], "code": here.plan["code"], "name": first["name"], "room": room}


def rows_before(page):
    """What the device itself keeps."""
    rows = page.evaluate(
        """() => new Promise((done, failed) => {
          const opening = indexedDB.open('kaowu')
          opening.onerror = failed
          opening.onsuccess = () => {
            const all = opening.result.transaction('rows').objectStore('rows').getAll()
            all.onsuccess = () => { opening.result.close(); done(all.result) }
          }
        })"""
    )
    return {(row["kind"], row["key"]): row["value"] for row in rows if row["value"]}


def drawn(page, path, said, facts, picture):
    page.goto(path)
    expect(page.locator("main > *").first).to_be_visible()
    for form in said:
        words = form.format(**facts)
        expect(page.locator("main")).to_contain_text(re.compile(r"\s*".join(map(re.escape, words.split(" ")))))
    expect(page.locator(".picture.stale")).to_contain_text(AGE, timeout=site.BACK)
    picture(page, f"offline-{page.viewport_size['width']}{path.replace('/', '-')}")


@pytest.mark.parametrize("path", CHIEF)
def test_the_chief_sees_what_the_tablet_keeps(gone, path, picture):
    chief, _, facts = gone
    drawn(chief, path, CHIEF[path], facts, picture)


@pytest.mark.parametrize("path", PHONE)
def test_a_phone_shows_what_it_keeps(gone, path, picture):
    _, phone, facts = gone
    drawn(phone, path, PHONE[path], facts, picture)


def test_who_signs_in_is_found_among_the_kept_rows_and_told_that_a_pin_needs_the_hub(gone, day, picture):
    """Only who signed in before can unlock without the hub; a first sign-in is the hub's own work."""
    _, phone, _ = gone
    holder = next(one for one in day.people if one["role"] in HOLDERS)
    phone.goto("/sign-in")
    phone.get_by_label("或按姓名、工号、证牌编号查找登录人").fill(holder["staff_no"])
    phone.locator(".search li button", has_text=holder["name"]).first.click()
    expect(phone.locator(".whom")).to_contain_text(holder["name"])
    signing.press(phone)
    expect(phone.locator("form.pin .problem")).to_contain_text("连不上考务主机。登录须连上考务主机")
    picture(phone, "offline-sign-in")


def test_it_says_what_it_rests_on_when_it_judges_alone(gone, day, picture):
    _, phone, _ = gone
    phone.goto("/check-in")
    second = day.people[1]
    site.scan(phone, day.badge_text(second))
    said = site.answer(phone, "waiting")
    assert second["name"] in said
    assert re.search(r"凭证牌签名和 \d\d:\d\d 的名单判定，主机未确认", said)
    picture(phone, "offline-verdict")
    site.go_on(phone)
    phone.goto("/this-device")
    expect(phone.get_by_role("button", name=re.compile(r"1\s*已存本机"))).to_be_visible()
    expect(phone.locator("main")).to_contain_text(f"签到 {second['name']}")
    picture(phone, "offline-here-waiting")
