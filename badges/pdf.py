"""A small streaming PDF writer: every object goes out as soon as it is known, only offsets stay in memory.

Just what badges need: pages, forms drawn many times, JPEGs passed through as they are, TrueType subsets with
the way back to text. Nothing depends on the clock, so the same badges give the same bytes.
"""

import hashlib
import zlib
from collections.abc import Mapping
from itertools import groupby
from types import MappingProxyType
from typing import BinaryIO

from badges.face import Face
from badges.jpeg import Jpeg
from badges.picture import Raster

POINT = 25.4 / 72  # mm
SPACES = {1: b"/DeviceGray", 3: b"/DeviceRGB", 4: b"/DeviceCMYK"}
CMAP_HEAD = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /KaowuText def /CMapType 2 def\n"
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
)
CMAP_TAIL = b"endcmap CMapName currentdict /CMap defineresource pop end end\n"
CMAP_BLOCK = 100  # lines a bfchar block may hold
FURTHER = "F"  # the face that draws what the others lack
NOTHING: Mapping[str, int] = MappingProxyType({})


class Font:
    """One weight in one file: glyphs are numbered as they are first used, so the subset is known at the end.

    ``name`` is what pages call it by. ``further`` draws the characters this one lacks.
    """

    def __init__(self, face: Face, number: int, name: str = "R", further: "Font | None" = None) -> None:
        self.face = face
        self.number = number
        self.name = name
        self.further = further
        self._codes: dict[str, int] = {}
        self._widths: dict[str, int] = {}

    @property
    def used(self) -> bool:
        """Whether any character of this font was set."""
        return bool(self._codes)

    def has(self, character: str) -> bool:
        """Say whether the character can be drawn, by this font or the further one."""
        return self.face.glyph(character) != 0 or (self.further is not None and self.further.has(character))

    def width(self, text: str) -> float:
        """Return how wide a text is, in em."""
        widths = self._widths
        for character in text:
            if character not in widths:
                face = self._drawing(character).face
                widths[character] = face.advance(face.glyph(character))
        return sum(widths[character] for character in text) / 1000

    def runs(self, text: str) -> list[tuple["Font", str]]:
        """Cut a text where the font changes; nearly always it is this one throughout."""
        fonts = [self if character in self._codes else self._drawing(character) for character in text]
        if all(font is self for font in fonts):
            return [(self, text)]
        pairs = groupby(zip(fonts, text, strict=True), key=lambda pair: pair[0])
        return [(font, "".join(character for _, character in run)) for font, run in pairs]

    def _drawing(self, character: str) -> "Font":
        further = self.further
        own = further is None or self.face.glyph(character) or not further.has(character)
        return self if own or further is None else further

    def encode(self, text: str) -> bytes:
        """Return a text as a PDF string and take its characters into the subset."""
        codes = self._codes
        return b"<%s>" % "".join(f"{codes.setdefault(character, len(codes) + 1):04x}" for character in text).encode()

    def subset(self) -> bytes:
        """Return the TrueType program of the characters used."""
        return self.face.subset([0, *(self.face.glyph(character) for character in self._codes)])

    def widths(self) -> bytes:
        """Return the PDF ``W`` array: only what is not one em wide."""
        advances = ((code, self.face.advance(self.face.glyph(text))) for text, code in self._codes.items())
        return b"[%s]" % b" ".join(b"%d [%d]" % pair for pair in advances if pair[1] != 1000)

    def to_unicode(self) -> bytes:
        """Return the CMap that leads from glyph numbers back to text."""
        lines = [b"<%04x> <%s>" % (code, text.encode("utf-16-be").hex().encode()) for text, code in self._codes.items()]
        blocks = (lines[start : start + CMAP_BLOCK] for start in range(0, len(lines), CMAP_BLOCK))
        body = b"".join(b"%d beginbfchar\n%s\nendbfchar\n" % (len(block), b"\n".join(block)) for block in blocks)
        return CMAP_HEAD + body + CMAP_TAIL


