"""Reconciliation: clean files raise nothing; each fault planted is named once, with room, card and row."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.words import SENTENCES
from server.domain.reading.fault import KINDS
from server.domain.reading.said import FILES, fix, kind_words, says
from server.domain.words.card_fault import FAULTS as WORDED
from server.domain.words.card_fault import RESOLUTIONS
from tests.domain.reading.session import batch, candidates, planned, report, told
from tests.examples import examples
from tests.reading_day import ABSENT, BROKEN, FAULTS, FORMS, ROOMS, broken, listed, number, plant, session_cards

OF_DBF = ("deleted-row",)
NO_FAULT = ("identical",)
OF_ABSENT = ("absent-has-card", "absent-no-card")


@pytest.mark.parametrize("mark_absent", [True, False], ids=["absent cards in the bag", "no absent cards"])
@pytest.mark.parametrize("form", FORMS)
def test_a_clean_file_raises_nothing_and_every_room_is_green(form, mark_absent):
    found = report(batch(session_cards(mark_absent=mark_absent), form))
    assert found.faults == ()
    assert {room.state for room in found.rooms.values()} == {"green"}
    assert {one.state for room in found.rooms.values() for one in room.equations} == {"holds"}
    assert found.clean
    assert found.green


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault not in NO_FAULT])
def test_a_planted_fault_is_named_and_nothing_else(fault, form):
    if fault in OF_DBF and form != "dbf":
        pytest.skip("only a table marks rows as deleted")
    seat = 3 if fault in OF_ABSENT else 4
    cards, planted = plant(session_cards(), fault, number("102", seat))
    (found,) = report(batch(cards, form)).faults
    if fault == "swapped":
        assert {planted.number, planted.other} == set(found.detail["numbers"])
    else:
        assert told(found) == planned(planted)
    assert found.holds_up
    assert found.candidate in (None, planted.other, planted.number)


def test_copied_answers_are_no_fault_of_reading():
    cards, _ = plant(session_cards(), "identical", number("102", 4))
    assert report(batch(cards)).clean


@pytest.mark.parametrize(("how", "form"), [(how, form) for how, (forms, _) in BROKEN.items() for form in sorted(forms)])
def test_what_is_wrong_with_a_file_itself_is_told_once_and_no_card_of_a_stopped_file_counts(how, form):
    file = batch(form=form, raw=broken(how, form, session_cards()))
    found = report(file)
    (fault,) = found.faults
    assert fault.code == ("header-count" if (how, form) == ("cut", "dbf") else how)
    assert fault.holds_up is not file.taken
    read = sum(room.read for room in found.rooms.values())
    assert read == (len(session_cards()) if file.taken else 0)
    if how == "cut":
        assert (fault.room, fault.number, fault.rows) == ("103", number("103", 10), (30,))


SLOTS = [(room, seat) for room in ROOMS for seat in (1, 5, 9)]
AT_A_SEAT = sorted(set(FAULTS) - {*NO_FAULT, *OF_ABSENT, "missing-room", "wrong-room"})


@given(st.data())
@settings(max_examples=examples(40))
def test_any_faults_in_any_rooms_are_named_exactly(data):
    cards, plants = session_cards(), []
    for room, seat in data.draw(st.lists(st.sampled_from(SLOTS), unique=True, max_size=6)):
        cards, planted = plant(cards, data.draw(st.sampled_from(AT_A_SEAT)), number(room, seat))
        plants.append(planted)
    for room, seat in data.draw(st.lists(st.sampled_from([(room, s) for room in ROOMS for s in (3, 7)]), unique=True)):
        cards, planted = plant(cards, "absent-has-card", number(room, seat))
        plants.append(planted)
    found = report(batch(cards, "dbf")).faults
    assert Counter(map(_named, found)) == Counter(map(_planted, plants))


def _planted(one):
    if one.fault == "swapped":
        return one.fault, one.room, frozenset((one.number, one.other))
    fault, room, who = planned(one)
    return fault, room, frozenset((who,))


def _named(fault):
    if fault.code == "swapped":
        return fault.code, fault.room, frozenset(fault.detail["numbers"])
    code, room, who = told(fault)
    return code, room, frozenset((who,))


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault not in NO_FAULT])
def test_a_fault_is_told_in_both_languages_without_a_name(fault):
    cards, _ = plant(session_cards(), fault, number("102", 3 if fault in OF_ABSENT else 4))
    (found,) = report(batch(cards, "dbf")).faults
    for zh, en in (kind_words(found), says(found), fix(found)):
        assert any("\u4e00" <= sign <= "\u9fff" for sign in zh)
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in en)
        assert "{" not in zh + en
    names = {one.name for one in listed()}
    assert not any(name in says(found)[0] for name in names)


def test_a_room_that_was_not_read_waits_and_is_missing_only_when_all_is_said_to_be_read():
    cards = [card for card in session_cards() if card.room != "102"]
    waiting = report(batch(cards), complete=False)
    assert waiting.faults == ()
    assert waiting.rooms["102"].state == "waiting"
    (missing,) = report(batch(cards)).faults
    assert (missing.code, missing.room) == ("missing-room", "102")


def test_a_room_of_which_most_lacks_is_one_fault():
    cards = [card for card in session_cards() if card.room != "102" or card.seat < 4]
    (found,) = report(batch(cards)).faults
    assert (found.code, found.room, found.detail["n"]) == ("room-incomplete", "102", 7)


def test_without_a_record_sheet_nobody_is_said_to_lack_a_card():
    found = report(batch(session_cards(mark_absent=False)), on=candidates(absent=None))
    assert [(one.code, one.room, one.detail["n"]) for one in found.faults] == [
        ("no-record-sheet", room, 2) for room in ROOMS
    ]
    assert {one for fault in found.faults for one in fault.detail["numbers"]} == ABSENT


def test_a_file_of_another_exam_is_one_fault_and_none_of_its_cards_count():
    others = candidates(away=())
    strangers = [type(one)(f"9{one.number[1:]}", one.name, "S1", one.room, one.seat) for one in others]
    found = report(batch(session_cards()), on=strangers)
    (fault,) = found.faults
    assert (fault.code, fault.detail["n"], fault.detail["total"]) == ("wrong-plan", 30, 30)
    assert {room.read for room in found.rooms.values()} == {0}


def test_the_same_files_give_the_same_keys():
    cards, _ = plant(session_cards(), "blank-digit", number("101", 4))
    cards, _ = plant(cards, "duplicate-different", number("103", 4))
    first, second = (report(batch(cards)).faults for _ in range(2))
    assert [one.key for one in first] == [one.key for one in second]
    assert len({one.key for one in first}) == 2


# Files that say less of a card


def less(cards, *fields):
    """The file's cards without these fields, as machines write that know nothing but the number."""
    file = batch(cards)
    return replace(file, cards=tuple(replace(card, **dict.fromkeys(fields, "")) for card in file.cards))


