"""Pages of a batch's cards: all of them, in order, and none of them costs more than itself."""

import pytest

from server.desk.reading import told
from server.domain.refusal import Refusal
from tests.exam_day import PLAN
from tests.reading_room import clean


def page(room, batch, after, limit=12):
    with room.hub.db.reading() as connection:
        return told.batch_cards(connection, room.hub.door.hub, PLAN, batch, after, limit)


def test_pages_follow_one_another_to_the_last_card(room):
    batch = room.bring(clean())
    pages, after = [], 0
    while after is not None:
        pages.append(page(room, batch, after))
        after = pages[-1]["next"]
    assert [len(one["cards"]) for one in pages] == [12, 12, 6]
    assert [card["row"] for one in pages for card in one["cards"]] == list(range(1, 31))
    assert {(one["total"], one["version"], one["header"]["count"]) for one in pages} == {(30, 1, "000030")}


def test_a_page_does_not_read_the_whole_parse_again(room, monkeypatch):
    batch = room.bring(clean())
    first, files, read = page(room, batch, 0), room.hub.door.hub.files, []
    monkeypatch.setattr(type(files), "read", lambda _, name: read.append(name))
    assert page(room, batch, 0) == first
    assert page(room, batch, 12)["cards"][0]["row"] == 13
    assert read == []


def test_a_parse_that_is_lost_is_said_to_be(room):
    batch = room.bring(clean())
    page(room, batch, 0)
    found = room.kept("batch")[batch]["found"]
    room.hub.door.hub.files.path(found).unlink()
    with pytest.raises(Refusal) as refused:
        page(room, batch, 0)
    assert refused.value.code == "batch-not-read"
