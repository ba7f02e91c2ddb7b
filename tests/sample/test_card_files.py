"""Card files of the sample: every form holds the same cards; what is broken is broken as it says."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from formats.dbf import dbf, is_dbf
from formats.unreadable import Unreadable
from server.sample.card_files import CASES, csv, txt
from tests.reading_day import (
    BROKEN,
    DAY,
    FORMS,
    LAYOUT,
    Layout,
    bare,
    broken,
    file_of,
    fitted,
    number,
    plant,
    session_cards,
)


def test_text_is_cut_by_bytes_and_ends_as_dos_files_do():
    raw = file_of("txt", session_cards())
    head, *lines, end = raw.split(b"\r\n")
    assert head == b"HDR00003020261122"
    assert end == b"\x1a"
    assert {len(line) for line in lines} == {5 + 19 + 20 + 3 + 1 + 3 + 3 + 2 + 80}
    assert lines[0][:24] == b"00001" + number("101", 1).encode()
    assert lines[0][24:44].decode("gb18030").rstrip() == "钱一"
    assert lines[0][44:56] == b"101A10100100"


def test_text_without_a_head_says_blanks_and_double_marks_as_the_reader_does():
    cards, _ = plant(session_cards(), "many-multi", number("101", 1))
    lines = bare(cards).split(b"\r\n")
    assert lines[0][56:76] == b">" * 20
    trimmed = bare(session_cards(), trimmed=True).split(b"\r\n")
    assert trimmed[2] == lines[2].rstrip(b" ")


def test_several_letters_of_a_question_stand_in_one_digit_or_one_cell():
    (card, *_) = cards = session_cards()
    digits = file_of("txt", cards).split(b"\r\n")[1][-20:].decode()
    worth = {"A": 1, "B": 2, "C": 4, "D": 8}
    assert [sum(worth[letter] for letter in marked) for marked in card.answers[60:]] == [int(one, 16) for one in digits]
    row = csv(cards).decode("utf-8-sig").splitlines()[1].split(",")
    assert tuple(row[9:]) == card.answers


def test_a_table_is_a_dbase_file_with_a_record_for_every_card():
    raw = file_of("dbf", session_cards())
    assert is_dbf(raw)
    head, *rows = dbf(raw).rows
    assert head[:4] == ("XH", "ZKZH", "XM", "KMDM")
    assert [row[1] for row in rows] == [card.number for card in session_cards()]


def test_a_deleted_record_is_counted_in_the_head_and_not_read():
    cards, planted = plant(session_cards(), "deleted-row", number("101", 2))
    read = dbf(file_of("dbf", cards))
    assert read.deleted == 1
    assert planted.number not in {row[1] for row in read.rows[1:]}


def test_numbers_in_a_workbook_are_text():
    sheet = load_workbook(BytesIO(file_of("xlsx", session_cards()))).active
    assert (sheet["A2"].value, sheet["B2"].value, sheet["B2"].number_format) == (1, number("101", 1), "@")


@pytest.mark.parametrize(("how", "form"), [(how, form) for how, (forms, _) in BROKEN.items() for form in forms])
def test_a_broken_file_is_another_than_the_good_one(how, form):
    assert broken(how, form, session_cards()) != file_of(form, session_cards())


def test_a_cut_table_states_more_records_than_it_holds():
    with pytest.raises(Unreadable, match="dbf-count"):
        dbf(broken("cut", "dbf", session_cards()))


def test_a_cut_text_ends_within_a_line():
    raw = broken("cut", "txt", session_cards())
    assert not raw.endswith((b"\n", b"\x1a"))


def test_a_layout_is_as_wide_as_the_numbers_are():
    assert fitted(session_cards()) == Layout(seat=2)
    assert len(txt(session_cards(), DAY, CASES).split(b"\r\n")[1]) == 117


@pytest.mark.parametrize("form", FORMS)
def test_the_same_cards_give_the_same_bytes(form):
    assert file_of(form, session_cards(), LAYOUT) == file_of(form, session_cards(), LAYOUT)
