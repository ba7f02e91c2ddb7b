"""Tables as files whose bytes depend on their content alone: no clock, no machine."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip archive can state
STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
WIDTHS = {
    "准考证号": 22,
    "证件号": 21,
    "单位": 24,
    "职业": 24,
    "姓名": 16,
    "电话": 14,
    "岗位": 14,
    "备注": 24,
    "试卷名称": 34,
    "试题": 34,
    "考核内容": 26,
    "评分标准": 60,
    "考评员证号": 18,
    "有效期至": 14,
}


def xlsx(sheet: str, header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """Write one sheet; text cells are formatted as text, so that a spreadsheet program leaves long numbers whole."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    page.freeze_panes = "A2"
    for column, name in zip("ABCDEFGHIJKLMNOP", header, strict=False):
        page.column_dimensions[column].width = WIDTHS.get(name, 10)
    titles = [WriteOnlyCell(page, name) for name in header]
    for title in titles:
        title.font = Font(bold=True)
        title.fill = PatternFill("solid", fgColor="DDE7F0")
    page.append(titles)
    for row in rows:
        cells = [WriteOnlyCell(page, value) for value in row]
        for cell, value in zip(cells, row, strict=True):
            if isinstance(value, str):
                cell.number_format = "@"
        page.append(cells)
    raw = io.BytesIO()
    book.save(raw)
    return _without_time(raw.getvalue())


def _without_time(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda part: (part != "[Content_Types].xml", part)):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = STAMP.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
            part = zipfile.ZipInfo(name, LONG_AGO)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, content)
    return out.getvalue()


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """Write CSV in UTF-8 with the mark by which spreadsheet programs know the encoding."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
