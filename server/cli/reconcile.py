"""``kaowu reconcile``: card files held against a list and its absentees by the hub's rules, without a hub."""

import hashlib
import json
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import click

from reading import BadProfile, Parsed, Profile, fitting, guessed, likeliest, load_profile, parse, shipped, unguessed
from server.domain.reading.absentees import marked_of
from server.domain.reading.batch import Batch
from server.domain.reading.list_rows import BadList
from server.domain.reading.listed import AbsentCards, Counted, Listed, ReadingPolicy, bare
from server.domain.reading.lists import counted_of, listed_of
from server.domain.reading.reconcile import reconcile
from server.domain.reading.report import Report
from server.domain.reading.told import report_to_row

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN = 40
ZEROS = 3  # leading zeros that a list may have lost
MOST = (9, 10)  # so many of the files' candidates must be one session's
#: Faults of a file whose profile nobody named.
UNNAMED = ("profile-doubtful", "profile-several")
_Read = tuple[Batch, Path, Profile, Mapping[str, str]]
STATES = {"waiting": "未读", "read": "已读，资料不全", "faults": "有问题", "green": "相符"}


@click.command("reconcile")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@click.option(
    "--roster",
    "rosters",
    multiple=True,
    required=True,
    type=FILE,
    help="考生名单：csv、xlsx、xls、dbf、txt、json，可多次 / the session's list",
)
@click.option(
    "--absent",
    "absents",
    multiple=True,
    type=FILE,
    help="缺考名单：每行一个号码，或表格、json，可多次 / who was absent by the record sheets",
)
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    metavar="FILE_OR_NAME",
    help="读卡格式，文件或随附读卡格式的名称，可多次；默认自动判断 / the station's profile; guessed by default",
)
@click.option("--second", "seconds", multiple=True, type=FILE, help="第二遍读卡的文件，可多次 / files of a second pass")
@click.option("--counts", type=FILE, help="各考场卡袋张数：csv、xlsx、json / cards counted in each room's bag")
@click.option("--session", help="名单含几个场次时，只核对这一场 / this session only, where the list has several")
@click.option(
    "--absent-cards",
    type=click.Choice(["either", "bagged", "none"]),
    default="either",
    show_default=True,
    help="缺考考生的卡：装袋读卡、不装袋或两可 / whether absent candidates' cards are read",
)
@click.option("--part", is_flag=True, help="只是一部分文件，未读的考场不算缺 / not all files: rooms without cards wait")
@click.option("--json", "json_out", type=click.File("w", encoding="utf-8"), help="结果写成 JSON / result as JSON")
def command(
    files: tuple[Path, ...],
    rosters: tuple[Path, ...],
    absents: tuple[Path, ...],
    profiles: tuple[str, ...],
    seconds: tuple[Path, ...],
    counts: Path | None,
    session: str | None,
    absent_cards: str,
    part: bool,
    json_out: Any,
) -> None:
    """核对读卡文件：每张卡都要对上名单、缺考和卡袋；逐一指出问题的考场、号码和行。

    Hold card files against the list, room by room. Several files count in the order given: one that reads a room again
    is compared with the first, cell by cell. Exit code 0: nothing found; 1: faults; 2: an option or a list is wrong.
    The JSON is described in docs/card-files.md.
    """
    known = _profiles(profiles)
    try:
        every = _padded(_rosters(rosters, session), files, known)
        first = _read(files, known, {one.number for one in every})
        listed, elsewhere = _of_session(every, first)
        strangers: dict[str, tuple[str, ...]] = {}
        listed = _marked(listed, absents, strangers, elsewhere)
        counted = None if counts is None else counted_of(counts.name, counts.read_bytes())
    except BadList as wrong:
        raise click.UsageError(str(wrong)) from wrong
    again = _read(seconds, known, {one.number for one in every})
    policy = ReadingPolicy(cast(AbsentCards, absent_cards))
    report = reconcile(
        [batch for batch, _, _, _ in first], listed, _by_room(counted, listed), policy,
        second=[batch for batch, _, _, _ in again], elsewhere=elsewhere, complete=not part,
    )  # fmt: skip
    result = _result(report, [*first, *again]) | {"strangers": strangers, "second": _second(report) if again else None}
    if json_out is not None:
        json.dump(result, json_out, ensure_ascii=False, indent=2)
    if json_out is None or json_out.name != sys.stdout.name:  # beside the JSON there is nothing else
        _tell(result)
    if not report.clean:
        raise SystemExit(1)


