"""What acts at stations have in common: the room, its candidates, who acts; how they are kept, shown and settled."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, StrictInt, StrictStr
from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act, Body, Concern, Disputable, Hub
from server.desk.draw import PlanNumber, RoomId, SessionId
from server.desk.signal import course_of
from server.domain.duty import Post, Scan
from server.domain.grant import LEADERS
from server.domain.plan import Plan
from server.domain.practical import candidate as rules
from server.domain.practical import candidate_row as rows
from server.domain.practical import result as results
from server.domain.practical.candidate import Candidate, Hours
from server.domain.practical.lots import Lots, Mark, lots_from_row
from server.domain.practical.scheme import Scheme, scheme_from_row
from server.domain.practical.team import Team, team_from_row
from server.domain.refusal import Refusal
from server.domain.timetable import Course
from server.store import people, practical, signal
from server.store import plan as plans
from server.store.journal import Transaction

AdmissionNo = Annotated[StrictStr, Field(min_length=1, max_length=40)]
Reason = Annotated[StrictStr, Field(max_length=200)]
Station = Annotated[StrictStr, Field(min_length=1, max_length=20)]
CardNumber = Annotated[StrictInt, Field(ge=1, le=10_000)]
LotsNumber = Annotated[StrictInt, Field(ge=1, le=10_000)]
#: Candidates named in one act: everybody of a room.
MOST = 200


class InRoom(Body):
    """An act in a room of a practical session."""

    plan: PlanNumber
    session: SessionId
    room: RoomId

    def about(self) -> list[str]:
        """Return the admission numbers of the candidates it is about."""
        return []


class OfCandidate(InRoom):
    """An act about one candidate, by the admission number."""

    candidate: AdmissionNo

    def about(self) -> list[str]:
        """Return the candidate."""
        return [self.candidate]


@dataclass(frozen=True, slots=True)
class Scene:
    """A room as an act at a station finds it.

    ``candidates`` by admission number; ``holder`` is who holds the grant, in the act's plan. Where they are asked for:
    ``taken``, the numbers of the session's other workpieces; ``earlier``, the lots before the newest; ``signer``, whose
    hand signs a sheet; ``confirmed``, whether the leader has confirmed the candidate's scores.
    """

    plan: Plan | None
    course: Course | None
    lots: Lots | None
    candidates: Mapping[str, Candidate]
    team: Team | None
    holder: Post | None
    schemes: Mapping[str, Scheme]
    taken: frozenset[str] = frozenset()
    earlier: tuple[Lots, ...] = ()
    signer: Scan | None = None
    confirmed: bool = False

    def practical(self, body: InRoom) -> Plan:
        """Return the plan, where the act is about a practical session of it by somebody who may.

        Raises:
            Refusal: what ``rules.practical`` and ``rules.steward`` say.
        """
        rules.practical(self.plan, body.plan, body.session)
        if self.holder is not None:  # without a grant the door refuses
            rules.steward(self.holder.role)
        assert self.plan is not None  # noqa: S101 - refused above
        return self.plan

    def candidate(self, number: str) -> Candidate:
        """Return a candidate of the room.

        Raises:
            Refusal: ``candidate-unknown``.
        """
        return rules.here(self.candidates.get(number))

    def scheme(self, candidate: Candidate) -> Scheme:
        """Return what a candidate is scored by; the usual one, without items, where the plan has none."""
        wanted = Scheme(candidate.plan, candidate.trade, candidate.level)
        return self.schemes.get(wanted.key, wanted)

    def hours(self, candidate: Candidate) -> Hours:
        """Return the hours that hold for a candidate."""
        if self.plan is None or self.course is None:
            raise Refusal("session-unknown", field="session", session=candidate.session)
        return rules.hours(self.plan, self.course, candidate.room, self.scheme(candidate).late)

    @property
    def leads(self) -> bool:
        """Whether one of those who head the site acts."""
        return self.holder is not None and self.holder.role in LEADERS


def load(connection: Connection, _hub: Hub, act: Act, body: InRoom) -> Scene:
    """Read the room: its candidates, its cards, its team, and who acts.

    Where the act names candidates, the others come without their sheets, which nothing asks for.
    """
    named = body.about()
    plan = plans.get(connection, body.plan)
    course = None if plan is None else course_of(plan, body.session, signal.get(connection, body.plan, body.session))
    grant = act.grant
    person = None if grant is None or grant.plan != body.plan else people.get(connection, body.plan, grant.person)
    found = lots_of(connection, body.plan, body.session, body.room)
    return Scene(
        plan, course, found,
        {one.number: one for one in candidates(connection, body.plan, body.session, body.room, named or None)},
        team(connection, body.plan, body.session, body.room), None if person is None else person.post,
        schemes(connection, body.plan),
    )  # fmt: skip


def candidates(
    connection: Connection, plan: int, session: str | None = None, room: str | None = None,
    only: Collection[str] | None = None,
) -> list[Candidate]:  # fmt: skip
    """Return a plan's candidates at stations, of a session or room where it is named.

    ``only``: of the others it is asked where they are, not what they were given; their sheets are left out.
    """
    found = practical.every(connection, plan, "candidate", session, room).values()
    return [
        rows.candidate_from_row(row if only is None or row["number"] in only else {**row, "sheets": []})
        for row in found
    ]


def lots_of(connection: Connection, plan: int, session: str, room: str) -> Lots | None:
    """Return the newest lots of a room in a session."""
    row = practical.get(connection, plan, "lots", f"{session}/{room}")
    return None if row is None else lots_from_row(row)


def team(connection: Connection, plan: int, session: str, room: str) -> Team | None:
    """Return the team of a room in a session."""
    row = practical.get(connection, plan, "team", f"{session}/{room}")
    return None if row is None else team_from_row(row)


def schemes(connection: Connection, plan: int) -> dict[str, Scheme]:
    """Return a plan's schemes by ``Scheme.key``."""
    found = map(scheme_from_row, practical.every(connection, plan, "scheme").values())
    return {scheme.key: scheme for scheme in found}


