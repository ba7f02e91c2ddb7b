"""Who holds what, what is out, what has not moved for too long, and the site's form."""

from dataclasses import replace

from server.domain.custody.item import Holder
from server.domain.custody.whereabouts import Holding, Still, form_row, holdings, out_of, still
from server.domain.policy import Policy
from tests.domain.custody.papers import (
    B101,
    CASE,
    COURIERS,
    FIRST,
    K101,
    KEY,
    PLAN,
    SECOND,
    SET101,
    SET102,
    TABLET,
    VAULT,
    act,
    at,
    back,
    hand,
    in_rooms,
    in_vault,
)


def on_the_road():
    return hand(in_vault(), act("L1", CASE, [VAULT], COURIERS), "06:50")


def test_everything_that_stands_alone_has_one_holder():
    shown = holdings(in_rooms().values())
    assert Holding(Holder("room", FIRST, "101"), (SET101,)) in shown
    assert Holding(Holder("room", SECOND, "102"), (SET102,)) in shown
    labels = [label for holding in shown for label in holding.labels]
    assert len(labels) == len(set(labels))
    assert B101 not in labels


def test_what_is_out_is_told_with_what_lies_in_it():
    labels = [item.label for item in out_of(in_rooms().values(), "room")]
    assert {SET101, B101, K101} <= set(labels)
    assert out_of(back().values(), "room") == []
    assert TABLET not in [item.label for item in out_of(in_rooms().values(), "site")]


def test_a_case_that_is_on_the_road_too_long_is_named():
    items = on_the_road().values()
    assert still(items, PLAN, Policy(), at("07:35")) == []
    assert still(items, PLAN, Policy(), at("07:36")) == [Still(CASE, Holder("road", COURIERS), 46)]
    assert still(items, PLAN, Policy(still_after=60), at("07:36")) == []


def test_a_set_that_stays_in_its_room_after_the_end_is_named():
    items = in_rooms().values()
    assert still(items, PLAN, Policy(), at("11:15")) == []
    assert [one.label for one in still(items, PLAN, Policy(), at("11:16"))] == [SET101, SET102]
    assert [one.minutes for one in still(items, PLAN, Policy(), at("11:16"))] == [46, 46]


def test_what_was_touched_after_the_end_has_its_time_from_then():
    items = in_rooms()
    items[SET101] = replace(items[SET101], at=at("11:00"))
    items[SET102] = replace(items[SET102], at=None)
    assert [one.label for one in still(items.values(), PLAN, Policy(), at("11:40"))] == [SET102]
    assert [one.minutes for one in still(items.values(), PLAN, Policy(), at("11:46"))] == [76, 46]


def test_what_rests_in_the_vault_or_the_office_may_rest():
    assert still([in_vault()[KEY], in_vault()[TABLET]], PLAN, Policy(), at("23:00")) == []


def test_a_rooms_row_of_the_form_says_what_is_known():
    values = {"expected": 30, "papers_in": 31, "cards_in": 31, "cards_ans": 28, "cards_abs": 2, "cards_void": 1}
    row = form_row("101", (("电工", 3, 30),), ("2601…001", "2601…030"), values)
    assert (row.papers_out, row.cards_out, row.papers_back, row.cards_back) == (31, 31, None, None)
    assert form_row("101", (), ("", ""), values | {"cards_blank": 0}).cards_back == 31
