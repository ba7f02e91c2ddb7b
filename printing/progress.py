"""How far a print job is, what it is made of, and how long to wait: what outlives one run of a delivery."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from printing.capabilities import Capabilities, Ticket

WAITING, SENDING, PRINTING, DONE, FAILED, STOPPED, HELD = (
    "waiting", "sending", "printing", "done", "failed", "cancelled", "held",
)  # fmt: skip
ENDED = frozenset({DONE, FAILED, STOPPED})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is; all that is needed to go on with it after a restart.

    ``format`` is what its documents were prepared in, empty before; ``part`` counts them from 0 (a printer that takes
    only pictures gets one a page); ``number`` is the printer's for the part at hand; ``offered`` when (seconds of the
    wall clock) its bytes first went out without an answer yet, 0 where none did; ``before`` the pages of the parts
    that are done.
    """

    state: str = WAITING
    code: str = "job-waiting"
    params: dict[str, Any] = field(default_factory=dict)
    format: str = ""
    part: int = 0
    number: int | None = None
    offered: float = 0.0
    before: int = 0
    done: int = 0
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be printed.

    ``token`` is one word, unique for all time: it begins the job's name at the printer, ``title`` follows. ``pages``
    are the printed sides of each document, all copies together.
    """

    token: str
    title: str
    documents: Sequence[Path]
    pages: Sequence[int]
    two_sided: bool = False


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for a printer that does not take the job, or that vanished with it; and between."""

    ready: float = 1800.0
    vanished: float = 900.0
    first: float = 1.0
    longest: float = 30.0
    watch: float = 1.0


class Ordered(Protocol):
    """What is to be printed, as ``printing.order`` makes it."""

    @property
    def total(self) -> int:
        """Printed sides of all copies."""

    def plan(self, can: Capabilities) -> Ticket:
        """Decide from what the printer can how it is to print; raise ``Trouble`` where it cannot."""

    def prepare(self, ticket: Ticket) -> None:
        """Make the documents ready; raise ``Trouble`` where they cannot be."""

    def parcel(self, kind: str) -> Parcel:
        """Return the documents as prepared in a format."""
