"""What people and programs do to a file on its way: read as it was meant, or stopped in words; never read otherwise."""

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from reading import fitting, guess, load_profile, parse, shipped
from tests.domain.imports.messy import book, dbf_of, text_table
from tests.reading.machines import FIELDS, TITLES, dbf, packed, rows
from tests.reading.test_doubt import deck

CARDS = [replace(card, answers=(*card.answers[:60], *["BC", "", "A", "ABCD"] * 5)) for card in deck(12)]
WORKBOOK = next(profile for profile in shipped() if profile.id == "nanhao-sample-xlsx")
READ = [(card.number, card.answers) for card in CARDS]


def read(raw):
    found = guess(raw, shipped())
    assert found is not None
    return parse(raw, found)


def both(titles, of):
    return text_table([titles, *of]), book([("成绩", [titles, *of])])


def taken(raw):
    parsed = read(raw)
    assert parsed.taken, parsed.faults
    return [(card.number, card.answers) for card in parsed.cards]


@pytest.mark.parametrize(
    "written", ["{n}", "题{n}", "{n}题", "T{n}", "Q{n}", "第{n:02}题", "Q{n:03}", "第 {n} 题", "Ｑ{n}"]
)
def test_however_the_questions_are_titled(written):
    titles = [*TITLES[:7], *(written.format(n=n) for n in range(1, 81))]
    for raw in both(titles, rows(CARDS)):
        assert taken(raw) == READ


@pytest.mark.parametrize("written", ["准 考 证 号", "准考证号码", "考生号", "ZKZH", " 准考证号 "])
def test_however_the_number_is_titled(written):
    for raw in both([TITLES[0], written, *TITLES[2:]], rows(CARDS)):
        assert taken(raw) == READ


@pytest.mark.parametrize("seat", ["座号", "座次号", "座位编号"])
def test_however_the_seat_is_titled_it_is_not_lost(seat):
    for raw in both([*TITLES[:6], seat, *TITLES[7:]], rows(CARDS)):
        assert [card.seat for card in read(raw).cards] == [card.seat for card in CARDS]


def test_an_apostrophe_by_which_a_number_was_kept_text_is_no_digit():
    for raw in both(TITLES, [[row[0], "'" + row[1], *row[2:]] for row in rows(CARDS)]):
        assert taken(raw) == READ


@pytest.mark.parametrize("of", [str.lower, lambda answer: answer.translate(str.maketrans("ABCD", "ＡＢＣＤ"))])
def test_small_and_wide_letters_are_the_letters(of):
    for raw in both(TITLES, [[*row[:7], *map(of, row[7:])] for row in rows(CARDS)]):
        assert taken(raw) == READ


@pytest.mark.parametrize("last", [["合计", "12"], ["总计：12 人"], ["", "共12条记录"], ["  "], ["小计", 12], ["合计"]])
def test_a_row_of_totals_or_of_nothing_is_no_card(last):
    wide = [*last, *[""] * (len(TITLES) - len(last))]
    for under in (last, wide):
        for raw in both(TITLES, [*rows(CARDS), under]):
            assert taken(raw) == READ


def test_subtotals_of_each_room_are_held_against_the_cards_since_the_one_before():
    of = rows(CARDS)
    for raw in both(TITLES, [*of[:5], ["小计", "5"], *of[5:], ["小计", "7"], ["合计", "12"]]):
        assert taken(raw) == READ


def test_a_total_that_counts_more_than_is_there_stops_the_file():
    for raw in both(TITLES, [*rows(CARDS)[:11], ["合计", "12"]]):
        parsed = read(raw)
        assert [(fault.code, fault.stops) for fault in parsed.faults] == [("total-differs", True)]
        assert "合计 12" in parsed.faults[0].says


def sheets(*of):
    return book([(f"{place:03}", [TITLES, *each]) for place, each in enumerate(of, 1)])


@pytest.mark.parametrize("last", [[["小计", 7], ["总计", 12]], [["小计", 7], ["合计", "", "12"]], [["合计", 7]]])
def test_totals_of_a_workbook_are_of_their_sheet_or_of_all(last):
    of = rows(CARDS)
    assert taken(sheets([*of[:5], ["小计", "5"]], [*of[5:], *last])) == READ


