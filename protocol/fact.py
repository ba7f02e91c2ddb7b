"""A fact: what a device says happened, its canonical bytes, digest and signature.

The envelope and the signature are the contract of every device, station and other hub (``docs/facts.md``).
"""

import base64
import hashlib
import json
import math
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

CONTEXT = b"kaowu-fact-v1\n"
MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 32  # objects and lists within each other; deeper ones could not be read again everywhere
MAX_DIGITS = 4000  # Python reads no longer integers
YEARS = range(1970, 9999)  # of a device's clock; beyond them times cannot be moved between zones
FIELDS = frozenset({"id", "kind", "at", "device", "device_seq", "grant", "body"})

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_KIND = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")
_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)")
_SHA256 = ec.ECDSA(SHA256())
_SHOWN_PATH = 200  # characters of a path: a long name is not written again for each of a million values below it
_UNREADABLE = 10**MAX_DIGITS
_SORTED = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_COMPACT = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


class Malformed(ValueError):
    """A fact is not written as the contract asks. ``field`` names the place, ``expected`` what belongs there."""

    def __init__(self, field: str, expected: str) -> None:
        """Name the field (dotted path) and what was expected there."""
        super().__init__(f"{field}: expected {expected}")
        self.field = field
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as its device wrote it. ``at`` is the device's clock (aware), never used to order facts."""

    id: str
    kind: str
    at: datetime
    device: str
    device_seq: int
    grant: str | None
    body: dict[str, Any]


def canonical(value: Any) -> bytes:
    """Write a JSON value as RFC 8785 bytes.

    Raises:
        Malformed: a float, an integer beyond 2**53-1, a lone surrogate, more than ``MAX_DEPTH`` levels or a type JSON
            does not have.
    """
    ascii_names = _plain(value, "fact", MAX_DEPTH)
    try:
        if ascii_names:
            # With ASCII names and no fractions, sorted compact JSON is RFC 8785, five times as fast as the general way.
            return _SORTED.encode(value).encode()
        return rfc8785.dumps(value)
    except ValueError as error:  # of rfc8785, of surrogates
        raise Malformed("fact", "well-formed Unicode strings") from error


def _plain(value: Any, path: str, levels: int) -> bool:
    """Refuse what a fact may not hold, and tell whether every name in it is ASCII."""
    if isinstance(value, str | bool) or value is None:
        return True
    if isinstance(value, int):
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise Malformed(path, "an integer up to 2^53-1")
        return True
    if not isinstance(value, dict | list):
        raise Malformed(path, "an integer or a string, not a fraction")
    if levels == 0:
        raise Malformed("fact", f"at most {MAX_DEPTH} levels")
    path = path[:_SHOWN_PATH]
    if isinstance(value, list):
        return all([_plain(inner, f"{path}.[{index}]", levels - 1) for index, inner in enumerate(value)])
    inside = all([_plain(inner, f"{path}.{name}", levels - 1) for name, inner in value.items()])
    return inside and all(name.isascii() for name in value)


def digest(data: bytes) -> str:
    """Return the lower-case hex SHA-256 of canonical bytes."""
    return hashlib.sha256(data).hexdigest()


def fallback_bytes(value: Any) -> bytes:
    """Write a JSON value that has no canonical form, so that it can be journaled as malformed and still be named.

    What JSON cannot say (infinite numbers, integers too long to read again, endless nesting) is written as null. The
    line feed at the end tells it from canonical bytes, which have none: nobody signed it.
    """
    text = json.dumps(_sayable(value, MAX_DEPTH), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return text.encode() + b"\n"


def _sayable(value: Any, levels: int) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int):
        return value if abs(value) < _UNREADABLE else None
    if not isinstance(value, dict | list):
        return value
    if levels == 0:
        return None
    if isinstance(value, dict):
        return {key: _sayable(inner, levels - 1) for key, inner in value.items()}
    return [_sayable(inner, levels - 1) for inner in value]


def identity(raw: Any) -> tuple[str, int] | None:
    """Read ``(id, device_seq)`` of anything handed in as a fact, or None where they cannot be read."""
    if not isinstance(raw, dict):
        return None
    fact_id, number = raw.get("id"), raw.get("device_seq")
    if not isinstance(fact_id, str) or not 0 < len(fact_id) <= 64 or not fact_id.isascii() or not fact_id.isprintable():
        return None
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number <= MAX_INTEGER:
        return None
    return fact_id, number


def kind_of(raw: Any) -> str | None:
    """Read the kind of anything handed in as a fact, as far as it can be shown; None where it cannot."""
    kind = raw.get("kind") if isinstance(raw, dict) else None
    return kind[:64] if isinstance(kind, str) and kind.isprintable() else None


