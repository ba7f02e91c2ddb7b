"""Handing over: one leg on, from those who hold it to those who sign for it; also entered from a signed form (补录)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import Field, StrictInt, StrictStr

from server.desk.act import Act
from server.desk.custody.bodies import MOST, CustodyBody, LabelText, LookBody, Moment, People, Signer
from server.desk.custody.kept import Way, desk
from server.desk.custody.paper import holds, told
from server.desk.custody.scene import Case
from server.domain.custody import amend
from server.domain.custody.handoff import Handoff, Moved, Scene, handoff
from server.domain.custody.held import held
from server.domain.custody.legs import LEGS
from server.domain.custody.paper import Paper


class HandoffBody(CustodyBody):
    """Objects handed over: what was scanned, who gave, who received, who looked on, and what they saw.

    What lies in a scanned object goes with it; ``missing`` are labels of what should have lain in it but did not.
    """

    leg: StrictStr = Field(min_length=2, max_length=4)
    objects: list[LabelText] = Field(min_length=1, max_length=MOST)
    givers: People
    receivers: People
    monitors: People = Field(default_factory=list)
    session: StrictStr | None = Field(default=None, max_length=32)
    room: StrictStr | None = Field(default=None, max_length=32)
    place: StrictStr = Field(default="", max_length=40)
    missing: list[LabelText] = Field(default_factory=list, max_length=MOST)
    look: LookBody = LookBody()

    def signers(self) -> list[Signer]:
        """Return everybody it names."""
        return [*self.givers, *self.receivers, *self.monitors]

    def labels(self) -> list[str]:
        """Return every label it names, as written."""
        return [*self.objects, *self.missing, *self.look.labels()]

    def strips(self) -> list[str]:
        """Return every seal number it names, as written."""
        return self.look.strips()

    def by_badge(self) -> bool:
        """Tell whether it is a leg on which everybody shows a badge."""
        return self.leg in LEGS and LEGS[self.leg].vault


class EnterBody(HandoffBody):
    """A handoff entered from a form that was signed on paper: which form, when it was signed, and who enters it."""

    form: StrictStr = Field(min_length=1, max_length=20)
    at: Moment
    entered_by: StrictInt = Field(ge=1, le=2**31)

    def signers(self) -> list[Signer]:
        """Return everybody it names."""
        return [*super().signers(), Signer(person=self.entered_by)]

    def signed(self) -> datetime:
        """Return when the form was signed."""
        return datetime.fromisoformat(self.at)


def read(case: Case, act: Act, body: HandoffBody) -> Handoff:
    """Return a handoff as its rule reads it."""
    return Handoff(
        act.fact.id,
        act.fact.device,
        body.leg,
        tuple(case.label(one) for one in body.objects),
        case.of(body.givers, body),
        case.of(body.receivers, body),
        case.of(body.monitors, body),
        body.session,
        body.room,
        body.place,
        tuple(case.label(one) for one in body.missing),
        case.look(body.look),
    )


def judge(done: Handoff, scene: Scene, at: datetime, acted: bool, _case: Case) -> Moved:
    """Decide a handoff."""
    return handoff(done, scene, at, acted=acted)


def tell(done: Handoff) -> Mapping[str, Any]:
    """Return what the row says of a handoff."""
    return {
        "leg": done.leg,
        "place": done.place or None,
        "objects": list(done.objects),
        "givers": list(done.givers),
        "receivers": list(done.receivers),
        "monitors": list(done.monitors),
    } | {name: value for name, value in (("session", done.session), ("room", done.room)) if value is not None}


#: A handoff, and the form it is entered from.
Entered = tuple[Handoff, Paper]


def read_entered(case: Case, act: Act, body: EnterBody) -> Entered:
    """Return a handoff on paper as its rule reads it."""
    return read(case, act, body), Paper(body.form, body.signed(), body.entered_by)


def judge_entered(done: Entered, scene: Scene, at: datetime, _acted: bool, _case: Case) -> Moved:
    """Decide a handoff on paper, at the moment on the form; it is entered by whoever has signed in."""
    moved = amend.from_paper(*done, scene, at)
    holds(done[1], scene)
    return moved


def tell_entered(done: Entered) -> Mapping[str, Any]:
    """Return what the row says of it: that it was entered from paper, which, by whom, and when it was signed."""
    act, paper = done
    return {**tell(act), "kind": "custody.enter", **told(paper)}


def hold_entered(done: Entered, scene: Scene, _done_at: datetime, at: datetime) -> Moved:
    """Return what changes when it is settled to have happened."""
    return held(done[0], scene, done[1].signed, at)


HANDOFF = desk(Way("custody.handoff", HandoffBody, read, judge, tell, hold=held))
ENTER = desk(Way("custody.enter", EnterBody, read_entered, judge_entered, tell_entered, hold=hold_entered))
