"""What became of a session's cards, from the first hand to the result: out, back, in the bags, read, with a score."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from server.desk.reading.session import Standing
from server.domain.balance import from_custody
from server.domain.balance.row import papers_of
from server.domain.reading.release import Sums
from server.store import balance


def chain(connection: Connection, now: Standing, results: Sums | None) -> dict[str, Any]:
    """Return how many of a session's cards there are at each step; None: not known of every room.

    ``out`` and ``back`` as the rooms were counted, ``bag`` to be read from the bags, ``read`` with those keyed in.
    ``off``: whether a room of which cards were read has more or fewer than its bag. Both are what the rooms' equations
    say, which know of voided cards in the bag, of lost ones, and of bags that were counted again.
    ``results``: what the results come to, ``unscored`` those on the list who have none yet; without it nothing is told
    of them.
    """
    plan, session, rooms = now.plan.number, now.session.id, now.report.rooms.values()
    counted = balance.figures_of_session(connection, plan, session)
    items = balance.of_session(connection, plan, session)
    cards = [papers_of((*from_custody(items.get(one.room, ())), *counted.get(one.room, ())))["cards"] for one in rooms]
    bags = [(one.state, equation) for one in rooms for equation in one.equations if equation.key == "bag"]
    return {
        "out": _sum(one["out"] for one in cards), "back": _sum(one["back"] for one in cards),
        "bag": _sum(equation.expected for _, equation in bags), "read": sum(one.read for one in rooms),
        "off": any(equation.state == "differs" for state, equation in bags if state != "waiting"),
        "results": None if results is None else _results(results),
    }  # fmt: skip


def _results(of: Sums) -> dict[str, int]:
    known = {name: getattr(of, name) for name in ("scored", "absent", "void", "lost")}
    return known | {"unscored": of.candidates - sum(known.values())}


def _sum(values: Iterable[int | None]) -> int | None:
    known = list(values)
    return None if not known or None in known else sum(one for one in known if one is not None)
