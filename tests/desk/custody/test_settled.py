"""Disputed handoffs settled to have happened: what their people reported is on record and seen by the chief."""

import pytest

from tests.exam_day import PLAN
from tests.paper_day import CE, CUSTODIAN, FIRST, accepted


def settle(by, receipt, outcome="holds"):
    body = {
        "dispute": receipt.seq, "outcome": outcome, "by": {"plan": PLAN, "person": CE}, "reason": "other",
        "note": "核实",
    }  # fmt: skip
    return by.hand("dispute.settle", body)


def alerts(rows):
    return {row["code"]: row["says"]["zh"] for row in rows("alert").values() if row}


@pytest.fixture
def lone(papers, clock):
    """One invigilator alone brought 101's set back, without its card bag and two papers short; the hub was away."""
    accepted(papers.pack("101"))
    clock.at("08:30")
    accepted(papers.issue("101", FIRST))
    clock.at("10:40")
    card, paper = (papers.labels[kind, "101"] for kind in ("CP", "PP"))
    look = {
        "intact": True, "counts": [{"label": paper, "counted": {"papers": 29}}],
        "reasons": [{"label": card, "words": "答题卡袋不见了"}, {"label": paper, "words": "少两份"}],
    }  # fmt: skip
    body = papers.body("L4", [papers.set_of("101")], FIRST[:1], [CE], missing=[card], look=look)
    receipt = papers.table.hand("custody.handoff", body, acted=True)
    assert receipt.verdict == "disputed"
    return receipt


def test_a_bag_that_was_reported_missing_is_not_back_once_the_handoff_is_settled(papers, lone, item, rows):
    accepted(settle(papers.table, lone))
    card = item(papers.labels["CP", "101"])
    assert (card["holder"]["stage"], card["inside"]) == ("room", None)
    assert item(papers.labels["PP", "101"])["holder"]["stage"] == "site"
    assert "答题卡袋不见了" in alerts(rows)["thing-missing"]


def test_counts_that_were_reported_are_recorded_with_their_reason(papers, lone, item, rows):
    accepted(settle(papers.table, lone))
    assert item(papers.labels["PP", "101"])["counts"] == {"papers": 29}
    told = {one["what"]: one for one in rows("custody")[lone.id]["told"]}
    assert (told["papers"]["expected"], told["papers"]["found"], told["papers"]["reason"]) == (31, 29, "少两份")


def test_a_broken_seal_that_was_reported_is_on_the_object_and_alerted(papers, item, rows):
    accepted(papers.table.hand("custody.label", {"plan": PLAN, "objects": [{"kind": "ST"}]}))
    (strip,) = [row["label"] for row in rows("item").values() if row["kind"] == "ST"]
    new = [{"kind": "PP", "session": "S1", "room": "102", "seal": strip, "packed": {"papers": 31}}]
    there = len(rows("item"))  # a second bag for the room, knowingly
    accepted(papers.table.hand("custody.label", {"plan": PLAN, "objects": new, "there": there}))
    (label,) = [row["label"] for row in rows("item").values() if row["seal"]]
    look = {"seals": [{"label": label, "broken": True, "words": "封条撕开"}]}
    lone = papers.table.hand("custody.handoff", papers.body("L1", [label], [CUSTODIAN], [CE], look=look), acted=True)
    assert lone.verdict == "disputed"
    accepted(settle(papers.table, lone))
    assert item(label)["broken"]
    assert "封条撕开" in alerts(rows)["seal-found-broken"]


def test_two_things_missing_from_one_set_are_two_alerts(papers, clock, rows):
    accepted(papers.pack("101"))
    clock.at("08:30")
    accepted(papers.issue("101", FIRST))
    clock.at("10:40")
    gone = [papers.labels[kind, "101"] for kind in ("CP", "PP")]
    look = {"intact": True, "reasons": [{"label": label, "words": "没有带回"} for label in gone]}
    body = papers.body("L4", [papers.set_of("101")], FIRST, [CE], missing=gone, look=look)
    accepted(papers.table.hand("custody.handoff", body))
    assert len([row for row in rows("alert").values() if row["code"] == "thing-missing"]) == 2


def test_the_return_that_was_settled_before_the_handing_out_arrived_leaves_the_room_its_balance(
    papers, clock, device, rows, item
):
    """The table was away: its handing out of half past eight comes in after the return was settled to have happened."""
    accepted(papers.pack("101"))
    clock.at("08:30")
    body = papers.body("L3", [papers.set_of("101")], [CE], FIRST)
    out = papers.table.make("custody.handoff", body, acted=True)
    clock.at("10:40")
    office = device("tablet")
    office.sign_in(CE)
    back = office.hand("custody.handoff", papers.body("L4", [papers.set_of("101")], FIRST, [CE]), acted=True)
    accepted(settle(office, back))
    surplus = next(line for line in rows("balance")[f"{PLAN}/site"]["lines"] if line["key"] == "site/bags/L4")
    assert surplus["state"] == "differs"  # back from a room to which it never went
    (late,) = papers.table.send(out)
    assert (late.verdict, late.refusal.code) == ("disputed", "object-overtaken")
    accepted(settle(office, late))
    assert item(papers.labels["CP", "101"])["holder"]["stage"] == "site"
    room = rows("balance")[f"{PLAN}/S1/101"]
    assert (room["papers"]["out"], room["cards"]["out"]) == (31, 31)
    legs = {line["key"]: line for line in rows("balance")[f"{PLAN}/site"]["lines"]}
    assert legs["site/bags/L4"]["state"] == "holds"
    assert not {label for key in ("L3", "L4") for label in legs[f"site/bags/{key}"].get("labels", [])} & {
        papers.labels["CP", "101"], papers.labels["PP", "101"],
    }  # fmt: skip
