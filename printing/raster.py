"""PDF pages as pictures, for printers that cannot read PDF: PWG raster (PWG 5102.4) or JPEG.

A program of its own (see ``printing.pages``), ``python -m printing.raster``; it answers with one line of JSON.
"""

import argparse
import json
import re
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pypdfium2
from PIL import Image

from printing.capabilities import A4, A4_NAME, JPEG, LONG_EDGE, ONE_SIDED, PWG, SHORT_EDGE, Size
from printing.pages import RASTER, picture_name

POINT = 2540 / 72  # hundredths of a millimetre in a point
MOST_PAGES = 5000
MOST_SHEETS = 2  # times as wide or high as the paper may a page be that is drawn in its own size: a wall chart fills GB
HEADER = 1796  # bytes before each page
SRGB, SGRAY = 19, 18
QUALITY = 92  # of JPEG pages: a QR code's edges must stay sharp


def main(arguments: Sequence[str] | None = None) -> int:
    """Look at a document or draw it; the answer goes to standard output."""
    parser = argparse.ArgumentParser(prog="python -m printing.raster")
    parser.add_argument("document", type=Path)
    parser.add_argument("--to", choices=(PWG, JPEG))
    parser.add_argument("--into", type=Path)
    parser.add_argument("--dpi", type=int, default=300)
    parser.add_argument("--paper", default="21000x29700")
    parser.add_argument("--sides", default=ONE_SIDED)
    parser.add_argument("--back", default="normal")
    for flag in ("--colour", "--fit"):
        parser.add_argument(flag, action="store_true")
    asked = parser.parse_args(arguments)
    try:
        pdf = pypdfium2.PdfDocument(asked.document)
        said = _draw(pdf, asked) if asked.to else _look(pdf)
    except (pypdfium2.PdfiumError, OSError, ValueError, MemoryError) as error:
        said = {"why": str(error)}
    sys.stdout.write(json.dumps(said))
    return 1 if "why" in said else 0


def _look(pdf: Any) -> dict[str, Any]:
    if not 0 < len(pdf) <= MOST_PAGES:
        raise ValueError(f"{len(pdf)} pages")
    return {"pages": len(pdf), "size": [round(side * POINT) for side in pdf[0].get_size()]}


