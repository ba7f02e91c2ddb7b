"""``kaowu import``: all or nothing for each file, every error by place, the same whether the hub runs or not."""

import json
import re
from datetime import datetime, timedelta

import pytest
from openpyxl import load_workbook

from server.cli.client import open_hub
from server.config import Config
from server.sample.card_files import DAY
from server.sample.card_profiles import profile
from server.store.db import only_writer
from tests.running import PLAN, ZONE, serving


def people(data, hub=None):
    with open_hub(Config(data, f"sqlite:///{data / 'kaowu.db'}", local_port=hub.port if hub else 8080)) as opened:
        return {person["staff_no"]: person for person in opened.rows("person")}


def test_a_folder_is_imported_in_the_order_its_files_build_on_each_other(shell, files):
    result = shell.run("import", files)
    assert result.exit_code == 0, result.output
    assert "plan.yaml（计划）：已导入 1 条" in result.output
    assert "staff.csv（人员）：已导入 3 条" in result.output
    assert set(people(shell.data)) == {"B0000", "B0001", "B0002"}


def test_single_files_are_imported_too(shell, files):
    assert shell.run("import", files / "staff.csv", files / "plan.yaml").exit_code == 0
    assert len(people(shell.data)) == 3


def test_a_running_hub_imports_and_shows_it_at_once(shell, day, files):
    with serving(shell.data) as hub:
        (files / "staff.csv").write_text("工号,姓名,岗位,场次\nZ1,张甲,监考,S1\n", "utf-8")
        result = shell.at(hub).run("import", files / "staff.csv")
        assert result.exit_code == 0, result.output
        rows = hub.caller(day.devices["gate"][0].token).get("/api/changes?limit=5000").json["rows"]
    listed = [row["value"]["staff_no"] for row in rows if row["kind"] == "person" and row["value"]["listed"]]
    assert listed == ["Z1"]


def test_a_file_with_an_error_is_not_imported_and_the_error_is_told_by_place(shell, files):
    (files / "staff.csv").write_text("工号,姓名,岗位,场次\nZ1,,监考,S1\nZ2,张甲,监考,S1\n", "utf-8")
    result = shell.run("import", files)
    assert result.exit_code == 1
    assert "staff.csv（人员）：未导入" in result.output
    assert "第 2 行“姓名”列：" in result.output
    assert "plan.yaml（计划）：已导入 1 条" in result.output
    assert people(shell.data) == {}


def test_the_good_rows_are_taken_where_that_is_asked(shell, files):
    (files / "staff.csv").write_text("工号,姓名,岗位,场次\nZ1,,监考,S1\nZ2,张甲,监考,S1\n", "utf-8")
    result = shell.run("import", files, "--keep-good")
    assert result.exit_code == 1, "there still was an error"
    assert set(people(shell.data)) == {"Z2"}


def test_a_dry_run_changes_nothing(shell, files):
    shell.run("init")
    result = shell.run("import", files, "--dry-run")
    assert result.exit_code == 0
    assert "核对无误" in result.output
    assert people(shell.data) == {}


def test_the_result_can_be_read_by_a_program(shell, files, tmp_path):
    (files / "staff.csv").write_text("工号,姓名,岗位,场次\nZ1,,监考,S1\n", "utf-8")
    out = tmp_path / "result.json"
    assert shell.run("import", files, "--json", out).exit_code == 1
    result = json.loads(out.read_text("utf-8"))
    assert result["taken"] == 1
    (error,) = result["errors"]
    assert (error["file"], error["row"], error["column"]) == ("staff.csv", 2, "姓名")
    assert set(error) == {"file", "sheet", "row", "column", "code", "says", "fix"}


def test_more_errors_than_fit_are_counted(shell, files):
    lines = "".join(f"Z{n},,监考,S1\n" for n in range(50))
    (files / "staff.csv").write_text(f"工号,姓名,岗位,场次\n{lines}", "utf-8")
    output = shell.run("import", files).output
    assert "错误 50" in output
    assert "用 --json 查看全部" in output
    assert "。。" not in output


@pytest.mark.parametrize("name", ["人员.DOCX", "list.pdf", "list.txt", "b.ods", "c.wps"])
def test_a_list_of_a_kind_that_is_not_read_is_named_with_what_to_do(shell, files, name):
    (files / name).write_bytes(b"x")
    result = shell.run("import", files)
    assert result.exit_code == 1
    assert f"{name}：没有读取。请另存为 xlsx 或 csv" in result.output
    assert len(people(shell.data)) == 3, "the rest was taken"


def test_other_files_that_are_not_read_are_named_and_no_error(shell, files, tmp_path):
    (files / "照片").mkdir()
    (files / "photos").mkdir()
    for name in ("说明.md", "B0000.jpg", "photos/B0001.heic"):
        (files / name).write_bytes(b"x")
    result = shell.run("import", files, "--json", tmp_path / "result.json")
    assert result.exit_code == 0, result.output
    skipped = ["B0000.jpg", "照片/", "说明.md", "photos/B0001.heic"]
    assert all(f"{name}：没有读取。" in result.output for name in skipped)
    assert sorted(json.loads((tmp_path / "result.json").read_text("utf-8"))["skipped"]) == sorted(skipped)


def test_the_samples_card_files_are_left_to_the_reader_station(shell, files):
    (files / "cards").mkdir()
    (files / "cards/S1.txt").write_bytes(b"x")
    result = shell.run("import", files)
    assert result.exit_code == 0, result.output
    assert "cards/：没有读取。读卡文件在读卡站" in result.output


