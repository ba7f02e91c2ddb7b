"""Tokens and one-time codes as they are kept."""

import pytest
from sqlalchemy import select

from server.store import device as devices
from server.store import tables


@pytest.fixture
def connection(hub):
    with hub.db.writing() as opened:
        yield opened


def test_tokens_and_codes_are_kept_as_hashes_only(connection):
    devices.add_token(connection, "d7", "a token")
    devices.add_code(connection, "ABCD2345", "phone", "手机", "2026-11-22T01:00:00.000Z")
    kept = [
        tuple(row) for table in (tables.device_token, tables.enrol_code) for row in connection.execute(select(table))
    ]
    assert devices.tokens(connection)[devices.hashed("a token")] == "d7"
    assert not any("a token" in row or "ABCD2345" in row for row in kept)


def test_a_code_is_what_it_enrols_until_it_is_used(connection):
    devices.add_code(connection, "ABCD2345", "phone", "手机", "2026-11-22T01:00:00.000Z")
    assert devices.code(connection, "ABCD2345") == devices.Code("phone", "手机", "2026-11-22T01:00:00.000Z", None)
    assert devices.code(connection, "ABCD2346") is None
    devices.use_code(connection, "ABCD2345", "2026-11-22T00:30:00.000Z")
    assert devices.code(connection, "ABCD2345").used == "2026-11-22T00:30:00.000Z"


def test_a_new_set_up_code_ends_the_unused_one_only(connection):
    for code in ("USED2345", "FREE2345"):
        devices.add_code(connection, code, "tablet", "主考平板", "2026-11-22T01:00:00.000Z")
    devices.use_code(connection, "USED2345", "2026-11-22T00:30:00.000Z")
    devices.drop_codes(connection, "主考平板")
    assert devices.code(connection, "FREE2345") is None
    assert devices.code(connection, "USED2345") is not None


def test_a_device_that_ended_says_when_and_why_and_is_still_known_by_its_token(connection):
    devices.add_token(connection, "d1", "a token")
    devices.revoke(connection, "d1", "2026-11-22T00:31:00.000Z", "flat", 7, None)
    ended = devices.get(connection, "d1")
    assert (ended.ended, ended.reason, ended.last) == ("2026-11-22T00:31:00.000Z", "flat", 7)
    assert devices.tokens(connection)[devices.hashed("a token")] == "d1"
    assert {one.device: one.state for one in devices.every(connection)} == {"d0": "enrolled", "d1": "revoked"}
