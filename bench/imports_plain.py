"""The baseline of the import benchmark: a pass of openpyxl over a workbook."""

import json
import sys
import time

from openpyxl import load_workbook

if __name__ == "__main__":
    started = time.perf_counter()
    book = load_workbook(sys.argv[1], read_only=True, data_only=True)
    rows = sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))
    print(json.dumps({"seconds": time.perf_counter() - started, "rows": rows}))
