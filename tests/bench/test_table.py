"""The ratio table says what was measured and whether the goal was reached."""

import json

import pytest

from bench.table import keep, printed, reached, row


def test_a_row_is_the_ratio_of_the_medians():
    made = row("check-ins", [90, 100, 400], [200, 50, 250], "/s")
    assert (made["ours"], made["baseline"], made["ratio"]) == (100, 200, 0.5)


def test_a_row_without_a_baseline_has_no_ratio():
    made = row("memory", [100], [], "MB", "ours <= 150")
    assert made["ratio"] is None
    assert reached(made) is True


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        ("ratio >= 0.5", True),
        ("ratio >= 0.51", False),
        ("ours <= 100", True),
        ("ours <= 99.9", False),
        ("ours >= 100 and ratio >= 0.5", True),
        ("ours >= 100 and ratio >= 0.6", False),
        (None, None),
        ("as fast as can be", None),
    ],
)
def test_a_goal_is_checked_where_it_can_be(goal, expected):
    assert reached(row("x", [100], [200], "/s", goal)) is expected


def test_a_goal_on_a_ratio_that_is_not_there_is_missed():
    assert reached(row("x", [100], [], "/s", "ratio >= 0.5")) is False


def test_a_missed_goal_stands_out_in_the_table():
    text = printed([row("fast", [1], [2], "s", "ours <= 2"), row("slow", [3], [2], "s", "ours <= 2")])
    fast, slow = text.splitlines()[1:]
    assert fast.rstrip().endswith("reached")
    assert slow.rstrip().endswith("MISSED")


def test_results_can_be_read_again(tmp_path):
    made = row("签到", [1], [2], "/s")
    keep([made], {"processors": 2}, tmp_path / "results.json")
    assert json.loads((tmp_path / "results.json").read_text("utf-8")) == {"machine": {"processors": 2}, "rows": [made]}
