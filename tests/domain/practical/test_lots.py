"""Station lots: what a commitment binds, who may pick what, and what everybody can recompute afterwards."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.practical.lots import (
    Lots,
    Mark,
    Out,
    Pick,
    Slot,
    commitment,
    lay,
    lots_from_row,
    lots_to_row,
    pick,
    picked,
    reveal,
    shuffled,
    take_out,
    wrong,
)
from server.domain.refusal import Refusal

SEED = "5e" * 32
MARK = Mark("2026-11-22T01:00:00.000+00:00", 10, "f1", "d2")
PROGRAM = Path(__file__).parents[3] / "docs" / "verify_lots.py"
NAMES = st.lists(st.text("ABC123车", min_size=1, max_size=4), min_size=1, max_size=9, unique=True)
SEEDS = st.binary(min_size=32, max_size=32).map(bytes.hex)


def laid(stations=("1", "2", "3"), turns=1, seed=SEED, number=1):
    made = commitment("E1", "M1", number, seed, stations, turns)
    return Lots(1, "E1", "M1", number, tuple(stations), turns, made, MARK)


def refusal(rule, *given, **named):
    with pytest.raises(Refusal) as caught:
        rule(*given, **named)
    return caught.value.code


def drawn_through(lots, seed):
    """Everybody picks the lowest card, one after another."""
    for card, slot in enumerate(shuffled(seed, lots.stations, lots.turns), start=1):
        lots = picked(lots, Pick(lots.number, card, f"c{card}", slot), MARK)
    return lots


@given(SEEDS, NAMES, st.integers(1, 4))
def test_below_the_cards_lies_every_station_at_each_turn_once(seed, stations, turns):
    order = shuffled(seed, stations, turns)
    assert sorted(order, key=repr) == sorted((Slot(one, n) for n in range(1, turns + 1) for one in stations), key=repr)
    assert order == shuffled(seed, stations, turns)


@given(SEEDS, SEEDS, NAMES)
def test_no_other_seed_stations_room_or_number_fits_a_commitment(seed, other, stations):
    made = commitment("E1", "M1", 1, seed, stations, 1)
    if other != seed:
        assert commitment("E1", "M1", 1, other, stations, 1) != made
    assert commitment("E1", "M2", 1, seed, stations, 1) != made
    assert commitment("E1", "M1", 2, seed, stations, 1) != made
    assert commitment("E1", "M1", 1, seed, [*stations, "另一个"], 1) != made


@given(SEEDS, NAMES, st.integers(1, 3))
def test_who_draws_honestly_is_found_honest_and_a_swapped_pair_is_found(seed, stations, turns):
    lots = drawn_through(laid(stations, turns, seed), seed)
    assert wrong(lots, seed) == ()
    if lots.size > 1:
        one, two = lots.cards[1], lots.cards[2]
        swapped = {
            1: replace(one, station=two.station, turn=two.turn),
            2: replace(two, station=one.station, turn=one.turn),
        }
        assert wrong(replace(lots, cards={**lots.cards, **swapped}), seed) == (1, 2)


@given(SEEDS, NAMES, st.integers(1, 3))
def test_lots_are_kept_and_read_back_as_they_were(seed, stations, turns):
    lots = drawn_through(laid(stations, turns, seed), seed)
    lots = replace(lots, out={stations[0]: Out("电机烧毁", MARK)})
    assert lots_from_row(json.loads(json.dumps(lots_to_row(lots)))) == lots


def test_nobody_swaps_and_no_card_or_station_is_given_twice():
    lots = laid()
    order = shuffled(SEED, lots.stations, 1)
    first = Pick(1, 1, "c1", order[0])
    after = picked(pick(lots, first, None, ()), first, MARK)
    assert refusal(pick, after, Pick(1, 2, "c1", order[1]), order[0], ()) == "station-drawn"
    assert refusal(pick, after, Pick(1, 1, "c2", order[0]), None, {order[0]}) == "card-taken"
    assert refusal(pick, after, Pick(1, 2, "c2", order[0]), None, {order[0]}) == "station-taken"
    assert refusal(pick, after, Pick(1, 9, "c2", order[1]), None, ()) == "card-unknown"
    assert refusal(pick, after, Pick(2, 2, "c2", order[1]), None, ()) == "lots-number"
    assert refusal(pick, None, first, None, ()) == "lots-none"


def test_a_station_that_was_taken_out_is_drawn_by_nobody_and_sets_its_candidate_free():
    lots = laid()
    order = shuffled(SEED, lots.stations, 1)
    assert refusal(take_out, lots, order[0].station, "坏") == "station-reason"
    out = replace(take_out(lots, order[0].station, "电机烧毁"), out={order[0].station: Out("电机烧毁", MARK)})
    assert refusal(take_out, out, order[0].station, "电机烧毁") == "station-out"
    assert refusal(pick, out, Pick(1, 1, "c1", order[0]), None, ()) == "station-out"
    assert pick(out, Pick(1, 2, "c1", order[1]), order[0], ()) is out


def test_cards_are_laid_out_anew_for_a_reason_only():
    lay(None, 1, ["1"], "")
    assert refusal(lay, None, 2, ["1"], "") == "lots-number"
    assert refusal(lay, laid(), 2, ["1"], "") == "lots-reason"
    assert refusal(lay, None, 1, [], "") == "lots-stations"
    assert refusal(lay, None, 1, ["1", " 2"], "") == "lots-stations"
    lay(laid(), 2, ["1"], "手机坏了")


def test_the_value_is_revealed_once_and_only_the_one_committed_to():
    lots = laid()
    assert refusal(reveal, lots, 1, SEED, 2) == "lots-waiting"
    assert refusal(reveal, lots, 1, "00" * 32, 0) == "lots-seed"
    assert reveal(lots, 1, SEED, 0) is lots


def recompute(tmp_path, told):
    path = tmp_path / "lots.json"
    path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    return subprocess.run(
        [sys.executable, PROGRAM, path], capture_output=True, text=True, check=False, encoding="utf-8"
    )


def test_the_published_program_recomputes_the_cards_and_finds_what_was_changed(tmp_path):
    lots = drawn_through(laid(("1", "2", "车3"), 2), SEED)
    cards = [{"card": number, "station": one.station, "turn": one.turn} for number, one in lots.cards.items()]
    told = {
        "session": "E1", "room": "M1", "number": 1, "stations": list(lots.stations), "turns": 2, "hash": lots.hash,
        "seed": SEED, "cards": cards,
    }  # fmt: skip
    assert "一致" in recompute(tmp_path, told).stdout
    swapped = [cards[0] | {"station": cards[1]["station"], "turn": cards[1]["turn"]}, *cards[1:]]
    found = recompute(tmp_path, told | {"cards": swapped})
    assert (found.returncode, "[1]" in found.stderr) == (1, True)
    assert "随机值被改动" in recompute(tmp_path, told | {"seed": "00" * 32}).stderr
