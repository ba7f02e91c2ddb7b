"""A printer in this process: real HTTP on loopback, a side printed whenever it is asked how a job is.

It speaks IPP with the product's own reader; what proves that one are bytes written by hand (``test_ipp``) and a real
virtual printer (``test_virtual``).
"""

import contextlib
import socket
import ssl
import struct
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

from printing import ipp
from printing.address import Address
from printing.ipp import Group, Message, Range, Resolution, keyword, of

ALL = frozenset({0x02, 0x04, 0x05, 0x06, 0x08, 0x09, 0x0A, 0x0B})
AT_ONCE = ALL - {0x05, 0x06}  # no Create-Job, no Send-Document
PENDING, HELD, PROCESSING, STOPPED, CANCELLED, ABORTED, COMPLETED = 3, 4, 5, 6, 7, 8, 9
A4, A6 = (21000, 29700), (10500, 14800)


@dataclass
class Kept:
    """A job as this printer keeps it."""

    number: int
    name: str
    words: dict
    document: bytes | None = None
    state: int = PENDING
    reasons: tuple = ()
    done: int = 0
    made: float = field(default_factory=time.monotonic)


@dataclass
class FakePrinter:
    """What it can, what is wrong with it now, and all that came out of it (``paper``)."""

    formats: tuple = ("application/pdf", "image/pwg-raster", "image/jpeg")
    operations: frozenset = ALL
    sides: tuple = ("one-sided", "two-sided-long-edge")
    most_copies: int = 99
    sizes: tuple = (A4,)
    colour: bool = True
    pages: int = 3  # sides a document has, as this printer counts
    old_jobs: int = 1  # jobs printed long ago that it still lists
    counts: bool = True  # whether it says how many sides are done
    version: tuple = (2, 0)

    busy: int = 0  # so many more jobs are refused: server-error-busy
    http_busy: int = 0  # so many more requests get HTTP 503
    http_busy_for_all: int = 0  # likewise, whatever is asked
    cut_after: int = 0  # so many more answers to jobs are never sent, the job being taken
    cut_before: int = 0  # so many more jobs are cut off in the middle and not taken
    half_printed: int = 0  # sides that come out of a job that is cut off in the middle
    slow: float = 0.0  # seconds before each answer
    forgets: bool = False  # keeps no job once it has ended
    abort: str = ""  # reason for which it gives up each job
    status: int = 200
    content_type: str = "application/ipp"
    answer: bytes | None = None  # said instead of anything else
    reasons: tuple = ()  # why it stands still
    accepting: bool = True

    def __post_init__(self):
        self.jobs: dict[int, Kept] = {}
        self.paper: list[bytes] = []
        self.asked: list[int] = []
        self.requests: list[Message] = []
        self.numbers = count(1)
        self.lock = threading.Lock()
        self.since = time.monotonic() - 100_000
        for _ in range(self.old_jobs):
            number = next(self.numbers)
            self.jobs[number] = Kept(number, "old", {}, state=COMPLETED, made=self.since + 10)

    @property
    def address(self):
        host, port = self.server.server_address
        return Address(self.secure, host, port, "/ipp/print")

    def documents(self):
        return [job for job in self.jobs.values() if job.document is not None]

    # What it answers

    def reply(self, request: Message) -> tuple[int, list]:
        """Return status and groups."""
        words = {name: ipp.first(request.group(ipp.OPERATION), name) for name in request.group(ipp.OPERATION)}
        if request.code not in self.operations:
            return 0x0501, []
        if request.code in (0x02, 0x04, 0x05, 0x06):
            if request.code != 0x06 and self.busy > 0:
                self.busy -= request.code != 0x04
                return (0x0507, []) if request.code != 0x04 else (0, [])
            if not self.accepting:
                return 0x0506, []
            kind = words.get("document-format")
            if kind and kind not in self.formats:
                return 0x040A, [Group(ipp.UNSUPPORTED, {"document-format": of(ipp.MIME_TYPE, kind)})]
        answers = {0x02: self.print, 0x04: self.validate, 0x05: self.create, 0x06: self.send, 0x08: self.cancel,
                   0x09: self.job, 0x0A: self.list, 0x0B: self.describe}  # fmt: skip
        return answers[request.code](request, words)

    def validate(self, request, words):
        return 0, []

    def create(self, request, words):
        job = Kept(next(self.numbers), words["job-name"], dict(request.group(ipp.JOB)), reasons=("job-incoming",))
        self.jobs[job.number] = job
        return 0, [Group(ipp.JOB, self.said(job))]

    def print(self, request, words):
        status, groups = self.create(request, words)
        job = self.jobs[max(self.jobs)]
        job.document, job.reasons = request.data, ()
        return status, groups

    def send(self, request, words):
        job = self.jobs.get(words["job-id"])
        if job is None:
            return 0x0406, []
        if job.document is not None or job.state in (CANCELLED, ABORTED):
            return 0x0404, []
        job.document, job.reasons = request.data, ()
        return 0, [Group(ipp.JOB, self.said(job))]

    def cancel(self, request, words):
        job = self.jobs.get(words["job-id"])
        if job is None:
            return 0x0406, []
        if job.state in (CANCELLED, ABORTED, COMPLETED):
            return 0x0404, []
        job.state, job.reasons = CANCELLED, ("job-canceled-by-user",)
        return 0, []

    def job(self, request, words):
        job = self.jobs.get(words["job-id"])
        if job is None:
            return 0x0406, []
        self.work(job)
        said = self.said(job)
        if self.forgets and job.state in (ABORTED, COMPLETED):
            del self.jobs[job.number]
            return 0x0406, []
        return 0, [Group(ipp.JOB, said)]

    def list(self, request, words):
        ended = words.get("which-jobs") == "completed"
        found = [job for job in self.jobs.values() if (job.state in (CANCELLED, ABORTED, COMPLETED)) == ended]
        return 0, [Group(ipp.JOB, self.said(job)) for job in found]

    def work(self, job):
        """Print one side, or give up, or stand still."""
        if job.document is None or job.state in (CANCELLED, ABORTED, COMPLETED):
            return
        if self.reasons:
            job.state = STOPPED
        elif self.abort:
            job.state, job.reasons = ABORTED, (self.abort,)
        elif job.done < self.pages:
            job.state, job.done = PROCESSING, job.done + 1
        else:
            job.state = COMPLETED
            self.paper.append(job.document)

    def finish_all(self):
        """Print all there is, without being asked."""
        for job in list(self.jobs.values()):
            while job.document is not None and job.state not in (CANCELLED, ABORTED, COMPLETED):
                self.work(job)

    def said(self, job):
        counted = {"job-impressions-completed": ipp.integer(job.done)} if self.counts else {}
        return {
            "job-id": ipp.integer(job.number),
            "job-name": of(ipp.NAME, job.name),
            "job-state": of(ipp.ENUM, job.state),
            "job-state-reasons": keyword(*(job.reasons or ("none",))),
            "number-of-documents": ipp.integer(int(job.document is not None)),
            "time-at-creation": ipp.integer(int(job.made - self.since)),
            "job-printer-up-time": ipp.integer(int(time.monotonic() - self.since)),
            **counted,
        }

    def describe(self, request, words):
        def size(paper):
            sides = {"x-dimension": ipp.integer(paper[0]), "y-dimension": ipp.integer(paper[1])}
            return ipp.Value(ipp.BEGIN_COLLECTION, sides)

        return 0, [
            Group(
                ipp.PRINTER,
                {
                    "printer-name": of(ipp.NAME, "fake"),
                    "printer-info": of(ipp.TEXT, "二楼打印机"),
                    "printer-make-and-model": of(ipp.TEXT, "Fake 1"),
                    "printer-location": of(ipp.TEXT, "考务办公室"),
                    "printer-uuid": of(ipp.URI, "urn:uuid:12345678-0000-4000-8000-000000000001"),
                    "document-format-supported": tuple(ipp.Value(ipp.MIME_TYPE, kind) for kind in self.formats),
                    "sides-supported": keyword(*self.sides),
                    "color-supported": of(ipp.BOOLEAN, self.colour),
                    "copies-supported": of(ipp.RANGE, Range(1, self.most_copies)),
                    "media-supported": keyword("iso_a4_210x297mm"),
                    "media-ready": keyword("iso_a4_210x297mm"),
                    "media-size-supported": tuple(size(paper) for paper in self.sizes),
                    "media-col-supported": keyword("media-size"),
                    "print-scaling-supported": keyword("auto", "none", "fit"),
                    "pwg-raster-document-resolution-supported": of(ipp.RESOLUTION, Resolution(150, 150)),
                    "pwg-raster-document-type-supported": keyword("srgb_8", "sgray_8"),
                    "operations-supported": tuple(ipp.Value(ipp.ENUM, each) for each in sorted(self.operations)),
                    "printer-state": of(ipp.ENUM, 5 if self.reasons else 3),
                    "printer-state-reasons": keyword(*(self.reasons or ("none",))),
                    "printer-is-accepting-jobs": of(ipp.BOOLEAN, self.accepting),
                    "queued-job-count": ipp.integer(0),
                },
            )
        ]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_words):
        pass

    def do_POST(self):
        printer: FakePrinter = self.server.printer
        length = int(self.headers["Content-Length"])
        started = self.rfile.read(min(length, 600))
        operation = struct.unpack(">H", started[2:4])[0]
        with printer.lock:
            printer.asked.append(operation)
        if operation in (0x02, 0x06) and printer.cut_before > 0:
            printer.cut_before -= 1
            self.cut_in_the_middle(printer, operation, started)
            return
        if operation in (0x02, 0x04, 0x05, 0x06) and printer.http_busy > 0:
            printer.http_busy -= 1
            self.rfile.read(length - len(started))
            self.say(503, b"", "text/plain")
            return
        if printer.http_busy_for_all > 0:
            printer.http_busy_for_all -= 1
            self.rfile.read(length - len(started))
            self.say(503, b"", "text/plain")
            return
        data = started + self.rfile.read(length - len(started))
        time.sleep(printer.slow)
        if printer.answer is not None or printer.status != 200:
            self.say(printer.status, printer.answer or b"", printer.content_type)
            return
        request = ipp.decode(data)
        with printer.lock:
            printer.requests.append(request)
            if request.version[0] > printer.version[0]:
                status, groups = 0x0503, []
            else:
                status, groups = printer.reply(request)
        if operation in (0x02, 0x06) and printer.cut_after > 0 and status == 0:
            printer.cut_after -= 1
            self.hang_up()
            return
        head = {"attributes-charset": of(ipp.CHARSET, "utf-8"), "attributes-natural-language": of(ipp.LANGUAGE, "en")}
        answer = Message(status, request.request_id, (Group(ipp.OPERATION, head), *groups), printer.version)
        self.say(200, ipp.encode(answer), printer.content_type)

    def cut_in_the_middle(self, printer, operation, started):
        """Hang up before the document is whole; what came so far may be on paper."""
        with printer.lock:
            if operation == 0x06:
                job = printer.jobs[max(printer.jobs)]
                job.state, job.reasons, job.done = ABORTED, ("aborted-by-system",), printer.half_printed
        self.hang_up()

    def hang_up(self):
        # At once (RST), as a printer does whose power goes.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def say(self, status, body, kind):
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # lines are cut here on purpose


@contextlib.contextmanager
def running(printer: FakePrinter, certificate=None, port=0):
    """Switch a printer on; with ``certificate`` (chain and key in one file) it speaks TLS."""
    server = Server(("127.0.0.1", port), Handler)
    server.printer, printer.server, printer.secure = printer, server, certificate is not None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield printer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
