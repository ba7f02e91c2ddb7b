"""Legs that a plan changes: what could not be walked is refused when it is stated, not at the table."""

from dataclasses import replace

import pytest

from server.domain.custody.leg_policy import walkable
from server.domain.policy import JIANGXI, Policy
from tests.domain.custody.papers import refused


@pytest.mark.parametrize(("legs", "field", "expected"), [
    ({"L3": {"end": "vault"}}, "legs.L3.end", "room"),
    ({"L1": {"end": "room"}}, "legs.L1.end", "road、site"),
    ({"L99": {"givers": 1}}, "legs.L99.legs", "L1、L2"),
    ({"L3": {"receivers": -5}}, "legs.L3.receivers", "1 到 9"),
    ({"L3": {"givers": 0}}, "legs.L3.givers", "1 到 9"),
    ({"L7": {"monitors": 10}}, "legs.L7.monitors", "0 到 9"),
    ({"L3": {"givers": True}}, "legs.L3.givers", "1 到 9"),
    ({"L3": {"receiver_roles": ("NOPE",)}}, "legs.L3.receiver_roles", "角色代码"),
    ({"L3": {"receiver_roles": ()}}, "legs.L3.receiver_roles", "角色代码"),
    ({"L3": {"giver_roles": (["CE"],)}}, "legs.L3.giver_roles", "角色代码"),
    ({"L3": {"opens": ("x",)}}, "legs.L3.opens", "分钟"),
    ({"L3": {"opens": ("x", "start")}}, "legs.L3.opens", "分钟"),
    ({"L3": {"opens": (-60, "noon")}}, "legs.L3.opens", "start 或 end"),
    ({"L3": {"opens": (-6000, "start")}}, "legs.L3.opens", "1440"),
    ({"L3": {"opens": (10, "start"), "closes": (5, "start")}}, "legs.L3.opens", "早于"),
])  # fmt: skip
def test_a_leg_that_cannot_be_walked_is_named_with_what_may_stand_there(legs, field, expected):
    said = refused(walkable, Policy(legs=legs))
    assert (said.code, said.field) == ("policy-leg", field)
    assert expected in said.said("zh")["says"]


def test_legs_as_provinces_have_them_can_be_walked():
    walkable(Policy())
    walkable(JIANGXI)
    walkable(replace(JIANGXI, legs={"L3": {"receivers": 1, "opens": (-30, "start")}, "L5": {"monitors": 1}}))
