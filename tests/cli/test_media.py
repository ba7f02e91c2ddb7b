"""``kaowu media``: cards of cameras and camcorders brought in, once, by whom, for whom; the card stays as it was."""

import errno
import hashlib
import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.cli.client import Problem, open_hub
from server.cli.media import bring, reading, sending, whose
from server.cli.media import card as camera_card
from server.config import Config
from server.desk.evidence import space
from server.domain.evidence.card import Clock, Turn, imported_id
from server.domain.evidence.piece import Place
from server.domain.policy import JIANGXI
from server.store import custody
from tests.cli.conftest import Shell
from tests.cli.test_labels import CANDIDATES, ROOMS
from tests.imaging import files as media
from tests.running import plan_text, serving, staff_text, until

NINE = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
PATIENCE = 60


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """The data folder of the small plan with two rooms, six candidates and three people."""
    data, files = (tmp_path_factory.mktemp("imported") / name for name in ("data", "files"))
    files.mkdir()
    texts = {"plan.yaml": plan_text(), "staff.csv": staff_text(3), "rooms.csv": ROOMS, "candidates.csv": CANDIDATES}
    for name, text in texts.items():
        (files / name).write_text(text, "utf-8")
    result = Shell(data, {"KAOWU_DATA": str(data)}).run("import", files)
    assert result.exit_code == 0, result.output
    return data


@pytest.fixture
def ready(shell, imported):
    shutil.copytree(imported, shell.data)
    return shell


@pytest.fixture
def numbers():
    """Admission numbers of the six candidates."""
    return [line.split(",")[0] for line in CANDIDATES.splitlines()[1:]]


@pytest.fixture
def card(tmp_path):
    """A camera's card: two photos of 09:30 and 10:40 by its clock, a camcorder's film, and what is not ours."""
    folder = tmp_path / "card"
    camera, film = folder / "DCIM" / "100CANON", folder / "PRIVATE" / "AVCHD" / "BDMV" / "STREAM"
    for one in (camera, film, folder / "MISC"):
        one.mkdir(parents=True)
    for name, taken in (("IMG_0001.JPG", "2026:11:22 09:30:00"), ("IMG_0002.JPG", "2026:11:22 10:40:00")):
        (camera / name).write_bytes(media.photo(media.scene(640, 480), exif=media.exif(taken=taken, serial="0330")))
    (camera / "MVI_0003.THM").write_bytes(media.photo(media.scene(64, 48)))
    stream = media.filmed(tmp_path / "a.ts", "MPG2").read_bytes()
    (film / "00000.MTS").write_bytes(media.avchd(stream))
    (folder / "MISC" / "AUTPRINT.MRK").write_text("x")
    (camera / "IMG_0004.CR2").write_bytes(b"II*\0" + b"\0" * 400)
    at = (NINE + timedelta(minutes=35, seconds=2)).timestamp()
    os.utime(film / "00000.MTS", (at, at))
    return folder


@pytest.fixture
def at_work(monkeypatch, numbers):
    """Two candidates followed one another at station 3: 09:00 to 10:00, 10:10 to 11:10."""

    def turn(number, began, ended):
        return Turn("S1", "101", "3", number, NINE + timedelta(minutes=began), NINE + timedelta(minutes=ended))

    monkeypatch.setattr(whose, "turns", lambda _hub, _plan: [turn(numbers[0], 0, 60), turn(numbers[1], 70, 130)])


def brought(shell, card, *words):
    return shell.run("media", "import", card, "--importer", "B0000", *words)


def evidence(shell):
    with open_hub(Config(shell.data, f"sqlite:///{shell.data / 'kaowu.db'}")) as hub:
        return {Path(row["source"]["name"]).name: row for row in hub.rows("evidence")}


def everything(folder):
    """Every byte and every time of a folder."""
    return {
        path: (path.lstat().st_mtime_ns, path.lstat().st_mode, path.read_bytes() if path.is_file() else None)
        for path in sorted(folder.rglob("*"))
    }


def test_a_card_is_taken_with_camera_time_hash_importer_and_candidate(ready, card, at_work, numbers):
    result = brought(ready, card, "--station", "3")
    assert result.exit_code == 0, result.output
    assert "已导入 3 份" in result.output
    assert "归到考生 3 份" in result.output
    found = evidence(ready)
    photo, film = found["IMG_0001.JPG"], found["00000.MTS"]
    assert (photo["begun"], photo["by"], photo["station"]) == ("2026-11-22T09:30:00.000+08:00", 1, "3")
    assert photo["source"] | {"name": ""} == {
        "kind": "camera", "make": "Canon", "model": "EOS 80D", "serial": "0330", "name": "",
    }  # fmt: skip
    original = card / "DCIM" / "100CANON" / "IMG_0001.JPG"
    assert photo["sha256"] == hashlib.sha256(original.read_bytes()).hexdigest()
    assert (film["media"], film["source"]["kind"]) == ("video", "camcorder")
    assert film["begun"].startswith("2026-11-22T09:35:0")
    assert [found[name]["candidate"] for name in ("IMG_0001.JPG", "00000.MTS", "IMG_0002.JPG")] == [
        numbers[0], numbers[0], numbers[1],
    ]  # fmt: skip


