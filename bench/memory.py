"""What a process held at its most; its own, not that of the process that started it, as ``ru_maxrss`` may tell."""

import re
from pathlib import Path

MB = 1_000_000


def most(process: int | str = "self") -> float:
    """Return the most memory (MB) a process ever had."""
    found = re.search(r"^VmHWM:\s+(\d+) kB$", Path(f"/proc/{process}/status").read_text("utf-8"), re.MULTILINE)
    assert found, "the system does not tell"
    return int(found[1]) * 1024 / MB
