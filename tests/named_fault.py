"""Faults of an exam day by name: how each is let happen at the small day's tables, and the four places that catch one.

``refused``: the table says so at once and nothing moves. ``alarm``: the chief's board calls. ``balance``: a difference
on the board until it is settled. ``dispute``: it has happened, and a person decides.
"""

from dataclasses import dataclass

from server.store import custody
from server.web import minute
from tests.exam_day import PLAN
from tests.paper_day import CE, CUSTODIAN, FIRST, ROVER, accepted, signer, signers

FAULTS = {}


@dataclass(frozen=True)
class Fault:
    """``does`` lets it happen and returns the last receipt; lines of ``says`` are differences, one each."""

    place: str
    says: str
    fix: str
    does: object


def fault(place, says, fix=""):
    def added(does):
        FAULTS[does.__name__] = Fault(place, says, fix, does)
        return does

    return added


def things(table):
    with table.papers.day.hub.db.reading() as connection:
        return custody.every(connection, PLAN)


def new(table, *objects):
    """Register objects; return their labels."""
    before = set(things(table))
    accepted(table.papers.table.hand("custody.label", {"plan": PLAN, "objects": list(objects)}))
    return sorted(set(things(table)) - before)


def hand(table, kind, **body):
    return table.papers.table.hand(kind, {"plan": PLAN, **body})


def sealed_case(table):
    """A case that went out of the vault with two bags in it, sealed; its label, its strip, and a strip to spare."""
    case, first, second, strip, other = new(
        table, {"kind": "CS"}, {"kind": "SP", "session": "S2"}, {"kind": "SP", "session": "S2"}, {"kind": "ST"},
        {"kind": "ST"},
    )  # fmt: skip
    people = [table.papers.signs(CUSTODIAN)]
    accepted(hand(table, "custody.pack", container=case, objects=[first, second], people=people, seal=strip))
    return case, strip, other


def fetch(table, case, **look):
    body = table.papers.body("L1", [case], [CUSTODIAN], [CE, ROVER], look={"intact": True} | look)
    return table.papers.table.hand("custody.handoff", body)


def bring_back(table, room, people, **more):
    body = table.papers.body("L4", [table.papers.set_of(room)], people, [CE], **more)
    return table.papers.table.hand("custody.handoff", body)


def close(table, kind, room, strip, counted, people=FIRST, **more):
    label = table.papers.labels[kind, room]
    look = {"counts": [{"label": label, "counted": counted}]}
    return hand(table, "custody.seal", label=label, seal=strip, closer=signer(CE), proctors=signers(*people),
                look=look, **more)  # fmt: skip


def packed_at(table, when, *rooms):
    for room in rooms:
        accepted(table.papers.pack(room))
    table.clock.at(when)


def counted(table):
    """Both rooms go through the day, come back and are counted."""
    table.whole()
    for room in ("101", "102"):
        accepted(table.count(room))


def time_passes(table, until):
    """Nobody acts until this hour; the hub looks at its clock."""
    table.clock.at(until)
    assert minute.look(table.papers.day.hub, table.clock()) == 1


def in_words(refusal):
    return refusal.said("zh")["says"], refusal.said("zh")["fix"]


def is_refused(table, rows, receipt, says, fix):
    """The table says so, the attempt is on record, and nothing has moved by it."""
    assert receipt.verdict == "refused"
    assert in_words(receipt.refusal) == (says, fix)
    assert rows("feed")[str(receipt.seq)]["refusal"]["says"]["zh"] == says
    assert [item.label for item in things(table).values() if item.acts and item.acts[-1].fact == receipt.id] == []


def is_an_alarm(_table, rows, _receipt, says, fix):
    """The chief's board calls."""
    (shown,) = [row for row in rows("alert").values() if row["state"] == "open"]
    assert (shown["says"]["zh"], shown["fix"]["zh"], shown["level"]) == (says, fix, "alarm")


def is_a_difference(table, rows, _receipt, says, _fix):
    """The board says this and no more, and it stays."""
    assert "\n".join(table.said()) == says
    assert rows("dispute") == {}


def is_a_dispute(_table, rows, receipt, says, fix):
    """Kept, shown to the chief, and not settled by itself."""
    assert receipt.verdict == "disputed"
    shown = rows("dispute")[str(receipt.seq)]
    assert (shown["refusal"]["says"]["zh"], shown["refusal"]["fix"]["zh"], shown["state"]) == (says, fix, "open")


CAUGHT = {"refused": is_refused, "alarm": is_an_alarm, "balance": is_a_difference, "dispute": is_a_dispute}
