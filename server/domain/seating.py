"""Who sits where, counted: what each room holds in each session."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from server.domain.plan import Group, Sitting


def sittings(candidates: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Sitting]]:
    """Count candidates by room and session, split by trade and level (the largest group first)."""
    counted: dict[tuple[str, str], Counter[tuple[str, int]]] = defaultdict(Counter)
    for row in candidates:
        counted[row["room"], row["session"]][row["trade"], row["level"]] += 1
    rooms: dict[str, dict[str, Sitting]] = defaultdict(dict)
    for (room, session), groups in sorted(counted.items()):
        by_size = sorted(groups.items(), key=lambda group: (-group[1], group[0]))
        rooms[room][session] = Sitting(
            sum(groups.values()), tuple(Group(trade, level, count) for (trade, level), count in by_size)
        )
    return rooms
