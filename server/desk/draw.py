"""The draw: two commit, both reveal; single rooms anew; substitutes from the reserve; what people declared before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt, StrictStr
from sqlalchemy import Connection

from server.desk import feed, shown
from server.desk import scan as scans
from server.desk.act import Act, Body, Desk, Hub
from server.desk.custody.bodies import Signer
from server.domain import badge as badges
from server.domain import drawing as rules
from server.domain import duty
from server.domain import grant as grants
from server.domain.draw import Candidate, Place, in_zones, zones
from server.domain.drawing import Known, Wish
from server.domain.lot import Change, Lot, Pledge, change_to_row, unrevealed
from server.domain.plan import Plan, Room
from server.domain.policy import Policy
from server.domain.refusal import Refusal
from server.store import custody, draw, people
from server.store import plan as plans
from server.store.journal import Transaction

PlanNumber = Annotated[StrictInt, Field(ge=0, le=2**53)]
SessionId = Annotated[StrictStr, Field(min_length=1, max_length=32)]
RoomId = Annotated[StrictStr, Field(min_length=1, max_length=32)]
PersonNumber = Annotated[StrictInt, Field(ge=1, le=2**31)]
Reason = Annotated[StrictStr, Field(max_length=200)]


class OfDraw(Body):
    """A session's draw of rooms for invigilators, or of zones for roving ones."""

    plan: PlanNumber
    session: SessionId
    of: Literal["rooms", "zones"] = "rooms"


class CommitBody(OfDraw):
    """Somebody commits to a value: ``commitment`` as ``server/domain/draw.py`` says, for ``round``.

    The first of a round states the rules and the rooms that are left out (``without``, with the reason of each in
    ``why``), the second the same rules. Rules that are not those of the plan's policies need ``deviation``, the reason.
    ``place``: only this room is drawn anew. A round that is begun anew needs a reason.
    """

    round: StrictInt = Field(ge=1, le=10_000)
    by: Signer
    commitment: StrictStr = Field(pattern="^[0-9a-f]{64}$")
    rules: list[StrictStr] = Field(max_length=8)
    place: RoomId | None = None
    without: list[RoomId] = Field(default_factory=list, max_length=500)
    why: dict[RoomId, Reason] = Field(default_factory=dict, max_length=500)
    reason: Reason = ""
    deviation: Reason = ""


class Value(Body):
    """The value that somebody committed to, 32 bytes in hex."""

    person: PersonNumber
    value: StrictStr = Field(min_length=1, max_length=64)


class DrawBody(OfDraw):
    """The values revealed, of one or of both; with both the outcome stands."""

    values: list[Value] = Field(min_length=1, max_length=2)


class RedrawBody(DrawBody):
    """The values revealed for one room that is drawn anew."""

    place: RoomId


@dataclass(frozen=True, slots=True)
class ToDraw:
    """What a draw needs: the plan, its rooms, the draw so far, and the people of the role with what they declared.

    ``at`` is when it is done; ``papers`` are the rooms that have papers of the session; ``policy`` states the rules.
    """

    plan: Plan | None
    rooms: dict[str, Room]
    lot: Lot
    known: tuple[Known, ...]
    at: datetime
    papers: frozenset[str]
    policy: Policy
    by: scans.Scanned | None = None

    def session(self, body: OfDraw) -> None:
        """Refuse a plan or session that is not there.

        Raises:
            Refusal: ``plan-unknown`` or ``session-unknown``.
        """
        if self.plan is None:
            raise Refusal("plan-unknown", field="plan", plan=body.plan)
        if self.plan.session(body.session) is None:
            raise Refusal("session-unknown", field="session", session=body.session)


