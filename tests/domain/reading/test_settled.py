"""What people settle: the machine's value stays, a correction is a new version, and the fault is over."""

from dataclasses import replace

import pytest

from server.domain.reading.batch import HAND, Settlement
from server.domain.reading.listed import Counted
from server.domain.reading.settling import completed, fits
from server.domain.reading.standing import effective, lost, reread_key
from tests.domain.reading.session import batch, candidates, report
from tests.reading_day import broken, number, plant, reread, session_cards

ONE, OTHER = number("102", 4), number("102", 5)


def planted(fault, at=ONE):
    """A file with a fault, and what is said of it."""
    file = batch(plant(session_cards(), fault, at)[0])
    (found,) = report(file).faults
    return file, found


def settle(fault, what, **more):
    return Settlement("fact", fault.key, {"what": what, **more}, 1, 2, "按座次表和笔迹")


def card(batches, settlements, of=ONE):
    (found,) = [one for one in effective(batches, candidates(), settlements) if one.card.number == of]
    return found


def place(fault, which=0):
    one = fault.places[which]
    return {"batch": one.batch, "row": one.row}


def settled_clean(file, settlement, **more):
    """With this settlement nothing is open, every room is green, and the fault stays on record as settled."""
    found = report(*file, settlements=[settlement], **more) if isinstance(file, tuple) else report(
        file, settlements=[settlement], **more
    )  # fmt: skip
    assert [one.settled for one in found.faults] == ["fact"]
    assert found.green
    return found


def test_a_number_given_is_a_new_version_and_the_machines_stays():
    file, fault = planted("multi-digit")
    given = settle(fault, "give-number", number=ONE, **place(fault))
    settled_clean(file, given)
    found = card([file], [given])
    assert found.machine.number == "26360010011011020*4"
    assert found.version == 2
    (change,) = found.corrections
    assert (change.field, change.machine, change.value, change.settlement.reason) == (
        "number", "26360010011011020*4", ONE, "按座次表和笔迹",
    )  # fmt: skip


def test_of_a_card_fed_twice_one_is_kept():
    file, fault = planted("duplicate-same")
    kept = settle(fault, "keep-one", **place(fault))
    settled_clean(file, kept)
    assert card([file], [kept]).place == fault.places[0]


def test_a_repeated_number_goes_to_whose_card_it_is():
    file, fault = planted("duplicate-different")
    given = settle(fault, "give-number", number=fault.candidate, **place(fault, 1))
    settled_clean(file, given)
    assert card([file], [given], OTHER).version == 2


def test_swapped_numbers_are_given_back():
    file, fault = planted("swapped")
    first, second = fault.detail["belong"]
    numbers = [{**place(fault), "number": first}, {**place(fault, 1), "number": second}]
    settled_clean(file, settle(fault, "swap-numbers", numbers=numbers))


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        ("swapped", "keep-number"), ("blank-card", "confirm-blank"), ("many-multi", "confirm-marks"),
        ("present-no-card", "lost"), ("wrong-room", "keep-number"), ("misconduct-differs", "confirm-no-misconduct"),
        ("misconduct-differs", "confirm-misconduct"), ("absent-mark-differs", "confirm-present"),
    ],
)  # fmt: skip
def test_what_is_confirmed_as_it_is_holds_up_no_longer(fault, what):
    file, found = planted(fault)
    settled_clean(file, settle(found, what))


def test_who_was_absent_after_all_needs_no_card():
    file, fault = planted("present-no-card")
    found = report(file, settlements=[settle(fault, "confirm-absent")])
    assert not [one for one in found.faults if one.settled is None and one.code == "present-no-card"]
    assert found.rooms["102"].absent == 3


def test_a_card_of_somebody_who_was_there_after_all_counts():
    file, fault = planted("absent-has-card", number("102", 3))
    settled_clean(file, settle(fault, "confirm-present"))


def test_a_card_that_cannot_be_read_is_keyed_in():
    file, fault = planted("present-no-card")
    answers = ["A"] * 80
    keyed = settle(fault, "hand-entry", number=ONE, answers=answers, paper="B")
    settled_clean(file, keyed)
    found = card([file], [keyed])
    assert (found.place.batch, found.machine, found.card.answers) == (HAND, None, tuple(answers))


def test_single_answers_are_put_right_and_told_one_by_one():
    file, fault = planted("many-multi")
    cells = {place: "A" for place in range(1, 21)}
    given = settle(fault, "hand-entry", cells=cells, **place(fault))
    settled_clean(file, given)
    found = card([file], [given])
    assert {(one.question, one.machine, one.value) for one in found.corrections} == {(n, "*", "A") for n in cells}
    assert found.machine.answers[:20] == ("*",) * 20
    assert found.version == 2


