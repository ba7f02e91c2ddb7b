"""The sample's staff: every role of the day; two invigilators a room from different units, one of them new."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from protocol.role import BY_CODE, ROLES
from server.sample.people import COMPOUND, DOTTED, PHONE_BLOCK, RARE, UNITS, Crowd, SamplePerson
from server.sample.site import SampleRoom

HEADER = ("工号", "姓名", "岗位", "单位", "电话", "场次", "考场", "备注", "证件号")

COUNTS: dict[str, Callable[[int], int]] = {
    "INS": lambda rooms: 1 + rooms // 60,
    "PAT": lambda rooms: 1 + rooms // 30,
    "AD": lambda rooms: 1,
    "ADD": lambda rooms: 1 + rooms // 40,
    "CE": lambda rooms: 1,
    "DCE": lambda rooms: 1 + rooms // 40,
    "RP": lambda rooms: -(-rooms // 10),
    "QS": lambda rooms: 1 + rooms // 60,
    "CO": lambda rooms: 2 + 2 * (rooms // 60),
    "VK": lambda rooms: 2,
    "RO": lambda rooms: 1 + rooms // 60,
    "CK": lambda rooms: 1 + rooms // 60,
    "SV": lambda rooms: 1,
    "OP": lambda rooms: 2 + rooms // 20,
    "IT": lambda rooms: 1 + rooms // 40,
    "GA": lambda rooms: 2 + rooms // 30,
    "MED": lambda rooms: 1 + rooms // 40,
    "DU": lambda rooms: 1 + rooms // 60,
}
"""How many of each role a site with so many rooms has; invigilators and assessors go by room."""

TEAM = 3  # assessors per workshop
SPECIAL = ("王伟", "王伟", "李静", "李静", "李静", f"陈{RARE}", *DOTTED[2:], f"{COMPOUND[0]}文涛", f"{COMPOUND[1]}雪梅")
"""Names that software has trouble with: several people of one name, rare characters, dots, compound surnames."""


@dataclass(frozen=True, slots=True)
class SampleStaff:
    """One person on duty; ``sessions`` and ``room`` as the staff file writes them."""

    staff_no: str
    person: SamplePerson
    role: str
    unit: str
    phone: str
    sessions: str
    room: str
    note: str

    def row(self) -> tuple[str, ...]:
        """Return the row below ``HEADER``."""
        who = self.person
        return (
            self.staff_no,
            who.name,
            self.role,
            self.unit,
            self.phone,
            self.sessions,
            self.room,
            self.note,
            who.id_no,
        )


@dataclass(frozen=True, slots=True)
class _Post:
    role: str
    unit: str
    sessions: str = ""
    room: str = ""
    note: str = ""


def staff(rooms: Sequence[SampleRoom], crowd: Crowd, rng: Random) -> list[SampleStaff]:
    """Return everybody on duty, in the order of the roles' numbers."""
    posts = [post for role in ROLES for post in _posts(role.code, rooms, rng)]
    phones = rng.sample(range(10_000), len(posts))
    names: list[str | None] = [None] * len(posts)
    for place, name in zip(rng.sample(range(len(posts)), min(len(SPECIAL), len(posts))), SPECIAL, strict=False):
        names[place] = name
    return [
        SampleStaff(
            staff_no=f"R{number:04d}",
            person=crowd.person(24, 58, name),
            role=post.role,
            unit=post.unit,
            phone=f"{PHONE_BLOCK}{phone:04d}",
            sessions=post.sessions,
            room=post.room,
            note=post.note,
        )
        for number, (post, phone, name) in enumerate(zip(posts, phones, names, strict=True), start=1)
    ]


def _posts(code: str, rooms: Sequence[SampleRoom], rng: Random) -> list[_Post]:
    role = BY_CODE[code].zh
    if code == "PR":
        return _invigilators(role, rooms, rng)
    if code == "EX":
        return _assessors(role, rooms, rng)
    pairs = code == "CO"
    return [
        _Post(role, rng.choice(UNITS), note=f"第{place // 2 + 1}组" if pairs else "")
        for place in range(COUNTS[code](len(rooms)))
    ]


def _invigilators(role: str, rooms: Sequence[SampleRoom], rng: Random) -> list[_Post]:
    posts = []
    for room in rooms:
        one, other = rng.sample(UNITS, 2)
        posts.append(_Post(role, one, room=room.number, note="有监考经验"))
        posts.append(_Post(role, other, room=room.number, note="首次监考"))
    return posts + [_Post(role, rng.choice(UNITS), note="备用") for _ in range(max(1, len(rooms) // 13))]


def _assessors(role: str, rooms: Sequence[SampleRoom], rng: Random) -> list[_Post]:
    workshops = [(room.trade.name, room.number) for room in rooms if room.trade]
    if not workshops:
        return [_Post(role, rng.choice(UNITS), note="组长" if place == 0 else "") for place in range(TEAM)]
    return [
        _Post(role, rng.choice(UNITS), "P1、P2", note=f"{trade} {room} {'组长' if place == 0 else '组员'}")
        for trade, room in workshops
        for place in range(TEAM)
    ]
