"""Teams of assessors: who may assess a room together, and what a reason excuses."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.duty import Post
from server.domain.practical.assessor import Assessor, Exam, assessor_from_row, assessor_to_row, fits, times_running
from server.domain.practical.scheme import Scheme
from server.domain.practical.team import ROLE, Member, Team, form, led_by, team_from_row, team_to_row
from server.domain.refusal import Refusal

DAY = date(2026, 11, 22)
SCHEME = Scheme(1, "焊工", 4)


def member(person, *, trade="焊工", level=3, until=DAY, running=0, role=ROLE, elsewhere=None, listed=True, card=True):
    post = Post(1, person, role, listed, (), {}, "in", None, None)
    held = Assessor(1, person, f"C{person}", trade, level, until, running) if card else None
    return Member(person, post, held, elsewhere)


def formed(*members, leader=1, schemes=(SCHEME,), reason="", scored=False, seen=None):
    return form(members, leader, schemes, DAY, scored=scored, reason=reason, seen=seen)


def refused(*members, **more):
    with pytest.raises(Refusal) as refusal:
        formed(*members, **more)
    return refusal.value


THREE = (member(1), member(2), member(3))


def test_three_with_valid_cards_and_one_of_them_as_leader_may_assess():
    assert formed(*THREE) == ()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (member(3, card=False), "assessor-unknown"),
        (member(3, until=date(2026, 11, 21)), "assessor-expired"),
        (member(3, trade="电工"), "assessor-unfit"),
        (member(3, level=5), "assessor-unfit"),
        (member(3, role=8), "team-role"),
        (member(3, elsewhere="902"), "team-busy"),
        (member(3, listed=False), "person-unknown"),
        (member(2), "team-twice"),
    ],
)
def test_no_reason_excuses_somebody_who_may_not_assess_there(changed, code):
    assert refused(THREE[0], THREE[1], changed, reason="人手实在不够").code == code


def test_the_leader_is_one_of_the_team():
    assert refused(*THREE, leader=9, reason="人手实在不够").code == "team-leader"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        (THREE[:1], "team-few"),
        ((*THREE, member(4)), "team-even"),
        ((*THREE[:2], member(3, running=3)), "assessor-running"),
    ],
)
def test_a_rule_of_the_plan_is_let_off_only_for_a_reason_and_that_stays_visible(members, code):
    assert refused(*members).code == code
    assert refused(*members, reason="  无 ").code == code
    assert code in formed(*members, reason="缺员，已报考区批准")


def test_who_has_assessed_three_times_running_is_named_by_their_place_in_the_team():
    refusal = refused(THREE[0], member(2, running=4), THREE[2])
    assert refusal.params == {"which": 2, "found": 4, "most": 3}


@pytest.mark.parametrize(
    ("exams", "times"),
    [
        ([], 0),
        ([(30, "1"), (60, "1"), (90, "12")], 3),
        ([(30, "2"), (60, "1")], 0),  # somebody else was here in between: no longer running
        ([(90, "1"), (60, "2"), (30, "1")], 1),
        ([(365, "1"), (366, "1")], 1),  # longer ago than a year
        ([(0, "1"), (-30, "1")], 0),  # the same day, and later ones
        ([(30, "1"), (60, "2", "电工", 5), (90, "1")], 2),  # nobody assessed in their place
        ([(30, "1"), (60, "2", "焊工", 2), (90, "1")], 2),  # a level that their card is not for
        ([(30, "1"), (60, "2", "焊工", 5), (90, "1")], 1),
        ([(30, "1", "电工", 5), (60, "1", "焊工", 5), (90, "1")], 3),  # whatever trade they assessed here
    ],
)
def test_times_running_are_counted_back_from_the_last_exam_within_a_year(exams, times):
    held = [
        Exam(DAY - timedelta(days=ago), {f"C{person}" for person in people}, {tuple(group)} if group else ())
        for ago, people, *group in exams
    ]
    assert times_running(THREE[0].assessor, held, DAY) == times


def test_a_reason_excuses_what_its_writer_knew_of_and_no_more():
    two = (THREE[0], member(2, running=3))
    known = ["team-few", "team-even"]
    assert refused(*two, reason="一人临时生病", seen=known).code == "assessor-running"
    assert formed(*two, reason="一人临时生病", seen=[*known, "assessor-running"]) == (*known, "assessor-running")
    assert formed(*two, reason="一人临时生病") == (*known, "assessor-running")  # apps of before do not tell


def test_a_team_that_has_scored_is_changed_for_a_reason_only():
    assert refused(*THREE, scored=True).code == "team-begun"
    assert formed(*THREE, scored=True, reason="考评员突发疾病") == ("team-begun",)


def test_each_trade_and_level_of_a_mixed_room_needs_its_three():
    electrician = Scheme(1, "电工", 4)
    mixed = (*THREE, member(4, trade="电工"), member(5, trade="电工"))
    assert refused(*mixed, schemes=(SCHEME, electrician)).params["trade"] == "电工"
    assert formed(*mixed, member(6, trade="电工"), member(7, trade="电工"), schemes=(SCHEME, electrician)) == ()


def test_without_a_scheme_a_trade_still_needs_what_is_usual():
    assert refused(*THREE[:2], schemes=(SCHEME,)).code == "team-few"


@given(st.integers(1, 5), st.integers(1, 5))
def test_a_higher_level_assesses_a_lower_one_and_never_the_other_way(own, candidates):
    held = Assessor(1, 1, "C1", "焊工", own, DAY)
    assert fits(held, "焊工", candidates) == (own <= candidates)
    assert not fits(held, "电工", candidates)


@given(st.integers(1, 9), st.integers(1, 5), st.booleans())
def test_whatever_is_formed_without_a_reason_keeps_every_rule(count, least, odd):
    members = [member(person) for person in range(1, count + 1)]
    scheme = replace(SCHEME, assessors=least, odd=odd)
    try:
        waived = form(members, 1, [scheme], DAY, scored=False, reason="")
    except Refusal:
        assert count < least or (odd and count % 2 == 0)
    else:
        assert waived == ()
        assert count >= least
        assert not odd or count % 2 == 1


def test_rows_are_read_back_as_they_were_written():
    team = Team(1, "P1", "901", (1, 2, 3), 2, ("team-even",), "缺员")
    held = Assessor(1, 2, "C2", "焊工", 3, DAY, 1)
    assert team_from_row(team_to_row(team)) == team
    assert assessor_from_row(assessor_to_row(held)) == held


def test_only_the_leader_leads():
    team = Team(1, "P1", "901", (1, 2, 3), 2)
    assert led_by(team, 2) is team
    for of, person, code in ((team, 1, "team-not-leader"), (team, None, "team-not-leader"), (None, 2, "team-none")):
        with pytest.raises(Refusal) as refusal:
            led_by(of, person)
        assert refusal.value.code == code
