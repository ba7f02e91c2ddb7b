"""Keeping evidence and showing it: its row, who looked at it, what needs a person, and its line in the feed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from server.desk import feed
from server.desk.act import Act
from server.desk.evidence.bodies import PlacedBody
from server.domain.evidence.looks import looked, of_plan
from server.domain.evidence.name import archive_name, group_of
from server.domain.evidence.piece import CLASSES, Evidence, Place
from server.domain.evidence.row import shown
from server.domain.plan import Plan
from server.domain.refusal import Refusal
from server.store import custody, practical
from server.store import evidence as store
from server.store.journal import Transaction

#: Who takes photos at the paper tables and stations sees what became of them.
SCOPE = "table"
#: The row of an upload's looks while nothing announced it, by the upload's id: for the hub alone, no device sees it.
GLANCES, NOBODY = "glances", "hub"


def place_of(body: PlacedBody) -> Place:
    """Return the place that a body tells."""
    return Place(body.session, body.room, body.station, body.candidate, body.item)


def has_item(connection: Connection, body: PlacedBody) -> bool:
    """Tell whether the scheme has the item that a body names, or it names none."""
    return body.item is None or body.item in practical.items(connection, body.plan, place_of(body))


def keep(tx: Transaction, act: Act, known: Evidence) -> None:
    """Keep evidence as this act leaves it, and show it."""
    known = with_glances(tx, act, known)
    after = replace(known, history=(*known.history, act.seq))
    store.keep(tx.connection, after)
    tx.rows.put(act.seq, "evidence", after.evidence, SCOPE, shown(after))


def seen(tx: Transaction, act: Act, known: Evidence, said: Mapping[str, Any], at: str) -> None:
    """Show chief and office one more look at evidence; ``said`` as ``looked`` takes it, ``at`` RFC 3339."""
    before = tx.rows.current("looks", known.evidence)
    lines = looked((before or {}).get("lines", ()), said, at)
    tx.rows.put(
        act.seq, "looks", known.evidence, "office", {"plan": known.plan, "evidence": known.evidence, "lines": lines}
    )


def glance(tx: Transaction, act: Act, upload: str, said: Mapping[str, Any]) -> None:
    """Remember a look at an upload that is nobody's evidence: ``what``, ``device``, ``plan``, ``person``."""
    before = (tx.rows.current(GLANCES, upload) or {}).get("looks", [])
    one = dict(said) | {"seq": act.seq, "at": act.received}
    tx.rows.put(act.seq, GLANCES, upload, NOBODY, {"looks": [*before, one]})


def with_glances(tx: Transaction, act: Act, known: Evidence) -> Evidence:
    """Return evidence with the looks at its upload from before it was evidence, and show them with its own."""
    row = None if known.upload is None else tx.rows.current(GLANCES, known.upload)
    if row is None or known.upload is None:
        return known
    tx.rows.put(act.seq, GLANCES, known.upload, NOBODY, None)
    for one in row["looks"]:
        seen(tx, act, known, of_plan(one, known.plan), one["at"])
    return replace(known, history=(*known.history, *(one["seq"] for one in row["looks"])))


def forget(tx: Transaction, act: Act, upload: str) -> None:
    """Keep no list of looks at bytes that were thrown away; the journal has each."""
    if tx.rows.current(GLANCES, upload) is not None:
        tx.rows.put(act.seq, GLANCES, upload, NOBODY, None)


def named(tx: Transaction, plan: Plan, known: Evidence) -> Evidence:
    """Return evidence with the next name of its group in the archive."""
    group = CLASSES[known.media] + group_of(plan, known.place.session)[-2:]
    serial = custody.last_serial(tx.connection, plan.number, group) + 1
    custody.count_on(tx.connection, plan.number, group, serial)
    name = archive_name(plan, known.media, known.place.session, datetime.fromisoformat(known.begun), serial)
    return replace(known, name=name)


def where(known: Evidence) -> str | None:
    """Return where somebody has to go for it."""
    place = known.place
    return " ".join(part for part in (place.room, place.station) if part) or None


def alert(tx: Transaction, act: Act, known: Evidence, told: Refusal, *, over: bool = False) -> None:
    """Tell the board of it; ``over``: only where it was told before, that it is so no longer."""
    subject = f"{known.plan}/{known.evidence}"
    if over and tx.rows.current("alert", f"{told.code}/{subject}"[:96]) is None:
        return
    state = "closed" if over else "open"
    feed.alert(tx, act.seq, act.received, told, subject, plan=known.plan, place=where(known), state=state)


def differs(known: Evidence) -> Refusal:
    """Return what the board says of bytes that are not what their device recorded."""
    return Refusal("evidence-differs", name=known.name)


def interrupted(known: Evidence, minutes: int = 0) -> Refusal:
    """Return what the board says of bytes that stopped coming."""
    received = f"{known.received / 1_000_000:.1f} MB"
    place = where(known) or "—"
    return Refusal("evidence-interrupted", name=known.name, received=received, minutes=minutes, place=place)


def turned_down(tx: Transaction, act: Act, body: PlacedBody, refusal: Refusal) -> None:
    """Show an act on evidence that was refused."""
    person = None if act.grant is None else act.grant.person
    feed.line(tx, act, plan=body.plan, person=person, place=body.room, refusal=refusal)
