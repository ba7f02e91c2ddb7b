"""A fault of a session's cards: which card, room and row, and what may be done about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from server.domain.reading.listed import Listed


@dataclass(frozen=True, slots=True)
class Kind:
    """What holds for all faults of one code: the ways to settle it, the prescribed one first; whether it holds up."""

    resolutions: tuple[str, ...]
    holds_up: bool = True


#: Every kind of fault of cards; those of a file itself come from ``reading``.
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "duplicate-same": Kind(("keep-one", "give-number")),
        "duplicate-different": Kind(("give-number", "keep-one")),
        "unknown-number": Kind(("give-number", "set-aside")),
        "other-session": Kind(("set-aside", "give-number")),
        "blank-digit": Kind(("give-number", "set-aside")),
        "multi-digit": Kind(("give-number", "set-aside")),
        "unsure-digit": Kind(("re-scan", "give-number", "set-aside")),
        "swapped": Kind(("swap-numbers", "keep-number")),
        "seat-differs": Kind(("give-number", "keep-number")),
        "wrong-room": Kind(("keep-number", "give-number", "set-aside")),
        "absent-has-card": Kind(("give-number", "confirm-present", "set-aside")),
        "present-no-card": Kind(("re-scan", "hand-entry", "confirm-absent", "lost")),
        "absent-no-card": Kind(("re-scan", "confirm-none")),
        "absent-mark-differs": Kind(("confirm-present", "confirm-absent", "give-number")),
        "misconduct-differs": Kind(("confirm-no-misconduct", "confirm-misconduct")),
        "no-record-sheet": Kind(("record-sheet",)),
        "missing-room": Kind(("re-scan", "send-again", "lost")),
        "room-incomplete": Kind(("re-scan", "send-again", "lost")),
        "blank-card": Kind(("confirm-blank", "re-scan", "hand-entry", "confirm-absent")),
        "many-multi": Kind(("confirm-marks", "re-scan", "hand-entry")),
        "unsure-answer": Kind(("give-answers", "re-scan")),
        "wrong-subject": Kind(("give-subject", "set-aside")),
        "wrong-paper": Kind(("give-paper", "re-scan")),
        "re-read": Kind(("take-new", "keep-old")),
        "room-twice": Kind(("keep-old", "re-scan")),
        # Reading knows of one card for each candidate; of the other nothing could be accounted for, nor marked.
        "two-cards": Kind(("change-policy",)),
        "wrong-plan": Kind(("send-again", "drop-file")),
        # A card in which the rules find nothing, but people know better: it holds up while it is proposed.
        "correction": Kind(("give-answers", "give-number", "give-paper", "give-subject", "set-aside"), holds_up=False),
        # That all cards of the session are handed in, which two people say: rooms without cards are missing then.
        "complete": Kind(("all-read",), holds_up=False),
        # That a file of which nothing counts is not to be used, which two people say.
        "aside": Kind(("drop-file",), holds_up=False),
        "pass-differs": Kind(("give-answers", "give-number", "give-paper", "give-subject", "re-scan", "accept")),
        # It keeps nothing of the first reading from being signed; what the plan wants read twice holds a release up.
        "room-read-once": Kind(("re-scan", "first-alone"), holds_up=False),
        "check-differs": Kind(("give-answers", "accept")),
        "count-bag": Kind(("recount", "re-scan", "lost")),
        "count-absent": Kind(("record-sheet", "accept")),
    }
)

#: What is done about a fault of the file itself. Where nothing of it was taken, only another file helps.
OF_FILE = Kind(("send-again", "drop-file"))
#: A deleted record may be a card that lacks now, or one the station's people deleted on purpose.
OF_RECORD = Kind(("send-again", "accept"))
#: What a file's fault does not keep from being used.
NOTED = Kind(("accept",), holds_up=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One card's place: the batch by the hash of its file, and the data record in it, from 1."""

    batch: str
    row: int


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a session's cards.

    Attributes:
        key: names it for good, however often the same files are looked at again.
        code: its kind.
        room: the room it belongs to; None for the session.
        number: the admission number as the card has it, or the candidate's who has no card; None where it is of many.
        places: the cards it is about.
        detail: what else the sentence needs; ``candidate`` is the number that the card most likely belongs to.
        resolutions: codes of what may be done, the prescribed one first.
        holds_up: it must be settled before its room is green.
        settled: the settlement that ended it (its fact's id), or None.
    """

    key: str
    code: str
    room: str | None
    number: str | None
    places: tuple[Row, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)
    resolutions: tuple[str, ...] = ()
    holds_up: bool = True
    settled: str | None = None

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows in the file; of several files in the order of ``places``."""
        return tuple(place.row for place in self.places)

    @property
    def batch(self) -> str | None:
        """The first card's batch (sha256)."""
        return self.places[0].batch if self.places else self.detail.get("batch")

    @property
    def candidate(self) -> str | None:
        """The number of the candidate whom the card most likely belongs to."""
        return self.detail.get("candidate")

    @property
    def is_open(self) -> bool:
        """Whether it keeps its room from being green."""
        return self.holds_up and self.settled is None


def fault(
    code: str,
    room: str | None,
    number: str | None,
    places: tuple[Row, ...] = (),
    *,
    of: str | None = None,
    kind: Kind | None = None,
    belongs: Listed | None = None,
    **detail: Any,
) -> Fault:
    """Make a fault; its key is code, room and ``of``: the number, else the first card's batch and row.

    ``belongs``: the candidate whose card it most likely is; told by number, room and seat.
    """
    if belongs is not None:
        detail |= {"candidate": belongs.number, "at_room": belongs.room, "at_seat": belongs.seat}
    kind = kind or KINDS[code]
    named = of or number or (f"{places[0].batch[:12]}-{places[0].row}" if places else "all")
    return Fault(f"{code}/{room or '-'}/{named}", code, room, number, places, detail, kind.resolutions, kind.holds_up)
