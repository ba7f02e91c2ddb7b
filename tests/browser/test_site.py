"""What the tests wait for on a device has come when they go on."""

import pytest

from tests.browser import site


def test_a_row_is_waited_for_until_it_says_what_is_wanted(chief, here):
    key = str(here.plan["plan"])
    site.heard(chief, "plan", key, seconds=30, name=here.plan["name"])
    with pytest.raises(AssertionError, match="did not happen"):
        site.heard(chief, "plan", key, seconds=0.5, name="另一考试")
