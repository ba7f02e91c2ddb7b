"""Resumable uploads at a real hub: the tus protocol, what survives, and what growing files show to who looks on."""

import base64
import hashlib
import os
import socket
from contextlib import closing
from datetime import UTC, datetime

import pytest

from server.store import upload as uploads
from server.store.db import Database
from tests.running import Caller, prepare, serving, until
from tests.tus import BYTES, TUS, append, checksum, code_of, create, head, offset_of, on_disk, send_part, told


@pytest.fixture(scope="module")
def morning(tmp_path_factory):
    return prepare(tmp_path_factory.mktemp("media") / "data", staff=1, kinds=("tablet", "phone", "phone"))


@pytest.fixture(scope="module")
def hub(morning):
    with serving(morning.data) as running:
        yield running


@pytest.fixture(scope="module")
def phone(hub, morning):
    return Caller(hub.port, morning.devices["phone"][0].token)


@pytest.fixture(scope="module")
def other(hub, morning):
    return Caller(hub.port, morning.devices["phone"][1].token)


def slices_of(hub, place):
    opened = Database(f"sqlite:///{hub.data / 'kaowu.db'}")
    with closing(opened), opened.reading() as connection:
        return uploads.slices(connection, place.rsplit("/", 1)[1])


@pytest.fixture(scope="module")
def chief(hub, morning):
    return Caller(hub.port, morning.devices["tablet"][0].token)


def test_a_file_in_two_parts_is_kept_bit_for_bit(phone, hub):
    film = os.urandom(2_500_000)
    place = create(phone, len(film), Upload_Metadata=f"filename {base64.b64encode(b'a.webm').decode()},live")
    assert head(phone, place).headers["Upload-Expires"].endswith("GMT")
    first = append(phone, place, 0, film[:1_000_001])
    assert (first.status, first.headers["Upload-Offset"]) == (204, "1000001")
    assert append(phone, place, 1_000_001, film[1_000_001:]).status == 204
    told = head(phone, place).headers
    assert (told["Upload-Offset"], told["Upload-Length"]) == ("2500000", "2500000")
    assert told["Upload-Metadata"] == f"filename {base64.b64encode(b'a.webm').decode()},live"
    assert told["Cache-Control"] == "no-store"
    digest = base64.b64encode(hashlib.sha256(film).digest()).decode()
    assert told["Repr-Digest"] == f"sha-256=:{digest}:"
    assert on_disk(hub, place) == film
    assert phone.get(place).body == film


def test_what_the_hub_can_do_is_told(phone):
    told = phone.ask("OPTIONS", "/api/media")
    assert told.status == 204
    assert told.headers["Tus-Version"] == told.headers["Tus-Resumable"] == "1.0.0"
    assert set(told.headers["Tus-Extension"].split(",")) == {
        "creation", "creation-with-upload", "creation-defer-length", "checksum", "termination", "expiration",
    }  # fmt: skip
    assert told.headers["Tus-Checksum-Algorithm"] == "sha256,sha1"
    assert int(told.headers["Tus-Max-Size"]) > 4 * 1024**3


def test_a_small_file_comes_with_its_creation(phone, hub):
    answer = phone.ask("POST", "/api/media", b"photo", BYTES | {"Upload-Length": "5"})
    assert (answer.status, answer.headers["Upload-Offset"]) == (201, "5")
    assert "Upload-Expires" not in answer.headers
    assert on_disk(hub, answer.headers["Location"]) == b"photo"


def test_an_empty_file_is_complete_at_once(phone):
    place = create(phone, 0)
    assert "Repr-Digest" in head(phone, place).headers
    assert phone.get(place).body == b""


def test_a_film_whose_length_nobody_knows_yet_tells_it_at_its_end(phone):
    place = create(phone)
    assert head(phone, place).headers["Upload-Defer-Length"] == "1"
    assert append(phone, place, 0, b"slice 1").status == 204
    assert append(phone, place, 7, b"slice 2", Upload_Length="14").status == 204
    told = head(phone, place).headers
    assert (told["Upload-Length"], told["Upload-Defer-Length"]) == ("14", None)
    assert "Repr-Digest" in told


