"""A clean day of any number of rooms, lived through a real hub from vault to vault.

Everything that people do is a fact of a device at the one door. Some devices are without the hub for a while: their
acts arrive late, and those of different rooms in any order. The day keeps its own account of what became of each
candidate, card and object, by which the hub's is checked afterwards; ``losing`` takes one card away in one room.
"""

from dataclasses import dataclass, field
from functools import partial

from server.domain.counts import figures_of
from tests.clean_site import (
    AFTERNOON,
    CE,
    CLERK,
    COURIER,
    ESCORT,
    KEEPER,
    MONITOR,
    MORNING,
    OTHER,
    PER_CASE,
    ROVER,
    WALKER,
    CleanSite,
)
from tests.exam_day import PLAN, enrol_device
from tests.paper_day import accepted, signer, signers


@dataclass
class Station:
    """A device at its table: what it does goes to the hub, or waits where the hub is away."""

    day: object
    device: object
    person: int = 0
    away: bool = False
    kept: dict = field(default_factory=dict)  # room -> acts in their order

    def hand(self, kind, body, of=None):
        self.day.clock.go_on(seconds=1)
        if not self.away:
            return accepted(self.device.hand(kind, body))
        self.kept.setdefault(of, []).append(self.device.make(kind, body, acted=True))
        return None

    def back(self, chance):
        """Hand in what waited, a few at a time: of each room in its order, the rooms in any."""
        self.away, waiting = False, []
        while self.kept:
            room = chance.choice(sorted(self.kept, key=str))
            waiting.append(self.kept[room].pop(0))
            if not self.kept[room]:
                del self.kept[room]
        while waiting:
            some = chance.randint(1, 9)
            for receipt in self.device.send(*waiting[:some]):
                accepted(receipt)
                self.day.late += 1
            waiting = waiting[some:]


