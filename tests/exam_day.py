"""A small exam day, and devices with real keys that hand in its facts.

The day: plan 20261122, 22 November 2026 in Shanghai; theory S1 09:00-10:30 and S2 14:00-15:30, check-in from 90
minutes before to 30 minutes after the start; rooms 101 and 102; nine people (``STAFF``), each with a badge.
The clock stands at 08:00.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from uuid6 import uuid7

from protocol import fact as facts
from protocol.number import badge_number
from protocol.token import Token, mint
from server.desk.imports import staged_text
from server.intake import Handed, Handing
from server.store import device as devices
from server.web import enrol, sign_in

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 22, 8, 0, tzinfo=ZONE)
PLAN, SITE = 20261122, 360101
CHIEF, ROVER, PROCTOR, GUARD = 5, 7, 8, 18

PLAN_ROW = {
    "plan": PLAN,
    "code": "JX-20261122",
    "name": "第四季度职业技能等级认定",
    "mark": "江西职业技能鉴定",
    "centre": "省中心",
    "area": "南昌考区",
    "site": {"number": SITE, "name": "第一职业技术学校", "short": "一职校"},
    "days": ["2026-11-22"],
    "zone": "Asia/Shanghai",
    "check_in": {"opens": 90, "closes": 30},
    "proctors_per_room": 2,
    "duty_phone": "19900000001",
    "trades": ["电工"],
    "admission_no": [],
    "sessions": [
        {
            "id": "S1",
            "name": "上午理论",
            "kind": "theory",
            "starts": "2026-11-22T09:00:00+08:00",
            "ends": "2026-11-22T10:30:00+08:00",
        },
        {
            "id": "S2",
            "name": "下午理论",
            "kind": "theory",
            "starts": "2026-11-22T14:00:00+08:00",
            "ends": "2026-11-22T15:30:00+08:00",
        },
    ],
    "timetable": [
        {"at": "2026-11-22T08:40:00+08:00", "name": "考生入场", "session": "S1", "signal": "short"},
        {"at": "2026-11-22T09:00:00+08:00", "name": "考试开始", "session": "S1", "signal": "long"},
    ],
}
ROOM_ROWS = [
    {"room": "101", "name": "一号楼101", "building": "一号楼", "floor": 1, "seats": 30},
    {"room": "102", "name": "一号楼102", "building": "一号楼", "floor": 1, "seats": 30},
]
#: name, role, sessions (none: all), room; person numbers are 1 to 9 in this order.
STAFF = (
    ("赵甲", CHIEF, [], None),
    ("钱乙", PROCTOR, ["S1", "S2"], "101"),
    ("孙丙", PROCTOR, ["S1", "S2"], "101"),
    ("李丁", PROCTOR, ["S1", "S2"], "102"),
    ("周戊", PROCTOR, ["S1", "S2"], "102"),
    ("吴己", PROCTOR, ["S2"], None),
    ("郑庚", ROVER, [], None),
    ("王辛", GUARD, [], None),
    ("冯壬", PROCTOR, ["S1"], None),
)


def staff_row(number, *, name, role=PROCTOR, sessions=(), room=None, staff_no=None):
    return {
        "staff_no": staff_no or f"G{number:03d}",
        "name": name,
        "role": role,
        "unit": "一职校",
        "phone": f"1990000{number:04d}",
        "sessions": list(sessions),
        "room": room,
        "note": None,
        "id_hash": None,
    }


def candidate_row(seat, *, room="101", session="S1", trade="电工", level=4):
    return {
        "admission_no": f"26{session}{room}{seat:02d}",
        "session": session,
        "room": room,
        "seat": seat,
        "trade": trade,
        "level": level,
    }


STAFF_ROWS = [
    staff_row(number, name=name, role=role, sessions=sessions, room=room)
    for number, (name, role, sessions, room) in enumerate(STAFF, start=1)
]
CANDIDATE_ROWS = [
    candidate_row(seat, room=room, session=session)
    for room, count in (("101", 3), ("102", 2))
    for session in ("S1", "S2")
    for seat in range(1, count + 1)
]


def details_text(name, *, unit="", phone="", note=""):
    """What stands beside a fact about a person."""
    row = {"name": name, "unit": unit, "phone": phone, "note": note, "salt": secrets.token_hex(16)}
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(text):
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Clock:
    """The hub's clock; set ``now``, or ``at`` a time of the exam day."""

    now: datetime

    def __call__(self):
        return self.now.astimezone(UTC)

    def at(self, clock_time, day="2026-11-22"):
        self.now = datetime.fromisoformat(f"{day}T{clock_time}+08:00")
        return self.now

    def go_on(self, **passed):
        self.now += timedelta(**passed)
        return self.now


