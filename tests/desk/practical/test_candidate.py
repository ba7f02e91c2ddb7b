"""Candidates at stations through the door: from the roster to the workpiece, with and without the hub."""

import pytest

from tests.exam_day import PLAN
from tests.practical_day import (
    ASSESSORS,
    CANDIDATES,
    ROOM,
    SESSION,
    SUPERVISOR,
    Stations,
    accepted,
    candidate,
    code,
    number,
)

KEY = f"{PLAN}/{SESSION}/{ROOM}"


@pytest.fixture
def sat(rows, stations):
    """The row of the candidate at a seat."""
    return lambda seat: rows("practical")[f"{KEY}/{number(seat)}"]


@pytest.fixture
def alerts(rows):
    """State of each alert about a room, by its code."""
    return lambda: {row["code"]: row["state"] for row in rows("alert").values() if row["place"] is not None}


@pytest.fixture
def ready(stations, clock):
    """Candidates who have drawn and were identified; it is 09:00."""

    def made(*seats):
        accepted(stations.lay())
        for seat in seats:
            accepted(stations.draw(seat, seat))
            accepted(stations.identify(seat))
        clock.at("09:00")

    return made


def test_the_roster_makes_a_row_of_each_candidate_of_a_practical_session_without_the_name(rows, sat):
    assert set(rows("practical")) == {f"{KEY}/{number(seat)}" for seat in range(1, 5)}
    assert [sat(seat)["mask"] for seat in (1, 2)] == ["张**", "欧阳**"]
    assert "小明" not in str(rows("practical"))


def test_a_new_roster_keeps_what_happened_and_forgets_whom_nothing_happened_to(workshop, stations, rows, sat):
    accepted(stations.identify(1))
    accepted(workshop.take("candidates", [candidate(2), candidate(3, level=3), candidate(9)]))
    assert sat(1)["identity"]["outcome"] == "ok"
    assert not sat(1)["listed"]
    assert sat(3)["level"] == 3
    assert sat(4) is None
    assert code(stations.identify(1)) == "candidate-unknown"
    accepted(workshop.take("candidates", CANDIDATES))
    assert sat(1)["listed"]
    assert sat(1)["identity"]["outcome"] == "ok"


def test_from_the_door_to_the_workpiece(ready, stations, clock, sat):
    ready(1)
    accepted(stations.begin(1))
    clock.at("11:00")
    accepted(stations.end(1))
    accepted(stations.of("workpiece", 1, {"number": "G3-M1-01-X"}))
    row = sat(1)
    assert row["identity"]["outcome"] == "ok"
    assert row["station"] in "123456"
    assert row["began"].startswith("2026-11-22T01:00")
    assert row["ended"].startswith("2026-11-22T03:00")
    assert row["workpiece"]["number"] == "G3-M1-01-X"


def test_a_whole_room_begins_in_one_act_and_nobody_does_where_one_may_not(ready, stations, sat):
    ready(1, 2)
    refused = stations.begin(1, 2, 3)
    assert code(refused) == "identity-missing"
    assert "3 号" in refused.refusal.said("zh")["says"]
    assert sat(1)["began"] is None
    accepted(stations.begin(1, 2))
    assert sat(1)["began"] == sat(2)["began"] is not None


def test_a_whole_room_begins_and_ends_where_one_of_them_was_noted_elsewhere_before(
    ready, stations, device, workshop, clock, sat
):
    ready(1, 2, 3)
    phone = device("phone")
    phone.sign_in(11)
    other = Stations(phone, workshop)
    accepted(other.begin(1))
    began = sat(1)["began"]
    clock.at("09:05")
    accepted(stations.begin(1, 2, 3, acted=True))
    assert sat(1)["began"] == began < sat(2)["began"] == sat(3)["began"]
    assert code(stations.begin(1, 2, 3)) == "begun-already"
    clock.at("10:00")
    accepted(other.end(1))
    ended = sat(1)["ended"]
    clock.at("10:05")
    accepted(stations.end(1, 2, 3, acted=True))
    assert sat(1)["ended"] == ended < sat(2)["ended"] == sat(3)["ended"]
    assert code(stations.end(1, 2, 3)) == "ended-already"


def test_the_end_for_a_whole_room_passes_over_whoever_was_never_seen_to_begin(ready, stations, clock, sat):
    ready(1, 2, 3)
    accepted(stations.begin(1, 2))
    clock.at("10:05")
    accepted(stations.end(1, 2, 3))
    assert sat(1)["ended"] == sat(2)["ended"] is not None
    assert sat(3)["ended"] is None
    assert code(stations.end(3)) == "not-begun"
    assert code(stations.end(1, 3)) == "not-begun"


def test_nobody_begins_before_the_time_and_who_comes_late_is_let_in_no_more(ready, stations, clock, sat):
    ready(1)
    clock.at("08:59")
    assert code(stations.begin(1)) == "begin-early"
    clock.at("09:31")
    late = stations.identify(2)
    assert code(late) == "practical-late"
    assert "09:30" in late.refusal.said("zh")["says"]
    assert code(stations.begin(2)) == "practical-late"
    accepted(stations.begin(1))  # they were here in time


