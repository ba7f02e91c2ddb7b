"""A photo or film announced by the device that takes it, and what the device says of the whole in the end."""

from dataclasses import dataclass, replace

from pydantic import Field, StrictBool, StrictInt, StrictStr, model_validator
from sqlalchemy import Connection

from server.desk.act import Act, Body, Concern, Desk, Disputable, Hub
from server.desk.custody.bodies import FactId, Moment
from server.desk.evidence import kept, quarantine
from server.desk.evidence.bodies import EvidenceBody, Id, PlacedBody, Sha256, Size, SourceBody
from server.desk.evidence.discard import may_be
from server.desk.evidence.kept import place_of
from server.desk.evidence.quarantine import Stranger
from server.domain.evidence import rules
from server.domain.evidence.piece import Evidence, MediaKind, Purpose, Word
from server.domain.plan import Plan
from server.domain.refusal import Refusal
from server.store import evidence, people
from server.store import plan as plans
from server.store.journal import Transaction

#: Milliseconds, ten years: a device whose clock was never set.
MOST_SKEW = 10 * 366 * 86_400_000


class AttachBody(PlacedBody):
    """A photo or film that is, or was, taken: what it shows, where it belongs, what took it.

    ``evidence`` is its id, made by the device; an upload names this fact in its metadata (``fact``). ``about`` is the
    fact it belongs to, such as a seal's exception; ``type`` the MIME type the device claims; ``begun`` the beginning
    of the capture by the clock of what took it. ``sha256`` and ``size`` where they are known already; a film that
    runs tells them in the end; another device may announce the same bytes as long as not all of them are here, and
    bring them. ``skew_ms``: by how much the hub's clock was ahead of the device's, where it was the device's own clock
    and the device knew: films are compared with what happened at the hub. ``importer``: who imports it where nobody has
    signed in (the hub's own command line).

    ``upload``: bytes that are here already and that nobody described. Whoever leads says what they are; there is no
    device's word to compare them with, so they stay ``complete``.
    """

    media: MediaKind
    purpose: Purpose
    about: FactId | None = None
    type: StrictStr = Field(min_length=1, max_length=80)
    source: SourceBody
    begun: Moment
    sha256: Sha256 | None = None
    size: Size | None = None
    importer: StrictInt | None = Field(default=None, ge=1, le=2**31)
    upload: Id | None = None
    skew_ms: StrictInt | None = Field(default=None, ge=-MOST_SKEW, le=MOST_SKEW)

    @model_validator(mode="after")
    def _no_word_of_what_is_here(self) -> "AttachBody":
        if self.upload is not None and (self.sha256 is not None or self.size is not None):
            raise ValueError("no word of bytes that are here already")
        return self


class PauseBody(Body):
    """From when to when a film rested, by the clock of what took it."""

    begun: Moment
    ended: Moment


class CompleteBody(EvidenceBody):
    """What the device recorded in all: bytes, their SHA-256, when it ended by its clock, in how many slices.

    ``cut``: there was more, which it could not keep; its bytes are compared all the same, and are never ``equal`` to
    what was to be recorded. ``pauses``: when the film rested; what it recorded leaves these out.
    """

    size: Size
    sha256: Sha256
    ended: Moment
    slices: StrictInt = Field(ge=0, le=2**31)
    cut: StrictBool = False
    pauses: list[PauseBody] = Field(default_factory=list, max_length=200)

    def word(self) -> Word:
        """Return it as the rules take it."""
        pauses = tuple((one.begun, one.ended) for one in self.pauses)
        return Word(self.size, self.sha256, self.ended, self.slices, self.cut, pauses)


@dataclass(frozen=True, slots=True)
class Announced:
    """The plan, its rooms, evidence of the same id, whether the candidate is the plan's, and what is taken in."""

    plan: Plan | None
    rooms: frozenset[str]
    known: Evidence | None
    sits: bool
    stranger: Stranger | None = None


def _load(connection: Connection, _hub: Hub, _act: Act, body: AttachBody) -> Announced:
    plan = plans.get(connection, body.plan)
    rooms = frozenset(plans.rooms(connection, body.plan)) if body.room is not None else frozenset()
    sits = body.candidate is None or plans.sits(connection, body.plan, body.candidate)
    stranger = None if body.upload is None else quarantine.find(connection, body.upload)
    return Announced(plan, rooms, evidence.find(connection, body.evidence), sits, stranger)


