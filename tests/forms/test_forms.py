"""Slips, lists and forms: what stands on them, how many pages, and nothing over the edge."""

import io
import json
import re
import subprocess
import sys

import pytest
from pypdf import PdfReader

from forms import job
from forms.table import shared
from tests.forms.conftest import codes, head, label, picture, words

NAMES = ("王秀英", "欧阳建国", "买买提图尔荪·阿卜杜喀迪尔", "阿不都热合曼·吾买尔·艾合买提江")


def rows(count):
    return [
        [str(seat), f"26360100100101010{seat:02d}", NAMES[seat % 4], "…1234", "电工 四级"]
        for seat in range(1, count + 1)
    ]


def door(**other):
    group = ["电工", "四级/中级工", "2636010010010101001", "2636010010010101030", "30"]
    return head(place="一号楼 1 层", groups=[group], qr="KD1:3601:3:101") | other


def desk(seat):
    return {
        "seat": f"{seat:02d}", "room": "101", "name": NAMES[seat % 4], "number": f"26360100100101010{seat:02d}",
        "subject": "电工 四级", "session": "理论第一场 11月22日 09:00–10:30",
    }  # fmt: skip


def site(count, **other):
    row = ["101", "电工", "四级", "2636010010010101001", "2636010010010101030", 30, 31, 31, None, None, False]
    usual = {
        "plan": "鉴定",
        "site": "示范考点",
        "session": "理论第一场",
        "when": "11月22日",
        "levels": f"共 {count} 个考场",
    }
    return usual | {"rows": [[str(100 + place), *row[1:]] for place in range(count)]} | other


def wall(count):
    rooms = [[str(100 + place), [NAMES[place % 4], NAMES[(place + 1) % 4]]] for place in range(1, count + 1)]
    people = [[name, room, "赣江职业技术学院", "1234"] for room, names in rooms for name in names]
    usual = {"site": "示范考点", "session": "理论第一场", "when": "11月22日 09:00–10:30"}
    return usual | {"rooms": rooms, "people": people}


def slip(place):
    return {
        "name": NAMES[place % 4], "unit": "赣江职业技术学院", "room": str(100 + place), "place": "一号楼 1 层",
        "session": "理论第一场", "when": "11月22日 09:00–10:30",
    }  # fmt: skip


ALL = {
    "labels": ([label()], {"sheet": "3x8"}),
    "desks": ([desk(seat) for seat in range(1, 31)], {"sheet": "3x8", "cut": False}),
    "doors": ([door()], {}),
    "seats": ([head(mixed=True, rows=rows(30))], {}),
    "record": ([head()], {}),
    "handoff": ([site(67)], {}),
    "wall": ([wall(67)], {}),
    "slips": ([slip(place) for place in range(1, 24)], {}),
    "spares": ([site(1, bags=["备用袋 P001-X（试卷 5 份）"])], {}),
}


@pytest.mark.parametrize("form", list(ALL))
def test_nothing_comes_near_the_papers_edge(drawn, form):
    items, lies = ALL[form]
    pdf = drawn(form, items, **lies)
    for page in range(len(PdfReader(io.BytesIO(pdf)).pages)):
        image = picture(pdf, page, 100).point(lambda shade: 255 if shade < 200 else 0)
        left, top, right, bottom = image.getbbox()
        edge = 4.2 / 25.4 * 100
        assert min(left, top) > edge, (form, page)
        assert right < image.width - edge, (form, page)
        assert bottom < image.height - edge, (form, page)


