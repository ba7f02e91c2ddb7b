"""``kaowu print``: a PDF to a network printer, without the hub."""

import signal
import sys
import tempfile
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import click

from printing import pages
from printing.address import candidates
from printing.capabilities import LONG_EDGE, ONE_SIDED, SHORT_EDGE, Capabilities
from printing.delivery import Cancelled, Delivery
from printing.link import Pins
from printing.order import Order
from printing.printer import Printer, reach
from printing.progress import DONE, FAILED, HELD, STOPPED, Progress
from printing.trouble import Busy, Trouble, Unknown
from printing.words import said
from server.cli.client import Problem, config

SIDES = {"one": ONE_SIDED, "two": LONG_EDGE, "two-short": SHORT_EDGE}
NOTES = {
    "on-a4": "打印机没有这种尺寸的纸：按原尺寸印在 A4 纸中央"
    " / the printer has no paper of this size: printed unscaled in the middle of A4",
}
AGAIN = 2.0  # seconds before a printer that is busy is asked again what it can


@click.command("print")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--printer", "to", required=True, help="ipp://地址，或打印机的 IP 地址 / ipp://..., or its IP address")
@click.option("--copies", type=click.IntRange(1, 999), default=1, show_default=True, help="份数 / copies")
@click.option("--sides", type=click.Choice(list(SIDES)), default="one", show_default=True, help="单面、双面 / sides")
@click.option("--name", help="打印机上显示的作业名，默认为文件名 / the job's name")
@click.option("--fit", is_flag=True, help="缩放到纸张大小；不写则保持原尺寸 / scale to the paper")
@click.option("--trust", is_flag=True, help="信任打印机的新证书 / trust the printer's new certificate")
def command(file: Path, to: str, copies: int, sides: str, name: str | None, fit: bool, trust: bool) -> None:
    """把 PDF 送到网络打印机，等它印完。

    Send a PDF to an IPP printer and wait for the job's end. Ctrl-C cancels it. After a broken connection nothing is
    sent again unless the printer has said that it does not have the job.
    """
    pins = trusted()
    with _interruptible() as stopped, tempfile.TemporaryDirectory(prefix="kaowu-") as folder:
        try:
            if trust:
                pins.forget(candidates(to)[0].site)
            sheets = pages.look(file)
            printer, can = _reached(to, pins, stopped)
            word = f"kaowu-{uuid.uuid4().hex[:12]}"
            order = Order(word, name or file.stem, file, Path(folder), sheets, copies, SIDES[sides], fit)
            for note in order.plan(can).notes:
                click.echo(NOTES[note])
        except Trouble as trouble:
            says = sentence(trouble.code, trouble.params)
            raise click.UsageError(says) if trouble.code == "printer-address" else Problem(says) from trouble
        except Cancelled:
            raise Problem("已取消，没有发送 / cancelled, nothing was sent") from None
        line = _Line()
        ended = Delivery(printer, order, Progress(), line.show, lambda seconds: _pause(stopped, seconds)).run()
        line.end()
    if ended.state != DONE:
        raise Problem(sentence(ended.code, ended.params))


def trusted() -> Pins:
    """Return the certificates that the hub of this folder trusts, too; without a folder none are remembered."""
    keys = config().data / "keys"
    return Pins(keys / "printers.json" if keys.is_dir() else None)


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """Write what is and what to do in one line, Chinese first."""
    both = [said(code, params, language) for language in ("zh", "en")]
    (says, fix), (says_en, fix_en) = both
    chinese = f"{says}。{fix}" if fix else says
    return f"{chinese} / {says_en}. {fix_en}" if fix_en else f"{chinese} / {says_en}"


def _reached(to: str, pins: Pins, stopped: threading.Event) -> tuple[Printer, Capabilities]:
    """Find the printer; one that is busy is waited for."""
    while True:
        try:
            return reach(to, pins)
        except (Busy, Unknown):
            click.echo(sentence("job-busy", {}))
            _pause(stopped, AGAIN)


def _pause(stopped: threading.Event, seconds: float) -> None:
    if stopped.wait(seconds):
        stopped.clear()
        raise Cancelled


@contextmanager
def _interruptible() -> Iterator[threading.Event]:
    """Let Ctrl-C cancel the job at the printer, too; the second one ends at once."""
    stopped, before = threading.Event(), signal.getsignal(signal.SIGINT)

    def stop(_number: int, _frame: FrameType | None) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()

    in_main = threading.current_thread() is threading.main_thread()
    if in_main:
        signal.signal(signal.SIGINT, stop)
    try:
        yield stopped
    finally:
        if in_main:
            signal.signal(signal.SIGINT, before)


class _Line:
    """One line that tells how the job stands: rewritten in a terminal, one after another elsewhere."""

    def __init__(self) -> None:
        self._last = ""
        self._terminal = sys.stdout.isatty()

    def show(self, progress: Progress) -> None:
        """Say what changed; how it ended without success is said by the command."""
        if progress.state in (FAILED, HELD, STOPPED):
            return
        text = sentence(progress.code, progress.params)
        if self._terminal:
            text = text.partition(" / ")[0]  # one line is rewritten only where it fits
        if text == self._last:
            return
        click.echo(f"\r\x1b[2K{text}" if self._terminal else text, nl=not self._terminal)
        self._last = text

    def end(self) -> None:
        """Leave the line as it is."""
        if self._terminal and self._last:
            click.echo()
