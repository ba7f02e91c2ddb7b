"""Which printers there are and how they are: those that answer in the network, and those that are remembered."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from printing import address, capabilities
from printing.address import Address, Found
from printing.capabilities import Capabilities
from printing.link import Pins
from printing.printer import Printer
from printing.trouble import Busy, Trouble, Unknown
from printing.words import said

FRESH = 30.0  # seconds a look at the network stands
STATE = 3.0  # seconds the printers' states stand
CONNECT = 3.0  # seconds for one that does not take a connection: a person waits for the list
ANSWER = 5.0  # seconds for one that takes it and says nothing
WAITING = 2  # requests that wait for a look; the others get what was seen last, for they need threads others need too
TOGETHER = 8  # asked at once
STATES = {capabilities.IDLE: "idle", capabilities.PROCESSING: "printing", capabilities.STOPPED: "stopped"}


@dataclass(frozen=True, slots=True)
class Seen:
    """A printer, and what it said just now: what it can, or why it could not be asked."""

    uri: str
    name: str
    remembered: bool
    model: str
    location: str
    can: Capabilities | None
    trouble: Trouble | None

    def state(self, language: str) -> tuple[str, str, str]:
        """Return its state by a word for programs, in a sentence, and what to do."""
        if self.can is not None:
            says, fix = self.can.state_words(language)
            state = STATES.get(self.can.state, "unknown")
            return ("stopped" if not self.can.accepting else state), says, fix
        if self.trouble is not None:
            return "unreachable", *said(self.trouble.code, self.trouble.params, language)
        return "printing", *said("job-busy", {}, language)


class Printers:
    """Looks for printers; several people who ask at once share one look."""

    def __init__(self, pins: Pins, look: Callable[[], list[Found]]) -> None:
        """Ask the network by ``look``."""
        self._pins, self._look = pins, look
        self._lock, self._room = threading.Lock(), threading.BoundedSemaphore(WAITING)
        self._found: list[Found] = []
        self._found_at = self._seen_at = float("-inf")
        self._seen: list[Seen] = []
        self._for: Sequence[tuple[str, str]] = ()

    def seen(self, remembered: Sequence[tuple[str, str]]) -> list[Seen]:
        """Return the printers, the remembered ones (address, name) first; takes seconds."""
        if not self._room.acquire(blocking=False):
            return self._seen
        try:
            return self._look_again(remembered)
        finally:
            self._room.release()

    def _look_again(self, remembered: Sequence[tuple[str, str]]) -> list[Seen]:
        with self._lock:
            if time.monotonic() - self._found_at > FRESH:
                self._found = self._look()
                self._found_at = time.monotonic()
            if time.monotonic() - self._seen_at > STATE or self._for != remembered:
                self._seen = self._ask_all(remembered)
                self._seen_at, self._for = time.monotonic(), list(remembered)
            return self._seen

    def name_of(self, uri: str) -> str:
        """Return what a printer that was seen is called, or its address."""
        return next((each.name for each in self._seen if each.uri == uri), uri)

    def _ask_all(self, remembered: Sequence[tuple[str, str]]) -> list[Seen]:
        known = {uri for uri, _ in remembered}
        new = [found for found in self._found if not known.intersection(each.uri for each in found.addresses)]
        with ThreadPoolExecutor(TOGETHER) as pool:
            first = pool.map(lambda each: self._ask(each[1], [address.read(each[0])], remembered=True), remembered)
            rest = pool.map(lambda found: self._ask(found.name, found.addresses, found=found), new)
            return [*first, *rest]

    def _ask(
        self, name: str, addresses: Sequence[Address], *, remembered: bool = False, found: Found | None = None
    ) -> Seen:
        """Ask at the first address that answers; a changed certificate is no reason to go without one."""
        model, place = (found.model, found.note) if found else ("", "")
        trouble: Trouble | None = None
        for each in addresses:
            try:
                can = Printer(each, self._pins, connect=CONNECT, answer=ANSWER).capabilities()
            except Trouble as met:
                trouble = met
                if met.code == "printer-changed":
                    break
            except (Busy, Unknown):
                return Seen(each.uri, name, remembered, model, place, None, None)
            else:
                return Seen(each.uri, name, remembered, can.model or model, can.location or place, can, None)
        return Seen(addresses[0].uri, name, remembered, model, place, None, trouble)