def test_a_film_may_end_with_nothing_but_its_length(phone):
    place = create(phone)
    append(phone, place, 0, b"all of it")
    assert append(phone, place, 9, b"", Upload_Length="9").status == 204
    assert "Repr-Digest" in head(phone, place).headers


def test_another_length_than_before_or_below_what_is_there_is_refused(phone):
    place = create(phone)
    append(phone, place, 0, b"123456")
    assert append(phone, place, 6, b"", Upload_Length="5").status == 400
    assert append(phone, place, 6, b"7", Upload_Length="9").status == 204
    assert append(phone, place, 7, b"8", Upload_Length="10").status == 400
    assert offset_of(phone, place) == 7


def test_bytes_for_another_place_are_refused_and_the_place_is_told(phone):
    place = create(phone, 10)
    append(phone, place, 0, b"12345")
    answer = append(phone, place, 3, b"45678")
    assert (answer.status, code_of(answer)) == (409, "offset-differs")
    assert "5" in answer.json["error"]["says"]
    assert offset_of(phone, place) == 5


def test_a_part_that_fits_its_checksum_is_kept_and_one_that_does_not_is_dropped(phone, hub):
    place = create(phone, 12)
    assert append(phone, place, 0, b"first-", Upload_Checksum=checksum(b"first-")).status == 204
    answer = append(phone, place, 6, b"s3cond", Upload_Checksum=checksum(b"second"))
    assert (answer.status, code_of(answer)) == (460, "checksum-differs")
    assert offset_of(phone, place) == 6
    assert append(phone, place, 6, b"second", Upload_Checksum=checksum(b"second")).status == 204
    assert on_disk(hub, place) == b"first-second"
    digest = base64.b64encode(hashlib.sha256(b"first-second").digest()).decode()
    assert head(phone, place).headers["Repr-Digest"] == f"sha-256=:{digest}:"


def test_each_part_is_noted_with_its_hash_when_it_came_and_whose_hash_it_is(phone, hub):
    place = create(phone, 24)
    began = datetime.now(UTC).isoformat(timespec="milliseconds")
    append(phone, place, 0, b"first-", Upload_Checksum=checksum(b"first-"))
    append(phone, place, 6, b"wrong!", Upload_Checksum=checksum(b"second"))
    append(phone, place, 6, b"second", Upload_Checksum=checksum(b"second"))
    append(phone, place, 12, b"third-", Upload_Checksum=checksum(b"third-", "sha1"))
    append(phone, place, 18, b"fourth")
    noted = slices_of(hub, place)
    assert [(one.offset, one.length, one.said) for one in noted] == [
        (0, 6, True), (6, 6, True), (12, 6, False), (18, 6, False),
    ]  # fmt: skip
    own = [hashlib.sha256(part).hexdigest() for part in (b"first-", b"second")]
    assert [one.sha256 for one in noted] == [*own, None, None]  # computed from the disk later: nobody waits for it
    times = [one.received.replace("Z", "+00:00") for one in noted]
    assert times == sorted(times)
    assert datetime.fromisoformat(times[0]) >= datetime.fromisoformat(began)


def test_what_comes_with_the_creation_is_noted_with_the_hash_that_was_computed_anyway(phone, hub):
    said = BYTES | {"Upload-Length": "9"}
    place = phone.ask("POST", "/api/media", b"all of it", said).headers["Location"]
    assert [(one.offset, one.length, one.sha256, one.said) for one in slices_of(hub, place)] == [
        (0, 9, hashlib.sha256(b"all of it").hexdigest(), False)
    ]


@pytest.mark.parametrize("said", ["sha1 x", "sha512 Kq5s", "sha256 x", "sha256", "md5 ====", ""])
def test_a_checksum_nobody_can_read_is_a_bad_request(phone, said):
    place = create(phone, 5)
    assert append(phone, place, 0, b"12345", Upload_Checksum=said).status == 400
    assert offset_of(phone, place) == 0


