"""Substitutes from the reserve of a draw; those of two devices that disagree are settled by a person."""

from server.desk import draw as desk
from server.desk.act import Act, Concern, Desk, Disputable
from server.desk.draw import OfDraw, PersonNumber, Reason, RoomId, ToDraw
from server.domain import drawing, substitution
from server.domain.drawing import Lot
from server.store.journal import Transaction


class SubstituteBody(OfDraw):
    """Somebody cannot stay in their room: the next of the reserve goes there; ``person``: whom the screen showed."""

    place: RoomId
    leaving: PersonNumber
    person: PersonNumber | None = None
    reason: Reason = ""


def _decide(loaded: ToDraw, act: Act, body: SubstituteBody) -> None:
    loaded.session(body)
    _substituted(loaded, act, body)


def _substituted(loaded: ToDraw, act: Act, body: SubstituteBody) -> Lot:
    return substitution.replaced(loaded.lot, body.place, body.leaving, body.person, loaded.known, body.session, act.at)


def _keep(tx: Transaction, act: Act, body: SubstituteBody, loaded: ToDraw) -> None:
    lot = _substituted(loaded, act, body)
    into = () if lot.drawn is None else drawing.entered(loaded.lot.drawn, lot.drawn)
    _keep_changed(tx, act, body, loaded, lot, out=(body.leaving,), into=into)


def _keep_changed(
    tx: Transaction, act: Act, body: SubstituteBody, loaded: ToDraw, lot: Lot,
    *, out: tuple[int, ...], into: tuple[int, ...],
) -> None:  # fmt: skip
    by = () if act.grant is None else (act.grant.person,)
    lot = desk.noted(lot, act, "substitute", by, body.place, out=out, into=into, reason=body.reason)
    if lot.of == "rooms":
        desk.move(tx, act, loaded, lot, everyone=False)
    desk.keep_lot(tx, act, lot, person=next(iter(into), None), about=body.place)


def _concern(body: SubstituteBody, loaded: ToDraw, code: str) -> Concern:
    """Tell who should have gone where, and which change of the draw stands against it."""
    against = substitution.contradicted(loaded.lot, body.place, body.person, code)
    fact = against.fact if against is not None else None
    return Concern(body.plan, body.person or body.leaving, body.place, fact or None, body.place)


def _holds(body: SubstituteBody, loaded: ToDraw, _code: str) -> bool:
    return _settled(body, loaded) is not None


def _settled(body: SubstituteBody, loaded: ToDraw) -> Lot | None:
    return substitution.settled(loaded.lot, body.place, body.leaving, body.person, loaded.known, loaded.at)


def _keep_held(tx: Transaction, act: Act, body: SubstituteBody, loaded: ToDraw) -> None:
    """Put people where they are, once a named person has settled that they went there."""
    before, lot = loaded.lot.drawn, _settled(body, loaded)
    if lot is None or lot.drawn is None or before is None or lot is loaded.lot:
        return
    now = lot.drawn.places[body.place]
    out = tuple(person for person in before.places[body.place] if person not in now)
    into = tuple(person for person in now if person not in before.places[body.place])
    _keep_changed(tx, act, body, loaded, lot, out=out, into=into)


SUBSTITUTE = Desk(
    "duty.substitute", SubstituteBody, desk.load, _decide, _keep, desk.turn_down,
    disputable=Disputable(_concern, _holds, _keep_held),
)  # fmt: skip
