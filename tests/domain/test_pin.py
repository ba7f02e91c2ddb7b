"""Which PINs may be chosen, and how wrong ones make everybody wait."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.pin import FREE_TRIES, LONGEST_WAIT, choose, left, seconds_to_wait, wait_after
from server.domain.refusal import Refusal

PHONE = "19900001739"
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


def refused(pin, phone=PHONE):
    try:
        choose(pin, phone)
    except Refusal as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize("pin", ["2580", "73915", "80217364", "1122", "1357"])
def test_a_pin_of_4_to_8_digits_is_taken(pin):
    assert refused(pin) is None


@pytest.mark.parametrize("pin", ["", "123", "258", "802173645", "25a0", "２５８０", " 2580", "2580\n", "-258"])
def test_what_is_no_pin_is_refused(pin):
    assert refused(pin) == "pin-form"


@pytest.mark.parametrize(
    "pin", ["0000", "99999999", "1234", "3456789", "4321", "9876", "1212", "838383", "1739", "001739", "1990"]
)
def test_what_others_try_first_is_refused(pin):
    assert refused(pin) == "pin-trivial"


def test_a_phone_that_is_not_known_forbids_nothing():
    assert refused("1739", "") is None
    assert refused("1739", "39") is None


@given(st.text("0123456789", min_size=1, max_size=10), st.text("0123456789- ", max_size=15))
def test_a_pin_taken_is_never_the_end_of_the_phone_nor_one_digit(pin, phone):
    if refused(pin, phone) is None:
        assert 4 <= len(pin) <= 8
        assert len(set(pin)) > 1
        assert not phone.replace("-", "").replace(" ", "").endswith(pin)


def test_five_tries_then_a_wait_that_doubles_to_15_minutes():
    seconds = [int(wait_after(tries).total_seconds()) for tries in range(12)]
    assert seconds == [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]


@given(st.integers(0, 10**9))
def test_the_wait_grows_and_never_beyond_the_longest(tries):
    assert wait_after(tries) <= wait_after(tries + 1) <= LONGEST_WAIT
    assert left(tries) == max(0, FREE_TRIES - tries)
    assert (left(tries) == 0) == (wait_after(tries) > timedelta())


@given(st.integers(-(10**7), 10**7))
def test_who_waits_the_seconds_told_may_try_again(milliseconds):
    until = NOON + timedelta(milliseconds=milliseconds)
    seconds = seconds_to_wait(until, NOON)
    assert seconds >= 0
    assert seconds_to_wait(until, NOON + timedelta(seconds=seconds)) == 0 or until - NOON > LONGEST_WAIT
    assert (seconds == 0) == (until <= NOON)


def test_a_clock_set_back_makes_nobody_wait_longer_than_the_longest():
    assert seconds_to_wait(NOON + timedelta(days=1), NOON) == 900
    assert seconds_to_wait(None, NOON) == 0
