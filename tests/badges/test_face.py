import io

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from badges.face import Face, cache_folder, faces

RARE = "㛃𬭎䶮䲟㳇㸆㙍䝉𬘡𬀩𬣙𬇕𫍣𫖯𬍛𠅤𤧛𦒍𫄧𬜬𨱇䜣"


COMMON = "监考·éA1－" + RARE
RARER = "\U0002c386\U00020089\U0002b734"  # in the second pack only


def outlines(font, names):
    glyphs = font.getGlyphSet()
    pens = []
    for name in names:
        pens.append(RecordingPen())
        glyphs[name].draw(pens[-1])
    return [pen.value for pen in pens]


def test_a_subset_holds_the_same_outlines_and_widths_as_the_whole_font(weights, tmp_path):
    for face, text in ((weights["R"], COMMON), (weights["B"], COMMON), (weights["F"], RARER)):
        glyphs = [0, *map(face.glyph, text)]
        cut = TTFont(io.BytesIO(face.subset(glyphs)), checkChecksums=2)
        whole = TTFont(io.BytesIO(face._data), lazy=True)
        names = [whole.getGlyphName(glyph) for glyph in glyphs]
        assert outlines(cut, cut.getGlyphOrder()) == outlines(whole, names)
        assert [cut["hmtx"][name] for name in cut.getGlyphOrder()] == [whole["hmtx"][name] for name in names]


@pytest.mark.parametrize("character", RARE)
def test_rare_characters_of_the_standard_are_there(character, weights):
    assert all(weights[name].glyph(character) for name in "RB")


def test_what_the_weights_lack_stands_in_the_further_face_alone(weights):
    assert [weights[name].glyph("\U0002c386") for name in "RB"] == [0, 0]
    assert weights["F"].glyph("\U0002c386")
    assert not weights["F"].glyph("监")


def test_a_character_no_one_drew_has_glyph_nought(weights):
    assert [face.glyph("\U000323af") for face in weights.values()] == [0, 0, 0]


def test_no_glyph_of_a_prepared_weight_is_made_of_others(weights):
    for face in (weights["R"], weights["B"]):
        font = TTFont(io.BytesIO(face._data), lazy=True)
        accented = [font.getBestCmap()[ord(character)] for character in "éÅñü"]
        assert not any(font["glyf"][name].isComposite() for name in accented)


def test_bold_is_heavier_than_regular(weights):
    boxes = []
    for face in (weights["R"], weights["B"]):
        font = TTFont(io.BytesIO(face.subset([0, face.glyph("一")])))
        glyph = font["glyf"][font.getGlyphOrder()[1]]
        boxes.append(glyph.yMax - glyph.yMin)
    assert boxes[1] > 1.3 * boxes[0]


def test_the_cache_is_named_by_the_environment(tmp_path):
    assert cache_folder({"KAOWU_CACHE": str(tmp_path)}) == tmp_path
    assert cache_folder({}).name == ".cache"


def test_a_font_of_another_em_is_refused(tmp_path, weights):
    data = bytearray(weights["R"].subset([0]))
    font = TTFont(io.BytesIO(data))
    font["head"].unitsPerEm = 2048
    font.save(tmp_path / "other.ttf")
    with pytest.raises(ValueError, match="1000 units to the em expected, 2048 found"):
        Face(tmp_path / "other.ttf", "other")


def test_faces_are_the_two_weights_and_the_further_one():
    assert {name: face.name for name, face in faces({}).items()} == {
        "R": "NotoSansSC-Regular",
        "B": "NotoSansSC-Bold",
        "F": "NotoSansCJKsc-Regular",
    }