def load(connection: Connection, _hub: Hub, act: Act, body: OfDraw) -> ToDraw:
    """Read the draw so far, and everybody of the role with what they declared."""
    lot = draw.get(connection, body.plan, body.session, body.of) or Lot(body.plan, body.session, body.of)
    told = draw.declared(connection, body.plan)
    known = tuple(
        _known(person, told.get(person.post.person, {}))
        for person in people.every(connection, body.plan)
        if person.post.role == rules.ROLES[body.of]
    )
    papers = custody.in_rooms(connection, body.plan, body.session)
    plan, rooms = plans.get(connection, body.plan), plans.rooms(connection, body.plan)
    return ToDraw(plan, rooms, lot, known, act.at, papers, custody.policy(connection, body.plan))


def _known(person: people.Person, told: dict[str, Any]) -> Known:
    avoid, apart = frozenset(told.get("rooms", ())), frozenset(told.get("apart", ()))
    return Known(person.post, person.unit, told.get("new", False), avoid, apart)


def _load_commit(connection: Connection, hub: Hub, act: Act, body: CommitBody) -> ToDraw:
    if act.ready is not None:
        by = scans.by_badge(connection, act.ready)
    elif body.by.number is not None:
        by = scans.by_number(connection, act, body.by.number, body.plan)
    else:
        by = scans.by_person(connection, body.plan, body.by.person or 0)
    return replace(load(connection, hub, act, body), by=by)


def _decide_commit(loaded: ToDraw, act: Act, body: CommitBody) -> None:
    loaded.session(body)
    strange = next((room for room in body.without if room not in loaded.rooms), None)
    if strange is not None:
        raise Refusal("room-unknown", field="without", room=strange)
    if body.place is None and body.of == "rooms":
        rules.nothing_out(loaded.papers)
    _committed(loaded, act, body, _committer(loaded, act, body))
    rules.as_planned(loaded.lot, _wish(body), loaded.policy)


def _committer(loaded: ToDraw, act: Act, body: CommitBody) -> int:
    """Return who commits: by the badge they show, or as the holder of the grant."""
    if body.by.number is not None:  # a number can be typed by anybody who has read it
        raise Refusal("badge-needed", field="by")
    scan = loaded.by.scan if loaded.by is not None else None
    if scan is None or scan.fault is not None:
        raise (scan.fault if scan is not None and scan.fault is not None else Refusal("person-unknown", field="by"))
    if body.by.person is not None and act.grant is not None:  # without one the door refuses
        grants.held_by(act.grant, body.plan, body.by.person)
    badge = duty.good_badge(scan, act.now)
    if badge is not None:
        badges.wanted(badge)
    post = scan.post
    if post is None or post.plan != body.plan:
        raise Refusal("person-unknown", field="by")
    rules.may_commit(post.role)
    if not duty.present(post, act.at):
        raise Refusal("draw-committer-away", field="by")
    return post.person


def _committed(loaded: ToDraw, act: Act, body: CommitBody, person: int) -> Lot:
    fact = act.fact
    pledge = Pledge(person, body.commitment, fact.id, fact.device, act.at.isoformat(timespec="milliseconds"))
    return rules.commit(loaded.lot, _wish(body), pledge, lambda: _fresh(loaded, act, body)[:2])


def _wish(body: CommitBody) -> Wish:
    left_out = {room: body.why.get(room, "").strip() for room in body.without}
    return Wish(body.round, body.place, tuple(body.rules), body.reason, left_out, body.deviation)


def _fresh(loaded: ToDraw, act: Act, body: CommitBody) -> tuple[Sequence[Place], Sequence[Candidate], dict[str, Any]]:
    """Return from what a new round draws: the places, the people who are here, and the zones' rooms."""
    here = [rules.candidate(one) for one in loaded.known if rules.eligible(one.post, body.session, body.of, act.at)]
    drawn = loaded.lot.drawn
    if body.place is not None and drawn is not None:
        zoned = dict(loaded.lot.zones)
        pool = [one for one in here if one.person in drawn.reserve]
        need = next(place.need for place in loaded.lot.standing[0][0].places if place.id == body.place)
        return [Place(body.place, need)], in_zones(pool, zoned) if zoned else pool, zoned
    used = [room for room in rules.rooms_of(loaded.rooms.values(), body.session) if room not in body.without]
    if body.of == "rooms":
        need = loaded.plan.proctors_per_room if loaded.plan is not None else 0
        return [Place(room, need) for room in used], here, {}
    zoned = zones(used, len(here))
    return [Place(zone, 1) for zone in zoned], in_zones(here, zoned), zoned


