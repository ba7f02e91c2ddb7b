"""The board's usual minutes, where a timetable has no step, are the hub's, and so are the steps it knows by their names."""

import json
import re
from pathlib import Path

from server.domain.plan import DUES
from tests.static.due_copy import CASES, cases

TIMETABLE = Path(__file__).parents[2] / "static/src/timetable.ts"


def test_what_is_due_without_a_step_is_due_at_the_same_minute_on_the_screen():
    (said,) = re.findall(r"USUAL_DUE: .* = \{(.*)\}", TIMETABLE.read_text("utf-8"))
    assert {what: int(minutes) for what, minutes in re.findall(r"(\w+): (\d+)", said)} == dict(DUES)


def test_the_screens_are_tested_by_the_hubs_own_answers():
    assert CASES.read_text("utf-8") == cases(), "write it anew: python -m tests.static.due_copy"


def test_the_cases_have_steps_that_say_nothing_and_draws_that_do_not_come_first():
    found = json.loads(cases())
    assert {what for one in found for what, at in one["due"].items() if at} == set(DUES)
    assert any(
        one["due"]["draw"] and one["due"]["draw"] > step["at"]
        for one in found
        for step in one["steps"]
        if "抽签" in step["name"] and "due" not in step
    )
