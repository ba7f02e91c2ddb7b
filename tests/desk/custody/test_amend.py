"""What is set right afterwards: slips taken back, acts corrected, bags opened and closed, and a rebuild of it all."""

import pytest

from server.store import custody, tables
from tests.exam_day import PLAN
from tests.paper_day import CE, CLERK, FIRST, accepted, signer, signers


def code(receipt):
    return receipt.refusal and receipt.refusal.code


@pytest.fixture
def issued(papers, clock):
    """Room 101's set is with its invigilators since half past eight; and the receipt of it."""
    accepted(papers.pack("101"))
    clock.at("08:30")
    return papers, accepted(papers.issue("101", FIRST))


def undo(by, fact):
    return by.hand("custody.undo", {"plan": PLAN, "undoes": fact})


def test_a_slip_is_taken_back_on_the_same_device_within_a_minute(issued, item, rows, clock):
    papers, receipt = issued
    clock.go_on(seconds=60)
    taken = accepted(undo(papers.table, receipt.id))
    assert item(papers.labels["PP", "101"])["holder"]["stage"] == "site"
    assert rows("custody")[receipt.id]["undone"] == taken.id
    accepted(papers.issue("101", FIRST))


def test_after_a_minute_or_on_another_device_it_is_not(issued, device, clock):
    papers, receipt = issued
    other = device("phone")
    assert code(undo(other, receipt.id)) == "undo-other-device"
    clock.go_on(seconds=61)
    assert code(undo(papers.table, receipt.id)) == "handoff-undo-late"


def test_clerk_and_chief_correct_who_received_and_those_concerned_are_told(issued, item, rows):
    papers, receipt = issued
    body = {
        "plan": PLAN, "corrects": receipt.id, "clerk": papers.signs(CLERK), "chief": signer(CE), "reason": "扫错证牌",
        "receivers": signers(3, 2),
    }  # fmt: skip
    correction = accepted(papers.table.hand("custody.correct", body))
    assert item(papers.set_of("101"))["holder"]["people"] == [2, 3]
    act = rows("custody")[correction.id]
    assert (act["amends"], act["tell"]) == (receipt.id, [2, 3])
    assert rows("custody")[receipt.id]["amended"] == [correction.id]
    assert rows("custody")[receipt.id]["receivers"] == [2, 3]
    (notice,) = [row for row in rows("alert").values() if row["code"] == "act-corrected"]
    assert (notice["level"], papers.set_of("101") in notice["says"]["zh"]) == ("note", True)
    assert "2 人" in notice["fix"]["zh"]


def test_a_clerk_alone_corrects_nothing(issued):
    papers, receipt = issued
    body = {"plan": PLAN, "corrects": receipt.id, "clerk": signer(CLERK), "chief": signer(CLERK), "reason": "x"}
    assert code(papers.table.hand("custody.correct", body | {"void": True})) == "same-person"


def opened(papers, kind, label=None, **look):
    body = {
        "plan": PLAN, "label": label or papers.labels[kind, "101"], "people": signers(*FIRST),
        "witnesses": ["5", "12"], "look": {"intact": True, **look},
    }  # fmt: skip
    return papers.table.hand("custody.open", body)


@pytest.fixture
def back(issued, clock):
    """Room 101's bags were opened and came back."""
    papers, _ = issued
    clock.at("08:50")
    for kind in ("PP", "CP"):
        accepted(opened(papers, kind))
    clock.at("10:40")
    accepted(papers.table.hand("custody.handoff", papers.body("L4", [papers.set_of("101")], FIRST, [CE])))
    return papers


def strips(papers, rows, count):
    accepted(papers.table.hand("custody.label", {"plan": PLAN, "objects": [{"kind": "ST"}] * count}))
    return [row["label"] for row in rows("item").values() if row["kind"] == "ST"]


def close(papers, kind, seal, counted, **more):
    label = papers.labels[kind, "101"]
    body = {
        "plan": PLAN, "label": label, "seal": seal, "closer": signer(CE), "proctors": signers(*FIRST),
        "look": {"counts": [{"label": label, "counted": counted}]},
    }  # fmt: skip
    return papers.table.hand("custody.seal", body | more)


def test_a_bag_that_came_back_is_counted_and_sealed_anew_and_a_strip_serves_once(back, item, rows):
    seal, other = strips(back, rows, 2)
    accepted(close(back, "CP", seal.replace("-", "").lower(), {"cards": 30}, aside={"cards": 1}))
    bag = item(back.labels["CP", "101"])
    assert (bag["state"], bag["seal"], bag["counts"], bag["aside"]) == ("verified", seal, {"cards": 30}, {"cards": 1})
    assert code(close(back, "PP", seal, {"papers": 31})) == "seal-used"
    assert code(close(back, "PP", other, {"papers": 30})) == "count-differs"


def test_a_rebuild_comes_to_the_same_objects_acts_and_rows(back, rows, hub):
    (seal,) = strips(back, rows, 1)
    accepted(close(back, "CP", seal, {"cards": 31}))
    accepted(back.table.hand("plan.policy", {"plan": PLAN, "policy": {"witnesses": 0}}))

    def kept():
        names = (tables.item, tables.custody, tables.strip, tables.serial, tables.policy, tables.row)
        with hub.db.reading() as connection:
            return {table.name: sorted(map(tuple, connection.execute(table.select())), key=str) for table in names}

    before = kept()
    hub.committer.call(hub.door.rebuild)
    assert kept() == before


def test_a_policy_nobody_knows_is_refused_and_the_plan_keeps_its_own(papers, hub):
    refused = papers.table.hand("plan.policy", {"plan": PLAN, "policy": {"seals": "wax"}})
    assert code(refused) == "policy-wrong"
    with hub.db.reading() as connection:
        assert custody.policy(connection, PLAN).seals == "own"
