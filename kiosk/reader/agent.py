"""A card-reader station at work: looking, sending, telling the hub and its own page, each in a thread of its own."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from kiosk.answers import Answers
from kiosk.clock import Clock
from kiosk.hub import Away, Hub, Refused
from kiosk.identity import Station
from kiosk.outbox import Unwritable
from kiosk.reader.folder import REST, Folders, Waiting
from kiosk.reader.pages import ReaderPage
from kiosk.reader.sending import OVER, Sender, Sending, Wanted
from kiosk.reader.spool import Delivery, Spool
from kiosk.reader.standing import Seen, Standing, beat, standing
from kiosk.reader.words import WORDS
from kiosk.report import Reporter
from kiosk.words import Language, Screen

EVERY = 5.0  # seconds between two looks, and between two words to the hub
SOONEST = 1.0  # seconds between two words to the hub where something changed
TICK = 0.5  # seconds between two words to the page
SHOWN = 300  # files the page shows
INNER = 5  # folders inside a watched one that are named
DROPPED = "dropped"  # what the hub says of a file that two people put aside
SKEW = 60  # seconds by which the clocks may differ before people are told


@dataclass(frozen=True, slots=True)
class Options:
    """What the program was asked to do. ``every``: seconds between two looks."""

    folders: Sequence[Path]
    wanted: Wanted
    every: float = EVERY
    headless: bool = False
    port: int = 0


class Agent:
    """A card-reader station, from entering the block to its end."""

    def __init__(self, folder: Path, hub: Hub, screen: Screen, station: Station, options: Options) -> None:
        """Put the station together; nothing runs yet.

        Args:
            folder: the station's folder.
            hub: asked as this station.
            screen: the terminal.
            station: who states the facts.
            options: what it was asked to do.
        """
        self._folder, self._hub, self._screen, self._station, self._options = folder, hub, screen, station, options
        self.answers = Answers()
        self._sending = Sending(folder, self._sender, hub, self._sent, self._fails)
        self.page = None if options.headless else ReaderPage(self, options.port)
        self._folders: Folders | None = None
        self._standing, self._turn = Standing(), threading.Lock()
        self._plan = options.wanted.plan
        self._clock = Clock()
        self._ahead = 0  # seconds this computer's clock is ahead of the hub's, by the last answer alone: it may be set
        self._heard: tuple[str, str] = ("unknown", "")
        self._unused: dict[str, str] = {}  # files the hub has and could not use: hash -> why
        self._sessions: dict[str, str] = {}  # as people call them
        self._aside: dict[str, str] = {}  # files that two people put aside: hash -> on what grounds
        self._said_unused: dict[tuple[str, str], str | None] = {}  # as the terminal has it: folder and name -> why
        self._said_inner: set[tuple[str, str]] = set()  # watched folder and the name of one inside it
        self._trouble: str | None = None
        self._changed, self._ending = threading.Event(), threading.Event()
        self._broke: BaseException | None = None
        self._after = ExitStack()

    def __enter__(self) -> Self:
        """Begin, with what earlier runs left."""
        with closing(Spool(self._folder)) as spool:
            spool.mend()
            spool.try_refused()
        self._sending.start()
        self._after.callback(self._sending.finish)
        origin, name = self._station.origin, self._options.wanted.station
        reporter = Reporter(self._folder, origin, self._hub, self._clock, name, lambda: 0)
        reporter.start()
        self._after.callback(reporter.stop)
        if self.page is not None:
            self.page.start()
            self._after.callback(self.page.stop)
            self._screen.say("reader-page-at", address=self.page.address)
        for name, work in (("looking", self._look), ("telling", self._tell_hub), ("state", self._tell_page)):
            thread = threading.Thread(target=self._kept_up, args=[work], name=name, daemon=True)
            thread.start()
            self._after.callback(thread.join)
        self._after.callback(self._changed.set)
        self._after.callback(self._ending.set)
        return self

    def __exit__(self, *_: object) -> None:
        """End: no more looks, one more try to send."""
        self._after.close()

    def run(self) -> None:
        """Work until told to stop.

        Raises:
            RuntimeError: a part of the station has ended by a fault of this program; the cause says which.
        """
        while not self._ending.wait(3600):
            pass
        if self._broke is not None:
            raise RuntimeError("a part of the station has ended") from self._broke

    def stop(self) -> None:
        """End soon; may be called by a signal's handler."""
        self._ending.set()

    def left(self) -> int:
        """Return how many files have not reached the hub."""
        with closing(Spool(self._folder)) as spool:
            return len(spool.on_their_way())

    def force(self, folder: str, name: str) -> None:
        """Take a file as it is, on a person's word."""
        if self._folders is not None:
            self._folders.force(folder, name)

    def speak(self, language: Language) -> None:
        """Speak this language from now on."""
        self._screen.language = language
        self._hub.speak(language)
        self.tell()

    def tell(self) -> None:
        """Tell the pages how the station stands."""
        self.answers.state(self._state())

    def _kept_up(self, work: Callable[[], None]) -> None:
        """Work; a part that ends by a fault ends the program, for a station that only seems to watch is worse."""
        try:
            work()
        except BaseException as error:
            self._fails(error)
            raise

    def _fails(self, error: BaseException) -> None:
        self._broke = error
        self._ending.set()

    # Looking

    def _look(self) -> None:
        options = self._options
        with closing(Spool(self._folder)) as spool:
            rest = min(REST, options.every)
            folders = self._folders = Folders(options.folders, spool, rest, passes=options.wanted.passes)
            while not self._ending.is_set():
                self._look_once(folders, spool)
                self._ending.wait(rest if folders.settling else options.every)

    def _look_once(self, folders: Folders, spool: Spool) -> None:
        try:
            new = folders.look(time.monotonic())
            unsaid = self._stands(lambda: self._standing_of(spool, folders.waiting))
            self._trouble = None
        except (Unwritable, OSError) as error:  # the spool's disk: tried again at the next look
            self._trouble = str(error)
            return
        if new:
            self._sending.taken()
        self._say_inner(folders)
        self._say_all(unsaid)

    def _say_inner(self, folders: Folders) -> None:
        """Say of each once that it is not looked into: a marking machine may make a folder a day."""
        for folder, names in folders.inner.items():
            new = [name for name in names if (folder, name) not in self._said_inner]
            if new:
                self._said_inner.update((folder, name) for name in new)
                self._screen.say("reader-folder-inner", folder=folder, names="、".join(new[:INNER]))

    def _standing_of(self, spool: Spool, waiting: Mapping[tuple[str, str], Waiting]) -> Standing:
        return standing(spool, waiting, self._plan, time.monotonic(), self._unused, self._aside)

    def _stands(self, count: Callable[[], Standing]) -> list[tuple[str, Seen]]:
        """Count, one thread at a time, so that no older count follows a newer; return what the terminal has to say."""
        with self._turn:
            before, self._standing = self._standing, count()
            unsaid = self._unsaid(self._standing)
            if _counted(before) != _counted(self._standing):
                self._changed.set()
        return unsaid

    def _unsaid(self, stood: Standing) -> list[tuple[str, Seen]]:
        """Return what the hub could not use, and what it does after all, each once: a terminal may be all there is."""
        said, self._said_unused = (
            self._said_unused,
            {(one.folder, one.name): one.why for one in stood.files if one.state == "unused"},
        )
        found = []
        for one in reversed(stood.files):
            at = (one.folder, one.name)
            if one.state == "unused" and (at not in said or said[at] != one.why):
                found.append(("reader-unused", one))
            elif at in said and one.state in ("received", "aside") and not one.replaced:
                found.append(("reader-used" if one.state == "received" else "reader-aside", one))
        return found

    def _say_all(self, unsaid: Sequence[tuple[str, Seen]]) -> None:
        for code, one in unsaid:
            self._screen.say(code, name=one.name, why=self._say(one))

    # Sending

    def _sender(self, spool: Spool) -> Sender:
        return Sender(spool, self._hub, self._station, self._options.wanted, self._arrived)

    def _arrived(self, delivery: Delivery, taken: bool, why: str | None) -> None:
        self._screen.say("reader-received" if taken else "reader-refused", name=delivery.name, why=why or "")

    def _sent(self, _why: str | None) -> None:
        """Count anew after each round: what arrived is shown at once, not at the next look."""
        folders, unsaid = self._folders, list[tuple[str, Seen]]()
        with suppress(Unwritable, OSError), closing(Spool(self._folder)) as spool:
            waiting = dict(folders.waiting) if folders is not None else {}
            unsaid = self._stands(lambda: self._standing_of(spool, waiting))
        self._say_all(unsaid)

    # Telling the hub

    def _tell_hub(self) -> None:
        while not self._ending.is_set():
            self._changed.clear()
            self._beat()
            self._ending.wait(SOONEST)
            self._changed.wait(max(0.0, EVERY - SOONEST))

    def _beat(self) -> None:
        asked, began = datetime.now(UTC), time.monotonic()
        folders = self._away()
        names = [(Path(one).name or one, one not in folders) for one in self._watched()]
        wanted = self._options.wanted
        said = beat(self._standing, wanted.station, names, asked.isoformat(), self._say) | {"plan": wanted.plan}
        try:
            answer = self._hub.beat(said)
        except Away as away:
            self._heard = ("away", away.why)
            if away.reached:
                self._ask_plan()
            return
        except Refused as refused:
            self._heard = ("over" if refused.code in OVER else "away", refused.says)
            if refused.code not in OVER:
                self._ask_plan()
            return
        self._heard = ("on", "")
        with suppress(TypeError, ValueError):
            now = datetime.fromisoformat(answer["now"])
            self._ahead = round((asked - now).total_seconds())
            self._clock.learn(now, asked, time.monotonic() - began)
        self._plan_is(answer.get("plan"))
        sessions = answer.get("sessions")
        self._sessions = sessions if isinstance(sessions, dict) else self._sessions
        if self._plan is not None and self._plan in (wanted.plan, answer.get("plan")):  # of that plan it is told
            self._not_used(answer.get("unused"), cut=answer.get("cut") is True)

    def _ask_plan(self) -> None:
        """Ask which plan's cards are read: files are brought whatever the hub has against what is told of them."""
        with suppress(Away, Refused):
            self._plan_is(self._hub.plan_read())

    def _plan_is(self, plan: object) -> None:
        if self._options.wanted.plan is None and isinstance(plan, int):
            self._plan = plan
            self._sending.plan_is(plan)

    def _not_used(self, told: Any, *, cut: bool) -> None:
        """Take the hub's word on which files it could not use, and show it at once.

        Where it could not tell of all (``cut``), one that it does not name need not be used: it stays as it was told.
        """
        if not isinstance(told, list):
            return
        known = [one for one in told if _unused(one)]
        aside = {one["sha256"]: one["says"] for one in known if one.get("state") == DROPPED}
        found = {one["sha256"]: one["says"] or "not-placed" for one in known if one.get("state") != DROPPED}
        if cut:
            aside = {one: why for one, why in self._aside.items() if one not in found} | aside
            found = {one: why for one, why in self._unused.items() if one not in aside} | found
        if (found, aside) != (self._unused, self._aside):
            self._unused, self._aside = found, aside
            self._sent(None)

    # Telling the page

    def _tell_page(self) -> None:
        while not self._ending.wait(TICK):
            self.tell()

    def _watched(self) -> list[str]:
        return self._folders.folders if self._folders else [str(one) for one in self._options.folders]

    def _away(self) -> dict[str, str]:
        return dict(self._folders.away) if self._folders else {}

    def _say(self, one: Seen) -> str:
        """Write why a file waits: a word of ours, or the hub's own sentence."""
        why = one.why or ""
        code = f"file-{why}"
        if code in WORDS:
            return self._screen.word(code, **one.told)
        return self._screen.word(why) if why in WORDS else why

    def _state(self) -> dict[str, Any]:
        stood, away = self._standing, self._away()
        inner = dict(self._folders.inner) if self._folders else {}
        hub, why = self._heard
        wanted = self._options.wanted
        return {
            "name": self._station.name,
            "station": wanted.station,
            "session": self._sessions.get(wanted.session or "", wanted.session),
            "pass": wanted.passes,
            "language": self._screen.language,
            "now": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "hub": {"state": hub, "why": self._screen.word(why) if why in WORDS else why},
            "ahead": self._ahead if abs(self._ahead) > SKEW else 0,
            "plan": self._plan,
            "trouble": self._trouble,
            "folders": [
                {"path": one, "away": away.get(one), "inner": list(inner.get(one, ()))[:INNER]}
                for one in self._watched()
            ],
            "seen": stood.seen,
            "received": stood.received,
            "waiting": stood.waiting,
            "resting": stood.resting,
            "person": len(stood.person),
            "files": [asdict(one) | {"says": self._say(one)} for one in stood.files[:SHOWN]],
        }


def _unused(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("sha256"), str) and isinstance(one.get("says"), str)


def _counted(stood: Standing) -> tuple[int, int, int, int]:
    return stood.seen, stood.received, stood.waiting, len(stood.person)
