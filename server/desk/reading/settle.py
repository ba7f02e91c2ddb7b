"""Faults settled: the operator proposes, another person confirms or rejects; the machine's value stays beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StrictInt, StrictStr
from sqlalchemy import Connection

from reading.profile import QUESTIONS
from server.desk import feed
from server.desk.act import Act, Body, Desk, Hub
from server.desk.reading import aside, batch_row, brought, live, people
from server.desk.reading import session as sessions
from server.desk.reading.bodies import AdmissionNo, FactId, FaultKey, OfPlan, Reason, SessionId, Sha256, at, holder
from server.desk.reading.people import Scene
from server.desk.reading.session import Standing
from server.domain.reading import settling as rules
from server.domain.reading.fault import Fault
from server.domain.reading.figures import figures
from server.domain.refusal import Refusal
from server.store import reading
from server.store.journal import Transaction

#: Questions of one card (as many as a profile may have), and cards of one fault.
MOST = QUESTIONS
#: A card as places name it: in a batch, or keyed in.
Where = Sha256 | Literal["hand"]


def _in_order(answer: str) -> str:
    """Return an answer with each letter once, in order, as a machine would have read it."""
    return "".join(sorted(set(answer)))


Answer = Annotated[StrictStr, Field(max_length=16), AfterValidator(_in_order)]
Question = Annotated[StrictStr, Field(pattern=r"^[1-9][0-9]{0,3}$")]


class PlaceBody(Body):
    """A card: the batch it was read in, and its row there."""

    batch: Where
    row: StrictInt = Field(ge=0, le=10_000_000)


class NumberedBody(PlaceBody):
    """A card, and the admission number it gets."""

    number: AdmissionNo


class ResolutionBody(Body):
    """How a fault is settled: ``what`` (``docs/card-files.md``), and what that needs.

    ``batch`` and ``row`` name a card, ``number`` is the admission number it gets, ``answers`` are all of a card keyed
    in, ``cells`` single ones by question, ``paper`` and ``subject`` what the card should have said; ``places`` names
    several cards, ``numbers`` several with the number that each gets, ``bag`` is what was counted again.
    """

    what: StrictStr = Field(min_length=1, max_length=24)
    batch: Where | None = None
    row: StrictInt | None = Field(default=None, ge=0, le=10_000_000)
    number: AdmissionNo | None = None
    answers: list[Answer] | None = Field(default=None, max_length=MOST)
    cells: dict[Question, Answer] | None = Field(default=None, max_length=MOST)
    places: list[PlaceBody] | None = Field(default=None, max_length=MOST)
    numbers: list[NumberedBody] | None = Field(default=None, max_length=MOST)
    bag: StrictInt | None = Field(default=None, ge=0, le=9999)
    paper: StrictStr | None = Field(default=None, max_length=4)
    subject: StrictStr | None = Field(default=None, max_length=16)

    def row_of(self) -> dict[str, Any]:
        """Return what is stated, as it is kept."""
        return self.model_dump(exclude_none=True)


class ProposeBody(OfPlan):
    """A fault is proposed to be settled in this way, on these grounds; the newest proposal takes the others' place.

    A card with which no rule found anything wrong is corrected as ``correction/<room>/<number>/<n>``, n from 1. That
    all cards of the session are handed in is settled as ``complete/-/all``; that a file none of whose cards count is
    not to be used, as ``aside/-/<first 12 signs of its hash>``: in its session, or in any where it belongs to none.
    """

    session: SessionId
    fault: FaultKey
    resolution: ResolutionBody
    reason: Reason


class SettleBody(OfPlan):
    """The newest proposal is confirmed, or rejected; ``reason`` is needed for a rejection."""

    session: SessionId
    fault: FaultKey
    proposal: FactId
    outcome: Literal["confirm", "reject"]
    reason: Reason = ""


@dataclass(frozen=True, slots=True)
class ToSettle:
    """Who acts, the session, the fault in it, its newest proposal; whether a batch of it is closed, and it settled.

    ``counts``: why a file cannot be put aside as a whole. ``used``: the proposal was confirmed before, whether what was
    settled by it still stands or not.
    """

    scene: Scene
    now: Standing | None
    fault: Fault | None
    proposal: Mapping[str, Any] | None
    closed: bool
    settled: bool
    counts: Refusal | None = None
    used: bool = False

    def open_fault(self, number: int) -> Fault:
        """Return the fault, where it is there and not settled.

        Raises:
            Refusal: ``plan-unknown``, ``fault-unknown``, ``fault-settled`` or those of ``aside.nothing_counts``.
        """
        self.scene.known(number)
        if self.settled and (
            self.fault is None or self.fault.settled is not None or self.fault.code in rules.BROUGHT_UP
        ):
            raise Refusal("fault-settled", field="fault")
        if self.fault is None:
            raise Refusal("fault-unknown", field="fault")
        if self.counts is not None:
            raise self.counts
        return self.fault


def _load(connection: Connection, _hub: Hub, act: Act, body: ProposeBody | SettleBody) -> ToSettle:
    now = sessions.standing(connection, body.plan, body.session)
    found = () if now is None else now.report.faults
    fault = next((one for one in found if live.short(one) == body.fault), None)
    if fault is None and now is not None:
        fault = brought.up(now, body.fault) or aside.fault_of(connection, now, body.fault)
    proposal = reading.get(connection, body.plan, "proposal", _key(body))
    closed = fault is not None and now is not None and _closed(connection, now, fault)
    wrong = None
    if fault is not None and now is not None and fault.code == "aside":
        wrong = aside.fault_in(connection, now, fault)
    settled = sessions.settled_last(connection, body.plan, body.session, body.fault) is not None
    confirmed = {row["proposal"] for row in reading.every(connection, body.plan, "settled", body.session).values()}
    used = proposal is not None and proposal["fact"] in confirmed
    return ToSettle(people.scene(connection, act, body.plan), now, fault, proposal, closed, settled, wrong, used)


def _closed(connection: Connection, now: Standing, fault: Fault) -> bool:
    """Tell whether three people have signed for what a fault is about: its cards, and those of its room."""
    here = {place.batch for place in fault.places}
    if fault.code == "aside":  # it is of the rooms that it read again, and of no other
        here |= {batch for room in fault.detail["rooms"] for batch in people.counting(now, room)}
    else:
        here |= people.counting(now, fault.room)
    return any((batch_row.get(connection, now.plan.number, batch) or {}).get("closed") for batch in here)


def _key(body: ProposeBody | SettleBody) -> str:
    return f"{body.session}/{body.fault}"


def _decide_propose(loaded: ToSettle, _act: Act, body: ProposeBody) -> None:
    loaded.scene.may("RO")
    fault = loaded.open_fault(body.plan)
    rules.at_the_desk(body.resolution.what)
    if loaded.now is not None:
        told = rules.completed(fault, sessions.resolution_of(body.resolution.row_of()))
        cards = loaded.now.report.cards
        questions, paper = rules.questions_of(fault, told, cards), rules.wants_paper(fault, cards)
        rules.fits(fault, told, loaded.now.listed, questions, paper=paper)
    rules.grounds(body.reason)


def _keep_propose(tx: Transaction, act: Act, body: ProposeBody, loaded: ToSettle) -> None:
    told = body.resolution.row_of()
    told = told if loaded.fault is None else rules.completed(loaded.fault, told)
    row = {
        "fault": body.fault, "fact": act.fact.id, "by": holder(act), "at": at(act), "rejected": None,
        "resolution": told, "reason": body.reason.strip(),
    }  # fmt: skip
    reading.keep(tx.connection, body.plan, "proposal", _key(body), row, body.session)
    live.show(tx, act, body.plan, body.session, even=True)
    _tell(tx, act, body, loaded, [body.resolution.what])


def _decide_settle(loaded: ToSettle, _act: Act, body: SettleBody) -> None:
    if loaded.closed and loaded.scene.holder is not None and not loaded.scene.leads:
        raise Refusal("reading-leader", field="grant")
    loaded.scene.may("CK", "SV", leaders=True)
    loaded.open_fault(body.plan)
    proposal = loaded.proposal
    if proposal is None or proposal["fact"] != body.proposal or proposal["rejected"] or loaded.used:
        raise Refusal("proposal-unknown", field="proposal")
    rules.confirms(proposal["by"], None if loaded.scene.holder is None else loaded.scene.holder.person)
    if body.outcome == "reject":
        rules.grounds(body.reason)


def _keep_settle(tx: Transaction, act: Act, body: SettleBody, loaded: ToSettle) -> None:
    proposal = loaded.proposal
    if proposal is None or loaded.fault is None:
        return
    if body.outcome == "reject":
        told = {"by": holder(act), "at": at(act), "reason": body.reason.strip()}
        reading.keep(tx.connection, body.plan, "proposal", _key(body), {**proposal, "rejected": told}, body.session)
    else:
        shown = tx.rows.current("reading_fault", f"{body.plan}/{_key(body)}") or {}
        row = {
            "fault": body.fault, "key": loaded.fault.key, "fact": act.fact.id, "seq": act.seq, "by": holder(act),
            "at": at(act), "resolution": proposal["resolution"], "proposal": proposal["fact"],
            "proposed_by": proposal["by"], "reason": body.reason.strip(), "grounds": proposal["reason"], "row": shown,
            "stood": figures(loaded.fault),
        }  # fmt: skip
        reading.keep(tx.connection, body.plan, "settled", act.fact.id, row, body.session)
        if proposal["resolution"]["what"] == "drop-file":
            aside.mark(tx, act, body.plan, loaded.fault, row)
    live.show(tx, act, body.plan, body.session, even=True)
    _tell(tx, act, body, loaded, [body.outcome])


def _tell(
    tx: Transaction, act: Act, body: ProposeBody | SettleBody, loaded: ToSettle, what: list[str],
    refusal: Refusal | None = None,
) -> None:  # fmt: skip
    room = None if loaded.fault is None else loaded.fault.room
    feed.line(tx, act, plan=body.plan, person=holder(act), place=room, about=room, what=what, refusal=refusal)


def _turn_down(
    tx: Transaction, act: Act, body: ProposeBody | SettleBody, loaded: ToSettle, refusal: Refusal
) -> None:  # fmt: skip
    _tell(tx, act, body, loaded, [], refusal)


PROPOSE = Desk("reading.propose", ProposeBody, _load, _decide_propose, _keep_propose, _turn_down)
SETTLE = Desk("reading.settle", SettleBody, _load, _decide_settle, _keep_settle, _turn_down)