@pytest.mark.parametrize(("fault", "what", "more"), [
    ("wrong-subject", "give-subject", {"subject": "101"}), ("wrong-paper", "give-paper", {"paper": "B"}),
])  # fmt: skip
def test_a_field_is_put_right(fault, what, more):
    file, found = planted(fault)
    settled_clean(file, settle(found, what, **more, **place(found)))


def test_a_card_set_aside_does_not_count():
    file, fault = planted("unknown-number")
    found = report(file, settlements=[settle(fault, "set-aside", **place(fault))])
    assert [one.code for one in found.faults if one.settled is None] == ["present-no-card"]


def test_ordering_a_card_to_be_read_again_settles_nothing():
    file, fault = planted("present-no-card")
    found = report(file, settlements=[settle(fault, "re-scan")])
    assert [one.is_open for one in found.faults] == [True]


def test_a_wrong_correction_does_not_hide_the_fault():
    file, fault = planted("unknown-number")
    found = report(file, settlements=[settle(fault, "give-number", number=OTHER, **place(fault))])
    (after,) = [one for one in found.faults if one.is_open]
    assert (after.code, after.number, after.candidate) == ("duplicate-different", OTHER, ONE)


# A room read again


def test_a_room_read_again_keeps_its_first_reading_until_a_leader_approved_the_new_one():
    old = batch(session_cards())
    new = batch(reread(session_cards(), ONE))
    (fault,) = report(old, new).faults
    (cell,) = fault.detail["cells"]
    assert (fault.code, fault.room, fault.holds_up) == ("re-read", "102", True)
    assert (cell.number, cell.field, cell.question) == (ONE, "answers", 1)
    assert card([old, new], []).card.answers[0] == cell.first
    taken = settle(fault, "take-new")
    assert fault.key == reread_key("102", new.sha256)
    settled_clean((old, new), taken)
    assert card([old, new], [taken]).card.answers[0] == cell.second
    settled_clean((old, new), settle(fault, "keep-old"))
    assert card([old, new], [settle(fault, "keep-old")]).card.answers[0] == cell.first


def test_a_room_read_again_to_the_same_end_is_no_fault():
    found = report(batch(session_cards()), batch(session_cards(), "dbf"))
    assert found.clean
    assert {one.room for one in found.rereads} == {"101", "102", "103"}


def test_a_single_card_read_in_two_files_is_a_repeated_number_not_a_room_read_again():
    cards = session_cards()
    stray = next(one for one in cards if one.number == ONE)
    first = batch([one for one in cards if one.room == "102"])
    second = batch([*(one for one in cards if one.room != "102"), stray])
    (fault,) = report(first, second).faults
    assert (fault.code, fault.number) == ("duplicate-same", ONE)
    assert {one.batch for one in fault.places} == {first.sha256, second.sha256}


# Counts


def counts(**bag):
    return {room: Counted(bag=bag.get(f"r{room}", 10), absent=2) for room in ("101", "102", "103")}


def test_the_bag_agrees_with_what_was_read():
    found = report(batch(session_cards()), counts=counts())
    assert found.clean
    assert found.green
    assert ("bag", 10, 10, "holds") in [
        (one.key, one.expected, one.found, one.state) for one in found.rooms["101"].equations
    ]


def test_a_bag_not_counted_yet_leaves_the_room_read_but_not_green():
    found = report(batch(session_cards()), counts=counts() | {"102": Counted()})
    assert found.faults == ()
    assert {room: one.state for room, one in found.rooms.items()} == {"101": "green", "102": "read", "103": "green"}


@pytest.mark.parametrize("bag", [9, 11])
def test_a_bag_that_differs_is_a_fault_until_it_is_counted_again(bag):
    file, counted = batch(session_cards()), counts(r102=bag)
    (fault,) = report(file, counts=counted).faults
    assert (fault.code, fault.room, fault.detail["expected"], fault.detail["found"]) == ("count-bag", "102", bag, 10)
    settled_clean(file, settle(fault, "recount", bag=10), counts=counted)


@pytest.mark.parametrize("kind", ["duplicate-same", "present-no-card"])
def test_what_another_fault_explains_is_not_told_of_the_bag_again(kind):
    file = batch(plant(session_cards(), kind, ONE)[0])
    assert [one.code for one in report(file, counts=counts()).faults] == [kind]


def test_counted_absentees_differ_from_those_listed():
    counted = counts() | {"103": Counted(10, absent=3)}
    (fault,) = report(batch(session_cards()), counts=counted).faults
    assert (fault.code, fault.room, fault.detail["found"]) == ("count-absent", "103", 2)


