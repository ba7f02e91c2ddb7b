"""``python -m badges JOB -o FILE``: print a job in its own process, so that drawing never holds up the hub.

Standard error carries one JSON object a line: ``{"done": 50}`` while drawing, at the end ``{"report": {...}}`` or
``{"error": {"code", "says", "fix", "names"}}``. Exit 0: printed. 1: names nobody can draw. 2: the job is not one.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

from badges import job
from badges.imposition import LAYOUTS, SIDES
from badges.sheet import Report, Unprintable, write
from badges.size import SIZES

STEP = 25  # badges between two lines of progress


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, print, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m badges", description="证牌打印 · print badges as PDF")
    parser.add_argument("job", nargs="?", default="-", help="JSON Lines，一行一张；- 为标准输入 · one badge a line")
    parser.add_argument("-o", "--out", required=True, type=Path, help="PDF 文件 · the file to write")
    parser.add_argument("--size", choices=list(SIZES))
    parser.add_argument("--layout", default="single", choices=LAYOUTS)
    parser.add_argument("--sides", default="one", choices=SIDES)
    parser.add_argument("--sheet", help="--layout custom 的纸张，JSON · the sheet of a custom layout")
    asked = parser.parse_args(arguments)
    try:
        with nullcontext(sys.stdin.buffer) if asked.job == "-" else Path(asked.job).open("rb") as lines:
            report = _print(lines, asked)
    except Unprintable as error:
        fix = "请更正姓名用字，或为此人手写证牌 (correct the name, or write this badge by hand)"
        _say({"error": {"code": "unprintable", "says": str(error), "fix": fix, "names": error.names}})
        return 1
    except (ValueError, OSError) as error:
        fix = "请更正后重试 (correct it and try again)"
        _say({"error": {"code": "bad-job", "says": str(error), "fix": fix, "names": []}})
        return 2
    _say({"report": asdict(report)})
    return 0


def _print(lines: Iterable[bytes], asked: argparse.Namespace) -> Report:
    """Print into a scratch file that gets its name only when it is whole."""
    out: Path = asked.out
    laid = {"size": asked.size, "layout": asked.layout, "sides": asked.sides, "sheet": asked.sheet}
    scratch = out.with_name(f"{out.name}.{os.getpid()}.part")
    try:
        with scratch.open("wb") as file:
            report = write(job.read(lines), file, **laid, progress=_progress)
        scratch.replace(out)
    finally:
        scratch.unlink(missing_ok=True)
    return report


def _progress(done: int) -> None:
    if done % STEP == 0:
        _say({"done": done})


def _say(line: dict[str, Any]) -> None:
    print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)  # noqa: T201  # the caller reads it


if __name__ == "__main__":
    sys.exit(main())
