"""Objects as JSON: read back as written, and screens get no more than they need."""

import json

import pytest

from server.domain.custody.row import item_from_row, item_to_row, shown
from tests.domain.custody.papers import K101, SET101, at_site, back, in_rooms, in_use, in_vault, packed


@pytest.mark.parametrize("day", [in_vault, at_site, packed, in_rooms, in_use, back])
def test_every_object_of_a_day_reads_back_as_written(day):
    for item in day().values():
        assert item_from_row(json.loads(json.dumps(item_to_row(item)))) == item


def test_screens_see_where_it_is_and_the_newest_act():
    row = shown(in_rooms()[SET101])
    assert row["holder"] == {"stage": "room", "people": [2, 3], "room": "101"}
    assert row["at"] == "2026-11-22T08:30:00+08:00"
    assert row["act"]["kind"] == "custody.handoff"
    assert "acts" not in row
    assert shown(in_vault()[K101])["act"] is None
