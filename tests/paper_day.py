"""Papers of the small exam day: what two rooms need in S1, registered and brought to the site by the chief.

Besides the day's nine people there is a custodian of the vault (10) and a clerk (11). The clock stands at 08:05 when
the papers are at the site; the chief, the roving invigilator, the clerk and the invigilators of S1 are in.
"""

from dataclasses import dataclass

from server.store import custody
from tests.exam_day import PLAN, STAFF_ROWS, staff_row

CUSTODIAN, CLERK = 10, 11
CE, ROVER = 1, 7
MORE = {CUSTODIAN: 12, CLERK: 16}  # their roles
FIRST, SECOND = (2, 3), (4, 5)
IN = (1, 2, 3, 4, 5, 7, 11)
NEW = [
    {"kind": "CS"},
    *(
        {"kind": kind, "session": "S1", "room": room, "packed": packed}
        for room in ("101", "102")
        for kind, packed in (
            ("RSET", {}), ("PP", {"papers": 31}), ("CP", {"cards": 31}), ("SL", {"sheets": 1}), ("RS", {"sheets": 1}),
        )
    ),
    {"kind": "SP", "session": "S1", "packed": {"papers": 5, "cards": 5}},
]  # fmt: skip


def accepted(receipt):
    assert receipt.verdict == "accepted", (receipt.verdict, receipt.refusal and receipt.refusal.said("en"))
    return receipt


def signer(person):
    return {"person": person}


def signers(*people):
    return [signer(person) for person in people]


@dataclass
class Papers:
    """The papers at the site, and the table that hands them out."""

    day: object
    office: object
    table: object
    labels: dict  # (kind, room), of a bag of one trade (kind, room, trade) -> label

    def body(self, leg, objects, givers, receivers, **more):
        """A handoff as a table states it: those who stand at the other side show their badge."""
        people = {
            "givers": [self.signs(person) for person in givers],
            "receivers": [self.signs(person) for person in receivers],
        }
        usual = {"plan": PLAN, "leg": leg, "objects": list(objects), "look": {"intact": True}}
        return usual | people | more

    def signs(self, person):
        return {"badge": self.day.qr(person, **({"role": MORE[person]} if person in MORE else {}))}

    def set_of(self, room):
        return self.labels["RSET", room]

    def pack(self, room, kinds=("PP", "CP", "SL", "RS"), **more):
        body = {
            "plan": PLAN, "container": self.set_of(room), "objects": [self.labels[kind, room] for kind in kinds],
            "people": signers(CE),
        }  # fmt: skip
        return self.table.hand("custody.pack", body | more)

    def issue(self, room, people, *, by=None, **sent):
        """Hand a room's set to its invigilators."""
        return (by or self.table).hand("custody.handoff", self.body("L3", [self.set_of(room)], [CE], people), **sent)


def mixed(new=NEW, room="101"):
    """What is registered where a room has twelve electricians and eighteen welders: a paper bag for each trade."""
    place = {"kind": "PP", "session": "S1", "room": room}
    bags = [
        place | {"packed": {"papers": 13}, "group": {"trade": "电工", "level": 4}},
        place | {"packed": {"papers": 19}, "group": {"trade": "焊工", "level": 5}},
    ]
    return [*(one for one in new if (one["kind"], one.get("room")) != ("PP", room)), *bags]


def papers_at_site(day, device, clock, new=NEW):
    """Register the papers, let the people in, and bring the papers from the vault."""
    more = [staff_row(CUSTODIAN, name="卫十", role=MORE[CUSTODIAN]), staff_row(CLERK, name="蒋丑", role=MORE[CLERK])]
    accepted(day.take("staff", [*STAFF_ROWS, *more]))
    accepted(day.issue(CUSTODIAN, CLERK))
    table = device("tablet")
    table.sign_in(CE)
    accepted(table.hand("custody.label", {"plan": PLAN, "objects": new}))
    labels = labels_of(day.hub)
    papers = Papers(day, day.office, table, labels)
    clock.at("08:00")
    for person in IN:
        accepted(table.hand("duty.check_in", {"place": "office", "person": person, "plan": PLAN}))
    clock.at("08:05")
    at_once = [label for (kind, *_), label in labels.items() if kind in ("PP", "CP", "SP", "CS")]
    accepted(table.hand("custody.handoff", papers.body("L1", at_once, [CUSTODIAN], [CE, ROVER])))
    return papers


def labels_of(hub):
    """Labels by kind and room, and trade where the bag is of one, of what is registered."""

    def place(item):
        return (item.kind, item.room) if item.group is None else (item.kind, item.room, item.group.trade)

    with hub.db.reading() as connection:
        return {place(item): item.label for item in custody.every(connection, PLAN).values()}