BY_NUMBER_ALONE = sorted({*AT_A_SEAT} - {"swapped", "deleted-row", "wrong-paper"})


@given(st.data())
@settings(max_examples=examples(30))
def test_a_file_of_numbers_alone_tells_the_same_one_fault_a_room(data):
    cards, plants = session_cards(), []
    # With a fault at a room's end and another at the next one's beginning, nothing tells whose card lies between them.
    seats = st.sampled_from(data.draw(st.sampled_from(((1, 4, 8), (4, 8, 10)))))
    for room in data.draw(st.lists(st.sampled_from(ROOMS), unique=True)):
        cards, planted = plant(cards, data.draw(st.sampled_from(BY_NUMBER_ALONE)), number(room, data.draw(seats)))
        plants.append(planted)
    found = report(less(cards, "room", "seat", "name", "seq")).faults
    assert Counter(map(_named, found)) == Counter(map(_planted, plants))


def test_a_card_of_another_room_in_the_pile_is_found_by_its_neighbours():
    cards = session_cards()
    stray = next(one for one in cards if one.number == number("102", 4))
    cards = [one for one in cards if one.room != "102" or one.seat == 4]
    cards.remove(stray)
    cards.insert(4, stray)
    found = report(less(cards, "room", "seat", "name"), complete=False)
    assert [(one.code, one.number) for one in found.faults] == [("wrong-room", stray.number)]
    assert found.rooms["102"].state == "faults"


