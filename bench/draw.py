"""The draw of a session: invigilators for 67 and for 84 rooms, by all four rules and what people declared.

The baseline is a plain shuffle of the same people into the same rooms, which keeps to no rule: the ratio is what the
rules and the hashes that anyone can recompute cost. Of each draw it is checked that nobody stands where they declared
they must not, and of the shuffles it is counted how many would have stood.
"""

import hashlib
import random
import time
from collections.abc import Mapping

from bench.table import Row, row
from server.domain.draw import RULES, Candidate, Place, draw

SITES = ((67, 6), (84, 8))
"""Rooms, and people in reserve."""
ROUNDS = 9
UNITS, NEW, DECLARED, KIN = 12, 0.4, 0.2, 0.1


def run() -> list[Row]:
    """Draw and shuffle in turn, each round with a seed of its own."""
    found: list[Row] = []
    for rooms, reserve in SITES:
        places, people = _site(rooms, reserve)
        ours: list[float] = []
        plain: list[float] = []
        broken: list[float] = []
        for number in range(ROUNDS):
            began = time.perf_counter()
            drawn = draw(hashlib.sha256(f"{rooms}/{number}".encode()).hexdigest(), places, people, list(RULES))
            middle = time.perf_counter()
            shuffled = _shuffled(number, places, people)
            plain.append((time.perf_counter() - middle) * 1000)
            ours.append((middle - began) * 1000)
            assert _declared_broken(drawn.places, people) == 0, "somebody stands where they declared they must not"
            broken.append(_declared_broken(shuffled, people))
        told = sum(bool(one.avoid or one.apart) for one in people)
        found.append(row(f"draw, {rooms} rooms, {told} declarations", ours, plain, "ms", "ours <= 1000"))
        found.append(row(f"declarations broken by chance, {rooms} rooms", broken, [], ""))
    return found


def _site(rooms: int, reserve: int) -> tuple[list[Place], list[Candidate]]:
    chance = random.Random(rooms)
    names = [str(101 + room) for room in range(rooms)]
    count = 2 * rooms + reserve
    people = [
        Candidate(
            person,
            f"U{chance.randrange(UNITS)}",
            experienced=chance.random() >= NEW,
            avoid=frozenset(chance.sample(names, 2)) if chance.random() < DECLARED else frozenset(),
            apart=frozenset({chance.randrange(count) + 1} - {person}) if chance.random() < KIN else frozenset(),
        )
        for person in range(1, count + 1)
    ]
    return [Place(name, 2) for name in names], people


def _shuffled(seed: int, places: list[Place], people: list[Candidate]) -> dict[str, tuple[int, ...]]:
    order = [one.person for one in people]
    random.Random(seed).shuffle(order)
    return {place.id: tuple(order[2 * at : 2 * at + 2]) for at, place in enumerate(places)}


def _declared_broken(places: Mapping[str, tuple[int, ...]], people: list[Candidate]) -> int:
    """Count the rooms in which a declaration is broken."""
    known = {one.person: one for one in people}
    return sum(
        any(place in known[one].avoid or known[one].apart & set(given) for one in given)
        for place, given in places.items()
    )
