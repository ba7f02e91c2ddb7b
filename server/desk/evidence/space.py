"""The hub has looked at its disk: for how many minutes of film it has room."""

from pydantic import Field, StrictInt
from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act, Body, Desk, Hub
from server.domain.evidence import space as rules
from server.domain.evidence.piece import Evidence
from server.domain.plan import Plan
from server.domain.policy import Policy
from server.domain.refusal import Refusal
from server.store import custody, evidence
from server.store import plan as plans
from server.store.journal import Transaction

GB = 1_000_000_000


class SpaceBody(Body):
    """For how many minutes of film there is room, at how many bytes a second (measured, or the usual)."""

    plan: StrictInt = Field(ge=0, le=2**53)
    minutes: StrictInt = Field(ge=0, le=2**53)
    rate: StrictInt = Field(ge=1, le=2**53)


def _load(connection: Connection, _hub: Hub, _act: Act, body: SpaceBody) -> Plan | None:
    return plans.get(connection, body.plan)


def _decide(loaded: Plan | None, _act: Act, body: SpaceBody) -> None:
    if loaded is None:
        raise Refusal("plan-unknown", field="plan", plan=body.plan)


def _keep(tx: Transaction, act: Act, body: SpaceBody, _loaded: Plan | None) -> None:
    before = tx.rows.current("space", str(body.plan))
    least = rules.step(body.minutes)
    shown = {"plan": body.plan, "minutes": body.minutes, "least": least, "rate": body.rate, "at": act.received}
    tx.rows.put(act.seq, "space", str(body.plan), "office", shown)
    low = body.minutes < rules.LOW
    if low or (before is not None and before["minutes"] < rules.LOW):
        told = Refusal("media-space-low", minutes=body.minutes)
        state = "open" if low else "closed"
        feed.alert(tx, act.seq, act.received, told, str(body.plan), plan=body.plan, state=state)


def allowed(connection: Connection, known: Evidence, length: int | None) -> None:
    """Let bytes of evidence come, as far as the plan's policy goes: what was announced has its place already.

    ``length``: of the upload, None where its device says that later; what it has said of the evidence counts as well.

    Raises:
        Refusal: ``session-quota``.
    """
    more = max(length or 0, 0 if known.word is None else known.word.size)
    in_session(connection, known.plan, known.place.session, more, but=known.evidence)


def in_session(connection: Connection, plan: int, session: str | None, more: int, but: str = "") -> None:
    """Let ``more`` bytes come for a session, as far as the plan's policy goes; ``but``: as ``spoken_for`` has it.

    Raises:
        Refusal: ``session-quota``.
    """
    policy = custody.policy(connection, plan)
    if policy.media_quota:
        used = evidence.spoken_for(connection, plan, session, but)
        rules.within(_name(connection, plan, session), used, more, most(policy))


def most(policy: Policy) -> int:
    """Return the bytes that a session may have; 0: what the disk has."""
    return policy.media_quota * GB


def _name(connection: Connection, plan: int, session: str | None) -> str:
    known = plans.get(connection, plan)
    found = None if known is None or session is None else known.session(session)
    return session or "—" if found is None else found.name


SPACE = Desk("evidence.space", SpaceBody, _load, _decide, _keep)
