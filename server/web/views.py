"""Who looks at evidence is on record: one fact for each device, person and way of looking within ten minutes."""

from datetime import datetime, timedelta
from functools import partial

from server.domain.evidence.piece import Evidence
from server.domain.refusal import Refusal
from server.domain.upload import Upload
from server.store import evidence, people
from server.store import grant as grants
from server.store.journal import Transaction
from server.web import guard
from server.web.core import Core, settled
from server.web.enrol import hub_fact

#: The role of the hub's own command line.
OFFICE = "office"
#: A film that is sought in asks for hundreds of ranges.
ONCE = timedelta(minutes=10)


def viewed(hub: Core, known: Evidence, what: str, by: int | None = None) -> None:
    """Put on record that the device that asks is given something of evidence; it is on disk when this returns.

    ``by``: who asks, by number, where nobody has signed in: the hub's own command line alone may name them.

    Raises:
        Refusal: ``person-unknown``: the plan has nobody of that number; ``export-nobody``: a copy is to be taken away
            and nobody says who takes it.
    """
    device, now = guard.caller().device, hub.trust.clock()
    person = _person(hub, known.plan, device, now)
    if person is None and by is not None and guard.caller().role == OFFICE:
        person = _named(hub, known.plan, by)
    if person is None and what == "export":
        raise Refusal("export-nobody", field="by")
    key = (known.evidence, what, device, person)
    last = hub.looks.get(key)
    if last is not None and timedelta() <= now - last < ONCE:
        return
    body = {"plan": known.plan, "evidence": known.evidence, "what": what, "device": device, "person": person}
    settled(hub.commit(partial(_state, hub, body)))
    hub.looks[key] = now
    for old in [one for one, at in hub.looks.items() if now - at >= ONCE]:
        hub.looks.pop(old, None)


def looked_at(hub: Core, upload: Upload) -> None:
    """Put on record that the device that asks is given the bytes of evidence that another one took."""
    if upload.device == guard.caller().device:
        return
    known = hub.read(lambda connection: evidence.of_upload(connection, upload.upload))
    if known is not None:
        viewed(hub, known, "original")


def _person(hub: Core, plan: int, device: str, now: datetime) -> int | None:
    """Return who has signed in on a device for the plan."""
    held = hub.read(lambda connection: grants.open_ones(connection, plan=plan, device=device))
    return next((one.person for one in held if one.not_before <= now.timestamp() < one.expires), None)


def _named(hub: Core, plan: int, by: int) -> int:
    if hub.read(lambda connection: people.get(connection, plan, by)) is None:
        raise Refusal("person-unknown", field="by")
    return by


def _state(hub: Core, body: dict[str, object], tx: Transaction) -> Refusal | None:
    try:
        hub_fact(hub, tx, "evidence.view", body)
    except Refusal as refused:
        return refused
    return None
