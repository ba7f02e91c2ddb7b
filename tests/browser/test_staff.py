"""The office on the day: people, badges, rooms and the plan are changed, and everyone sees it and who did it."""

import hashlib
import json
import re
import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import expect

from protocol import fact as facts
from tests.browser import site
from tests.running import Caller, Device, joining, serving

PROCTOR = 8


def row(hub, kind, key):
    return site.rows_of(hub).get((kind, str(key)))


def free_spare(hub):
    """A spare badge that nobody has."""
    badges = (one for (kind, _), one in site.rows_of(hub).items() if kind == "badge")
    return next(one for one in badges if one["person"] == 0 and one["state"] == "issued")


@pytest.fixture(scope="module")
def of(here):
    """The key of a person's rows."""
    return lambda person: f"{here.plan['plan']}/{person['person']}"


@pytest.fixture(scope="module")
def proctors(here):
    """Invigilators, each for one test."""
    found = [one for one in here.people if one["role"] == PROCTOR]
    assert len(found) > 9
    return found


@pytest.fixture
def sheet(chief):
    """Open a person's sheet by searching the list."""

    def opened(person):
        site.visit(chief, "/office/staff")
        chief.get_by_label("姓名、工号、单位、电话或证牌编号").fill(person["staff_no"])
        chief.get_by_role("button", name=person["name"], exact=True).click()
        beside = chief.get_by_role("complementary", name=person["name"])
        expect(beside).to_be_visible()
        return beside

    return opened


@pytest.fixture(scope="module")
def gate(hub):
    """A gate that is no browser."""
    key = ec.generate_private_key(ec.SECP256R1())
    code = site.office(hub).post("/api/enrol-codes", {"kind": "gate", "name": "东门闸机"}).json["code"]
    joined = Caller(hub.port).post("/api/enrol", joining(code, "东门闸机", key)).json
    return Device(joined["device"], joined["token"], key)


def added_at(gate, hub, plan, name, role=PROCTOR):
    """Somebody is added at the gate; return the fact's id."""
    details = {"name": name, "note": "", "phone": "", "salt": secrets.token_hex(16), "unit": "外校"}
    beside = facts.canonical(details).decode()
    digest = hashlib.sha256(beside.encode()).hexdigest()
    handed = gate.sign("staff.add", {"plan": plan, "role": role, "sessions": [], "details": digest, "replaces": None})
    answer = Caller(hub.port, gate.token).post("/api/facts", {"facts": [handed | {"beside": beside}]}).json
    assert [receipt["verdict"] for receipt in answer["receipts"]] == ["accepted"], answer
    return handed["fact"]["id"]


def test_a_phone_is_changed_and_stands_in_no_fact(chief, hub, of, sheet, proctors):
    beside = sheet(proctors[0])
    beside.get_by_label("电话").fill("13712345678")
    beside.get_by_role("button", name="保存").click()
    expect(beside.get_by_text(f"{proctors[0]['name']}的资料已保存")).to_be_visible()
    expect(beside.get_by_role("link", name="13712345678")).to_be_visible()
    expect(beside.get_by_role("listitem").first).to_contain_text(
        re.compile(r"人员资料已改\s*资料\s*由 主考平板 于 \d\d:\d\d")
    )
    assert row(hub, "contact", of(proctors[0]))["phone"] == "13712345678"
    kept = site.office(hub).get("/api/facts?after=0&limit=1000").json["entries"]
    assert [entry["fact"]["kind"] for entry in kept].count("staff.change") == 1
    assert "13712345678" not in json.dumps(kept)
    chief.get_by_label("姓名、工号、单位、电话或证牌编号").fill("13712345678")
    expect(chief.locator(".list tbody tr")).to_have_count(1)


def test_a_wrong_phone_is_refused_in_words_and_stays_in_the_form(chief, hub, of, sheet, proctors):
    beside = sheet(proctors[0])
    beside.get_by_label("电话").fill("打校办电话")
    beside.get_by_role("button", name="保存").click()
    said = beside.locator("form .notice.bad")
    expect(said).to_contain_text("电话")
    assert re.search("[一-龥]{4}", said.inner_text())
    expect(beside.get_by_label("电话")).to_have_value("打校办电话")
    beside.get_by_role("button", name="放弃修改").click()
    expect(beside.get_by_label("电话")).to_have_value("13712345678")


def test_a_replaced_badge_stops_at_once(chief, phone, hub, here, of, sheet, proctors):
    person = proctors[1]
    beside = sheet(person)
    beside.get_by_role("button", name="补发").click()
    beside.get_by_label("原因").select_option(label="遗失")
    beside.get_by_role("button", name="补发证牌").click()
    expect(beside.get_by_text(f"已为{person['name']}补发证牌")).to_be_visible()
    new = row(hub, "person", of(person))["number"]
    assert new not in (None, person["number"])
    expect(beside.locator(".number")).to_have_text(new)
    site.visit(phone, "/check-in")
    site.scan(phone, here.badge_text(person))
    assert "证牌已作废（遗失）" in site.answer(phone, "refused")
    site.go_on(phone)