class Pdf:
    """One PDF being written to ``out``; lengths are millimetres. ``close`` makes it whole."""

    def __init__(self, out: BinaryIO, faces: Mapping[str, Face]) -> None:
        self._out = out
        self._place = 0
        self._offsets: list[int] = []
        self._pages: list[int] = []
        self._send(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._catalog, self._tree = self._reserve(), self._reserve()
        self._font_names = self._reserve()
        further = Font(faces[FURTHER], self._reserve(), FURTHER) if FURTHER in faces else None
        own = (name for name in faces if name != FURTHER)
        self.fonts = {name: Font(faces[name], self._reserve(), name, further) for name in own}
        self._all = [*self.fonts.values(), *([further] if further else [])]

    def form(
        self, content: bytes, width: float, height: float, bleed: float = 0, drawings: Mapping[str, int] = NOTHING
    ) -> int:
        """Write a drawing that pages may repeat, ``bleed`` beyond its edges as well; return its object number."""
        box = b"/BBox [%.3f %.3f %.3f %.3f]" % (-bleed, -bleed, width + bleed, height + bleed)
        resources = b"/Resources <</Font %d 0 R /XObject <<%s>>>>" % (self._font_names, _named(drawings))
        return self._stream(b"/Type /XObject /Subtype /Form %s %s" % (box, resources), content)

    def raster(self, raster: Raster) -> int:
        """Write plain samples as a picture, see-through where they are; return its object number."""
        size = b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8" % (
            raster.width,
            raster.height,
        )
        mask = b""
        if raster.alpha is not None:
            mask = b" /SMask %d 0 R" % self._stream(b"%s /ColorSpace /DeviceGray" % size, raster.alpha)
        return self._stream(b"%s /ColorSpace /DeviceRGB%s" % (size, mask), raster.rgb)

    def picture(self, jpeg: Jpeg) -> int:
        """Write a JPEG as it is; return its object number."""
        inverted = b" /Decode [1 0 1 0 1 0 1 0]" if jpeg.inverted else b""
        size = b"/Width %d /Height %d /BitsPerComponent 8" % (jpeg.width, jpeg.height)
        kind = b"/Type /XObject /Subtype /Image /ColorSpace %s" % SPACES[jpeg.components]
        return self._stream(b"%s %s%s /Filter /DCTDecode" % (kind, size, inverted), jpeg.data, packed=False)

    def page(self, content: bytes, width: float, height: float, drawings: Mapping[str, int]) -> None:
        """Write one page; ``drawings`` are the forms and pictures that ``content`` calls by name."""
        number = self._stream(b"", content)
        names = _named(drawings)
        self._pages.append(
            self._put(
                b"<</Type /Page /Parent %d 0 R /MediaBox [0 0 %.3f %.3f] /Contents %d 0 R"
                b" /Resources <</Font %d 0 R /XObject <<%s>>>>>>"
                % (self._tree, width / POINT, height / POINT, number, self._font_names, names)
            )
        )

    def close(self, title: str, duplex: bytes = b"Simplex") -> None:
        """Write the fonts, the page tree and the table of objects; ``duplex`` is what print dialogs should offer."""
        used = [font for font in self._all if font.used]
        for font in self._all:
            if font.used:
                self._font(font)
            else:
                self._put(b"null", font.number)
        self._put(b"<<%s>>" % _named({font.name: font.number for font in used}), self._font_names)
        kids = b" ".join(b"%d 0 R" % page for page in self._pages)
        self._put(b"<</Type /Pages /Count %d /Kids [%s]>>" % (len(self._pages), kids), self._tree)
        # PrintScaling None: a badge shrunk "to fit the page" no longer fits its sleeve, and its QR gets smaller.
        view = b"/ViewerPreferences <</DisplayDocTitle true /PrintScaling /None /Duplex /%s>>" % duplex
        self._put(b"<</Type /Catalog /Pages %d 0 R /Lang (zh-CN) %s>>" % (self._tree, view), self._catalog)
        info = self._put(b"<</Title <feff%s> /Producer (Kaowu)>>" % title.encode("utf-16-be").hex().encode())
        self._end(info)

    def _end(self, info: int) -> None:
        start, count = self._place, len(self._offsets) + 1
        rows = b"".join(b"%010d 00000 n \n" % offset for offset in self._offsets)
        trailer = b"<</Size %d /Root %d 0 R /Info %d 0 R>>" % (count, self._catalog, info)
        table = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n%s\n" % (count, rows, trailer)
        self._send(b"%sstartxref\n%d\n%%%%EOF\n" % (table, start))

    def _font(self, font: Font) -> None:
        program = font.subset()
        tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(program).digest()[:6])
        name = f"{tag}+{font.face.name}".encode()
        file = self._stream(b"/Length1 %d" % len(program), program)
        box = b" ".join(b"%d" % side for side in font.face.box)
        metrics = b"/ItalicAngle 0 /Ascent %d /Descent %d /CapHeight 733" % (font.face.ascent, font.face.descent)
        look = b"/Flags 4 /StemV 90 /FontBBox [%s] %s" % (box, metrics)
        descriptor = self._put(b"<</Type /FontDescriptor /FontName /%s %s /FontFile2 %d 0 R>>" % (name, look, file))
        system = b"/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>"
        glyphs = b"/DW 1000 /W %s /CIDToGIDMap /Identity" % font.widths()
        kind = b"/Type /Font /Subtype /CIDFontType2 /BaseFont /%s" % name
        below = self._put(b"<<%s %s /FontDescriptor %d 0 R %s>>" % (kind, system, descriptor, glyphs))
        back = self._stream(b"", font.to_unicode())
        above = b"/Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H" % name
        self._put(b"<<%s /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>" % (above, below, back), font.number)

    def _stream(self, dictionary: bytes, data: bytes, *, packed: bool = True) -> int:
        if packed:
            dictionary, data = dictionary + b" /Filter /FlateDecode", zlib.compress(data, 6)
        return self._put(b"<<%s /Length %d>>\nstream\n%s\nendstream" % (dictionary, len(data), data))

    def _put(self, body: bytes, number: int | None = None) -> int:
        number = number or self._reserve()
        self._offsets[number - 1] = self._place
        self._send(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        return number

    def _reserve(self) -> int:
        self._offsets.append(0)
        return len(self._offsets)

    def _send(self, data: bytes) -> None:
        self._out.write(data)
        self._place += len(data)


def _named(objects: Mapping[str, int]) -> bytes:
    return b" ".join(b"/%s %d 0 R" % (name.encode(), number) for name, number in objects.items())
