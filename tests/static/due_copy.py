"""Writes timetables with the step at which the hub holds each thing due, for the screens' own rule to be tested by."""

import json
import random
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from server.domain.plan import DUES, plan_from_row
from tests.exam_day import PLAN_ROW

CASES = Path(__file__).parents[2] / "static" / "tests" / "due.json"
NINE = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NAMES = (
    "工作人员到齐，召开考务会", "监考到齐", "考务人员到齐", "考生到齐", "抽签", "监考抽签定考场", "流动监考抽签定片区",
    "下一场监考抽签", "监考员领卷", "监考领取试卷袋、答题卡袋", "监考到岗，考生领取试卷", "领取试卷，核对密封", "考试开始",
)  # fmt: skip


def _step(rng, minutes):
    said = {"due": rng.choice([None, *DUES])} if rng.random() < 0.2 else {}
    hung = {"edge": rng.choice(["start", "start", "end"])} if rng.random() < 0.5 else {}
    at = (NINE + timedelta(minutes=minutes)).isoformat()
    return {"at": at, "name": rng.choice(NAMES), "session": "S1", "signal": None} | hung | said


def _case(rng):
    minutes = rng.sample(range(-90, 15), rng.randint(1, 8))  # of two at one minute no rule says which is first
    steps = [_step(rng, at) for at in minutes]
    plan = plan_from_row(PLAN_ROW | {"timetable": steps})
    due = {what: plan.due_point("S1", what) for what in DUES}
    return {"steps": steps, "due": {what: found and found.at.isoformat() for what, found in due.items()}}


def cases():
    """Return the text of the cases; the same at each call."""
    rng = random.Random(20261122)
    return json.dumps([_case(rng) for _ in range(150)], ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    CASES.write_text(cases(), "utf-8")
