"""查岗 through the door: who was found where, with and without the hub, and who is called."""

import pytest

from tests.exam_day import PLAN
from tests.paper_day import CE, ROVER, accepted

DOOR = f"{PLAN}/S1/101"


def code(receipt):
    return receipt.refusal and receipt.refusal.code


@pytest.fixture
def look(day, device):
    phone = device("phone")
    phone.sign_in(ROVER)

    def looked(*people, room="101", session="S1", signers=None, **sent):
        found = signers or [{"badge": day.qr(person)} for person in people]
        body = {"plan": PLAN, "session": session, "room": room, "people": found}
        return phone.hand("duty.spot_check", body, **sent)

    looked.phone = phone
    return looked


@pytest.fixture
def alerts(rows):
    return lambda: {row["code"]: row["state"] for row in rows("alert").values()}


def test_the_right_two_at_the_right_door_are_seen_and_nobody_is_called(look, rows, alerts):
    assert look(2, 3).verdict == "accepted"
    seen = rows("seen")[DOOR]
    assert (seen["right"], seen["wrong"], seen["missing"], seen["faults"]) == ([2, 3], [], [], [])
    assert alerts() == {}


def test_one_who_belongs_elsewhere_is_named_with_their_room_and_the_chief_is_called(look, rows, alerts):
    look(2, 4)
    seen = rows("seen")[DOOR]
    assert (seen["right"], seen["wrong"], seen["missing"]) == ([2], [{"person": 4, "room": "102"}], [3])
    assert alerts() == {"proctor-missing": "open", "proctor-wrong-room": "open"}
    assert "102" in rows("alert")[f"proctor-wrong-room/{DOOR}"]["says"]["zh"]


def test_when_it_is_right_at_the_next_look_the_call_is_over(look, rows, alerts):
    look(2, 4)
    look(2, 3)
    assert alerts() == {"proctor-missing": "closed", "proctor-wrong-room": "closed"}
    assert rows("seen")[DOOR]["times"] == 2


def test_a_door_without_anybody_is_an_alert(look, alerts):
    look()
    assert alerts() == {"proctor-missing": "open"}


def test_a_revoked_badge_at_a_door_calls_the_chief(look, day, alerts, rows):
    day.office.hand("badge.revoke", {"badge": day.badges[3], "reason": "lost"})
    look(2, 3)
    assert alerts() == {"proctor-missing": "open", "badge-revoked": "open"}
    assert rows("seen")[DOOR]["faults"] == ["badge-revoked"]


def test_a_typed_number_does_as_well_but_who_is_picked_by_name_was_not_seen(look, day, rows, alerts):
    look(signers=[{"number": day.number(2)}, {"person": 3}])
    seen = rows("seen")[DOOR]
    assert (seen["right"], seen["missing"], seen["faults"]) == ([2], [3], ["badge-needed"])
    assert alerts()["proctor-missing"] == "open"


def test_nobody_looks_at_doors_without_a_sign_in_and_offline_looks_are_settled(look, device, rows):
    look.phone.grant = None
    refused = look(2, 3)
    assert code(refused) == "grant-needed"
    assert "登录" in refused.refusal.said("zh")["fix"]
    late = look(2, 3, acted=True)
    assert late.verdict == "disputed"
    assert DOOR not in rows("seen")
    tablet = device("tablet")
    accepted(tablet.hand("duty.check_in", {"place": "office", "person": CE, "plan": PLAN}))
    tablet.sign_in(CE)
    settled = {"dispute": late.seq, "outcome": "holds", "by": {"plan": PLAN, "person": CE}, "reason": "other"}
    accepted(tablet.hand("dispute.settle", settled))
    assert rows("seen")[DOOR]["right"] == [2, 3]


def test_a_look_made_without_the_hub_does_not_put_back_a_newer_one(look, rows, clock, alerts):
    clock.at("08:40")
    look(2, 3)
    clock.at("08:50")
    late = look(2, at=clock.now.replace(hour=8, minute=35), acted=True)
    assert late.verdict == "accepted"
    assert rows("seen")[DOOR]["right"] == [2, 3]
    assert alerts() == {}
    look(2, at=clock.now.replace(hour=8, minute=45), acted=True)
    assert rows("seen")[DOOR]["missing"] == [3]


def test_who_looked_stands_on_record(look, rows):
    look(2, 3)
    assert rows("seen")[DOOR]["by"] == 7


@pytest.mark.parametrize(
    ("wrong", "refused"), [({"room": "109"}, "room-unknown"), ({"session": "S9"}, "session-unknown")]
)
def test_a_door_that_is_not_there_is_refused(look, wrong, refused):
    assert code(look(2, **wrong)) == refused


def test_a_gate_does_not_look_at_doors(device):
    gate = device("gate")
    body = {"plan": PLAN, "session": "S1", "room": "101", "people": []}
    assert code(gate.hand("duty.spot_check", body)) == "not-allowed"


def test_a_rebuild_comes_to_the_same_rows(look, rows, hub):
    look(2, 4)
    look(2, 3)
    before = rows("seen"), rows("alert")
    hub.committer.call(hub.door.rebuild)
    assert (rows("seen"), rows("alert")) == before
