"""Who looked at a photo or film and who took a copy away, as a screen lists it: one line for each person and way."""

from collections.abc import Iterable, Mapping
from typing import Any

#: What tells one line from another: a person who comes back to it by the same device counts on the line they have.
_SAME = ("device", "person", "what")


def of_plan(said: Mapping[str, Any], plan: int) -> dict[str, Any]:
    """Return a look at what was nobody's as evidence of a plan lists it: other plans' people have other numbers."""
    return {"device": said["device"], "what": said["what"], "person": said["person"] if said["plan"] == plan else None}


def looked(lines: Iterable[Mapping[str, Any]], said: Mapping[str, Any], at: str) -> list[dict[str, Any]]:
    """Return the lines after one more look, the latest first.

    Args:
        lines: what was listed before: ``device``, ``person`` (None: nobody had signed in), ``what`` (``original``,
            ``film``, ``frames``, ``side``, ``export``), ``times``, ``first`` and ``last`` (RFC 3339).
        said: the look: ``device``, ``person``, ``what``.
        at: when (RFC 3339).
    """
    return _counted(lines, {name: said[name] for name in _SAME}, at)


def while_nobodys(looks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines of looks at what is nobody's evidence yet, the latest first.

    Args:
        looks: the earliest first: ``device``, ``what``, ``person`` of ``plan`` (both None: nobody had signed in) and
            ``at`` (RFC 3339). Each line has ``plan``, too: people of two plans have the same numbers.
    """
    lines: list[dict[str, Any]] = []
    for one in looks:
        lines = _counted(lines, {name: one[name] for name in (*_SAME, "plan")}, one["at"])
    return lines


def _counted(lines: Iterable[Mapping[str, Any]], mine: Mapping[str, Any], at: str) -> list[dict[str, Any]]:
    before = [dict(line) for line in lines]
    same = next((line for line in before if {name: line[name] for name in mine} == mine), None)
    times, first = (0, at) if same is None else (same["times"], same["first"])
    return [
        dict(mine) | {"times": times + 1, "first": first, "last": at},
        *(line for line in before if line is not same),
    ]