def test_spares_are_made_by_role_and_bound_by_number(chief, hub, of, sheet, proctors):
    site.visit(chief, "/office/badges")
    spares = chief.locator(".spares")
    expect(spares.locator("input").first).to_be_visible()
    for stepper in spares.locator("input").all():
        stepper.fill("0")
        stepper.blur()
    spares.get_by_label("监考备用证牌张数", exact=True).fill("2")
    spares.get_by_label("监考备用证牌张数", exact=True).blur()
    spares.get_by_role("button", name="制作 2 张备用证牌").click()
    expect(chief.get_by_text("已制作 2 张备用证牌")).to_be_visible()
    made = [one for (kind, _), one in site.rows_of(hub).items() if kind == "badge" and one["person"] == 0]
    assert [(one["role"], one["spare"]) for one in made] == [(PROCTOR, True)] * 2

    person = proctors[2]
    beside = sheet(person)
    beside.get_by_role("button", name="绑定备用证牌").click()
    beside.get_by_label("备用证牌编号（或用扫码枪扫）").fill(made[0]["number"].lower())
    beside.get_by_label("原因").select_option(label="忘带")
    beside.get_by_role("button", name="绑定", exact=True).click()
    expect(beside.get_by_text(f"备用证牌已绑定给{person['name']}")).to_be_visible()
    expect(beside.locator(".number")).to_have_text(made[0]["number"])
    assert row(hub, "badge", person["badge"])["state"] == "revoked"
    expect(beside.get_by_role("button", name=re.compile("撤销"))).to_have_count(0)


def test_a_binding_is_taken_back_where_no_badge_was_stopped_for_it(hub, of, sheet, proctors):
    person = proctors[3]
    spare = free_spare(hub)
    beside = sheet(person)
    beside.get_by_role("button", name="作废", exact=True).click()
    beside.get_by_role("button", name="作废证牌").click()
    expect(beside.get_by_text(f"{person['name']}的证牌已作废")).to_be_visible()
    beside.get_by_role("button", name="绑定备用证牌").click()
    beside.get_by_label("备用证牌编号（或用扫码枪扫）").fill(spare["number"])
    beside.get_by_role("button", name="绑定", exact=True).click()
    expect(beside.locator(".number")).to_have_text(spare["number"])
    beside.get_by_role("button", name="撤销“绑定证牌”").click()
    expect(beside.get_by_text("已撤销：绑定证牌")).to_be_visible()
    assert row(hub, "badge", spare["badge"])["person"] == 0
    assert row(hub, "person", of(person))["badge"] is None


def test_a_badge_that_is_no_spare_is_refused_in_words_and_the_form_stays(sheet, proctors):
    beside = sheet(proctors[4])
    beside.get_by_role("button", name="绑定备用证牌").click()
    beside.get_by_label("备用证牌编号（或用扫码枪扫）").fill(proctors[8]["number"])
    beside.get_by_label("原因").select_option(label="忘带")
    beside.get_by_role("button", name="绑定", exact=True).click()
    expect(beside.locator(".notice.bad")).to_contain_text("备用")
    expect(beside.get_by_label("备用证牌编号（或用扫码枪扫）")).to_have_value(proctors[8]["number"])


def test_signing_in_and_out_from_the_office_and_undoing_it(hub, of, sheet, proctors):
    person = proctors[4]
    beside = sheet(person)
    beside.get_by_role("button", name="签到", exact=True).click()
    expect(beside.get_by_text(f"{person['name']}已签到")).to_be_visible()
    assert row(hub, "person", of(person))["state"] == "in"
    beside.get_by_role("button", name="撤销“签到”").click()
    expect(beside.get_by_text("已撤销：签到")).to_be_visible()
    assert row(hub, "person", of(person))["state"] == "expected"
    expect(beside.get_by_role("button", name="签到", exact=True)).to_be_visible()


