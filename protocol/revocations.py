"""The signed list of revoked badges: a CWT-like map in a COSE_Sign1, base64url after ``KR1:``.

A device verifies it with the badge keys it keeps, so that it can tell a revoked badge without the hub, however the list
reached it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from protocol.fact import b64url, unb64url
from protocol.token import Unreadable, claims_of, seal, unseal, whole

PREFIX = "KR1:"
CONTEXT = b"kaowu-revocations-v1"
ISSUED, SIZE, NEXT, BADGES = 6, -70011, -70012, -70013
BADGE_BYTES = 8


@dataclass(frozen=True, slots=True)
class Revocations:
    """The badges revoked when the journal had ``size`` entries: ids (hex) by plan.

    ``issued`` and ``next`` (when a newer list is due) are Unix seconds of the hub's clock.
    """

    badges: Mapping[int, frozenset[str]]
    size: int
    issued: int
    next: int


def write(revocations: Revocations, key: Ed25519PrivateKey, kid: int) -> str:
    """Sign a list; the same list is always the same text."""
    plans = sorted((plan, ids) for plan, ids in revocations.badges.items() if ids)
    badges = {plan: b"".join(bytes.fromhex(badge) for badge in sorted(ids)) for plan, ids in plans}
    claims = {ISSUED: revocations.issued, SIZE: revocations.size, NEXT: revocations.next, BADGES: badges}
    return PREFIX + b64url(seal(cbor2.dumps(claims), key, kid, CONTEXT))


def read(text: str, keys: Mapping[int, Ed25519PublicKey]) -> Revocations:
    """Read and verify a list.

    Raises:
        Unreadable: not written as one.
        Forged: the key is unknown or the signature does not fit.
    """
    data = unb64url(text.removeprefix(PREFIX)) if text.startswith(PREFIX) else None
    if data is None:
        raise Unreadable(f"does not begin with {PREFIX}")
    sealed = unseal(data)
    claims = claims_of(sealed.payload)
    badges = claims.get(BADGES)
    if not isinstance(badges, dict):
        raise Unreadable("claims are missing")
    found = {whole(plan): _ids(packed) for plan, packed in badges.items()}
    revocations = Revocations(found, *(whole(claims.get(name)) for name in (SIZE, ISSUED, NEXT)))
    sealed.check(keys, CONTEXT)
    return revocations


def _ids(packed: Any) -> frozenset[str]:
    if not isinstance(packed, bytes) or len(packed) % BADGE_BYTES:
        raise Unreadable("badge ids have eight bytes each")
    starts = range(0, len(packed), BADGE_BYTES)
    return frozenset(packed[start : start + BADGE_BYTES].hex() for start in starts)
