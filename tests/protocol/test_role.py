from itertools import combinations

import pytest

from protocol.role import BY_CODE, BY_NUMBER, PROCTOR, ROLES, Family

NUMBERS = {
    "INS": 1, "PAT": 2, "AD": 3, "ADD": 4, "CE": 5, "DCE": 6, "RP": 7, "PR": 8, "EX": 9, "QS": 10,
    "CO": 11, "VK": 12, "RO": 13, "CK": 14, "SV": 15, "OP": 16, "IT": 17, "GA": 18, "MED": 19, "DU": 20,
}  # fmt: skip


def linear(colour):
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]


def luminance(colour):
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def lab(colour):
    red, green, blue = linear(colour)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, luminance(colour), z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_numbers_in_printed_badges_never_change():
    assert {role.code: role.number for role in ROLES} == NUMBERS


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_white_on_the_band_is_readable(role):
    assert 1.05 / (luminance(role.colour) + 0.05) >= 4.5


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_colours_are_written_as_six_upper_case_digits(role):
    assert role.colour[0] == "#"
    assert len(role.colour) == 7
    assert set(role.colour[1:]) <= set("0123456789ABCDEF")


def test_no_two_bands_are_nearly_the_same_colour():
    for one, other in combinations(ROLES, 2):
        apart = sum((a - b) ** 2 for a, b in zip(lab(one.colour), lab(other.colour), strict=True)) ** 0.5
        assert apart >= 15, f"{one.zh} and {other.zh} are only {apart:.1f} apart"


def test_words_and_codes_are_each_used_once():
    for field in ("code", "zh", "en", "colour"):
        assert len({getattr(role, field) for role in ROLES}) == len(ROLES)


def test_a_family_has_one_to_six_bars():
    assert sorted(family.value for family in Family) == [1, 2, 3, 4, 5, 6]
    assert {role.family for role in ROLES} == set(Family)


def test_roles_are_found_by_number_and_by_code():
    assert all(BY_NUMBER[role.number] is role and BY_CODE[role.code] is role for role in ROLES)
    assert PROCTOR.zh == "监考"


def test_words_are_those_fixed_for_badges():
    words = {role.zh for role in ROLES}
    assert {"考区副主任", "试卷接送人员", "试卷保管人员", "考务人员", "阅卷监督员", "读卡操作员", "验卡员"} <= words
    assert not {"副主任", "监督员"} & words