@pytest.mark.parametrize("last", [["小计", 12], ["总计", 13], ["合计", "6"]])
def test_totals_that_are_of_neither_stop_a_workbook(last):
    of = rows(CARDS)
    parsed = read(sheets([*of[:5], ["小计", "5"]], [*of[5:], last]))
    assert [fault.code for fault in parsed.faults] == ["total-differs"]


@pytest.mark.parametrize(
    "last",
    [
        ["合计", "应考14", "实考12", "缺考2"], ["合计", "应考14人", "实考10人", "缺考4人"], ["合计", "应考14", "缺考2"],
        ["共14人，实考12人，缺考2人"], ["合计", "14", "缺考", "2"], ["合计", *[""] * 8, "850"], ["合计", "850.5"],
        ["合计", "男5人", "女7人"], ["合计 850 分"], ["合计", 12, "监考", "3"], ["共3个考场，12人"],
        ["合计（人）", "12.0"],
    ],
)  # fmt: skip
def test_a_row_of_totals_that_counts_the_absent_the_points_or_the_rooms_stops_nothing(last):
    for raw in both(TITLES, [*rows(CARDS), last]):
        assert taken(raw) == READ


@pytest.mark.parametrize(
    ("last", "found"),
    [
        (["合计", "14", "缺考", "12"], "合计 14"), (["合计", "应考14", "实考13", "缺考1"], "实考 13"),
        (["合计", "13", "12月"], "合计 13"), (["合计", "", "", "13 份"], "合计 13"), (["共13条记录"], "共 13"),
        (["合计答题卡：13张", "监考张三 13800000000"], "合计 13"),
    ],
)  # fmt: skip
def test_a_total_that_differs_is_told_without_what_else_stands_in_its_row(last, found):
    for raw in both(TITLES, [*rows(CARDS), last]):
        assert [(fault.code, fault.found) for fault in read(raw).faults] == [("total-differs", found)]


@pytest.mark.parametrize("title", ["准考证号", "准 考 证 号"])
def test_a_second_sheet_that_lacks_questions_is_not_left_out_without_a_word(title):
    few = [TITLES[0], title, *TITLES[2:37]]
    raw = book([("001", [TITLES, *rows(CARDS)]), ("002", [few, *(row[:37] for row in rows(CARDS))])])
    (found,) = [one for one in shipped() if one.id == "nanhao-sample-xlsx"]
    assert [fault.code for fault in parse(raw, found).faults] == ["missing-column"]


@pytest.mark.parametrize("field", ["T{n}", "Q{n}", "q{n:02}"])
def test_a_table_with_a_field_a_question_is_read(field):
    raw = dbf_of([*FIELDS[:7], *(field.format(n=n) for n in range(1, 81))], rows(CARDS), code_page=0x4D)
    assert taken(raw) == READ


@pytest.mark.parametrize("signs", ["  ", ".*", " >"])
def test_a_table_whose_machine_writes_a_space_for_no_mark_or_a_sign_of_its_own_for_two(signs):
    of = [replace(card, answers=("", "*", *card.answers[2:])) for card in CARDS]
    blank, multi = signs[0], signs[1].strip() or "*"
    raw = dbf_of(
        FIELDS, [[*row[:7], packed(card, blank, multi)] for row, card in zip(rows(of), of, strict=True)], code_page=0x4D
    )
    assert taken(raw) == [(card.number, card.answers) for card in of]
    assert taken(dbf(of)) == [(card.number, card.answers) for card in of]


@pytest.mark.parametrize("lacks", [1, 40, 60, 61, 79])
def test_a_column_of_a_question_that_lacks_in_the_middle_stops_the_file_and_loses_no_answers(lacks):
    place = 6 + lacks
    of = [[*row[:place], *row[place + 1 :]] for row in [TITLES, *rows(CARDS)]]
    for raw in both(of[0], of[1:]):
        for profile in fitting(raw, shipped(), 12):
            assert not parse(raw, profile).taken


