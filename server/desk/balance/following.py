"""Which lines of the balance follow from which acts: desks are wrapped, and know nothing of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from server.desk.act import Act, Body, Desk
from server.desk.balance import live
from server.desk.balance.live import Place
from server.desk.custody.scene import Case
from server.domain.duty import Post
from server.store.journal import Transaction


@dataclass(frozen=True, slots=True)
class Touched:
    """What an act can change: rooms in their sessions, and whether bags of the site moved.

    ``all_rooms``: every room of the plan that has a balance already. ``begun``: of ``rooms`` only these.
    """

    plan: int | None = None
    rooms: frozenset[Place] = frozenset()
    site: bool = False
    all_rooms: bool = False
    begun: bool = False


Touches = Callable[[Any, Any], Touched]


def of_objects(body: Any, loaded: Any, *, site: bool) -> Touched:
    """Return the rooms whose objects an act of custody names."""
    items = loaded.scene.items.values() if isinstance(loaded, Case) and loaded.scene is not None else ()
    rooms = frozenset((item.session, item.room) for item in items if item.session is not None and item.room is not None)
    return Touched(body.plan, rooms, site)


def of_site(body: Any, _loaded: Any) -> Touched:
    """Return the site of an act that registers objects, or moves the times by which they are late."""
    return Touched(body.plan, site=True)


def of_withdrawn(body: Any, loaded: Any) -> Touched:
    """Return the site and the room of a label that is withdrawn."""
    item = getattr(loaded, "item", None)
    room = None if item is None or item.session is None or item.room is None else (item.session, item.room)
    return Touched(body.plan, frozenset() if room is None else frozenset({room}), site=True, begun=True)


def of_plan(body: Any, _loaded: Any) -> Touched:
    """Return whatever has a balance: the plan, its rooms, its lists or its policies changed."""
    return Touched(getattr(body, "plan", None), site=True, all_rooms=True)


def of_person(_body: Any, loaded: Any) -> Touched:
    """Return the rooms of somebody who came or went, or whose post changed; those they had before."""
    person = getattr(loaded, "person", None)
    return Touched() if person is None else Touched(person.post.plan, _rooms(person.post), begun=True)


def of_badge(_body: Any, loaded: Any) -> Touched:
    """Return the site of a badge that was collected: how many are still out."""
    badge = getattr(getattr(loaded, "scan", None), "badge", None)
    return Touched() if badge is None else Touched(badge.plan, site=True)


def of_badges(body: Any, loaded: Any) -> Touched:
    """Return the site of badges that were made, given out or written off: how many are out."""
    named = getattr(body, "plan", None)
    if named is None and loaded is not None:  # a badge is written off by its own id
        named = loaded[0].plan
    return Touched(named, site=True)


def of_people(body: Any, loaded: Any) -> Touched:
    """Return the rooms that people get, and those they had."""
    got = {(body.session, place.room) for place in body.places if place.room is not None}
    had = frozenset[Place]().union(*(_rooms(person.post) for person in loaded.people.values()))
    return Touched(body.plan, frozenset(got) | had, begun=True)


def of_place(body: Any, _loaded: Any) -> Touched:
    """Return the room that somebody else gets."""
    return Touched(body.plan, frozenset({(body.session, body.place)}), begun=True)


def of_substitute(body: Any, loaded: Any) -> Touched:
    """Return the room that somebody else gets, and those that both had before."""
    named = (body.leaving, body.person)
    had = frozenset[Place]().union(*(_rooms(one.post) for one in loaded.known if one.post.person in named))
    return Touched(body.plan, had | {(body.session, body.place)}, begun=True)


def of_draw(body: Any, _loaded: Any) -> Touched:
    """Return the rooms that have a balance when all are drawn anew."""
    return Touched(body.plan, all_rooms=True)


def _rooms(post: Post) -> frozenset[Place]:
    return frozenset((session, room) for session, room in post.rooms.items() if room is not None)


_MOVED, _IN_PLACE = partial(of_objects, site=True), partial(of_objects, site=False)

#: Kind of fact -> what it touches.
TOUCHES: Mapping[str, Touches] = {
    "custody.label": of_site,
    "custody.withdraw": of_withdrawn,
    "custody.handoff": _MOVED,
    "custody.enter": _MOVED,
    "custody.supply": _MOVED,
    "custody.seal": _MOVED,
    "custody.undo": _MOVED,
    "custody.correct": _MOVED,
    "custody.open": _IN_PLACE,
    "duty.check_in": of_person,
    "duty.check_out": of_person,
    "duty.undo": of_person,
    "duty.assign": of_people,
    "duty.draw": of_draw,
    "duty.redraw": of_place,
    "duty.substitute": of_substitute,
    "staff.add": of_person,
    "staff.change": of_person,
    "badge.return": of_badge,
    "badge.issue": of_badges,
    "badge.bind": of_badges,
    "badge.hand_out": of_badges,
    "badge.revoke": of_badges,
    "session.signal": of_site,
    "import.commit": of_plan,
    "plan.policy": of_plan,
    "plan.change": of_plan,
    "room.change": of_plan,
    "room.remove": of_plan,
}


def following(desk: Desk) -> Desk:
    """Return the desk with the balance worked out after whatever it keeps; as it is where nothing follows from it."""
    touches = TOUCHES.get(desk.kind)
    if touches is None:
        return desk
    disputable = desk.disputable
    if disputable is not None:
        disputable = replace(disputable, keep=partial(_keep, disputable.keep, touches))
    return replace(desk, keep=partial(_keep, desk.keep, touches), disputable=disputable)


def _keep(keep: Callable[..., None], touches: Touches, tx: Transaction, act: Act, body: Body, loaded: Any) -> None:
    keep(tx, act, body, loaded)
    show(tx, act, touches(body, loaded))


def show(tx: Transaction, act: Act, touched: Touched) -> None:
    """Show what an act changed."""
    if touched.plan is None:
        return
    places = set(touched.rooms)
    if touched.all_rooms:
        found = tx.rows.current_of("counts", f"{touched.plan}/").values()
        places |= {(row["session"], row["room"]) for row in found}
    for place in sorted(places):
        if not touched.begun or tx.rows.current("balance", f"{touched.plan}/{place[0]}/{place[1]}") is not None:
            live.show_room(tx, act.seq, touched.plan, place)
    if touched.site:
        # What is late is so by the hub's clock, whenever a device says that the act was done.
        live.show_site(tx, act.seq, touched.plan, datetime.fromisoformat(act.received))
