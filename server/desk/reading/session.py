"""A session's cards as they stand, and what they are held against: read from the store for the rules."""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from reading import Card, FileFault
from server.desk.reading.cards import card_from_row
from server.domain import counts
from server.domain.balance import from_custody
from server.domain.counts import Count, has_papers
from server.domain.plan import Plan, Session
from server.domain.policy import Policy
from server.domain.reading.aside import SIGNS
from server.domain.reading.attendance import Attendance, attendance_from_row
from server.domain.reading.batch import Batch, Settlement
from server.domain.reading.checking import Differing
from server.domain.reading.fault import Row
from server.domain.reading.listed import Counted, Listed, reading_policy
from server.domain.reading.reconcile import reconcile
from server.domain.reading.report import Report
from server.domain.reading.settling import CORRECTS
from server.domain.reading.standing import reread_key
from server.store import balance, custody, reading
from server.store import plan as plans

#: Cards (some 1.6 KB each), and sessions of which all that is known, that are kept at hand.
AT_HAND, SESSIONS = 100_000, 6
T = TypeVar("T")


def _one(_thing: object) -> int:
    return 1


class Shelf(Generic[T]):
    """What was worked out, at hand by what it rests on; the oldest goes first. What is gone is worked out anew."""

    def __init__(self, most: int, weight: Callable[[T], int] = _one) -> None:
        """Keep as many things as weigh ``most`` together, the newest whatever its weight."""
        self._most, self._weight = most, weight
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, T] = OrderedDict()

    def get(self, key: str, make: Callable[[], T]) -> T:
        """Return what is kept under a key, made where it is not; None, which is nothing, is not kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        if made is None:
            return made
        with self._lock:
            self._kept[key] = made
            weighs = sum(map(self._weight, self._kept.values()))
            while weighs > self._most and len(self._kept) > 1:
                weighs -= self._weight(self._kept.popitem(last=False)[1])
        return made

    def drop(self, key: str) -> None:
        """Let go of what nobody will ask for again."""
        with self._lock:
            self._kept.pop(key, None)


CARDS: Shelf[tuple[Card, ...] | None] = Shelf(AT_HAND, lambda cards: 1 + len(cards or ()))


def cards_of_batch(connection: Connection, batch: Mapping[str, Any]) -> tuple[Card, ...]:
    """Return the cards of a batch's newest parse, in the order of its file; they never change."""
    plan, sha256, version = batch["plan"], batch["sha256"], batch["version"]

    def make() -> tuple[Card, ...] | None:
        found = tuple(card_from_row(row.body) for row in reading.cards_of(connection, plan, sha256, version))
        return found if found or not batch["cards"] else None  # not kept yet: they may be the next time

    return CARDS.get(_found(batch), make) or ()


