"""Forms of reading and scores: what a reader finds on them, page by page, and that charts are drawn."""

import io
import os
from dataclasses import replace

import pypdfium2
import pytest

from badges.face import faces
from badges.pdf import Pdf
from forms import job
from forms.folded import fold
from server.domain.reading.abnormal import Bounds, abnormal
from server.domain.reading.items import analyse
from server.domain.reading.marking import Marked, mark
from server.domain.reading.printed import abnormal_page, analysis_overview, analysis_page, notice_page, score_sheets
from server.domain.reading.release import Release, Versions, changes, sums
from tests.forms.conftest import picture, words
from tests.reading_day import PAPER_OF, keys, listed, number, plant, session_cards, sheets

HEAD = {
    "plan": "2026年第四季度职业技能鉴定", "site": "示范考点", "session": "理论第一场", "when": "11月22日 09:00–10:30",
    "made": "2026-11-22 15:20 打印　第 1 次发布",
}  # fmt: skip
CHECKS = ("读入=袋内卡", "号码不重", "名单外", "缺考一致", "违纪一致", "小计=文件")
FAULT = [
    "101", "准考证号重复，答案不同：2636001001101101001（第 1、2 行）", "改正第 2 行的号码为 …002",
    "座次表第 2 号签名，卡面姓名相符", "王操作", "李验卡", "15:02　记录 0231",
]  # fmt: skip


def room(number, **other):
    usual = {"room": number, "counts": ["30", "28", "2", "30", "30", "0"], "checks": ["平"] * 6, "state": "已核对"}
    return usual | other


def reconciled(rooms=67, faults=5, **other):
    usual = HEAD | {
        "checks": CHECKS, "rooms": [room(str(100 + place)) for place in range(rooms)],
        "total": {"counts": ["2010", "1876", "134", "2010", "2010", "0"], "checks": ["平"] * 6, "state": "全部核对"},
        "faults": [FAULT] * faults, "batches": "文件 8 个　答题卡 2010 张", "verdict": "67 个考场全部核对平",
        "notes": [], "signed": {},
    }  # fmt: skip
    return usual | other


def pages(pdf):
    return len(pypdfium2.PdfDocument(pdf))


def everything(pdf):
    return "".join(words(pdf, page) for page in range(pages(pdf))).replace("\r\n", "")


@pytest.fixture(scope="module")
def marked():
    rooms = [str(place) for place in range(101, 109)]
    cards, _ = plant(session_cards(rooms, 30), "identical", number("103", 5))
    cards, _ = plant(cards, "blank-card", number("104", 8))
    return mark(sheets(cards), keys())


def test_the_reconciliation_page_names_every_room_and_every_fault_settled(drawn):
    pdf = drawn("reconciled", [reconciled()])
    told = everything(pdf)
    for each in ("读卡核对表", "理论第一场", *CHECKS, "166", "合计", "发现并处理的问题（5 项）", "王操作", "李验卡",
                 "读卡操作员签名", "验卡员签名", "阅卷监督员签名"):  # fmt: skip
        assert each in told, each
    assert told.count("已核对") == 67
    assert "（续）" in told


def test_a_session_without_faults_says_so_and_those_who_signed_are_named(drawn):
    told = everything(drawn("reconciled", [reconciled(rooms=2, faults=0, signed={"验卡员": "李验卡　15:20"})]))
    assert "没有发现问题" in told
    assert "验卡员：李验卡" in told
    assert "验卡员签名" not in told


def test_a_long_reason_is_shown_whole(drawn):
    long = [*FAULT[:3], "看座次表、试卷袋和录像后认定；" * 9, *FAULT[4:]]
    assert everything(drawn("reconciled", [reconciled(rooms=1) | {"faults": [long]}])).count(
        "录像后认定"
    ) == 9  # fmt: skip


def test_a_rooms_score_sheet_lists_everybody_and_who_has_no_score_has_no_nought(drawn, marked):
    names = {one.number: one.name for one in listed([str(place) for place in range(101, 109)], 30)}
    made = score_sheets(HEAD, marked, names, {PAPER_OF: "电工 四级"}, "第 1 次发布")
    assert [one["room"] for one in made] == [str(place) for place in range(101, 109)]
    pdf = drawn("theory", made)
    assert pages(pdf) == 8, "thirty candidates fit a page"
    told = words(pdf).replace("\r\n", "")
    for each in ("理论成绩单", "考场：101", number("101", 30), "缺考", "合格", "核分人签名"):
        assert each in told, each
    (away,) = [row for row in made[0]["rows"] if row[1] == number("101", 3)]
    assert away[5:] == ["缺考", "", ""]


def test_a_candidate_without_a_card_holds_the_place_and_is_explained(drawn, marked):
    cut = [one if one.sheet.number != number("101", 1) else type(one)(one.sheet, "unread") for one in marked]
    made = score_sheets(HEAD, cut, {}, {}, "未发布")
    assert made[0]["rows"][0][5:] == ["—", "", "到考但没有读到卡"]
    assert "还有 1 人没有成绩" in everything(drawn("theory", made[:1]))


