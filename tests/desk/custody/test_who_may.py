"""Who may act on papers: somebody who has signed in on the device, for this plan, in their own name."""

import pytest

from tests.exam_day import PLAN, PLAN_ROW, STAFF_ROWS, staff_row
from tests.paper_day import CE, CLERK, CUSTODIAN, FIRST, MORE, ROVER, SECOND, accepted, signer, signers


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


@pytest.fixture
def stranger(day, device):
    """A phone on which a custodian has signed in who is of another plan that this hub runs today."""
    other = 20261123
    accepted(day.take("plan", [PLAN_ROW | {"plan": other, "code": "JX-B"}], plan=other))
    accepted(day.take("staff", [staff_row(1, name="外甲", role=MORE[CUSTODIAN])], plan=other))
    accepted(day.issue(1, plan=other))
    phone = device("phone")
    phone.sign_in(1, plan=other)
    return phone


def test_who_has_signed_in_for_another_plan_answers_for_nothing_of_this_one(ready, stranger, item, rows):
    refused = stranger.hand("custody.handoff", out(ready))
    assert code(refused) == "grant-other-plan"
    assert str(PLAN) in refused.refusal.said("zh")["fix"]
    count = {"plan": PLAN, "session": "S1", "room": "101", "by": "chief", "person": {"person": CE}}
    assert code(stranger.hand("custody.count", count | {"figures": {"present": 3}})) == "grant-other-plan"
    disputed = stranger.hand("custody.handoff", out(ready), acted=True)
    assert (disputed.verdict, rows("dispute")[str(disputed.seq)]["holds"]) == ("disputed", True)
    assert item(ready.set_of("101"))["holder"]["stage"] == "site"


def test_things_of_two_sessions_in_one_act_do_not_go_to_another_rooms_invigilators(ready, item, rows):
    new = {"kind": "SL", "session": "S2", "room": "101", "packed": {"sheets": 1}}
    accepted(ready.table.hand("custody.label", {"plan": PLAN, "objects": [new]}))
    afternoon = next(row["label"] for row in rows("item").values() if row["session"] == "S2")
    both = ready.body("L3", [ready.set_of("101"), afternoon], [CE], SECOND)
    refused = ready.table.hand("custody.handoff", both)
    assert code(refused) == "object-wrong-session"
    assert "下午理论" in refused.refusal.said("zh")["says"]
    assert item(ready.set_of("101"))["holder"]["stage"] == "site"


def test_assessors_take_no_papers_of_a_theory_session(ready, day, item):
    people = [*STAFF_ROWS, *(staff_row(person, name=f"考评{person}", role=9) for person in (12, 13))]
    people += [staff_row(CUSTODIAN, name="卫十", role=MORE[CUSTODIAN]), staff_row(CLERK, name="蒋丑", role=MORE[CLERK])]
    accepted(day.take("staff", sorted(people, key=lambda row: row["staff_no"])))
    for person in (12, 13):
        accepted(ready.table.hand("duty.check_in", {"place": "office", "person": person, "plan": PLAN}))
    body = ready.body("L3", [ready.set_of("101")], [CE], []) | {"receivers": signers(12, 13)}
    assert code(ready.table.hand("custody.handoff", body)) == "role-not-for-leg"
    assert item(ready.set_of("101"))["holder"]["stage"] == "site"


# in person


@pytest.fixture
def chiefs(papers, day):
    """The site also has a deputy chief (12) and a patrol inspector (13); both are in and wear badges."""
    more = [staff_row(CUSTODIAN, name="卫十", role=MORE[CUSTODIAN]), staff_row(CLERK, name="蒋丑", role=MORE[CLERK])]
    more += [staff_row(12, name="沈副", role=6), staff_row(13, name="韩巡", role=2)]
    accepted(day.take("staff", [*STAFF_ROWS, *more]))
    accepted(day.issue(12, 13))
    for person in (12, 13):
        accepted(papers.table.hand("duty.check_in", {"place": "office", "person": person, "plan": PLAN}))
    return papers


@pytest.fixture
def spare(chiefs, day):
    """Open the spare bag: who opens it, who looks on, on which device."""

    def opens(chief, monitor, *, table=None):
        body = {
            "plan": PLAN, "label": chiefs.labels["SP", None], "people": [chief], "monitors": [monitor],
            "approval": "101 考场缺一张卡", "look": {"intact": True},
        }  # fmt: skip
        return (table or chiefs.table).hand("custody.open", body)

    return opens


def badge(day, person, role):
    return {"badge": day.qr(person, role=role)}


def test_a_deputy_chief_is_no_monitor(spare, day):
    refused = spare(signer(CE), badge(day, 12, 6))
    assert code(refused) == "role-not-for-act"
    assert "督" in refused.refusal.said("zh")["fix"]


def test_who_looks_on_shows_a_badge(spare, day, item, chiefs):
    refused = spare(signer(CE), signer(13))
    assert code(refused) == "signer-badge"
    assert "扫证牌" in refused.refusal.said("zh")["fix"]
    assert item(chiefs.labels["SP", None])["state"] == "received"
    accepted(spare(signer(CE), badge(day, 13, 2)))


def test_a_chief_who_has_not_signed_in_there_approves_by_badge_only(spare, day, device):
    phone = device("phone")
    phone.sign_in(ROVER)
    assert code(spare(signer(CE), badge(day, 13, 2), table=phone)) == "signer-badge"
    accepted(spare({"badge": day.qr(CE)}, badge(day, 13, 2), table=phone))