def cards_to_keep(batch: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> tuple[Card, ...]:
    """Return the cards of a parse that is not kept yet, and have them at hand; ``rows`` as the parse wrote them."""
    cards = tuple(map(card_from_row, sorted(rows, key=lambda row: int(row["row"]))))
    CARDS.get(_found(batch), lambda: cards)
    return cards


def _found(batch: Mapping[str, Any]) -> str:
    return f"{batch['plan']}/{batch['sha256']}/{batch['found']}"


@dataclass(frozen=True, slots=True)
class Standing:
    """A session as it stands.

    Attributes:
        plan: the plan.
        session: the session.
        listed: its candidates by admission number.
        rows: the roster's rows by admission number; their names are never shown whole.
        first: batches of the first reading, in the order they came.
        second: those of a second one.
        sheets: record sheets that were entered, by room.
        settlements: what was settled, in order.
        report: what the rules make of it.
        rests_on: names everything that it rests on, plan and session included.
    """

    plan: Plan
    session: Session
    listed: Mapping[str, Listed]
    rows: Mapping[str, Mapping[str, Any]]
    first: tuple[Batch, ...]
    second: tuple[Batch, ...]
    sheets: Mapping[str, Attendance]
    settlements: tuple[Settlement, ...]
    report: Report
    rests_on: str = ""


def begun(connection: Connection, plan: int, session: str) -> bool:
    """Tell whether anything of a session's reading is known."""
    return bool(reading.every(connection, plan, "attendance", session)) or bool(
        reading.every(connection, plan, "batch", session)
    )


ROSTERS: Shelf[dict[str, dict[str, Any]]] = Shelf(SESSIONS)


def roster(connection: Connection, plan: int, session: str) -> dict[str, dict[str, Any]]:
    """Return a session's candidates as imported, by admission number; read anew only where the list changed."""
    texts = reading.roster_texts(connection, plan, session)

    def make() -> dict[str, dict[str, Any]]:
        found = [json.loads(text) for text in texts]
        return {row["admission_no"]: row for row in found}

    return ROSTERS.get(hashlib.sha256("\n".join(texts).encode()).hexdigest(), make)


STANDINGS: Shelf[Standing | None] = Shelf(SESSIONS)


#: By hash, what is to stand in the place of batches, with its cards, which the store need not have yet; None: no
#: longer the session's.
Instead = Mapping[str, tuple[Mapping[str, Any], tuple[Card, ...]] | None]


def standing(connection: Connection, plan: int, session: str, instead: Instead = reading.NONE) -> Standing | None:
    """Work a session out, where anything of it changed since; None where the plan has none of that name with cards.

    ``instead``: as it will stand once these batches do. Whoever then asks for it finds it worked out, unless something
    else that it rests on changed meanwhile.
    """
    batches = {sha256: None if to_be is None else to_be[0] for sha256, to_be in instead.items()}
    print_of = reading.fingerprint(connection, plan, session, batches)
    rests_on = f"{plan}/{session}/{print_of}"

    def make() -> Standing | None:
        found = _standing(connection, plan, session, instead)
        return None if found is None else replace(found, rests_on=rests_on)

    return STANDINGS.get(rests_on, make)


def _standing(connection: Connection, plan_number: int, session_id: str, instead: Instead) -> Standing | None:
    plan = plans.get(connection, plan_number)
    session = None if plan is None else plan.session(session_id)
    policy = custody.policy(connection, plan_number)
    if plan is None or session is None or session.kind != "theory" or not has_papers(session.kind, policy):
        return None
    sheets = {
        row_key.partition("/")[2]: said
        for row_key, row in reading.every(connection, plan_number, "attendance", session_id).items()
        if (said := attendance_from_row(row)) is not None
    }
    rows = roster(connection, plan_number, session_id)
    listed = {number: _listed(row, sheets.get(row["room"])) for number, row in rows.items()}
    first, second = _batches(connection, plan_number, session_id, instead)
    settled = settlements(connection, plan_number, session_id)
    rooms = {one.room for one in listed.values()}
    counted = balance.figures_of_session(connection, plan_number, session_id)
    items = balance.of_session(connection, plan_number, session_id)
    figures = {
        room: _counted((*from_custody(items.get(room, ())), *counted.get(room, ())), sheets.get(room), policy)
        for room in sorted(rooms)
    }
    elsewhere = reading.elsewhere(connection, plan_number, session_id)
    report = reconcile(
        first, listed.values(), figures, reading_policy(policy), settlements=settled, second=second,
        differing=_differing(checks(connection, plan_number, session_id)),
        elsewhere={number: plan.called(of) for number, of in elsewhere.items()}, ended=False,
        complete=any(one.what == "all-read" for one in settled),
        proposed=reading.proposed(connection, plan_number, session_id, CORRECTS),
    )  # fmt: skip
    return Standing(plan, session, listed, rows, first, second, sheets, settled, report)


def subject_of(row: Mapping[str, Any]) -> str:
    """Return a candidate's subject as keys name it, from a row of the list."""
    return f"{row['trade']}/{row['level']}"


def checks(connection: Connection, plan: int, session: str) -> list[dict[str, Any]]:
    """Return a session's random checks as kept, the first first."""
    return list(reading.every(connection, plan, "check", session).values())


def _differing(known: Iterable[Mapping[str, Any]]) -> list[Differing]:
    """Return the cards that did not show what was read of them."""
    found = []
    for row in known:
        for name, said in sorted(row["looked"].items()):
            batch, _, place = name.rpartition("/")
            if not said["agreed"]:
                found.append(Differing(row["number"], Row(batch, int(place)), said["note"]))
    return found


def _listed(row: Mapping[str, Any], sheet: Attendance | None) -> Listed:
    number = row["admission_no"]
    # The list has no subject codes; which code a trade and level have on the cards is learnt from them.
    return Listed(
        number, row.get("name") or "", row["session"], row["room"], str(row["seat"]), subject_of(row),
        None if sheet is None else number in sheet.absent, None if sheet is None else number in sheet.misconduct,
    )  # fmt: skip


def _batches(
    connection: Connection, plan: int, session: str, instead: Instead
) -> tuple[tuple[Batch, ...], tuple[Batch, ...]]:
    to_be = {sha256: one for sha256, one in instead.items() if one is not None}
    kept = reading.every(connection, plan, "batch", session)
    every = [row for sha256, row in kept.items() if sha256 not in instead] + [row for row, _ in to_be.values()]
    known = [row for row in every if row["version"] and not row.get("dropped")]
    rows = standing_ones(sorted(known, key=lambda row: (row["seq"], row["sha256"])))
    found: dict[int, list[Batch]] = {1: [], 2: []}
    for row in rows:
        faults = tuple(FileFault(**fault) for fault in row["noted"])
        sha256 = row["sha256"]
        cards = to_be[sha256][1] if sha256 in to_be else cards_of_batch(connection, row)
        batch = Batch(sha256, cards, row["name"], faults)
        for which in sorted({row["pass"], *row.get("passes", ())}):
            found[which].append(batch)
    return tuple(found[1]), tuple(found[2])


def standing_ones(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Leave out the files of which nothing was taken and whose place another has taken since.

    Args:
        rows: batches of one session, in the order they came.
    """
    taken = [row for row in rows if row["state"] != "refused"]
    return [row for row in rows if row["state"] != "refused" or not any(_replaces(one, row) for one in taken)]


def _replaces(one: Mapping[str, Any], refused: Mapping[str, Any]) -> bool:
    """Tell whether a file has what a refused one should have had: its rooms; where nobody knows them, its name."""
    if not refused["rooms"]:
        return bool(one["again"] == refused["sha256"])
    return bool(one["pass"] == refused["pass"] and set(refused["rooms"]) <= set(one["rooms"]))


def _counted(stated: Iterable[Count], sheet: Attendance | None, policy: Policy) -> Counted:
    """Return what was counted in a room: the checker's word on the bag, beside the highest of those before."""
    known = {code: one.value for code, one in counts.known(stated).items()}
    void = known.get("cards_void", 0) if policy.void_to == "card" else 0
    before, said = known.get("cards_bag"), None if sheet is None else sheet.bag
    other = before if said is not None and before != said else None
    return Counted(before if said is None else said, void, known.get("absent"), other)


def settlements(connection: Connection, plan: int, session: str) -> tuple[Settlement, ...]:
    """Return what was settled in a session, and which re-readings were approved, in the order they were."""
    settled = settled_rows(connection, plan, session)
    approved = reading.every(connection, plan, "approved", session).values()
    found = [(row["seq"], _settlement(row)) for row in settled] + [(row["seq"], _approval(row)) for row in approved]
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))


