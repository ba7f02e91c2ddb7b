"""A file read again by another format or for another session: each time is kept, and what differed is told."""

import pytest

from server.desk.reading import versions
from server.domain.refusal import Refusal
from server.store import reading
from tests.exam_day import PLAN
from tests.practical_day import accepted
from tests.reading_day import SESSION, profile_of
from tests.reading_room import CHECKER, LEADER, OPERATOR, clean

OTHER = "other-layout"


def told(room, batch):
    with room.hub.db.reading() as connection:
        return versions.told(connection, PLAN, batch)


@pytest.fixture
def twice(room):
    """A file that was read by a format in which a mask's bits stand the other way round, and then by the right one."""
    wrong = profile_of("txt").replace("id: sample-day-txt", f"id: {OTHER}").replace("order: low", "order: high")
    accepted(room.hand("reading.profile", {"id": OTHER, "profile": wrong}, LEADER, device=room.chief))
    batch = room.bring(clean(), profile=OTHER)
    accepted(room.assign(batch, profile="sample-day-txt", second=CHECKER, reason="读卡机换了导出格式"))
    return room, batch


def test_a_file_that_was_read_once_has_one_version_and_nothing_to_compare(room):
    (only,) = told(room, room.bring(clean()))
    assert (only["version"], only["cards"], only["taken"], only["changes"]) == (1, 30, True, None)
    assert (only["session"], only["used"]["id"], only["assigned"]) == (SESSION, "sample-day-txt", None)
    assert only["at"] is not None


def test_each_time_tells_when_by_which_format_and_why_and_what_it_has_otherwise(twice):
    room, batch = twice
    newest, first = told(room, batch)
    assert [one["used"]["id"] for one in (newest, first)] == ["sample-day-txt", OTHER]
    assert (newest["assigned"]["reason"], newest["assigned"]["by"]) == ("读卡机换了导出格式", room.numbers[OPERATOR])
    assert first["assigned"] is None
    changes = newest["changes"]
    assert (changes["n"] > 0, changes["gone"], changes["new"]) == (True, 0, 0)
    assert {cell["question"] for cell in changes["cells"]} <= set(range(61, 81)), "the others are letters"


def test_a_rebuild_comes_to_the_same_versions(twice):
    room, batch = twice
    before = told(room, batch)
    room.hub.committer.call(room.hub.door.rebuild)
    assert told(room, batch) == before


def test_of_a_time_before_versions_were_kept_the_cards_are_compared_all_the_same(twice):
    room, batch = twice

    def forget(tx):
        reading.keep(tx.connection, PLAN, "version", f"{batch}/000001", None)

    room.hub.committer.call(forget)
    newest, first = told(room, batch)
    assert (first["at"], first["used"], first["cards"]) == (None, None, 30)
    assert newest["changes"]["n"] > 0


def test_a_file_that_is_not_here_has_none(room):
    with pytest.raises(Refusal, match="batch-unknown"):
        told(room, "ab" * 32)
