"""Candidates at stations: identity, absence, beginning and end, workpieces."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from pydantic import Field, StrictBool, StrictStr, model_validator
from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act, Desk, Hub
from server.desk.practical import station
from server.desk.practical.station import MOST, AdmissionNo, InRoom, OfCandidate, Reason, Scene
from server.domain.practical import candidate as rules
from server.domain.practical.candidate import Absent, Candidate, Identity, Workpiece
from server.domain.practical.score import Sheet
from server.domain.refusal import Refusal
from server.store.journal import Transaction


class IdentifyBody(OfCandidate):
    """How somebody's identity was checked: ``ok``, ``no_id`` (to be completed), ``not_person`` (everything stops).

    ``evidence`` is the id of the photo taken.
    """

    outcome: Literal["ok", "no_id", "not_person"]
    evidence: StrictStr | None = Field(default=None, pattern="^[0-9a-f]{32}$")
    reason: Reason = ""


class OfSeveral(InRoom):
    """An act about one candidate, or about several of the room at once.

    Of several, those of whom it was noted before stay as they are, and so do those of whom the end is stated while
    nobody saw them begin: one conflict does not stop a whole room.
    """

    candidates: list[AdmissionNo] = Field(min_length=1, max_length=MOST)

    @model_validator(mode="after")
    def _once(self) -> "OfSeveral":
        if len(set(self.candidates)) < len(self.candidates):
            raise ValueError("each candidate once")
        return self

    def about(self) -> list[str]:
        """Return the candidates."""
        return self.candidates


class AbsentBody(OfCandidate):
    """That somebody did not come; ``absent`` false takes it back, for a reason."""

    absent: StrictBool = True
    reason: Reason = ""


class WorkpieceBody(OfCandidate):
    """The number of what somebody made; another one than before states why."""

    number: StrictStr = Field(min_length=1, max_length=40)
    reason: Reason = ""


def _decide_identify(scene: Scene, act: Act, body: IdentifyBody) -> None:
    scene.practical(body)
    candidate = scene.candidate(body.candidate)
    rules.identify(
        candidate, body.outcome, scene.hours(candidate), act.now,
        photo=body.evidence is not None, leads=scene.leads, reason=body.reason,
    )  # fmt: skip


def _keep_identify(tx: Transaction, act: Act, body: IdentifyBody, scene: Scene) -> None:
    candidate = scene.candidates.get(body.candidate)
    if candidate is None:
        return
    identity = Identity(body.outcome, body.evidence, body.reason.strip(), station.mark(act))
    station.keep(tx, act, replace(candidate, identity=identity, absent=None), scene)
    station.tell(tx, act, body, scene, [body.outcome])
    stopped = candidate.identity is not None and candidate.identity.outcome == "not_person"
    if body.outcome == "not_person" or stopped:
        state = "open" if body.outcome == "not_person" else "closed"
        alert = Refusal("candidate-not-person", room=body.room, seat=candidate.seat)
        subject = f"{body.plan}/{body.session}/{body.room}/{candidate.seat}"
        feed.alert(tx, act.seq, act.received, alert, subject, plan=body.plan, place=body.room, state=state)


def _decide_begin(scene: Scene, act: Act, body: OfSeveral) -> None:
    scene.practical(body)
    named = [scene.candidate(number) for number in body.candidates]
    for candidate in [one for one in named if one.began is None] or named:
        rules.begins(candidate, scene.hours(candidate), act.now, lots=scene.lots is not None)


def _keep_begin(tx: Transaction, act: Act, body: OfSeveral, scene: Scene) -> None:
    for candidate in _several(scene, body):
        if candidate.began is None:
            station.keep(tx, act, replace(candidate, began=station.mark(act), absent=None), scene)
    station.tell(tx, act, body, scene)


def _decide_end(scene: Scene, _act: Act, body: OfSeveral) -> None:
    scene.practical(body)
    named = [scene.candidate(number) for number in body.candidates]
    for candidate in _ending(named) or named:
        rules.ends(candidate)


def _keep_end(tx: Transaction, act: Act, body: OfSeveral, scene: Scene) -> None:
    for candidate in _ending(_several(scene, body)):
        station.keep(tx, act, replace(candidate, ended=station.mark(act)), scene)
    station.tell(tx, act, body, scene)


def _ending(named: Sequence[Candidate]) -> list[Candidate]:
    """Return whose work ends: those at work; where nobody is, those who have not ended, who may not or were doubted."""
    at_work = [one for one in named if one.began is not None and one.ended is None]
    return at_work or [one for one in named if one.ended is None]


def _several(scene: Scene, body: OfSeveral) -> list[Candidate]:
    return [scene.candidates[number] for number in body.candidates if number in scene.candidates]


def _decide_absent(scene: Scene, act: Act, body: AbsentBody) -> None:
    scene.practical(body)
    candidate = scene.candidate(body.candidate)
    rules.stays_away(candidate, body.absent, scene.hours(candidate), act.now, body.reason)


def _keep_absent(tx: Transaction, act: Act, body: AbsentBody, scene: Scene) -> None:
    candidate = scene.candidates.get(body.candidate)
    if candidate is None:
        return
    absent = Absent(body.reason.strip(), station.mark(act)) if body.absent else None
    station.keep(tx, act, replace(candidate, absent=absent, excused=candidate.excused or not body.absent), scene)
    station.tell(tx, act, body, scene, [] if body.absent else ["withdrawn"])


def _load_workpiece(connection: Connection, hub: Hub, act: Act, body: WorkpieceBody) -> Scene:
    """Read the room, and the numbers of the others' workpieces in the session."""
    everyone = station.candidates(connection, body.plan, body.session, only=())
    others = (one for one in everyone if (one.room, one.number) != (body.room, body.candidate))
    taken = frozenset(one.workpiece.number for one in others if one.workpiece is not None)
    return replace(station.load(connection, hub, act, body), taken=taken)


