"""Bytes to tables: encodings, hostile files, false sizes."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formats import package, table
from formats.unreadable import Unreadable
from server.domain.imports.formats import tables
from tests.domain.imports.messy import ways
from tests.examples import examples

WAYS = ways([[f"26{number}", "张三", "3", "某厂", "电工", "4", "S1", "101", str(number)] for number in range(6)])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(name, data):
    with pytest.raises(Unreadable) as caught:
        tables(name, data)
    return caught.value.code


def repacked(data, change):
    """A workbook with some parts changed: ``change(name, content)`` returns the new content."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_every_usual_encoding(encoding):
    (found,) = tables("人员.csv", "工号,姓名\r\nR1,陈䶮\r\n".encode(encoding))
    assert found.rows == (("工号", "姓名"), ("R1", "陈䶮"))


def test_a_line_break_inside_quotes_does_not_shift_the_row_numbers():
    (found,) = tables("a.csv", '备注,姓名\n"一\n二",张三\n,李四\n'.encode())
    assert found.rows[2] == ("", "李四")


def test_an_open_quote_names_its_row():
    with pytest.raises(Unreadable) as caught:
        tables("a.csv", '姓名\n张三\n"李四\n'.encode())
    assert (caught.value.code, caught.value.details["row"]) == ("csv-broken", 3)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"", "file-empty"),
        ("a.csv", b" \r\n", "file-empty"),
        ("a.xlsx", b"PK\x03\x04 no zip at all", "xlsx-broken"),
        ("a.xlsx", b"name\x00role", "xlsx-broken"),
        ("a.dbf", b"name,role", "dbf-broken"),
        ("a.csv", b"<html><body>Not found</body></html>", "page-without-table"),
        ("a.csv", b"%PDF-1.7", "file-type"),
        ("a.xlsx", b"\xff\xd8\xff\xe0 a photo", "file-image"),
        ("a.csv", b"\x89PNG\r\n\x1a\n", "file-image"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "xlsx-password"),
        ("a.xls", OLE + b"old", "xls-broken"),
        ("a.csv", b"\xff\x00\x01\x80", "text-encoding"),
        ("a.csv", b"a,b\n\x00\x01\x02", "text-binary"),
        ("a.docx", b"words", "file-type"),
        ("a", b"words", "file-type"),
    ],
)
def test_what_is_no_table_is_refused_by_its_own_name(name, data, code):
    assert refused(name, data) == code


def test_a_zip_that_is_no_workbook_is_broken():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert refused("a.xlsx", out.getvalue()) == "xlsx-broken"