def test_a_later_fault_of_a_card_shows_once_the_first_is_settled():
    cards = [replace(one, subject="109", answers=("",) * 80) if one.number == ONE else one for one in session_cards()]
    file = batch(cards)
    (first,) = report(file).faults
    assert first.code == "wrong-subject"
    found = report(file, settlements=[settle(first, "give-subject", subject="101", **place(first))])
    assert [one.code for one in found.faults if one.is_open] == ["blank-card"]


# Files


def test_a_file_left_out_holds_no_room_any_more():
    file = batch(raw=broken("cut", "txt", session_cards()))
    (fault,) = report(file).faults
    found = report(file, settlements=[settle(fault, "drop-file")])
    assert [one.code for one in found.faults if one.settled] == ["cut"]
    assert [(one.code, one.room) for one in found.faults if one.is_open] == [
        ("missing-room", room) for room in ("101", "102", "103")
    ]
    whole = batch(session_cards())
    assert report(file, whole, settlements=[settle(fault, "drop-file")]).green


def test_a_deleted_record_that_was_rightly_deleted_leaves_its_candidate_without_a_card():
    file = batch(plant(session_cards(), "deleted-row", ONE)[0], "dbf")
    (fault,) = report(file).faults
    found = report(file, settlements=[settle(fault, "accept")])
    assert [(one.code, one.number) for one in found.faults if one.is_open] == [("present-no-card", ONE)]


def test_a_room_whose_cards_are_lost_is_settled():
    file = batch([one for one in session_cards() if one.room != "102"])
    (fault,) = report(file).faults
    settled_clean(file, settle(fault, "lost"))


def test_the_seat_was_wrong_and_the_number_is_right():
    file = batch([replace(one, seat=9) if one.number == ONE else one for one in session_cards()])
    (fault,) = report(file).faults
    assert (fault.code, fault.number) == ("seat-differs", ONE)
    settled_clean(file, settle(fault, "keep-number"))


# What need not be said


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("swapped", {"what": "swap-numbers"}),
        ("wrong-subject", {"what": "give-subject", "subject": "101"}),
        ("wrong-paper", {"what": "give-paper", "paper": "B"}),
        ("present-no-card", {"what": "hand-entry", "answers": ["A"] * 80, "paper": "B"}),
        ("blank-card", {"what": "hand-entry", "answers": ["A"] * 80}),
        ("multi-digit", {"what": "give-number", "number": ONE}),
    ],
)
def test_what_the_fault_tells_itself_need_not_be_said(fault, said):
    file, found = planted(fault)
    told = completed(found, said)
    fits(found, told, {one.number for one in candidates()}, 80)
    settled_clean(file, Settlement("fact", found.key, told))


def test_a_whole_pile_of_another_subject_is_put_right_at_once():
    file = batch([replace(one, subject="109") if one.room == "102" else one for one in session_cards()])
    (fault,) = report(file).faults
    told = completed(fault, {"what": "give-subject", "subject": "101"})
    assert len(told["places"]) == 10
    settled_clean(file, Settlement("fact", fault.key, told))


def test_which_of_two_cards_is_meant_is_for_people_to_say():
    _, fault = planted("duplicate-different")
    assert "row" not in completed(fault, {"what": "keep-one"})


def _elsewhere(card):
    return card.room != "102"


def _another(card):
    return card.number != ONE


def test_a_room_of_lost_cards_is_green_because_every_equation_holds():
    gone = [one for one in session_cards() if one.room != "102" or one.number == ONE]
    for cards in (
        gone,
        [one for one in gone if one.room != "102"],
        [one for one in session_cards() if one.number != ONE],
    ):
        file = batch(cards)
        (fault,) = report(file, counts=counts()).faults
        found = settled_clean(file, settle(fault, "lost"), counts=counts())
        assert {one.state for one in (*found.rooms["102"].equations, *found.equations)} == {"holds"}
        assert number("102", 5) in lost(found.faults, [settle(fault, "lost")]) or fault.code != "room-incomplete"


def test_a_bag_counted_again_is_what_the_equation_holds_against():
    file = batch(session_cards())
    counted = counts() | {"102": Counted(11)}
    (fault,) = report(file, counts=counted).faults
    found = settled_clean(file, settle(fault, "recount", bag=10), counts=counted)
    (bag,) = [one for one in found.rooms["102"].equations if one.key == "bag"]
    assert (found.rooms["102"].bag, bag.expected, bag.found) == (10, 10, 10)
