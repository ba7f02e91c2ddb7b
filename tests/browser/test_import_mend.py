"""The office brings in rosters: what is wrong is told in its cell, mended on the spot or left out, and taken."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser import site
from tests.running import serving

#: Twenty errors as real rosters have them: (row, column, what the file says, what a person writes instead).
PLANTED = [
    (3, "电话", "110", "13800000001"),
    (4, "姓名", None, "周正"),
    (5, "岗位", "司机", "监考"),
    (6, "场次", "S9", "S1"),
    (7, "工号", None, "Z9001"),
    (8, "电话", "1380000", "13800000008"),
    (9, "姓名", "#VALUE!", "吴用"),
    (10, "岗位", "监考人", "监考"),
    (11, "证件号", "12345", ""),
    (12, "电话", "一三八", "13800000012"),
    (13, "工号", "甲 1", "Z9002"),
    (14, "姓名", " ", "郑和"),
    (15, "岗位", None, "监考"),
    (16, "场次", "下周", "S1"),
    (17, "电话", "2.636E+18", "13800000017"),
    (18, "姓名", None, "冯唐"),
    (19, "工号", None, "Z9003"),
    (20, "岗位", "领导", "主考"),
    (21, "电话", "12", "13800000021"),
    (22, "证件号", "36919119860701089", ""),
]


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """A hub that has seen no day yet."""
    with serving(tmp_path_factory.mktemp("empty") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return site.sample_day(tmp_path_factory.mktemp("day"), rooms=3, seed=7, plan_number=77)


def choose(chief, *paths):
    chief.goto("/office/import")
    chief.locator("input[type=file]").first.set_input_files(list(paths))
    expect(chief.get_by_text(f"已选 {len(paths)} 个文件")).to_be_visible()
    chief.get_by_role("button", name="检查文件").click()
    expect(chief.get_by_text("检查结果")).to_be_visible()


def planted(path, target, cells):
    """Copy a workbook with these cells changed: (row, column's heading, value)."""
    book = load_workbook(BytesIO(path.read_bytes()))
    sheet = book.active
    heading = [cell.value for cell in sheet[1]]
    for row, column, value, *_ in cells:
        sheet.cell(row, heading.index(column) + 1).value = value
    book.save(target)
    return target


def wrong(page):
    return page.locator("input[data-problem]")


def test_without_a_day_the_board_says_what_to_do_first(chief):
    chief.goto("/board")
    expect(chief.get_by_role("heading", name="还没有考试数据")).to_be_visible()
    chief.get_by_role("link", name="去导入").click()
    expect(chief).to_have_url(re.compile(r"/office/import$"))
    chief.get_by_role("link", name="证牌").click()
    expect(chief.get_by_text("还没有鉴定计划，请先在“导入”里导入")).to_be_visible()


def test_planted_errors_are_named_by_row_and_column_and_that_file_is_not_taken(chief, hub, files, tmp_path):
    bad = planted(files / "staff.xlsx", tmp_path / "staff.xlsx", PLANTED[:3])
    choose(chief, files / "plan.yaml", files / "rooms.csv", bad)
    expect(chief.locator("table").first).to_contain_text(
        re.compile(r"工作人员\s*staff.xlsx\s*\d+ / \d+\s*✕ 3 处错误，整个文件不导入")
    )
    expect(wrong(chief)).to_have_count(3)
    for line, (row, column, *_) in enumerate(PLANTED[:3]):
        expect(wrong(chief).nth(line)).to_have_attribute("aria-label", f"第 {row} 行 {column}")
        says = chief.locator("tr.says").nth(line)
        expect(says).to_contain_text(column)
        assert len(re.findall("[一-龥]{2}", says.inner_text())) > 3, "no words say what is wrong or what to do"
    chief.get_by_role("button", name="确认导入 2 个文件").click()
    expect(chief.get_by_text("考场已导入 3 条（rooms.csv）")).to_be_visible()
    expect(chief.get_by_text("考场新增 3 个")).to_be_visible()
    kinds = {kind for kind, _ in site.rows_of(hub)}
    assert {"plan", "room"} <= kinds
    assert "person" not in kinds


def test_a_marked_workbook_says_in_the_sheet_what_is_wrong(chief, files, tmp_path):
    choose(chief, planted(files / "staff.xlsx", tmp_path / "staff.xlsx", PLANTED[:2]))
    with chief.expect_download() as download:
        chief.get_by_role("button", name="下载标注错误的表格").click()
    assert download.value.suggested_filename == "staff-标注.xlsx"
    sheet = load_workbook(BytesIO(download.value.path().read_bytes())).active
    texts = " ".join(str(cell.value) for row in sheet.iter_rows(min_row=3, max_row=4) for cell in row if cell.value)
    assert "110" in texts
    assert "是空的" in texts


def test_twenty_errors_are_mended_by_keys_alone_and_the_roster_is_taken(chief, hub, files, tmp_path, picture):
    choose(chief, planted(files / "staff.xlsx", tmp_path / "staff.xlsx", PLANTED))
    expect(chief.get_by_text("还有 20 处问题")).to_be_visible()
    picture(chief, "import-twenty")
    expect(wrong(chief)).to_have_count(len(PLANTED))
    chief.keyboard.press("F8")
    # People read and type as the eye meets them, from the upper left on.
    for row, column, _, better in PLANTED:
        expect(wrong(chief).and_(chief.locator(":focus"))).to_have_attribute("aria-label", f"第 {row} 行 {column}")
        chief.keyboard.press("ControlOrMeta+A")
        chief.keyboard.press("Delete")
        chief.keyboard.type(better)
        chief.keyboard.press("Enter")
    expect(chief.get_by_text("没有错误，可以导入")).to_be_visible()
    picture(chief, "import-mended")
    expect(chief.get_by_role("button", name="确认导入 1 个文件")).to_be_enabled()
    chief.keyboard.press("F8")
    chief.keyboard.press("Enter")
    expect(chief.get_by_text(re.compile(r"工作人员已导入 \d+ 条（staff.xlsx）"))).to_be_visible()
    expect(chief.get_by_text(re.compile(r"工作人员新增 \d+ 人"))).to_be_visible()
    picture(chief, "import-done")
    people = {row["name"]: row for (kind, _), row in site.rows_of(hub).items() if kind == "person"}
    assert {"周正", "吴用", "郑和", "冯唐"} <= set(people)
    assert people["周正"]["staff_no"]


def test_the_same_roster_again_with_one_name_changed_is_told_as_one_change(chief, files, tmp_path):
    book = planted(
        files / "staff.xlsx", tmp_path / "staff.xlsx", [(row, column, new or None) for row, column, _, new in PLANTED]
    )
    again = planted(book, tmp_path / "again.xlsx", [(3, "姓名", "改了名")])
    choose(chief, again)
    chief.get_by_role("button", name="确认导入 1 个文件").click()
    expect(chief.get_by_text("改动 1 人")).to_be_visible()


def test_rows_left_out_and_good_rows_kept(chief, files, tmp_path):
    choose(chief, planted(files / "staff.xlsx", tmp_path / "staff.xlsx", PLANTED[:3]))
    chief.get_by_role("button", name="不导入此行").first.click()
    expect(chief.get_by_text("还有 2 处问题")).to_be_visible()
    expect(chief.get_by_role("button", name=re.compile("确认导入"))).to_have_count(0)
    chief.get_by_label("保留好的行，其余不导入").check()
    expect(chief.get_by_text(re.compile(r"已选择保留好的行：导入 \d+ 行，2 行不导入"))).to_be_visible()
    expect(chief.get_by_role("button", name="确认导入 1 个文件")).to_be_enabled()


def test_a_column_of_another_name_is_called_by_its_own(chief, files, tmp_path):
    bad = planted(files / "staff.xlsx", tmp_path / "staff.xlsx", [(1, "姓名", "称呼")])
    choose(chief, bad)
    expect(chief.get_by_text("缺少“姓名”列")).to_be_visible()
    expect(chief.get_by_text("保留好的行")).to_have_count(0)
    chief.get_by_label("“称呼”列是什么").select_option("姓名")
    expect(chief.get_by_text("没有错误，可以导入")).to_be_visible()
    expect(chief.get_by_role("button", name="确认导入 1 个文件")).to_be_enabled()
    chief.get_by_role("button", name="还原列名").click()
    expect(chief.get_by_text("缺少“姓名”列")).to_be_visible()
    chief.get_by_role("button", name="重新选择").click()


def test_a_file_of_nothing_known_is_told_in_words(chief, tmp_path):
    odd = tmp_path / "菜单.csv"
    odd.write_text("菜名,价格\n辣椒炒肉,28\n", "utf-8")
    choose(chief, odd)
    expect(chief.locator("table").first).to_contain_text("认不出")
    expect(chief.get_by_role("button", name=re.compile("确认导入"))).to_have_count(0)
    expect(chief.locator("table").nth(1)).to_contain_text("菜单.csv")


def test_leaving_with_mends_is_asked(chief, files, tmp_path):
    choose(chief, planted(files / "staff.xlsx", tmp_path / "staff.xlsx", PLANTED[:1]))
    wrong(chief).first.fill("13800000001")
    wrong(chief).first.press("Enter")
    expect(chief.get_by_text("没有错误，可以导入")).to_be_visible()
    assert "未保存" in site.asked_before_leaving(chief, "人员")
    expect(chief).to_have_url(re.compile("/office/import$"))
