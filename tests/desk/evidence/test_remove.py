"""Photos and films are removed by two people, and a record of them stays."""

import pytest

from tests.evidence_day import whole
from tests.exam_day import PLAN
from tests.paper_day import CLERK


@pytest.fixture
def remove(tablet, papers):
    def hand(evidence, **said):
        usual = {"plan": PLAN, "evidence": evidence, "reason": "误拍无关人员", "second": papers.signs(CLERK)}
        return tablet.hand("evidence.remove", usual | said)

    return hand


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def test_two_who_lead_remove_it_and_its_record_stays(evidence, remove, complete, row, clock):
    complete(evidence, b"film")
    receipt = remove(evidence)
    assert receipt.verdict == "accepted", receipt.refusal.said("en")
    said = row(evidence)
    assert (said["state"], said["size"], said["upload"], said["thumb"]) == ("removed", 4, None, None)
    removed = said["removed"]
    assert (removed["by"], removed["second"], removed["reason"]) == (1, CLERK, "误拍无关人员")


@pytest.mark.parametrize(("said", "refused"), [
    ({"reason": " "}, "why-needed"), ({"second": {"person": CLERK}}, "badge-needed"),
    ({"second": {"badge": "KW1:NONSENSE"}}, "badge-unreadable"), ({"second": {}}, "malformed"),
])  # fmt: skip
def test_nothing_is_removed_without_a_reason_and_a_second_badge(evidence, remove, row, said, refused):
    assert code(remove(evidence, **said)) == refused
    assert row(evidence)["state"] == "announced"


def test_one_alone_or_somebody_who_does_not_lead_removes_nothing(evidence, remove, papers, row):
    assert code(remove(evidence, second=papers.signs(1))) == "same-person"
    assert code(remove(evidence, second=papers.signs(7))) == "role-not-for-act"
    assert code(remove(evidence, second={"number": papers.day.number(CLERK)})) == "badge-needed"
    assert row(evidence)["state"] == "announced"


def test_who_is_not_in_does_not_sign(evidence, remove, papers, row):
    out = papers.office.hand("duty.check_out", {"place": "office", "person": CLERK, "plan": PLAN})
    assert out.verdict == "accepted"
    assert code(remove(evidence)) == "person-not-in"


def test_removed_is_removed(evidence, remove, tablet):
    remove(evidence)
    assert code(remove(evidence)) == "evidence-removed"
    assert code(tablet.hand("evidence.complete", whole(evidence, b"film"))) == "evidence-removed"
    assert (
        code(tablet.hand("evidence.assign", {"plan": PLAN, "evidence": evidence, "reason": "x"})) == "evidence-removed"
    )


def test_a_phone_removes_nothing(evidence, device, papers):
    phone = device("phone")
    phone.sign_in(7)
    body = {"plan": PLAN, "evidence": evidence, "reason": "x", "second": {"person": CLERK}}
    assert code(phone.hand("evidence.remove", body)) == "not-allowed"