def test_cards_of_another_room_are_lent_and_bags_closed_by_a_chief_who_is_there(ready, device, clock, rows):
    accepted(ready.pack("102"))
    for room, people in (("101", FIRST), ("102", SECOND)):
        accepted(ready.issue(room, people))
    clock.at("08:50")
    for room, people in (("101", FIRST), ("102", SECOND)):
        body = {"plan": PLAN, "label": ready.labels["CP", room], "people": signers(*people), "witnesses": ["5", "12"]}
        accepted(ready.table.hand("custody.open", body | {"look": {"intact": True}}))
    phone = device("phone")
    phone.sign_in(ROVER)
    lent = {
        "plan": PLAN, "source": ready.labels["CP", "102"], "target": ready.labels["CP", "101"], "what": "cards",
        "number": 1, "approver": signer(CE), "reason": "漏印",
    }  # fmt: skip
    assert code(phone.hand("custody.supply", lent)) == "signer-badge"
    accepted(ready.table.hand("custody.supply", lent))
    accepted(ready.table.hand("custody.label", {"plan": PLAN, "objects": [{"kind": "ST"}]}))
    strip = next(row["label"] for row in rows("item").values() if row["kind"] == "ST")
    clock.at("10:40")
    accepted(ready.table.hand("custody.handoff", ready.body("L4", [ready.set_of("101")], FIRST, [CE])))
    label = ready.labels["CP", "101"]
    closing = {
        "plan": PLAN, "label": label, "seal": strip, "closer": signer(CE), "proctors": signers(*FIRST),
        "look": {"counts": [{"label": label, "counted": {"cards": 32}}]},
    }  # fmt: skip
    assert code(phone.hand("custody.seal", closing)) == "signer-badge"
    accepted(phone.hand("custody.seal", closing | {"closer": signer(ROVER)}))


# in whose name


def voids(fact, clerk, chief):
    return {"plan": PLAN, "corrects": fact, "clerk": clerk, "chief": chief, "reason": "扫错证牌", "void": True}


def entered(papers, by):
    body = papers.body("L3", [papers.set_of("101")], [], [], form="issue", at="2026-11-22T08:29:00+08:00")
    return body | {"givers": signers(CE), "receivers": signers(*FIRST), "entered_by": by}


def test_a_tablet_nobody_signed_in_on_states_nothing_in_anybodys_name(ready, device, item):
    issued = accepted(ready.issue("101", FIRST))
    fresh = device("tablet")
    stated = [
        ("custody.correct", voids(issued.id, ready.signs(CLERK), ready.signs(CE))),
        ("plan.policy", {"plan": PLAN, "policy": {"witnesses": 0}}),
        ("custody.label", {"plan": PLAN, "objects": [{"kind": "SP", "session": "S1", "packed": {"cards": 5}}]}),
        ("duty.assign", {"plan": PLAN, "session": "S1", "places": [{"person": 2, "room": "102"}]}),
    ]
    for kind, body in stated:
        refused = fresh.hand(kind, body)
        assert (kind, code(refused)) == (kind, "grant-needed")
        assert "登录" in refused.refusal.said("zh")["fix"]
    assert item(ready.set_of("101"))["holder"]["people"] == [*FIRST]
    ready.table.grant = None
    assert code(ready.table.hand("custody.undo", {"plan": PLAN, "undoes": issued.id})) == "grant-needed"


def test_papers_are_entered_by_whoever_has_signed_in(ready, device):
    fresh = device("tablet")
    assert code(fresh.hand("custody.enter", entered(ready, CLERK))) == "grant-needed"
    assert code(ready.table.hand("custody.enter", entered(ready, CLERK))) == "grant-holder"
    accepted(ready.table.hand("custody.enter", entered(ready, CE)))


def test_one_of_clerk_and_chief_has_signed_in_and_the_other_shows_a_badge(ready, device, item):
    issued = accepted(ready.issue("101", FIRST))
    picked = ready.table.hand("custody.correct", voids(issued.id, signer(CLERK), signer(CE)))
    assert code(picked) == "signer-badge"
    other = device("tablet")
    other.sign_in(ROVER)
    both = voids(issued.id, ready.signs(CLERK), ready.signs(CE))
    assert code(other.hand("custody.correct", both)) == "grant-not-signer"
    accepted(ready.table.hand("custody.correct", voids(issued.id, ready.signs(CLERK), signer(CE))))
    assert item(ready.set_of("101"))["holder"]["stage"] == "site"


def test_what_was_entered_offline_without_a_sign_in_is_settled_by_a_person(ready, device, item):
    tablet = device("tablet")
    disputed = tablet.hand("custody.enter", entered(ready, CLERK), acted=True)
    assert (disputed.verdict, code(disputed)) == ("disputed", "grant-needed")
    accepted(settle(ready.table, disputed))
    assert item(ready.set_of("101"))["holder"]["people"] == [*FIRST]


def test_before_the_plans_first_day_nobody_can_sign_in_and_it_is_prepared_all_the_same(day, device, clock):
    clock.at("18:00", day="2026-11-21")
    tablet = device("tablet")
    label = {"plan": PLAN, "objects": [{"kind": "SP", "session": "S1"}]}
    accepted(tablet.hand("custody.label", label))
    accepted(tablet.hand("plan.policy", {"plan": PLAN, "policy": {}}))
    accepted(tablet.hand("duty.assign", {"plan": PLAN, "session": "S1", "places": [{"person": 9, "room": "101"}]}))
    clock.at("08:00")
    late = tablet.hand("custody.label", label, at="2026-11-21T18:00:00.000+08:00", acted=True)
    assert (late.verdict, code(late)) == ("disputed", "grant-needed")


def test_the_hubs_own_command_line_registers_labels_on_the_day(day):
    accepted(day.office.hand("custody.label", {"plan": PLAN, "objects": [{"kind": "SP", "session": "S1"}]}))
    assert code(day.office.hand("plan.policy", {"plan": PLAN, "policy": {}})) == "grant-needed"
