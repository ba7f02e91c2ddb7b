"""The office brings in files: what is checked, what is wrong with them and where, what is taken."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser import site
from tests.running import serving


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
    for row, column, value in cells:
        sheet.cell(row, heading.index(column) + 1).value = value
    book.save(target)
    return target


def test_without_a_day_the_board_says_what_to_do_first(chief):
    chief.goto("/board")
    expect(chief.get_by_role("heading", name="还没有考试数据")).to_be_visible()
    chief.get_by_role("link", name="去导入").click()
    expect(chief).to_have_url(re.compile(r"/office/import$"))
    chief.get_by_role("link", name="证牌").click()
    expect(chief.get_by_text("还没有鉴定计划，请先在“导入”里导入")).to_be_visible()


def test_planted_errors_are_named_by_file_sheet_row_and_column_and_that_file_is_not_taken(chief, hub, files, tmp_path):
    bad = planted(
        files / "staff.xlsx", tmp_path / "staff.xlsx", [(3, "电话", "110"), (5, "姓名", None), (6, "岗位", "司机")]
    )
    choose(chief, files / "plan.yaml", files / "rooms.csv", bad)
    expect(chief.locator("table").first).to_contain_text(
        re.compile(r"工作人员\s*staff.xlsx\s*\d+ / \d+\s*✕ 3 处错误，整个文件不导入")
    )
    problems = chief.locator("table").nth(1).locator("tbody tr")
    expect(problems).to_have_count(3)
    for line, (row, column) in enumerate([("3", "电话"), ("5", "姓名"), ("6", "岗位")]):
        cells = problems.nth(line).locator("td").all_inner_texts()
        assert cells[:4] == ["staff.xlsx", "工作人员", row, column]
        assert all(re.search("[一-龥]{2}", words) for words in cells[4:]), "no words say what is wrong or what to do"
    expect(problems.nth(2)).to_contain_text("司机")
    chief.get_by_role("button", name="确认导入 2 个文件").click()
    expect(chief.get_by_text("考场已导入 3 条（rooms.csv）")).to_be_visible()
    kinds = {kind for kind, _ in site.rows_of(hub)}
    assert {"plan", "room"} <= kinds
    assert "person" not in kinds


def test_the_mended_file_is_taken(chief, hub, files):
    choose(chief, files / "staff.xlsx")
    chief.get_by_role("button", name="确认导入 1 个文件").click()
    expect(chief.get_by_text(re.compile(r"工作人员已导入 \d+ 条（staff.xlsx）"))).to_be_visible()
    assert "person" in {kind for kind, _ in site.rows_of(hub)}


def test_a_file_of_nothing_known_is_told_in_words(chief, tmp_path):
    odd = tmp_path / "菜单.csv"
    odd.write_text("菜名,价格\n辣椒炒肉,28\n", "utf-8")
    choose(chief, odd)
    expect(chief.locator("table").first).to_contain_text("认不出")
    expect(chief.get_by_role("button", name=re.compile("确认导入"))).to_have_count(0)
    expect(chief.locator("table").nth(1)).to_contain_text("菜单.csv")
