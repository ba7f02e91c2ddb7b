"""A clean stack read twice may come to the same bytes: the second reading reaches the hub as one."""

import sqlite3
from datetime import datetime

import pytest

from kiosk.reader.sending import RULE, Wanted
from kiosk.reader.spool import Spool
from kiosk.reader.standing import standing
from tests.kiosk.reader.test_spool import DATA, SHA, receipt, take

PLAN = 20260620
EARLY, LATE = 1_781_922_660, 1_781_929_860


def sent(spool, station, told, verdict="accepted"):
    """Have the hub say this of all that waits; return what was handed in: name, pass, seconds since 1970."""
    found = []
    for delivery in spool.on_their_way():
        entry = spool.stated(station, delivery, told.said(PLAN))
        said = {"code": "plan-unknown", "says": "没有这个计划", "fix": "核对"} if verdict == "refused" else None
        spool.arrived(delivery, entry, receipt(entry, verdict, refusal=said))
        body = entry.fact["body"]
        found.append((body["name"], body["pass"], round(datetime.fromisoformat(body["modified"]).timestamp())))
    return found


@pytest.fixture
def read_once(watching, spool, station):
    """The first reading is at the hub; then the program is told that the second comes."""
    watching.write("A.TXT", DATA, EARLY)
    watching.look(2)
    assert sent(spool, station, Wanted("3")) == [("A.TXT", 1, EARLY)]
    watching.passes = 2
    watching.again()
    return watching


def test_the_same_bytes_of_a_second_run_are_handed_in_as_the_second_reading(read_once, spool, station):
    read_once.write("B.TXT", DATA, LATE)
    assert read_once.look(2) == [SHA]
    assert sent(spool, station, Wanted("3", passes=2)) == [("B.TXT", 2, LATE)]
    read_once.again()
    assert read_once.look(3) == []


def test_a_second_reading_is_stated_when_it_was_taken(read_once, spool, station):
    read_once.write("B.TXT", DATA, LATE)
    read_once.look(2)
    told = Wanted("3").said(PLAN)
    first, second = (spool.stated(station, one, told).fact["at"] for one in spool.deliveries())
    assert datetime.fromisoformat(first) < datetime.fromisoformat(second)


def test_a_copy_of_the_first_readings_file_is_not_handed_in_as_a_second(read_once, spool):
    read_once.write("copy.TXT", DATA, EARLY)
    assert read_once.look(3) == []
    assert spool.on_their_way() == []


def test_a_second_reading_that_was_the_same_file_is_handed_in_again_once_it_is_saved_anew(read_once, spool, station):
    read_once.write("A.TXT", DATA, LATE)
    read_once.look(2)
    assert sent(spool, station, Wanted("3", passes=2)) == [("A.TXT", 2, LATE)]
    read_once.write("B.TXT", DATA, LATE + 60)
    read_once.look(2)
    assert sent(spool, station, Wanted("3", passes=2)) == [("B.TXT", 2, LATE + 60)]


def test_a_file_taken_as_the_first_reading_is_handed_in_as_that_though_the_program_is_told_otherwise_since(
    watching, spool, station
):
    watching.write("A.TXT", DATA, EARLY)
    watching.look(2)
    assert sent(spool, station, Wanted("3", passes=2)) == [("A.TXT", 1, EARLY)]


def test_each_reading_that_the_hub_refused_is_tried_again_as_what_it_is(watching, spool, station):
    for passes, name, changed in ((1, "A.TXT", EARLY), (2, "B.TXT", LATE)):
        watching.passes = passes
        watching.again()
        watching.write(name, DATA, changed)
        watching.look(2)
    assert sent(spool, station, Wanted("3"), "refused") == [("A.TXT", 1, EARLY), ("B.TXT", 2, LATE)]
    spool.try_refused()
    assert sent(spool, station, Wanted("3")) == [("A.TXT", 1, EARLY), ("B.TXT", 2, LATE)]


def test_bytes_count_as_brought_once_the_hub_has_each_reading_of_them(read_once, spool, station):
    read_once.write("B.TXT", DATA, LATE)
    read_once.look(2)
    assert [one.state for one in standing(spool, {}, PLAN, 0.0).files] == ["waiting"]
    sent(spool, station, Wanted("3", passes=2))
    assert [one.state for one in standing(spool, {}, PLAN, 0.0).files] == ["received"]


def test_a_fact_says_by_which_rule_it_counts(spool, station):
    take(spool)
    entry = spool.stated(station, spool.deliveries()[0], Wanted("3").said(PLAN))
    assert entry.fact["body"]["rule"] == RULE


def test_a_spool_of_before_is_handed_in_as_it_would_have_been(own, station):
    """What waited then says nothing of pass or time: the pass is the program's, the time its first copy's."""
    spool = Spool(own)
    take(spool)
    spool.close()
    with sqlite3.connect(own / "outbox.db") as db:
        db.execute("UPDATE delivery SET passes = NULL, modified = NULL, taken = NULL")
    later = Spool(own)
    (waits,) = later.on_their_way()
    body = later.stated(station, waits, Wanted("3", passes=2).said(PLAN)).fact["body"]
    assert (body["pass"], round(datetime.fromisoformat(body["modified"]).timestamp())) == (2, EARLY)
    later.close()
