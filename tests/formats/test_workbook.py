"""Rows of a workbook taken whole say what the parser says of them, however they are written."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats import workbook as books
from formats.plain_rows import plain_row
from formats.table import Limits
from formats.unreadable import Unreadable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LIMITS = Limits(rows=50, cells=2_000, columns=8, unpacked=5)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="170" formatCode="000"/></numFmts>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>'
)
STRINGS = (
    f'<sst xmlns="{MAIN}"><si><t>甲</t></si><si><t> </t></si><si><t>_x0041_</t></si><si><t>26360010011</t></si></sst>'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = {
    "_rels/.rels": f'<Relationships><Relationship Id="a" Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets><sheet name="S" r:id="b"/></sheets>'
    "</workbook>",
    "xl/_rels/workbook.xml.rels": "<Relationships>"
    + "".join(
        f'<Relationship Id="{name}" Type="{RELATION}/{kind}" Target="{part}.xml"/>'
        for name, kind, part in (("b", "worksheet", "sheet"), ("c", "styles", "styles"), ("d", "sharedStrings", "sst"))
    )
    + "</Relationships>",
    "xl/styles.xml": STYLES,
    "xl/sst.xml": STRINGS,
}
RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"


def book_of(sheet, encoding="utf-8"):
    """A workbook with one sheet, written as it is told."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in PARTS.items():
            package.writestr(name, text.replace("<Relationships>", f'<Relationships xmlns="{RELATED}">'))
        package.writestr("xl/sheet.xml", sheet if isinstance(sheet, bytes) else sheet.encode(encoding))
    return out.getvalue()


def sheet_of(*rows, head="", tail="", space=MAIN):
    return f'{head}<worksheet xmlns="{space}"><sheetData>{"".join(rows)}</sheetData>{tail}</worksheet>'


def said(raw, limits=LIMITS):
    """What is made of a workbook: its rows with the sort of each cell, or why it is not read."""
    try:
        tables = books.workbook(raw, limits)
    except Unreadable as wrong:
        return wrong.code
    return [(one.sheet, one.merges, [[(type(cell), cell) for cell in row] for row in one.rows]) for one in tables]


def both(raw, monkeypatch, limits=LIMITS):
    """What is made of it with rows taken whole, and by the parser alone."""
    taken = []

    def counted(written):
        row = plain_row(written)
        taken.append(row is not None)
        return row

    with monkeypatch.context() as with_rows:
        with_rows.setattr(books, "plain_row", counted)
        whole = said(raw, limits)
    with monkeypatch.context() as alone:
        alone.setattr(books, "plain_row", lambda _: None)
        return whole, said(raw, limits), any(taken)


PLAIN = (
    '<c r="A{row}" t="s"><v>3</v></c><c r="B{row}" s="1"><v>45000</v></c><c r="C{row}" s="2"><v>7</v></c>'
    '<c r="D{row}" t="inlineStr"><is><t>ABD</t></is></c><c r="E{row}"><v>1.5</v></c><c r="F{row}" t="b"><v>1</v></c>'
)


def test_plain_rows_are_taken_whole(monkeypatch):
    rows = [f'<row r="{row}" spans="1:6">{PLAIN.format(row=row)}</row>' for row in range(1, 9)]
    whole, alone, taken = both(book_of(sheet_of(*rows)), monkeypatch)
    assert taken
    assert whole == alone
    assert [cell for _, cell in whole[0][2][0]][::3] == ["26360010011", "ABD"]


ODD = {
    "a formula": '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>',
    "an entity": '<row r="2"><c r="A2" t="str"><v>a&amp;b</v></c></row>',
    "a comment that hides a row": '<!-- <row r="2"></row><row r="3"><c r="A3"><v>9</v></c></row> -->',
    "a character section": '<row r="2"><c r="A2" t="str"><v><![CDATA[</row><row r="9">]]></v></c></row>',
    "a row without its number": '<row><c r="A7"><v>5</v></c></row>',
    "a cell without its place": '<row r="2"><c><v>5</v></c><c><v>6</v></c></row>',
    "two rows of one number": '<row r="1"><c r="B1"><v>4</v></c></row><row r="1"><c r="H1"><v>4</v></c></row>',
    "cells that go back": '<row r="2"><c r="C2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
    "cells beyond what is read": '<row r="2"><c r="A2"><v>1</v></c><c r="ZZ2"><v>2</v></c></row>',
    "blank cells": '<row r="2"><c r="A2" s="1"/><c r="B2" t="s"><v>1</v></c><c r="C2"><v> </v></c></row>',
    "a line in a cell": '<row r="2"><c r="A2" t="str"><v>a\r\nb</v></c></row>',
    "blanks kept": '<row r="2"><c r="A2" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c></row>',
    "phonetic readings": '<row r="2"><c r="A2" t="inlineStr"><is><t>a</t><rPh><t>b</t></rPh></is></c></row>',
    "another name space": '<row r="2" xmlns="urn:x"><c r="A2"><v>5</v></c></row>',
    "a number that is none": '<row r="2"><c r="A2"><v>abc</v></c></row>',
    "a string that is not there": '<row r="2"><c r="A2" t="s"><v>99</v></c></row>',
    "an escaped character": '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="str"><v>_x0000_</v></c></row>',
    "a tag left open": '<row r="2"><c r="A2"><v>5</v></row>',
    "more rows than may be": '<row r="51"><c r="A51"><v>5</v></c></row>',
    "a long number": '<row r="2"><c r="A2"><v>263600100110101001</v></c><c r="B2"><v>2.636001001101E+17</v></c></row>',
    "a character that XML has not": '<row r="2"><c r="A2" t="str"><v>a\x01</v></c></row>',
}


