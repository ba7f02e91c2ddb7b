"""What may be asked of the printing process, and which names it cannot draw."""

import pytest

from server.desk.printing import LAYOUTS, Asked, lacking
from server.domain.refusal import Refusal


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if layout != "custom"])
def test_every_layout_can_be_asked_for_by_its_name_alone(layout):
    Asked(layout=layout).check()
    Asked(layout=layout, sides="two").check()


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"size": "full", "layout": "8up"}, "layout"),
        ({"size": "pocket", "layout": "4up"}, "layout"),
        ({"layout": "custom"}, "sheet"),
        ({"layout": "custom", "sheet": "[]"}, "sheet"),
        ({"layout": "card-a6", "sides": "fold"}, "sides"),
    ],
)
def test_what_no_sheet_can_be_laid_out_for_is_refused_by_its_field(asked, field):
    with pytest.raises(Refusal) as refused:
        Asked(**asked).check()
    assert (refused.value.code, refused.value.field) == ("bad-request", field)
    assert refused.value.said("en")["says"]


@pytest.mark.parametrize("name", ["王㛃", "李䶮", "陈𬭎", "王\U0002c386", "李\ue863", "葛\U000e0100", "José O'Neil"])
def test_rare_characters_and_old_numbers_for_them_can_be_drawn(name):
    assert lacking(name) == ()


def test_a_character_no_font_has_is_named_once():
    assert lacking("王\U000323af\U000323af\ue000") == ("\U000323af", "\ue000")
