"""What a candidate's practical exam comes to, and who may confirm it or send it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from protocol.role import BY_CODE
from server.domain.duty import Post
from server.domain.practical.candidate import Candidate
from server.domain.practical.combine import Combined, combine
from server.domain.practical.required import Lack
from server.domain.practical.scheme import Scheme
from server.domain.practical.score import Sheet
from server.domain.practical.team import REASON, Team
from server.domain.refusal import Refusal

State = Literal["absent", "stopped", "unscored", "partial", "sent_back", "ready", "confirmed"]

#: Who may agree that a confirmed score is opened again, beside the team's leader.
CHIEFS = frozenset(BY_CODE[code].number for code in ("CE", "DCE", "AD", "ADD"))


@dataclass(frozen=True, slots=True)
class SentBack:
    """A candidate whose assessors score again: who said so, why, and the sheets (facts) that no longer count."""

    by: int | None
    at: str
    reason: str
    sheets: frozenset[str]
    second: int | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A score that the team's leader confirmed: the sheets (facts) it was of, and why it was, in spite of something."""

    by: int | None
    at: str
    score: int
    sheets: frozenset[str]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A candidate's result as it stands; ``combined`` is None until every assessor of the team has scored.

    ``skipped``: items to be scored still by who left them out, of questions that did not fail for most.
    """

    state: State
    combined: Combined | None
    needed: int
    signed: int
    skipped: tuple[str, ...] = ()


def result(
    one: Candidate, scheme: Scheme, team: Team | None, sent_back: SentBack | None, confirmed: Confirmed | None
) -> Result:
    """Return where a candidate stands. Only sheets of the team's present assessors count.

    Of who turned out not to be the person on the papers nothing counts, whatever was confirmed, until it is put right.
    Totals that differ by more than the scheme allows are sent back by themselves, until they no longer do or the
    leader decides with a reason.
    """
    people = team.assessors if team is not None else tuple(sorted(one.sheets))
    needed = max(len(people), scheme.assessors if team is None else 1)
    if one.absent is not None:
        return Result("absent", None, 0, 0)
    sheets = standing(one, people)
    if one.identity is not None and one.identity.outcome == "not_person":
        return Result("stopped", None, needed, len(sheets))
    facts = frozenset(sheet.fact for sheet in sheets.values())
    combined = combine(scheme, sheets) if len(sheets) >= needed else None
    if combined is not None and combined.skipped:
        return Result("sent_back", None, needed, len(sheets), combined.skipped)
    if combined is not None and confirmed is not None and confirmed.sheets == facts:
        return Result("confirmed", combined, needed, len(sheets))
    if sent_back is not None and sent_back.sheets & facts:
        return Result("sent_back", combined, needed, len(sheets))
    if combined is None:
        return Result("partial" if sheets else "unscored", None, needed, len(sheets))
    apart = combined.spread > scheme.combine.threshold
    return Result("sent_back" if apart else "ready", combined, needed, len(sheets))


def standing(one: Candidate, people: Iterable[int]) -> dict[int, Sheet]:
    """Return the newest sheet of each of these people who has signed one."""
    return {person: one.sheets[person][-1] for person in people if one.sheets.get(person)}


def confirm(now: Result, lacks: Iterable[Lack], again: Mapping[int, bool], reason: str) -> None:
    """Decide whether the leader may confirm a result as it stands.

    Args:
        now: the result.
        lacks: what is lacking of the candidate and was said to the leader.
        again: by assessor, whether they have scored more than once.
        reason: why it is confirmed although totals differ or something is lacking; blank where nothing is.

    Raises:
        Refusal: ``result-absent``, ``result-stopped``, ``result-confirmed``, ``result-items`` (some were left out),
            ``result-unscored``, ``result-sent-back`` (somebody has not scored again), ``result-apart`` or
            ``result-lacking`` (both but for a reason).
    """
    _came(now)
    if now.state == "confirmed":
        raise Refusal("result-confirmed", field="candidate")
    if now.skipped:
        raise Refusal("result-items", field="candidate", n=len(now.skipped))
    if now.combined is None:
        raise Refusal("result-unscored", field="candidate", found=now.signed, expected=now.needed)
    given = len(reason.strip()) >= REASON
    if now.state == "sent_back":
        waiting = sum(not done for done in again.values())
        if waiting:
            raise Refusal("result-sent-back", field="candidate", waiting=waiting)
        if not given:
            raise Refusal("result-apart", field="reason")
    lacking = sum(lack.code != "sheets" for lack in lacks)
    if lacking and not given:
        raise Refusal("result-lacking", field="reason", count=lacking)


def _came(now: Result) -> None:
    if now.state == "absent":
        raise Refusal("result-absent", field="candidate")
    if now.state == "stopped":
        raise Refusal("result-stopped", field="candidate")


def send_back(now: Result, team: Team, by: Post | None, second: Post | None, reason: str) -> None:
    """Decide whether a candidate's assessors are to score again.

    Before it is confirmed the leader sends back; afterwards the leader and a chief agree on it, whoever of them states
    it under their grant (``by``), the other signing beside (``second``).

    Raises:
        Refusal: ``send-back-reason``, ``result-absent``, ``result-stopped``, ``result-none`` (nothing was scored yet),
            ``team-not-leader`` or ``send-back-second``.
    """
    if len(reason.strip()) < REASON:
        raise Refusal("send-back-reason", field="reason")
    _came(now)
    if not now.signed:
        raise Refusal("result-none", field="candidate")
    if now.state != "confirmed":
        if by is None or by.person != team.leader:
            raise Refusal("team-not-leader", field="grant")
        return
    signers = [post for post in (by, second) if post is not None]
    leads = any(post.person == team.leader for post in signers)
    heads = any(post.person != team.leader and post.role in CHIEFS for post in signers)
    if not (leads and heads):
        raise Refusal("send-back-second", field="second")


def sent_back_to_row(one: SentBack) -> dict[str, Any]:
    """Write it as a row."""
    return {"by": one.by, "at": one.at, "reason": one.reason, "sheets": sorted(one.sheets), "second": one.second}


def sent_back_from_row(row: Mapping[str, Any] | None) -> SentBack | None:
    """Read it back; None where there is none."""
    return None if row is None else SentBack(**{**row, "sheets": frozenset(row["sheets"])})


def confirmed_to_row(one: Confirmed) -> dict[str, Any]:
    """Write it as a row."""
    return {"by": one.by, "at": one.at, "score": one.score, "sheets": sorted(one.sheets), "reason": one.reason}


def confirmed_from_row(row: Mapping[str, Any] | None) -> Confirmed | None:
    """Read it back; None where there is none."""
    return None if row is None else Confirmed(**{**row, "sheets": frozenset(row["sheets"])})
