"""How the devices are: what each said last, and what the hub does not claim to know."""

import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.clock import Clock
from kiosk.identity import Station
from kiosk.outbox import Outbox
from kiosk.report import Reporter
from server.app import create_app
from tests.running import joining

REPORT = {
    "waiting": 3,
    "needs_person": 0,
    "oldest": "2026-11-22T08:01:00+08:00",
    "last": 9,
    "skew_ms": -120,
    "battery": {"level": 41, "charging": False},
    "persisted": True,
    "build": "DGf3_x-1",
    "rows_through": 71,
    "screen": "/check-in",
    "place": "东门",
}


@pytest.fixture
def chief(device):
    return device("tablet")


@pytest.fixture
def phone(device):
    return device("phone", "东门手机")


def tell(client, who, **changes):
    body = json.dumps(REPORT | changes).encode()
    return client.post("/api/status", data=body, content_type="application/json", headers=who.headers)


def told(client, chief):
    answer = client.get("/api/devices/status", headers=chief.headers).json
    return {one["device"]: one for one in answer["devices"]}


def test_what_a_device_says_of_itself_is_told_to_the_chief(client, chief, phone, clock, hub):
    assert tell(client, phone).status_code == 200
    clock.go_on(seconds=40)
    one = told(client, chief)[phone.id]
    assert one["report"] == REPORT
    assert one["heard"] == one["seen"] == "2026-11-22T00:00:00.000Z"


def test_it_is_no_fact(client, phone, hub):
    size = hub.journal.size
    tell(client, phone)
    assert hub.journal.size == size


def test_any_question_moves_when_a_device_was_seen_but_not_what_it_said(client, chief, phone, clock):
    tell(client, phone)
    clock.go_on(minutes=3)
    client.get("/api/me", headers=phone.headers)
    one = told(client, chief)[phone.id]
    assert (one["seen"], one["heard"]) == ("2026-11-22T00:03:00.000Z", "2026-11-22T00:00:00.000Z")


def test_a_device_never_heard_is_not_made_up(client, chief, phone):
    assert phone.id not in told(client, chief)


def test_one_that_falls_silent_keeps_what_it_said_last(client, chief, phone, clock, office):
    tell(client, phone)
    clock.go_on(minutes=30)
    office.hand("device.revoke", {"device": phone.id, "reason": "flat"})
    assert tell(client, phone).status_code == 401
    assert told(client, chief)[phone.id]["report"]["waiting"] == 3


def test_however_often_it_speaks_it_takes_one_place(client, phone, hub):
    for waiting in range(50):
        tell(client, phone, waiting=waiting)
    assert len(hub.presence.heard) == 1
    assert hub.presence.heard[phone.id].report["waiting"] == 49


def test_a_hub_that_starts_anew_says_since_when_it_listens(client, chief, phone, clock, hub, config):
    tell(client, phone)
    before = client.get("/api/devices/status", headers=chief.headers).json["since"]
    assert before == "2026-11-22T00:00:00.000Z"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("waiting", -1),
        ("waiting", 10**7),
        ("waiting", "3"),
        ("oldest", "08:01"),
        ("oldest", "2026-11-22T08:01:00"),
        ("oldest", "2026-11-22T08:01:00+08:00" + "0" * 60),
        ("battery", {"level": 101, "charging": True}),
        ("battery", {"level": 1, "charging": True, "more": 1}),
        ("skew_ms", 10**16),
        ("build", "x" * 81),
        ("place", "长" * 65),
        ("screen", "x" * 81),
        ("rows_through", -1),
        ("last", 2**53),
        ("more", 1),
    ],
)
def test_what_does_not_fit_is_refused_and_not_kept(client, phone, hub, field, value):
    answer = tell(client, phone, **{field: value})
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "bad-request")
    assert not hub.presence.heard


@pytest.mark.parametrize("field", ["oldest", "skew_ms", "battery", "persisted"])
def test_what_a_browser_cannot_tell_may_be_left_open(client, phone, field):
    assert tell(client, phone, **{field: None}).status_code == 200


