import base45
import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.token import MAX_LENGTH, PREFIX, Forged, Token, Unreadable, mint, read, unbase45

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
KEYS = {1: KEY.public_key()}
PLAIN = Token("00112233445566ff", 17, 8, 360101, 2026112, 1795276800, 1795363200)
TEXT = mint(PLAIN, KEY, 1)
NUMBERS = st.integers(0, 2**53 - 1)
TOKENS = st.builds(
    Token, st.binary(min_size=8, max_size=8).map(bytes.hex), NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS
)


def sealed(protected, payload, signature=None, tag=18, **changes):
    """Write a token as the standards do, however wrong its content."""
    protected, payload = (part if isinstance(part, bytes) else cbor2.dumps(part) for part in (protected, payload))
    signed = KEY.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    parts = [protected, {}, payload, signed if signature is None else signature]
    return PREFIX + base45.b45encode(cbor2.dumps(cbor2.CBORTag(tag, changes.get("parts", parts)))).decode()


def claims(**changes):
    return {4: 1795363200, 5: 1795276800, 7: bytes(8), -70001: [17, 8, 1, 2], **changes.get("claims", {})}


@settings(deadline=None)
@given(TOKENS, st.integers(0, 255))
def test_what_is_minted_reads_back(token, kid):
    assert read(mint(token, KEY, kid), {kid: KEY.public_key()}) == token


def test_a_badge_of_the_day_fits_version_6_of_a_qr():
    assert 177 <= len(TEXT) <= 195
    assert set(TEXT) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def test_another_library_reads_our_token():
    pem = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    key = cwt.COSEKey.from_pem(pem, kid=b"\x01", alg="EdDSA")
    payload = cwt.COSE.new().decode(base45.b45decode(TEXT[len(PREFIX) :]), key)
    assert cbor2.loads(payload) == {
        4: 1795363200,
        5: 1795276800,
        7: bytes.fromhex(PLAIN.badge),
        -70001: [17, 8, 360101, 2026112],
    }


def test_our_reader_reads_the_token_of_another_library():
    pem = KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    key = cwt.COSEKey.from_pem(pem, kid=b"\x01", alg="EdDSA")
    payload = cbor2.dumps(
        {4: PLAIN.expires, 5: PLAIN.not_before, 7: bytes.fromhex(PLAIN.badge), -70001: [17, 8, 360101, 2026112]}
    )
    made = cwt.COSE.new().encode_and_sign(payload, key, protected={"alg": "EdDSA", "kid": b"\x01"})
    assert read(PREFIX + base45.b45encode(made).decode(), KEYS) == PLAIN


@given(st.integers(0, 8 * len(base45.b45decode(TEXT[len(PREFIX) :])) - 1))
def test_no_flipped_bit_makes_another_badge_of_it(bit):
    """COSE leaves its second header unsigned; a flip there changes nothing the token says."""
    data = bytearray(base45.b45decode(TEXT[len(PREFIX) :]))
    data[bit // 8] ^= 1 << bit % 8
    try:
        said = read(PREFIX + base45.b45encode(bytes(data)).decode(), KEYS)
    except (Forged, Unreadable):
        return
    assert said == PLAIN
    assert bit // 8 == 9, "the one byte of the unsigned header"


def test_a_changed_person_is_forged():
    assert read(sealed({1: -8, 4: b"\x01"}, claims()), KEYS).person == 17
    signature = KEY.sign(b"something else")
    with pytest.raises(Forged, match="signature does not fit"):
        read(sealed({1: -8, 4: b"\x01"}, claims(), signature), KEYS)


def test_a_token_of_another_key_is_forged():
    with pytest.raises(Forged, match="signature does not fit"):
        read(mint(PLAIN, OTHER, 1), KEYS)


def test_a_token_of_a_key_this_hub_does_not_know_is_forged():
    with pytest.raises(Forged, match="key this hub does not know"):
        read(mint(PLAIN, KEY, 2), KEYS)


@pytest.mark.parametrize("signature", [b"", b"short", bytes(63), bytes(64), bytes(65)])
def test_a_signature_of_any_length_that_does_not_fit_is_forged(signature):
    with pytest.raises(Forged):
        read(sealed({1: -8, 4: b"\x01"}, claims(), signature), KEYS)


#: CBOR that the library stumbles on: fractions too large, a value within itself, an end mark that ends nothing.
CRAFTED = (
    "d28446a20127044101a101c5821a7fffffff01",
    "c4821b7fffffffffffffff01",
    "d81cd28440a0d81d0040",
    "d284404040ff",
    "d2844040a0ff",
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.org/",
        "kw1:" + TEXT[4:],
        TEXT[4:],
        PREFIX,
        TEXT[:-1],
        TEXT[:100],
        TEXT + "A" * MAX_LENGTH,
        PREFIX + "监考",
        PREFIX + "abc",
        PREFIX + ":::",
        PREFIX + base45.b45encode(cbor2.dumps("text")).decode(),
        PREFIX + base45.b45encode(b"\x5b" + b"\xff" * 8).decode(),
        PREFIX + base45.b45encode(b"\x81" * 200).decode(),
        *(PREFIX + base45.b45encode(bytes.fromhex(crafted)).decode() for crafted in CRAFTED),
    ],
)
def test_what_is_no_token_is_unreadable(text):
    with pytest.raises(Unreadable):
        read(text, KEYS)


