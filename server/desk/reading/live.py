"""A session's reading shown: its rooms, its faults, and the session as a whole, as far as they changed."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from reading import FileFault
from server.desk.act import Act
from server.desk.reading import aside, batch_row, brought, keys, released, scores
from server.desk.reading import session as sessions
from server.desk.reading.batch_row import SCOPE
from server.desk.reading.cards import cell_to_row
from server.desk.reading.chain import chain
from server.desk.reading.checked import check_row
from server.desk.reading.session import Standing
from server.domain.practical.candidate import masked
from server.domain.reading.fault import Fault
from server.domain.reading.report import Cell, Covered, Equation, RoomReport
from server.domain.reading.said import fix, kind_words, resolution_words, says
from server.domain.reading.second import due_twice
from server.domain.reading.settling import may_be_taken, wants_paper
from server.domain.reading.standing import reread_key
from server.domain.words.card_fault import EQUATIONS
from server.store import custody, reading
from server.store.journal import Transaction

#: Longest key of a fault in a row's key; longer ones end in their hash.
KEY = 64
#: Cells and rows of one fault that a row shows.
TOLD = 60


def show_plan(tx: Transaction, act: Act, plan: int) -> None:
    """Show every session of a plan of whose reading something is known."""
    shown = {row["session"] for row in tx.rows.current_of("reading_session", f"{plan}/").values()}
    for session in sorted(shown):
        show(tx, act, plan, session)


def show(tx: Transaction, act: Act, plan: int, session: str, *, even: bool = False) -> None:
    """Show a session after what may have changed it; nothing of one of which nothing is known but the list.

    ``even``: of such a one, too.
    """
    prefix = f"{plan}/{session}"
    if (
        not even
        and not sessions.begun(tx.connection, plan, session)
        and tx.rows.current("reading_session", prefix) is None
    ):
        return
    now = sessions.standing(tx.connection, plan, session)
    if now is None:
        _gone(tx, act, prefix)
        return
    acted = _acted(tx.connection, plan, session)
    faults = _faults(tx.connection, now, acted)
    _put_all(tx, act, "reading_fault", prefix, {f"{prefix}/{row['key']}": row for row in faults})
    _put_batches(tx, act, plan, session, now)
    acts, by_room = _acts(tx.connection, now), _by_room(faults)
    rooms = {f"{prefix}/{room}": _room(now, of, acts, by_room.get(room, ())) for room, of in now.report.rooms.items()}
    _put_all(tx, act, "reading_room", prefix, rooms)
    _put(tx, act, "reading_session", prefix, _session(tx.connection, now, rooms.values(), faults))


def _by_room(faults: Iterable[dict[str, Any]]) -> dict[str | None, list[dict[str, Any]]]:
    found: dict[str | None, list[dict[str, Any]]] = {}
    for row in faults:
        found.setdefault(row["room"], []).append(row)
    return found


def _gone(tx: Transaction, act: Act, prefix: str) -> None:
    for kind in ("reading_fault", "reading_room"):
        _put_all(tx, act, kind, prefix, {})
    if tx.rows.current("reading_session", prefix) is not None:
        tx.rows.put(act.seq, "reading_session", prefix, SCOPE, None)


def _put_all(tx: Transaction, act: Act, kind: str, prefix: str, rows: Mapping[str, dict[str, Any]]) -> None:
    before = tx.rows.current_of(kind, f"{prefix}/")
    for key in before.keys() - rows.keys():
        tx.rows.put(act.seq, kind, key, SCOPE, None)
    for key, row in rows.items():
        if before.get(key) != row:
            tx.rows.put(act.seq, kind, key, SCOPE, row)


def _put(tx: Transaction, act: Act, kind: str, key: str, value: dict[str, Any]) -> None:
    if tx.rows.current(kind, key) != value:
        tx.rows.put(act.seq, kind, key, SCOPE, value)


def _acted(connection: Connection, plan: int, session: str) -> dict[str, dict[str, Any]]:
    """Return what people did about each fault: the newest proposal, the newest settling."""
    acted: dict[str, dict[str, Any]] = {}
    standing = sessions.settled_rows(connection, plan, session)
    over = {row["proposal"] for row in reading.every(connection, plan, "settled", session).values()}
    over -= {row["proposal"] for row in standing}
    proposals = [
        row for row in reading.every(connection, plan, "proposal", session).values() if row["fact"] not in over
    ]
    for name, rows in (("proposal", proposals), ("settled", standing)):
        for row in sorted(rows, key=lambda row: row.get("seq", 0)):
            acted.setdefault(row["fault"], {"rejected": 0})[name] = row
    for row in reading.every(connection, plan, "approved", session).values():
        done = acted.get(short_key(reread_key(row["room"], row["batch"])), {})
        if done.get("settled", row)["seq"] < row["seq"]:
            del done["settled"]  # it was decided that the earlier reading stands; a leader took the later one since
    return acted


def _faults(connection: Connection, now: Standing, acted: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of the faults that are, and of those that were settled and are no more."""
    found = {short(fault): _fault(now, fault, acted.get(short(fault), {})) for fault in now.report.faults}
    for key, done in acted.items():
        settled = done.get("settled")
        if key not in found and settled is not None:
            found[key] = {**settled["row"], "state": "settled", "settled": _settled(settled), "proposal": None}
        elif key not in found and (fault := _brought_up(connection, now, key)) is not None:
            found[key] = _fault(now, fault, done)
    return [found[key] for key in sorted(found)]


