"""Substitutes and walk-ins: added with their details beside the fact; people on the list changed by the office."""

import pytest

from server.store import people
from tests.exam_day import CHIEF, PLAN, PROCTOR, ROVER, STAFF_ROWS, details_text, digest_of, staff_row


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def change(by, person, text=None, **changes):
    body = {"plan": PLAN, "person": person, **changes} | ({"details": digest_of(text)} if text else {})
    return by.hand("staff.change", body, beside=text)


def newest(rows):
    return max((row for row in rows("person").values() if row["plan"] == PLAN), key=lambda row: row["person"])


def test_a_walk_in_is_added_bound_and_checked_in(day, phone, rows):
    (badge,) = day.spares()
    added = phone.add("何子", phone="19900009999", unit="三职校")
    bound = phone.hand("badge.bind", {"plan": PLAN, "added": added.id, "badge": day.spare_qr(badge)})
    came = phone.hand("duty.check_in", {"place": "gate-1", "badge": day.spare_qr(badge)})
    assert [receipt.verdict for receipt in (added, bound, came)] == ["accepted"] * 3
    person = newest(rows)
    assert (person["name"], person["unit"], person["tail"], person["state"]) == ("何子", "三职校", "9999", "in")
    assert (person["badge"], person["added"], person["confirmed"]) == (badge, added.id, False)


def test_no_name_or_phone_is_in_the_journal(day, phone, entries):
    phone.add("何子何子", phone="19900009999", unit="奇怪的单位")
    written = "".join(entry.fact for entry in entries())
    assert not any(secret in written for secret in ("何子何子", "19900009999", "奇怪的单位"))


def test_the_same_details_have_another_hash_each_time():
    assert digest_of(details_text("何子")) != digest_of(details_text("何子"))


def test_without_the_details_nobody_is_added(day, phone, rows):
    body = {"plan": PLAN, "role": PROCTOR, "sessions": [], "details": digest_of("elsewhere"), "replaces": None}
    assert code(phone.hand("staff.add", body)) == "details-missing"
    assert code(phone.hand("staff.add", body, beside="something else")) == "details-missing"


@pytest.mark.parametrize(("text", "expected"), [
    ("not json", "details-wrong"), ("[]", "details-wrong"), ("[" * 3000, "details-wrong"),
    ('{"name":"何子","unit":"","phone":"","note":""}', "details-wrong"),
    (details_text("  "), "name-blank"), (details_text("何" * 41), "details-wrong"),
    (details_text("何子\u202e"), "details-wrong"), (details_text("何子", phone="一二三"), "phone-wrong"),
    (details_text("何子", note="字" * 201), "details-wrong"),
], ids=[  # named: the texts hold another salt in each process that runs tests
    "no JSON", "no object", "too deep", "no salt", "no name", "long name", "hidden character", "no phone", "long note",
])  # fmt: skip
def test_details_that_are_none_are_refused_with_their_field(day, phone, text, expected):
    body = {"plan": PLAN, "role": PROCTOR, "sessions": [], "details": digest_of(text), "replaces": None}
    assert code(phone.hand("staff.add", body, beside=text)) == expected


def test_details_from_somebody_who_may_not_are_not_even_kept(day, device, hub):
    text = details_text("何子")
    body = {"plan": PLAN, "role": PROCTOR, "sessions": [], "details": digest_of(text), "replaces": None}
    assert code(device("reader").hand("staff.add", body, beside=text)) == "not-allowed"
    assert hub.door.hub.files.path(digest_of(text)) is None


def test_at_the_gate_nobody_becomes_chief(day, phone, device):
    assert code(phone.add("何子", CHIEF)) == "role-not-here"
    assert device("tablet").add("何子", CHIEF).verdict == "accepted"


@pytest.mark.parametrize(("role", "sessions", "expected"), [
    (99, [], "role-unknown"), (PROCTOR, ["S9"], "session-unknown"),
])  # fmt: skip
def test_what_the_plan_does_not_have_is_refused(day, phone, role, sessions, expected):
    assert code(phone.add("何子", role, sessions=sessions)) == expected


def test_who_is_on_the_list_is_not_added_again(day, phone):
    known = STAFF_ROWS[1]
    assert code(phone.add(known["name"], phone=known["phone"])) == "person-listed"
    assert phone.add(known["name"], phone="19900009999").verdict == "accepted"  # somebody else of that name


def test_a_substitute_takes_over_rooms_and_sessions_and_the_other_badge_stops(day, phone, rows):
    assert phone.add("何子", phone="19900009999", replaces=5).verdict == "accepted"
    before, after = rows("person")[f"{PLAN}/5"], newest(rows)
    assert (before["listed"], before["badge"], before["rooms"]) == (False, None, {})
    assert (after["replaces"], after["rooms"], after["sessions"]) == (5, {"S1": "102", "S2": "102"}, ["S1", "S2"])
    assert rows("badge")[day.badges[5]]["state"] == "revoked"
    assert code(phone.hand("duty.check_in", {"place": "gate-1", "badge": day.qr(5)})) == "badge-revoked"


def test_who_is_in_or_replaced_already_is_not_replaced(day, phone):
    phone.hand("duty.check_in", {"place": "gate-1", "badge": day.qr(2)})
    assert code(phone.add("何子", replaces=2)) == "replaced-in"
    phone.add("何子", replaces=5)
    assert code(phone.add("吕丑", replaces=5)) == "not-on-list"
    assert code(phone.add("吕丑", replaces=99)) == "person-unknown"
    assert code(phone.add("吕丑", replaces=1)) == "role-not-here"  # the chief


