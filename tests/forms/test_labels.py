"""Labels on sheets: each inside its cell, each code readable, from the place that is asked for."""

import json

import pypdfium2
import pytest

from badges.imposition import UNPRINTABLE, BadSheet
from forms import sheets
from tests.forms.conftest import codes, label, picture, words

DOTS = 150
#: As wide and dark as labels get: every field is long.
LONG = {
    "kind": "身份证阅读器及防作弊器材", "room": "报告厅302", "session": "2026年第四季度理论考试第二场（下午）",
    "holds": "试卷 9999 份、答题卡 9999 张", "seal": "", "plan": "JX-20261122-赣江 江西省赣江职业技术学院东校区考点",
}  # fmt: skip
MIXED = {"group": ["电工", "四级"], "holds": "试卷 13 份", "session": "理论上午"}
GRID = json.dumps(
    {"paper": [210, 297], "columns": 2, "rows": 5, "cell": [90, 50], "margin": [10, 15], "pitch": [100, 53]}
)


def spots(image, x, y, width, height):
    """Dark pixels in a box of millimetres from the upper left."""
    box = [round(edge * DOTS / 25.4) for edge in (x, y, x + width, y + height)]
    return sum(image.crop(tuple(box)).histogram()[:128])


@pytest.mark.parametrize("name", [*sheets.SHEETS, "custom"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        LONG,
        MIXED,
        LONG | {"kind": "试卷袋", "group": ["城市轨道交通列车司机", "一级"]},
        LONG | {"kind": "试卷袋", "group": ["工业机器人系统操作员（智能制造方向）", "三级"]},
    ],
)
def test_every_label_lies_inside_its_cell(drawn, name, more):
    grid = GRID if name == "custom" else None
    sheet = sheets.chosen(name, grid)
    labels = [label(number, **more) for number in range(1, sheet.count + 1)]
    image = picture(drawn("labels", labels, sheet=name, grid=grid), dots=DOTS)
    areas = sheets.areas(sheet)
    inside = [spots(image, area.x, area.y, area.width, area.height) for area in areas]
    assert min(inside) > 1000
    assert spots(image, 0, 0, *sheet.paper) == sum(inside)  # and nothing anywhere else


@pytest.mark.parametrize("name", list(sheets.SHEETS))
def test_labels_keep_from_each_other_and_from_the_papers_edge(name):
    sheet = sheets.chosen(name)
    for cell, area in zip(sheet.cells(), sheets.areas(sheet), strict=True):
        top = sheet.paper[1] - cell.y - sheet.cell[1]
        assert cell.x + 1.9 <= area.x
        assert area.x + area.width <= cell.x + sheet.cell[0] - 1.9
        assert top + 1.9 <= area.y
        assert area.y + area.height <= top + sheet.cell[1] - 1.9
        assert min(area.x, area.y) > UNPRINTABLE
        assert area.x + area.width < sheet.paper[0] - UNPRINTABLE
        assert area.y + area.height < sheet.paper[1] - UNPRINTABLE


@pytest.mark.parametrize(("name", "size"), [("3x8", (70, 37)), ("2x7", (99.1, 38.1)), ("4x10", (52.5, 29.7))])
def test_sheets_are_those_that_are_sold(name, size):
    sheet = sheets.chosen(name)
    columns, rows = map(int, name.split("x"))
    assert (sheet.columns, sheet.rows, sheet.cell, sheet.paper) == (columns, rows, size, (210, 297))


@pytest.mark.parametrize("name", list(sheets.SHEETS))
def test_every_code_is_read_back_as_an_office_printer_prints_it(drawn, name):
    count = sheets.chosen(name).count
    labels = [label(number) for number in range(1, count + 1)]
    assert codes(drawn("labels", labels, sheet=name)) == [
        f"KL1:3601:3:B{number:03d}-X" for number in range(1, count + 1)
    ]


def test_a_label_says_all_there_is(drawn):
    text = words(drawn("labels", [label()], sheet="3x8"))
    for said in ("试卷袋", "101", "B001-X", "理论第一场", "试卷 31 份", "封条 S014-K", "JX-20261122 考点"):
        assert said in text


