"""``python -m forms -o FILE [--picture]``: draw the job on standard input in a process of its own.

Standard error carries one JSON object a line, as with ``python -m badges``: at the end ``{"report": {...}}`` or
``{"error": {"code", "says", "fix", "names"}}``. Exit 0: drawn. 2: the job is not one.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from forms import job


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the job, draw, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m forms", description="标签与表单 · labels and forms as PDF")
    parser.add_argument("-o", "--out", required=True, type=Path, help="PDF 文件 · the file to write")
    parser.add_argument("--picture", action="store_true", help="首页的图片 PNG · a picture of the first page")
    asked = parser.parse_args(arguments)
    scratch = asked.out.with_name(f"{asked.out.name}.{os.getpid()}.part")
    try:
        wanted = json.load(sys.stdin)
        with scratch.open("wb") as file:
            report = (job.picture if asked.picture else job.write)(wanted, file)
        scratch.replace(asked.out)
    except KeyError as error:
        return _refused(f"缺少 {error} ({error} is missing)")
    except (ValueError, TypeError, AttributeError, OSError) as error:
        return _refused(str(error))
    finally:
        scratch.unlink(missing_ok=True)
    _say({"report": asdict(report)})
    return 0


def _refused(says: str) -> int:
    fix = "请更正后重试 (correct it and try again)"
    _say({"error": {"code": "bad-job", "says": says, "fix": fix, "names": []}})
    return 2


def _say(line: dict[str, Any]) -> None:
    print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)  # noqa: T201  # the caller reads it


if __name__ == "__main__":
    sys.exit(main())