@pytest.mark.parametrize("form", list(ALL))
def test_fonts_travel_with_the_file(drawn, form):
    items, lies = ALL[form]
    page = PdfReader(io.BytesIO(drawn(form, items, **lies))).pages[0]
    for font in page["/Resources"]["/Font"].values():
        inside = font.get_object()["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in inside["/FontDescriptor"]
        assert inside["/BaseFont"][7] == "+"  # a subset


@pytest.mark.parametrize("form", list(ALL))
def test_the_same_job_gives_the_same_file(drawn, form):
    items, lies = ALL[form]
    assert drawn(form, items, **lies) == drawn(form, items, **lies)


def test_a_door_slip_names_room_session_numbers_and_bears_the_rooms_code(drawn):
    pdf = drawn("doors", [door()])
    text = words(pdf)
    for said in (
        "第 101 考场",
        "理论第一场",
        "2636010010010101001",
        "2636010010010101030",
        "应考 30 人",
        "四级/中级工",
    ):
        assert said in text
    assert codes(pdf) == ["KD1:3601:3:101"]


@pytest.mark.parametrize("room", ["101", "报告厅", "实训楼:3-02"])
def test_a_rooms_code_is_read_back_whatever_the_room_is_called(drawn, room):
    assert codes(drawn("doors", [door(qr=f"KD1:3601:20261122:{room}")])) == [f"KD1:3601:20261122:{room}"]


def test_a_door_slip_of_many_trades_tells_how_many_sit_in_those_left_out(drawn):
    groups = [[f"职业{place}", "四级", "1", "2", "3"] for place in range(9)]
    text = words(drawn("doors", [door(groups=groups)]))
    assert "其余 5 个职业（等级）" in text
    assert "15" in text


def test_a_seat_list_has_everybody_in_order_with_long_names_whole(drawn):
    text = words(drawn("seats", [head(mixed=False, rows=rows(30))])).replace("\r\n", "")
    places = [text.index(row[1]) for row in rows(30)]
    assert places == sorted(places)
    assert text.count(NAMES[3]) == 7


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (30, 1), (32, 1), (33, 2), (60, 2), (100, 4)])
def test_a_seat_list_goes_on_evenly_and_repeats_its_head(drawn, count, pages):
    pdf = drawn("seats", [head(mixed=False, rows=rows(count))])
    assert len(PdfReader(io.BytesIO(pdf)).pages) == pages
    for page in range(pages):
        assert "第 101 考场" in words(pdf, page)
        assert "考生签名" in words(pdf, page)
    assert "监考（甲）" in words(pdf, pages - 1)


def test_a_record_sheet_has_every_field_on_two_pages_and_its_own_label(drawn):
    pdf = drawn("record", [head()])
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 2
    text = words(pdf) + words(pdf, 1)
    for said in (
        "应考", "实考", "缺考", "领试卷", "交试卷", "领答题卡", "交答题卡", "缺考考生", "违纪考生", "补换答题卡",
        "错漏或错装", "验封", "启封时间", "突发情况", "迟到、早退和如厕", "考生信息错误", "监考（甲）", "监考（乙）",
        "流动监考", "主考",
    ):  # fmt: skip
        assert said in text, said
    assert codes(pdf) == ["KL1:3601:3:J001-R"]
    assert PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/ViewerPreferences"]["/Duplex"] == "/DuplexFlipLongEdge"


MIXED = [["电工 四级", "B001-X", "13"], ["焊工 五级", "B002-X", "18"], ["城市轨道交通列车司机 三级", "B003-X", "2"]]


@pytest.mark.parametrize("bags", [MIXED[:2], MIXED, MIXED * 4])
def test_a_record_sheet_has_a_line_for_each_paper_bag_of_a_room_of_several_trades(drawn, bags):
    pdf = drawn("record", [head(bags=bags)])
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 2
    text = words(pdf)
    for said in ("电工 四级", "B001-X", "领 13 份", "焊工 五级", "B002-X", "领 18 份", "错漏或错装", "第 1 页"):
        assert said in text, said
    assert "B001-X" not in words(drawn("record", [head()]))


@pytest.mark.parametrize("count", [0, 8, 9, 12, 20])
def test_however_many_bags_a_room_has_its_first_page_ends_above_the_footer(drawn, count):
    pdf = drawn("record", [head(bags=(MIXED * 7)[:count])])
    drawing = PdfReader(io.BytesIO(pdf)).pages[0].get_contents().get_data()
    lowest = min(float(y) for y in re.findall(rb"[\d.]+ (-?[\d.]+) [\d.]+ [\d.]+ re S", drawing))
    assert lowest > 8 + 3  # millimetres: where the footer stands, and how high it is


def test_a_sheet_that_is_not_registered_has_no_code(drawn):
    assert codes(drawn("record", [head(label="", qr="")])) == []


