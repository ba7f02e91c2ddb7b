"""The signed list of revoked badges."""

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol import token
from protocol.fact import b64url, unb64url
from protocol.revocations import CONTEXT, PREFIX, Revocations, read, write
from protocol.token import Forged, Token, Unreadable, mint, seal

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
KEYS = {1: KEY.public_key()}
LIST = Revocations({20261122: frozenset({"00112233445566ff", "ff" * 8})}, 214, 1795276800, 1795277700)
TEXT = write(LIST, KEY, 1)
IDS = st.frozensets(st.binary(min_size=8, max_size=8).map(bytes.hex), min_size=1, max_size=9)
WHOLE = st.integers(0, 2**53 - 1)
LISTS = st.builds(Revocations, st.dictionaries(WHOLE, IDS, max_size=4), WHOLE, WHOLE, WHOLE)


@settings(deadline=None)
@given(LISTS, st.integers(0, 255))
def test_what_is_written_reads_back(revocations, kid):
    assert read(write(revocations, KEY, kid), {kid: KEY.public_key()}) == revocations


def test_the_same_list_is_the_same_text_whatever_its_order():
    turned = Revocations({20261122: frozenset(["ff" * 8, "00112233445566ff"])}, 214, 1795276800, 1795277700)
    assert write(turned, KEY, 1) == TEXT


def test_a_list_of_another_key_is_forged():
    with pytest.raises(Forged):
        read(write(LIST, OTHER, 1), KEYS)
    with pytest.raises(Forged):
        read(write(LIST, KEY, 2), KEYS)


@settings(deadline=None)
@given(st.data())
def test_no_byte_of_it_can_be_changed(data):
    raw = bytearray(unb64url(TEXT.removeprefix(PREFIX)))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises((Forged, Unreadable)):
        read(PREFIX + b64url(bytes(raw)), KEYS)


@given(st.text(max_size=60))
def test_anything_else_is_unreadable(text):
    for candidate in (text, PREFIX + text):
        with pytest.raises(Unreadable):
            read(candidate, KEYS)


def test_a_badge_is_no_list_and_a_list_no_badge():
    badge = mint(Token("00112233445566ff", 17, 8, 1, 2, 3, 4), KEY, 1)
    sealed = b64url(token.unbase45(badge.removeprefix(token.PREFIX)))
    with pytest.raises(Unreadable):
        read(PREFIX + sealed, KEYS)


def test_what_the_key_signed_for_another_use_is_no_list():
    payload = token.unseal(unb64url(TEXT.removeprefix(PREFIX))).payload
    assert read(PREFIX + b64url(seal(payload, KEY, 1, CONTEXT)), KEYS) == LIST
    with pytest.raises(Forged):
        read(PREFIX + b64url(seal(payload, KEY, 1)), KEYS)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {6: 1, -70011: 1, -70012: 1, -70013: {1: b"short"}},
        {6: -1, -70011: 1, -70012: 1, -70013: {}},
        {6: 1, -70011: 1, -70012: 1, -70013: {"1": bytes(8)}},
    ],
)
def test_claims_that_make_no_list_are_unreadable(claims):
    with pytest.raises(Unreadable):
        read(PREFIX + b64url(seal(cbor2.dumps(claims), KEY, 1, CONTEXT)), KEYS)
