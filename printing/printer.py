"""One printer: the few IPP operations that bring a document to paper, and their refusals in this program's terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from printing import capabilities, ipp
from printing.address import Address, candidates
from printing.capabilities import Capabilities, Ticket
from printing.link import ANSWER, CONNECT, Link, Pins
from printing.trouble import Busy, Lost, Trouble, Unknown, Unreachable

USER = "kaowu"
PENDING, HELD, PROCESSING, STOPPED, CANCELLED, ABORTED, COMPLETED = 3, 4, 5, 6, 7, 8, 9
JOB_ASKED = (
    "job-id", "job-name", "job-state", "job-state-reasons", "job-impressions-completed", "job-media-sheets-completed",
    "number-of-documents", "time-at-creation", "job-printer-up-time",
)  # fmt: skip
MOST_JOBS = 500  # of each list asked for

#: Statuses that mean: not now. 0x0506 means: not until somebody lets it.
NOT_NOW = frozenset({0x0502, 0x0505, 0x0507, 0x050B})
NOT_ACCEPTING = 0x0506
FORMAT = frozenset({0x040A, 0x0411})
LOCKED = frozenset({0x0401, 0x0402, 0x0403})
GONE = frozenset({0x0406, 0x0407})
NOT_POSSIBLE = 0x0404
OLD_VERSION = 0x0503
NO_SUCH_OPERATION = 0x0501
STATUS = {
    0x0400: "client-error-bad-request",
    0x0404: "client-error-not-possible",
    0x0408: "client-error-request-entity-too-large",
    0x040B: "client-error-attributes-or-values-not-supported",
    0x040E: "client-error-conflicting-attributes",
    0x0500: "server-error-internal-error",
    0x0501: "server-error-operation-not-supported",
    0x0504: "server-error-device-error",
    0x0508: "server-error-job-canceled",
    0x0509: "server-error-multiple-document-jobs-not-supported",
    0x050A: "server-error-printer-is-deactivated",
    0x050C: "server-error-too-many-documents",
}


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the printer sees it. ``impressions`` are printed sides, None where it does not count.

    ``age`` is how many seconds ago it was made, by the printer's own clock, or None.
    """

    number: int
    name: str
    state: int
    reasons: tuple[str, ...]
    impressions: int | None
    sheets: int | None
    documents: int | None
    age: int | None

    @property
    def ended(self) -> bool:
        """Whether nothing more of it will be printed."""
        return self.state in (CANCELLED, ABORTED, COMPLETED)


class Printer:
    """A printer at an address, asked as ``USER``."""

    def __init__(self, address: Address, pins: Pins, *, connect: float = CONNECT, answer: float = ANSWER) -> None:
        """Nothing is asked yet."""
        self.address = address
        self._link = Link(address, pins, connect=connect, answer=answer)
        self._version = (2, 0)

    def capabilities(self) -> Capabilities:
        """Ask what it can and how it is.

        Raises:
            Trouble: it cannot be asked.
            Busy: not now.
        """
        answer = self._ask(capabilities.GET_PRINTER, {"requested-attributes": ipp.keyword(*capabilities.ASKED)})
        return capabilities.read(answer.group(ipp.PRINTER))

    def state(self) -> tuple[int, tuple[str, ...]]:
        """Ask how it is (``capabilities.IDLE`` and so on, 0 unknown) and why; raises as ``capabilities``."""
        asked = {"requested-attributes": ipp.keyword("printer-state", "printer-state-reasons")}
        said = self._ask(capabilities.GET_PRINTER, asked).group(ipp.PRINTER)
        state = ipp.first(said, "printer-state")
        why = tuple(str(word) for word in ipp.every(said, "printer-state-reasons") if word != "none")
        return state if isinstance(state, int) else 0, why

    def validate(self, name: str, can: Capabilities, asked: Ticket) -> None:
        """Let it look at the job without its document.

        Raises:
            Trouble: it would not take it.
            Busy: not now.
        """
        if capabilities.VALIDATE in can.operations:
            self._ask(capabilities.VALIDATE, _job_words(name, asked.format), capabilities.job_attributes(can, asked))

    def print(self, name: str, can: Capabilities, asked: Ticket, document: Path) -> int:
        """Send a whole job at once and return its number.

        Raises:
            Busy, Trouble: nothing was taken.
            Lost: it is not known whether it was.
        """
        answer = self._ask(
            capabilities.PRINT_JOB,
            _job_words(name, asked.format),
            capabilities.job_attributes(can, asked),
            document,
            once=True,
        )
        return _number(answer)

    def create(self, name: str, can: Capabilities, asked: Ticket) -> int:
        """Make a job without a document and return its number; raises as ``print``."""
        words = _job_words(name, None)
        answer = self._ask(capabilities.CREATE_JOB, words, capabilities.job_attributes(can, asked), once=True)
        return _number(answer)

    def send(self, job: int, asked: Ticket, document: Path) -> None:
        """Send the only document of a job made by ``create``; raises as ``print``."""
        words = {"job-id": ipp.integer(job), **_user(), "document-format": ipp.of(ipp.MIME_TYPE, asked.format)}
        words["last-document"] = ipp.of(ipp.BOOLEAN, True)
        self._ask(capabilities.SEND_DOCUMENT, words, document=document, once=True)

    def job(self, number: int) -> Job:
        """Ask how a job stands.

        Raises:
            Unknown: it knows no such job.
            Trouble, Busy: it cannot be asked.
        """
        asked = {"job-id": ipp.integer(number), **_user(), "requested-attributes": ipp.keyword(*JOB_ASKED)}
        answer = self._ask(capabilities.GET_JOB, asked)
        return _job(answer.group(ipp.JOB))

    def jobs(self, which: str) -> list[Job]:
        """List jobs: ``completed`` or ``not-completed``; raises as ``job``."""
        asked = {
            **_user(),
            "limit": ipp.integer(MOST_JOBS),
            "requested-attributes": ipp.keyword(*JOB_ASKED),
            "which-jobs": ipp.keyword(which),
        }
        answer = self._ask(capabilities.GET_JOBS, asked)
        return [_job(each) for each in answer.every(ipp.JOB)]

    def cancel(self, number: int) -> bool:
        """Cancel a job; False where it had ended already. Raises as ``job``."""
        try:
            self._ask(capabilities.CANCEL, {"job-id": ipp.integer(number), **_user()})
        except _NotPossible:
            return False
        return True

    def _ask(
        self,
        operation: int,
        words: ipp.Attributes,
        job: ipp.Attributes | None = None,
        document: Path | None = None,
        *,
        once: bool = False,
    ) -> ipp.Message:
        head = {
            "attributes-charset": ipp.of(ipp.CHARSET, "utf-8"),
            "attributes-natural-language": ipp.of(ipp.LANGUAGE, "zh-cn"),
            "printer-uri": ipp.of(ipp.URI, self.address.uri),
        }
        groups = [ipp.Group(ipp.OPERATION, {**head, **words})]
        if job:
            groups.append(ipp.Group(ipp.JOB, job))
        answer = self._link.ask(operation, tuple(groups), self._version, document, once=once)
        if answer.code == OLD_VERSION and self._version != (1, 1):
            self._version = (1, 1)
            return self._ask(operation, words, job, document, once=once)
        if answer.code >= 0x0100:
            raise _refusal(answer, once)
        return answer


