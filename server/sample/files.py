"""Writing the sample day into a folder: plan, rooms, candidates, staff, schemes, assessors and portraits."""

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from server.sample import book, candidates, card_day, portrait, practical, site, staff
from server.sample.candidates import Roster
from server.sample.card_files import FORMS
from server.sample.day import LATE, REHEARSAL_SCALE, ZONE, SampleSession, plan_text, sessions
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
    rehearsal: bool = False,
    cards: Collection[str] | bool = False,
    replace: bool = False,
    progress: Progress | None = None,
) -> None:
    """Write the input files of one made-up exam day; other files in the folder stay.

    Args:
        folder: where to write; made if it is not there.
        rooms: how many rooms and workshops, 1 to 600.
        seed: another seed gives other people; the same arguments give the same bytes.
        start: when the first theory session starts (aware; taken into the plan's zone, seconds dropped).
        plan_number: the plan's number; by default the date as YYYYMMDD, of a rehearsal one that no real day has.
        rehearsal: a day to practise with, marked as such and gone through in minutes.
        cards: card files of the theory sessions too, with the profiles that read them: in all forms, or in these.
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
    number = plan_number or int(f"{local:9%m%d%H%M}" if rehearsal else f"{local:%Y%m%d}")
    rng = Random(f"kaowu {seed} {rooms}")  # noqa: S311 - sample data must repeat; nothing secret comes from it
    files, listed, day = _files(rooms, local, number, rng, rehearsal=rehearsal)
    files |= card_day.files(listed, day, seed=seed, forms=_forms(cards))
    held = [name for name in files if (folder / name).exists()]
    if held and not replace:
        raise Held(held)
    _write_all(folder, files, progress)


def _forms(cards: Collection[str] | bool) -> Collection[str]:
    if isinstance(cards, bool):
        return tuple(FORMS) if cards else ()
    return cards


def _files(
    count: int, start: datetime, number: int, rng: Random, *, rehearsal: bool
) -> tuple[dict[str, Callable[[], bytes]], card_day.Rows, list[SampleSession]]:
    """Decide the whole day; each file's bytes are made when it is written. Candidates and sessions are told as well."""
    places = site.rooms(count, rng)
    crowd = Crowd(rng, start.date())
    people = staff.staff(places, crowd, rng)
    computer = count >= site.COMPUTER_FROM
    day = sessions(start, practical=any(room.trade for room in places), computer=computer, rehearsal=rehearsal)
    trades = [trade.name for trade in site.TRADES]
    duty_phone = next(person.phone for person in people if person.role == "总值班")
    seats = Roster(rng, crowd).rows(day, places)
    room_rows = [(room.number, room.name, room.building, room.floor, room.seats) for room in places]
    files: dict[str, Callable[[], bytes]] = {
        "plan.yaml": lambda: plan_text(number, day, trades, duty_phone, rehearsal=rehearsal).encode(),
        "rooms.csv": lambda: book.csv_text(ROOMS_HEADER, room_rows),
        "candidates.xlsx": lambda: book.xlsx("考生", candidates.HEADER, seats),
        "staff.xlsx": lambda: book.xlsx("工作人员", staff.HEADER, [person.row() for person in people]),
    }
    if any(room.trade for room in places):
        late = LATE // (REHEARSAL_SCALE if rehearsal else 1)
        items, cards = list(practical.schemes(places, late)), list(practical.assessors(people, places, start.date()))
        files["schemes.xlsx"] = lambda: book.xlsx("评分方案", practical.SCHEME_HEADER, items)
        files["assessors.xlsx"] = lambda: book.xlsx("考评员", practical.ASSESSOR_HEADER, cards)
    for person in people:
        face = portrait.look(rng, woman=person.person.woman)
        if rng.random() < WITH_PORTRAIT:
            files[f"photos/{person.staff_no}.jpg"] = lambda face=face: portrait.jpeg(face)  # type: ignore[misc]
    return files, seats, day


def _write_all(folder: Path, files: dict[str, Callable[[], bytes]], progress: Progress | None) -> None:
    (folder / "photos").mkdir(parents=True, exist_ok=True)
    for name in files:
        (folder / name).parent.mkdir(exist_ok=True)
    for done, (name, content) in enumerate(files.items(), start=1):
        (folder / name).write_bytes(content())
        if progress is not None:
            progress(done, len(files))
