"""Signing in with badge and PIN: what the answer tells, how wrong PINs are counted, and that no PIN is kept."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol import grant as tokens
from protocol.role import BY_CODE
from server.app import create_app, open_hub
from server.store import journal, tables
from server.web import pin_tries
from server.web.waiting import Threads
from tests.exam_day import GUARD as GUARD_ROLE
from tests.exam_day import PLAN, PLAN_ROW, STAFF_ROWS

CHIEF, PROCTOR, GUARD, PIN, OTHER = 1, 2, 8, "739152", "8024"
DEPUTY = 6  # the role of a deputy chief examiner
MEDIC = BY_CODE["MED"].number


@pytest.fixture
def phone(day, device):
    return device("phone")


@pytest.fixture
def tablet(day, device):
    return device("tablet")


@pytest.fixture
def set_pin(client, tablet):
    """The chief's tablet sets PINs."""

    def post(person, pin=PIN, who=tablet, **more):
        body = {"plan": PLAN, "person": person, "pin": pin, **more}
        return client.post("/api/pins", json=body, headers=who.headers)

    return post


@pytest.fixture
def guard(set_pin):
    assert set_pin(GUARD).status_code == 200
    return {"plan": PLAN, "person": GUARD}


@pytest.fixture
def sign_in(client, phone):
    def post(who=phone, **said):
        return client.post("/api/sign-in", json={"pin": PIN, **said}, headers=who.headers)

    return post


def role_of(person, role):
    return {"plan": PLAN, "person": person, "role": role}


def code(answer):
    return answer.json["error"]["code"]


def test_by_badge_by_number_and_by_name(guard, sign_in, day, hub, rows):
    for shown in ({"badge": day.qr(GUARD)}, {"number": rows("person")[f"{PLAN}/{GUARD}"]["number"]}, guard):
        answer = sign_in(**shown)
        assert answer.status_code == 200, answer.text
        assert answer.json["person"] == GUARD
        said = tokens.read(answer.json["token"], {1: hub.keys.badge.public_key()})
        assert (said.grant, said.acts) == (answer.json["grant"], ("gate",))


def test_what_is_given_can_be_cited_at_once(guard, sign_in, phone):
    phone.grant = sign_in(**guard).json["grant"]
    told = phone.hand("duty.check_in", {"place": "gate-1", "person": 2, "plan": PLAN})
    assert told.verdict == "accepted"


def test_a_narrower_window_and_fewer_acts_may_be_asked_for(set_pin, sign_in, tablet):
    set_pin(CHIEF)
    given = sign_in(tablet, plan=PLAN, person=CHIEF, acts=["gate"], minutes=20, place="东门").json
    assert given["scope"] == {"acts": ["gate"], "place": "东门"}
    assert given["exp"] - given["nbf"] == 1200
    assert code(sign_in(tablet, plan=PLAN, person=CHIEF, acts=["all"])) == "sign-in-acts"


@pytest.mark.parametrize(
    "shown", [{}, {"plan": PLAN}, {"person": GUARD}, {"number": "1", "plan": PLAN, "person": 8}, {"badge": ""}]
)
def test_what_is_not_asked_properly_is_a_bad_request_that_repeats_no_pin(sign_in, shown):
    answer = sign_in(**shown)
    assert (answer.status_code, code(answer)) == (400, "bad-request")
    assert PIN not in answer.text


def test_a_pin_that_is_no_text_is_not_repeated_either(sign_in, guard):
    for pin in (739152, ["739152"], "739152" * 20):
        answer = sign_in(**guard | {"pin": pin})
        assert answer.status_code == 400
        assert PIN not in answer.text


# badges that are not good


def test_a_badge_that_is_not_good_signs_nobody_in(guard, sign_in, day, tablet):
    forged = day.qr(GUARD, key=Ed25519PrivateKey.generate())
    assert code(sign_in(badge=forged)) == "badge-forged"
    assert code(sign_in(badge="https://example.org/")) == "badge-unreadable"
    assert code(sign_in(badge=day.qr(GUARD, site=1))) == "wrong-site"
    assert code(sign_in(badge=day.qr(GUARD, badge="0" * 16))) == "badge-unknown"
    tablet.hand("badge.revoke", {"badge": day.badges[GUARD], "reason": "lost"})
    assert code(sign_in(badge=day.qr(GUARD))) == "badge-revoked"
    assert code(sign_in(**guard)) == "sign-in-no-badge"


def test_a_badge_of_another_day_signs_nobody_in(guard, sign_in, day, clock):
    clock.at("08:00", day="2026-11-23")
    assert code(sign_in(badge=day.qr(GUARD))) == "wrong-day"
    assert code(sign_in(**guard)) == "sign-in-day"


