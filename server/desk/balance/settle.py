"""A difference settled by a named person, with what was found or why it is so; it stays visible."""

from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field, StrictInt, StrictStr
from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act, Body, Desk, Hub
from server.desk.balance import live
from server.desk.scan import post_of
from server.domain import balance
from server.domain import grant as grants
from server.domain.balance import Line, Seen, Settlement
from server.domain.duty import Post
from server.domain.refusal import Refusal
from server.store import balance as stored
from server.store import people
from server.store.journal import Transaction


class SettleDifferenceBody(Body):
    """A difference of the balance settled: which, at which figures, by whom, on what grounds.

    ``labels``: what differed, as its line named it; null: who settled it did not say.
    """

    plan: StrictInt = Field(ge=0, le=2**53)
    key: StrictStr = Field(min_length=1, max_length=120)
    expected: StrictInt = Field(ge=-(2**31), le=2**31)
    found: StrictInt = Field(ge=-(2**31), le=2**31)
    labels: list[Annotated[StrictStr, Field(max_length=200)]] | None = Field(default=None, max_length=50)
    by: StrictInt = Field(ge=1, le=2**31)
    grounds: StrictStr = Field(max_length=300)


@dataclass(frozen=True, slots=True)
class ToSettle:
    """The line as it stands, what follows from it, and who settles it; None where there is none."""

    line: Line | None
    under: tuple[Line, ...]
    settler: Post | None


def _load(connection: Connection, _hub: Hub, act: Act, body: SettleDifferenceBody) -> ToSettle:
    line, under = live.line_of(connection, body.plan, body.key, act.at)
    return ToSettle(line, under, post_of(people.get(connection, body.plan, body.by)))


def _settled(loaded: ToSettle, act: Act, body: SettleDifferenceBody) -> Settlement:
    seen = Seen(body.expected, body.found, None if body.labels is None else tuple(body.labels))
    return balance.settle(loaded.line, seen, loaded.settler, body.grounds, act.now)


def _decide(loaded: ToSettle, act: Act, body: SettleDifferenceBody) -> None:
    if act.grant is not None:  # without one the door refuses
        grants.held_by(act.grant, body.plan, body.by)
    _settled(loaded, act, body)


def _keep(tx: Transaction, act: Act, body: SettleDifferenceBody, loaded: ToSettle) -> None:
    """Keep it, by the journal's time, and show it with the difference.

    What follows from it now is settled with it: it is the same loss. What comes to follow later is told by itself.
    """
    labels = loaded.line.labels if loaded.line is not None else ()
    done = Settlement(body.key, body.expected, body.found, labels, body.by, act.at, body.grounds.strip())
    under = [
        replace(done, key=line.key, expected=line.expected or 0, found=line.found or 0, labels=line.labels)
        for line in loaded.under
    ]
    for one in (done, *under):
        stored.keep_settlement(tx.connection, body.plan, one)
    session, room, _ = _parts(body.key)
    if live.SITE in (session, room):
        live.show_site(tx, act.seq, body.plan, act.at)
    else:
        live.show_room(tx, act.seq, body.plan, (session, room))
    feed.line(tx, act, plan=body.plan, person=body.by, about=room or live.SITE, what=["settled"])


def _parts(key: str) -> tuple[str, str, str]:
    session, _, rest = key.partition("/")
    room, _, code = rest.rpartition("/")
    return session, room, code


def _turn_down(tx: Transaction, act: Act, body: SettleDifferenceBody, _loaded: ToSettle, refusal: Refusal) -> None:
    feed.line(tx, act, plan=body.plan, person=body.by, about=_parts(body.key)[1] or live.SITE, refusal=refusal)


SETTLE = Desk("balance.settle", SettleDifferenceBody, _load, _decide, _keep, _turn_down)
