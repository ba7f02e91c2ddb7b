"""A file of the exam day that is no card file is called by its name, with the place where it belongs."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from reading import foreign
from tests.reading_day import file_of, session_cards

BOM = b"\xef\xbb\xbf"
CASES = {
    "is-answer-key": "职业,级别,卷型,起始题号,终止题号,题型,每题分值,答案\n电工,3,A,1,60,单选,1,A B\n",
    "is-absent-list": "场次,考场号,座位号,准考证号,姓名,情况\nS1,101,12,2601012041110101012,覃利波,缺考\n",
    "is-candidate-list": "准考证号,姓名,证件号,职业,考场号\n2601012041110101012,覃利波,36,电工,101\n",
    "is-staff-list": "工号,姓名,岗位,电话\nR0001,侯宁刚,督巡,19900003280\n",
    "is-room-list": "考场号,考场名称,楼栋,座位数\n101,101教室,1号楼,30\n",
    "is-plan": "# 鉴定计划\nplan: 20261123\ncode: JX-20261123\nsite:\n  number: 360101\n",
    "is-profile": "id: my-txt\ntitle: 本站\nformat: fixed\nnumber:\n  at: 4\n",
}


@pytest.mark.parametrize("code", CASES)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_file_is_known_by_its_titles_in_either_encoding(code, encoding):
    raw = CASES[code].encode(encoding)
    fault = foreign(raw if encoding == "gb18030" else BOM + raw)
    assert (fault.code, fault.stops) == (code, True)
    assert ("不是读卡文件" in fault.says, bool(fault.fix), fault.fix_en.isascii()) == (True, True, True)


def test_answer_keys_in_a_workbook_are_known_too():
    book, data = Workbook(), BytesIO()
    book.active.append(["职业", "级别", "卷型", "起始题号", "终止题号", "题型", "每题分值", "答案"])
    book.active.append(["电工", 3, "A", 1, 2, "单选", 1, "A B"])
    book.save(data)
    fault = foreign(data.getvalue())
    assert fault.code == "is-answer-key"
    assert "标准答案" in fault.fix


@pytest.mark.parametrize("form", ["txt", "csv", "dbf", "xlsx"])
def test_card_files_of_every_form_are_no_other_file(form):
    assert foreign(file_of(form, session_cards())) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no cards at all\r\n",
        b"\xff\xd8\xff\xe0 a picture",
        b"PK\x03\x04 half",
        "准考证号,身份证号,1,2,3\n".encode(),
    ],
)
def test_what_is_not_known_for_sure_keeps_its_own_faults(raw):
    assert foreign(raw) is None
