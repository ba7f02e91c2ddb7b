"""What the hub, the station at the gate and the screens each keep for themselves says the same everywhere."""

import re
from datetime import timedelta
from pathlib import Path

from kiosk import guide
from reading.profile import QUESTIONS
from server.domain import board

SCREENS = Path(__file__).parents[2] / "static" / "src"


def minutes(name):
    """A length of time as the devices' screens have it."""
    (found,) = re.findall(
        rf"const {name} = (\d+) \* MINUTE\n", (SCREENS / "screens/devices/devices.ts").read_text("utf-8")
    )
    return timedelta(minutes=int(found))


def test_the_board_and_the_devices_screen_call_the_same_devices_silent():
    assert minutes("TOO_QUIET") == board.TOO_QUIET
    assert minutes("FOUND_AGAIN") == board.FOUND_AGAIN


def test_gate_and_screens_know_a_coming_draw_by_the_same_word():
    (found,) = re.findall(r"const DRAWING = '([^']+)'\n", (SCREENS / "rooms-told.ts").read_text("utf-8"))
    assert found == guide.DRAWING


def test_a_key_may_have_as_many_questions_as_a_card():
    (found,) = re.findall(r"export const MOST = (\d+)\n", (SCREENS / "reading/typing.ts").read_text("utf-8"))
    assert int(found) == QUESTIONS
