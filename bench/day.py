"""An exam day for load: as many staff as there are check-ins to make, every one with a badge, and devices enrolled.

The check-in window is open around the clock, so that the benchmark runs at any hour.
"""

import json
import os
import secrets
import subprocess
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric import ec
from uuid6 import uuid7

from bench.hub import KAOWU, environment, serving
from protocol import fact as facts
from protocol.token import Token, mint
from server.store import keys as secret_files

PLAN = 20991231
ROLE = 8  # invigilators
ZONE = ZoneInfo("Asia/Shanghai")
STAFF_BATCH = 2000

PLAN_FILE = """\
plan: {plan}
code: BENCH
name: 性能测试
mark: 职业技能鉴定
centre: 鉴定中心
area: 考区
site: {{number: 1, name: 考点, short: 考点}}
zone: Asia/Shanghai
days: [{yesterday}, {today}, {tomorrow}]
check_in: {{opens: 1440, closes: 1440}}
proctors_per_room: 2
duty_phone: "13800000000"
sessions:
  - {{id: S1, name: 理论, kind: theory, starts: "{today} 09:00", ends: "{today} 10:30"}}
timetable:
  theory:
    - {{name: 开考, offset: 0, from: start, signal: long}}
"""


@dataclass(slots=True)
class Device:
    """An enrolled device that signs its own facts and counts them."""

    id: str
    token: str
    key: ec.EllipticCurvePrivateKey
    used: int = 0

    def hand_in(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        """Make the next fact, signed."""
        self.used += 1
        fact = {
            "id": str(uuid7()),
            "kind": kind,
            "at": datetime.now(ZONE).isoformat(timespec="milliseconds"),
            "device": self.id,
            "device_seq": self.used,
            "grant": None,
            "body": body,
        }
        return {"fact": fact, "sig": facts.sign(self.key, facts.canonical(fact)), "acted": False}


@dataclass(frozen=True, slots=True)
class Day:
    """What the check-ins are made of: devices, and one badge token for each member of staff."""

    devices: list[Device]
    tokens: list[str]


def prepare(data: Path, staff: int, devices: int) -> Day:
    """Make an empty hub in ``data`` and bring it to the morning of the day."""
    env = {**os.environ, **environment(data)}
    subprocess.run([KAOWU, "init"], env=env, check=True, stdout=subprocess.DEVNULL)
    files = _write_files(data.parent / "files", staff)
    subprocess.run([KAOWU, "import", *files], env=env, check=True, stdout=subprocess.DEVNULL)
    keys = secret_files.load(data / "keys")
    with serving(data) as hub:
        me = _ask(hub.port, "/api/me", keys.office_token)
        office = Device(me["device"], keys.office_token, keys.office, me["device_seq"])
        people = [value["person"] for value in _rows(hub.port, office, "person")]
        for start in range(0, len(people), STAFF_BATCH):
            made = [{"badge": secrets.token_hex(8), "person": person} for person in people[start : start + STAFF_BATCH]]
            accepted(_ask(hub.port, "/api/facts", office.token, _batch(office, "badge.issue", made)))
        badges = _rows(hub.port, office, "badge")
        enrolled = [_enrol(hub.port, office, number) for number in range(devices)]
    tokens = [mint(_token(badge), keys.badge, 1) for badge in badges]
    assert len(tokens) == staff, f"{len(tokens)} badges for {staff} staff"
    return Day(enrolled, tokens)


def accepted(answer: dict[str, Any]) -> None:
    """Check that every fact of an answer was accepted."""
    verdicts = {receipt["verdict"] for receipt in answer["receipts"]}
    assert verdicts == {"accepted"}, answer["receipts"][0]


def _write_files(folder: Path, staff: int) -> Sequence[str]:
    folder.mkdir()
    today = datetime.now(ZONE).date()
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    plan = PLAN_FILE.format(plan=PLAN, yesterday=yesterday, today=today, tomorrow=tomorrow)
    (folder / "plan.yaml").write_text(plan, "utf-8")
    lines = ["工号,姓名,岗位,场次", *(f"B{number:05d},张{number:05d},监考,S1" for number in range(staff))]
    (folder / "staff.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return [str(folder / "plan.yaml"), str(folder / "staff.csv")]


def _token(badge: dict[str, Any]) -> Token:
    return Token(badge["badge"], badge["person"], ROLE, 1, PLAN, badge["nbf"], badge["exp"])


def _batch(office: Device, kind: str, made: list[dict[str, Any]]) -> dict[str, Any]:
    return {"facts": [office.hand_in(kind, {"plan": PLAN, "badges": made})]}


def _enrol(port: int, office: Device, number: int) -> Device:
    code = _ask(port, "/api/enrol-codes", office.token, {"kind": "gate", "name": f"gate {number}"})["code"]
    key = ec.generate_private_key(ec.SECP256R1())
    proof = facts.sign_raw(key, code.encode())
    asked = {"code": code, "jwk": facts.jwk_of(key.public_key()), "name": f"gate {number}", "proof": proof}
    said = _ask(port, "/api/enrol", None, asked)
    return Device(said["device"], said["token"], key)


def _rows(port: int, office: Device, kind: str) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    after, more = 0, True
    while more:
        said = _ask(port, f"/api/changes?after={after}&limit=1000", office.token)
        found |= {row["key"]: row["value"] for row in said["rows"] if row["kind"] == kind}
        after, more = said["through"], said["more"]
    return [value for value in found.values() if value]


def _ask(port: int, path: str, token: str | None, body: dict[str, Any] | None = None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://localhost:{port}{path}", data, {"Content-Type": "application/json"})
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            said: dict[str, Any] = json.load(answer)
            return said
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{path}: {error.code} {error.read().decode(errors='replace')}") from error
