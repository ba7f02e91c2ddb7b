"""A room that stands twice in one file is one fault, settled at once; so is a wrong number that a re-reading mends."""

from dataclasses import replace

import pytest

from server.domain.reading.batch import Settlement
from server.domain.reading.listed import Counted
from server.domain.reading.said import fix, says
from tests.domain.reading.session import batch, report
from tests.reading_day import number, session_cards

ONE, OTHER = number("102", 4), number("102", 5)
CARDS = session_cards()
ROOM = [card for card in CARDS if card.room == "102"]
FIRST = CARDS.index(ROOM[0]) + 1


def changed(cards, of=ONE, **values):
    return [replace(card, **values) if card.number == of else card for card in cards]


def opened(found):
    return [(one.code, one.room) for one in found.faults if one.is_open]


@pytest.mark.parametrize("form", ["txt", "csv", "dbf", "xlsx"])
def test_a_room_appended_again_is_one_fault_that_names_room_and_rows(form):
    found = report(batch([*CARDS, *ROOM], form))
    (fault,) = found.faults
    assert (fault.code, fault.room, fault.resolutions) == ("room-twice", "102", ("keep-old", "re-scan"))
    assert fault.rows == tuple(range(len(CARDS) + 1, len(CARDS) + len(ROOM) + 1))
    zh, en = says(fault)
    assert f"第 {len(CARDS) + 1}–{len(CARDS) + len(ROOM)} 行" in zh
    assert f"第 {FIRST}–{FIRST + len(ROOM) - 1} 行" in zh
    assert "102" in en
    assert all(fix(fault))


def test_one_act_settles_it_and_the_first_reading_counts():
    file = batch([*CARDS, *ROOM])
    (fault,) = report(file).faults
    kept = Settlement("fact", fault.key, {"what": "keep-old"}, 1, 2, "当面数卡，只有一叠")
    counted = {room: Counted(bag=10, absent=2) for room in ("101", "102", "103")}
    found = report(file, settlements=[kept], counts=counted)
    assert [one.settled for one in found.faults] == ["fact"]
    assert found.green
    assert [card.place.row for card in found.cards] == list(range(1, len(CARDS) + 1))


def test_a_re_reading_that_was_taken_ends_it():
    answers = ("D" if ROOM[4].answers[0] != "D" else "A", *ROOM[4].answers[1:])
    first, again = batch([*CARDS, *ROOM]), batch(changed(ROOM, OTHER, answers=answers))
    found = report(first, again)
    assert sorted(opened(found)) == [("re-read", "102"), ("room-twice", "102")]
    (fault,) = [one for one in found.faults if one.code == "re-read"]
    taken = Settlement("fact", fault.key, {"what": "take-new"}, 1, 2, "有两叠，重读")
    counted = {room: Counted(bag=10, absent=2) for room in ("101", "102", "103")}
    found = report(first, again, settlements=[taken], counts=counted)
    assert opened(found) == []
    assert found.green
    kept = Settlement("fact", fault.key, {"what": "keep-old"}, 1, 2, "重读的不是这一叠")
    assert opened(report(first, again, settlements=[kept])) == [("room-twice", "102")]


def test_a_re_reading_that_has_its_room_twice_is_told_once_it_is_taken():
    answers = ("D" if ROOM[4].answers[0] != "D" else "A", *ROOM[4].answers[1:])
    again = changed(ROOM, OTHER, answers=answers)
    first, again = batch(CARDS), batch([*again, *again])
    (fault,) = report(first, again).faults
    assert fault.code == "re-read"
    taken = Settlement("fact", fault.key, {"what": "take-new"}, 1, 2, "重读")
    assert opened(report(first, again, settlements=[taken])) == [("room-twice", "102")]


def test_files_that_are_of_both_passes_tell_each_thing_once():
    answers = ("D" if ROOM[4].answers[0] != "D" else "A", *ROOM[4].answers[1:])
    files = [batch([*CARDS, *ROOM]), batch(changed(ROOM, OTHER, answers=answers))]
    keys = [one.key for one in report(*files, second=files).faults]
    assert sorted(key.partition("/")[0] for key in keys) == ["re-read", "room-twice"]


