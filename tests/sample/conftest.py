"""Sample days, written once per test run and size."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from server.domain.imports import Known, check
from server.domain.plan import plan_from_row, room_from_row
from server.sample import write

NINE = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FILES = ("plan.yaml", "rooms.csv", "candidates.xlsx", "staff.xlsx")


class Day:
    """A written day: its folder, and each file as ``check`` reads it."""

    def __init__(self, folder):
        self.folder = folder
        self.plan = self._checked("plan.yaml", Known())
        known = Known(plan_from_row(self.plan.rows[0]))
        self.rooms = self._checked("rooms.csv", known)
        self.known = Known(known.plan, {row["room"]: room_from_row(row) for row in self.rooms.rows})
        self.candidates = self._checked("candidates.xlsx", self.known)
        self.staff = self._checked("staff.xlsx", self.known)

    def _checked(self, name, known):
        return check(name, (self.folder / name).read_bytes(), known)


@pytest.fixture(scope="session")
def day_of(tmp_path_factory):
    """Write a day of so many rooms from a seed, once."""
    written = {}

    def make(rooms, seed=1):
        if (rooms, seed) not in written:
            folder = tmp_path_factory.mktemp("day")
            write(folder, rooms=rooms, seed=seed, start=NINE)
            written[rooms, seed] = Day(folder)
        return written[rooms, seed]

    return make
