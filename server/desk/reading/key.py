"""Answer keys (标准答案) entered: each paper's by two people; it holds once both say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field, StrictInt, StrictStr
from sqlalchemy import Connection

from reading.profile import QUESTIONS
from server.desk import feed
from server.desk.act import Act, Body, Desk, Hub
from server.desk.reading import keys, live, people, released
from server.desk.reading import session as sessions
from server.desk.reading.bodies import OfPlan, Reason, SessionId, at, holder
from server.desk.reading.people import Scene
from server.domain.reading import attendance
from server.domain.reading import key as rules
from server.domain.reading.key import Entry, Key, Rule, key_from_row
from server.domain.reading.settling import REASON
from server.domain.refusal import Refusal
from server.store import reading
from server.store.journal import Transaction


class QuestionBody(Body):
    """One question: how it is marked, what is right (several where any of them is), points in hundredths."""

    rule: Rule
    answers: list[StrictStr] = Field(max_length=rules.MOST_ANSWERS)
    points: StrictInt = Field(ge=0, le=rules.MOST_POINTS)
    part: StrictInt = Field(default=0, ge=0, le=rules.MOST_POINTS)


class KeyBody(OfPlan):
    """One person's entry of a paper's key; ``questions`` null: they withdraw theirs.

    ``subject`` is trade and level as ``trade/level``, of somebody on the session's list; ``reason``: why it changes
    although scores were released.
    """

    session: SessionId
    subject: StrictStr = Field(min_length=1, max_length=60)
    paper: Literal["", "A", "B"] = ""
    questions: list[QuestionBody] | None = Field(min_length=1, max_length=QUESTIONS)
    passing: StrictInt = Field(default=rules.PASSING, ge=0, le=100_000_000)
    reason: Reason = ""

    def key(self) -> Key | None:
        """Return the key as it is marked by; None where it is withdrawn."""
        return None if self.questions is None else key_from_row(self.model_dump())


@dataclass(frozen=True, slots=True)
class ToEnter:
    """Who enters it, whether the session's scores were released, the list's subjects, the paper's entries so far."""

    scene: Scene
    released: bool
    subjects: frozenset[str]
    entries: tuple[Entry, ...]


def _load(connection: Connection, _hub: Hub, act: Act, body: KeyBody) -> ToEnter:
    out = released.newest(connection, body.plan, body.session) is not None
    rows = sessions.roster(connection, body.plan, body.session).values()
    subjects = frozenset(sessions.subject_of(row) for row in rows)
    entries = keys.entries(connection, body.plan, body.session).get((body.subject, body.paper), [])
    return ToEnter(people.scene(connection, act, body.plan), out, subjects, tuple(entries))


def _decide(loaded: ToEnter, _act: Act, body: KeyBody) -> None:
    attendance.theory(loaded.scene.plan, body.plan, body.session)
    loaded.scene.may("CK", "SV", leaders=True)
    key = body.key()
    if key is None:
        rules.withdraw(loaded.entries, None if loaded.scene.holder is None else loaded.scene.holder.person)
    else:
        rules.of_list(key.subject, loaded.subjects)
        rules.check(key)
    if loaded.released and len(body.reason.strip()) < REASON:
        raise Refusal("key-released", field="reason", subject=body.subject, paper=body.paper)


def _keep(tx: Transaction, act: Act, body: KeyBody, _loaded: ToEnter) -> None:
    key = body.key()
    row = {
        "subject": body.subject, "paper": body.paper, "key": None if key is None else rules.key_to_row(key),
        "by": holder(act), "at": at(act), "fact": act.fact.id, "seq": act.seq, "reason": body.reason.strip(),
    }  # fmt: skip
    name = f"{body.session}/{body.subject}|{body.paper}/{act.fact.id}"
    reading.keep(tx.connection, body.plan, "entry", name, row, body.session)
    live.show_session(tx, act, body.plan, body.session)
    feed.line(tx, act, plan=body.plan, person=holder(act), about=_paper(body), what=_said(tx, body))


def _said(tx: Transaction, body: KeyBody) -> Sequence[str]:
    return [keys.standings(tx.connection, body.plan, body.session)[body.subject, body.paper].state]


def _paper(body: KeyBody) -> str:
    return f"{body.subject} {body.paper}".strip()


def _turn_down(tx: Transaction, act: Act, body: KeyBody, _loaded: ToEnter, refusal: Refusal) -> None:
    feed.line(tx, act, plan=body.plan, person=holder(act), about=_paper(body), refusal=refusal)


KEY = Desk("reading.key", KeyBody, _load, _decide, _keep, _turn_down)
