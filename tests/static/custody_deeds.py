"""Bags opened, closed, supplied, unpacked, and acts corrected: cases with what the hub's rules say of them."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

from server.domain.custody.amend import Correction, Recorded, corrected
from server.domain.custody.answer import answered
from server.domain.custody.handoff import Handoff, Scene, Standing, handoff
from server.domain.custody.opening import Closing, Opening, Supply, closed, opened, supplied
from server.domain.custody.pack import Unpacking, unpack
from server.domain.custody.row import shown
from server.domain.custody.seen import Look, Seen
from server.domain.objects import label_number
from server.domain.refusal import Refusal

STRIPS = [label_number("ST", serial) for serial in range(80, 84)]
#: A strip that was put on something before.
USED = STRIPS[0]
#: Cases kept of each end: of what is accepted, and of each refusal.
MOST, MOST_REFUSED = 25, 8


def deeds(worlds, begins, policies, parties_of, chance):
    """Return worlds with bags opened, supplied, back and closed, and deeds on them; ``begins``: half past eight."""
    day = _Day(worlds, begins, policies[0], parties_of)
    found, kept = [], Counter()
    bare, strips = len(day.worlds), Random(20261122)
    day.bare()
    for turn in range(6_600):
        if turn < 6_000:
            kind = chance.choice(("open", "open", "seal", "seal", "supply", "unpack", "correct"))
            world = chance.randrange(bare)
        else:
            kind, world, chance = "strip", bare, strips
        parties, policy = parties_of(chance), chance.randrange(len(policies))
        standing = chance.choice([None, Standing(1), Standing(1), Standing(2)])
        scene = Scene(day.plan, policies[policy], day.worlds[world], parties, standing)
        act = _MAKE[kind](chance, scene, day.records[world])
        at = begins + timedelta(minutes=chance.choice([10, 20, 20, 25, 130, 130, 24 * 60]))
        if kind == "correct" and turn % 5 == 0:  # entered from paper the day after, and corrected then
            at, act = begins + timedelta(days=1), (replace(act[0], entered=begins + timedelta(days=1)), *act[1:])
        ends = _end(kind, act, scene, at)
        kept[kind, ends.get("code")] += 1
        if kept[kind, ends.get("code")] > (MOST if "moved" in ends else MOST_REFUSED):
            continue
        kind = "seal" if kind == "strip" else kind
        found.append({
            "world": world, "policy": policy, "at": at.isoformat(), "kind": kind, "act": _ROW[kind](act), "ends": ends,
            "faults": [person for person, party in parties.items() if not party.post.listed],
            "absent": [person for person, party in parties.items() if not party.present],
            "standing": None if standing is None else {"person": standing.person, "place": None},
            "unshown": [person for person, party in parties.items() if not party.badge],
        })  # fmt: skip
    return {
        "worlds": [[shown(item) for item in world.values()] for world in day.worlds],
        "used": [USED],
        "acts": found,
    }


class _Day:
    """Room 101's set is out; its bags and a spare are opened, cards supplied, all comes back and is sealed."""

    def __init__(self, worlds, begins, policy, parties_of):
        self.plan, self.policy = worlds.plan, policy
        self.parties = parties_of(_Never())
        self.items = dict(worlds.issued)
        self.at = begins + timedelta(minutes=20)
        self.record = [Recorded(worlds.fact, (1, 3, 4), begins, "L3", (1,), (3, 4))]
        self.worlds, self.records = [], []
        self._stand()
        self._walk()

    def _stand(self):
        self.worlds.append(dict(self.items))
        self.records.append(tuple(self.record))

    def _keep(self, moved, record):
        self.items |= {item.label: item for item in moved.items}
        self.record.append(record)
        self.at += timedelta(minutes=1)
        self._stand()

    def bare(self):
        """Add the first world with bags of which nobody has stated the strip, in the vault and at the site."""
        first = dict(self.worlds[0])
        places = iter((("vault", "sealed"), ("site", "received"), ("road", "sealed"), ("site", "received")) * 9)
        for item in self.worlds[0].values():
            if item.of.sealed and not item.of.holds:
                stage, state = next(places)
                inside = item.inside if stage == "vault" else None
                holder = replace(item.holder, stage=stage)
                first[item.label] = replace(item, seal=None, state=state, holder=holder, inside=inside)
        self.worlds.append(first)
        self.records.append(self.records[0])

    def _of(self, kind, room=None):
        return next(one.label for one in self.items.values() if one.kind == kind and one.room == room)

    def _walk(self):
        whole, scene = Look(intact=True), lambda: Scene(self.plan, self.policy, self.items, self.parties)
        for kind in ("PP", "CP"):
            act = Opening(f"open-{kind}", "d1", self._of(kind, "101"), (3, 4), whole, ("5", "12"))
            self._keep(opened(act, scene(), self.at), Recorded(act.fact, (3, 4), self.at))
        act = Opening("open-SP", "d1", self._of("SP"), (1,), whole, (), (14,), "102 考场缺卷")
        self._keep(opened(act, scene(), self.at), Recorded(act.fact, (1, 14), self.at))
        act = Supply("supply", "d1", self._of("SP"), self._of("CP", "101"), "cards", 2, 1, "漏印")
        self._keep(supplied(act, scene(), self.at), Recorded(act.fact, (1,), self.at))
        self.at += timedelta(minutes=105)
        act = Handoff("back", "d1", "L4", (self._of("RSET", "101"),), (3, 4), (1,), look=whole)
        self._keep(handoff(act, scene(), self.at), Recorded(act.fact, (3, 4, 1), self.at, "L4", (3, 4), (1,)))
        label = self._of("CP", "101")
        act = Closing("seal", "d1", label, STRIPS[1], 1, (3, 4), Look(counts={label: {"cards": 30}}), {"cards": 3})
        self._keep(closed(act, scene(), self.at), Recorded(act.fact, (1, 3, 4), self.at))


