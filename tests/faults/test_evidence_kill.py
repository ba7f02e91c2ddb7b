"""The hub is killed while a film comes, and right after its last byte: nothing of it is lost, and its verdict comes."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime

import pytest

from tests.running import PLAN, ZONE, Caller, free_ports, launch, prepare, until

TUS = {"Tus-Resumable": "1.0.0"}
BYTES = TUS | {"Content-Type": "application/offset+octet-stream"}
FILM = b"\x1a\x45\xdf\xa3" + secrets.token_bytes(3_000_000)
PIECE = 1_000_000


@dataclass
class Site:
    """A hub that is killed and comes back, and the office's own device, which takes the film."""

    morning: object
    ports: list
    hub: object = None

    def come_back(self):
        if self.hub is not None:
            self.hub.kill()
        self.hub = launch(self.morning.data, ports=self.ports)
        until(lambda: "Ctrl-C" in self.hub.said() and self.hub.caller().get("/readyz").status == 200, 150, "the start")

    @property
    def office(self):
        return Caller(self.hub.port, self.morning.office.token)

    def hand(self, kind, body):
        signed = self.morning.office.sign(kind, {"plan": PLAN} | body)
        (receipt,) = self.office.facts(signed)
        assert receipt["verdict"] == "accepted", receipt
        return signed["fact"]["id"]

    def row(self, evidence):
        after, value, more = 0, None, True
        while more:
            answer = self.office.get(f"/api/changes?after={after}").json
            after, more = answer["through"], answer["more"]
            for row in answer["rows"]:
                value = row["value"] if (row["kind"], row["key"]) == ("evidence", evidence) else value
        return value


@pytest.fixture
def site(tmp_path):
    made = Site(prepare(tmp_path / "data", staff=1, kinds=()), free_ports())
    made.come_back()
    yield made
    made.hub.kill()


def announce(site):
    evidence = secrets.token_hex(16)
    body = {
        "evidence": evidence, "media": "video", "purpose": "practical", "type": "video/webm", "source": {"kind": "app"},
        "begun": datetime.now(ZONE).isoformat(),
    }  # fmt: skip
    return evidence, site.hand("evidence.attach", body)


def begin(site, fact):
    named = {"Upload-Metadata": f"fact {base64.b64encode(fact.encode()).decode()}", "Upload-Defer-Length": "1"}
    return site.office.ask("POST", "/api/media", b"", TUS | named).headers["Location"]


def append(site, place, offset):
    said = BYTES | {"Upload-Offset": str(offset)}
    answer = site.office.ask("PATCH", place, FILM[offset : offset + PIECE], said)
    assert answer.status == 204, answer
    return int(answer.headers["Upload-Offset"])


def test_a_film_survives_the_hubs_end_in_its_middle_and_right_after_its_devices_word(site):
    evidence, fact = announce(site)
    place = begin(site, fact)
    acknowledged = append(site, place, 0)
    site.come_back()
    assert int(site.office.ask("HEAD", place, None, TUS).headers["Upload-Offset"]) == acknowledged
    until(lambda: site.row(evidence)["state"] == "live", what="the film's beginning")
    while acknowledged < len(FILM):
        acknowledged = append(site, place, acknowledged)
    whole = {"size": len(FILM), "sha256": hashlib.sha256(FILM).hexdigest(), "slices": 4}
    site.hand("evidence.complete", whole | {"evidence": evidence, "ended": datetime.now(ZONE).isoformat()})
    site.come_back()
    # Random bytes are no film: all of it is here and equal, and nobody can show it.
    until(lambda: site.row(evidence)["fault"] is not None, what="the verdict")
    said = site.row(evidence)
    assert (said["equal"], said["size"], said["state"]) == (True, len(FILM), "unreadable")
    assert site.office.get(f"/api/evidence/{evidence}/original?export=1&by=1").body == FILM
    arrival = json.loads(site.office.get(f"/api/evidence/{evidence}/side?by=1").body)["side"]["arrival"]
    noted = [line.split(" ") for line in arrival["slices"]["lines"]]
    starts = range(0, len(FILM), PIECE)
    assert [int(offset) for offset, *_ in noted] == list(starts)
    hashes = [hashlib.sha256(FILM[start : start + PIECE]).hexdigest() for start in starts]
    assert [sha256 for _, _, sha256, *_ in noted] == hashes  # the pieces came without: the hub read its disk
    assert arrival["last"] == noted[-1][3]
