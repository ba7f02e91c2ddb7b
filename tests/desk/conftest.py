"""A phone that hands in facts, and the journal read back."""

import pytest

from server.store import journal


@pytest.fixture
def phone(device):
    return device("phone")


@pytest.fixture
def entries(hub):
    def read(after=0):
        with hub.db.reading() as connection:
            return list(journal.entries(connection, after))

    return read
