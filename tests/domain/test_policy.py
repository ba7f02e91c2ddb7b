"""Policies of a plan: read back as written, wrong values named."""

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.policy import JIANGXI, RANGES, Policy, policy_from_row, policy_to_row, unchanged_since
from server.domain.reading.abnormal import Bounds, bounds_of
from server.domain.refusal import Refusal
from server.domain.words.policy import NAMES

#: Bags are back from the first minute and stored up to the last, so that each number can be tried alone.
OWN_WAY = {"back_within": 1, "stored_within": 1440}

policies = st.builds(
    Policy,
    cards_per_candidate=st.integers(1, 2),
    mark_absent=st.booleans(),
    void_to=st.sampled_from(("paper", "card")),
    forms=st.booleans(),
    scratch_per_candidate=st.integers(0, 20),
    seals=st.sampled_from(("own", "factory")),
    room_set=st.lists(st.sampled_from(("PP", "CP", "SL", "RS", "SC")), unique=True).map(tuple),
    legs=st.dictionaries(
        st.sampled_from(("L1", "L3")),
        st.fixed_dictionaries(
            {}, optional={"givers": st.integers(1, 4), "used": st.booleans(), "opens": st.just((-90, "start"))}
        ),
    ),
)


@settings(deadline=None)
@given(policies)
def test_a_policy_reads_back_as_written(policy):
    assert policy_from_row(json.loads(json.dumps(policy_to_row(policy)))) == policy


def test_what_a_plan_leaves_out_is_as_usual():
    assert policy_from_row({}) == Policy()
    assert policy_from_row(policy_to_row(JIANGXI)) == JIANGXI


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("mark_absent", "yes"),
        ("void_to", "bin"),
        ("seals", "none"),
        ("room_set", "PP"),
        ("legs", {"L1": {"speed": 3}}),
        ("legs", {"L1": {"givers": "two"}}),
        ("legs", ["L1"]),
        ("colour", "red"),
    ],
)
def test_a_wrong_value_is_named(key, value):
    with pytest.raises(Refusal, match="policy-wrong") as caught:
        policy_from_row({key: value})
    assert key in caught.value.said("zh")["says"]


@pytest.mark.parametrize("value", [3, 0, True, "1", 1.5])
def test_a_number_beyond_its_bounds_is_told_with_its_name_and_them(value):
    with pytest.raises(Refusal, match="policy-range") as caught:
        policy_from_row({"cards_per_candidate": value})
    assert caught.value.said("zh")["says"] == f"“每名考生答题卡”填了“{value}”，应为 1 到 2 的整数"
    assert (
        caught.value.said("en")["says"]
        == f'"answer cards of each candidate" is {value}, expected a whole number from 1 to 2'
    )


@pytest.mark.parametrize("key", RANGES)
def test_every_number_goes_from_its_least_to_its_most(key):
    low, high = RANGES[key]
    for value in (low, high):
        assert policy_from_row(OWN_WAY | {key: value}) == replace(policy_from_row(OWN_WAY), **{key: value})
    for value in (low - 1, high + 1):
        with pytest.raises(Refusal, match="policy-range"):
            policy_from_row(OWN_WAY | {key: value})


def test_every_policy_that_is_a_number_has_bounds():
    assert {key for key, value in policy_to_row(Policy()).items() if type(value) is int} == set(RANGES)


def test_papers_are_not_in_the_vault_before_they_are_back():
    assert policy_from_row({"back_within": 180}).stored_within == 180
    with pytest.raises(Refusal, match="policy-order") as caught:
        policy_from_row({"back_within": 181})
    assert "终考后 180 分钟内全部入库，考场袋却到 181 分钟才须交回" in caught.value.said("zh")["says"]


def test_a_plan_of_before_has_the_minutes_and_bounds_of_before():
    old = Policy()
    assert (old.back_within, old.counted_within, old.stored_within, old.check_cards) == (60, 45, 180, 30)
    assert bounds_of(old) == Bounds()


@settings(deadline=None)
@given(policies, policies, policies)
def test_what_somebody_else_has_changed_since_is_never_overwritten(seen, now, stated):
    if now in (seen, stated):
        unchanged_since(seen, now, stated)
    else:
        with pytest.raises(Refusal, match="policies-changed"):
            unchanged_since(seen, now, stated)


def test_whoever_is_late_reads_what_was_changed_meanwhile():
    now = replace(JIANGXI, witnesses=3, forms=True, seals="factory")
    with pytest.raises(Refusal) as late:
        unchanged_since(JIANGXI, now, replace(JIANGXI, media_quota=50))
    assert "试卷分 A、B 卷（否 → 是）；封条编号；启封时查验封条的考生（2 → 3）" in late.value.said("zh")["says"]
    assert "candidates who look at the seal (2 to 3)" in late.value.said("en")["says"]


def test_every_policy_has_a_name():
    assert NAMES.keys() == {one.name for one in fields(Policy)}
