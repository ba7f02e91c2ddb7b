"""The screens refuse a PIN as the hub does."""

from tests.static.pin_copy import CASES, cases


def test_the_screens_are_tried_with_what_the_hub_says_of_each_pin():
    assert CASES.read_text() == cases(), "run python -m tests.static.pin_copy"
