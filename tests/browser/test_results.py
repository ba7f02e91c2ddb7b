"""The office names a team and sets a scheme; three assessors have scored, and the leader confirms or sends back."""

import re

import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from server.cli.client import open_hub
from server.config import Config
from server.domain.practical.lots import commitment, shuffled
from tests.browser import signing, site
from tests.browser.stations import result_card as card
from tests.running import serving

SESSION = "P1"
TOTALS = {1: (82, 81, 80), 2: (95, 70, 71), 3: (60, 61, 62)}
"""Seat -> what each of the three assessors gives: agreeing, too far apart, agreeing."""


class Exam:
    """A practical room whose first three candidates have been scored, before a hub runs on the folder."""

    def __init__(self, day):
        self.day = day
        self.plan = day.plan["plan"]
        with open_hub(Config(day.data, f"sqlite:///{day.data / 'kaowu.db'}")) as hub:
            self.team = next(row for row in hub.rows("team") if row["session"] == SESSION)
            self.room = self.team["room"]
            rows = [row for row in hub.rows("practical") if (row["session"], row["room"]) == (SESSION, self.room)]
            self.sat = {row["seat"]: row for row in rows}
            schemes = {(row["trade"], row["level"]): row for row in hub.rows("scheme")}
            self._work(hub, schemes)

    def person(self, number):
        return next(one for one in self.day.people if one["person"] == number)

    def _work(self, hub, schemes):
        """One after the other signs in on the office's device: the leader for the stations, each for their sheets."""
        place = {"plan": self.plan, "session": SESSION, "room": self.room}
        stations, seed = [str(number) for number in range(1, len(self.sat) + 1)], "5e" * 32

        def acts(person, *stated):
            grant = signing.at_the_office(hub, self.person(person))
            for receipt in hub.facts([(kind, place | body) for kind, body in stated], grant):
                assert receipt["verdict"] == "accepted", receipt

        made, slots = commitment(SESSION, self.room, 1, seed, stations, 1), shuffled(seed, stations, 1)
        laid = {"number": 1, "stations": stations, "turns": 1, "hash": made, "reason": ""}
        done = [("practical.lots", laid)]
        for seat in TOTALS:
            number, drawn = self.sat[seat]["candidate"], slots[seat - 1]
            card = {"candidate": number, "lots": 1, "card": seat, "station": drawn.station, "turn": drawn.turn}
            done.append(("practical.draw", card))
            done.append(("practical.identify", {"candidate": number, "outcome": "ok"}))
            done += [(f"practical.{what}", {"candidates": [number]}) for what in ("begin", "end")]
        acts(self.team["leader"], *done)
        for place_of, person in enumerate(self.team["assessors"]):
            signer = {"badge": self.day.badge_text(self.person(person))}
            sheets = []
            for seat, totals in TOTALS.items():
                row, total = self.sat[seat], totals[place_of] * 100
                items = items_of(schemes[row["trade"], row["level"]], total)
                body = {"candidate": row["candidate"], "items": items, "total": total, "signer": signer}
                sheets.append(("evidence.score", body))
            acts(person, *sheets)


def items_of(scheme, total):
    """A sheet that comes to ``total``: points are taken off item by item."""
    off, items = scheme["full"] - total, []
    for item in scheme["items"]:
        taken = min(off, item["full"])
        off -= taken
        items.append(
            {"item": item["id"], "found": "", "deducted": taken, "score": item["full"] - taken, "failed": False}
        )
    return items


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A day whose first practical session is under way."""
    folder = tmp_path_factory.mktemp("practical")
    return site.prepare_day(folder / "data", site.sample_day(folder / "files", rooms=8, begins=-40))


@pytest.fixture(scope="module")
def exam(here):
    return Exam(here)


@pytest.fixture(scope="module")
def hub(here, exam):
    with serving(here.data) as running:
        yield running


@pytest.fixture(scope="module")
def leader(browser, hub, exam):
    """A phone on which the team's leader has signed in."""
    with site.device(browser, site.hub_origin(hub), site.PHONE) as page:
        site.enrol(page, hub, "phone", "考评手机")
        person = exam.person(exam.team["leader"])
        signing.set_pin(hub, person)
        site.visit(page, "/results")
        signing.sign_in(page, person)
        yield page


def result_of(hub, exam, seat):
    return site.rows_of(hub)["result", f"{exam.plan}/{SESSION}/{exam.room}/{exam.sat[seat]['candidate']}"]


def test_the_leader_confirms_what_agrees_and_says_why_where_something_lacks(leader, hub, exam, picture):
    site.visit(leader, "/results")
    first = card(leader, 1)
    expect(first.locator(".score")).to_have_text("81")
    expect(card(leader, 2)).to_contain_text("重新评分")
    expect(card(leader, 4)).to_contain_text("已签 0/3 份")
    expect(card(leader, 4).locator(".score")).to_have_count(0)
    picture(leader, "results-phone")
    first.get_by_role("button", name="确认成绩").click()
    confirm = leader.locator("dialog").get_by_role("button", name="确认成绩")
    expect(confirm).to_be_disabled()
    leader.get_by_label("缺的补不了的，写明原因").fill("摄像机故障，已报主考")
    picture(leader, "confirm-phone")
    confirm.click()
    expect(first).to_contain_text("已确认")
    site.all_sent(leader)
    assert result_of(hub, exam, 1)["confirmed"]["score"] == 8100