class _Never:
    """Chance that makes nobody absent, unlisted or without a badge."""

    def random(self):
        return 1.0


def _label(chance, items, kinds, states=()):
    fitting = [item.label for item in items.values() if item.kind in kinds]
    ready = [label for label in fitting if items[label].state in states]
    return chance.choice([*fitting * 6, *ready * 20, *items, "B999-X"])


def _look(chance, item):
    if item is None:
        return Look(intact=True)
    seals, counts, reasons = {}, {}, {}
    if chance.random() < 0.25:
        seals[item.label] = Seen(chance.choice([None, item.seal, "S099-X"]), chance.random() < 0.5,
                                 chance.choice(["", "一角翘起"]))  # fmt: skip
    if chance.random() < 0.3:
        what = chance.choice([*item.of.counts, "papers"])
        counts[item.label] = {what: chance.choice([-1, 0, 5, 30, 31, 40])}
    if chance.random() < 0.5:
        reasons[item.label] = "当面清点"
    return Look(chance.random() < 0.85, seals, counts, reasons)


def _opening(chance, scene, _records):
    label = _label(chance, scene.items, ("PP", "CP", "SP"), ("issued",))
    item = scene.items.get(label)
    spare = item is not None and item.kind in ("SP", "DP")
    pairs = [(1,), (1, 1), (2,), (3,)] if spare else [(3, 4), (3, 4), (3, 4), (5, 6), (3,), (3, 3), (1, 3), ()]
    seats = chance.choice([("5", "12"), ("5", "12"), ("5", "5"), ()])
    monitors = chance.choice([(14,), (14,), (), (3,), (2,), (1,)]) if spare else ()
    approval = chance.choice(["102 考场缺卷", "102 考场缺卷", " "])
    return Opening("f", "d2", label, chance.choice(pairs), _look(chance, item), seats, monitors, approval)


def _strip(chance, scene, _records):
    label = _label(chance, scene.items, ("PP", "CP", "SP", "DP"), ("sealed", "received"))
    item = scene.items.get(label)
    look = _look(chance, item) if chance.random() < 0.5 else Look()
    return Closing("f", "d2", label, chance.choice(STRIPS), chance.choice([1, 1, 2, 3, 12, 13]), (), look)


def _closing(chance, scene, _records):
    label = _label(chance, scene.items, ("PP", "CP", "SP"), ("returned",))
    item = scene.items.get(label)
    counts, aside = {}, {}
    for what in item.of.counts if item else ():
        last = item.counts.get(what, 0)
        aside[what] = chance.choice([0, 0, 1, -1])
        counts[what] = chance.choice([last - aside[what], last - aside[what], last - 1, last + 1])
    if counts and chance.random() < 0.15:
        counts.pop(next(iter(counts)))
    reasons = {label: "在桌下找到"} if chance.random() < 0.3 else {}
    proctors = chance.choice([(3, 4), (3, 4), (3, 4), (5, 6), (3,), (1, 3)]) if item and item.room else ()
    look = Look(counts={label: counts} if counts else {}, reasons=reasons)
    return Closing("f", "d2", label, chance.choice(STRIPS), chance.choice([1, 1, 2, 13]), proctors, look, aside)


