"""Who may act on papers: each act is somebody's who has signed in on the device, for this plan and in their own name."""

import pytest

from tests.exam_day import PLAN
from tests.paper_day import CE, FIRST, accepted, signers


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def settle(table, disputed, outcome="holds"):
    body = {"dispute": disputed.seq, "outcome": outcome, "by": {"plan": PLAN, "person": CE}, "reason": "other"}
    return table.hand("dispute.settle", body)


@pytest.fixture
def unsigned(device):
    """A phone on which nobody has signed in: what it cites was never given."""
    phone = device("phone")
    phone.grant = "0" * 16
    return phone


@pytest.fixture
def ready(papers, clock):
    """Room 101's set is packed at the site at half past eight."""
    accepted(papers.pack("101"))
    clock.at("08:30")
    return papers


def out(papers):
    """Room 101's set handed to its invigilators, everyone picked by name."""
    people = {"givers": signers(CE), "receivers": signers(*FIRST)}
    return papers.body("L3", [papers.set_of("101")], [], []) | people


def test_a_phone_nobody_signed_in_on_moves_no_papers_and_what_it_says_is_for_a_person_to_settle(
    ready, unsigned, item, rows
):
    assert code(unsigned.hand("custody.handoff", out(ready))) == "grant-unknown"
    disputed = unsigned.hand("custody.handoff", out(ready), acted=True)
    assert (disputed.verdict, code(disputed)) == ("disputed", "grant-unknown")
    assert item(ready.set_of("101"))["holder"]["stage"] == "site"
    assert rows("dispute")[str(disputed.seq)]["holds"] is True
    accepted(settle(ready.table, disputed))
    assert item(ready.set_of("101"))["holder"]["people"] == [*FIRST]


def test_it_opens_no_bag_either(ready, unsigned):
    body = {
        "plan": PLAN, "label": ready.labels["SP", None], "people": signers(CE), "monitors": [], "approval": "x",
        "look": {"intact": True},
    }  # fmt: skip
    assert unsigned.hand("custody.open", body, acted=True).verdict == "disputed"