def confirmed(connection: Connection, scene: Scene, number: str) -> bool:
    """Tell whether the leader has confirmed a candidate's scores as they stand: another team opens them again."""
    one = scene.candidates.get(number)
    sure = None if one is None else practical.get(connection, one.plan, "confirmed", one.key)
    if one is None or sure is None:
        return False
    now = results.result(one, scene.scheme(one), scene.team, None, results.confirmed_from_row(sure))
    return now.state in ("confirmed", "absent", "stopped")


def mark(act: Act) -> Mark:
    """Return who did it and when."""
    by = None if act.grant is None else act.grant.person
    return Mark(act.at.isoformat(timespec="milliseconds"), by, act.fact.id, act.fact.device)


def keep(tx: Transaction, act: Act, candidate: Candidate, scene: Scene) -> None:
    """Keep a candidate and show them."""
    row = rows.candidate_to_row(candidate)
    practical.keep(tx.connection, candidate.plan, "candidate", candidate.key, row, candidate.session, candidate.room)
    show(tx, act.seq, candidate, scene.team, scene.scheme(candidate))


def show(tx: Transaction, seq: int, candidate: Candidate, of: Team | None, scheme: Scheme) -> None:
    """Show a candidate."""
    value = rows.shown(candidate, None if of is None else of.assessors, scheme.assessors)
    tx.rows.put(seq, "practical", f"{candidate.plan}/{candidate.key}", "table", value)


def tell(
    tx: Transaction, act: Act, body: InRoom, scene: Scene, what: Collection[str] = (), refusal: Refusal | None = None
) -> None:
    """Add a line to the feed: the room, and the seats it is about."""
    seats = [str(found.seat) for found in map(scene.candidates.get, body.about()) if found is not None]
    person = None if act.grant is None else act.grant.person
    about = f"{body.room} · {'、'.join(seats[:12])}" if seats else body.room
    feed.line(
        tx, act, plan=body.plan, person=person, place=body.room, about=about, what=list(what), refusal=refusal
    )  # fmt: skip


def turn_down(tx: Transaction, act: Act, body: InRoom, scene: Scene, refusal: Refusal) -> None:
    """Show what was turned down."""
    tell(tx, act, body, scene, refusal=refusal)


Against = Callable[[Any, Any, str], str | None]
Sound = Callable[[Any, Any], bool]


def disputable(
    keep: Callable[..., None], holds: Collection[str], against: Against = lambda *_: None,
    sound: Sound = lambda *_: True,
) -> Disputable:  # fmt: skip
    """Make how an act at a station is settled.

    Args:
        keep: changes what it still changes.
        holds: the refusals after which it may be found to have happened all the same; a doubt about who acted is one.
        against: names the accepted fact that stands against it, from the body, the scene and the refusal's code.
        sound: tells whether the rules that come after those of ``holds``, which were never reached, have it.
    """

    def concern(body: InRoom, scene: Scene, code: str) -> Concern:
        seats = [found.seat for found in map(scene.candidates.get, body.about()) if found is not None]
        about = f"{body.session}/{body.room}" + (f"/{seats[0]}" if seats else "")
        return Concern(body.plan, None, body.room, against(body, scene, code), about)

    def can_hold(body: InRoom, scene: Scene, code: str) -> bool:
        known = scene.plan is not None and all(number in scene.candidates for number in body.about())
        excused = code in holds or code.startswith("grant-") or code == "device-written-off"
        return known and excused and sound(body, scene)

    return Disputable(concern, can_hold, keep)
