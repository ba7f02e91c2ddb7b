"""The screens at stations draw and add up as the hub does: many cases, with its answers."""

import json

from tests.static.practical_copy import CASES, cases


def test_the_screens_are_tested_by_the_hubs_own_answers():
    assert CASES.read_text("utf-8") == cases(), "write it anew: python -m tests.static.practical_copy"


def test_the_cases_hold_what_can_go_wrong():
    found = {one["refused"] for one in json.loads(cases())["sheets"]}
    assert found >= {None, "score-bounds", "score-unscored", "score-total", "score-finding"}
