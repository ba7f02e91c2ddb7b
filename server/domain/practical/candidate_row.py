"""A candidate at a station as it is kept, and as screens show it."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from server.domain.practical.candidate import Absent, Candidate, Drawn, Identity, Workpiece
from server.domain.practical.lots import Mark, Slot
from server.domain.practical.score import Sheet, sheet_from_row, sheet_to_row


def candidate_to_row(candidate: Candidate) -> dict[str, Any]:
    """Write a candidate as it is kept."""
    row = asdict(candidate)
    row["sheets"] = [
        [person, [sheet_to_row(sheet) for sheet in sheets]] for person, sheets in sorted(candidate.sheets.items())
    ]
    return row


def candidate_from_row(row: Mapping[str, Any]) -> Candidate:
    """Read what ``candidate_to_row`` wrote."""
    drawn, identity, absent, workpiece = row["drawn"], row["identity"], row["absent"], row["workpiece"]
    given = dict(row) | {
        "drawn": None if drawn is None else Drawn(
            Slot(**drawn["slot"]), drawn["card"], drawn["lots"], Mark(**drawn["mark"])
        ),
        "identity": None if identity is None else Identity(**{**identity, "mark": Mark(**identity["mark"])}),
        "began": _mark(row["began"]),
        "ended": _mark(row["ended"]),
        "absent": None if absent is None else Absent(absent["reason"], Mark(**absent["mark"])),
        "workpiece": None if workpiece is None else Workpiece(**{**workpiece, "mark": Mark(**workpiece["mark"])}),
        "sheets": {person: tuple(sheet_from_row(sheet) for sheet in sheets) for person, sheets in row["sheets"]},
    }  # fmt: skip
    return Candidate(**given)


def _mark(row: Mapping[str, Any] | None) -> Mark | None:
    return None if row is None else Mark(**row)


def shown(candidate: Candidate, team: Collection[int] | None, least: int) -> dict[str, Any]:
    """Return the row that screens show.

    What assessors gave stays sealed until all of the room's team have signed (where there is none, ``least`` people):
    nobody scores after what another gave.
    """
    sealed = len(candidate.sheets) < least if team is None else not set(team) <= set(candidate.sheets)
    drawn, identity, workpiece = candidate.drawn, candidate.identity, candidate.workpiece
    return {
        "plan": candidate.plan,
        "session": candidate.session,
        "room": candidate.room,
        "candidate": candidate.number,
        "seat": candidate.seat,
        "mask": candidate.mask,
        "trade": candidate.trade,
        "level": candidate.level,
        "listed": candidate.listed,
        "station": None if drawn is None else drawn.slot.station,
        "turn": None if drawn is None else drawn.slot.turn,
        "drawn": None if drawn is None else {"card": drawn.card, "lots": drawn.lots} | asdict(drawn.mark),
        "identity": None if identity is None else {
            "outcome": identity.outcome, "evidence": identity.evidence, "reason": identity.reason,
        } | asdict(identity.mark),
        "began": None if candidate.began is None else candidate.began.at,
        "ended": None if candidate.ended is None else candidate.ended.at,
        "absent": None if candidate.absent is None else {"reason": candidate.absent.reason}
        | asdict(candidate.absent.mark),
        "excused": candidate.excused,
        "workpiece": None if workpiece is None else {"number": workpiece.number, "reason": workpiece.reason}
        | asdict(workpiece.mark),
        "sealed": sealed,
        "scores": {str(person): _score(sheets, sealed) for person, sheets in sorted(candidate.sheets.items())},
    }  # fmt: skip


def _score(sheets: tuple[Sheet, ...], sealed: bool) -> dict[str, Any]:
    newest = sheets[-1]
    told = {"fact": newest.fact, "at": newest.at, "version": len(sheets), "reason": newest.reason}
    if sealed:
        return told | {"total": None, "failed": None, "items": None}
    row = sheet_to_row(newest)
    return told | {
        "total": row["total"], "items": row["items"], "failed": any(item["failed"] for item in row["items"])
    }  # fmt: skip
