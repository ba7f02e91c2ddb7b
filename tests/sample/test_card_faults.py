"""Faults planted among cards: each changes what its name says, at the one named, and nothing else."""

import pytest

from tests.reading_day import ABSENT, FAULTS, number, plant, reread, session_cards

OF_ABSENT = {"absent-has-card", "absent-no-card"}


def changed(before, after):
    return {one.number for one in set(before) ^ set(after)}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_touches_the_cards_it_names_and_no_other_room(fault):
    seat = 3 if fault in OF_ABSENT else 4
    before = session_cards()
    after, planted = plant(before, fault, number("102", seat))
    assert before == session_cards(), "the cards given stay as they are"
    assert after != before
    assert (planted.fault, planted.room) == (fault, "102")
    rest = [one for one in after if one.room != "102" and fault != "wrong-room"]
    assert fault == "wrong-room" or rest == [one for one in before if one.room != "102"]


def test_a_double_feed_repeats_the_card():
    after, _ = plant(session_cards(), "duplicate-same", number("101", 1))
    assert after[0] == after[1]


def test_a_number_marked_by_another_leaves_that_other_without_a_card():
    after, planted = plant(session_cards(), "duplicate-different", number("101", 1))
    numbers = [one.number for one in after]
    assert numbers.count(planted.number) == 2
    assert planted.other not in numbers


def test_a_swap_leaves_every_number_once_and_the_seats_where_they_were():
    before = session_cards()
    after, planted = plant(before, "swapped", number("101", 1))
    assert sorted(one.number for one in after) == sorted(one.number for one in before)
    assert [one.seat for one in after] == [one.seat for one in before]
    assert changed(before, after) == {planted.number, planted.other}


def test_a_missing_room_leaves_the_others():
    after, _ = plant(session_cards(), "missing-room", number("103", 1))
    assert {one.room for one in after} == {"101", "102"}


def test_somebody_absent_who_has_answers_is_on_the_record_sheet_all_the_same():
    after, planted = plant(session_cards(), "absent-has-card", number("101", 3))
    assert planted.number in ABSENT
    (one,) = [one for one in after if one.number == planted.number]
    assert not one.absent
    assert all(one.answers)


def test_nobody_unknown_is_planted_at():
    with pytest.raises(ValueError, match="no card of"):
        plant(session_cards(), "swapped", "1")


def test_a_second_reading_differs_in_one_cell():
    before = session_cards()
    after = reread(before, number("101", 2), question=5)
    cells = [
        (one.number, place)
        for one, other in zip(before, after, strict=True)
        for place, (first, second) in enumerate(zip(one.answers, other.answers, strict=True))
        if first != second
    ]
    assert cells == [(number("101", 2), 5)]
