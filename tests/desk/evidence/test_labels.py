"""Labels are registered beside photos and films: both count their numbers, and neither counts the other's."""

import pytest

from tests.evidence_day import attached, new_id
from tests.exam_day import PLAN
from tests.intake.test_rebuild import projections
from tests.paper_day import accepted

CASE = {"kind": "CS"}


@pytest.fixture(params=[("photo", "image/jpeg"), ("video", "video/webm")], ids=["photo", "film"])
def record(request, tablet):
    """Announce the first photo or film of a room."""
    media, kind = request.param

    def announce():
        said = attached(new_id(), session="S1", room="101", media=media, type=kind)
        accepted(tablet.hand("evidence.attach", said))

    return announce


@pytest.fixture
def recorded(record):
    record()


@pytest.fixture
def asked(client, tablet):
    """Ask what the plan lacks of labelled objects."""

    def ask():
        answer = client.get(f"/api/labels/needs?plan={PLAN}", headers=tablet.headers)
        assert answer.status_code == 200, answer.json
        return answer.json

    return ask


def test_what_a_plan_lacks_is_told_once_something_was_recorded(recorded, asked):
    assert asked()["lacking"]


def test_a_photo_or_film_is_no_label_that_was_given_out(asked, record):
    before = asked()["there"]
    record()
    assert asked()["there"] == before


def test_a_label_is_registered_once_something_was_recorded(recorded, asked, tablet):
    before = asked()["there"]
    accepted(tablet.hand("custody.label", {"plan": PLAN, "objects": [CASE], "there": before}))
    assert asked()["there"] == before + 1


def test_a_journal_with_labels_after_photos_rebuilds(recorded, hub, tablet):
    accepted(tablet.hand("custody.label", {"plan": PLAN, "objects": [CASE]}))
    before = projections(hub)
    hub.committer.call(hub.door.rebuild)
    assert projections(hub) == before