def test_the_version_served_is_told_so_that_a_device_knows_it_is_behind(client, phone, monkeypatch, tmp_path):
    monkeypatch.setattr("server.web.pages.DIST", tmp_path)
    assert tell(client, phone).json["build"] is None
    (tmp_path / "index.html").write_text('<script type="module" src="/assets/index-DGf3_x-1.js"></script>')
    assert tell(client, phone).json["build"] == "DGf3_x-1"


# a device that ended asks why


def test_a_device_that_ended_hears_when_why_and_what_it_owes(client, phone, office, clock):
    clock.go_on(minutes=31)
    office.hand("device.revoke", {"device": phone.id, "reason": "flat", "last": 3})
    said = client.get("/api/end", headers=phone.headers).json
    assert (said["state"], said["reason"], said["ended"]) == ("ended", "flat", "2026-11-22T00:31:00.000Z")
    assert (said["missing"], said["missing_count"], said["replaced_by"]) == ([1, 2, 3], 3, None)
    assert client.get("/api/me", headers=phone.headers).status_code == 401


def test_who_was_never_enrolled_hears_nothing(client):
    for headers in ({}, {"Authorization": "Bearer nothing"}, {"Authorization": "Bearer é"}):
        assert client.get("/api/end", headers=headers).json == {"state": "unknown"}


def test_after_a_restart_it_still_hears(hub, phone, office, config, clock):
    office.hand("device.revoke", {"device": phone.id, "reason": "lost"})
    hub.load_tokens()
    said = create_app(hub).test_client().get("/api/end", headers=phone.headers).json
    assert (said["state"], said["reason"]) == ("ended", "lost")


# its successor


@pytest.fixture
def swap(client, chief, phone):
    """Ask for a code for the device that takes the phone's place."""
    body = {"kind": "phone", "name": "东门手机", "replaces": phone.id}
    return lambda **changes: client.post("/api/enrol-codes", json=body | changes, headers=chief.headers)


def test_only_a_device_that_ended_is_replaced(swap, office, phone):
    answer = swap()
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "device-in-use")
    assert "停用" in answer.json["error"]["fix"]
    assert swap(replaces="d99").json["error"]["code"] == "device-unknown"
    office.hand("device.revoke", {"device": phone.id, "reason": "flat"})
    assert swap().status_code == 200


def test_the_new_device_takes_name_kind_and_place(client, swap, office, phone, chief, rows):
    tell(client, phone)
    office.hand("device.revoke", {"device": phone.id, "reason": "flat"})
    joined = join(client, swap().json["code"])
    assert (joined["kind"], joined["name"], joined["place"]) == ("phone", "东门手机", "东门")
    assert rows("device")[joined["device"]]["replaces"] == phone.id
    assert rows("device")[phone.id]["replaced_by"] == joined["device"]
    assert client.get("/api/end", headers=phone.headers).json["replaced_by"] == "东门手机"
    answer = swap()
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "already-replaced")


def test_of_two_codes_for_one_swap_the_newer_is_good(client, swap, office, phone):
    office.hand("device.revoke", {"device": phone.id, "reason": "broken"})
    first, second = swap().json["code"], swap().json["code"]
    assert join(client, first)["error"]["code"] == "code-wrong"
    assert join(client, second)["kind"] == "phone"


def join(client, code):
    client.delete_cookie("kaowu")
    body = joining(code, "x", ec.generate_private_key(ec.SECP256R1()))
    answer = client.post("/api/enrol", json={name: value for name, value in body.items() if name != "name"}).json
    client.delete_cookie("kaowu")
    return answer


def test_a_gate_stations_report_is_taken_as_it_is(client, device, tmp_path):
    gate = device("gate")
    station = Station(gate.id, "gate", "东门", "token", "kaowu/one", gate.key)
    box = Outbox(tmp_path)
    try:
        box.put(station, "duty.check_in", {"place": "东门", "number": "00017-E"}, datetime.now(UTC))
        said = Reporter(tmp_path, "kaowu/one", None, Clock(), "东门" * 60, lambda: 71).report()
    finally:
        box.close()
    assert said["waiting"] == 1
    answer = client.post("/api/status", json=said, headers=gate.headers)
    assert answer.status_code == 200, answer.text