def test_more_than_was_announced_is_refused(phone):
    place = create(phone, 5)
    assert append(phone, place, 0, b"123456").status == 413
    assert offset_of(phone, place) == 0


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, 400),
        ({"Upload-Length": "5", "Upload-Defer-Length": "1"}, 400),
        ({"Upload-Defer-Length": "2"}, 400),
        ({"Upload-Length": "-1"}, 400),
        ({"Upload-Length": "5.0"}, 400),
        ({"Upload-Length": "٣"}, 400),
        ({"Upload-Length": str(10**15)}, 413),
        ({"Upload-Length": str(10**25)}, 413),
        ({"Upload-Length": "5", "Upload-Metadata": "name not*base64"}, 400),
        ({"Upload-Length": "5", "Upload-Metadata": "a YQ==,a YQ=="}, 400),
        ({"Upload-Length": "5", "Upload-Metadata": "a " + "QUFB" * 4000}, 400),
    ],
)
def test_a_creation_that_makes_no_sense_is_refused(phone, said, status):
    encoded = {name: value.encode().decode("latin-1") for name, value in said.items()}
    assert phone.ask("POST", "/api/media", b"", TUS | encoded).status == status


def test_another_version_of_the_protocol_is_told_ours(phone):
    for method, path in (("POST", "/api/media"), ("HEAD", "/api/media/x"), ("PATCH", "/api/media/x")):
        answer = phone.ask(method, path, b"" if method != "HEAD" else None, {"Tus-Resumable": "0.2.2"})
        assert (answer.status, answer.headers["Tus-Version"]) == (412, "1.0.0")


def test_bytes_of_another_type_are_refused(phone):
    place = create(phone, 5)
    answer = phone.ask("PATCH", place, b"12345", TUS | {"Upload-Offset": "0", "Content-Type": "text/plain"})
    assert (answer.status, code_of(answer)) == (415, "not-bytes")


@pytest.mark.parametrize("name", ["0" * 32, "..%2f..%2fkaowu.db", "x", "keys"])
def test_an_upload_nobody_began_is_not_there(phone, name):
    assert head(phone, f"/api/media/{name}").status == 404
    assert append(phone, f"/api/media/{name}", 0, b"1").status == 404
    assert phone.get(f"/api/media/{name}").status == 404


def test_who_cannot_patch_says_what_is_meant(phone):
    place = create(phone, 5)
    said = BYTES | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert phone.ask("POST", place, b"12345", said).status == 204
    assert phone.ask("POST", place, b"", TUS).status == 405


def test_an_upload_that_was_given_up_is_gone(phone, hub):
    place = create(phone, 5)
    append(phone, place, 0, b"123")
    assert phone.ask("DELETE", place, None, TUS).status == 204
    assert head(phone, place).status == 404
    assert append(phone, place, 3, b"45").status == 404
    with pytest.raises(FileNotFoundError):
        on_disk(hub, place)


def test_what_is_complete_and_belongs_to_a_fact_cannot_be_removed_or_changed(phone, hub):
    named = f"fact {base64.b64encode(b'0197').decode()}"
    place = create(phone, 5, Upload_Metadata=named)
    append(phone, place, 0, b"12345")
    answer = phone.ask("DELETE", place, None, TUS)
    assert (answer.status, code_of(answer)) == (403, "upload-complete")
    assert append(phone, place, 5, b"6").status == 403
    assert append(phone, place, 0, b"x").status == 409
    assert on_disk(hub, place) == b"12345"


def test_nobody_writes_into_anothers_upload_and_only_those_who_lead_see_it(phone, other, chief):
    place = create(phone, 5)
    append(phone, place, 0, b"123")
    assert append(other, place, 3, b"45").status == 404
    assert other.get(place).status == head(other, place).status == 404
    assert other.ask("DELETE", place, None, TUS).status == 404
    assert chief.get(place).body == b"123"
    assert append(chief, place, 3, b"45").status == 404
    assert Caller(phone.port).get(place).status == 401


