"""Where a candidate stands: unscored is not 0, what differs is sent back, what is confirmed stays."""

from dataclasses import replace

import pytest

from server.domain.duty import Post
from server.domain.practical.candidate import Absent, Candidate, Identity
from server.domain.practical.lots import Mark
from server.domain.practical.required import Lack
from server.domain.practical.result import (
    Confirmed,
    SentBack,
    confirm,
    confirmed_from_row,
    confirmed_to_row,
    result,
    send_back,
    sent_back_from_row,
    sent_back_to_row,
)
from server.domain.practical.scheme import Combine, Item, Scheme
from server.domain.practical.score import Scored, Sheet
from server.domain.practical.team import Team
from server.domain.refusal import Refusal

SCHEME = Scheme(1, "电工", 4, "", (Item("a", "", "接线", 10_000, ""),), Combine(threshold=1000))
TEAM = Team(1, "P1", "901", (1, 2, 3), 1)
MARK = Mark("2026-11-22T11:00:00+08:00", 1, "f", "d1")


def candidate(**totals):
    sheets = {
        int(person[1:]): (Sheet(f"{person}-{total}", "", (Scored("a", "", 10_000 - total, total),), total),)
        for person, total in totals.items()
    }
    return Candidate(1, "P1", "901", "n1", 1, "张**", "电工", 4, sheets=sheets)


def stands(one, back=None, sure=None, team=TEAM):
    return result(one, SCHEME, team, back, sure)


def confirmed(one):
    facts = frozenset(sheet[-1].fact for sheet in one.sheets.values())
    return Confirmed(1, "", stands(one).combined.score, facts)


ALL = candidate(p1=8000, p2=8100, p3=8200)


def refused(act, *given, **named):
    with pytest.raises(Refusal) as refusal:
        act(*given, **named)
    return refusal.value.code


def test_there_is_no_score_until_everybody_of_the_team_has_scored():
    assert (stands(candidate()).state, stands(candidate()).combined) == ("unscored", None)
    assert (stands(candidate(p1=0, p2=0)).state, stands(candidate(p1=0, p2=0)).combined) == ("partial", None)
    assert (stands(ALL).state, stands(ALL).combined.score) == ("ready", 8100)


def test_a_score_of_0_is_a_score():
    nothing = candidate(p1=0, p2=0, p3=0)
    assert (stands(nothing).state, stands(nothing).combined.score) == ("ready", 0)


def test_who_is_absent_has_no_score():
    gone = replace(ALL, absent=Absent("", MARK))
    assert (stands(gone).state, stands(gone).combined) == ("absent", None)


def test_only_sheets_of_the_present_team_count():
    assert stands(candidate(p1=8000, p2=8100, p9=100)).state == "partial"
    assert stands(ALL, team=replace(TEAM, assessors=(1, 2))).combined.score == 8050


def test_totals_too_far_apart_are_sent_back_by_themselves_and_ready_once_they_agree():
    assert stands(candidate(p1=8000, p2=8000, p3=9001)).state == "sent_back"
    assert stands(candidate(p1=8000, p2=8000, p3=9000)).state == "ready"


def test_what_was_sent_back_waits_for_a_new_sheet_of_each():
    back = SentBack(1, "", "漏看一处", frozenset({"p1-8000", "p2-8100", "p3-8200"}))
    assert stands(ALL, back).state == "sent_back"
    assert stands(candidate(p1=8500, p2=8500, p3=8200), back).state == "sent_back"
    assert stands(candidate(p1=8500, p2=8500, p3=8600), back).state == "ready"


def test_what_is_confirmed_is_so_for_these_sheets_alone():
    sure = confirmed(ALL)
    assert stands(ALL, sure=sure).state == "confirmed"
    assert stands(candidate(p1=8000, p2=8100, p3=8300), sure=sure).state == "ready"