def _decide_workpiece(scene: Scene, _act: Act, body: WorkpieceBody) -> None:
    scene.practical(body)
    rules.hands_in(scene.candidate(body.candidate), body.number, scene.taken, body.reason)


def _keep_workpiece(tx: Transaction, act: Act, body: WorkpieceBody, scene: Scene) -> None:
    candidate = scene.candidates.get(body.candidate)
    if candidate is None:
        return
    workpiece = Workpiece(body.number, body.reason.strip(), station.mark(act))
    station.keep(tx, act, replace(candidate, workpiece=workpiece), scene)
    station.tell(tx, act, body, scene, [body.number])


def _against(body: InRoom, scene: Scene, code: str) -> str | None:
    """Name the fact that says otherwise of the first candidate of whom one does."""
    for candidate in filter(None, map(scene.candidates.get, body.about())):
        if code == "absent-scored" and (sheet := _newest_sheet(candidate)) is not None:
            return sheet.fact
        stands = {
            "candidate-absent": candidate.absent and candidate.absent.mark,
            "absent-already": candidate.absent and candidate.absent.mark,
            "absent-begun": candidate.began,
            "begun-already": candidate.began,
            "ended-already": candidate.ended,
            "identity-stopped": candidate.identity and candidate.identity.mark,
            "workpiece-given": candidate.workpiece and candidate.workpiece.mark,
        }.get(code)
        if stands:
            return stands.fact
    return None


def _newest_sheet(candidate: Candidate) -> Sheet | None:
    return max((sheets[-1] for sheets in candidate.sheets.values()), key=lambda sheet: sheet.at, default=None)


IDENTIFY = Desk(
    "practical.identify", IdentifyBody, station.load, _decide_identify, _keep_identify, station.turn_down,
    disputable=station.disputable(
        _keep_identify, ("practical-late", "practical-over", "candidate-absent", "identity-photo"), _against
    ),
)  # fmt: skip
BEGIN = Desk(
    "practical.begin", OfSeveral, station.load, _decide_begin, _keep_begin, station.turn_down,
    disputable=station.disputable(
        _keep_begin,
        ("practical-late", "practical-over", "candidate-absent", "begin-early", "identity-missing", "station-missing",
         "begun-already"),
        _against,
    ),
)  # fmt: skip
END = Desk(
    "practical.end", OfSeveral, station.load, _decide_end, _keep_end, station.turn_down,
    disputable=station.disputable(_keep_end, ("not-begun", "ended-already"), _against),
)  # fmt: skip
ABSENT = Desk(
    "practical.absent", AbsentBody, station.load, _decide_absent, _keep_absent, station.turn_down,
    disputable=station.disputable(_keep_absent, ("absent-early", "absent-reason"), _against),
)  # fmt: skip
WORKPIECE = Desk(
    "practical.workpiece", WorkpieceBody, _load_workpiece, _decide_workpiece, _keep_workpiece, station.turn_down,
    disputable=station.disputable(_keep_workpiece, ("not-begun", "workpiece-given"), _against),
)  # fmt: skip
