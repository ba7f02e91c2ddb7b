"""Whatever is missing before the day leads to the page where it is mended."""

import re
from pathlib import Path

from server.desk.missing import WORDS

PAGES = Path(__file__).parents[2] / "static" / "src" / "screens" / "office" / "missing" / "missing.ts"


def test_every_kind_of_what_is_missing_has_its_page():
    known = re.findall(r"^  '([a-z-]+)': '[a-z]+',$", PAGES.read_text("utf-8"), re.MULTILINE)
    assert sorted(known) == sorted(WORDS)