def test_who_is_off_the_list_or_holds_no_device_is_told_so_before_any_pin(guard, sign_in, day, tablet):
    assert code(sign_in(badge=day.qr(PROCTOR))) == "counts-in-room-off"
    tablet.hand("staff.change", {"plan": PLAN, "person": GUARD, "listed": False})
    assert code(sign_in(**guard)) == "not-on-list"


# wrong PINs


def test_nobody_learns_whether_there_is_such_a_person_or_a_pin(guard, sign_in, device, day):
    asked = [guard, {"plan": PLAN, "person": 99}, {"plan": PLAN, "person": 7}, {"number": "99999-X"}]
    answers = [sign_in(device("phone"), **shown | {"pin": OTHER}) for shown in asked]
    assert len({(answer.status_code, answer.text) for answer in answers}) == 1
    assert code(answers[0]) == "pin-wrong"
    assert "还可试 4 次" in answers[0].json["error"]["says"]


def test_a_hash_is_verified_even_where_there_is_none(sign_in, monkeypatch):
    verified = []
    monkeypatch.setattr(pin_tries.pins, "verifies", lambda kept, pin: verified.append(kept) or False)
    sign_in(plan=PLAN, person=99)
    assert verified[0].startswith("$argon2id$")


def test_five_wrong_pins_then_even_the_right_one_waits(guard, sign_in, clock):
    told = [code(sign_in(**guard | {"pin": OTHER})) for _ in range(5)]
    assert told == ["pin-wrong"] * 4 + ["pin-wait"]
    answer = sign_in(**guard)
    assert (answer.status_code, code(answer)) == (429, "pin-wait")
    assert "30 秒" in answer.json["error"]["fix"]
    clock.go_on(seconds=29)
    assert code(sign_in(**guard)) == "pin-wait"
    clock.go_on(seconds=1)
    assert sign_in(**guard).status_code == 200
    assert code(sign_in(**guard | {"pin": OTHER})) == "pin-wrong"


def test_each_further_wrong_one_waits_twice_as_long(guard, sign_in, clock):
    waits = []
    for _ in range(12):
        answer = sign_in(**guard | {"pin": OTHER})
        if code(answer) == "pin-wait":
            fix = answer.json["error"]["fix"]
            waits.append(int("".join(filter(str.isdigit, fix.partition("秒")[0]))))
            clock.go_on(seconds=waits[-1])
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


def test_one_device_after_another_does_not_give_more_tries(guard, sign_in, device):
    told = [code(sign_in(device("phone"), **guard | {"pin": OTHER})) for _ in range(6)]
    assert told == ["pin-wrong"] * 4 + ["pin-wait"] * 2
    assert code(sign_in(device("phone"), **guard)) == "pin-wait"


def test_one_person_after_another_does_not_give_a_device_more_tries(guard, set_pin, sign_in, tablet):
    set_pin(CHIEF)
    asked = [guard, {"plan": PLAN, "person": CHIEF}, {"plan": PLAN, "person": 7}]
    told = [code(sign_in(**asked[number % 3] | {"pin": OTHER})) for number in range(6)]
    assert told[-2:] == ["pin-wait"] * 2
    assert sign_in(tablet, plan=PLAN, person=CHIEF).status_code == 200


def test_twenty_wrong_pins_at_once_are_five_tries(guard, app, phone, monkeypatch):
    verified = []
    real = pin_tries.pins.verifies
    monkeypatch.setattr(pin_tries.pins, "verifies", lambda kept, pin: verified.append(pin) or real(kept, pin))

    def one(_):
        body = guard | {"pin": OTHER}
        return code(app.test_client().post("/api/sign-in", json=body, headers=phone.headers))

    with ThreadPoolExecutor(20) as threads:
        told = list(threads.map(one, range(20)))
    assert len(verified) == 5
    assert set(told) <= {"pin-wrong", "pin-wait"}


def test_a_restart_forgives_no_wrong_pin(guard, sign_in, hub, config, clock, phone):
    for _ in range(5):
        sign_in(**guard | {"pin": OTHER})
    hub.committer.stop()
    hub.db.close()
    with reopened(hub, config, clock) as client:
        answer = client.post("/api/sign-in", json=guard | {"pin": PIN}, headers=phone.headers)
        assert code(answer) == "pin-wait"
        clock.go_on(seconds=30)
        answer = client.post("/api/sign-in", json=guard | {"pin": OTHER}, headers=phone.headers)
        assert "60 秒" in answer.json["error"]["fix"]


