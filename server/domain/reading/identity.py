"""Whose card is it: numbers that are no number, that nobody has, that two cards have, or another's seat has."""

from collections.abc import Sequence

from reading import MULTI
from reading.card import NO_DIGIT
from server.domain.reading.batch import Effective
from server.domain.reading.fault import Row, fault
from server.domain.reading.likely import Order, likely, skipped
from server.domain.reading.listed import Listed
from server.domain.reading.session import Findings, Session
from server.domain.reading.swap import moved

#: One answer in so many a machine may read otherwise when it reads a card twice.
REREAD = 40


def identify(session: Session, found: Findings) -> None:
    """Find every card whose number cannot stand; each is named once, with the candidate it most likely belongs to."""
    spare, groups = _repeated(session)
    order = Order(session)
    loose = [*session.strangers, *spare]
    matched = likely(session, loose, order)
    belongs = {card.place: matched.get(n) for n, card in enumerate(loose)}
    for card in session.strangers:
        _stranger(session, found, card, belongs[card.place])
    for group in groups:
        extra = group[-1]
        if _alike(group[0], extra) and belongs.get(extra.place) is None:
            owner = skipped(session, extra, order)
            belongs[extra.place] = owner if owner is not None and owner.number not in found.explained else None
        _duplicate(session, found, group, belongs)
    moved(session, found)


def _stranger(session: Session, found: Findings, card: Effective, owner: Listed | None) -> None:
    number = card.card.number
    code = _code(session, number)
    columns = tuple(place for place, sign in enumerate(number, 1) if not sign.isdigit())
    room = owner.room if owner is not None else card.room
    found.add(
        fault(
            code, room, number, (card.place,), of=f"{card.place.batch[:12]}-{card.place.row}",
            columns=columns if code != "unknown-number" else (), other=session.elsewhere.get(number, ""),
            belongs=owner,
        ),
        owner,
    )  # fmt: skip


def _code(session: Session, number: str) -> str:
    if MULTI in number:
        return "multi-digit"
    if NO_DIGIT in number or not number.strip():
        return "blank-digit"
    if not number.isdigit():
        return "unsure-digit"
    return "other-session" if number in session.elsewhere else "unknown-number"


def _repeated(session: Session) -> tuple[list[Effective], list[list[Effective]]]:
    """Return the cards of repeated numbers that may be somebody else's, and all repeated ones by number.

    The one whose seat and name fit stays the number's own; then the first. Copies with the same answers, but for
    what a machine reads otherwise a second time, are most likely the same card, unless their own seat or name speaks
    of another.
    """
    spare: list[Effective] = []
    groups: list[list[Effective]] = []
    limit = session.policy.cards_per_candidate
    for number, cards in session.by_number.items():
        if len(cards) <= limit:
            continue
        owner = session.roster.of[number]
        ranked = sorted(cards, key=lambda card: (-_fit(session, card, owner), card.place.row))
        groups.append(ranked)
        spare += [card for card in ranked[limit:] if not _alike(ranked[0], card) or _fit(session, card, owner) < 0]
    return spare, groups


def _fit(session: Session, card: Effective, owner: Listed) -> int:
    said = session.witness(card)
    return sum(1 if named is owner else -1 for named in (said.seat, said.name) if named is not None)


def same(cards: Sequence[Effective]) -> bool:
    """Say whether cards have the same answers."""
    return len({(card.card.answers, card.card.paper) for card in cards}) == 1


def _alike(card: Effective, other: Effective) -> bool:
    """Say whether two cards are most likely one that was read twice."""
    found = zip(card.card.answers, other.card.answers, strict=False)
    return card.card.paper == other.card.paper and REREAD * sum(one != again for one, again in found) <= len(
        card.card.answers
    )


def _duplicate(session: Session, found: Findings, ranked: list[Effective], belongs: dict[Row, Listed | None]) -> None:
    number = ranked[0].card.number
    owners = [owner for card in ranked if (owner := belongs.get(card.place)) is not None]
    cards = sorted(ranked, key=lambda card: session.order[card.place])
    code = "duplicate-same" if same(cards) else "duplicate-different"
    wrong = next((card.place for card in ranked if belongs.get(card.place) is not None), None)
    found.add(
        fault(
            code, session.roster.of[number].room, number, tuple(card.place for card in cards), n=len(cards),
            candidates=tuple(owner.number for owner in owners),
            wrong_row=wrong.row if wrong is not None else 0, belongs=owners[0] if owners else None,
        ),
        *owners,
    )  # fmt: skip
