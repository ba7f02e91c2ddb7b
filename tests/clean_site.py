"""A site of any number of rooms with its papers: theory, practical and computer-based, drawn from a seed."""

from collections import Counter
from dataclasses import dataclass, replace
from random import Random

from protocol.role import BY_CODE
from server.domain.counts import has_papers
from server.domain.policy import JIANGXI, Policy, policy_to_row
from server.store import custody
from tests.exam_day import PLAN, PLAN_ROW, candidate_row, staff_row
from tests.paper_day import accepted

PER_CASE = 7
#: Sessions with their kind, hours and share of the rooms; the afternoon uses the morning's rooms again.
SESSIONS = (
    ("S1", "上午理论", "theory", "09:00", "10:30", 0.4),
    ("S4", "上午机考", "computer", "09:00", "10:30", 0.15),
    ("S2", "下午理论", "theory", "14:00", "15:30", 0.25),
    ("S3", "下午实操", "practical", "14:00", "15:30", 0.2),
)
MORNING, AFTERNOON = ("S1", "S4"), ("S2", "S3")
CE, ROVER, WALKER, CLERK, OTHER, KEEPER, COURIER, ESCORT, MONITOR = range(1, 10)
OFFICE = {
    CE: "CE", ROVER: "RP", WALKER: "RP", CLERK: "OP", OTHER: "OP", KEEPER: "VK", COURIER: "CO", ESCORT: "CO",
    MONITOR: "PAT",
}  # fmt: skip
POLICIES = {
    "Jiangxi": JIANGXI,
    "couriers, practical papers": Policy(practical_papers=True, mark_absent=False, void_to="card"),
    "two cards, A and B": Policy(cards_per_candidate=2, forms=True, witnesses=0),
}


@dataclass(frozen=True)
class Sitting:
    """One room in one session, as it truly goes."""

    session: str
    kind: str
    room: str
    expected: int
    absent: int
    void: int
    spoiled: int  # defective papers
    beyond: int  # cards beyond those of the candidates expected
    people: tuple

    @property
    def present(self):
        return self.expected - self.absent


def split(rooms):
    """How many rooms each session has; none has none."""
    shares = {session: max(1, round(rooms * share)) for session, *_, share in SESSIONS}
    return shares | {"S1": rooms - sum(number for session, number in shares.items() if session != "S1")}