def test_the_handoff_form_has_jiangxis_columns_on_every_page_and_sums_on_the_last(drawn):
    pdf = drawn("handoff", [site(67)])
    pages = len(PdfReader(io.BytesIO(pdf)).pages)
    for page in range(pages):
        for said in (
            "考场",
            "职业（工种）",
            "等级",
            "考场起始号",
            "考场终止号",
            "人数",
            "领卷",
            "回收",
            "试卷",
            "答题卡",
        ):
            assert said in words(pdf, page)
    last = words(pdf, pages - 1)
    for said in ("合计", "67 个考场", "2010", "2077", "交出人", "接收人", "监督人"):
        assert said in last
    assert "合计" not in words(pdf, 0)


def test_a_sum_that_cannot_be_known_yet_is_left_for_the_pen(drawn):
    form = site(2)
    form["rows"][1][6] = None
    text = words(drawn("handoff", [form]))
    assert "60" in text  # candidates
    assert "62" in text  # cards
    assert text.count("62") == 1


def test_a_room_of_several_trades_has_a_row_for_each_bag_that_the_sums_do_not_count_again(drawn):
    form = site(2)
    parts = [["100 其中", "电工", "四级", "1", "2", 12, 13, None, None, None, True],
             ["100 其中", "焊工", "五级", "3", "4", 18, 18, None, None, None, True]]  # fmt: skip
    form["rows"][1:1] = parts
    text = words(drawn("handoff", [form]))
    for said in ("100 其中", "焊工", "五级", "2 个考场", "60", "62"):
        assert said in text, said
    assert "93" not in text  # 62 papers, and not the parts again
    assert text.count("—") == 4  # cards are one bag a room: nothing is written there for a trade


def test_spares_are_named_with_room_to_write(drawn):
    text = words(drawn("spares", [site(1, bags=["备用袋 P001-X（试卷 5 份）"])]))
    for said in ("P001-X", "用于考场", "批准人", "监督人"):
        assert said in text


@pytest.mark.parametrize(("count", "most", "pages"), [(0, 5, [0]), (5, 5, [5]), (6, 5, [3, 3]), (11, 5, [4, 4, 3])])
def test_rows_are_shared_evenly(count, most, pages):
    assert shared(count, most) == pages


def test_a_character_no_font_has_is_told(tmp_path):
    out = io.BytesIO()
    report = job.write({"form": "doors", "items": [door(place="\U0010fffd 楼")]}, out)
    assert report.substituted == (("\U0010fffd 楼", "\U0010fffd"),)
    assert "〓 楼" in words(out.getvalue())


# The program


def run(asked, out):
    command = [sys.executable, "-m", "forms", "-o", str(out)]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=60)
    return done.returncode, json.loads(done.stderr.splitlines()[-1])


def test_the_program_draws_and_reports(tmp_path):
    code, said = run(json.dumps({"form": "doors", "items": [door()]}), tmp_path / "a.pdf")
    assert (code, said["report"]["pages"]) == (0, 1)
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "[]",
        "{}",
        '{"form": "spiral", "items": [1]}',
        '{"form": "doors", "items": []}',
        '{"form": "doors", "items": [{}]}',
    ],
)
def test_a_job_that_is_none_is_said_and_leaves_nothing(tmp_path, asked):
    code, said = run(asked, tmp_path / "a.pdf")
    assert code == 2
    assert said["error"]["code"] == "bad-job"
    assert list(tmp_path.iterdir()) == []


def test_the_wall_list_names_every_room_and_everybody_and_each_has_a_slip(drawn):
    pdf = drawn("wall", [wall(67)])
    pages = len(PdfReader(io.BytesIO(pdf)).pages)
    said = "".join(words(pdf, page) for page in range(pages))
    assert (pages, said.count("王秀英")) == (9, 66)
    assert all(str(100 + place) in said for place in range(1, 68))
    assert "按考场" in words(pdf, 0)
    slips = drawn("slips", [slip(place) for place in range(1, 24)])
    assert len(PdfReader(io.BytesIO(slips)).pages) == 3
    assert "第 123 考场" in words(slips, 2)


def test_a_third_invigilator_of_a_room_stands_in_the_next_line(drawn):
    three = wall(1) | {"rooms": [["101", ["王秀英", "欧阳建国", "钱三"]]]}
    said = words(drawn("wall", [three]))
    assert said.index("欧阳建国") < said.index("钱三")
