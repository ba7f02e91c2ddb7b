"""What a card itself shows: marks against the record sheet, nothing at all, too much, another subject, no form."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from reading import MULTI, UNSURE
from server.domain.reading.batch import HAND, Effective
from server.domain.reading.fault import Fault, fault
from server.domain.reading.listed import Listed, bare
from server.domain.reading.paper import ENOUGH, USUAL, Turns
from server.domain.reading.session import Findings, Session, settled_by

#: So many alike may be a trade of their own, where the list says nothing of trades.
TRADE = 3
NAMED = 20


class Usual:
    """What the cards of each batch have in common, against which one card stands out."""

    def __init__(self, session: Session) -> None:
        piles: dict[str, list[Effective]] = defaultdict(list)
        for card in session.cards:
            piles[card.place.batch].append(card)
        self.singles = {batch: _singles(cards) for batch, cards in piles.items()}
        self.papers = {batch: _papers(cards) for batch, cards in piles.items()}
        # A card keyed in is held against all that were read.
        self.papers[HAND] = _papers(session.cards)
        self.turns = {batch: Turns(cards, session.roster) for batch, cards in piles.items()}
        self.having = {card.place.batch for card in session.cards if card.card.subject}
        self.subjects = _subjects(session, self.having)


def _subjects(session: Session, having: set[str]) -> dict[str | None, str]:
    """Return the subject that cards should have, by the list's; of files that have subjects at all."""
    found: dict[str | None, Counter[str]] = defaultdict(Counter)
    for number, cards in session.by_number.items():
        for card in cards:
            if card.place.batch in having:
                found[session.roster.of[number].subject][card.card.subject] += 1
    expected = {listed: _subject(listed, codes) for listed, codes in found.items()}
    known = {code for code in expected.values() if code is not None}
    for listed, codes in found.items():  # of a small trade: what is not another trade's code is its own
        own = [code for code in codes if code not in known and code.strip()]
        if expected[listed] is None and listed is not None and len(own) == 1:
            expected[listed] = own[0]
    return {listed: code for listed, code in expected.items() if code is not None}


def _subject(listed: str | None, found: Counter[str]) -> str | None:
    """Return what a card's subject should be: the list's code where the cards use such codes, else the usual one.

    Where the list says nothing of subjects, several trades may sit in the session: what many cards have is no fault.
    """
    if listed is not None and (listed in found or (listed.isdigit() and any(code.isdigit() for code in found))):
        return listed
    code, count = found.most_common(1)[0]
    others = [one for one in found if one != code]
    if listed is None and any(found[one] >= TRADE for one in others):
        return None
    return code if count >= ENOUGH and count * USUAL[1] >= found.total() * USUAL[0] else None


def _papers(cards: Sequence[Effective]) -> tuple[str, ...]:
    found = Counter(card.card.paper for card in cards)
    usual = [paper for paper, _ in found.most_common() if paper not in ("", MULTI, UNSURE)]
    return tuple(sorted(usual)) if sum(found[one] for one in usual) * 2 > len(cards) else ()


def _singles(cards: Sequence[Effective]) -> tuple[int, ...]:
    """Return the questions (from 0) that take one letter as nearly all cards show, where no sign tells it."""
    if len(cards) < ENOUGH or any(MULTI in card.card.answers for card in cards):
        return ()
    columns = zip(*(card.card.answers for card in cards), strict=False)
    found = []
    for place, column in enumerate(columns):
        lengths = Counter(map(len, column))
        marked = len(cards) - lengths[0]
        if lengths[1] < marked and lengths[1] * USUAL[1] >= marked * USUAL[0]:
            found.append(place)
    return tuple(found)


def look(session: Session, found: Findings) -> None:
    """Look at each card that is one candidate's own; the first thing that is wrong with it is its fault."""
    usual = Usual(session)
    for number, cards in session.by_number.items():
        owner = session.roster.of[number]
        for card in cards:
            if not found.is_subject(card):
                _look(session, found, usual, card, owner)


_Look = Callable[[Session, Usual, Effective, Listed], Fault | None]


def _look(session: Session, found: Findings, usual: Usual, card: Effective, owner: Listed) -> None:
    for rule in _RULES:
        fault = rule(session, usual, card, owner)
        if fault is not None:
            candidate = session.roster.of.get(fault.candidate or "")
            found.add(fault, candidate)
            if found.is_subject(card):
                return


