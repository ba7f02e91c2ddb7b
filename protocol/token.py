"""Badge tokens: a CWT in a COSE_Sign1 (RFC 8392, RFC 9052), Ed25519, base45 (RFC 9285) after ``KW1:``.

The QR is identity, not a secret. Role numbers stand in ``protocol.role``; person 0 is a spare badge.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import base45
import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PREFIX = "KW1:"
MAX_LENGTH = 400
EDDSA, ALGORITHM, KEY_ID = -8, 1, 4
EXPIRES, NOT_BEFORE, TOKEN_ID, HOLDER = 4, 5, 7, -70001
SIGN1 = 18


class Unreadable(ValueError):
    """The text is no badge token of this product: another QR code, cut short, or misread."""


class Forged(ValueError):
    """The text is written as a badge token, but no key of the plan signed it."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a badge says. ``badge`` is the 8-byte id in hex; ``not_before`` and ``expires`` are Unix seconds."""

    badge: str
    person: int
    role: int
    site: int
    plan: int
    not_before: int
    expires: int


@dataclass(frozen=True, slots=True)
class Sealed:
    """A COSE_Sign1 as it was read; nothing is verified before ``check``."""

    kid: int
    protected: bytes
    payload: bytes
    signature: bytes

    def check(self, keys: Mapping[int, Ed25519PublicKey], context: bytes = b"") -> None:
        """Check the signature; ``context`` as in ``seal``.

        Raises:
            Forged: the key is unknown or the signature does not fit.
        """
        key = keys.get(self.kid)
        if key is None:
            raise Forged("signed with a key this hub does not know")
        try:
            key.verify(self.signature, _signed(self.protected, self.payload, context))
        except InvalidSignature as error:
            raise Forged("the signature does not fit") from error


def seal(payload: bytes, key: Ed25519PrivateKey, kid: int, context: bytes = b"") -> bytes:
    """Return a COSE_Sign1 of ``payload``. ``kid`` (0 to 255) names the key among the plan's.

    ``context`` is signed but not carried: what one key signs for one use is nothing for another. Badges have none.
    """
    protected = cbor2.dumps({ALGORITHM: EDDSA, KEY_ID: bytes([kid])})
    signature = key.sign(_signed(protected, payload, context))
    return cbor2.dumps(cbor2.CBORTag(SIGN1, [protected, {}, payload, signature]))


def unseal(data: bytes) -> Sealed:
    """Read a COSE_Sign1 in its one shortest form, without verifying it.

    Raises:
        Unreadable: not one, or not signed as here.
    """
    tagged = _load(data)
    if not isinstance(tagged, cbor2.CBORTag) or tagged.tag != SIGN1:
        raise Unreadable("not a COSE_Sign1")
    parts = tagged.value
    if not isinstance(parts, list) or len(parts) != 4:
        raise Unreadable("not a COSE_Sign1")
    protected, unprotected, payload, signature = parts
    if unprotected != {}:  # nobody signed what stands there
        raise Unreadable("not a COSE_Sign1 as badges have it")
    if _dump(tagged) != data:  # one token, one text
        raise Unreadable("not written in the shortest form, or followed by more")
    if not (isinstance(protected, bytes) and isinstance(payload, bytes) and isinstance(signature, bytes)):
        raise Unreadable("not a COSE_Sign1")
    header = claims_of(protected)
    kid = header.get(KEY_ID)
    if header.get(ALGORITHM) != EDDSA or not isinstance(kid, bytes) or len(kid) != 1:
        raise Unreadable("not signed as a badge is")
    return Sealed(kid[0], protected, payload, signature)


def seal_text(prefix: str, claims: Mapping[int, Any], key: Ed25519PrivateKey, kid: int) -> str:
    """Sign claims and write them as a text for a code. ``prefix`` tells one sort of text from another."""
    encoded: bytes = base45.b45encode(seal(cbor2.dumps(dict(claims)), key, kid))
    return prefix + encoded.decode()


def unseal_text(text: str, prefix: str, longest: int) -> tuple[Sealed, dict[Any, Any]]:
    """Take a text of ``seal_text`` apart, at most ``longest`` characters, into seal and claims; nothing is verified.

    Raises:
        Unreadable: not written as ``seal_text`` writes it.
    """
    if not text.startswith(prefix) or len(text) > longest:
        raise Unreadable(f"does not begin with {prefix}")
    sealed = unseal(unbase45(text[len(prefix) :]))
    return sealed, claims_of(sealed.payload)


def mint(token: Token, key: Ed25519PrivateKey, kid: int) -> str:
    """Sign a token. ``kid`` (0 to 255) names the key among the plan's."""
    holder = [token.person, token.role, token.site, token.plan]
    claims = {
        EXPIRES: token.expires, NOT_BEFORE: token.not_before, TOKEN_ID: bytes.fromhex(token.badge), HOLDER: holder
    }  # fmt: skip
    return seal_text(PREFIX, claims, key, kid)


def read(text: str, keys: Mapping[int, Ed25519PublicKey]) -> Token:
    """Read and verify a token; validity in time, site and plan are rules of the badge, not of the token.

    Raises:
        Unreadable: not written as a badge token.
        Forged: the key is unknown or the signature does not fit.
    """
    sealed, claims = unseal_text(text, PREFIX, MAX_LENGTH)
    token = _token(claims)
    sealed.check(keys)
    return token


def _signed(protected: bytes, payload: bytes, context: bytes) -> bytes:
    return cbor2.dumps(["Signature1", protected, context, payload])


def _load(data: bytes) -> Any:
    try:
        return cbor2.loads(data)
    except Exception as error:  # tags of its own (fractions, dates, patterns) let whatever they stumble on escape
        raise Unreadable("not CBOR") from error


def _dump(value: Any) -> bytes:
    try:
        return cbor2.dumps(value)
    except Exception as error:  # not all that can be read can be written: values within themselves, lone end marks
        raise Unreadable("not CBOR as badges have it") from error


_DIGITS = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")}


def unbase45(text: str) -> bytes:
    """Decode RFC 9285; every check-in does it once, and this is three times as fast as the library that encodes.

    Raises:
        Unreadable: not base45.
    """
    try:
        digits = [_DIGITS[character] for character in text]
        whole = len(digits) // 3 * 3
        pairs = [
            a + 45 * b + 2025 * c
            for a, b, c in zip(digits[0:whole:3], digits[1:whole:3], digits[2:whole:3], strict=True)
        ]
        rest = digits[whole:]
        last = bytes([rest[0] + 45 * rest[1]]) if rest else b""
        return struct.pack(f">{len(pairs)}H", *pairs) + last
    except (KeyError, IndexError, ValueError, struct.error) as error:
        raise Unreadable("not base45") from error


def claims_of(data: bytes) -> dict[Any, Any]:
    """Read a CBOR map.

    Raises:
        Unreadable: something else.
    """
    value = _load(data)
    if not isinstance(value, dict):
        raise Unreadable("not a map of claims")
    return value


def _token(claims: dict[Any, Any]) -> Token:
    badge, holder = claims.get(TOKEN_ID), claims.get(HOLDER)
    if not isinstance(badge, bytes) or len(badge) != 8 or not isinstance(holder, list) or len(holder) != 4:
        raise Unreadable("claims are missing")
    person, role, site, plan = (whole(number) for number in holder)
    return Token(badge.hex(), person, role, site, plan, whole(claims.get(NOT_BEFORE)), whole(claims.get(EXPIRES)))


def whole(value: object) -> int:
    """Return a claim that is a whole number.

    Raises:
        Unreadable: something else.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise Unreadable("claims are not whole numbers")
    return value
