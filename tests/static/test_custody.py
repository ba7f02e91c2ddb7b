"""The paper tables judge alone as the hub does: the same legs, kinds and words, and the same answers to many cases."""

import pytest

from tests.static.custody_copy import FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_tables_have_the_rules_and_words_of_the_hub(path):
    assert path.read_text("utf-8") == FILES[path](), "write it anew: python -m tests.static.custody_copy"
