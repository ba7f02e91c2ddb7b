"""Read a prepared weight and cut subsets from it: only the TrueType tables that a PDF needs.

The file is mapped, not loaded: a print job touches the outlines it uses and no others.
"""

import mmap
import os
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType

WEIGHTS = MappingProxyType({"Regular": 400, "Bold": 700})
EDITION = 1  # to be raised when badges.font writes something else, so that no old file is taken
ROOT = Path(__file__).resolve().parents[1]
CHECKSUM = 0xB1B0AFBA  # head.checkSumAdjustment makes the whole file sum to this


def cache_folder(env: Mapping[str, str]) -> Path:
    """Return where prepared fonts are kept: ``KAOWU_CACHE``, or ``.cache`` beside the packages."""
    return Path(env.get("KAOWU_CACHE") or ROOT / ".cache")


def further(folder: Path, release: str) -> Path:
    """Return the file of the characters that the weights lack, made from one release of its font pack."""
    return folder / f"NotoSansCJK-Further-{release}-{EDITION}.ttf"


def prepared(folder: Path, weight: str, release: str) -> Path:
    """Return the file of one weight, made from one release of the font pack."""
    return folder / f"NotoSansSC-{weight}-{release}-{EDITION}.ttf"


class Face:
    """One static weight. Lengths are in thousandths of the em."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._tables = self._directory()
        (em,) = struct.unpack_from(">H", self._table("head"), 18)
        if em != 1000:
            raise ValueError(f"{path}: 1000 units to the em expected, {em} found")
        self.box: tuple[int, int, int, int] = struct.unpack_from(">4h", self._table("head"), 36)
        self.ascent, self.descent = struct.unpack_from(">2h", self._table("hhea"), 4)
        (self._metrics,) = struct.unpack_from(">H", self._table("hhea"), 34)
        (self.count,) = struct.unpack_from(">H", self._table("maxp"), 4)
        self._glyphs = self._characters()
        self._long = struct.unpack_from(">h", self._table("head"), 50)[0] == 1

    def glyph(self, character: str) -> int:
        """Return the number of a character's glyph; 0 where the font has none."""
        return self._glyphs.get(ord(character), 0)

    def advance(self, glyph: int) -> int:
        """Return how far a glyph moves the pen."""
        return int(struct.unpack_from(">H", self._data, self._tables["hmtx"][0] + 4 * min(glyph, self._metrics - 1))[0])

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """Return a TrueType font of ``glyphs``, numbered in the order given (the first must be 0, 'missing')."""
        outlines, metrics, places = bytearray(), bytearray(), [0]
        for glyph in glyphs:
            outlines += self._outline(glyph)
            outlines += bytes(-len(outlines) % 4)
            metrics += struct.pack(">Hh", self.advance(glyph), self._bearing(glyph))
            places.append(len(outlines))
        head, hhea, maxp = (bytearray(self._table(tag)) for tag in ("head", "hhea", "maxp"))
        struct.pack_into(">I", head, 8, 0)
        struct.pack_into(">h", head, 50, 1)
        struct.pack_into(">H", hhea, 34, len(glyphs))
        struct.pack_into(">H", maxp, 4, len(glyphs))
        return _assemble(
            {
                "glyf": bytes(outlines),
                "head": bytes(head),
                "hhea": bytes(hhea),
                "hmtx": bytes(metrics),
                "loca": struct.pack(f">{len(places)}I", *places),
                "maxp": bytes(maxp),
            }
        )

    def _directory(self) -> dict[str, tuple[int, int]]:
        (count,) = struct.unpack_from(">H", self._data, 4)
        rows = struct.iter_unpack(">4sIII", self._data[12 : 12 + 16 * count])
        return {tag.decode("ascii"): (offset, length) for tag, _, offset, length in rows}

    def _table(self, tag: str) -> bytes:
        offset, length = self._tables[tag]
        return self._data[offset : offset + length]

    def _characters(self) -> dict[int, int]:
        table = self._table("cmap")
        (start,) = struct.unpack_from(">I", table, 8)
        (groups,) = struct.unpack_from(">I", table, start + 12)
        rows = struct.iter_unpack(">III", table[start + 16 : start + 16 + 12 * groups])
        return {first + step: glyph + step for first, last, glyph in rows for step in range(last - first + 1)}

    def _outline(self, glyph: int) -> bytes:
        loca, glyf = self._tables["loca"][0], self._tables["glyf"][0]
        if self._long:
            start, end = struct.unpack_from(">2I", self._data, loca + 4 * glyph)
        else:
            start, end = (2 * half for half in struct.unpack_from(">2H", self._data, loca + 2 * glyph))
        return self._data[glyf + start : glyf + end]

    def _bearing(self, glyph: int) -> int:
        start, tail = self._tables["hmtx"][0], glyph - self._metrics
        offset = start + 4 * glyph + 2 if tail < 0 else start + 4 * self._metrics + 2 * tail
        return int(struct.unpack_from(">h", self._data, offset)[0])


def faces(env: Mapping[str, str]) -> dict[str, Face]:
    """Return the regular (R) and the bold (B) weight and what both lack (F); prepare them where set-up has not.

    Preparing runs in its own process: it needs 200 MB for half a minute, printing a quarter of that.
    """
    folder = cache_folder(env)
    files = {weight: prepared(folder, weight, version("justmytype-intl-cjk")) for weight in WEIGHTS}
    rest = further(folder, version("noto-cjk-sans-otc"))
    if not all(file.exists() for file in (*files.values(), rest)):
        command = [sys.executable, "-m", "badges.font"]
        subprocess.run(  # noqa: S603  # our own module, no argument from outside
            command, cwd=ROOT, env={**os.environ, "KAOWU_CACHE": str(folder)}, stdout=subprocess.DEVNULL, check=True
        )
    return {
        "R": Face(files["Regular"], "NotoSansSC-Regular"),
        "B": Face(files["Bold"], "NotoSansSC-Bold"),
        "F": Face(rest, "NotoSansCJKsc-Regular"),
    }


def _assemble(tables: Mapping[str, bytes]) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(">IHHHH", 0x00010000, count, 16 * power, power.bit_length() - 1, 16 * (count - power))
    rows, body, offset = bytearray(), bytearray(), 12 + 16 * count
    for tag, data in sorted(tables.items()):
        rows += struct.pack(">4sIII", tag.encode("ascii"), _checksum(data), offset + len(body), len(data))
        if tag == "head":
            adjustment = offset + len(body) + 8
        body += data + bytes(-len(data) % 4)
    font = bytearray(header + rows + body)
    struct.pack_into(">I", font, adjustment, (CHECKSUM - _checksum(bytes(font))) & 0xFFFFFFFF)
    return bytes(font)


def _checksum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF
