"""The board's usual minutes, where a timetable has no step, are the hub's."""

import re
from pathlib import Path

from server.domain.plan import DUES

TIMETABLE = Path(__file__).parents[2] / "static/src/timetable.ts"


def test_what_is_due_without_a_step_is_due_at_the_same_minute_on_the_screen():
    (said,) = re.findall(r"USUAL_DUE: .* = \{(.*)\}", TIMETABLE.read_text("utf-8"))
    assert {what: int(minutes) for what, minutes in re.findall(r"(\w+): (\d+)", said)} == dict(DUES)