def _brought_up(connection: Connection, now: Standing, key: str) -> Fault | None:
    found = brought.up(now, key) or aside.fault_of(connection, now, key)
    # A file that came to count meanwhile is put aside no more: nobody could confirm it, nor reject it.
    return None if found is not None and found.code == "aside" and aside.fault_in(connection, now, found) else found


def unproposed(now: Standing, fault: Fault) -> dict[str, Any]:
    """Return the row of a fault of which nobody has said anything yet."""
    return _fault(now, fault, {})


def _fault(now: Standing, fault: Fault, acted: Mapping[str, Any]) -> dict[str, Any]:
    proposal, settled = acted.get("proposal"), acted.get("settled")
    # A room that has other cards since is settled anew, for scores wait for it.
    over = settled is not None and not fault.holds_up and fault.code != "room-read-once"
    ended = fault.settled is not None or over
    waits = proposal is not None and not proposal["rejected"]
    if settled is not None and proposal is not None and settled["proposal"] == proposal["fact"]:
        waits = False  # it was done, and the fault is still there
    state = "settled" if ended else "proposed" if waits else "open"
    return {
        "plan": now.plan.number, "session": now.session.id, "key": short(fault), "code": fault.code,
        "room": fault.room, "number": fault.number, "rows": list(fault.rows), "batch": fault.batch,
        "places": [{"batch": place.batch, "row": place.row} for place in fault.places],
        "card": _whose(now, fault.number), "candidate": fault.candidate, "likely": _whose(now, fault.candidate),
        "detail": {name: _plain(value) for name, value in fault.detail.items()},
        "kind": _both(kind_words(fault)), "says": _both(says(fault)), "fix": _both(fix(fault)),
        "resolutions": [{"what": what, **_both(resolution_words(what))} for what in fault.resolutions],
        "holds_up": fault.holds_up, "state": state, "paper": wants_paper(fault, now.report.cards),
        "proposal": None if proposal is None else _proposal(proposal),
        "settled": None if settled is None or not ended else _settled(settled),
    }  # fmt: skip


def _both(words: tuple[str, str]) -> dict[str, str]:
    return {"zh": words[0], "en": words[1]}


def _plain(value: Any) -> Any:
    """Return what a fault tells as JSON, the first of many; of a file's fault its kind alone: it may cite it."""
    if isinstance(value, FileFault):
        return value.code
    if isinstance(value, Cell):
        return cell_to_row(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in list(value)[:TOLD]]
    return value


def short(fault: Fault) -> str:
    """Return the key of a fault as rows and facts name it."""
    return short_key(fault.key)


def short_key(key: str) -> str:
    """Return the whole key of a fault as rows and facts name it."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:12]
    return key if len(key) <= KEY else f"{key[: KEY - 13]}-{digest}"


def _whose(now: Standing, number: str | None) -> dict[str, Any] | None:
    """Return a candidate's seat and masked name."""
    row = None if number is None else now.rows.get(number)
    return None if row is None else {"seat": str(row["seat"]), "mask": masked(row.get("name") or "—")}


def _proposal(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("fact", "by", "at", "resolution", "reason", "rejected")}


