"""How a station stands: its figures always add up, and the hub is told the same."""

from datetime import UTC, datetime

import pytest

from kiosk.reader.folder import Waiting
from kiosk.reader.sending import Wanted
from kiosk.reader.spool import Stamp
from kiosk.reader.standing import PATIENT, beat, standing
from kiosk.reader.words import WORDS
from tests.kiosk.reader.test_spool import receipt, take

REFUSED = {"code": "plan-unknown", "says": "没有这个计划", "fix": "核对计划编号"}


def stood(spool, waiting=None, plan=None, now=100.0, unused=None):
    return standing(spool, waiting or {}, plan, now, unused or {})


def held(why, since=0.0):
    return {("/out", "half.dbf"): Waiting(Stamp(9, 1), since, 3, why)}


@pytest.fixture
def three(spool, station):
    """One file received, one refused, one on its way."""
    for number, verdict in enumerate(("accepted", "refused", None)):
        take(spool, f"{number}\r\n".encode(), f"{number}.txt")
        delivery = spool.deliveries()[-1]
        entry = spool.stated(station, delivery, Wanted("3").said(20260620))
        if verdict:
            refusal = REFUSED if verdict == "refused" else None
            spool.arrived(delivery, entry, receipt(entry, verdict, refusal=refusal))
    return spool


def test_files_seen_are_those_received_those_on_their_way_and_those_that_need_a_person(three):
    found = stood(three, held("settling"))
    assert [(one.name, one.state) for one in found.files] == [
        ("half.dbf", "folder"), ("2.txt", "waiting"), ("1.txt", "refused"), ("0.txt", "received"),
    ]  # fmt: skip
    assert (found.seen, found.received, found.waiting, found.resting, len(found.person)) == (4, 1, 2, 1, 1)
    assert found.files[2].why == "没有这个计划 → 核对计划编号"


def test_files_of_another_plan_are_not_counted_unless_they_still_wait(three):
    assert [one.name for one in stood(three, plan=20260621).files] == ["2.txt"]
    assert len(stood(three, plan=20260620).files) == 3


def test_a_file_the_hub_has_and_could_not_use_needs_a_person_here_and_counts_as_brought_there(three):
    unused = {three.batches()[0].sha256: "不是读卡文件 → 导出另一个"}
    found = stood(three, unused=unused)
    assert (found.files[-1].state, found.files[-1].why) == ("unused", "不是读卡文件 → 导出另一个")
    assert (found.seen, found.received, found.waiting, len(found.person)) == (3, 0, 1, 2)
    told = beat(found, "3", [("out", True)], datetime.now(UTC).isoformat(), lambda one: one.why)
    assert (told["received"], [one["name"] for one in told["refused"]]) == (1, ["1.txt"])


def test_a_file_not_used_that_was_exported_anew_needs_nobody(spool, station):
    for data in (b"a\r\n", b"b\r\n"):
        take(spool, data)
        entry = spool.stated(station, spool.deliveries()[-1], Wanted("3").said(20260620))
        spool.arrived(spool.deliveries()[-1], entry, receipt(entry))
    old, new = (one.sha256 for one in spool.batches())
    assert stood(spool, unused={old: "x"}).person == ()
    assert len(stood(spool, unused={old: "x", new: "x"}).person) == 1


@pytest.mark.parametrize(("why", "patience"), [(why, patience) for why, patience in PATIENT.items() if patience])
def test_what_does_not_mend_itself_needs_a_person_after_a_while(spool, why, patience):
    assert stood(spool, held(why), now=patience - 1).person == ()
    assert len(stood(spool, held(why), now=patience).person) == 1


def test_half_a_file_may_be_sent_as_it_is_once_it_has_stood_still_for_a_minute(spool):
    (early,) = stood(spool, held("not-whole"), now=30).files
    (late,) = stood(spool, held("not-whole"), now=90).files
    assert (early.may_force, early.why, late.may_force, late.why) == (False, "not-whole", True, "left-half")


def test_of_content_that_came_and_went_under_one_name_the_newest_is_told(spool):
    for data in (b"a\r\n", b"b\r\n", b"a\r\n"):
        take(spool, data)
    newer, older = stood(spool).files
    assert (older.again, older.replaced, newer.replaced) == (True, False, True)


def test_the_hub_is_told_no_folder_but_its_own_name_and_no_character_it_does_not_take(three):
    waiting = {("/home/somebody/out", "a\nb.txt"): Waiting(Stamp(9, 1), 0.0, 3, "bad-name")}
    told = beat(stood(three, waiting), "3", [("out", True)], datetime.now(UTC).isoformat(), lambda one: one.why)
    assert (told["seen"], told["received"], told["waiting"]) == (4, 1, 1)
    assert told["folders"] == [{"name": "out", "state": "read"}]
    assert {one["name"] for one in told["refused"]} == {"1.txt", "a?b.txt"}


def test_a_folder_of_whatever_name_can_be_told(three):
    folders = [("读卡　数据", True), ("a\ud800\x07b", False), ("", True)]
    told = beat(stood(three), "3", folders, datetime.now(UTC).isoformat(), lambda one: one.why)
    assert [one["name"] for one in told["folders"]] == ["读卡　数据", "a??b", "?"]


def test_every_reason_has_its_words():
    assert {f"file-{why}" for why in [*PATIENT, "left-half"]} <= set(WORDS)
