"""A PDF's pages: how many, how large, and drawn as pictures for printers that cannot read PDF.

Done by ``printing.raster`` in a process of its own: a damaged document harms nobody else, and the library that reads
it is used by one thread only.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from printing.capabilities import Size, Ticket
from printing.trouble import Trouble

REPO = Path(__file__).resolve().parents[1]
RASTER = "document.pwg"
TIMEOUT = 600  # seconds for drawing a document


@dataclass(frozen=True, slots=True)
class Sheets:
    """What a document has: its pages, and the size of the first (hundredths of a millimetre)."""

    pages: int
    size: Size


def look(document: Path) -> Sheets:
    """Read how many pages a PDF has and how large they are.

    Raises:
        Trouble: ``print-document``, it is not a PDF that can be printed.
    """
    said = _call(str(document))
    return Sheets(said["pages"], (said["size"][0], said["size"][1]))


def draw(document: Path, folder: Path, ticket: Ticket) -> list[Path]:
    """Draw a PDF as ``ticket`` says into files of ``folder`` and return them: one for PWG raster, one a page for JPEG.

    Raises:
        Trouble: ``print-document``.
    """
    across, along = ticket.paper
    words = ["--to", ticket.format, "--into", str(folder), "--dpi", str(ticket.dpi), "--paper", f"{across}x{along}"]
    words += ["--colour"] if ticket.colour else []
    words += ["--sides", ticket.sides]
    words += ["--back", ticket.back]
    words += ["--fit"] if ticket.scaling == "fit" else []
    return [folder / name for name in _call(str(document), *words)["files"]]


def picture_name(number: int) -> str:
    """Return the name of the file of a page, from 1."""
    return f"page-{number:04d}.jpg"


def _call(*words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "printing.raster", *words]
    try:
        done = subprocess.run(command, cwd=REPO, capture_output=True, timeout=TIMEOUT, check=False)  # noqa: S603 - ours
        said: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise Trouble("print-document", why=type(error).__name__) from error
    if "why" in said:
        raise Trouble("print-document", why=said["why"])
    return said
