"""What was opened, supplied or sealed on paper while the hub was away, entered afterwards from the signed form."""

import pytest

from tests.exam_day import PLAN, STAFF_ROWS, staff_row
from tests.paper_day import CE, CLERK, CUSTODIAN, FIRST, ROVER, accepted, signer, signers

MONITOR, PATROL = 12, 2
TEN = "2026-11-22T09:40:00+08:00"


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def form(at=TEN, **over):
    return {"paper": {"form": "spare", "at": at, "entered_by": CE} | over}


@pytest.fixture
def there(papers, day, clock):
    """A patrol inspector is in; it is eleven, room 101's bags were opened at half past nine."""
    more = [staff_row(CUSTODIAN, name="卫十", role=12), staff_row(CLERK, name="蒋丑", role=16)]
    accepted(day.take("staff", [*STAFF_ROWS, *more, staff_row(MONITOR, name="沈巡", role=PATROL)]))
    accepted(day.issue(MONITOR))
    accepted(papers.pack("101"))
    accepted(papers.table.hand("duty.check_in", {"place": "office", "person": MONITOR, "plan": PLAN}))
    clock.at("08:30")
    accepted(papers.issue("101", FIRST))
    clock.at("11:00")
    return papers


def spare(papers, **more):
    body = {
        "plan": PLAN, "label": papers.labels["SP", None], "people": signers(CE), "monitors": signers(MONITOR),
        "approval": "考区电话 2026-11 号", "look": {"intact": True},
    }  # fmt: skip
    return papers.table.hand("custody.open", body | more)


def in_room(papers, kind="CP", **more):
    body = {
        "plan": PLAN, "label": papers.labels[kind, "101"], "people": signers(*FIRST), "witnesses": ["5", "12"],
        "look": {"intact": True},
    }  # fmt: skip
    return papers.table.hand("custody.open", body | more)


def supply(papers, **more):
    body = {
        "plan": PLAN, "source": papers.labels["SP", None], "target": papers.labels["CP", "101"], "what": "cards",
        "number": 2, "approver": signer(CE), "reason": "漏印",
    }  # fmt: skip
    return papers.table.hand("custody.supply", body | more)


def test_a_spare_opened_on_paper_is_entered_with_its_time_and_who_enters_it_and_no_badge_is_shown(there, item, rows):
    assert code(spare(there)) == "signer-badge"
    entered = accepted(spare(there, **form()))
    row = rows("custody")[entered.id]
    assert row["paper"] == {"form": "spare", "signed": "2026-11-22T09:40:00.000+08:00", "entered_by": CE}
    assert row["people"] == [CE]
    bag = item(there.labels["SP", None])
    assert (bag["state"], bag["at"]) == ("opened", TEN)


def test_what_was_supplied_on_paper_changes_the_counts_of_both_bags(there, item):
    accepted(spare(there, **form()))
    accepted(in_room(there, **form("2026-11-22T08:55:00+08:00", form="record")))
    accepted(supply(there, **form("2026-11-22T09:45:00+08:00")))
    counts = [item(there.labels[bag])["counts"]["cards"] for bag in (("SP", None), ("CP", "101"))]
    assert counts == [3, 33]


def test_a_count_on_the_form_that_falls_short_reaches_the_chief_as_at_any_other_time(there, rows):
    bag = there.labels["CP", "101"]
    look = {
        "intact": True, "counts": [{"label": bag, "counted": {"cards": 30}}],
        "reasons": [{"label": bag, "words": "袋内少一张"}],
    }  # fmt: skip
    accepted(in_room(there, look=look, **form("2026-11-22T08:55:00+08:00", form="seal")))
    assert [row["code"] for row in rows("alert").values() if row["state"] == "open"].count("count-short") == 1


@pytest.mark.parametrize(
    ("paper", "refusal"),
    [
        (form("2026-11-22T11:30:00+08:00"), "paper-future"),
        (form("2026-11-21T09:40:00+08:00"), "paper-day"),
        (form(form="letter"), "form-unknown"),
        (form(entered_by=CLERK), "grant-holder"),
        (form(entered_by=ROVER), "grant-holder"),
    ],
)
def test_a_form_that_cannot_be_is_refused(there, item, paper, refusal):
    assert code(spare(there, **paper)) == refusal
    assert item(there.labels["SP", None])["state"] == "received"


def test_what_is_said_to_have_been_opened_before_it_came_to_the_room_is_refused(there):
    assert code(in_room(there, **form("2026-11-22T08:25:00+08:00"))) == "object-overtaken"


def test_a_roving_invigilators_phone_enters_nothing_from_paper(there, device):
    phone = device("phone")
    phone.sign_in(ROVER)
    there.table = phone
    assert code(spare(there, **form(entered_by=ROVER))) == "not-allowed"


@pytest.mark.parametrize(("kind", "refusal"), [("phone", "not-allowed"), ("tablet", "grant-scope")])
def test_whoever_may_not_enter_a_handoff_from_paper_enters_no_other_form_either(there, rows, device, kind, refusal):
    accepted(there.table.hand("custody.label", {"plan": PLAN, "objects": [{"kind": "ST"}]}))
    (strip,) = [row["label"] for row in rows("item").values() if row["kind"] == "ST"]
    accepted(spare(there, **form()))
    accepted(in_room(there, **form("2026-11-22T08:55:00+08:00", form="record")))
    entering = there.table
    there.table = device(kind)
    there.table.sign_in(CE, acts=["custody"])
    bag = there.labels["CP", "101"]
    look = {"counts": [{"label": bag, "counted": {"cards": 31}}]}
    seal = {"plan": PLAN, "label": bag, "seal": strip, "closer": signer(CE), "proctors": signers(*FIRST)}
    said = form("2026-11-22T10:40:00+08:00", form="seal")
    refused = [
        in_room(there, kind="PP", **form("2026-11-22T08:55:00+08:00", form="record")),
        supply(there, **form("2026-11-22T09:45:00+08:00")),
        there.table.hand("custody.seal", seal | {"look": look} | said),
    ]
    assert [code(one) for one in refused] == [refusal] * 3
    there.table = entering
    accepted(supply(there, **form("2026-11-22T09:45:00+08:00")))


def test_a_slip_in_entering_is_taken_back_within_a_minute_of_it(there, item, clock):
    entered = accepted(spare(there, **form()))
    clock.go_on(seconds=20)
    accepted(there.table.hand("custody.undo", {"plan": PLAN, "undoes": entered.id}))
    assert item(there.labels["SP", None])["state"] == "received"


def test_a_form_of_the_minute_in_which_its_bag_came_is_taken(papers, clock, item):
    """Forms are written to the minute: what came within it may have been opened within it."""
    minute = "2026-11-22T08:51:00+08:00"
    clock.at("08:51")
    clock.go_on(seconds=20)
    accepted(papers.pack("101"))
    clock.go_on(seconds=20)
    people = {"givers": signers(CE), "receivers": signers(*FIRST), "entered_by": CE}
    body = papers.body("L3", [papers.set_of("101")], [], []) | people | {"form": "issue", "at": minute}
    accepted(papers.table.hand("custody.enter", body))
    clock.go_on(seconds=10)
    accepted(in_room(papers, **form(minute, form="record")))
    assert item(papers.labels["CP", "101"])["state"] == "opened"