@dataclass
class Device:
    """An enrolled device: makes, signs and counts its facts, and hands them in at the door."""

    hub: object
    clock: Clock
    id: str
    kind: str
    token: str
    key: ec.EllipticCurvePrivateKey
    used: int = 0
    grant: str | None = None  # cited in every fact it makes

    @property
    def headers(self):
        return {"Authorization": f"Bearer {self.token}"}

    def raw(self, kind, body, *, at=None, number=None, id=None):
        """Make the next fact; a ``number`` given does not count."""
        if number is None:
            self.used += 1
            number = self.used
        moment = at or self.clock.now
        return {
            "id": id or str(uuid7()),
            "kind": kind,
            "at": moment if isinstance(moment, str) else moment.isoformat(timespec="milliseconds"),
            "device": self.id,
            "device_seq": number,
            "grant": self.grant,
            "body": body,
        }

    def sign_in(self, person, *, plan=PLAN, acts=None, lasts=None, place=None):
        """Sign somebody in on the device, as if badge and PIN had been checked; return the grant as given."""
        wish = sign_in.Wish(acts, lasts, place)
        given = self.hub.committer.call(lambda tx: sign_in.give(self.hub, tx, plan, person, self.id, wish))
        self.grant = given["grant"]
        return given

    def signed(self, raw, *, acted=False, beside=None):
        return Handed(raw, facts.sign(self.key, facts.canonical(raw)), acted, beside)

    def make(self, kind, body, *, at=None, acted=False, number=None, id=None):
        return self.signed(self.raw(kind, body, at=at, number=number, id=id), acted=acted)

    def send(self, *handed):
        """Hand in a batch; return its receipts."""
        return self.hub.committer.call(Handing(self.hub.door, handed, self.id))

    def hand(self, kind=None, body=None, *, at=None, acted=False, number=None, id=None, raw=None, beside=None):
        """Make, sign and hand in one fact (or sign and hand in ``raw``); return its receipt."""
        made = raw if raw is not None else self.raw(kind, body, at=at, number=number, id=id)
        (receipt,) = self.send(self.signed(made, acted=acted, beside=beside))
        return receipt

    def add(self, name, role=PROCTOR, *, unit="二职校", phone="", note="", sessions=(), replaces=None, **sent):
        """Hand in a substitute with their details beside the fact; return the receipt."""
        text = details_text(name, unit=unit, phone=phone, note=note)
        body = {"plan": PLAN, "role": role, "sessions": list(sessions), "details": digest_of(text)}
        return self.hand("staff.add", body | {"replaces": replaces}, beside=text, **sent)

    def wire(self, handed):
        """Write what was made as ``POST /api/facts`` takes it."""
        made = {"fact": handed.raw, "sig": handed.sig, "acted": handed.acted}
        return made if handed.beside is None else made | {"beside": handed.beside}


@dataclass
class Day:
    """The small exam day as the hub has it: how to import into it, and the QR texts of its badges."""

    hub: object
    office: Device
    plan: int = PLAN
    site: int = SITE
    badges: dict = field(default_factory=dict)  # person -> badge id
    taken: dict = field(default_factory=dict)  # kind -> rows of its first import

    def stage(self, kind, rows, *, plan=PLAN):
        """Keep rows as if a file had been checked; return the body that takes them over."""
        file_sha256 = hashlib.sha256(json.dumps([kind, rows]).encode()).hexdigest()
        text = staged_text(b"salt", kind, plan, file_sha256, rows)
        kept = self.hub.door.hub.files.keep(text)
        return {"plan": plan, "kind": kind, "file_sha256": file_sha256, "rows_sha256": kept, "taken": len(rows)}

    def take(self, kind, rows, *, plan=PLAN):
        self.taken.setdefault(kind, rows)
        return self.office.hand("import.commit", self.stage(kind, rows, plan=plan))

    def issue(self, *people, plan=PLAN):
        made = {person: secrets.token_hex(8) for person in people}
        body = {"plan": plan, "badges": [{"badge": badge, "person": person} for person, badge in made.items()]}
        receipt = self.office.hand("badge.issue", body)
        if plan == PLAN and receipt.verdict == "accepted":
            self.badges |= made
        return receipt

    def says(self, holder, **changes):
        """What the person's badge says, with ``changes``."""
        begins = datetime(2026, 11, 22, tzinfo=ZONE)
        role = STAFF[holder - 1][1] if holder <= len(STAFF) else changes["role"]
        ends = int((begins + timedelta(days=1)).timestamp())
        token = Token(self.badges[holder], holder, role, self.site, self.plan, int(begins.timestamp()), ends)
        return replace(token, **changes)

    def spares(self, role=PROCTOR, count=1):
        """Issue spare badges; return their ids."""
        made = [secrets.token_hex(8) for _ in range(count)]
        badges = [{"badge": badge, "person": 0, "role": role} for badge in made]
        assert self.office.hand("badge.issue", {"plan": PLAN, "badges": badges}).verdict == "accepted"
        return made

    def spare_qr(self, badge, role=PROCTOR):
        """The text of a spare badge's QR code."""
        return mint(self.says(1, badge=badge, person=0, role=role), self.hub.keys.badge, 1)

    def qr(self, person, *, key=None, kid=1, **changes):
        """The text of the person's QR code."""
        return mint(self.says(person, **changes), key or self.hub.keys.badge, kid)

    def number(self, person):
        """The person's badge number, for typing."""
        return badge_number(list(self.badges).index(person) + 1)


def enrol_device(hub, clock, kind, name=None):
    key, token = ec.generate_private_key(ec.SECP256R1()), secrets.token_urlsafe(32)
    jwk = facts.jwk_of(key.public_key())
    joined = hub.committer.call(lambda tx: enrol.add_device(hub, tx, kind, name or f"{kind}机", jwk, token))
    hub.tokens[devices.hashed(token)] = joined
    return Device(hub, clock, joined, kind, token, key)


def office_of(hub, clock):
    return Device(hub, clock, "d1", "office", hub.keys.office_token, hub.keys.office)


def prepare(day):
    """Import plan, rooms, candidates and staff, and issue badges to all."""
    files = (("plan", [PLAN_ROW]), ("rooms", ROOM_ROWS), ("candidates", CANDIDATE_ROWS), ("staff", STAFF_ROWS))
    for kind, rows in files:
        receipt = day.take(kind, rows)
        assert receipt.verdict == "accepted", receipt
    receipt = day.issue(*range(1, len(STAFF) + 1))
    assert receipt.verdict == "accepted", receipt
    return day


@dataclass(frozen=True)
class Past:
    """A busy day that is over: its data folder, and what the hub knew when it was closed."""

    folder: Path
    origin: str
    public: Ed25519PublicKey
    note: str
    size: int
    missing: dict