def test_films_and_photos_copied_from_a_card_are_given_by_the_times_they_tell_themselves(
    ready, tmp_path, at_work, numbers
):
    copied = tmp_path / "copied"  # by a computer: the list of files tells when they were copied
    copied.mkdir()
    (copied / "00001.MTS").write_bytes(media.dated_stream("02 18 10 20 26 11 19 22 09 40 00"))
    media.dated_avi(copied / "MVI_0002.AVI", b"Sun Nov 22 10:45:00 2026")
    (copied / "IMG_0003.HEIC").write_bytes(media.HEIC.read_bytes())
    result = json.loads(brought(ready, copied, "--station", "3", "--json").output)
    told = {one["file"]: (one["told"], one["begun"], one["candidates"]) for one in result["files"]}
    assert told == {
        "00001.MTS": ("container", "2026-11-22T01:40:00+00:00", [numbers[0]]),
        "MVI_0002.AVI": ("container", "2026-11-22T02:45:00+00:00", [numbers[1]]),
        "IMG_0003.HEIC": ("exif", "2026-11-21T01:30:15+00:00", []),
    }


def test_what_is_no_photo_or_film_is_named_or_passed_over(ready, card):
    result = json.loads(brought(ready, card, "--json").output)
    assert [one["file"] for one in result["files"]] == [
        "DCIM/100CANON/IMG_0001.JPG",
        "DCIM/100CANON/IMG_0002.JPG",
        "PRIVATE/AVCHD/BDMV/STREAM/00000.MTS",
    ]
    assert [one["name"] for one in result["left"]] == ["DCIM/100CANON/IMG_0004.CR2", "DCIM/100CANON/MVI_0003.THM"]
    said = brought(ready, card, "--dry-run").output
    assert "- DCIM/100CANON/MVI_0003.THM：相机自己存的小图" in said
    assert "AUTPRINT" not in said


def test_the_same_card_again_or_under_other_names_is_taken_once(ready, card, at_work):
    assert brought(ready, card, "--station", "3").exit_code == 0
    shutil.move(card / "DCIM", card / "DCIM2")
    (card / "copy.JPG").write_bytes((card / "DCIM2" / "100CANON" / "IMG_0001.JPG").read_bytes())
    again = brought(ready, card, "--station", "3")
    assert again.exit_code == 0, again.output
    assert "已导入 0 份" in again.output
    assert "主机早已有 4 份" in again.output
    assert "归到考生 0 份" in again.output
    assert len(evidence(ready)) == 3


def test_what_another_device_announced_and_never_sent_is_still_brought(card):
    data = (card / "DCIM" / "100CANON" / "IMG_0001.JPG").read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    announced = {"evidence": imported_id(2110, sha256), "state": "announced", "device": "tablet", "sha256": sha256}
    known = reading.known_of([announced], "office")
    (found,) = [one for one in _read(card, known) if one.sha256 == sha256]
    assert found.new
    assert found.evidence != announced["evidence"]
    for state, device, new in (("equal", "tablet", False), ("announced", "office", False), ("interrupted", "t", True)):
        known = reading.known_of([announced | {"state": state, "device": device}], "office")
        (found,) = [one for one in _read(card, known) if one.sha256 == sha256]
        assert (found.new, found.evidence == announced["evidence"]) == (new, not new)


def test_what_another_device_is_sending_is_named_and_not_said_to_be_there(card):
    data = (card / "DCIM" / "100CANON" / "IMG_0001.JPG").read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    row = {"evidence": "e", "state": "arriving", "device": "tablet", "sha256": sha256}
    found = reading.read(card, 2110, reading.known_of([row], "office"), Clock("Asia/Shanghai"))
    assert found.coming == ["DCIM/100CANON/IMG_0001.JPG"]
    assert sha256 not in {one.sha256 for one in found.taken}


def _read(card, known):
    return reading.read(card, 2110, known, Clock("Asia/Shanghai")).taken


def test_the_card_stays_as_it_was(ready, card):
    for path in [*card.rglob("*"), card]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = everything(card)
    try:
        assert brought(ready, card).exit_code == 0
        assert everything(card) == before
    finally:
        for path in [card, *card.rglob("*")]:
            path.chmod(0o755)


