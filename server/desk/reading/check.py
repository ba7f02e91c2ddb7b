"""The random check: the hub draws cards, people lay them beside what was read; each check stays on record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field, StrictBool, StrictInt
from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act, Body, Desk, Hub
from server.desk.reading import live, people
from server.desk.reading import session as sessions
from server.desk.reading.bodies import OfPlan, Reason, SessionId, Sha256, at, holder
from server.desk.reading.checked import place_row
from server.desk.reading.people import Scene
from server.domain.policy import RANGES
from server.domain.reading import attendance
from server.domain.reading import checking as rules
from server.domain.reading.checking import Place
from server.domain.refusal import Refusal
from server.store import custody, reading
from server.store.journal import Transaction


class LookedBody(Body):
    """A card that was looked at: its place, whether it shows what was read, and what differs."""

    batch: Sha256
    row: StrictInt = Field(ge=0, le=10_000_000)
    agreed: StrictBool
    note: Reason = ""


class CheckBody(OfPlan):
    """Cards of a check that were looked at; several facts make up one check.

    ``check`` counts a session's checks from 1. Without cards it is begun: the hub draws which ones are due.
    """

    session: SessionId
    check: StrictInt = Field(ge=1, le=1000)
    cards: list[LookedBody] = Field(max_length=RANGES["check_cards"][1])


@dataclass(frozen=True, slots=True)
class ToCheck:
    """Who looks, the cards that count, the session's newest check as kept, and how many cards the plan wants of one."""

    scene: Scene
    places: tuple[Place, ...]
    newest: Mapping[str, Any] | None
    wanted: int

    @property
    def due(self) -> int:
        """The number of the check that is begun next."""
        return 1 if self.newest is None else self.newest["number"] + 1

    @property
    def drawn(self) -> list[Place]:
        """The cards of the newest check."""
        return [] if self.newest is None else [(batch, row) for batch, row in self.newest["drawn"]]

    @property
    def left(self) -> int:
        """Cards of the newest check that count still and nobody has looked at."""
        looked = {} if self.newest is None else self.newest["looked"]
        return sum(place in self.places and place_row(place) not in looked for place in self.drawn)


def _load(connection: Connection, _hub: Hub, act: Act, body: CheckBody) -> ToCheck:
    now = sessions.standing(connection, body.plan, body.session)
    cards = () if now is None else now.report.cards
    places = tuple((card.place.batch, card.place.row) for card in cards if card.machine is not None)
    newest = sessions.checks(connection, body.plan, body.session)
    wanted = custody.policy(connection, body.plan).check_cards
    return ToCheck(people.scene(connection, act, body.plan), places, newest[-1] if newest else None, wanted)


def _decide(loaded: ToCheck, _act: Act, body: CheckBody) -> None:
    loaded.scene.may("CK", "SV", leaders=True)
    attendance.theory(loaded.scene.plan, body.plan, body.session)
    if body.cards:
        known = loaded.drawn if body.check == loaded.due - 1 else []
        rules.looks([(one.batch, one.row) for one in body.cards], known)
        return
    if body.check != loaded.due:
        raise Refusal("check-none", field="cards")
    rules.draws(loaded.left, len(loaded.places))


def _keep(tx: Transaction, act: Act, body: CheckBody, loaded: ToCheck) -> None:
    if body.cards:
        row = _looked(dict(loaded.newest or {}), act, body)
    else:
        seed = rules.seed_of(body.session, body.check, act.seq, act.received)
        drawn = rules.sample(seed, loaded.places, loaded.wanted)
        row = {
            "number": body.check, "seed": seed, "drawn": [list(one) for one in drawn],
            "of": len(loaded.places), "looked": {}, "at": at(act), "by": holder(act),
        }  # fmt: skip
    reading.keep(tx.connection, body.plan, "check", f"{body.session}/{body.check:05d}", row, body.session)
    live.show(tx, act, body.plan, body.session)
    called = people.called(loaded.scene.plan, body.session)
    feed.line(tx, act, plan=body.plan, person=holder(act), about=called, what=[str(len(body.cards))])


def _looked(row: dict[str, Any], act: Act, body: CheckBody) -> dict[str, Any]:
    looked = dict(row["looked"])
    for one in body.cards:
        name = place_row((one.batch, one.row))
        before = looked.get(name)
        agreed = rules.agrees(one.agreed, None if before is None else before["agreed"])
        if before is None or before["agreed"] or not one.agreed:
            looked[name] = {"agreed": agreed, "note": one.note.strip(), "at": at(act), "by": holder(act)}
    return row | {"looked": looked, "at": at(act), "by": holder(act)}


def _turn_down(tx: Transaction, act: Act, body: CheckBody, loaded: ToCheck, refusal: Refusal) -> None:
    called = people.called(loaded.scene.plan, body.session)
    feed.line(tx, act, plan=body.plan, person=holder(act), about=called, refusal=refusal)


CHECK = Desk("reading.check", CheckBody, _load, _decide, _keep, _turn_down)
