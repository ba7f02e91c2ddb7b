"""``kaowu reconcile``: files of every form against lists of every form, without a hub and without its data folder."""

import csv
import json
from datetime import date
from io import StringIO

import pytest

from server.domain.reading import dbf
from server.sample import book
from tests.reading_day import FAULTS, FORMS, Layout, Seated, cards, plant, reread

DAY = date(2026, 11, 22)
CASES = Layout(number=12, name=12, subject=2, room=3, seat=2, boxes=False)
HEADER = ("准考证号", "姓名", "考场号", "座位号", "科目代码")
ROOMS = ("001", "002", "003")
AWAY = ("0360261010", "0360261025")


def number(room, seat):
    return f"0360261{room[1:]}{seat:03d}"


LISTED = [
    Seated(number(room, seat), f"考生{'甲乙丙丁戊己庚辛壬癸'[seat % 10]}", room, seat, "07", "电工/4")
    for room in ROOMS
    for seat in range(1, 13)
]
ABSENT = {number("001", 5), number("003", 12)}
CLEAN = cards(LISTED, absent=ABSENT, mark_absent=False)


def rows():
    return [(one.number, one.name, one.room, f"{one.seat:02d}", one.subject) for one in LISTED]


def text_csv(header, of):
    out = StringIO(newline="")
    csv.writer(out).writerows([header, *of])
    return out.getvalue()


def table(of):
    fields = [dbf.Field(name, 20) for name in ("ZKZH", "XM", "KCH", "ZWH", "KMDM")]
    return dbf.write(fields, of, DAY)


ROSTERS = {
    "roster.csv": lambda: text_csv(HEADER, rows()).encode("gb18030"),
    "roster.xlsx": lambda: book.xlsx("名单", HEADER, rows()),
    "roster.dbf": lambda: table(rows()),
    "roster.json": lambda: json.dumps(
        {"roster": [dict(zip(("adm", "name", "room", "seat", "subject"), row, strict=True)) for row in rows()],
         "absent": sorted(ABSENT), "cards": []}
    ).encode(),
    "list.json": lambda: json.dumps(
        [dict(zip(HEADER, row, strict=True)) for row in rows()], ensure_ascii=False
    ).encode(),
}  # fmt: skip
ABSENTS = {
    "absent.txt": lambda: "缺考名单：\n" + "\n".join(f"{one}  考生  # 未到" for one in sorted(ABSENT)),
    "absent.csv": lambda: text_csv(("准考证号", "姓名"), [(one, "考生") for one in sorted(ABSENT)]),
    "marks.csv": lambda: text_csv(
        ("准考证号", "是否缺考"), [(one.number, "是" if one.number in ABSENT else "否") for one in LISTED]
    ),
    "absent.json": lambda: json.dumps(sorted(ABSENT)),
    "rows.json": lambda: json.dumps([{"adm": one} for one in sorted(ABSENT)]),
    "truth.json": lambda: json.dumps({"roster": [], "absent": sorted(ABSENT)}),
}


class Desk:
    """A folder with a list and absentees, and the command that reads files against them."""

    def __init__(self, shell, folder):
        self.shell, self.folder = shell, folder
        self.roster = self.put("roster.csv", ROSTERS["roster.csv"]())
        self.absent = self.put("absent.txt", ABSENTS["absent.txt"]().encode())

    def put(self, name, raw):
        path = self.folder / name
        path.write_bytes(raw)
        return path

    def file(self, of, form="txt", name="cards"):
        return self.put(f"{name}.{form}", FORMS[form](of, DAY, CASES))

    def run(self, *files, **more):
        options = {"roster": self.roster, "absent": self.absent} | more
        named = [word for key, value in options.items() if value is not None for word in (f"--{key}", value)]
        out = self.folder / "out.json"
        result = self.shell.run("reconcile", *files, *named, "--json", out)
        told = json.loads(out.read_text("utf-8")) if result.exit_code in (0, 1) else None
        return result, told