def test_a_look_takes_nothing_and_tells_whose_each_file_would_be(ready, card, at_work, numbers):
    result = brought(ready, card, "--dry-run", "--json")
    assert result.exit_code == 0, result.output
    told = {Path(one["file"]).name: (one["whose"], one["candidates"]) for one in json.loads(result.output)["files"]}
    assert told["IMG_0001.JPG"] == ("one", numbers[:1])
    assert told["IMG_0002.JPG"] == ("one", numbers[1:2])
    assert evidence(ready) == {}


def test_a_clock_that_is_ahead_is_put_back_before_anything_is_given(ready, card, at_work, numbers):
    result = json.loads(brought(ready, card, "--clock-off", "+01:05:00", "--json").output)
    told = {Path(one["file"]).name: one["whose"] for one in result["files"]}
    assert told["IMG_0001.JPG"] == "nobody"
    found = evidence(ready)
    assert found["IMG_0002.JPG"]["candidate"] == numbers[0]
    assert found["IMG_0002.JPG"]["begun"].startswith("2026-11-22T09:35:00")
    assert found["IMG_0001.JPG"]["candidate"] is None


def test_what_may_be_two_candidates_is_left_to_a_person_and_named(ready, card, monkeypatch, numbers):
    both = [Turn("S1", "101", station, numbers[int(station)], NINE, NINE + timedelta(hours=2)) for station in "34"]
    monkeypatch.setattr(whose, "turns", lambda _hub, _plan: both)
    result = brought(ready, card)
    assert "归到考生 0 份" in result.output
    assert "IMG_0001.JPG（11-22 09:30:00，照片自带时间）：可能是几位考生（2 人：101 3、101 4）" in result.output
    assert all(row["candidate"] is None for row in evidence(ready).values())
    later = brought(ready, card, "--station", "4")
    assert "归到考生 3 份" in later.output
    assert {row["candidate"] for row in evidence(ready).values()} == {numbers[4]}


def test_a_torn_photo_is_taken_and_named_and_costs_no_other(ready, card):
    torn = card / "DCIM" / "100CANON" / "IMG_0002.JPG"
    torn.write_bytes(torn.read_bytes()[:9000])
    (card / "DCIM" / "100CANON" / "IMG_0005.JPG").write_bytes(b"")
    result = brought(ready, card)
    assert result.exit_code == 1
    assert "IMG_0002.JPG：不完整或已损坏，照原样收" in result.output
    assert "IMG_0005.JPG：是空文件" in result.output
    assert set(evidence(ready)) == {"IMG_0001.JPG", "IMG_0002.JPG", "00000.MTS"}