def _profiles(named: Iterable[str]) -> list[Profile]:
    """Load the profiles that were named, by file or by the name of one that comes with the program."""
    ours = {profile.id: profile for profile in shipped()}
    found = []
    for name in named:
        path = Path(name)
        if not path.is_file():
            if name not in ours:
                raise click.UsageError(
                    f"没有读卡格式“{name}”，随附的有：{'、'.join(ours)} / no such profile; those that ship are listed"
                )
            found.append(ours[name])
            continue
        try:
            found.append(load_profile(path.read_bytes().decode("utf-8-sig", "replace")))
        except BadProfile as wrong:
            raise click.UsageError(f"{name}：{wrong.says}{wrong.fix} / {wrong.says_en}") from wrong
    return found


def _rosters(rosters: Iterable[Path], session: str | None) -> list[Listed]:
    listed = [one for path in rosters for one in listed_of(path.name, path.read_bytes(), session)]
    if len({(one.session, one.number) for one in listed}) < len(listed):
        raise BadList("几份名单中有相同的准考证号", "the lists have numbers in common")
    return listed


def _padded(listed: list[Listed], files: Sequence[Path], known: Sequence[Profile]) -> list[Listed]:
    """Return the list with the leading zeros that a spreadsheet took off all its numbers, as the cards have them."""
    width = _length({one.number for one in listed})
    if not width or not all(one.number.isdigit() for one in listed):
        return listed
    for more in range(ZEROS + 1):
        numbers = {one.number.zfill(width + more) for one in listed}
        if any(card.number in numbers for batch, _, _, _ in _read(files, known, numbers) for card in batch.cards):
            return [replace(one, number=one.number.zfill(width + more)) for one in listed] if more else listed
    return listed


def _of_session(every: list[Listed], read: Sequence[_Read]) -> tuple[list[Listed], dict[str, str]]:
    """Return the session that the files are of, and the numbers of the others.

    Raises:
        BadList: it cannot be told.
    """
    sessions = dict.fromkeys(one.session for one in every)
    if len(sessions) < 2:
        return every, {}
    cards = {card.number for batch, _, _, _ in read for card in batch.cards}
    found = {name: sum(one.number in cards for one in every if one.session == name) for name in sessions}
    best, next_best = sorted(found, key=lambda name: -found[name])[:2]
    known = sum(number in cards for number in {one.number for one in every})
    if not found[best] or found[best] == found[next_best] or found[best] * MOST[1] < known * MOST[0]:
        names = "、".join(one or "—" for one in sessions)
        raise BadList(
            f"名单有几个场次（{names}），文件中的号码看不出是哪一场；请用 --session 指定",
            f"the list has several sessions ({names}), and the files do not tell which; name it with --session",
        )
    listed = [one for one in every if one.session == best]
    ours = {one.number for one in listed}
    return listed, {one.number: one.session for one in every if one.number not in ours}


def _marked(
    listed: list[Listed], absents: Sequence[Path], strangers: dict[str, tuple[str, ...]], elsewhere: Collection[str]
) -> list[Listed]:
    if not absents:
        return listed
    numbers = {one.number for one in listed}
    seats = _seats(listed)
    absent: set[str] = set()
    misconduct: set[str] | None = None
    for path in absents:
        marked = marked_of(path.name, path.read_bytes(), numbers, seats)
        absent |= marked.absent
        misconduct = misconduct if marked.misconduct is None else (misconduct or set()) | marked.misconduct
        strange = tuple(one for one in marked.strangers if one not in elsewhere)
        if strange:
            strangers[str(path)] = strange
            click.secho(
                f"{path.name}：{'、'.join(strange[:SHOWN])} 不在名单中，没有计入缺考 / not on the list",
                fg="yellow",
                err=True,
            )
    return [_attended(one, absent, misconduct) for one in listed]


def _seats(listed: Iterable[Listed]) -> dict[tuple[str, str], str]:
    """Return whose each seat is, where it is one candidate's."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in listed:
        found.setdefault((bare(one.room), bare(one.seat)), []).append(one.number)
    return {place: numbers[0] for place, numbers in found.items() if len(numbers) == 1}


def _attended(one: Listed, absent: Collection[str], misconduct: Collection[str] | None) -> Listed:
    broke = one.misconduct if misconduct is None else one.number in misconduct
    return replace(one, absent=one.number in absent, misconduct=broke)


def _by_room(counted: dict[str, Counted] | None, listed: Iterable[Listed]) -> dict[str, Counted] | None:
    """Return the counts by the list's own room numbers: 1 and 001 are the same room."""
    if counted is None:
        return None
    rooms = {one.room.lstrip("0"): one.room for one in listed}
    return {rooms.get(room.lstrip("0"), room): one for room, one in counted.items()}


def _length(numbers: Collection[str]) -> int:
    """Return how long all numbers are; 0 where they differ."""
    lengths = {len(number) for number in numbers}
    return lengths.pop() if len(lengths) == 1 else 0


