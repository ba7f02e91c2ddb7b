"""Station lots through the door: laid out, picked, taken out, turned over; two devices that disagree."""

import pytest

from server.domain.practical.lots import Slot, shuffled
from tests.exam_day import PLAN
from tests.practical_day import ASSESSORS, ROOM, SESSION, STATIONS, Stations, accepted, code

KEY = f"{PLAN}/{SESSION}/{ROOM}"


@pytest.fixture
def lots(rows, stations):
    return lambda: rows("lots")[KEY]


@pytest.fixture
def other(workshop, device):
    """The same acts by another assessor on another phone."""
    phone = device("phone")
    phone.sign_in(ASSESSORS[1])
    return Stations(phone, workshop)


@pytest.fixture
def alerts(rows):
    """State of each alert about a room, by its code."""
    return lambda: {row["code"]: row["state"] for row in rows("alert").values() if row["place"] is not None}


def everybody(stations):
    for seat in range(1, 5):
        accepted(stations.draw(seat, seat + 1))


def test_each_candidate_draws_one_card_and_everybody_can_recompute_them_at_the_end(stations, lots):
    accepted(stations.lay())
    assert stations.seed not in str(lots())
    everybody(stations)
    assert code(stations.draw(1, 6)) == "station-drawn"
    accepted(stations.hand("reveal", {"lots": 1, "seed": stations.seed}))
    row = lots()
    assert row["revealed"]["wrong"] == []
    order = shuffled(row["revealed"]["seed"], STATIONS, 1)
    assert [order[one["card"] - 1].station for one in row["cards"]] == [one["station"] for one in row["cards"]]


def test_a_card_that_shows_another_station_than_it_does_is_found_when_all_are_turned_over(stations, lots, rows):
    accepted(stations.lay())
    order = shuffled(stations.seed, STATIONS, 1)
    accepted(stations.draw(1, 1, slot=order[5]))  # whoever holds the device gives another station
    for seat in range(2, 5):
        accepted(stations.draw(seat, seat))
    accepted(stations.hand("reveal", {"lots": 1, "seed": stations.seed}))
    assert lots()["revealed"]["wrong"] == [1]
    assert "lots-differ" in {row["code"] for row in rows("alert").values()}


def test_the_value_is_revealed_when_nobody_may_draw_any_more_and_only_the_one_committed_to(stations, clock):
    accepted(stations.lay())
    accepted(stations.draw(1, 1))
    reveal = {"lots": 1, "seed": stations.seed}
    assert code(stations.hand("reveal", reveal)) == "lots-waiting"
    clock.at("09:31")
    for seat in (2, 3, 4):
        accepted(stations.of("absent", seat))
    assert code(stations.hand("reveal", reveal | {"seed": "0" * 64})) == "lots-seed"
    accepted(stations.hand("reveal", reveal))
    assert code(stations.hand("reveal", reveal)) == "lots-over"


def test_whoever_is_through_without_a_station_keeps_no_cards_lying(stations, clock):
    accepted(stations.identify(1))
    clock.at("09:00")
    accepted(stations.begin(1))  # before the cards were laid out
    accepted(stations.lay())
    accepted(stations.end(1))
    for seat in (2, 3):
        accepted(stations.draw(seat, seat))
    reveal = {"lots": 1, "seed": stations.seed}
    assert code(stations.draw(1, 6)) == "ended-already"
    assert code(stations.hand("reveal", reveal)) == "lots-waiting"
    accepted(stations.draw(4, 4))
    accepted(stations.hand("reveal", reveal))


def test_a_broken_station_is_taken_out_and_whoever_has_it_draws_again(stations, lots, rows):
    accepted(stations.lay())
    accepted(stations.draw(1, 1))
    broken = shuffled(stations.seed, STATIONS, 1)[0].station
    assert code(stations.hand("take_out", {"station": broken, "reason": ""})) == "station-reason"
    accepted(stations.hand("take_out", {"station": broken, "reason": "电机烧毁"}))
    accepted(stations.draw(1, 2))
    assert code(stations.draw(1, 3)) == "station-drawn"
    assert [one["station"] for one in lots()["out"]] == [broken]


def test_a_broken_station_stays_out_when_cards_are_laid_out_without_it_and_its_candidate_draws_again(stations, lots):
    accepted(stations.lay())
    accepted(stations.draw(1, 1))
    broken = shuffled(stations.seed, STATIONS, 1)[0].station
    accepted(stations.hand("take_out", {"station": broken, "reason": "电机烧毁"}))
    left = [one for one in STATIONS if one != broken]
    accepted(stations.lay(stations=left, lots=2, seed="ab" * 32, reason="去掉坏工位重新布签"))
    assert [one["station"] for one in lots()["out"]] == [broken]
    accepted(stations.draw(1, 1, lots=2, stations=left))
    assert code(stations.draw(1, 2, lots=2, stations=left)) == "station-drawn"
    accepted(stations.lay(lots=3, seed="cd" * 32, reason="坏工位已修好"))
    assert lots()["out"] == []


def test_a_station_that_the_new_cards_do_not_name_is_taken_out_where_somebody_has_it(stations):
    accepted(stations.lay())
    accepted(stations.draw(1, 1))
    held = shuffled(stations.seed, STATIONS, 1)[0].station
    left = [one for one in STATIONS if one != held]
    accepted(stations.lay(stations=left, lots=2, seed="ab" * 32, reason="布签的手机坏了"))
    assert code(stations.draw(1, 1, lots=2, stations=left)) == "station-drawn"
    assert code(stations.hand("take_out", {"station": "99", "reason": "电机烧毁"})) == "station-unknown"
    accepted(stations.hand("take_out", {"station": held, "reason": "电机烧毁"}))
    accepted(stations.draw(1, 1, lots=2, stations=left))