def _new(act: Act, body: AttachBody, stranger: Stranger | None) -> Evidence:
    named = act.grant.person if act.grant is not None else body.importer
    word = None if body.sha256 is None or body.size is None else Word(body.size, body.sha256)
    new = Evidence(
        body.evidence, act.fact.id, body.plan, body.media, body.purpose, place_of(body), body.about, body.type,
        body.source.model_dump(), body.begun, act.fact.device, named, act.at.isoformat(timespec="milliseconds"), "",
        word, skew_ms=body.skew_ms,
    )  # fmt: skip
    if stranger is None:
        return new
    # How far it has come is the hub's to state, as of any other upload.
    return replace(new, device=stranger.upload.device, upload=stranger.upload.upload, length=0, taken_in=True)


def _badge(connection: Connection, new: Evidence) -> str | None:
    found = None if new.by is None else people.get(connection, new.plan, new.by)
    return None if found is None else found.number


def _decide(loaded: Announced, act: Act, body: AttachBody) -> None:
    if body.upload is not None:
        rules.taken_in(None if act.grant is None else act.grant.role)
        may_be(loaded.stranger)
    new = _new(act, body, loaded.stranger)
    rules.announce(loaded.plan, loaded.known, new, loaded.rooms, sits=loaded.sits)


def _keep(tx: Transaction, act: Act, body: AttachBody, loaded: Announced) -> None:
    new = _new(act, body, loaded.stranger)
    if loaded.plan is None:
        return
    if loaded.known is None:
        kept.keep(tx, act, replace(kept.named(tx, loaded.plan, new), badge=_badge(tx.connection, new)))
    elif rules.again(loaded.known, new):
        kept.keep(tx, act, rules.brought_by(loaded.known, new))


def _turn_down(tx: Transaction, act: Act, body: AttachBody, _loaded: Announced, refusal: Refusal) -> None:
    kept.turned_down(tx, act, body, refusal)


def _concern(body: AttachBody, loaded: Announced, code: str) -> Concern:
    against = loaded.known.fact if loaded.known is not None and code == "evidence-known" else None
    return Concern(body.plan, None, body.room, against)


def _can_hold(body: AttachBody, loaded: Announced, _code: str) -> bool:
    """Whoever it shows, and wherever it was: what was taken is kept, unless its id means another.

    What was here already is taken in by the hub's own list of such bytes: anew, where it was refused.
    """
    return loaded.plan is not None and loaded.known is None and body.upload is None


def _load_known(connection: Connection, _hub: Hub, _act: Act, body: EvidenceBody) -> Evidence | None:
    return evidence.find(connection, body.evidence)


def _whole(loaded: Evidence | None, act: Act, body: CompleteBody) -> Evidence:
    return rules.completed(loaded, body.plan, act.fact.device, body.word())


def _decide_complete(loaded: Evidence | None, act: Act, body: CompleteBody) -> None:
    _whole(loaded, act, body)


def _keep_complete(tx: Transaction, act: Act, body: CompleteBody, loaded: Evidence | None) -> None:
    if loaded is not None:
        kept.keep(tx, act, replace(loaded, word=body.word()))


def _concern_complete(body: CompleteBody, loaded: Evidence | None, _code: str) -> Concern:
    return Concern(body.plan, None, None if loaded is None else loaded.place.room)


def _can_complete(body: CompleteBody, loaded: Evidence | None, code: str) -> bool:
    return loaded is not None and loaded.plan == body.plan and code not in ("evidence-other-device", "evidence-removed")


def _waited(before: Body, mine: CompleteBody) -> bool:
    """What a device says of the whole of what it took is no other doubt than whether it took it."""
    return isinstance(before, AttachBody) and (before.plan, before.evidence) == (mine.plan, mine.evidence)


ATTACH = Desk(
    "evidence.attach", AttachBody, _load, _decide, _keep, _turn_down,
    disputable=Disputable(_concern, _can_hold, _keep),
)  # fmt: skip
COMPLETE = Desk(
    "evidence.complete", CompleteBody, _load_known, _decide_complete, _keep_complete,
    disputable=Disputable(_concern_complete, _can_complete, _keep_complete, _waited),
)  # fmt: skip
