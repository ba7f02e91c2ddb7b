"""The sentences of every refusal, by code: what is, and what to do now, in Chinese and English."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words import (
    badge,
    balance,
    counts,
    custody,
    dispute,
    door,
    draw,
    duty,
    objects,
    office,
    printer,
    request,
    timetable,
)
from server.domain.words.entry import Words

_PARTS = (badge, balance, counts, custody, dispute, door, draw, duty, objects, office, printer, request, timetable)

WORDS: Mapping[str, Words] = MappingProxyType({code: words for part in _PARTS for code, words in part.WORDS.items()})
