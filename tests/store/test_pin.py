"""PINs as they are kept, and the tries that are counted."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from server.store import pin as pins
from server.store import tables
from server.store.pin import Tries

PIN, NOON = "739152", datetime(2026, 11, 22, 4, 0, 0, 250_000, tzinfo=UTC)


@pytest.fixture
def connection(hub):
    with hub.db.writing() as opened:
        yield opened


def test_a_pin_is_kept_as_a_salted_hash(connection):
    first, second = pins.hashed(PIN), pins.hashed(PIN)
    assert first != second
    assert first.startswith("$argon2id$")
    pins.put(connection, 1, 8, first, "2026-11-22T00:00:00.000Z")
    assert not any(PIN in str(row) for row in connection.execute(select(tables.pin)))
    assert pins.verifies(pins.get(connection, 1, 8).hash, PIN)
    assert pins.get(connection, 1, 9) is None


@settings(max_examples=8, deadline=None)
@given(st.one_of(st.text("0123456789", min_size=1, max_size=8), st.sampled_from(["no PIN", "", "None"])))
def test_no_pin_fits_where_none_was_set_or_the_hash_is_damaged(pin):
    assert not pins.verifies(pins.no_pin(), pin)
    assert not pins.verifies("$argon2id$v=19$damaged", pin)
    assert not pins.verifies("", pin)


def test_a_new_pin_forgets_the_tries_of_the_old_one(connection):
    pins.put(connection, 1, 8, "a", "2026-11-22T00:00:00.000Z")
    pins.of_person(connection, 1, 8, Tries(5, NOON))
    assert pins.get(connection, 1, 8).tries == Tries(5, NOON)
    pins.put(connection, 1, 8, "b", "2026-11-22T01:00:00.000Z")
    assert pins.get(connection, 1, 8) == pins.Pin("b", Tries())


def test_who_has_no_pin_has_no_tries(connection):
    pins.of_person(connection, 1, 9, Tries(5, NOON))
    assert pins.get(connection, 1, 9) is None


def test_tries_of_devices_are_kept_apart_and_forgotten(connection):
    assert pins.of_device(connection, "d7") == Tries()
    pins.note_device(connection, "d7", Tries(3))
    pins.note_device(connection, "d7", Tries(5, NOON))
    pins.note_device(connection, "d8", Tries(1))
    assert pins.of_device(connection, "d7") == Tries(5, NOON)
    pins.note_device(connection, "d7", Tries())
    assert (pins.of_device(connection, "d7"), pins.of_device(connection, "d8")) == (Tries(), Tries(1))
