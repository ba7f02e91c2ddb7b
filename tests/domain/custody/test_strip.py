"""The strip a bag came with: stated once, where it lies; from then on every look at the seal is held against it."""

from dataclasses import replace

import pytest

from server.domain.custody.handoff import Standing
from server.domain.custody.opening import Closing, closed
from server.domain.custody.seen import Look, Seen
from server.domain.custody.strip import unstated
from tests.domain.custody.papers import (
    B101,
    CASE,
    CHIEF,
    COURIERS,
    K101,
    ROVER,
    SEAL,
    VAULT,
    act,
    at,
    hand,
    in_vault,
    refused,
    scene,
)

STRIP = SEAL[40]


def bare(label=B101, **over):
    """The papers in the vault, one bag of which nobody has stated the strip yet."""
    items = in_vault()
    return items | {label: replace(items[label], seal=None, **{"inside": None, **over})}


def state(items, label=B101, seal=STRIP, closer=VAULT, look=None, **more):
    stated = Closing("strip", "d1", label, seal, closer, (), look or Look())
    return closed(stated, scene(items, standing=Standing(closer)), at("06:00"), **more)


def test_it_changes_nothing_but_the_seal_and_the_bag_goes_on_as_before():
    items = bare()
    (after,) = state(items).items
    before = items[B101]
    assert after.seal == STRIP
    assert (after.state, after.holder, after.counts) == (before.state, before.holder, before.counts)


def test_from_then_on_another_strip_stops_the_handoff():
    items = bare()
    items |= {one.label: one for one in state(items).items}
    other = Look(intact=True, seals={B101: Seen(SEAL[41])})
    refusal = refused(lambda: hand(items, act("L1", B101, [VAULT], COURIERS, look=other), "06:50"))
    assert (refusal.code, refusal.params["expected"], refusal.params["found"]) == ("seal-differs", STRIP, SEAL[41])


@pytest.mark.parametrize(
    ("items", "more", "code"),
    [
        (bare(), {"closer": CHIEF}, "role-not-for-act"),
        (bare(), {"used_seals": {STRIP}}, "seal-used"),
        (bare(inside=CASE), {}, "object-inside-another"),
        (bare(), {"look": Look(counts={B101: {"papers": 30}})}, "count-differs"),
        (in_vault(), {}, "object-not-ready"),
    ],
)
def test_it_is_refused(items, more, code):
    assert refused(lambda: state(items, **more)).code == code


def test_on_the_road_nobody_states_it():
    items = bare()
    items[B101] = replace(items[B101], holder=replace(items[B101].holder, stage="road"))
    assert refused(lambda: state(items)).code == "pack-elsewhere"


def test_at_the_site_the_office_and_roving_invigilators_do():
    items = bare(K101, state="received")
    items[K101] = replace(items[K101], holder=replace(items[K101].holder, stage="site"))
    (after,) = state(items, K101, closer=ROVER).items
    assert (after.seal, after.state) == (STRIP, "received")


def test_a_bag_that_was_opened_or_whose_strip_broke_has_none_to_be_stated():
    items = bare()
    assert unstated(items[B101])
    for over in ({"state": "opened"}, {"state": "issued"}, {"broken": True}, {"seal": STRIP}):
        assert not unstated(replace(items[B101], **over))
