"""Who watches a film never slows who records it: an acknowledgement waits for no viewer, whatever that one does."""

import json
import os
import select
import socket
import threading
from contextlib import ExitStack, closing

import pytest

from server.store import journal
from server.store.db import Database
from server.web.waiting import DISK_THREADS, THREADS
from tests.running import Caller, prepare, serving
from tests.tus import append, create, on_disk

VIEWERS = THREADS + DISK_THREADS  # more than the hub has threads of either kind
LARGE = 12_000_000  # bytes: more than the system keeps for somebody who does not read
SLICE, SLICES = 80_000, 20
LITTLE = 4096  # bytes of buffer
BEGUN = b"\x1a\x45\xdf\xa3\x8b\x42\x82\x84webm"  # what a film begins with: bytes of no known kind are not shown


@pytest.fixture(scope="module")
def morning(tmp_path_factory):
    return prepare(tmp_path_factory.mktemp("viewers") / "data", staff=1, kinds=("tablet", "phone"))


@pytest.fixture(scope="module")
def hub(morning):
    with serving(morning.data) as running:
        yield running


@pytest.fixture
def phone(hub, morning):
    return Caller(hub.port, morning.devices["phone"][0].token)


@pytest.fixture
def watch(hub, morning):
    """Ask for an upload from a byte on, as viewers do, and leave the answer unread; returns their connections."""
    token = morning.devices["tablet"][0].token
    with ExitStack() as open_:

        def look(place, start, count=VIEWERS, **said):
            lines = [open_.enter_context(socket.socket()) for _ in range(count)]
            head = {"Host": "localhost", "Authorization": f"Bearer {token}", "Range": f"bytes={start}-"} | said
            asked = "".join(f"{name}: {value}\r\n" for name, value in head.items())
            for line in lines:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LITTLE)
                line.settimeout(60)
                line.connect(("127.0.0.1", hub.port))
                line.sendall(f"GET {place} HTTP/1.1\r\n{asked}Connection: close\r\n\r\n".encode())
            return lines

        yield look


def answered(lines):
    """Connections on which an answer has begun to come."""
    return select.select(lines, [], [], 0)[0]


def read(line):
    """The status and the body of an answer, to its end."""
    said = bytearray()
    while data := line.recv(1 << 20):
        said += data
    head, _, body = bytes(said).partition(b"\r\n\r\n")
    return int(head.split()[1]), body


def record(phone, place, offset):
    """Send slices as a camera does, each after the last one's acknowledgement; return them all."""
    film = os.urandom(SLICE * SLICES)
    for at in range(0, len(film), SLICE):
        answer = append(phone, place, offset + at, film[at : at + SLICE])
        assert (answer.status, answer.headers["Upload-Offset"]) == (204, str(offset + at + SLICE))
    return film


def test_no_acknowledgement_waits_for_viewers_who_do_not_read(phone, hub, watch):
    begun, place = BEGUN + os.urandom(LARGE - len(BEGUN)), create(phone)
    append(phone, place, 0, begun)
    stuck = watch(place, 0)
    for line in stuck:
        assert line.recv(1, socket.MSG_PEEK), "its answer has begun"
    film = begun + record(phone, place, LARGE)
    assert on_disk(hub, place) == film
    for line in stuck:  # none had read a byte while every slice was acknowledged
        assert read(line) == (206, begun)


def test_no_acknowledgement_waits_for_viewers_who_are_woken_by_it_and_do_not_read(phone, hub, watch):
    place = create(phone)
    append(phone, place, 0, BEGUN)
    woken = watch(place, len(BEGUN), Prefer="wait=25")
    large = os.urandom(LARGE)
    assert append(phone, place, len(BEGUN), large).status == 204
    film = record(phone, place, len(BEGUN) + LARGE)
    assert on_disk(hub, place) == BEGUN + large + film
    for line in woken:
        status, body = read(line)
        assert (status, (large + film).startswith(body), len(body) >= LARGE) == (206, True, True)


def test_every_acknowledgement_comes_while_viewers_wait_for_more_of_other_films(phone, watch):
    still, place = create(phone), create(phone)
    append(phone, still, 0, b"and no more")
    waiting = watch(still, 11, Prefer="wait=25")
    record(phone, place, 0)
    assert answered(waiting) == [], "the slices were acknowledged only once nobody waited any more"
    assert append(phone, still, 11, b" but this").status == 204
    assert [read(line) for line in waiting] == [(206, b" but this")] * VIEWERS


def test_viewers_who_follow_a_film_have_every_byte_of_it(phone, hub, morning):
    place, seen = create(phone), {}
    append(phone, place, 0, BEGUN)

    def follow(number):
        """Ask for what comes next until the film is complete, as a screen does."""
        chief, film, complete = Caller(hub.port, morning.devices["tablet"][0].token, keeps=True), b"", False
        while not complete:
            answer = chief.get(place, Range=f"bytes={len(film)}-", Prefer="wait=25")
            film += answer.body
            complete = answer.headers["Upload-Complete"] == "?1"
        chief.hang_up()
        seen[number] = film

    followers = [threading.Thread(target=follow, args=(number,)) for number in range(VIEWERS)]
    for one in followers:
        one.start()
    film = BEGUN + record(phone, place, len(BEGUN))
    assert append(phone, place, len(film), b"", Upload_Length=str(len(film))).status == 204
    for one in followers:
        one.join(60)
    assert list(seen.values()) == [film] * VIEWERS


def test_who_asks_for_many_ranges_of_a_film_at_once_is_on_record_once(phone, hub, watch):
    place = create(phone)
    append(phone, place, 0, BEGUN)
    asked = watch(place, 0, count=6)
    assert [read(line) for line in asked] == [(206, BEGUN)] * 6
    opened = Database(f"sqlite:///{hub.data / 'kaowu.db'}")
    with closing(opened), opened.reading() as connection:
        entries = journal.of_kinds(connection, 0, ["evidence.glance"])
    looks = [json.loads(entry.fact)["body"]["upload"] for entry in entries]
    assert looks.count(place.rpartition("/")[2]) == 1