def test_what_an_assessor_left_out_of_a_question_that_did_not_fail_is_to_be_scored_and_there_is_no_score():
    items = (
        Item("a", "一", "接线", 6000, ""),
        Item("x", "一", "短路", 0, "", failing=True),
        Item("b", "二", "", 4000, ""),
    )
    failed = Sheet("p1", "", (Scored("x", "短路", 0, 0, failed=True), Scored("b", "", 0, 4000)), 4000)
    whole = (Scored("a", "", 0, 6000), Scored("x", "", 0, 0), Scored("b", "", 0, 4000))
    given = {1: (failed,), 2: (Sheet("p2", "", whole, 10_000),), 3: (Sheet("p3", "", whole, 10_000),)}
    one = replace(ALL, sheets=given)
    now = result(one, replace(SCHEME, items=items), TEAM, None, confirmed(ALL))
    assert (now.state, now.combined, now.skipped) == ("sent_back", None, ("a",))
    assert refused(confirm, now, (), {1: True, 2: True, 3: True}, "组长裁定按平均") == "result-items"


def test_of_who_is_not_the_person_on_the_papers_nothing_counts_until_that_is_put_right():
    wrong = replace(ALL, identity=Identity("not_person", None, "", MARK))
    now = stands(wrong, sure=confirmed(ALL))
    assert (now.state, now.combined) == ("stopped", None)
    assert refused(confirm, now, (), {}, "组长裁定按平均") == "result-stopped"
    assert refused(send_back, now, TEAM, LEADER, CHIEF, "第二项评分有误") == "result-stopped"
    right = replace(ALL, identity=Identity("ok", None, "主考核对无误", MARK))
    assert stands(right, sure=confirmed(ALL)).state == "confirmed"


def test_the_leader_confirms_what_everybody_has_scored():
    confirm(stands(ALL), (), {}, "")
    assert refused(confirm, stands(candidate(p1=1)), (), {}, "无法补评") == "result-unscored"
    assert refused(confirm, stands(ALL, sure=confirmed(ALL)), (), {}, "") == "result-confirmed"


def test_what_lacks_needs_a_reason():
    lacks = (Lack("media", 1, 0, 0, "录像"),)
    assert refused(confirm, stands(ALL), lacks, {}, "") == "result-lacking"
    confirm(stands(ALL), lacks, {}, "摄像机故障，已说明")


def test_totals_that_stay_apart_are_for_the_leader_to_decide_once_all_have_scored_again():
    apart = stands(candidate(p1=8000, p2=8000, p3=9500))
    once = {1: True, 2: False, 3: True}
    assert refused(confirm, apart, (), once, "组长裁定按平均") == "result-sent-back"
    again = dict.fromkeys(once, True)
    assert refused(confirm, apart, (), again, "") == "result-apart"
    confirm(apart, (), again, "组长裁定按平均")


def post(person, role):
    return Post(1, person, role, listed=True, sessions=(), rooms={}, state="in", at=None, place=None)


LEADER, CHIEF, ASSESSOR, ROVER = post(1, 9), post(7, 5), post(2, 9), post(8, 7)


def test_before_it_is_confirmed_the_leader_sends_back_with_a_reason():
    send_back(stands(ALL), TEAM, LEADER, None, "第二项评分有误")
    assert refused(send_back, stands(ALL), TEAM, LEADER, None, "错") == "send-back-reason"
    assert refused(send_back, stands(ALL), TEAM, ASSESSOR, None, "第二项评分有误") == "team-not-leader"
    assert refused(send_back, stands(ALL), TEAM, CHIEF, None, "第二项评分有误") == "team-not-leader"
    assert refused(send_back, stands(candidate()), TEAM, LEADER, None, "第二项评分有误") == "result-none"


@pytest.mark.parametrize(
    ("by", "second", "allowed"),
    [
        (LEADER, CHIEF, True), (CHIEF, LEADER, True), (LEADER, None, False), (CHIEF, None, False),
        (LEADER, LEADER, False), (LEADER, ROVER, False), (ASSESSOR, CHIEF, False), (None, CHIEF, False),
    ],
)  # fmt: skip
def test_what_is_confirmed_is_opened_again_by_leader_and_chief_together_only(by, second, allowed):
    now = stands(ALL, sure=confirmed(ALL))
    if allowed:
        send_back(now, TEAM, by, second, "录入时看错一项")
    else:
        assert refused(send_back, now, TEAM, by, second, "录入时看错一项") == "send-back-second"


def test_rows_are_read_back_as_they_were_written():
    back = SentBack(1, "t", "漏看一处", frozenset({"a", "b"}), 7)
    sure = confirmed(ALL)
    assert sent_back_from_row(sent_back_to_row(back)) == back
    assert confirmed_from_row(confirmed_to_row(sure)) == sure
    assert (sent_back_from_row(None), confirmed_from_row(None)) == (None, None)
