"""Grant tokens: what the hub signs is what devices read, and neither a badge nor anything else passes for one."""

import base45
import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol import grant, token
from protocol.grant import GrantToken, mint, read
from protocol.token import Forged, Token, Unreadable
from tests.protocol.test_token import KEY, KEYS, OTHER, VALUES, sealed

PLAIN = GrantToken("00112233445566ff", 17, 5, 20261122, "d7", None, ("lead", "gate"), 1795276800, 1795291200)
TEXT = mint(PLAIN, KEY, 1)
BADGE = token.mint(Token("00112233445566ff", 17, 8, 360101, 2026112, 1795276800, 1795363200), KEY, 1)
NUMBERS = st.integers(0, 2**53 - 1)
GRANTS = st.builds(
    GrantToken,
    st.binary(min_size=8, max_size=8).map(bytes.hex), NUMBERS, NUMBERS, NUMBERS, st.text(min_size=1, max_size=20),
    st.none() | st.text(min_size=1, max_size=40), st.lists(st.text(max_size=10), max_size=4).map(tuple),
    NUMBERS, NUMBERS,
)  # fmt: skip


def signed(claims):
    """Claims under the hub's own signature, written as a grant."""
    return grant.PREFIX + sealed({1: -8, 4: b"\x01"}, claims)[len(token.PREFIX) :]


def claims(**changes):
    said = {4: 1795291200, 5: 1795276800, 7: bytes(8), -70002: [17, 5, 20261122, "d7", "", "lead"]}
    return said | changes.get("claims", {})


@settings(deadline=None)
@given(GRANTS, st.integers(0, 255))
def test_what_is_minted_reads_back(given_, kid):
    assert read(mint(given_, KEY, kid), {kid: KEY.public_key()}) == given_


def test_the_longest_grant_is_read():
    longest = GrantToken("f" * 16, 2**31, 99, 2**53 - 1, "d" + "9" * 9, "门" * 40, ("practical",) * 6, 0, 2**53 - 1)
    assert read(mint(longest, KEY, 1), KEYS) == longest


def test_a_grant_of_another_key_is_forged():
    with pytest.raises(Forged, match="signature does not fit"):
        read(mint(PLAIN, OTHER, 1), KEYS)
    with pytest.raises(Forged, match="key this hub does not know"):
        read(mint(PLAIN, KEY, 2), KEYS)


def test_another_device_or_other_acts_under_the_old_signature_are_forged():
    tagged = cbor2.loads(base45.b45decode(TEXT[len(grant.PREFIX) :]))
    protected, header, payload, signature = tagged.value
    for scope in ([17, 5, 20261122, "d8", "", "lead", "gate"], [17, 5, 20261122, "d7", "", "lead", "gate", "custody"]):
        changed = cbor2.dumps(cbor2.loads(payload) | {grant.SCOPE: scope})
        parts = cbor2.dumps(cbor2.CBORTag(18, [protected, header, changed, signature]))
        with pytest.raises(Forged):
            read(grant.PREFIX + base45.b45encode(parts).decode(), KEYS)


def test_neither_passes_for_the_other_even_with_the_prefix_changed():
    for text in (TEXT, token.PREFIX + TEXT[len(grant.PREFIX) :]):
        with pytest.raises(Unreadable):
            token.read(text, KEYS)
    for text in (BADGE, grant.PREFIX + BADGE[len(token.PREFIX) :]):
        with pytest.raises(Unreadable):
            read(text, KEYS)


@pytest.mark.parametrize(
    "said",
    [
        {},
        claims(claims={7: bytes(7)}),
        claims(claims={7: "00112233445566ff"}),
        claims(claims={4: -1}),
        claims(claims={5: 1.5}),
        claims(claims={-70002: [17, 5, 20261122, "d7"]}),
        claims(claims={-70002: [17, 5, 20261122, 7, "", "lead"]}),
        claims(claims={-70002: [17, 5, 20261122, "d7", None, "lead"]}),
        claims(claims={-70002: [17, 5, 20261122, "d7", "", 1]}),
        claims(claims={-70002: [-17, 5, 20261122, "d7", "", "lead"]}),
        claims(claims={-70002: "d7"}),
    ],
)
def test_what_is_signed_but_says_something_else_is_unreadable(said):
    assert read(signed(claims()), KEYS).device == "d7"
    with pytest.raises(Unreadable):
        read(signed(said), KEYS)


@settings(deadline=None)
@given(st.text(max_size=900) | st.binary(max_size=300).map(lambda data: "KG1:" + base45.b45encode(data).decode()))
def test_any_text_is_turned_down_in_one_of_two_ways(text):
    with pytest.raises((Unreadable, Forged)):
        read(text, KEYS)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([4, 5, 7, -70001, -70002]), VALUES))
def test_any_signed_claims_are_read_or_turned_down(said):
    try:
        assert len(read(signed(said), KEYS).grant) == 16
    except Unreadable:
        return
