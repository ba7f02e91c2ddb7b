"""Clean rooms through the real desks: nothing alarms, all sums to what was issued, each object has one holder."""

import re
from collections import Counter

import pytest

from server.store import custody
from tests.clean_rooms import CleanDay
from tests.clean_site import POLICIES
from tests.exam_day import PLAN

SIX, ALL = 6, 200


@pytest.fixture
def site(empty_day, clock):
    """Make a site of so many rooms."""
    return lambda rooms, seed, policy: CleanDay(empty_day, clock, rooms, seed, POLICIES[policy])


def said(rows):
    return [
        line["says"]["zh"] for row in rows("balance").values() for line in row["lines"] if line["state"] == "differs"
    ]


def kept(hub):
    with hub.db.reading() as connection:
        return custody.every(connection, PLAN)


def counted(items):
    found = Counter()
    for item in items.values():
        found.update(item.counts)
        found.update(item.aside)
    return +found


def nothing_alarms(rows):
    assert [row["says"]["zh"] for row in rows("alert").values() if row["state"] == "open"] == []
    assert rows("dispute") == {}
    assert [row["refusal"] for row in rows("feed").values() if row["verdict"] != "accepted"] == []
    owing = [row["name"] for row in rows("device").values() if row["missing_count"] or row["cloned"]]
    assert owing == []


def each_has_one_holder(day, items):
    """The hub knows of each object what the people who had it in hand know."""
    assert set(items) == set(day.held)
    for label, item in items.items():
        assert (item.holder.stage, item.holder.people) == day.held[label], label
        assert item.inside == day.inside.get(label), label
    seals = [item.seal for item in items.values() if item.seal is not None]
    assert len(seals) == len(set(seals))


def all_balances(day, rows):
    """Every line of every room and of the site is known and holds."""
    shown = rows("balance")
    assert set(shown) == {f"{PLAN}/{one.session}/{one.room}" for one in day.sittings} | {f"{PLAN}/site"}
    lines = [line for row in shown.values() for line in row["lines"]]
    assert [line for line in lines if line["state"] != "holds"] == []
    assert {"people", "cards", "papers-returned", "scratch", "spare-cards", "bags", "seals", "badges"} <= {
        line["code"] for line in lines
    }
    for one in day.sittings:
        row = shown[f"{PLAN}/{one.session}/{one.room}"]
        if day.has_papers(one):
            drawn = day.cards(one) + day.supplied(one)
            assert row["cards"] == {"out": drawn, "back": drawn}


def is_clean(day, rows, hub):
    items = kept(hub)
    assert said(rows) == []
    nothing_alarms(rows)
    each_has_one_holder(day, items)
    all_balances(day, rows)
    assert counted(items) == day.issued
    assert {item.holder.stage for item in items.values() if item.kind in ("PP", "CP", "SP", "CS")} == {"vault"}
    assert day.late > len(day.sittings), "hardly anything arrived late"
    assert sum(day.supplied(one) for one in day.sittings if day.has_papers(one)), "no room needed a spare card"


@pytest.mark.parametrize(("seed", "policy"), list(enumerate(POLICIES)))
def test_a_few_clean_rooms_raise_no_alarm_and_everything_sums_to_what_was_issued(site, rows, hub, seed, policy):
    is_clean(site(SIX, seed, policy).lived(), rows, hub)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("policy", POLICIES)
def test_two_hundred_clean_rooms_raise_no_alarm_and_everything_sums_to_what_was_issued(site, rows, hub, policy):
    is_clean(site(ALL, 7, policy).lived(), rows, hub)


def loser(day):
    """A room where a blank card is left over to lose."""
    return next(one for one in day.sittings if day.has_papers(one) and day.figures(one)["cards_blank"])


@pytest.mark.parametrize("rooms", [SIX, pytest.param(ALL, marks=[pytest.mark.long, pytest.mark.timeout(900)])])
def test_one_card_taken_away_in_one_room_names_exactly_that_room(site, rows, hub, rooms):
    day = site(rooms, 3, "Jiangxi")
    one = loser(day)
    day.lived(losing=(one.session, one.room))
    drawn = day.cards(one) + day.supplied(one)
    assert said(rows) == [f"{one.room} 号考场：领 {drawn}，交回 {drawn - 1}，缺 1 张答题卡"]
    assert day.issued - counted(kept(hub)) == Counter(cards=1)
    (told,) = (row["says"]["zh"] for row in rows("alert").values())  # at the sealing, with the reason that was given
    assert re.search(r"的答题卡应有 \d+，清点 \d+：少一张，原因不明", told)


def test_a_rebuild_after_late_and_unordered_arrivals_comes_to_the_same(site, rows, hub):
    site(SIX, 4, "couriers, practical papers").lived()
    before = kept(hub), rows("balance"), rows("counts")
    hub.committer.call(hub.door.rebuild)
    assert (kept(hub), rows("balance"), rows("counts")) == before
