"""PINs of those who hold devices: which ones may be chosen, and how long wrong ones make everybody wait."""

import re
from datetime import datetime, timedelta
from itertools import pairwise

from server.domain.refusal import Refusal

#: Wrong PINs in a row that cost nothing; each further one doubles the wait.
FREE_TRIES = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
SHORTEST, LONGEST = 4, 8


def choose(pin: str, phone: str) -> None:
    """Decide whether somebody with this phone number may have this PIN.

    Refused is what others try first: one digit repeated, a pair repeated, runs up or down, the phone's last digits.

    Raises:
        Refusal: ``pin-form`` or ``pin-trivial``.
    """
    if re.fullmatch(rf"[0-9]{{{SHORTEST},{LONGEST}}}", pin) is None:
        raise Refusal("pin-form", field="pin")
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    pairs = {pin[start : start + 2] for start in range(0, len(pin), 2)}
    digits = re.sub(r"[^0-9]", "", phone)
    tail = len(digits) >= SHORTEST and (digits.endswith(pin) or digits.startswith(pin))
    if (len(steps) == 1 and steps <= {0, 1, -1}) or len(pairs) == 1 or tail:
        raise Refusal("pin-trivial", field="pin")


def wait_after(tries: int) -> timedelta:
    """Return how long nobody may try after ``tries`` wrong PINs in a row: none, then 30 s doubling to 15 minutes."""
    if tries < FREE_TRIES:
        return timedelta()
    doublings = min(tries - FREE_TRIES, 10)  # beyond that it is the longest wait anyway
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def left(tries: int) -> int:
    """Return how many wrong PINs still cost nothing but a try."""
    return max(0, FREE_TRIES - tries)


def seconds_to_wait(wait_until: datetime | None, now: datetime) -> int:
    """Return the whole seconds until the next try; a clock that was set back makes nobody wait longer than the longest.

    0 where a try is free.
    """
    if wait_until is None or now >= wait_until:
        return 0
    waiting = min(wait_until - now, LONGEST_WAIT)
    return -(-waiting // timedelta(seconds=1))