def test_the_card_file_formats_beside_the_lists_are_kept_with_the_plan_before_its_first_day(shell, tmp_path):
    day = datetime.now(ZONE).date() + timedelta(days=30)
    assert shell.run("sample", tmp_path / "day", "--rooms", "1", "--date", day, "--cards").exit_code == 0
    result = shell.run("import", tmp_path / "day")
    assert result.exit_code == 0, result.output
    assert "已记下 4 种读卡格式：" in result.output
    with open_hub(Config(shell.data, f"sqlite:///{shell.data / 'kaowu.db'}")) as opened:
        assert "sample-day-txt" in {row["id"] for row in opened.rows("profile")}


def test_on_the_day_somebody_has_to_answer_for_a_card_file_format(shell, files):
    (files / "cards").mkdir()
    (files / "cards/profile-txt.yaml").write_text(profile("txt", DAY), "utf-8")
    result = shell.run("import", files)
    assert result.exit_code == 0, result.output
    assert "考务办公 → 读卡格式" in result.output


def test_a_card_file_format_that_cannot_be_kept_is_told_of_and_holds_up_nothing(shell, files):
    (files / "cards").mkdir()
    (files / "cards/profile-txt.yaml").write_text("id: 1", "utf-8")
    result = shell.run("import", files)
    assert result.exit_code == 0, result.output
    assert "读卡格式没有记下：profile-txt.yaml" in result.output
    assert "已导入" in result.output


def test_hidden_files_and_those_of_an_open_spreadsheet_are_passed_over(shell, files):
    (files / "photos").mkdir()
    for name in ("~$staff.xlsx", ".~lock.staff.csv#", ".DS_Store", "Thumbs.db", "photos/Thumbs.db", ".x.xls"):
        (files / name).write_bytes(b"x")
    result = shell.run("import", files)
    assert result.exit_code == 0, result.output
    assert "没有读取" not in result.output
    assert "~$" not in result.output


def test_only_a_list_that_is_not_read_is_named_before_what_was_expected(shell, tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "staff.docx").write_bytes(b"x")
    result = shell.run("import", tmp_path / "old")
    assert result.exit_code == 1
    assert "staff.docx：没有读取" in result.output
    assert "plan.yaml" in result.output


def test_a_portrait_with_an_error_is_named(shell, files):
    (files / "photos").mkdir()
    (files / "photos" / "B0001.jpg").write_bytes(b"no picture")
    result = shell.run("import", files)
    assert result.exit_code == 1
    assert re.search(r"^  photos/B0001\.jpg：\S", result.output, re.MULTILINE), result.output


def test_the_portraits_folder_alone_may_be_named(shell, files):
    shell.run("import", files)
    (files / "photos").mkdir()
    (files / "photos" / "B0001.jpg").write_bytes(b"no picture")
    assert "B0001.jpg" in shell.run("import", files / "photos").output


def test_a_folder_with_nothing_to_import_says_what_was_expected(shell, tmp_path):
    (tmp_path / "empty").mkdir()
    result = shell.run("import", tmp_path / "empty")
    assert result.exit_code == 1
    assert "plan.yaml" in result.output


def test_importing_twice_changes_nothing_that_people_see(shell, files):
    shell.run("import", files)
    before = people(shell.data)
    assert shell.run("import", files).exit_code == 0
    assert people(shell.data) == before
    assert {person["plan"] for person in before.values()} == {PLAN}


def test_a_folder_held_by_a_program_that_does_not_answer_is_said(shell, day, files):
    shell.env["KAOWU_LOCAL_PORT"] = "1"
    with only_writer(shell.data):
        result = shell.run("import", files)
    assert result.exit_code == 1
    assert "没有回应" in result.output


def test_a_dry_run_without_a_hub_checks_and_leaves_nothing_behind(shell, files):
    result = shell.run("import", files, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "核对无误" in result.output
    assert not shell.data.exists()


def test_the_sheet_with_everything_wrong_is_written_where_asked(shell, files, tmp_path):
    (files / "staff.csv").write_text("工号,姓名,岗位,场次\nZ1,,监考,S1\n", "utf-8")
    out = tmp_path / "marked.xlsx"
    assert shell.run("import", files, "--dry-run", "--marked", out).exit_code == 1
    assert load_workbook(out)["staff"]["E2"].value.startswith("“姓名”是空的")


def test_nothing_is_written_where_nothing_is_wrong(shell, files, tmp_path):
    out = tmp_path / "marked.xlsx"
    (files / "staff.csv").write_text("工号,姓名,岗位,场次,电话\nZ1,张甲,监考,S1,13800000000\n", "utf-8")
    assert shell.run("import", files, "--dry-run", "--marked", out).exit_code == 0
    assert not out.exists()


@pytest.mark.parametrize(("name", "delimiter"), [("staff.txt", "\t"), ("staff.tsv", "\t"), ("名单.xls", ";")])
def test_lists_in_other_formats_are_read_from_a_folder(shell, files, name, delimiter):
    (files / "staff.csv").unlink()
    text = delimiter.join(("工号", "姓名", "岗位", "场次")) + "\n" + delimiter.join(("Z1", "张甲", "监考", "S1"))
    (files / name).write_bytes(text.encode("gb18030"))
    result = shell.run("import", files)
    assert result.exit_code == 0, result.output
    assert set(people(shell.data)) == {"Z1"}


def test_a_file_too_large_to_hand_in_is_told_and_the_rest_is_taken(shell, files):
    with (files / "candidates.csv").open("wb") as file:
        file.truncate(200_000_000)
    result = shell.run("import", files)
    assert result.exit_code == 1
    assert "文件有 200 MB" in result.output
    assert len(people(shell.data)) == 3


def test_without_a_terminal_there_is_no_bar(shell, files):
    assert "读取" not in shell.run("import", files).output.replace("没有读取", "")
