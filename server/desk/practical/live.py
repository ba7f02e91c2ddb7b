"""Where the candidates of a practical room stand, worked out from what there is, and shown where it changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act
from server.desk.practical import station
from server.domain.practical import required
from server.domain.practical import result as results
from server.domain.practical.candidate import Candidate
from server.domain.practical.covered import Span, worth_naming
from server.domain.practical.required import Lack
from server.domain.practical.result import Confirmed, Result
from server.domain.practical.scheme import Scheme
from server.domain.practical.team import Team
from server.domain.refusal import Refusal
from server.domain.words.practical import LACKS
from server.store import people, practical, signal
from server.store import plan as plans
from server.store.journal import Transaction

#: A session and a room.
Place = tuple[str, str]
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """One candidate: how they stand at their station, their scheme, what they come to, and what is lacking.

    ``notes`` is what a person has to look at before the score is confirmed. ``confirmed`` is what the leader
    confirmed, where that still stands; ``pictures`` counts photos and films of them.
    ``said`` is what was said of their score last, as it is kept: ``sent_back`` and ``confirmed``.
    """

    one: Candidate
    scheme: Scheme
    result: Result
    lacks: tuple[Lack, ...]
    notes: tuple[Lack, ...]
    confirmed: Confirmed | None
    pictures: int
    said: Mapping[str, Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Workroom:
    """A practical room in a session: its team, its candidates by admission number, what the room itself lacks."""

    team: Team | None
    standings: Mapping[str, Standing]
    lacks: tuple[Lack, ...]


def workroom(connection: Connection, plan: int, place: Place, only: Collection[str] | None = None) -> Workroom:
    """Work out a room; ``only``: these of its candidates (admission numbers), and nothing of the room itself."""
    team, schemes = station.team(connection, plan, *place), station.schemes(connection, plan)
    evidence = practical.evidence_of(connection, plan, *place, only)
    back = practical.every(connection, plan, "sent_back", *place)
    sure = practical.every(connection, plan, "confirmed", *place)
    everyone = [one for one in station.candidates(connection, plan, *place, only) if one.listed]
    turns = _turns(connection, plan, place, everyone)
    standings = {}
    for one in everyone:
        if only is not None and one.number not in only:
            continue
        usual = Scheme(plan, one.trade, one.level)
        scheme = schemes.get(usual.key, usual)
        sent_back = results.sent_back_from_row(back.get(one.key))
        confirmed = results.confirmed_from_row(sure.get(one.key))
        now = results.result(one, scheme, team, sent_back, confirmed)
        others = (other for other in everyone if other is not one)
        lacks = required.of_candidate(one, scheme, team, evidence, others, turns) + required.of_sheets(
            scheme, now.skipped
        )
        notes = required.of_films(one, scheme, evidence, turns)
        stands = confirmed if now.state == "confirmed" else None
        pictures = sum(piece.candidate == one.number and piece.state in required.THERE for piece in evidence)
        said = {"sent_back": back.get(one.key), "confirmed": sure.get(one.key)}
        standings[one.number] = Standing(one, scheme, now, lacks, notes, stands, pictures, said)
    sat = [one.scheme for one in standings.values() if one.one.absent is None]
    return Workroom(team, standings, required.of_room(sat, evidence) if sat and only is None else ())


def _turns(connection: Connection, plan: int, place: Place, everyone: Iterable[Candidate]) -> int | None:
    """Return how many candidates follow one another at a station; None where no stations are drawn."""
    row = practical.get(connection, plan, "lots", "/".join(place))
    drawn = [one.drawn.slot.turn for one in everyone if one.drawn is not None]
    return None if row is None else max([row["turns"], *drawn])


def scored(connection: Connection, plan: int, session: str, room: str) -> bool:
    """Tell whether anybody has scored in a room."""
    return any(one.sheets for one in station.candidates(connection, plan, session, room))


def show_plan(tx: Transaction, act: Act, plan: int) -> None:
    """Show every practical room of a plan."""
    there = {(one.session, one.room) for one in station.candidates(tx.connection, plan)}
    shown = {(row["session"], row["room"]) for row in tx.rows.current_of("practical_room", f"{plan}/").values()}
    for place in sorted(there | shown):
        show_room(tx, act, plan, place)


def show_room(tx: Transaction, act: Act, plan: int, place: Place, only: Collection[str] | None = None) -> None:
    """Show the results of a room and what it lacks, as far as they changed.

    ``only``: of these candidates (admission numbers) alone anything may have changed. What the room as a whole lacks
    depends on who came, so that is worked out anew for all where somebody is absent, or no longer.
    """
    prefix = f"{plan}/{place[0]}/{place[1]}"
    before, room = tx.rows.current_of("result", f"{prefix}/"), tx.rows.current("practical_room", prefix)
    if room is None:
        only = None
    now = workroom(tx.connection, plan, place, only)
    zone = _zone(tx.connection, plan)
    after = {f"{prefix}/{candidate}": _row(standing, zone) for candidate, standing in now.standings.items()}
    if only is not None and any(_came(before.get(key)) != _came(row) for key, row in after.items()):
        show_room(tx, act, plan, place)
        return
    gone = [key for key in before if (only is None or key.removeprefix(f"{prefix}/") in only) and key not in after]
    for key in gone:
        tx.rows.put(act.seq, "result", key, "table", None)
    for key, row in after.items():
        if before.get(key) != row:
            tx.rows.put(act.seq, "result", key, "table", row)
    shown = list(({key: row for key, row in before.items() if key not in gone} | after).values())
    lacks = [lack_to_row(lack, zone) for lack in now.lacks] if only is None or room is None else room["lacks"]
    new = _room_row(plan, place, shown, lacks) if shown else None
    if room != new:
        tx.rows.put(act.seq, "practical_room", prefix, "table", new)
    alarm(tx, act, plan, place, now.team, shown, len(lacks) if shown else 0)


def _came(row: Mapping[str, Any] | None) -> bool:
    return row is not None and row["state"] != "absent"


def _row(of: Standing, zone: str) -> dict[str, Any]:
    """Write a result. Until everybody has scored there is no score, which is not 0, and what was given stays sealed."""
    combined, one = of.result.combined, of.one
    return {
        "plan": one.plan, "session": one.session, "room": one.room, "candidate": one.number, "seat": one.seat,
        "mask": one.mask, "trade": one.trade, "level": one.level,
        "station": None if one.drawn is None else one.drawn.slot.station,
        "state": of.result.state,
        "score": None if combined is None else combined.score,
        "passed": None if combined is None else combined.passed,
        "spread": None if combined is None else combined.spread,
        "failed": [] if combined is None else list(combined.failed),
        "split": [] if combined is None else list(combined.split),
        "totals": {} if combined is None else {str(person): value for person, value in combined.totals.items()},
        "needed": of.result.needed, "signed": of.result.signed,
        "again": sum(len(sheets) > 1 for sheets in one.sheets.values()),
        "skipped": list(of.result.skipped),
        "sent_back": _without_sheets(of.said["sent_back"]),
        "confirmed": _without_sheets(of.said["confirmed"]),
        "lacks": [lack_to_row(lack, zone) for lack in of.lacks],
        "notes": [lack_to_row(note, zone) for note in of.notes],
    }  # fmt: skip


def _without_sheets(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if row is None else {key: value for key, value in row.items() if key != "sheets"}


def _room_row(plan: int, place: Place, shown: Sequence[Mapping[str, Any]], lacks: list[Any]) -> dict[str, Any]:
    states = [row["state"] for row in shown]
    return {
        "plan": plan, "session": place[0], "room": place[1],
        "candidates": len(states),
        "absent": states.count("absent"),
        "stopped": states.count("stopped"),
        "scored": sum(row["score"] is not None for row in shown),
        "sent_back": states.count("sent_back"),
        "confirmed": states.count("confirmed"),
        "lacking": _lacking(shown),
        "lacks": lacks,
    }  # fmt: skip


def _lacking(shown: Iterable[Mapping[str, Any]]) -> int:
    """Count the candidates of whom something is lacking that the leader has not let pass by confirming.

    Who is not the person on the papers is for the chief to deal with: an alert of its own says so.
    """
    return sum(bool(row["lacks"]) and row["state"] not in ("confirmed", "stopped") for row in shown)


def lack_to_row(lack: Lack, zone: str) -> dict[str, Any]:
    """Write what is lacking, in words of both languages; ``zone``: the plan's, in which times are told.

    Of pictures and films ``wanted`` is the id of what the scheme asks for.
    """
    gaps, gaps_en = "、".join(_clock(lack.gaps, zone, "–")), ", ".join(_clock(lack.gaps, zone, "-"))
    told = asdict(lack) | {"gaps": gaps, "gaps_en": gaps_en}
    under_way = f"{lack.code}-coming"
    zh, en = LACKS[under_way if lack.coming and under_way in LACKS else lack.code]
    said = {"code": lack.code, "zh": zh.format(**told), "en": en.format(**told)}
    return said | {key: told[key] for key in ("need", "have", "coming")} | {"wanted": lack.wanted or None}


def _clock(gaps: Sequence[Span], zone: str, dash: str) -> list[str]:
    """Write from when to when films leave something out, as people at the site say it.

    What lacks for less than a minute is told to the second: from a minute to itself tells nobody where to look.
    """
    told = []
    for start, end in worth_naming(gaps):
        form = "%H:%M" if end - start >= MINUTE else "%H:%M:%S"
        told.append(dash.join(at.astimezone(ZoneInfo(zone)).strftime(form) for at in (start, end)))
    return told


def _zone(connection: Connection, plan: int) -> str:
    known = plans.get(connection, plan)
    return "UTC" if known is None else known.zone


def alarm(
    tx: Transaction, act: Act, plan: int, place: Place, team: Team | None, shown: Sequence[Mapping[str, Any]],
    of_room: int,
) -> None:  # fmt: skip
    """Alert the board while something is lacking of a room whose session is over, or whose assessors leave.

    ``shown`` are the results of its candidates; ``of_room`` counts what the room as a whole lacks.
    """
    subject, count = f"{plan}/{place[0]}/{place[1]}", _lacking(shown)
    lacks = bool(count or of_room)
    over = lacks and (bool(signal.get(tx.connection, plan, place[0]).get("ended")) or _all_done(shown))
    gone = lacks and team is not None and any(_left(tx.connection, plan, person) for person in team.assessors)
    for refusal, open_now in (
        (Refusal("practical-lacking", room=place[1], count=count, of_room=of_room), over),
        (Refusal("assessor-left", room=place[1], count=count, of_room=of_room), gone),
    ):
        before = tx.rows.current("alert", f"{refusal.code}/{subject}"[:96])
        if open_now:
            since = before["since"] if before is not None and before["state"] == "open" else act.received
            feed.alert(tx, act.seq, since, refusal, subject, plan=plan, place=place[1])
        elif before is not None and before["state"] == "open":
            feed.alert(tx, act.seq, before["since"], refusal, subject, plan=plan, place=place[1], state="closed")


def _all_done(shown: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether everybody who came has ended."""
    return not any(lack["code"] in ("not-begun", "not-ended") for row in shown for lack in row["lacks"])


def _left(connection: Connection, plan: int, person: int) -> bool:
    found = people.get(connection, plan, person)
    return found is not None and found.post.state == "out"