def test_a_substitute_takes_the_place_of_somebody_with_a_spare_badge(chief, hub, of, proctors, picture):
    gone = proctors[5]
    spare = free_spare(hub)
    site.visit(chief, "/office/staff")
    chief.get_by_role("button", name="添加人员").click()
    beside = chief.get_by_role("complementary", name="添加人员")
    beside.get_by_label("顶替谁？（可不填）").fill(gone["staff_no"])
    beside.locator(".search li button").first.click()
    expect(beside.get_by_text(f"{gone['name']}从名单移出")).to_be_visible()
    beside.get_by_label("姓名", exact=True).fill("欧阳替")
    beside.get_by_label("电话").fill("13600000001")
    beside.get_by_label("绑定备用证牌（扫码或输编号，可不填）").fill(spare["number"])
    picture(chief, "staff-substitute")
    beside.get_by_role("button", name="添加", exact=True).click()
    sheet = chief.get_by_role("complementary", name="欧阳替")
    expect(sheet).to_contain_text(f"顶替 {gone['name']}")
    expect(sheet.locator(".number")).to_have_text(spare["number"])
    assert row(hub, "person", of(gone))["listed"] is False
    assert row(hub, "badge", gone["badge"])["state"] == "revoked"
    chief.get_by_label("状态").select_option(label="已停用")
    expect(chief.locator(".list tbody tr")).to_have_count(1)


def test_somebody_is_taken_off_the_list_and_put_back(hub, of, sheet, proctors):
    person = proctors[6]
    beside = sheet(person)
    beside.get_by_role("button", name="停用此人").click()
    expect(beside.get_by_text("此人已停用，不在名单上")).to_be_visible()
    assert row(hub, "person", of(person))["listed"] is False
    beside.get_by_role("button", name="恢复到名单").click()
    expect(beside.get_by_text(f"{person['name']}已恢复到名单")).to_be_visible()
    assert row(hub, "person", of(person))["listed"] is True


def test_those_added_at_a_gate_are_confirmed_on_the_board_by_one_tap(chief, hub, here, gate, picture):
    site.visit(chief, "/board")
    fact = added_at(gate, hub, here.plan["plan"], "诸葛临")
    attention = chief.get_by_role("region", name="需要处理")
    expect(attention).to_contain_text(re.compile(r"临时人员待确认 1 人.*诸葛临.*监考", re.DOTALL))
    picture(chief, "board-to-confirm")
    attention.get_by_role("button", name="全部确认（1 人）").click()
    expect(attention).not_to_contain_text("待确认")
    added = [one for (kind, _), one in site.rows_of(hub).items() if kind == "person" and one["added"] == fact]
    assert [one["confirmed"] for one in added] == [True]


def test_a_change_made_elsewhere_is_seen_and_does_not_disturb_what_is_being_typed(browser, chief, hub, sheet, proctors):
    person = proctors[7]
    beside = sheet(person)
    beside.get_by_label("备注").fill("带两名新监考")
    with site.device(browser, site.hub_origin(hub), site.DESKTOP) as other:
        site.enrol(other, hub, "tablet", "考务办公室电脑")
        site.visit(other, f"/office/staff?person={person['person']}")
        other.get_by_label("单位", exact=True).fill("新校区分部")
        other.get_by_role("button", name="保存").click()
        expect(other.get_by_text(f"{person['name']}的资料已保存")).to_be_visible()
    expect(beside.get_by_label("单位", exact=True)).to_have_value("新校区分部")
    expect(beside.get_by_label("备注")).to_have_value("带两名新监考")
    expect(beside.get_by_role("list").last).to_contain_text("由 考务办公室电脑 于")


def test_rooms_are_changed_added_and_removed_unless_they_are_used(chief, hub, here, picture):
    plan = here.plan["plan"]
    site.visit(chief, "/office/rooms")
    chief.locator(".list tbody tr").first.click()
    beside = chief.locator("aside")
    expect(chief).to_have_url(re.compile("room="))
    number = re.search(r"room=(\w+)", chief.url)[1]
    expect(beside).to_contain_text("考生")
    beside.get_by_label("座位数").fill("1")
    beside.get_by_role("button", name="保存").click()
    expect(beside.locator(".notice.bad")).to_contain_text("座位数不能少于")
    expect(beside.get_by_label("座位数")).to_have_value("1")
    beside.get_by_label("座位数").fill("44")
    beside.get_by_label("楼层").fill("3")
    beside.get_by_role("button", name="保存").click()
    expect(beside.get_by_text(f"考场 {number} 已保存")).to_be_visible()
    assert {key: row(hub, "room", f"{plan}/{number}")[key] for key in ("seats", "floor")} == {"seats": 44, "floor": 3}
    beside.get_by_role("button", name="删除考场").click()
    beside.get_by_role("button", name="确认删除").click()
    expect(beside.locator(".notice.bad")).to_contain_text(f"考场 {number} 还在使用")
    picture(chief, "room-in-use")

    chief.get_by_role("button", name="新增考场").click()
    beside.get_by_label("考场号").fill("备1")
    beside.get_by_label("楼栋").fill("实训楼")
    beside.get_by_role("button", name="新增", exact=True).click()
    expect(chief.get_by_role("complementary", name="考场 备1")).to_be_visible()
    assert row(hub, "room", f"{plan}/备1")["building"] == "实训楼"
    beside.get_by_role("button", name="删除考场").click()
    beside.get_by_role("button", name="确认删除").click()
    expect(beside).to_have_count(0)
    assert row(hub, "room", f"{plan}/备1") is None


