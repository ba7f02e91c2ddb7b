"""What the paper tables' own rules are copied from: data, words, and cases with what the hub's rules say of them.

``python -m tests.static.custody_copy`` writes both files anew; ``test_custody.py`` compares.
"""

import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from server.domain.badge import REASONS
from server.domain.custody import whereabouts
from server.domain.custody.amend import UNDO
from server.domain.custody.group import BY_GROUP, Subject, grade_words, to_row
from server.domain.custody.handoff import Handoff, Scene, Standing, handoff
from server.domain.custody.item import AFTER, BEFORE, STATES, begin
from server.domain.custody.legs import ASSESSOR, CHIEFS, LEGS, MONITORS, OFFICE, SIDES, STAGES
from server.domain.custody.opening import BEFORE_MONITOR, CLOSERS, IN_ROOM
from server.domain.custody.pack import PACKERS, Packing, pack
from server.domain.custody.paper import FORMS
from server.domain.custody.people import Party
from server.domain.custody.row import shown
from server.domain.custody.seen import Look, Seen
from server.domain.duty import Post
from server.domain.objects import COUNTABLE, KINDS, label_number
from server.domain.plan import GRADES, Plan, plan_from_row
from server.domain.policy import JIANGXI, RANGES, Policy, policy_to_row
from server.domain.refusal import Refusal
from server.domain.words import WORDS
from server.domain.words import answer as answer_words
from server.domain.words import attempt as attempt_words
from server.domain.words import custody as custody_words
from server.domain.words import objects as object_words
from server.domain.words import supply as supply_words
from tests.exam_day import PLAN_ROW, ROOM_ROWS
from tests.static.custody_deeds import deeds, look_row
from tests.static.custody_labels import labels

STATIC = Path(__file__).parents[2] / "static"
RULES, CASES = STATIC / "src" / "custody" / "rules.json", STATIC / "tests" / "custody" / "cases.json"
BADGE_WORDS = (
    "badge-unreadable", "badge-forged", "wrong-plan", "wrong-day", "badge-unknown", "badge-revoked", "badge-unbound",
    "number-unknown", "person-unknown", "not-on-list", "grant-needed",
)  # fmt: skip


def rules():
    """Return legs, kinds, states and words as the screens have them."""
    parts = (custody_words, supply_words, answer_words, object_words, attempt_words)
    said = [*(code for part in parts for code in part.WORDS), *BADGE_WORDS]
    return {
        "legs": {leg.id: _plain(asdict(leg)) for leg in LEGS.values()},
        "usual": policy_to_row(JIANGXI),
        "plain": policy_to_row(Policy()),
        "ranges": {key: list(bounds) for key, bounds in RANGES.items()},
        "kinds": {kind.code: _plain(asdict(kind)) for kind in KINDS},
        "by_group": sorted(BY_GROUP),
        "grades": {str(level): [grade_words(level), f"level {level}"] for level in GRADES},
        "countable": {code: list(words) for code, words in COUNTABLE.items()},
        "stages": {stage: list(words) for stage, words in STAGES.items()},
        "states": {state: list(words) for state, words in STATES.items()},
        "sides": {side: list(words) for side, words in SIDES.items()},
        "forms": {form: list(words) for form, words in FORMS.items()},
        "reasons": {reason: list(words) for reason, words in REASONS.items()},
        "before": {leg: sorted(states) for leg, states in BEFORE.items()},
        "after": {f"{leg} {end}": state for (leg, end), state in AFTER.items()},
        "packers": {stage: list(roles) for stage, roles in PACKERS.items()},
        "office": list(OFFICE),
        "assessor": ASSESSOR,
        "chiefs": list(CHIEFS),
        "monitors": list(MONITORS),
        "closers": list(CLOSERS),
        "in_room": sorted(IN_ROOM),
        "before_monitor": sorted(BEFORE_MONITOR),
        "undo": UNDO // timedelta(seconds=1),
        "words": {
            code: [words.says, words.fix, words.says_en, words.fix_en]
            for code, words in ((code, WORDS[code]) for code in said)
        },
    }


def _plain(values):
    return {key: sorted(value) if isinstance(value, frozenset) else value for key, value in values.items()}


