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
from tests.practical_day import CANDIDATES, SHEET, accepted, number


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


@pytest.fixture
def two_levels(workshop, device):
    """Candidate 2 is of level 3; call it to give that level a scheme: the same item a, another b, and e of its own."""
    seated = [one | {"level": 3 if one["seat"] == 2 else 4} for one in CANDIDATES]
    accepted(workshop.take("candidates", seated))
    first, second = SHEET["items"][:2]
    own = [second | {"name": "坡口清理"}, second | {"id": "e", "name": "检修方案"}]
    items = [first | {"full": 6000}, *(one | {"full": 2000} for one in own)]
    chief = device("tablet")

    def state():
        chief.sign_in(1)
        accepted(chief.hand("practical.scheme", SHEET | {"level": 3, "items": items}))

    return state


@pytest.fixture
def two_schemes(two_levels):
    two_levels()


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


@pytest.mark.parametrize("said", ["坡口清理", "接线工艺", "b", "检修方案", "d"])
def test_an_item_of_one_level_alone_is_not_told_of_a_card_that_may_show_both(
    two_schemes, two_at_work, brought, rows, said
):
    with pytest.raises(AssertionError, match=f"评分项 {said} 不是这里各工种、等级都有的.*指定只有一个工种、等级的考场"):
        brought("09:10", more=("--item", said))
    assert rows("evidence") == {}


def test_an_item_that_is_the_same_to_all_is_told_of_everybody(two_schemes, two_at_work, brought, rows):
    assert brought("09:10", "10:30", more=("--item", "导线连接"))["given"] == 2
    assert {row["candidate"]: row["item"] for row in rows("evidence").values()} == {number(1): "a", number(2): "a"}


def test_a_file_goes_to_its_candidate_without_an_item_that_is_another_one_there(two_levels, two_at_work, brought, rows):
    brought("09:45", more=("--item", "接线工艺"))  # may be both candidates'
    two_levels()
    again = brought("09:45", more=("--station", station(rows, 2)))
    assert (again["sent"], again["given"], again["refused"]) == (0, 1, [])
    (kept,) = rows("evidence").values()
    assert (kept["candidate"], kept["item"]) == (number(2), None)


def test_a_file_goes_to_a_candidate_who_has_no_such_item_all_the_same(two_levels, two_at_work, brought, rows):
    assert brought("10:30", more=("--item", "故障排除"))["given"] == 1
    (kept,) = rows("evidence").values()
    assert (kept["candidate"], kept["item"]) == (number(2), None)
