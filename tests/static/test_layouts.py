"""The sheets that the print page shows are those that the hub draws."""

import json
from pathlib import Path

from badges.imposition import SHEETS
from badges.sheet import SIDES

PRINT = Path(__file__).parents[2] / "static" / "src" / "screens" / "office" / "print"


def test_the_print_page_shows_every_sheet_as_it_is_drawn():
    assert all(sheet.gap[0] == sheet.gap[1] for sheet in SHEETS.values()), "the page knows one gap"
    shown = [
        {
            "size": size, "layout": layout, "paper": sheet.paper, "columns": sheet.columns, "rows": sheet.rows,
            "cell": sheet.cell, "left": sheet.left, "top": sheet.top, "gap": sheet.gap[0], "cut": sheet.cut,
        }
        for (size, layout), sheet in SHEETS.items()
    ]  # fmt: skip
    expected = json.dumps(shown, ensure_ascii=False, indent=1) + "\n"
    assert (PRINT / "layouts.json").read_text("utf-8") == expected, "write the text expected here to layouts.json"


def test_the_print_page_offers_every_way_to_use_the_other_side():
    assert f"SIDES = [{', '.join(map(repr, SIDES))}]" in (PRINT / "layouts.ts").read_text("utf-8")