def test_a_later_start_moves_the_timetable_and_is_recorded_with_who_and_what(chief, hub, here, picture):
    site.visit(chief, "/office/plan")
    plan = here.plan["plan"]
    before = row(hub, "plan", plan)
    session = before["sessions"][0]
    name = chief.get_by_role("group", name=f"场次 {session['id']}").get_by_label("场次名称")
    name.fill("理论一（改）")
    chief.get_by_label("总值班电话").fill("0791-7654321")
    ends = chief.get_by_role("group", name=f"场次 {session['id']}").get_by_label("结束")
    ends.fill("25:00")
    expect(chief.get_by_role("alert")).to_contain_text("时间写成 09:00")
    expect(chief.get_by_role("button", name="保存")).to_be_disabled()
    late = (int(session["ends"][14:16]) + 1) % 60
    ends.fill(f"{session['ends'][11:13]}:{late:02}")
    expect(chief.get_by_text(re.compile(r"保存后 \d+ 个时间点随场次移动"))).to_be_visible()
    chief.get_by_role("button", name="保存").click()
    expect(chief.get_by_text("计划已保存，各屏随即更新")).to_be_visible()
    after = row(hub, "plan", plan)
    assert after["duty_phone"] == "0791-7654321"
    assert after["sessions"][0]["ends"][14:16] == f"{late:02}"
    assert after["timetable"] != before["timetable"]
    log = chief.locator(".log")
    expect(log.locator("li").first).to_contain_text(
        re.compile(r"计划已改.*总值班电话 → 0791-7654321.*理论一（改） → .*由 主考平板 于 \d\d:\d\d", re.DOTALL)
    )
    picture(chief, "plan-changed")


def test_badges_are_counted_printed_by_choice_and_written_off(chief, hub, proctors):
    site.visit(chief, "/office/badges")
    mine = [one for (kind, _), one in site.rows_of(hub).items() if kind == "badge"]
    off = [one for one in mine if one["state"] == "revoked" and not one["returned"]]
    out = [one for one in mine if one["out"] and not one["returned"] and one["state"] == "issued"]
    rest = len(mine) - len(off) - len(out)
    account = chief.locator(".sum")
    expect(account).to_have_text(f"制证 {len(mine)} = 在办公室 {rest} + 在外 {len(out)} + 已收回 0 + 已核销 {len(off)}")
    chief.get_by_label("编号或姓名").fill(proctors[8]["number"])
    chief.get_by_label(f"选择 {proctors[8]['number']}").check()
    chief.get_by_role("button", name="打印所选 1 张").click()
    expect(chief).to_have_url(re.compile(rf"/office/print\?badges={proctors[8]['badge']}$"))
    chief.go_back()
    chief.get_by_label("编号或姓名").fill(proctors[8]["number"])
    chief.get_by_label(f"选择 {proctors[8]['number']}").check()
    chief.get_by_role("button", name="核销 1 张").click()
    chief.get_by_role("button", name="确认核销 1 张").click()
    expect(chief.get_by_text("已核销 1 张")).to_be_visible()
    expect(account).to_contain_text(f"已核销 {len(off) + 1}")


def test_on_a_phone_a_sheet_begins_at_its_head_and_the_list_comes_back_where_it_was(browser, hub, picture):
    with site.device(browser, site.hub_origin(hub), site.PHONE) as page:
        site.enrol(page, hub, "tablet", "主考手机")
        site.visit(page, "/office/staff")
        name = page.locator(".list .name").nth(30)
        name.scroll_into_view_if_needed()
        left = page.evaluate("document.querySelector('main').scrollTop")
        assert left > 500
        name.click()
        expect(page.locator("aside h2")).to_be_in_viewport()
        picture(page, "staff-person-from-list-phone")
        page.locator("aside").get_by_role("button", name="关闭").click()
        expect(name).to_be_in_viewport()
        page.wait_for_function("left => document.querySelector('main').scrollTop === left", arg=left)


def test_without_the_hub_a_change_waits_and_arrives_later(chief, phone, hub, here, of, sheet, proctors):
    person = proctors[9]
    for page in (chief, phone):
        page.watch.expected.append(site.HUB_GONE)
    beside = sheet(person)
    assert hub.stop() == 0
    beside.get_by_label("单位").fill("断网时所改")
    beside.get_by_role("button", name="保存").click()
    expect(beside.get_by_text("已存本机，待上传")).to_be_visible(timeout=site.BACK)
    with serving(here.data, ports=(hub.port, hub.tls_port)) as back:
        site.all_sent(chief)
        expect(beside.get_by_label("单位", exact=True)).to_have_value("断网时所改")
        assert row(back, "person", of(person))["unit"] == "断网时所改"
