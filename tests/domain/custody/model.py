"""A model of custody: random acts, legal and illegal, of several people and devices, some of them without the hub.

Whatever happens, what was issued is always all there, each object has exactly one holder, and whatever is accepted kept
the rules by this model's own reading of them.
"""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from server.domain.custody import amend, handoff, opening, pack, paper, seen
from server.domain.custody.held import held
from server.domain.custody.item import BEFORE, counted, directly_in, whole
from server.domain.custody.legs import LEGS
from server.domain.objects import holds
from server.domain.refusal import Refusal
from tests.domain.custody.moments import BAGS, CONTAINERS, DAY, LABELS, PARTIES, PEOPLE, PLACES, USUALLY, WHEN
from tests.domain.custody.papers import (
    B101,
    B102,
    CASE,
    CHIEF,
    CLERK,
    DEPUTY,
    FIRST,
    MONITOR,
    ROOM_OF,
    ROVER,
    SEAL,
    SECOND,
    SET101,
    SET102,
    SPARE,
    VAULT,
    act,
    at,
    scene,
)  # fmt: skip
from tests.domain.custody.sheets import Sheets

often = st.integers(0, 9).map(lambda number: number > 1)
#: One number a step and all else drawn from it: far more steps in the same time.
chances = st.integers(0, 2**32 - 1).map(Random)


def some_of(chance, among):
    return tuple(chance.sample(among, min(len(among), chance.randint(0, 3))))


