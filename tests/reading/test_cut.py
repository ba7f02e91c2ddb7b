"""Files that end before their end: one fault says where, by whose record, and to export again; never another layout."""

import pytest

from formats.signature import Kind, kind_of
from reading import guess, likeliest, parse, shipped
from tests.reading.machines import csv, dbf, fixed, fixed_codes
from tests.reading.test_doubt import deck

PROFILES = {profile.id: profile for profile in shipped()}
TXT, CODES = PROFILES["nanhao-sample-txt"], PROFILES["nanhao-sample-codes-txt"]
CSV, DBF = PROFILES["nanhao-sample-csv"], PROFILES["nanhao-sample-dbf"]
CARDS = deck(5)
HEADER, RECORD = 19, 119  # bytes with the line's end
NUMBER = 17  # bytes of a record that hold its number


def told(raw, profile):
    return [(fault.code, fault.row, fault.number) for fault in parse(raw, profile).faults if fault.stops]


def read_by_any(raw):
    """As people meet it who name no profile."""
    found = guess(raw, shipped())
    if found is not None:
        return parse(raw, found)
    return likeliest([(profile, parse(raw, profile)) for profile in shipped()])[1]


@pytest.mark.parametrize("form", [fixed, fixed_codes], ids=["with a header", "without one"])
def test_a_cut_record_is_told_with_the_number_that_stands_in_it(form):
    raw = form(CARDS)
    profile, start = (TXT, HEADER) if form is fixed else (CODES, 0)
    for row, card in enumerate(CARDS, 1):
        for length in (1, NUMBER - 1, NUMBER, 60, RECORD - 3):
            faults = told(raw[: start + RECORD * (row - 1) + length], profile)
            assert faults[0] == ("cut", row, card.number if length >= NUMBER else "")
            assert {code for code, _, _ in faults} <= {"cut", "header-count"}


def test_a_cut_table_is_told_with_the_number_that_stands_where_it_ends():
    raw, head, record = (
        dbf(CARDS),
        int.from_bytes(dbf(CARDS)[8:10], "little"),
        int.from_bytes(dbf(CARDS)[10:12], "little"),
    )
    for row, card in enumerate(CARDS):
        assert told(raw[: head + record * row + 60], DBF) == [("header-count", None, card.number)]
        assert told(raw[: head + record * row + 10], DBF) == [("header-count", None, "")]


@pytest.mark.parametrize("at", [3, 9, 16, HEADER - 2, HEADER + 5, HEADER + 75])
def test_a_text_cut_in_its_header_or_first_record_is_cut_whichever_profile_is_tried(at):
    (fault,) = read_by_any(fixed(CARDS)[:at]).faults
    assert fault.code == "cut"
    assert fault.row == (1 if at > HEADER else None)
    assert "重新导出" in fault.fix


def test_a_text_of_a_header_alone_holds_no_record():
    assert [fault.code for fault in read_by_any(fixed([])).faults] == ["no-cards"]


@pytest.mark.parametrize("count", [b"      ", b"00000A", b"-00005"])
def test_a_header_whose_count_is_no_number_stops_the_file(count):
    (fault,) = parse(fixed(CARDS).replace(b"HDR000005", b"HDR" + count), TXT).faults
    assert (fault.code, fault.stops, fault.short) == ("header-count", True, False)
    assert "5 条" in fault.says


def test_of_a_cut_record_nothing_else_is_said():
    named = csv(CARDS)
    begins = named.rindex(b"\r\n", 0, -2) + 2
    for length in range(3, 40):
        assert {fault.code for fault in parse(named[: begins + length], CSV).faults} == {"cut"}


def test_titles_cut_within_a_character_are_cut_and_of_no_other_encoding():
    raw = csv(CARDS)
    for at in range(20, 60):
        assert {fault.code for fault in read_by_any(raw[:at]).faults} <= {"cut", "no-cards", "missing-column"}


def test_a_table_cut_in_its_header_is_called_a_table():
    raw = dbf(CARDS)
    for at in range(12, int.from_bytes(raw[8:10], "little")):
        assert kind_of(raw[:at]) is Kind.TEXT
        assert [fault.code for fault in parse(raw[:at], DBF).faults] == ["broken-table"]


def test_lines_that_do_not_end_as_the_profiles_are_another_layout_and_not_empty():
    for raw in (fixed(CARDS, b"\r"), fixed(CARDS, b"")):
        assert [fault.code for fault in read_by_any(raw).faults] == ["wrong-profile"]


def test_records_of_another_length_under_a_known_header_are_another_layout():
    longer = fixed(CARDS).replace(b"\r\n0", b"AB\r\n0")
    (fault,) = read_by_any(longer).faults
    assert fault.code == "wrong-profile"
