"""Facts: envelope, canonical bytes, digest and signature."""

import base64
import hashlib
import json
import subprocess
from contextlib import suppress

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocol import fact as facts
from protocol.fact import MAX_INTEGER, Malformed

KEY = ec.derive_private_key(12345, ec.SECP256R1())
OTHER = ec.derive_private_key(54321, ec.SECP256R1())
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
WHOLE = st.integers(-MAX_INTEGER, MAX_INTEGER)
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=6,
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=6,
)
NODE = """
const members = (v) => Object.keys(v).sort().map((k) => JSON.stringify(k) + ':' + write(v[k])).join()
const write = (v) => Array.isArray(v) ? '[' + v.map(write).join() + ']'
  : v && typeof v === 'object' ? '{' + members(v) + '}' : JSON.stringify(v)
const lines = require('fs').readFileSync(0, 'utf8').split('\\n').filter(Boolean)
process.stdout.write(JSON.stringify(lines.map((line) => write(JSON.parse(line)))))
"""


def raw(**changes):
    fact = {
        "id": "0197f0c2-4a5b-7000-8000-000000000001",
        "kind": "duty.check_in",
        "at": "2026-11-22T08:01:02.345+08:00",
        "device": "d7",
        "device_seq": 17,
        "grant": None,
        "body": {"badge": "KW1:…", "place": "gate-1"},
    }
    return {**fact, **changes}


def without(name):
    return {key: value for key, value in raw().items() if key != name}


# canonical bytes


def test_the_example_of_the_standard():
    value = {"\u20ac": "Euro Sign", "\r": "Carriage Return", "1": "One", "\U0001f600": "Smiley", "\u0080": "Control",
             "\u00f6": "Latin Small Letter O With Diaeresis", "\ufb33": "Hebrew Letter Dalet With Dagesh"}  # fmt: skip
    order = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(facts.canonical(value))) == order


@given(VALUES)
def test_canonical_bytes_are_those_of_the_standards_program(value):
    assert facts.canonical(value) == rfc8785.dumps(value)


