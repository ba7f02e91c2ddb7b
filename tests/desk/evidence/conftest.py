"""A site with its papers and people, and a tablet on which its chief has signed in."""

import pytest

from tests.evidence_day import attached, new_id, whole
from tests.paper_day import papers_at_site


@pytest.fixture
def papers(day, device, clock):
    return papers_at_site(day, device, clock)


@pytest.fixture
def tablet(papers):
    """The tablet of the chief (1); a clerk (11) is in as well."""
    return papers.table


@pytest.fixture
def attach(tablet):
    """Announce a photo from the tablet; return its id and the receipt."""

    def hand(evidence=None, **said):
        sent = {name: said.pop(name) for name in ("acted", "at", "id") if name in said}
        evidence = evidence or new_id()
        return evidence, tablet.hand("evidence.attach", attached(evidence, **said), **sent)

    return hand


@pytest.fixture
def evidence(attach):
    """A photo that was announced, of room 101 in S1."""
    made, receipt = attach(session="S1", room="101", media="video", type="video/webm")
    assert receipt.verdict == "accepted"
    return made


@pytest.fixture
def row(rows):
    return lambda evidence: rows("evidence")[evidence]


@pytest.fixture
def complete(tablet):
    """Say what the tablet recorded in all."""
    return lambda evidence, data, **said: tablet.hand("evidence.complete", whole(evidence, data, **said))
