"""查岗: the roving invigilator scans the badges at a room's door, at or without the hub."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import Field
from sqlalchemy import Connection

from server.desk import feed
from server.desk import scan as scans
from server.desk.act import Act, Concern, Desk, Disputable, Hub
from server.desk.custody.bodies import Signer
from server.desk.draw import OfDraw, RoomId
from server.domain import badge as badges
from server.domain import duty
from server.domain import spot_check as rules
from server.domain.plan import Plan, Room
from server.domain.refusal import Refusal
from server.domain.spot_check import Door
from server.store import draw, people
from server.store import plan as plans
from server.store.journal import Transaction

#: People at one door; more is not one door.
MOST = 6


class SpotCheckBody(OfDraw):
    """Who was found at the door of a room; nobody: the door was found without anybody."""

    room: RoomId
    people: list[Signer] = Field(max_length=MOST)


@dataclass(frozen=True, slots=True)
class AtDoor:
    """The plan, its rooms, who was found, and what is wrong with their badges."""

    plan: Plan | None
    rooms: dict[str, Room]
    door: Door
    faults: tuple[Refusal, ...]
    before: dict[str, Any] | None


def _prepare(hub: Hub, body: SpotCheckBody) -> list[Any]:
    return [scans.read(hub, signer.badge) for signer in body.people]


def _load(connection: Connection, _hub: Hub, act: Act, body: SpotCheckBody) -> AtDoor:
    found, faults = [], []
    ready = act.ready or [None for _ in body.people]
    for signer, read in zip(body.people, ready, strict=True):
        if signer.badge is not None:
            scanned = scans.by_badge(connection, read)
        elif signer.number is not None:
            scanned = scans.by_number(connection, act, signer.number, body.plan)
        else:  # whoever is picked by name has not been looked at
            faults.append(Refusal("badge-needed", field="people"))
            continue
        post = scanned.scan.post
        try:
            badge = duty.good_badge(scanned.scan, act.now)
            if badge is not None:
                badges.wanted(badge)
            if post is None or post.plan != body.plan:
                raise Refusal("person-unknown", field="people")
            found.append(post.person)
        except Refusal as fault:
            faults.append(fault)
    posts = [person.post for person in people.every(connection, body.plan)]
    door = rules.at_door(posts, body.session, body.room, found)
    before = draw.seen(connection, body.plan, body.session, body.room)
    rooms = plans.rooms(connection, body.plan)
    return AtDoor(plans.get(connection, body.plan), rooms, door, tuple(faults), before)


def _decide(loaded: AtDoor, _act: Act, body: SpotCheckBody) -> None:
    rules.known_door(loaded.plan, loaded.rooms, body.plan, body.session, body.room)


def _keep(tx: Transaction, act: Act, body: SpotCheckBody, loaded: AtDoor) -> None:
    """Show what was found, unless something newer is known already, and call for whom it takes."""
    door, before = loaded.door, loaded.before
    person = act.grant.person if act.grant is not None else next(iter(door.right), None)
    what = ["right" if _good(loaded) else "wrong"]
    feed.line(tx, act, plan=body.plan, person=person, place=body.room, about=body.room, what=what)
    if before is not None and act.at < datetime.fromisoformat(before["at"]):
        return
    row = {
        "plan": body.plan,
        "session": body.session,
        "room": body.room,
        "fact": act.fact.id,
        "at": act.at.isoformat(timespec="milliseconds"),
        "device": act.fact.device,
        "by": None if act.grant is None else act.grant.person,
        "right": list(door.right),
        "wrong": [{"person": person, "room": room} for person, room in door.wrong],
        "missing": list(door.missing),
        "faults": [fault.code for fault in loaded.faults],
        "times": 1 if before is None else before["times"] + 1,
    }
    draw.keep_seen(tx.connection, body.plan, body.session, body.room, row)
    tx.rows.put(act.seq, "seen", f"{body.plan}/{body.session}/{body.room}", "staff", row)
    _call(tx, act, body, loaded)


def _good(loaded: AtDoor) -> bool:
    return loaded.door.good and not loaded.faults


def _call(tx: Transaction, act: Act, body: SpotCheckBody, loaded: AtDoor) -> None:
    """Raise the alerts of this door, and close those of before that are over."""
    door, subject = loaded.door, f"{body.plan}/{body.session}/{body.room}"
    missing = Refusal("proctor-missing", room=body.room, found=len(door.right), missing=len(door.missing) or 1)
    elsewhere = "、".join(sorted({room or "—" for _, room in door.wrong}))
    wrong = Refusal("proctor-wrong-room", room=body.room, found=len(door.wrong), belongs=elsewhere)
    before = loaded.before or {}
    alerts = (
        (missing, bool(door.missing) or not door.right, bool(before.get("missing")) or not before.get("right", [0])),
        (wrong, bool(door.wrong), bool(before.get("wrong"))),
    )
    for alert, now, was in alerts:
        if now or was:
            state = "open" if now else "closed"
            feed.alert(tx, act.seq, act.received, alert, subject, plan=body.plan, place=body.room, state=state)
    for fault in loaded.faults:
        feed.alert(tx, act.seq, act.received, fault, act.fact.device, plan=body.plan, place=body.room)


def _turn_down(tx: Transaction, act: Act, body: SpotCheckBody, _loaded: AtDoor, refusal: Refusal) -> None:
    feed.line(tx, act, plan=body.plan, place=body.room, refusal=refusal)


def _concern(body: SpotCheckBody, _loaded: AtDoor, _code: str) -> Concern:
    return Concern(body.plan, None, body.room, None, f"{body.session}/{body.room}")


def _can_hold(_body: SpotCheckBody, loaded: AtDoor, code: str) -> bool:
    """Tell whether the door is known, and only who looked was in doubt."""
    return loaded.plan is not None and code.startswith("grant-")


SPOT_CHECK = Desk(
    "duty.spot_check", SpotCheckBody, _load, _decide, _keep, _turn_down, _prepare,
    Disputable(_concern, _can_hold, _keep),
)  # fmt: skip
