"""One roster written in many ways: formats, encodings and layouts as centres send them."""

import csv
import html
import io
import struct

import xlwt
from openpyxl import Workbook

HEADER = ["准考证号", "姓名", "证件号", "单位", "职业", "级别", "场次", "考场号", "座位号"]
TITLE = "某某市2026年第四季度职业技能等级认定考生名单"
BLANK = [None] * len(HEADER)


def text_table(rows, delimiter=",", encoding="utf-8", end=""):
    """Rows as text."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([["" if cell is None else cell for cell in row] for row in rows])
    return (out.getvalue() + end).encode(encoding)


def book(sheets, merges=(), hidden=(), change=None):
    """Sheets (name, rows) as xlsx; ``merges``: (sheet, range)."""
    out, made = io.BytesIO(), Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        page = made.create_sheet(name)
        for row in rows:
            page.append(list(row))
        if name in hidden:
            page.sheet_state = "hidden"
    for name, reference in merges:
        made[name].merge_cells(reference)
    if change is not None:
        change(made)
    made.save(out)
    return out.getvalue()


def old_book(sheets, merges=()):
    """Sheets (name, rows) as an old .xls; ``merges``: (sheet, top, bottom, left, right) counted from 0."""
    out, made = io.BytesIO(), xlwt.Workbook(encoding="utf-8")
    pages = {}
    for name, rows in sheets:
        pages[name] = made.add_sheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell is not None:
                    pages[name].write(row, column, cell)
    for name, *area in merges:
        pages[name].merge(*area)
    made.save(out)
    return out.getvalue()


def dbf_of(header, rows, encoding="gb18030", code_page=0, deleted=(), version=0x03):
    """Rows of text as a DBF; ``deleted``: places of rows marked as deleted."""
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    lengths = [max([1, *(len(row[column].encode(encoding)) for row in texts)]) for column in range(len(header))]
    fields = b"".join(
        struct.pack("<11sc4xBB14x", name.encode(encoding)[:10], b"C", length % 256, length // 256)
        for name, length in zip(header, lengths, strict=True)
    )
    head = struct.pack("<BBBBIHH17xB2x", version, 126, 11, 22, len(rows), 33 + len(fields), 1 + sum(lengths), code_page)
    records = b"".join(
        (b"*" if place in deleted else b" ")
        + b"".join(cell.encode(encoding).ljust(length) for cell, length in zip(row, lengths, strict=True))
        for place, row in enumerate(texts)
    )
    return head + fields + b"\r" + records + b"\x1a"


def page(rows, encoding="utf-8"):
    """Rows as the web page that many programs export under the name of an .xls."""
    cells = "".join(
        "<tr>" + "".join(f"<td>{html.escape('' if cell is None else str(cell))}</td>" for cell in row) + "</tr>\r\n"
        for row in rows
    )
    text = (
        f'<html><head><meta charset="{encoding}"><style>td{{}}</style></head><body><table>{cells}</table></body></html>'
    )
    return text.encode(encoding)


def xml_2003(rows):
    """Rows as Excel 2003's XML."""
    cells = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{html.escape(str(cell or ""))}</Data></Cell>' for cell in row)
        + "</Row>"
        for row in rows
    )
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    sheet = f'<Worksheet ss:Name="考生"><Table>{cells}</Table></Worksheet>'
    return (
        f'<?xml version="1.0" encoding="utf-8"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{name}" xmlns:ss="{name}">{sheet}</Workbook>'
    ).encode()


