"""A camera's card as a folder: what lies on it, read and never written."""

import hashlib
import os
import posixpath
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from imaging.kind import HEAD, Kind, sniff
from server.domain.evidence import beside as rules
from server.domain.evidence.beside import Beside

PIECE = 1024 * 1024
BESIDE: Mapping[Beside, str] = {
    "small": "相机自己存的小图 / small pictures that the camera made for itself",
    "second": "录像的低画质副本 / films once more, of low quality",
    "deleted": "已删除的文件 / deleted before",
    "fragment": "修复存储卡时留下的碎片 / left by a repair of the card",
    "system": "电脑自己的文件 / a computer's own",
}
NO_KIND = "不是可收的照片或录像格式，原件留在卡上 / of no kind that is taken; it stays on the card"


@dataclass(frozen=True, slots=True)
class File:
    """A file that is taken. ``name``: its path on the card; ``modified``: when it was last written (aware)."""

    path: Path
    name: str
    kind: Kind
    size: int
    modified: datetime

    @property
    def source(self) -> str:
        """What kind of device the card is from, by how it lays its files out."""
        folders = {part.lower() for part in Path(self.name).parts[:-1]}
        if folders & {"avchd", "bdmv", "m4root", "avf_info", "clip"} or self.kind.code == "mts":
            return "camcorder"
        return "camera" if "dcim" in folders else "file"


@dataclass(frozen=True, slots=True)
class Left:
    """A file that is not taken, and why; of what cameras keep beside, all of one ending in a folder (``A/*.THM``).

    ``broken``: its card may be damaged. ``files``: how many.
    """

    name: str
    why: str
    broken: bool = False
    files: int = 1


def found(card: Path) -> Iterator[File | Left]:
    """Give the files of a card, however deep they lie, by their names, then folders that cannot be read."""
    unread: list[OSError] = []
    kept: dict[tuple[str, str, Beside], list[str]] = {}
    for folder, inside, names in os.walk(card, onerror=unread.append):
        inside[:] = sorted(one for one in inside if not one.startswith("."))
        for path in (Path(folder, name) for name in sorted(names) if not name.startswith(".")):
            name = path.relative_to(card).as_posix()
            why = rules.beside(name)
            if why is None:
                one = _looked_at(path, name)
                if one is not None:
                    yield one
            elif rules.looks_like(name):
                kept.setdefault((posixpath.dirname(name), path.suffix, why), []).append(name)
    yield from (_together(*which, names) for which, names in kept.items())
    yield from filter(None, (_unread(card, error) for error in unread))


def _together(folder: str, ending: str, why: Beside, names: Sequence[str]) -> Left:
    name = names[0] if len(names) == 1 else posixpath.join(folder, f"*{ending}")
    told = BESIDE[why] if len(names) == 1 else f"{len(names)} 个，{BESIDE[why]}"
    return Left(name, told, files=len(names))


def _unread(card: Path, error: OSError) -> Left | None:
    """Tell of a folder whose list cannot be read: what lies in it nobody knows, the other folders may be whole."""
    inside = Path(error.filename).relative_to(card)
    name = f"{inside.as_posix() if inside.parts else card.name}/"
    if rules.beside(name) is not None:  # a computer's own may be closed to everybody, and nothing of it is taken
        return None
    why = f"文件夹读不出（{error.strerror}），里面的都没有收 / cannot be read, nothing in it was taken"
    return Left(name, why, broken=True)


def _looked_at(path: Path, name: str) -> File | Left | None:
    try:
        about = path.lstat()
        if not stat.S_ISREG(about.st_mode):
            return None
        with path.open("rb") as file:
            kind = sniff(file.read(HEAD))
    except OSError as error:
        return Left(name, f"读不出（{error.strerror}）/ cannot be read", broken=True)
    if kind is not None:
        return File(path, name, kind, about.st_size, datetime.fromtimestamp(about.st_mtime, UTC))
    if not rules.looks_like(name):
        return None
    if about.st_size == 0:
        return Left(name, "是空文件 / empty", broken=True)
    return Left(name, NO_KIND)


def sha256_of(file: File, read: Callable[[int], None]) -> str:
    """Return the SHA-256 of a file; ``read`` hears how many bytes were read."""
    digest = hashlib.sha256()
    with file.path.open("rb") as source:
        while piece := source.read(PIECE):
            digest.update(piece)
            read(len(piece))
    return digest.hexdigest()
