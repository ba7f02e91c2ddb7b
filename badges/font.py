"""Make the two static weights the badges are set in; ``python -m badges.font`` does it once, at set-up.

The font pack holds one variable font. Working out 31,000 outlines takes half a minute, so the weights are kept
in a folder. This is the only module that needs fontTools: printing itself reads ``badges.face``.
"""

import os
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.varLib.instancer import instantiateVariableFont

from badges.face import WEIGHTS, cache_folder, prepared

KEPT = {"head", "hhea", "maxp", "hmtx", "loca", "glyf", "cmap", "name", "OS/2", "post"}
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


def prepare(folder: Path) -> list[Path]:
    """Make the weights that ``folder`` lacks, side by side; return the files of all weights."""
    folder.mkdir(parents=True, exist_ok=True)
    source, release = variable_font(), version("justmytype-intl-cjk")
    files = {name: prepared(folder, name, release) for name in WEIGHTS}
    lacking = [name for name, file in files.items() if not file.exists()]
    if lacking:
        with ProcessPoolExecutor(max_workers=len(lacking), mp_context=get_context("spawn")) as pool:
            jobs = [pool.submit(instance, source, WEIGHTS[name], files[name]) for name in lacking]
            for job in jobs:
                job.result()
    return list(files.values())


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
