"""Batches parsed in a thread of the hub's: by which profile, what is refused, and going on after a crash."""

import io
import zipfile

import pytest

from reading import shipped
from server.web import card_parser
from server.web.card_parser import CardParser
from tests.domain.imports.messy import dbf_of
from tests.practical_day import accepted, code
from tests.reading.machines import FIELDS
from tests.reading_day import SESSION, broken, file_of, session_cards
from tests.reading_room import LEADER, Room, clean, prepare_reading


@pytest.fixture
def room(hub, day, device):
    chief, station = device("tablet"), device("reader")
    return Room(hub, day, station, chief, prepare_reading(day, chief))


@pytest.mark.parametrize("raw", [b"", b"\xff\xd8\xff\xe0 a picture", b"%PDF-1.4", "学校通知，不是读卡文件\n".encode()])
def test_what_is_no_card_file_is_refused_in_words_kept_as_received_and_the_chief_is_told(room, raw):
    batch = room.bring(raw)
    row = room.row("batch", batch)
    assert (row["state"], row["session"]) == ("refused", None)
    assert row["faults"][0]["stops"]
    assert all(row["faults"][0][part][tongue] for part in ("says", "fix") for tongue in ("zh", "en"))
    assert room.hub.door.hub.files.read(batch) == raw
    assert room.alerts("batch-refused") == ["open"]
    assert room.kept("due") == {}, "it is not parsed over and over"


def test_another_file_of_the_day_is_called_by_its_name_and_says_where_it_belongs(room):
    keys = "职业,级别,卷型,起始题号,终止题号,题型,每题分值,答案\n电工,3,A,1,2,单选,1,A B\n".encode()
    row = room.row("batch", room.bring(keys, "keys.csv"))
    assert (row["state"], [one["code"] for one in row["faults"]]) == ("refused", ["is-answer-key"])
    assert "标准答案" in row["faults"][0]["fix"]["zh"]


def test_a_file_whose_profile_somebody_named_is_told_what_is_wrong_with_it_whatever_its_titles(room):
    lists = "场次,考场号,座位号,准考证号,姓名,情况\nS1,101,12,2601012041110101012,某,缺考\n".encode()
    assert [one["code"] for one in room.row("batch", room.bring(lists))["faults"]] == ["is-absent-list"]
    named = room.row("batch", room.bring(lists + b"\n", profile=next(one.id for one in shipped() if "csv" in one.id)))
    assert [one["code"] for one in named["faults"]] != ["is-absent-list"]
    assert named["faults"][0]["stops"]


def test_half_a_file_is_never_half_imported_and_the_whole_one_ends_its_faults(room):
    half = room.bring(broken("cut", "txt", session_cards()), "A.TXT")
    assert room.row("batch", half)["state"] == "refused"
    room.sheets()
    assert set(room.states().values()) <= {"waiting", "faults"}
    room.bring(clean(), "A.TXT", again=half)
    assert set(room.states().values()) == {"green"}
    assert room.faults() == {}


def test_a_file_of_another_plan_finds_no_session_until_somebody_says_where_it_belongs(room):
    strange = [one.__class__(**{n: getattr(one, n) for n in one.__slots__} | {"number": "9" + one.number[1:]})
               for one in session_cards()]  # fmt: skip
    batch = room.bring(file_of("txt", strange))
    assert room.row("batch", batch)["state"] == "unplaced"
    assert room.states() == {}
    body = {"batch": batch, "session": "E9", "reason": "放错了场次"}
    assert code(room.hand("reading.assign", body)) == "session-unknown"
    assert code(room.hand("reading.assign", body | {"session": SESSION, "profile": "none"})) == "profile-unknown"
    accepted(room.hand("reading.assign", body | {"session": SESSION}))
    room.parser.work()
    row = room.row("batch", batch)
    assert (row["state"], row["session"], row["version"]) == ("read", SESSION, 2)
    assert set(room.faults().values()) == {"wrong-plan"}


def test_a_profile_that_is_mended_has_what_was_refused_parsed_again(room):
    batch = room.bring(clean("csv"), "K.CSV")
    before = room.row("batch", batch)
    if before["state"] == "read":
        pytest.skip("a profile that ships with the hub reads it")
    accepted(room.profile("csv"))
    room.parser.work()
    row = room.row("batch", batch)
    assert (row["state"], row["version"], row["used"]["id"]) == ("read", 2, "sample-day-csv")


def test_a_profile_that_is_wrong_is_refused_by_its_line(room):
    body = {"id": "sample-day-txt", "profile": "id: sample-day-txt\nformat: papyrus\n"}
    receipt = room.hand("reading.profile", body, LEADER, device=room.chief)
    assert code(receipt) == "profile-wrong"
    assert "行" in receipt.refusal.said("zh")["says"]
    assert code(room.hand("reading.profile", body | {"profile": room.text("txt"), "id": "other"}, LEADER,
                          device=room.chief)) == "profile-id"  # fmt: skip


