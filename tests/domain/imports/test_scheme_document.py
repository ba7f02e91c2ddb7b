"""Schemes written as YAML come to the same rows as a table, and what is wrong is told by its line."""

import pytest

from server.domain.imports import Known, check

TABLE = """职业,级别,项目编号,考核内容,配分,合格分,否定项
焊工,4,1.1,焊前准备,10,70,
焊工,4,1.2,焊缝外观,90,70,
焊工,4,1.3,焊件烧穿,0,70,是
"""
YAML = """# 评分方案
schemes:
  - 职业: 焊工
    级别: 4
    合格分: 70
    items:
      - {项目编号: 1.1, 考核内容: 焊前准备, 配分: 10}
      - {项目编号: 1.2, 考核内容: 焊缝外观, 配分: 90}

      - 项目编号: 1.3
        考核内容: 焊件烧穿
        配分: 0
        否定项: 是
"""


def checked(text, plan, name="schemes.yaml"):
    return check(name, text.encode(), Known(plan))


def test_it_comes_to_the_same_rows_as_a_table(plan):
    table, document = checked(TABLE, plan, "schemes.csv"), checked(YAML, plan)
    assert (document.kind, document.errors, document.rows) == ("schemes", (), table.rows)
    assert len(table.rows) == 3


def test_english_keys_serve_as_well(plan):
    words = {"职业": "trade", "级别": "level", "合格分": "passing", "项目编号": "item no", "考核内容": "item"}
    words |= {"配分": "points", "否定项": "failing"}
    text = YAML
    for chinese, english in words.items():
        text = text.replace(f"{chinese}:", f"{english}:")
    assert checked(text, plan).rows == checked(YAML, plan).rows


def test_what_is_wrong_is_told_by_the_line_its_item_begins_in(plan):
    found = checked(YAML.replace("配分: 90", "配分: 九十").replace("项目编号: 1.3", "项目编号: 1.1"), plan)
    assert [(one.row, one.column) for one in found.errors] == [(8, "配分"), (10, "项目编号")]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("schemes: 无\n", 1),
        ("schemes:\n  - 职业: 焊工\n    级别: 4\n", 2),
        ("schemes:\n  - 职业: 焊工\n    items:\n      - 1.1\n", 4),
        ("schemes:\n  - 职业: [焊工, 钳工]\n    items: []\n", 2),
        ("schemes:\n  - 职业: 焊工\n   级别: 4\n", 3),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(plan, text, row):
    (wrong,) = checked(text, plan).errors
    assert (wrong.code, wrong.row) == ("yaml-broken", row)


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("schemes:\n  - &a {职业: 焊工}\n  - *a\n", "yaml-alias", 2),
        ("schemes:\n  " + "[" * 13 + "]" * 13 + "\n", "yaml-complex", 2),
    ],
)
def test_a_file_of_schemes_is_called_what_it_is(plan, text, code, row):
    (wrong,) = checked(text, plan).errors
    assert (wrong.code, wrong.row) == (code, row)
    assert wrong.says.startswith("评分方案文件")
    assert wrong.says_en.startswith("The file of schemes")


ITEM = "{项目编号: 1.1, 考核内容: 焊前准备, 配分: 100}"
SCHEME = f"schemes:\n  - 职业: 焊工\n    级别: 4\n    items:\n      - {ITEM}\n"


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        (SCHEME + f"    items:\n      - {ITEM}\n", "key-twice", 6),
        (SCHEME + f"    项目:\n      - {ITEM}\n", "key-same", 6),
        (SCHEME + f"评分方案:\n  - 职业: 钳工\n    级别: 4\n    items:\n      - {ITEM}\n", "key-same", 6),
        (SCHEME + "  - 职业: 钳工\n    级别: 4\n    items: []\n", "items-none", 8),
        (SCHEME + "plan: 1\nname: 计划\nsessions: []\n", "key-astray", 6),
        (SCHEME.replace("配分: 100", "配分: 10, 配分: 99"), "key-twice", 5),
    ],
)
def test_what_would_be_lost_without_a_word_keeps_the_whole_file_out(plan, text, code, row):
    assert checked(SCHEME, plan).errors == ()
    found = checked(text, plan)
    assert [(one.code, one.row) for one in found.errors] == [(code, row)]
    assert found.rows == ()


def test_a_file_of_schemes_without_items_has_no_rows(plan):
    assert checked("schemes: []\n", plan).errors[0].code in ("rows-none", "header-missing")


def test_all_items_in_one_line_are_rows_of_their_own(plan):
    items = ", ".join(f"{{项目编号: 1.{n}, 考核内容: 项{n}, 配分: 50}}" for n in (1, 2))
    found = checked(f"schemes: [{{职业: 焊工, 级别: 4, items: [{items}]}}]\n", plan)
    assert (found.errors, len(found.rows)) == ((), 2)


def test_a_plan_is_a_plan_whatever_it_says_of_schemes(plan):
    assert checked("plan: 1\nname: 评分方案\n", plan, "plan.yaml").kind == "plan"


@pytest.mark.parametrize("key", ['"schemes"', "'评分方案'", "--- # 方案\nschemes", "schemes  "])
def test_the_first_key_makes_it_a_file_of_schemes_however_it_is_written(plan, key):
    found = checked(SCHEME.replace("schemes", key, 1), plan)
    assert (found.kind, found.errors, len(found.rows)) == ("schemes", (), 1)


@pytest.mark.parametrize(
    "text", ["plan: 1\nschemes: []\n", "name: |\n  评分\nschemes: 无\n", 'name: "一\n\nschemes: 二"\n']
)
def test_a_later_line_that_looks_like_schemes_leaves_a_plan_a_plan(plan, text):
    assert checked(text, plan, "plan.yaml").kind == "plan"