@pytest.fixture
def desk(shell, tmp_path):
    return Desk(shell, tmp_path)


@pytest.mark.parametrize("form", FORMS)
def test_a_clean_file_is_clean_whatever_its_form_and_no_profile_need_be_named(desk, form):
    result, told = desk.run(desk.file(CLEAN, form))
    assert result.exit_code == 0, result.output
    assert told["clean"]
    assert told["faults"] == []
    assert {room["state"] for room in told["rooms"]} == {"green"}
    assert told["files"][0]["profile"] == f"nanhao-sample-{form}"
    assert not desk.shell.data.exists()


@pytest.mark.parametrize("name", ROSTERS)
def test_the_list_may_have_any_form(desk, name):
    result, told = desk.run(desk.file(CLEAN), roster=desk.put(name, ROSTERS[name]()))
    assert result.exit_code == 0, result.output
    assert [room["room"] for room in told["rooms"]] == list(ROOMS)


@pytest.mark.parametrize("name", ABSENTS)
def test_the_absentees_may_have_any_form(desk, name):
    absent = desk.put(name, ABSENTS[name]().encode())
    result, told = desk.run(desk.file(CLEAN), absent=absent)
    assert result.exit_code == 0, result.output
    assert sum(room["absent"] for room in told["rooms"]) == len(ABSENT)


OF_BOXES = ("absent-mark-differs", "misconduct-differs", "absent-has-card", "absent-no-card")
NO_FAULT = ("identical",)


@pytest.mark.parametrize("form", FORMS)
def test_each_fault_is_named_with_kind_room_row_and_what_to_do(desk, form):
    for fault in sorted(set(FAULTS) - {*OF_BOXES, *NO_FAULT, *(() if form == "dbf" else ("deleted-row",))}):
        of, planted = plant(CLEAN, fault, number("002", 4))
        result, told = desk.run(desk.file(of, form))
        assert result.exit_code == 1, (fault, result.output)
        (found,) = told["faults"]
        assert (found["code"], found["room"]) == (fault, planted.room)
        numbers = {found["number"], found["candidate"], *found["detail"].get("numbers", ())}
        assert {planted.number, planted.other} - {None} <= numbers | ({None} if planted.number is None else set())
        assert found["kind"]
        assert found["fix"]
        assert found["resolutions"]
        assert not told["clean"]


def test_a_card_of_an_absent_candidate_is_found(desk):
    of = [*CLEAN, *cards([one for one in LISTED if one.number == number("001", 5)])]
    result, told = desk.run(desk.file(of))
    assert result.exit_code == 1
    assert [(one["code"], one["room"], one["row"]) for one in told["faults"]] == [("absent-has-card", "001", 35)]


def test_a_second_file_of_the_same_rooms_is_a_re_read_told_cell_by_cell(desk):
    first, again = desk.file(CLEAN), desk.file(reread(CLEAN, number("002", 4), 7), "csv", "again")
    result, told = desk.run(first, again)
    assert result.exit_code == 1
    (found,) = told["faults"]
    (cell,) = found["detail"]["cells"]
    assert (found["code"], found["room"], cell["number"], cell["question"]) == ("re-read", "002", number("002", 4), 8)
    assert found["file"] == str(again)


def test_a_file_for_each_room_together_is_a_session(desk):
    files = [desk.file([one for one in CLEAN if one.room == room], "dbf", f"room{room}") for room in ROOMS]
    assert desk.run(*files)[0].exit_code == 0
    result, told = desk.run(*files[:2])
    assert result.exit_code == 1
    assert [(one["code"], one["room"]) for one in told["faults"]] == [("missing-room", "003")]
    result, told = desk.run("--part", *files[:2])
    assert result.exit_code == 0
    assert [room["state"] for room in told["rooms"]] == ["green", "green", "waiting"]


