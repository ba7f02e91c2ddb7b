"""Theory scores of a session, worked out from the cards that count and the keys that hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from server.desk.reading import keys
from server.desk.reading import session as sessions
from server.desk.reading.session import Standing
from server.domain.reading.abnormal import Bounds, bounds_of
from server.domain.reading.key import Key
from server.domain.reading.marking import Marked, Sheet, mark, states
from server.domain.reading.release import Sums, Versions, sums, unmarked
from server.domain.reading.standing import attended, lost
from server.store import custody, reading


@dataclass(frozen=True, slots=True)
class Scored:
    """A session's scores as they would go out now.

    Attributes:
        now: the session as it stands.
        keys: the keys that hold, by subject and paper.
        marked: every candidate's result, in the order of the list.
        sums: what they come to.
        versions: what they rest on.
        bounds: from where on the plan lists results as abnormal.
        twice: per cent of the cards that the plan wants read a second time.
    """

    now: Standing
    keys: Mapping[tuple[str, str], Key]
    marked: tuple[Marked, ...]
    sums: Sums
    versions: Versions
    bounds: Bounds
    twice: int = 0


def scored(connection: Connection, plan: int, session: str, now: Standing | None = None) -> Scored | None:
    """Work the scores of a session out; None where the plan has none of that name with cards.

    ``now``: the session as it stands, where it was worked out already.
    """
    now = now or sessions.standing(connection, plan, session)
    if now is None:
        return None
    held, marked = _marked(connection, now)
    policy = custody.policy(connection, plan)
    return Scored(
        now, held, marked, sums(marked), versions(connection, now, held), bounds_of(policy), policy.second_pass
    )


def counted(connection: Connection, now: Standing) -> Sums:
    """Return how many of a session are scored, absent, void and lost, without marking anybody."""
    asked = sheets(now)
    return unmarked(states(asked, *_keys(connection, now, asked)))


#: What sessions come to, at hand by what that rests on.
SUMS: sessions.Shelf[Sums] = sessions.Shelf(sessions.SESSIONS)


def summed(connection: Connection, now: Standing) -> Sums:
    """Return what the scores of a session come to; all are marked where anything that they rest on changed since."""
    plan, session = now.plan.number, now.session.id
    known = reading.every(connection, plan, "entry", session)
    rests_on = f"{now.rests_on}/{sessions.digest_of(sorted(known.items()))}"

    return SUMS.get(rests_on, lambda: sums(_marked(connection, now)[1]))


def _marked(connection: Connection, now: Standing) -> tuple[dict[tuple[str, str], Key], tuple[Marked, ...]]:
    asked = sheets(now)
    held, entered = _keys(connection, now, asked)
    return held, tuple(mark(asked, held, entered))


def _keys(
    connection: Connection, now: Standing, asked: Iterable[Sheet]
) -> tuple[dict[tuple[str, str], Key], set[tuple[str, str]]]:
    """Return the keys that hold, and of which subjects and papers keys were entered."""
    stand = keys.standings(connection, now.plan.number, now.session.id)
    # One person's entry of a paper that no card carries was made by mistake, or for nothing.
    carried = {(one.subject, one.paper) for one in asked if one.answers is not None}
    entered = {which for which, one in stand.items() if len(one.people) > 1 or (one.people and which in carried)}
    return keys.in_force(stand), entered


def sheets(now: Standing) -> list[Sheet]:
    """Return what is to be marked: of each candidate on the list the card that counts."""
    # Of two cards of a candidate neither has all the answers: nobody is marked by one of them.
    one_each = not any(fault.code == "two-cards" for fault in now.report.faults)
    cards = {card.card.number: card.card for card in now.report.cards if one_each}
    gone = lost(now.report.faults, now.settlements)
    found = []
    for one in attended(now.listed.values(), now.settlements):
        row, card = now.rows[one.number], cards.get(one.number)
        found.append(
            Sheet(
                one.number, one.room, one.seat, sessions.subject_of(row), "" if card is None else card.paper,
                None if card is None else card.answers, bool(one.absent), bool(one.misconduct),
                one.number in gone,
            )
        )  # fmt: skip
    return found


def versions(connection: Connection, now: Standing, held: Mapping[tuple[str, str], Key]) -> Versions:
    """Return what scores rest on; a correction makes the next version of the batch its card lies in."""
    rows = reading.every(connection, now.plan.number, "batch", now.session.id)
    batches = {one.sha256: rows[one.sha256] for one in now.first}
    return Versions(
        {sha256: row["version"] for sha256, row in batches.items()},
        {f"{subject}|{paper}": key.digest for (subject, paper), key in held.items()},
        {sha256: row["used"]["digest"] for sha256, row in batches.items() if row["used"] is not None},
        roster_of(now),
    )


def roster_of(now: Standing) -> str:
    """Return what names the list and everything that people stated about it: record sheets and settlings."""
    told: list[Any] = [[one.number, one.room, one.seat, one.absent, one.misconduct] for one in now.listed.values()]
    return sessions.digest_of([sorted(told), [one.fact for one in now.settlements]])


def moved(
    connection: Connection, plan: int, session: str, last: Mapping[str, Any], now: Standing | None = None
) -> bool:  # fmt: skip
    """Tell whether the scores of a session are no longer what was released last."""
    found = scored(connection, plan, session, now)
    return found is not None and found.sums.sha256 != last["sums"]["sha256"]
