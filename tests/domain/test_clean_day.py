"""A clean day of 200 rooms, from the vault and back: every act is accepted, everything balances, nothing alarms."""

from dataclasses import replace
from itertools import count
from random import Random

import pytest

from server.domain.balance import Travelled, bag_lines, crosswise, open_differences, room_lines, spare_lines
from server.domain.counts import Count, contradictions, known
from server.domain.custody.handoff import Handoff, handoff
from server.domain.custody.item import begin
from server.domain.custody.opening import Closing, Opening, Supply, closed, opened, supplied
from server.domain.custody.pack import Packing, Unpacking, pack, unpack
from server.domain.custody.people import Party
from server.domain.custody.seen import Look
from server.domain.custody.whereabouts import out_of, still
from server.domain.objects import label_number, next_serial
from server.domain.policy import JIANGXI, Policy
from tests.domain.custody.papers import (
    CHIEF,
    CLERK,
    COURIERS,
    MONITOR,
    PARTIES,
    PLAN,
    ROVER,
    VAULT,
    at,
    post,
    scene,
)

INTACT = Look(intact=True)
ROOMS, PER_CASE = 200, 25


class Day:
    """A day as it goes: labels are given out, acts are done, figures are counted."""

    def __init__(self, seed, policy):
        self.chance, self.policy = Random(seed), policy
        self.items, self.parties = {}, dict(PARTIES)
        self.serials, self.facts = {}, count(1)
        self.legs = {leg: set() for leg in ("L1", "L2", "L3", "L4", "L5", "L6")}
        self.counts = {}
        self.used = set()

    def label(self, kind):
        self.serials[kind] = next_serial(kind, self.serials.get(kind, 0))
        return label_number(kind, self.serials[kind])

    def add(self, kind, **more):
        item = begin(self.label(kind), kind, PLAN.number, **more)
        self.items[item.label] = item
        return item.label

    def seal(self):
        number = self.label("ST")
        self.used.add(number)
        return number

    def scene(self):
        return scene(self.items, self.policy, self.parties)

    def fact(self):
        return f"f{next(self.facts)}"

    def keep(self, moved):
        assert moved.discrepancies == ()
        self.items |= {item.label: item for item in moved.items}
        return moved

    def hand(self, leg, objects, givers, receivers, when, session=None, look=INTACT):
        made = Handoff(self.fact(), "d1", leg, objects, givers, receivers, session=session, look=look)
        moved = self.keep(handoff(made, self.scene(), at(when)))
        self.legs[leg] |= {item.label for item in moved.items}


def begun(seed, policy):
    """Cases in the vault with the bags of all rooms, and a spare bag; two invigilators for each room."""
    day = Day(seed, policy)
    day.rooms, day.cases = {}, []
    for number in range(1, ROOMS + 1):
        room = str(number)
        expected = day.chance.randint(1, 30)
        pack_size = expected * policy.cards_per_candidate + day.chance.randint(0, 2)
        place = {"session": "S1", "room": room}
        day.rooms[room] = {
            "PP": day.add("PP", **place, seal=day.seal(), packed={"papers": expected + 1}),
            "CP": day.add("CP", **place, seal=day.seal(), packed={"cards": pack_size}),
            "SL": day.add("SL", **place),
            "RS": day.add("RS", **place),
            "RSET": day.add("RSET", **place),
            "expected": expected,
            "proctors": (1000 + 2 * number, 1001 + 2 * number),
        }
        for person in day.rooms[room]["proctors"]:
            day.parties[person] = Party(post(person, "PR", room), present=True, badge=True)
    bags = [day.rooms[room][kind] for room in day.rooms for kind in ("PP", "CP")]
    day.spare = day.add("SP", session="S1", seal=day.seal(), packed={"papers": 20, "cards": 60})
    for first in range(0, len(bags), 2 * PER_CASE):
        case = day.add("CS", seal=day.seal())
        day.cases.append(case)
        inside = [*bags[first : first + 2 * PER_CASE], *([day.spare] if first == 0 else [])]
        day.items |= {label: replace(day.items[label], inside=case) for label in inside}
    day.issued = {label: day.items[label].seal for label in (*bags, day.spare)}
    return day


def brought(day):
    for case in day.cases:
        if day.policy.legs:
            day.hand("L1", (case,), (VAULT,), (CHIEF, ROVER), "07:00")
        else:
            day.hand("L1", (case,), (VAULT,), COURIERS, "07:00")
            day.hand("L2", (case,), COURIERS, (CHIEF,), "07:30")
        day.keep(unpack(Unpacking(day.fact(), "d1", case, (CLERK,), INTACT), day.scene(), at("07:50")))


def sat(day, room):
    """One room: packed, given out, opened, perhaps a card from the spare bag, given back, counted, sealed."""
    it = day.rooms[room]
    inside = (it["PP"], it["CP"], it["SL"], it["RS"])
    day.keep(pack(Packing(day.fact(), "d1", it["RSET"], inside, (CLERK,)), day.scene(), at("08:05")))
    day.hand("L3", (it["RSET"],), (CLERK,), it["proctors"], "08:30", "S1")
    for bag in ("PP", "CP"):
        look = Look(intact=True, counts={it[bag]: dict(day.items[it[bag]].packed)})
        made = Opening(day.fact(), "d1", it[bag], it["proctors"], look, ("01", "02"))
        day.keep(opened(made, day.scene(), at("08:52")))
    figures = attended(day, room)
    if figures["cards_sup"]:
        made = Supply(day.fact(), "d1", day.spare, it["CP"], "cards", figures["cards_sup"], CHIEF, "更换答题卡")
        day.keep(supplied(made, day.scene(), at("09:40")))
    total = {"papers": figures["papers_in"], "cards": figures["cards_in"] + figures["cards_sup"], "pieces": 4}
    look = Look(intact=True, counts={it["RSET"]: total})
    day.hand("L4", (it["RSET"],), it["proctors"], (ROVER,), "10:45", "S1", look)
    day.keep(unpack(Unpacking(day.fact(), "d1", it["RSET"], (CLERK,), INTACT), day.scene(), at("10:50")))
    aside = {"cards": total["cards"] - figures["cards_bag"]}
    finish(day, it["CP"], it["proctors"], {"cards": figures["cards_bag"]}, aside)
    finish(day, it["PP"], it["proctors"], {"papers": figures["papers_in"]}, {})
    day.counts[room] = told(day, figures, it["proctors"][0])