@pytest.mark.parametrize(
    "text",
    [
        sealed({1: -8, 4: b"\x01"}, claims(), tag=17),
        sealed({1: -8, 4: b"\x01"}, claims(), parts=[b"", {}, b""]),
        sealed({1: -8, 4: b"\x01"}, claims(), parts=[1, {}, 2, 3]),
        sealed({1: -7, 4: b"\x01"}, claims()),
        sealed({1: -8}, claims()),
        sealed({1: -8, 4: 1}, claims()),
        sealed({1: -8, 4: b"\x01\x02"}, claims()),
        sealed([1, -8], claims()),
        sealed(b"\xff", claims()),
        sealed({1: -8, 4: b"\x01"}, [1, 2]),
        sealed({1: -8, 4: b"\x01"}, {}),
        sealed({1: -8, 4: b"\x01"}, claims(claims={7: bytes(7)})),
        sealed({1: -8, 4: b"\x01"}, claims(claims={7: "text"})),
        sealed({1: -8, 4: b"\x01"}, claims(claims={4: None})),
        sealed({1: -8, 4: b"\x01"}, claims(claims={5: 1.5})),
        sealed({1: -8, 4: b"\x01"}, claims(claims={-70001: [17, 8, 1]})),
        sealed({1: -8, 4: b"\x01"}, claims(claims={-70001: [17, 8, 1, -2]})),
        sealed({1: -8, 4: b"\x01"}, claims(claims={-70001: [True, 8, 1, 2]})),
        sealed({1: -8, 4: b"\x01"}, claims(claims={-70001: [2**53, 8, 1, 2]})),
        sealed({1: -8, 4: b"\x01"}, claims(claims={-70001: {"person": 17}})),
    ],
)
def test_a_token_that_is_signed_but_says_something_else_is_unreadable(text):
    with pytest.raises(Unreadable):
        read(text, KEYS)


@settings(deadline=None)
@given(
    st.one_of(st.text(max_size=500), st.binary(max_size=300).map(lambda data: PREFIX + base45.b45encode(data).decode()))
)
def test_any_text_is_turned_down_in_one_of_two_ways(text):
    with pytest.raises((Unreadable, Forged)):
        read(text, KEYS)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.binary(max_size=8) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.integers(-10, 10), inner, max_size=4),
    max_leaves=8,
)


@settings(deadline=None)
@given(VALUES, VALUES, VALUES)
def test_any_content_under_the_right_tag_is_turned_down(protected, payload, signature):
    for parts in (
        [cbor2.dumps(protected), {}, cbor2.dumps(payload), b"x" * 64],
        [protected, {}, payload, signature],
        protected,
    ):
        with pytest.raises((Unreadable, Forged)):
            read(sealed({}, {}, parts=parts), KEYS)


def test_a_spare_badge_belongs_to_no_one_yet():
    spare = Token("00112233445566ff", 0, 8, 360101, 2026112, 1795276800, 1795363200)
    assert read(mint(spare, KEY, 1), KEYS).person == 0


@given(st.binary(max_size=60))
def test_base45_is_read_as_the_library_writes_it(data):
    assert unbase45(base45.b45encode(data).decode()) == data


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:a", max_size=12))
def test_base45_is_refused_where_the_library_refuses_it(text):
    try:
        expected = base45.b45decode(text)
    except ValueError:
        expected = None
    try:
        found = unbase45(text)
    except Unreadable:
        found = None
    assert found == expected
