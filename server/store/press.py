"""Printers that are remembered, and what is on its way to paper. Kept beside the journal: no facts, not rebuilt."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from server.store import tables

PRINTER, JOB = tables.printer.c, tables.print_job.c
LISTED = 100  # ended jobs that are kept, the newest


@dataclass(frozen=True, slots=True)
class Printer:
    """A remembered printer: its address and what people call it."""

    uri: str
    name: str


@dataclass(frozen=True, slots=True)
class Job:
    """One document on its way to paper.

    ``order`` holds title, pages, page size, copies, sides and fit; ``progress`` is ``printing.delivery.Progress`` as
    JSON; ``state`` and ``ended`` (RFC 3339 UTC, None while it lives) repeat what queries need.
    """

    job: str
    printer: str
    made: str
    device: str
    state: str
    ended: str | None
    order: Mapping[str, Any]
    progress: Mapping[str, Any]


def printers(connection: Connection) -> list[Printer]:
    """Return the remembered printers, by name."""
    found = connection.execute(select(PRINTER.uri, PRINTER.name).order_by(PRINTER.name, PRINTER.uri))
    return [Printer(row.uri, row.name) for row in found]


def remember(connection: Connection, printer: Printer, added: str) -> None:
    """Remember a printer, or call it by another name."""
    changed = update(tables.printer).where(PRINTER.uri == printer.uri).values(name=printer.name)
    if connection.execute(changed).rowcount == 0:
        connection.execute(insert(tables.printer), {"uri": printer.uri, "name": printer.name, "added": added})


def forget(connection: Connection, uri: str) -> bool:
    """Forget a printer; False where it was not remembered."""
    return connection.execute(delete(tables.printer).where(PRINTER.uri == uri)).rowcount > 0


def add(connection: Connection, job: Job) -> None:
    """Keep a new job."""
    values = {**_written(job.progress), "order": _text(job.order)}
    plain = {"job": job.job, "printer": job.printer, "made": job.made, "device": job.device, "ended": job.ended}
    connection.execute(insert(tables.print_job), {**plain, **values})


def move(
    connection: Connection,
    job: str,
    progress: Mapping[str, Any],
    ended: str | None,
    order: Mapping[str, Any] | None = None,
) -> None:
    """Keep how far a job is, and a changed order."""
    values = {**_written(progress), "ended": ended}
    if order is not None:
        values["order"] = _text(order)
    connection.execute(update(tables.print_job).where(JOB.job == job).values(**values))
    if ended is not None:
        _tidy(connection)


def get(connection: Connection, job: str) -> Job | None:
    """Return a job, or None."""
    found = connection.execute(select(tables.print_job).where(JOB.job == job)).one_or_none()
    return None if found is None else _read(found)


def every(connection: Connection) -> list[Job]:
    """Return all jobs, the newest first: their ids are in the order they were made."""
    found = connection.execute(select(tables.print_job).order_by(JOB.job.desc()))
    return [_read(row) for row in found]


def alive(connection: Connection) -> list[Job]:
    """Return the jobs that have not ended, the oldest first."""
    return [job for job in reversed(every(connection)) if job.ended is None]


def _tidy(connection: Connection) -> None:
    old = select(JOB.job).where(JOB.ended.is_not(None)).order_by(JOB.ended.desc()).offset(LISTED)
    gone = [row.job for row in connection.execute(old)]
    if gone:
        connection.execute(delete(tables.print_job).where(JOB.job.in_(gone)))


def _written(progress: Mapping[str, Any]) -> dict[str, Any]:
    return {"progress": _text(progress), "state": progress["state"]}


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False, sort_keys=True)


def _read(row: Any) -> Job:
    order, progress = json.loads(row.order), json.loads(row.progress)
    return Job(row.job, row.printer, row.made, row.device, row.state, row.ended, order, progress)
