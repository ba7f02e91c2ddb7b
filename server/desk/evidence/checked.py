"""What the hub states of evidence itself: its bytes come, break off, are all here, and what is to be seen in them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

from pydantic import Field, StrictBool, StrictInt, StrictStr
from sqlalchemy import Connection

from server.desk.act import Act, Body, Desk, Hub
from server.desk.evidence import kept
from server.desk.evidence.bodies import EvidenceBody, Id, Sha256, Size, Told
from server.domain.evidence import rules
from server.domain.evidence.piece import Evidence, Found, version_of
from server.store import evidence
from server.store.journal import Transaction


class ArriveBody(EvidenceBody):
    """Its bytes have begun to come, or go on: into which upload, how many there are (null: a film still runs)."""

    upload: Id
    length: Size | None = None
    received: Size


class InterruptBody(EvidenceBody):
    """Nothing more has come for so many minutes, though more was to come; what is here stays."""

    upload: Id
    received: Size
    minutes: StrictInt = Field(ge=0, le=2**31)


class VerifyBody(EvidenceBody):
    """All bytes are here: what the hub computed, and whether it is what the device says (null: it has not said).

    ``cut``: there was more, but the device that took it has ended and was silent for long; nothing more will come.
    ``slices``: the SHA-256 of the list of what each request brought, as the side file has it, each line with a line
    feed; null: none was noted.
    """

    upload: Id
    size: Size
    sha256: Sha256
    equal: StrictBool | None = None
    cut: StrictBool = False
    slices: Sha256 | None = None


class DerivedBody(Body):
    """A file that the hub made of an original: which, its bytes and SHA-256, and what made it, with its version."""

    what: Literal["thumb", "poster", "film"]
    sha256: Sha256
    size: Size
    tool: StrictStr = Field(max_length=120)


class LookBody(EvidenceBody):
    """What is in the bytes of an upload, and what the hub made of them.

    ``type`` is told by the bytes; ``codec`` is what the pictures are packed by, as the file names it (``avc1``,
    ``V_VP8``, ``jpeg``); ``taken`` is the capture time that the file states; ``placed``: it also states a
    place, which stands in no fact. ``hints``: what may be wrong with the picture.
    """

    upload: Id
    type: Told | None = None
    width: StrictInt | None = Field(default=None, ge=0, le=2**31)
    height: StrictInt | None = Field(default=None, ge=0, le=2**31)
    duration_ms: StrictInt | None = Field(default=None, ge=0, le=2**53)
    codec: Told | None = None
    taken: StrictStr | None = Field(default=None, max_length=40)
    make: Told | None = None
    model: Told | None = None
    serial: Told | None = None
    placed: StrictBool = False
    hints: list[Literal["blurred", "dark", "overexposed"]] = Field(default_factory=list, max_length=3)
    readable: StrictBool = True
    fault: StrictStr | None = Field(default=None, max_length=200)
    derived: list[DerivedBody] = Field(default_factory=list, max_length=3)

    def found(self) -> Found:
        """Return it as evidence remembers it; a derived file's version is the beginning of its hash."""
        said = self.model_dump(exclude={"plan", "evidence", "derived", "hints"})
        versions = {one.what: version_of(one.sha256) for one in self.derived}
        return Found(**said, hints=tuple(self.hints), **versions)  # type: ignore[arg-type]


def _load(connection: Connection, _hub: Hub, _act: Act, body: EvidenceBody) -> Evidence | None:
    return evidence.find(connection, body.evidence)


def _decide(loaded: Evidence | None, _act: Act, body: EvidenceBody) -> None:
    rules.there(loaded, body.plan)


def _desk(kind: str, body: type[EvidenceBody], keep: Callable[[Transaction, Act, Any, Evidence], None]) -> Desk:
    """Return a desk at which the hub alone states something of evidence that is known."""

    def kept_where_known(tx: Transaction, act: Act, said: Any, loaded: Evidence | None) -> None:
        if loaded is not None:
            keep(tx, act, said, loaded)

    return Desk(kind, body, _load, _decide, kept_where_known)


def _arrive(tx: Transaction, act: Act, body: ArriveBody, loaded: Evidence) -> None:
    after = rules.arrived(loaded, body.upload, body.length, body.received)
    kept.keep(tx, act, after)
    kept.alert(tx, act, after, kept.interrupted(after), over=True)


def _interrupt(tx: Transaction, act: Act, body: InterruptBody, loaded: Evidence) -> None:
    if loaded.size is not None or (loaded.upload == body.upload and loaded.received > body.received):
        return  # it was seen a moment before the rest came
    after = replace(loaded, upload=body.upload, received=body.received, broken_off=True)
    kept.keep(tx, act, after)
    kept.alert(tx, act, after, kept.interrupted(after, body.minutes))


def _verify(tx: Transaction, act: Act, body: VerifyBody, loaded: Evidence) -> None:
    after = rules.verified(loaded, body.upload, body.size, body.sha256, body.equal, cut=body.cut)
    kept.keep(tx, act, after)
    kept.alert(tx, act, after, kept.interrupted(after), over=True)
    kept.alert(tx, act, after, kept.differs(after), over=after.state != "differs")


def _look(tx: Transaction, act: Act, body: LookBody, loaded: Evidence) -> None:
    if body.upload == loaded.upload:
        kept.keep(tx, act, replace(loaded, found=body.found()))


ARRIVE = _desk("evidence.arrive", ArriveBody, _arrive)
INTERRUPT = _desk("evidence.interrupt", InterruptBody, _interrupt)
VERIFY = _desk("evidence.verify", VerifyBody, _verify)
LOOK = _desk("evidence.look", LookBody, _look)
