"""What the requests of an upload brought is kept with it, on SQLite and on PostgreSQL."""

import pytest

from server.domain.slices import Slice
from server.store import upload as uploads

MINE, OTHER = "a" * 32, "b" * 32
FIRST = Slice(0, 10, "1" * 64, "2026-11-22T01:00:00.000Z", True)
NEXT = Slice(10, 5, None, "2026-11-22T01:00:00.250Z", False)


@pytest.fixture
def noted(db):
    """Two slices of an upload, the later one written first, and one of another upload."""
    with db.writing() as connection:
        for upload, one in ((MINE, NEXT), (MINE, FIRST), (OTHER, FIRST)):
            uploads.note(connection, upload, one)
    return db


def slices_of(db, upload):
    with db.reading() as connection:
        return uploads.slices(connection, upload)


def test_slices_are_read_in_the_order_of_their_bytes_and_only_those_of_the_upload(noted):
    assert slices_of(noted, MINE) == [FIRST, NEXT]
    assert slices_of(noted, OTHER) == [FIRST]
    assert slices_of(noted, "c" * 32) == []


def test_a_hash_is_computed_where_there_was_none_and_replaces_none_that_was_there(noted):
    with noted.writing() as connection:
        uploads.computed(connection, MINE, 0, "2" * 64)
        uploads.computed(connection, MINE, 10, "3" * 64)
        uploads.computed(connection, MINE, 10, "4" * 64)
    assert [one.sha256 for one in slices_of(noted, MINE)] == ["1" * 64, "3" * 64]
