"""Teams of assessors: who assesses a room in a session, and who leads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act, Body, Desk, Hub
from server.desk.draw import PersonNumber, PlanNumber, Reason, RoomId, SessionId
from server.desk.practical import live, record
from server.domain.plan import Plan, Room, Session
from server.domain.practical.assessor import Assessor, assessor_from_row
from server.domain.practical.scheme import Scheme, scheme_from_row
from server.domain.practical.team import Member, Team, form, team_to_row
from server.domain.refusal import Refusal
from server.store import people, practical
from server.store import plan as plans
from server.store.journal import Transaction

Rule = Literal["team-few", "team-even", "assessor-running", "team-begun"]


class TeamBody(Body):
    """Who assesses a room, and their leader; ``reason``: why a rule of the plan is not kept, where one is not.

    ``seen``: which rules those are, as far as the screen told the reason's writer; apps of before leave it out.
    """

    plan: PlanNumber
    session: SessionId
    room: RoomId
    assessors: list[PersonNumber] = Field(min_length=1, max_length=15)
    leader: PersonNumber
    reason: Reason = ""
    seen: list[Rule] | None = Field(default=None, max_length=4)


@dataclass(frozen=True, slots=True)
class ToForm:
    """What forming a team needs: plan and room, who is put into it, the room's schemes, whether they have scored.

    ``members`` by how often running they have assessed as far as this hub knows, ``stated`` as their cards were stated.
    """

    plan: Plan | None
    room: Room | None
    members: tuple[Member, ...]
    stated: tuple[Member, ...]
    schemes: tuple[Scheme, ...]
    scored: bool

    def session(self, session_id: str) -> Session:
        """Return the session.

        Raises:
            Refusal: ``plan-unknown``, ``session-unknown``, ``team-not-practical`` or ``room-unknown``.
        """
        if self.plan is None:
            raise Refusal("plan-unknown", field="plan", plan="—")
        session = self.plan.session(session_id)
        if session is None:
            raise Refusal("session-unknown", field="session", session=session_id)
        if session.kind != "practical":
            raise Refusal("team-not-practical", field="session", session=session.name)
        if self.room is None or session_id not in self.room.sittings:
            raise Refusal("room-unknown", field="room", room="—" if self.room is None else self.room.room)
        return session


def to_form(
    connection: Connection, plan: int, session: str, room: str, chosen: Sequence[int],
    held: Mapping[int, Assessor] | None = None,
) -> ToForm:  # fmt: skip
    """Read what forming a team of ``chosen`` needs; ``held``: the plan's cards, where they were read already."""
    known, place = plans.get(connection, plan), plans.room(connection, plan, room)
    stated = cards_of(connection, plan, None) if held is None else held
    cards = cards_of(connection, plan, known) if held is None else held
    elsewhere = _elsewhere(connection, known, session, room)
    posts = {number: person.post for number in chosen if (person := people.get(connection, plan, number)) is not None}

    def members(cards: Mapping[int, Assessor]) -> tuple[Member, ...]:
        return tuple(Member(one, posts.get(one), cards.get(one), elsewhere.get(one)) for one in chosen)

    scored = live.scored(connection, plan, session, room)
    return ToForm(
        known, place, members(cards), members(stated), schemes_of(connection, plan, place, session), scored
    )  # fmt: skip


def cards_of(connection: Connection, plan: int, known: Plan | None, *, by_trade: bool = True) -> dict[int, Assessor]:
    """Return the card of each assessor of a plan, by how often running they have assessed here by now.

    Without the plan (``known`` None): as stated. ``by_trade``: as ``record.with_record`` has it.
    """
    held = [assessor_from_row(row) for row in practical.every(connection, plan, "assessor").values()]
    return {one.person: one for one in record.with_record(connection, known, held, by_trade=by_trade)}


def schemes_of(connection: Connection, plan: int, room: Room | None, session: str) -> tuple[Scheme, ...]:
    """Return the scheme of each trade and level in a room; where there is none, what holds without one."""
    sitting = None if room is None else room.sittings.get(session)
    found = []
    for group in () if sitting is None else sitting.groups:
        row = practical.get(connection, plan, "scheme", f"{group.trade}/{group.level}")
        found.append(Scheme(plan, group.trade, group.level) if row is None else scheme_from_row(row))
    return tuple(found)


