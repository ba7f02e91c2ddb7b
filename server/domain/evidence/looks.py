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
    mine = {name: said[name] for name in _SAME}
    before = [dict(line) for line in lines]
    same = next((line for line in before if {name: line[name] for name in _SAME} == mine), None)
    times, first = (0, at) if same is None else (same["times"], same["first"])
    return [mine | {"times": times + 1, "first": first, "last": at}, *(line for line in before if line is not same)]
