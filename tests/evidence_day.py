"""Photos and films of the small exam day: announced by a device's facts, uploaded as its screens do."""

import base64
import hashlib
import json
import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from server.store import journal
from server.web.keeper import Keeper
from tests.exam_day import PLAN

VERIFIER = Path(__file__).parents[1] / "docs/verify_side.py"
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = TUS | {"Content-Type": "application/offset+octet-stream"}
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8


def attached(evidence, **said):
    """The body of an announcement: a photo by this app, of nowhere in particular."""
    usual = {
        "plan": PLAN, "evidence": evidence, "media": "photo", "purpose": "practical", "type": "image/jpeg",
        "source": {"kind": "app"}, "begun": "2026-11-22T09:10:00+08:00",
    }  # fmt: skip
    return usual | said


def whole(evidence, data, **said):
    """The body by which a device says what it recorded in all."""
    said = {"ended": "2026-11-22T09:20:00+08:00", "slices": 2} | said
    return {"plan": PLAN, "evidence": evidence, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()} | said


def new_id():
    return secrets.token_hex(16)


@dataclass
class Filming:
    """A device that takes photos and films; ``keeper`` does what is due when it is asked to."""

    client: object
    device: object
    keeper: Keeper
    facts: dict = field(default_factory=dict)  # evidence -> the fact that announced it

    def announce(self, evidence=None, **said):
        """Announce a photo or film, as done, like the app; return its id."""
        evidence = evidence or new_id()
        handed = self.device.make("evidence.attach", attached(evidence, **said), acted=True)
        (receipt,) = self.device.send(handed)
        assert receipt.verdict == "accepted", receipt.refusal and receipt.refusal.said("en")
        self.facts[evidence] = handed.raw["id"]
        return evidence

    def begin(self, fact, length=None, data=b""):
        """Begin an upload that names a fact; return where it is."""
        size = {"Upload-Defer-Length": "1"} if length is None else {"Upload-Length": str(length)}
        named = {"Upload-Metadata": f"fact {base64.b64encode(fact.encode()).decode()}"}
        answer = self.client.post(
            "/api/media", data=data, headers=(BYTES if data else TUS) | size | named | self.device.headers
        )
        assert answer.status_code == 201, answer.json
        return answer.headers["Location"]

    def append(self, place, offset, data, **said):
        headers = BYTES | {"Upload-Offset": str(offset)} | said | self.device.headers
        return self.client.patch(place, data=data, headers=headers)

    def send(self, evidence, data, **said):
        """Upload the whole of what was announced in one go."""
        place = self.begin(self.facts[evidence], len(data), data)
        self.keeper.work()
        return place

    def photo(self, data=JPEG, **said):
        """Take a photo and bring it to the hub; return its id."""
        told = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        evidence = self.announce(**told | said)
        self.send(evidence, data)
        return evidence


def get(filming, path, **headers):
    """Ask for something as the device that films does."""
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return filming.client.get(path, headers=said | filming.device.headers)


def views(hub, kind="evidence.view"):
    """What is on record of who looked at what."""
    with hub.db.reading() as connection:
        entries = journal.of_kinds(connection, 0, [kind])
    return [json.loads(entry.fact)["body"] for entry in entries]


def verify(*arguments):
    """Run the published program; return its exit code and what it said."""
    done = subprocess.run([sys.executable, VERIFIER, *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout
