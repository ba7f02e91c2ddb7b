"""Cells put right before checking: what was mended is read, everything else stays where it is."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.imports import Mend, check, mends_of
from server.domain.refusal import Refusal
from tests.domain.imports.messy import book, text_table

STAFF = [["工号", "姓名", "岗位", "电话"], ["R1", "张三", "监考", "19900000001"], ["R2", "", "司机", "19900000002"]]


def mend(row, letter, value, sheet=None):
    return {"file": "a.csv", "sheet": sheet, "row": row, "column": letter, "value": value}


def read(known, *stated, rows=STAFF):
    return check("a.csv", text_table(rows), known, mends=mends_of(list(stated)))


def test_a_mended_cell_is_what_is_checked(known):
    checked = read(known, mend(3, "B", "李四"), mend(3, "C", "门卫"))
    assert (checked.errors, [row["name"] for row in checked.rows], checked.mends) == ((), ["张三", "李四"], 2)


def test_a_dropped_row_is_neither_read_nor_counted(known):
    checked = read(known, {"file": "a.csv", "sheet": None, "row": 3, "drop": True})
    assert (checked.errors, checked.total, checked.mends) == ((), 1, 1)


def test_a_wrong_mend_is_an_error_in_its_own_cell(known):
    (error,) = read(known, mend(3, "B", "李四"), mend(3, "C", "司仪")).errors
    assert (error.row, error.letter, error.code) == (3, "C", "role-unknown")


def test_a_column_that_is_missing_can_be_named_in_the_header(known):
    rows = [["工号", "甲", "岗位"], ["R1", "张三", "监考"]]
    assert read(known, rows=rows).errors != ()
    assert read(known, mend(1, "B", "姓名"), rows=rows).errors == ()


def test_a_cell_beyond_the_end_of_its_row_can_be_filled(known):
    rows = [STAFF[0], ["R1", "张三"]]
    assert read(known, mend(2, "C", "监考"), rows=rows).errors == ()


def test_only_the_named_sheet_is_mended(known):
    data = book([("甲", STAFF), ("乙", [STAFF[0], ["R3", "王五", "司机", "19900000003"]])])
    checked = check("a.csv", data, known, mends=[Mend("a.csv", "乙", 2, 3, "门卫"), Mend("a.csv", "丙", 2, 3, "门卫")])
    assert ({error.sheet for error in checked.errors}, checked.mends) == ({"甲"}, 1)


@pytest.mark.parametrize(
    "stated",
    [
        {},
        [1],
        [{"file": "a", "sheet": None, "row": 0, "column": "A", "value": ""}],
        [{"file": "a", "sheet": None, "row": True, "column": "A", "value": ""}],
        [{"file": "a", "sheet": None, "row": 2, "column": "1", "value": ""}],
        [{"file": "a", "sheet": None, "row": 2, "column": "ZZZ", "value": ""}],
        [{"file": "a", "sheet": None, "row": 2, "column": "A", "value": 5}],
        [{"file": "a", "sheet": None, "row": 2, "column": "A", "value": "x" * 501}],
        [{"file": None, "sheet": None, "row": 2, "drop": True}],
        [{"file": "a", "sheet": 1, "row": 2, "drop": True}],
        [{"file": "a", "sheet": None, "row": 10**9, "drop": True}],
    ],
)
def test_mends_of_another_shape_are_refused(stated):
    with pytest.raises(Refusal) as caught:
        mends_of(stated)
    assert caught.value.field == "mends"


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["file", "sheet", "row", "column", "value", "drop"]), inner, max_size=6)
    ),
)


@given(json)
def test_nothing_that_is_stated_fails_otherwise_than_by_a_refusal(stated):
    with suppress(Refusal):
        assert isinstance(mends_of(stated), list)