def test_a_second_pass_is_compared(desk):
    first, again = desk.file(CLEAN), desk.file(reread(CLEAN, number("003", 1)), "xlsx", "again")
    _, told = desk.run(first, second=again)
    assert [(one["code"], one["number"]) for one in told["faults"]] == [("pass-differs", number("003", 1))]
    assert sum(told["compared"].values()) == len(CLEAN)


def test_bags_that_were_counted_are_held_against_the_cards(desk):
    counts = desk.put("counts.csv", "考场号,卡袋张数\n1,11\n2,13\n3,11\n".encode())
    result, told = desk.run(desk.file(CLEAN), counts=counts)
    assert [(one["code"], one["room"]) for one in told["faults"]] == [("count-bag", "002")]
    assert "13" in result.output


@pytest.mark.parametrize("raw", [b"", b"\xff\xd8\xff\xe0JFIF", b"%PDF-1.7", b"PK\x03\x04broken", b"hello\nworld\n"])
def test_what_is_no_card_file_is_told_and_nothing_of_it_counts(desk, raw):
    result, told = desk.run(desk.put("cards.txt", raw))
    assert result.exit_code == 1, result.output
    assert not told["files"][0]["taken"]
    assert len(told["faults"]) == 1


def test_without_absentees_who_has_no_card_is_not_said_to_have_been_there(desk):
    result, told = desk.run(desk.file(CLEAN), absent=None)
    assert result.exit_code == 1
    assert [(one["code"], one["room"]) for one in told["faults"]] == [
        ("no-record-sheet", "001"), ("no-record-sheet", "003"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "option", [{"roster": "cards.txt"}, {"profile": "nobody"}, {"counts": "roster.csv"}, {"absent": "junk.xlsx"}]
)
def test_a_list_or_profile_that_cannot_be_used_is_said_in_words(desk, option):
    desk.put("junk.xlsx", b"PK\x03\x04junk")
    desk.put("cards.txt", b"hello\n")
    ((key, name),) = option.items()
    path = desk.folder / name
    result, _ = desk.run(desk.file(CLEAN, "csv"), **{key: path if path.exists() else name})
    assert result.exit_code == 2, result.output
    assert any("\u4e00" <= sign <= "\u9fff" for sign in result.output)
    assert "Traceback" not in result.output


def test_a_number_twice_in_the_list_names_the_way_out(desk):
    twice = desk.put("twice.csv", text_csv(HEADER, [*rows(), rows()[0]]).encode())
    result, _ = desk.run(desk.file(CLEAN), roster=twice)
    assert result.exit_code == 2
    assert "--session" in result.output


@pytest.mark.parametrize("raw", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200), None])
def test_a_second_file_that_is_none_or_is_cut_is_told_and_is_no_clean_end(desk, raw):
    first = desk.file(CLEAN)
    raw = first.read_bytes()[:-500] if raw is None else raw
    result, told = desk.run(first, second=desk.put("again.txt", raw))
    assert (result.exit_code, told["clean"]) == (1, False)
    assert {one["file"].rpartition("/")[2] for one in told["faults"]} == {"again.txt"}
    assert "第二遍" in told["faults"][0]["says"]


def test_a_second_pass_says_how_many_cards_it_covered(desk):
    part = [one for one in CLEAN if one.room == "001"]
    result, told = desk.run(desk.file(CLEAN), second=desk.file(part, name="again"))
    assert result.exit_code == 0
    assert told["second"] == {"compared": len(part), "of": len(CLEAN), "short": ["002", "003"]}
    assert f"第二遍读了 {len(part)}/{len(CLEAN)} 张，没有读全的考场：002、003" in result.output
    assert desk.run(desk.file(CLEAN))[1]["second"] is None


def test_a_part_of_the_files_says_how_many_rooms_were_read(desk):
    part = desk.file([one for one in CLEAN if one.room == "002"])
    result = desk.shell.run("reconcile", part, "--roster", desk.roster, "--absent", desk.absent, "--part")
    assert result.exit_code == 0
    assert "已读 1/3 个考场" in result.output
    assert "全部相符" not in result.output