class Custody(Sheets, RuleBasedStateMachine):
    """The hub's objects, what was told of differences, and devices of which one is without the hub."""

    def __init__(self):
        super().__init__()
        self.items = dict(DAY["06:30"])
        self.labels = set(self.items)
        self.issued = Counter()
        for item in self.items.values():
            self.issued.update(item.counts)
        self.told = {}
        self.explained, self.closed_at = {}, {}
        self.now = at("06:30")
        self.facts = 0
        self.used = set(SEAL[:8])
        self.waiting = []
        self.past = []
        self.last = {}
        self.accepted = Counter()

    @initialize(when=st.sampled_from(("06:30", "07:55", "08:25", "08:51", "09:30", "10:55")))
    def somewhere_in_the_day(self, when):
        self.items, self.now = dict(DAY[when]), at(when)

    # what happens

    @rule(minutes=st.sampled_from((0, 1, 7, 30)))
    def time_goes_on(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule(chance=chances, sensible=often)
    def hand_over(self, chance, sensible):
        self.judge(self.some_handoff(chance, sensible=sensible), self.now, acted=False)

    @rule(chance=chances)
    def hand_over_one_leg_after_another(self, chance):
        for _ in range(3):
            self.judge(self.some_handoff(chance, sensible=True), self.now, acted=False)
            self.now += timedelta(minutes=1)

    @precondition(lambda self: self.held_by_somebody())
    @rule(chance=chances)
    def one_who_does_not_hold_it_gives(self, chance):
        """All else is as it should be: role, number of people, seal, and the hour."""
        label, leg = chance.choice(self.held_by_somebody())
        item = self.items[label]
        strangers = SECOND if item.holder.room == "101" else FIRST
        givers = strangers if leg == "L4" else (10, 17)
        receivers = {"L2": [CHIEF], "L4": [ROVER], "L6": [VAULT]}[leg]
        made = act(leg, (label,), givers, receivers, look=seen.Look(intact=True), fact=self.fact())
        self.judge(made, max(self.now, at(WHEN[leg])), acted=False)

    @rule(chance=chances)
    def hand_over_without_the_hub(self, chance):
        self.waiting.append((replace(self.some_handoff(chance, sensible=True), device="d2"), self.now))

    @precondition(lambda self: self.waiting)
    @rule(chance=chances)
    def a_device_comes_back(self, chance):
        made, when = self.waiting.pop(chance.randint(0, len(self.waiting) - 1))
        refusal = self.judge(made, when, acted=True)
        if refusal is not None and amend.can_hold(refusal.code) and chance.random() < 0.5:
            self.change(made.fact, held(made, self.scene(), when, self.now), "d2", kind="held")

    @rule(chance=chances, back=st.sampled_from((-1, 0, 2, 30)))
    def paper_is_entered(self, chance, back):
        made = self.some_handoff(chance, sensible=True)
        form = paper.Paper("issue", self.now - timedelta(minutes=back), CLERK)
        self.tried(lambda: amend.from_paper(made, form, self.scene(), self.now), made.fact, "d1")

    @rule(chance=chances, sensible=often)
    def pack_something(self, chance, sensible):
        empty = [
            one for one in (CASE, SET101, SET102) if self.items[one].holder.stage == "site" and not self.items[one].seal
        ]
        container = self.pick(chance, empty, CONTAINERS)
        room = {SET101: "101", SET102: "102"}.get(container)
        inside = ROOM_OF[room][:4] if room else (SET101, SET102, SPARE)
        inside = tuple(label for label in inside if self.items[label].inside is None)
        inside = inside if sensible else some_of(chance, LABELS)
        who = (CLERK,) if sensible else some_of(chance, sorted(PEOPLE))
        seal = self.pick(chance, sorted(set(SEAL) - self.used), SEAL) if container == CASE else None
        made = pack.Packing(self.fact(), "d1", container, inside, who, seal)
        if self.tried(lambda: pack.pack(made, self.scene(), self.now, used_seals=self.used), made.fact, "d1"):
            self.used.add(seal)

    @precondition(lambda self: any(directly_in(one, self.items) for one in CONTAINERS))
    @rule(chance=chances, sensible=often)
    def unpack_something(self, chance, sensible):
        full = [one for one in CONTAINERS if directly_in(one, self.items)]
        container = self.pick(chance, full, CONTAINERS)
        who = (
            (CLERK if self.items[container].holder.stage == "site" else VAULT,)
            if sensible
            else some_of(chance, sorted(PEOPLE))
        )
        made = pack.Unpacking(self.fact(), "d1", container, who, self.some_look(chance, (container,)))
        self.tried(lambda: pack.unpack(made, self.scene(), self.now), made.fact, "d1")

    @precondition(lambda self: self.closed_bags())
    @rule(chance=chances)
    def open_something(self, chance):
        label = self.pick(chance, self.closed_bags(), (*BAGS, SPARE))
        who = {"101": FIRST, "102": SECOND, None: (CHIEF,)}[self.items[label].room]
        look = self.some_look(chance, (label,))
        monitors = (MONITOR,) if label == SPARE else ()
        made = opening.Opening(self.fact(), "d1", label, who, look, ("1", "2"), monitors, "考区同意")
        self.tried(lambda: opening.opened(made, self.scene(), self.now), made.fact, "d1")

    @precondition(lambda self: sum(self.items[label].state == "opened" for label in BAGS) > 1)
    @rule(chance=chances, what=st.sampled_from(("papers", "cards")))
    def lend_something(self, chance, what):
        pairs = [(one, other) for one in (*BAGS, SPARE) for other in BAGS]
        open_ = [(one, other) for one, other in pairs if one != other and self.both_hold(one, other, what)]
        pair = self.pick(chance, open_, pairs)
        number = self.pick(chance, (1, 2, 6), (-1, 0, 40))
        made = opening.Supply(self.fact(), "d1", *pair, what, number, CHIEF, "更换")
        self.tried(lambda: opening.supplied(made, self.scene(), self.now), made.fact, "d1")

    @precondition(lambda self: any(self.items[label].state == "returned" for label in BAGS))
    @rule(chance=chances)
    def close_something(self, chance):
        label = self.pick(chance, [one for one in BAGS if self.items[one].state == "returned"], BAGS)
        item = self.items[label]
        counts = {what: item.counts[what] - chance.randint(-1, 2) for what in item.of.counts}
        aside = {what: chance.randint(0, 1) for what in item.of.counts}
        seal = self.pick(chance, sorted(set(SEAL) - self.used), SEAL)
        look = seen.Look(counts={label: counts}, reasons=chance.choice(({}, {label: "核对过"})))
        made = opening.Closing(
            self.fact(), "d1", label, seal, CHIEF, FIRST if item.room == "101" else SECOND, look, aside
        )
        if self.tried(lambda: opening.closed(made, self.scene(), self.now, used_seals=self.used), made.fact, "d1"):
            self.used.add(seal)
            self.closed_at[label] = self.now

    @precondition(lambda self: self.past)
    @rule(chance=chances)
    def take_back(self, chance):
        fact = chance.choice(self.past[-3:]).fact
        device = chance.choice(("d1", "d2"))
        try:
            last, known_for = self.last.get(device), timedelta(0)
            restored = amend.undone(fact, device, last, self.items, self.now, known_for=known_for)
        except Refusal:
            return
        self.items |= {item.label: item for item in restored}
        self.told.pop(fact, None)
        self.explained.pop(fact, None)
        self.accepted["undone"] += 1

    @precondition(lambda self: self.past)
    @rule(chance=chances, void=st.booleans())
    def correct(self, chance, void):
        made = chance.choice(self.past[-4:])
        receivers = () if void else chance.choice(((), (), FIRST, SECOND, (DEPUTY,), (CHIEF,)))
        label = chance.choice((B101, B102))
        counts = {label: {"papers": chance.randint(25, 32)}} if not void and not receivers else {}
        by = amend.Correction(self.fact(), "d9", CLERK, DEPUTY, "核对后更正", void, receivers, {}, counts)
        try:
            fixed = amend.corrected(made, by, self.scene(), self.now)
        except Refusal:
            return
        if void:
            self.told.pop(made.fact, None)
            self.explained.pop(made.fact, None)
        self.change(by.fact, fixed, "d9", kind="corrected")

    # how it is done

    def closed_bags(self):
        return [one for one in (*BAGS, SPARE) if self.items[one].state == ("received" if one == SPARE else "issued")]

    def both_hold(self, one, other, what):
        return all(self.items[each].state == "opened" and what in self.items[each].of.counts for each in (one, other))

    def held_by_somebody(self):
        """What is on the road or in a room, with the legs that it may take from there."""
        return [
            (label, leg)
            for label, item in sorted(self.items.items())
            for leg in WHEN
            if leg in item.of.legs and LEGS[leg].start == item.holder.stage
            if item.inside is None and item.of.secure and item.state in BEFORE[leg]
        ]

    def open_containers(self):
        open_ = [self.items[label] for label in CONTAINERS if self.items[label].seal is None]
        return [item.label for item in open_ if item.holder.stage == "site" and item.inside is None]

    def fact(self):
        self.facts += 1
        return f"m{self.facts}"

    def scene(self):
        return scene(dict(self.items), parties=PARTIES)

    def some_look(self, chance, objects):
        counts, reasons = {}, {}
        label = chance.choice(objects) if objects else None
        if label is not None and label in self.items and chance.randint(0, 2) == 0:
            what = chance.choice(("papers", "cards", "pieces", "scratch"))
            last = counted(self.items[label], what, self.items) or 0
            counts = {label: {what: last + chance.choice((0, -1, -9, 1, -70))}}
            reasons = chance.choice(({}, {label: "当面清点"}))
        return seen.Look(intact=chance.random() < 0.8, counts=counts, reasons=reasons)

    def pick(self, chance, fitting, otherwise):
        """Mostly something with which the act could succeed, sometimes anything."""
        return chance.choice(fitting if fitting and chance.random() < 0.8 else otherwise)

    def some_handoff(self, chance, *, sensible):
        ready = [
            (label, leg)
            for label, item in sorted(self.items.items())
            for leg in item.of.legs
            if item.inside is None and LEGS[leg].start == item.holder.stage and item.state in BEFORE[leg]
        ]
        anything = [(label, leg) for label in LABELS for leg in sorted(LEGS)]
        label, leg = self.pick(chance, ready if sensible else [], anything)
        objects = (label,)
        inside = [one.label for one in directly_in(label, self.items) if leg in one.of.legs]
        if inside and chance.randint(0, 9) == 0:
            objects = (chance.choice(inside),)
        if not sensible:
            objects = some_of(chance, LABELS)
        givers, receivers = self.some_people(chance, leg, objects, sensible=sensible)
        inside = [one.label for label in objects for one in directly_in(label, self.items)]
        missing = (chance.choice(inside),) if inside and chance.randint(0, 5) == 0 else ()
        look = self.some_look(chance, objects)
        if missing:
            look = replace(look, reasons={**look.reasons, missing[0]: "没有在里面"})
        monitors = (22,) if leg in ("L7", "L8") else ((MONITOR,) if leg == "L9" else ())
        return act(leg, objects, givers, receivers, monitors=monitors, look=look, missing=missing, fact=self.fact())

    def some_people(self, chance, leg, objects, *, sensible):
        if not sensible:
            return some_of(chance, sorted(PEOPLE)), some_of(chance, sorted(PEOPLE))
        pair = FIRST if self.items[objects[0]].room == "101" else SECOND
        usual = {"L3": ([CLERK], pair), "L4": (pair, [ROVER])} | USUALLY
        givers, receivers = usual[leg]
        wrong = chance.randint(0, 9)
        if wrong == 0:  # two of the same role who have nothing to do with it
            givers = {"L4": SECOND if pair == FIRST else FIRST, "L2": (10, 17)}.get(leg, (CLERK,))
        if wrong == 1:
            receivers = SECOND if pair == FIRST else FIRST
        return givers, (receivers[:1] if wrong == 2 else receivers)

    def judge(self, made, when, *, acted):
        try:
            moved = handoff.handoff(made, self.scene(), when, acted=acted)
        except Refusal as refusal:
            return refusal
        self.kept_the_rules(made, moved)
        self.past.append(amend.on_record(made, when, moved.items))
        self.change(made.fact, moved, made.device, kind="handoff")
        return None

    def tried(self, rule_, fact, device):
        try:
            moved = rule_()
        except Refusal:
            return False
        moved_labels = tuple(item.label for item in moved.items)
        self.past.append(amend.Recorded(fact, (), self.now, moved=moved_labels))
        self.change(fact, moved, device, kind=rule_.__qualname__.rpartition(".<locals>")[0])
        return True

    def change(self, fact, moved, device, *, kind):
        assert {item.label for item in moved.items} <= self.labels
        told = [one for one in moved.discrepancies if kind != "held" or one.what in self.counted_anew(moved)]
        self.items |= {item.label: item for item in moved.items}
        self.told.setdefault(fact, []).extend(told)
        self.last[device] = fact
        self.accepted[kind] += 1

    def counted_anew(self, moved):
        """What was counted of objects that a settled dispute still changes; what others report is told only."""
        return {
            what
            for item in moved.items
            for what, number in item.counts.items()
            if number != self.items[item.label].counts.get(what)
        }

    def kept_the_rules(self, made, moved):
        leg = LEGS[made.leg]
        assert made.objects
        assert not set(made.givers) & set(made.receivers)
        secure = any(self.items[item.label].of.secure for item in moved.items)
        if secure:
            assert len(made.receivers) >= leg.receivers
            assert len(made.givers) >= leg.givers
        for label in made.objects:
            before = self.items[label]
            assert before.inside is None
            assert before.holder.stage == leg.start
            if leg.start == "road":
                assert set(made.givers) <= set(before.holder.people)
            if leg.start == "room" and secure:
                placed = {person for person, (_, room) in PEOPLE.items() if room == before.holder.room}
                assert set(made.givers) <= {*before.holder.people, *placed}
            if leg.end == "room" and secure:
                rooms = {PEOPLE[person][1] for person in made.receivers if PEOPLE[person][0] == "PR"}
                assert len(rooms) == 1
                assert before.room in (None, *rooms)
        staying = {one.label for one in whole(made.missing, self.items)}
        for item in moved.items:
            going = item.label not in staying
            assert (item.holder.stage == leg.end) == going
            if going:
                assert item.holder.people == tuple(sorted(made.receivers))

    # what is always so

    @invariant()
    def nothing_is_lost_and_nothing_is_made(self):
        now = Counter()
        for item in self.items.values():
            assert all(number >= 0 for number in item.counts.values())
            now.update(item.counts)
            now.update(item.aside)
        for told in self.told.values():
            now.update({one.what: one.expected - one.found for one in told if isinstance(one.found, int)})
        for explained in self.explained.values():
            now.update(explained)
        assert {what: number for what, number in now.items() if number} == dict(self.issued)

    @invariant()
    def every_object_has_exactly_one_holder(self):
        assert set(self.items) == self.labels
        for item in self.items.values():
            assert item.holder.stage in PLACES[item.state]
            assert item.holder.stage in ("vault", "site") or item.holder.people
            if item.inside is not None:
                assert holds(self.items[item.inside].kind, item.kind)
                assert item.holder == self.items[item.inside].holder

    @invariant()
    def every_seal_is_on_one_thing(self):
        seals = [item.seal for item in self.items.values() if item.seal is not None]
        assert len(seals) == len(set(seals))
