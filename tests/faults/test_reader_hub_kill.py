"""The hub is killed again and again while a card-reader station brings files: each is there once, whole."""

import hashlib
import signal

import pytest

from server.store.files import Files
from tests.kiosk.reader.test_watch import Room
from tests.running import PLAN, free_ports, launch, prepare, until

FILES, KILLS = 60, 8


@pytest.mark.long
def test_a_hub_that_is_killed_while_files_come_has_each_of_them_once(tmp_path):
    morning = prepare(tmp_path / "data", staff=1, kinds=("tablet",))
    chief, ports = morning.devices["tablet"][0], free_ports()
    hub = launch(morning.data, ports=ports)
    room = Room(tmp_path / "station", tmp_path / "out")
    room.out.mkdir()
    try:
        until(lambda: "Ctrl-C" in hub.said(), 150, "the start")
        code = hub.caller(chief.token).post("/api/enrol-codes", {"kind": "reader", "name": "3"}).json["code"]
        station = room.start(hub, "--headless", "--enrol", code)
        station.until("开始监视")
        written = {}
        for kill in range(KILLS):
            for number in range(FILES // KILLS):
                name = f"{kill}-{number}.txt"
                written[name] = f"{name} ABCD\r\n".encode() * 20_000
                room.write(name, written[name])
            station.until("已送达", times=station.said.count("已送达") + 1, seconds=60)
            hub.kill()
            hub = launch(morning.data, ports=ports)
            until(lambda hub=hub: "Ctrl-C" in hub.said(), 150, "the start")
        for name in written:
            station.until(f"已送达 {name}", seconds=120)
        rows = hub.caller(chief.token).get("/api/changes?limit=5000").json["rows"]
        batches = {row["value"]["sha256"]: row["value"]["name"] for row in rows if row["kind"] == "batch"}
        assert batches == {hashlib.sha256(data).hexdigest(): name for name, data in written.items()}
        kept = Files(morning.data / "files")
        assert all(kept.read(hashlib.sha256(data).hexdigest()) == data for data in written.values())
        assert all(row["value"]["plan"] == PLAN for row in rows if row["kind"] == "batch")
        station.popen.send_signal(signal.SIGTERM)
        assert station.end() == 0
    finally:
        hub.kill()
        for popen in room.started:
            popen.kill()
            popen.wait()
