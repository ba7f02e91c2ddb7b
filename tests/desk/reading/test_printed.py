"""What is printed of a reading day that really happened: every form drawn of what the hub has on record."""

import io
import json

import pypdfium2
import pytest

from forms import job as forms
from server.desk.forms.asked import READING, Asked
from server.desk.forms.job import job
from server.domain.reading.key import key_to_row
from server.domain.refusal import Refusal
from tests.practical_day import accepted
from tests.reading_day import SESSION, file_of, keys, number, plant, session_cards
from tests.reading_room import CHECKER, MONITOR, OTHER_CHECKER


@pytest.fixture
def printed(room):
    """Draw a form of the day; returns the words of all its pages."""

    def draw(form, **asked):
        with room.hub.db.reading() as connection:
            lines = job(connection, Asked(form, session=SESSION, **asked))
        out = io.BytesIO()
        forms.write(json.loads(lines), out)
        pages = pypdfium2.PdfDocument(out.getvalue())
        return "".join(page.get_textpage().get_text_bounded() for page in pages).replace("\r\n", "")

    return draw


def test_a_day_with_a_fault_settled_scores_released_and_corrected_is_printed(room, printed):
    cards, _ = plant(session_cards(), "unknown-number", number("101", 1))
    batch = room.bring(file_of("txt", cards))
    room.sheets()
    ((key, _),) = room.faults().items()
    (place,) = room.row("reading_fault", f"{SESSION}/{key}")["places"]
    accepted(room.propose(key, "give-number", number=number("101", 1), **place))

    told = printed("reconciled")
    assert "2 / 3 个考场核对平" in told
    assert "还有 1 项没有处理" in told

    accepted(room.settle(key))
    accepted(room.close(batch))
    room.enter_keys(MONITOR, CHECKER, wrong=1)
    accepted(room.release())
    told = printed("reconciled")
    settled = ("3 个考场全部核对平", "发现并处理的问题（1 项）", number("101", 1))
    for each in (*settled, "读卡20", "读卡21", "阅卷监督员：读卡22"):
        assert each in told, each

    told = printed("theory", room="101")
    assert "第 1 次发布" in told
    assert number("101", 1) in told
    assert number("102", 1) not in told, "only the room that was asked for"
    assert "缺考" in told
    assert "信度" in printed("analysis")
    assert "不作为认定依据" in printed("abnormal")

    with pytest.raises(Refusal, match="form-empty"):
        printed("notice")

    for person in (MONITOR, CHECKER):
        for key in keys().values():
            body = {"session": SESSION, "reason": "第 1 题标准答案更正"} | key_to_row(key)
            accepted(room.hand("reading.key", body, person))
    for form in ("analysis", "abnormal", "reconciled"):
        assert "未发布：第 1 次发布后有改动" in printed(form), form
    assert "第 1 次发布（" in printed("theory"), "it is what was released"
    accepted(room.release(reason="A 卷第 1 题标准答案更正"))
    assert "第 2 次发布（" in printed("analysis")
    told = printed("notice")
    for each in ("第 2 次发布替代第 1 次发布", "更正原因：A 卷第 1 题标准答案更正", "发布人：读卡24、读卡21"):
        assert each in told, each
    changed = room.row("release", f"{SESSION}/2")["changed"]
    assert changed > 0
    assert f"更正 {changed} 名考生的结果" in told
    assert f"其余 {30 - changed} 名考生的结果不变" in told


def test_nothing_read_gives_nothing_to_print(room, printed):
    for form in READING:
        with pytest.raises(Refusal, match="form-empty"):
            printed(form)


def test_every_file_is_printed_with_its_own_three_signers_its_hash_and_the_day(room, printed):
    cards = session_cards()
    first = room.bring(file_of("txt", [one for one in cards if one.room != "103"]), "上午.TXT")
    other = room.bring(file_of("txt", [one for one in cards if one.room == "103"]), "下午.TXT")
    room.sheets()
    accepted(room.close(first))
    told = printed("reconciled")
    assert "未签字" in told
    accepted(room.close(other, second=OTHER_CHECKER))
    told = printed("reconciled")
    for each in (
        "读卡文件与签字（2 个）",
        "上午.TXT",
        "下午.TXT",
        first[:12],
        other[:12],
        "读卡21",
        "读卡23",
        "见文件表",
    ):
        assert each in told, each
    day = room.row("batch", first)["closed"]["at"][5:10]
    assert f"{day} " in told, "the day, not the time alone"


def test_how_much_a_second_pass_and_the_random_check_covered_is_printed(room, printed):
    room.bring(file_of("txt", session_cards()))
    room.sheets()
    told = printed("reconciled")
    assert "第二遍读卡：没有读" in told
    assert "随机抽查：没有做" in told
    room.bring(file_of("txt", [one for one in session_cards() if one.room == "101"]), **{"pass": 2})
    places = room.draw_check()
    accepted(room.check(places[:5]))
    told = printed("reconciled")
    assert "第二遍读卡：读了 10/30 张" in told
    assert f"抽 {len(places)} 张、看了 5 张" in told
    assert "历次共看过 5/30 张" in told
    assert room.row("reading_session", SESSION)["passes"] == {
        "compared": 10, "of": 30, "settled": 0, "differ": 0, "wanted": 0, "share": 0,
    }  # fmt: skip
    assert room.row("reading_room", f"{SESSION}/102")["second"] == {"compared": 0, "of": 10, "settled": 0}


def test_the_page_says_what_became_of_the_sessions_cards_and_never_0_for_what_is_not_known(room, printed):
    room.bring(file_of("txt", session_cards()))
    room.sheets()
    told = printed("reconciled")
    assert "发出—交回—" in "".join(told.split())
    assert "有成绩 —" in told
    room.enter_keys(CHECKER, MONITOR)
    told = printed("reconciled")
    for each in ("袋内应读 30", "读入和补录 30", "有成绩 24", "缺考 6", "违纪 0", "尚无成绩 0"):
        assert each in told, each
