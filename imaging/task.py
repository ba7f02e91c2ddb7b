"""What the workshop is asked for, and what comes out; also how both cross between the two processes."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from imaging.looked import Looked

#: What can be wanted of a file. ``NEWEST``: the latest frame of a film that still grows. ``FILM``: a copy that browsers
#: can jump in, written to ``into``.
LOOK, THUMBNAIL, POSTER, NEWEST, FILM = "look", "thumbnail", "poster", "newest", "film"
WANTED = (LOOK, THUMBNAIL, POSTER, NEWEST, FILM)
#: Bytes of a line, or of a small picture: neither comes near it.
LONGEST = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Task:
    """One file and what is wanted of it; ``into``: where a film goes, a place that nothing stands at.

    ``spare``: bytes of its disk that a film leaves free.
    """

    path: Path
    wanted: tuple[str, ...]
    into: Path | None = None
    spare: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """What came out. ``fault``: why something wanted is missing; the rest is there all the same.

    ``thumbnail``: JPEG, of photos. ``poster``: JPEG, of films. ``film``: one was written; False where the original can
    be jumped in as it is, or no browser would play a copy either. ``missing``: what was wanted and could not be made.
    """

    looked: Looked = field(default_factory=Looked)
    thumbnail: bytes | None = None
    poster: bytes | None = None
    film: bool = False
    missing: tuple[str, ...] = ()
    fault: str | None = None


def ask(task: Task) -> bytes:
    """Write a task as a line."""
    into = str(task.into) if task.into else None
    said = {"path": str(task.path), "wanted": task.wanted, "into": into, "spare": task.spare}
    return json.dumps(said).encode() + b"\n"


def asked(line: bytes) -> Task:
    """Read a task."""
    said = json.loads(line)
    into = Path(said["into"]) if said["into"] else None
    return Task(Path(said["path"]), tuple(said["wanted"]), into, said["spare"])


def answer(made: Made) -> bytes:
    """Write what came out: a line, then the pictures."""
    pictures = (made.thumbnail or b"", made.poster or b"")
    said = {
        "looked": asdict(made.looked),
        "sizes": [len(picture) for picture in pictures],
        "film": made.film,
        "missing": made.missing,
        "fault": made.fault,
    }
    return json.dumps(said).encode() + b"\n" + b"".join(pictures)


def answered(stream: BinaryIO) -> Made | None:
    """Read what came out; None where the other side ended before it had said everything.

    Raises:
        ValueError: it says what no program of ours says: a hostile file has taken it over.
    """
    line = stream.readline(LONGEST)
    if not line.endswith(b"\n"):
        return None
    try:
        return _read(json.loads(line), stream)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("no answer of ours") from error


def _read(said: Mapping[str, Any], stream: BinaryIO) -> Made | None:
    if not all(isinstance(size, int) and 0 <= size <= LONGEST for size in said["sizes"]):
        raise ValueError("no size of ours")
    pictures = [stream.read(size) for size in said["sizes"]]
    if [len(picture) for picture in pictures] != said["sizes"]:
        return None
    looked = dict(said["looked"])
    looked["hints"] = tuple(looked["hints"])
    looked["place"] = tuple(looked["place"]) if looked["place"] else None
    thumbnail, poster = (picture or None for picture in pictures)
    return Made(Looked(**looked), thumbnail, poster, said["film"], tuple(said["missing"]), said["fault"])
