"""PINs as the journal has them: that one was set, for whom and by which device; the PIN itself stands in no fact."""

from pydantic import Field, StrictInt, StrictStr
from sqlalchemy import Connection

from server.desk import feed, shown
from server.desk.act import Act, Body, Desk, Hub
from server.domain.refusal import Refusal
from server.store import people
from server.store.journal import Transaction


class SetBody(Body):
    """Somebody's PIN was set or changed, on ``device``."""

    plan: StrictInt
    person: StrictInt = Field(ge=1, le=2**31)
    device: StrictStr = Field(min_length=1, max_length=64)


def load(connection: Connection, _hub: Hub, _act: Act, body: SetBody) -> people.Person | None:
    """Read the person."""
    return people.get(connection, body.plan, body.person)


def decide(loaded: people.Person | None, _act: Act, _body: SetBody) -> None:
    """Refuse who is not there.

    Raises:
        Refusal: ``person-unknown``.
    """
    if loaded is None:
        raise Refusal("person-unknown", field="person")


def keep(tx: Transaction, act: Act, body: SetBody, _loaded: people.Person | None) -> None:
    """Show that they have one."""
    shown.pin(tx, act.seq, body.plan, body.person, act.received)
    feed.line(tx, act, plan=body.plan, person=body.person, about=body.device)


SET = Desk("pin.set", SetBody, load, decide, keep)
