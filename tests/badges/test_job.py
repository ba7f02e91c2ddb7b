import base64
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges import job
from badges.badge import PLAIN
from badges.job import BadJob
from protocol.role import PROCTOR

ROW = {"name": "王秀英", "role": 8, "number": "00017-E", "token": "KW1:ABC"}


def read(*rows):
    return list(job.read(json.dumps(row, ensure_ascii=False).encode() for row in rows))


def test_a_line_is_a_badge():
    row = {**ROW, "site": " 一校 ", "portrait": base64.b64encode(b"\xff\xd8").decode()}
    (badge,) = read(row)
    assert (badge.name, badge.role, badge.site, badge.unit) == ("王秀英", PROCTOR, "一校", "")
    assert badge.portrait == b"\xff\xd8"


def test_a_portrait_may_be_named_by_its_file(tmp_path):
    (tmp_path / "17.jpg").write_bytes(b"\xff\xd8\xff")
    (badge,) = read({**ROW, "portrait_file": str(tmp_path / "17.jpg")})
    assert badge.portrait == b"\xff\xd8\xff"


def test_a_portrait_file_that_is_gone_counts_as_no_portrait(tmp_path):
    assert read({**ROW, "portrait_file": str(tmp_path / "17.jpg")})[0].portrait is None


def test_no_portrait_is_none():
    assert read(ROW, {**ROW, "portrait": None})[1].portrait is None


def test_empty_lines_are_passed_over():
    assert len(list(job.read([b"\n", json.dumps(ROW).encode(), b"  \n"]))) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"number": 17}, "number"),
        ({"token": "  "}, "token"),
        ({"site": 5}, "site"),
        ({"role": 99}, "role"),
        ({"role": "8"}, "role"),
        ({"role": True}, "role"),
        ({"role": None}, "role"),
        ({"portrait": "no base64!"}, "portrait"),
        ({"portrait": 5}, "portrait"),
        ({"portrait_file": 5.5}, "portrait"),
    ],
)
def test_a_bad_field_is_named_with_its_line(changes, field):
    with pytest.raises(BadJob, match=f"^第 2 行 {field}："):
        read(ROW, {**ROW, **changes})


def test_a_design_goes_for_the_badges_after_it(tmp_path):
    design = {
        "colours": {"8": "#102030"},
        "lines": ["code"],
        "reverse": {"8": ["核验"]},
        "found": " 拾 ",
        "phone": None,
    }
    plain, first, second = read(ROW, {"design": design}, ROW, ROW)
    assert plain.look is PLAIN
    assert first.look is second.look
    look = first.look
    assert (look.colours, look.lines, look.reverse) == ({8: "#102030"}, ("code",), {8: ("核验",)})
    assert (look.found, look.phone, look.crest) == ("拾", "", None)


def test_a_crest_whose_file_is_gone_is_the_products_own(tmp_path):
    (badge,) = read({"design": {"crest_file": str(tmp_path / "gone.png")}}, ROW)
    assert badge.look.crest is None


@pytest.mark.parametrize(
    "design",
    [
        5,
        [],
        {"colours": ["#102030"]},
        {"colours": {"8": "red"}},
        {"colours": {"x": "#102030"}},
        {"lines": ["phone"]},
        {"lines": [["code"]]},
        {"lines": 5},
        {"reverse": {"8": 5}},
    ],
)
def test_a_design_that_is_none_is_named_with_its_line(design):
    with pytest.raises(BadJob, match=r"^第 2 行 design："):
        read(ROW, {"design": design}, ROW)


def test_a_spare_badge_needs_no_name_and_bears_none():
    bare = {field: ROW[field] for field in ("role", "number", "token")}
    assert [badge.spare for badge in read({**bare, "spare": True}, ROW)] == [True, False]
    assert read({**ROW, "spare": True})[0].name == ""
    with pytest.raises(BadJob, match="spare"):
        read({**ROW, "spare": "yes"})


@pytest.mark.parametrize("line", [b"{", b"[]", b"5", b"\xff\xfe", b'"text"', b"[" * 100_000])
def test_a_line_that_is_no_object_is_named(line):
    with pytest.raises(BadJob, match=r"^第 1 行：应为"):
        list(job.read([line]))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(st.sampled_from([*ROW, "portrait", "portrait_file", "unit", "design", "spare"]), x)
        ),
    )
)
def test_any_json_is_read_or_refused(row):
    with suppress(BadJob):
        for badge in read(row):
            assert badge.name or badge.spare