@contextmanager
def reopened(hub, config, clock):
    """The same data folder as a restarted hub sees it."""
    copy = config.data.with_name("restarted")
    copy.mkdir()
    for path in config.data.rglob("*"):
        target = copy / path.relative_to(config.data)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        else:
            target.write_bytes(path.read_bytes())
            target.chmod(path.stat().st_mode)
    again = type(config)(copy, f"sqlite:///{copy / 'kaowu.db'}")
    with open_hub(again, clock=clock) as core:
        yield create_app(core).test_client()


def test_hashing_never_runs_on_the_loop(guard, sign_in, set_pin, hub, monkeypatch):
    """Whatever takes time runs in ``waiting.run``, which under the server is a real thread."""
    inside = []

    class Watching(Threads):
        def run(self, work):
            inside.append(True)
            try:
                return work()
            finally:
                inside.pop()

    seen = []
    for name in ("verifies", "hashed"):
        real = getattr(pin_tries.pins, name)

        def watched(*said, real=real, name=name):
            seen.append((name, bool(inside)))
            return real(*said)

        monkeypatch.setattr(pin_tries.pins, name, watched)
    hub.waiting = Watching()
    assert sign_in(**guard).status_code == 200
    assert set_pin(7).status_code == 200
    assert set(seen) == {("verifies", True), ("hashed", True)}


# setting PINs


def test_a_pin_is_stated_without_the_pin(guard, hub, rows, tablet):
    with hub.db.reading() as connection:
        stated = [entry for entry in journal.entries(connection) if entry.kind == "pin.set"]
        (kept,) = connection.execute(tables.pin.select())
    assert f'"body":{{"device":"{tablet.id}","person":{GUARD},"plan":{PLAN}}}' in stated[0].fact
    assert kept.hash.startswith("$argon2id$")
    assert rows("pin") == {f"{PLAN}/{GUARD}": {"plan": PLAN, "person": GUARD, "at": "2026-11-22T00:00:00.000Z"}}


def test_no_pin_stands_anywhere_in_the_data_folder_or_the_log(guard, sign_in, set_pin, config, caplog):
    with caplog.at_level("DEBUG"):
        sign_in(**guard)
        sign_in(**guard | {"pin": PIN[::-1]})
        set_pin(GUARD, "27182", old=PIN)
    written = b"".join(path.read_bytes() for path in config.data.rglob("*") if path.is_file())
    assert b"pin.set" in written
    for pin in (PIN, PIN[::-1], "27182"):
        assert pin.encode() not in written
        assert pin not in caplog.text


@pytest.mark.parametrize(("pin", "said"), [("12", "pin-form"), ("0000", "pin-trivial"), ("0008", "pin-trivial")])
def test_a_pin_that_is_none_or_too_easy_is_not_set(set_pin, pin, said):
    answer = set_pin(GUARD, pin)
    assert (answer.status_code, code(answer)) == (400, said)


def test_only_who_holds_a_device_has_a_pin(set_pin, day):
    day.office.hand("staff.change", role_of(PROCTOR, MEDIC))
    assert code(set_pin(PROCTOR)) == "sign-in-role"
    assert code(set_pin(99)) == "person-unknown"


def test_a_gate_sets_the_first_pin_and_no_leaders(set_pin, phone, sign_in):
    assert set_pin(GUARD, who=phone).status_code == 200
    assert code(set_pin(GUARD, "8024", who=phone)) == "pin-set-before"
    assert code(set_pin(CHIEF, who=phone)) == "pin-leaders"
    assert sign_in(plan=PLAN, person=GUARD).status_code == 200


def test_a_leaders_pin_is_reset_only_where_a_leader_has_signed_in_or_on_the_hub(set_pin, tablet, device, office, clock):
    assert set_pin(CHIEF).status_code == 200
    assert code(set_pin(CHIEF, OTHER)) == "pin-leader-reset"
    tablet.sign_in(GUARD)
    assert code(set_pin(CHIEF, OTHER)) == "pin-leader-reset"
    device("tablet").sign_in(CHIEF)
    assert code(set_pin(CHIEF, OTHER)) == "pin-leader-reset"
    tablet.sign_in(CHIEF)
    assert set_pin(CHIEF, OTHER).status_code == 200
    clock.go_on(hours=4)
    assert code(set_pin(CHIEF, PIN)) == "pin-leader-reset"
    assert set_pin(CHIEF, PIN, who=office).status_code == 200
    assert set_pin(CHIEF, OTHER, old=PIN).status_code == 200


