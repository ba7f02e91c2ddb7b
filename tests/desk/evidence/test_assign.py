"""Where photos and films belong: given to what a card brought, put right with a reason."""

import pytest

from tests.evidence_day import new_id
from tests.exam_day import PLAN


@pytest.fixture
def assign(tablet):
    def hand(evidence, **said):
        return tablet.hand("evidence.assign", {"plan": PLAN, "evidence": evidence} | said)

    return hand


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def test_what_a_card_brought_is_given_its_place_and_its_name(attach, assign, row, rows):
    evidence, _ = attach()
    receipt = assign(evidence, session="S1", room="101", station="3", candidate="26S110101")
    assert receipt.verdict == "accepted"
    said = row(evidence)
    assert [said[name] for name in ("session", "room", "station", "candidate")] == ["S1", "101", "3", "26S110101"]
    assert said["name"] == "360101-ZP-2026-2026112201-0001.jpeg"
    assert rows("feed")[str(receipt.seq)]["about"] == "360101-ZP-2026-2026112201-0001"


def test_a_place_that_was_told_is_changed_with_a_reason_only(evidence, assign, row):
    assert code(assign(evidence, session="S1", room="102")) == "why-needed"
    assert assign(evidence, session="S1", room="102", reason="拍错考场").verdict == "accepted"
    assert row(evidence)["room"] == "102"


def test_a_place_is_added_to_without_one(evidence, assign):
    assert assign(evidence, session="S1", room="101", station="2").verdict == "accepted"


@pytest.mark.parametrize(("said", "refused"), [
    ({"session": "S1", "room": "101"}, "evidence-there"), ({"session": "S7"}, "session-unknown"),
    ({"session": "S1", "room": "7"}, "room-unknown"), ({"candidate": "x"}, "evidence-candidate"),
])  # fmt: skip
def test_what_is_no_change_or_no_place_is_refused(evidence, assign, said, refused):
    assert code(assign(evidence, **said)) == refused


def test_what_nobody_announced_has_no_place(papers, assign):
    assert code(assign(new_id(), session="S1")) == "evidence-unknown"
