"""Badge and PIN on a phone: facts under a grant, the screen that locks itself, and what the chief sees of it."""

import re

import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from tests.browser import signing, site
from tests.browser.looks import looked
from tests.running import serving, until

OTHER = "8024"


def one_of(here, *codes):
    roles = {BY_CODE[code].number for code in codes}
    return next(one for one in here.people if one["role"] in roles)


@pytest.fixture(scope="module")
def head(here):
    return one_of(here, "CE")


@pytest.fixture(scope="module")
def guard(here):
    """Who is in charge of the phone at the gate."""
    return one_of(here, "GA", "CK", "IT")


@pytest.fixture(scope="module")
def guests(here):
    """Invigilators who come one after another."""
    return iter([one for one in here.people if one["role"] == BY_CODE["PR"].number])


def stated(hub, kind):
    """The newest fact of a kind."""
    entries = site.office(hub).get("/api/facts?limit=2000").json["entries"]
    return [entry for entry in entries if entry["fact"].get("kind") == kind][-1]


def grants(hub):
    return [row for (kind, _), row in site.rows_of(hub).items() if kind == "grant"]


def test_the_chief_sets_a_pin_which_its_holder_types_twice(hub, chief, guard, picture):
    site.visit(chief, f"/office/staff?person={guard['person']}")
    box = chief.locator(".pin-box")
    expect(box).to_contain_text("还没有设 PIN")
    looked(chief, picture, "pin-box")
    box.get_by_role("button", name="设 PIN").click()
    dialog = chief.get_by_role("dialog")
    signing.press(chief, "1234")
    expect(dialog).to_contain_text("这个 PIN 太容易猜到")
    looked(chief, picture, "pin-dialog")
    signing.press(chief)
    signing.press(chief, OTHER)
    expect(dialog).to_contain_text("两次输入不同")
    signing.press(chief)
    signing.press(chief)
    expect(dialog).to_contain_text(f"已为{guard['name']}设好 PIN")
    dialog.get_by_role("button", name="关闭").click()
    expect(box).to_contain_text(re.compile(r"已设 PIN（\d\d:\d\d）"))
    assert stated(hub, "pin.set")["fact"]["body"]["person"] == guard["person"]


def test_who_holds_no_device_has_no_pin(chief, guests):
    person = next(guests)
    site.visit(chief, f"/office/staff?person={person['person']}")
    expect(chief.get_by_role("heading", name=person["name"])).to_be_visible()
    expect(chief.locator(".pin-box")).to_have_count(0)


def test_badge_and_pin_sign_somebody_in_and_facts_cite_the_grant(hub, phone, here, guard, guests, picture):
    expect(phone.locator("a.signed-in")).to_have_text("登录")
    looked(phone, picture, "check-in-unsigned")
    phone.locator("a.signed-in").click()
    expect(phone.get_by_role("heading", name="登录本设备")).to_be_visible()
    looked(phone, picture, "sign-in")
    signing.type_scan(phone, here.badge_text(next(guests)))
    expect(phone.get_by_role("alert")).to_contain_text("监考不用登录")
    signing.type_scan(phone, here.badge_text(guard))
    expect(phone.locator(".whom")).to_contain_text(guard["name"])
    looked(phone, picture, "sign-in-pin")
    phone.watch.expected.append("403")
    signing.press(phone, OTHER)
    expect(phone.locator("form.pin .problem")).to_contain_text("还可试 4 次")
    looked(phone, picture, "sign-in-wrong")
    signing.press(phone)
    expect(phone).to_have_url(re.compile(r"/check-in$"))
    expect(phone.locator("a.signed-in")).to_have_text(re.compile(rf"{guard['name']}\s*· 至 \d\d:\d\d"))
    looked(phone, picture, "check-in-signed")

    site.scan(phone, here.badge_text(next(guests)))
    site.answer(phone, "accepted")
    site.go_on(phone)
    (grant,) = grants(hub)
    assert (grant["person"], grant["state"], grant["scope"]["acts"]) == (guard["person"], "open", ["gate"])
    entry = stated(hub, "duty.check_in")
    assert (entry["verdict"], entry["fact"]["grant"]) == ("accepted", grant["grant"])


def test_a_key_of_the_pad_is_large_enough_for_haste(phone):
    phone.locator("a.signed-in").click()
    expect(phone.get_by_role("heading", name="已登录")).to_be_visible()
    phone.get_by_role("button", name="续期").click()
    box = phone.locator("form.pin .keys button").first.bounding_box()
    assert box["height"] >= 56
    assert box["width"] >= 56
    signing.press(phone)
    expect(phone.get_by_role("status").filter(has_text="已续期至")).to_be_visible()


def test_what_signed_in_people_see_of_their_sign_in(hub, phone, picture):
    site.visit(phone, "/sign-in")
    expect(phone.get_by_text("签到签退、收发证牌、登记临时人员")).to_be_visible()
    looked(phone, picture, "signed-in")
    assert [row["state"] for row in grants(hub)].count("open") == 1


def test_a_hand_scanner_at_the_locked_screen_takes_nothing_and_says_so(hub, phone, here, guests, picture):
    site.visit(phone, "/check-in")
    guest = next(guests)
    phone.locator("a.signed-in").click()
    phone.get_by_role("button", name="立即锁屏").click()
    expect(phone.get_by_role("dialog", name="已锁屏")).to_be_visible()
    looked(phone, picture, "locked")
    signing.type_scan(phone, here.badge_text(guest))
    expect(phone.get_by_role("alert").filter(has_text="刚才的证牌没有登记")).to_be_visible()
    expect(phone.locator("form.pin input")).to_have_value("")
    looked(phone, picture, "locked-missed")
    phone.keyboard.press("Escape")
    phone.keyboard.press("Escape")
    expect(phone.get_by_role("dialog", name="已锁屏")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("dialog", name="已锁屏")).to_be_visible()
    signing.press(phone)
    expect(phone.get_by_role("dialog")).to_have_count(0)
    person = site.rows_of(hub)["person", f"{here.plan['plan']}/{guest['person']}"]
    assert person["state"] == "expected"


