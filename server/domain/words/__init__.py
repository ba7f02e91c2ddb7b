"""The sentences of every refusal, by code: what is, and what to do now, in Chinese and English."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words import (
    amend,
    answer,
    attempt,
    badge,
    balance,
    card_fault,
    card_reading,
    counts,
    custody,
    device,
    dispute,
    door,
    draw,
    duty,
    evidence,
    grant,
    objects,
    office,
    policy,
    practical,
    printer,
    reader,
    register,
    request,
    scores,
    station,
    supply,
    timetable,
    upload,
    witness,
)
from server.domain.words.entry import Words

_PARTS = (
    amend, answer, attempt, badge, balance, card_fault, card_reading, counts, custody, device, dispute, door, draw,
    duty, evidence, grant, objects, office, policy, practical, printer, reader, register, request, scores, station,
    supply, timetable, upload, witness,
)  # fmt: skip

WORDS: Mapping[str, Words] = MappingProxyType({code: words for part in _PARTS for code, words in part.WORDS.items()})
