"""Releases: what has to be there, who signs, and what a correction changes."""

from dataclasses import replace

import pytest

from protocol.role import BY_CODE
from server.domain.duty import Post
from server.domain.reading.fault import fault
from server.domain.reading.marking import Marked, Sheet
from server.domain.reading.printed import notice_page
from server.domain.reading.release import (
    Change,
    Release,
    Versions,
    by_two,
    changes,
    follow,
    ready,
    release_from_row,
    release_to_row,
    stated,
    sums,
)
from server.domain.refusal import Refusal


def scored(number, total, room="101"):
    return Marked(Sheet(number, room, "1", "电工/4", "A", ()), "scored", total, (), total >= 6000)


def other(number, state, room="101"):
    return Marked(Sheet(number, room, "1", "电工/4", "A", None), state)


RESULTS = [scored("1", 7000), scored("2", 5900), other("3", "absent"), other("4", "void")]
VERSIONS = Versions({"ab": 2}, {"电工/4|A": "cd"}, {"ab": "ef"}, "r1")
GREEN = {"101": "green", "102": "closed"}


def post(person, role):
    return Post(1, person, BY_CODE[role].number, True, (), {}, "in", None, None)


def refused(rule, *given):
    with pytest.raises(Refusal) as told:
        rule(*given)
    assert told.value.said("zh")["says"]
    assert told.value.said("en")["fix"]
    return told.value.code


def test_everything_accounted_for_may_go_out():
    ready(GREEN, RESULTS)


@pytest.mark.parametrize("state", ["waiting", "read", "faults"])
def test_a_room_that_is_not_green_holds_everything_up(state):
    assert refused(ready, GREEN | {"103": state}, RESULTS) == "release-rooms"


def test_a_fault_of_no_room_holds_up_until_it_is_settled():
    strange = fault("wrong-plan", None, None, of="ab", batch="ab", n=9, total=10)
    assert refused(ready, GREEN, RESULTS, [strange]) == "release-faults"
    ready(GREEN, RESULTS, [replace(strange, settled="f"), replace(strange, holds_up=False)])


def test_nobody_listed_is_nothing_to_release():
    assert refused(ready, {}, []) == "release-empty"


@pytest.mark.parametrize("state", ["no-key", "unfit"])
def test_a_paper_without_a_key_that_fits_holds_up(state):
    assert refused(ready, GREEN, [*RESULTS, other("5", state)]) == "release-keys"


@pytest.mark.parametrize("state", ["unread", "unsure"])
def test_a_candidate_without_a_score_holds_up_and_is_not_nought(state):
    assert refused(ready, GREEN, [*RESULTS, other("5", state)]) == "release-unsettled"


@pytest.mark.parametrize(("first", "second"), [("AD", "SV"), ("CE", "DCE"), ("CE", "CK"), ("DCE", "SV")])
def test_two_people_release(first, second):
    by_two(post(1, first), post(2, second))


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (post(1, "RO"), post(2, "SV"), "release-role"),
        (post(1, "PR"), post(2, "SV"), "release-role"),
        (None, post(2, "SV"), "release-role"),
        (post(1, "CE"), None, "release-second"),
        (post(1, "CE"), post(2, "PR"), "release-second"),
        (post(1, "CE"), post(1, "CE"), "release-same"),
        (post(1, "SV"), post(2, "CE"), "release-role"),
        (post(1, "CK"), post(2, "SV"), "release-role"),
        (post(1, "OP"), post(2, "SV"), "release-role"),
        (post(1, "DU"), post(2, "SV"), "release-role"),
        (post(1, "CE"), post(2, "RO"), "release-second"),
        (post(1, "CE"), post(2, "OP"), "release-second"),
        (post(1, "CE"), post(2, "DU"), "release-second"),
    ],
)
def test_the_operator_alone_a_stranger_or_one_person_twice_do_not(first, second, code):
    assert refused(by_two, first, second) == code


def test_sums_are_the_same_in_whatever_order_the_results_stand_and_others_after_any_change():
    now = sums(RESULTS)
    assert (now.candidates, now.scored, now.absent, now.void, now.passed, now.points) == (4, 2, 1, 1, 1, 12900)
    assert sums(RESULTS[::-1]) == now
    assert sums([scored("1", 6900), scored("2", 6000), *RESULTS[2:]]).sha256 != now.sha256


def test_the_first_release_needs_no_reason_and_a_second_says_why_and_something_else():
    now = sums(RESULTS)
    assert follow(None, now, VERSIONS, "") == 1
    first = Release("S1", 1, VERSIONS, now)
    assert refused(follow, first, now, VERSIONS, "复查") == "release-unchanged"
    mended = sums([scored("1", 7100), *RESULTS[1:]])
    assert refused(follow, first, mended, VERSIONS, "") == "release-reason"
    assert follow(first, mended, VERSIONS, "第3题答案更正") == 2
    assert follow(first, now, replace(VERSIONS, roster="r2"), "名单更正") == 2


def test_what_the_two_saw_must_be_what_is_there():
    stated(sums(RESULTS), sums(RESULTS))
    assert refused(stated, sums(RESULTS), sums(RESULTS[1:])) == "release-moved"


def test_a_correction_names_whose_result_changed_and_nobody_else():
    after = [scored("1", 7100), RESULTS[1], scored("3", 6000), RESULTS[3], scored("9", 1)]
    assert changes(RESULTS, after) == [
        Change("1", "101", "scored", 7000, "scored", 7100, before_passed=True, after_passed=True),
        Change("3", "101", "absent", None, "scored", 6000, after_passed=True),
        Change("9", "101", None, None, "scored", 1, after_passed=False),
    ]
    assert changes(RESULTS, RESULTS[::-1]) == []


def test_another_pass_mark_alone_is_a_correction_and_the_notice_says_who_passes_now():
    after = [RESULTS[0], replace(RESULTS[1], passed=True), *RESULTS[2:]]
    assert sums(after).sha256 != sums(RESULTS).sha256
    (change,) = found = changes(RESULTS, after)
    assert change == Change("2", "101", "scored", 5900, "scored", 5900, before_passed=False, after_passed=True)
    release = Release("S1", 2, VERSIONS, sums(after), 1, "合格线更正")
    (line,) = notice_page({}, release, found, {}, "")["rows"]
    assert line[-2:] == ["59 不合格", "59 合格"]


def test_a_release_is_read_back_as_it_was_written():
    release = Release("S1", 2, VERSIONS, sums(RESULTS), 1, "更正答案")
    assert release_from_row(release_to_row(release)) == release
