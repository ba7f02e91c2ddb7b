"""The page that takes a card's files knows what lies on it as ``kaowu media import`` does."""

import json
from pathlib import Path

from imaging.kind import BRANDS
from server.domain.evidence.beside import ENDINGS, FOLDERS, LOOKS_LIKE

COPY = Path(__file__).parents[2] / "static" / "src" / "screens" / "media-import" / "beside.json"


def test_the_page_leaves_the_same_files_on_a_card_and_knows_the_same_brands():
    lists = {
        "folders": FOLDERS,
        "endings": ENDINGS,
        "looks": sorted(LOOKS_LIKE),
        "brands": {code: sorted(one.decode() for one in brands) for code, brands in BRANDS.items()},
    }
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(one)}" for name, one in lists.items())
    expected = f"{{\n{lines}\n}}\n"
    assert COPY.read_text() == expected, f"write the text expected here to {COPY.name}"
