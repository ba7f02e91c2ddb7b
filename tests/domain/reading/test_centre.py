"""The centre's columns: theory and practical joined; what is not there is not 0."""

from dataclasses import replace

from server.domain.reading.centre import ABSENT, FAILED, LOST, PASSED, VOID, Line, Result, joined, summary, theory
from server.domain.reading.marking import Marked, Sheet

GOOD, BAD = Result(7050, passed=True), Result(5999, passed=False)
AWAY, OPEN = Result(absent=True), Result()


def line(number="1", id_no="X1", **results):
    return Line("王伟", number, id_no, "电工", 4, results)


def test_a_line_has_the_centres_nine_columns():
    assert line(theory=GOOD, practical=Result(6000, passed=True)).cells == (
        "王伟", "1", "X1", "电工", "中级工", "70.5", "60", "", PASSED,
    )  # fmt: skip


def test_who_failed_stayed_away_or_was_expelled_has_not_passed():
    assert line(theory=GOOD, practical=BAD).final == FAILED
    assert line(theory=GOOD, practical=AWAY).cells[6:] == (ABSENT, "", FAILED)
    assert line(theory=Result(void=True)).cells[5] == VOID


def test_what_is_not_scored_is_empty_and_the_final_result_too():
    assert line(theory=GOOD, practical=OPEN).cells[5:] == ("70.5", "", "", "")
    assert line().final == ""


def test_the_exams_of_one_person_are_joined_under_the_number_of_theory():
    found = joined([line("20", practical=GOOD), line("10", theory=BAD), line("11", id_no="X2", theory=GOOD)])
    assert [(one.number, dict(one.results)) for one in found] == [
        ("10", {"practical": GOOD, "theory": BAD}), ("11", {"theory": GOOD}),
    ]  # fmt: skip


def test_two_results_of_one_kind_are_two_lines_and_neither_is_lost():
    found = joined([line("10", theory=GOOD), line("11", theory=OPEN), line("20", practical=GOOD)])
    assert [(one.number, dict(one.results)) for one in found] == [
        ("10", {"theory": GOOD, "practical": GOOD}), ("11", {"theory": OPEN}),
    ]  # fmt: skip


def test_what_could_not_be_joined_with_the_plans_other_exam_is_not_final():
    both = frozenset({"theory", "practical"})
    assert replace(line(theory=GOOD), exams=both).final == ""
    assert replace(line(theory=GOOD), exams=frozenset({"theory"})).final == PASSED
    assert replace(line(theory=GOOD, practical=GOOD), exams=both | {"comprehensive"}).final == ""


def test_a_joined_line_is_of_the_sessions_of_both_exams():
    of = [
        replace(line("20", practical=GOOD), sessions=frozenset({"P1"})),
        replace(line("10", theory=GOOD), sessions=frozenset({"S1"})),
    ]
    (one,) = joined(of)
    assert (one.number, one.sessions) == ("10", {"P1", "S1"})


def test_a_lost_card_is_named_and_nothing_is_final():
    gone = theory(Marked(Sheet("1", "101", "1", "电工/4", "A", None, lost=True), "lost"))
    assert line(theory=gone, practical=GOOD).cells[5:] == (LOST, "70.5", "", "")


def test_two_without_identity_number_are_not_taken_for_one():
    assert len(joined([line("1", id_no="", theory=GOOD), line("2", id_no="", theory=GOOD)])) == 2


def test_the_same_person_in_two_trades_has_two_lines():
    other = Line("王伟", "3", "X1", "焊工", 4, {"theory": GOOD})
    assert len(joined([line(theory=GOOD), other])) == 2


def test_a_marked_card_is_a_theory_result():
    sheet = Sheet("1", "101", "1", "电工/4", "A", ())
    assert theory(Marked(sheet, "scored", 7050, (), True)) == GOOD
    assert theory(Marked(sheet, "absent")) == AWAY
    assert not theory(Marked(sheet, "unread")).settled


def test_the_summary_counts_every_line_once():
    lines = [line(theory=GOOD), line(theory=BAD), line(theory=OPEN)]
    assert summary(lines) == {"lines": 3, "passed": 1, "failed": 1, "open": 1}
