"""Files that are not what they say: one sentence within bounded time and memory, in a process of its own."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.domain.imports.conftest import xlsx_of

ROOT = Path(__file__).parents[3]
MEMORY = 700  # MB of address space above what the program takes by being loaded
SECONDS = 60  # of processor time, on a busy machine; a few are usual

READER = """
import json, resource, sys
from server.domain.imports import Known, check
with open("/proc/self/statm") as file:
    loaded = int(file.read().split()[0]) * resource.getpagesize()
limit = loaded + int(sys.argv[2]) * 1_000_000
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[3]), int(sys.argv[3])))
with open(sys.argv[1], "rb") as file:
    data = file.read()
checked = check(sys.argv[1], data, Known(), "candidates")
print(json.dumps({"codes": [error.code for error in checked.errors], "total": checked.total}))
"""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def with_sheet(pieces, part="sheet1.xml"):
    """A small workbook whose sheet is made of these pieces, each (bytes, times)."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_of([["工号"]]))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as to,
    ):
        for name in source.namelist():
            if not name.endswith(part):
                to.writestr(name, source.read(name))
                continue
            with to.open(name, "w") as file:
                for piece, times in pieces:
                    for _ in range(times // 1000):
                        file.write(piece * 1000)
                    file.write(piece * (times % 1000))
    return out.getvalue()


def encrypted():
    return OLE + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 4096


def empty_rows(row):
    cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    return with_sheet([(SHEET, 1), (cell, 1), (row, 1_000_000), (b"</sheetData></worksheet>", 1)])


def far_cells():
    cells = b"".join(
        f'<row r="{row}"><c r="XFD{row}"><v>1</v></c><c r="A{row}"><v>1</v></c></row>'.encode()
        for row in (1, 50_000, 1_048_576)
    )
    return with_sheet([(SHEET + cells + b"</sheetData></worksheet>", 1)])


#: name of the file, what makes it, the code it gives (None: it is read).
HOSTILE = {
    "a picture": ("a.xlsx", lambda: b"\xff\xd8\xff\xe0" + b"\x10" * 1_000_000, "file-image"),
    "a picture as csv": ("a.csv", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 1000, "file-image"),
    "a password": ("a.xlsx", encrypted, "xlsx-password"),
    "a password on the old format": ("a.xls", encrypted, "xlsx-password"),
    "an OLE file of rubbish": ("a.xls", lambda: OLE + bytes(range(256)) * 64, "xls-broken"),
    "a bomb by size": ("a.xlsx", lambda: with_sheet([(b" " * 1000, 300_000)]), "xlsx-bomb"),
    "a bomb of spaces": ("a.xlsx", lambda: with_sheet([(SHEET, 1), (b" " * 1000, 190_000)]), "xlsx-broken"),
    "a bomb in one cell": (
        "a.xlsx",
        lambda: with_sheet([(SHEET + b'<row><c t="str"><v>', 1), (b"x" * 1000, 150_000)]),
        "xlsx-bomb",
    ),
    "a bomb in one tag": (
        "a.xlsx",
        lambda: with_sheet([(SHEET + b'<row a="', 1), (b"x" * 1000, 190_000)]),
        "xlsx-bomb",
    ),
    "a bomb in a comment": ("a.xlsx", lambda: with_sheet([(SHEET + b"<!--", 1), (b"<x>" * 300, 200_000)]), "xlsx-bomb"),
    "deep XML": ("a.xlsx", lambda: with_sheet([(SHEET, 1), (b"<a>", 300_000)]), "xlsx-bomb"),
    "a million empty rows": ("a.xlsx", lambda: empty_rows(b"<row/>"), "column-missing"),
    "a million styled empty rows": (
        "a.xlsx",
        lambda: empty_rows(b'<row s="1" customFormat="1"><c s="1"/></row>'),
        "column-missing",
    ),
    "ten million styled empty cells": (
        "a.xlsx",
        lambda: empty_rows(b'<row s="1">' + b'<c s="1"/>' * 10 + b"</row>"),
        "xlsx-bomb",
    ),
    "cells in the far corners": ("a.xlsx", far_cells, "rows-too-many"),
    "merged cells over one another": (
        "a.xlsx",
        lambda: with_sheet(
            [(SHEET + b"<row><c t='str'><v>x</v></c></row></sheetData><mergeCells>", 1),
             (b'<mergeCell ref="A1:XFD1048576"/>', 90_000), (b"</mergeCells></worksheet>", 1)]
        ),
        "column-missing",
    ),
    "a long line": ("a.csv", lambda: b"x" * 19_000_000, "csv-broken"),
    "a line of nothing but commas": ("a.csv", lambda: b"," * 19_000_000, "cells-too-many"),
    "an open quote": ("a.csv", lambda: b'"' + b"x,\n" * 6_000_000, "csv-broken"),
    "200 MB": ("a.csv", lambda: b"x" * 200_000_000, "file-too-large"),
    "NUL bytes": ("a.csv", lambda: b"\0" * 1_000_000, "text-binary"),
    "a DBF of four thousand million records": (
        "a.dbf",
        lambda: b"\x03\x7e\x0b\x16" + b"\xff" * 4 + (65).to_bytes(2, "little") + (11).to_bytes(2, "little") + b"\0" * 20
        + b"XM".ljust(11, b"\0") + b"C" + b"\0" * 4 + b"\x0a\0" + b"\0" * 14 + b"\r" + b" " * 11,
        "dbf-count",
    ),
    "a web page of empty cells": ("a.xls", lambda: b"<table>" + b"<td>" * 1_500_000, "cells-too-many"),
    "a web page of tags that never end": ("a.xls", lambda: b"<table>" + b"<a" * 1_000_000, "page-without-table"),
    "a web page of comments that never end": ("a.xls", lambda: b"<table>" + b"<!--" * 500_000, "page-without-table"),
    "a web page of quotes that never end": ("a.xls", lambda: b"<table>" + b"<a b='" * 300_000, "page-without-table"),
    "a web page of wide cells": (
        "a.xls",
        lambda: b"<table>" + b"<tr><td rowspan=65000 colspan=1000>x" * 20_000,
        "column-missing",
    ),
}  # fmt: skip


#: Seconds each; others of their kind are in every run.
HEAVY = {
    "a web page of empty cells",
    "ten million styled empty cells",
    "200 MB",
    "an open quote",
    "a bomb of spaces",
    "merged cells over one another",
}
KINDS = [pytest.param(kind, marks=[pytest.mark.long] if kind in HEAVY else []) for kind in HOSTILE]
assert set(HOSTILE) >= HEAVY


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_file_gets_one_sentence_in_bounded_time_and_memory(kind, tmp_path):
    name, make, code = HOSTILE[kind]
    path = tmp_path / name
    path.write_bytes(make())
    more = 200 if kind == "200 MB" else 0  # the file itself
    ran = subprocess.run(
        [sys.executable, "-c", READER, str(path), str(MEMORY + more), str(SECONDS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-500:]
    assert set(json.loads(ran.stdout)["codes"]) - {"plan-first"} == {code}