def test_nobody_draws_a_station_that_was_taken_out(stations):
    accepted(stations.lay())
    broken = shuffled(stations.seed, STATIONS, 1)[0].station
    accepted(stations.hand("take_out", {"station": broken, "reason": "电机烧毁"}))
    assert code(stations.draw(1, 1)) == "station-out"


def test_where_candidates_follow_one_another_the_card_says_which_turn(stations, rows):
    accepted(stations.lay(stations=["1", "2"], turns=2))
    for seat in range(1, 5):
        accepted(stations.draw(seat, seat, stations=["1", "2"], turns=2))
    found = {(row["station"], row["turn"]) for row in rows("practical").values()}
    assert found == {("1", 1), ("2", 1), ("1", 2), ("2", 2)}


def test_other_cards_are_laid_out_only_for_a_reason_and_what_was_drawn_stays(stations, other, lots):
    accepted(stations.lay())
    accepted(stations.draw(1, 1))
    taken = shuffled(stations.seed, STATIONS, 1)[0]
    assert code(other.lay()) == "lots-number"
    assert code(other.lay(lots=2)) == "lots-reason"
    accepted(other.lay(lots=2, reason="布签的手机坏了"))
    card = shuffled(other.seed, STATIONS, 1).index(taken) + 1
    assert code(other.draw(2, card, lots=2)) == "station-taken"
    free = next(at for at, slot in enumerate(shuffled(other.seed, STATIONS, 1), 1) if slot != taken)
    accepted(other.draw(2, free, lots=2))
    assert [one["number"] for one in lots()["earlier"]] == [1]
    assert code(stations.draw(3, 3)) == "lots-number"


def test_cards_laid_out_anew_do_not_hide_what_was_drawn_before(stations, other, lots, alerts):
    accepted(stations.lay())
    order = shuffled(stations.seed, STATIONS, 1)
    accepted(stations.draw(1, 1, slot=order[3]))  # whoever holds the device gives another station
    accepted(other.lay(lots=2, reason="布签的手机坏了"))
    assert alerts() == {"lots-unrevealed": "open"}
    assert code(stations.hand("reveal", {"lots": 3, "seed": stations.seed})) == "lots-number"
    assert code(stations.hand("reveal", {"lots": 1, "seed": other.seed})) == "lots-seed"
    accepted(stations.hand("reveal", {"lots": 1, "seed": stations.seed}))  # others have still to draw
    assert code(stations.hand("reveal", {"lots": 1, "seed": stations.seed})) == "lots-over"
    [earlier] = lots()["earlier"]
    assert (earlier["revealed"]["seed"], earlier["revealed"]["wrong"]) == (stations.seed, [1])
    assert (lots()["number"], lots()["revealed"]) == (2, None)
    assert alerts() == {"lots-unrevealed": "closed", "lots-differ": "open"}
    accepted(other.draw(2, shuffled(other.seed, STATIONS, 1).index(order[0]) + 1, lots=2))
    assert lots()["earlier"] == [earlier]


def test_cards_that_nobody_picked_need_not_be_revealed_when_others_are_laid_out(stations, alerts):
    accepted(stations.lay())
    accepted(stations.lay(lots=2, reason="写错了工位号"))
    assert alerts() == {}


def test_a_card_picked_on_two_devices_without_the_hub_belongs_to_the_first(stations, other, rows):
    accepted(stations.lay())
    other.seed = stations.seed
    accepted(stations.draw(1, 3))
    second = other.draw(2, 3, acted=True)
    assert (second.verdict, code(second)) == ("disputed", "card-taken")
    row = rows("dispute")[str(second.seq)]
    assert row["against"]["kind"] == "practical.draw"
    assert not row["holds"]


def test_who_drew_twice_without_the_hub_keeps_the_first_station(stations, other, rows):
    accepted(stations.lay())
    other.seed = stations.seed
    accepted(stations.draw(1, 3))
    second = other.draw(1, 4, acted=True)
    assert (second.verdict, code(second)) == ("disputed", "station-drawn")
    assert rows("practical")[f"{KEY}/26{SESSION}{ROOM}01"]["drawn"]["card"] == 3


def test_stations_are_named_once_and_a_strange_one_is_refused(stations):
    assert code(stations.lay(stations=["1", "1"])) == "lots-stations"
    assert code(stations.draw(1, 1, slot=Slot("1", 1))) == "lots-none"
    accepted(stations.lay())
    assert code(stations.draw(1, 7, slot=Slot("7", 1))) == "card-unknown"
    assert code(stations.draw(1, 6, slot=Slot("7", 1))) == "station-unknown"


def test_a_card_picked_too_late_does_not_hold_where_somebody_else_has_it(stations, clock, rows):
    accepted(stations.lay())
    accepted(stations.draw(1, 1))
    clock.at("09:40")
    taken, free = stations.draw(3, 1, acted=True), stations.draw(3, 2, acted=True)
    assert {code(taken), code(free)} == {"practical-late"}
    assert [rows("dispute")[str(one.seq)]["holds"] for one in (taken, free)] == [False, True]
