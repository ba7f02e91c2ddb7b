"""Who looks at evidence is on record: one fact for each device, person and way of looking within ten minutes."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from imaging.kind import HEAD, KINDS, MOV, Kind, sniff
from server.desk.evidence import quarantine
from server.domain.evidence.piece import Evidence
from server.domain.grant import Grant
from server.domain.refusal import Refusal
from server.domain.upload import Upload
from server.store import evidence, people
from server.store import grant as grants
from server.store.journal import Transaction
from server.web import guard
from server.web.core import Core, settled
from server.web.enrol import hub_fact
from server.web.looks import Look
from server.web.seen import Seen

#: The role of the hub's own command line.
OFFICE = "office"
#: Types that the app shows or plays as they came: whoever is given these looks at them. Anything else is a file.
PLAYED = frozenset(kind.mime for kind in KINDS.values() if kind.inline or kind == MOV)
#: What is taken away: nobody is given it without a name.
TAKEN = frozenset(("export", "side"))


def viewed(hub: Core, known: Evidence, what: str, by: int | None = None) -> None:
    """Put on record that the device that asks is given something of evidence; it is on disk when this returns.

    ``what``: as ``ViewBody`` has it. Small pictures of what has come are no looks: screens show them by themselves.
    The newest frames of a film that still grows (``frames``) are, on the wall too: whoever has them before their eyes
    watches it. A wall that shows thirty films states thirty looks in ten minutes, however often it asks.

    ``by``: who asks, by number, where nobody has signed in: the hub's own command line alone may name them.

    Raises:
        Refusal: ``person-unknown``: the plan has nobody of that number; ``export-nobody``: something is to be taken
            away (``TAKEN``) and nobody says who takes it.
    """
    device, now = guard.caller().device, hub.trust.clock()
    person = _person(hub, known.plan, device, now)
    if person is None and by is not None and guard.caller().role == OFFICE:
        person = _named(hub, known.plan, by)
    if person is None and what in TAKEN:
        raise Refusal("export-nobody", field="by")
    said: dict[str, object] = {"what": what, "device": device, "person": person}
    said |= {"plan": known.plan, "evidence": known.evidence}
    _once(hub, (known.evidence, what, device, person), "evidence.view", said)


def glanced(hub: Core, upload: Upload, what: str) -> None:
    """Put on record that the device that asks is given bytes of an upload that nothing has announced; not of its own.

    Raises:
        Refusal: ``export-nobody``: they are to be taken away (``export``) and nobody has signed in.
    """
    device, now = guard.caller().device, hub.trust.clock()
    if upload.device == device:
        return
    held = _grant(hub, None, device, now)
    if held is None and what == "export":
        raise Refusal("export-nobody", field="by")
    plan, person = (None, None) if held is None else (held.plan, held.person)
    said: dict[str, object] = {"upload": upload.upload, "what": what, "device": device, "plan": plan, "person": person}
    _once(hub, (upload.upload, what, device, person), "evidence.glance", said)


def _once(hub: Core, look: Look, kind: str, body: dict[str, object]) -> None:
    """State a look unless it was stated within ten minutes; when this returns it is on disk, whoever stated it."""
    hub.looks.once(look, hub.trust.clock, hub.waiting, lambda: settled(hub.commit(partial(_state, hub, kind, body))))


def kind_of(hub: Core, upload: Upload) -> Kind | None:
    """Return what an upload is by its first bytes; None also where they cannot be read."""
    return sniff(_head(hub, upload))


def _head(hub: Core, upload: Upload) -> bytes:
    """Return the beginning of an upload, as far as it is here; nothing where it cannot be read."""

    def head() -> bytes:
        with suppress(OSError, EOFError):
            return b"".join(hub.media.read(upload.upload, 0, min(HEAD, upload.offset)))
        return b""

    return hub.waiting.run(head)


def type_of(hub: Core, upload: Upload, known: Evidence) -> str | None:
    """Return the type of an upload's bytes as the hub found it, before that as their beginning says; None: unknown."""
    if known.found is not None and known.found.upload == upload.upload:
        return known.found.type
    return _seen(hub, upload).type


def _seen(hub: Core, upload: Upload) -> Seen:
    """Return what an upload is; once that is decided nothing is read for it."""
    return hub.seen.of(upload, partial(_look, hub, upload))


def _look(hub: Core, upload: Upload) -> tuple[Seen, bool]:
    """Find out what an upload is; decided is the type that the hub found, or all that its first bytes can say."""
    known = hub.read(lambda connection: _held(connection, upload))
    if known is not None and known.found is not None and known.found.upload == upload.upload:
        return Seen(known, known.found.type), True
    head = _head(hub, upload)
    kind, whole = sniff(head), upload.state == "complete" and len(head) == upload.offset
    return Seen(known, None if kind is None else kind.mime), len(head) == HEAD or whole


def as_seen(hub: Core, upload: Upload) -> tuple[Upload, Evidence | None, str | None]:
    """Return an upload as far as the device that asks may look at it, the evidence it is, and the type it is shown as.

    Another device's is for looking alone: of what is not shown (type None) there is the beginning, by which a player
    tells that, and the rest leaves as an export.
    """
    if upload.device == guard.caller().device:
        return upload, None, None
    seen = _seen(hub, upload)
    if seen.type in PLAYED:
        return upload, seen.known, seen.type
    return replace(upload, offset=min(HEAD, upload.offset)), seen.known, None


def looked_at(hub: Core, upload: Upload) -> str | None:
    """Put on record that the device that asks is given bytes of another's upload; return the type they are shown as."""
    _, known, told = as_seen(hub, upload)
    if known is not None:
        viewed(hub, known, "original")
    else:
        glanced(hub, upload, "original")
    return told


def _held(connection: Connection, upload: Upload) -> Evidence | None:
    """Return the evidence whose bytes an upload holds, or is announced to hold."""
    held = evidence.of_upload(connection, upload.upload)
    if held is not None or upload.fact is None or not quarantine.announced(connection, upload):
        return held
    return quarantine.named(connection, upload.fact)


def _person(hub: Core, plan: int, device: str, now: datetime) -> int | None:
    """Return who has signed in on a device for the plan."""
    held = _grant(hub, plan, device, now)
    return None if held is None else held.person


def _grant(hub: Core, plan: int | None, device: str, now: datetime) -> Grant | None:
    """Return what is granted on a device now, for the plan (None: for any); read again once any fact has come."""
    size = hub.journal.size
    at, held = hub.granted.get((plan, device), (-1, []))
    if at != size:
        held = hub.read(lambda connection: grants.open_ones(connection, plan=plan, device=device))
        hub.granted[plan, device] = size, held
    return next((one for one in held if one.not_before <= now.timestamp() < one.expires), None)


def _named(hub: Core, plan: int, by: int) -> int:
    if hub.read(lambda connection: people.get(connection, plan, by)) is None:
        raise Refusal("person-unknown", field="by")
    return by


def _state(hub: Core, kind: str, body: dict[str, object], tx: Transaction) -> Refusal | None:
    try:
        hub_fact(hub, tx, kind, body)
    except Refusal as refused:
        return refused
    return None
