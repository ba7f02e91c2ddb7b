"""What the designer page offers is what the rules of a design allow."""

import json
from pathlib import Path

from server.domain import design

COPY = Path(__file__).parents[2] / "static" / "src" / "screens" / "office" / "design" / "format.json"


def test_the_designer_page_knows_the_unified_format_as_the_rules_do():
    shown = {
        "lines": list(design.DEFAULT.lines),
        "lines_most": design.LINES_MOST,
        "known_lines": list(design.LINES),
        "mark_most": design.MARK_MOST,
        "found_most": design.FOUND_MOST,
        "duties_most": design.DUTIES_MOST,
        "duty_most": design.DUTY_MOST,
        "contrast": design.CONTRAST,
        "found": design.FOUND,
        "duty_phone": design.DEFAULT.duty_phone,
        "duties": {str(role): list(duties) for role, duties in design.DUTIES.items()},
    }
    expected = json.dumps(shown, ensure_ascii=False, indent=1) + "\n"
    assert COPY.read_text("utf-8") == expected, f"write the text expected here to {COPY.name}"
