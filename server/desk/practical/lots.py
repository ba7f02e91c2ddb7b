"""Station lots: cards are laid out, picked by the candidates, and turned over for everybody at the end."""

from dataclasses import replace
from functools import partial

from pydantic import Field, StrictInt, StrictStr
from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act, Desk, Hub
from server.desk.practical import station
from server.desk.practical.station import CardNumber, InRoom, LotsNumber, OfCandidate, Reason, Scene, Station
from server.domain.practical import candidate as rules
from server.domain.practical import lots as cards
from server.domain.practical.candidate import Candidate, Drawn
from server.domain.practical.lots import Lots, Out, Pick, Revealed, Slot, lots_to_row
from server.domain.refusal import Refusal
from server.store import practical
from server.store.journal import Transaction

HEX = "^[0-9a-f]{64}$"


class LotsBody(InRoom):
    """Cards laid out: ``hash`` commits to the value that shuffles them (``server/domain/practical/lots.py``).

    ``number`` counts the lots of the room and session; others than the first state why.
    """

    number: LotsNumber
    stations: list[Station] = Field(min_length=1, max_length=cards.MOST_STATIONS)
    turns: StrictInt = Field(default=1, ge=1, le=cards.MOST_TURNS)
    hash: StrictStr = Field(pattern=HEX)
    reason: Reason = ""


class DrawBody(OfCandidate):
    """A card that a candidate picked from the lots of that number, and the station and turn that it showed."""

    lots: LotsNumber
    card: CardNumber
    station: Station
    turn: StrictInt = Field(default=1, ge=1, le=cards.MOST_TURNS)

    def pick(self) -> Pick:
        """Return it as the rules take it."""
        return Pick(self.lots, self.card, self.candidate, Slot(self.station, self.turn))


class TakeOutBody(InRoom):
    """A station that cannot be used any more, and why."""

    station: Station
    reason: Reason


class RevealBody(InRoom):
    """The value of the lots of that number, 32 bytes in hex: everybody can recompute the cards.

    Earlier lots are revealed like the newest; of those nobody has to wait for whoever has not drawn.
    """

    lots: LotsNumber
    seed: StrictStr = Field(pattern=HEX)


def keep_lots(tx: Transaction, seq: int, lots: Lots) -> None:
    """Keep lots and show them; those of before stand beside them."""
    at = f"{lots.session}/{lots.room}"
    before = practical.get(tx.connection, lots.plan, "lots", at)
    earlier = [] if before is None else list(before.get("earlier", ()))
    if before is not None and before["number"] != lots.number:
        earlier.append({name: value for name, value in before.items() if name != "earlier"})
    row = lots_to_row(lots) | {"earlier": earlier}
    practical.keep(tx.connection, lots.plan, "lots", at, row, lots.session, lots.room)
    tx.rows.put(seq, "lots", f"{lots.plan}/{at}", "table", row)


def _keep_earlier(tx: Transaction, seq: int, lots: Lots) -> None:
    """Keep lots that others lie in place of by now, and show them."""
    at = f"{lots.session}/{lots.room}"
    row = practical.get(tx.connection, lots.plan, "lots", at)
    if row is None:
        return
    earlier = [lots_to_row(lots) if one["number"] == lots.number else one for one in row["earlier"]]
    row = {**row, "earlier": earlier}
    practical.keep(tx.connection, lots.plan, "lots", at, row, lots.session, lots.room)
    tx.rows.put(seq, "lots", f"{lots.plan}/{at}", "table", row)


def _earlier(connection: Connection, body: InRoom) -> tuple[Lots, ...]:
    row = practical.get(connection, body.plan, "lots", f"{body.session}/{body.room}")
    return () if row is None else tuple(cards.lots_from_row(one) for one in row["earlier"])


def _load_reveal(connection: Connection, hub: Hub, act: Act, body: RevealBody) -> Scene:
    return replace(station.load(connection, hub, act, body), earlier=_earlier(connection, body))


def _alarm(tx: Transaction, act: Act, body: InRoom) -> None:
    """Alert the board while cards of earlier lots were picked that nobody can recompute."""
    earlier = _earlier(tx.connection, body)
    numbers = cards.unrevealed(earlier)
    told = numbers or [one.number for one in earlier if one.cards]
    subject = f"{body.plan}/{body.session}/{body.room}"
    alert = Refusal("lots-unrevealed", room=body.room, numbers="、".join(map(str, told)))
    before = tx.rows.current("alert", f"{alert.code}/{subject}"[:96])
    open_before = before is not None and before["state"] == "open"
    since = before["since"] if before is not None and open_before else act.received
    if numbers:
        feed.alert(tx, act.seq, since, alert, subject, plan=body.plan, place=body.room)
    elif open_before:
        feed.alert(tx, act.seq, since, alert, subject, plan=body.plan, place=body.room, state="closed")


def _decide_lots(scene: Scene, _act: Act, body: LotsBody) -> None:
    scene.practical(body)
    cards.lay(scene.lots, body.number, body.stations, body.reason)


def _keep_lots(tx: Transaction, act: Act, body: LotsBody, scene: Scene) -> None:
    lots = Lots(
        body.plan, body.session, body.room, body.number, tuple(body.stations), body.turns, body.hash,
        station.mark(act), body.reason.strip(), out=cards.still_out(scene.lots, body.stations),
    )  # fmt: skip
    keep_lots(tx, act.seq, lots)
    _alarm(tx, act, body)
    station.tell(tx, act, body, scene, [str(lots.size)])


