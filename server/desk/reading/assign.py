"""A batch put where it belongs: its session, the profile it is read by, which reading of the cards it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection

from server.desk import feed
from server.desk import scan as scans
from server.desk.act import Act, Desk, Hub
from server.desk.custody.bodies import Signer
from server.desk.reading import batch_row, people, profile, released, taken
from server.desk.reading import session as sessions
from server.desk.reading.bodies import OfPlan, ProfileId, Reason, SessionId, Sha256, at, holder
from server.desk.reading.people import Scene
from server.desk.scan import Scanned
from server.domain.duty import Post
from server.domain.reading import attendance, signing
from server.domain.reading.settling import grounds, waits
from server.domain.refusal import Refusal
from server.store.journal import Transaction


class AssignBody(OfPlan):
    """What a batch is to be read as; null: as it was handed in, and what was not said then the hub finds out.

    ``second``: the badge of another person, where cards of the batch belong to a session already.
    """

    batch: Sha256
    session: SessionId | None = None
    profile: ProfileId | None = None
    reading: Literal[1, 2] | None = None
    reason: Reason
    second: Signer | None = None


@dataclass(frozen=True, slots=True)
class ToAssign:
    """Who acts and signs, the profiles that are in force, and the rooms for which a leader has to decide."""

    scene: Scene
    second: Scanned
    profiles: frozenset[str]
    weighty: tuple[str, ...]


def _prepare(hub: Hub, body: AssignBody) -> Any:
    return None if body.second is None else scans.read(hub, body.second.badge)


def _load(connection: Connection, _hub: Hub, act: Act, body: AssignBody) -> ToAssign:
    scene = people.scene(connection, act, body.plan, body.batch)
    return ToAssign(
        scene, people.signer(connection, act.ready, "second"), frozenset(profile.in_force(connection, body.plan)),
        () if scene.batch is None else _weighty(connection, scene.batch),
    )  # fmt: skip


def _weighty(connection: Connection, batch: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the rooms of a batch that another reading waits to take over, or whose scores are released."""
    plan, session = batch["plan"], batch["session"]
    now = None if session is None else sessions.standing(connection, plan, session)
    if now is None:
        return ()
    rooms = {room for room in batch["rooms"] if room in now.report.rooms}
    if released.newest(connection, plan, session) is not None:
        return tuple(sorted(rooms))
    return tuple(sorted({one.room for one in now.report.rereads if waits(one) and one.room in rooms}))


def _decide(loaded: ToAssign, act: Act, body: AssignBody) -> None:
    scene, profiles = loaded.scene, loaded.profiles
    scene.may("RO", *signing.ENTER, leaders=True)
    batch = scene.known_batch()
    if batch["closed"] is not None:
        raise Refusal("batch-closed", field="batch", name=batch["name"])
    if not batch.get("dropped") and _said(batch, body.session, body.profile, body.reading) == _stands(batch):
        raise Refusal("batch-same", field="batch")
    if body.session is not None:
        attendance.theory(scene.plan, body.plan, body.session)
    if body.profile is not None and body.profile not in profiles:
        raise Refusal("profile-unknown", field="profile", profile=body.profile)
    grounds(body.reason)
    if batch.get("dropped") or (batch["state"] not in FREE and batch["session"] is not None):
        _agreed(loaded, batch["name"], people.second_of(loaded.second, act, body.plan))


#: States of a batch that nothing rests on: whoever operates the reader says alone where it belongs.
FREE = ("received", "unplaced", "refused")


def _agreed(loaded: ToAssign, name: str, second: Post | None) -> None:
    """Decide whether enough people say so, where cards of the batch belong to a session.

    Raises:
        Refusal: ``assign-second``, ``assign-leader``, or those of ``signing.beside``.
    """
    first = loaded.scene.holder
    if second is None:
        raise Refusal("assign-second", field="second", name=name)
    signing.beside(first, second)
    if loaded.weighty and not (signing.heads(first) or signing.heads(second)):
        raise Refusal("assign-leader", field="second", name=name, rooms="、".join(loaded.weighty))


def _said(batch: Mapping[str, Any], session: str | None, of: str | None, passes: int | None) -> tuple[Any, ...]:
    """Return what a batch is read as where this is said of it: session, profile, pass."""
    first = batch.get("asked_pass", batch["pass"])
    return session or batch["asked_session"], of or batch["asked"], passes or first


def _stands(batch: Mapping[str, Any]) -> tuple[Any, ...]:
    said = batch["assigned"] or {}
    return _said(batch, said.get("session"), said.get("profile"), batch["pass"])


def _keep(tx: Transaction, act: Act, body: AssignBody, loaded: ToAssign) -> None:
    batch = loaded.scene.batch
    if batch is None:
        return
    given: dict[str, Any] = {"session": body.session, "profile": body.profile, "reason": body.reason.strip()}
    given |= {"by": holder(act), "second": people.number_of(loaded.second), "at": at(act)}
    after = {
        **batch, "assigned": given, "state": "parsing",
        "pass": body.reading or batch.get("asked_pass", batch["pass"]),
        "dropped": None,
    }  # fmt: skip
    batch_row.put(tx, act.seq, after)
    taken.taken(tx.connection, after, act.seq)
    feed.line(tx, act, plan=body.plan, person=holder(act), about=batch["name"], what=[body.reason.strip()])


def _turn_down(tx: Transaction, act: Act, body: AssignBody, loaded: ToAssign, refusal: Refusal) -> None:
    name = None if loaded.scene.batch is None else loaded.scene.batch["name"]
    feed.line(tx, act, plan=body.plan, person=holder(act), about=name, refusal=refusal)


ASSIGN = Desk("reading.assign", AssignBody, _load, _decide, _keep, _turn_down, _prepare)