@pytest.mark.parametrize("what", ODD)
def test_whatever_else_stands_in_a_row_means_what_the_parser_says(what, monkeypatch):
    plain = f'<row r="1">{PLAIN.format(row=1)}</row>'
    after = f'<row r="20">{PLAIN.format(row=20)}</row>'
    whole, alone, _ = both(
        book_of(sheet_of(plain, ODD[what], after, tail='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>')),
        monkeypatch,
    )
    assert whole == alone


@pytest.mark.parametrize(
    ("head", "encoding"),
    [('<?xml version="1.0" encoding="UTF-16"?>', "utf-16"), ('<?xml version="1.0" encoding="latin-1"?>', "latin-1"),
     ('<?xml version="1.0"?><!-- <sheetData> -->', "utf-8"), ("\ufeff", "utf-8")],
)  # fmt: skip
def test_how_the_part_is_written_changes_nothing(head, encoding, monkeypatch):
    row = f'<row r="1">{PLAIN.format(row=1)}<c r="G1" t="str"><v>é</v></c></row>'
    whole, alone, _ = both(book_of(sheet_of(row, head=head), encoding), monkeypatch)
    assert whole == alone
    assert whole not in ([], "xlsx-broken")


def test_bytes_that_are_no_text_break_the_book(monkeypatch):
    raw = sheet_of('<row r="1"><c r="A1" t="str"><v>@</v></c></row>').encode().replace(b"@", b"\xff")
    assert both(book_of(raw), monkeypatch)[:2] == ("xlsx-broken", "xlsx-broken")


def test_what_is_in_no_sheet_is_not_taken(monkeypatch):
    row = f'<row r="1">{PLAIN.format(row=1)}</row>'
    whole, alone, taken = both(book_of(sheet_of(row, space="urn:other")), monkeypatch)
    assert (whole, alone, taken) == ([], [], False)


@pytest.mark.parametrize("many", [1_400, 60_000])
def test_more_cells_than_may_be_are_refused_both_ways(many, monkeypatch):
    rows = [f'<row r="{row % 40 + 1}">{PLAIN.format(row=1)}</row>' for row in range(many)]
    whole, alone, _ = both(book_of(sheet_of(*rows)), monkeypatch)
    assert (whole, alone) == ("xlsx-bomb", "xlsx-bomb")


CELLS = st.sampled_from(
    ['<c r="{at}"><v>{n}</v></c>', '<c r="{at}" s="{n}"><v>{n}</v></c>', '<c r="{at}" t="s"><v>{n}</v></c>',
     '<c r="{at}" t="inlineStr"><is><t>{n}</t></is></c>', '<c r="{at}" s="1"/>', '<c r="{at}" t="b"><v>{n}</v></c>',
     '<c r="{at}" s="1" t="n"><v>{n}.5</v></c>', "<c><v>{n}</v></c>", '<c r="{at}" t="e"><v>#N/A</v></c>',
     '<c t="str" r="{at}"><v>a{n}</v></c>', '<c r="{at}"> <v>{n}</v></c>', "<!-- -->", "</row><row>", " ",
     '<c r="{at}"><v></v></c>', '<c r="{at}" t="s"><v>-1</v></c>', '<c r="{at}" cm="1"><v>1</v></c>']
)  # fmt: skip
ROW = st.tuples(
    st.integers(0, 52), st.lists(st.tuples(CELLS, st.sampled_from("ABCDHIZ"), st.integers(0, 4)), max_size=6)
)


@given(st.lists(ROW, max_size=6))
@settings(max_examples=300, deadline=None)
def test_any_rows_mean_what_the_parser_says(rows):
    written = [
        f'<row r="{number}">{"".join(cell.format(at=f"{column}{number}", n=n) for cell, column, n in cells)}</row>'
        for number, cells in rows
    ]
    with pytest.MonkeyPatch.context() as patch:
        whole, alone, _ = both(book_of(sheet_of(*written)), patch)
    assert whole == alone
