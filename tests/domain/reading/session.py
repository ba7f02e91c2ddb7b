"""A session read from files, for the tests of reconciliation: the sample's cards against the sample's list."""

from hashlib import sha256

from reading import load_profile, parse
from server.domain.reading.batch import Batch
from server.domain.reading.listed import Listed
from server.domain.reading.reconcile import reconcile
from tests.reading_day import ABSENT, file_of, listed, profile_of


def candidates(rooms=None, away=ABSENT, **changes):
    """The session's list as the record sheets have it."""
    every = listed() if rooms is None else listed(rooms)
    return [
        Listed(
            **({"number": one.number, "name": one.name, "session": "S1", "room": one.room, "seat": str(one.seat),
                "subject": one.subject, "absent": one.number in away} | changes)
        )
        for one in every
    ]  # fmt: skip


def batch(cards=(), form="txt", raw=None, name="cards"):
    """A file as the hub has it, from cards or from its bytes."""
    raw = file_of(form, cards) if raw is None else raw
    parsed = parse(raw, load_profile(profile_of(form)))
    return Batch(sha256(raw).hexdigest(), parsed.cards, name, parsed.faults)


def report(*batches, on=None, **more):
    """What reconciliation says of files, all cards being read."""
    return reconcile(batches, candidates() if on is None else on, **({"complete": True} | more))


def told(fault):
    """A fault by what it must name: its kind, room, and the candidate whose card it is about."""
    return fault.code, fault.room, fault.candidate if fault.code in STRANGE else fault.number


def planned(planted):
    """What is to be named of a planted fault."""
    who = planted.other if planted.fault in STRANGE else planted.number
    return planted.fault, planted.room, who


#: Kinds whose number is no candidate's: they are told by whom the card most likely belongs to.
STRANGE = ("unknown-number", "blank-digit", "multi-digit")
