"""Candidates at stations: names masked, who is late, who may begin, what a new roster keeps; as kept and as shown."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.role import BY_CODE
from server.domain.plan import plan_from_row
from server.domain.practical.candidate import (
    Absent,
    Candidate,
    Drawn,
    Hours,
    Identity,
    Workpiece,
    begins,
    comes,
    ends,
    hands_in,
    identify,
    masked,
    may_draw,
    practical,
    seated,
    stays_away,
    steward,
    workpiece_number,
)
from server.domain.practical.candidate_row import candidate_from_row, candidate_to_row, shown
from server.domain.practical.lots import Mark, Slot
from server.domain.practical.score import Scored, Sheet
from server.domain.refusal import Refusal
from tests.exam_day import PLAN_ROW
from tests.practical_day import SESSION_ROW

NINE = datetime(2026, 11, 22, 1, tzinfo=UTC)
HOURS = Hours(NINE, NINE + timedelta(hours=3), over=False, late=30, zone="Asia/Shanghai")
MARK = Mark("2026-11-22T01:00:00.000+00:00", 10, "f1", "d2")
ONE = Candidate(1, "E1", "M1", "26E1M101", 1, "张**", "电工", 4)
DRAWN = Drawn(Slot("3", 1), 2, 1, MARK)
OK = Identity("ok", None, "", MARK)
PLAN = plan_from_row(PLAN_ROW | {"sessions": [*PLAN_ROW["sessions"], SESSION_ROW]})


def at(minutes):
    return NINE + timedelta(minutes=minutes)


def refusal(rule, *given, **named):
    with pytest.raises(Refusal) as caught:
        rule(*given, **named)
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "mask"),
    [("张小明", "张**"), ("王伟", "王**"), ("欧阳娜娜", "欧阳**"), ("阿卜杜拉·买买提", "阿**"), (" 李 ", "李**")],
)
def test_of_a_name_only_the_surname_is_read_and_its_length_is_not_told(name, mask):
    assert masked(name) == mask


def test_who_comes_after_the_limit_is_late_and_who_was_seen_before_is_not():
    comes(ONE, HOURS, at(30))
    assert refusal(comes, ONE, HOURS, at(31)) == "practical-late"
    comes(replace(ONE, drawn=DRAWN), HOURS, at(31))
    comes(replace(ONE, identity=OK), HOURS, at(31))
    comes(replace(ONE, excused=True), HOURS, at(31))
    assert refusal(comes, replace(ONE, drawn=DRAWN), replace(HOURS, over=True), at(31)) == "practical-over"


@given(st.integers(0, 120), st.integers(-60, 240))
def test_the_limit_is_the_plans_minutes_after_the_start_and_no_other(late, minute):
    hours = replace(HOURS, late=late)
    if minute > late:
        assert refusal(comes, ONE, hours, at(minute)) == "practical-late"
    else:
        comes(ONE, hours, at(minute))


def test_nobody_begins_without_identity_and_a_station_where_stations_are_drawn():
    ready = replace(ONE, drawn=DRAWN, identity=OK)
    begins(ready, HOURS, at(0), lots=True)
    begins(replace(ready, drawn=None), HOURS, at(0), lots=False)
    assert refusal(begins, replace(ready, drawn=None), HOURS, at(0), lots=True) == "station-missing"
    assert refusal(begins, replace(ready, identity=None), HOURS, at(0), lots=True) == "identity-missing"
    stopped = replace(ready, identity=replace(OK, outcome="not_person"))
    assert refusal(begins, stopped, HOURS, at(0), lots=True) == "identity-stopped"
    assert refusal(begins, ready, HOURS, at(-1), lots=True) == "begin-early"
    assert refusal(begins, ready, HOURS, at(180), lots=True) == "practical-over"
    assert refusal(begins, replace(ready, began=MARK), HOURS, at(0), lots=True) == "begun-already"
    assert refusal(begins, replace(ready, absent=Absent("", MARK)), HOURS, at(0), lots=True) == "candidate-absent"


def test_an_end_follows_a_beginning_once():
    assert refusal(ends, ONE) == "not-begun"
    ends(replace(ONE, began=MARK))
    assert refusal(ends, replace(ONE, began=MARK, ended=MARK)) == "ended-already"


def test_who_was_found_to_be_somebody_else_goes_on_by_a_leaders_word_and_reason_only():
    stopped = replace(ONE, identity=replace(OK, outcome="not_person"))
    said = {"photo": True, "reason": "核对户口簿"}
    assert refusal(identify, stopped, "ok", HOURS, at(0), leads=False, **said) == "identity-stopped"
    assert refusal(identify, stopped, "ok", HOURS, at(0), leads=True, photo=True, reason="") == "identity-stopped"
    identify(stopped, "ok", HOURS, at(0), leads=True, **said)
    identify(stopped, "not_person", HOURS, at(0), leads=False, photo=False, reason="")


def test_absence_is_noted_when_nobody_is_let_in_any_more_and_taken_back_for_a_reason():
    assert refusal(stays_away, ONE, True, HOURS, at(30), "") == "absent-early"
    stays_away(ONE, True, HOURS, at(31), "")
    assert refusal(stays_away, replace(ONE, drawn=DRAWN), True, HOURS, at(10), "") == "absent-reason"
    stays_away(replace(ONE, drawn=DRAWN), True, HOURS, at(10), "突发疾病离场")
    assert refusal(stays_away, replace(ONE, began=MARK), True, HOURS, at(31), "") == "absent-begun"
    scored_on_paper = replace(ONE, sheets={10: (Sheet("f", "", (), 0),)})
    assert refusal(stays_away, scored_on_paper, True, HOURS, at(31), "没有到场") == "absent-scored"
    away = replace(ONE, absent=Absent("", MARK))
    assert refusal(stays_away, away, True, HOURS, at(31), "") == "absent-already"
    assert refusal(stays_away, away, False, HOURS, at(31), "") == "absent-reason"
    assert refusal(stays_away, ONE, False, HOURS, at(31), "记错人了") == "absent-not"


ROOMS = ("901", "M1", "车工A", "车间2", "钳工A")
SEATED = st.tuples(st.sampled_from(ROOMS), st.integers(1, 99))


@given(SEATED, SEATED)
def test_workpieces_of_different_seats_and_rooms_have_different_numbers_that_labels_can_hold(one, other):
    first, second = (workpiece_number(PLAN, "E1", *seated, ROOMS[::-1]) for seated in (one, other))
    assert (first == second) == (one == other)
    hands_in(replace(ONE, began=MARK), first, (), "")


def test_a_number_that_no_label_holds_is_refused():
    began = replace(ONE, began=MARK)
    for number in ("g1", "G 1-1", "-G1-", "工件一号"):
        assert refusal(hands_in, began, number, (), "") == "workpiece-number"
    given_before = replace(began, workpiece=Workpiece("G3-1", "", MARK))
    assert refusal(hands_in, given_before, "G3-2", (), "") == "workpiece-given"


def test_supervisors_and_guards_note_nothing_at_stations():
    for code in ("EX", "RP", "CE", "DCE", "OP", "DU"):
        steward(BY_CODE[code].number)
    for code in ("QS", "GA", "PR", "INS"):
        assert refusal(steward, BY_CODE[code].number) == "station-role"


def test_the_cards_wait_for_whoever_may_still_draw():
    stopped = replace(OK, outcome="not_person")
    assert may_draw(ONE)
    assert may_draw(replace(ONE, began=MARK))
    for through in (
        {"drawn": DRAWN}, {"absent": Absent("没来", MARK)}, {"ended": MARK}, {"identity": stopped},
        {"sheets": {10: (sheet(9000),)}}, {"listed": False},
    ):  # fmt: skip
        assert not may_draw(replace(ONE, **through))


def test_stations_are_of_practical_sessions():
    assert practical(PLAN, 1, "E1").kind == "practical"
    assert refusal(practical, PLAN, 1, "S1") == "session-not-practical"
    assert refusal(practical, PLAN, 1, "X9") == "session-unknown"
    assert refusal(practical, None, 1, "E1") == "plan-unknown"


def test_a_new_roster_keeps_what_happened_and_leaves_out_whom_nothing_happened_to():
    two, three = replace(ONE, number="2", seat=2, identity=OK), replace(ONE, number="3", seat=3)
    after = dict(
        (one.number, (one, stays)) for one, stays in seated([ONE, two, three], [replace(ONE, seat=7, level=3)])
    )
    assert after["26E1M101"] == (replace(ONE, seat=7, level=3), True)
    assert after["2"] == (replace(two, listed=False), True)
    assert after["3"] == (replace(three, listed=False), False)


@pytest.mark.parametrize(
    "happened",
    [{"began": MARK}, {"ended": MARK}, {"workpiece": Workpiece("G9-M1-01", "", MARK)}, {"sheets": {10: ("a sheet",)}}],
    ids=lambda happened: next(iter(happened)),
)
def test_whoever_began_ended_handed_in_or_was_scored_stays_when_the_roster_has_them_no_more(happened):
    one = replace(ONE, **happened)
    assert seated([one], []) == [(replace(one, listed=False), True)]


def sheet(total):
    return Sheet("f", "2026-11-22T03:00:00.000+00:00", (Scored("a", "", 0, total),), total)


def test_a_candidate_is_kept_and_read_back_as_they_were():
    full = replace(
        ONE, drawn=DRAWN, identity=OK, began=MARK, ended=MARK, absent=Absent("没来", MARK), excused=True,
        workpiece=Workpiece("G3-1", "", MARK), sheets={10: (sheet(9000), sheet(8000)), 11: (sheet(7000),)},
    )  # fmt: skip
    assert candidate_from_row(json.loads(json.dumps(candidate_to_row(full)))) == full
    assert candidate_from_row(json.loads(json.dumps(candidate_to_row(ONE)))) == ONE


@given(st.sets(st.sampled_from([10, 11, 12])))
def test_no_points_are_shown_until_all_of_the_team_have_signed(signed):
    row = shown(replace(ONE, sheets={person: (sheet(9000),) for person in signed}), (10, 11, 12), 3)
    assert row["sealed"] == (signed != {10, 11, 12})
    assert ("9000" in json.dumps(row)) == (signed == {10, 11, 12})
