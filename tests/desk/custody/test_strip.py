"""The strip a bag came with is stated where it lies, on record as such, and printed on its label from then on."""

import pytest

from server.desk.forms.asked import Asked
from server.desk.forms.job import job
from tests.exam_day import PLAN
from tests.paper_day import CE, CLERK, FIRST, accepted, signer, signers


def code(receipt):
    return receipt.refusal and receipt.refusal.code


@pytest.fixture
def strips(papers, rows):
    """Numbers of two strips of ours."""
    accepted(papers.table.hand("custody.label", {"plan": PLAN, "objects": [{"kind": "ST"}] * 2}))
    return [row["label"] for row in rows("item").values() if row["kind"] == "ST"]


def state(papers, label, seal, closer=None):
    body = {"plan": PLAN, "label": label, "seal": seal, "closer": closer or signer(CE), "proctors": [], "look": {}}
    return papers.table.hand("custody.seal", body)


def test_the_bag_keeps_its_state_and_its_life_says_that_the_strip_was_stated(papers, strips, item, rows):
    bag = papers.labels["CP", "101"]
    receipt = accepted(state(papers, bag, strips[0].lower()))
    assert (item(bag)["seal"], item(bag)["state"], item(bag)["counts"]) == (strips[0], "received", {"cards": 31})
    row = rows("custody")[receipt.id]
    assert (row["strip"], row["seal"], row["people"]) == (True, strips[0], [CE])


def test_what_is_done_with_the_bag_afterwards_is_not_told_as_the_statement_of_its_strip(papers, strips, rows):
    stated = accepted(state(papers, papers.labels["CP", "101"], strips[0]))
    packed = accepted(papers.pack("101"))
    acts = rows("custody")
    assert [acts[one.id].get("strip", False) for one in (stated, packed)] == [True, False]


def test_its_label_is_printed_with_the_number(papers, strips, hub):
    bag = papers.labels["CP", "101"]
    accepted(state(papers, bag, strips[0]))
    with hub.db.reading() as connection:
        drawn = job(connection, Asked("labels", plan=PLAN, labels=(bag,)))
    assert strips[0] in drawn.decode()


def test_another_strip_at_the_opening_stops_it_and_one_strip_closes_one_bag(papers, strips, clock):
    bag, other = papers.labels["CP", "101"], papers.labels["PP", "101"]
    accepted(state(papers, bag, strips[0]))
    assert code(state(papers, other, strips[0])) == "seal-used"
    accepted(papers.pack("101"))
    clock.at("08:30")
    accepted(papers.issue("101", FIRST))
    clock.at("08:55")
    look = {"intact": True, "seals": [{"label": bag, "number": strips[1]}]}
    body = {"plan": PLAN, "label": bag, "people": signers(*FIRST), "witnesses": ["5", "12"], "look": look}
    assert code(papers.table.hand("custody.open", body)) == "seal-differs"


def test_whoever_states_it_is_there_in_person(papers, strips):
    assert code(state(papers, papers.labels["CP", "101"], strips[0], signer(CLERK))) == "signer-badge"
    accepted(state(papers, papers.labels["CP", "101"], strips[0], papers.signs(CLERK)))


def test_a_slip_is_taken_back_and_the_strip_is_free_again(papers, strips, item, clock):
    bag, other = papers.labels["CP", "101"], papers.labels["PP", "101"]
    receipt = accepted(state(papers, bag, strips[0]))
    clock.go_on(seconds=10)
    accepted(papers.table.hand("custody.undo", {"plan": PLAN, "undoes": receipt.id}))
    assert item(bag)["seal"] is None
    accepted(state(papers, other, strips[0]))


def back_unstated(papers, clock):
    """Room 101's set was out and came back; nobody stated that its bags were opened there."""
    accepted(papers.pack("101"))
    clock.at("08:30")
    accepted(papers.issue("101", FIRST))
    clock.at("10:40")
    accepted(papers.table.hand("custody.handoff", papers.body("L4", [papers.set_of("101")], FIRST, [CE])))


def close(papers, label, seal, **more):
    counted = {"counts": [{"label": label, "counted": {"cards": 31}}]}
    body = {"plan": PLAN, "label": label, "seal": seal, "closer": signer(CE), "proctors": signers(*FIRST)}
    return papers.table.hand("custody.seal", body | {"look": counted} | more)


def test_a_bag_that_the_record_sheet_says_was_opened_in_its_room_is_sealed_without_an_alarm(
    papers, strips, clock, item, rows
):
    bag = papers.labels["CP", "101"]
    accepted(state(papers, bag, strips[0]))
    back_unstated(papers, clock)
    assert code(close(papers, bag, strips[1])) == "seal-not-checked"
    receipt = accepted(close(papers, bag, strips[1], opened=True))
    assert (item(bag)["state"], item(bag)["seal"]) == ("verified", strips[1])
    assert rows("custody")[receipt.id]["opened"] is True
    assert not [row for row in rows("alert").values() if row["code"].startswith("seal")]


def test_a_spare_bag_is_opened_by_the_chief_and_no_record_sheet_says_so(papers, strips):
    spare = papers.labels["SP", None]
    accepted(state(papers, spare, strips[0]))
    assert code(close(papers, spare, strips[1], opened=True)) == "object-not-ready"