@given(VALUES)
def test_canonical_bytes_read_back_and_are_canonical_again(value):
    assert facts.loads(facts.canonical(value)) == value
    assert facts.canonical(facts.loads(facts.canonical(value))) == facts.canonical(value)


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(VALUES, min_size=80, max_size=120))
def test_a_browsers_language_writes_the_same_bytes(values):
    lines = "\n".join(json.dumps(value) for value in values)
    run = subprocess.run(["node", "-e", NODE], input=lines, capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == [facts.canonical(value).decode() for value in values]


@given(st.permutations(list(raw().items())))
def test_the_order_of_members_does_not_matter(items):
    assert facts.canonical(dict(items)) == facts.canonical(raw())


@given(st.floats() | st.lists(st.floats(), min_size=1, max_size=2) | st.dictionaries(TEXTS, st.floats(), min_size=1))
def test_fractions_have_no_canonical_form(value):
    with pytest.raises(Malformed):
        facts.canonical({"body": value})


@pytest.mark.parametrize("number", [MAX_INTEGER + 1, -MAX_INTEGER - 1, 10**30])
def test_integers_beyond_what_browsers_hold_have_no_canonical_form(number):
    with pytest.raises(Malformed):
        facts.canonical({"number": number})


@pytest.mark.parametrize("value", ["\ud800", "a\udfffb", {"\ud800": 1}, ["\udc00\ud800"]])
def test_lone_surrogates_have_no_canonical_form(value):
    with pytest.raises(Malformed):
        facts.canonical({"text": value})


def nested(depth):
    value = "x"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("depth", [facts.MAX_DEPTH + 1, 500, 5000])
def test_nesting_without_end_has_no_canonical_form(depth):
    with pytest.raises(Malformed):
        facts.canonical({"body": nested(depth)})


def test_the_place_of_a_fault_is_named_however_long_the_names_around_it():
    with pytest.raises(Malformed) as caught:
        facts.canonical({"a": [1, {"b": 0.5}], "n" * 100_000: 1})
    assert caught.value.field == "fact.a.[1].b"
    with pytest.raises(Malformed) as caught:
        facts.canonical({"n" * 100_000: [0.5]})
    assert len(caught.value.field) < 300


def test_nesting_within_reason_has_one():
    assert facts.canonical({"body": nested(facts.MAX_DEPTH - 2)}).startswith(b'{"body":[[')


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", '{"a": NaN}'])
def test_what_is_not_json_is_not_read(text):
    with pytest.raises(ValueError, match="is not JSON"):
        facts.loads(text)


def test_a_digest_is_the_lower_case_sha256():
    assert facts.digest(b"abc") == hashlib.sha256(b"abc").hexdigest()


# what has no canonical form can still be kept


@pytest.mark.parametrize(
    "value",
    [
        {"id": "a", "n": 0.5}, {"id": "a", "n": 10**30}, {"id": "a", "n": 10**5000}, {"id": "a", "t": "\ud800"},
        {"id": "a", "n": float("inf")}, {"id": "a", "n": float("nan")}, {"id": "a", "deep": nested(100)},
        {"id": "a", "deep": nested(3000)},
    ],
    ids=["fraction", "huge", "beyond reading", "surrogate", "infinite", "nan", "deep", "deeper"],
)  # fmt: skip
def test_what_has_no_canonical_form_is_kept_as_json_that_reads_back(value):
    kept = facts.loads(facts.fallback_bytes(value))
    assert kept["id"] == "a"
    assert facts.fallback_bytes(kept) == facts.fallback_bytes(value)
    with suppress(Malformed):  # what was left out may have been all that was wrong
        assert facts.canonical(kept) != facts.fallback_bytes(value)


@given(st.dictionaries(st.text(max_size=8), JSON_VALUES, max_size=5))
def test_whatever_json_holds_can_be_kept(value):
    assert isinstance(facts.loads(facts.fallback_bytes(value)), dict)


@pytest.mark.parametrize("text", ["1e999", "-1e999", "1" * 5000])
def test_numbers_beyond_every_machine_are_read_as_fractions(text):
    read = facts.loads(f'{{"n": {text}}}')
    with pytest.raises(Malformed):
        facts.canonical(read)


# the envelope


def test_a_fact_reads_as_written():
    fact = facts.parse(raw(grant="g12"))
    assert (fact.id, fact.kind, fact.device, fact.device_seq, fact.grant) == (
        raw()["id"], "duty.check_in", "d7", 17, "g12"
    )  # fmt: skip
    assert fact.at.isoformat() == "2026-11-22T08:01:02.345000+08:00"
    assert fact.body == {"badge": "KW1:…", "place": "gate-1"}


def test_a_grant_may_be_left_out():
    assert facts.parse(without("grant")).grant is None


@pytest.mark.parametrize("name", ["id", "kind", "at", "device", "device_seq", "body"])
def test_a_missing_member_is_named(name):
    with pytest.raises(Malformed) as caught:
        facts.parse(without(name))
    assert (caught.value.field, caught.value.expected) == (name, "to be present")


def test_a_member_nobody_knows_is_named():
    with pytest.raises(Malformed) as caught:
        facts.parse(raw(seal="S-1177"))
    assert (caught.value.field, caught.value.expected) == ("seal", "not to be present")


WRONG = [
    *[("id", value) for value in ("", "x", 7, None, raw()["id"].upper(), raw()["id"] + "\n", raw()["id"][:-1])],
    *[("kind", value) for value in ("", "duty", "Duty.check_in", "duty.check-in", "duty.check_in.", 7, None, "a.b\n")],
    *[
        ("at", value)
        for value in (
            "", "2026-11-22", "2026-11-22T08:01:02", "2026-11-22 08:01:02+08:00", "2026-02-30T08:00:00Z",
            "2026-11-22T25:00:00Z", "2026-11-22T08:00:00+0800", "2026-11-22T08:00:00+25:00", 1795276800, None,
            "2026-11-22T08:00:00.1234567890Z", "0001-01-01T00:00:00+08:00", "1969-12-31T23:59:59Z",
            "9999-12-31T23:59:59-08:00",
        )
    ],
    *[("device", value) for value in ("", "d" * 65, 7, None)],
    *[("device_seq", value) for value in (0, -1, "17", 17.0, True, None, MAX_INTEGER + 1)],
    *[("grant", value) for value in ("", "g" * 65, 7, True, {})],
    *[("body", value) for value in (None, [], "x", 7)],
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_a_wrong_member_is_named(field, value):
    with pytest.raises(Malformed) as caught:
        facts.parse(raw(**{field: value}))
    assert caught.value.field == field
    assert caught.value.expected


@pytest.mark.parametrize("value", [None, [], "fact", 7, True])
def test_what_is_no_object_is_no_fact(value):
    with pytest.raises(Malformed, match="expected an object"):
        facts.parse(value)


@pytest.mark.parametrize(
    ("at", "seconds"),
    [
        ("2026-11-22T08:01+08:00", "2026-11-22T08:01:00+08:00"),
        ("2026-11-22T00:01:02Z", "2026-11-22T00:01:02+00:00"),
        ("2026-11-22T08:01:02.1+08:00", "2026-11-22T08:01:02.100000+08:00"),
        ("2026-11-22T08:01:02.123456789-03:30", "2026-11-22T08:01:02.123456-03:30"),
    ],
)
def test_times_as_devices_write_them(at, seconds):
    assert facts.parse(raw(at=at)).at.isoformat() == seconds


@given(st.one_of(JSON_VALUES, st.fixed_dictionaries({name: JSON_VALUES for name in raw()})))
def test_anything_handed_in_is_read_or_named_malformed(value):
    with suppress(Malformed):  # any other exception fails the test
        assert facts.parse(value).at.tzinfo is not None


# id and number: what lets a broken fact be kept


@pytest.mark.parametrize(
    "value",
    [None, [], "x", {}, {"id": "a"}, {"device_seq": 1}, {"id": "", "device_seq": 1}, {"id": "a" * 65, "device_seq": 1},
     {"id": "号", "device_seq": 1}, {"id": "a\n", "device_seq": 1}, {"id": 7, "device_seq": 1},
     {"id": "a", "device_seq": 0}, {"id": "a", "device_seq": True}, {"id": "a", "device_seq": 1.0},
     {"id": "a", "device_seq": MAX_INTEGER + 1}, {"id": "a", "device_seq": "1"}],
)  # fmt: skip
def test_without_id_and_number_nothing_can_be_named(value):
    assert facts.identity(value) is None


def test_id_and_number_are_read_of_nonsense():
    assert facts.identity({"id": "abc", "device_seq": 5, "body": object()}) == ("abc", 5)


# the leaf


@given(
    st.integers(1, MAX_INTEGER), TEXTS, TEXTS, TEXTS, st.booleans(), TEXTS, st.none() | TEXTS
)  # fmt: skip
def test_a_leaf_is_canonical(seq, digest, device, received, acted, verdict, code):
    members = {"seq": seq, "digest": digest, "device": device, "received": received, "acted": acted,
               "verdict": verdict, "code": code}  # fmt: skip
    assert facts.leaf_text(seq, digest, device, received, acted, verdict, code).encode() == rfc8785.dumps(members)


# signatures


@settings(deadline=None)
@given(st.binary())
def test_a_signature_is_es256_over_the_context_and_the_bytes(data):
    signature = facts.sign(KEY, data)
    assert facts.verifies(KEY.public_key(), data, signature)
    unpacked = base64.urlsafe_b64decode(signature + "==")
    assert len(unpacked) == 64
    der = encode_dss_signature(int.from_bytes(unpacked[:32]), int.from_bytes(unpacked[32:]))
    KEY.public_key().verify(der, b"kaowu-fact-v1\n" + data, ec.ECDSA(SHA256()))


def test_a_signature_is_good_for_one_key_and_one_text():
    signature = facts.sign(KEY, b"text")
    assert not facts.verifies(OTHER.public_key(), b"text", signature)
    assert not facts.verifies(KEY.public_key(), b"texts", signature)


def test_a_proof_of_enrolment_is_no_signature_of_a_fact():
    assert not facts.verifies(KEY.public_key(), b"text", facts.sign_raw(KEY, b"text"))


@pytest.mark.parametrize("place", range(64))
def test_no_byte_of_a_signature_can_be_changed(place):
    signed = bytearray(facts.unb64url(facts.sign(KEY, b"text")))
    signed[place] ^= 1
    assert not facts.verifies(KEY.public_key(), b"text", facts.b64url(bytes(signed)))


@pytest.mark.parametrize(
    "signature", [None, 7, "", "AAAA", "A" * 86, "A" * 87, "=" * 86, "é" * 86, b"x" * 64, [], "A" * 5000]
)
def test_what_is_no_signature_does_not_fit(signature):
    assert not facts.verifies(KEY.public_key(), b"text", signature)


@pytest.mark.parametrize("r", [0, 2**256 - 1])
def test_numbers_outside_the_curves_order_do_not_fit(r):
    assert not facts.verifies(KEY.public_key(), b"text", facts.b64url(r.to_bytes(32) + (1).to_bytes(32)))


def test_a_public_key_reads_back():
    jwk = facts.jwk_of(KEY.public_key())
    assert facts.key_from_jwk(jwk).public_numbers() == KEY.public_key().public_numbers()


JWK = facts.jwk_of(KEY.public_key())


@pytest.mark.parametrize(
    "jwk",
    [None, [], "key", {}, {**JWK, "kty": "RSA"}, {**JWK, "crv": "P-384"}, {**JWK, "d": JWK["x"]}, {**JWK, "x": None},
     {**JWK, "x": JWK["x"][:-2]}, {**JWK, "y": JWK["x"]}, {**JWK, "x": "*" * 43}, {**JWK, "x": "A" * 43}],
    ids=["none", "list", "text", "empty", "rsa", "p-384", "private", "no x", "short", "off the curve", "base64", "0"],
)  # fmt: skip
def test_what_is_no_public_p256_key_is_refused(jwk):
    with pytest.raises(Malformed) as caught:
        facts.key_from_jwk(jwk)
    assert caught.value.field == "jwk"


@given(st.binary(max_size=100))
def test_base64url_reads_back(data):
    assert facts.unb64url(facts.b64url(data)) == data


@pytest.mark.parametrize("text", [None, 7, "a b", "a=", "+/", "A", "é"])
def test_what_is_no_base64url_is_none(text):
    assert facts.unb64url(text) is None
