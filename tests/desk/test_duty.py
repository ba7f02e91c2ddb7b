"""Check-in, check-out and rooms through the door: who is found, what changes, what the screens are told."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol.number import badge_number
from protocol.token import Token, mint
from tests.draw_day import CE, table_of

PLAN = 20261122
OTHER_PLAN = 20261123


@pytest.fixture
def phone(device):
    return device("phone")


@pytest.fixture
def scan(day, phone):
    def scanned(kind="duty.check_in", *, acted=False, place="gate-1", **by):
        return phone.hand(kind, {"place": place} | by, acted=acted)

    return scanned


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def line(rows, receipt):
    return rows("feed")[str(receipt.seq)]


WAYS = {
    "badge": lambda day: {"badge": day.qr(2)},
    "number": lambda day: {"number": day.number(2)},
    "search": lambda day: {"person": 2, "plan": PLAN},
}


@pytest.mark.parametrize("by", WAYS)
def test_each_way_of_recognising_somebody_checks_them_in(day, scan, rows, by):
    receipt = scan(**WAYS[by](day))
    person, shown = rows("person")[f"{PLAN}/2"], line(rows, receipt)
    assert receipt.verdict == "accepted"
    assert (person["state"], person["place"], person["at"]) == ("in", "gate-1", "2026-11-22T00:00:00.000+00:00")
    assert (shown["by"], shown["person"], shown["plan"], shown["verdict"]) == (by, 2, PLAN, "accepted")
    assert shown["refusal"] is None


@pytest.mark.parametrize("by", WAYS)
def test_each_way_checks_out_and_back_in(day, scan, rows, clock, by):
    body = WAYS[by](day)
    assert code(scan("duty.check_out", **body)) == "not-in"
    scan(**body)
    assert code(scan(**body)) == "already-in"
    clock.at("09:50")
    assert scan("duty.check_out", place="gate-2", **body).verdict == "accepted"
    assert rows("person")[f"{PLAN}/2"]["state"] == "out"
    assert code(scan("duty.check_out", **body)) == "not-in"
    clock.at("10:20")  # no window is open, but the day is not over
    assert scan(**body).verdict == "accepted"
    assert rows("person")[f"{PLAN}/2"]["state"] == "in"


def test_spaces_around_a_scanned_text_do_not_matter(day, scan):
    assert scan(badge=f" {day.qr(2)}\r\n").verdict == "accepted"


@pytest.mark.parametrize("typed", ["00002-{}", "2{}", " 0 0 0 0 2 {} ", "00002{}"])
def test_a_typed_number_is_read_as_people_type_it(day, scan, typed):
    check = badge_number(2)[-1]
    assert scan(number=typed.format(check.lower())).verdict == "accepted"


@pytest.mark.parametrize(
    "typed", ["00002", "00002-?", "2", "-", "二号", "99999999999-A", "00000-" + badge_number(0)[-1]]
)
def test_a_number_nobody_has_is_said_as_it_was_typed(day, scan, typed):
    receipt = scan(number=typed)
    assert code(receipt) == "number-unknown"
    assert typed in receipt.refusal.said("zh")["says"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"site": 360199}, "wrong-site"),
        ({"plan": 20991231}, "wrong-plan"),
        ({"not_before": 1, "expires": 2}, "wrong-day"),
        ({"badge": "ffffffffffffffff"}, "badge-unknown"),
    ],
)
def test_a_badge_signed_here_is_not_enough(day, scan, changes, expected):
    assert code(scan(badge=day.qr(2, **changes))) == expected


def test_a_forged_badge_raises_an_alarm(day, scan, phone, rows):
    receipt = scan(badge=day.qr(2, key=Ed25519PrivateKey.generate()))
    alert = rows("alert")[f"badge-forged/{phone.id}"]
    assert code(receipt) == "badge-forged"
    assert (alert["level"], alert["state"], alert["code"]) == ("alarm", "open", "badge-forged")
    assert set(alert["says"]) == {"zh", "en"}
    assert line(rows, receipt)["refusal"]["code"] == "badge-forged"
    assert line(rows, receipt)["person"] is None


def test_a_badge_signed_with_a_key_of_another_number_is_forged(day, scan):
    assert code(scan(badge=day.qr(2, kid=2))) == "badge-forged"


@pytest.mark.parametrize(
    "text", ["x", "KW1:", "KW1:%%%", "https://example.org/", "kw1:ABC", "KW1:" + "A" * 390, "\x00"]
)
def test_another_qr_code_is_no_badge(day, scan, text):
    receipt = scan(badge=text)
    assert code(receipt) == "badge-unreadable"


def test_a_revoked_badge_is_refused_by_scan_and_by_number_and_raises_an_alarm(day, scan, rows):
    qr, number, badge = day.qr(2), day.number(2), day.badges[2]
    day.office.hand("badge.revoke", {"badge": badge, "reason": "lost", "note": ""})
    assert code(scan(badge=qr)) == code(scan(number=number)) == "badge-revoked"
    assert rows("alert")[f"badge-revoked/{badge}"]["level"] == "alarm"
    assert scan(person=2, plan=PLAN).verdict == "accepted"  # the person is still wanted


def test_who_was_taken_off_the_list_is_refused(day, scan):
    assert day.take("staff", day.taken["staff"][:1]).verdict == "accepted"
    assert code(scan(badge=day.qr(2))) == "not-on-list"
    assert scan(badge=day.qr(1)).verdict == "accepted"


@pytest.mark.parametrize(("person", "plan"), [(99, PLAN), (2, 7), (2**31, PLAN)])
def test_a_person_nobody_listed_is_unknown(scan, person, plan):
    assert code(scan(person=person, plan=plan)) == "person-unknown"


def test_before_anything_is_imported_a_badge_is_of_another_site(empty_day, phone, hub):
    token = Token("00112233445566ff", 1, 8, 360101, PLAN, 0, 2**40)
    receipt = phone.hand("duty.check_in", {"place": "gate-1", "badge": mint(token, hub.keys.badge, 1)})
    assert code(receipt) == "wrong-site"


# two plans at once


@pytest.fixture
def tomorrow(day):
    """A second plan, for the day after, whose badges have the same numbers."""
    with_plan = {"plan": OTHER_PLAN, "days": ["2026-11-23"], "code": "JX-20261123"}
    plan = day.taken["plan"][0] | with_plan
    plan["sessions"] = [
        {
            **session,
            "starts": session["starts"].replace("-22T", "-23T"),
            "ends": session["ends"].replace("-22T", "-23T"),
        }
        for session in plan["sessions"]
    ]
    assert day.take("plan", [plan], plan=OTHER_PLAN).verdict == "accepted"
    assert day.take("staff", day.taken["staff"], plan=OTHER_PLAN).verdict == "accepted"
    assert day.issue(2, 3, plan=OTHER_PLAN).verdict == "accepted"
    return day


def test_a_typed_number_means_the_badge_that_is_valid_now(tomorrow, scan, rows, clock):
    assert scan(number=badge_number(2)).verdict == "accepted"
    assert rows("person")[f"{PLAN}/2"]["state"] == "in"
    assert rows("person")[f"{OTHER_PLAN}/3"]["state"] == "expected"
    clock.at("08:00", day="2026-11-23")
    assert scan(number=badge_number(2)).verdict == "accepted"
    assert rows("person")[f"{OTHER_PLAN}/3"]["state"] == "in"  # serial 2 of that plan is person 3's


def test_a_number_of_two_plans_of_one_day_is_nobodys_until_it_is_scanned(day, scan, rows):
    plan = day.taken["plan"][0] | {"plan": OTHER_PLAN, "code": "JX-20261123"}
    day.take("plan", [plan], plan=OTHER_PLAN)
    day.take("staff", day.taken["staff"], plan=OTHER_PLAN)
    day.issue(2, 3, plan=OTHER_PLAN)
    assert code(scan(number=badge_number(2))) == "number-ambiguous"
    assert rows("person")[f"{OTHER_PLAN}/3"]["state"] == rows("person")[f"{PLAN}/2"]["state"] == "expected"
    assert scan(badge=day.qr(2)).verdict == "accepted"


def test_a_typed_number_with_its_plan_means_that_plan(tomorrow, scan):
    assert code(scan(number=badge_number(2), plan=OTHER_PLAN)) == "wrong-day"
    assert scan(number=badge_number(2), plan=PLAN).verdict == "accepted"
    assert code(scan(number=badge_number(2), plan=7)) == "number-unknown"


def test_a_badge_of_tomorrows_plan_is_of_the_wrong_day(tomorrow, scan, rows):
    badge = rows("person")[f"{OTHER_PLAN}/3"]["badge"]
    held = rows("badge")[badge]
    qr = tomorrow.qr(3, badge=badge, plan=OTHER_PLAN, not_before=held["nbf"], expires=held["exp"])
    receipt = scan(badge=qr)
    assert (code(receipt), receipt.refusal.params["valid"]) == ("wrong-day", "2026-11-23")


# rooms


@pytest.fixture
def assign(day, device):
    tablet = device("tablet")
    tablet.sign_in(1)

    def assigned(*places, session="S1", plan=PLAN):
        named = [{"person": person, "room": room} for person, room in places]
        return tablet.hand("duty.assign", {"plan": plan, "session": session, "places": named})

    return assigned


def test_rooms_are_given_changed_and_taken_away(assign, rows):
    assert rows("person")[f"{PLAN}/2"]["rooms"] == {"S1": "101", "S2": "101"}  # from the list
    assert assign((2, "102"), (9, "101")).verdict == "accepted"
    assert rows("person")[f"{PLAN}/2"]["rooms"] == {"S1": "102", "S2": "101"}
    assert rows("person")[f"{PLAN}/9"]["rooms"] == {"S1": "101"}
    assign((2, None))
    assert rows("person")[f"{PLAN}/2"]["rooms"] == {"S2": "101"}


@pytest.mark.parametrize(
    ("place", "where", "expected"),
    [
        ((2, "999"), {}, "room-unknown"), ((99, "101"), {}, "person-unknown"), ((1, "101"), {}, "not-a-proctor"),
        ((2, "101"), {"session": "S9"}, "session-unknown"), ((2, "101"), {"plan": 7}, "plan-unknown"),
    ],
)  # fmt: skip
def test_one_line_that_cannot_be_leaves_all_rooms_as_they_were(assign, rows, place, where, expected):
    before = rows("person")
    assert code(assign((3, "102"), place, **where)) == expected
    assert rows("person") == before


def test_a_late_offline_check_out_is_disputed_and_changes_nothing(day, scan, rows, phone, clock):
    clock.at("08:30")
    scan(badge=day.qr(2))
    before = rows("person")[f"{PLAN}/2"]
    body = {"place": "gate-2", "badge": day.qr(2)}
    receipt = phone.hand("duty.check_out", body, at=clock.at("08:10"), acted=True)
    clock.at("08:40")
    assert (receipt.verdict, code(receipt)) == ("disputed", "overtaken")
    assert rows("person")[f"{PLAN}/2"] == before


def test_rules_judge_by_the_clock_once_it_is_set_right(day, scan, clock):
    clock.at("08:00", day="2027-11-22")
    assert code(scan(badge=day.qr(2))) == "wrong-day"
    clock.at("08:01")
    assert scan(badge=day.qr(2)).verdict == "accepted"


def test_an_alert_says_where_to_go(scan, rows, day):
    forged = mint(Token("00112233445566ff", 2, 8, 360101, PLAN, 0, 2**40), Ed25519PrivateKey.generate(), 1)
    receipt = scan(badge=forged, place="西门")
    (alert,) = [alert for alert in rows("alert").values() if alert["code"] == code(receipt)]
    assert alert["place"] == "西门"


def test_who_is_placed_by_hand_after_the_draw_is_so_for_a_reason_that_the_chief_reads(day, device, rows):
    table = table_of(day, device)
    row = lambda: rows("draw")[f"{PLAN}/S1/rooms"]  # noqa: E731
    in_rooms = lambda: {key: person["rooms"] for key, person in rows("person").items()}  # noqa: E731
    table.drawn()
    (one, _), (other, _) = (row()["places"][room] for room in ("101", "102"))
    swap = ((one, "102"), (other, "101"))
    before = in_rooms()
    assert code(table.assign(*swap)) == "why-needed"
    assert (in_rooms(), len(row()["log"])) == (before, 1)
    assert table.assign(*swap, reason="师生关系").verdict == "accepted"
    last = row()["log"][-2:]
    assert [(one["what"], one["place"], one["reason"], one["by"]) for one in last] == [
        ("assign", room, "师生关系", [CE]) for room in ("101", "102")
    ]
    assert [(change["out"], change["into"]) for change in last] == [([one], [other]), ([other], [one])]
    (alert,) = [alert for alert in rows("alert").values() if alert["code"] == "draw-changed-by-hand"]
    assert "2 人：师生关系" in alert["says"]["zh"]
    log = len(row()["log"])
    assert table.assign((one, "102")).verdict == "accepted"  # they are there already
    assert len(row()["log"]) == log


def test_before_the_draw_rooms_are_given_by_hand_without_a_word(day, device, rows):
    assert table_of(day, device).assign((9, "101")).verdict == "accepted"
    assert rows("alert") == {}
