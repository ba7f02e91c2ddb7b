"""What a station is told of files that the hub has and could not use: the newest, and whether that is all."""

from datetime import UTC, datetime

import pytest

from server.web import reader
from server.web.card_parser import CardParser
from tests.practical_day import accepted
from tests.reading_room import CHECKER, Room, prepare_reading
from tests.web.test_inflow import hand_in

FILES = (b"no card file\r\n", b"nor this\r\n", b"nor that\r\n")


@pytest.fixture
def told(day, hub, client, device):
    """The hashes a station is told of, and whether there are more, after it brought ``FILES``."""
    station = device("reader")
    for data in FILES:
        assert hand_in(client, station, data).status_code == 201
    CardParser(hub).work()
    beat = {"station": "3", "folders": [], "seen": 3, "received": 3, "waiting": 0, "refused": []}

    def ask():
        said = beat | {"clock": datetime.now(UTC).isoformat()}
        answer = client.post("/api/reader/heartbeat", json=said, headers=station.headers).json
        return len(answer["unused"]), answer["cut"]

    return ask


@pytest.mark.parametrize(("most", "expected"), [(4, (3, False)), (3, (3, False)), (2, (2, True))])
def test_a_station_is_told_whether_it_hears_of_all(told, monkeypatch, most, expected):
    monkeypatch.setattr(reader, "MOST_UNUSED", most)
    assert told() == expected


def test_a_station_is_told_that_two_people_put_its_file_aside(day, hub, client, device):
    chief, station = device("tablet"), device("reader")
    room = Room(hub, day, station, chief, prepare_reading(day, chief))
    wrong = room.bring(FILES[0], "wrong.txt")
    beat = {"station": "3", "folders": [], "seen": 1, "received": 1, "waiting": 0, "refused": []}

    def told():
        said = beat | {"clock": datetime.now(UTC).isoformat(), "plan": day.plan}
        return client.post("/api/reader/heartbeat", json=said, headers=station.headers).json["unused"]

    assert [one["state"] for one in told()] == ["refused"]
    accepted(room.propose(f"aside/-/{wrong[:12]}", "drop-file", reason="查明不是本场读卡文件"))
    assert [one["state"] for one in told()] == ["refused"], "one person alone"
    accepted(room.settle(f"aside/-/{wrong[:12]}", by=CHECKER))
    assert told() == [{"sha256": wrong, "state": "dropped", "says": "查明不是本场读卡文件"}]
