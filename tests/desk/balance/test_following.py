"""The balance after acts that are none of the papers': lists imported anew, people changed, badges collected."""

from tests.exam_day import CANDIDATE_ROWS, PLAN, STAFF_ROWS, candidate_row, staff_row
from tests.paper_day import CLERK, CUSTODIAN, MORE, accepted


def test_a_candidate_list_imported_anew_changes_and_clears_a_difference(table):
    """Room 101 has three on the list; two came, none was noted absent."""
    table.whole()
    accepted(table.count("101", {"present": 2, "signatures": 2, "cards_ans": 2, "cards_bag": 2, "cards_blank": 29}))
    says = "101 号考场：应考 3，实考加缺考 2，缺 1 人"
    assert says in table.said()
    two = [row for row in CANDIDATE_ROWS if (row["session"], row["room"], row["seat"]) != ("S1", "101", 3)]
    accepted(table.papers.day.take("candidates", two))
    assert says not in table.said()
    four = [*CANDIDATE_ROWS, candidate_row(4)]
    accepted(table.papers.day.take("candidates", four))
    assert "101 号考场：应考 4，实考加缺考 2，缺 2 人" in table.said()


def test_a_room_that_leaves_the_list_takes_its_balance_with_it(table, rows):
    table.whole()
    accepted(table.count("102", {"absent": 1}))
    assert table.said()
    accepted(table.papers.day.take("rooms", table.papers.day.taken["rooms"][:1]))
    assert rows("balance")[f"{PLAN}/S1/102"] is None


def test_an_invigilator_who_leaves_the_list_is_missed_in_the_room(table):
    table.out("101")
    assert table.line("S1/101", "proctors")["state"] == "holds"
    accepted(table.papers.office.hand("staff.change", {"plan": PLAN, "person": 2, "listed": False}))
    assert table.line("S1/101", "proctors")["state"] == "differs"


def test_a_staff_list_imported_anew_is_looked_at_too(table):
    table.out("101")
    more = [staff_row(CUSTODIAN, name="卫十", role=MORE[CUSTODIAN]), staff_row(CLERK, name="蒋丑", role=MORE[CLERK])]
    without = [row for row in STAFF_ROWS if row["staff_no"] != "G002"]
    accepted(table.papers.day.take("staff", [*without, *more]))
    assert table.line("S1/101", "proctors")["state"] == "differs"


def test_badges_still_out_in_the_evening_are_counted_down(table, clock):
    table.whole()
    clock.at("19:00")
    for person in (2, 3):
        accepted(table.papers.office.hand("badge.return", {"place": "office", "person": person, "plan": PLAN}))
    first = table.line("site", "badges")
    accepted(table.papers.office.hand("badge.return", {"place": "office", "person": 4, "plan": PLAN}))
    assert table.line("site", "badges")["found"] == first["found"] + 1
