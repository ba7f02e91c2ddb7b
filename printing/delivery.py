"""Bringing one document to paper once: through busy printers, broken connections and restarts of this program.

Each job carries a name of its own. Once bytes of a document have gone out and no answer came back, nothing is sent
again until the printer has said that it does not have the job; where it cannot tell, a person is asked.
"""

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from printing import capabilities, printer, reasons
from printing.capabilities import Capabilities, Ticket
from printing.printer import Job, Printer
from printing.progress import DONE, FAILED, HELD, PRINTING, SENDING, STOPPED, WAITING, Ordered, Patience, Progress
from printing.trouble import Busy, Lost, Trouble, Unknown, Unreachable

BY_HAND = frozenset({"job-canceled-by-user", "job-canceled-by-operator", "job-canceled-at-device"})
LOOKS = 4  # times the printer is asked for a job whose answer was lost: it may still be taking it in


class Cancelled(Exception):
    """A person wants the job no more."""


class _Ended(Exception):
    """What there is to say has been said."""


class Interrupted(Exception):
    """This program ends; the job goes on when it runs again."""


class _Held(Exception):
    """Only a person can tell whether to send again."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class Delivery:
    """The sending of one order to one printer."""

    def __init__(
        self,
        to: Printer,
        order: Ordered,
        progress: Progress,
        tell: Callable[[Progress], None],
        pause: Callable[[float], None],
        patience: Patience | None = None,
    ) -> None:
        """Begin where ``progress`` is.

        Args:
            to: the printer.
            order: what to print.
            progress: how far an earlier run came.
            tell: keeps each new progress on disk before the delivery goes on.
            pause: waits so many seconds; raises ``Cancelled`` or ``Interrupted``.
            patience: how long to wait for what.
        """
        self.progress = progress
        self._again = progress.state != WAITING  # whether an earlier try may have left something at the printer
        self._printer, self._order = to, order
        self._tell, self._pause = tell, pause
        self._patience = patience or Patience()

    def run(self) -> Progress:
        """Print, and return how it ended: done, failed, cancelled or held.

        Raises:
            Interrupted: from ``pause``; what was told last is where to go on.
        """
        try:
            if not self.progress.format:
                self._ready(self._prepare)
            self._parcel = self._order.parcel(self.progress.format)
            while self.progress.part < len(self._parcel.documents):
                self._one()
        except Trouble as trouble:
            self._say(FAILED, trouble.code, **trouble.params)
        except _Held as held:
            self._say(HELD, held.code, **held.params)
        except Cancelled:
            self._cancel()
        except _Ended:
            pass
        return self.progress

    def _prepare(self) -> None:
        ticket = self._order.plan(self._printer.capabilities())
        self._say(WAITING, "job-preparing")
        self._order.prepare(ticket)
        self._put(format=ticket.format)

    # One document

    def _one(self) -> None:
        if self.progress.number is None and self.progress.offered:
            self._look_for_it()
        if self.progress.number is None:
            self._ready(self._attempt)
        elif self.progress.offered:
            self._taken(self.progress.number)
        if self.progress.number is not None:
            self._watch(self.progress.number)

    def _ready(self, work: Callable[[], None]) -> None:
        """Try until the printer is ready for it."""
        since, delay = time.monotonic(), self._patience.first
        while True:
            self._pause(0)
            try:
                return work()
            except Busy as busy:
                keywords = self._complaints() if busy.paused else ()
                self._say(WAITING, "job-paused" if busy.paused else "job-busy", keywords=keywords)
            except Unreachable as lost:
                self._say(WAITING, "job-unreachable", **lost.params)
            if time.monotonic() - since > self._patience.ready:
                raise Trouble("job-too-long", keywords=self._complaints())
            self._again = True
            self._put(tries=self.progress.tries + 1)
            self._pause(delay)
            delay = min(delay * 2, self._patience.longest)

    def _attempt(self) -> None:
        can = self._printer.capabilities()
        asked = self._order.plan(can)
        if asked.format != self.progress.format:
            raise Trouble("printer-format", formats="、".join(can.formats))
        self._printer.validate(self._name, can, asked)
        self._say(SENDING, "job-sending")
        try:
            if {capabilities.CREATE_JOB, capabilities.SEND_DOCUMENT} <= can.operations:
                self._create_and_send(can, asked)
            else:
                self._put(offered=time.time())
                number = self._told_no(lambda: self._printer.print(self._name, can, asked, self._document))
                self._put(number=number, offered=0.0)
        except Lost:
            self._look_for_it()
            if self.progress.number is None:
                raise Busy from None  # it is certain that nothing was taken: once more, after a while
        self._say(PRINTING, "job-queued")

    def _create_and_send(self, can: Capabilities, asked: Ticket) -> None:
        """Make the job first: its number then tells what became of it, whatever happens to the document."""
        number = self._made(can, asked)
        self._put(number=number, offered=time.time())
        try:
            self._told_no(lambda: self._printer.send(number, asked, self._document))
        except Lost:
            self._taken(number)
            if self.progress.number is None:
                raise Busy from None
            return
        except (Busy, Trouble, Unknown):
            self._withdraw(number)
            raise
        self._put(offered=0.0)

    def _made(self, can: Capabilities, asked: Ticket) -> int:
        """Return the number of an empty job: one that an earlier try left behind, or a new one."""
        try:
            left = [job for job in self._printer.jobs("not-completed") if self._is_ours(job)] if self._again else []
            return left[-1].number if left else self._printer.create(self._name, can, asked)
        except Lost:  # an empty job prints nothing: make another, or find this one
            raise Busy from None

    def _told_no(self, send: Callable[[], Any]) -> Any:
        """Send; a clear no means that nothing is offered any more."""
        try:
            return send()
        except (Busy, Trouble, Unknown):
            self._put(offered=0.0)
            raise

    # After an answer was lost

    def _look_for_it(self) -> None:
        """Set the job's number if the printer has it, or take the offer back if it is certain that it has not."""
        self._say(SENDING, "job-asking")
        for look in range(LOOKS):
            self._pause(self._patience.first * look)
            found = self._patiently(self._find)
            if found is not None:
                self._put(number=found.number, offered=self.progress.offered)
                self._taken(found.number)
                return
        if not self._patiently(self._remembers):
            raise _Held("job-cannot-tell")
        self._put(offered=0.0)

    def _find(self) -> Job | None:
        for which in ("not-completed", "completed"):
            for job in self._printer.jobs(which):
                if self._is_ours(job):
                    return job
        return None

    def _remembers(self) -> bool:
        """Tell whether its list of ended jobs reaches back to before ours was offered: then ours would be in it."""
        elapsed = time.time() - self.progress.offered
        return any(job.age is not None and job.age > elapsed for job in self._printer.jobs("completed"))

    def _taken(self, number: int) -> None:
        """See whether a job whose document was cut short is being printed; if nothing is, take it back to send anew."""
        for look in range(LOOKS):
            self._pause(self._patience.first * look)
            try:
                job = self._patiently(lambda: self._printer.job(number))
            except Unknown:
                raise _Held("job-cannot-tell") from None
            if self._whole(job):
                self._put(offered=0.0)
                return
            if job.ended:
                break
        self._nothing_printed(number, job)
        self._put(number=None, offered=0.0)

    @staticmethod
    def _whole(job: Job) -> bool:
        """Whether the printer has all of the document: it prints or printed it, or waits to."""
        by_hand = any(reason in BY_HAND for reason in job.reasons)
        if job.state == printer.COMPLETED or (job.state == printer.CANCELLED and by_hand):
            return True
        incoming = {"job-incoming", "job-data-insufficient"} & set(job.reasons)
        empty = job.documents == 0 and not job.impressions
        return not job.ended and not incoming and not empty

    def _nothing_printed(self, number: int, job: Job) -> None:
        if not job.ended:
            self._patiently(lambda: self._printer.cancel(number))
            job = self._patiently(lambda: self._printer.job(number))
        if job.state == printer.COMPLETED or job.impressions or job.sheets:
            raise _Held("job-half", done=job.impressions or job.sheets or 0)

    def _withdraw(self, number: int) -> None:
        """Take an empty job away, so that it does not block the printer; it prints nothing either way."""
        self._put(number=None, offered=0.0)
        with contextlib.suppress(Trouble, Busy, Unknown, Lost):
            self._printer.cancel(number)

    # While it prints

    def _watch(self, number: int) -> None:
        """Follow the printer's job until it has ended."""
        while True:
            try:
                job = self._patiently(lambda: self._printer.job(number))
            except Unknown:  # it had the job and has forgotten it: it was done with it
                self._finish("job-done-unsaid")
                return
            if job.ended:
                self._ended(job)
                return
            self._say_how(job)
            self._pause(self._patience.watch)

    def _say_how(self, job: Job) -> None:
        done = self._done(job)
        state, complaints = self._condition()
        if job.state == printer.STOPPED or state == capabilities.STOPPED:
            self._say(PRINTING, "job-stopped", done=done, keywords=reasons.troubling(complaints))
        elif job.state == printer.PROCESSING:
            counts = job.impressions is not None or job.sheets is not None
            self._say(PRINTING, "job-printing" if counts else "job-printing-uncounted", done=done)
        else:
            self._say(PRINTING, "job-queued", done=done)

    def _done(self, job: Job) -> int:
        """Return the sides printed so far of the whole parcel, as far as the printer counts."""
        sheets = (job.sheets or 0) * (2 if self._parcel.two_sided else 1)
        counted = job.impressions if job.impressions is not None else sheets
        return self.progress.before + min(counted, self._parcel.pages[self.progress.part])

    def _ended(self, job: Job) -> None:
        if job.state == printer.CANCELLED:
            self._say(STOPPED, "job-cancelled-there", done=self._done(job))
            raise _Ended
        if job.state == printer.ABORTED:
            raise Trouble("job-aborted", keywords=self._why(job), done=self._done(job))
        flawed = "job-completed-with-errors" in job.reasons
        self._finish("job-done-flawed" if flawed else "job-done", keywords=self._why(job))

    def _why(self, job: Job) -> tuple[str, ...]:
        plain = tuple(word for word in job.reasons if word not in ("none", "aborted-by-system"))
        return plain or self._complaints()

    def _finish(self, code: str, **params: Any) -> None:
        """Count the part as printed; after the last one the parcel is done."""
        at = self.progress.part
        pages = self.progress.before + self._parcel.pages[at]
        last = at + 1 == len(self._parcel.documents)
        said = {**params, "done": pages, "pages": self._order.total}
        self._put(
            state=DONE if last else SENDING,
            code=code if last else "job-sending",
            params=said,
            part=at + 1,
            number=None,
            offered=0.0,
            before=pages,
            done=pages,
        )

    def _cancel(self) -> None:
        number = self.progress.number
        if number is None and self.progress.offered:
            with contextlib.suppress(Trouble, Busy, Unknown):
                found = self._find()
                number = found.number if found else None
        if number is not None:
            with contextlib.suppress(Trouble, Busy, Unknown):
                if not self._printer.cancel(number) and self._printer.job(number).state == printer.COMPLETED:
                    self._finish("job-done")  # too late: it is on paper
                    return
        self._say(STOPPED, "job-cancelled")

    # Small parts

    @property
    def _name(self) -> str:
        return f"{self._word} {self._parcel.title}"

    @property
    def _word(self) -> str:
        several = len(self._parcel.documents) > 1
        return f"{self._parcel.token}-{self.progress.part + 1}" if several else self._parcel.token

    @property
    def _document(self) -> Path:
        return self._parcel.documents[self.progress.part]

    def _is_ours(self, job: Job) -> bool:
        return job.name.strip().partition(" ")[0] == self._word

    def _patiently(self, ask: Callable[[], Any]) -> Any:
        """Ask until the printer can be asked; after long enough a person must look.

        Raises:
            Unknown: it knows no such job.
        """
        since, delay = time.monotonic(), self._patience.first
        while True:
            self._pause(0)
            try:
                return ask()
            except (Unreachable, Busy):
                self._say(self.progress.state, "job-away", done=self.progress.done)
            if time.monotonic() - since > self._patience.vanished:
                raise _Held("job-lost-sight")
            self._pause(delay)
            delay = min(delay * 2, self._patience.longest)

    def _complaints(self) -> tuple[str, ...]:
        return self._condition()[1]

    def _condition(self) -> tuple[int, tuple[str, ...]]:
        """Return how the printer is and why, as far as it can be asked."""
        with contextlib.suppress(Trouble, Busy, Unknown):
            return self._printer.state()
        return 0, ()

    def _put(self, **changed: Any) -> None:
        new = replace(self.progress, **changed)
        if new != self.progress:
            self.progress = new
            self._tell(new)

    def _say(self, state: str, code: str, done: int | None = None, **params: Any) -> None:
        pages = self.progress.done if done is None else max(done, self.progress.before)
        said = {**params, "done": pages, "pages": self._order.total}
        self._put(state=state, code=code, params=said, done=pages)
