"""Grants as they are kept."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from server.domain.grant import Grant
from server.store import grant as grants

ENDED = datetime(2026, 11, 22, 4, 0, 0, 250_000, tzinfo=UTC)
ONE = Grant("a" * 16, 1, 8, 18, "d7", ("gate", "custody"), "东门", 1_795_276_800, 1_795_291_200)
OTHER = Grant("b" * 16, 2, 1, 5, "d7", ("lead",), None, 0, 2**53 - 1)


@pytest.fixture
def connection(hub):
    with hub.db.writing() as opened:
        grants.add(opened, ONE)
        grants.add(opened, OTHER)
        yield opened


def test_a_grant_reads_back(connection):
    assert [grants.get(connection, one.grant) for one in (ONE, OTHER)] == [ONE, OTHER]
    assert grants.get(connection, "c" * 16) is None


def test_open_ones_of_a_plan_and_of_a_device(connection):
    assert grants.open_ones(connection, plan=1) == [ONE]
    assert grants.open_ones(connection, device="d7") == [ONE, OTHER]
    assert grants.open_ones(connection, device="d8") == []
    grants.end(connection, ONE.grant, "revoked", ENDED)
    assert grants.open_ones(connection) == [OTHER]
    assert grants.get(connection, ONE.grant) == replace(ONE, state="revoked", ended=ENDED)