def test_a_pile_fed_three_times_and_a_whole_file_written_twice_are_one_fault_a_room():
    assert opened(report(batch([*CARDS, *ROOM, *ROOM]))) == [("room-twice", "102")]
    assert opened(report(batch([*CARDS, *CARDS]))) == [("room-twice", room) for room in ("101", "102", "103")]


def test_what_differs_the_second_time_is_a_fault_of_its_own():
    answers = ("D" if ROOM[4].answers[0] != "D" else "A", *ROOM[4].answers[1:])
    found = report(batch([*CARDS, *changed(ROOM, OTHER, answers=answers)]))
    assert sorted(opened(found)) == [("duplicate-different", "102"), ("room-twice", "102")]


def test_a_wrong_number_that_was_fed_twice_with_its_room_is_told_once():
    wrong = ONE[:-2] + "99"
    found = report(batch([*changed(CARDS, number=wrong), *changed(ROOM, number=wrong)]))
    assert sorted(opened(found)) == [("room-twice", "102"), ("unknown-number", "102")]


def test_two_cards_fed_twice_stay_two_repeated_numbers():
    assert opened(report(batch([*CARDS, *ROOM[3:5]]))) == [("duplicate-same", "102")] * 2


def test_a_number_that_the_re_reading_has_right_is_told_with_it_and_once_only():
    first, again = batch(changed(CARDS, number=ONE[:-1] + "*")), batch(ROOM)
    (fault,) = report(first, again).faults
    assert (fault.code, fault.room) == ("re-read", "102")
    (cell,) = fault.detail["cells"]
    assert (cell.field, cell.second) == ("number", ONE)
    taken = Settlement("fact", fault.key, {"what": "take-new"}, 1, 2, "卡已改正")
    assert opened(report(first, again, settlements=[taken])) == []
    kept = Settlement("fact", fault.key, {"what": "keep-old"}, 1, 2, "重读的不是原卡")
    assert opened(report(first, again, settlements=[kept])) == [("multi-digit", "102")]


@pytest.mark.parametrize("mended", [0, 1])
def test_of_a_room_in_two_files_it_ends_the_wrong_number_it_has_right_and_no_other_of_the_same_row(mended):
    halves = [[*half] for half in (ROOM[:5], ROOM[5:])]
    right = [half[2].number for half in halves]
    wrong = [right[0][:-2] + "98", right[1][:-1] + "*"]
    first = [changed(half, of, number=bad) for half, of, bad in zip(halves, right, wrong, strict=True)]
    other = 1 - mended
    files = [batch([*first[0], *(card for card in CARDS if card.room != "102")]), batch(first[1])]
    (still,) = [one for one in report(*files).faults if files[other].sha256 in {place.batch for place in one.places}]
    again = batch(halves[mended])
    found = report(*files, again)
    (reread,) = [one for one in found.faults if one.code == "re-read"]
    assert [(cell.field, cell.second) for cell in reread.detail["cells"]] == [("number", right[mended])]
    assert [one.key for one in found.faults if one.is_open and one.code != "re-read"] == [still.key]


def test_a_card_that_was_set_aside_is_no_difference_of_a_re_reading():
    stray = replace(ROOM[0], number=ONE[:-2] + "98", seat=99, answers=ROOM[0].answers[1:] + ROOM[0].answers[:1])
    first, again = batch([*CARDS[:FIRST], stray, *CARDS[FIRST:]]), batch(ROOM)
    (fault, *_) = [one for one in report(first).faults if one.code == "unknown-number"]
    place = {"batch": first.sha256, "row": fault.rows[0]}
    aside = Settlement("fact", fault.key, {"what": "set-aside", **place}, 1, 2, "草稿卡")
    (before,) = [one for one in report(first, again).rereads if one.room == "102"]
    assert before.only_old == fault.rows
    found = report(first, again, settlements=[aside])
    (reread,) = [one for one in found.rereads if one.room == "102"]
    assert (reread.cells, reread.only_old, reread.only_new) == ((), (), ())
    assert opened(found) == []


def test_a_re_reading_that_has_a_wrong_number_too_hides_none():
    first = batch(changed(CARDS, number=ONE[:-2] + "98"))
    found = report(first, batch(changed(ROOM, number=ONE[:-2] + "97")))
    assert sorted(opened(found)) == [("re-read", "102"), ("unknown-number", "102")]