class _NotPossible(Trouble):
    """The job is in no state for this."""


def _refusal(answer: ipp.Message, once: bool) -> Exception:
    code = answer.code
    if code in NOT_NOW:
        return Busy()
    if code == NOT_ACCEPTING:
        return Busy(paused=True)
    if code in GONE:
        return Unknown()
    if code in LOCKED:
        return Trouble("printer-locked")
    if code in FORMAT:
        return Trouble("printer-format", formats="、".join(_unsupported(answer)) or "—")
    if code == 0x0500 and once:
        return Lost("internal error")  # it failed somewhere on the way; it may have begun to print
    status = STATUS.get(code, f"{code:#06x}")
    message = ipp.first(answer.group(ipp.OPERATION), "status-message")
    kind = _NotPossible if code == NOT_POSSIBLE else Trouble
    return kind("printer-refused", status=f"{status}：{message}" if message else status)


def _unsupported(answer: ipp.Message) -> list[str]:
    return [str(value) for value in ipp.every(answer.group(ipp.UNSUPPORTED), "document-format")]


def _user() -> dict[str, tuple[ipp.Value, ...]]:
    return {"requesting-user-name": ipp.of(ipp.NAME, USER)}


def _job_words(name: str, kind: str | None) -> Mapping[str, tuple[ipp.Value, ...]]:
    words = {**_user(), "job-name": ipp.of(ipp.NAME, name)}
    return words if kind is None else {**words, "document-format": ipp.of(ipp.MIME_TYPE, kind)}


def _number(answer: ipp.Message) -> int:
    number = ipp.first(answer.group(ipp.JOB), "job-id")
    if not isinstance(number, int):
        raise Lost("the printer took the job but gave it no number")
    return number


def _job(said: ipp.Attributes) -> Job:
    def number(name: str) -> int | None:
        value = ipp.first(said, name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    made, now = number("time-at-creation"), number("job-printer-up-time")
    return Job(
        number=number("job-id") or 0,
        name=str(ipp.first(said, "job-name") or ""),
        state=number("job-state") or 0,
        reasons=tuple(str(word) for word in ipp.every(said, "job-state-reasons")),
        impressions=number("job-impressions-completed"),
        sheets=number("job-media-sheets-completed"),
        documents=number("number-of-documents"),
        age=now - made if made is not None and now is not None else None,
    )


def reach(text: str, pins: Pins, *, connect: float = CONNECT, answer: float = ANSWER) -> tuple[Printer, Capabilities]:
    """Find the printer at what a person typed and ask what it can.

    Raises:
        Trouble: it is no address, or no printer answers there.
        Busy: it answers, but not now.
    """
    first: Trouble | None = None
    for address in candidates(text):
        printer = Printer(address, pins, connect=connect, answer=answer)
        try:
            return printer, printer.capabilities()
        except Unreachable:
            raise  # another path on a host that does not answer is no use
        except Unknown:
            first = first or Trouble("printer-no-ipp", site=address.site, what="404")
        except Trouble as trouble:
            first = first or trouble
    raise first or Trouble("printer-no-ipp", site=text, what="—")
