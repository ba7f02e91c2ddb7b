"""What each request of an upload brought: its place, its bytes' hash, when it was on disk, and whose hash that is."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: What the parts of a line mean, in their order.
COLUMNS = "offset length sha256 received by"
#: Whose hash it is: the device's own, which the hub found to fit before it took the bytes, or the hub's alone.
DEVICE, HUB = "device", "hub"


@dataclass(frozen=True, slots=True)
class Slice:
    """Bytes that one request brought.

    Attributes:
        offset: where they begin.
        length: how many.
        sha256: hex; None until it is computed from the disk.
        received: when they were on the hub's disk (RFC 3339, UTC).
        said: the device sent their SHA-256 along, and it fitted.
    """

    offset: int
    length: int
    sha256: str | None
    received: str
    said: bool

    @property
    def end(self) -> int:
        """Where the next one begins."""
        return self.offset + self.length

    def line(self) -> str:
        """Write it as a side file does; ``-`` where its hash is not known."""
        whose = DEVICE if self.said else HUB
        return f"{self.offset} {self.length} {self.sha256 or '-'} {self.received} {whose}"


def lines(slices: Iterable[Slice]) -> list[str]:
    """Write slices as a side file does, one a line."""
    return [one.line() for one in slices]


def digest(slices: Sequence[Slice]) -> str | None:
    """Return the SHA-256 (hex) of their lines, each with a line feed; None where none was noted."""
    text = "".join(f"{line}\n" for line in lines(slices))
    return hashlib.sha256(text.encode()).hexdigest() if slices else None


def read(written: Iterable[str]) -> list[Slice]:
    """Read the lines of a side file.

    Raises:
        ValueError: one of them is none.
    """
    found = []
    for line in written:
        offset, length, sha256, received, whose = line.split(" ")
        found.append(Slice(int(offset), int(length), None if sha256 == "-" else sha256, received, whose == DEVICE))
    return found


def joined(slices: Sequence[Slice], size: int) -> bool:
    """Tell whether slices follow each other without a gap up to ``size`` bytes.

    The first may begin later: what had come before slices were noted has none.
    """
    ends = [one.end for one in slices]
    return all(one.length > 0 for one in slices) and [one.offset for one in slices[1:]] + [size] == ends