def parse(raw: Any) -> Fact:
    """Read an envelope. The body is only known to be an object: its kind's desk reads it.

    Raises:
        Malformed: naming the first field that is not as the contract asks.
    """
    if not isinstance(raw, dict):
        raise Malformed("fact", "an object")
    missing = sorted((FIELDS - {"grant"}) - raw.keys())
    if missing:
        raise Malformed(missing[0], "to be present")
    unknown = sorted(raw.keys() - FIELDS)
    if unknown:
        raise Malformed(unknown[0], "not to be present")
    _matches(raw, "id", _UUID, "a lower-case UUID")
    _matches(raw, "kind", _KIND, "a kind such as duty.check_in")
    _matches(raw, "at", _AT, "a time with its UTC offset, as in 2026-06-20T08:01:02+08:00")
    if not isinstance(raw["device"], str) or not 0 < len(raw["device"]) <= 64:
        raise Malformed("device", "the id this hub gave the device")
    if identity(raw) is None:
        raise Malformed("device_seq", "a whole number from 1")
    grant = raw.get("grant")
    if grant is not None and (not isinstance(grant, str) or not 0 < len(grant) <= 64):
        raise Malformed("grant", "a grant's id or null")
    if not isinstance(raw["body"], dict):
        raise Malformed("body", "an object")
    return Fact(raw["id"], raw["kind"], _time(raw["at"]), raw["device"], raw["device_seq"], grant, raw["body"])


def _matches(raw: dict[str, Any], field: str, pattern: re.Pattern[str], expected: str) -> None:
    if not isinstance(raw[field], str) or pattern.fullmatch(raw[field]) is None:
        raise Malformed(field, expected)


def _time(text: str) -> datetime:
    whole, point, rest = text.partition(".")
    if point:  # fromisoformat takes at most six digits of a second
        digits = re.match(r"\d+", rest)
        kept = digits.group() if digits else ""
        text = f"{whole}.{kept[:6].ljust(6, '0')}{rest[len(kept) :]}"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Malformed("at", "a time that exists") from error
    if moment.year not in YEARS:
        raise Malformed("at", f"a year from {YEARS[0]} to {YEARS[-1]}")
    return moment


def leaf_text(seq: int, digest: str, device: str, received: str, acted: bool, verdict: str, code: str | None) -> str:
    """Write a leaf as RFC 8785; with its names in order and no fractions, plain JSON is just that."""
    members = {
        "acted": acted,
        "code": code,
        "device": device,
        "digest": digest,
        "received": received,
        "seq": seq,
        "verdict": verdict,
    }
    return _COMPACT.encode(members)


def sign(key: ec.EllipticCurvePrivateKey, data: bytes) -> str:
    """Sign canonical bytes with a device's P-256 key: ES256, raw r||s, base64url without padding."""
    return sign_raw(key, CONTEXT + data)


def verifies(key: ec.EllipticCurvePublicKey, data: bytes, signature: object) -> bool:
    """Tell whether ``signature`` is the device's over these canonical bytes; anything unreadable is no signature."""
    return verifies_raw(key, CONTEXT + data, signature)


def sign_raw(key: ec.EllipticCurvePrivateKey, message: bytes) -> str:
    """Sign a message as it stands (enrolment proofs sign the one-time code)."""
    r, s = decode_dss_signature(key.sign(message, _SHA256))
    return b64url(r.to_bytes(32) + s.to_bytes(32))


def verifies_raw(key: ec.EllipticCurvePublicKey, message: bytes, signature: object) -> bool:
    """Tell whether ``signature`` (raw r||s, base64url) is the key's over ``message``."""
    raw = unb64url(signature)
    if raw is None or len(raw) != 64:
        return False
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    try:
        key.verify(der, message, _SHA256)
    except InvalidSignature:
        return False
    return True


def key_from_jwk(jwk: object) -> ec.EllipticCurvePublicKey:
    """Read a P-256 public key from its JWK (RFC 7517).

    Raises:
        Malformed: not a public P-256 key, or a point off the curve.
    """
    expected = "the public P-256 key as a JWK: kty EC, crv P-256, x and y"
    if not isinstance(jwk, dict) or jwk.get("kty") != "EC" or jwk.get("crv") != "P-256" or "d" in jwk:
        raise Malformed("jwk", expected)
    x, y = unb64url(jwk.get("x")), unb64url(jwk.get("y"))
    if x is None or y is None or len(x) != 32 or len(y) != 32:
        raise Malformed("jwk", expected)
    try:
        return ec.EllipticCurvePublicNumbers(int.from_bytes(x), int.from_bytes(y), ec.SECP256R1()).public_key()
    except ValueError as error:
        raise Malformed("jwk", expected) from error


def jwk_of(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """Write a P-256 public key as a JWK."""
    numbers = key.public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": b64url(numbers.x.to_bytes(32)), "y": b64url(numbers.y.to_bytes(32))}


def b64url(data: bytes) -> str:
    """Encode as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64url(text: object) -> bytes | None:
    """Decode base64url without padding; None where it is not that."""
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9_-]*", text):
        return None
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None


def loads(text: str | bytes) -> Any:
    """Read JSON as facts travel: no NaN or Infinity; integers too long to read become fractions, as in a browser.

    Raises:
        ValueError: not JSON.
    """
    return json.loads(text, parse_constant=_no_constant, parse_int=_whole)


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= MAX_DIGITS else float(digits)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
