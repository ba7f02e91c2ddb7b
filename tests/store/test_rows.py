"""Rows: paged without a cut, without a gap, within the caller's scope."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from server.domain.device import scopes
from server.store import rows, tables
from server.store.rows import Rows, changes
from tests.examples import examples

ALL = ("all", "staff", "office")


@pytest.fixture
def connection(hub):
    with hub.db.writing() as opened:
        opened.execute(delete(tables.row))
        yield opened


def put(connection, *changed):
    """Put rows ``(seq, key)`` or ``(seq, key, scope)``; a row whose key begins with x is gone."""
    writer = Rows(connection)
    for seq, key, *scope in changed:
        value = None if key.startswith("x") else {"seq": seq}
        writer.put(seq, "person", key, *(scope or ["staff"]), value)
        writer.flush()


def keys(found):
    return [(row["seq"], row["key"]) for row in found.rows]


def test_a_row_replaces_the_older_one_of_its_kind_and_key(connection):
    put(connection, (1, "a"), (2, "b"), (3, "a"))
    found = changes(connection, 0, ALL, 10, 3)
    assert (keys(found), found.through, found.more) == ([(2, "b"), (3, "a")], 3, False)
    assert found.rows[1]["value"] == {"seq": 3}


def test_a_row_changed_twice_in_one_transaction_is_written_once(connection):
    writer = Rows(connection)
    writer.put(1, "person", "a", "staff", {"n": 1})
    writer.put(2, "person", "a", "staff", {"n": 2})
    writer.flush()
    found = changes(connection, 0, ALL, 10, 2)
    assert [(row["seq"], row["value"]) for row in found.rows] == [(2, {"n": 2})]
    writer.flush()  # nothing is left to write
    assert changes(connection, 2, ALL, 10, 2).rows == []


def test_a_row_that_is_gone_is_told_as_gone(connection):
    put(connection, (1, "a"), (2, "x1"))
    assert [row["value"] for row in changes(connection, 0, ALL, 10, 2).rows] == [{"seq": 1}, None]
    assert rows.counts(connection) == {"person": 1}


def test_only_rows_of_the_callers_scopes_are_told_and_the_rest_is_no_gap(connection):
    put(connection, (1, "a", "reading"), (2, "b", "office"), (3, "c", "all"))
    reader = changes(connection, 0, scopes("reader"), 10, 3)
    assert keys(reader) == [(1, "a"), (3, "c")]
    gate = changes(connection, 0, scopes("gate"), 10, 5)
    assert (keys(gate), gate.through) == ([(3, "c")], 5)
    nobody = changes(connection, 0, (), 10, 5)
    assert (keys(nobody), nobody.through, nobody.more) == ([], 5, False)


def test_an_entry_is_never_cut_in_two(connection):
    put(connection, (1, "a"), (2, "b1"), (2, "b2"), (2, "b3"), (3, "c"))
    first = changes(connection, 0, ALL, 2, 3)
    assert (keys(first), first.through, first.more) == ([(1, "a")], 1, True)
    second = changes(connection, first.through, ALL, 2, 3)
    assert (keys(second), second.through, second.more) == ([(2, "b1"), (2, "b2"), (2, "b3")], 2, True)
    third = changes(connection, second.through, ALL, 2, 3)
    assert (keys(third), third.through, third.more) == ([(3, "c")], 3, False)


def test_who_is_ahead_of_the_hub_is_told_nothing_and_not_sent_back(connection):
    put(connection, (1, "a"))
    found = changes(connection, 9, ALL, 10, 1)
    assert (found.rows, found.through, found.more) == ([], 9, False)


CHANGED = st.lists(st.tuples(st.integers(1, 12), st.sampled_from("abcdefx"), st.sampled_from(ALL)), max_size=25)


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changed=CHANGED, limit=st.integers(1, 6), role=st.sampled_from(["chief", "gate", "reader"]))
def test_however_small_the_pages_every_visible_row_arrives_once(connection, changed, limit, role):
    connection.execute(delete(tables.row))
    put(connection, *sorted(changed))
    whole = changes(connection, 0, scopes(role), 1000, 12)
    seen, after = [], 0
    for _ in range(40):
        page = changes(connection, after, scopes(role), limit, 12)
        assert page.through > after or not page.more
        seen, after = [*seen, *page.rows], page.through
        if not page.more:
            break
    assert (seen, after) == (whole.rows, 12)
    assert all(row["seq"] <= 12 for row in seen)


def test_a_device_that_reads_between_two_commits_misses_nothing(day, device, hub):
    phone, have, after = device("phone"), {}, 0

    def read(limit):
        nonlocal after
        more = True
        while more:
            with hub.db.reading() as connection:
                page = changes(connection, after, scopes("scanner"), limit, hub.journal.size)
            have.update({(row["kind"], row["key"]): row["value"] for row in page.rows})
            after, more = page.through, page.more

    for person in range(2, 6):
        phone.hand("duty.check_in", {"place": "gate-1", "badge": day.qr(person)})
        read(limit=3)
    with hub.db.reading() as connection:
        whole = changes(connection, 0, scopes("scanner"), 10_000, hub.journal.size)
    assert have == {(row["kind"], row["key"]): row["value"] for row in whole.rows}
    assert {kind for kind, _ in have} == {"plan", "room", "person", "badge", "badge_key"}
