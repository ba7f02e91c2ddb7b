"""The draw on the chief's tablet, the wall list, a substitute, a look at the doors with the phone, and an extension."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from server.cli.client import open_hub
from server.config import Config
from tests.browser import chromium, signing, site
from tests.browser.looks import fits
from tests.running import until

VERIFIER = Path(__file__).parents[2] / "docs/verify_draw.py"
DESK = (1440, 900)
PROJECTOR = (1920, 1080)


def one_of(day, *codes):
    roles = {BY_CODE[code].number for code in codes}
    return next(one for one in day.people if one["role"] in roles)


@pytest.fixture(scope="module")
def browser(launch):
    """A browser with windows: the list on the projector fills a screen."""
    with launch(program=chromium.found()) as running:
        yield running


@pytest.fixture(scope="module")
def here(day, tmp_path_factory):
    """The day with everybody in."""
    copy = day.copied(tmp_path_factory.mktemp("here") / "data")
    plan = copy.plan["plan"]
    with open_hub(Config(copy.data, f"sqlite:///{copy.data / 'kaowu.db'}")) as hub:
        scans = [("duty.check_in", {"place": "东门", "person": one["person"], "plan": plan}) for one in copy.people]
        verdicts = {receipt["verdict"] for receipt in hub.facts(scans)}
        assert verdicts == {"accepted"}
    return copy


@pytest.fixture(scope="module")
def head(here):
    return one_of(here, "CE")


@pytest.fixture(scope="module")
def rover(here):
    return one_of(here, "RP")


def looked_at(page, picture, name, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    fits(page, picture, name)


def draw_of(hub):
    return next(row for (kind, _), row in site.rows_of(hub).items() if kind == "draw" and row["of"] == "rooms")


def people_of(hub):
    return {row["person"]: row for (kind, _), row in site.rows_of(hub).items() if kind == "person"}


def test_who_has_students_in_a_room_declares_it_before_the_draw(hub, chief, here, head, rover, picture):
    for person in (head, rover):
        signing.set_pin(hub, person)
    signing.sign_in(chief, head)
    teacher, kin, late = [one for one in here.people if one["role"] == BY_CODE["PR"].number][:3]
    site.visit(chief, "/office/staff")
    chief.get_by_role("searchbox").fill(teacher["staff_no"])
    chief.get_by_role("button", name=teacher["name"]).click()
    chief.get_by_role("link", name="登记申报").click()
    form = chief.get_by_role("region", name=f"{teacher['name']}的申报")
    form.get_by_label("有本人学生应考").check()
    form.get_by_role("button", name="101", exact=True).click()
    form.get_by_role("searchbox").fill(kin["staff_no"])
    form.locator(".search li button").click()
    for size, shape in (("tablet", site.TABLET), ("phone", site.PHONE)):
        looked_at(chief, picture, f"declare-1-form-{size}", shape)
    form.get_by_role("button", name=f"登记{teacher['name']}的申报").click()
    expect(chief.get_by_role("heading", name="已申报 1 人")).to_be_visible()
    expect(form).to_have_count(0)  # it has a search of its own
    chief.get_by_role("searchbox").fill(late["staff_no"])
    chief.locator(".search li button").click()
    chief.get_by_label("首次监考").check()
    chief.get_by_role("button", name=f"登记{late['name']}的申报").click()
    expect(chief.get_by_role("heading", name="已申报 2 人")).to_be_visible()
    for size, shape in (("tablet", site.TABLET), ("desk", DESK), ("phone", site.PHONE)):
        looked_at(chief, picture, f"declare-2-list-{size}", shape)
    chief.set_viewport_size({"width": site.TABLET[0], "height": site.TABLET[1]})
    chief.get_by_role("button", name=f"撤回{late['name']}的申报").click()
    chief.get_by_role("button", name=f"确认撤回{late['name']}的申报").click()
    expect(chief.get_by_role("heading", name="已申报 1 人")).to_be_visible()
    told = {row["person"]: row for (kind, _), row in site.rows_of(hub).items() if kind == "declared"}
    assert (told[teacher["person"]]["rooms"], told[teacher["person"]]["apart"]) == (["101"], [kin["person"]])
    assert (told[teacher["person"]]["by"], told[late["person"]]["new"]) == (head["person"], False)


def test_two_people_commit_and_reveal_and_every_room_has_its_two(hub, chief, here, head, rover, picture, tmp_path):
    chief.get_by_role("link", name="去抽签").click()
    expect(chief.locator(".declared")).to_contain_text("避开考场 1 人，亲属不同场 1 人，首次监考 0 人")
    last = chief.locator(".left .rooms button").last.text_content()
    chief.get_by_text("有考场不参加抽签").click()
    chief.locator(".left .rooms button").last.click()
    chief.get_by_label("不参加的原因").fill("空调故障，停用")
    looked_at(chief, picture, "draw-0-left-out", site.TABLET)
    chief.get_by_role("button", name=f"{last} 不参加抽签").click()
    expect(chief.locator(".left li")).to_contain_text("空调故障，停用")
    expect(chief.locator(".figures")).to_contain_text("到岗")
    looked_at(chief, picture, "draw-1-before", site.TABLET)
    chief.get_by_label("随便输入几个字或数字").fill("早上好")
    chief.get_by_role("button", name=f"{head['name']}提交").click()
    expect(chief.locator(".pledges")).to_contain_text(f"{head['name']} 已提交")
    expect(chief.get_by_role("heading", name="第二人")).to_be_visible()
    signing.type_scan(chief, here.badge_text(head))
    expect(chief.get_by_role("alert")).to_contain_text("这位已经提交过")
    signing.type_scan(chief, here.badge_text(rover))
    chief.get_by_label("随便输入几个字或数字").fill("428571")
    looked_at(chief, picture, "draw-2-second", site.TABLET)
    chief.get_by_role("button", name=f"{rover['name']}提交").click()
    expect(chief.get_by_role("button", name="公布并抽签")).to_be_visible()
    chief.reload()  # a tablet that restarts between committing and revealing voids nothing
    site.settled(chief)
    chief.get_by_role("button", name="公布并抽签").click()
    expect(chief.locator(".told")).to_contain_text(f"{head['name']}、{rover['name']}")
    expect(chief.locator(".places li")).to_have_count(len(draw_of(hub)["places"]))
    for size, shape in (("tablet", site.TABLET), ("desk", DESK), ("phone", site.PHONE)):
        looked_at(chief, picture, f"draw-3-drawn-{size}", shape)
    chief.set_viewport_size({"width": site.TABLET[0], "height": site.TABLET[1]})
    people, drawn = people_of(hub), draw_of(hub)
    assert all(len(given) == 2 for given in drawn["places"].values())
    assert drawn["drawn"]["left_out"] == {last: "空调故障，停用"}
    assert last not in drawn["places"]
    declared = {row["person"]: row for (kind, _), row in site.rows_of(hub).items() if kind == "declared"}
    for room, given in drawn["places"].items():
        assert not any(room in declared[person]["rooms"] for person in given if person in declared)
        assert all(people[person]["rooms"][drawn["session"]] == room for person in given)
        assert len({people[person]["unit"] for person in given}) == 2
    with chief.expect_download() as download:
        chief.get_by_role("link", name="公布文件").click()
    file = tmp_path / "draw.json"
    download.value.save_as(file)
    assert subprocess.run([sys.executable, VERIFIER, file], check=False, capture_output=True).returncode == 0
    told = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(told | {"reserve": told["reserve"][::-1], "root": "0" * 64}), "utf-8")
    assert subprocess.run([sys.executable, VERIFIER, file], check=False, capture_output=True).returncode != 0


def test_a_substitute_is_sent_with_two_taps(hub, chief, picture):
    drawn = draw_of(hub)
    room, (leaving, _) = next(iter(drawn["places"].items()))
    name = people_of(hub)[leaving]["name"]
    line = chief.locator(".places li", has=chief.get_by_text(room, exact=True))
    line.get_by_role("button", name=name).first.click()
    expect(chief.get_by_role("dialog")).to_contain_text(f"{room}：替换{name}")
    looked_at(chief, picture, "draw-4-substitute", site.TABLET)
    chief.get_by_role("dialog").get_by_role("button", name=re.compile("^身体不适，由.+替换")).click()
    expect(chief.get_by_role("dialog")).to_have_count(0)
    until(lambda: draw_of(hub)["log"][-1]["what"] == "substitute")
    after = draw_of(hub)
    assert leaving not in after["places"][room]
    expect(chief.locator(".log")).to_contain_text(name)


def test_the_wall_list_stands_by_room_and_by_name_and_fills_the_projector(hub, chief, picture):
    chief.get_by_role("link", name="名单与投影").click()
    drawn, people = draw_of(hub), people_of(hub)
    expect(chief.locator(".sheet li")).to_have_count(len(drawn["places"]) + len(drawn["drawn"]["left_out"]))
    expect(chief.locator(".sheet")).to_contain_text("未抽签：空调故障，停用")
    looked_at(chief, picture, "wall-by-room", DESK)
    chief.get_by_role("button", name="按姓名").click()
    expect(chief.locator(".sheet li")).to_have_count(sum(map(len, drawn["places"].values())))
    looked_at(chief, picture, "wall-by-name", DESK)
    room, given = next(iter(drawn["places"].items()))
    expect(chief.locator(".sheet")).to_contain_text(re.compile(rf"{re.escape(people[given[0]]['name'])}\s*{room}"))
    chief.get_by_role("button", name="个人纸条").click()
    looked_at(chief, picture, "wall-slips", DESK)
    chief.get_by_role("button", name="按考场").click()
    chief.set_viewport_size({"width": PROJECTOR[0], "height": PROJECTOR[1]})
    chief.get_by_role("button", name="投影").click()
    expect(chief.get_by_role("dialog", name="监考名单")).to_be_visible()
    picture(chief, "wall-projector")
    chief.keyboard.press("Escape")
    expect(chief.get_by_role("dialog", name="监考名单")).to_have_count(0)
    chief.set_viewport_size({"width": site.TABLET[0], "height": site.TABLET[1]})


def test_the_roving_invigilator_looks_at_doors_and_the_chief_is_told(hub, chief, phone, here, rover, picture):
    drawn, people = draw_of(hub), people_of(hub)
    (first, pair), (second, other) = list(drawn["places"].items())[:2]
    signing.sign_in(phone, rover)
    phone.get_by_role("link", name="查岗").click()
    expect(phone.locator(".spot h1")).to_be_visible()
    looked_at(phone, picture, "spot-1-doors", site.PHONE)
    phone.get_by_role("button", name=re.compile(rf"^{first}")).click()
    expect(phone.locator(".door .room")).to_contain_text(first)
    signing.type_scan(phone, here.badge_text(people[pair[0]]))
    expect(phone.locator(".door li.seen")).to_have_count(1)
    looked_at(phone, picture, "spot-2-one-seen", site.PHONE)
    signing.type_scan(phone, here.badge_text(people[pair[1]]))
    expect(phone.locator(".answer.good")).to_contain_text(f"{first} 到位")
    picture(phone, "spot-3-right")
    site_number, plan = here.plan["site"]["number"], here.plan["plan"]
    signing.type_scan(phone, f"KD1:{site_number}:{plan}:{second}")
    expect(phone.locator(".door .room")).to_contain_text(second)
    signing.type_scan(phone, here.badge_text(people[pair[0]]))
    expect(phone.locator(".door li.wrong")).to_contain_text(f"应在 {first}")
    signing.type_scan(phone, here.badge_text(people[other[0]]))
    expect(phone.locator(".door li.seen")).to_have_count(1)
    phone.get_by_role("button", name="缺人，记下").click()
    expect(phone.locator(".answer.bad")).to_contain_text(people[other[1]]["name"])
    expect(phone.locator(".answer.bad")).to_contain_text("已报主考")
    looked_at(phone, picture, "spot-4-wrong", site.PHONE)
    site.visit(chief, "/board")
    expect(chief.locator(".alerts")).to_contain_text(f"{second} 门口查岗：到位 1 人，缺 1 人")
    looked_at(chief, picture, "board-alert", site.TABLET)


def test_an_extension_on_the_areas_order_moves_the_end_on_every_screen(hub, chief, phone, picture):
    before = chief.locator(".signals").inner_text()
    chief.locator(".signals").get_by_role("button", name="延时").click()
    chief.get_by_label("延长分钟数").fill("20")
    chief.get_by_label("考区指令文号或原话").fill("考区值班 3 号")
    looked_at(chief, picture, "signal-extend", site.TABLET)
    chief.get_by_role("button", name="记入延时").click()
    expect(chief.locator(".signals")).to_contain_text("延时 20 分钟（考区值班 3 号）")
    assert chief.locator(".signals").inner_text() != before
    until(lambda: [kind for kind, _ in site.rows_of(hub)].count("signal") == 1, what="the hub's row")
    looked_at(chief, picture, "board-extended", DESK)
    chief.locator(".signals").get_by_role("button", name="开考").click()
    expect(chief.get_by_role("dialog")).to_contain_text("未到时间")
    expect(chief.get_by_role("button", name="发出开考指令")).to_be_disabled()
    site.visit(phone, "/check-in")
    expect(phone.locator(".strip")).to_be_visible()
    looked_at(phone, picture, "check-in-strip", site.PHONE)
    site.visit(phone, "/this-device")
    phone.get_by_label("本机打铃").check()
    looked_at(phone, picture, "bell-switch", site.PHONE)