def test_a_confirmed_score_is_opened_again_only_with_the_chiefs_badge(leader, hub, exam, here, picture):
    site.visit(leader, "/results")
    head = next(one for one in here.people if one["role"] == BY_CODE["CE"].number)
    other = next(one for one in here.people if one["role"] == BY_CODE["PR"].number)
    third = card(leader, 3)
    third.get_by_role("button", name="确认成绩").click()
    leader.get_by_label("缺的补不了的，写明原因").fill("录像正在上传")
    leader.locator("dialog").get_by_role("button", name="确认成绩").click()
    expect(third).to_contain_text("已确认")
    third.get_by_role("button", name="更正成绩").click()
    dialog = leader.locator("dialog")
    dialog.get_by_label("原因").fill("第二题少记五分")
    signing.type_scan(leader, here.badge_text(other))
    dialog.get_by_role("button", name="更正成绩").click()
    expect(dialog).to_contain_text("须考评组组长和主考两人")
    signing.type_scan(leader, here.badge_text(head))
    picture(leader, "correct-phone")
    dialog.get_by_role("button", name="更正成绩").click()
    expect(third).to_contain_text("第二题少记五分")
    site.all_sent(leader)
    row = result_of(hub, exam, 3)
    assert (row["state"], row["confirmed"], row["sent_back"]["second"]) == ("sent_back", None, head["person"])


def test_the_office_sees_what_lacks_and_names_a_team_for_a_reason(chief, hub, exam, here, picture):
    head = next(one for one in here.people if one["role"] == BY_CODE["CE"].number)
    signing.set_pin(hub, head)
    site.visit(chief, "/board")
    signing.sign_in(chief, head)
    site.visit(chief, "/results")
    expect(card(chief, 4)).to_contain_text("证件与本人合影：应有 1，已到 0")
    picture(chief, "results-tablet")
    chief.get_by_role("link", name="考评报告").wait_for()
    site.visit(chief, "/office/practical")
    picture(chief, "teams-tablet")
    chief.get_by_role("row", name=re.compile("实操第二场")).first.get_by_role("button").click()
    sheet = chief.locator("aside")
    sheet.get_by_role("checkbox", checked=True).last.uncheck()
    expect(sheet.get_by_text("考评员人数应为单数")).to_be_visible()
    save = sheet.get_by_role("button", name=re.compile("定为考评组"))
    expect(save).to_be_disabled()
    sheet.get_by_label("不按规定的理由").fill("一人临时生病，已报考区")
    picture(chief, "team-tablet")
    save.click()
    expect(sheet).to_contain_text("考评组已定")
    teams = [row for (kind, _), row in site.rows_of(hub).items() if kind == "team" and row["waived"]]
    assert [row["reason"] for row in teams] == ["一人临时生病，已报考区"]
    site.visit(chief, "/office/practical?tab=assessors")
    expect(chief.get_by_role("row")).not_to_have_count(1)
    first = chief.get_by_role("row").nth(1)
    first.click()
    sheet.get_by_role("button", name="再加一张证卡（另一职业）").click()
    second = sheet.get_by_role("group", name="第 2 张证卡")
    second.get_by_label("考评员证号").fill("3601201536000123456X")
    second.get_by_label("考评职业").fill("钳工")
    second.get_by_label("有效期至").fill("2099-12-31")
    sheet.get_by_role("button", name="保存").click()
    expect(sheet).to_contain_text("证卡已登记")
    expect(first).to_contain_text("3601201536000123456X")
    picture(chief, "assessors-tablet")
    site.visit(chief, "/office/practical?tab=schemes")
    chief.get_by_role("row").nth(1).click()
    picture(chief, "schemes-tablet")
    sheet.get_by_label("迟到几分钟内可进").fill("25")
    sheet.get_by_role("button", name="保存").click()
    expect(sheet).to_contain_text("评分方案已保存")
    assert 25 in {row["late"] for (kind, _), row in site.rows_of(hub).items() if kind == "scheme"}


def test_a_sheet_from_paper_is_typed_by_one_and_compared_by_another(chief, hub, exam, here, picture):
    site.visit(chief, "/results")
    fourth = card(chief, 4)
    fourth.get_by_role("button", name="补录纸质评分表").click()
    dialog = chief.locator("dialog")
    leader = exam.person(exam.team["leader"])
    dialog.get_by_label("评分人").select_option(label=leader["name"])
    expect(dialog.get_by_role("button", name="满分").first).to_be_visible()
    for button in dialog.get_by_role("button", name="满分").all():
        button.click()
    for button in dialog.get_by_role("button", name="没有出现").all():
        button.click()
    enter = dialog.get_by_role("button", name="补录纸质评分表")
    expect(enter).to_be_disabled()
    other = next(one for one in here.people if one["role"] == BY_CODE["PR"].number)
    signing.type_scan(chief, here.badge_text(other))
    picture(chief, "enter-tablet")
    enter.click()
    expect(fourth).to_contain_text("已签 1/3 份")
    (sheet,) = site.rows_of(hub)["practical", f"{exam.plan}/{SESSION}/{exam.room}/{exam.sat[4]['candidate']}"][
        "scores"
    ].values()
    assert sheet["version"] == 1
