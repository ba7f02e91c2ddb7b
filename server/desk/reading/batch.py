"""A card-reader file handed in: its bytes are on the hub's disk already, this fact says what they are.

The same bytes are one batch however often, under whatever name and by whichever station they come; what comes again
is noted with it. It is both readings of the cards only where it may be of another run (``second.another_run``). New
bytes under a name that was read before are a batch of their own, which says so (``again``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StrictStr
from sqlalchemy import Connection

from protocol.name import tellable
from server.desk import feed
from server.desk.act import Act, Body, Desk, Hub
from server.desk.custody.bodies import Moment
from server.desk.draw import PlanNumber
from server.desk.evidence.bodies import Sha256, Size
from server.desk.reading import batch_row, live
from server.desk.reading.taken import taken
from server.domain.plan import Plan
from server.domain.reading.second import Handed, another_run
from server.domain.refusal import Refusal
from server.store import plan as plans
from server.store import reading
from server.store.journal import Transaction

#: Sightings of one batch that are noted with it; more change nothing.
MOST_SIGHTINGS = 50


def _tellable(text: str) -> str:
    if not tellable(text):
        raise ValueError("no control, surrogate or private-use characters")
    return text


Name = Annotated[StrictStr, Field(min_length=1, max_length=255), AfterValidator(_tellable)]


class BatchBody(Body):
    """A file of a marking machine: SHA-256 and size of its bytes, its name at the station, the station's own name.

    ``profile`` and ``session`` where the station was told them; ``pass``: 2 for a second, independent reading of the
    same cards; ``modified``: when the file was changed last, by the station's clock; ``again``: the batch that was
    found under the same name before; ``rule``: 1, the bytes are both readings only where they may be of another run;
    programs of before leave it out. The bytes come first, by ``PUT /api/reader/batches/<sha256>``.
    """

    plan: PlanNumber
    sha256: Sha256
    size: Size
    name: Name
    station: Annotated[StrictStr, Field(min_length=1, max_length=40), AfterValidator(_tellable)] | None = None
    profile: Annotated[StrictStr, Field(min_length=1, max_length=64)] | None = None
    session: Annotated[StrictStr, Field(min_length=1, max_length=32)] | None = None
    passes: Literal[1, 2] = Field(default=1, alias="pass")
    modified: Moment | None = None
    again: Sha256 | None = None
    rule: Literal[1] | None = None


@dataclass(frozen=True, slots=True)
class ToTake:
    """The plan, how many bytes of the file are here (None: it is not), and the batch where it is known.

    ``beside``: a room of the batch has another file as its first reading.
    """

    plan: Plan | None
    size: int | None
    known: dict[str, Any] | None
    beside: bool


def _load(connection: Connection, hub: Hub, _act: Act, body: BatchBody) -> ToTake:
    path = hub.files.path(body.sha256)
    size = None if path is None else path.stat().st_size
    known = batch_row.get(connection, body.plan, body.sha256)
    beside = known is not None and _beside(connection, known)
    return ToTake(plans.get(connection, body.plan), size, known, beside)


def _beside(connection: Connection, batch: Mapping[str, Any]) -> bool:
    every = reading.every(connection, batch["plan"], "batch", batch["session"]) if batch["session"] else {}
    others = (one for sha256, one in every.items() if sha256 != batch["sha256"])
    first = (one for one in others if 1 in (one["pass"], *one.get("passes", ())) and not one.get("dropped"))
    return any(one["state"] != "refused" and one["rooms"].keys() & batch["rooms"].keys() for one in first)


def _decide(loaded: ToTake, _act: Act, body: BatchBody) -> None:
    if loaded.plan is None:
        raise Refusal("plan-unknown", field="plan", plan=body.plan)
    if loaded.size is None:
        raise Refusal("batch-without-file", field="sha256", name=body.name)
    if loaded.size != body.size:
        raise Refusal("batch-size-differs", field="size", name=body.name, found=loaded.size, expected=body.size)
    if body.session is not None and loaded.plan.session(body.session) is None:
        raise Refusal("session-unknown", field="session", session=body.session)
    if body.again == body.sha256:
        raise Refusal("batch-again-itself", field="again", name=body.name)
    if loaded.known is not None and body.rule is None and _counts_wrongly(loaded.known, body):
        raise Refusal("batch-same-run", field="rule", name=body.name)


def _counts_wrongly(batch: Mapping[str, Any], body: BatchBody) -> bool:
    """Tell whether without a rule a file would become both readings that is one."""
    return body.passes not in (batch["pass"], *batch.get("passes", ())) and not _other_run(batch, body)


def _keep(tx: Transaction, act: Act, body: BatchBody, loaded: ToTake) -> None:
    person = None if act.grant is None else act.grant.person
    batch = loaded.known
    if batch is None:
        batch = batch_row.received(
            body.plan, body.sha256, body.size, body.name, station=body.station, profile=body.profile,
            session=body.session, passes=body.passes, modified=body.modified, again=body.again,
            device=act.fact.device, by=person, at=act.fact.at.isoformat(timespec="milliseconds"),
            received=act.received, fact=act.fact.id,
        )  # fmt: skip
        due = True
    else:
        batch, due = _seen_again(batch, act, body, beside=loaded.beside)
    batch_row.put(tx, act.seq, batch)
    if due:
        taken(tx.connection, batch, act.seq)
    elif _read_as(batch) != _read_as(loaded.known or {}) and batch["session"] is not None:
        live.show(tx, act, body.plan, batch["session"])
    feed.line(tx, act, plan=body.plan, person=person, place=body.station, about=body.name)


def _seen_again(batch: dict[str, Any], act: Act, body: BatchBody, *, beside: bool) -> tuple[dict[str, Any], bool]:
    """Note that the same bytes came again; tell whether the batch has to be looked at anew.

    It has where other bytes had taken its name's place meanwhile: it is the newest of that name again.
    """
    sighting = {
        "name": body.name, "station": body.station, "device": act.fact.device, "again": body.again,
        "at": act.fact.at.isoformat(timespec="milliseconds"), "received": act.received, "fact": act.fact.id,
        "pass": body.passes, "modified": body.modified,
    }  # fmt: skip
    back = body.again is not None and body.again != batch["again"]
    seen = [*batch.get("seen", []), sighting][-MOST_SIGHTINGS:]
    after = {**batch, "seen": seen} | ({"again": body.again} if back else {})
    # Without a rule it was taken when whatever was said to be the other reading counted as it, and does so still.
    if _other_run(batch, body) if body.rule else body.passes != batch["pass"]:
        after["passes"] = [1, 2]  # both readings came to the same bytes: it is compared in full
    elif (batch["pass"], batch.get("asked_pass"), body.passes) == (2, 2, 1) and not (
        beside or batch["closed"] or batch.get("passes")
    ):
        after |= {"pass": 1, "asked_pass": 1}  # one reading, said to be either: its cards count, and prove no second
    return after, back


def _other_run(batch: Mapping[str, Any], body: BatchBody) -> bool:
    """Tell whether what is handed in may be of another run than the same bytes were that came as the other reading."""
    now = Handed(body.name, body.station, body.modified)
    others = [one for one in (batch, *batch.get("seen", [])) if one.get("pass", batch["pass"]) != body.passes]
    return any(another_run(Handed(one["name"], one["station"], one.get("modified")), now) for one in others)


def _read_as(batch: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return which readings of the cards a batch is."""
    return batch.get("pass"), batch.get("passes")


def _turn_down(tx: Transaction, act: Act, body: BatchBody, _loaded: ToTake, refusal: Refusal) -> None:
    person = None if act.grant is None else act.grant.person
    feed.line(tx, act, plan=body.plan, person=person, place=body.station, about=body.name, refusal=refusal)


BATCH = Desk("reading.batch", BatchBody, _load, _decide, _keep, _turn_down)
