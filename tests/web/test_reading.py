"""Who watches an upload is woken by the request that brings its last bytes, or that gives it up."""

import threading

import pytest

from server.web import reading
from tests.evidence_day import TUS
from tests.running import until

#: Seconds after which a viewer would look by itself; nobody here waits them out.
LONG = 3600.0


@pytest.fixture
def watched(filming, app, hub, monkeypatch):
    """Begin an upload of eight bytes that somebody watches; return where it is, what they hear, and their thread."""
    monkeypatch.setattr(reading, "PACE", LONG)
    place = filming.begin("of-no-fact", 8, b"0123")
    heard = []

    def watch():
        headers = {"Range": "bytes=4-", "Prefer": "wait=20"} | filming.device.headers
        heard.append(app.test_client().get(place, headers=headers, buffered=True))

    waits = threading.Thread(target=watch, daemon=True)
    waits.start()
    until(lambda: place.rpartition("/")[2] in hub.writers._listening, what="waiting")
    return place, heard, waits


def test_the_last_bytes_wake_who_watches_and_say_that_it_is_complete(watched, filming):
    place, heard, waits = watched
    assert filming.append(place, 4, b"4567").status_code == 204
    waits.join(60)
    assert [(one.status_code, one.data, one.headers["Upload-Complete"]) for one in heard] == [(206, b"4567", "?1")]


def test_who_watches_is_told_at_once_that_an_upload_was_given_up(watched, filming, client):
    place, heard, waits = watched
    assert client.delete(place, headers=TUS | filming.device.headers).status_code == 204
    waits.join(60)
    assert [one.status_code for one in heard] == [404]
