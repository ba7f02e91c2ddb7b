"""Score sheets and the assessors' report: what a reader finds on them, however long the words are."""

import pypdfium2

from tests.forms.conftest import head, words

ITEM = {"id": "1.1", "question": "板对接立焊", "name": "焊缝外观", "criterion": "每处缺陷扣 5 分", "full": "35",
        "failing": False, "found": "咬边 0.3 mm", "deducted": "5", "score": "30"}  # fmt: skip
FAILS = ITEM | {
    "id": "1.2",
    "name": "焊件烧穿",
    "full": "—",
    "failing": True,
    "found": "",
    "deducted": "—",
    "score": "—",
}


def sheet(**other):
    usual = head() | {
        "number": "2601012041401901003", "name": "欧阳文", "title": "焊工中级操作技能考核", "station": "7",
        "workpiece": "G1-901-03-K", "items": [ITEM, FAILS], "full": "35", "total": "30", "assessor": "张工",
        "card": "20253600011",
        "signed": "证牌签名 2026-11-22 11:20　记录 0197", "checked": "",
    }  # fmt: skip
    return usual | other


def report(rows=3, assessors=3, **other):
    people = [{"name": f"考评{n}", "card": f"20253600{n:04d}", "leads": n == 0} for n in range(assessors)]
    lines = [[f"26010120414019010{n:02d}", "李雷", str(n), *["81.5"] * assessors, "81.5", "合格", "", "5", ""]
             for n in range(rows)]  # fmt: skip
    usual = head() | {
        "title": "焊工中级操作技能考核", "counts": "应考 3　实考 3　缺考 0　已确认 3", "rule": "合成：各考评员的平均分",
        "workpieces": False, "notes": [], "assessors": people, "rows": lines,
    }  # fmt: skip
    return usual | other


def pages(pdf):
    return len(pypdfium2.PdfDocument(pdf))


def test_a_sheet_says_who_was_scored_what_was_found_and_by_whom(drawn):
    text = words(drawn("scores", [sheet()]))
    for told in ("实操评分记录表", "2601012041401901003", "欧阳文", "试题：板对接立焊", "每处缺陷扣 5 分",
                 "咬边 0.3 mm", "【否定项】", "合计", "评分人：张工", "证卡号：20253600011",
                 "核分人"):  # fmt: skip
        assert told in text.replace("\r\n", ""), told


def test_a_blank_sheet_leaves_lines_for_pen_and_names(drawn):
    empty = {"found": "", "deducted": "", "score": ""}
    text = words(drawn("scores", [sheet(items=[ITEM | empty], total="", signed="", station=None, workpiece=None)]))
    assert "评分人：张工 证卡号：20253600011" in text
    assert "签名" in text.split("证卡号：20253600011")[1].split("核分人（组长）签名")[0]
    assert "30" not in text.split("每处缺陷扣 5 分")[1].split("合计")[0]


def test_however_long_name_and_card_of_an_assessor_are_both_stand_whole_where_they_sign(drawn):
    name, card = "阿卜杜热合曼·阿卜杜热西提江", "3601201536000123456X"
    checked = f"{name}（组长）　证卡号：{card}　确认 100.00 分　2026-11-22 11:40"
    signed, *blank = (
        words(drawn("scores", [sheet(assessor=name, card=card) | said]))
        for said in ({"checked": checked}, {"signed": ""}, {"signed": "", "card": ""}, {"signed": "", "assessor": ""})
    )
    assert [signed.count(one) for one in (name, card, "…")] == [2, 2, 0]
    assert [[text.count(one) for one in (name, card)] for text in blank] == [[1, 1], [1, 0], [0, 0]]
    people = [{"name": name, "card": card, "leads": not n} for n in range(8)]
    text = words(drawn("report", [report(assessors=8) | {"assessors": people}]))
    assert text.count(f"：{name}") == text.count(f"证卡号：{card}") == 8


def test_long_criteria_are_shown_whole_and_go_on_on_further_pages(drawn):
    long = "坡口两侧清理不净扣三分；" * 45
    pdf = drawn("scores", [sheet(items=[ITEM | {"id": str(n), "criterion": long} for n in range(8)])])
    text = "".join(words(pdf, page) for page in range(pages(pdf)))
    assert pages(pdf) > 1
    assert "".join(text.split()).count("坡") == 8 * 45
    assert "合计" in words(pdf, pages(pdf) - 1)


def test_the_sum_and_the_signature_stand_together_on_the_last_page(drawn):
    for count in range(14, 24):
        pdf = drawn("scores", [sheet(items=[ITEM | {"id": str(n)} for n in range(count)])])
        last = words(pdf, pages(pdf) - 1)
        assert "合计" in last
        assert "评分人" in last


def test_a_report_names_everybody_with_card_and_every_score(drawn):
    text = words(drawn("report", [report()])).replace("\r\n", "")
    for told in (
        "实操考评报告",
        "组长：考评0",
        "证卡号：202536000002",
        "质量督导员签名",
        "81.5",
        "合成：各考评员的平均分",
    ):
        assert told in text, told


def with_workpieces(rows, assessors):
    plain = report(rows, assessors)
    lines = [[*row[:3], f"G1-901-{n:02d}-K", *row[3:]] for n, row in enumerate(plain["rows"])]
    return plain | {"workpieces": True, "rows": lines}


def test_a_report_names_each_workpiece_by_its_number_where_some_are_handed_in(drawn):
    text = words(drawn("report", [with_workpieces(rows=3, assessors=7)]))
    assert all(told in text for told in ("工件编号", "G1-901-00-K", "G1-901-02-K", "2601012041401901002"))
    assert "工件编号" not in words(drawn("report", [report()]))


def test_a_report_of_many_candidates_and_assessors_keeps_all_of_them(drawn):
    pdf = drawn("report", [report(rows=60, assessors=7)])
    text = "".join(words(pdf, page) for page in range(pages(pdf)))
    assert all(f"26010120414019010{n:02d}" in text for n in range(60))
    assert all(f"考评{n}" in text for n in range(7))
    assert "质量督导员签名" in words(pdf, pages(pdf) - 1)


def test_a_row_higher_than_a_page_is_cut_and_the_rest_is_drawn(drawn):
    endless = ["26010120414019010099", "李雷", "9", "81.5", "81.5", "81.5", "81.5", "不合格", "焊缝外观" * 400, "5", ""]
    pdf = drawn("report", [report(rows=2) | {"rows": [endless, report(rows=1)["rows"][0]]}])
    assert ("…" in words(pdf), pages(pdf)) == (True, 2)
    many = report(rows=1, assessors=15)
    assert pages(drawn("report", [many | {"rows": [[*many["rows"][0][:-1], "重评" * 1000]]}])) == 1
    assert "…" in words(drawn("scores", [sheet(items=[ITEM | {"criterion": "每处缺陷扣五分；" * 900}])]))