def test_the_first_leaders_pin_is_free_and_every_further_leaders_first_one_asks_for_a_leader(
    set_pin, tablet, office, day
):
    day.office.hand("staff.change", role_of(PROCTOR, DEPUTY))
    assert set_pin(GUARD).status_code == 200, "a PIN of somebody who does not lead opens nothing and ends nothing"
    assert set_pin(CHIEF).status_code == 200
    refused = set_pin(PROCTOR)
    assert (refused.status_code, code(refused)) == (403, "pin-leader-first")
    tablet.sign_in(CHIEF)
    assert set_pin(PROCTOR).status_code == 200


def test_whose_sign_in_is_asked_for_is_named_with_their_role(set_pin, day):
    day.office.hand("staff.change", role_of(PROCTOR, DEPUTY))
    assert set_pin(PROCTOR).status_code == 200, "the first leader's"
    error = set_pin(CHIEF).json["error"]
    assert error["code"] == "pin-leader-first"
    assert "（副主考）在本设备登录，再给主考设" in error["fix"]


def test_a_leader_without_a_pin_gets_one_on_the_hub_itself(set_pin, office, day):
    day.office.hand("staff.change", role_of(PROCTOR, DEPUTY))
    assert set_pin(CHIEF).status_code == 200
    assert set_pin(PROCTOR, who=office).status_code == 200


def test_nobody_becomes_the_first_leader_anew_by_changing_roles_or_bringing_another_plan(set_pin, day):
    assert set_pin(CHIEF).status_code == 200
    day.office.hand("staff.change", role_of(CHIEF, GUARD_ROLE))
    day.office.hand("staff.change", role_of(PROCTOR, DEPUTY))
    assert code(set_pin(PROCTOR)) == "pin-leader-first"
    day.take("plan", [PLAN_ROW | {"plan": PLAN + 1, "code": "JX-2"}], plan=PLAN + 1)
    day.take("staff", [STAFF_ROWS[0]], plan=PLAN + 1)
    assert code(set_pin(CHIEF, plan=PLAN + 1)) == "pin-leader-first"


def test_when_the_plans_days_are_over_the_next_plan_begins_anew(set_pin, tablet, day, clock):
    assert set_pin(CHIEF).status_code == 200
    clock.go_on(hours=48)
    day.take("plan", [PLAN_ROW | {"plan": PLAN + 1, "code": "JX-2"}], plan=PLAN + 1)
    day.take("staff", [STAFF_ROWS[0]], plan=PLAN + 1)
    assert set_pin(CHIEF, plan=PLAN + 1).status_code == 200


def test_who_is_made_a_leader_afterwards_signs_in_with_no_pin_of_before(guard, set_pin, sign_in, day, office):
    assert set_pin(CHIEF).status_code == 200
    day.office.hand("staff.change", role_of(GUARD, DEPUTY))
    assert day.issue(GUARD).verdict == "accepted"
    assert code(sign_in(**guard)) == "pin-before-lead"
    assert set_pin(GUARD, OTHER, old=PIN).status_code == 200
    assert code(sign_in(**guard | {"pin": OTHER})) == "pin-before-lead"
    assert set_pin(GUARD, "27182", who=office).status_code == 200
    assert sign_in(**guard | {"pin": "27182"}).status_code == 200


def test_a_holder_changes_their_own_pin_with_the_old_one(guard, set_pin, phone, sign_in):
    assert code(set_pin(GUARD, OTHER, who=phone, old="1593")) == "pin-wrong"
    assert set_pin(GUARD, "27182", who=phone, old=PIN).status_code == 200
    assert code(sign_in(**guard)) == "pin-wrong"
    assert sign_in(**guard | {"pin": "27182"}).status_code == 200


def test_guessing_the_old_pin_counts_as_guessing(guard, set_pin, phone, sign_in):
    told = [code(set_pin(GUARD, "27182", who=phone, old=OTHER)) for _ in range(6)]
    assert told == ["pin-wrong"] * 4 + ["pin-wait"] * 2
    assert code(sign_in(**guard)) == "pin-wait"


def test_a_pin_reset_by_the_chief_ends_the_persons_wait(guard, set_pin, sign_in, device):
    for _ in range(5):
        sign_in(**guard | {"pin": OTHER})
    assert set_pin(GUARD, "27182").status_code == 200
    assert sign_in(device("phone"), **guard | {"pin": "27182"}).status_code == 200


def test_signing_out_ends_what_was_granted_on_this_device(guard, sign_in, client, phone, device, rows):
    given = sign_in(**guard).json["grant"]
    other = sign_in(device("phone"), **guard).json["grant"]
    assert client.post("/api/sign-out", headers=phone.headers).json == {"ended": [given]}
    assert (rows("grant")[given]["state"], rows("grant")[other]["state"]) == ("ended", "open")
    assert client.post("/api/sign-out", headers=phone.headers).json == {"ended": []}