def _keep_commit(tx: Transaction, act: Act, body: CommitBody, loaded: ToDraw) -> None:
    post = loaded.by.scan.post if loaded.by is not None else None
    if post is None:
        return
    lot = _committed(loaded, act, body, post.person)
    if lot.rounds > loaded.lot.rounds:
        lot = rules.rooted(lot, tx.root_before(act.seq).hex(), act.seq - 1)
        if body.place is None:
            lot = replace(lot, zones={zone: tuple(of) for zone, of in _fresh(loaded, act, body)[2].items()})
        if body.reason:
            lot = noted(lot, act, "anew", (post.person,), body.place, out=_given_up(loaded.lot), reason=body.reason)
            _tell_anew(tx, act, body, loaded.lot)
    else:
        lot = rules.sealed(lot, tx.root_before(act.seq + 1).hex(), act.seq)
    keep_lot(tx, act, lot, person=post.person, about=body.place)


def _given_up(lot: Lot) -> tuple[int, ...]:
    return () if lot.open is None else unrevealed(lot.open)


def _tell_anew(tx: Transaction, act: Act, body: CommitBody, before: Lot) -> None:
    told = Refusal(
        "draw-begun-anew", session=body.session, round=body.round, n=len(_given_up(before)), reason=body.reason.strip()
    )
    subject = f"draw {body.session} {body.of} {body.round}"
    feed.alert(tx, act.seq, act.received, told, subject, plan=body.plan, place=body.place or body.session)


def _decide_reveal(loaded: ToDraw, _act: Act, body: DrawBody) -> None:
    loaded.session(body)
    if body.of == "rooms" and not isinstance(body, RedrawBody):
        rules.nothing_out(loaded.papers)
    _revealed(loaded, body)


def _revealed(loaded: ToDraw, body: DrawBody) -> Lot:
    place = body.place if isinstance(body, RedrawBody) else None
    return rules.reveal(loaded.lot, place, {one.person: one.value for one in body.values})


def _keep_reveal(tx: Transaction, act: Act, body: DrawBody, loaded: ToDraw) -> None:
    lot = _revealed(loaded, body)
    place = body.place if isinstance(body, RedrawBody) else None
    if lot.open is None and lot.drawn is not None:
        by = tuple(pledge.person for pledge in lot.done[-1].pledges)
        out = () if place is None or loaded.lot.drawn is None else loaded.lot.drawn.places[place]
        into = () if place is None else lot.drawn.places[place]
        what = "draw" if place is None else "redraw"
        lot = noted(lot, act, what, by, place, out=out, into=into, reason=lot.done[-1].reason)
        if lot.of == "rooms":
            move(tx, act, loaded, lot, everyone=place is None)
    by_whom = None if act.grant is None else act.grant.person
    keep_lot(tx, act, lot, person=by_whom, about=place)


def noted(
    lot: Lot, act: Act, what: str, by: tuple[int, ...], place: str | None, *,
    out: tuple[int, ...] = (), into: tuple[int, ...] = (), reason: str = "",
) -> Lot:  # fmt: skip
    """Return a draw with what was done to it on record."""
    at = act.at.isoformat(timespec="milliseconds")
    return replace(lot, log=(*lot.log, Change(what, at, act.seq, by, place, out, into, reason, act.fact.id)))