def _settled(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("fact", "by", "at", "reason", "resolution", "proposal", "proposed_by", "grounds")
    return {name: row[name] for name in names}


@dataclass(frozen=True, slots=True)
class _Acts:
    """What is known of a session's rooms besides its cards: batches, hand entries, record sheets, approvals."""

    batches: Mapping[str, set[str]]
    closed: frozenset[str]
    hand: Mapping[str | None, int]
    sheets: Mapping[str, Mapping[str, Any]]
    approvals: Mapping[str, list[Mapping[str, Any]]]


def _acts(connection: Connection, now: Standing) -> _Acts:
    plan, session = now.plan.number, now.session.id
    batches: dict[str, set[str]] = {}
    counted = now.report.cards
    for card in counted:
        if card.machine is not None and card.room is not None:
            batches.setdefault(card.room, set()).add(card.place.batch)
    sheets = reading.every(connection, plan, "attendance", session)
    approvals: dict[str, list[Mapping[str, Any]]] = {}
    for row in sorted(reading.every(connection, plan, "approved", session).values(), key=lambda row: row["seq"]):
        approvals.setdefault(row["room"], []).append(row)
    return _Acts(
        batches, frozenset(reading.every(connection, plan, "closed", session)),
        Counter(card.room for card in counted if card.machine is None),
        {key.partition("/")[2]: row for key, row in sheets.items()}, approvals,
    )  # fmt: skip


def _room(now: Standing, of: RoomReport, acts: _Acts, faults: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    here = list(faults)
    batches = acts.batches.get(of.room, set())
    covered = now.report.covered().get(of.room, Covered(0, 0, 0))
    closed = of.state == "green" and bool(batches) and batches <= acts.closed
    sheet = acts.sheets.get(of.room)
    return {
        "plan": now.plan.number, "session": now.session.id, "room": of.room,
        "state": "closed" if closed else of.state,
        "expected": of.expected, "present": of.present, "absent": of.absent, "bag": of.bag, "read": of.read,
        "hand": acts.hand.get(of.room, 0), "second": covered._asdict() if now.second or covered.settled else None,
        "equations": [equation_to_row(one) for one in of.equations],
        "open": sum(_holds(row) for row in here), "told": sum(not row["holds_up"] for row in here),
        "settled": sum(row["state"] == "settled" for row in here),
        "batches": sorted(batches),
        "marked": None if sheet is None else {"at": sheet["at"], "by": sheet["by"]},
        "approvals": [
            {name: row[name] for name in ("batch", "by", "at", "reason")} for row in acts.approvals.get(of.room, ())
        ],
    }  # fmt: skip


def _holds(row: Mapping[str, Any]) -> bool:
    return bool(row["holds_up"]) and row["state"] != "settled"


def equation_to_row(one: Equation) -> dict[str, Any]:
    """Write an equation as screens show it."""
    zh, en = EQUATIONS[one.key]
    return {"key": one.key, "zh": zh, "en": en, "expected": one.expected, "found": one.found, "state": one.state}


def _put_batches(tx: Transaction, act: Act, plan: int, session: str, now: Standing) -> None:
    """Show which batches wait for a leader, and which were not taken."""
    held: dict[str, list[str]] = {}
    kept: dict[str, list[str]] = {}
    for one in now.report.rereads:
        if may_be_taken(one):
            (kept if one.kept else held).setdefault(one.batch, []).append(one.room)
    for sha256, row in reading.every(tx.connection, plan, "batch", session).items():
        batch_row.show(tx, act.seq, row, sorted(held.get(sha256, ())), sorted(kept.get(sha256, ())))


def show_session(tx: Transaction, act: Act, plan: int, session: str) -> None:
    """Show what keys and releases change of a session; its rooms stay as they are."""
    key = f"{plan}/{session}"
    row = tx.rows.current("reading_session", key)
    if row is None:
        show(tx, act, plan, session, even=True)
    else:
        _put(tx, act, "reading_session", key, row | _keys(tx.connection, plan, session))


def _session(
    connection: Connection, now: Standing, rooms: Iterable[Mapping[str, Any]], faults: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:  # fmt: skip
    states = [row["state"] for row in rooms]
    plan, session = now.plan.number, now.session.id
    covered, share = now.report.read_twice(), custody.policy(connection, plan).second_pass
    differ = sum(fault.code == "pass-differs" for fault in now.report.faults)
    return {
        "plan": plan, "session": session, "rooms": len(states),
        "read": sum(state != "waiting" for state in states),
        "green": sum(state in ("green", "closed") for state in states), "closed": states.count("closed"),
        "open": sum(_holds(row) for row in faults), "batches": len(now.first) + len(now.second),
        "equations": [equation_to_row(one) for one in now.report.equations],
        "passes": covered._asdict() | {"differ": differ, "wanted": due_twice(covered.of, share), "share": share}
        if now.second or share else None,
        "check": check_row(sessions.checks(connection, plan, session), now),
    } | _keys(connection, plan, session, now)  # fmt: skip


def _keys(connection: Connection, plan: int, session: str, now: Standing | None = None) -> dict[str, Any]:
    """Return what is known of a session's keys and releases, and what became of its cards by them."""
    last = released.newest_row(connection, plan, session)
    now = now or sessions.standing(connection, plan, session)
    stand = keys.shown(connection, plan, session)
    results = None
    if now is not None and last is not None:
        results = scores.summed(connection, now)
    elif now is not None and any(one["state"] == "agreed" for one in stand):
        results = scores.counted(connection, now)  # the writer, who works here, marks nobody before a release
    return {
        "keys": stand, "release": 0 if last is None else last["number"],
        "stale": last is not None and results is not None and results.sha256 != last["sums"]["sha256"],
        "chain": None if now is None else chain(connection, now, results),
    }  # fmt: skip
