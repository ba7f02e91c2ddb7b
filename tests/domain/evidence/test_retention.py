"""How long photos and films are kept."""

from typing import get_args

import pytest

from server.domain.evidence.piece import Purpose
from server.domain.evidence.retention import kept


@pytest.mark.parametrize("purpose", get_args(Purpose))
def test_whatever_was_taken_in_a_practical_session_is_permanent(purpose):
    assert kept(purpose, "practical") == "PERM-5"


@pytest.mark.parametrize("kind", ["theory", "computer", None])
def test_elsewhere_what_a_room_seal_or_incident_shows_is_kept_with_the_record_sheet(kind):
    of = {purpose: kept(purpose, kind) for purpose in get_args(Purpose)}
    assert of == {
        "practical": "PERM-5", "identity": "PERM-5", "workpiece": "PERM-5",
        "room": "TEMP-4", "seal": "TEMP-4", "incident": "TEMP-4",
    }  # fmt: skip