def move(tx: Transaction, act: Act, loaded: ToDraw, lot: Lot, *, everyone: bool) -> None:
    """Give people the rooms of the draw, as ``duty.assign`` does.

    After a whole draw nobody else has a room, whoever gave it; what was changed by hand in other rooms stays when a
    single one is changed.
    """
    before, after = rules.given(loaded.lot), rules.given(lot)
    for known in loaded.known:
        number, had = known.post.person, known.post.rooms.get(lot.session)
        now = after.get(number)
        drawn_out = everyone or (had is not None and had == before.get(number))
        changes = everyone or before.get(number) != now
        if not changes or had == now or (now is None and not drawn_out):
            continue
        person = people.get(tx.connection, lot.plan, number)
        if person is not None:
            post = duty.assigned(person.post, lot.session, now)
            people.keep_post(tx.connection, post)
            shown.person(tx, act.seq, replace(person, post=post))


def keep_lot(tx: Transaction, act: Act, lot: Lot, *, person: int | None = None, about: str | None = None) -> None:
    """Keep a draw and show it."""
    draw.keep(tx.connection, lot)
    tx.rows.put(act.seq, "draw", f"{lot.plan}/{lot.session}/{lot.of}", "staff", row_of(lot))
    feed.line(tx, act, plan=lot.plan, person=person, place=lot.session, about=about)


def row_of(lot: Lot) -> dict[str, Any]:
    """Return a draw as screens show it; the values stand in the published file."""
    begun, (whole, first) = lot.open, lot.standing[0] if lot.done else (None, None)
    drawn = lot.drawn
    return {
        "plan": lot.plan,
        "session": lot.session,
        "of": lot.of,
        "round": lot.rounds,
        "open": None if begun is None else {
            "round": begun.number, "place": begun.place, "reason": begun.reason, "rules": list(begun.rules),
            "root": begun.root, "sealed": begun.sealed, "size": begun.size,
            "places": len(begun.places), "people": len(begun.people),
            "pledges": [
                {"person": one.person, "hash": one.hash, "device": one.device, "at": one.at} for one in begun.pledges
            ],
            "revealed": sorted(begun.values), "left_out": dict(begun.left_out), "deviation": begun.deviation,
            "declared": rules.declarations(begun),
        },
        "drawn": None if drawn is None or whole is None or first is None else {
            "root": whole.root, "sealed": whole.sealed, "size": whole.size, "seed": first.seed,
            "rules": list(whole.rules),
            "by": [one.person for one in whole.pledges], "people": len(whole.people),
            "left_out": dict(whole.left_out), "deviation": whole.deviation,
            "declared": rules.declarations(whole),
        },
        "places": {} if drawn is None else {place: list(given) for place, given in drawn.places.items()},
        "reserve": [] if drawn is None else list(drawn.reserve),
        "redrawn": {} if drawn is None else dict(drawn.redrawn),
        "zones": {zone: list(rooms) for zone, rooms in lot.zones.items()},
        "log": [change_to_row(one) for one in lot.log],
    }  # fmt: skip


def turn_down(tx: Transaction, act: Act, body: OfDraw, _loaded: ToDraw, refusal: Refusal) -> None:
    """Show what was turned down."""
    feed.line(tx, act, plan=body.plan, place=body.session, refusal=refusal)


def _desk(
    kind: str, body: type[Body], decide: Callable[..., None], keep: Callable[..., None], **more: Callable[..., Any]
) -> Desk:
    return Desk(kind, body, more.get("load", load), decide, keep, turn_down, more.get("prepare"))


COMMIT = _desk(
    "duty.commit", CommitBody, _decide_commit, _keep_commit,
    load=_load_commit, prepare=lambda hub, body: scans.read(hub, body.by.badge),
)  # fmt: skip
DRAW = _desk("duty.draw", DrawBody, _decide_reveal, _keep_reveal)
REDRAW = _desk("duty.redraw", RedrawBody, _decide_reveal, _keep_reveal)
