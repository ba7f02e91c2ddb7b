"""The small exam day with its papers, from handing out to the return table."""

from dataclasses import dataclass

import pytest

from tests.exam_day import PLAN, enrol_device
from tests.paper_day import CE, FIRST, ROVER, SECOND, Papers, accepted, papers_at_site, signer, signers

PROCTORS = {"101": FIRST, "102": SECOND}
EXPECTED = {"101": 3, "102": 2}


def all_is_well(expected, absent=0, replaced=0, drawn=31):
    """What is counted in a room where nothing is wrong."""
    present = expected - absent
    return {
        "present": present, "absent": absent, "misconduct": 0, "signatures": present,
        "cards_ans": present, "cards_abs": absent, "cards_void": replaced, "void_lines": replaced,
        "cards_blank": drawn - expected - replaced, "cards_bag": expected,
        "papers_present": present, "papers_absent": absent, "papers_defect": 0,
        "papers_unused": drawn - expected, "papers_returned": drawn,
        "scratch_given": expected, "scratch_returned": expected,
    }  # fmt: skip


@dataclass
class Table:
    """The tables of a day: sets go out, are opened, come back and are counted."""

    papers: Papers
    rows: object
    clock: object

    def another(self, kind, person):
        """Another device, with somebody signed in on it."""
        other = enrol_device(self.papers.day.hub, self.clock, kind)
        other.sign_in(person)
        return other

    def out(self, *rooms, kinds=("PP", "CP", "SL", "RS")):
        for room in rooms:
            accepted(self.papers.pack(room, kinds))
        self.clock.at("08:30")
        for room in rooms:
            accepted(self.papers.issue(room, PROCTORS[room]))

    def opened(self, *rooms):
        self.clock.at("08:50")
        for room in rooms:
            for kind in ("PP", "CP"):
                accepted(self.open(self.papers.labels[kind, room], PROCTORS[room]))

    def open(self, label, people, *, table=None, **more):
        body = {
            "plan": PLAN, "label": label, "people": signers(*people), "witnesses": ["5", "12"],
            "look": {"intact": True},
        }  # fmt: skip
        return (table or self.papers.table).hand("custody.open", body | more)

    def back(self, *rooms):
        self.clock.at("10:40")
        for room in rooms:
            body = self.papers.body("L4", [self.papers.set_of(room)], PROCTORS[room], [CE])
            accepted(self.papers.table.hand("custody.handoff", body))

    def count(self, room, figures=None, *, by="chief", person=CE, session="S1", table=None, sent=None, **more):
        figures = all_is_well(EXPECTED.get(room, 0)) | (figures or {})
        body = {
            "plan": PLAN, "session": session, "room": room, "by": by, "person": signer(person), "figures": figures,
        }  # fmt: skip
        return (table or self.papers.table).hand("custody.count", body | more, **(sent or {}))

    def whole(self):
        """Let both rooms go through the day up to the return table."""
        self.out("101", "102")
        self.opened("101", "102")
        self.back("101", "102")

    def balance(self, place):
        return self.rows("balance")[f"{PLAN}/{place}"]

    def line(self, place, code):
        return next(line for line in self.balance(place)["lines"] if code in (line["code"], line["key"]))

    def said(self):
        """Everything that differs and that nobody has settled, in words."""
        return [
            line["says"]["zh"]
            for row in self.rows("balance").values()
            for line in row["lines"]
            if line["state"] == "differs" and not line["settled"]
        ]

    def settle(self, line, *, by=CE, grounds="在桌下找到，已装袋", **more):
        body = {"plan": PLAN, "by": by, "grounds": grounds} | {
            name: line[name] for name in ("key", "expected", "found")
        }
        return self.papers.table.hand("balance.settle", body | more)


@pytest.fixture
def table(day, device, clock, rows):
    return Table(papers_at_site(day, device, clock), rows, clock)


@pytest.fixture
def rover(table):
    """The roving invigilator's phone."""
    return table.another("phone", ROVER)
