"""Substitutes sent by two devices without the hub: kept both, settled either way by a person."""

from datetime import timedelta
from itertools import chain

import pytest

from tests.draw_day import CE, table_of
from tests.exam_day import PLAN
from tests.intake.test_rebuild import projections

ROOMS = f"{PLAN}/S1/rooms"


def code(receipt):
    return receipt.refusal and receipt.refusal.code


@pytest.fixture
def table(day, device):
    return table_of(day, device)


@pytest.fixture
def other(table, device):
    found = device("tablet", "副主考平板")
    found.sign_in(CE)
    return found


@pytest.fixture
def send(clock):
    """Somebody is replaced on a device while the hub is away; it arrives when it has come back."""

    def hand(device, place, leaving, person, *, at):
        body = {"plan": PLAN, "session": "S1", "of": "rooms", "place": place, "leaving": leaving, "person": person}
        return device.hand("duty.substitute", body, at=at, acted=True)

    return hand


@pytest.fixture
def row(rows):
    return lambda: rows("draw")[ROOMS]


@pytest.fixture
def dispute(rows):
    return lambda receipt: rows("dispute")[str(receipt.seq)]


@pytest.fixture
def rooms_of(rows):
    return lambda *people: [rows("person")[f"{PLAN}/{person}"]["rooms"].get("S1") for person in people]


@pytest.fixture
def settle(table):
    def hand(receipt, outcome):
        by = {"plan": PLAN, "person": CE}
        body = {"dispute": receipt.seq, "outcome": outcome, "by": by, "reason": "two-people", "note": ""}
        return table.tablet.hand("dispute.settle", body)

    return hand


@pytest.fixture
def twice(table, other, send, row, clock):
    """Two tablets sent another one each in the same person's place: accepted and disputed receipt, and the three."""
    table.drawn(without=["102"], why={"102": "停电"})
    leaving, (first, second, _) = row()["places"]["101"][0], row()["reserve"]
    begun = clock.now
    clock.go_on(minutes=5)
    stood = send(table.tablet, "101", leaving, first, at=begun + timedelta(minutes=1))
    doubted = send(other, "101", leaving, second, at=begun + timedelta(minutes=2))
    return stood, doubted, (leaving, first, second)


def test_the_first_stands_and_both_sides_are_shown(twice, dispute, row):
    stood, doubted, (leaving, first, second) = twice
    assert (stood.verdict, doubted.verdict, code(doubted)) == ("accepted", "disputed", "draw-not-there")
    told = dispute(doubted)
    assert (told["person"], told["place"], told["holds"]) == (second, "101", True)
    assert (told["against"]["seq"], told["against"]["kind"]) == (stood.seq, "duty.substitute")
    assert first in row()["places"]["101"]
    assert leaving not in row()["places"]["101"]


def test_settled_for_the_first_nothing_changes(twice, settle, row, dispute):
    _, doubted, _ = twice
    before = row()
    assert settle(doubted, "stands").verdict == "accepted"
    assert (row(), dispute(doubted)["settled"]["outcome"]) == (before, "stands")


def test_settled_for_the_second_they_are_in_the_room_and_the_first_is_reserve(twice, settle, row, rooms_of, hub):
    _, doubted, (leaving, first, second) = twice
    assert settle(doubted, "holds").verdict == "accepted"
    assert rooms_of(leaving, first, second) == [None, None, "101"]
    assert (second in row()["places"]["101"], row()["reserve"][-1]) == (True, first)
    last = row()["log"][-1]
    assert (last["what"], last["out"], last["into"]) == ("substitute", [first], [second])
    before = projections(hub)
    hub.committer.call(hub.door.rebuild)
    assert projections(hub) == before


def test_one_person_sent_to_two_rooms_is_in_the_one_that_a_person_settles(
    table, other, send, settle, row, clock, rooms_of
):
    table.drawn()
    (spare,), at = row()["reserve"], clock.now
    first, second = (row()["places"][room][0] for room in ("101", "102"))
    clock.go_on(minutes=5)
    assert send(table.tablet, "101", first, spare, at=at).verdict == "accepted"
    doubted = send(other, "102", second, spare, at=at + timedelta(minutes=1))
    assert (doubted.verdict, code(doubted)) == ("disputed", "reserve-empty")
    assert settle(doubted, "holds").verdict == "accepted"
    assert rooms_of(first, second, spare) == [None, None, "102"]
    assert [len(row()["places"][room]) for room in ("101", "102")] == [1, 2]
    assert list(chain(*row()["places"].values())).count(spare) == 1


def test_a_room_that_lost_one_so_is_drawn_anew_for_two(table, other, send, settle, row, clock):
    table.drawn()
    (spare, *_), at = row()["reserve"], clock.now
    first, second = (row()["places"][room][0] for room in ("101", "102"))
    clock.go_on(minutes=5)
    send(table.tablet, "101", first, spare, at=at)
    doubted = send(other, "102", second, spare, at=at)
    assert settle(doubted, "holds").verdict == "accepted"
    assert len(row()["places"]["101"]) == 1
    refused = table.commit(CE, round=2, place="101", reason="缺一人", salt="b").refusal
    assert (refused.code, refused.params["needed"]) == ("draw-too-few", 2)


def test_the_same_sent_twice_changes_nothing_whichever_way_it_is_settled(table, other, send, settle, row, clock):
    table.drawn()
    (spare,), leaving, at = row()["reserve"], row()["places"]["101"][0], clock.now
    clock.go_on(minutes=5)
    send(table.tablet, "101", leaving, spare, at=at)
    doubted = send(other, "101", leaving, spare, at=at + timedelta(minutes=1))
    before = row()
    assert settle(doubted, "holds").verdict == "accepted"
    assert row() == before


def test_what_a_new_draw_has_overtaken_cannot_hold(twice, table, settle, row, clock):
    """Whoever stands in the room now was drawn for it, and by whom the earlier one was replaced is past."""
    _, doubted, _ = twice
    clock.go_on(minutes=5)
    table.drawn(round=2, reason="备用有变", salt="b", without=["102"], why={"102": "停电"})
    before = row()
    assert code(settle(doubted, "holds")) == "outcome-not-possible"
    assert settle(doubted, "stands").verdict == "accepted"
    assert row() == before


def test_nobody_named_cannot_hold(table, other, send, dispute, row, clock):
    table.drawn()
    (spare,), leaving, at = row()["reserve"], row()["places"]["101"][0], clock.now
    clock.go_on(minutes=5)
    send(table.tablet, "101", leaving, spare, at=at)
    doubted = send(other, "101", leaving, None, at=at)
    assert (doubted.verdict, dispute(doubted)["holds"]) == ("disputed", False)