def test_a_card_fed_twice_while_the_next_was_skipped_is_one_fault_with_both_numbers():
    cards = session_cards()
    place = next(place for place, one in enumerate(cards) if one.number == number("102", 4))
    cards[place + 1] = cards[place]
    (found,) = report(batch(cards)).faults
    assert told(found) == ("duplicate-same", "102", number("102", 4))
    assert found.candidate == number("102", 5)


def test_how_a_machine_writes_rooms_and_seats_is_learnt():
    file = batch(session_cards())
    written = {"101": "A1", "102": "A2", "103": "A3"}
    others = tuple(replace(card, room=written[card.room], seat=str(int(card.seat) + 100)) for card in file.cards)
    found = report(replace(file, cards=others))
    assert found.clean


def test_a_pile_of_another_subject_is_one_fault_of_the_room():
    cards = [replace(one, subject="109") if one.room == "102" else one for one in session_cards()]
    (found,) = report(batch(cards)).faults
    assert (found.code, found.room, found.number, len(found.places)) == ("wrong-subject", "102", None, 10)


def test_a_card_read_by_two_rules_has_one_fault():
    cards = [
        replace(one, subject="109", answers=("AB",) * 60 + ("",) * 20) if one.number == number("102", 4) else one
        for one in session_cards()
    ]
    (found,) = report(batch(cards)).faults
    assert found.code == "wrong-subject"


def test_of_three_cards_with_one_number_all_are_named():
    cards = session_cards()
    copy = next(one for one in cards if one.number == number("101", 1))
    (found,) = report(batch([*cards, copy, copy])).faults
    assert (found.code, found.detail["n"], found.rows) == ("duplicate-same", 3, (1, 31, 32))


def test_every_kind_and_every_way_to_settle_it_is_in_the_document():
    text = (Path(__file__).parents[3] / "docs" / "card-files.md").read_text("utf-8")
    ways = {way for kind in KINDS.values() for way in kind.resolutions}
    assert [code for code in [*KINDS, *ways] if f"`{code}`" not in text] == []
    assert ways <= RESOLUTIONS.keys()
    assert KINDS.keys() == WORDED.keys()


def test_whatever_is_wrong_with_a_file_has_a_name():
    assert SENTENCES.keys() - {"more"} <= FILES.keys()


def test_the_same_file_twice_is_one_file():
    assert report(batch(session_cards()), batch(session_cards())).clean


def test_a_room_in_two_files_is_whole():
    cards = session_cards()
    assert report(batch(cards[:14]), batch(cards[14:])).clean


def test_trades_that_the_list_does_not_tell_apart_are_no_wrong_subject():
    cards = [replace(one, subject="205") if one.room == "103" else one for one in session_cards()]
    assert report(batch(cards), on=candidates(subject=None)).clean


def test_a_subject_by_name_is_learnt_and_one_room_of_another_found():
    on = candidates(subject="电工/4")
    assert report(batch(session_cards()), on=on).clean
    cards, _ = plant(session_cards(), "wrong-subject", number("102", 4))
    files = [batch([one for one in cards if one.room == room]) for room in ROOMS]
    (found,) = report(*files, on=on).faults
    assert (found.code, found.number) == ("wrong-subject", number("102", 4))
