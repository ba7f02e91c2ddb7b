import os
from importlib.metadata import version
from io import BytesIO

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont

from badges.face import WEIGHTS, Face, cache_folder, prepared
from badges.font import instance, prepare, variable_font


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
    for face, weight in zip(weights, WEIGHTS.values(), strict=True):
        instance(few, weight, tmp_path / "one.ttf")
        made = Face(tmp_path / "one.ttf", face.name)
        for character in "监考é一A":
            assert outline(made, character) == outline(face, character)


def test_nothing_half_made_is_left_beside_a_weight(few, tmp_path):
    instance(few, 400, tmp_path / "regular.ttf")
    assert [file.name for file in tmp_path.iterdir()] == ["regular.ttf"]


def test_preparing_again_leaves_what_is_there(tmp_path):
    files = [prepared(tmp_path, name, version("justmytype-intl-cjk")) for name in WEIGHTS]
    for file in files:
        file.write_bytes(b"kept")
    assert prepare(tmp_path) == files
    assert [file.read_bytes() for file in files] == [b"kept", b"kept"]


def test_set_up_has_prepared_both_weights(weights):
    folder = cache_folder(os.environ)
    assert all(prepared(folder, name, version("justmytype-intl-cjk")).exists() for name in WEIGHTS)
