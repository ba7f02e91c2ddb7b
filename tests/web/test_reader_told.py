"""What a station is told of files that the hub has and could not use: the newest, and whether that is all."""

from datetime import UTC, datetime

import pytest

from server.web import reader
from server.web.card_parser import CardParser
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
