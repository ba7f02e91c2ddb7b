"""Files that are not all there: the fault names whose card is cut, or the room that the file was in."""

from dataclasses import replace

import pytest

from reading import FileFault
from tests.domain.reading.session import batch, candidates, report
from tests.reading_day import file_of, number, plant, session_cards

CARDS = session_cards(mark_absent=False)
#: A session whose last room has one candidate.
ALONE = number("103", 1)
SMALL = [card for card in CARDS if card.room != "103" or card.number == ALONE]
LISTED = [one for one in candidates() if one.room != "103" or one.number == ALONE]
RAW = file_of("txt", CARDS).rstrip(b"\x1a")
RECORD = len(RAW.splitlines(keepends=True)[1])
HEADER = len(RAW) - RECORD * len(CARDS)


def cut(at, of=CARDS, form="txt", on=None):
    raw = file_of(form, of)
    (fault,) = report(batch(form=form, raw=raw[:at] if at > 0 else raw.rstrip(b"\x1a")[:at]), on=on).faults
    return fault


def test_a_card_cut_after_its_number_is_named_wherever_it_lies():
    for row, card in enumerate(CARDS, 1):
        fault = cut(HEADER + RECORD * row - 20)
        assert (fault.code, fault.room, fault.number, fault.rows) == ("cut", card.room, card.number, (row,))


def test_the_only_card_of_a_room_is_named_when_it_is_cut():
    for form in ("txt", "dbf"):
        fault = cut(-40, SMALL, form, LISTED)
        assert (fault.room, fault.number, fault.rows) == ("103", ALONE, (len(SMALL),))


def test_where_the_number_is_cut_the_room_is_told_by_the_cards_before():
    for row, card in enumerate(CARDS[1:], 2):
        fault = cut(HEADER + RECORD * (row - 1) + 7)
        assert (fault.code, fault.room, fault.rows) == ("cut", card.room, (row,))
        assert fault.number in (None, card.number)


@pytest.mark.parametrize("form", ["txt", "dbf"])
def test_a_file_cut_between_two_cards_names_the_room_that_went_on(form):
    whole = file_of(form, CARDS)
    head = HEADER if form == "txt" else int.from_bytes(whole[8:10], "little")
    record = RECORD if form == "txt" else int.from_bytes(whole[10:12], "little")
    for read in (2, 8, 20):
        fault = cut(head + record * read, form=form)
        assert (fault.code, fault.room, fault.rows) == ("header-count", CARDS[read].room, (read + 1,))


@pytest.mark.parametrize("form", ["txt", "dbf"])
def test_a_record_that_lacks_in_the_middle_is_named_where_it_lacks(form):
    for at in (0, 11, len(CARDS) - 2):
        raw = bytearray(file_of(form, [*CARDS[:at], *CARDS[at + 1 :]]))
        if form == "txt":
            raw[3:9] = f"{len(CARDS):06}".encode()
        else:
            raw[4:8] = len(CARDS).to_bytes(4, "little")
        (fault,) = report(batch(form=form, raw=bytes(raw))).faults
        gone = CARDS[at]
        assert (fault.code, fault.room, fault.number, fault.rows) == ("header-count", gone.room, gone.number, (at + 1,))


def test_a_header_that_counts_too_many_of_a_whole_file_names_no_room():
    raw = file_of("txt", CARDS).replace(f"{len(CARDS):06}".encode(), f"{len(CARDS) + 2:06}".encode(), 1)
    (fault,) = report(batch(raw=raw)).faults
    assert (fault.code, fault.room, fault.number) == ("header-count", None, None)


def test_the_room_whose_only_record_was_deleted_is_not_missing_as_well():
    of, planted = plant(SMALL, "deleted-row", ALONE)
    (fault,) = report(batch(of, "dbf"), on=LISTED).faults
    assert (fault.code, fault.room, fault.number, fault.rows) == ("deleted-row", "103", ALONE, (len(SMALL),))
    assert planted.number == ALONE


# A file of which nothing lacks, beside others


OWN = [card for card in CARDS if card.room == "101"]
MORE = {"102": [card for card in CARDS if card.room == "102"], "103": [card for card in CARDS if card.room == "103"]}
UNMARKED = replace(batch(OWN), faults=(FileFault("end-mark", None, len(file_of("txt", OWN)), "1A", "0A", True),))
OVERCOUNTED = batch(raw=file_of("txt", OWN).replace(f"{len(OWN):06}".encode(), f"{len(OWN) + 2:06}".encode(), 1))


def of_file(*batches, on=None):
    (fault,) = [one for one in report(*batches, on=on).faults if one.code in ("end-mark", "header-count")]
    return fault


@pytest.mark.parametrize("own", [UNMARKED, OVERCOUNTED], ids=["no end mark", "a header that counts too many"])
def test_a_whole_rooms_file_is_no_fault_of_a_room_that_another_file_has(own):
    assert of_file(own, batch(MORE["102"]), batch(MORE["103"])).room is None
    assert of_file(own, batch(MORE["102"])).room is None
    assert of_file(own, batch(MORE["102"][1:]), batch(MORE["103"])).room is None
    assert of_file(own, batch(MORE["103"])).room == "102"


def test_a_files_fault_keeps_its_key_though_record_sheets_tell_that_nobody_was_in_the_room_it_named():
    sheets = candidates(away={one.number for one in candidates() if one.absent or one.room == "102"})
    before, after = of_file(UNMARKED, on=candidates(absent=None)), of_file(UNMARKED, on=sheets)
    assert (before.room, after.room) == ("102", "103")
    assert before.key == after.key
