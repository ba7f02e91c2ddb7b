"""Score sheets: bounds, items nobody scored, items that fail a question, who signs, and how a sheet is corrected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.practical.scheme import Item, Scheme
from server.domain.practical.score import (
    Scored,
    Sheet,
    check,
    correct,
    failed_questions,
    sheet_from_row,
    sheet_to_row,
    signs,
    total_of,
    unscored,
)
from server.domain.refusal import Refusal

SCHEME = Scheme(
    1, "电工", 4,
    items=(
        Item("a", "一", "接线", 3000, ""), Item("b", "一", "带电操作", 0, "", failing=True),
        Item("c", "二", "排故", 5000, ""),
    ),
)  # fmt: skip
QUESTIONS = st.sampled_from(["一", "二", "三"])
WHOLE = (Scored("a", "", 0, 3000), Scored("b", "", 0, 0), Scored("c", "", 0, 5000))


def refusal(rule, *given, **named):
    with pytest.raises(Refusal) as caught:
        rule(*given, **named)
    return caught.value.code


@st.composite
def schemes(draw):
    items = [
        Item(f"i{at}", draw(QUESTIONS), "项", draw(st.integers(0, 40)) * 100, "", draw(st.booleans()))
        for at in range(draw(st.integers(1, 8)))
    ]  # fmt: skip
    return Scheme(1, "电工", 4, items=tuple(items))


@st.composite
def sheets(draw):
    scheme = draw(schemes())
    scored = []
    for item in scheme.items:
        score = draw(st.integers(0, item.full))
        scored.append(Scored(item.id, "看到", item.full - score, score, item.failing and draw(st.booleans())))
    return scheme, tuple(scored)


@given(sheets())
def test_a_whole_sheet_with_its_own_total_is_good_and_lies_between_nothing_and_all(sheet):
    scheme, scored = sheet
    total = total_of(scheme, scored)
    check(scheme, scored, total)
    assert 0 <= total <= scheme.full
    assert refusal(check, scheme, scored, total + 1) == "score-total"


@given(sheets(), st.data())
def test_a_sheet_without_an_item_of_a_question_that_did_not_fail_is_never_signed(sheet, data):
    scheme, scored = sheet
    left_out = data.draw(st.sampled_from([item.id for item in scheme.items]))
    rest = tuple(one for one in scored if one.item != left_out)
    question = scheme.item(left_out).question
    if question in failed_questions(scheme, rest):
        assert left_out not in unscored(scheme, rest)
    else:
        assert refusal(check, scheme, rest, total_of(scheme, rest)) == "score-unscored"


@given(sheets())
def test_a_failed_question_earns_nothing_and_the_others_keep_theirs(sheet):
    scheme, scored = sheet
    failed = failed_questions(scheme, scored)
    kept = sum(one.score for one in scored if scheme.item(one.item).question not in failed)
    assert total_of(scheme, scored) == kept


@given(sheets())
def test_sheets_are_kept_and_read_back_as_they_were(sheet):
    scheme, scored = sheet
    one = Sheet("f1", "2026-11-22T03:00:00.000+00:00", scored, total_of(scheme, scored), "漏看一处")
    assert sheet_from_row(sheet_to_row(one)) == one


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (Scored("a", "", 0, 3001), "score-bounds"),
        (Scored("a", "", 3001, -1), "score-bounds"),
        (Scored("a", "", 500, 3000), "score-bounds"),
        (Scored("a", "松动", 3000, 0, failed=True), "score-failing"),
        (Scored("x", "", 0, 0), "score-item"),
        (Scored("c", "", 0, 5000), "score-item"),
    ],
)
def test_what_an_item_cannot_earn_is_refused(changed, code):
    assert refusal(check, SCHEME, (changed, *WHOLE[1:]), 8000) == code


def test_a_failing_item_says_what_was_found():
    assert refusal(check, SCHEME, (WHOLE[0], Scored("b", " ", 0, 0, failed=True), WHOLE[2]), 5000) == "score-finding"
    check(SCHEME, (Scored("b", "带电拆线", 0, 0, failed=True), WHOLE[2]), 5000)


def test_an_assessor_of_the_team_signs_by_their_own_hand():
    signs((10, 11), 10, 10)
    assert refusal(signs, None, 10, 10) == "score-no-team"
    assert refusal(signs, (11,), 10, 10) == "score-not-in-team"
    assert refusal(signs, (10, 11), 10, 11) == "score-signature"
    assert refusal(signs, (10, 11), 10, None) == "score-signature"


def test_a_correction_names_the_newest_sheet_and_says_why():
    given_before = [Sheet("f1", "", (), 0), Sheet("f2", "", (), 0)]
    correct([], None, "", confirmed=False)
    correct(given_before, "f2", "漏看一处松动", confirmed=False)
    assert refusal(correct, given_before, None, "", confirmed=False) == "score-given"
    assert refusal(correct, given_before, "f1", "漏看一处松动", confirmed=False) == "score-replaces"
    assert refusal(correct, [], "f1", "漏看一处松动", confirmed=False) == "score-replaces"
    assert refusal(correct, given_before, "f2", "漏", confirmed=False) == "score-reason"
    assert refusal(correct, given_before, "f2", "漏看一处松动", confirmed=True) == "score-confirmed"
