"""Duty: who is on site. Checking in, out and back in; taking a mistaken scan back; rooms assigned to invigilators.

Check-in windows are data of the plan: minutes before and after the start of a session (``domain`` 2.1: staff arrive
at T-60, the gate is manned at T-70).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from protocol.role import PROCTOR
from protocol.token import Token
from server.domain import badge as badges
from server.domain.badge import Badge
from server.domain.plan import Plan, Room, Session
from server.domain.refusal import Refusal

#: How long a scan can be taken back (peers allow the same), and how many of a person's are kept for it.
UNDO = timedelta(minutes=15)
UNDOABLE = 3

#: Refusals of a scan that leave open who was there: on their account nobody can be let in or out afterwards.
WHO_UNKNOWN = frozenset(
    {"badge-unreadable", "badge-forged", "wrong-site", "wrong-plan", "badge-unknown", "badge-unbound",
     "number-unknown", "number-ambiguous", "person-unknown"}
)  # fmt: skip
#: Refusals that say: another act of this person stands against it.
CONTRADICTED = frozenset({"already-in", "not-in", "overtaken"})


@dataclass(frozen=True, slots=True)
class Done:
    """An act that changed a person and can still be taken back.

    ``fact``, ``kind`` and ``device`` are the fact's; ``at`` is when it happened (aware). ``state``, ``since`` and
    ``place`` are the person's before it; ``badge`` is the spare badge it bound.
    """

    fact: str
    kind: str
    device: str
    at: datetime
    state: str
    since: datetime | None
    place: str | None
    badge: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """One person's duty in a plan.

    ``sessions`` are session ids (empty: all of the plan's). ``state`` is ``expected``, ``in`` or ``out``; ``at`` and
    ``place`` tell when (aware) and where the state was last changed. ``acts``: what can be taken back, newest last.
    """

    plan: int
    person: int
    role: int
    listed: bool
    sessions: tuple[str, ...]
    rooms: Mapping[str, str]
    state: str
    at: datetime | None
    place: str | None
    acts: tuple[Done, ...] = ()


@dataclass(frozen=True, slots=True)
class Scan:
    """What the hub knows when somebody is scanned, typed in or picked by name.

    ``token`` is None where a person was typed or picked; ``fault`` is set where the QR text could not be trusted.
    """

    plans: tuple[Plan, ...]
    token: Token | None
    fault: Refusal | None
    badge: Badge | None
    plan: Plan | None
    post: Post | None


def recognise(scan: Scan, at: datetime, *, leaving: bool = False, until: int | None = None) -> tuple[Plan, Post]:
    """Find the person a scan stands for; whoever is in may leave, also when no longer on the list.

    The order of the checks is the order in which a person can act on them: is it a badge of ours at all, is it for
    here and today, is it still good, is its holder wanted. ``until`` (Unix seconds): it is good longer for this act.

    Raises:
        Refusal: ``badge-unreadable``, ``badge-forged``, ``wrong-site``, ``wrong-plan``, ``wrong-day``,
            ``badge-unknown``, ``badge-revoked``, ``badge-unbound``, ``number-unknown``, ``number-ambiguous``,
            ``person-unknown`` or ``not-on-list``.
    """
    badge = good_badge(scan, at, until)
    if badge is not None:
        badges.wanted(badge)
    if scan.post is None or scan.plan is None:
        raise Refusal("person-unknown")
    if not scan.post.listed and not (leaving and scan.post.state == "in"):
        raise Refusal("not-on-list")
    return scan.plan, scan.post


def good_badge(
    scan: Scan, at: datetime, until: int | None = None, *, also: tuple[int, int] | None = None
) -> Badge | None:
    """Return the badge that was shown or typed, where it is good here and at ``at``; None where a name was picked.

    ``also`` (Unix seconds): from when to when it signs besides its own days.

    Raises:
        Refusal: as ``recognise``, as far as the badge itself is concerned.
    """
    if scan.fault is not None:
        raise scan.fault
    if scan.token is not None:
        plan = badges.belongs(scan.token, scan.plans)
        _of_days(scan.token, plan, at, until, also)
        return badges.usable(scan.badge)
    if scan.badge is not None and scan.plan is not None:
        _of_days(scan.badge, scan.plan, at, until, also)
        return badges.usable(scan.badge)
    return None


def _of_days(shown: Token | Badge, plan: Plan, at: datetime, until: int | None, also: tuple[int, int] | None) -> None:
    if also is None or not also[0] <= at.timestamp() < also[1]:
        badges.in_time(shown.not_before, max(shown.expires, until or 0), plan.zone, at)


def shown_badge(scan: Scan) -> Badge | None:
    """Return the badge that was shown or typed, in whatever state; None where a name was picked.

    Raises:
        Refusal: the scan's own fault, ``wrong-site``, ``wrong-plan`` or ``badge-unknown``.
    """
    if scan.fault is not None:
        raise scan.fault
    if scan.token is not None:
        badges.belongs(scan.token, scan.plans)
        if scan.badge is None:
            raise Refusal("badge-unknown")
    return scan.badge


def check_in(scan: Scan, at: datetime, *, acted: bool = False) -> None:
    """Decide one check-in; ``acted`` where it happened before, without the hub.

    Raises:
        Refusal: as ``recognise``, and ``already-in``, ``overtaken``, ``not-on-list``, ``not-open`` or ``too-late``.
    """
    plan, post = recognise(scan, at)
    if post.state == "in" and post.at is not None:
        raise Refusal("already-in", since=_clock(post.at, plan, at), place=post.place or "—")
    _not_overtaken(post, plan, at, acted=acted)
    sessions = [session for session in plan.sessions if not post.sessions or session.id in post.sessions]
    if not sessions:
        raise Refusal("not-on-list")
    if post.state == "out":
        _before_the_last_end(sessions, plan, at)
    else:
        _within_a_window(sessions, plan, at)


def can_come(post: Post, plan: Plan, at: datetime) -> bool:
    """Tell whether somebody who is not in could check in at ``at`` (aware), as far as the plan's times tell."""
    sessions = [session for session in plan.sessions if not post.sessions or session.id in post.sessions]
    try:
        if post.state == "out":
            _before_the_last_end(sessions, plan, at)
        else:
            _within_a_window(sessions, plan, at)
    except (Refusal, ValueError):  # none of the plan's sessions is theirs
        return False
    return True


def entered(post: Post, place: str, at: datetime, done: Done | None = None) -> Post:
    """Return the post of somebody who has come in; ``done`` is what can be taken back."""
    return replace(remembered(post, done), state="in", at=at, place=place)


def check_out(scan: Scan, at: datetime, *, acted: bool = False) -> None:
    """Decide one check-out; ``acted`` where it happened before, without the hub.

    Raises:
        Refusal: as ``recognise``, and ``not-in`` or ``overtaken``.
    """
    plan, post = recognise(scan, at, leaving=True)
    if post.state != "in":
        raise Refusal("not-in")
    _not_overtaken(post, plan, at, acted=acted)


def left(post: Post, place: str, at: datetime, done: Done | None = None) -> Post:
    """Return the post of somebody who has gone; ``done`` is what can be taken back."""
    return replace(remembered(post, done), state="out", at=at, place=place)


def present(post: Post, at: datetime) -> bool:
    """Tell whether somebody was in at ``at`` (aware), as far as their last acts tell."""
    state = post.state
    for done in reversed(post.acts):
        if done.at <= at:
            break
        state = done.state
    return state == "in"


def remembered(post: Post, done: Done | None) -> Post:
    """Return the post with one more act that can be taken back."""
    return post if done is None else replace(post, acts=(*post.acts, done)[-UNDOABLE:])


def undo(post: Post | None, fact: str, at: datetime, device: str, *, anywhere: bool) -> Done:
    """Decide whether the act of ``fact`` may be taken back; ``anywhere``: by any device (chief and office).

    Only a person's newest act can be: what came later stands on it.

    Raises:
        Refusal: ``undo-unknown``, ``undo-overtaken``, ``undo-other-device`` or ``undo-late``.
    """
    done = next((act for act in post.acts if act.fact == fact), None) if post is not None else None
    if post is None or done is None:
        raise Refusal("undo-unknown", field="undoes")
    if done is not post.acts[-1]:
        raise Refusal("undo-overtaken", field="undoes")
    if not anywhere and done.device != device:
        raise Refusal("undo-other-device", device=done.device)
    if at > done.at + UNDO:
        raise Refusal("undo-late", minutes=UNDO // timedelta(minutes=1))
    return done


def undone(post: Post) -> Post:
    """Return the post as it was before its newest act."""
    done = post.acts[-1]
    return replace(post, state=done.state, at=done.since, place=done.place, acts=post.acts[:-1])


def _not_overtaken(post: Post, plan: Plan, at: datetime, *, acted: bool) -> None:
    """Refuse to let what arrives late undo what happened later: the accepted fact stands until it is settled."""
    if acted and post.at is not None and at < post.at:
        raise Refusal("overtaken", since=_clock(post.at, plan, at), place=post.place or "—")


def can_hold(post: Post | None, code: str) -> bool:
    """Tell whether a scan that was disputed for ``code`` may be settled to have happened: it is known who it was."""
    return post is not None and code not in WHO_UNKNOWN


def contradicted(post: Post | None, code: str) -> Done | None:
    """Return the person's newest check-in or check-out, where it is what a scan disputed for ``code`` contradicts."""
    if post is None or code not in CONTRADICTED:
        return None
    return next((done for done in reversed(post.acts) if done.kind.startswith("duty.")), None)


def moves(post: Post, state: str, at: datetime) -> bool:
    """Tell whether somebody gets into ``state`` by what happened at ``at`` and is accepted only now.

    Whoever is in that state already stays as they are, and what happened later is not undone by what was before it.
    """
    return post.state != state and (post.at is None or at >= post.at)


def _within_a_window(sessions: list[Session], plan: Plan, at: datetime) -> None:
    opens, closes = timedelta(minutes=plan.check_in_opens), timedelta(minutes=plan.check_in_closes)
    for session in sorted(sessions, key=lambda each: each.starts):
        if at < session.starts - opens:
            raise Refusal("not-open", session=session.name, opens=_clock(session.starts - opens, plan, at))
        if at <= session.starts + closes:
            return
    last = max(sessions, key=lambda each: each.starts)
    raise Refusal("too-late", session=last.name, closed=_clock(last.starts + closes, plan, at))


def _before_the_last_end(sessions: list[Session], plan: Plan, at: datetime) -> None:
    last = max(sessions, key=lambda each: each.ends)
    if at > last.ends:
        raise Refusal("too-late", session=last.name, closed=_clock(last.ends, plan, at))


def _clock(moment: datetime, plan: Plan, at: datetime) -> str:
    zone = ZoneInfo(plan.zone)
    local = moment.astimezone(zone)
    same_day = local.date() == at.astimezone(zone).date()
    return f"{local:%H:%M}" if same_day else f"{local:%m-%d %H:%M}"


def assign(post: Post | None, plan: Plan, rooms: Mapping[str, Room], session: str, room: str | None) -> None:
    """Decide whether an invigilator may be given this room (or none) for a session.

    Raises:
        Refusal: ``session-unknown``, ``person-unknown``, ``not-on-list``, ``not-a-proctor`` or ``room-unknown``.
    """
    if plan.session(session) is None:
        raise Refusal("session-unknown", field="session", session=session)
    if post is None:
        raise Refusal("person-unknown", field="places")
    if not post.listed:
        raise Refusal("not-on-list", field="places")
    if post.role != PROCTOR.number:
        raise Refusal("not-a-proctor", field="places")
    if room is not None and room not in rooms:
        raise Refusal("room-unknown", field="places", room=room)


def assigned(post: Post, session: str, room: str | None) -> Post:
    """Return the post of somebody who was given a room for a session, or none."""
    kept = {key: value for key, value in post.rooms.items() if key != session}
    return replace(post, rooms=kept if room is None else kept | {session: room})