def ways(rows):
    """Return the same candidates in every way: name -> (file name, bytes). ``rows``: text cells below HEADER."""
    named = [HEADER, *rows]
    first, rest = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    title = [[TITLE], [None, "填表说明：准考证号为文本格式"], BLANK]
    spaced = [
        "*准考证号\n（19位）",
        "姓　名",
        "证件号码",
        "工作 单位",
        "职业（工种）",
        "级别(等级)",
        "场 次",
        "考 场 号",
        "座位号",
    ]
    groups = [["准考证号", "姓名", "证件号", "单位", "报考信息", None, "考试安排", None, None],
              [None, None, None, None, "职业", "级别", "场次", "考场号", "座位号"]]  # fmt: skip
    foot = [["合计", None, None, None, None, None, None, None, f"{len(rows)}人"], ["制表人：王五　审核：赵六"]]
    down = [[*row[:7], row[7] if place == 0 else None, row[8]] for place, row in enumerate(rows)]
    last = 4 + len(rows)
    quoted = [["'" + row[0], " ".join(row[1]), row[2].lower(), *row[3:7], f"{row[7]}.0", f" {row[8]} "] for row in rows]
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    numbers = [[*row[:5], int(row[5]), row[6], int(row[7]), int(row[8])] for row in rows]
    shuffled = [[cells[place] for place in (8, 7, 6, 5, 4, 3, 2, 1, 0)] for cells in named]
    numbered = [["序号", "性别", *HEADER], *([n, "男", *row] for n, row in enumerate(rows, start=1))]
    return {
        "xlsx": ("a.xlsx", book([("考生", named)])),
        "xlsx, title, notes and foot": ("a.xlsx", book([("考生", [*title, named[0], *rows, *foot])])),
        "xlsx, spaces, stars and notes in the header": ("a.xlsm", book([("考生", [spaced, *rows])])),
        "xlsx, header of two rows": (
            "a.xlsx",
            book([("考生", [[TITLE], *groups, *rows])], [("考生", "E2:F2"), ("考生", "G2:I2")]),
        ),
        "xlsx, a sheet for each room": (
            "a.xlsx",
            book([("说明", [["请勿改动"]]), ("第一考场", [[TITLE], HEADER, *first]), ("第二考场", [HEADER, *rest])]),
        ),
        "xlsx, the header on every page": (
            "a.xlsx",
            book([("考生", [[TITLE], HEADER, *first, BLANK, [TITLE], HEADER, *rest])]),
        ),
        "xlsx, room merged down": ("a.xlsx", book([("考生", [*title, HEADER, *down])], [("考生", f"H5:H{last}")])),
        "xlsx, numbers where they do no harm": ("a.xlsx", book([("考生", [HEADER, *numbers])])),
        "xlsx, more columns": ("a.xlsx", book([("考生", numbered)])),
        "xlsx, columns the other way round": ("a.xlsx", book([("考生", shuffled)])),
        "xlsx named .csv": ("a.csv", book([("考生", named)])),
        "xlsx named .xls": ("a.xls", book([("考生", named)])),
        "xls": ("a.xls", old_book([("考生", [*title, HEADER, *rows, *foot])])),
        "xls, room merged down": ("a.xls", old_book([("考生", [HEADER, *down])], [("考生", 1, len(rows), 7, 7)])),
        "csv, UTF-8": ("a.csv", text_table(named)),
        "csv, UTF-8 with mark": ("a.csv", text_table(named, encoding="utf-8-sig")),
        "csv, GB18030": ("a.csv", text_table([[TITLE], *named, *foot], encoding="gb18030")),
        "csv, semicolons": ("a.csv", text_table(named, ";")),
        "csv, apostrophes, spaces, .0 and small x": ("a.csv", text_table([HEADER, *quoted])),
        "csv, full-width digits": (
            "a.csv",
            text_table([HEADER, *([cell.translate(wide) for cell in row] for row in rows)]),
        ),
        'csv, ="..."': ("a.csv", text_table([HEADER, *([f'="{row[0]}"', *row[1:]] for row in rows)])),
        "tsv": ("a.tsv", text_table(named, "\t")),
        "tsv, UTF-16": ("a.txt", text_table(named, "\t", "utf-16")),
        "tsv named .xls": ("a.xls", text_table(named, "\t", "gb18030")),
        "txt, bars, DOS end": ("a.txt", text_table(named, "|", "gb18030", "\x1a")),
        "dbf": ("a.dbf", dbf_of(HEADER, rows)),
        "dbf, code page 936, pinyin": (
            "A.DBF",
            dbf_of(["ZKZH", "XM", "SFZH", "DW", "ZY", "JB", "CC", "KCH", "ZWH"], rows, code_page=0x4D, version=0x30),
        ),
        "dbf, wrong code page, deleted rows": (
            "a.dbf",
            dbf_of(HEADER, [rows[0], *rows, rows[1]], code_page=0x03, deleted=(0, len(rows) + 1)),
        ),
        "dbf, UTF-8": ("a.dbf", dbf_of(HEADER, rows, "utf-8")),
        "web page named .xls": ("a.xls", page([[TITLE], *named])),
        "web page in GBK": ("a.xls", page(named, "gb18030")),
        "Excel 2003 XML": ("a.xml.xls", xml_2003(named)),
    }  # fmt: skip
