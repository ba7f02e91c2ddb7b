"""A small practical exam: a workshop of six stations, four candidates, a team of three assessors.

Practical session E1 runs from 09:00 to 12:00 in room M1; candidates 1 to 4 sit there. Assessors 10, 11 and 12 are its
team, led by 10. The sheet has two questions: items a and b, failing item c; d alone in the second.
"""

import secrets

from server.domain.practical.lots import commitment, shuffled
from tests.exam_day import PLAN, PLAN_ROW, ROOM_ROWS, STAFF_ROWS, candidate_row, staff_row

SESSION, ROOM = "E1", "M1"
ASSESSORS = (10, 11, 12)
EX, QS = 9, 10
SUPERVISOR = 13
NAMES = ("张小明", "欧阳文", "李雷", "韩梅梅")
STATIONS = ["1", "2", "3", "4", "5", "6"]
ITEMS = (
    ("a", "第一题", "导线连接", 3000, "每处松动扣 5 分", False),
    ("b", "第一题", "接线工艺", 2000, "不规范扣 2 分", False),
    ("c", "第一题", "带电操作", 0, "带电操作本题记零分", True),
    ("d", "第二题", "故障排除", 5000, "每处未排除扣 10 分", False),
)
FIELDS = ("id", "question", "name", "full", "criterion", "failing")
SHEET = {
    "plan": PLAN, "trade": "电工", "level": 4, "title": "电工四级实操", "workpiece": True,
    "items": [dict(zip(FIELDS, item, strict=True)) for item in ITEMS],
}  # fmt: skip
FULL = [{"item": one[0], "found": "", "deducted": 0, "score": one[3], "failed": False} for one in ITEMS]


def number(seat):
    return f"26{SESSION}{ROOM}{seat:02d}"


def candidate(seat, **changes):
    named = {"name": NAMES[(seat - 1) % len(NAMES)], "id_no": f"99010119900101{seat:03d}X", "unit": ""}
    return candidate_row(seat, room=ROOM, session=SESSION) | named | changes


CANDIDATES = [candidate(seat) for seat in range(1, 5)]
SESSION_ROW = {
    "id": SESSION,
    "name": "上午实操",
    "kind": "practical",
    "starts": "2026-11-22T09:00:00+08:00",
    "ends": "2026-11-22T12:00:00+08:00",
}


def accepted(receipt):
    assert receipt.verdict == "accepted", (receipt.verdict, receipt.refusal and receipt.refusal.said("zh"))
    return receipt


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def prepare_practical(day, chief):
    """Add the practical session, its workshop, its candidates and assessors, and what they score by.

    ``chief`` is a device on which the chief can sign in.
    """
    plan = PLAN_ROW | {"sessions": [*PLAN_ROW["sessions"], SESSION_ROW]}
    room = {"room": ROOM, "name": "一号车间", "building": "实训楼", "floor": 1, "seats": 12}
    more = [staff_row(person, name=f"考评{person}", role=EX) for person in ASSESSORS]
    more.append(staff_row(SUPERVISOR, name="督导", role=QS))
    accepted(day.take("plan", [plan]))
    accepted(day.take("rooms", [*ROOM_ROWS, room]))
    accepted(day.take("candidates", CANDIDATES))
    accepted(day.take("staff", [*STAFF_ROWS, *more]))
    accepted(day.issue(*ASSESSORS, SUPERVISOR))
    chief.sign_in(1)
    accepted(chief.hand("practical.scheme", SHEET))
    for person in ASSESSORS:
        card = {"card": f"K{person}", "trade": "电工", "level": 3, "until": "2027-12-31"}
        accepted(chief.hand("practical.assessor", {"plan": PLAN, "person": person} | card))
    team = {"session": SESSION, "room": ROOM, "assessors": list(ASSESSORS), "leader": ASSESSORS[0]}
    accepted(chief.hand("practical.team", {"plan": PLAN} | team))


class Stations:
    """The acts at the stations of the room, as a device makes them."""

    def __init__(self, device, day):
        self.device, self.day = device, day
        self.seed = secrets.token_hex(32)

    def hand(self, what, body=None, **sent):
        return self.device.hand(
            f"practical.{what}", {"plan": PLAN, "session": SESSION, "room": ROOM} | (body or {}), **sent
        )

    def of(self, what, seat, body=None, **sent):
        return self.hand(what, {"candidate": number(seat)} | (body or {}), **sent)

    def lay(self, *, stations=STATIONS, turns=1, lots=1, seed=None, reason="", **sent):
        self.seed = seed or self.seed
        made = commitment(SESSION, ROOM, lots, self.seed, stations, turns)
        body = {"number": lots, "stations": list(stations), "turns": turns, "hash": made, "reason": reason}
        return self.hand("lots", body, **sent)

    def draw(self, seat, card, *, lots=1, slot=None, stations=STATIONS, turns=1, **sent):
        slot = slot or shuffled(self.seed, stations, turns)[card - 1]
        return self.of("draw", seat, {"lots": lots, "card": card, "station": slot.station, "turn": slot.turn}, **sent)

    def identify(self, seat, outcome="ok", **more):
        sent = {name: more.pop(name) for name in ("acted", "at") if name in more}
        return self.of("identify", seat, {"outcome": outcome} | more, **sent)

    def begin(self, *seats, **sent):
        return self.hand("begin", {"candidates": [number(seat) for seat in seats]}, **sent)

    def end(self, *seats, **sent):
        return self.hand("end", {"candidates": [number(seat) for seat in seats]}, **sent)

    def score(self, seat, *, items=FULL, total=10000, signer=None, by=None, **more):
        sent = {name: more.pop(name) for name in ("acted", "at") if name in more}
        device = by or self.device
        body = {"plan": PLAN, "session": SESSION, "room": ROOM, "candidate": number(seat), "items": items,
                "total": total, "signer": signer}  # fmt: skip
        return device.hand("evidence.score", body | more, **sent)
