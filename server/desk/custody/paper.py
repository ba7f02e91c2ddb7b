"""Acts that were done on paper and are entered afterwards (补录): which form, when it was signed, who enters it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field, StrictInt, StrictStr
from sqlalchemy import Connection

from protocol.role import BY_NUMBER
from server.desk.act import Act, Body, Hub
from server.desk.custody.bodies import CustodyBody, Moment, Signer
from server.desk.custody.kept import Way
from server.desk.custody.scene import Case
from server.domain import device as rules
from server.domain.custody.handoff import Moved, Scene
from server.domain.custody.paper import Paper, from_form
from server.domain.custody.strip import unstated
from server.domain.grant import Grant, covered, only_on_paper
from server.domain.refusal import Refusal
from server.store import device as devices

#: The kind of act by which a handoff on paper is entered: who may state it enters the other forms too.
ENTERS = "custody.enter"


class FormBody(Body):
    """The signed form that an act is entered from: which, when it was signed, and who enters it."""

    form: StrictStr = Field(min_length=1, max_length=20)
    at: Moment
    entered_by: StrictInt = Field(ge=1, le=2**31)


class PaperBody(CustodyBody):
    """What may have been done on paper; ``paper``: the form it is entered from, null where it was done now."""

    paper: FormBody | None = None

    def signers(self) -> list[Signer]:
        """Return who enters it, where it is entered from paper."""
        return [] if self.paper is None else [Signer(person=self.paper.entered_by)]

    def signed(self) -> datetime | None:
        """Return when the form was signed."""
        return None if self.paper is None else datetime.fromisoformat(self.paper.at)


def told(paper: Paper) -> Mapping[str, Any]:
    """Return what the row of an act says of the form it is entered from."""
    signed = paper.signed.isoformat(timespec="milliseconds")
    return {"paper": {"form": paper.form, "signed": signed, "entered_by": paper.entered_by}}


def holds(paper: Paper, scene: Scene) -> None:
    """Decide whether it is entered by whoever has signed in.

    Raises:
        Refusal: ``grant-holder``.
    """
    if scene.standing is not None and scene.standing.person != paper.entered_by:
        raise Refusal("grant-holder", field="entered_by")


def on_form(way: Way, *, last: bool = True) -> Way:
    """Return a kind of act as it is done now or entered from a form; its body is a ``PaperBody``.

    ``last``: on the form it is the last that was done to its objects; where it need not be, its rule asks how they
    stood at the form's moment.
    """
    return replace(
        way, read=partial(_read, way), judge=partial(_judge, way, last), tell=partial(_tell, way),
        put_on=lambda done: way.put_on(done[0]), load=partial(_load, way),
    )  # fmt: skip


def _load(way: Way, connection: Connection, hub: Hub, act: Act, body: PaperBody) -> Case:
    """Read what an act names, and whether it may be entered here: a form is entered as a handoff on paper is."""
    return entering(way.load(connection, hub, act, body), connection, act, body)


def entering(case: Case, connection: Connection, act: Act, body: PaperBody) -> Case:
    """Return the case, with what forbids to enter a form here where it is entered from one."""
    if body.paper is None:
        late = only_on_paper(act.grant, act.fact.kind) or _sealed_late(case, act, body)
        return replace(case, faults=(*case.faults, Refusal("paper-only", field="paper"))) if late else case
    return case.asked(lambda: may_enter(devices.role_of(connection, act.fact.device), act.grant))


def _sealed_late(case: Case, act: Act, body: PaperBody) -> bool:
    """Tell whether a bag that came back is sealed long after the exam, whose invigilators are not there any more.

    By the morning after, what is closed now is closed before it leaves the site; later a form says who was there. The
    strip of a bag that is closed is stated on any day.
    """
    carries = act.grant is not None and "carry" in act.grant.acts and "custody" not in act.grant.acts
    if act.fact.kind != "custody.seal" or not carries or case.plan is None or case.scene is None:
        return False
    noon = datetime.combine(max(case.plan.days) + timedelta(days=1), time(12), ZoneInfo(case.plan.zone))
    item = case.scene.items.get(case.label(getattr(body, "label", "")))
    return act.at > noon and item is not None and not unstated(item)


def may_enter(role: str | None, grant: Grant | None) -> None:
    """Decide whether who has signed in may enter a form on a device of ``role``; whether the grant holds the door asks.

    Raises:
        Refusal: ``not-allowed`` or ``grant-scope``.
    """
    if role is not None:
        rules.may(role, ENTERS)
    if grant is not None and ENTERS not in covered(grant):
        held = BY_NUMBER[grant.role]
        raise Refusal("grant-scope", field="grant", role=held.zh, role_en=held.en)


def _read(way: Way, case: Case, act: Act, body: PaperBody) -> tuple[Any, Paper | None]:
    return way.read(case, act, body), form_of(body)


def form_of(body: PaperBody) -> Paper | None:
    """Return the form that it is entered from; None where it was done now."""
    form, signed = body.paper, body.signed()
    return None if form is None or signed is None else Paper(form.form, signed, form.entered_by)


def _judge(
    way: Way, last: bool, done: tuple[Any, Paper | None], scene: Scene, at: datetime, acted: bool, case: Case
) -> Moved:
    said, paper = done
    if paper is None:
        return way.judge(said, scene, at, acted, case)
    holds(paper, scene)
    labels = case.numbers.values() if last else ()
    return from_form(lambda then, when: way.judge(said, then, when, acted, case), paper, labels, scene, at)


def _tell(way: Way, done: tuple[Any, Paper | None]) -> Mapping[str, Any]:
    said, paper = done
    return {**way.tell(said), **({} if paper is None else told(paper))}