def finish(day, label, proctors, counts, aside):
    seal = day.seal()
    made = Closing(day.fact(), "d1", label, seal, ROVER, proctors, Look(counts={label: counts}), aside)
    day.keep(closed(made, day.scene(), at("11:00"), used_seals=day.used - {seal}))


def attended(day, room):
    """Who came and what became of papers and cards, as it truly was."""
    it, policy = day.rooms[room], day.policy
    expected, each = it["expected"], policy.cards_per_candidate
    absent = day.chance.choice((0, 0, 1, 2, expected))
    absent = min(absent, expected)
    present = expected - absent
    void = day.chance.choice((0, 0, 0, 1, 2)) if present else 0
    cards = day.items[it["CP"]].packed["cards"]
    marked = absent * each if policy.mark_absent else 0
    needed = present * each + marked + void
    supplied_cards = max(0, needed - cards)
    answered = present * each
    in_bag = answered + marked + (void if policy.void_to == "card" else 0)
    return {
        "expected": expected, "present": present, "absent": absent, "misconduct": 0, "signatures": present,
        "cards_in": cards, "cards_sup": supplied_cards, "cards_out": 0, "cards_ans": answered, "cards_abs": marked,
        "cards_void": void, "cards_blank": cards + supplied_cards - needed, "cards_bag": in_bag, "void_lines": void,
        "papers_in": expected + 1, "papers_sup": 0, "papers_out": 0, "papers_present": present,
        "papers_absent": absent, "papers_defect": 0, "papers_unused": 1, "papers_returned": expected + 1,
        "papers_a": (expected + 1) // 2, "papers_b": expected + 1 - (expected + 1) // 2,
        "scratch_given": expected, "scratch_returned": expected,
    }  # fmt: skip


def told(day, figures, person):
    """The invigilators count all, the roving invigilator some of it again."""
    counts = [Count(figure, value, "proctor", person) for figure, value in figures.items()]
    again = day.chance.sample(sorted(figures), 4)
    return counts + [Count(figure, figures[figure], "roving", ROVER) for figure in again]


def taken_back(day):
    """Sets and bags into cases again, and the cases to the vault."""
    chunks = list(day.rooms.values())
    for nth, case in enumerate(day.cases):
        group = chunks[nth * PER_CASE : (nth + 1) * PER_CASE]
        inside = [it[kind] for it in group for kind in ("PP", "CP", "RS", "SL")] + ([day.spare] if nth == 0 else [])
        seal = day.seal()
        made = Packing(day.fact(), "d1", case, tuple(inside), (CLERK,), seal)
        day.keep(pack(made, day.scene(), at("11:30"), used_seals=day.used - {seal}))
        day.hand("L5", (case,), (CHIEF,), COURIERS, "11:40")
        day.hand("L6", (case,), COURIERS, (VAULT,), "12:10")


POLICIES = [
    Policy(),
    JIANGXI,
    Policy(mark_absent=False, void_to="card"),
    Policy(cards_per_candidate=2, forms=True, witnesses=0),
]


@pytest.mark.parametrize(
    "policy",
    [*POLICIES[:2], *(pytest.param(one, marks=pytest.mark.long) for one in POLICIES[2:])],
    ids=["usual", "Jiangxi", "absent cards blank", "two cards, A and B"],
)
def test_two_hundred_clean_rooms_raise_no_alarm(policy):
    day = begun(7, policy)
    brought(day)
    made = Opening(day.fact(), "d1", day.spare, (CHIEF,), INTACT, (), (MONITOR,), "考区同意启用备用")
    day.keep(opened(made, day.scene(), at("08:55")))
    for room in day.rooms:
        sat(day, room)
    left = day.items[day.spare].counts
    finish(day, day.spare, (), dict(left), {})
    assert out_of(day.items.values(), "room") == []
    taken_back(day)
    lines = [
        line for room, counts in day.counts.items() for line in room_lines("S1", "theory", room, known(counts), policy)
    ]
    figures = {room: {count.figure: count.value for count in counts} for room, counts in day.counts.items()}
    used = {what: day.items[day.spare].packed[what] - left[what] for what in ("cards", "papers")}
    lines += spare_lines("S1", figures, used)
    over = frozenset(day.legs)
    lines += bag_lines(Travelled(day.issued, day.items, day.legs, over, tuple(day.issued)), policy)
    assert len(lines) > ROOMS * 10
    assert open_differences(crosswise(lines)) == []
    assert {line.state for line in lines} == {"holds"}
    assert [contradictions(counts) for counts in day.counts.values() if contradictions(counts)] == []
    assert still(day.items.values(), PLAN, policy, at("23:00")) == []
    assert used["cards"] == sum(of["cards_sup"] for of in figures.values())
