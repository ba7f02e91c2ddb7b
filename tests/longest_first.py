"""The order of test files: the longest first, so that no worker waits at the end for another's long file."""

from collections import Counter
from pathlib import Path

#: Seconds of files that take much longer than the number of their tests says; the measure is one machine's, busy.
SECONDS = {
    "browser/test_paper_day.py": 86,
    "browser/test_papers.py": 57,
    "browser/test_capture.py": 57,
    "browser/test_first_day.py": 54,
    "browser/test_cut_power.py": 42,
    "browser/test_custody_deeds.py": 36,
    "browser/test_without_hub.py": 23,
    "browser/test_update.py": 20,
    "faults/test_uploads.py": 35,
    "faults/test_kill.py": 30,
}
EACH = 0.7  # seconds of a test elsewhere


def ordered(items, tests):
    """Sort tests by their files, each file's own in the order they have; ``tests`` is the folder of all."""
    counts = Counter(item.path for item in items)

    def place(item):
        name = Path(item.path).relative_to(tests).as_posix()
        return -max(SECONDS.get(name, 0), EACH * counts[item.path]), name

    return sorted(items, key=place)