def test_the_chief_revokes_in_one_tap_and_the_phone_is_shut_until_somebody_signs_in(
    hub, chief, phone, guard, head, picture
):
    site.visit(phone, "/check-in")
    site.visit(chief, "/office/staff")
    listed = chief.locator(".grants li").filter(has_text=guard["name"])
    expect(listed).to_contain_text("东门手机")
    looked(chief, picture, "grants")
    listed.get_by_role("button", name="收回").click()
    expect(chief.get_by_text(f"已收回{guard['name']}的授权")).to_be_visible()
    expect(listed).to_have_count(0)
    expect(phone.get_by_role("alert").filter(has_text="授权已被主考或考务办公室收回")).to_be_visible()
    looked(phone, picture, "revoked")
    phone.get_by_label("或按姓名、工号、证牌编号查找登录人").fill(guard["staff_no"])
    phone.locator(".search li button", has_text=guard["name"]).first.click()
    looked(phone, picture, "revoked-pin")
    signing.press(phone)
    expect(phone.get_by_role("dialog")).to_have_count(0)
    expect(phone.locator("a.signed-in")).to_contain_text(guard["name"])
    states = sorted(row["state"] for row in grants(hub))
    assert states == ["ended", "open", "revoked"]


def test_somebody_else_takes_over_a_locked_device(hub, phone, head, guard, picture):
    signing.set_pin(hub, head)
    site.visit(phone, "/sign-in")
    phone.get_by_role("button", name="立即锁屏").click()
    phone.get_by_role("button", name="换人登录").click()
    phone.get_by_label("或按姓名、工号、证牌编号查找登录人").fill(head["staff_no"])
    looked(phone, picture, "take-over")
    phone.locator(".search li button", has_text=head["name"]).first.click()
    signing.press(phone)
    expect(phone.get_by_role("dialog")).to_have_count(0)
    expect(phone.locator("a.signed-in")).to_contain_text(head["name"])
    phone.get_by_role("button", name="退出登录").click()
    expect(phone.locator("a.signed-in")).to_have_text("登录")
    until(lambda: "open" not in [row["state"] for row in grants(hub)], 120, "the end of the grant")
    site.all_sent(phone)


def test_at_hand_out_a_pin_is_offered_to_who_has_none(hub, phone, here, guests, picture):
    holder = next(one for one in here.people if one["role"] == BY_CODE["RP"].number)
    site.visit(phone, "/check-in")
    site.turn_to(phone, "发证")
    site.scan(phone, here.badge_text(holder))
    taken = phone.locator(".taken")
    expect(taken).to_contain_text("还没有设 PIN")
    looked(phone, picture, "hand-out-pin")
    taken.get_by_role("button", name="设 PIN").click()
    signing.press(phone)
    signing.press(phone)
    expect(phone.get_by_role("dialog")).to_contain_text("设好 PIN")
    phone.get_by_role("dialog").get_by_role("button", name="关闭").click()
    expect(taken.locator(".pin-box")).to_have_count(0)
    assert stated(hub, "pin.set")["fact"]["body"]["person"] == holder["person"]


def test_without_the_hub_an_idle_phone_locks_unlocks_and_loses_nothing(
    browser, hub, chief, phone, here, guard, guests, picture
):
    for other in (chief, phone):
        other.watch.expected.append(site.HUB_GONE)
    with site.device(browser, site.hub_origin(hub), site.PHONE) as page:
        page.watch.expected += [site.HUB_GONE, "403"]
        page.clock.install()
        site.enrol(page, hub, "phone", "西门手机")
        signing.sign_in(page, guard)
        site.visit(page, "/check-in")
        site.show_way(page, "搜姓名")
        assert hub.stop() == 0

        guest = next(guests)
        site.scan(page, here.badge_text(guest))
        assert guest["name"] in site.answer(page, "waiting")
        site.go_on(page)
        page.get_by_label("姓名、工号、编号、单位或手机尾号").fill("不在名单")
        page.get_by_role("button", name=re.compile("登记")).first.click()
        page.get_by_label("姓名", exact=True).fill("何子半")
        page.clock.fast_forward("04:00")  # and some seconds more, on a busy machine
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.clock.fast_forward("01:01")
        locked = page.get_by_role("dialog", name="已锁屏")
        expect(locked).to_be_visible()
        expect(locked).to_contain_text("待上传 1")
        picture(page, "locked-offline-phone")
        assert page.locator(".frame.covered").get_attribute("inert") is not None
        expect(page.get_by_label("姓名", exact=True)).to_be_hidden()

        for left in (4, 3, 2, 1):
            signing.press(page, OTHER)
            expect(locked).to_contain_text(f"还可试 {left} 次")
        signing.press(page, OTHER)
        expect(locked).to_contain_text("PIN 输错次数过多")
        picture(page, "locked-wait-phone")
        expect(locked.get_by_role("button", name="1", exact=True)).to_be_disabled()
        page.clock.fast_forward("00:31")
        signing.press(page)
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_label("姓名", exact=True)).to_have_value("何子半")
        picture(page, "unlocked-phone")

        with serving(here.data, ports=(hub.port, hub.tls_port)) as back:
            site.all_sent(page)
            entry = stated(back, "duty.check_in")
            held = next(row for row in grants(back) if row["state"] == "open")
            assert (entry["verdict"], entry["fact"]["grant"]) == ("accepted", held["grant"])
            assert entry["acted"] is True
