"""``kaowu-station reader watch`` against a real hub: files brought, the hub away, the program killed, its page."""

import hashlib
import http.client
import json
import os
import re
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from server.store.files import Files
from tests.kiosk.conftest import PROGRAM, Typing
from tests.running import PLAN, ROOT, free_ports, prepare, serving, until

FAST = ("--every", "0.05")


def sha(data):
    return hashlib.sha256(data).hexdigest()


def lines(text, count=20):
    return f"0360261 {text}\r\n".encode() * count


@dataclass
class Room:
    """A station's computer: its own folder, the one the machine exports to, and the programs started on it."""

    own: Path
    out: Path
    started: list = field(default_factory=list)

    def start(self, hub, *options):
        url = hub if isinstance(hub, str) else f"http://127.0.0.1:{hub.port}"
        popen = subprocess.Popen(
            [PROGRAM, "reader", "watch", self.out, "--hub", url, *FAST, *options],
            cwd=ROOT,
            env=os.environ | {"KAOWU_STATION": str(self.own)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.started.append(popen)
        return Typing(popen)

    def end(self, station):
        station.popen.send_signal(signal.SIGTERM)
        return station.end()

    def write(self, name, data):
        (self.out / name).write_bytes(data)


@pytest.fixture(scope="module")
def morning(tmp_path_factory):
    return prepare(tmp_path_factory.mktemp("morning") / "data", staff=1, kinds=("tablet",))


@pytest.fixture
def chief(morning):
    return morning.devices["tablet"][0]


@pytest.fixture(scope="module")
def hub(morning):
    with serving(morning.data) as running:
        yield running


@pytest.fixture
def room(tmp_path):
    made = Room(tmp_path / "station", tmp_path / "out")
    made.out.mkdir()
    yield made
    for popen in made.started:
        if popen.poll() is None:
            popen.kill()
            popen.wait()


@pytest.fixture
def code(chief):
    def make(hub, kind="reader"):
        return hub.caller(chief.token).post("/api/enrol-codes", {"kind": kind, "name": "读卡1号机"}).json["code"]

    return make


def rows(hub, chief, kind):
    found, after = {}, 0
    while True:
        answer = hub.caller(chief.token).get(f"/api/changes?after={after}").json
        found |= {row["key"]: row["value"] for row in answer["rows"] if row["kind"] == kind}
        after = answer["through"]
        if not answer["more"]:
            return found


def batch(hub, chief, data):
    return rows(hub, chief, "batch").get(f"{PLAN}/{sha(data)}")


def test_a_file_reaches_the_hub_untouched(hub, chief, room, code, morning):
    station = room.start(
        hub, "--headless", "--enrol", code(hub), "--name", "读卡1号机", "--station", "3", "--session", "S1"
    )
    station.until("开始监视")
    data = lines("ABCD")
    room.write("cards.txt", data)
    station.until("已送达 cards.txt")
    told = batch(hub, chief, data)
    assert (told["name"], told["size"], told["station"], told["session"]) == ("cards.txt", len(data), "3", "S1")
    assert Files(morning.data / "files").read(sha(data)) == data
    assert (room.out / "cards.txt").read_bytes() == data
    until(
        lambda: any(
            one["station"] == "3" and one["received"] == 1 for one in rows(hub, chief, "reader_station").values()
        )
    )
    assert room.end(station) == 0


def test_without_the_hub_files_are_kept_and_sent_when_it_is_back(morning, chief, room, code, hub):
    first = room.start(hub, "--headless", "--enrol", code(hub))
    first.until("开始监视")
    assert room.end(first) == 0
    (gone,) = free_ports(1)
    station = room.start(f"http://127.0.0.1:{gone}", "--headless")
    station.until("先存本机")
    data = lines("BBBB")
    room.write("cards.txt", data)
    until(lambda: list((room.own / "cards").glob("[0-9a-f]" * 64)), 30, "the spool's copy")
    (room.out / "cards.txt").unlink()
    assert room.end(station) == 1
    assert "1 个文件已存本机" in station.said
    assert batch(hub, chief, data) is None
    later = room.start(hub, "--headless")
    later.until("已送达 cards.txt")
    assert room.end(later) == 0
    assert batch(hub, chief, data)["size"] == len(data)


def test_killed_again_and_again_it_loses_nothing_and_brings_nothing_twice(hub, chief, room, code):
    station = room.start(hub, "--headless", "--enrol", code(hub))
    station.until("开始监视")
    written = []
    for turn in range(4):
        for one in range(3):
            written.append((f"k{turn}-{one}.txt", lines(f"{turn}{one}", 5000)))
            room.write(*written[-1])
        # Killed as soon as it has begun with them, at whatever point it stands then.
        until(lambda: any((room.own / "cards").iterdir()), 30, "the first copy")
        station.kill()
        station = room.start(hub, "--headless")
    for name, _data in written:
        until(lambda name=name: name in {one["name"] for one in rows(hub, chief, "batch").values()}, 60, name)
    assert room.end(station) == 0
    found = [one for one in rows(hub, chief, "batch").values() if one["name"].startswith("k")]
    assert sorted((one["name"], one["sha256"]) for one in found) == sorted((name, sha(data)) for name, data in written)
    assert [one["again"] for one in found] == [None] * len(written)


def test_a_code_for_another_kind_of_device_is_named(hub, room, code):
    station = room.start(hub, "--headless", "--enrol", code(hub, "gate"))
    assert station.end() == 1
    assert "reader 类登记码" in station.said


def test_it_does_not_watch_its_own_folder(hub, room):
    room.out = room.own / "cards"
    station = room.start(hub, "--headless")
    assert station.end() == 2
    assert "工作站自己的目录" in station.said


def test_only_one_program_uses_a_stations_folder(hub, room, code):
    first = room.start(hub, "--headless", "--enrol", code(hub))
    first.until("开始监视")
    second = room.start(hub, "--headless")
    assert second.end() == 1
    assert "正被另一个工作站程序使用" in second.said
    assert room.end(first) == 0


def test_two_stations_that_watch_one_folder_bring_each_file_once(hub, chief, room, code, tmp_path):
    other = Room(tmp_path / "other", room.out, room.started)
    stations = [one.start(hub, "--headless", "--enrol", code(hub)) for one in (room, other)]
    for station in stations:
        station.until("开始监视")
    data = lines("CCCC", 3000)
    room.write("shared.txt", data)
    for station in stations:
        station.until("已送达 shared.txt")
    assert [one["name"] for one in rows(hub, chief, "batch").values() if one["sha256"] == sha(data)] == ["shared.txt"]
    assert [one.end(station) for one, station in zip((room, other), stations, strict=True)] == [0, 0]


class Page:
    """The station's page as its own browser asks for it."""

    def __init__(self, station):
        station.until("状态页面")
        self.at = urlsplit(re.search(r"http://\S+", station.said)[0])

    def ask(self, method, path, body=None):
        line = http.client.HTTPConnection(self.at.hostname, self.at.port, timeout=20)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        line.request(method, f"{self.at.path}{path}", None if body is None else json.dumps(body), headers)
        answer = line.getresponse()
        if path == "events":
            while not (said := answer.readline()).startswith(b"data:"):
                pass
            line.close()
            return json.loads(said[5:])
        content = answer.read()
        line.close()
        return answer.status, content

    def state(self):
        return self.ask("GET", "events")


def test_the_page_tells_what_became_of_each_file(hub, room, code):
    station = room.start(hub, "--enrol", code(hub), "--station", "5")
    page = Page(station)
    station.until("开始监视")
    room.write("one.txt", lines("DDDD"))
    room.write("half.dbf", bytes([3, 126, 6, 20, 99, 0, 0, 0, 65, 0, 10, 0]) + bytes(60))
    until(lambda: (page.state()["person"], page.state()["seen"]) == (1, 2), 60, "the hub's word on the file it has")
    state = page.state()
    assert (state["station"], state["hub"]["state"]) == ("5", "on")
    files = {file["name"]: file for file in state["files"]}
    half = files["half.dbf"]
    assert (files["one.txt"]["state"], state["received"]) == ("unused", 0), "it arrived, and it is no card file"
    assert " → " in files["one.txt"]["says"]
    assert half["state"] in ("folder", "person"), "a person is called after a minute, as slow as the machine may be"
    assert "结尾" in half["says"]
    assert page.ask("POST", "force", {"folder": half["folder"], "name": "half.dbf"})[0] == 200
    station.until("已送达 half.dbf")
    assert page.ask("POST", "language", {"language": "en"})[0] == 200
    assert page.state()["language"] == "en"
    assert room.end(station) == 0


def test_without_a_page_the_terminal_says_what_the_hub_could_not_use_once_and_why(hub, room, code):
    station = room.start(hub, "--enrol", code(hub), "--headless")
    station.until("开始监视")
    room.write("nobody.txt", lines("ABBA"))
    station.until("主机未采用 nobody.txt：", seconds=60)
    room.write("other.txt", lines("BAAB"))
    station.until("主机未采用 other.txt：", seconds=60)
    assert room.end(station) == 0
    assert station.said.count("主机未采用 nobody.txt") == 1
    (told,) = [line for line in station.said.splitlines() if "主机未采用 nobody.txt" in line]
    assert " → " in told


@pytest.mark.parametrize(("path", "body"), [("force", {"folder": 1, "name": "a"}), ("force", {}), ("language", [])])
def test_the_page_can_ask_for_nothing_else(hub, room, code, path, body):
    station = room.start(hub, "--enrol", code(hub))
    page = Page(station)
    assert page.ask("POST", path, body)[0] == 400
    assert page.ask("POST", "scan", {"text": "x"})[0] == 404
    assert page.ask("GET", "../program.py")[0] == 404
    assert room.end(station) == 0