ZONE_DAY = datetime.fromisoformat("2026-11-22T08:30:00+08:00")
#: person -> role number, rooms in S1; 1 chief, 2 rover, 10 custodian, 11 courier, 12 courier, 13 clerk, 14 patrol,
#: 16 and 17 assessors.
ROLES = {1: 5, 2: 7, 3: 8, 4: 8, 5: 8, 6: 8, 7: 8, 10: 12, 11: 11, 12: 11, 13: 16, 14: 2, 15: 11, 16: 9, 17: 9}
ROOMS = {3: "101", 4: "101", 5: "102", 6: "102"}
#: Room 103 has two trades: a paper bag for each.
MIXED = (Subject("电工", 4), Subject("焊工", 5))
#: So do S1/102, whose bag was made for the whole room, and S2/101, where it was made before the electricians came.
SAT = {("S1", "101"): MIXED[:1], ("S1", "102"): MIXED, ("S1", "103"): MIXED, ("S2", "101"): MIXED}


#: How many days after the plan's own an act is tried: mostly none.
DAYS = (*(0,) * 24, -2, -1, -1, 1, 1, 30, 31, 400)


def _plan() -> Plan:
    return plan_from_row(PLAN_ROW | {"rooms": ROOM_ROWS})


def _parties(chance):
    known = {}
    for person, role in ROLES.items():
        rooms = {"S1": ROOMS[person]} if person in ROOMS else {}
        post = Post(20261122, person, role, chance.random() > 0.04, (), rooms, "in", ZONE_DAY, None)
        known[person] = Party(post, chance.random() > 0.06, chance.random() > 0.08)
    return known


def _start():
    """Return what is registered: two rooms of S1, one of S2, a case and spares, and a room of S1 with two trades."""
    items, serial = {}, {}

    def add(kind, session=None, room=None, seal=None, group=None, **packed):
        serial[kind] = serial.get(kind, 0) + 1
        label = label_number(kind, serial[kind])
        more = {"group": group, "made_for": MIXED[1:] if (kind, session) == ("PP", "S2") else ()}
        items[label] = begin(label, kind, 20261122, session=session, room=room, seal=seal, packed=packed, **more)

    strip = iter(range(1, 99))
    for session, room in (("S1", "101"), ("S1", "102"), ("S2", "101")):
        add("RSET", session, room)
        add("PP", session, room, label_number("ST", next(strip)), papers=31)
        add("CP", session, room, label_number("ST", next(strip)), cards=31)
        add("SL", session, room, sheets=1)
        add("RS", session, room, sheets=1)
        add("SC", session, room, scratch=30)
    add("CS", None, None, label_number("ST", next(strip)))
    add("SP", "S1", None, label_number("ST", next(strip)), papers=5, cards=5)
    add("DV")
    add("RSET", "S1", "103")
    for group, papers in zip(MIXED, (13, 19), strict=True):
        add("PP", "S1", "103", label_number("ST", next(strip)), group, papers=papers)
    add("CP", "S1", "103", label_number("ST", next(strip)), cards=31)
    add("SL", "S1", "103", sheets=1)
    add("RS", "S1", "103", sheets=1)
    return items


def _worlds(plan, chance):
    """Return the day at its stages: at the start, at the site, packed, given out, back, sent."""
    items = _start()
    worlds = [items]
    parties = {
        person: Party(Post(plan.number, person, role, True, (), {"S1": ROOMS[person]} if person in ROOMS else {},
                           "in", ZONE_DAY, None), True, True)
        for person, role in ROLES.items()
    }  # fmt: skip
    at = ZONE_DAY - timedelta(minutes=90)

    def walk(leg, labels, givers, receivers, **more):
        nonlocal items, at
        at += timedelta(minutes=7)
        scene = Scene(plan, JIANGXI, items, parties)
        moved = handoff(Handoff(f"f{at:%H%M}", "d1", leg, tuple(labels), givers, receivers, look=Look(intact=True),
                                **more), scene, at)  # fmt: skip
        items = items | {item.label: item for item in moved.items}

    def put(container, labels):
        nonlocal items
        moved = pack(Packing("p", "d1", container, tuple(labels), (1,)), Scene(plan, JIANGXI, items, parties), at)
        items = items | {item.label: item for item in moved.items}

    sets = [label for label, item in items.items() if item.kind == "RSET"]
    walk("L1", [label for label, item in items.items() if item.holder.stage == "vault"], (10,), (1, 2))
    worlds.append(items)
    for one in sets[:2]:
        put(one, [label for label, item in items.items()
                  if item.kind in JIANGXI.room_set and (item.session, item.room) == (items[one].session,
                                                                                    items[one].room)])  # fmt: skip
    worlds.append(items)
    at = ZONE_DAY
    walk("L3", [sets[0]], (1,), (3, 4), session="S1")
    worlds.append(items)
    walk("L3", [sets[1]], (1,), (5, 6), session="S1")
    worlds.append(items)
    at = ZONE_DAY + timedelta(hours=2)
    walk("L4", [sets[0]], (3, 4), (1,))
    worlds.append(items)
    walk("L5", [label for label, item in items.items() if item.kind == "CS"], (1,), (11, 12))
    worlds.append(items)
    return worlds


