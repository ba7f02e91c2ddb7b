"""What may be said of evidence, and what the hub makes of its bytes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import timedelta

from protocol.role import BY_NUMBER
from server.domain.custody.pack import signed_by
from server.domain.custody.people import Party
from server.domain.evidence.piece import TYPES, Bringer, Evidence, Place, Word
from server.domain.grant import LEADERS
from server.domain.plan import Plan
from server.domain.refusal import Refusal
from server.domain.upload import Upload

#: How long nothing has come from a device that has ended, until what is here is taken for all that ever will.
GONE = timedelta(hours=12)
#: Roles of those who may remove a piece of evidence, two of them.
REMOVERS = tuple(sorted(BY_NUMBER[role].code for role in LEADERS))


def announce(plan: Plan | None, known: Evidence | None, new: Evidence, rooms: Collection[str], *, sits: bool) -> None:
    """Decide an announcement.

    ``sits``: the plan has the candidate it names (or it names none). The item is kept as it was stated: a scheme may be
    imported anew while a device is out of reach.

    Another device may announce the same bytes as long as not all of them are here; the place stays the first one's. Of
    what is taken in, no type is claimed: the hub has the bytes, and says what they are, or that nobody can read them.

    Raises:
        Refusal: ``evidence-known`` (its id was announced before), ``evidence-type``, or those of ``placed``.
    """
    if known is not None:
        if not again(known, new):
            raise Refusal("evidence-known", field="evidence")
        return
    placed(plan, new.plan, new.place, rooms, sits=sits)
    if not new.taken_in and new.type.partition(";")[0].strip() not in TYPES[new.media]:
        raise Refusal("evidence-type", field="type", found=new.type[:40], expected=", ".join(TYPES[new.media]))


def again(known: Evidence, new: Evidence) -> bool:
    """Tell whether another device announces the same bytes, of which not all are here: the first one may be gone."""
    if known.removed is not None or known.equal is True or known.word is None or new.device in known.devices:
        return False
    return (known.plan, known.media) == (new.plan, new.media) and same(known.word, new.word)


def brought_by(known: Evidence, new: Evidence) -> Evidence:
    """Return evidence that one more device may bring."""
    return replace(known, bringers=(*known.bringers, Bringer(new.fact, new.device)))


def same(word: Word, other: Word | None) -> bool:
    """Tell whether two words are of the same bytes."""
    return other is not None and (word.size, word.sha256) == (other.size, other.sha256)


def placed(plan: Plan | None, number: int, place: Place, rooms: Collection[str], *, sits: bool) -> None:
    """Decide whether there is such a place.

    Raises:
        Refusal: ``plan-unknown``, ``session-unknown``, ``room-unknown`` or ``evidence-candidate``.
    """
    if plan is None:
        raise Refusal("plan-unknown", field="plan", plan=number)
    if place.session is not None and plan.session(place.session) is None:
        raise Refusal("session-unknown", field="session", session=place.session)
    if place.room is not None and place.room not in rooms:
        raise Refusal("room-unknown", field="room", room=place.room)
    if not sits:
        raise Refusal("evidence-candidate", field="candidate")


def there(known: Evidence | None, plan: int) -> Evidence:
    """Return evidence that is known in the plan and was not removed.

    Raises:
        Refusal: ``evidence-unknown`` or ``evidence-removed``.
    """
    if known is None or known.plan != plan:
        raise Refusal("evidence-unknown", field="evidence")
    if known.removed is not None:
        raise Refusal("evidence-removed", field="evidence", at=known.removed.at)
    return known


def completed(known: Evidence | None, plan: int, device: str, word: Word) -> Evidence:
    """Decide what a device says of the whole of what it recorded; saying the same again changes nothing.

    Raises:
        Refusal: those of ``there``, ``evidence-other-device``, ``evidence-word`` (it said otherwise before).
    """
    found = there(known, plan)
    if device not in found.devices:
        raise Refusal("evidence-other-device", field="evidence")
    if found.word is not None and not same(found.word, word):
        raise Refusal("evidence-word", field="sha256")
    return replace(found, word=word)


def assigned(
    known: Evidence | None, plan: Plan | None, number: int, place: Place, reason: str,
    rooms: Collection[str], *, sits: bool, has_item: bool,
) -> Evidence:  # fmt: skip
    """Decide where evidence belongs instead; a place that was given before is changed with a reason only.

    ``has_item``: the scheme has the item it names, or it names none; one that it was given before may stay.

    Raises:
        Refusal: those of ``there`` and of ``placed``, ``evidence-item``, ``evidence-there`` or ``why-needed``.
    """
    found = there(known, number)
    placed(plan, number, place, rooms, sits=sits)
    if not has_item and place.item != found.place.item:
        raise Refusal("evidence-item", field="item", item=place.item or "")
    if place == found.place:
        raise Refusal("evidence-there", field="evidence")
    told = [name for name in asdict(found.place) if getattr(found.place, name) not in (None, getattr(place, name))]
    if told and not reason.strip():
        raise Refusal("why-needed", field="reason")
    return replace(found, place=place)


def agreed(people: tuple[int, int], parties: Mapping[int, Party], reason: str) -> None:
    """Decide whether two people may take bytes away for ever, for this reason.

    Raises:
        Refusal: those of ``signed_by``, or ``why-needed``.
    """
    signed_by(people, parties, REMOVERS, 2)
    if not reason.strip():
        raise Refusal("why-needed", field="reason")


def nobodys(upload: Upload | None, held: Evidence | None, *, disputed: bool, waits: bool) -> Upload:
    """Return an upload that nobody has said anything of: it may be taken in as evidence, or thrown away.

    Args:
        upload: as it is on disk; None where there is none.
        held: the evidence whose bytes it holds.
        disputed: whether what its device said of it is in dispute, for somebody to settle first.
        waits: whether what its device said of it holds, so that the hub brings both together by itself.

    Raises:
        Refusal: ``no-upload``, ``stranger-held`` or ``stranger-disputed``.
    """
    if upload is None or upload.state == "ended":
        raise Refusal("no-upload", field="upload")
    if held is not None or waits:
        raise Refusal("stranger-held", field="upload", name="—" if held is None else held.name)
    if disputed:
        raise Refusal("stranger-disputed", field="upload")
    return upload


def taken_in(role: int | None) -> None:
    """Decide whether somebody of ``role`` may say what bytes are that nobody described; None: the hub's command line.

    Raises:
        Refusal: ``stranger-role``.
    """
    if role is not None and role not in LEADERS:
        raise Refusal("stranger-role", field="grant", role=BY_NUMBER[role].zh, role_en=BY_NUMBER[role].en)


# What the hub finds of the bytes


def matches(word: Word | None, size: int, sha256: str) -> bool | None:
    """Tell whether bytes are what their device says; None where it has not said."""
    return None if word is None else (word.size, word.sha256) == (size, sha256)


def arrived(known: Evidence, upload: str, length: int | None, received: int) -> Evidence:
    """Return evidence whose bytes have begun, or begun again, to come."""
    under_way = replace(known, size=None, sha256=None, equal=None)
    return replace(under_way, upload=upload, length=length, received=received, broken_off=False)


def cut_off(known: Evidence, size: int, *, gone: bool) -> bool:
    """Tell whether ``size`` bytes are all that will ever come though they are not all there was.

    ``gone``: the device that sent them has ended and was silent for ``GONE``; it stays so once it was stated, until
    the device's word, which may come later from its outbox, says that these were all.
    """
    never_more = gone or (known.broken_off and known.size is not None)
    return never_more and (known.word is None or known.word.size > size)


def verified(
    known: Evidence, upload: str, size: int, sha256: str, equal: bool | None, *, cut: bool = False
) -> Evidence:
    """Return evidence of which all bytes are here; ``cut``: all that will ever come, and there was more."""
    whole = replace(known, upload=upload, length=size, received=size, broken_off=cut)
    found = known.found if known.found is not None and known.found.upload == upload else None
    return replace(whole, size=size, sha256=sha256, equal=equal, found=found)


def chosen(uploads: Iterable[Upload], known: Evidence) -> Upload | None:
    """Return the upload that holds a piece of evidence: a complete one that is equal, else whatever has most.

    Of a device that announced it after the first one, only bytes that are whole and equal count.
    """

    def equal(upload: Upload) -> bool:
        return upload.state == "complete" and matches(known.word, upload.offset, upload.sha256 or "") is True

    def worth(upload: Upload) -> tuple[bool, bool, int, bool]:
        return equal(upload), upload.state == "complete", upload.offset, upload.upload == known.upload

    mine = [
        one
        for one in uploads
        if one.state != "ended" and (one.device == known.device or (one.device in known.devices and equal(one)))
    ]
    return max(mine, key=worth, default=None)
