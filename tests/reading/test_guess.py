"""Which profile a file was written by, and whether it is all there."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading import Whole, guess, shipped, whole
from tests.examples import examples
from tests.reading.machines import WAYS, decks, digits

EXPORTS = Path(__file__).parent / "exports"
BY_FILE = {
    "cards.prn": "nanhao-sample-txt",
    "cards_cut.prn": "nanhao-sample-txt",
    "cards_nanhao.prn": "nanhao-sample-codes-txt",
    "cards_nanhao_rstrip.prn": "nanhao-sample-codes-txt",
    "cards.csv": "nanhao-sample-csv",
    "cards_gb18030.csv": "nanhao-sample-csv",
    "cards.dbf": "nanhao-sample-dbf",
    "cards_cut.dbf": "nanhao-sample-dbf",
    "cards.xlsx": "nanhao-sample-xlsx",
    "cards_numeric.xlsx": "nanhao-sample-xlsx",
}


def ends(raw):
    return raw[: 64 * 1024], raw[-66 * 1024 :], len(raw)


@pytest.mark.parametrize(("name", "profile"), BY_FILE.items())
@pytest.mark.parametrize("order", [1, -1])
def test_the_profile_that_reads_a_file_is_found_whatever_their_order(name, profile, order):
    found = guess((EXPORTS / name).read_bytes(), shipped()[::order])
    assert found is not None
    assert found.id == profile


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.7", b"a,b,c\r\n1,2,3\r\n", b"words and words\n" * 20, b"\xff\xd8\xff"])
def test_what_no_profile_reads_is_guessed_as_none(raw):
    assert guess(raw, shipped()) is None


@pytest.mark.parametrize("way", WAYS)
@given(cards=decks(digits, 3))
@settings(max_examples=examples(2))
def test_a_whole_file_is_never_said_to_be_growing(way, cards):
    raw = WAYS[way][1](cards)
    name = "cards." + {"csv": "csv", "dbf": "dbf", "xls": "xls", "fix": "txt"}[way[:3] if way != "xlsx" else "xls"]
    assert whole(*ends(raw), name) is not Whole.GROWING


@pytest.mark.parametrize("name", ["cards.dbf", "cards.xlsx"])
@given(share=st.floats(0, 0.98))
@settings(max_examples=examples(10))
def test_a_growing_table_or_workbook_is_never_said_to_be_whole(name, share):
    raw = (EXPORTS / name).read_bytes()
    assert whole(*ends(raw[: int(len(raw) * share)]), name) is Whole.GROWING


def test_text_that_stops_inside_a_line_is_not_said_to_be_whole():
    raw = (EXPORTS / "cards.prn").read_bytes()
    assert whole(*ends(raw)) is Whole.WHOLE
    assert whole(*ends(raw[:-40])) is Whole.UNKNOWN
    assert whole(b"", b"", 0) is Whole.GROWING
