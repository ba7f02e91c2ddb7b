"""What a site may choose for its badges within the unified format."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.role import ROLES
from server.domain.design import (
    CONTRAST,
    DEFAULT,
    DUTIES,
    DUTIES_MOST,
    DUTY_MOST,
    FOUND,
    FOUND_MOST,
    LINES,
    check,
    contrast,
    design_from_row,
    design_to_row,
    whole,
)
from server.domain.refusal import Refusal

CREST = "ab" * 32


def read(design):
    try:
        return check(design)
    except Refusal as refusal:
        return refusal


def refused(design):
    with pytest.raises(Refusal) as caught:
        check(design)
    return caught.value


def test_no_choice_is_the_formats_own_design():
    assert check({}) == DEFAULT == design_from_row(None)
    assert design_to_row(DEFAULT) == {}


def test_a_choice_that_is_null_is_left_to_the_format():
    assert check(dict.fromkeys(("mark", "crest", "colours", "lines", "found", "reverse", "duty_phone"))) == DEFAULT


def test_the_formats_own_texts_keep_its_own_rules():
    assert set(DUTIES) == {role.number for role in ROLES}
    assert all(1 <= len(duties) <= DUTIES_MOST for duties in DUTIES.values())
    assert all(0 < len(duty) <= DUTY_MOST for duties in DUTIES.values() for duty in duties)
    assert 0 < len(FOUND) <= FOUND_MOST
    assert check(whole(DEFAULT)).duties(8) == DUTIES[8]


def test_white_is_readable_on_every_roles_own_colour():
    assert all(contrast(role.colour) >= CONTRAST for role in ROLES)
    assert contrast("#FFFFFF") == pytest.approx(1)
    assert contrast("#000000") == pytest.approx(21)
    assert contrast("#767676") == pytest.approx(4.54, abs=0.005)


def test_a_design_is_kept_with_what_was_chosen_and_nothing_else():
    chosen = {
        "mark": "  赣南技能鉴定 ",
        "crest": CREST,
        "colours": {"8": "#0f5132"},
        "lines": ["site", "code"],
        "found": "",
        "reverse": {"18": ["守好大门", " ", "凭证出入"], "8": []},
        "duty_phone": False,
    }
    design = check(chosen)
    row = design_to_row(design)
    assert row["mark"] == "赣南技能鉴定"
    assert row["colours"] == {"8": "#0F5132"}
    assert row["reverse"] == {"8": [], "18": ["守好大门", "凭证出入"]}
    assert (row["found"], row["duty_phone"], row["lines"]) == ("", False, ["site", "code"])
    assert design_from_row(row) == design
    assert (design.colour(8), design.duties(8), design.duties(18)) == ("#0F5132", (), ("守好大门", "凭证出入"))
    assert design.colour(7) == "#6B21A8"
    assert design.duties(7) == DUTIES[7]
    assert design_to_row(check({"mark": "甲"})) == {"mark": "甲"}


def test_a_band_too_light_for_white_letters_is_refused_with_its_contrast():
    refusal = refused({"colours": {"8": "#777777"}})
    assert (refusal.code, refusal.field) == ("design-contrast", "colours.8")
    assert "监考" in refusal.said("zh")["says"]
    assert "4.47" in refusal.said("zh")["says"]  # never rounded up to what is needed
    assert "Invigilator" in refusal.said("en")["says"]
    assert check({"colours": {"8": "#767676"}}).colour(8) == "#767676"


@pytest.mark.parametrize(
    ("design", "field"),
    [
        ({"colour": {}}, "colour"),
        ({"mark": "一" * 25}, "mark"),
        ({"mark": 7}, "mark"),
        ({"mark": "江西\n鉴定"}, "mark"),
        ({"mark": "江西\u202e鉴定"}, "mark"),
        ({"crest": "logo.png"}, "crest"),
        ({"crest": CREST.upper()}, "crest"),
        ({"colours": ["#000000"]}, "colours"),
        ({"colours": {"21": "#000000"}}, "colours.21"),
        ({"colours": {"08": "#000000"}}, "colours.08"),
        ({"colours": {"8": "green"}}, "colours.8"),
        ({"colours": {"8": "#0F766"}}, "colours.8"),
        ({"colours": {"8": None}}, "colours.8"),
        ({"lines": "code"}, "lines"),
        ({"lines": ["code", "code"]}, "lines"),
        ({"lines": ["phone"]}, "lines"),
        ({"lines": list(LINES)[:5]}, "lines"),
        ({"lines": [["code"]]}, "lines"),
        ({"found": "拾" * 61}, "found"),
        ({"reverse": {"8": "守则"}}, "reverse.8"),
        ({"reverse": {"8": ["一"] * 6}}, "reverse.8"),
        ({"reverse": {"8": ["一" * 27]}}, "reverse.8"),
        ({"reverse": {"8": [None, 8]}}, "reverse.8"),
        ({"duty_phone": 1}, "duty_phone"),
    ],
)
def test_what_does_not_fit_is_named_with_what_was_expected(design, field):
    refusal = refused(design)
    assert (refusal.code, refusal.field) == ("design-invalid", field)
    for language in ("zh", "en"):
        assert field in refusal.said(language)["says"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.just("#123456"),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3) | st.just("8"), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*DEFAULT.__slots__, "other"]), VALUES))
def test_any_json_is_either_a_design_that_survives_keeping_or_refused(design):
    checked = read(design)
    if isinstance(checked, Refusal):
        assert checked.code in {"design-invalid", "design-contrast"}
        assert checked.said("zh")["says"]
    else:
        assert design_from_row(design_to_row(checked)) == checked
