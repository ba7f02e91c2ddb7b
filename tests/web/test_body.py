"""In which order an upload's bytes become an answer, and what a wrong clock does to uploads."""

import base64
import errno
import hashlib
import io

import pytest

from server.domain.upload import PACE, RESERVE
from server.store import media as files
from server.store import upload as store
from server.store.media import PIECE
from server.web.body import LOOK
from tests.tus import BYTES, TUS

#: As a server says of a request that tells no length, and whose end it finds.
IN_CHUNKS = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}


@pytest.fixture
def phone(device):
    return device("phone")


def create(client, phone, length=None):
    size = {"Upload-Defer-Length": "1"} if length is None else {"Upload-Length": str(length)}
    return client.post("/api/media", headers=TUS | size | phone.headers)


def append(client, phone, place, offset, data):
    return client.patch(place, data=data, headers=BYTES | {"Upload-Offset": str(offset)} | phone.headers)


def head(client, phone, place):
    return client.head(place, headers=TUS | phone.headers)


def test_bytes_are_on_disk_before_their_offset_is_and_that_before_the_answer(client, phone, monkeypatch):
    seen, advance, flush = [], store.advance, files._flush
    monkeypatch.setattr(files, "_flush", lambda file: (flush(file), seen.append("flushed")))
    monkeypatch.setattr(store, "advance", lambda *said: (seen.append("committed"), advance(*said))[1])
    place = create(client, phone).location
    assert append(client, phone, place, 0, b"slice").status_code == 204
    assert seen == ["flushed", "committed"]


@pytest.mark.parametrize(("number", "code"), [(errno.EIO, "disk-broken"), (errno.ENOSPC, "disk-full")])
def test_what_could_not_be_flushed_is_not_acknowledged_and_may_be_sent_again(client, phone, monkeypatch, number, code):
    def fails(_file):
        raise OSError(number, "as the system says")

    place = create(client, phone).location
    with monkeypatch.context() as broken:
        broken.setattr(files, "_flush", fails)
        answer = append(client, phone, place, 0, b"slice")
    assert (answer.status_code, answer.json["error"]["code"]) == (507, code)
    assert head(client, phone, place).headers["Upload-Offset"] == "0"
    assert append(client, phone, place, 0, b"slice").status_code == 204
    assert client.get(place, headers=phone.headers).data == b"slice"


@pytest.mark.parametrize("checked", [False, True])
@pytest.mark.parametrize("told", [False, True])
def test_what_is_kept_free_stays_so_whatever_a_body_brings_and_others_write_meanwhile(
    client, phone, hub, monkeypatch, told, checked
):
    data, room, place = bytes(30 * PIECE), 12 * PIECE, create(client, phone).location
    path = hub.media.path(place.rpartition("/")[2])
    # Somebody else writes as much as this one.
    monkeypatch.setattr(type(hub.media), "free", lambda _self: RESERVE + 31 * PIECE - 2 * path.stat().st_size)
    headers = BYTES | {"Upload-Offset": "0"} | phone.headers
    if checked:
        headers |= {"Upload-Checksum": f"sha256 {base64.b64encode(hashlib.sha256(data).digest()).decode()}"}
    said = {"data": data} if told else {"input_stream": io.BytesIO(data), "environ_overrides": IN_CHUNKS}
    answer = client.patch(place, headers=headers, **said)
    assert (answer.status_code, answer.json["error"]["code"]) == (507, "disk-full")
    here = int(head(client, phone, place).headers["Upload-Offset"])
    assert (here == 0) if checked else (room <= here <= 31 * PIECE // 2 + LOOK)
    assert path.stat().st_size == here


def test_an_upload_left_alone_for_too_long_is_gone_whatever_is_asked_of_it(client, phone, clock):
    place = create(client, phone, 10).location
    append(client, phone, place, 0, b"12345")
    clock.go_on(days=3)
    answers = [
        head(client, phone, place),
        append(client, phone, place, 5, b"67890"),
        client.get(place, headers=phone.headers),
        client.delete(place, headers=TUS | phone.headers),
    ]
    assert [(one.status_code, one.headers.get("Upload-Offset")) for one in answers] == [(410, None)] * 4
    clock.go_on(seconds=1)
    create(client, phone)  # whoever begins another has what was left alone tidied away
    assert head(client, phone, place).status_code == 404


def test_a_clock_that_is_put_back_stops_no_upload(client, phone, clock):
    place = create(client, phone).location
    assert append(client, phone, place, 0, b"slice 1").status_code == 204
    clock.go_on(hours=-2)
    assert append(client, phone, place, 7, b"slice 2").status_code == 204
    assert head(client, phone, place).headers["Upload-Offset"] == "14"


def test_uploads_begun_before_the_clock_was_put_back_are_not_counted_as_of_the_last_minute(client, phone, clock):
    for _ in range(PACE):
        assert create(client, phone, length=0).status_code == 201
    assert create(client, phone).status_code == 429
    clock.go_on(hours=-2)
    assert create(client, phone).status_code == 201
