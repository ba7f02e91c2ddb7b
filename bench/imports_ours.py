"""Our side of the import benchmark: a file checked and staged against a plan and rooms that a database holds."""

import json
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from server.desk.staging import Staging, Upload
from server.domain.plan import NumberPart, Plan, Room, Session, Site, plan_to_row
from server.sample.day import ADMISSION_NO, ZONE
from server.store import plan as plans
from server.store.db import Database, migrate
from server.store.files import Files

NUMBER = 20261122
NINE = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo(ZONE))
SITE = Site(1, "考点", "考点")
ROOMS = [Room(str(number), str(number), "", 1, 30) for number in range(101, 601)]


def plan() -> Plan:
    """Return a plan whose template the admission numbers follow."""
    starts = {"S1": NINE, "S2": NINE + timedelta(hours=3)}
    sessions = tuple(Session(name, name, "theory", at, at + timedelta(hours=2)) for name, at in starts.items())
    parts = tuple(NumberPart(part, digits) for part, digits in ADMISSION_NO)
    return Plan(
        NUMBER, "JX", "认定", "鉴定", "中心", "考区", SITE, (date(2026, 11, 22),), ZONE, 90, 30, 2,
        "19900000001", sessions, (), ("电工",), parts,
    )  # fmt: skip


def main(path: Path, folder: Path) -> None:
    """Check and stage the file; print the seconds it took and the rows that are ready to commit."""
    url = f"sqlite:///{folder / 'kaowu.db'}"
    migrate(url)
    database = Database(url)
    with database.writing() as connection:
        plans.keep(connection, NUMBER, plan_to_row(plan()), 1)
        plans.replace_rooms(connection, NUMBER, ROOMS)
        connection.commit()
    with database.reading() as connection:
        started = time.perf_counter()
        staging = Staging(connection, Files(folder / "files"), b"salt", NUMBER, good=False)
        (staged,) = staging.stage([Upload(path.name, path.read_bytes())])
        seconds = time.perf_counter() - started
    database.close()
    assert staged.rows_sha256, staged.errors[:1]
    print(json.dumps({"seconds": seconds, "rows": staged.taken}))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        main(Path(sys.argv[1]), Path(name))