def _supply(chance, scene, _records):
    source = _label(chance, scene.items, ("SP", "CP"), ("opened",))
    target = _label(chance, scene.items, ("CP", "PP"), ("opened",))
    return Supply("f", "d2", source, target, chance.choice(["cards", "cards", "papers", "sheets"]),
                  chance.choice([0, 1, 1, 2, 9]), chance.choice([1, 1, 1, 2]), chance.choice(["漏印", "漏印", ""]))  # fmt: skip


def _unpacking(chance, scene, _records):
    label = _label(chance, scene.items, ("RSET", "RSET", "CS"))
    people = chance.choice([(1,), (1,), (13,), (10,), (3,), ()])
    return Unpacking("f", "d2", label, people, _look(chance, scene.items.get(label)))


def _correction(chance, scene, records):
    record = chance.choice([*records, records[-1], records[-1]])
    moved = sorted(item.label for item in scene.items.values() if any(done.fact == record.fact for done in item.acts))
    receivers, seals, counts = (), {}, {}
    if record.leg is not None and chance.random() < 0.6:
        receivers = chance.choice([(5, 6), (4, 3), (5,), (1, 5), (2,), (3, 4), (2, 1)])
    if chance.random() < 0.3:
        seals[chance.choice([*moved, "B999-X"])] = STRIPS[3]
    if chance.random() < 0.4:
        label = chance.choice([*moved, *moved, *scene.items])
        counts[label] = {chance.choice(["papers", "cards"]): chance.choice([0, 5, 29, 99])}
    signed = chance.choice([(13, 1), (13, 1), (13, 1), (13, 13), (13, 2), (1, 13), (3, 1)])
    reason = chance.choice(["扫错证牌", "扫错证牌", "扫错证牌", ""])
    by = Correction("f", "d2", *signed, reason, chance.random() < 0.3, receivers, seals, counts)
    return record, by, moved


def _end(kind, act, scene, at):
    try:
        moved = _JUDGE[kind](act, scene, at)
    except Refusal as no:
        said, english = no.said("zh"), no.said("en")
        return {"code": no.code, "says": [said["says"], said["fix"], english["says"], english["fix"]]}
    if kind == "correct":
        return {"moved": {}}
    return {
        "moved": {
            item.label: [item.state, item.seal, item.broken, dict(item.counts), dict(item.aside), item.inside]
            for item in moved.items
        }
    }


_MAKE = {
    "open": _opening,
    "seal": _closing,
    "strip": _strip,
    "supply": _supply,
    "unpack": _unpacking,
    "correct": _correction,
}
_JUDGE = {
    "open": opened,
    "seal": lambda act, scene, at: closed(act, scene, at, used_seals={USED}),
    "strip": lambda act, scene, at: closed(act, scene, at, used_seals={USED}),
    "supply": supplied,
    "unpack": unpack,
    "correct": lambda act, scene, at: _corrected(*act[:2], scene, at),
}


def _corrected(record, by, scene, at):
    moved = corrected(record, by, scene, at)
    answered((by.clerk, by.chief), scene, field="chief")
    return moved


def look_row(look):
    """Write what was seen as facts state it."""
    return {
        "intact": look.intact,
        "seals": [{"label": label, "number": seen.number, "broken": seen.broken, "words": seen.words}
                  for label, seen in look.seals.items()],
        "counts": [{"label": label, "counted": dict(counted)} for label, counted in look.counts.items()],
        "reasons": [{"label": label, "words": words} for label, words in look.reasons.items()],
    }  # fmt: skip


def _correction_row(act):
    record, by, moved = act
    return {
        "of": {"fact": record.fact, "leg": record.leg, "givers": list(record.givers), "moved": moved,
               "receivers": list(record.receivers), "at": (record.entered or record.at).isoformat(),
               "paper": None if record.entered is None else {"form": "handoff", "signed": record.at.isoformat(),
                                                             "entered_by": 1}},
        "clerk": by.clerk, "chief": by.chief, "reason": by.reason, "void": by.void, "receivers": list(by.receivers),
        "seals": dict(by.seals), "counts": {label: dict(counted) for label, counted in by.counts.items()},
    }  # fmt: skip


_ROW = {
    "open": lambda act: {
        "label": act.label, "people": list(act.people), "witnesses": list(act.witnesses),
        "monitors": list(act.monitors), "approval": act.approval, "look": look_row(act.look),
    },
    "seal": lambda act: {
        "label": act.label, "seal": act.seal, "closer": act.closer, "proctors": list(act.proctors),
        "look": look_row(act.look), "aside": dict(act.aside),
    },
    "supply": lambda act: {
        "source": act.source, "target": act.target, "what": act.what, "number": act.number, "approver": act.approver,
        "reason": act.reason,
    },
    "unpack": lambda act: {"container": act.container, "people": list(act.people), "look": look_row(act.look)},
    "correct": _correction_row,
}  # fmt: skip