def test_of_a_body_that_breaks_off_what_came_is_kept(phone, hub):
    film = os.urandom(3_000_000)
    place = create(phone, len(film))
    send_part(hub, place, phone.token, 0, len(film), film[:2_000_000]).close()
    until(lambda: told(phone, place) > 0, what="what came was kept")
    come = offset_of(phone, place)
    assert 1_900_000 < come <= 2_000_000
    assert append(phone, place, come, film[come:]).status == 204
    assert on_disk(hub, place) == film


def test_a_broken_body_that_was_to_fit_a_checksum_is_dropped_whole(phone, hub):
    place = create(phone, 100_000)
    line = socket.create_connection(("127.0.0.1", hub.port))
    line.sendall(
        f"PATCH {place} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {phone.token}\r\nTus-Resumable: 1.0.0\r\n"
        f"Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nContent-Length: 100000\r\n"
        f"Upload-Checksum: {checksum(bytes(100_000))}\r\n\r\n".encode()
        + bytes(50_000)
    )
    line.close()
    whole = bytes(100_000)
    until(lambda: append(phone, place, 0, whole, Upload_Checksum=checksum(whole)).status == 204, what="all of it anew")
    assert on_disk(hub, place) == whole


def test_two_do_not_write_at_once_and_an_abandoned_connection_makes_room(phone, hub):
    film, sent = os.urandom(20_000_000), 500_000
    place = create(phone, len(film))
    abandoned = send_part(hub, place, phone.token, 0, len(film), film[:sent])

    def writes():
        """Send a little more, as a device that is still there; tell whether that is noticed."""
        nonlocal sent
        abandoned.sendall(film[sent : sent + 32_768])
        sent += 32_768
        return head(phone, place).status == 423

    try:
        until(writes, what="the first one writing")
        # Turned away, or after a while on a slow machine told how far the abandoned one had come.
        assert append(phone, place, 0, film).status in (423, 409)
        until(lambda: told(phone, place) > 0, what="the abandoned one leaving")
        come = told(phone, place)
        assert sent - 100_000 < come <= sent
        assert append(phone, place, come, film[come:]).status == 204
    finally:
        abandoned.close()
    assert on_disk(hub, place) == film


def test_a_device_that_begins_more_and_more_is_stopped(other):
    said = TUS | {"Upload-Length": "1"}
    answers = [other.ask("POST", "/api/media", b"", said) for _ in range(201)]
    assert [answer.status for answer in answers] == [201] * 200 + [429]
    assert code_of(answers[-1]) == "too-many-uploads"
    assert answers[-1].headers["Retry-After"] == "1"


def test_after_a_power_cut_an_upload_stands_where_it_was_acknowledged(morning, tmp_path):
    here = morning.copied(tmp_path / "data")
    film = os.urandom(4_000_000)
    with serving(here.data) as first:
        phone = Caller(first.port, here.devices["phone"][0].token)
        place = create(phone, len(film))
        assert append(phone, place, 0, film[:2_500_000]).status == 204
        with send_part(first, place, phone.token, 2_500_000, 1_500_000, os.urandom(1_000_000)):  # never acknowledged
            first.kill()
    with serving(here.data) as second:
        phone = Caller(second.port, phone.token)
        assert offset_of(phone, place) == 2_500_000
        assert phone.get(place).body == film[:2_500_000]
        assert append(phone, place, 2_500_000, film[2_500_000:]).status == 204
        assert on_disk(second, place) == film
        assert [(one.offset, one.length) for one in slices_of(second, place)] == [
            (0, 2_500_000),
            (2_500_000, 1_500_000),
        ]
        digest = base64.b64encode(hashlib.sha256(film).digest()).decode()
        assert head(phone, place).headers["Repr-Digest"] == f"sha-256=:{digest}:"
