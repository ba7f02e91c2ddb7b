"""What became of a session's cards stands on screens as on the reconciliation page: out, back, bag, read, scored."""

import pytest

from server.desk.reading import live
from server.domain.reading.key import key_to_row
from tests.desk.reading.test_reading_day import GREEN
from tests.practical_day import accepted
from tests.reading_day import ABSENT, ROOMS, SESSION, file_of, keys, number, session_cards
from tests.reading_room import CHECKER, CHIEF, IN_BAG, MONITOR, clean

DRAWN = 12


def chain(room):
    return room.row("reading_session", SESSION)["chain"]


def counted(room, of, reason="", **changes):
    """Let the chief state what a room drew and gave back; ``reason``: why it is not what they stated before."""
    away = sum(number[13:16] == of for number in ABSENT)
    figures = {
        "cards_in": DRAWN, "cards_sup": 0, "cards_out": 0, "cards_ans": IN_BAG - away, "cards_abs": away,
        "cards_void": 0, "cards_blank": DRAWN - IN_BAG,
    }  # fmt: skip
    body = {
        "session": SESSION, "room": of, "by": "chief", "person": {"person": CHIEF}, "figures": figures | changes,
        "reason": reason,
    }  # fmt: skip
    accepted(room.hand("custody.count", body, CHIEF, device=room.chief))


@pytest.fixture
def read(room):
    room.bring(clean())
    accepted(room.hand("duty.check_in", {"person": CHIEF, "place": "office"}, CHIEF, device=room.chief))
    return room


def test_what_nobody_counted_is_not_known_and_without_a_key_there_is_no_result(read):
    assert chain(read) == {"out": None, "back": None, "bag": None, "read": 30, "off": False, "results": None}
    for of in ROOMS[:2]:
        counted(read, of)
    assert chain(read)["out"] is None, "one room was not counted"


def test_cards_are_told_from_the_first_hand_to_the_score(read):
    for of in ROOMS:
        counted(read, of)
    read.sheets()
    assert chain(read) == {"out": 36, "back": 36, "bag": 30, "read": 30, "off": False, "results": None}
    read.enter_keys(CHECKER)
    assert chain(read)["results"] is None, "one entry is no key"
    read.enter_keys(MONITOR)
    away = len(ABSENT)
    assert chain(read)["results"] == {"scored": 30 - away, "absent": away, "void": 0, "lost": 0, "unscored": 0}


def test_a_card_that_did_not_come_back_is_seen_at_once(read):
    for of in ROOMS:
        counted(read, of)
    counted(read, ROOMS[0], "再点一遍", cards_blank=DRAWN - IN_BAG - 1)
    assert (chain(read)["out"], chain(read)["back"]) == (36, 35)


def test_what_is_shown_is_what_a_rebuild_folds(read):
    for of in ROOMS:
        counted(read, of)
    read.sheets()
    read.enter_keys(CHECKER, MONITOR)
    before = chain(read)
    read.hub.committer.call(read.hub.door.rebuild)
    assert chain(read) == before


def test_nothing_is_marked_for_the_chain_before_a_key_holds(read, monkeypatch):
    monkeypatch.setattr(live.scores, "scored", pytest.fail)
    read.sheets()
    read.enter_keys(CHECKER)
    assert chain(read)["results"] is None


def test_voided_cards_in_the_bag_are_not_to_be_read_and_nothing_is_off(read):
    accepted(read.hand("plan.policy", {"policy": {"void_to": "card"}}, CHIEF, device=read.chief))
    for of in ROOMS:
        counted(read, of)
    counted(read, ROOMS[0], "换了一张卡", cards_void=1, cards_blank=DRAWN - IN_BAG - 1)
    for of in ROOMS:
        accepted(read.sheet(of, bag=IN_BAG + (of == ROOMS[0])))
    assert read.states() == GREEN
    assert (chain(read)["bag"], chain(read)["read"], chain(read)["off"]) == (30, 30, False)


def test_a_card_that_is_settled_as_lost_is_off_no_more(room):
    lost = number(ROOMS[1], 2)
    room.bring(file_of("txt", [one for one in session_cards() if one.number != lost]))
    room.sheets()
    assert (chain(room)["bag"], chain(room)["read"], chain(room)["off"]) == (30, 29, True)
    ((key, _),) = room.faults().items()
    accepted(room.propose(key, "lost", reason="卡袋和考场都找过"))
    accepted(room.settle(key))
    assert room.states() == GREEN
    assert (chain(room)["bag"], chain(room)["read"], chain(room)["off"]) == (29, 29, False)


def test_one_room_too_many_does_not_hide_one_too_few(read):
    accepted(read.sheet(ROOMS[0], bag=IN_BAG + 1))
    accepted(read.sheet(ROOMS[1], bag=IN_BAG - 1))
    accepted(read.sheet(ROOMS[2]))
    assert (chain(read)["bag"], chain(read)["read"], chain(read)["off"]) == (30, 30, True)


def test_what_is_still_to_be_read_is_not_off(room):
    room.bring(file_of("txt", session_cards(ROOMS[:1])))
    room.sheets()
    assert (chain(room)["bag"], chain(room)["read"], chain(room)["off"]) == (30, 10, False)


def test_who_has_no_score_yet_is_counted_where_one_papers_key_lacks(read):
    read.sheets()
    first = key_to_row(next(iter(keys().values())))
    for person in (CHECKER, MONITOR):
        accepted(read.hand("reading.key", {"session": SESSION} | first, person))
    found = chain(read)["results"]
    assert found["unscored"] > 0
    assert sum(found.values()) == 30
