"""One gate as it runs: camera, scanner, page, rows and delivery put together, and taken apart in order."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

from kiosk import guide
from kiosk.answers import Answers
from kiosk.camera import Film, Frame, Source
from kiosk.clock import Clock
from kiosk.counter import Counter, Scan
from kiosk.hub import Hub
from kiosk.identity import Station
from kiosk.pages import Pages
from kiosk.rows import Rows
from kiosk.sync import ZONE, Sync
from kiosk.watch import Recent, Watch
from kiosk.words import WORDS, Language, Screen

TICK = 1.0  # seconds between two words on how the station stands
ANSWERED = 20.0  # seconds after the end of a film in which every scan has its answer, the hub's or none
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LINK = "page.html"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the program was asked to do. ``kind``: ``duty.check_in`` or ``duty.check_out``."""

    kind: str
    camera: str = "none"
    film: Path | None = None
    headless: bool = True
    opened: bool = False
    port: int = 0


class Entrance:
    """A gate at work, from entering the block to its end."""

    def __init__(
        self,
        folder: Path,
        hub: Hub,
        screen: Screen,
        station: Station,
        place: str,
        wanted: Wanted,
        source: Source | None,
    ) -> None:
        """Put the gate together; nothing runs yet.

        Args:
            folder: the station's folder.
            hub: asked as this station.
            screen: the terminal.
            station: who states the facts.
            place: what the gate is called.
            wanted: the options.
            source: the camera or the film, None for neither.
        """
        self._folder, self._hub, self._screen, self._wanted, self._source = folder, hub, screen, wanted, source
        self.rows, self.clock, self.answers = Rows(folder, station.origin), Clock(), Answers()
        self.counter = Counter(
            folder,
            station,
            hub,
            screen,
            kind=wanted.kind,
            place=place,
            rows=self.rows,
            clock=self.clock,
            answers=self.answers,
        )
        self.sync = Sync(hub, self.rows, self.clock, self.tell)
        self._watch = Watch(source, Recent(), self._shown) if source else None
        self.pages = None if wanted.headless else Pages(self, wanted.port)
        self._ending = threading.Event()
        self._after = ExitStack()

    def __enter__(self) -> Self:
        """Start what runs beside the scans."""
        self.sync.start()
        self._after.callback(self.sync.stop)
        if self.pages is not None:
            self.pages.start()
            self._after.callback(self.pages.stop)
            self._screen.say("page-at", address=self.pages.address)
            if self._wanted.opened and not open_page(self._folder, self.pages.address):
                self._screen.say("page-open-failed")
        if self._source is not None and self._watch is not None:
            self._screen.say("camera-on", camera=self._source.name)
            self._after.callback(self._source.stop)
            self._after.callback(self._watch.stop)
            if not isinstance(self._source, Film):
                self._source.start()
                self._watch.start()
        threading.Thread(target=self._tick, name="state", daemon=True).start()
        self._after.callback(self._ending.set)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop everything."""
        self._after.close()

    def run(self, lines: Iterator[bytes]) -> int:
        """Take scans until the film, or without a page the keyboard, has ended; return how many still wait."""
        threading.Thread(target=self._type, args=[lines], name="keyboard", daemon=True).start()
        film = isinstance(self._source, Film)
        if film:
            threading.Thread(target=self._play, name="film", daemon=True).start()
        left = self.counter.run()
        if film:
            tally = self.counter.tally()
            passed, shown = tally["accepted"], sum(tally.values())
            self._screen.say("film-over", **tally, passed=passed, shown=shown)
        return left

    def scan(self, line: str) -> None:
        """Take what a scanner or a person typed on the page."""
        self.counter.give(Scan(line.encode()))

    def pick(self, plan: int, person: int) -> None:
        """Take whom somebody picked from the list."""
        self.counter.give(Scan(who={"plan": plan, "person": person}))

    def undo(self, one: str) -> None:
        """Take back the check-in that this fact was."""
        self.counter.give(Scan(who={"undoes": one}))

    def speak(self, language: Language) -> None:
        """Speak this language from now on."""
        self._screen.language = language
        self._hub.speak(language)
        self.tell()

    def people(self) -> list[dict[str, Any]]:
        """Return the listed people of the present plan."""
        plan = self._plan()
        return self.rows.people(plan["plan"]) if plan else []

    def frame(self) -> Frame | None:
        """Return what the camera sees."""
        return self._source.newest() if self._source else None

    def tell(self) -> None:
        """Tell the pages how the station stands."""
        self.answers.state(self._state())

    def _state(self) -> dict[str, Any]:
        counter, now, plan = self.counter, self.clock.now(), self._plan()
        hub, why = self.sync.state
        read, source = self.rows.read_at, self._source
        return {
            "name": counter.station.name,
            "place": counter.place,
            "direction": "out" if counter.kind == "duty.check_out" else "in",
            "language": self._screen.language,
            "now": now.isoformat(timespec="milliseconds"),
            "mark": plan["mark"] if plan else "",
            "plan": plan["name"] if plan else "",
            "site": plan["site"]["name"] if plan else "",
            "phone": (plan.get("duty_phone") or "") if plan else "",
            "next": guide.next_point(plan, now) if plan else None,
            "counts": guide.counts(self._expected()) if plan else None,
            "camera": {"state": source.state, "name": source.name} if source else {"state": "none", "name": ""},
            "hub": {"state": hub, "why": self._screen.word(why) if why in WORDS else why},
            "waiting": counter.unsent(),
            "age": None if read is None else max(0, round((now - read).total_seconds())),
        }

    def _plan(self) -> Mapping[str, Any] | None:
        return guide.current_plan(self.rows.all("plan"), self._today())

    def _expected(self) -> list[Mapping[str, Any]]:
        """Return the people of every plan of today: they all come through this gate."""
        plans = guide.running(self.rows.all("plan"), self._today())
        return [person for plan in plans for person in self.rows.people(plan["plan"])]

    def _today(self) -> date:
        return self.clock.now().astimezone(ZONE).date()

    def _tick(self) -> None:
        while not self._ending.wait(TICK):
            self.tell()

    def _type(self, lines: Iterator[bytes]) -> None:
        for line in lines:
            self.counter.give(Scan(line))
        if self.pages is None and self._watch is None:
            self.counter.end()

    def _shown(self, text: str, frame: Frame) -> None:
        at = self._source.seconds(frame) if isinstance(self._source, Film) else None
        self.counter.give(Scan(text.encode(), film=at))

    def _play(self) -> None:
        if self._source is None or self._watch is None:
            return
        self._source.start()
        self._watch.start()
        self._watch.wait()
        self.counter.settled(ANSWERED)
        self.counter.end()


def open_page(folder: Path, address: str) -> bool:
    """Open the page full screen; tell whether there was a browser to do it.

    The address goes by a file that only this account reads: other accounts see the command lines of all programs.
    """
    program = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if program is None:
        return False
    link = folder / LINK
    handle = os.open(link, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f'<!doctype html><meta http-equiv="refresh" content="0;url={address}#sound">')
    profile = folder / "browser"
    flags = ["--kiosk", "--no-first-run", "--no-default-browser-check", "--autoplay-policy=no-user-gesture-required"]
    subprocess.Popen(  # noqa: S603 - the program is one of BROWSERS
        [program, *flags, f"--user-data-dir={profile}", link.resolve().as_uri()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return True
