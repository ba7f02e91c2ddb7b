"""``docs/formats.md`` says what the code does."""

import re
from pathlib import Path

import pytest

from formats.table import CELL_LIMIT, COLUMN_LIMIT, FILE_LIMIT, ROW_LIMIT, UNPACKED_LIMIT
from protocol.role import ROLES
from server.domain.imports import Known, check
from server.domain.imports.check import KINDS_OF_FILE
from server.domain.imports.columns import KINDS
from server.domain.imports.messages import MESSAGES
from server.domain.imports.plan_file import INSIDE, KEYS
from server.domain.imports.problem import SHOWN
from server.domain.imports.staff import SYNONYMS
from server.domain.plan import plan_from_row, room_from_row

DOC = (Path(__file__).parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in DOC.splitlines() if line.startswith("|")]


def example(language, holding):
    (block,) = [block for block in re.findall(rf"```{language}\n(.*?)```", DOC, re.S) if holding in block]
    return block.encode()


@pytest.mark.parametrize(("kind", "column"), [(kind, column) for kind, columns in KINDS.items() for column in columns])
def test_every_column_stands_in_a_table_with_all_its_names(kind, column):
    section = DOC[DOC.index(f" · {kind}\n") :]
    section = section[: section.index("```")]
    rows = [line for line in section.splitlines() if line.startswith(f"| {column.names[0]} |")]
    assert len(rows) == 1
    assert all(name in rows[0] for name in column.names)
    assert ("是 / yes" in rows[0]) == column.required


@pytest.mark.parametrize("code", MESSAGES)
def test_every_code_stands_with_its_sentences(code):
    (row,) = [row for row in ROWS if row[0] == f"`{code}`" and len(row) == 3]
    message = MESSAGES[code]
    assert row[1] == f"{message.says}<br>{message.says_en}"
    assert row[2] == f"{message.fix}<br>{message.fix_en}"


def test_no_code_stands_that_the_code_does_not_have():
    assert {row[0].strip("`") for row in ROWS if len(row) == 3 and "<br>" in row[1]} == set(MESSAGES)


def test_every_kind_key_and_role_stands():
    words = {*KINDS_OF_FILE, *KEYS, *(key for keys in INSIDE.values() for key in keys)}
    assert [word for word in sorted(words) if f"`{word}`" not in DOC] == []
    assert [role.zh for role in ROLES if role.zh not in DOC] == []
    assert [f"{word}→{role}" for word, role in SYNONYMS.items() if f"{word}→{role}" not in DOC] == []


def test_the_limits_stand():
    rows = f"{ROW_LIMIT:,}".replace(",", " ")
    assert f"文件 {FILE_LIMIT} MB，" in DOC
    assert (
        f"解压后 {UNPACKED_LIMIT} MB、{CELL_LIMIT // 10_000} 万个有内容的格子，每个工作表 {rows} 行，{COLUMN_LIMIT} 列"
        in DOC
    )
    assert f"最多列出 {SHOWN} 处" in DOC


def test_the_examples_are_read_without_errors():
    plan = check("plan.yaml", example("yaml", "plan:"), Known())
    assert (plan.errors, plan.warnings) == ((), ())
    known = Known(plan_from_row(plan.rows[0]))
    rooms = check("rooms.csv", example("csv", "座位数"), known)
    assert (rooms.kind, rooms.errors, rooms.warnings) == ("rooms", (), ())
    known = Known(known.plan, {row["room"]: room_from_row(row) for row in rooms.rows})
    known = Known(known.plan, known.rooms, {"R0002"})
    tables = (("candidates", "准考证号"), ("staff", "岗位"), ("schemes", "配分"), ("assessors", "考评员证号"))
    for name, holding in tables:
        checked = check(f"{name}.csv", example("csv", holding), known)
        assert (checked.kind, checked.errors, checked.warnings) == (name, (), ())
    schemes = check("schemes.yaml", example("yaml", "schemes:"), known)
    assert (schemes.kind, schemes.errors, schemes.warnings) == ("schemes", (), ())
