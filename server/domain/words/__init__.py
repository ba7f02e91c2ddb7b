"""The sentences of every refusal, by code: what is, and what to do now, in Chinese and English."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words import badge, device, dispute, door, duty, grant, office, printer, request, witness
from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        **badge.WORDS,
        **duty.WORDS,
        **dispute.WORDS,
        **door.WORDS,
        **device.WORDS,
        **grant.WORDS,
        **office.WORDS,
        **printer.WORDS,
        **request.WORDS,
        **witness.WORDS,
    }
)
