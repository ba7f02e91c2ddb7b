"""What the side file of a photo says."""

import pytest

from server.desk.evidence.side import side
from server.store import evidence as store
from tests.evidence_day import attached, new_id
from tests.practical_day import ROOM, SESSION, prepare_practical


@pytest.fixture
def side_of(day, device, hub):
    """Take a photo on the chief's tablet; return what its side file says."""
    tablet = device("tablet")
    prepare_practical(day, tablet)

    def taken(**said):
        evidence = new_id()
        receipt = tablet.hand("evidence.attach", attached(evidence, **said))
        assert receipt.verdict == "accepted", receipt.refusal and receipt.refusal.said("en")
        with hub.db.reading() as connection:
            return side(connection, store.find(connection, evidence))

    return taken


@pytest.mark.parametrize("purpose", ["room", "incident"])
def test_what_is_taken_in_a_practical_session_is_permanent_and_in_a_theory_session_it_is_not(side_of, purpose):
    assert side_of(purpose=purpose, session=SESSION, room=ROOM)["kept"] == "PERM-5"
    assert side_of(purpose=purpose, session="S1", room="101")["kept"] == "TEMP-4"
    assert side_of(purpose=purpose)["kept"] == "TEMP-4"
