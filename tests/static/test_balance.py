"""The return table works a room out alone as the hub does: the same figures, words, proposals and differences."""

import pytest

from tests.static.balance_copy import FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_return_table_has_the_figures_and_words_of_the_hub(path):
    assert path.read_text("utf-8") == FILES[path](), "write it anew: python -m tests.static.balance_copy"
