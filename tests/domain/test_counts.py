"""Counts of a room: who may state them, whose word stands, what is proposed, what contradicts."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.role import BY_CODE
from server.domain.balance import equations, room_lines
from server.domain.counts import (
    COUNTERS,
    FIGURES,
    ON_RECORD,
    Contradiction,
    Count,
    contradictions,
    defaults,
    figures_of,
    has_papers,
    impossible,
    known,
    most_people,
    stated,
)
from server.domain.duty import Post
from server.domain.policy import Policy
from server.domain.refusal import Refusal

POLICY = Policy()
POST = Post(7, 17, BY_CODE["PR"].number, True, (), {}, "in", None, None)
COUNT = Count("present", 28, "proctor", 17)


def by(code):
    return replace(POST, role=BY_CODE[code].number)


def refused(count, post=POST, kind="theory", seats=30, policy=POLICY):
    with pytest.raises(Refusal) as caught:
        stated(count, post, kind, policy, seats)
    return caught.value


@pytest.mark.parametrize(
    ("counter", "roles"), [("proctor", {"PR"}), ("roving", {"RP"}), ("chief", {"CE", "DCE", "RP"})]
)
def test_each_counts_by_their_own_right(counter, roles):
    for code in BY_CODE:
        count = replace(COUNT, by=counter)
        if code in roles:
            stated(count, by(code), "theory", POLICY, 30)
        else:
            assert refused(count, by(code)).code == "counter-role"


@pytest.mark.parametrize("counter", ["list", "custody"])
def test_nobody_states_what_the_hub_knows_itself(counter):
    assert refused(replace(COUNT, by=counter)).code == "counter-role"


@pytest.mark.parametrize(
    ("count", "more", "code"),
    [
        (Count("ghosts", 1, "proctor"), {}, "figure-unknown"),
        (replace(COUNT, value=-1), {}, "figure-below-zero"),
        (replace(COUNT, value=31), {}, "figure-too-large"),
        (Count("cards_in", 10000, "proctor"), {}, "figure-too-large"),
        (COUNT, {"post": None}, "person-unknown"),
        (Count("cards_in", 31, "proctor"), {"kind": "computer"}, "figure-unknown"),
        (Count("papers_a", 15, "proctor"), {}, "figure-unknown"),
    ],
)
def test_what_is_no_count(count, more, code):
    assert refused(count, **more).code == code


def test_a_digit_typed_twice_is_told():
    assert refused(replace(COUNT, value=288)).said("zh")["says"] == "实考人数填了 288，最多是 30"


def test_nobody_present_is_a_count_too():
    stated(replace(COUNT, value=0), POST, "theory", POLICY, 30)


def test_a_room_can_have_as_many_as_the_plan_expects_there_though_it_has_fewer_seats():
    assert (most_people(30, 31), most_people(30, 28)) == (31, 30)
    stated(replace(COUNT, value=31), POST, "theory", POLICY, most_people(30, 31))


def test_computer_sessions_count_people_only():
    assert not has_papers("computer", POLICY)
    assert not has_papers("practical", POLICY)
    assert has_papers("practical", Policy(practical_papers=True))
    assert {FIGURES[figure].of for figure in figures_of("computer", POLICY)} == {"people"}
    assert "papers_a" in figures_of("theory", Policy(forms=True))


# whose word stands


def test_the_highest_word_stands_and_of_the_same_the_newest():
    counts = [Count("present", 27, "proctor"), Count("present", 28, "chief"), Count("present", 29, "roving")]
    assert known(counts)["present"].value == 28
    assert known([*counts, Count("present", 30, "chief")])["present"].value == 30


def test_what_nobody_counted_is_not_there():
    assert known([]) == {}
    assert "absent" not in known([COUNT])


def test_two_different_counts_are_shown_side_by_side():
    first, second = Count("cards_bag", 30, "proctor", 2), Count("cards_bag", 29, "roving", 7)
    assert contradictions([second, first]) == [Contradiction("cards_bag", (first, second))]
    assert contradictions([first, replace(second, value=30)]) == []


def test_a_count_that_was_counted_again_is_no_contradiction():
    counts = [Count("cards_bag", 29, "proctor"), Count("cards_bag", 30, "roving"), Count("cards_bag", 30, "proctor")]
    assert contradictions(counts) == []


def test_more_present_than_expected_is_impossible():
    assert impossible({"present": 31, "expected": 30}) == [("present", "expected")]
    assert impossible({"present": 30, "expected": 30, "misconduct": 1}) == []
    assert impossible({"present": 31}) == []


@settings(deadline=None)
@given(st.lists(st.builds(Count, st.sampled_from(list(FIGURES)), st.integers(0, 40), st.sampled_from(list(COUNTERS)))))
def test_the_word_that_stands_is_one_that_was_said_by_nobody_lower(counts):
    for figure, standing in known(counts).items():
        said = [count for count in counts if count.figure == figure]
        ranks = [list(COUNTERS).index(count.by) for count in said]
        assert standing in said
        recorded = ON_RECORD.get(figure) in {count.by for count in said}
        assert standing.by == ON_RECORD[figure] if recorded else list(COUNTERS).index(standing.by) == max(ranks)
        assert standing == [count for count in said if count.by == standing.by][-1]


# what is proposed


def test_the_return_screen_proposes_what_follows_from_three_figures():
    given_figures = {"expected": 30, "present": 28, "cards_in": 31, "papers_in": 31, "cards_void": 1}
    proposed = defaults(given_figures, "theory", POLICY)
    assert proposed["absent"] == 2
    assert (proposed["cards_ans"], proposed["cards_abs"], proposed["cards_blank"], proposed["cards_bag"]) == (
        28,
        2,
        0,
        30,
    )
    assert (proposed["papers_unused"], proposed["papers_returned"]) == (1, 31)
    assert proposed["void_lines"] == 1


def test_nothing_is_proposed_out_of_nothing():
    proposed = defaults({}, "theory", POLICY)
    assert {"present", "absent", "cards_ans", "papers_returned", "scratch_returned"} & proposed.keys() == set()


def test_a_proposal_is_never_below_zero():
    assert "absent" not in defaults({"expected": 30, "present": 31}, "theory", POLICY)


@settings(deadline=None)
@given(st.integers(0, 60), st.data(), st.integers(1, 2), st.booleans(), st.sampled_from(("paper", "card")))
def test_what_is_proposed_balances(expected, data, each, mark, void_to):
    policy = Policy(cards_per_candidate=each, mark_absent=mark, void_to=void_to, forms=data.draw(st.booleans()))
    present, void = data.draw(st.integers(0, expected)), data.draw(st.integers(0, 3))
    values = {"expected": expected, "present": present, "void_lines": void, "papers_a": 0}
    values |= {"cards_in": expected * each + void + data.draw(st.integers(0, 2)), "papers_in": expected + 1}
    whole = values | defaults(values, "theory", policy)
    standing = {figure: Count(figure, value, "proctor") for figure, value in whole.items()}
    lines = room_lines("S1", "theory", "3", standing, policy)
    assert {line.state for line in lines} == {"holds"}
    assert len(lines) == len(equations("theory", policy))
