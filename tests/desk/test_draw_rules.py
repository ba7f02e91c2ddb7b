"""By which rules a draw is held: the plan's, and others only for a reason that stays on record."""

import pytest

from server.domain import drawing
from tests.draw_day import CE, ROVER, RULES, state_rules, table_of
from tests.exam_day import PLAN


def code(receipt):
    return receipt.refusal and receipt.refusal.code


@pytest.fixture
def table(day, device):
    return table_of(day, device)


@pytest.fixture
def row(rows):
    return lambda: rows("draw")[f"{PLAN}/S1/rooms"]


def test_rules_that_are_not_the_plans_are_taken_only_with_a_reason_which_stays_on_record(table, row):
    refused = table.commit(CE, rules=["avoid", "apart"])
    assert code(refused) == "draw-rules-planned"
    assert "少“每场至少一名有经验的监考”" in refused.refusal.said("zh")["says"]
    assert code(table.commit(CE, rules=["avoid", "apart"], deviation="  ")) == "draw-rules-planned"
    table.drawn(rules=["avoid", "apart"], deviation="新手太多")
    assert (row()["drawn"]["rules"], row()["drawn"]["deviation"]) == (["avoid", "apart"], "新手太多")


def test_a_draw_by_the_plans_rules_has_no_deviation_and_stricter_ones_are_one(table, row):
    table.drawn()
    assert (row()["drawn"]["rules"], row()["drawn"]["deviation"]) == (RULES, "")
    state_rules(table.tablet, draw_units=False, draw_experience=False)
    refused = table.commit(CE, round=2, salt="b", reason="重来")
    assert (code(refused), "多“每场" in refused.refusal.said("zh")["says"]) == ("draw-rules-planned", True)
    assert table.commit(CE, round=2, salt="b", reason="重来", rules=["avoid", "apart"]).verdict == "accepted"


def test_the_plan_changed_after_the_first_commitment_changes_nothing(table, row):
    out = {"without": ["102"], "why": {"102": "空调故障"}}
    table.commit(CE, **out)
    state_rules(table.tablet, draw_units=False, draw_experience=False)
    table.commit(ROVER, **out)
    assert table.reveal(CE, ROVER).verdict == "accepted"
    assert row()["drawn"]["rules"] == RULES
    assert table.drawn(round=2, place="101", reason="身体不适")  # one room anew: by the rules of the whole


def test_a_draw_of_before_plans_stated_rules_is_rebuilt_by_those_it_was_drawn_by(table, row, hub, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(drawing, "as_planned", lambda *_: None)
        table.drawn(rules=["avoid", "apart"])
    drawn = row()
    hub.committer.call(hub.door.rebuild)
    assert row() == drawn
    assert (drawn["drawn"]["rules"], drawn["drawn"]["deviation"]) == (["avoid", "apart"], "")
