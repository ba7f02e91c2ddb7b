"""Make the faces the badges are set in; ``python -m badges.font`` does it once, at set-up.

The font pack holds one variable font. Working out 31,000 outlines takes half a minute, so the weights are kept
in a folder, and beside them the 2,000 rare characters that only the second pack has.
This is the only module that needs fontTools: printing itself reads ``badges.face``.
"""

import os
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.varLib.instancer import instantiateVariableFont

from badges.face import WEIGHTS, cache_folder, further, prepared

KEPT = {"head", "hhea", "maxp", "hmtx", "loca", "glyf", "cmap", "name", "OS/2", "post"}
SIMPLIFIED = 2  # place of the Simplified Chinese face in the collection
BEYOND = 0x1FFFF  # the first plane is whole in the weights: what they lack are rare ideographs
VARIABLE = {"fvar", "gvar", "avar"}  # what working out a weight reads


def variable_font() -> Path:
    """Return the font pack's Noto Sans SC.

    Raises:
        SystemExit: the pack is not installed.
    """
    pack = find_spec("justmytype_intl_cjk")
    if pack is None or pack.origin is None:
        raise SystemExit("没有字体包 justmytype-intl-cjk：请运行 make setup (font pack missing: run make setup)")
    return Path(pack.origin).parent / "fonts" / "ofl" / "notosanssc" / "NotoSansSC[wght].ttf"


def instance(source: Path, weight: int, target: Path) -> None:
    """Write ``source`` at one weight (100 to 900) as a static TrueType font of plain outlines.

    Tables that printing never reads are dropped and composite glyphs are drawn out, so that cutting a subset
    needs no renumbering. The file appears under its name only when it is whole.
    """
    scratch = target.with_suffix(f".{os.getpid()}.part")
    with TTFont(source, lazy=True, recalcTimestamp=False) as font:
        _drop(font, KEPT | VARIABLE)
        instantiateVariableFont(font, {"wght": weight}, inplace=True, optimize=False, overlap=0)
        _drop(font, KEPT)
        _draw_out_composites(font)
        font["cmap"].tables = [_characters(font)]
        font.save(scratch)
    scratch.replace(target)


def collection() -> Path:
    """Return the second font pack's collection, Noto Sans CJK.

    Raises:
        SystemExit: the pack is not installed.
    """
    pack = find_spec("noto_cjk_sans_otc")
    if pack is None or pack.origin is None:
        raise SystemExit("没有字体包 noto-cjk-sans-otc：请运行 make setup (font pack missing: run make setup)")
    return Path(pack.origin).parent / "NotoSansCJK-Regular.ttc"


def remainder(source: Path, known: Path, target: Path) -> None:
    """Write the ideographs of ``source`` (a collection) that ``known`` lacks as a TrueType font, 1000 units an em."""
    scratch = target.with_suffix(f".{os.getpid()}.part")
    with TTFont(known, lazy=True) as font:
        there = set(font.getBestCmap())
    with TTFont(source, fontNumber=SIMPLIFIED, lazy=True) as font:
        if font["head"].unitsPerEm != 1000:
            raise ValueError(f"{source}: 1000 units to the em expected")
        characters = {
            point: name for point, name in font.getBestCmap().items() if point > BEYOND and point not in there
        }
        glyphs, metrics = font.getGlyphSet(), font["hmtx"]
        outlines = {".notdef": TTGlyphPen(None).glyph()}
        for name in dict.fromkeys(characters.values()):
            pen = TTGlyphPen(None)
            glyphs[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
            outlines[name] = pen.glyph()
        built = FontBuilder(1000, isTTF=True)
        built.setupGlyphOrder(list(outlines))
        built.setupCharacterMap(characters)
        built.setupGlyf(outlines)
        widths = {name: metrics[name][0] for name in characters.values()} | {".notdef": 1000}
        built.setupHorizontalMetrics({name: (widths[name], _bearing(built.font, name)) for name in outlines})
        built.setupHorizontalHeader(ascent=font["hhea"].ascent, descent=font["hhea"].descent)
    built.setupPost(keepGlyphNames=False)
    built.font["cmap"].tables = [_characters(built.font)]
    built.save(scratch)
    scratch.replace(target)


def _bearing(font: TTFont, name: str) -> int:
    return int(getattr(font["glyf"][name], "xMin", 0))


def prepare(folder: Path) -> list[Path]:
    """Make the faces that ``folder`` lacks, side by side; return the files of all."""
    folder.mkdir(parents=True, exist_ok=True)
    source, release = variable_font(), version("justmytype-intl-cjk")
    files = {name: prepared(folder, name, release) for name in WEIGHTS}
    lacking = [name for name, file in files.items() if not file.exists()]
    if lacking:
        with ProcessPoolExecutor(max_workers=len(lacking), mp_context=get_context("spawn")) as pool:
            jobs = [pool.submit(instance, source, WEIGHTS[name], files[name]) for name in lacking]
            for job in jobs:
                job.result()
    rest = further(folder, version("noto-cjk-sans-otc"))
    if not rest.exists():
        remainder(collection(), source, rest)
    return [*files.values(), rest]


def _drop(font: TTFont, kept: Iterable[str]) -> None:
    for tag in set(font.keys()) - set(kept) - {"GlyphOrder"}:
        del font[tag]


def _characters(font: TTFont) -> CmapSubtable:
    table = CmapSubtable.newSubtable(12)
    table.platformID, table.platEncID, table.language, table.cmap = 3, 10, 0, font.getBestCmap()
    return table


def _draw_out_composites(font: TTFont) -> None:
    glyf, glyphs = font["glyf"], font.getGlyphSet()
    for name in font.getGlyphOrder():
        if glyf[name].isComposite():
            drawn, pen = DecomposingRecordingPen(glyphs), TTGlyphPen(None)
            glyphs[name].draw(drawn)
            drawn.replay(pen)
            glyf[name] = pen.glyph()


if __name__ == "__main__":
    for path in prepare(cache_folder(os.environ)):
        sys.stdout.write(f"{path}\n")