def _decide_draw(scene: Scene, act: Act, body: DrawBody) -> None:
    scene.practical(body)
    candidate = scene.candidate(body.candidate)
    rules.draws(candidate, scene.hours(candidate), act.now)
    _pick(scene, candidate, body)


def _pick(scene: Scene, candidate: Candidate, body: DrawBody) -> None:
    others = {one.drawn.slot for one in scene.candidates.values() if one.drawn is not None and one is not candidate}
    held = None if candidate.drawn is None else candidate.drawn.slot
    cards.pick(scene.lots, body.pick(), held, others)


def _keep_draw(tx: Transaction, act: Act, body: DrawBody, scene: Scene) -> None:
    candidate = scene.candidates.get(body.candidate)
    if candidate is None or scene.lots is None:
        return
    mark, pick = station.mark(act), body.pick()
    keep_lots(tx, act.seq, cards.picked(scene.lots, pick, mark))
    drawn = Drawn(pick.slot, pick.card, pick.lots, mark)
    station.keep(tx, act, replace(candidate, drawn=drawn), scene)
    station.tell(tx, act, body, scene, [body.station])


def _against_draw(body: DrawBody, scene: Scene, code: str) -> str | None:
    lots, candidate = scene.lots, scene.candidates.get(body.candidate)
    if code == "station-drawn" and candidate is not None and candidate.drawn is not None:
        return candidate.drawn.mark.fact
    if code == "card-taken" and lots is not None and body.card in lots.cards:
        return lots.cards[body.card].mark.fact
    if code == "station-taken":
        slot = body.pick().slot
        found = (one.drawn for one in scene.candidates.values() if one.drawn is not None)
        return next((drawn.mark.fact for drawn in found if drawn.slot == slot), None)
    return _against_lots(body, scene, code)


def _sound_draw(body: DrawBody, scene: Scene) -> bool:
    """Tell whether the card could be picked, had it not been so late."""
    candidate = scene.candidates.get(body.candidate)
    if candidate is None:
        return False
    try:
        _pick(scene, candidate, body)
    except Refusal:
        return False
    return True


def _against_lots(_body: InRoom, scene: Scene, code: str) -> str | None:
    lots = scene.lots
    if code == "lots-number" and lots is not None:
        return lots.mark.fact
    if code == "lots-over" and lots is not None and lots.revealed is not None:
        return lots.revealed.mark.fact
    return None


def _decide_take_out(scene: Scene, _act: Act, body: TakeOutBody) -> None:
    scene.practical(body)
    held = {one.drawn.slot.station for one in scene.candidates.values() if one.drawn is not None}
    cards.take_out(scene.lots, body.station, body.reason, held)


def _keep_take_out(tx: Transaction, act: Act, body: TakeOutBody, scene: Scene) -> None:
    if scene.lots is not None:
        out = {**scene.lots.out, body.station: Out(body.reason.strip(), station.mark(act))}
        keep_lots(tx, act.seq, replace(scene.lots, out=out))
    station.tell(tx, act, body, scene, [body.station])


def _decide_reveal(scene: Scene, _act: Act, body: RevealBody) -> None:
    scene.practical(body)
    waiting = sum(map(rules.may_draw, scene.candidates.values()))
    cards.reveal(scene.lots, body.lots, body.seed, waiting, scene.earlier)


def _keep_reveal(tx: Transaction, act: Act, body: RevealBody, scene: Scene) -> None:
    lots = cards.numbered(body.lots, scene.lots, scene.earlier)
    if lots is None:
        return
    wrong = cards.wrong(lots, body.seed)
    keep_it = keep_lots if lots is scene.lots else _keep_earlier
    keep_it(tx, act.seq, replace(lots, revealed=Revealed(body.seed, wrong, station.mark(act))))
    _alarm(tx, act, body)
    station.tell(tx, act, body, scene, ["wrong" if wrong else "right"])
    if wrong:
        alert = Refusal("lots-differ", room=body.room, n=len(wrong), cards="、".join(map(str, wrong[:12])))
        subject = f"{body.plan}/{body.session}/{body.room}/{lots.number}"
        feed.alert(tx, act.seq, act.received, alert, subject, plan=body.plan, place=body.room)


def _against_reveal(body: RevealBody, scene: Scene, code: str) -> str | None:
    found = cards.numbered(body.lots, scene.lots, scene.earlier)
    if code == "lots-over" and found is not None and found.revealed is not None:
        return found.revealed.mark.fact
    return _against_lots(body, scene, code)


_settled = partial(station.disputable, against=_against_lots)

LOTS = Desk(
    "practical.lots", LotsBody, station.load, _decide_lots, _keep_lots, station.turn_down,
    disputable=_settled(_keep_lots, ()),
)  # fmt: skip
DRAW = Desk(
    "practical.draw", DrawBody, station.load, _decide_draw, _keep_draw, station.turn_down,
    disputable=station.disputable(_keep_draw, ("practical-late", "practical-over"), _against_draw, _sound_draw),
)  # fmt: skip
TAKE_OUT = Desk(
    "practical.take_out", TakeOutBody, station.load, _decide_take_out, _keep_take_out, station.turn_down,
    disputable=_settled(_keep_take_out, ()),
)  # fmt: skip
REVEAL = Desk(
    "practical.reveal", RevealBody, _load_reveal, _decide_reveal, _keep_reveal, station.turn_down,
    disputable=station.disputable(_keep_reveal, ("lots-waiting",), _against_reveal),
)  # fmt: skip
