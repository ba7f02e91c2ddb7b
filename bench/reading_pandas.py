"""The baseline of the reading benchmark: pandas reading the same file into columns of text."""

import json
import sys
import time
from pathlib import Path

import pandas

from bench.memory import most


def main(path: Path) -> None:
    """Read the file; print the seconds it took and the cards it found."""
    widths = json.loads((path.parent / "widths.json").read_text("utf-8"))
    started = time.perf_counter()
    if path.suffix == ".csv":
        frame = pandas.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    elif path.suffix == ".xlsx":
        frame = pandas.read_excel(path, dtype=str, keep_default_na=False)
    else:
        frame = pandas.read_fwf(
            path, widths=widths, header=None, skiprows=1, skipfooter=1, dtype=str, keep_default_na=False,
            encoding="gb18030",
        )  # fmt: skip
    print(json.dumps({"seconds": time.perf_counter() - started, "memory": most(), "cards": len(frame)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
