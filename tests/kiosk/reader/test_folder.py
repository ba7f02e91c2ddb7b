"""Watched folders: what is taken when, what is left alone, and that nothing is ever touched there."""

import hashlib
import os
import stat
from pathlib import Path

import pytest

from kiosk.reader import folder as watched
from kiosk.reader.folder import passing
from reading.whole import Whole

LINES = b"0360261 ABCD\r\n" * 9


def sha(data):
    return hashlib.sha256(data).hexdigest()


def dbf(records, present=None):
    """A DBF table that says how many records it has, and has so many of them."""
    field = b"KSH".ljust(11, b"\0") + b"C" + bytes(4) + bytes([9]) + bytes(15)
    head = (
        bytes([3, 126, 6, 20]) + records.to_bytes(4, "little") + (65).to_bytes(2, "little") + (10).to_bytes(2, "little")
    )
    return head + bytes(20) + field + b"\r" + b" 036026101" * (records if present is None else present)


@pytest.mark.parametrize(
    "name",
    [
        "~$cards.xlsx", "cards.part", "cards.tmp", "cards.TMP", ".cards.txt.swp", ".hidden", "cards.txt~", "Thumbs.db",
        "cards.sync-conflict-20260620-103100.txt", "desktop.ini", "cards.crdownload",
    ],
)  # fmt: skip
def test_what_programs_leave_beside_their_files_is_no_card_file(name, watching):
    assert passing(name)
    watching.write(name, LINES)
    assert watching.look(6) == []
    assert watching.names() == []


@pytest.mark.parametrize("name", ["cards.txt", "成绩 第一场.DBF", "part.txt", "tmp.csv", "a~b.txt", "conflict.txt"])
def test_any_other_name_may_be_one(name):
    assert not passing(name)


def test_a_file_is_taken_once_it_has_not_changed_from_one_look_to_the_next(watching, spool):
    watching.write("cards.txt", LINES)
    assert watching.look() == []
    assert watching.why("cards.txt") == "settling"
    assert watching.look() == [sha(LINES)]
    assert spool.path(sha(LINES)).read_bytes() == LINES
    assert watching.look(10) == []
    assert watching.folders.waiting == {}


def test_a_file_that_grows_is_left_until_it_stands_still(watching):
    for count in range(1, 6):
        watching.write("cards.txt", LINES * count)
        assert watching.look() == []
    assert watching.look() == [sha(LINES * 5)]


def test_two_looks_in_quick_succession_are_not_rest(watching):
    watching.write("cards.txt", LINES)
    assert watching.look(4, every=0.5) == []
    assert watching.look(4, every=1.0) == [sha(LINES)]


def test_half_a_table_is_left_however_long_it_stands_still_until_a_person_says_otherwise(watching):
    half = dbf(85, 82)
    watching.write("cards.dbf", half)
    assert watching.look(50) == []
    assert watching.why("cards.dbf") == "not-whole"
    watching.folders.force(str(watching.folder), "cards.dbf")
    assert watching.look() == [sha(half)]


def test_a_table_that_is_completed_is_taken_whole(watching):
    watching.write("cards.dbf", dbf(85, 82))
    watching.look(4)
    watching.write("cards.dbf", dbf(85))
    assert watching.look(2) == [sha(dbf(85))]
    assert watching.names() == ["cards.dbf"]


def test_a_file_whose_end_tells_nothing_is_waited_for_longer(watching):
    data = LINES.rstrip()
    watching.write("cards.txt", data)
    assert watching.look(4) == []
    assert watching.look(2) == [sha(data)]


def test_an_empty_file_and_one_that_is_too_large_are_no_card_files(watching, monkeypatch):
    monkeypatch.setattr(watched, "MOST", 1000)
    watching.write("empty.txt", b"")
    watching.write("large.txt", bytes(1001))
    assert watching.look(3) == []
    assert (watching.why("empty.txt"), watching.why("large.txt")) == ("empty", "too-large")


def test_a_file_that_changes_while_it_is_copied_is_left_for_later(watching, monkeypatch):
    watching.write("cards.txt", LINES)
    copied = watching.spool.disk.create

    def changing(path):
        watching.write("cards.txt", LINES * 2)
        return copied(path)

    monkeypatch.setattr(watching.spool.disk, "create", changing)
    assert watching.look(2) == []
    monkeypatch.setattr(watching.spool.disk, "create", copied)
    assert watching.look(2) == [sha(LINES * 2)]
    assert {path.name for path in watching.spool.cards.iterdir()} == {sha(LINES * 2)}


def test_new_content_under_an_old_name_says_so(watching, spool):
    watching.write("cards.txt", LINES)
    watching.look(2)
    watching.write("cards.txt", LINES + LINES)
    assert watching.look(2) == [sha(LINES + LINES)]
    assert [(one.sha256, one.again) for one in spool.deliveries()] == [(sha(LINES), None), (sha(LINES * 2), sha(LINES))]