@dataclass(frozen=True)
class Issued:
    """The plan, the day when room 101's set has gone out, and the fact by which it did."""

    plan: Plan
    issued: dict
    fact: str


def _people(chance, leg):
    wish = LEGS[leg]

    def some(count, roles):
        fitting = [person for person in ROLES if _code(person) in roles]
        found = chance.sample(fitting, min(count, len(fitting)))
        if chance.random() < 0.12:
            found.append(chance.choice(list(ROLES)))
        if found and chance.random() < 0.1:
            found.pop()
        return tuple(found)

    return some(wish.givers, wish.giver_roles), some(wish.receivers, wish.receiver_roles)


def _code(person):
    return {5: "CE", 7: "RP", 8: "PR", 12: "VK", 11: "CO", 16: "OP", 2: "PAT", 9: "EX"}[ROLES[person]]


def _handing(chance, items):
    standing = [item for item in items.values() if item.inside is None]
    open_legs = [leg for leg in LEGS if any(item.holder.stage == LEGS[leg].start for item in standing)]
    leg = chance.choice(open_legs if chance.random() < 0.8 else list(LEGS))
    ready = [item for item in standing if item.holder.stage == LEGS[leg].start and leg in item.of.legs]
    among = ready if ready and chance.random() < 0.85 else list(items.values())
    objects = [item.label for item in chance.sample(among, min(len(among), chance.choice([1, 1, 1, 1, 2])))]
    if chance.random() < 0.04:
        objects.append(chance.choice(["B999-X", objects[0]]))
    givers, receivers = _people(chance, leg)
    first = items.get(objects[0])
    if leg in ("L3", "L4") and first is not None and first.room and chance.random() < 0.8:
        pair = tuple(person for person, room in ROOMS.items() if room == first.room)
        givers, receivers = (givers, pair) if leg == "L3" else (pair, receivers)
    seals, counts, reasons = {}, {}, {}
    inside = [item for item in items.values() if item.label in objects or item.inside in objects]
    if inside and chance.random() < 0.25:
        one = chance.choice(inside)
        number = chance.choice([None, one.seal, "S099-X"])
        seals[one.label] = Seen(number, chance.random() < 0.4, chance.choice(["", "一角翘起"]))
    if inside and chance.random() < 0.3:
        one = chance.choice(inside)
        what = chance.choice(["papers", "cards", "pieces", "scratch"])
        counts[one.label] = {what: chance.choice([-1, 0, 4, 29, 30, 31, 32])}
        if chance.random() < 0.5:
            reasons[one.label] = "当面清点"
    missing = ()
    if inside and chance.random() < 0.1:
        missing = (chance.choice(inside).label,)
        if chance.random() < 0.6:
            reasons[missing[0]] = "不在套里"
    session = chance.choice([first.session if first else None, None, "S1", "S1"])
    room = chance.choice([None, None, None, "101"])
    look = Look(chance.random() < 0.85, seals, counts, reasons)
    return Handoff("f1", "d2", leg, tuple(objects), givers, receivers, (), session, room, chance.choice(
        ["", "二号台", "二号台"]), missing, look)  # fmt: skip


def _odd(act, items):
    """Return what makes a handoff one of a few: things of two sessions, assessors."""
    if isinstance(act, Packing):
        return None
    sessions = {items[label].session for label in act.objects if label in items} - {None}
    return len(sessions) > 1, any(_code(person) == ASSESSOR for person in (*act.givers, *act.receivers))


def _packing(chance, items):
    container = chance.choice([item.label for item in items.values() if item.of.holds] or list(items))
    one = items[container]
    alone = [item for item in items.values() if item.inside is None and item is not one]
    mine = [item.label for item in alone if (item.session, item.room) == (one.session, one.room)]
    objects = mine if chance.random() < 0.5 else chance.sample(mine, min(len(mine), 3))
    if chance.random() < 0.3:
        objects = [*objects, chance.choice(list(items))]
    people = chance.choice([(1,), (1,), (2,), (13,), (3,), (10,), (), (1, 1), (99,)])
    return Packing("p1", "d2", container, tuple(dict.fromkeys(objects)), people, None)


