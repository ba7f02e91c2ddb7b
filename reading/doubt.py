"""Whether a file's answers speak against the profile that reads them: signs that another layout would write.

Only for profiles that nobody named: whoever names one answers for it.
"""

from collections.abc import Sequence

from reading.card import BLANK, MULTI, UNSURE, Card
from reading.codes import Signs
from reading.profile import Coding, Profile, Section

#: Codes that could all be letters, from a section's first question on: so many of them are no chance (four cards
#: with three such questions are),
LETTERS = 24
#: or so many where that is all of the section,
WHOLE = 12
#: where so many different letters are among them.
DIFFERENT = 3
#: Cards that give several letters to a question of one letter: so many, and most of those answered, tell it is none.
SEVERAL = 3


def doubtful(cards: Sequence[Card], profile: Profile) -> int:
    """Return the first question (from 1) whose answers speak against the profile; 0 where none do."""
    different = list({(card.number, card.answers, card.marked): card for card in cards}.values())  # copies tell nothing
    found = [_first(different, section, profile) for section in profile.sections]
    return min(filter(None, found), default=0)


def _first(cards: Sequence[Card], section: Section, profile: Profile) -> int:
    if not section.multiple:
        return next((n for n in range(section.first, section.last + 1) if _takes_several(cards, n)), 0)
    if section.coding not in (Coding.MASK, Coding.TABLE):
        return 0
    letters = {section.options, *(one.signs for one in profile.sections if one.coding is Coding.LETTER)}
    return section.first if any(_written(cards, section, signs) for signs in letters) else 0


def _takes_several(cards: Sequence[Card], question: int) -> bool:
    """Say whether most cards give several letters to a question of which the profile says that it takes one."""
    several = sum(any(place == question for place, _ in card.marked) for card in cards)
    return several >= SEVERAL and 2 * several > _answered(cards, question)


def _answered(cards: Sequence[Card], question: int) -> int:
    return sum(card.answers[question - 1] not in (BLANK, UNSURE) for card in cards)


def _written(cards: Sequence[Card], section: Section, letters: str) -> bool:
    """Say whether the section, or its first questions, were written as these letters and not in codes.

    A code may look like a letter: A as a hexadecimal digit is B and D. Codes that are letters one and all are letters.
    """
    signs = Signs(section)
    meant = {signs[sign]: option for sign, option in zip(letters, section.options, strict=False)}
    run: list[str] = []
    for place in range(section.first - 1, section.last):
        here = [card.answers[place] for card in cards if card.answers[place] not in (BLANK, MULTI, UNSURE)]
        if not meant.keys() >= set(here):
            enough = len(run) >= LETTERS and len(set(run)) >= DIFFERENT
            break
        run += here
    else:
        enough = len(run) >= WHOLE
    return enough and any(meant[answer] != answer for answer in run)