class CleanSite:
    """A site before its day: ``sittings`` as they will truly go, the papers registered.

    ``held`` and ``inside`` tell of each label who has it (place, people) and what it lies in.
    """

    def __init__(self, empty_day, clock, rooms, seed, policy=JIANGXI):
        self.day, self.hub, self.clock, self.chance = empty_day, empty_day.hub, clock, Random(seed)
        self.policy = policy
        self.roles = {person: BY_CODE[code].number for person, code in OFFICE.items()}
        self.held, self.inside = {}, {}
        self.sittings = self._sittings(split(rooms))
        self._import(clock)
        self._register()

    # the site

    def _sittings(self, shares):
        of = {"morning": 0, "afternoon": 0}
        found, pairs = [], {}
        for session, _, kind, *_ in SESSIONS:
            half = "morning" if session in MORNING else "afternoon"
            for _ in range(shares[session]):
                room = str(101 + of[half])
                of[half] += 1
                people = pairs.setdefault(room, (self._person("PR"), self._person("PR")))
                found.append(self._sitting(session, kind, room, people))
        # One room in which more cards are spoiled than are left over: it gets spare ones.
        first = replace(found[0], expected=20, absent=0, void=2, beyond=0)
        return [first, *found[1:]]

    def _person(self, code):
        self.roles[len(self.roles) + 1] = BY_CODE[code].number
        return len(self.roles)

    def _sitting(self, session, kind, room, people):
        chance = self.chance
        expected = chance.randint(1, 30)
        absent = min(expected, chance.choice((0, 0, 1, 2, expected)))
        void = chance.choice((0, 0, 0, 1, 2)) if absent < expected else 0
        spoiled = chance.choice((0, 0, 1))
        return Sitting(session, kind, room, expected, absent, void, spoiled, chance.randint(0, 2), people)

    def _import(self, clock):
        clock.at("06:00")
        day = "2026-11-22T"
        sessions = [
            {
                "id": one,
                "name": name,
                "kind": kind,
                "starts": f"{day}{starts}:00+08:00",
                "ends": f"{day}{ends}:00+08:00",
            }
            for one, name, kind, starts, ends, _ in sorted(SESSIONS, key=lambda session: session[3])
        ]
        rooms = sorted({one.room for one in self.sittings})
        rows = {
            "plan": [PLAN_ROW | {"sessions": sessions, "timetable": []}],
            "rooms": [{"room": room, "name": room, "building": "一号楼", "floor": 1, "seats": 30} for room in rooms],
            "candidates": [
                candidate_row(seat, room=one.room, session=one.session)
                for one in self.sittings
                for seat in range(1, one.expected + 1)
            ],
            "staff": [staff_row(person, name=f"某{person}", role=role) for person, role in self.roles.items()],
        }
        for kind, of in rows.items():
            accepted(self.day.take(kind, of))
        accepted(self.day.issue(*self.roles))
        office = self.day.office
        office.sign_in(next(person for person, code in OFFICE.items() if code == "CE"))
        accepted(office.hand("plan.policy", {"plan": PLAN, "policy": policy_to_row(self.policy)}))
        for session, *_ in SESSIONS:
            places = [{"person": who, "room": one.room} for one in self.sittings if one.session == session
                      for who in one.people]  # fmt: skip
            accepted(office.hand("duty.assign", {"plan": PLAN, "session": session, "places": places}))
        office.grant = None

    def _register(self):
        """Objects get their labels; the bags come sealed."""
        papers = [one for one in self.sittings if self.has_papers(one)]
        self._labelled([{"kind": "ST", "packed": {"seals": 1}}] * (6 * len(papers) + 60))
        self.strips = iter(sorted(self._labels()))
        new = [one for sitting in self.sittings for one in self._of(sitting)]
        with_papers = {one.session: sum(other.session == one.session for other in papers) for one in papers}
        for session, rooms in with_papers.items():
            counted = {"papers": 20, "cards": 3 * rooms + 60}
            new.append({"kind": "SP", "session": session, "seal": next(self.strips), "packed": counted})
            new += [{"kind": "CS", "session": session} for _ in range(-(-rooms // PER_CASE))]
        self._labelled(new)
        with self.hub.db.reading() as connection:
            items = custody.every(connection, PLAN)
        self.labels = {}
        for label, item in items.items():
            self.labels.setdefault((item.session, item.room, item.kind), []).append(label)
            self.held[label] = (item.holder.stage, ())
        self.spare_cards = {label: item.packed["cards"] for label, item in items.items() if item.kind == "SP"}
        self.issued = Counter()
        for item in items.values():
            self.issued.update(item.packed)

    def _labelled(self, new):
        for start in range(0, len(new), 500):
            accepted(self.day.office.hand("custody.label", {"plan": PLAN, "objects": new[start : start + 500]}))

    def _labels(self):
        with self.hub.db.reading() as connection:
            return list(custody.every(connection, PLAN))

    def _of(self, one):
        """What a room needs in a session."""
        place = {"session": one.session, "room": one.room}
        new = [{"kind": kind, **place, "packed": {"sheets": 1}} for kind in ("SL", "RS")]
        if not self.has_papers(one):
            pieces = {"kind": "PM", **place, "packed": {"pieces": one.expected}}
            return [*new, pieces] if one.kind == "practical" else new
        bags = (("PP", "papers", one.expected + 1 + one.spoiled), ("CP", "cards", self.cards(one)))
        scratch = one.expected * self.policy.scratch_per_candidate
        return [
            *new, {"kind": "RSET", **place}, {"kind": "SC", **place, "packed": {"scratch": scratch}},
            *(
                {"kind": kind, **place, "seal": next(self.strips), "packed": {what: count}}
                for kind, what, count in bags
            ),
        ]  # fmt: skip

    def has_papers(self, one):
        return has_papers(one.kind, self.policy)

    def cards(self, one):
        return one.expected * self.policy.cards_per_candidate + one.beyond

    def label(self, one, kind):
        (found,) = self.labels[one.session, one.room, kind]
        return found

    def of_room(self, one, *kinds):
        return [self.label(one, kind) for kind in kinds]
