"""Writing the sample day into a folder: plan, rooms, candidates, staff and portraits."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from server.sample import book, candidates, portrait, site, staff
from server.sample.candidates import Roster
from server.sample.day import ZONE, plan_text, sessions
from server.sample.people import Crowd

Progress = Callable[[int, int], None]
"""Told how many of how many files are written."""

ROOMS_HEADER = ("考场号", "考场名称", "楼栋", "楼层", "座位数")
WITH_PORTRAIT = 0.85


class Held(Exception):
    """The folder holds files of a day already; ``args[0]`` lists their names."""


def write(
    folder: Path,
    *,
    rooms: int,
    seed: int,
    start: datetime,
    plan_number: int | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> None:
    """Write the input files of one made-up exam day; other files in the folder stay.

    Args:
        folder: where to write; made if it is not there.
        rooms: how many rooms and workshops, 1 to 600.
        seed: another seed gives other people; the same arguments give the same bytes.
        start: when the first theory session starts (aware; taken into the plan's zone, seconds dropped).
        plan_number: the plan's number; by default the date as YYYYMMDD.
        replace: write over files of the same names.
        progress: called after each file.

    Raises:
        Held: a file of the same name is there and is not to be replaced; nothing was written.
        ValueError: ``rooms`` is out of range or ``start`` has no offset.
    """
    if not 1 <= rooms <= site.LARGEST:
        raise ValueError(f"rooms must be 1 to {site.LARGEST}, not {rooms}")
    if start.tzinfo is None:
        raise ValueError("start needs a UTC offset")
    local = start.astimezone(ZoneInfo(ZONE)).replace(second=0, microsecond=0)
    number = plan_number or int(f"{local:%Y%m%d}")
    rng = Random(f"kaowu {seed} {rooms}")  # noqa: S311 - sample data must repeat; nothing secret comes from it
    files = _files(rooms, local, number, rng)
    held = [name for name in files if (folder / name).exists()]
    if held and not replace:
        raise Held(held)
    _write_all(folder, files, progress)


def _files(count: int, start: datetime, number: int, rng: Random) -> dict[str, Callable[[], bytes]]:
    """Decide the whole day; each file's bytes are made when it is written."""
    places = site.rooms(count, rng)
    crowd = Crowd(rng, start.date())
    people = staff.staff(places, crowd, rng)
    day = sessions(start, practical=any(room.trade for room in places), computer=count >= site.COMPUTER_FROM)
    duty_phone = next(person.phone for person in people if person.role == "总值班")
    seats = Roster(rng, crowd).rows(day, places)
    room_rows = [(room.number, room.name, room.building, room.floor, room.seats) for room in places]
    files: dict[str, Callable[[], bytes]] = {
        "plan.yaml": lambda: plan_text(number, day, [trade.name for trade in site.TRADES], duty_phone).encode(),
        "rooms.csv": lambda: book.csv_text(ROOMS_HEADER, room_rows),
        "candidates.xlsx": lambda: book.xlsx("考生", candidates.HEADER, seats),
        "staff.xlsx": lambda: book.xlsx("工作人员", staff.HEADER, [person.row() for person in people]),
    }
    for person in people:
        face = portrait.look(rng, woman=person.person.woman)
        if rng.random() < WITH_PORTRAIT:
            files[f"photos/{person.staff_no}.jpg"] = lambda face=face: portrait.jpeg(face)  # type: ignore[misc]
    return files


def _write_all(folder: Path, files: dict[str, Callable[[], bytes]], progress: Progress | None) -> None:
    (folder / "photos").mkdir(parents=True, exist_ok=True)
    for done, (name, content) in enumerate(files.items(), start=1):
        (folder / name).write_bytes(content())
        if progress is not None:
            progress(done, len(files))
