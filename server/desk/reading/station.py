"""What a card-reader station last told of itself, kept where it changed: so many files seen, so many received."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StrictInt, StrictStr
from sqlalchemy import Connection

from protocol.name import told as written
from server.desk import feed
from server.desk.act import Act, Body, Desk, Hub
from server.desk.reading.batch_row import SCOPE
from server.domain.plan import Plan
from server.domain.refusal import Refusal
from server.store.journal import Transaction

#: Seconds by which a station's clock may be off before people are told.
CLOCK = 60
LONGEST = 255  # characters of a name
#: A name as a station tells it. Nothing about a name keeps a station from telling how it stands.
Told = Annotated[StrictStr, Field(min_length=1, max_length=255), AfterValidator(lambda name: written(name, LONGEST))]
Count = Annotated[StrictInt, Field(ge=0, le=2**31)]


class FolderBody(Body):
    """A folder that is watched: the last part of its name, and whether it can be read."""

    name: Told
    state: Literal["read", "away"]


class NotTakenBody(Body):
    """A file that was not taken, and why, as the station says it."""

    name: Told
    why: Annotated[StrictStr, Field(min_length=1, max_length=200)]


class StationBody(Body):
    """What a station tells: of how many files it knows, and which the hub has.

    ``waiting``: not handed in yet; ``refused``: those that need a person; ``clock``: seconds its clock is ahead of the
    hub's, 0 within a minute.
    """

    device: Annotated[StrictStr, Field(min_length=1, max_length=32)]
    station: Told
    folders: list[FolderBody] = Field(max_length=50)
    seen: Count
    received: Count
    waiting: Count
    refused: list[NotTakenBody] = Field(max_length=50)
    clock: StrictInt = Field(ge=-(2**40), le=2**40)


def told(body: StationBody, at: str) -> dict[str, Any]:
    """Return the row of a station: what it tells, since ``at``."""
    return body.model_dump() | {"at": at}


def off_by(clock: str, now: datetime, before: int = 0) -> int:
    """Return the seconds by which a station's clock (RFC 3339) is ahead of ``now``; whole minutes, 0 within one.

    A clock that drifts is not told of again and again: what it was ``before`` stays until it is surely another.
    """
    ahead = (datetime.fromisoformat(clock) - now).total_seconds()
    if before and abs(ahead - before) < CLOCK * 3 / 4 and abs(ahead) > CLOCK / 2:
        return before
    return 0 if abs(ahead) <= CLOCK else round(ahead / CLOCK) * CLOCK


def read_now(known: Iterable[Plan], now: datetime) -> int | None:
    """Return the plan whose cards are read at ``now`` (aware): today's, else the last one that was, else the next.

    Cards are read on the day or soon after it; before it, stations are tried out with the plan to come.
    """
    dated = sorted((plan for plan in known if plan.days), key=lambda plan: (min(plan.days), plan.number))
    if not dated:
        return None

    def before(plan: Plan) -> bool:
        return min(plan.days) <= now.astimezone(ZoneInfo(plan.zone)).date()

    begun = [plan for plan in dated if before(plan)]
    return begun[-1].number if begun else dated[0].number


def _load(_connection: Connection, _hub: Hub, _act: Act, _body: StationBody) -> None:
    """Nothing has to be known: the hub itself states it."""


def _decide(_loaded: None, _act: Act, _body: StationBody) -> None:
    """The hub has heard it."""


def _keep(tx: Transaction, act: Act, body: StationBody, _loaded: None) -> None:
    tx.rows.put(act.seq, "reader_station", body.device, SCOPE, told(body, act.received))
    minutes = abs(body.clock) // CLOCK
    way, way_en = ("快", "fast") if body.clock > 0 else ("慢", "slow")
    clock = Refusal("reader-clock", station=body.station, way=way, way_en=way_en, minutes=minutes)
    _alert(tx, act, body, clock, due=body.clock != 0)
    first = body.refused[0] if body.refused else None
    name, why = (first.name, first.why) if first else ("—", "—")
    left = Refusal("reader-not-taken", station=body.station, count=len(body.refused), name=name, why=why)
    _alert(tx, act, body, left, due=first is not None)


def _alert(tx: Transaction, act: Act, body: StationBody, said: Refusal, *, due: bool) -> None:
    """Tell the board of it, or that it is over where it was told before."""
    if not due and tx.rows.current("alert", f"{said.code}/{body.device}") is None:
        return
    state = "open" if due else "closed"
    feed.alert(tx, act.seq, act.received, said, body.device, place=body.station, state=state)


STATION = Desk("reading.station", StationBody, _load, _decide, _keep)
