"""The sheet with everything wrong marked, and what a person sees of it on the screen."""

from io import BytesIO

from openpyxl import load_workbook

from server.domain.imports import Marked, check, marked, mends_of, preview
from tests.domain.imports.messy import book, dbf_of, text_table

HEADER = ["工号", "姓名", "岗位", "电话", "备注"]
ROWS = [
    ["R1", "张三", "监考", "19900000001", ""],
    ["R2", "", "司机", "19900000002", "=1+1"],
    ["R3", "李四", "巡考", "19900000003", "@SUM(A1)"],
]


def marked_book(name, data, known, lang="zh"):
    checked = check(name, data, known)
    return load_workbook(BytesIO(marked([Marked(name, checked)], lang)))


def colour(cell):
    return cell.fill.fgColor.rgb[-6:] if cell.fill.fill_type else None


def test_wrong_cells_are_red_doubtful_ones_yellow_and_both_are_explained(known):
    page = marked_book("名单.csv", text_table([HEADER, *ROWS]), known)["名单"]
    assert [colour(page[place]) for place in ("B3", "C3", "C4", "B2")] == ["FFC7CE", "FFC7CE", "FFF2B3", None]
    assert "没有“司机”这个岗位" in page["C3"].comment.text
    assert page["F1"].value == "问题与改法"
    assert "“姓名”是空的" in page["F3"].value
    assert "没有“司机”这个岗位" in page["F3"].value


def test_text_from_the_file_stays_text(known):
    page = marked_book("名单.csv", text_table([HEADER, *ROWS]), known)["名单"]
    assert (page["E3"].value, page["E3"].data_type) == ("=1+1", "s")
    assert "f" not in {cell.data_type for row in page.iter_rows() for cell in row}


def test_the_sentences_come_in_english_too(known):
    page = marked_book("list.csv", text_table([HEADER, *ROWS]), known, "en")["list"]
    assert "There is no role" in page["F3"].value


def test_every_format_gives_a_workbook_that_is_wrong_at_the_same_places(known):
    for name, data in (("a.xlsx", book([("a", [HEADER, *ROWS])])), ("a.dbf", dbf_of(HEADER, ROWS))):
        page = marked_book(name, data, known)["a"]
        assert colour(page["C3"]) == "FFC7CE", name


def test_what_is_said_of_a_whole_file_stands_on_a_sheet_of_its_own(known):
    made = marked_book("a.csv", b"\xff\xd8\xff\xe0", known)
    assert made.worksheets[0]["A1"].value == "a.csv"
    assert made.worksheets[0]["A2"].value


def test_what_is_said_of_whole_files_stands_on_one_sheet_behind_those_with_marked_cells(known):
    no_list, right, wrong = b"\xff\xd8\xff\xe0", text_table([HEADER, ROWS[0]]), text_table([HEADER, *ROWS])
    files = {"photo.xlsx": no_list, "right.csv": right, "wrong.csv": wrong, "empty.csv": b""}
    made = load_workbook(BytesIO(marked([Marked(name, check(name, data, known)) for name, data in files.items()])))
    assert made.sheetnames == ["right", "wrong", "整个文件"]
    assert made.active.title == "wrong"
    assert [cell.value for cell in made["整个文件"]["A"][::2]] == ["photo.xlsx", "empty.csv"]


def test_the_marked_sheet_can_be_mended_and_handed_in_again(known):
    first = check("a.csv", text_table([HEADER, *ROWS]), known)
    page = load_workbook(BytesIO(marked([Marked("a.csv", first)])))
    page["a"]["B3"], page["a"]["C3"] = "王五", "门卫"
    out = BytesIO()
    page.save(out)
    again = check("a.xlsx", out.getvalue(), known)
    assert again.errors == ()
    assert len(again.rows) == 3


def test_what_a_merged_cell_holds_is_written_into_every_row_so_that_the_sheet_may_come_back(known):
    rows = [[*row[:5], "某校" if place == 0 else None] for place, row in enumerate(ROWS)]
    data = book([("甲", [[*HEADER, "单位"], *rows])], [("甲", "F2:F4")])
    page = load_workbook(BytesIO(marked([Marked("a.xlsx", check("a.xlsx", data, known))])))["甲"]
    assert [page[f"F{row}"].value for row in (2, 3, 4)] == ["某校"] * 3


def test_the_screen_shows_columns_rows_and_the_state_of_each(known):
    data = book([("名单", [["标题"], HEADER, *ROWS])])
    checked = check("a.xlsx", data, known, mends=mends_of([{"file": "a", "sheet": "名单", "row": 3, "drop": True}]))
    shown = preview(checked.sheets, checked.errors, checked.warnings)
    assert (shown["sheet"], shown["header_row"], shown["total"]) == ("名单", 2, 3)
    assert shown["columns"][1] == {"letter": "B", "title": "姓名", "field": "name", "name": "姓名"}
    assert [(row["row"], row["state"]) for row in shown["rows"]] == [(3, "dropped"), (4, "bad"), (5, "warn")]
    assert shown["rows"][1]["cells"] == ["R2", "", "司机", "19900000002", ""]


def test_the_first_rows_and_every_row_with_a_problem_are_shown(known):
    rows = [[f"R{n}", "张三", "监考" if n < 40 else "司机", f"199{n:08d}", ""] for n in range(50)]
    checked = check("a.csv", text_table([HEADER, *rows]), known)
    shown = preview(checked.sheets, checked.errors, checked.warnings)
    assert [row["row"] for row in shown["rows"]] == [*range(2, 22), *range(42, 52)]


def test_where_more_rows_have_problems_than_fit_the_wrong_ones_come_first(known):
    rows = [[f"R{n}", "张三", "司机" if n > 700 else "巡考", f"199{n:08d}", ""] for n in range(900)]
    checked = check("a.csv", text_table([HEADER, *rows]), known)
    shown = preview(checked.sheets, checked.errors, checked.warnings)
    assert len(shown["rows"]) == 300
    assert sum(row["state"] == "bad" for row in shown["rows"]) == 199
