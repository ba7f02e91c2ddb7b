import os
from importlib.metadata import version
from io import BytesIO

import pytest
from fontTools import subset
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from badges.face import WEIGHTS, Face, cache_folder, further, prepared
from badges.font import collection, instance, prepare, remainder, variable_font


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """The font pack's variable font, cut to a handful of characters so that a weight takes no time."""
    path = tmp_path_factory.mktemp("few") / "few.ttf"
    with TTFont(variable_font(), lazy=True) as font:
        cutter = subset.Subsetter(subset.Options(layout_features=[], notdef_outline=True))
        cutter.populate(text="监考é一A")
        cutter.subset(font)
        font.save(path)
    return path


def outline(face, character):
    with TTFont(BytesIO(face.subset([face.glyph(character)]))) as font:
        return font.reader["glyf"]


def test_a_weight_is_static_and_holds_only_what_printing_reads(few, tmp_path):
    instance(few, 700, tmp_path / "bold.ttf")
    with TTFont(tmp_path / "bold.ttf") as font:
        assert not {"fvar", "gvar", "avar", "GSUB", "GPOS", "HVAR"} & set(font.keys())
        assert not any(font["glyf"][name].isComposite() for name in font.getGlyphOrder())
    assert Face(tmp_path / "bold.ttf", "bold").glyph("监")


def test_a_weight_made_here_is_the_weight_in_the_cache(few, tmp_path, weights):
    for face, weight in zip((weights["R"], weights["B"]), WEIGHTS.values(), strict=True):
        instance(few, weight, tmp_path / "one.ttf")
        made = Face(tmp_path / "one.ttf", face.name)
        for character in "监考é一A":
            assert outline(made, character) == outline(face, character)


def test_nothing_half_made_is_left_beside_a_weight(few, tmp_path):
    instance(few, 400, tmp_path / "regular.ttf")
    assert [file.name for file in tmp_path.iterdir()] == ["regular.ttf"]


def test_preparing_again_leaves_what_is_there(tmp_path):
    files = [prepared(tmp_path, name, version("justmytype-intl-cjk")) for name in WEIGHTS]
    files.append(further(tmp_path, version("noto-cjk-sans-otc")))
    for file in files:
        file.write_bytes(b"kept")
    assert prepare(tmp_path) == files
    assert [file.read_bytes() for file in files] == [b"kept"] * 3


@pytest.mark.long
def test_the_further_face_holds_rare_ideographs_that_the_weights_lack_and_nothing_else(few, tmp_path):
    remainder(collection(), few, tmp_path / "further.ttf")
    with TTFont(tmp_path / "further.ttf") as made, TTFont(variable_font(), lazy=True) as main:
        rare, there = set(made.getBestCmap()), set(main.getBestCmap())
        assert made["head"].unitsPerEm == 1000
    assert min(rare) > 0x1FFFF
    assert 0x2C386 in rare
    assert len(rare - there) > 2000
    assert [file.name for file in tmp_path.iterdir()] == ["further.ttf"]


def test_a_further_character_keeps_the_shape_it_has_in_its_pack(weights):
    with TTFont(collection(), fontNumber=2, lazy=True) as whole:
        pen, glyphs = BoundsPen(whole.getGlyphSet()), whole.getGlyphSet()
        glyphs[whole.getBestCmap()[0x2C386]].draw(pen)
    with TTFont(BytesIO(weights["F"].subset([0, weights["F"].glyph("\U0002c386")]))) as font:
        glyph = font["glyf"][font.getGlyphOrder()[1]]
        bounds = (glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax)
    assert bounds == pytest.approx(pen.bounds, abs=2)


def test_set_up_has_prepared_both_weights(weights):
    folder = cache_folder(os.environ)
    assert all(prepared(folder, name, version("justmytype-intl-cjk")).exists() for name in WEIGHTS)
