"""Projections thrown away and folded again from the journal are the same."""

import pytest
from sqlalchemy import text

from protocol import fact as facts
from server.store import journal, tables

#: Projections that this day leaves empty: what happens in them is rebuilt in ``tests/desk``.
ELSEWHERE = {"practical", "evidence", "reading", "card"}


def projections(hub):
    with hub.db.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(table.select())), key=repr) for table in tables.PROJECTIONS
        }


def test_the_busy_day_holds_every_verdict_and_most_refusals(busy_day, entries):
    found = entries()
    assert {entry.verdict for entry in found} == {"accepted", "refused", "disputed"}
    assert {entry.code for entry in found} >= {
        "already-in", "not-open", "badge-forged",
        "badge-unreadable", "wrong-site", "malformed", "not-in", "not-allowed",
        "unknown-kind", "id-reused", "number-reused", "bad-signature", "room-unknown", "badge-revoked", "not-on-list",
        "device-revoked", "device-unknown", "badge-unbound", "undo-other-device", "undo-unknown", "badge-bound",
        "already-returned", "reprint-reason", "details-missing", "room-in-use",
        "grant-dated-back", "grant-needed", "grant-other-device", "grant-revoked", "grant-expired", "grant-over",
        "grant-holder",
    }  # fmt: skip


def test_a_rebuild_gives_the_same_projections_to_the_byte(busy_day, hub):
    before, known = projections(hub), hub.door.known
    assert {name for name, rows in before.items() if not rows} <= ELSEWHERE
    size = hub.committer.call(hub.door.rebuild)
    assert size == hub.journal.size
    assert projections(hub) == before
    assert {device: (one.numbers, one.cloned, one.device.state) for device, one in hub.door.known.items()} == {
        device: (one.numbers, one.cloned, one.device.state) for device, one in known.items()
    }


def test_a_rebuild_mends_projections_that_were_tampered_with(busy_day, hub):
    before = projections(hub)
    with hub.db.writing() as connection:
        connection.execute(text("UPDATE person SET state = 'in', place = 'nowhere'"))
        connection.execute(text("DELETE FROM badge"))
        connection.execute(text("DELETE FROM row WHERE kind <> 'plan'"))
    assert projections(hub) != before
    hub.committer.call(hub.door.rebuild)
    assert projections(hub) == before


def test_a_rebuild_without_an_imported_file_changes_nothing(busy_day, hub):
    before = projections(hub)
    with hub.db.reading() as connection:
        taken = [entry for entry in journal.entries(connection) if entry.kind == "import.commit"]
    lost = facts.loads(taken[-1].fact)["body"]["rows_sha256"]
    hub.door.hub.files.path(lost).unlink()
    with pytest.raises(RuntimeError, match=lost):
        hub.committer.call(hub.door.rebuild)
    assert projections(hub) == before
    assert busy_day.office.hand("device.revoke", {"device": "d99", "reason": "lost"}).seq is not None


def test_what_a_restart_reads_is_what_was_known(busy_day, hub):
    known = {device: (one.numbers, one.cloned, one.device) for device, one in hub.door.known.items()}
    with hub.db.reading() as connection:
        hub.door.load(connection)
    assert {device: (one.numbers, one.cloned, one.device) for device, one in hub.door.known.items()} == known