def test_a_workbook_cut_short_is_broken(xlsx):
    data = xlsx([["工号"], ["R1"]])
    assert refused("a.xlsx", data[: len(data) // 2]) == "xlsx-broken"


def test_a_file_one_byte_over_the_limit_is_too_large():
    limit = table.FILE_LIMIT * table.MEGABYTE
    assert refused("a.csv", b"a" * (limit + table.MEGABYTE)) == "file-too-large"


def test_a_zip_bomb_is_refused_by_the_size_it_states(xlsx):
    bomb = repacked(
        xlsx([["工号"]]), lambda name, content: b" " * 210_000_000 if name.endswith("sheet1.xml") else content
    )
    assert len(bomb) < 1_000_000
    assert refused("a.xlsx", bomb) == "xlsx-bomb"


#: Ways to fill a part: its name, what stands around the elements, one element.
FILLED = {
    "cells": ("sheet1.xml", b'<worksheet><sheetData><row r="1">', b"<c/>", b"</row></sheetData></worksheet>"),
    "prefixed cells": ("sheet1.xml", b'<x:worksheet xmlns:x="u">', b"<x:c />", b"</x:worksheet>"),
    "styles": ("styles.xml", b"<styleSheet><cellXfs>", b"<xf/>", b"</cellXfs></styleSheet>"),
}
AT_THE_LIMIT = [pytest.param(way, package.ELEMENT_LIMIT, id=f"{way}, whole", marks=pytest.mark.long) for way in FILLED]


@pytest.mark.parametrize(("way", "limit"), [*((way, 4_000) for way in FILLED), *AT_THE_LIMIT])
def test_a_workbook_of_too_many_parts_to_build_is_refused_while_it_is_read(xlsx, monkeypatch, way, limit):
    monkeypatch.setattr(package, "ELEMENT_LIMIT", limit)
    part, before, element, after = FILLED[way]
    content = before + element * (limit + limit // 40) + after
    bomb = repacked(xlsx([["工号"]]), lambda name, whole: content if name.endswith(part) else whole)
    assert refused("a.xlsx", bomb) == "xlsx-bomb"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp037"])
def test_a_part_in_an_encoding_that_could_hide_cells_is_refused(xlsx, encoding):
    hidden = f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + "<worksheet/>".encode(encoding)
    hostile = repacked(xlsx([["工号"]]), lambda name, whole: hidden if name.endswith("sheet1.xml") else whole)
    assert refused("a.xlsx", hostile) == "xlsx-broken"


def test_an_entity_bomb_in_a_sheet_is_refused(xlsx):
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]><worksheet>&a11;</worksheet>'.encode()
    hostile = repacked(xlsx([["工号"]]), lambda name, content: bomb if name.endswith("sheet1.xml") else content)
    assert refused("a.xlsx", hostile) == "xlsx-broken"


def test_a_false_dimension_changes_nothing(xlsx):
    data = xlsx([["工号", "姓名"], ["R1", "张三"]])

    def lie(name, content):
        if not name.endswith("sheet1.xml"):
            return content
        assert b'ref="A1:B2"' in content
        return content.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')

    (found,) = tables("a.xlsx", repacked(data, lie))
    assert found.rows == (("工号", "姓名"), ("R1", "张三"))


def test_blank_rows_inside_keep_the_row_numbers_and_blank_rows_below_are_dropped(xlsx):
    (found,) = tables("a.xlsx", xlsx([["工号"], [None], ["R1"], [None], [" "]]))
    assert found.rows[0][0] == "工号"
    assert found.rows[2][0] == "R1"


def test_more_rows_than_the_limit_are_refused():
    text = "工号\n" + "R1\n" * table.ROW_LIMIT
    assert refused("a.csv", text.encode()) == "rows-too-many"


def test_a_row_numbered_beyond_the_limit_is_refused(xlsx):
    data = xlsx([["工号"], ["R1"]])

    def far(name, content):
        if not name.endswith("sheet1.xml"):
            return content
        return content.replace(b'r="2"', b'r="300000"').replace(b'r="A2"', b'r="A300000"')

    assert refused("a.xlsx", repacked(data, far)) == "rows-too-many"


def test_formulas_count_by_the_value_saved_with_them(xlsx):
    data = xlsx([["工号"], ["R1"]])

    def formula(name, content):
        if not name.endswith("sheet1.xml"):
            return content
        plain = b'<c r="A2" t="inlineStr"><is><t>R1</t></is></c>'
        assert plain in content
        return content.replace(plain, b'<c r="A2" t="str"><f>"R"&amp;9</f><v>R9</v></c>')

    (found,) = tables("a.xlsx", repacked(data, formula))
    assert found.rows[1][0] == "R9"


def test_every_sheet_that_holds_something_is_read(xlsx):
    found = tables("a.xlsx", xlsx([["工号"]], title="甲", more=[("乙", [["姓名"]]), ("空", [])]))
    assert [sheet.sheet for sheet in found] == ["甲", "乙"]


@settings(deadline=None, max_examples=examples(30))
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.yaml"]))
def test_no_bytes_make_reading_fail_otherwise_than_by_saying_so(data, name):
    with suppress(Unreadable):
        assert isinstance(tables(name, data), list)


@settings(deadline=None, max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_single_wrong_byte_in_a_workbook_makes_reading_fail_otherwise(xlsx, data):
    whole = xlsx([["工号", "姓名"], ["R1", "张三"]])
    place = data.draw(st.integers(0, 10**6)) % len(whole)
    byte = data.draw(st.integers(0, 255))
    with suppress(Unreadable):
        assert isinstance(tables("a.xlsx", whole[:place] + bytes([byte]) + whole[place + 1 :]), list)


@settings(deadline=None, max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]), st.data()
)
def test_no_wrong_character_inside_a_part_makes_reading_fail_otherwise(xlsx, part, data):
    def scribbled(name, content):
        if name != part:
            return content
        place = data.draw(st.integers(0, 10**6)) % len(content)
        return content[:place] + data.draw(st.sampled_from([b"9", b"<", b"", b"A", b"-"])) + content[place + 1 :]

    with suppress(Unreadable):
        assert isinstance(tables("a.xlsx", repacked(xlsx([["工号", "姓名"], ["R1", "张三"]]), scribbled)), list)


@pytest.mark.parametrize("name", ["xls", "web page named .xls", "Excel 2003 XML", "csv, GB18030", "tsv, UTF-16"])
@settings(deadline=None, max_examples=examples(20))
@given(st.data())
def test_no_scribbling_in_other_formats_makes_reading_fail_otherwise(name, data):
    file, whole = WAYS[name]
    place = data.draw(st.integers(0, 10**6)) % len(whole)
    cut = data.draw(st.integers(0, 40))
    with suppress(Unreadable):
        assert isinstance(tables(file, whole[:place] + data.draw(st.binary(max_size=4)) + whole[place + cut :]), list)


def test_a_text_that_begins_with_the_letters_of_a_bitmap_is_no_picture():
    assert tables("a.csv", b"BM,XM\n1,2\n")[0].rows[0] == ("BM", "XM")


def test_text_that_a_spreadsheet_writes_as_a_formula_is_text():
    assert tables("a.csv", '工号,姓名\n="007",=cmd\n'.encode())[0].rows[1] == ("007", "=cmd")
