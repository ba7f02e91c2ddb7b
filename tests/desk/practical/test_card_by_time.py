"""A camera's card and what happened at the stations: files find their candidates by the times that assessors noted."""

import json
from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from werkzeug.test import Client as WsgiClient

from server.cli import group
from server.cli.client import Hub, in_process
from server.cli.media import bring
from tests.imaging import files
from tests.practical_day import accepted, number


@pytest.fixture
def brought(hub, app, config, tmp_path, monkeypatch):
    """Bring a card of photos taken at these times (``HH:MM`` by the camera's clock); returns what the command told."""

    @contextmanager
    def opened(_settings):
        yield Hub(config, in_process(WsgiClient(app)), hub.keys)

    monkeypatch.setattr(bring, "open_hub", opened)

    def run(*times, more=()):
        card = tmp_path / "DCIM"
        card.mkdir(exist_ok=True)
        for at in times:
            said = files.exif(taken=f"2026:11:22 {at}:00")
            (card / f"{at.replace(':', '')}.JPG").write_bytes(files.photo(files.scene(80, 60), exif=said))
        words = [
            "media",
            "import",
            str(card.parent),
            "--importer",
            "G001",
            "--session",
            "E1",
            "--room",
            "M1",
            "--json",
        ]
        result = CliRunner().invoke(group, [*words, *more], env={"KAOWU_DATA": str(config.data)})
        assert result.exit_code == 0, result.output
        return json.loads(result.output)

    return run


@pytest.fixture
def two_at_work(stations, clock):
    """Candidate 1 works from 09:00 to 10:00; candidate 2 from 09:30, and nobody noted until when."""
    accepted(stations.lay())
    for seat in (1, 2):
        accepted(stations.draw(seat, seat))
        accepted(stations.identify(seat))
    clock.at("09:00")
    accepted(stations.begin(1))
    clock.at("09:30")
    accepted(stations.begin(2))
    clock.at("10:00")
    accepted(stations.end(1))
    clock.at("12:30")


def station(rows, seat):
    return rows("practical")[f"20261122/E1/M1/{number(seat)}"]["station"]


def test_photos_find_their_candidates_and_what_may_be_both_is_left(two_at_work, brought, rows):
    told = brought("09:10", "09:45", "10:30")
    assert [(one["whose"], one["candidates"]) for one in told["files"]] == [
        ("one", [number(1)]),
        ("several", [number(1), number(2)]),
        ("one", [number(2)]),
    ]
    assert (told["sent"], told["given"]) == (3, 2)
    kept = {row["source"]["name"]: row for row in rows("evidence").values()}
    assert kept["DCIM/0910.JPG"]["candidate"] == number(1)
    assert kept["DCIM/0910.JPG"]["station"] == station(rows, 1)
    assert kept["DCIM/0945.JPG"]["candidate"] is None


def test_the_cards_station_decides_what_time_alone_does_not(two_at_work, brought, rows):
    told = brought("09:45", more=("--station", station(rows, 2)))
    assert told["given"] == 1
    (kept,) = rows("evidence").values()
    assert (kept["candidate"], kept["station"]) == (number(2), station(rows, 2))


def test_what_was_brought_before_anybody_worked_is_given_when_the_card_comes_again(
    workshop, stations, clock, brought, rows
):
    assert brought("09:10")["given"] == 0
    accepted(stations.lay())
    accepted(stations.draw(1, 1))
    accepted(stations.identify(1))
    clock.at("09:00")
    accepted(stations.begin(1))
    again = brought("09:10")
    assert (again["sent"], again["given"]) == (0, 1)
    (kept,) = rows("evidence").values()
    assert kept["candidate"] == number(1)


def test_a_card_states_the_item_by_its_name_and_keeps_it_when_its_files_find_their_candidates(
    two_at_work, brought, rows
):
    told = brought("09:10", "09:45", more=("--item", "接线工艺"))
    assert (told["sent"], told["given"]) == (2, 1)
    assert {row["item"] for row in rows("evidence").values()} == {"b"}


def test_an_item_that_no_scheme_has_is_told_before_anything_is_sent(two_at_work, brought, rows):
    with pytest.raises(AssertionError, match="评分方案里没有评分项 焊接，或不止一项；应为编号或名称：a 导线连接"):
        brought("09:10", more=("--item", "焊接"))
    assert rows("evidence") == {}
