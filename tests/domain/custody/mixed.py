"""Room 101 with two trades: twelve electricians of level 4 and eighteen welders of level 5, a paper bag for each."""

from dataclasses import replace

from server.domain.custody.group import Subject
from server.domain.custody.handoff import handoff
from server.domain.custody.item import begin
from server.domain.custody.opening import Closing, closed, opened
from server.domain.custody.pack import Packing, pack
from server.domain.custody.seen import Look
from server.domain.plan import Group, Sitting
from tests.domain.custody.papers import (
    CHIEF,
    CLERK,
    FIRST,
    K101,
    PLAN,
    ROVER,
    RS101,
    SEAL,
    SET101,
    SL101,
    act,
    at,
    at_site,
    done,
    number,
    opening,
    scene,
)

ELECTRICIAN, WELDER, FITTER = Subject("电工", 4), Subject("焊工", 5), Subject("钳工", 3)
SITTING = Sitting(30, (Group("焊工", 5, 18), Group("电工", 4, 12)))
SAT = {("S1", "101"): (WELDER, ELECTRICIAN)}
#: The welders' and the electricians' bag.
BW, BE = number("PP", 31), number("PP", 32)
REST = (K101, SL101, RS101)


def mixed_scene(items, sat=SAT, **more):
    return scene(items, sat=sat, **more)


def mixed_site():
    """The papers at the site; room 101 has a bag for each trade and level in the place of the usual one."""
    usual = at_site()
    items = {label: item for label, item in usual.items() if (item.kind, item.room) != ("PP", "101")}
    like = next(item for item in usual.values() if (item.kind, item.room) == ("PP", "101"))
    for label, group, papers, seal in ((BW, WELDER, 19, SEAL[40]), (BE, ELECTRICIAN, 13, SEAL[41])):
        new = begin(
            label, "PP", PLAN.number, session="S1", room="101", seal=seal, packed={"papers": papers}, group=group
        )
        items[label] = replace(new, state=like.state, holder=like.holder, been=like.been, at=like.at)
    return items


def mixed_set(objects=(BW, BE, *REST)):
    return Packing("p101", "d1", SET101, tuple(objects), (CLERK,))


def mixed_out():
    """The set was packed, given out and opened in its room."""
    items = mixed_site()
    items = done(items, pack(mixed_set(), mixed_scene(items), at("08:00")))
    items = done(items, handoff(act("L3", SET101, [CLERK], FIRST, session="S1"), scene(items), at("08:30")))
    for label in (BW, BE, K101):
        items = done(items, opened(opening(label), scene(items), at("08:52")))
    return items


def mixed_back():
    """The set came back, too."""
    items = mixed_out()
    return done(items, handoff(act("L4", SET101, FIRST, [ROVER], session="S1"), scene(items), at("10:50")))


def closing(label, papers, reason="", seal=SEAL[50]):
    look = Look(counts={label: {"papers": papers}}, reasons={label: reason} if reason else {})
    return Closing(f"s{label}", "d1", label, seal, CHIEF, FIRST, look)


def sealed(items, label, papers, reason="", seal=SEAL[50]):
    """The bag counted and sealed, and what was told of it."""
    moved = closed(closing(label, papers, reason, seal), scene(items), at("11:00"))
    return done(items, moved), moved.discrepancies
