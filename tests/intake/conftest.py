"""Devices that hand in facts, and the journal read back."""

import pytest

from server.store import journal
from tests.conftest import POSTGRESQL, SQLITE


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def engine(request):
    """Everything about handing in facts holds on both engines."""
    return request.param


@pytest.fixture
def phone(device):
    return device("phone")


@pytest.fixture
def gate(device):
    return device("gate")


@pytest.fixture
def entries(hub):
    def read(after=0):
        with hub.db.reading() as connection:
            return list(journal.entries(connection, after))

    return read
