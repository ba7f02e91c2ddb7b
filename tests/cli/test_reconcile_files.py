"""``kaowu reconcile`` on what people really hand in: stray and cut files, one file twice, lists of several sessions."""

import json
from dataclasses import replace

import pytest

from tests.cli.test_reconcile import CASES, CLEAN, HEADER, LISTED, ROOMS, Desk, number, rows, text_csv
from tests.reading_day import bare, reread

PICTURE = b"\xff\xd8\xff\xe0" + bytes(500)


@pytest.fixture
def desk(shell, tmp_path):
    return Desk(shell, tmp_path)


def of_room(*rooms):
    return [one for one in CLEAN if one.room in rooms]


def told_of(told):
    return [(one["code"], one["room"]) for one in told["faults"]]


def test_a_stray_picture_hides_no_missing_room(desk):
    files = [desk.file(of_room("001"), name="a"), desk.file(of_room("003"), name="b"), desk.put("c.jpg", PICTURE)]
    _, told = desk.run(*files)
    assert sorted(told_of(told), key=str) == [("missing-room", "002"), ("not-a-card-file", None)]
    _, told = desk.run(desk.put("c.jpg", PICTURE))
    assert told_of(told) == [("not-a-card-file", None)]


def test_a_cut_file_explains_the_rooms_after_its_last_card_and_no_others(desk):
    raw = desk.file(of_room("002", "003")).read_bytes().rstrip(b"\x1a")
    _, told = desk.run(desk.put("cut.txt", raw[: len(raw) // 3]))
    assert told_of(told) == [("missing-room", "001"), ("cut", "002")]


def test_a_file_without_a_count_that_is_cut_between_two_cards_is_one_fault_of_its_room(desk):
    lines = (bare(CLEAN, CASES) + b"\x1a").splitlines(keepends=True)
    for read in (3, 15):
        cut, whole = desk.put("cut.txt", b"".join(lines[:read])), desk.put("whole.txt", b"".join(lines))
        assert told_of(desk.run(cut)[1]) == [("end-mark", CLEAN[read].room)]
        assert desk.run(cut, whole)[0].exit_code == 0


def test_three_copies_of_one_card_tell_nothing_of_the_profile(desk):
    one = next(card for card in CLEAN if card.number == number("001", 4))
    twice = replace(one, answers=("AC", *one.answers[1:]))
    roster = desk.put("one.csv", text_csv(HEADER, [row for row in rows() if row[0] == one.number]).encode())
    for form in ("csv", "xlsx"):
        _, told = desk.run(desk.file([twice] * 3, form), roster=roster)
        assert told_of(told) == [("duplicate-same", "001")]


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("mark.csv", b"\xef\xbb\xbf", "empty"),
        ("letter.txt", "各位考生：\n请于八点到场。\n".encode("gb18030") * 20, "missing-column"),
        ("roster.csv", text_csv(HEADER, rows()).encode(), "missing-column"),
        ("line.txt", b"A" * 300_000, "line-length"),
        ("head.txt", b"HDR0000", "cut"),
    ],
)
def test_what_is_no_card_file_is_refused_in_one_sentence_that_says_what_to_do(desk, name, raw, code):
    result, told = desk.run(desk.put(name, raw))
    (fault,) = told["faults"]
    assert (result.exit_code, fault["code"]) == (1, code)
    assert "第 0 条" not in fault["says"]
    assert fault["fix"]


def test_a_whole_file_takes_the_place_of_the_cut_one_before_it(desk):
    whole = desk.file(CLEAN)
    cut = desk.put("cut.txt", whole.read_bytes().rstrip(b"\x1a")[:-40])
    assert desk.run(cut, whole)[0].exit_code == 0
    assert [code for code, _ in told_of(desk.run(whole, cut)[1])] == ["cut"]


def test_a_file_given_twice_counts_once(desk):
    first, again = desk.file(CLEAN, name="a"), desk.file(CLEAN, name="b")
    result, told = desk.run(first, again)
    assert result.exit_code == 0
    assert {one["state"] for one in told["equations"]} == {"holds"}


def test_a_re_read_in_which_one_card_differs_names_it(desk):
    _, told = desk.run(desk.file(CLEAN), desk.file(reread(CLEAN, number("002", 4), 7), "csv", "again"))
    (found,) = told["faults"]
    row = [one.number for one in CLEAN].index(number("002", 4)) + 1
    assert (found["number"], found["rows"]) == (number("002", 4), [row])


def test_the_files_tell_the_session_of_a_list_of_several(desk):
    afternoon = [(f"0360269{one[0][7:]}", *one[1:], "下午") for one in rows()]
    of = [*((*one, "上午") for one in rows()), *afternoon]
    roster = desk.put("two.csv", text_csv((*HEADER, "场次"), of).encode())
    result, told = desk.run(desk.file(CLEAN), roster=roster)
    assert result.exit_code == 0, result.output
    assert [room["room"] for room in told["rooms"]] == list(ROOMS)
    same = desk.put("same.csv", text_csv((*HEADER, "场次"), [(*one, s) for s in "AB" for one in rows()]).encode())
    result, _ = desk.run(desk.file(CLEAN), roster=same)
    assert result.exit_code == 2
    assert "--session" in result.output


def test_where_only_the_list_of_violations_is_missing_nothing_is_said_to_be(desk):
    title, *lines = desk.file(CLEAN, "csv").read_bytes().splitlines()
    boxed = b"".join(line + b"\r\n" for line in [title + ",违纪".encode(), *(line + b",0" for line in lines)])
    result, told = desk.run(desk.put("boxed.csv", boxed))
    assert {room["state"] for room in told["rooms"]} == {"read"}
    assert result.exit_code == 0
    assert "资料不全" not in result.output


def test_strangers_among_the_absentees_are_in_the_json(desk):
    absent = desk.put("who.txt", desk.absent.read_bytes() + b"\n036026109999\n")
    _, told = desk.run(desk.file(CLEAN), absent=absent)
    assert told["strangers"] == {str(absent): ["036026109999"]}


def test_a_list_that_lost_its_leading_zeros_is_read_with_them(desk):
    bare = [(one[0].lstrip("0"), *one[1:]) for one in rows()]
    roster = desk.put("bare.csv", text_csv(HEADER, bare).encode())
    assert desk.run(desk.file(CLEAN), roster=roster)[0].exit_code == 0


def test_a_seat_with_two_owners_and_a_list_without_rooms_raise_no_alarm(desk):
    seats = [{"adm": one.number, "name": one.name, "seat": f"{one.seat:02d}"} for one in LISTED]
    assert desk.run(desk.file(CLEAN), roster=desk.put("r.json", json.dumps(seats).encode()))[0].exit_code == 0
