"""Who looked at bytes that nothing has announced yet; what they turn out to be takes their looks along."""

from typing import Literal

from pydantic import Field, StrictInt, StrictStr
from sqlalchemy import Connection

from server.desk.act import Act, Body, Desk, Hub
from server.desk.evidence import kept
from server.desk.evidence.bodies import Id
from server.domain.evidence.piece import Evidence
from server.store import evidence
from server.store.journal import Transaction


class GlanceBody(Body):
    """A device was given bytes that nothing has announced: to look at (``original``), or as a file (``export``).

    ``person`` of ``plan``: who had signed in on the device; both null: nobody.
    """

    upload: Id
    what: Literal["original", "export"]
    device: StrictStr = Field(min_length=1, max_length=64)
    plan: StrictInt | None = Field(default=None, ge=0, le=2**53)
    person: StrictInt | None = Field(default=None, ge=1, le=2**31)


def _load(connection: Connection, _hub: Hub, _act: Act, body: GlanceBody) -> Evidence | None:
    return evidence.of_upload(connection, body.upload)


def _decide(_loaded: Evidence | None, _act: Act, _body: GlanceBody) -> None:
    """The hub states what it has done."""


def _keep(tx: Transaction, act: Act, body: GlanceBody, loaded: Evidence | None) -> None:
    """Remember it with the upload; with the evidence where that took the bytes a moment before."""
    kept.glance(tx, act, body.upload, body.model_dump(exclude={"upload"}))
    if loaded is not None:
        evidence.keep(tx.connection, kept.with_glances(tx, act, loaded))


GLANCE = Desk("evidence.glance", GlanceBody, _load, _decide, _keep)
