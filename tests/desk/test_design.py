"""The design of a plan's badges is a fact; outside the unified format it is refused."""

import pytest

from server.store import design as designs
from tests.exam_day import PLAN


def state(day, design, plan=PLAN):
    return day.office.hand("badge.design", {"plan": plan, "design": design})


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def test_a_design_is_kept_and_shown_whole(day, rows, hub):
    assert state(day, {"mark": "南昌市鉴定中心", "colours": {"8": "#004080"}}).verdict == "accepted"
    shown = rows("design")[str(PLAN)]["design"]
    assert (shown["mark"], shown["colours"]["8"]) == ("南昌市鉴定中心", "#004080")
    assert len(shown["lines"]) > 0
    with hub.db.reading() as connection:
        assert designs.get(connection, PLAN) == {"mark": "南昌市鉴定中心", "colours": {"8": "#004080"}}


def test_the_last_design_stands(day, hub):
    state(day, {"mark": "一"})
    state(day, {})
    with hub.db.reading() as connection:
        assert designs.get(connection, PLAN) == {}


@pytest.mark.parametrize(("design", "expected"), [
    ({"colours": {"8": "#FFFF00"}}, "design-contrast"), ({"colours": {"8": "red"}}, "design-invalid"),
    ({"nonsense": 1}, "design-invalid"), ({"mark": "字" * 25}, "design-invalid"),
    ({"crest": "ab" * 32}, "crest-unknown"),
])  # fmt: skip
def test_what_is_outside_the_format_is_refused(day, design, expected):
    assert code(state(day, design)) == expected


def test_a_crest_that_was_kept_is_taken(day, hub):
    crest = hub.door.hub.files.keep(b"a picture")
    assert state(day, {"crest": crest}).verdict == "accepted"


def test_a_plan_that_is_not_there_has_no_design(day):
    assert code(state(day, {}, plan=1)) == "plan-unknown"
