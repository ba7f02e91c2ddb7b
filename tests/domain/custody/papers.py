"""The papers of a small exam day: a case with the bags of rooms 101 and 102, spares and a duty copy, and the people.

Session S1 runs 09:00-10:30 on 22 November 2026 in Shanghai. Everybody is checked in and shows their badge.
"""

from dataclasses import replace
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from protocol.role import BY_CODE
from server.domain.custody.handoff import Handoff, Scene, handoff
from server.domain.custody.item import begin
from server.domain.custody.opening import Opening, opened
from server.domain.custody.pack import Packing, Unpacking, pack, unpack
from server.domain.custody.people import Party
from server.domain.custody.seen import Look
from server.domain.duty import Post
from server.domain.objects import label_number, next_serial
from server.domain.plan import plan_from_row
from server.domain.policy import Policy
from server.domain.refusal import Refusal
from tests.exam_day import PLAN_ROW

PLAN = plan_from_row(PLAN_ROW)
ZONE = ZoneInfo("Asia/Shanghai")
INTACT = Look(intact=True)
USUAL = Policy()
CHIEF, DEPUTY, ROVER, CLERK, MONITOR = 1, 16, 7, 14, 15
COURIERS, VAULT, READERS = (10, 11), 12, (20, 21)
FIRST, SECOND, RESERVE = (2, 3), (4, 5), 6

PEOPLE = {
    1: ("CE", None), 2: ("PR", "101"), 3: ("PR", "101"), 4: ("PR", "102"), 5: ("PR", "102"), 6: ("PR", None),
    7: ("RP", None), 8: ("GA", None), 10: ("CO", None), 11: ("CO", None), 12: ("VK", None), 13: ("VK", None),
    14: ("OP", None), 15: ("QS", None), 16: ("DCE", None), 20: ("RO", None), 21: ("CK", None), 22: ("SV", None),
}  # fmt: skip


def post(person, role, room=None, session="S1"):
    rooms = {session: room} if room else {}
    return Post(PLAN.number, person, BY_CODE[role].number, True, (), rooms, "in", None, None)


PARTIES = {person: Party(post(person, role, room), present=True, badge=True) for person, (role, room) in PEOPLE.items()}


def at(text, day=22):
    hour, minute = text.split(":")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=ZONE)


def number(kind, nth=1):
    """The label of the nth object of a kind."""
    serial = 0
    for _ in range(nth):
        serial = next_serial(kind, serial)
    return label_number(kind, serial)


SEAL = [number("ST", nth) for nth in range(1, 60)]
CASE, SPARE, DUTY = number("CS"), number("SP"), number("DP")
B101, B102, K101, K102 = number("PP", 1), number("PP", 2), number("CP", 1), number("CP", 2)
SET101, SET102 = number("RSET", 1), number("RSET", 2)
SL101, SL102, RS101, RS102 = number("SL", 1), number("SL", 2), number("RS", 1), number("RS", 2)
SC101, TABLET, KEY = number("SC"), number("DV"), number("KY")
ROOM_OF = {"101": (B101, K101, SL101, RS101, SET101), "102": (B102, K102, SL102, RS102, SET102)}


def in_vault():
    """Everything before the first leg: bags in the case in the vault, lists and sheets at the site."""
    made = [
        begin(CASE, "CS", PLAN.number, seal=SEAL[0]),
        begin(SPARE, "SP", PLAN.number, session="S1", seal=SEAL[1], packed={"papers": 5, "cards": 5}),
        begin(DUTY, "DP", PLAN.number, session="S1", seal=SEAL[2], packed={"papers": 1}),
        begin(SC101, "SC", PLAN.number, session="S1", room="101", packed={"scratch": 60}),
        begin(TABLET, "DV", PLAN.number),
        begin(KEY, "KY", PLAN.number),
    ]
    seals = iter(SEAL[3:])
    for room, (papers, cards, seats, sheet, whole) in ROOM_OF.items():
        place = {"session": "S1", "room": room}
        made += [
            begin(papers, "PP", PLAN.number, **place, seal=next(seals), packed={"papers": 31}),
            begin(cards, "CP", PLAN.number, **place, seal=next(seals), packed={"cards": 31}),
            begin(seats, "SL", PLAN.number, **place),
            begin(sheet, "RS", PLAN.number, **place),
            begin(whole, "RSET", PLAN.number, **place),
        ]
    items = {item.label: item for item in made}
    inside = (SPARE, DUTY, B101, K101, B102, K102)
    return items | {label: replace(items[label], inside=CASE) for label in inside}


