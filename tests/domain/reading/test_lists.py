"""Lists of any kind are read, and what is no list is refused in words: nothing else is ever raised."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.reading.absentees import marked_of
from server.domain.reading.list_rows import BadList
from server.domain.reading.listed import bare, same_name
from server.domain.reading.lists import counted_of, listed_of
from tests.examples import examples

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("036026101001"),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["adm", "room", "bag", "absent", "roster", "缺考", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)
TEXT = st.lists(
    st.lists(
        st.sampled_from(["准考证号", "考场号", "缺考", "036026101001", "1", "", "是", "1.2E+18", '"']), max_size=4
    ).map(",".join),
    max_size=6,
).map("\n".join)
RAW = st.binary(max_size=200) | TEXT.map(str.encode) | JSON.map(lambda value: json.dumps(value).encode())


@given(st.sampled_from(["a.csv", "a.txt", "a.xlsx", "a.dbf", "a.json", "a"]), RAW)
@settings(max_examples=examples(150))
def test_whatever_the_bytes_a_list_is_read_or_refused_in_words(name, raw):
    for read in (listed_of, counted_of, lambda name, raw: marked_of(name, raw, {"036026101001"})):
        with contextlib.suppress(BadList):
            read(name, raw)


def test_a_list_of_two_sessions_is_read_by_session():
    text = "准考证号,场次,考场号\n0001,S1,101\n0001,S2,102\n".encode()
    (one,) = listed_of("a.csv", text, "S2")
    assert (one.number, one.room, one.session) == ("0001", "102", "S2")
    assert [one.session for one in listed_of("a.csv", text)] == ["S1", "S2"]
    with pytest.raises(BadList, match="出现两次"):
        listed_of("a.csv", text + b"0001,S2,103\n")


def test_leading_zeros_that_a_spreadsheet_took_from_absentees_are_put_back():
    assert marked_of("a.txt", b"36026101001\n", {"036026101001"}).absent == {"036026101001"}


def test_absentees_of_another_list_are_told():
    marked = marked_of("a.txt", b"036026101001\n999999999999\n", {"036026101001"})
    assert (marked.absent, marked.strangers) == ({"036026101001"}, ("999999999999",))


def test_violations_are_read_beside_absences():
    text = "准考证号,是否缺考,是否违纪\n0001,是,否\n0002,否,是\n0003,否,否\n".encode()
    marked = marked_of("a.csv", text, {"0001", "0002", "0003"})
    assert (marked.absent, marked.misconduct) == ({"0001"}, {"0002"})


def test_an_empty_list_of_absentees_means_that_everybody_came():
    assert marked_of("a.txt", b"", {"0001"}).absent == frozenset()


@pytest.mark.parametrize(
    ("found", "listed", "same"),
    [
        ("张三", "张三", True), ("张三 ", "张 三", True), ("沈?玲", "沈㛃玲", True),
        ("阿卜杜拉·买", "阿卜杜拉•买买提", True), ("李四", "张三", False), ("张三丰", "张三", False),
    ],
)  # fmt: skip
def test_a_name_that_a_machine_spoilt_can_still_be_the_same(found, listed, same):
    assert same_name(found, listed) is same


def test_rooms_and_seats_are_compared_as_numbers():
    assert bare("001") == bare("1") == bare(" 01 ")
    assert bare("0") == "0"
    assert bare("a1") == bare("A1")


def table(*rows):
    return "\r\n".join(",".join(row) for row in (("序号", "准考证号", "姓名", "考场号", "备注"), *rows)).encode(
        "utf-8-sig"
    )


def test_rows_of_totals_and_notes_beneath_a_list_are_no_candidates():
    of = [("1", "036026101001", "张三", "001", "合计重考"), ("2", "036026101002", "李四", "001", "")]
    for last in [("合计", "2"), ("", "合计", "2"), ("", "共2人"), ("总计：", "2 人"), ("", "制表：考务办")]:
        assert [one.number for one in listed_of("r.csv", table(*of, last))] == ["036026101001", "036026101002"]


@pytest.mark.parametrize("note", ["注：迟到5分钟", "备注：共2科", "说明:换考场", "共2科", "合计重考"])
@pytest.mark.parametrize("titles", ["准考证号,考场号,备注", "备注,准考证号,考场号"])
def test_a_note_beside_a_number_takes_no_candidate_from_a_list_without_names(note, titles):
    of = [{"准考证号": f"0360261010{n:02}", "考场号": "001", "备注": note if n == 2 else ""} for n in (1, 2, 3)]
    text = "\r\n".join([titles, *(",".join(row[title] for title in titles.split(",")) for row in of)])
    assert [one.number for one in listed_of("r.csv", (text + "\r\n合计,3,").encode())] == [
        row["准考证号"] for row in of
    ]


def test_a_total_beneath_a_list_in_json_is_no_candidate():
    rows = [{"序号": "1", "准考证号": "036026101001"}, {"序号": "合计", "准考证号": "1"}]
    assert [one.number for one in listed_of("r.json", json.dumps(rows).encode())] == ["036026101001"]


def test_an_apostrophe_before_a_number_is_no_part_of_it():
    (one,) = listed_of("r.csv", table(("1", "'036026101001", "张三", "001", "")))
    assert one.number == "036026101001"


def test_what_is_no_number_where_a_number_should_stand_is_refused_and_named():
    with pytest.raises(BadList, match=r"第 3 行.*待补"):
        listed_of("r.csv", table(("1", "036026101001", "张三", "001", ""), ("2", "待补", "李四", "001", "")))
