"""Releasing scores (成绩发布): when they may go out, which versions they rest on, and what a later release changes.

A release is never altered. A correction is a new release that names the one before, and a notice of what changed.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from protocol.role import BY_CODE
from server.domain.duty import Post
from server.domain.reading.fault import Fault
from server.domain.reading.marking import Marked, State
from server.domain.reading.report import Covered
from server.domain.reading.said import kind_words
from server.domain.reading.second import due_twice
from server.domain.reading.signing import HEADS
from server.domain.refusal import Refusal

#: Who may show the badge beside the responsible leader who releases: another, or who checks or watches the marking.
RELEASERS = HEADS | {BY_CODE["CK"].number, BY_CODE["SV"].number}
REASON = 4
#: States of a result that a release may state: whatever else a candidate's is, somebody has to settle first.
SETTLED: frozenset[State] = frozenset({"scored", "absent", "void", "lost"})
NAMED = 5  # of those who hold a release up: the others are counted


@dataclass(frozen=True, slots=True)
class Versions:
    """What a release rests on.

    Attributes:
        batches: by SHA-256 of the file, which version of its parse and corrections counts.
        keys: by subject and paper (``subject|paper``), the key's digest.
        profiles: by SHA-256 of the file, the profile's digest.
        roster: what names the list of candidates as it stood.
    """

    batches: Mapping[str, int] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    profiles: Mapping[str, str] = field(default_factory=dict)
    roster: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """What the results of a session come to; ``points`` in hundredths, of those scored.

    Attributes:
        candidates: on the list.
        scored: with a score.
        absent: absent by the record sheet.
        void: whose subject is void.
        passed: who passed.
        points: the sum of all scores: a second person's adding machine finds the same.
        sha256: of every candidate's score and whether it passes, so that two people know that they look at the same.
        lost: whose card is lost, and who have no score for that.
    """

    candidates: int
    scored: int
    absent: int
    void: int
    passed: int
    points: int
    sha256: str
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Release:
    """One release of a session's theory scores; ``number`` counts from 1, ``replaces`` is 0 for the first."""

    session: str
    number: int
    versions: Versions
    sums: Sums
    replaces: int = 0
    reason: str = ""


def unmarked(states: Sequence[State]) -> Sums:
    """Return what results come to as far as it is known before any is marked: no points, nobody passed, no hash."""
    of = {name: states.count(name) for name in sorted(SETTLED)}
    return Sums(len(states), of["scored"], of["absent"], of["void"], 0, 0, "", of["lost"])


def sums(marked: Sequence[Marked]) -> Sums:
    """Return what results come to; the same results give the same sums in whatever order they stand."""
    lines = sorted((one.sheet.number, one.state, one.total, one.passed) for one in marked)
    text = json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
    states = [one.state for one in marked]
    return Sums(
        len(marked),
        states.count("scored"),
        states.count("absent"),
        states.count("void"),
        sum(one.passed is True for one in marked),
        sum(one.total or 0 for one in marked),
        hashlib.sha256(text.encode()).hexdigest(),
        states.count("lost"),
    )


def ready(rooms: Mapping[str, str], marked: Sequence[Marked], faults: Iterable[Fault] = ()) -> None:
    """Decide whether a session's scores may go out as they stand.

    Args:
        rooms: by room, its state; only ``green`` and ``closed`` ones are accounted for to the last card.
        marked: every candidate's result.
        faults: those of the session, of which many belong to no room: a file of another exam, cards read again.

    Raises:
        Refusal: ``release-rooms`` (some are not green), ``release-faults`` (open ones), ``release-empty``,
            ``release-keys`` (a paper has no key that holds, or one that does not fit), ``release-unsettled``
            (candidates without card or with unsure marks).
    """
    open_rooms = sorted(room for room, state in rooms.items() if state not in ("green", "closed"))
    if open_rooms:
        raise Refusal("release-rooms", field="session", rooms=_some(open_rooms), found=len(open_rooms))
    kinds = [kind_words(one) for one in faults if one.is_open]
    if kinds:
        zh, en = ([*dict.fromkeys(kind[place] for kind in kinds)] for place in (0, 1))
        raise Refusal("release-faults", field="session", found=len(kinds), kinds=_some(zh), kinds_en=_some(en))
    if not marked:
        raise Refusal("release-empty", field="session")
    lacking = {_paper(one) for one in marked if one.state in ("no-key", "unfit")}
    if lacking:
        raise Refusal("release-keys", field="session", papers=_some(sorted(lacking)), found=len(lacking))
    waiting = sorted(one.sheet.room for one in marked if one.state not in SETTLED)
    if waiting:
        raise Refusal(
            "release-unsettled", field="session", rooms=_some(sorted(set(waiting))), found=len(waiting)
        )  # fmt: skip


