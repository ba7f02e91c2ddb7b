"""A hub on a real disk that fills: films stop before the room that is kept free, and copies wait for room of theirs."""

import base64
import hashlib
import http.client
import os
import secrets
import subprocess
from contextlib import closing, suppress
from datetime import datetime

import pytest

from server.domain.upload import RESERVE
from server.web.body import LOOK
from tests.imaging import files as media
from tests.running import PLAN, ZONE, Caller, prepare, serving, until
from tests.tus import BYTES, TUS, append, create, offset_of, told

pytestmark = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount a small disk"
)
MB = 1_000_000
#: A film's frames, and behind them what a browser left empty.
SMALL = media.WEBM.read_bytes()
FILM = SMALL + b"\xec\x01" + (20 * MB).to_bytes(7, "big") + bytes(20 * MB)


class Disk:
    """A disk in memory, as large as it has to be for so many bytes to be free."""

    def __init__(self, place):
        self.place = place
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={RESERVE * 2}", "tmpfs", place], check=True)

    @property
    def free(self):
        said = os.statvfs(self.place)
        return said.f_bavail * said.f_frsize

    def leave(self, count):
        said = os.statvfs(self.place)
        size = (said.f_blocks - said.f_bfree) * said.f_frsize + count
        subprocess.run(["mount", "-o", f"remount,size={size}", self.place], check=True)


@pytest.fixture
def disk(tmp_path):
    place = tmp_path / "disk"
    place.mkdir()
    yield Disk(place)
    subprocess.run(["umount", "--lazy", place], check=True)


@pytest.fixture
def here(disk):
    return prepare(disk.place / "data", staff=1, kinds=("phone",))


def in_chunks(port, token, place, count):
    """Send so many megabytes without saying how many."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    said = BYTES | {"Upload-Offset": "0", "Authorization": f"Bearer {token}"}
    with closing(line):
        line.request("PATCH", place, (bytes(MB) for _ in range(count)), said)
        line.getresponse().read()


def test_a_body_that_tells_no_length_stops_before_the_room_that_is_kept_free(here, disk):
    with serving(here.data) as hub:
        phone = Caller(hub.port, here.devices["phone"][0].token)
        place = create(phone)
        disk.leave(RESERVE + 20 * MB)
        with suppress(OSError):  # the hub hangs up; what it answered may be lost with that
            in_chunks(hub.port, phone.token, place, 100)
        until(lambda: told(phone, place) > 0, what="what came was kept")
        come = offset_of(phone, place)
        assert 10 * MB < come <= 20 * MB + LOOK
        assert disk.free >= RESERVE - LOOK
        disk.leave(RESERVE + 20 * MB)
        assert append(phone, place, come, b"and more").status == 204


class Films:
    """The office's own device, which brings films."""

    def __init__(self, here, hub):
        self.here, self.office = here, Caller(hub.port, here.office.token)

    def begin(self, film):
        """Announce a film and begin its upload; return its evidence and where it is."""
        evidence = secrets.token_hex(16)
        fact = self.here.office.sign("evidence.attach", {
            "plan": PLAN, "evidence": evidence, "media": "video", "purpose": "practical", "type": "video/webm",
            "source": {"kind": "file"}, "begun": datetime.now(ZONE).isoformat(), "size": len(film),
            "sha256": hashlib.sha256(film).hexdigest(),
        })  # fmt: skip
        (receipt,) = self.office.facts(fact)
        assert receipt["verdict"] == "accepted", receipt
        named = {"Upload-Metadata": f"fact {base64.b64encode(fact['fact']['id'].encode()).decode()}"}
        begun = self.office.ask("POST", "/api/media", b"", TUS | named | {"Upload-Length": str(len(film))})
        return evidence, begun.headers["Location"]

    def copy(self, evidence):
        rows = self.office.get("/api/changes?after=0&limit=5000").json["rows"]
        return [one["value"]["film"] for one in rows if (one["kind"], one["key"]) == ("evidence", evidence)][-1]


def test_a_film_gets_its_copy_once_there_is_room_for_it(here, disk):
    with serving(here.data) as hub:
        films = Films(here, hub)
        large, place = films.begin(FILM)
        assert append(films.office, place, 0, FILM[:-1]).status == 204
        disk.leave(RESERVE + 15 * MB)  # less than its copy takes
        assert append(films.office, place, len(FILM) - 1, FILM[-1:]).status == 204
        small, place = films.begin(SMALL)
        assert append(films.office, place, 0, SMALL).status == 204
        until(lambda: films.copy(small), what="the copy that has room")
        assert films.copy(large) is None, "it was to be made first"
    disk.leave(RESERVE + 40 * MB)
    with serving(here.data) as hub:
        until(lambda: Films(here, hub).copy(large), what="its copy")
        assert disk.free >= RESERVE
