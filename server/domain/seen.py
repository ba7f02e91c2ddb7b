"""Rows as a device sees them: card-reader stations learn only of those who read cards, or answer for it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from server.domain.grant import HOLDERS, LEADERS

#: Roles of those who sign in at a card-reader station, or show their badge there.
READERS = LEADERS | {role for role, groups in HOLDERS.items() if "reading" in groups}
#: What a station is told of a person: enough to sign in there and to know whose badge was shown.
TOLD = ("plan", "person", "staff_no", "name", "role", "listed", "state", "at", "place", "badge", "number", "confirmed")
#: The rest of such a row, empty: screens read rows of one form.
EMPTY: Mapping[str, Any] = MappingProxyType(
    {"unit": "", "tail": "", "sessions": [], "rooms": {}, "portrait": None, "replaces": None,
     "added": None, "scan": None}
)  # fmt: skip


def seen(role: str, kind: str, value: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return a row's value as a device of ``role`` sees it; None where the row is gone, or not for it."""
    if role != "reader" or value is None:
        return value
    if kind == "person":
        return {name: value[name] for name in TOLD} | dict(EMPTY) if value["role"] in READERS else None
    if kind == "badge":
        return value if value["spare"] or value["role"] in READERS else None
    return value