def test_content_that_comes_back_is_told_again_in_its_turn_and_copied_no_second_time(watching, spool):
    for data in (LINES, LINES * 2, LINES):
        watching.write("cards.txt", data)
        assert watching.look(2) == [sha(data)]
    told = [(one.sha256, one.again) for one in spool.deliveries()]
    assert told == [(sha(LINES), None), (sha(LINES * 2), sha(LINES)), (sha(LINES), sha(LINES * 2))]
    assert len(spool.batches()) == 2
    assert watching.look(5) == []


def test_the_same_content_under_another_name_is_the_same_file(watching, spool):
    watching.write("cards.txt", LINES)
    watching.look(2)
    watching.write("cards - copy.txt", LINES)
    assert watching.look(3) == []
    assert len(spool.deliveries()) == 1


def test_a_change_that_neither_size_nor_time_tells_is_found_by_reading_again(watching, spool):
    watching.write("cards.txt", LINES)
    watching.look(2)
    before = (watching.folder / "cards.txt").stat()
    other = LINES.replace(b"ABCD", b"ABCC")
    watching.write("cards.txt", other)
    os.utime(watching.folder / "cards.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert watching.look(3) == [sha(other)]
    assert spool.deliveries()[-1].again == sha(LINES)


def test_after_a_restart_what_was_taken_is_not_taken_again(watching):
    watching.write("cards.txt", LINES)
    watching.look(2)
    watching.again()
    assert watching.look(4) == []


def test_a_folder_that_is_away_is_looked_for_again(watching, tmp_path):
    watching.write("cards.txt", LINES)
    watching.folder.rename(tmp_path / "pulled")
    assert watching.look(2) == []
    assert str(watching.folder) in watching.folders.away
    (tmp_path / "pulled").rename(watching.folder)
    assert watching.look(2) == [sha(LINES)]
    assert watching.folders.away == {}


def test_nothing_is_written_renamed_or_removed_in_a_watched_folder(watching):
    (watching.folder / "inside").mkdir()
    watching.write("cards.txt", LINES)
    watching.write("half.dbf", dbf(9, 3))
    for path in watching.folder.iterdir():
        path.chmod(stat.S_IREAD | (stat.S_IEXEC if path.is_dir() else 0))
    watching.folder.chmod(stat.S_IREAD | stat.S_IEXEC)
    before = {path.name: path.lstat()[:-3] for path in watching.folder.iterdir()}
    assert watching.look(6) == [sha(LINES)]
    assert {path.name: path.lstat()[:-3] for path in watching.folder.iterdir()} == before
    watching.folder.chmod(stat.S_IRWXU)


def test_a_file_that_another_program_holds_is_waited_for(watching, monkeypatch):
    watching.write("cards.txt", LINES)

    def held(*_):
        raise PermissionError

    monkeypatch.setattr(watching.folders, "_end", held)
    assert watching.look(3) == []
    assert watching.why("cards.txt") == "in-use"
    monkeypatch.undo()
    assert watching.look(2) == [sha(LINES)]


def test_a_disk_that_takes_no_copy_is_told_and_tried_again(watching, monkeypatch):
    watching.write("cards.txt", LINES)

    def full(_path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(watching.spool.disk, "create", full)
    assert watching.look(3) == []
    assert watching.why("cards.txt") == "not-copied"
    monkeypatch.undo()
    assert watching.look(1) == [sha(LINES)]


def test_what_tells_whether_a_file_is_whole_sees_both_its_ends(watching):
    seen = []

    def ends(head, tail, size, name):
        seen.append((head[:4], tail[-4:], size, name))
        return Whole.WHOLE

    watching.folders._ends = ends
    data = b"head" + bytes(200_000) + b"tail"
    watching.write("big.bin", data)
    watching.look(2)
    assert set(seen) == {(b"head", b"tail", len(data), "big.bin")}


def test_a_file_from_a_clock_that_was_never_set_is_taken_like_any_other(watching):
    watching.write("cards.txt", LINES)
    os.utime(watching.folder / "cards.txt", (10**10, 10**10))
    assert watching.look(2) == [sha(LINES)]
    assert watching.look(3) == []


@pytest.mark.parametrize("name", ["第一场　01.txt", "a\u00a0b.txt", "读卡\u200b.txt"])
def test_a_name_with_spaces_of_any_kind_is_taken(watching, name):
    watching.write(name, b"0360261 ABCD\r\n" * 20)
    watching.look(8)
    assert watching.names() == [name]


def test_a_file_that_goes_before_it_was_copied_is_told_until_it_is_back(watching):
    watching.write("b.txt", b"0360261 ABCD\r\n" * 20)
    watching.look(1)
    (watching.folder / "b.txt").unlink()
    watching.look(3)
    assert watching.why("b.txt") == "gone"
    watching.write("b.txt", b"0360261 ABCD\r\n" * 20)
    watching.look(8)
    assert (watching.names(), dict(watching.folders.waiting)) == (["b.txt"], {})


def test_a_file_that_only_gets_its_final_name_is_not_missed(watching):
    watching.write("new.txt", b"0360261 ABCD\r\n" * 20)
    watching.look(1)
    (watching.folder / "new.txt").rename(watching.folder / "K1.txt")
    watching.look(8)
    assert (watching.names(), dict(watching.folders.waiting)) == (["K1.txt"], {})


def test_a_file_whose_time_a_power_cut_lost_and_that_is_taken_away_was_taken_all_the_same(watching, spool):
    watching.write("K1.txt", LINES)
    watching.look(3)
    spool._db.execute("UPDATE sighting SET size = -1, changed = -1")  # as after a cut between its name and the note
    watching.again()
    watching.look(1)
    assert watching.why("K1.txt") == "settling"
    (watching.folder / "K1.txt").unlink()
    watching.look(2)
    assert watching.folders.waiting == {}


def test_a_file_whose_copy_went_bad_and_that_is_taken_away_is_missed(watching, spool):
    watching.write("K1.txt", LINES)
    watching.look(3)
    spool.look_again(sha(LINES))
    watching.again()
    watching.look(1)
    (watching.folder / "K1.txt").unlink()
    watching.look(2)
    assert watching.why("K1.txt") == "gone"


def test_a_file_that_was_exported_anew_and_is_taken_away_before_it_was_copied_is_missed(watching):
    watching.write("K1.txt", LINES)
    watching.look(3)
    watching.write("K1.txt", LINES.replace(b"A", b"B"))
    os.utime(watching.folder / "K1.txt", (2_000_000_000, 2_000_000_000))
    watching.look(1)
    (watching.folder / "K1.txt").unlink()
    watching.look(1)
    assert watching.why("K1.txt") == "gone"


def test_folders_inside_a_watched_one_are_named_and_not_looked_into(watching, tmp_path):
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "far.txt").write_bytes(LINES)
    (watching.folder / "20261122").mkdir()
    (watching.folder / "20261122" / "near.txt").write_bytes(LINES)
    (watching.folder / "link").symlink_to(tmp_path / "else")
    watching.write("K1.txt", LINES + LINES)
    assert watching.look(3) == [sha(LINES + LINES)]
    assert watching.folders.inner == {str(watching.folder): ("20261122", "link")}


def test_of_folders_inside_a_watched_one_the_newest_is_named_first(watching):
    for day in (21, 22, 23):
        (watching.folder / f"202611{day}").mkdir()
        os.utime(watching.folder / f"202611{day}", (1_700_000_000 + day, 1_700_000_000 + day))
    watching.look(3)
    assert watching.folders.inner == {str(watching.folder): ("20261123", "20261122", "20261121")}


def test_a_share_that_goes_away_keeps_what_was_seen_there_and_is_gone_on_with(watching, tmp_path):
    watching.write("taken.txt", LINES)
    assert watching.look(2) == [sha(LINES)]
    watching.write("seen.txt", LINES + LINES)
    watching.look(1)
    watching.folder.rename(tmp_path / "server")
    watching.look(3)
    assert str(watching.folder) in watching.folders.away
    assert watching.why("seen.txt") == "settling", "the folder is missing, not the file"
    (tmp_path / "server").rename(watching.folder)
    assert watching.look(2) == [sha(LINES + LINES)]
    assert (watching.folders.away, watching.folders.waiting) == ({}, {})


def test_a_share_whose_empty_mount_point_stays_is_gone_on_with_and_nothing_is_brought_twice(watching, tmp_path):
    watching.write("taken.txt", LINES)
    watching.look(2)
    watching.write("seen.txt", LINES + LINES)
    watching.look(1)
    watching.folder.rename(tmp_path / "server")
    watching.folder.mkdir()
    watching.look(2)
    assert watching.why("seen.txt") == "gone"
    watching.folder.rmdir()
    (tmp_path / "server").rename(watching.folder)
    assert watching.look(3) == [sha(LINES + LINES)]
    assert watching.folders.waiting == {}


@pytest.mark.parametrize("times", [1, 4])
def test_a_file_that_its_writer_has_locked_is_not_yet_taken(watching, monkeypatch, times):
    watching.write("cards.txt", LINES)
    opened = Path.open

    def locked(path, *args, **more):
        if path.name == "cards.txt":
            raise PermissionError(13, "The process cannot access the file")
        return opened(path, *args, **more)

    monkeypatch.setattr(Path, "open", locked)
    assert watching.look(1 + times) == []
    assert watching.why("cards.txt") == "in-use"
    monkeypatch.undo()
    assert watching.look(1) == [sha(LINES)]


def test_a_file_that_is_locked_between_look_and_copy_is_tried_again(watching, monkeypatch):
    watching.write("cards.txt", LINES)

    def locked(*_):
        raise PermissionError(13, "The process cannot access the file")

    monkeypatch.setattr(watching.folders, "_copied", locked)
    assert watching.look(3) == []
    assert watching.why("cards.txt") == "not-copied"
    monkeypatch.undo()
    assert watching.look(1) == [sha(LINES)]
    assert not list(watching.spool.cards.glob("*.part"))