@pytest.mark.parametrize(("seal", "said"), [("", True), (None, False)])
def test_a_bag_without_a_number_yet_has_a_line_for_it_and_a_sheet_has_none(drawn, seal, said):
    assert ("封条" in words(drawn("labels", [label(seal=seal)], sheet="3x8"))) is said


def test_a_sheet_begun_is_used_up(drawn):
    pdf = drawn("labels", [label(number) for number in range(1, 23)], sheet="3x8", start=4)
    image = picture(pdf, dots=DOTS)
    filled = [spots(image, area.x, area.y, area.width, area.height) > 0 for area in sheets.areas(sheets.chosen("3x8"))]
    assert filled == [False] * 3 + [True] * 21
    assert codes(pdf, page=1) == ["KL1:3601:3:B022-X"]


def test_plain_paper_gets_cut_marks_outside_the_labels(drawn):
    assert drawn("labels", [label()], sheet="2x7", cut=True) != drawn("labels", [label()], sheet="2x7")


@pytest.mark.parametrize("lies", [{"sheet": "5x5"}, {"sheet": "3x8", "start": 25}, {"sheet": "3x8", "start": 0}])
def test_what_cannot_be_laid_out_is_said(drawn, lies):
    with pytest.raises(ValueError, match=r"[\u4e00-\u9fff].*\([a-z]"):
        drawn("labels", [label()], **lies)


def test_a_custom_sheet_that_cannot_be_is_said(drawn):
    with pytest.raises(BadSheet):
        drawn("labels", [label()], sheet="custom", grid="{}")


def high(pdf, character):
    """Height in millimetres of a character's ink on the first label that has it."""
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    at = page.get_text_range().index(character)
    _, bottom, _, top = page.get_charbox(at)
    return (top - bottom) * 25.4 / 72


@pytest.mark.parametrize("sheet", ["3x8", "2x7"])
def test_two_bags_of_a_room_are_told_apart_at_arms_length(drawn, sheet):
    pdf = drawn("labels", [label(1, **MIXED), label(2, **MIXED | {"group": ["焊工", "五级"]})], sheet=sheet)
    assert {"电工", "四级", "焊工", "五级"} <= set(words(pdf).split())
    # Type of 4 mm is read at 80 cm; the trade is no smaller than the bag's number.
    assert high(pdf, "焊") > 4
    assert high(pdf, "四") > 4


def test_a_long_trade_is_still_read_in_the_hand(drawn):
    pdf = drawn("labels", [label(1, **MIXED | {"group": ["城市轨道交通列车司机", "一级"]})], sheet="3x8")
    assert "城市轨道交通列车司机" in words(pdf)
    assert high(pdf, "城") > 2.5
    assert high(pdf, "级") > 4


LONGEST = "城市轨道交通" * 6 + "列车司机"


@pytest.mark.parametrize("sheet", list(sheets.SHEETS))
@pytest.mark.parametrize("direction", ["智能制造方向", "智能检测方向"])
def test_two_directions_of_a_long_trade_are_read_in_the_hand_and_told_apart(drawn, sheet, direction):
    trade = f"工业机器人系统操作员（{direction}）"
    pdf = drawn("labels", [label(1, **MIXED | {"group": [trade, "三级"]})], sheet=sheet)
    assert trade in "".join(words(pdf).split())
    # Ink of 2.4 mm, in type of 8 points, is read at 40 cm.
    assert min(high(pdf, character) for character in ("员", *direction)) > 2.4


@pytest.mark.parametrize("sheet", list(sheets.SHEETS))
def test_no_trade_that_a_plan_may_name_is_cut(drawn, sheet):
    pdf = drawn("labels", [label(1, **MIXED | {"group": [LONGEST, "三级"]})], sheet=sheet)
    assert LONGEST in "".join(words(pdf).split())
    # Ink of 1.9 mm, in type of 6.5 points, is still read in the hand; the smallest labels have less.
    assert high(pdf, "城") > (1.4 if sheet == "4x10" else 1.9)
