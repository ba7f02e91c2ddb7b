"""The sentences of every refusal, by code: what is, and what to do now, in Chinese and English."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words import (
    badge,
    custody,
    dispute,
    door,
    duty,
    objects,
    office,
    printer,
    request,
)
from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        **badge.WORDS, **custody.WORDS, **duty.WORDS, **dispute.WORDS, **door.WORDS, **objects.WORDS, **office.WORDS,
        **printer.WORDS, **request.WORDS,
    }
)  # fmt: skip