def _wrong_subject(session: Session, usual: Usual, card: Effective, owner: Listed) -> Fault | None:
    expected = usual.subjects.get(owner.subject)
    if expected is None or card.place.batch not in usual.having or bare(card.card.subject) == bare(expected):
        return None
    return fault("wrong-subject", owner.room, owner.number, (card.place,), found=card.card.subject, expected=expected)


def _absence(session: Session, usual: Usual, card: Effective, owner: Listed) -> Fault | None:
    answered = sum(map(bool, card.card.answers))
    if owner.absent and answered:
        other = _whose(session, card, owner)
        return fault("absent-has-card", owner.room, owner.number, (card.place,), answered=answered, belongs=other)
    marked = card.card.absent
    if marked is None or owner.absent is None or marked == owner.absent:
        return None
    return fault("absent-mark-differs", owner.room, owner.number, (card.place,), marked=marked, recorded=owner.absent)


def _whose(session: Session, card: Effective, owner: Listed) -> Listed | None:
    """Return whose card it is that carries an absent candidate's number, where its seat or name tells."""
    said = session.witness(card)
    for named in (said.seat, said.name):
        if named not in (None, owner) and named.number not in session.by_number and named.absent is not True:
            return named
    return None


def _misconduct(session: Session, usual: Usual, card: Effective, owner: Listed) -> Fault | None:
    marked = card.card.misconduct
    if not session.policy.marks_misconduct or marked is None or owner.misconduct in (None, marked):
        return None
    recorded = bool(owner.misconduct)
    return fault("misconduct-differs", owner.room, owner.number, (card.place,), marked=marked, recorded=recorded)


def _blank(session: Session, usual: Usual, card: Effective, owner: Listed) -> Fault | None:
    if owner.absent is not False or card.card.absent or any(card.card.answers):
        return None
    return fault("blank-card", owner.room, owner.number, (card.place,), n=len(card.card.answers))


def _multi(session: Session, usual: Usual, card: Effective, owner: Listed) -> Fault | None:
    answers, policy = card.card.answers, session.policy
    found = [place for place, answer in enumerate(answers, 1) if answer == MULTI]
    singles = usual.singles.get(card.place.batch, ())
    found += [place + 1 for place in singles if place < len(answers) and len(answers[place]) > 1]
    limit = max(policy.least_multi, -(-len(answers) * policy.many_multi // 100))
    if len(found) < limit:
        return None
    return fault(
        "many-multi", owner.room, owner.number, (card.place,), found=len(found), limit=limit, questions=tuple(found)
    )


def _paper(session: Session, usual: Usual, card: Effective, owner: Listed) -> Fault | None:
    turns = usual.turns.get(card.place.batch)
    due = turns.due(card, owner) if turns is not None else ()
    expected = due or usual.papers.get(card.place.batch, ())
    if not expected or card.card.paper in expected or owner.absent:
        return None
    return fault("wrong-paper", owner.room, owner.number, (card.place,), found=card.card.paper, expected=expected)


def _unsure(session: Session, usual: Usual, card: Effective, owner: Listed) -> Fault | None:
    if UNSURE not in card.card.answers:
        return None
    found = tuple(place for place, answer in enumerate(card.card.answers, 1) if answer == UNSURE)
    return fault("unsure-answer", owner.room, owner.number, (card.place,), found=len(found), questions=found)


#: In the order in which they matter: what is wrong first leaves the rest open until it is settled.
_RULES: tuple[_Look, ...] = (_wrong_subject, _absence, _misconduct, _blank, _multi, _paper, _unsure)

#: Kinds that, where most of a room's cards have them, are one fault of the pile.
PILED = frozenset(
    ("wrong-subject", "blank-card", "many-multi", "wrong-paper", "absent-mark-differs", "misconduct-differs",
     "unsure-answer", "seat-differs", "wrong-room")
)  # fmt: skip


def piled(found: Findings, session: Session) -> list[Fault]:
    """Fold what most of a room's cards have in common into one fault of the whole pile."""
    groups: dict[tuple[str, str | None], list[Fault]] = defaultdict(list)
    for one in found.faults:
        groups[one.code, one.room].append(one)
    result: list[Fault] = []
    for (code, room), group in groups.items():
        many = len(group) >= ENOUGH and 2 * len(group) > len(session.in_room[room])
        if code not in PILED or not many or any(one.settled for one in group):
            result += group
            continue
        places = tuple(place for one in group for place in one.places)
        numbers = tuple(one.number for one in group)
        detail = {**group[0].detail, "numbers": numbers}
        pile = fault(code, room, None, places, of="all", **detail)
        settlement = found.settlement(pile)
        result.append(pile if settlement is None else settled_by(pile, settlement))
    return result
