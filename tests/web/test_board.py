"""The board in one answer, for programs."""

from datetime import timedelta

import pytest

from tests.desk.balance.conftest import Table
from tests.exam_day import PLAN, PLAN_ROW
from tests.paper_day import accepted, papers_at_site


def board(client, device, query="?session=S1"):
    return client.get(f"/api/board{query}", headers=device.headers)


def test_the_board_counts_who_is_in(client, device, day):
    chief, gate = device("tablet"), device("gate")
    before = board(client, chief).json
    gate.hand("duty.check_in", {"place": "gate-1", "badge": day.qr(2)})
    after = board(client, chief).json
    assert before["plan"] == after["plan"] == day.plan
    assert before != after | {"now": before["now"]}
    assert "钱乙" not in str(after), "counts name nobody"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?session=S9", "session-unknown"),
        ("?plan=7", "plan-unknown"),
        ("?plan=x", "bad-request"),
        ("?plan=-9223372036854775809", "bad-request"),
    ],
)
def test_what_is_not_there_is_said(client, device, day, query, code):
    assert board(client, device("tablet"), query).json["error"]["code"] == code


def test_staff_are_missing_from_the_plans_own_step_on_and_the_office_moves_it(client, device, day, clock, monkeypatch):
    monkeypatch.setattr("server.web.board.utc_now", lambda: clock.now)
    chief = device("tablet")
    step = {"at": "2026-11-22T08:00:00+08:00", "name": "工作人员到齐，召开考务会", "session": "S1", "signal": None}
    accepted(day.take("plan", [PLAN_ROW | {"timetable": [*PLAN_ROW["timetable"], step]}]))

    def codes(time):
        clock.at(time)
        return {alert["code"] for alert in board(client, chief).json["alerts"]}

    assert [codes(time) for time in ("07:59", "08:00")] == [set(), {"staff-missing"}]
    move = {"plan": PLAN, "dues": [{"session": "S1", "due": "staff", "minutes": 45}]}
    accepted(day.office.hand("plan.change", move))
    assert [codes(time) for time in ("08:14", "08:15")] == [set(), {"staff-missing"}]


def test_before_anything_is_imported_there_is_no_board(client, device):
    answer = board(client, device("tablet"), "")
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "plan-unknown")


def test_the_board_says_what_went_out_came_back_and_differs(client, device, day, clock):
    """One of two rooms is counted at the return table, a card short."""
    table = Table(papers_at_site(day, device, clock), None, clock)
    table.whole()
    accepted(table.count("101", {"cards_blank": 27}))
    shown = board(client, table.papers.table).json["balance"]
    first, second = shown["rooms"]
    assert (first["room"], first["papers"], first["cards"]) == ("101", {"out": 31, "back": 31}, {"out": 31, "back": 30})
    assert [line["says"]["zh"] for line in first["open"]] == ["101 号考场：领 31，交回 30，缺 1 张答题卡"]
    assert (first["counted"], second["counted"], second["open"], shown["site"]) == (True, False, [], [])


def test_a_device_that_fell_silent_is_listed_with_what_it_still_holds(client, device, day, hub):
    chief, phone = device("tablet"), device("phone")
    report = {
        "waiting": 3, "needs_person": 0, "oldest": None, "last": 0, "skew_ms": 0, "battery": None, "persisted": True,
        "build": "", "rows_through": 0, "screen": "/check-in", "place": "",
    }  # fmt: skip
    client.post("/api/status", json=report, headers=phone.headers)
    assert phone.id not in {one["device"] for one in board(client, chief).json["silent"]}
    hub.presence.seen[phone.id] -= timedelta(minutes=6)
    (found,) = [one for one in board(client, chief).json["silent"] if one["device"] == phone.id]
    assert (found["kind"], found["waiting"]) == ("phone", 3)
    assert found["name"]
    assert chief.id not in {one["device"] for one in board(client, chief).json["silent"]}
