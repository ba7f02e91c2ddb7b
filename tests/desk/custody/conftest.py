"""The papers of the small exam day, at the site."""

import pytest

from tests.paper_day import papers_at_site


@pytest.fixture
def papers(day, device, clock):
    return papers_at_site(day, device, clock)


@pytest.fixture
def item(rows):
    """Read an object's row by its label."""
    return lambda label: rows("item")[f"20261122/{label}"]
