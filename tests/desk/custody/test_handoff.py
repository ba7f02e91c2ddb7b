"""Handing over: what is scanned goes one leg on, each act on record with its people, online, offline and from paper."""

import pytest

from tests.draw_day import Table as Draw
from tests.draw_day import state_rules
from tests.exam_day import PLAN, Device
from tests.paper_day import CE, CLERK, FIRST, ROVER, SECOND, accepted, signers


def code(receipt):
    return receipt.refusal and receipt.refusal.code


@pytest.fixture
def packed(papers):
    for room in ("101", "102"):
        accepted(papers.pack(room))
    return papers


@pytest.fixture
def at_half_past_eight(packed, clock):
    clock.at("08:30")
    return packed


def test_papers_fetched_from_the_vault_are_at_the_site_in_the_hands_of_those_who_signed(papers, item):
    bag = item(papers.labels["PP", "101"])
    assert (bag["state"], bag["holder"]) == ("received", {"stage": "site", "people": [CE, ROVER], "room": None})


def test_a_set_goes_to_the_room_with_all_that_lies_in_it(at_half_past_eight, item, rows):
    papers = at_half_past_eight
    receipt = accepted(papers.issue("101", FIRST))
    for kind in ("RSET", "PP", "CP", "SL", "RS"):
        row = item(papers.labels[kind, "101"])
        assert row["holder"] == {"stage": "room", "people": list(FIRST), "room": "101"}, kind
    act = rows("custody")[receipt.id]
    assert (act["leg"], act["room"], act["session"]) == ("L3", "101", "S1")
    assert (act["givers"], act["receivers"], act["holder"]) == ([CE], list(FIRST), CE)
    assert act["objects"] == [papers.set_of("101")]
    assert len(act["moved"]) == 5


def test_papers_still_go_out_after_the_planned_end_where_the_area_gave_more_time(packed, clock):
    clock.at("09:00")
    signal = {"plan": PLAN, "session": "S1", "signal": "start"}
    accepted(packed.table.hand("session.signal", signal))
    clock.at("10:35")
    assert code(packed.issue("101", FIRST)) == "leg-closed"
    more = {"minutes": 60, "order": "考区指令", "ordered_by": 3, "rooms": ["101"]}
    accepted(packed.table.hand("session.signal", signal | {"signal": "extend"} | more))
    accepted(packed.issue("101", FIRST))


def test_without_a_grant_nothing_is_handed_over(at_half_past_eight):
    papers = at_half_past_eight
    papers.table.grant = None
    assert code(papers.issue("101", FIRST)) == "grant-needed"


def test_whoever_does_not_hold_the_grant_does_not_give(at_half_past_eight):
    papers = at_half_past_eight
    body = papers.body("L3", [papers.set_of("101")], [ROVER], FIRST)
    assert code(papers.table.hand("custody.handoff", body)) == "grant-not-party"


def test_the_wrong_rooms_invigilators_do_not_get_the_set_and_the_attempt_is_on_record(at_half_past_eight, item, rows):
    papers = at_half_past_eight
    receipt = papers.issue("101", SECOND)
    assert code(receipt) == "proctor-other-room"
    assert item(papers.set_of("101"))["holder"]["stage"] == "site"
    line = rows("feed")[str(receipt.seq)]
    assert (line["verdict"], line["about"], line["what"]) == ("refused", papers.set_of("101"), ["L3"])


@pytest.mark.parametrize(("written", "says"), [
    ("B999-Z", "label-check"), ("hello", "label-unreadable"), ("KL1:1:20261122:{label}", "object-wrong-site"),
    ("KL1:360101:7:{label}", "object-wrong-plan"), ("KL1:360101:20261122:{label}", None),
])  # fmt: skip
def test_a_label_that_cannot_be_meant_is_told_in_words(at_half_past_eight, written, says):
    papers = at_half_past_eight
    label = written.format(label=papers.set_of("101"))
    receipt = papers.table.hand("custody.handoff", papers.body("L3", [label], [CE], FIRST))
    assert code(receipt) == says


def test_a_revoked_badge_takes_no_papers(at_half_past_eight, day):
    papers = at_half_past_eight
    accepted(day.office.hand("badge.revoke", {"badge": day.badges[2], "reason": "lost", "note": ""}))
    assert code(papers.issue("101", FIRST)) == "badge-revoked"


def test_a_broken_seal_is_told_to_the_chief_at_once(papers, clock, rows):
    bag = papers.labels["SP", None]
    clock.at("08:10")
    accepted(papers.table.hand("custody.label", {"plan": PLAN, "objects": [{"kind": "CS"}, {"kind": "ST"}]}))
    (case,) = [row for row in rows("item").values() if row["kind"] == "CS" and row["act"] is None]
    (strip,) = [row["label"] for row in rows("item").values() if row["kind"] == "ST"]
    fetched = papers.body("L1", [case["label"]], [10], [CE, ROVER])
    accepted(papers.table.hand("custody.handoff", fetched))
    body = {"plan": PLAN, "container": case["label"], "objects": [bag], "people": signers(CE), "seal": strip}
    accepted(papers.table.hand("custody.pack", body))
    look = {"seals": [{"label": case["label"], "broken": True, "words": "封条撕开一角"}]}
    opened = papers.table.hand(
        "custody.unpack", {"plan": PLAN, "container": case["label"], "people": signers(CE), "look": look}
    )
    accepted(opened)
    (alert,) = [row for row in rows("alert").values() if row["code"] == "seal-found-broken"]
    assert "封条撕开一角" in alert["says"]["zh"]
    assert rows("custody")[opened.id]["told"][0]["reason"] == "封条撕开一角"


