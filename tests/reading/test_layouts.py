"""Layouts beyond the samples: other machines, other places, other codes."""

import pytest

from reading import load_profile, parse
from tests.domain.imports.messy import dbf_of

NUMBER = """
number:
  %s
  groups: [{title: 号, digits: 4}]
  blank: ["", "."]
"""


def profile(top, place, more):
    return load_profile(f"id: p\ntitle: 别的机器\n{top}{NUMBER % place}{more}")


def answers(parsed):
    assert parsed.faults == ()
    return [(card.number, card.answers) for card in parsed.cards]


def test_an_image_readers_csv_has_letters_side_by_side_and_nothing_for_nothing():
    text = """
format: delimited
encoding: utf-8
number:
  titles: Roll
  groups: [{title: 号, digits: 4}]
answers:
  - {questions: 1-3, titles: "q{n}", coding: letters, options: ABCD}
  - {questions: 4-4, titles: "q{n}", coding: letters, options: ABCD, multiple: true}
"""
    raw = b'"file_id","input_path","output_path","score","Roll","q1","q2","q3","q4"\n'
    raw += b'"1.jpg","in/1.jpg","out/1.jpg","0","0012","A","","BC","DA"\n'
    parsed = parse(raw, load_profile("id: p\ntitle: 图像" + text))
    assert answers(parsed) == [("0012", ("A", "", "*", "AD"))]
    assert parsed.cards[0].marked == ((3, "BC"),)


def test_records_without_line_ends_follow_each_other():
    it = profile(
        "format: fixed\nlines: {length: 7, ends: none}",
        "at: 1",
        'answers: [{questions: 1-3, at: 5, coding: letter, options: ABC, blank: "."}]',
    )
    assert answers(parse(b"0001ABC00.2..C", it)) == [("0001", ("A", "B", "C")), ("00_2", ("", "", "C"))]
    assert [(fault.code, fault.row, fault.offset, fault.found) for fault in parse(b"0001ABC0002A", it).faults] == [
        ("line-length", 2, 7, "5")
    ]


def test_answers_of_varying_width_share_a_column_with_a_separator():
    it = profile(
        "format: delimited\nlines: {delimiter: semicolon}",
        "titles: 号",
        'answers: [{questions: 1-4, titles: 答案, coding: letters, options: ABCD, multiple: true, separator: ","}]',
    )
    assert answers(parse("号;答案\n0001;A,BC,,D\n".encode(), it)) == [("0001", ("A", "BC", "", "D"))]
    (fault,) = parse("号;答案\n0001;A,BC,D\n".encode(), it).faults
    assert (fault.code, fault.row, fault.expected, fault.found, fault.field) == ("answer-count", 1, "4", "3", "q1")


def test_letters_of_a_fixed_width_a_question_are_cut_and_trimmed():
    it = profile(
        "format: fixed\nlines: {length: 12, trimmed: true}",
        "at: 1",
        "answers: [{questions: 1-2, at: 5, length: 4, coding: letters, options: ABCD, multiple: true}]",
    )
    assert answers(parse(b"0001AC  BD  \r\n0002A\r\n", it)) == [("0001", ("AC", "BD")), ("0002", ("A", ""))]


def test_answers_packed_in_a_column_begin_where_the_profile_says():
    it = profile(
        "format: delimited\nlines: {titled: false, delimiter: tab}",
        "column: 1",
        'answers: [{questions: 1-3, column: 2, at: 2, coding: letter, options: ABCD, blank: "-"}]',
    )
    assert answers(parse(b"0001\tXA-D\r\n", it)) == [("0001", ("A", "", "D"))]


def test_columns_may_go_by_number_one_a_question():
    it = profile(
        "format: delimited\nlines: {titled: false, delimiter: auto}",
        "column: 2",
        "answers: [{questions: 1-3, column: 3, coding: letters, options: ABCD}]",
    )
    assert answers(parse(b"x|0001|A|B|\n", it)) == [("0001", ("A", "B", ""))]


@pytest.mark.parametrize(("sign", "absent"), [("1", True), ("Y", True), ("0", False), (" ", False)])
def test_a_box_is_marked_by_the_profiles_signs(sign, absent):
    it = profile(
        "format: fixed\nlines: {length: 7}",
        "at: 1",
        "fields: {absent: {at: 7, length: 1, marked: [1, Y]}}\n"
        "answers: [{questions: 1-2, at: 5, coding: letter, options: ABCD}]",
    )
    (card,) = parse(f"0001AB{sign}\n".encode(), it).cards
    assert (card.absent, card.misconduct) == (absent, None)


def test_text_kept_text_for_a_spreadsheet_is_read_as_text():
    it = profile(
        "format: delimited", "titles: 号", "answers: [{questions: 1-1, titles: 题, coding: letters, options: AB}]"
    )
    assert answers(parse('号,题\n"=""0001""",A\n'.encode(), it)) == [("0001", ("A",))]


def test_dbf_fields_may_go_one_a_question():
    from_fields = profile(
        "format: dbf", "titles: KH", 'answers: [{questions: 1-2, titles: "T{n}", coding: letters, options: ABCD}]'
    )
    raw = dbf_of(["KH", "T1", "T2"], [["0001", "A", ""], ["0.02", "AB", "D"]], code_page=0x4D)
    assert answers(parse(raw, from_fields)) == [("0001", ("A", "")), ("0_02", ("*", "D"))]
