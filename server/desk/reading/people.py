"""Who acts in the reading room, and on which batch."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from protocol.role import BY_CODE, BY_NUMBER
from server.desk import scan as scans
from server.desk.act import Act
from server.desk.reading import batch_row
from server.desk.reading.session import Standing
from server.desk.scan import Scanned
from server.domain import duty
from server.domain.badge import reading_end
from server.domain.duty import Post
from server.domain.grant import AFTERWARDS
from server.domain.plan import Plan
from server.domain.reading import signing
from server.domain.refusal import Refusal
from server.store import custody, people, reading
from server.store import plan as plans


@dataclass(frozen=True, slots=True)
class Scene:
    """The plan, who holds the grant in it, and the batch that is named; None where there is none."""

    plan: Plan | None
    holder: Post | None
    batch: Mapping[str, Any] | None = None

    def known(self, number: int) -> Plan:
        """Return the plan.

        Raises:
            Refusal: ``plan-unknown``.
        """
        if self.plan is None:
            raise Refusal("plan-unknown", field="plan", plan=number)
        return self.plan

    def known_batch(self) -> Mapping[str, Any]:
        """Return the batch.

        Raises:
            Refusal: ``batch-unknown``.
        """
        if self.batch is None:
            raise Refusal("batch-unknown", field="batch")
        return self.batch

    @property
    def role(self) -> str:
        """Code of the holder's role; empty without a grant, which the door refuses."""
        return "" if self.holder is None else BY_NUMBER[self.holder.role].code

    @property
    def leads(self) -> bool:
        """Whether the holder is a responsible leader: heads the area or the site."""
        return signing.heads(self.holder)

    def may(self, *codes: str, leaders: bool = False) -> None:
        """Decide whether whoever has signed in may do this.

        Raises:
            Refusal: ``reading-role``.
        """
        if self.holder is None or self.role in codes or (leaders and self.leads):
            return
        found = BY_NUMBER[self.holder.role]
        wanted = [BY_CODE[code] for code in codes]
        zh, en = [one.zh for one in wanted], [one.en for one in wanted]
        if leaders:
            zh, en = [*zh, "负责人"], [*en, "a leader"]
        raise Refusal(
            "reading-role", field="grant", role=found.zh, role_en=found.en, expected="、".join(zh),
            expected_en=", ".join(en),
        )  # fmt: skip


def scene(connection: Connection, act: Act, plan: int, batch: str | None = None) -> Scene:
    """Read who acts, and the batch that is named."""
    grant = act.grant
    person = None if grant is None or grant.plan != plan else people.get(connection, plan, grant.person)
    found = None if batch is None else batch_row.get(connection, plan, batch)
    return Scene(plans.get(connection, plan), None if person is None else person.post, found)


def signer(connection: Connection, ready: Any, field: str) -> Scanned:
    """Find who signs beside the holder, by the badge that was shown (``ready``: what was read of it).

    Whoever reads and marks signs after the plan's days too, in its reading period.
    """
    found = scans.beside(connection, ready, field)
    of = found.scan.plan
    if found.person is None or of is None or found.person.post.role not in AFTERWARDS:
        return found
    return replace(found, until=reading_end(of, custody.policy(connection, of.number).reading_days))


def post_of(scanned: Scanned, act: Act, plan: int) -> Post:
    """Return whose badge it is, where it is a good one of this plan.

    Raises:
        Refusal: as ``duty.recognise``, ``person-unknown`` or ``person-not-in``.
    """
    found, post = duty.recognise(scanned.scan, act.now, until=scanned.until)
    if found.number != plan:
        raise Refusal("person-unknown")
    signing.here(post, found, act.at)
    return post


def second_of(scanned: Scanned, act: Act, plan: int) -> Post | None:
    """Return whose badge it is, as ``post_of``; None where nobody showed one."""
    fault = scanned.scan.fault
    return None if fault is not None and fault.code == "badge-needed" else post_of(scanned, act, plan)


def counting(now: Standing, room: str | None = None) -> set[str]:
    """Return the batches whose cards count in a session; with a room, in that one."""
    return {
        card.place.batch for card in now.report.cards
        if card.machine is not None and (room is None or card.room == room)
    }  # fmt: skip


def unsigned(connection: Connection, now: Standing, *, twice: bool) -> tuple[str, ...]:
    """Return the names of the files that scores rest on in a session and that the three have not signed.

    Args:
        connection: read by the calling thread.
        now: the session as it stands.
        twice: the plan wants cards read a second time: scores rest on those files, too.
    """
    known = reading.every(connection, now.plan.number, "batch", now.session.id)
    second = {one.sha256 for one in now.second} if twice else set()
    due = counting(now) | {one for one in second if one in known and known[one]["state"] == "read"}
    return tuple(known[one]["name"] for one in sorted(due) if one in known and not known[one]["closed"])


def called(plan: Plan | None, session: str) -> str:
    """Return what people call a session of a plan."""
    return session if plan is None else plan.called(session)


def number_of(scanned: Scanned | None) -> int | None:
    """Return whose badge was shown, as far as it is known."""
    return None if scanned is None or scanned.person is None else scanned.person.post.person