def test_the_item_analysis_has_figures_charts_and_every_question(drawn, marked):
    found = analyse(marked, keys())
    made = [analysis_page(HEAD, one, f"电工 四级　{one.paper} 卷") for one in found]
    pdf = drawn("analysis", made)
    told = words(pdf).replace("\r\n", "")
    for each in ("试题分析", "电工 四级 A 卷", "分数分布", "难度与区分度", "信度", "区分度为负"):
        assert each in told, each
    assert everything(pdf).count("未答") > 10
    charts = picture(pdf, dots=100).crop((55, 220, 770, 420))
    dark = sum(charts.histogram()[:200])
    assert dark > 5_000, "bars and dots are drawn"


def test_many_papers_begin_with_an_overview_that_names_questions_to_look_at_and_pages(drawn, marked):
    found = analyse(marked, keys()) * 20
    named = [f"电工 四级　第 {place} 份" for place in range(len(found))]
    papers = [analysis_page(HEAD, one, name) for one, name in zip(found, named, strict=True)]
    pdf = drawn("analysis", [analysis_overview(HEAD, found, named), *papers])
    pages = [words(pdf, page).replace("\r\n", "") for page in range(len(pypdfium2.PdfDocument(pdf)))]
    assert "试题分析 · 总览" in pages[0]
    assert f"共 {len(found)} 份试卷" in pages[0]
    overviews = [text for text in pages if "总览" in text]
    assert pages[: len(overviews)] == overviews, "it comes before every paper"
    first = next(place for place, text in enumerate(pages, 1) if "第 0 份" in text and "总览" not in text)
    assert first == len(overviews) + 1
    assert "信度由低到高" in "".join(overviews)
    assert all("需看的题" in text for text in overviews[1:]), "its columns are named on every page"
    assert f"第 1 页，共 {len(pages)} 页" in pages[0]


def test_an_overview_names_first_what_speaks_against_the_key(marked):
    one = analyse(marked, keys())[0]
    items = [
        replace(one.items[0], remarks=("hard",), discrimination=0.3),
        replace(one.items[1], remarks=("poor",), discrimination=0.05),
        replace(one.items[2], remarks=("easy",)),
        replace(one.items[3], remarks=("poor", "reversed"), discrimination=-0.2),
    ]
    poor, sound = replace(one, items=tuple(items), reliability=0.4), replace(one, items=(), reliability=0.9)
    made = analysis_overview(HEAD, [sound, poor, replace(sound, reliability=None)], ["甲", "乙", "丙"])
    assert [line["cells"][1] for line in made["worst"]] == ["4", "2", "1"]
    assert {line["of"] for line in made["worst"]} == {1}
    assert [line["cells"][0] for line in made["papers"]] == ["乙", "甲", "丙"], "the least reliable first"
    assert "1 份里有 3 题需要看" in made["told"]


def test_the_abnormal_list_says_that_nothing_is_decided_by_it(drawn, marked):
    lines = abnormal(marked, keys())
    told = everything(drawn("abnormal", [abnormal_page(HEAD, lines, Bounds(high=80))]))
    for each in ("异常情况名单", "不作为认定依据", "两份答案雷同", "零分", number("103", 5), "同错", "不低于 80%"):
        assert each in told, each
    assert "同考场、同职业等级（不分 A、B 卷）" in told


def test_an_empty_list_is_a_page_all_the_same(drawn):
    assert "没有列入名单" in everything(drawn("abnormal", [abnormal_page(HEAD, [], Bounds())]))


def test_a_notice_names_whose_result_changed_from_what_to_what_and_why(drawn, marked):
    first, *rest = marked
    mended = [replace(first, total=first.total + 100), *rest]
    release = Release("S1", 2, Versions(), sums(mended), 1, "第 3 题标准答案由 B 更正为 C")
    made = notice_page(HEAD, release, changes(marked, mended), {first.sheet.number: "钱一"}, "发布：王验卡、李监督")
    told = everything(drawn("notice", [made]))
    scores = (f"{first.total / 100:g}", f"{first.total / 100 + 1:g}")
    for each in (
        "成绩更正通知", "第 2 次发布替代第 1 次发布，更正 1 名考生", "第 3 题标准答案由 B 更正为 C", first.sheet.number,
        "钱一", *scores, "其余 239 名考生的结果不变", "王验卡",
    ):  # fmt: skip
        assert each in told, each


def test_a_notice_of_many_goes_on_on_further_pages_and_a_long_reason_is_whole(drawn, marked):
    gone = [Marked(one.sheet, "absent") for one in marked]
    release = Release("S1", 2, Versions(), sums(gone), 1, "标准答案更正" * 30)
    made = notice_page(HEAD, release, changes(marked, gone), {}, "")
    pdf = drawn("notice", [made])
    assert pages(pdf) > 5
    assert words(pdf).replace("\r\n", "").count("标准答案更正") == 30


@pytest.mark.parametrize("form", ["reconciled", "theory", "analysis", "abnormal", "notice"])
def test_each_form_has_a_title(form):
    assert job.FORMS[form][0]


def test_a_number_stays_whole_and_no_line_begins_with_a_closing_mark():
    font = Pdf(io.BytesIO(), faces(os.environ)).fonts["R"]
    number = "2601012041106101002"
    lines = fold(font, f"准考证号 {number}、{number}，与座位交叉", 42, 8)
    assert sum(line.count(number) for line in lines) == 2
    assert not [line for line in lines if line[0] in "，、"]
    assert len(fold(font, number * 3, 42, 8)) > 1, "what no line holds is folded all the same"
