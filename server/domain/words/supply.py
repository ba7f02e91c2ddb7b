"""Words about papers and cards that go from one bag to another."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "supply-same": Words(
            "调出和调入是同一袋 {label}", "重新选择调出的袋", "{label} cannot supply itself", "Choose another bag"
        ),
        "supply-not-open": Words(
            "{label} 当时的状态是“{state}”，没有启用，不能调用里面的卷、卡",
            "核对是哪一袋、几点；先由主考启用，已在纸上启用的先补录启用",
            "{label} was {state_en} then and not opened: nothing can be taken from it",
            "See which bag and when; the chief opens it first, or its opening on paper is entered first",
        ),
        "supply-not-there": Words(
            "{label} 当时的状态是“{state}”，不在考场，不能调入、调出卷、卡",
            "核对是哪一袋；在考场时用的，按考场记录单上的时间补录",
            "{label} was {state_en} then, not in its room: nothing can be put into or taken from it",
            "See which bag; what was used in the room is entered with the time on the record sheet",
        ),
        "supply-none": Words(
            "调用数量不能是 {found}", "填写实际调用的数量", "{found} cannot be supplied", "Enter how many were used"
        ),
        "supply-too-few": Words(
            "{label} 里只有 {found}，不够调用 {expected}",
            "核对数量，或从别的备用袋调用",
            "{label} holds {found}, not {expected}",
            "See how many were used, or use another spare bag",
        ),
    }
)
