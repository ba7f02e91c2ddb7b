"""Opening a bag, closing it again after it came back, and papers or cards from one open bag for another."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictInt, StrictStr
from sqlalchemy import Connection

from server.desk.act import Act, Hub
from server.desk.custody import scene as scenes
from server.desk.custody.bodies import LabelText, LookBody, Number, People, Signer, Words
from server.desk.custody.kept import Way, desk
from server.desk.custody.pack import load_sealing
from server.desk.custody.paper import PaperBody, on_form
from server.desk.custody.scene import Case
from server.domain import counts
from server.domain import grant as grants
from server.domain.custody.handoff import Moved, Scene
from server.domain.custody.opening import Closing, Opening, Supply, closed, opened, supplied

Seat = Annotated[StrictStr, Field(min_length=1, max_length=16)]


class OpenBody(PaperBody):
    """A bag opened: by whom, before which candidates (seats) or monitors, on whose approval, and what was seen."""

    label: LabelText
    people: People
    witnesses: list[Seat] = Field(default_factory=list, max_length=8)
    monitors: People = Field(default_factory=list)
    approval: Words = ""
    look: LookBody = LookBody()
    place: StrictStr = Field(default="", max_length=40)

    def signers(self) -> list[Signer]:
        """Return everybody it names."""
        return [*self.people, *self.monitors, *super().signers()]

    def labels(self) -> list[str]:
        """Return every label it names, as written."""
        return [self.label, *self.look.labels()]

    def strips(self) -> list[str]:
        """Return every seal number it names, as written."""
        return self.look.strips()


class SealBagBody(PaperBody):
    """A bag counted and sealed after it came back: the new strip, who counted, the room's invigilators who sign.

    Of a closed bag whose strip nobody has stated yet: the strip it came with, and who read it.

    ``aside``: what came back with it but lies elsewhere, such as voided cards. ``opened``: the record sheet says that
    it was opened in its room, and nobody stated that yet.
    """

    label: LabelText
    seal: StrictStr = Field(min_length=1, max_length=40)
    closer: Signer
    proctors: People
    look: LookBody = LookBody()
    aside: dict[StrictStr, Number] = Field(default_factory=dict, max_length=6)
    opened: StrictBool = False
    place: StrictStr = Field(default="", max_length=40)

    def signers(self) -> list[Signer]:
        """Return everybody it names."""
        return [self.closer, *self.proctors, *super().signers()]

    def by_badge(self) -> bool:
        """Tell that in the vault, where strips are stated before bags leave, a badge is what signs."""
        return True

    def labels(self) -> list[str]:
        """Return every label it names, as written."""
        return [self.label, *self.look.labels()]

    def strips(self) -> list[str]:
        """Return every seal number it names, as written."""
        return [self.seal, *self.look.strips()]


class SupplyBody(PaperBody):
    """Papers or cards from one open bag for another: how many, who approved it, and why."""

    source: LabelText
    target: LabelText
    what: StrictStr = Field(min_length=1, max_length=16)
    number: StrictInt = Field(ge=-(2**31), le=2**31)
    approver: Signer
    reason: Words
    place: StrictStr = Field(default="", max_length=40)

    def signers(self) -> list[Signer]:
        """Return everybody it names."""
        return [self.approver, *super().signers()]

    def labels(self) -> list[str]:
        """Return every label it names, as written."""
        return [self.source, self.target]


def _load_open(connection: Connection, hub: Hub, act: Act, body: OpenBody) -> Case:
    """Read what an opening names, and whether whoever has signed in in a room may state it there."""
    case = scenes.load(connection, hub, act, body)
    return case.asked(lambda: _in_own_room(act, body, case))


def _in_own_room(act: Act, body: OpenBody, case: Case) -> None:
    """Decide whether who holds a device only in their room opens a bag of that room, and in their own name.

    Raises:
        Refusal: those of ``grant.in_own_room``, or ``counter-other-room``.
    """
    grant, scene = act.grant, case.scene
    if scene is None or grant is None or grant.role not in grants.IN_ROOM:
        return
    people = case.of(body.people, body)
    grants.in_own_room(grant, body.plan, people, scene.policy)
    item = scene.items.get(case.label(body.label))
    if item is not None and item.session is not None and item.room is not None:
        counts.of_room("proctor", scene.parties[grant.person].post, item.session, item.room)


def _read_open(case: Case, act: Act, body: OpenBody) -> Opening:
    people, monitors = case.of(body.people, body), case.of(body.monitors, body)
    look = case.look(body.look)
    label = case.label(body.label)
    return Opening(act.fact.id, act.fact.device, label, people, look, tuple(body.witnesses), monitors, body.approval)


def _judge_open(done: Opening, scene: Scene, at: datetime, acted: bool, _case: Case) -> Moved:
    return opened(done, scene, at, acted=acted)


def _tell_open(done: Opening) -> Mapping[str, Any]:
    return {
        "objects": [done.label],
        "people": list(done.people),
        "monitors": list(done.monitors),
        "witnesses": list(done.witnesses),
        "reason": done.approval or None,
    }


def _read_close(case: Case, act: Act, body: SealBagBody) -> Closing:
    closer = next(iter(case.of([body.closer], body)), 0)
    proctors, look = case.of(body.proctors, body), case.look(body.look)
    label, strip = case.label(body.label), case.strip(body.seal) or ""
    return Closing(act.fact.id, act.fact.device, label, strip, closer, proctors, look, dict(body.aside), body.opened)


def _judge_close(done: Closing, scene: Scene, at: datetime, _acted: bool, case: Case) -> Moved:
    return closed(done, scene, at, used_seals=case.ready)


def _tell_close(done: Closing) -> Mapping[str, Any]:
    people = [done.closer, *done.proctors]
    told = {"objects": [done.label], "people": people, "seal": done.seal, "aside": dict(done.aside)}
    return told | ({"opened": True} if done.opened else {})


def _put_on(done: Closing) -> Mapping[str, str]:
    return {done.label: done.seal}


def _read_supply(case: Case, act: Act, body: SupplyBody) -> Supply:
    approver = next(iter(case.of([body.approver], body)), 0)
    source, target = case.label(body.source), case.label(body.target)
    return Supply(act.fact.id, act.fact.device, source, target, body.what, body.number, approver, body.reason)


def _judge_supply(done: Supply, scene: Scene, at: datetime, _acted: bool, _case: Case) -> Moved:
    return supplied(done, scene, at)


def _tell_supply(done: Supply) -> Mapping[str, Any]:
    return {
        "objects": [done.source, done.target],
        "people": [done.approver],
        "supply": {"what": done.what, "number": done.number},
        "reason": done.reason,
    }


OPEN = desk(on_form(Way("custody.open", OpenBody, _read_open, _judge_open, _tell_open, load=_load_open), last=False))
SEAL = desk(
    on_form(Way("custody.seal", SealBagBody, _read_close, _judge_close, _tell_close, _put_on, load=load_sealing))
)
SUPPLY = desk(on_form(Way("custody.supply", SupplyBody, _read_supply, _judge_supply, _tell_supply), last=False))