def test_the_chief_confirms_who_was_added_at_the_gate(day, phone, device, rows):
    phone.add("何子")
    added = newest(rows)["person"]
    assert code(phone.hand("staff.confirm", {"plan": PLAN, "people": [added]})) == "not-allowed"
    tablet = device("tablet")
    assert tablet.hand("staff.confirm", {"plan": PLAN, "people": [added]}).verdict == "accepted"
    assert newest(rows)["confirmed"]
    assert code(tablet.hand("staff.confirm", {"plan": PLAN, "people": [999]})) == "person-unknown"


def test_whom_the_office_adds_is_confirmed(day, rows):
    assert day.office.add("何子").verdict == "accepted"
    assert newest(rows)["confirmed"]


def test_two_substitutes_have_two_staff_numbers_even_where_the_list_has_one_of_them(day, rows):
    day.take("staff", [*STAFF_ROWS, staff_row(20, name="陈癸", staff_no="临011")])
    day.office.add("何子")
    day.office.add("吕丑")
    numbers = [row["staff_no"] for row in rows("person").values()]
    assert len(numbers) == len(set(numbers))


def test_a_list_imported_again_keeps_substitutes_and_whom_they_replaced(day, phone, rows):
    phone.add("何子", phone="19900009999", replaces=5)
    substitute = newest(rows)
    day.take("staff", STAFF_ROWS)
    assert rows("person")[f"{PLAN}/{substitute['person']}"]["listed"]
    assert not rows("person")[f"{PLAN}/5"]["listed"]


def test_a_role_changed_by_the_list_stops_the_badge(day, rows):
    changed = [row | {"role": ROVER} if row["staff_no"] == "G002" else row for row in STAFF_ROWS]
    day.take("staff", changed)
    assert (rows("person")[f"{PLAN}/2"]["badge"], rows("badge")[day.badges[2]]["reason"]) == (None, "role")


def test_the_office_changes_details_and_the_badge_is_to_be_printed_again(day, rows):
    day.office.hand("badge.print", {"plan": PLAN, "badges": [day.badges[2]], "reason": "first", "note": ""})
    assert change(day.office, 2, details_text("钱一", unit="四职校", phone="19911112222")).verdict == "accepted"
    person = rows("person")[f"{PLAN}/2"]
    assert (person["name"], person["unit"], person["tail"], person["badge"]) == (
        "钱一",
        "四职校",
        "2222",
        day.badges[2],
    )
    assert rows("contact")[f"{PLAN}/2"]["phone"] == "19911112222"
    assert rows("badge")[day.badges[2]]["prints"] == 0


def test_a_changed_role_stops_the_badge_and_takes_the_rooms(day, rows):
    assert change(day.office, 2, role=ROVER).verdict == "accepted"
    person = rows("person")[f"{PLAN}/2"]
    assert (person["role"], person["badge"], person["rooms"]) == (ROVER, None, {})
    assert rows("badge")[day.badges[2]]["reason"] == "role"


def test_taken_off_the_list_and_put_back(day, phone, rows):
    change(day.office, 2, listed=False)
    assert not rows("person")[f"{PLAN}/2"]["listed"]
    assert code(phone.hand("duty.check_in", {"place": "gate-1", "person": 2, "plan": PLAN})) == "not-on-list"
    change(day.office, 2, listed=True)
    assert phone.hand("duty.check_in", {"place": "gate-1", "person": 2, "plan": PLAN}).verdict == "accepted"


def test_who_is_in_may_leave_also_when_taken_off_the_list(day, phone, rows):
    phone.hand("duty.check_in", {"place": "gate-1", "person": 2, "plan": PLAN})
    change(day.office, 2, listed=False)
    scan = {"place": "gate-1", "person": 2, "plan": PLAN}
    assert phone.hand("duty.check_out", scan).verdict == "accepted"
    assert code(phone.hand("duty.check_in", scan)) == "not-on-list"


def test_role_and_list_changed_in_one_act(day, rows):
    assert change(day.office, 2, role=ROVER, listed=False, sessions=["S2"]).verdict == "accepted"
    person = rows("person")[f"{PLAN}/2"]
    assert (person["role"], person["listed"], person["badge"], person["sessions"]) == (ROVER, False, None, ["S2"])


def test_the_role_somebody_has_already_changes_nothing(day, rows):
    before = rows("person")[f"{PLAN}/2"]
    assert change(day.office, 2, role=PROCTOR).verdict == "accepted"
    assert rows("person")[f"{PLAN}/2"] == before


@pytest.mark.parametrize(("person", "changes", "expected"), [
    (99, {"listed": False}, "person-unknown"), (2, {"role": 99}, "role-unknown"),
    (2, {"sessions": ["S9"]}, "session-unknown"), (2, {}, "malformed"),
])  # fmt: skip
def test_a_change_that_cannot_be_is_refused(day, person, changes, expected):
    assert code(change(day.office, person, **changes)) == expected


def test_a_phone_changes_nobody(day, phone):
    assert code(change(phone, 2, listed=False)) == "not-allowed"


def test_details_lost_from_the_folder_stop_a_rebuild_and_are_named(day, hub, phone, entries):
    text = details_text("何子")
    body = {"plan": PLAN, "role": PROCTOR, "sessions": [], "details": digest_of(text), "replaces": None}
    phone.hand("staff.add", body, beside=text)
    hub.door.hub.files.path(digest_of(text)).unlink()
    with pytest.raises(Exception, match=digest_of(text)):
        hub.committer.call(hub.door.rebuild)
    with hub.db.reading() as connection:
        assert len(people.every(connection, PLAN)) == 10
