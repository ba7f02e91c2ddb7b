"""Joining: a code is good once and for ten minutes, and only for who proves to hold the key."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from protocol import fact as facts
from server.web import enrol
from tests.running import joining


@pytest.fixture
def code(hub):
    """Make a code: ``code(kind)``."""
    return lambda kind="gate": hub.committer.call(lambda tx: enrol.make_code(tx, kind, "东门手机", enrol.CODE_LASTS))[0]


@pytest.fixture
def key():
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def join(client, key):
    """Hand a code in, with ``changes`` to what a device would say."""

    def joined(secret, **changes):
        client.delete_cookie("kaowu")  # each try is a device's first
        body = json.dumps(joining(secret, "东门手机", key) | changes).encode()
        return client.post("/api/enrol", data=body, content_type="application/json")

    return joined


def refused(answer):
    return answer.status_code, answer.json["error"]["code"]


def test_a_code_gives_a_device_its_identity(hub, join, code, client):
    answer = join(code("phone"))
    assert answer.status_code == 200
    said = answer.json
    assert (said["kind"], said["role"], said["name"]) == ("phone", "scanner", "东门手机")
    assert (said["origin"], said["verifier_key"]) == (hub.journal.origin, hub.journal.verifier_key)
    me = client.get("/api/me", headers={"Authorization": f"Bearer {said['token']}"}).json
    assert (me["device"], me["device_seq"]) == (said["device"], 0)


def test_the_cookie_is_hidden_from_scripts_and_from_other_sites(join, code):
    cookie = join(code()).headers["Set-Cookie"]
    assert cookie.startswith("kaowu=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_beside_it_the_page_may_see_that_this_browser_was_enrolled_and_nothing_more(join, code):
    _, told = join(code()).headers.getlist("Set-Cookie")
    assert told.startswith("kaowu-enrolled=1;")
    assert "SameSite=Strict" in told


def test_joining_is_a_fact_in_the_journal_without_the_code(hub, join, code, office, client):
    secret = code()
    device = join(secret).json["device"]
    answer = client.get("/api/facts", headers=office.headers)
    last = answer.json["entries"][-1]
    assert (last["fact"]["kind"], last["fact"]["body"]["device"]) == ("device.enrol", device)
    assert secret not in answer.text
    assert secret.replace("-", "") not in answer.text


def test_a_code_is_good_once(join, code):
    secret = code()
    assert join(secret).status_code == 200
    assert refused(join(secret)) == (403, "code-used")


def test_a_code_that_is_no_good_says_what_to_do(join, code, clock):
    used, expired, foreign = code(), code(), "ZZZZ-9999"
    assert join(used).status_code == 200
    said = [join(used).json["error"], join(foreign).json["error"]]
    clock.go_on(minutes=11)
    said.append(join(expired).json["error"])
    assert [one["code"] for one in said] == ["code-used", "code-wrong", "code-expired"]
    assert all("主考重新生成" in one["fix"] for one in said)


@pytest.mark.parametrize("typed", [str.lower, lambda text: text.replace("-", ""), lambda text: f" {text} "])
def test_a_code_may_be_typed_as_people_type(client, key, code, typed):
    assert client.post("/api/enrol", json=joining(typed(code()), "东门手机", key)).status_code == 200


def test_a_code_is_good_for_ten_minutes(join, code, clock):
    first, second = code(), code()
    clock.go_on(minutes=9, seconds=59)
    assert join(first).status_code == 200
    clock.go_on(seconds=2)
    assert refused(join(second)) == (403, "code-expired")


def test_a_new_set_up_code_ends_the_one_before(hub, join):
    first, _ = hub.committer.call(enrol.make_setup_code)
    second, _ = hub.committer.call(enrol.make_setup_code)
    assert refused(join(first)) == (403, "code-wrong")
    assert join(second).json["role"] == "chief"


def test_ten_wrong_codes_make_their_sender_wait(join, code, client, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("server.web.enrol.time.monotonic", lambda: now[0])
    good = code()
    for _ in range(10):
        assert refused(join("AAAA-AAAA")) == (403, "code-wrong")
        now[0] += 1
    answer = join(good)
    assert refused(answer) == (429, "too-many-tries")
    assert " 51 " in answer.json["error"]["fix"]
    now[0] += 51
    assert join(good).status_code == 200


def test_nobody_locks_the_others_out(join, code, client):
    good = code()
    client.environ_base["REMOTE_ADDR"] = "192.0.2.66"
    for _ in range(10):
        join("AAAA-AAAA")
    assert refused(join(good)) == (429, "too-many-tries")
    client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert join(good).status_code == 200


@pytest.mark.parametrize("name", ["a\x00b", "a\nb", "\x7f", "", "长" * 41])
def test_a_device_has_a_name_people_can_read(join, code, name):
    answer = join(code(), name=name)
    assert (refused(answer), answer.json["error"]["field"]) == ((400, "bad-request"), "name")


def test_a_right_code_is_not_counted_as_a_wrong_one(join, code, hub):
    for _ in range(3):
        assert join(code()).status_code == 200
    assert not hub.wrong_codes


@pytest.mark.parametrize("proof", ["", "x", "A" * 86, "=" * 86])
def test_a_device_must_prove_its_key(join, code, proof):
    assert refused(join(code(), proof=proof)) == (400, "bad-proof")


def test_the_proof_is_of_this_code_by_this_key(join, code, key):
    secret, other = code(), ec.generate_private_key(ec.SECP256R1())
    assert refused(join(secret, proof=facts.sign_raw(key, b"another code"))) == (400, "bad-proof")
    assert refused(join(secret, proof=facts.sign_raw(other, secret.encode()))) == (400, "bad-proof")
    assert join(secret).status_code == 200, "a failed try must not use the code up"


GOOD = {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43}


@pytest.mark.parametrize(
    "jwk", [{}, GOOD, GOOD | {"crv": "P-384"}, GOOD | {"kty": "RSA"}, GOOD | {"x": 7}, {"kty": "oct", "k": "AAAA"}]
)
def test_a_key_that_is_none_is_refused(join, code, jwk):
    answer = join(code(), jwk=jwk)
    assert refused(answer) == (400, "bad-request")
    assert answer.json["error"]["field"] == "jwk"


def test_a_private_key_handed_in_by_mistake_is_not_kept(hub, join, code, key, client, office):
    secret = facts.b64url(key.private_numbers().private_value.to_bytes(32, "big"))
    answer = join(code(), jwk=facts.jwk_of(key.public_key()) | {"d": secret})
    assert answer.status_code in (200, 400)
    assert secret not in client.get("/api/facts", headers=office.headers).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "长" * 41),
        ("name", 7),
        ("code", ""),
        ("code", "A" * 65),
        ("jwk", "x"),
        ("proof", None),
        ("code", "\ud800"),
        ("name", "\ud800"),
    ],
)
def test_what_does_not_fit_is_named(join, code, field, value):
    answer = join(code(), **{field: value})
    assert refused(answer) == (400, "bad-request")
    assert answer.json["error"]["field"] == field


def test_a_revoked_device_is_nobody_at_once(client, device, office):
    phone = device("phone")
    assert client.get("/api/me", headers=phone.headers).status_code == 200
    assert office.hand("device.revoke", {"device": phone.id, "reason": "lost"}).verdict == "accepted"
    answer = client.get("/api/me", headers=phone.headers)
    assert refused(answer) == (401, "not-enrolled")


def test_a_code_is_made_for_devices_people_hold_and_its_link_hides_it_from_logs(client, device):
    chief = device("tablet")
    answer = client.post("/api/enrol-codes", json={"kind": "gate", "name": "东门"}, headers=chief.headers)
    assert answer.status_code == 200
    for link in answer.json["links"]:
        before, _, after = link.partition("#")
        assert after == f"code={answer.json['code']}"
        assert answer.json["code"] not in before
    for kind in ("office", "hub", "", "printer"):
        made = client.post("/api/enrol-codes", json={"kind": kind, "name": "x"}, headers=chief.headers)
        assert refused(made) == (400, "bad-request")


def test_a_device_that_says_no_name_gets_the_one_given_with_its_code(join, code, hub):
    device = join(code("phone"), name=None).json
    assert device["name"] == hub.door.known[device["device"]].device.name == "东门手机"
