"""The office's screen goes back to the list of pictures and films that a new scheme begins with here."""

import json
from dataclasses import asdict
from pathlib import Path

from server.domain.practical.scheme import USUAL_MEDIA

COPY = Path(__file__).parents[2] / "static" / "src" / "screens" / "office" / "practical" / "usual.json"


def test_the_screen_knows_the_usual_list_as_the_rules_do():
    lines = ",\n".join(f" {json.dumps(asdict(one), ensure_ascii=False)}" for one in USUAL_MEDIA)
    expected = f"[\n{lines}\n]\n"
    assert COPY.read_text() == expected, f"write the text expected here to {COPY.name}"
