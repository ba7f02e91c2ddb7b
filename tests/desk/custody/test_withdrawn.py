"""A label that is withdrawn, and what others did with its object and the hub hears of only later."""

import pytest

from server.domain.objects import label_number
from server.store import custody
from tests.exam_day import PLAN, SITE
from tests.paper_day import CE, CUSTODIAN, FIRST, ROVER, accepted, signers

EXTRA = {"kind": "PP", "session": "S1", "room": "101", "packed": {"papers": 31}}


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def registered(hub):
    with hub.db.reading() as connection:
        return custody.every(connection, PLAN)


def withdrawn(desk, label):
    return desk.hand("custody.withdraw", {"plan": PLAN, "label": label, "reason": "多登记了一袋"})


def settle(by, receipt, outcome):
    body = {
        "dispute": receipt.seq, "outcome": outcome, "by": {"plan": PLAN, "person": CE}, "reason": "other",
        "note": "核实",
    }  # fmt: skip
    return by.hand("dispute.settle", body)


@pytest.fixture
def extra(papers, hub):
    """A second bag for room 101, registered by mistake."""
    before = registered(hub)
    accepted(papers.table.hand("custody.label", {"plan": PLAN, "objects": [EXTRA], "there": len(before)}))
    (label,) = set(registered(hub)) - set(before)
    return label


@pytest.fixture
def taken(papers, extra):
    """The bag was taken from the vault while the hub was away, by one person instead of two."""
    body = papers.body("L1", [f"KL1:{SITE}:{PLAN}:{extra}"], [CUSTODIAN], [CE])
    receipt = papers.table.hand("custody.handoff", body, acted=True)
    assert (receipt.verdict, code(receipt)) == ("disputed", "too-few-people")
    return receipt


def test_what_a_dispute_says_was_handed_over_is_not_withdrawn_before_somebody_has_settled_it(papers, extra, taken):
    refused = withdrawn(papers.table, extra)
    assert code(refused) == "label-disputed"
    assert extra in refused.refusal.said("zh")["says"]
    accepted(settle(papers.table, taken, "holds"))
    assert code(withdrawn(papers.table, extra)) == "label-used"


def test_once_it_is_settled_that_it_did_not_happen_the_label_can_be_withdrawn(papers, extra, taken, item):
    accepted(settle(papers.table, taken, "stands"))
    accepted(withdrawn(papers.table, extra))
    assert item(extra) is None


def test_a_dispute_about_another_object_or_another_plan_does_not_keep_a_label(papers, extra, taken, hub):
    accepted(papers.table.hand("custody.label", {"plan": PLAN, "objects": [{"kind": "CS"}]}))
    (case,) = [label for label, item in registered(hub).items() if item.kind == "CS" and not item.been]
    accepted(withdrawn(papers.table, case))
    other = papers.body("L1", [f"KL1:{SITE}:{PLAN - 1}:{extra}"], [CUSTODIAN], [CE, ROVER])
    assert papers.table.hand("custody.handoff", other, acted=True).verdict == "disputed"
    accepted(settle(papers.table, taken, "stands"))
    accepted(withdrawn(papers.table, extra))


def test_an_own_withdrawing_that_is_in_dispute_does_not_stand_in_the_way_of_the_next(papers, extra):
    body = {"plan": PLAN, "label": extra, "reason": " "}
    assert papers.table.hand("custody.withdraw", body, acted=True).verdict == "disputed"
    accepted(withdrawn(papers.table, extra))


def test_a_dispute_about_a_label_that_is_gone_all_the_same_ends_with_an_answer(papers, extra, taken, hub, rows):
    """As on a hub on which it was withdrawn before anybody asked whether a dispute names it."""
    hub.committer.call(lambda tx: custody.remove(tx.connection, PLAN, extra))
    assert code(settle(papers.table, taken, "holds")) == "outcome-not-possible"
    accepted(settle(papers.table, taken, "stands"))
    assert rows("dispute")[str(taken.seq)]["state"] == "settled"


def late(papers, label):
    """Every act in which a table that was away may name a label."""
    set_of, bag = papers.set_of("101"), papers.labels["PP", "101"]
    one, reason = [{"label": label, "counted": {"papers": 31}}], [{"label": label, "words": "少一袋"}]
    form = {"form": "H-1", "at": "2026-11-22T08:02:00+08:00", "entered_by": CE}
    return {
        "handed over": ("custody.handoff", papers.body("L1", [label], [CUSTODIAN], [CE, ROVER])),
        "handed over by too few": ("custody.handoff", papers.body("L1", [label, bag], [CUSTODIAN], [CE])),
        "handed over by nobody known": ("custody.handoff", papers.body("L1", [label], [CUSTODIAN], [CE]) | {
            "receivers": [{"number": "B999"}]}),
        "missing": ("custody.handoff", papers.body("L3", [set_of], [CE], FIRST, missing=[label],
                                                   look={"intact": True, "reasons": reason, "counts": one})),
        "entered from paper": ("custody.enter", papers.body("L1", [label], [CUSTODIAN], [CE, ROVER]) | form),
        "packed": ("custody.pack", {"plan": PLAN, "container": set_of, "objects": [label], "people": signers(CE)}),
        "packed into": ("custody.pack", {"plan": PLAN, "container": label, "objects": [bag], "people": signers(CE)}),
        "unpacked": ("custody.unpack", {"plan": PLAN, "container": label, "people": signers(CE)}),
        "missing in a set": ("custody.unpack", {"plan": PLAN, "container": set_of, "people": signers(CE),
                                                "missing": [label], "look": {"reasons": reason}}),
        "opened": ("custody.open", {"plan": PLAN, "label": label, "people": signers(*FIRST)}),
        "closed": ("custody.seal", {"plan": PLAN, "label": label, "seal": label_number("ST", 1),
                                    "closer": {"person": CE}, "proctors": signers(*FIRST)}),
        "given from": ("custody.supply", {"plan": PLAN, "source": label, "target": bag, "what": "papers", "number": 1,
                                          "approver": {"person": CE}, "reason": "缺页"}),
        "given to": ("custody.supply", {"plan": PLAN, "source": papers.labels["SP", None], "target": label,
                                        "what": "papers", "number": 1, "approver": {"person": CE}, "reason": "缺页"}),
    }  # fmt: skip


def test_what_was_done_with_it_before_and_comes_later_is_settled_by_a_person(papers, extra, hub, rows):
    acts = late(papers, extra)
    waiting = [papers.table.make(kind, body, acted=True) for kind, body in acts.values()]
    accepted(withdrawn(papers.table, extra))
    receipts = dict(zip(acts, papers.table.send(*waiting), strict=True))
    assert {how: one.verdict for how, one in receipts.items()} == dict.fromkeys(acts, "disputed")
    for one in receipts.values():
        assert code(settle(papers.table, one, "holds")) == "outcome-not-possible"
        accepted(settle(papers.table, one, "stands"))
    before = rows("item"), rows("dispute")
    hub.committer.call(hub.door.rebuild)
    assert (rows("item"), rows("dispute")) == before
    assert extra not in registered(hub)
