"""Sends a file to the hub by tus, piece by piece, and goes on where the hub says it stands."""

import base64
import hashlib
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from server.cli.client import Answer, Hub, Problem, refused

PIECE = 8 * 1024 * 1024
TRIES = 8  # in a row that bring nothing
_SPEAKS = {"Tus-Resumable": "1.0.0"}
_BYTES = _SPEAKS | {"Content-Type": "application/offset+octet-stream"}
#: Answers after which the hub is asked how far it has come: another writer, another offset, bytes that got damaged.
_ASK_AGAIN = (409, 423, 460)
_TOO_FAST = 429


@dataclass(frozen=True, slots=True)
class Names:
    """What an upload says of itself: the fact that will announce it, its plan and, where that is told, its session."""

    fact: str
    plan: int
    session: str | None = None


def send(hub: Hub, path: Path, size: int, names: Names, sent: Callable[[int], None]) -> None:
    """Send a file that is announced once all of it is there; ``sent`` hears how many more bytes the hub has on disk.

    Raises:
        Problem: the hub refused, or the file got shorter.
    """
    place = _begun(hub, size, names)
    offset, tries = 0, 0
    with path.open("rb") as file:
        while offset < size:
            file.seek(offset)
            piece = file.read(min(PIECE, size - offset))
            if not piece:
                raise Problem(f"{path} 在读取时变短了：检查存储卡 / it got shorter while it was read: check the card")
            before, offset = offset, _appended(hub, place, offset, piece)
            sent(offset - before)
            tries = 0 if offset > before else tries + 1
            if tries >= TRIES:
                raise Problem(
                    f"{path}：主机多次没有收下，请稍后再导入一次 / the hub did not take it: import again later"
                )


def _begun(hub: Hub, size: int, names: Names) -> str:
    said = {name: value for name, value in asdict(names).items() if value is not None}
    told = ",".join(f"{name} {base64.b64encode(str(value).encode()).decode()}" for name, value in said.items())
    while True:
        answer = hub.send("POST", "/api/media", _SPEAKS | {"Upload-Length": str(size), "Upload-Metadata": told}, b"")
        if answer.status != _TOO_FAST:
            break
        time.sleep(float(answer.headers.get("retry-after", "1")))
    if answer.status >= 400:
        raise refused(answer)
    return answer.headers["location"]


def _appended(hub: Hub, place: str, offset: int, piece: bytes) -> int:
    """Append a piece and return how many bytes the hub has."""
    checked = base64.b64encode(hashlib.sha256(piece).digest()).decode()
    said = _BYTES | {"Upload-Offset": str(offset), "Upload-Checksum": f"sha256 {checked}"}
    answer = hub.send("PATCH", place, said, piece)
    if answer.status in _ASK_AGAIN:
        time.sleep(float(answer.headers.get("retry-after", "0")))
        answer = hub.send("HEAD", place, _SPEAKS, b"")
    return _offset(answer)


def _offset(answer: Answer) -> int:
    if answer.status >= 400:
        raise refused(answer)
    return int(answer.headers["upload-offset"])
