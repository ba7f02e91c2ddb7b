import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from badges import text
from badges.pdf import POINT
from badges.text import NAME_LATIN, NAME_LEAST, Line

ROOM = 47.0
HAN = st.text("王李欧阳阿不都热合曼吾买尔䶮·· aZ", min_size=1, max_size=30).filter(lambda words: words.strip("· "))
quiet = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def points(line):
    return round(line.size / POINT)


@pytest.mark.parametrize(
    ("name", "lines", "size"),
    [
        ("陈", ["陈"], 40),
        ("张伟", ["张伟"], 40),
        ("王秀英", ["王秀英"], 40),
        ("欧阳明华", ["欧阳明华"], 30),
        ("欧阳上官云", ["欧阳", "上官云"], 27),
        ("阿不都热合曼·吾买尔", ["阿不都热合曼·", "吾买尔"], 24),
        ("买买提图尔荪·阿卜杜喀迪尔", ["买买提图尔荪·", "阿卜杜喀迪尔"], 24),
        ("Alexander Ivanovich", ["Alexander", "Ivanovich"], 26),
    ],
)
def test_names_are_set_as_lists_set_them(name, lines, size, bold):
    made = text.name(bold, name, ROOM)
    assert [line.text for line in made] == lines
    assert {points(line) for line in made} == {size}


def test_a_word_of_letters_is_set_smaller_rather_than_torn(bold):
    made = text.name(bold, "Maximilian Featherstonehaugh", ROOM)
    assert [line.text for line in made] == ["Maximilian", "Featherstonehaugh"]
    assert 16 <= points(made[0]) < 24


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("拾获请交考务办公室。", ["拾获请交考务办公室。"]),
        ("拾获请交考点考务办公室。遗失立即报告主考。", ["拾获请交考点考务办公室。", "遗失立即报告主考。"]),
        ("拾获者请将本证牌送交考点考务办公室或者总值班", ["拾获者请将本证牌送交考", "点考务办公室或者总值班"]),
        ("", []),
    ],
)
def test_a_sentence_is_broken_after_a_stop_or_in_even_lines(words, lines, bold):
    assert text.fill(bold, words, 45, 3) == lines


@quiet
@given(st.text("职业技能，。A ", max_size=60), st.floats(12, 60))
def test_filled_lines_lose_nothing_and_stay_in_their_room_but_for_a_stop(bold, words, room):
    lines = text.fill(bold, words, room, 3)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(bold.width(line.rstrip("，。")) * 3 <= room + 1e-6 for line in lines)


def test_two_characters_stand_as_wide_as_three(bold):
    two, three = (text.name(bold, name, ROOM)[0] for name in ("张伟", "王秀英"))
    assert text.width(bold, two) == pytest.approx(text.width(bold, three))


@quiet
@given(HAN)
def test_no_name_is_wider_than_its_room_smaller_than_24_points_or_longer_than_three_lines(bold, name):
    made = text.name(bold, name, ROOM)
    assert 1 <= len(made) <= 3
    least = NAME_LATIN if all(ord(character) < 0x2E80 for character in name) else NAME_LEAST
    assert all(line.size >= least for line in made)
    assert all(text.width(bold, line) <= ROOM + 1e-6 for line in made)


@quiet
@given(HAN)
def test_no_character_of_a_name_is_lost(bold, name):
    made = text.name(bold, name, ROOM)
    assert "".join(line.text for line in made).replace(" ", "") == name.replace(" ", "")


@quiet
@given(st.text("职业技能鉴定所ABC（）", min_size=1, max_size=60), st.floats(10, 60))
def test_a_fitted_text_is_never_wider_than_its_room(bold, words, room):
    line = text.fit(bold, words, room, 9 * POINT, 6.5 * POINT)
    assert text.width(bold, line) <= room + 1e-6
    assert 6.5 * POINT - 1e-9 <= line.size <= 9 * POINT
    assert line.text == words or line.text.endswith(text.CUT)


def test_a_text_that_fits_is_left_as_it_is(bold):
    assert text.fit(bold, "考点", 40, 3, 2) == Line("考点", 3)


def test_an_empty_text_stays_empty(bold):
    assert text.fit(bold, "", 40, 3, 2).text == ""


def test_a_long_text_is_broken_in_two_even_halves(bold):
    assert text.wrap(bold, "职业技能鉴定所" * 4, 40, 2.3) == ("职业技能鉴定所" * 2, "职业技能鉴定所" * 2)


def test_a_text_that_fits_one_line_is_not_broken(bold):
    assert text.wrap(bold, "第一职业技术学校", 40, 2.3) == ("第一职业技术学校",)