def settled_rows(connection: Connection, plan: int, session: str) -> list[dict[str, Any]]:
    """Return what was settled in a session and still stands: a file that was put aside may be in use again since."""
    rows = list(reading.every(connection, plan, "settled", session).values())
    if not any(row["resolution"]["what"] == "drop-file" for row in rows):
        return rows
    known = reading.every(connection, plan, "batch").values()
    back = {one["sha256"][:SIGNS] for one in known if "dropped" in one and one["dropped"] is None}
    return [row for row in rows if row["resolution"]["what"] != "drop-file" or _file_of(row["key"]) not in back]


def _file_of(key: str) -> str:
    """Return the signs by which a fault of a whole file names it, brought up or found: then it has a row behind."""
    return key.split("/", 2)[-1][:SIGNS]


def settled_last(connection: Connection, plan: int, session: str, fault: str) -> dict[str, Any] | None:
    """Return how a fault was settled last, or None; all settlings of it stand, one upon the other."""
    rows = settled_rows(connection, plan, session)
    return max((row for row in rows if row["fault"] == fault), key=lambda row: row["seq"], default=None)


def _settlement(row: Mapping[str, Any]) -> Settlement:
    when, told = datetime.fromisoformat(row["at"]), resolution_of(row["resolution"])
    return Settlement(
        row["fact"], row["key"], told, row["proposed_by"] or 0, row["by"] or 0, row["grounds"], when, row["stood"]
    )


def _approval(row: Mapping[str, Any]) -> Settlement:
    when, key = datetime.fromisoformat(row["at"]), reread_key(row["room"], row["batch"])
    return Settlement(row["fact"], key, {"what": "take-new"}, 0, row["by"] or 0, row["reason"], when)


def digest_of(told: Any) -> str:
    """Return the SHA-256 of what is told, as canonical JSON."""
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def resolution_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Read a resolution as the rules have it: questions are numbers."""
    told = {key: value for key, value in row.items() if value is not None}
    if "cells" in told:
        told["cells"] = {int(question): answer for question, answer in told["cells"].items()}
    return told