def scene(items, policy=USUAL, parties=PARTIES, **more):
    return Scene(PLAN, policy, items, parties, **more)


_facts = count(1)


def act(leg, objects, givers, receivers, *, look=INTACT, session=None, device="d1", fact=None, **more):
    objects = (objects,) if isinstance(objects, str) else tuple(objects)
    return Handoff(
        fact or f"f{next(_facts)}", device, leg, objects, tuple(givers), tuple(receivers), session=session, look=look,
        **more,
    )  # fmt: skip


def done(items, moved):
    return items | {item.label: item for item in moved.items}


def hand(items, made, when, *, policy=USUAL, parties=PARTIES, acted=False, **more):
    """Do a handoff; return the objects afterwards."""
    return done(items, handoff(made, scene(items, policy, parties, **more), at(when), acted=acted))


def refused(rule, *arguments, **more):
    """The refusal that a rule gives; both languages can be said."""
    with pytest.raises(Refusal) as caught:
        rule(*arguments, **more)
    assert caught.value.said("zh")["fix"]
    assert caught.value.said("en")["says"]
    return caught.value


def judged(items, made, when, **more):
    """The refusal of a handoff."""
    acted = more.pop("acted", False)
    return refused(handoff, made, scene(items, **more), at(when), acted=acted)


def third(objects=SET101, givers=(CLERK,), receivers=FIRST, **more):
    """Leg L3 as it is done for room 101."""
    return act("L3", objects, givers, receivers, **({"session": "S1"} | more))


def at_site():
    """The case has come and was unpacked."""
    items = hand(in_vault(), act("L1", CASE, [VAULT], COURIERS), "06:50")
    items = hand(items, act("L2", CASE, COURIERS, [CHIEF]), "07:20")
    return done(items, unpack(Unpacking("u1", "d1", CASE, (CLERK,), INTACT), scene(items), at("07:50")))


def packed():
    """Each room's bags, lists and sheets lie in its set."""
    items = at_site()
    for room, (*inside, whole) in ROOM_OF.items():
        made = Packing(f"p{room}", "d1", whole, tuple(inside), (CLERK,))
        items = done(items, pack(made, scene(items), at("08:00")))
    return items


def in_rooms():
    """Both sets are in their rooms."""
    items = hand(packed(), act("L3", SET101, [CLERK], FIRST, session="S1"), "08:30")
    return hand(items, act("L3", SET102, [CLERK], SECOND, session="S1"), "08:31")


def opening(label, people=FIRST, *, look=INTACT, witnesses=("03", "17"), **more):
    return Opening(f"o{label}", "d1", label, people, look, witnesses, **more)


def in_use():
    """All four bags were opened."""
    items = in_rooms()
    for label, people in ((B101, FIRST), (K101, FIRST), (B102, SECOND), (K102, SECOND)):
        items = done(items, opened(opening(label, people), scene(items), at("08:52")))
    return items


def back():
    """Both sets came back whole, counted."""
    items = in_use()
    for whole, people in ((SET101, FIRST), (SET102, SECOND)):
        look = Look(intact=True, counts={whole: {"papers": 31, "cards": 31, "pieces": 4}})
        items = hand(items, act("L4", whole, people, [ROVER], session="S1", look=look), "10:50")
    return items


#: Room 101's set goes to its invigilators, and comes back.
GIVEN = act("L3", SET101, [CLERK], FIRST, session="S1", fact="given")
BACK = act("L4", SET101, FIRST, [ROVER], session="S1", fact="back", look=Look(True, counts={SET101: {"cards": 31}}))


def given_out():
    return hand(packed(), GIVEN, "08:30")