def test_columns_beyond_the_profile_are_seen_over_a_gap():
    of = [[*TITLES, "第83题"], *([*row, "A"] for row in rows(CARDS))]
    for raw, profile in zip(both(of[0], of[1:]), ("csv", "xlsx"), strict=True):
        (found,) = [one for one in shipped() if one.id == f"nanhao-sample-{profile}"]
        assert [fault.code for fault in parse(raw, found).faults] == ["answer-count"]


@pytest.mark.parametrize("file", ["csv", "xlsx"])
def test_columns_beyond_a_profile_whose_sections_are_titled_apart_are_seen(file):
    shipping = next(one for one in shipped() if one.id == f"nanhao-sample-{file}")
    titles = re.search(r"titles: (\[[^]]*\{n\}[^]]*\])", shipping.text)[1]
    ours = load_profile(shipping.text.replace(titles, '["单{n}"]', 1).replace(titles, '["多{n}"]', 1))
    apart = [*TITLES[:7], *(f"单{n}" for n in range(1, 61)), *(f"多{n}" for n in range(61, 81))]
    raw = dict(zip(("csv", "xlsx"), both(apart, rows(CARDS)), strict=True))[file]
    assert [(card.number, card.answers) for card in parse(raw, ours).cards] == READ
    more = both([*apart, "多81", "多82"], [[*row, "AB", "CD"] for row in rows(CARDS)])
    raw = dict(zip(("csv", "xlsx"), more, strict=True))[file]
    assert [fault.code for fault in parse(raw, ours).faults] == ["answer-count"]


@pytest.mark.parametrize("lacks", [37, 61])
@pytest.mark.parametrize("other", ["Q{n}", "{n}"])
@pytest.mark.parametrize("whole", [False, True])
def test_a_column_of_another_kind_of_titles_never_stands_in_for_one_that_lacks(lacks, other, whole):
    place = 6 + lacks
    others = [other.format(n=n) for n in (range(1, 81) if whole else [lacks])]
    of = [
        [*row[:place], *row[place + 1 :], *more]
        for row, more in zip([TITLES, *rows(CARDS)], [others, *[["C"] * len(others)] * 12], strict=True)
    ]
    for raw, profile in zip(both(of[0], of[1:]), ("csv", "xlsx"), strict=True):
        (found,) = [one for one in shipped() if one.id == f"nanhao-sample-{profile}"]
        assert [fault.code for fault in parse(raw, found).faults] == ["missing-column"]
        for fitted in fitting(raw, shipped(), 12):
            assert not parse(raw, fitted).taken


@pytest.mark.parametrize("lacks", [37, 61])
def test_nor_does_a_field_of_another_name_in_a_table(lacks):
    titles = [*FIELDS[:7], *(f"T{n}" if n != lacks else f"Q{n}" for n in range(1, 81))]
    (found,) = [one for one in shipped() if one.id == "nanhao-sample-fields-dbf"]
    parsed = parse(dbf_of(titles, rows(CARDS), code_page=0x4D), found)
    assert [(fault.code, fault.field) for fault in parsed.faults] == [("missing-column", f"q{lacks}")]


def test_columns_of_another_kind_beside_all_of_the_questions_are_no_answers():
    others = [f"Q{n}" for n in range(1, 81)]
    for raw in both([*TITLES, *others], [[*row, *["1"] * 80] for row in rows(CARDS)]):
        assert taken(raw) == READ


def test_an_answer_that_is_a_formula_nobody_counted_is_not_read_as_none():
    made = openpyxl.Workbook()
    for row in [TITLES, *rows(CARDS)]:
        made.active.append(row)
    made.active["H5"] = '=IF(1,"A","B")'
    out = BytesIO()
    made.save(out)
    parsed = read(out.getvalue())
    assert [(fault.code, fault.row, fault.field, fault.stops) for fault in parsed.faults] == [
        ("answer-sign", 4, "q1", True)
    ]


@pytest.mark.parametrize("name", ["cards.txt", "word/document.xml"])
def test_an_archive_of_other_files_is_no_broken_workbook(name):
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr(name, "words")
    (fault,) = parse(out.getvalue(), WORKBOOK).faults
    assert (fault.code, fault.found) == ("not-a-card-file", "archive")
    assert [fault.code for fault in parse(out.getvalue()[:-5], WORKBOOK).faults] == ["broken-workbook"]
