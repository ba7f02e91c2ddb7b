"""Whatever may be wrong with a file is said in words wherever people read it."""

from pathlib import Path

import pytest

from imaging.looked import FAULTS, UNKNOWN
from server.cli.media.bring import FAULTS as TOLD

WORDS = Path(__file__).parents[2] / "static" / "src" / "i18n"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_screens_have_words_for_every_fault(language):
    text = (WORDS / f"evidence.{language}.ts").read_text("utf-8")
    assert [fault for fault in FAULTS if f"{fault}: " not in text and f"'{fault}': " not in text] == []


def test_the_command_has_words_for_every_fault_of_a_file_it_takes():
    assert set(TOLD) == set(FAULTS) - {UNKNOWN}
