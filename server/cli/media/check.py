"""``kaowu media check``: reads every photo and film again and names what is not as it was taken in."""

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from server.cli.client import damage_in_words, existing
from server.cli.media.inventory import Should, inventory
from server.cli.media.reading import bar
from server.config import Config
from server.desk.evidence.side import verified
from server.domain.slices import Slice, digest, joined, read
from server.store import keys
from server.store import upload as uploads
from server.store.db import Database
from server.store.derived import Derived
from server.store.media import PIECE, Media

#: What may be wrong, in words.
WRONG = {
    "missing": "文件不见了 / is missing",
    "differs": "内容与登记的校验值不符 / differs from its recorded hash",
    "shorter": "比已确认收到的短 / shorter than what was acknowledged",
    "record": "数据库与记录的校验值不一致 / the database and the journal name different hashes",
    "unread": "读不出 / cannot be read",
    "slices": "分段收到的登记与记录不符，文件本身相符 / the list of its slices is not the one on record; the file is",
    "no-side": "附带文件不见了 / its side file is missing",
    "side": "附带文件的签名不符，可能被改动 / its side file is not as the hub signed it",
    "extra": "多出来的文件，没有登记 / a file that nothing names",
}
#: Seconds after which a running hub has written the side file of what has just come.
MOMENT = 2.0
#: Parts of a file that are named.
SHOWN = 5
#: Files that are being written this moment.
UNDER_WAY = ".part"
_SIDE = re.compile(r"[0-9a-f]{32}\.json")
#: First and last byte of each part of a file that is not as it came; a code of ``WRONG`` with them.
Parts = tuple[tuple[int, int], ...]
Wrong = tuple[str, Parts]
#: Gives what each request brought of a file, as the database has it.
Brought = Callable[[Should], list[Slice]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a code of ``WRONG``, what it is about, and the file's path in the folder.

    ``bytes``: where in the file it is, as far as slices tell: the first and the last byte of each that differs.
    """

    wrong: str
    name: str
    path: str
    bytes: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """How many files and bytes were read, how many uploads still arrive, and what was found."""

    files: int
    size: int
    arriving: int
    findings: list[Finding]


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="结果写成 JSON / the result as JSON")
def command(as_json: bool) -> None:
    """重新读出全部影像并核对校验值；缺少、不符或多出的逐一列出，退出码 1。主机运行时也可核对。

    Read all photos, films and what was made of them, and compare their hashes with the journal; what is missing,
    differs or is extra is named, exit code 1. It may run beside the hub.
    """
    settings = existing()
    with damage_in_words(settings), closing(Database(settings.database)) as db:
        checked = _check(settings, db, keys.load(settings.data / "keys").journal.public_key())
    if as_json:
        click.echo(json.dumps(asdict(checked), ensure_ascii=False, indent=1))
    else:
        _tell(checked)
    if checked.findings:
        raise SystemExit(1)


def _check(settings: Config, db: Database, key: Ed25519PublicKey) -> Checked:
    folder = settings.data / "media"
    stores = (Media(folder), Derived(folder / "derived"))

    def current() -> dict[Path, Should]:
        with db.reading() as connection:
            return inventory(connection, *stores)

    def brought(one: Should) -> list[Slice]:
        if not one.sliced:
            return []
        with db.reading() as connection:
            return uploads.slices(connection, one.path.name)

    should = current()
    whole = [one for one in should.values() if one.whole]
    found: dict[Path, tuple[Wrong, Should]] = {}
    with bar(sum(one.size or 0 for one in whole), "核对影像 / checking") as moved:
        for one in should.values():
            wrong = _wrong(one, brought, moved)
            if wrong is not None:
                found[one.path] = (wrong, one)
    others = [path for path in _files(folder) if path not in should]
    sides = {path for path in others if _SIDE.fullmatch(path.name)}
    extra = [path for path in others if path not in sides]
    findings = [
        *_still_wrong(found, current() if found else {}, brought, folder),
        *_without_side(should.values(), current, folder),
        *_unsigned(sorted(sides), {one.side: one for one in should.values()}, key, folder),
        *_still_extra(extra, current, folder),
    ]
    return Checked(len(whole), sum(one.size or 0 for one in whole), len(should) - len(whole), findings)


def _wrong(one: Should, brought: Brought, moved: Callable[[int], None]) -> Wrong | None:
    slices: list[Slice] = []
    try:
        size = one.path.stat().st_size
        if one.size is not None and size < one.size:
            return "shorter", ()
        if not one.whole:
            return ("record", ()) if one.at_odds else None
        slices = brought(one)
        sha256, parts = _hashed(one.path, slices, moved if one.size is not None else _nothing)
    except FileNotFoundError:
        return "missing", ()
    except OSError:
        return "unread", ()
    if sha256 != one.sha256:
        return "differs", parts
    if one.at_odds:
        return "record", ()
    return ("slices", parts) if parts or not _as_listed(one, slices) else None


def _as_listed(one: Should, slices: Sequence[Slice]) -> bool:
    """Tell whether the list of slices is the one that the journal names; one of before slices were noted has none."""
    if one.listed is not None and digest(slices) != one.listed:
        return False
    return not slices or joined(slices, one.size or 0)


def _hashed(path: Path, slices: Iterable[Slice], moved: Callable[[int], None]) -> tuple[str, Parts]:
    """Return the SHA-256 of a file and the parts of it that are not as they came, by reading it once."""
    whole, place, parts = hashlib.sha256(), 0, []
    with path.open("rb") as file:

        def take(count: int) -> str:
            nonlocal place
            part = hashlib.sha256()
            while count > 0 and (piece := file.read(min(PIECE, count))):
                for each in (whole, part):
                    each.update(piece)
                moved(len(piece))
                place, count = place + len(piece), count - len(piece)
            return part.hexdigest()

        for one in slices:
            take(one.offset - place)
            if one.offset == place and one.sha256 is not None and take(one.length) != one.sha256:
                parts.append((one.offset, one.end - 1))
        while piece := file.read(PIECE):
            whole.update(piece)
            moved(len(piece))
    return whole.hexdigest(), tuple(parts)


def _nothing(_count: int) -> None:
    """Do nothing."""


def _still_wrong(
    found: Mapping[Path, tuple[Wrong, Should]], now: Mapping[Path, Should], brought: Brought, folder: Path
) -> Iterator[Finding]:
    """Give what is wrong still: beside a running hub, something may have been removed or made anew meanwhile."""
    for path, (wrong, before) in found.items():
        after = now.get(path)
        if after is None:
            continue
        if after != before or wrong[0] == "slices":  # they are no part of what is compared
            again = _wrong(after, brought, _nothing)
            if again is None:
                continue
            wrong = again
        code, parts = wrong
        yield Finding(code, after.name, path.relative_to(folder).as_posix(), parts)


def _without_side(
    should: Iterable[Should], current: Callable[[], Mapping[Path, Should]], folder: Path
) -> Iterator[Finding]:
    """Give the originals that have no side file still: the hub writes it a moment after all bytes are here."""
    without = [one for one in should if one.side is not None and not one.side.exists()]
    if not without:
        return
    time.sleep(MOMENT)
    now = current()
    for one in without:
        if one.side is not None and one.path in now and not one.side.exists():
            yield Finding("no-side", one.name, one.side.relative_to(folder).as_posix())


def _unsigned(
    sides: Iterable[Path], should: Mapping[Path | None, Should], key: Ed25519PublicKey, folder: Path
) -> Iterator[Finding]:
    """Give the side files that the hub did not sign as they stand, or signed for other bytes or another list of slices.

    Those of before slices were noted have no list.
    """
    for path in sides:
        try:
            said = verified(path.read_bytes(), key)
        except FileNotFoundError:
            continue
        one = should.get(path)
        listed = None if one is None or said is None else said["arrival"].get("slices")
        other = listed is not None and one is not None and one.listed not in (None, digest(read(listed["lines"])))
        if said is None or said["arrival"]["upload"] != path.stem or other:
            yield Finding("side", path.name, path.relative_to(folder).as_posix())


def _still_extra(extra: Collection[Path], current: Callable[[], Mapping[Path, Should]], folder: Path) -> list[Finding]:
    """Return what nothing names still: an upload may have begun meanwhile, or its last bytes been taken away."""
    if not extra:
        return []
    now = current()
    left = [path for path in extra if path not in now and path.exists()]
    return [Finding("extra", path.name, path.relative_to(folder).as_posix()) for path in left]


def _files(folder: Path) -> Iterable[Path]:
    for place, _, names in os.walk(folder):
        for name in sorted(names):
            if not name.endswith(UNDER_WAY):
                yield Path(place, name)


def _where(one: Finding) -> str:
    told = "、".join(f"{first}–{last}" for first, last in one.bytes[:SHOWN])
    more = f" … {len(one.bytes)}" if len(one.bytes) > SHOWN else ""
    return f"（字节 / bytes {told}{more}）" if told else ""


def _tell(checked: Checked) -> None:
    for one in checked.findings:
        click.secho(f"✕ {one.name}（media/{one.path}）：{WRONG[one.wrong]}{_where(one)}", fg="red")
    counted = f"核对 {checked.files} 个文件，{checked.size / 1_000_000:.1f} MB"
    arriving = f"，另有 {checked.arriving} 个还在上传" if checked.arriving else ""
    if not checked.findings:
        click.secho(
            f"影像完整，未被改动：{counted}{arriving} / all photos and films are as they were taken in", fg="green"
        )
        return
    click.echo(
        f"{counted}{arriving}；有问题的 {len(checked.findings)} 个。请封存 media 目录，报告主考，从备份或原卡找回"
        " / keep the folder as it is, tell the chief, and look for the files in the backup or on the cards",
        err=True,
    )
