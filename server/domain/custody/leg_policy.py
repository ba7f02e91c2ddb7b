"""Whether the legs that a plan changes can be walked: known legs, ends, roles and times, and numbers of people."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from protocol.role import BY_CODE as ROLES
from server.domain.custody.item import AFTER
from server.domain.custody.legs import LEGS, Leg
from server.domain.policy import Policy
from server.domain.refusal import Refusal

#: People of one side at most.
MOST_PEOPLE = 9
#: Minutes from an edge of the session at most.
MOST_MINUTES = 1440


def walkable(policy: Policy) -> None:
    """Decide whether every leg that a policy changes can be walked as it says.

    Raises:
        Refusal: ``policy-leg``, naming the leg, the key and what may stand there.
    """
    for leg_id, changes in policy.legs.items():
        if leg_id not in LEGS:
            raise _wrong(leg_id, "legs", leg_id, ("、".join(LEGS), ", ".join(LEGS)))
        for key, value in changes.items():
            fits, expected = _ALLOWED[key]
            if not fits(leg_id, value):
                raise _wrong(leg_id, key, value, expected(leg_id))
        _opens_before_it_closes(replace(LEGS[leg_id], **changes))


def _opens_before_it_closes(leg: Leg) -> None:
    if leg.opens is None or leg.closes is None or leg.opens[1] != leg.closes[1] or leg.opens[0] < leg.closes[0]:
        return
    raise _wrong(leg.id, "opens", list(leg.opens), (f"早于 closes {list(leg.closes)}", f"before closes {leg.closes}"))


def _wrong(leg: str, key: str, found: Any, expected: tuple[str, str]) -> Refusal:
    zh, en = expected
    return Refusal(
        "policy-leg", field=f"legs.{leg[:8]}.{key}", leg=leg[:8], key=key, found=str(found)[:40], expected=zh,
        expected_en=en,
    )  # fmt: skip


def _ends(leg: str) -> tuple[str, str]:
    ends = [end for of, end in AFTER if of == leg]
    return "、".join(ends), ", ".join(ends)


def _people(low: int) -> tuple[Callable[[str, Any], bool], Callable[[str], tuple[str, str]]]:
    words = (f"{low} 到 {MOST_PEOPLE} 的人数", f"a number from {low} to {MOST_PEOPLE}")
    return lambda _, value: not isinstance(value, bool) and low <= value <= MOST_PEOPLE, lambda _: words


def _is_time(_: str, value: Any) -> bool:
    if len(value) != 2:
        return False
    offset, edge = value
    whole = isinstance(offset, int) and not isinstance(offset, bool)
    return whole and abs(offset) <= MOST_MINUTES and edge in ("start", "end")


_ROLE = (
    lambda _, value: bool(value) and all(isinstance(code, str) and code in ROLES for code in value),
    lambda _: ("角色代码，至少一个，如 CE、PR", "codes of roles, at least one, such as CE, PR"),
)
_TIME = (
    _is_time,
    lambda _: (
        f"[分钟, start 或 end]，前后 {MOST_MINUTES} 分钟以内",
        f"[minutes, start or end], within {MOST_MINUTES} minutes",
    ),
)
#: Key of a leg -> whether a value may stand there, and what may.
_ALLOWED: Mapping[str, tuple[Callable[[str, Any], bool], Callable[[str], tuple[str, str]]]] = MappingProxyType(
    {
        "used": (lambda _leg, _value: True, lambda _: ("true 或 false", "true or false")),
        "end": (lambda leg, value: (leg, value) in AFTER, _ends),
        "givers": _people(1),
        "receivers": _people(1),
        "monitors": _people(0),
        "giver_roles": _ROLE,
        "receiver_roles": _ROLE,
        "monitor_roles": _ROLE,
        "opens": _TIME,
        "closes": _TIME,
    }
)