def test_what_was_due_when_the_hub_went_down_is_parsed_by_the_next(room, hub):
    batch = room.bring(clean(), parse=False)
    assert room.row("batch", batch)["state"] == "received"
    assert CardParser(hub).work() == 1
    assert room.row("batch", batch)["state"] == "read"
    assert CardParser(hub).work() == 0


def test_a_file_that_is_lost_on_the_hub_says_so(room):
    raw = clean()
    batch = room.bring(raw, parse=False)
    room.hub.door.hub.files.path(batch).unlink()
    room.parser.work()
    assert room.row("batch", batch)["faults"][0]["code"] == "file-lost"


def test_its_thread_parses_what_comes_while_the_hub_runs(room, hub):
    parser = CardParser(hub)
    parser.start()
    try:
        batch = room.bring(clean(), parse=False)
        assert room.until(lambda: room.row("batch", batch)["state"] == "read")
    finally:
        parser.stop()


def test_a_file_that_nothing_can_read_is_told_and_those_behind_it_are_read(room, monkeypatch):
    real = card_parser.parse

    def raising(raw, used, **more):
        if raw.startswith(b"POISON"):
            raise MemoryError("as if")
        return real(raw, used, **more)

    monkeypatch.setattr(card_parser, "parse", raising)
    strange = room.bring(b"POISON\r\n" * 20, "P.TXT", parse=False)
    good = room.bring(clean(), "G.TXT", parse=False)
    assert room.parser.work() == 2
    assert room.row("batch", good)["state"] == "read"
    row = room.row("batch", strange)
    assert (row["state"], row["faults"][0]["code"]) == ("refused", "not-parsed")
    assert room.kept("due") == {}


def test_a_batch_that_cannot_be_told_of_at_all_keeps_nobody_behind_it(room, monkeypatch):
    real = CardParser._tell

    def raising(self, plan, sha256, *more):
        if sha256 == strange:
            raise ValueError("as if")
        return real(self, plan, sha256, *more)

    strange = room.bring(b"no cards", "P.TXT", parse=False)
    good = room.bring(clean(), "G.TXT", parse=False)
    monkeypatch.setattr(CardParser, "_tell", raising)
    with pytest.raises(ValueError, match="as if"):
        room.parser.work()
    assert room.row("batch", good)["state"] == "read"
    monkeypatch.undo()
    assert room.parser.work() == 1, "it is due until it is told of"


def test_a_full_disk_is_no_fault_of_the_file(room, monkeypatch):
    batch = room.bring(clean(), parse=False)

    def full(_data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(room.hub.door.hub.files, "keep", full)
    with pytest.raises(OSError, match="space"):
        room.parser.work()
    monkeypatch.undo()
    room.parser.work()
    assert (room.row("batch", batch)["state"], room.row("batch", batch)["version"]) == ("read", 1)


@pytest.mark.parametrize("strange", ["_xD800_", "_xDC00__xD800_", "_x0000_", "_xD83D__xDE00_"])
def test_a_workbook_with_what_is_no_character_is_read(room, strange):
    accepted(room.profile("xlsx"))
    source, out = zipfile.ZipFile(io.BytesIO(clean("xlsx"))), io.BytesIO()
    with zipfile.ZipFile(out, "w") as to:
        for part in source.namelist():
            to.writestr(part, source.read(part).replace(session_cards()[0].name.encode(), strange.encode(), 1))
    batch = room.bring(out.getvalue(), "K.xlsx")
    assert (room.row("batch", batch)["state"], room.row("batch", batch)["cards"]) == ("read", 30)


def test_a_file_whose_answers_speak_against_the_only_profile_waits_until_somebody_names_one(room):
    cards = session_cards()
    letters = ["".join("ABCD"[(place * 7 + n * 3 + n // 4) % 4] for n in range(80)) for place in range(len(cards))]
    rows = [[str(place), one.number, one.name, one.subject, one.paper, one.room, one.seat, kgt]
            for place, (one, kgt) in enumerate(zip(cards, letters, strict=True))]  # fmt: skip
    batch = room.bring(dbf_of(FIELDS, rows, code_page=0x4D), "K.DBF")
    row = room.row("batch", batch)
    assert (row["state"], row["used"]) == ("refused", None)
    assert [fault["code"] for fault in row["faults"]] == ["profile-doubtful"]
    (ours,) = [one for one in shipped() if one.id == "nanhao-sample-dbf"]
    head, _, codes = ours.text.partition("  - {questions: 61-80")
    assert codes
    head = head.replace("机构, digits: 3", "机构, digits: 10")
    single = head.replace("questions: 1-60", "questions: 1-80").replace("id: nanhao-sample-dbf", "id: single")
    accepted(room.hand("reading.profile", {"id": "single", "profile": single}, LEADER, device=room.chief))
    room.parser.work()
    row = room.row("batch", batch)
    assert row["faults"] == []
    assert (row["state"], row["used"]["id"], row["session"]) == ("read", "single", SESSION)
