"""What screens ask for of card reading and do not keep: cards, faults with their cards, rooms by seat, keys, scores."""

import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection

from reading import Card, Profile
from server.desk.act import Hub
from server.desk.reading import batch_row, cards, keys, live, people, released, scores
from server.desk.reading import session as sessions
from server.desk.reading.scores import Scored
from server.desk.reading.session import Shelf, Standing
from server.domain.practical.candidate import masked
from server.domain.reading import release as releases
from server.domain.reading.abnormal import abnormal, bounds_to_row, listed_to_row
from server.domain.reading.attendance import attendance_from_row, attendance_to_row
from server.domain.reading.batch import Effective
from server.domain.reading.fault import Fault, Row
from server.domain.reading.items import analyse, analysis_to_row
from server.domain.reading.key import key_to_row
from server.domain.reading.marking import Beyond, beyond
from server.domain.reading.settling import CORRECTS, brought_up, correction, questions_of
from server.domain.refusal import Refusal
from server.store import reading


def card_told(card: Card) -> dict[str, Any]:
    """Return a card as screens show it; of the name that the reader's list had only the surname."""
    return cards.card_to_row(card) | ({"name": masked(card.name)} if card.name.strip() else {})


def batch_cards(
    connection: Connection, hub: Hub, plan: int, sha256: str, after: int, limit: int
) -> dict[str, Any]:  # fmt: skip
    """Return the cards of a batch's newest parse, those after row ``after``, and what is wrong with its file.

    Raises:
        Refusal: ``batch-unknown`` or ``batch-not-read``.
    """
    batch = _batch(connection, plan, sha256)
    head = None if batch["found"] is None else _head(hub, batch["found"])
    if head is None:
        raise Refusal("batch-not-read", field="batch", name=batch["name"])
    rows = reading.cards_of(connection, plan, sha256, batch["version"], after, limit + 1)
    page = [card_told(cards.card_from_row(row.body)) for row in rows[:limit]]
    return {
        "version": batch["version"], "header": head.header, "total": head.total, "cards": page,
        "next": page[-1]["row"] if len(rows) > limit else None,
        "faults": [cards.fault_shown(fault) for fault in head.faults[:limit]] if after == 0 else [],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Head:
    """What a parse says of its file besides the cards."""

    header: Mapping[str, str]
    faults: Sequence[Mapping[str, Any]]
    total: int


#: By the hash of what was found: a page of cards does not read all of them.
_HEADS: Shelf[_Head | None] = Shelf(64)
_MOST_FAULTS = 500  # of one file that are ever told, as many as a page has


def _head(hub: Hub, found: str) -> _Head | None:
    def read() -> _Head | None:
        text = hub.files.read(found)
        content = None if text is None else json.loads(text)
        return content and _Head(content["header"], content["faults"][:_MOST_FAULTS], len(content["cards"]))

    return None if hub.files.path(found) is None else _HEADS.get(found, read)


def _batch(connection: Connection, plan: int, sha256: str) -> dict[str, Any]:
    batch = batch_row.get(connection, plan, sha256)
    if batch is None:
        raise Refusal("batch-unknown", field="batch")
    return batch


def _standing(connection: Connection, plan: int, session: str) -> Standing:
    now = sessions.standing(connection, plan, session)
    if now is None:
        raise Refusal("session-unknown", field="session", session=session)
    return now


def fault_cards(connection: Connection, plan: int, session: str, key: str) -> dict[str, Any]:
    """Return the cards that a fault is about: what the machine read, what counts now, and each correction.

    Raises:
        Refusal: ``session-unknown`` or ``fault-unknown``.
    """
    now = _standing(connection, plan, session)
    fault = next((one for one in now.report.faults if live.short(one) == key), None)
    fault = brought_up(key, now.report.cards) if fault is None else fault
    settled = sessions.settled_last(connection, plan, session, key)
    row = {} if settled is None else settled["row"]
    if fault is not None:
        places, numbers = fault.places, {fault.number, fault.candidate}
    elif settled is not None:  # it is no more; on record it is as it was
        places = tuple(Row(one["batch"], one["row"]) for one in row["places"])
        numbers = {row["number"], row["candidate"]}
    else:
        raise Refusal("fault-unknown", field="fault")
    counted = {one.place: one for one in now.report.cards}
    named = [one for one in counted.values() if one.place in places or one.card.number in numbers - {None}]
    machine = {(batch.sha256, card.row): card for batch in (*now.first, *now.second) for card in batch.cards}
    shown = [_effective(one) for one in named]
    shown += [
        {"batch": place.batch, "row": place.row, "machine": card_told(machine[place.batch, place.row]), "card": None,
         "corrections": [], "version": 0}
        for place in places
        if place not in counted and (place.batch, place.row) in machine
    ]  # fmt: skip
    meant = fault or Fault(key, row["code"], row["room"], row["number"], places)
    questions = questions_of(meant, {}, now.report.cards)
    return {"key": key, "cards": shown, "questions": questions}


def _effective(one: Effective) -> dict[str, Any]:
    return {
        "batch": one.place.batch, "row": one.place.row,
        "machine": None if one.machine is None else card_told(one.machine), "card": card_told(one.card),
        "version": one.version,
        "corrections": [
            {"field": each.field, "question": each.question, "machine": each.machine, "value": each.value,
             "by": each.settlement.by, "confirmed_by": each.settlement.confirmed_by,
             "at": None if each.settlement.at is None else each.settlement.at.isoformat(timespec="milliseconds")}
            for each in one.corrections
        ],
    }  # fmt: skip


def room_seats(connection: Connection, plan: int, session: str, room: str) -> dict[str, Any]:
    """Return a room by seat, with what its record sheet says, for whoever enters it.

    Raises:
        Refusal: ``room-unknown``.
    """
    rows = reading.in_room(connection, plan, session, room)
    if not rows:
        raise Refusal("room-unknown", field="room", room=room)
    kept = reading.get(connection, plan, "attendance", f"{session}/{room}")
    said = attendance_from_row(kept)
    seats = [
        {"number": row["admission_no"], "seat": str(row["seat"]), "mask": masked(row.get("name") or "—"),
         "trade": row["trade"], "level": row["level"]}
        for row in sorted(rows, key=lambda row: (_seat(row["seat"]), row["admission_no"]))
    ]  # fmt: skip
    return {"room": room, "seats": seats, "sheet": None if said is None else attendance_to_row(said)}


def room_cards(connection: Connection, plan: int, session: str, room: str) -> list[dict[str, Any]]:
    """Return the cards that count in a room, by row, each with the fault by which it is corrected.

    No rule found anything wrong with most of them: ``correction`` is a fault as a row of ``reading_fault``, whose key
    names the next correction of the card.
    """
    now = _standing(connection, plan, session)
    done = {row["fault"] for row in reading.every(connection, plan, "settled", session).values()}
    told = []
    for one in sorted(now.report.cards, key=lambda one: (one.place.batch, one.place.row)):
        if one.room == room:
            of = f"{CORRECTS}{room}/{one.card.number}"
            count = next(n for n in itertools.count(1) if f"{of}/{n}" not in done)
            fault = correction(f"{of}/{count}", now.report.cards)
            told.append(_effective(one) | {"correction": None if fault is None else live.unproposed(now, fault)})
    return told


def _seat(seat: object) -> tuple[int, str]:
    text = str(seat)
    return (int(text) if text.isdecimal() else 0, text)


def profile_told(profile: Profile, *, shipped: bool) -> dict[str, Any]:
    """Return a card-file profile as the editor shows it."""
    return {
        "id": profile.id, "title": profile.title, "title_en": profile.title_en, "format": str(profile.format),
        "digest": profile.digest, "text": profile.text, "shipped": shipped, "questions": profile.questions,
    }  # fmt: skip


def drawn(connection: Connection, plan: int, session: str) -> list[dict[str, Any]]:
    """Return the cards that the hub drew for the newest random check, with what counts of each."""
    now, checks = _standing(connection, plan, session), sessions.checks(connection, plan, session)
    wanted = {(batch, row) for batch, row in checks[-1]["drawn"]} if checks else set()
    return [
        _effective(one) | {"room": one.room} for one in now.report.cards if (one.place.batch, one.place.row) in wanted
    ]


def keys_told(
    connection: Connection, plan: int, session: str, person: int | None, *, leads: bool
) -> list[dict[str, Any]]:  # fmt: skip
    """Return where each paper's key stands; the key that holds, for leaders; else who asks sees their own entry alone.

    So a second entry is no copy of the first. Where two differ, the values that differ are told to these two.
    """
    entered = keys.entries(connection, plan, session)
    told = []
    for (subject, paper), one in sorted(keys.standings(connection, plan, session).items()):
        own = [entry.key for entry in entered[subject, paper] if entry.person == person]
        mine = own[-1] if own else None
        key = one.key if leads and one.key is not None else mine
        told.append(
            {
                "subject": subject, "paper": paper, "state": one.state, "people": list(one.people),
                "key": None if key is None else key_to_row(key), "held": one.key is not None,
                "differences": [asdict(each) for each in one.differences] if person in one.people else [],
            }
        )  # fmt: skip
    return told


def scored(connection: Connection, plan: int, session: str) -> Scored:
    """Work a session's scores out.

    Raises:
        Refusal: ``session-unknown``.
    """
    found = scores.scored(connection, plan, session)
    if found is None:
        raise Refusal("session-unknown", field="session", session=session)
    return found


def scores_told(connection: Connection, plan: int, session: str, room: str | None) -> dict[str, Any]:
    """Return a session's scores as they would go out, what holds them up, what a release would change."""
    found = scored(connection, plan, session)
    last = released.newest_row(connection, plan, session)
    before = released.newest(connection, plan, session)
    changes = [] if last is None else releases.changes(released.marked_of(last), found.marked)
    return {
        "session": session, "sums": asdict(found.sums), "versions": asdict(found.versions),
        "holds_up": _held_up(connection, found), "warnings": [_warned(one) for one in beyond(found.marked)],
        "release": None if before is None else before.number,
        "unchanged": before is not None and (before.sums, before.versions) == (found.sums, found.versions),
        "changes": [asdict(one) for one in changes],
        "lines": [_line(found, one) for one in found.marked if room in (None, one.sheet.room)],
    }  # fmt: skip


def _held_up(connection: Connection, found: Scored) -> dict[str, Any] | None:
    rooms = {room: str(one.state) for room, one in found.now.report.rooms.items()}
    try:
        releases.ready(rooms, found.marked, found.now.report.faults)
        releases.read_twice(found.now.report.read_twice(), found.twice)
        releases.signed(people.unsigned(connection, found.now, twice=bool(found.twice)))
    except Refusal as refusal:
        return dict(refusal.both())
    return None


def _warned(one: Beyond) -> dict[str, Any]:
    """Return what people should look at before they release; it holds nothing up."""
    warning = Refusal(
        "key-short", subject=one.subject, paper=one.paper, questions=one.questions, answered=one.answered,
        cards=one.cards,
    )  # fmt: skip
    return dict(warning.both()) | {"subject": one.subject, "paper": one.paper}


def _line(found: Scored, one: Any) -> dict[str, Any]:
    sheet, row = one.sheet, found.now.rows[one.sheet.number]
    return {
        "number": sheet.number, "room": sheet.room, "seat": sheet.seat, "mask": masked(row.get("name") or "—"),
        "subject": sheet.subject, "paper": sheet.paper, "state": one.state, "total": one.total, "passed": one.passed,
    }  # fmt: skip


def analysis_told(connection: Connection, plan: int, session: str) -> dict[str, Any]:
    """Return the item analysis of each paper, and the lists of results that people should look at with their bounds."""
    found = scored(connection, plan, session)
    return {
        "papers": [analysis_to_row(one) for one in analyse(found.marked, found.keys)],
        "abnormal": [listed_to_row(one) for one in abnormal(found.marked, found.keys, found.bounds)],
        "bounds": bounds_to_row(found.bounds),
    }


def release_told(connection: Connection, plan: int, session: str, number: int) -> dict[str, Any]:
    """Return a release as it went out: its lines, and whose score it changed.

    Raises:
        Refusal: ``not-found``.
    """
    rows: Iterable[Mapping[str, Any]] = released.rows(connection, plan, session)
    row = next((one for one in rows if one["number"] == number), None)
    if row is None:
        raise Refusal("not-found")
    names = ("number", "room", "seat", "subject", "paper", "state", "total", "passed")
    return {**row, "lines": [dict(zip(names, line, strict=True)) for line in row["lines"]]}