def _draw(pdf: Any, asked: argparse.Namespace) -> dict[str, Any]:
    across, along = (int(side) for side in asked.paper.split("x"))
    sheet = Sheet((across, along), asked.dpi, asked.colour, asked.sides, asked.fit, asked.back)
    if asked.to == PWG:
        out = asked.into / RASTER
        with out.open("wb") as file:
            file.write(b"RaS2")
            for place, page in enumerate(pdf):
                write_page(file, sheet.picture(page), sheet, len(pdf), back=place % 2 == 1)
        return {"files": [out.name]}
    names = [picture_name(number) for number in range(1, len(pdf) + 1)]
    for name, page in zip(names, pdf, strict=True):
        picture = sheet.picture(page)
        picture.save(asked.into / name, "JPEG", quality=QUALITY, subsampling=0, dpi=(sheet.dpi, sheet.dpi))
    return {"files": names}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper a page is drawn on: its size (hundredths of a millimetre), dots per inch, and how."""

    paper: Size
    dpi: int
    colour: bool
    sides: str
    fit: bool
    back: str = "normal"

    @property
    def dots(self) -> Size:
        """Width and height in dots."""
        return round(self.paper[0] * self.dpi / 2540), round(self.paper[1] * self.dpi / 2540)

    def picture(self, page: Any) -> Image.Image:
        """Draw a page in the middle of the paper: in its own size, or filling it; a wide page is turned."""
        across, along = page.get_size()
        turned = across > along and self.paper[0] < self.paper[1]
        if turned:
            across, along = along, across
        width, height = self.dots
        scale = self.dpi / 72
        if self.fit:
            scale = min(width / across, height / along)
        elif max(across * scale / width, along * scale / height) > MOST_SHEETS:
            raise ValueError(f"a page of {across * POINT / 100:.0f} x {along * POINT / 100:.0f} mm")
        drawn = page.render(scale=scale, rotation=90 if turned else 0, rev_byteorder=True, grayscale=not self.colour)
        picture = drawn.to_pil().convert("RGB" if self.colour else "L")
        sheet = Image.new(picture.mode, (width, height), "white")
        sheet.paste(picture, ((width - picture.width) // 2, (height - picture.height) // 2))
        return sheet


#: How the picture of a sheet's back is laid for a printer that wants it so: direction across and along, and the turn.
BACKS: Mapping[tuple[str, str], tuple[int, int, Image.Transpose]] = {
    (LONG_EDGE, "rotated"): (-1, -1, Image.Transpose.ROTATE_180),
    (LONG_EDGE, "flipped"): (1, -1, Image.Transpose.FLIP_TOP_BOTTOM),
    (SHORT_EDGE, "flipped"): (-1, 1, Image.Transpose.FLIP_LEFT_RIGHT),
    (SHORT_EDGE, "manual-tumble"): (-1, -1, Image.Transpose.ROTATE_180),
}


def write_page(file: BinaryIO, picture: Image.Image, sheet: Sheet, pages: int, *, back: bool = False) -> None:
    """Write one page: its header, then its lines, each run of equal lines and of equal dots once."""
    across, along = 1, 1
    if back and (sheet.sides, sheet.back) in BACKS:
        across, along, turn = BACKS[sheet.sides, sheet.back]
        picture = picture.transpose(turn)
    file.write(header(picture.size, sheet, pages, across, along))
    depth = 3 if sheet.colour else 1
    file.writelines(_lines(picture.tobytes(), picture.width * depth, depth))


def header(size: Size, sheet: Sheet, pages: int, across: int = 1, along: int = 1) -> bytes:
    """Return the header of a page; fields that are not named are zero."""
    width, height = size
    depth = 3 if sheet.colour else 1
    page = bytearray(HEADER)
    page[0:9] = b"PwgRaster"
    numbers = {
        272: int(sheet.sides != ONE_SIDED),
        276: sheet.dpi,
        280: sheet.dpi,
        340: 1,  # copies are asked for in the job
        352: round(sheet.paper[0] / POINT),
        356: round(sheet.paper[1] / POINT),
        368: int(sheet.sides == SHORT_EDGE),
        372: width,
        376: height,
        384: 8,
        388: 8 * depth,
        392: width * depth,
        400: SRGB if sheet.colour else SGRAY,
        420: depth,
        452: pages,
        456: across,
        460: along,
        484: 4,  # normal quality
    }
    for place, number in numbers.items():
        struct.pack_into(">i", page, place, number)
    name = paper_name(sheet.paper).encode()
    page[1732 : 1732 + len(name)] = name
    return bytes(page)


def paper_name(paper: Size) -> str:
    """Return the standard's name of a paper size."""
    return A4_NAME if paper == A4 else f"om_sheet_{paper[0] / 100:g}x{paper[1] / 100:g}mm"


#: A run of 2 to 128 equal dots, or 1 to 128 dots none of which is followed by its like; in dots of one and three bytes.
_RUNS = {
    depth: re.compile(rb"(.{%d})\1{1,127}|(?:(.{%d})(?!\2)){1,128}" % (depth, depth), re.DOTALL) for depth in (1, 3)
}


def _lines(data: bytes, row: int, depth: int) -> Iterator[bytes]:
    """Yield each line once with how often it follows itself (at most 256 times in all)."""
    start, end = 0, len(data)
    while start < end:
        line = data[start : start + row]
        times = 1
        while times < 256 and data[start + times * row : start + (times + 1) * row] == line:
            times += 1
        yield bytes([times - 1]) + pack(line, depth)
        start += times * row


def pack(line: bytes, depth: int) -> bytes:
    """Pack one line of dots of ``depth`` bytes."""
    out = []
    for found in _RUNS[depth].finditer(line):
        run, dot = found[0], found[1]
        count = len(run) // depth
        if dot is not None:
            out.append(bytes([count - 1]) + dot)
        elif count == 1:
            out.append(b"\x00" + run)
        else:
            out.append(bytes([257 - count]) + run)
    return b"".join(out)


if __name__ == "__main__":
    sys.exit(main())