def _read(paths: Iterable[Path], known: Sequence[Profile], numbers: Collection[str]) -> list[_Read]:
    read = []
    for path in paths:
        raw = path.read_bytes()
        profile, parsed = _parsed(raw, known, numbers)
        batch = Batch(hashlib.sha256(raw).hexdigest(), parsed.cards, path.name, parsed.faults)
        read.append((batch, path, profile, parsed.header))
    return read


def _parsed(raw: bytes, known: Sequence[Profile], numbers: Collection[str]) -> tuple[Profile, Parsed]:
    """Read a file by the profile that fits it best: of those named, else of those that ship, made to fit it."""
    listed: Callable[[str], bool] = numbers.__contains__
    profiles = known or fitting(raw, shipped(), _length(numbers)) or shipped()
    if len(profiles) == 1 and known:
        return profiles[0], parse(raw, profiles[0], listed=listed)
    found = guessed(raw, profiles)
    if found.profile is not None:
        return found.profile, parse(raw, found.profile, listed=listed)
    read = [(profile, parse(raw, profile, listed=listed)) for profile in profiles]
    likely, parsed = likeliest(read)
    if found.doubt is not None:
        return likely, replace(parsed, faults=(found.doubt,))
    return likely, unguessed(parsed, likely)


def _result(report: Report, read: Sequence[_Read]) -> dict[str, Any]:
    names = {batch.sha256: str(path) for batch, path, _, _ in read}
    files = [
        {
            "file": str(path), "sha256": batch.sha256, "profile": profile.id, "taken": batch.taken,
            "cards": len(batch.cards), "faults": len(batch.faults),
            "questions": max((len(card.answers) for card in batch.cards), default=0),
        }
        | ({"sheets": header["sheets"]} if "sheets" in header else {})
        for batch, path, profile, header in read
    ]  # fmt: skip
    result = {"files": files} | report_to_row(report, names)
    for one in result["faults"]:
        if one["code"] in UNNAMED:
            one["fix"] += "在这里用 --profile 文件或名称 指定。"
            one["fix_en"] += " Here it is named by --profile FILE_OR_NAME."
    return result


def _second(report: Report) -> dict[str, Any]:
    """Return how much of what was read a second pass covered, and the rooms of which it left cards out."""
    covered, whole = report.covered(), report.read_twice()
    return {
        "compared": whole.compared, "of": whole.of,
        "short": sorted(room for room, one in covered.items() if one.compared < one.of),
    }  # fmt: skip


def _tell(result: dict[str, Any]) -> None:
    for one in result["files"]:
        sheets = f"，各工作表的行：{one['sheets']}" if "sheets" in one else ""
        state = f"{one['cards']} 张卡，每张 {one['questions']} 题{sheets}" if one["taken"] else "没有采用"
        click.secho(f"{one['file']}（{one['profile']}）：{state}", fg="green" if one["taken"] else "red")
    for room in result["rooms"]:
        unknown = {one["key"] for one in room["equations"] if one["state"] == "unknown"}
        if room["state"] != "green" and unknown != {"misconduct"}:  # many sites have no list of violations
            click.secho(
                f"考场 {room['room']}：{STATES[room['state']]}，应考 {room['expected']}，读到 {room['read']}",
                fg="yellow",
            )
    for one in result["faults"][:SHOWN]:
        click.echo(f"  {one['kind']}：{one['says']}")
        click.echo(f"    处理：{one['fix']}")
    if len(result["faults"]) > SHOWN:
        click.echo(f"  …… 另有 {len(result['faults']) - SHOWN} 个，用 --json 查看全部")
    if (second := result["second"]) is not None:
        whole = second["compared"] == second["of"]
        rooms = "" if whole else f"，没有读全的考场：{'、'.join(second['short'][:SHOWN])}"
        click.secho(
            f"第二遍读了 {second['compared']}/{second['of']} 张{rooms} / cards that the second pass covered",
            fg="green" if whole else "yellow",
        )
    if result["clean"]:
        _tell_clean([room["state"] for room in result["rooms"]])
    else:
        click.secho(f"发现 {len(result['faults'])} 个问题 / faults found", fg="red")


def _tell_clean(states: Sequence[str]) -> None:
    """Say that nothing was found, and of how many rooms: those whose cards were not read are not accounted for."""
    read = sum(state != "waiting" for state in states)
    if read == len(states):
        click.secho(f"{read} 个考场全部相符 / every card accounted for", fg="green")
    else:
        click.secho(
            f"已读 {read}/{len(states)} 个考场，已读的没有发现问题；{len(states) - read} 个考场未读"
            f" / {read} of {len(states)} rooms read, nothing found in them",
            fg="yellow",
        )
