"""Grant tokens: who may act on a device, for what and how long; signed by the hub with the key of its badges.

Written as a badge is (``protocol.token``), after ``KG1:`` and with a claim of its own, so that neither can pass for
the other. The private claim -70002 is ``[person, role, plan, device, place, acts...]``: three whole numbers, the
device's id, the place the grant is bound to (empty: none), then the groups of acts (``server.domain.grant``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from protocol.token import EXPIRES, NOT_BEFORE, TOKEN_ID, Unreadable, seal_text, unseal_text, whole

PREFIX = "KG1:"
MAX_LENGTH = 800
SCOPE = -70002


@dataclass(frozen=True, slots=True)
class GrantToken:
    """What a grant says. ``grant`` is its 8-byte id in hex, as facts cite it; the times are Unix seconds."""

    grant: str
    person: int
    role: int
    plan: int
    device: str
    place: str | None
    acts: tuple[str, ...]
    not_before: int
    expires: int


def mint(grant: GrantToken, key: Ed25519PrivateKey, kid: int) -> str:
    """Sign a grant. ``kid`` (0 to 255) names the key among the hub's."""
    scope = [grant.person, grant.role, grant.plan, grant.device, grant.place or "", *grant.acts]
    claims = {
        EXPIRES: grant.expires, NOT_BEFORE: grant.not_before, TOKEN_ID: bytes.fromhex(grant.grant), SCOPE: scope
    }  # fmt: skip
    return seal_text(PREFIX, claims, key, kid)


def read(text: str, keys: Mapping[int, Ed25519PublicKey]) -> GrantToken:
    """Read and verify a grant; whether it holds for an act is a rule of its own.

    Raises:
        Unreadable: not written as a grant.
        Forged: the key is unknown or the signature does not fit.
    """
    sealed, claims = unseal_text(text, PREFIX, MAX_LENGTH)
    grant = _grant(claims)
    sealed.check(keys)
    return grant


def _grant(claims: Mapping[Any, Any]) -> GrantToken:
    number, scope = claims.get(TOKEN_ID), claims.get(SCOPE)
    if not isinstance(number, bytes) or len(number) != 8 or not isinstance(scope, list) or len(scope) < 5:
        raise Unreadable("claims are missing")
    person, role, plan = (whole(one) for one in scope[:3])
    device, place, *acts = scope[3:]
    if not all(isinstance(one, str) for one in (device, place, *acts)):
        raise Unreadable("the scope is not text")
    times = whole(claims.get(NOT_BEFORE)), whole(claims.get(EXPIRES))
    return GrantToken(number.hex(), person, role, plan, device, place or None, tuple(acts), *times)
