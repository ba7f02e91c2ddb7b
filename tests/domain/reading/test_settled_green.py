"""Green means that every equation holds: however a fault is settled, no room is green beside one that differs."""

from dataclasses import replace
from itertools import product

import pytest

from server.domain.reading.batch import Settlement
from server.domain.reading.figures import figures
from server.domain.reading.listed import Counted, ReadingPolicy
from tests.domain.reading.session import batch, candidates, report
from tests.reading_day import AWAY, FAULTS, ROOMS, SEATS, number, plant, session_cards

POLICIES = ("bagged", "either", "none")
ONE = number("102", 4)
#: Planted where a candidate is absent.
OF_ABSENT = frozenset(("absent-has-card", "absent-no-card"))


def settle(fault, what, **more):
    return Settlement("fact", fault.key, {"what": what, **more}, 1, 2, "按座次表和笔迹", stood=figures(fault))


def held(file, policy, *settlements, on=None):
    away = len(AWAY) if policy == "none" else 0
    counts = {room: Counted(SEATS - away, absent=len(AWAY)) for room in ROOMS}
    return report(file, on=on, counts=counts, policy=ReadingPolicy(policy), settlements=settlements)


def differing(found):
    """Equations that differ beside a room, or a session, that is green."""
    rooms = [(room, one.key) for room, of in found.rooms.items() if of.state == "green"
             for one in of.equations if one.state == "differs"]  # fmt: skip
    return rooms + [("session", one.key) for one in found.equations if found.green and one.state == "differs"]


def resolved(fault, what):
    """A resolution with all that it needs."""
    places = [{"batch": one.batch, "row": one.row} for one in fault.places]
    more = dict(places[0]) if places else {}
    numbers = [{**at, "number": due} for at, due in zip(places, fault.detail.get("belong", ()), strict=False)]
    more |= {
        "give-number": {"number": fault.candidate or fault.number or ONE},
        "hand-entry": {"number": fault.number, "answers": ["A"] * 80, "paper": "A"},
        "give-subject": {"subject": "101"},
        "give-paper": {"paper": "A"},
        "give-answers": {"cells": {1: "A"}},
        "swap-numbers": {"numbers": numbers},
        "recount": {"bag": SEATS - 1},
    }.get(what, {})
    return settle(fault, what, **more)


@pytest.mark.parametrize(("planted", "policy"), [*product(sorted(FAULTS), POLICIES)])
def test_no_room_is_green_beside_an_equation_that_differs_however_a_fault_is_settled(planted, policy):
    if policy == "none" and planted in OF_ABSENT:
        return  # an absent candidate has no card there to plant it on
    at = number("102", AWAY[0]) if planted in OF_ABSENT else ONE
    file = batch(plant(session_cards(mark_absent=policy != "none"), planted, at)[0])
    found = held(file, policy)
    assert differing(found) == []
    for fault in found.faults:
        for what in fault.resolutions:
            assert differing(held(file, policy, resolved(fault, what))) == [], (fault.code, what)


@pytest.mark.parametrize(("planted", "what"), [
    ("absent-mark-differs", "confirm-present"), ("misconduct-differs", "confirm-no-misconduct"),
    ("misconduct-differs", "confirm-misconduct"),
])  # fmt: skip
@pytest.mark.parametrize("policy", POLICIES)
def test_a_mark_that_two_people_decided_on_is_counted_as_they_decided(planted, what, policy):
    file = batch(plant(session_cards(mark_absent=policy != "none"), planted, ONE)[0])
    (fault,) = held(file, policy).faults
    found = held(file, policy, settle(fault, what))
    assert found.green
    told = {one.key: (one.expected, one.found) for one in found.rooms["102"].equations}
    broke = int(what == "confirm-misconduct")
    assert (told["absent"], told["misconduct"]) == ((2, 2), (broke, broke))


def test_a_violation_of_a_candidate_whose_card_is_lost_leaves_nothing_to_compare():
    on = [replace(one, misconduct=True) if one.number == ONE else one for one in candidates()]
    file = batch([card for card in session_cards() if card.number != ONE])
    lost = [one for one in held(file, "bagged", on=on).faults if one.code == "present-no-card"]
    assert not held(file, "bagged", on=on).green
    assert held(file, "bagged", settle(lost[0], "lost"), on=on).green


def test_a_room_whose_card_lies_in_another_pile_is_not_green_until_that_is_settled():
    file = batch([replace(one, room="103") if one.number == ONE else one for one in session_cards()])
    found = held(file, "bagged")
    assert "wrong-room" in [one.code for one in found.faults if one.is_open]
    assert differing(found) == []


def test_a_whole_rooms_marks_that_two_people_decided_on_hold_for_each_candidate_of_the_pile():
    there = [one for one in session_cards() if one.room == "102" and not one.absent]
    file = batch([replace(one, misconduct=True) if one in there else one for one in session_cards()])
    (pile,) = held(file, "bagged").faults
    assert (pile.code, pile.number, len(pile.places)) == ("misconduct-differs", None, len(there))
    assert held(file, "bagged", settle(pile, "confirm-no-misconduct")).green
    broke = held(file, "bagged", settle(pile, "confirm-misconduct"))
    assert broke.green
    (told,) = [one for one in broke.rooms["102"].equations if one.key == "misconduct"]
    assert (told.expected, told.found) == (len(there), len(there))