def test_absent_is_who_has_not_come_when_nobody_is_let_in_any_more(ready, stations, clock, sat):
    ready(1)
    assert code(stations.of("absent", 2)) == "absent-early"
    clock.at("09:31")
    accepted(stations.of("absent", 2))
    assert code(stations.identify(2)) == "candidate-absent"
    assert code(stations.of("absent", 2, {"absent": False})) == "absent-reason"
    accepted(stations.of("absent", 2, {"absent": False, "reason": "在别的车间等候"}))
    accepted(stations.identify(2))
    assert sat(2)["absent"] is None


def test_the_wrong_person_stops_everything_until_one_who_heads_the_site_says_otherwise(stations, device, alerts, sat):
    accepted(stations.lay())
    accepted(stations.identify(1, "not_person"))
    assert alerts() == {"candidate-not-person": "open"}
    assert code(stations.draw(1, 1)) == "identity-stopped"
    assert code(stations.identify(1, "ok", reason="看错了照片")) == "identity-stopped"
    chief = device("tablet")
    chief.sign_in(1)
    at_chiefs = Stations(chief, stations.day)
    assert code(at_chiefs.identify(1, "ok")) == "identity-stopped"
    accepted(at_chiefs.identify(1, "ok", reason="核对户口簿，是本人"))
    assert alerts() == {"candidate-not-person": "closed"}


def test_who_has_no_papers_is_photographed_or_it_is_said_why_not(stations, sat):
    assert code(stations.identify(1, "no_id")) == "identity-photo"
    accepted(stations.identify(1, "no_id", evidence="ab" * 16))
    assert sat(1)["identity"]["evidence"] == "ab" * 16
    accepted(stations.identify(1, "ok"))


def test_papers_follow_after_the_end_of_the_session_for_whoever_was_here(ready, stations, device, clock, sat):
    chief = device("tablet")
    chief.sign_in(1)
    accepted(chief.hand("duty.check_in", {"place": "office", "person": 1, "plan": PLAN}))
    accepted(stations.identify(1, "no_id", evidence="ab" * 16))
    clock.at("09:00")
    accepted(chief.hand("session.signal", {"plan": PLAN, "session": SESSION, "signal": "start"}))
    clock.at("12:00")
    chief.sign_in(1)
    stations.device.sign_in(ASSESSORS[0])
    accepted(chief.hand("session.signal", {"plan": PLAN, "session": SESSION, "signal": "end"}))
    assert code(stations.identify(2)) == "practical-over"
    accepted(stations.identify(1, "ok"))
    assert sat(1)["identity"]["outcome"] == "ok"


def test_an_extension_by_signal_lets_people_begin_and_nothing_else_does(ready, stations, device, clock):
    chief = device("tablet")
    chief.sign_in(1)
    accepted(chief.hand("duty.check_in", {"place": "office", "person": 1, "plan": PLAN}))
    ready(1)
    clock.at("11:59")
    chief.sign_in(1)
    stations.device.sign_in(ASSESSORS[0])
    clock.at("12:00")
    assert code(stations.begin(1)) == "practical-over"
    order = {"signal": "extend", "minutes": 20, "order": "考区 1 号令", "ordered_by": 3}
    accepted(chief.hand("session.signal", {"plan": PLAN, "session": SESSION} | order))
    accepted(stations.begin(1))


def test_two_workpieces_of_a_session_never_have_one_number(ready, stations):
    ready(1, 2)
    accepted(stations.begin(1, 2))
    accepted(stations.of("workpiece", 1, {"number": "G3-M1-01-X"}))
    assert code(stations.of("workpiece", 2, {"number": "G3-M1-01-X"})) == "workpiece-taken"
    assert code(stations.of("workpiece", 1, {"number": "G3-M1-77-X"})) == "workpiece-given"
    accepted(stations.of("workpiece", 1, {"number": "G3-M1-77-X", "reason": "标签损坏换号"}))


def test_supervisors_note_nothing_and_nobody_does_without_a_sign_in(stations, workshop, device):
    phone = device("phone")
    phone.sign_in(SUPERVISOR)
    assert code(Stations(phone, workshop).identify(1)) == "station-role"
    phone.grant = None
    assert code(Stations(phone, workshop).identify(1)) == "grant-needed"


def test_in_a_theory_session_there_are_no_stations(stations):
    body = {"session": "S1", "room": "101", "candidate": "26S110101", "outcome": "ok"}
    assert code(stations.hand("identify", body)) == "session-not-practical"


def test_what_was_done_without_the_hub_and_late_is_settled_by_a_person(ready, stations, clock, rows, sat):
    ready(1)
    clock.at("09:40")
    late = stations.identify(2, acted=True, at=clock.at("09:35"))
    assert (late.verdict, code(late)) == ("disputed", "practical-late")
    assert sat(2)["identity"] is None
    row = rows("dispute")[str(late.seq)]
    assert (row["place"], row["holds"]) == (ROOM, True)


def test_begun_on_two_devices_without_the_hub_the_first_stands(ready, stations, device, workshop, clock, rows, sat):
    ready(1)
    phone = device("phone")
    phone.sign_in(11)
    accepted(stations.begin(1))
    began = sat(1)["began"]
    clock.at("09:05")
    again = Stations(phone, workshop).begin(1, acted=True)
    assert (again.verdict, code(again)) == ("disputed", "begun-already")
    assert rows("dispute")[str(again.seq)]["against"] is not None
    assert sat(1)["began"] == began
