"""An upload is given up while somebody still writes it: what was completed or announced meanwhile stays."""

import pytest

from server.web.writers import Writers
from tests.evidence_day import TUS, attached, new_id


@pytest.fixture
def meanwhile(monkeypatch):
    """What happens while whoever writes is cut off."""
    happens, really = [], Writers.settle

    def settle(writers, *args, at_once=False):
        if at_once and happens:
            happens.pop()()
        return really(writers, *args, at_once=at_once)

    monkeypatch.setattr(Writers, "settle", settle)
    return happens


@pytest.fixture
def announcement(filming):
    """The announcement of a photo, not handed in yet."""
    return filming.device.make("evidence.attach", attached(new_id()))


def give_up(filming, place):
    answer = filming.client.delete(place, headers=TUS | filming.device.headers)
    return answer.status_code, answer.json and answer.json["error"]["code"]


def content(filming, place):
    return filming.client.get(place, headers=filming.device.headers).data


def test_what_was_completed_meanwhile_and_belongs_to_a_fact_stays(filming, announcement, meanwhile):
    place = filming.begin(announcement.raw["id"], 5, b"123")
    meanwhile.append(lambda: filming.append(place, 3, b"45"))
    assert give_up(filming, place) == (403, "upload-complete")
    assert content(filming, place) == b"12345"


def test_what_was_announced_meanwhile_stays(filming, announcement, meanwhile):
    place = filming.begin(announcement.raw["id"], 5, b"123")
    meanwhile.append(lambda: filming.device.send(announcement))
    status, code = give_up(filming, place)
    assert (status // 100, code) == (4, "upload-announced")
    assert content(filming, place) == b"123"


def test_of_which_nothing_was_heard_meanwhile_goes(filming, announcement, meanwhile):
    place = filming.begin(announcement.raw["id"], 5, b"123")
    meanwhile.append(lambda: filming.append(place, 3, b"4"))
    assert give_up(filming, place) == (204, None)
    assert filming.client.head(place, headers=TUS | filming.device.headers).status_code == 404