class CleanDay(CleanSite):
    """The day; ``late`` counts the acts that reached the hub after it was away, ``losing`` is where a card is lost."""

    late = 0
    losing = None

    def lived(self, losing=None):
        """Let the day go by; ``losing`` is the session and room where a card is lost."""
        self.losing = losing
        self._stations()
        self._brought()
        self._arrived()
        for half, hours in ((MORNING, ("08:05", "08:30", "08:50", "09:40", "10:31")),
                            (AFTERNOON, ("13:05", "13:30", "13:50", "14:40", "15:31"))):  # fmt: skip
            here = [one for one in self.sittings if one.session in half]
            self._packed([one for one in here if self.has_papers(one)], hours[0])
            self._given(here, *hours[1:3])
            self._supplied([one for one in here if self.has_papers(one)], hours[3])
            self._came_back(here, hours[4])
            self._sent(half)
        self._gone()
        return self

    def _stations(self):
        enrolled = partial(enrol_device, self.hub, self.clock)
        self.vault, self.courier = (Station(self, enrolled("phone")) for _ in range(2))
        self.gates = [Station(self, enrolled("phone")) for _ in range(2)]
        self.chief, self.walk = Station(self, enrolled("tablet")), Station(self, enrolled("phone"))
        self.tables = [Station(self, enrolled(kind)) for kind in ("tablet", "phone", "tablet")]

    def signed_in(self):
        people = (CE, WALKER, CLERK, ROVER, OTHER)
        for station, person in zip((self.chief, self.walk, *self.tables), people, strict=True):
            station.person = person
            station.device.sign_in(person)

    def at(self, hour):
        """Go on to an hour, if it is not later already."""
        before = self.clock.now
        self.clock.now = max(before, self.clock.at(hour))

    def badge(self, person):
        return {"badge": self.day.qr(person, role=self.roles[person])}

    def gives(self, station, leg, objects, givers, receivers, *, of=None, session=None, look=None):
        """Objects go one leg on, with all that lies in them."""
        sides = {"givers": [self.badge(one) for one in givers], "receivers": [self.badge(one) for one in receivers]}
        body = {"plan": PLAN, "leg": leg, "objects": objects, "session": session, **sides}
        station.hand("custody.handoff", body | {"look": {"intact": True} | (look or {})}, of)
        stage = {"L1": "site" if self.policy.legs else "road", "L2": "site", "L3": "room", "L4": "site", "L5": "road",
                 "L6": "vault"}[leg]  # fmt: skip
        for label in objects:
            self._moved(label, (stage, tuple(sorted(receivers))))

    def _moved(self, label, holder):
        self.held[label] = holder
        for one, container in self.inside.items():
            if container == label:
                self._moved(one, holder)

    def packs(self, station, container, objects, who, *, of=None, seal=False):
        body = {"plan": PLAN, "container": container, "objects": objects, "people": [who]}
        station.hand("custody.pack", body | {"seal": next(self.strips) if seal else None}, of)
        for label in objects:
            self.inside[label] = container
            self._moved(label, self.held[container])

    def unpacks(self, station, container, who):
        station.hand(
            "custody.unpack", {"plan": PLAN, "container": container, "people": [who], "look": {"intact": True}}
        )
        self.inside = {label: other for label, other in self.inside.items() if other != container}

    def _brought(self):
        """Bags go into sealed cases in the vault, the cases to the site."""
        self.at("06:30")
        self.vault.device.sign_in(KEEPER)
        cases = [label for (_, _, kind), labels in self.labels.items() if kind == "CS" for label in labels]
        for session in {one.session for one in self.sittings if self.has_papers(one)}:
            rooms = [one for one in self.sittings if one.session == session]
            for number, case in enumerate(self.labels[session, None, "CS"]):
                some = rooms[number * PER_CASE : (number + 1) * PER_CASE]
                bags = [label for one in some for label in self.of_room(one, "PP", "CP")]
                bags += self.labels[session, None, "SP"] if number == 0 else []
                self.packs(self.vault, case, bags, self.badge(KEEPER), seal=True)
        self.at("07:00")
        self.courier.device.sign_in(COURIER)
        self.chief.device.sign_in(CE)
        if self.policy.legs:
            self.gives(self.chief, "L1", cases, [KEEPER], [CE, ROVER])
        else:
            self.gives(self.courier, "L1", cases, [KEEPER], [COURIER, ESCORT])
            self.gives(self.chief, "L2", cases, [COURIER, ESCORT], [CE])
        self.cases = cases

    def _arrived(self):
        """People come in at two gates, one of them without the hub."""
        self.at("07:32")
        self.gates[1].away = True
        for person in self.roles:
            if person not in (KEEPER, COURIER, ESCORT):
                gate = self.gates[person > MONITOR and self.chance.random() < 0.5]
                gate.hand("duty.check_in", {"place": "gate", **self.badge(person)}, person)
        self.at("07:50")
        self.gates[1].back(self.chance)
        self.signed_in()
        for case in self.cases:
            self.unpacks(self.tables[0], case, signer(CLERK))

    def _packed(self, here, when):
        self.at(when)
        self.signed_in()
        for one in here:
            station = self.chance.choice(self.tables)
            inside = self.of_room(one, "PP", "CP", "SL", "RS", "SC")
            self.packs(station, self.label(one, "RSET"), inside, signer(station.person), of=one.room)

    def _given(self, here, hands_out, opens):
        """Three tables hand out, the second and third without the hub; a roving invigilator notes the openings."""
        self.at(hands_out)
        self.tables[1].away = self.tables[2].away = self.walk.away = True
        for one in here:
            station = self.chance.choice(self.tables)
            self.gives(station, "L3", self._out(one), [station.person], one.people, of=one.room, session=one.session)
        self.at(opens)
        for one in here:
            for kind in ("PP", "CP") if self.has_papers(one) else ():
                label = self.label(one, kind)
                what, count = ("cards", self.cards(one)) if kind == "CP" else ("papers", one.expected + 1 + one.spoiled)
                look = {"intact": True, "counts": [{"label": label, "counted": {what: count}}]}
                seats = ["1", "2"][: self.policy.witnesses]
                body = {"plan": PLAN, "label": label, "people": signers(*one.people), "witnesses": seats, "look": look}
                self.walk.hand("custody.open", body, one.room)
        for station in self.chance.sample(self.tables[1:], 2):
            station.back(self.chance)
        self.walk.back(self.chance)

    def supplied(self, one):
        """How many spare cards a room needs."""
        return max(0, self.needed(one) - self.cards(one))

    def needed(self, one):
        each, policy = self.policy.cards_per_candidate, self.policy
        return one.present * each + (one.absent * each if policy.mark_absent else 0) + one.void

    def _supplied(self, here, when):
        """The chief opens the spare bags before a monitor, and rooms without blank cards left get some."""
        self.at(when)
        self.spare = {}
        for session in sorted({one.session for one in here}):
            (label,) = self.spare[session] = self.labels[session, None, "SP"]
            body = {"plan": PLAN, "label": label, "people": signers(CE), "monitors": [self.badge(MONITOR)]}
            self.chief.hand("custody.open", body | {"approval": "考区同意启用", "look": {"intact": True}})
        for one in here:
            if self.supplied(one):
                body = {"source": self.spare[one.session][0], "target": self.label(one, "CP"), "what": "cards"}
                body |= {"number": self.supplied(one), "approver": signer(CE), "reason": "更换答题卡"}
                self.chief.hand("custody.supply", {"plan": PLAN, **body})

    def _came_back(self, here, when):
        """The sets come back and are counted; a roving invigilator counted at the doors, without the hub."""
        self.at(when)
        with_papers = [one for one in here if self.has_papers(one)]
        self.walk.away = True
        for one in self.chance.sample(here, len(here) // 2 + 1):
            figures = self.figures(one)
            some = {name: figures[name] for name in self.chance.sample(sorted(figures), min(4, len(figures)))}
            self._counts(self.walk, one, "roving", WALKER, some)
        self._taken_back(here)
        for one in here:
            station = self.chance.choice(self.tables)
            if self.chance.random() < 0.5:
                self._counts(station, one, "proctor", one.people[0], {"present": one.present, "absent": one.absent})
            self._counts(station, one, "chief", CE, self.figures(one))
        for one in with_papers:
            self._closed(one, self.chance.choice(self.tables))
        self.walk.back(self.chance)
        for session, (label,) in self.spare.items():
            used = sum(self.supplied(one) for one in with_papers if one.session == session)
            left = {"papers": 20, "cards": self.spare_cards[label] - used}
            self._seals(self.chief, label, signer(CE), (), left, {})

    def _taken_back(self, here):
        """Three tables take back what was handed out, one of them without the hub; half of it is counted at once."""
        self.tables[1].away = True
        for one in here:
            station = self.chance.choice(self.tables)
            objects, look = self._out(one), None
            if self.has_papers(one) and not self.loses(one) and self.chance.random() < 0.5:
                look = {"counts": [{"label": objects[0], "counted": self._whole_set(one)}]}
            self.gives(station, "L4", objects, one.people, [station.person], of=one.room, look=look)
        self.tables[1].back(self.chance)

    def _out(self, one):
        """What goes into a room and comes back."""
        if self.has_papers(one):
            return [self.label(one, "RSET")]
        return self.of_room(one, "SL", "RS", *(("PM",) if one.kind == "practical" else ()))

    def _whole_set(self, one):
        papers, cards = one.expected + 1 + one.spoiled, self.cards(one) + self.supplied(one)
        return {"papers": papers, "cards": cards, "pieces": 5}

    def _counts(self, station, one, by, person, figures):
        body = {"plan": PLAN, "session": one.session, "room": one.room, "by": by, "person": signer(person)}
        station.hand("custody.count", body | {"figures": figures}, one.room)

    def _closed(self, one, station):
        """Both bags are counted and sealed; half of the sets stay in one, the others are taken apart."""
        if self.chance.random() < 0.5:
            self.unpacks(station, self.label(one, "RSET"), signer(CLERK))
        figures, total = self.figures(one), self._whole_set(one)
        aside = total["cards"] - figures["cards_bag"] - self.loses(one)
        reasons = {"cards": "少一张，原因不明"} if self.loses(one) else {}
        closer = self.badge(self.chance.choice((CE, ROVER)))
        bag = {"cards": figures["cards_bag"]}
        self._seals(station, self.label(one, "CP"), closer, one.people, bag, {"cards": aside}, reasons)
        self._seals(station, self.label(one, "PP"), closer, one.people, {"papers": total["papers"]}, {})

    def _seals(self, station, label, closer, people, counted, aside, reasons=None):
        look = {
            "counts": [{"label": label, "counted": counted}],
            "reasons": [{"label": label, "words": words} for words in (reasons or {}).values()],
        }
        body = {"plan": PLAN, "label": label, "seal": next(self.strips), "closer": closer}
        station.hand("custody.seal", body | {"proctors": signers(*people), "look": look, "aside": aside})

    def loses(self, one):
        """Tell whether a card is lost in this room: 1 or 0."""
        return int((one.session, one.room) == self.losing)

    def figures(self, one):
        """What is counted in a room, as it truly is."""
        each, policy = self.policy.cards_per_candidate, self.policy
        answered, marked = one.present * each, one.absent * each if policy.mark_absent else 0
        papers, drawn = one.expected + 1 + one.spoiled, self.cards(one) + self.supplied(one)
        true = {
            "present": one.present, "absent": one.absent, "misconduct": 0, "signatures": one.present,
            "cards_in": self.cards(one), "cards_sup": self.supplied(one), "cards_out": 0,
            "cards_ans": answered, "cards_abs": marked, "cards_void": one.void, "void_lines": one.void,
            "cards_blank": drawn - self.needed(one) - self.loses(one),
            "cards_bag": answered + marked + (one.void if policy.void_to == "card" else 0),
            "papers_in": papers, "papers_sup": 0, "papers_out": 0, "papers_present": one.present,
            "papers_absent": one.absent, "papers_defect": one.spoiled, "papers_unused": 1, "papers_returned": papers,
            "papers_a": papers // 2, "papers_b": papers - papers // 2,
            "scratch_returned": one.expected * policy.scratch_per_candidate,
        }  # fmt: skip
        return {name: true[name] for name in figures_of(one.kind, policy) if name in true}

    def _sent(self, half):
        """Everything of the half day goes into its cases again, and back to the vault."""
        self.at("11:40" if half == MORNING else "16:40")
        self.signed_in()
        self.courier.device.sign_in(COURIER)
        cases = []
        for session in half:
            rooms = [one for one in self.sittings if one.session == session and self.has_papers(one)]
            for number, case in enumerate(self.labels.get((session, None, "CS"), ())):
                some = rooms[number * PER_CASE : (number + 1) * PER_CASE]
                inside = [label for one in some for label in self._to_pack(one)]
                inside += self.labels[session, None, "SP"] if number == 0 else []
                self.packs(self.tables[0], case, inside, signer(CLERK), seal=True)
                cases.append(case)
        self.gives(self.chief, "L5", cases, [CE], [COURIER, ESCORT])
        self.at("12:10" if half == MORNING else "17:10")
        self.gives(self.courier, "L6", cases, [COURIER, ESCORT], [KEEPER])

    def _to_pack(self, one):
        inside = self.of_room(one, "PP", "CP", "SL", "RS", "SC")
        return [self.label(one, "RSET")] if self.inside.get(inside[0]) else inside

    def _gone(self):
        """Everybody leaves and hands in their badge."""
        self.at("17:30")
        for person in self.roles:
            if person in (KEEPER, COURIER, ESCORT):
                continue
            gate = self.chance.choice(self.gates)
            gate.hand("duty.check_out", {"place": "gate", **self.badge(person)})
            gate.hand("badge.return", {"place": "gate", **self.badge(person)})
