"""Run the benchmarks: all of them, or those named (``python -m bench checkins fanout``)."""

import importlib
import os
import platform
import sys

from bench.names import BESIDE, NAMES
from bench.table import RESULTS, Row, keep, printed


def main(names: list[str]) -> None:
    """Run each benchmark, print the table and write it down."""
    unknown = sorted(set(names) - {*NAMES, *BESIDE})
    if unknown:
        raise SystemExit(f"no benchmark named {', '.join(unknown)}; there are: {', '.join(NAMES + BESIDE)}")
    rows: list[Row] = []
    for name in names or NAMES:
        print(f"{name} ...", flush=True)
        rows += importlib.import_module(f"bench.{name}").run()
    print(f"\n{printed(rows)}\n")
    machine: dict[str, str | int] = {
        "processors": os.cpu_count() or 0,
        "load": f"{os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
    }
    keep(rows, machine)
    print(f"written: {RESULTS}")


main(sys.argv[1:])