def _elsewhere(connection: Connection, plan: Plan | None, session: str, room: str) -> dict[int, str]:
    """Return by person in which other room they assess while this session runs."""
    here = None if plan is None else plan.session(session)
    if plan is None or here is None:
        return {}
    at_once = {one.id for one in plan.sessions if one.starts < here.ends and here.starts < one.ends}
    teams: Mapping[str, Mapping[str, object]] = practical.every(connection, plan.number, "team")
    return {
        person: str(team["room"])
        for team in teams.values()
        if team["session"] in at_once and (team["session"], team["room"]) != (session, room)
        for person in team["assessors"]  # type: ignore[attr-defined]
    }


def day_of(plan: Plan, session: Session) -> date:
    """Return the day of a session, in the plan's zone."""
    return session.starts.astimezone(ZoneInfo(plan.zone)).date()


def _load(connection: Connection, _hub: Hub, _act: Act, body: TeamBody) -> ToForm:
    return to_form(connection, body.plan, body.session, body.room, body.assessors)


def formed(loaded: ToForm, body: TeamBody) -> Team:
    """Return the team that is formed.

    Apps of before did not say what their reason was for, and formed teams when the hub did not count yet: theirs was
    for what the cards state, and for the hub's count only where these keep every rule. So the team stays let off what
    it was, whatever the hub counts when its journal is folded again.

    Raises:
        Refusal: as ``server.domain.practical.team.form``, or what ``ToForm.session`` refuses.
    """
    session = loaded.session(body.session)
    day = day_of(loaded.plan, session) if loaded.plan is not None else session.starts.date()

    def waived_of(members: tuple[Member, ...]) -> tuple[str, ...]:
        known, scored = loaded.schemes, loaded.scored
        return form(members, body.leader, known, day, scored=scored, reason=body.reason, seen=body.seen)

    waived = (waived_of(loaded.stated) if body.seen is None else ()) or waived_of(loaded.members)
    reason = body.reason.strip() if waived else ""
    return Team(body.plan, body.session, body.room, tuple(body.assessors), body.leader, waived, reason)


def _decide(loaded: ToForm, _act: Act, body: TeamBody) -> None:
    formed(loaded, body)


def _keep(tx: Transaction, act: Act, body: TeamBody, loaded: ToForm) -> None:
    try:
        team = formed(loaded, body)
    except Refusal:  # a rebuild follows the journal, whatever today's rules would say, or count
        try:
            team = formed(replace(loaded, members=loaded.stated), body)
        except Refusal:
            team = Team(body.plan, body.session, body.room, tuple(body.assessors), body.leader, (), body.reason)
    put(tx, act, team)
    live.show_room(tx, act, body.plan, (body.session, body.room))
    feed.line(tx, act, plan=body.plan, person=body.leader, about=body.room, what=list(team.waived))


def not_formed(tx: Transaction, act: Act, wanted: Team, refused: Refusal) -> None:
    """Tell the board that a team named in a file was not formed, and why; it is over once the room has one."""
    why, why_en = (refused.said(language)["says"] for language in ("zh", "en"))
    alert = Refusal("team-not-formed", room=wanted.room, why=why or "—", why_en=why_en or "—")
    subject = f"{wanted.plan}/{wanted.session}/{wanted.room}"
    feed.alert(tx, act.seq, act.received, alert, subject, plan=wanted.plan, place=wanted.room)


def put(tx: Transaction, act: Act, team: Team) -> None:
    """Keep a team and show it."""
    subject = f"{team.plan}/{team.session}/{team.room}"
    before = tx.rows.current("alert", f"team-not-formed/{subject}"[:96])
    if before is not None and before["state"] == "open":
        tx.rows.put(act.seq, "alert", before["id"], "office", before | {"state": "closed"})
    by = None if act.grant is None else act.grant.person
    row = team_to_row(team) | {"at": act.at.isoformat(timespec="milliseconds"), "by": by}
    practical.keep(tx.connection, team.plan, "team", f"{team.session}/{team.room}", row, team.session, team.room)
    tx.rows.put(act.seq, "team", f"{team.plan}/{team.session}/{team.room}", "table", row)


def _turn_down(tx: Transaction, act: Act, body: TeamBody, _loaded: ToForm, refusal: Refusal) -> None:
    feed.line(tx, act, plan=body.plan, about=body.room, refusal=refusal)


TEAM = Desk("practical.team", TeamBody, _load, _decide, _keep, _turn_down)