def test_a_folder_that_cannot_be_read_is_named_and_costs_no_other(ready, card, monkeypatch):
    broken, listed = card / "DCIM" / "101CANON", os.scandir
    broken.mkdir()
    (broken / "IMG_0009.JPG").write_bytes(media.photo())

    def scandir(path):
        if Path(path) == broken:
            raise OSError(errno.EIO, "Input/output error", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    result = brought(ready, card)
    assert result.exit_code == 1, result.output
    assert "已导入 3 份" in result.output
    assert "! DCIM/101CANON/：文件夹读不出（Input/output error），里面的都没有收" in result.output
    assert set(evidence(ready)) == {"IMG_0001.JPG", "IMG_0002.JPG", "00000.MTS"}


def test_a_file_the_hub_does_not_take_costs_no_other(ready, card, monkeypatch):
    def full(hub, path, *told):
        if path.name == "IMG_0001.JPG":
            raise Problem("磁盘空间不足")
        return sending.send(hub, path, *told)

    monkeypatch.setattr(bring, "send", full)
    result = brought(ready, card)
    assert result.exit_code == 1
    assert "IMG_0001.JPG：磁盘空间不足" in result.output
    assert set(evidence(ready)) == {"IMG_0002.JPG", "00000.MTS"}


def test_of_a_card_a_session_gets_no_more_than_it_may_have_and_the_rest_is_taken_once_there_is_room(
    ready, card, monkeypatch
):
    size = sum(path.stat().st_size for path in card.rglob("*") if path.suffix in (".JPG", ".MTS"))
    monkeypatch.setattr(custody, "policy", lambda *_: replace(JIANGXI, media_quota=1))
    monkeypatch.setattr(space, "GB", size - 1)
    result = brought(ready, card, "--session", "S1")
    assert result.exit_code == 1
    assert "00000.MTS：场次 理论 的影像连同登记待传的共" in result.output
    before = evidence(ready)
    assert set(before) == {"IMG_0001.JPG", "IMG_0002.JPG"}
    monkeypatch.setattr(space, "GB", size)
    again = brought(ready, card, "--session", "S1")
    assert again.exit_code == 0, again.output
    assert "已导入 1 份" in again.output
    after = evidence(ready)
    assert len(after) == 3
    assert {name: after[name]["evidence"] for name in before} == {name: row["evidence"] for name, row in before.items()}


def test_of_a_full_card_only_some_files_are_looked_at_ahead(card, monkeypatch):
    monkeypatch.setattr(reading, "AHEAD", 1)
    waiting = []

    class Shop:
        def submit(self, path, _wanted):
            waiting.append(path)
            return path

    files = [one for one in camera_card.found(card) if not isinstance(one, camera_card.Left)]
    given = reading._looking(Shop(), files)
    assert next(given) == (files[0], files[0].path)
    assert len(waiting) == 2
    assert [file for file, _ in given] == files[1:]


def test_a_place_a_plan_or_an_importer_nobody_knows_is_told_before_anything_is_sent(ready, card):
    for words, said in (
        (("--session", "S9"), "没有场次 S9；应为 S1、S2"),
        (("--room", "999"), "没有考场 999；应为 101、102"),
        (("--plan", "1"), "没有编号为 1 的计划"),
        (("--importer", "B9999"), "没有工号 B9999"),
    ):
        result = brought(ready, card, *words)
        assert result.exit_code == 1
        assert said in result.output
    assert evidence(ready) == {}


def test_a_station_that_is_not_there_is_refused_and_those_there_are_named(ready, card, at_work):
    result = brought(ready, card, "--station", "工位3")
    assert result.exit_code == 1
    assert "没有工位“工位3”；应为 考场 101：3。机器没有固定在一个工位的，不写 --station" in result.output
    assert evidence(ready) == {}


def test_the_stations_of_a_place_are_those_of_its_lots_and_where_candidates_worked(monkeypatch):
    def lots(session, room, *stations, out=()):
        return {
            "plan": 7,
            "session": session,
            "room": room,
            "stations": stations,
            "out": [{"station": one} for one in out],
        }

    class Rows:
        def rows(self, kind):
            return (
                [lots("S1", "101", "1", "2", out="3"), lots("S2", "101", "9"), lots("S1", "102", "A")]
                if kind == "lots"
                else []
            )

    began = [
        Turn("S1", "101", "0", "a", NINE, None),
        Turn("S1", "101", "2", "b", NINE, None),
        Turn("S1", "103", None, "c", NINE, None),
    ]
    monkeypatch.setattr(whose, "turns", lambda _hub, _plan: began)
    assert whose.stations(Rows(), 7, Place("S1", None)) == {"101": ["1", "2", "3", "0"], "102": ["A"]}
    assert whose.stations(Rows(), 7, Place("S2", "101")) == {"101": ["9"]}
    assert whose.stations(Rows(), 8, Place("S2")) == {}


def test_where_no_stations_were_drawn_one_is_noted_with_a_warning_and_later_it_is_said_what_was_not_given(
    ready, card, request
):
    early = brought(ready, card, "--station", "工位3")
    assert early.exit_code == 0, early.output
    assert "这里还没有抽工位签，工位“工位3”对不上考生" in early.stderr
    request.getfixturevalue("at_work")
    later = brought(ready, card, "--station", "3")
    assert later.exit_code == 1
    assert "归到考生 0 份" in later.output
    for name in ("DCIM/100CANON/IMG_0001.JPG", "PRIVATE/AVCHD/BDMV/STREAM/00000.MTS"):
        assert f"✕ {name}：主机上记在 工位3，拍摄时在操作的却是 S1 101 3 的考生，没有归到考生" in later.output
    assert {row["station"] for row in evidence(ready).values()} == {"工位3"}


def test_who_imports_has_to_be_named(ready, card):
    result = ready.run("media", "import", card, "--station", "3")
    assert result.exit_code == 2
    assert "--importer B0001" in result.output


def test_a_clock_that_says_nothing_is_bad_usage(ready, card):
    result = brought(ready, card, "--clock-off", "3 分钟")
    assert result.exit_code == 2
    assert "+00:03:10" in result.output


def test_by_the_running_hub_every_file_arrives_equal(ready, card):
    (card / "film.webm").write_bytes(media.WEBM.read_bytes())
    with serving(ready.data) as hub:
        result = brought(ready.at(hub), card)
        assert result.exit_code == 0, result.output
        config = Config(ready.data, f"sqlite:///{ready.data / 'kaowu.db'}", local_port=hub.port)

        def states():
            with open_hub(config) as running:
                return {row["state"] for row in running.rows("evidence")}

        until(lambda: states() == {"equal"}, PATIENCE, "the hub's look at what came")
