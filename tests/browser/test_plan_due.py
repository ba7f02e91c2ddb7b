"""The plan says by when: the office moves a step of the timetable, and the board tells who is missing from then on."""

import re

import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from tests.browser import signing, site
from tests.browser.looks import looked
from tests.running import serving

CHIEF = BY_CODE["CE"].number
AHEAD = 300  # minutes until the first session: no step of the usual timetable is due yet
WHOLE_DAY = "1440"


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ahead")
    return site.prepare_day(folder / "data", site.sample_day(folder / "files", begins=AHEAD))


@pytest.fixture(scope="module")
def hub(here):
    with serving(here.data) as running:
        yield running


@pytest.fixture(scope="module")
def first(here):
    return here.plan["sessions"][0]


def test_who_is_missing_is_told_from_the_plans_own_step_on(chief, hub, first, picture):
    site.visit(chief, "/board")
    # It knows who is missing, and has told what there is to tell.
    expect(chief.locator(".board .sums")).to_contain_text(re.compile(r"未到\s*[1-9]"))
    expect(chief.get_by_role("region", name="需要处理")).to_be_visible()
    expect(chief.locator(".board")).not_to_contain_text("名监考未到")
    site.visit(chief, "/office/plan")
    session = chief.get_by_role("group", name=f"场次 {first['id']}")
    expect(session.get_by_label("人员到齐")).to_have_value("60")
    looked(chief, picture, "plan-dues")
    session.get_by_label("人员到齐").fill(WHOLE_DAY)
    session.get_by_label("抽签定考场").fill("45")
    expect(chief.get_by_text("保存后 2 个时间点随场次移动")).to_be_visible()
    chief.get_by_role("button", name="保存", exact=True).click()
    expect(chief.get_by_text("计划已保存，各屏随即更新")).to_be_visible()
    expect(chief.locator(".log li").first).to_contain_text(f"{first['name']}人员到齐 → 开考前 1440 分钟")
    expect(chief.locator(".log li").first).to_contain_text("抽签定考场 → 开考前 45 分钟")
    kept = site.rows_of(hub)["plan", str(site.office(hub).get("/api/board").json["plan"])]
    assert [one["due"] for one in kept["timetable"] if one["session"] == first["id"] and one["due"]] == [
        "staff", "draw", "papers",
    ]  # fmt: skip
    site.visit(chief, "/board")
    expect(chief.locator(".board")).to_contain_text(re.compile(r"仍有 \d+ 名监考未到"))


def test_minutes_and_bounds_are_policies_and_what_cannot_be_is_told(chief, hub, here, picture):
    leader = next(one for one in here.people if one["role"] == CHIEF)
    signing.set_pin(hub, leader)
    site.visit(chief, "/office/plan")
    signing.sign_in(chief, leader)
    site.visit(chief, "/office/plan")
    form = chief.locator("form.policies")
    form.scroll_into_view_if_needed()
    looked(chief, picture, "policies")
    form.get_by_label("几分钟内考场袋交回").fill("240")
    form.get_by_role("button", name="保存试卷规定").click()
    expect(form.get_by_text("终考后 180 分钟内全部入库，考场袋却到 240 分钟才须交回")).to_be_visible()
    form.get_by_label("几分钟内全部入库").fill("300")
    form.get_by_label("每次抽查几张答题卡").fill("50")
    form.get_by_role("button", name="保存试卷规定").click()
    expect(form.get_by_text("试卷规定已保存")).to_be_visible()
    kept = site.rows_of(hub)["policy", str(here.plan["plan"])]
    assert (kept["back_within"], kept["stored_within"], kept["check_cards"]) == (240, 300, 50)