def cases():
    """Return worlds, and acts on them with what the hub's rules say."""
    plan, chance = _plan(), Random(20261122)
    worlds = _worlds(plan, chance)
    policies = [
        JIANGXI,
        Policy(),
        Policy(verify_before_return=False, legs={"L3": {"receivers": 1, "opens": [-30, "start"]}}),
    ]
    acts = []
    kept = Counter()
    for _ in range(12_000):
        world = chance.randrange(len(worlds))
        parties = _parties(chance)
        policy = chance.choice([0, 0, 0, 1, 2])
        standing = chance.choice([None, None, Standing(1), Standing(1, "二号台"), Standing(3)])
        scene = Scene(plan, policies[policy], worlds[world], parties, standing, sat=SAT)
        packing = chance.random() < 0.25
        act = (_packing if packing else _handing)(chance, worlds[world])
        usual = -70 if not packing and act.leg == "L1" else 0
        at = ZONE_DAY + timedelta(minutes=chance.choice([usual, usual, 10, 40, 130, 130, 150]))
        at += timedelta(days=chance.choice(DAYS))
        acted = chance.random() < 0.2
        ends = _end(act, scene, at, acted=acted, packing=packing)
        name = (packing, ends.get("code"), _odd(act, worlds[world]))
        kept[name] += 1
        if kept[name] > (60 if "moved" in ends else 8):
            continue
        acts.append({
            "world": world, "policy": policy, "at": at.isoformat(), "acted": acted,
            "standing": None if standing is None else {"person": standing.person, "place": standing.place},
            "faults": [person for person, party in parties.items() if not party.post.listed],
            "absent": [person for person, party in parties.items() if not party.present],
            "unshown": [person for person, party in parties.items() if not party.badge],
            "kind": "pack" if packing else "handoff",
            "act": _packing_row(act) if packing else _handoff_row(act),
            "ends": ends,
        })  # fmt: skip
    return {
        "plan": PLAN_ROW,
        "policies": [policy_to_row(policy) for policy in policies],
        "sat": {"/".join(place): [to_row(one) for one in sat] for place, sat in SAT.items()},
        "people": [{"person": person, "role": role, "rooms": {"S1": ROOMS[person]} if person in ROOMS else {}}
                   for person, role in ROLES.items()],
        "worlds": [[_row(item) for item in world.values()] for world in worlds],
        "acts": acts,
        "standing": [
            _standing(plan, policy, world, worlds[world], ZONE_DAY + timedelta(minutes=minutes))
            for world in range(len(worlds))
            for policy in (JIANGXI, Policy(still_after=10))
            for minutes in (20, 130, 300)
        ],
        "labels": labels(chance),
        "deeds": deeds(Issued(plan, worlds[3], f"f{ZONE_DAY + timedelta(minutes=7):%H%M}"), ZONE_DAY, policies,
                       _parties, chance),
    }  # fmt: skip


def _row(item):
    return shown(item) | {"act": None}


def _end(act, scene, at, *, acted, packing):
    try:
        moved = pack(act, scene, at) if packing else handoff(act, scene, at, acted=acted)
    except Refusal as no:
        said, english = no.said("zh"), no.said("en")
        return {"code": no.code, "says": [said["says"], said["fix"], english["says"], english["fix"]]}
    return {
        "moved": {
            item.label: [item.state, item.holder.stage, list(item.holder.people), item.holder.room, item.inside]
            for item in moved.items
        }
    }


def _handoff_row(act):
    return {
        "leg": act.leg, "objects": list(act.objects), "givers": list(act.givers), "receivers": list(act.receivers),
        "monitors": list(act.monitors), "session": act.session, "room": act.room, "place": act.place,
        "missing": list(act.missing),
        "look": look_row(act.look),
    }  # fmt: skip


def _packing_row(act):
    return {"container": act.container, "objects": list(act.objects), "people": list(act.people)}


def _standing(plan, policy, world, items, at):
    found = whereabouts.still(items.values(), plan, policy, at)
    held = whereabouts.holdings(items.values())
    return {
        "world": world, "after": policy.still_after, "at": at.isoformat(),
        "still": [[one.label, one.minutes] for one in found],
        "held": [[one.holder.stage, one.holder.room, list(one.holder.people), list(one.labels)] for one in held],
    }  # fmt: skip


def text_of(value, *, indent=None):
    """Write a file's text."""
    return json.dumps(value, ensure_ascii=False, indent=indent, sort_keys=False) + "\n"


FILES = {RULES: lambda: text_of(rules(), indent=1), CASES: lambda: text_of(cases())}

if __name__ == "__main__":
    for path, written in FILES.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written(), "utf-8")
