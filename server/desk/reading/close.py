"""A batch closed: the operator who has signed in, the checker and the monitor by their badges, all three there."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from server.desk import feed
from server.desk import scan as scans
from server.desk.act import Act, Desk, Hub
from server.desk.custody.bodies import Signer
from server.desk.reading import batch_row, live, people
from server.desk.reading import session as sessions
from server.desk.reading.bodies import OfPlan, Sha256, at, holder
from server.desk.reading.people import Scene
from server.desk.scan import Scanned
from server.domain.reading import closing as rules
from server.domain.reading.settling import waits
from server.domain.refusal import Refusal
from server.store import reading
from server.store.journal import Transaction


class CloseBody(OfPlan):
    """A batch, and the badges of the two who sign beside the operator."""

    batch: Sha256
    second: Signer
    third: Signer


@dataclass(frozen=True, slots=True)
class ToClose:
    """Who acts and signs, and what of the batch's rooms is still open."""

    scene: Scene
    second: Scanned
    third: Scanned
    open: tuple[tuple[str, int], ...]
    held: tuple[str, ...]
    rooms: tuple[str, ...]


def _prepare(hub: Hub, body: CloseBody) -> Any:
    return scans.read(hub, body.second.badge), scans.read(hub, body.third.badge)


def _load(connection: Connection, _hub: Hub, act: Act, body: CloseBody) -> ToClose:
    scene = people.scene(connection, act, body.plan, body.batch)
    second, third = act.ready if act.ready is not None else (None, None)
    session = None if scene.batch is None else scene.batch["session"]
    now = None if session is None else sessions.standing(connection, body.plan, session)
    counts: dict[str, int] = {}
    held: list[str] = []
    wanting = ["—"]  # nobody knows what there should be
    if now is not None and scene.batch is not None:
        rooms = set(scene.batch["rooms"])
        for fault in now.report.faults:
            if fault.is_open and (fault.room in rooms or fault.batch == body.batch):
                counts[fault.room or ""] = counts.get(fault.room or "", 0) + 1
        held = [one.room for one in now.report.rereads if one.batch == body.batch and waits(one)]
        wanting = [room for room, one in sorted(now.report.rooms.items()) if room in rooms and one.state != "green"]
    return ToClose(
        scene, people.signer(connection, second, "second"), people.signer(connection, third, "third"),
        tuple(sorted(counts.items())), tuple(sorted(held)), tuple(wanting),
    )  # fmt: skip


def _decide(loaded: ToClose, act: Act, body: CloseBody) -> None:
    loaded.scene.known(body.plan)
    batch = loaded.scene.known_batch()
    if batch["closed"] is not None:
        raise Refusal("batch-closed", field="batch", name=batch["name"])
    if batch.get("dropped"):
        raise Refusal("batch-dropped", field="batch", name=batch["name"])
    if batch["state"] != "read":
        raise Refusal("batch-not-read", field="batch", name=batch["name"])
    signers = [people.post_of(one, act, body.plan) for one in (loaded.second, loaded.third)]
    rules.sign([*([loaded.scene.holder] if loaded.scene.holder is not None else []), *signers])
    rules.nothing_open(loaded.open, loaded.held, loaded.rooms)


def _keep(tx: Transaction, act: Act, body: CloseBody, loaded: ToClose) -> None:
    batch = loaded.scene.batch
    if batch is None:
        return
    signed = {
        "at": at(act), "by": holder(act), "second": people.number_of(loaded.second),
        "third": people.number_of(loaded.third), "fact": act.fact.id, "version": batch["version"],
    }  # fmt: skip
    reading.keep(tx.connection, body.plan, "closed", body.batch, signed, batch["session"])
    batch_row.put(tx, act.seq, {**batch, "state": "closed", "closed": signed})
    if batch["session"] is not None:
        live.show(tx, act, body.plan, batch["session"])
    feed.line(tx, act, plan=body.plan, person=holder(act), about=batch["name"], what=[str(batch["cards"])])


def _turn_down(tx: Transaction, act: Act, body: CloseBody, loaded: ToClose, refusal: Refusal) -> None:
    name = None if loaded.scene.batch is None else loaded.scene.batch["name"]
    feed.line(tx, act, plan=body.plan, person=holder(act), about=name, refusal=refusal)


CLOSE = Desk("reading.close", CloseBody, _load, _decide, _keep, _turn_down, _prepare)
