"""An exam day of many rooms up to the morning's rush: people in, papers at the site, tables signed in.

The session begins in nine minutes, so that papers may be handed out and bags opened whenever the benchmark runs.
"""

import json
import os
import secrets
import subprocess
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from cryptography.hazmat.primitives.asymmetric import ec
from uuid6 import uuid7

from bench.day import ZONE, Device, _ask, _rows, accepted
from bench.hub import KAOWU, environment, serving
from protocol import fact as facts
from protocol.token import Token, mint
from server.sample import write
from server.store import keys as secret_files

PIN = "739152"
DRAWN = 31
CHIEF, ROVER, PROCTOR, CUSTODIAN = 5, 7, 8, 12
SESSION = "S1"


@dataclass(slots=True)
class Table(Device):
    """A tablet at a paper table, under a grant of the chief."""

    grant: str | None = None

    def state(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        """Make the next fact under the grant, signed."""
        self.used += 1
        fact = {
            "id": str(uuid7()),
            "kind": kind,
            "at": datetime.now(ZONE).isoformat(timespec="milliseconds"),
            "device": self.id,
            "device_seq": self.used,
            "grant": self.grant,
            "body": body,
        }
        return {"fact": fact, "sig": facts.sign(self.key, facts.canonical(fact)), "acted": False}


@dataclass(frozen=True, slots=True)
class Morning:
    """What a rush is made of: tables, the plan, the chief, each room's invigilators and labels by kind."""

    tables: list[Table]
    plan: int
    chief: int
    proctors: dict[str, list[int]]
    labels: dict[str, dict[str, str]]
    expected: dict[str, int]


def prepare(data: Path, rooms: int, tables: int) -> Morning:
    """Bring a hub in ``data`` to the minute before its rooms act."""
    env = {**os.environ, **environment(data)}
    subprocess.run([KAOWU, "init"], env=env, check=True, stdout=subprocess.DEVNULL)
    folder = _files(data.parent / "files", rooms)
    subprocess.run([KAOWU, "import", str(folder)], env=env, check=True, stdout=subprocess.DEVNULL)
    keys = secret_files.load(data / "keys")
    with serving(data) as hub:
        me = _ask(hub.port, "/api/me", keys.office_token)
        office = Table(me["device"], keys.office_token, keys.office, me["device_seq"])

        def tell(device: Table, kind: str, body: dict[str, Any]) -> None:
            accepted(_ask(hub.port, "/api/facts", device.token, {"facts": [device.state(kind, body)]}))

        (plan,) = _rows(hub.port, office, "plan")
        number, people = plan["plan"], _rows(hub.port, office, "person")
        made = [{"badge": secrets.token_hex(8), "person": person["person"]} for person in people]
        tell(office, "badge.issue", {"plan": number, "badges": made})
        by_role = {role: [one["person"] for one in people if one["role"] == role] for role in (5, 7, 8, 12)}
        shown = {row["room"]: row for row in _rows(hub.port, office, "room") if SESSION in row["sessions"]}
        given = iter(by_role[PROCTOR])
        proctors = {room: [next(given), next(given)] for room in sorted(shown)}
        places = [{"person": one, "room": room} for room, pair in proctors.items() for one in pair]
        for one in (*by_role[CHIEF], *by_role[ROVER], *(person for pair in proctors.values() for person in pair)):
            tell(office, "duty.check_in", {"place": "office", "person": one, "plan": number})
        chief = by_role[CHIEF][0]
        _ask(hub.port, "/api/pins", office.token, {"plan": number, "person": chief, "pin": PIN})
        at_work = [_table(hub.port, office, number, chief, index) for index in range(tables)]
        tell(at_work[0], "duty.assign", {"plan": number, "session": SESSION, "places": places})
        tell(office, "custody.label", {"plan": number, "objects": _objects(sorted(shown))})
        labels: dict[str, dict[str, str]] = {room: {} for room in shown}
        for item in _rows(hub.port, office, "item"):
            labels[item["room"]][item["kind"]] = item["label"]
        badges = {badge["person"]: badge for badge in _rows(hub.port, office, "badge")}

        def sign(person: int) -> dict[str, str]:
            return {"badge": mint(_token(badges[person], plan), keys.badge, 1)}

        bags = [of[kind] for of in labels.values() for kind in ("PP", "CP")]
        for start in range(0, len(bags), 100):
            tell(at_work[0], "custody.handoff", {
                "plan": number, "leg": "L1", "objects": bags[start : start + 100], "look": {"intact": True},
                "givers": [sign(by_role[CUSTODIAN][0])], "receivers": [sign(chief), sign(by_role[ROVER][0])],
            })  # fmt: skip
    expected = {room: row["sessions"][SESSION]["expected"] for room, row in shown.items()}
    return Morning(at_work, number, chief, proctors, labels, expected)


def _files(folder: Path, rooms: int) -> Path:
    now = datetime.now(ZONE)
    write(folder, rooms=rooms, seed=1, start=now + timedelta(minutes=9))
    path = folder / "plan.yaml"
    plan = yaml.safe_load(path.read_text("utf-8"))
    near = (now.date() + timedelta(days=shift) for shift in (-1, 0, 1))
    plan["days"] = sorted({*plan["days"], *(day.isoformat() for day in near)})
    plan["check_in"] = {"opens": 1440, "closes": 1440}
    path.write_text(yaml.safe_dump(plan, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


def _objects(rooms: list[str]) -> list[dict[str, Any]]:
    packed = {"RSET": {}, "PP": {"papers": DRAWN}, "CP": {"cards": DRAWN}, "SL": {"sheets": 1}, "RS": {"sheets": 1}}
    return [
        {"kind": kind, "session": SESSION, "room": room, "packed": of} for room in rooms for kind, of in packed.items()
    ]


def _token(badge: dict[str, Any], plan: dict[str, Any]) -> Token:
    place = (plan["site"]["number"], plan["plan"])
    return Token(badge["badge"], badge["person"], badge["role"], *place, badge["nbf"], badge["exp"])


def _table(port: int, office: Device, plan: int, chief: int, index: int) -> Table:
    code = _ask(port, "/api/enrol-codes", office.token, {"kind": "tablet", "name": f"table {index}"})["code"]
    key = ec.generate_private_key(ec.SECP256R1())
    proof = facts.sign_raw(key, code.encode())
    asked = {"code": code, "jwk": facts.jwk_of(key.public_key()), "name": f"table {index}", "proof": proof}
    said = _ask(port, "/api/enrol", None, asked)
    grant = _ask(port, "/api/sign-in", said["token"], {"plan": plan, "person": chief, "pin": PIN})["grant"]
    return Table(said["device"], said["token"], key, 0, grant)


def acts(morning: Morning, room: str) -> list[tuple[str, dict[str, Any]]]:
    """Return what one room does: packed, handed out, both bags opened, counted by three people, one of them twice."""
    label, plan, pair = morning.labels[room], morning.plan, morning.proctors[room]
    chief, people = {"person": morning.chief}, [{"person": one} for one in pair]
    bags = [label[kind] for kind in ("PP", "CP", "SL", "RS")]
    look = {"intact": True}
    handed = {"plan": plan, "leg": "L3", "objects": [label["RSET"]], "look": look, "givers": [chief]}
    count = {"plan": plan, "session": SESSION, "room": room, "figures": _figures(morning.expected[room])}
    opened = {"plan": plan, "people": people, "witnesses": ["1", "2"], "look": look}
    return [
        ("custody.pack", {"plan": plan, "container": label["RSET"], "objects": bags, "people": [chief]}),
        ("custody.handoff", {**handed, "receivers": people}),
        ("custody.open", {**opened, "label": label["PP"]}),
        ("custody.open", {**opened, "label": label["CP"]}),
        ("custody.count", {**count, "by": "proctor", "person": people[0]}),
        ("custody.count", {**count, "by": "chief", "person": chief}),
        ("custody.count", {**count, "by": "proctor", "person": people[1]}),
        ("custody.count", {**count, "by": "chief", "person": chief}),
    ]


def _figures(expected: int) -> dict[str, int]:
    return {
        "present": expected, "absent": 0, "misconduct": 0, "signatures": expected, "cards_ans": expected,
        "cards_abs": 0, "cards_void": 0, "void_lines": 0, "cards_blank": DRAWN - expected, "cards_bag": expected,
        "papers_present": expected, "papers_absent": 0, "papers_defect": 0, "papers_unused": DRAWN - expected,
        "papers_returned": DRAWN, "scratch_given": expected, "scratch_returned": expected,
    }  # fmt: skip


def batch(table: Table, kind: str, body: dict[str, Any]) -> bytes:
    """Write one fact as a request's body."""
    return json.dumps({"facts": [table.state(kind, body)]}).encode()
