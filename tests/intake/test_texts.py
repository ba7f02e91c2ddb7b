"""What a device may write is taken or refused alike by both engines: no text or number makes the hub fail."""

import pytest

from protocol import fact as facts
from tests.exam_day import STAFF_ROWS, staff_row

ODD = [
    "NUL \0 inside",
    "\0",
    "長" * 300,
    "'; DROP TABLE journal; --",
    "%s %(x)s",
    "\\",
    "\N{SYMBOL FOR NULL}",
    "𬎆㛃",
    "\u202e",
]
LARGE = [2**31, 2**40, facts.MAX_INTEGER]


@pytest.mark.parametrize("place", ODD)
def test_any_place_is_judged(day, gate, place):
    receipt = gate.hand("duty.check_in", {"place": place, "badge": day.qr(2)})
    assert receipt.seq is not None
    assert (receipt.verdict, receipt.refusal and receipt.refusal.code) in (("accepted", None), ("refused", "malformed"))


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("field", ["badge", "number"])
def test_any_badge_or_number_is_judged(day, gate, field, text):
    receipt = gate.hand("duty.check_in", {"place": "gate-1", field: text})
    assert receipt.seq is not None
    assert receipt.verdict == "refused"


@pytest.mark.parametrize("number", LARGE)
def test_any_person_and_plan_is_judged(day, gate, number):
    for body in ({"person": number, "plan": day.plan}, {"person": 2, "plan": number}):
        receipt = gate.hand("duty.check_in", {"place": "gate-1", **body})
        assert receipt.seq is not None
        assert receipt.verdict == "refused"


@pytest.mark.parametrize("text", ODD)
def test_any_signature_kind_and_device_is_judged(day, gate, text):
    made = gate.make("duty.check_in", {"place": "gate-1", "badge": day.qr(2)})
    (receipt,) = gate.send(made.__class__(made.raw | {"kind": text}, text, acted=False))
    assert receipt.seq is not None
    assert receipt.verdict == "refused"
    (receipt,) = gate.send(made.__class__(made.raw | {"device": text, "id": text}, text, acted=False))
    assert receipt.verdict == "refused"


@pytest.mark.parametrize("number", LARGE)
def test_any_number_of_a_device_is_taken(day, gate, number):
    receipt = gate.hand("duty.check_in", {"place": "gate-1", "badge": day.qr(2)}, number=number)
    assert receipt.verdict == "accepted"


@pytest.mark.parametrize("name", [text for text in ODD if "\0" not in text])
def test_whatever_a_person_is_called_is_shown_as_written(day, rows, name):

    day.take("staff", [*STAFF_ROWS, staff_row(77, name=name, staff_no="工号" * 60)])
    assert name in {person["name"] for person in rows("person").values()}