def test_two_devices_that_gave_one_set_offline_are_a_dispute_and_the_first_stands(
    at_half_past_eight, device, rows, item
):
    papers = at_half_past_eight
    other = device("phone")
    other.sign_in(ROVER)
    accepted(papers.issue("101", FIRST, acted=True))
    body = papers.body("L3", [papers.set_of("101")], [ROVER], FIRST)
    late = other.hand("custody.handoff", body, acted=True)
    assert (late.verdict, code(late)) == ("disputed", "already-moved")
    dispute = rows("dispute")[str(late.seq)]
    assert (dispute["about"], dispute["holds"]) == (papers.set_of("101"), True)
    assert dispute["against"]["device"] == papers.table.id
    assert item(papers.set_of("101"))["act"]["device"] == papers.table.id


def test_a_disputed_handoff_that_is_settled_to_have_happened_moves_the_set(at_half_past_eight, rows, item, clock):
    papers = at_half_past_eight
    wrong = papers.issue("101", (2,), acted=True)  # one invigilator signed, the other was not asked
    assert (wrong.verdict, code(wrong)) == ("disputed", "too-few-people")
    assert item(papers.set_of("101"))["holder"]["stage"] == "site"
    body = {
        "dispute": wrong.seq, "outcome": "holds", "by": {"plan": PLAN, "person": CE}, "reason": "other",
        "note": "第二监考晚到",
    }  # fmt: skip
    accepted(papers.table.hand("dispute.settle", body))
    assert item(papers.labels["CP", "101"])["holder"] == {"stage": "room", "people": [2], "room": "101"}
    assert rows("custody")[wrong.id]["settled"] is True


def test_a_handoff_on_paper_is_entered_afterwards_by_who_and_when(at_half_past_eight, clock, rows, item):
    papers = at_half_past_eight
    clock.at("11:00")
    body = papers.body("L3", [papers.set_of("101")], [CE], FIRST, form="issue", at="2026-11-22T08:31:00+08:00")
    for side in ("givers", "receivers"):  # on paper people sign by name
        body[side] = signers(*((CE,) if side == "givers" else FIRST))
    papers.office.sign_in(CLERK)
    receipt = accepted(papers.office.hand("custody.enter", body | {"entered_by": CLERK}))
    act = rows("custody")[receipt.id]
    assert act["paper"] == {"form": "issue", "signed": "2026-11-22T08:31:00.000+08:00", "entered_by": CLERK}
    assert item(papers.set_of("101"))["at"].startswith("2026-11-22T08:31")


def test_paper_of_tomorrow_is_refused(at_half_past_eight, clock):
    papers = at_half_past_eight
    body = papers.body("L3", [papers.set_of("101")], [CE], FIRST, form="issue", at="2026-11-22T12:31:00+08:00")
    assert code(papers.office.hand("custody.enter", body | {"entered_by": CLERK})) == "paper-future"


def test_only_devices_of_the_tables_state_acts_of_custody(at_half_past_eight, device: Device):
    papers, gate = at_half_past_eight, device("gate")
    assert code(papers.issue("101", FIRST, by=gate)) == "not-allowed"


def test_whoever_signed_for_a_set_brings_it_back_wherever_they_were_put_since(at_half_past_eight, clock):
    papers = at_half_past_eight
    accepted(papers.issue("101", FIRST))
    places = [{"person": person, "room": "102"} for person in FIRST]
    accepted(papers.table.hand("duty.assign", {"plan": PLAN, "session": "S1", "places": places}))
    clock.at("10:40")
    assert code(papers.table.hand("custody.handoff", papers.body("L4", [papers.set_of("101")], SECOND, [CE]))) in (
        "proctor-other-room", "not-holder"
    )  # fmt: skip
    accepted(papers.table.hand("custody.handoff", papers.body("L4", [papers.set_of("101")], FIRST, [CE])))


def test_with_papers_in_a_room_the_whole_is_not_drawn_nor_revealed(at_half_past_eight, day, clock):
    papers = at_half_past_eight
    draw = Draw(day, papers.table)
    state_rules(papers.table, draw_units=False)
    assert [receipt.verdict for receipt in draw.both()] == ["accepted"] * 2
    accepted(papers.issue("101", FIRST))
    refused = draw.reveal(CE, ROVER)
    assert code(refused) == "draw-papers-out"
    assert "101" in refused.refusal.said("zh")["says"]
    assert code(draw.commit(CE, round=2, reason="重来")) == "draw-papers-out"
    clock.at("10:40")
    accepted(papers.table.hand("custody.handoff", papers.body("L4", [papers.set_of("101")], FIRST, [CE])))
    accepted(draw.reveal(CE, ROVER))