def _paper(one: Marked) -> str:
    return f"{one.sheet.subject} {one.sheet.paper}".strip()


def _some(names: Sequence[str]) -> str:
    shown = "、".join(names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown} …"


def by_two(first: Post | None, second: Post | None) -> None:
    """Decide whether these two may release together.

    Args:
        first: who has signed in, a responsible leader: nobody else is shown the sums that a release states.
        second: who shows the badge.

    Raises:
        Refusal: ``release-role``, ``release-second`` (nobody known showed a badge) or ``release-same``.
    """
    if first is None or first.role not in HEADS:
        raise Refusal("release-role", field="grant")
    if second is None or second.role not in RELEASERS:
        raise Refusal("release-second", field="second")
    if first.person == second.person:
        raise Refusal("release-same", field="second")


def signed(open_batches: Sequence[str]) -> None:
    """Decide whether the files that count are signed by the three.

    Args:
        open_batches: names of those that are not closed.

    Raises:
        Refusal: ``release-open``.
    """
    if open_batches:
        raise Refusal("release-open", field="session", names=_some(sorted(open_batches)), found=len(open_batches))


def read_twice(covered: Covered, share: int) -> None:
    """Decide whether as many cards were read a second time as the plan wants.

    A card that cannot be read again counts as covered once two people have settled that the second pass lacks it.

    Args:
        covered: how far a second pass covers the cards.
        share: per cent of those that a machine read that the plan wants covered; 0: none.

    Raises:
        Refusal: ``release-second-pass``.
    """
    wanted = due_twice(covered.of, share)
    if not covered.reaches(wanted):
        raise Refusal(
            "release-second-pass", field="session", found=covered.compared, expected=wanted, share=share,
            settled=covered.settled,
        )  # fmt: skip


def follow(before: Release | None, sums_now: Sums, versions: Versions, reason: str) -> int:
    """Decide whether a release may follow the one before; return the number of the new one.

    Raises:
        Refusal: ``release-unchanged`` (it would say what the last one said, of the same versions) or
            ``release-reason`` (a correction says why).
    """
    if before is None:
        return 1
    if before.sums == sums_now and before.versions == versions:
        raise Refusal("release-unchanged", field="session", number=before.number)
    if len(reason.strip()) < REASON:
        raise Refusal("release-reason", field="reason", number=before.number)
    return before.number + 1


def stated(said: Sums, found: Sums) -> None:
    """Decide whether what the two saw on their screen is what the hub has.

    Raises:
        Refusal: ``release-moved``.
    """
    if said != found:
        raise Refusal("release-moved", field="sums", found=found.scored, expected=said.scored)


@dataclass(frozen=True, slots=True)
class Change:
    """A result that a new release tells otherwise; scores in hundredths, None where there is none.

    ``before_passed`` and ``after_passed``: whether the score passes, which another pass mark changes by itself.
    """

    number: str
    room: str
    before: State | None
    before_score: int | None
    after: State | None
    after_score: int | None
    before_passed: bool | None = None
    after_passed: bool | None = None


def changes(before: Iterable[Marked], after: Iterable[Marked]) -> list[Change]:
    """Return whose result is another, by admission number: this is what the notice (更正通知) names."""
    old, new = ({one.sheet.number: one for one in of} for of in (before, after))
    found = []
    for number in sorted(old.keys() | new.keys()):
        one, other = old.get(number), new.get(number)
        said, says = (
            (None, None, None) if each is None else (each.state, each.total, each.passed) for each in (one, other)
        )  # fmt: skip
        if said != says:
            room = next(each.sheet.room for each in (other, one) if each is not None)
            (was, had, passed), (now, has, passes) = said, says
            found.append(Change(number, room, was, had, now, has, passed, passes))
    return found


def untouched(change: Collection[Change], marked: Sequence[Marked]) -> int:
    """Return how many results a new release leaves as they were."""
    return len(marked) - len({one.number for one in change})


def release_to_row(release: Release) -> dict[str, Any]:
    """Write a release as JSON."""
    return asdict(release)


def release_from_row(row: Mapping[str, Any]) -> Release:
    """Read what ``release_to_row`` wrote; what the hub adds is passed over."""
    return Release(
        row["session"],
        row["number"],
        Versions(**row["versions"]),
        Sums(**row["sums"]),
        row.get("replaces", 0),
        row.get("reason", ""),
    )
