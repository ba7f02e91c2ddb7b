"""The random check: the hub draws, nobody chooses; a card that differs holds its room up until two have settled it."""

import pytest

from server.store import tables
from tests.practical_day import accepted, code
from tests.reading_day import SESSION
from tests.reading_room import CHECKER, LEADER, MONITOR, OPERATOR, clean


@pytest.fixture
def drawn(room):
    room.sha256 = room.bring(clean())
    room.sheets()
    return room.draw_check()


def room_of(room, place):
    (found,) = [one["room"] for one in room.checked()["cards"] if (one["batch"], one["row"]) == place]
    return found


def test_the_hub_draws_thirty_cards_and_tells_where_they_lie(room, drawn):
    check = room.checked()
    assert (len(drawn), check["wanted"], check["looked"], check["of"]) == (30, 30, 0, 30)
    assert all(one["room"] and one["seat"] and one["row"] and one["agreed"] is None for one in check["cards"])


def test_the_plan_says_how_many_cards_a_check_draws(room, drawn):
    accepted(room.check(drawn))
    accepted(room.hand("plan.policy", {"policy": {"check_cards": 5}}, LEADER, device=room.chief))
    assert len(room.draw_check(2)) == 5
    assert room.checked()["wanted"] == 5
    assert len(room.kept("check")[f"{SESSION}/00001"]["drawn"]) == 30, "a check that was drawn stays as it is"


def test_who_looks_can_neither_name_a_seed_nor_other_cards_nor_draw_until_they_like_them(room, drawn):
    unknown = room.hand("reading.check", {"session": SESSION, "check": 2, "cards": [], "seed": "0" * 64}, CHECKER)
    assert code(unknown) == "malformed"
    assert code(room.check([(drawn[0][0], 999)])) == "check-unknown"
    assert code(room.check(drawn[:2], by=OPERATOR)) == "reading-role"
    assert code(room.check([], number=2)) == "check-open"
    assert code(room.check([], number=1)) == "check-none"
    accepted(room.check(drawn))
    assert len(room.draw_check(2)) == 30
    assert code(room.check(drawn[:1], number=1)) == "check-unknown", "the first check is done and stays as it is"


def test_what_was_looked_at_is_counted_and_every_check_is_kept(room, drawn):
    accepted(room.check(drawn[:20]))
    check = room.checked()
    assert (check["looked"], check["agreed"], check["differ"], check["wanted"]) == (20, 20, 0, 30)
    assert check["covered"] == 20
    accepted(room.check(drawn[20:]))
    room.draw_check(2)
    kept = room.kept("check")
    assert sorted(kept) == [f"{SESSION}/00001", f"{SESSION}/00002"]
    assert len(kept[f"{SESSION}/00001"]["looked"]) == 30
    assert kept[f"{SESSION}/00001"]["seed"] != kept[f"{SESSION}/00002"]["seed"]
    assert room.checked()["covered"] == 30


def test_a_card_that_differs_opens_a_fault_that_holds_its_room_up(room, drawn):
    accepted(room.check(drawn[:1], agreed=False, note="第 3 题读错"))
    ((key, kind),) = room.faults().items()
    fault = room.row("reading_fault", f"{SESSION}/{key}")
    assert (kind, fault["holds_up"]) == ("check-differs", True)
    assert [one["what"] for one in fault["resolutions"]] == ["give-answers", "accept"]
    assert "第 3 题读错" in fault["says"]["zh"]
    assert room.states()[room_of(room, drawn[0])] == "faults"
    assert code(room.close(room.sha256)) == "close-faults"


def test_one_person_cannot_take_it_back_and_two_settle_it(room, drawn):
    accepted(room.check(drawn[:1], agreed=False))
    accepted(room.check(drawn[:1], agreed=True))
    ((key, _),) = room.faults().items()
    assert room.checked()["differ"] == 1
    accepted(room.propose(key, "accept"))
    assert code(room.settle(key, by=OPERATOR)) == "reading-role"
    accepted(room.settle(key, by=MONITOR))
    assert not room.faults()
    assert room.states()[room_of(room, drawn[0])] == "green"
    accepted(room.close(room.sha256))


def test_what_the_card_shows_is_keyed_in_beside_what_was_read(room, drawn):
    accepted(room.check(drawn[:1], agreed=False))
    ((key, _),) = room.faults().items()
    accepted(room.propose(key, "give-answers", cells={"1": "D"}))
    accepted(room.settle(key))
    assert not room.faults()
    assert room.faults("settled") == {key: "check-differs"}
    accepted(room.check(drawn[1:]))
    room.draw_check(2)
    accepted(room.check(drawn[:1], number=2, agreed=False))
    assert list(room.faults().values()) == ["check-differs"], "another check finds it again"


def test_leaders_check_too_and_nobody_where_nothing_is_read(room):
    assert code(room.check([])) == "check-no-cards"
    room.bring(clean())
    assert code(room.check([], by=OPERATOR)) == "reading-role"


def test_checks_are_folded_again_from_the_journal_to_the_byte(room, drawn):
    accepted(room.check(drawn[:4]))
    accepted(room.check(drawn[4:5], agreed=False))
    before = projections(room.hub)
    room.hub.committer.call(room.hub.door.rebuild)
    assert projections(room.hub) == before


def projections(hub):
    with hub.db.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(table.select())), key=repr) for table in tables.PROJECTIONS
        }
