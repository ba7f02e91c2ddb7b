"""``python -m badges.preview JOB -o FILE.png``: one side of the first badge of a job, as a printer would draw it.

A process of its own, as printing is: a picture takes half a second of one processor.
"""

import argparse
import io
import json
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pypdfium2

from badges import job
from badges.sheet import Unprintable, write
from badges.size import SIZES

DPI = 200
SIDES = ("front", "back")


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, draw, and return the exit code: 0 drawn, 1 nothing that can be drawn."""
    parser = argparse.ArgumentParser(prog="python -m badges.preview", description="证牌预览 · one badge as a picture")
    parser.add_argument("job", nargs="?", default="-", help="JSON Lines；- 为标准输入 · as for python -m badges")
    parser.add_argument("-o", "--out", required=True, type=Path, help="PNG 文件 · the file to write")
    parser.add_argument("--size", default="full", choices=list(SIZES))
    parser.add_argument("--side", default="front", choices=SIDES)
    parser.add_argument("--dpi", default=DPI, type=int)
    asked = parser.parse_args(arguments)
    lines = sys.stdin.buffer.readlines() if asked.job == "-" else Path(asked.job).read_bytes().splitlines()
    try:
        asked.out.write_bytes(picture(lines, asked.size, asked.side, asked.dpi))
    except (Unprintable, ValueError, OSError) as error:
        fix = "请更正后重试 (correct it and try again)"
        said = {"error": {"code": "bad-job", "says": str(error), "fix": fix, "names": []}}
        print(json.dumps(said, ensure_ascii=False), file=sys.stderr)  # noqa: T201  # the caller reads it
        return 1
    return 0


def picture(lines: Sequence[bytes], size: str, side: str, dpi: int = DPI) -> bytes:
    """Draw one side of the first badge as PNG.

    Raises:
        Unprintable: its name holds characters that no font has.
        ValueError: the job is not one, or holds no badge.
    """
    made = io.BytesIO()
    write(islice(job.read(lines), 1), made, size=size, sides="one" if side == "front" else "two")
    pdf = pypdfium2.PdfDocument(made.getvalue())
    try:
        image = pdf[SIDES.index(side)].render(scale=dpi / 72).to_pil()
    finally:
        pdf.close()
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
