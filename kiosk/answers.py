"""What the gate's page shows: the answers to the last scans, and how the station stands. Heard by every open page."""

import json
import queue
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

KEPT = 12  # answers a page gets that opens late
BEHIND = 200  # events a page may lag before it is cut off; it then opens again and gets everything

Event = tuple[str, str]  # name and JSON


class Answers:
    """The newest answers and the station's state; threads write, pages listen."""

    def __init__(self) -> None:
        """Nothing was shown yet."""
        self._turn = threading.Lock()
        self._answers: dict[str, dict[str, Any]] = {}
        self._state: dict[str, Any] = {}
        self._pages: list[queue.Queue[Event | None]] = []

    def put(self, answer: Mapping[str, Any]) -> None:
        """Show an answer, or change the one with the same ``id``."""
        with self._turn:
            kept = self._answers.pop(answer["id"], {}) | dict(answer)
            self._answers[answer["id"]] = kept
            while len(self._answers) > KEPT:
                del self._answers[next(iter(self._answers))]
            self._tell("answer", kept)

    def get(self, one: str) -> dict[str, Any] | None:
        """Return an answer that is still kept."""
        with self._turn:
            found = self._answers.get(one)
            return dict(found) if found else None

    def state(self, state: Mapping[str, Any]) -> None:
        """Say how the station stands."""
        with self._turn:
            self._state = dict(state)
            self._tell("state", self._state)

    @contextmanager
    def heard(self) -> Iterator["queue.Queue[Event | None]"]:
        """Hear of everything from now on, beginning with what there is; None says that the page must open again."""
        line: queue.Queue[Event | None] = queue.Queue()
        with self._turn:
            line.put(_event("state", self._state))
            for answer in self._answers.values():
                line.put(_event("answer", answer))
            self._pages.append(line)
        try:
            yield line
        finally:
            with self._turn:
                self._pages.remove(line)

    def _tell(self, name: str, said: Mapping[str, Any]) -> None:
        event = _event(name, said)
        for line in self._pages:
            line.put(event if line.qsize() < BEHIND else None)


def _event(name: str, said: Mapping[str, Any]) -> Event:
    return name, json.dumps(said, ensure_ascii=False, separators=(",", ":"))
