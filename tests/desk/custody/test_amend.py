"""What is set right afterwards: slips taken back, acts corrected, bags opened and closed, and a rebuild of it all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from server.domain.policy import JIANGXI, policy_to_row
from server.store import custody, tables
from tests.exam_day import PLAN
from tests.paper_day import CE, CLERK, FIRST, SECOND, accepted, signer, signers


def code(receipt):
    return receipt.refusal and receipt.refusal.code


@pytest.fixture
def issued(papers, clock):
    """Room 101's set is with its invigilators since half past eight; and the receipt of it."""
    accepted(papers.pack("101"))
    clock.at("08:30")
    return papers, accepted(papers.issue("101", FIRST))


def undo(by, fact, **sent):
    return by.hand("custody.undo", {"plan": PLAN, "undoes": fact}, **sent)


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


def correct(papers, receipt, **changes):
    body = {"plan": PLAN, "corrects": receipt.id, "clerk": papers.signs(CLERK), "chief": signer(CE), "reason": "扫错"}
    return papers.table.hand("custody.correct", body | changes)


def test_an_undoing_dated_back_does_not_come_in_time(issued, item, clock):
    papers, receipt = issued
    soon = clock.now + timedelta(seconds=5)
    clock.at("10:00")
    late = undo(papers.table, receipt.id, at=soon, acted=True)
    assert (late.verdict, code(late)) == ("disputed", "handoff-undo-late")
    assert item(papers.set_of("101"))["holder"]["stage"] == "room"


def test_a_slip_and_its_undoing_without_the_hub_are_both_taken_when_it_is_back(papers, item, clock):
    accepted(papers.pack("101"))
    clock.at("08:30")
    body = papers.body("L3", [papers.set_of("101")], [CE], FIRST)
    slip = papers.table.make("custody.handoff", body, acted=True)
    clock.go_on(seconds=20)
    undoing = papers.table.make("custody.undo", {"plan": PLAN, "undoes": slip.raw["id"]}, acted=True)
    clock.at("08:50")
    for receipt in papers.table.send(slip, undoing):
        accepted(receipt)
    assert item(papers.set_of("101"))["holder"]["stage"] == "site"


def test_an_act_that_its_objects_have_forgotten_is_not_struck_out(issued, item, clock):
    papers, receipt = issued
    clock.at("10:40")
    accepted(papers.table.hand("custody.handoff", papers.body("L4", [papers.set_of("101")], FIRST, [CE])))
    for _ in range(2):
        body = {"plan": PLAN, "container": papers.set_of("101"), "people": signers(CE)}
        accepted(papers.table.hand("custody.unpack", body))
        accepted(papers.pack("101"))
    before = item(papers.set_of("101"))
    assert code(correct(papers, receipt, void=True)) == "correct-too-far"
    assert item(papers.set_of("101")) == before


def test_a_striking_out_that_was_taken_back_can_be_done_again_and_once_only(issued, item):
    papers, receipt = issued
    struck = accepted(correct(papers, receipt, void=True))
    assert item(papers.set_of("101"))["holder"]["stage"] == "site"
    assert code(correct(papers, receipt, void=True)) == "act-unknown"
    accepted(undo(papers.table, struck.id))
    assert item(papers.set_of("101"))["holder"]["stage"] == "room"
    again = accepted(correct(papers, receipt, void=True))
    assert item(papers.set_of("101"))["holder"]["stage"] == "site"
    assert again.id != struck.id


def test_who_received_is_corrected_to_the_rooms_own_invigilators_only(issued):
    papers, receipt = issued
    assert code(correct(papers, receipt, receivers=signers(*SECOND))) == "proctor-other-room"


def test_one_strip_is_not_corrected_onto_two_bags(issued, rows):
    papers, receipt = issued
    (strip,) = strips(papers, rows, 1)
    bags = [{"label": papers.labels[kind, "101"], "number": strip} for kind in ("PP", "CP")]
    assert code(correct(papers, receipt, seals=bags)) == "seal-used"
    accepted(correct(papers, receipt, seals=bags[:1]))
    assert code(correct(papers, receipt, seals=bags[1:])) == "seal-used"


def test_a_slip_in_entering_a_form_is_taken_back_within_a_minute_of_it(papers, clock, item):
    accepted(papers.pack("101"))
    clock.at("10:00")
    people = {"givers": signers(CE), "receivers": signers(*FIRST), "entered_by": CE}
    form = {"form": "issue", "at": "2026-11-22T08:40:00+08:00"}
    body = papers.body("L3", [papers.set_of("101")], [], []) | people | form
    entered = accepted(papers.table.hand("custody.enter", body))
    clock.go_on(seconds=5)
    accepted(undo(papers.table, entered.id))
    assert item(papers.set_of("101"))["holder"]["stage"] == "site"


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


def test_of_two_who_change_policies_at_once_the_second_hears_what_the_first_has_changed(papers, hub):
    def states(policy, seen):
        return papers.table.hand("plan.policy", {"plan": PLAN, "policy": policy, "seen": seen})

    usual = policy_to_row(JIANGXI)
    accepted(states(usual | {"witnesses": 3}, usual))
    late = states(usual | {"media_quota": 50}, usual)
    assert code(late) == "policies-changed"
    assert "启封时查验封条的考生（2 → 3）" in late.refusal.said("zh")["says"]
    with hub.db.reading() as connection:
        assert custody.policy(connection, PLAN) == replace(JIANGXI, witnesses=3)
    accepted(states(usual | {"witnesses": 3}, usual))  # both wanted the same
    accepted(states(usual | {"witnesses": 3, "media_quota": 50}, usual | {"witnesses": 3}))
    assert code(states(usual, {"seals": "wax"})) == "policy-wrong"


@pytest.mark.parametrize("legs", [{"L3": {"end": "vault"}}, {"L3": {"opens": ["x"]}}, {"L3": {"givers": 0}}])
def test_legs_that_cannot_be_walked_are_refused_and_the_table_goes_on(papers, clock, legs):
    accepted(papers.pack("101"))
    refused = papers.table.hand("plan.policy", {"plan": PLAN, "policy": {"legs": legs}})
    assert code(refused) == "policy-leg"
    clock.at("08:30")
    accepted(papers.issue("101", FIRST))


def test_a_set_that_was_not_in_its_case_is_told_when_the_case_is_emptied(papers, item, rows):
    case, gone = papers.labels["CS", None], papers.set_of("102")
    for room in ("101", "102"):
        accepted(papers.pack(room))
    sets = [papers.set_of("101"), gone]
    accepted(papers.table.hand(
        "custody.pack", {"plan": PLAN, "container": case, "objects": sets, "people": signers(CE)}
    ))  # fmt: skip
    body = {"plan": PLAN, "container": case, "people": signers(CE), "missing": [gone]}
    assert code(papers.table.hand("custody.unpack", body)) == "why-needed"
    assert code(papers.table.hand("custody.unpack", body | {"missing": [papers.labels["SP", None]]})) == (
        "missing-not-inside"
    )  # fmt: skip
    look = {"reasons": [{"label": gone, "words": "箱里只有一套"}]}
    emptied = accepted(papers.table.hand("custody.unpack", body | {"look": look}))
    told = {row["code"]: row["says"]["zh"] for row in rows("alert").values()}
    assert told == {"thing-missing": f"试卷箱 {case} 里应有考场套 {gone}，没有找到：箱里只有一套"}
    assert [(one["what"], one["expected"]) for one in rows("custody")[emptied.id]["told"]] == [("missing", gone)]
    assert (item(gone)["inside"], item(papers.labels["PP", "102"])["inside"]) == (None, gone)
