"""The draw (抽签): rooms for invigilators and zones for roving ones, random, and recomputed by anyone afterwards.

Two people each commit to a secret value, then reveal it. The seed is made of both values and of two roots of the
journal: from before the first commitment and from right after the second. Whoever commits last knows nothing of the
other's value, and whoever reveals last can change nothing any more, only refuse, which is on record. Even one who knows
both values cannot choose among them: the second root holds the time at which the hub received the last commitment.

The algorithm (``docs/verify_draw.py`` is the same in 30 lines that know nothing of this program):

1. Order the places (each room, as often as it needs people) as given. Order the people by SHA-256 of
   ``seed/attempt/person``. The first people get the places in order, the rest is the reserve.
2. While a rule is broken: take the first broken place's room. Try to exchange each of its people with everybody else,
   the reserve too. Take the exchange that leaves the fewest broken rules; among equals that with the smallest SHA-256
   of ``seed/attempt/step/one/other``. At most ``STEPS`` times and once more for each place.
3. Begin anew with the next attempt, at most ``ATTEMPTS`` times. What stands after that is no draw: it is refused, and
   the refusal says which rule cannot be met. A rule is never broken in silence.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from server.domain.refusal import Refusal

ATTEMPTS, STEPS = 10, 60

#: Rules in the order in which they are checked: Chinese, English.
RULES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "avoid": ("回避：不监考亲属、本人学生所在考场", "nobody invigilates their kin or their own students"),
        "apart": ("回避：有亲属关系的监考不同场", "invigilators who are kin are not in one room"),
        "units": ("同场监考来自不同单位", "the invigilators of a room come from different units"),
        "experience": ("每场至少一名有经验的监考", "each room has an experienced invigilator"),
    }
)


#: Rules that every draw observes: what people declared is never set aside.
ALWAYS = ("avoid", "apart")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who takes part in the draw.

    Attributes:
        person: their number in the plan.
        unit: their unit, as any text or number that tells units apart.
        experienced: has invigilated before.
        avoid: rooms (or zones) where their declared kin or own students sit.
        apart: persons they must not share a room with.
    """

    person: int
    unit: str
    experienced: bool = True
    avoid: frozenset[str] = frozenset()
    apart: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """A room or zone that needs ``need`` people."""

    id: str
    need: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """The result: people by place, in the order drawn, and the reserve in its order.

    ``redrawn`` counts how often single places were drawn anew.
    """

    seed: str
    rules: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    reserve: tuple[int, ...]
    redrawn: Mapping[str, int] = field(default_factory=dict)


def commitment(session: str, person: int, value: str) -> str:
    """Return what somebody commits to: SHA-256 over session, person and their secret value (32 random bytes in hex).

    Session and person stand in it, so that nobody can repeat another's commitment as their own.
    """
    return hashlib.sha256(f"kaowu-draw-commit-v1\n{session}\n{person}\n{value}".encode()).hexdigest()


def seed_of(session: str, roots: tuple[str, str], commitments: Mapping[int, str], values: Mapping[int, str]) -> str:
    """Return the seed of a draw; ``roots`` are the journal's (hex), before the first commitment and after the second.

    Raises:
        Refusal: ``draw-needs-two``, ``draw-not-revealed``, ``draw-value-form`` or ``draw-value-differs``.
    """
    if len(commitments) != 2 or len(set(commitments.values())) != 2:
        raise Refusal("draw-needs-two", field="commitments", found=len(set(commitments.values())))
    for person, committed in commitments.items():
        value = values.get(person)
        if value is None:
            raise Refusal("draw-not-revealed", field="values")
        if len(value) != 64 or set(value) - set("0123456789abcdef"):
            raise Refusal("draw-value-form", field="values")
        if commitment(session, person, value) != committed:
            raise Refusal("draw-value-differs", field="values")
    first, second = (values[person] for person in sorted(commitments))
    before, after = roots
    return hashlib.sha256(f"kaowu-draw-v2\n{session}\n{before}\n{after}\n{first}\n{second}".encode()).hexdigest()


def draw(seed: str, places: Sequence[Place], people: Iterable[Candidate], rules: Sequence[str]) -> Drawn:
    """Draw people for places.

    Raises:
        Refusal: ``draw-person-twice``, ``draw-rule-unknown``, ``draw-too-few``, or ``draw-rule-impossible`` naming the
            rule that cannot be met.
    """
    known = list(people)
    pool = {one.person: one for one in known}
    if len(pool) != len(known):
        raise Refusal("draw-person-twice", field="people")
    for rule in rules:
        if rule not in RULES:
            raise Refusal("draw-rule-unknown", field="rules", rule=rule[:20])
    slots = [place.id for place in places for _ in range(place.need)]
    if len(pool) < len(slots):
        raise Refusal("draw-too-few", field="people", needed=len(slots), found=len(pool))
    order = None if hopeless(slots, pool, rules) else _placed(seed, slots, pool, rules)
    if order is None:
        raise impossible(seed, slots, pool, rules)
    given: dict[str, tuple[int, ...]] = {place.id: () for place in places}
    for slot, person in zip(slots, order, strict=False):
        given[slot] += (person,)
    return Drawn(seed, tuple(rules), given, tuple(order[len(slots) :]))


def _hash(*parts: str | int) -> str:
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()


def _placed(seed: str, slots: Sequence[str], pool: Mapping[int, Candidate], rules: Sequence[str]) -> list[int] | None:
    for attempt in range(ATTEMPTS):
        order = sorted(pool, key=lambda person: _hash(seed, attempt, person))
        if _mended(f"{seed}/{attempt}", slots, order, pool, rules):
            return order
    return None


def _mended(
    seed: str, slots: Sequence[str], order: list[int], pool: Mapping[int, Candidate], rules: Sequence[str]
) -> bool:
    """Exchange people until no rule is broken; tell whether that was reached."""
    where = _slots_of(slots)
    broken = {place: _broken(place, [order[at] for at in where[place]], pool, rules) for place in where}
    for step in range(STEPS + len(where)):
        wrong = next((place for place in slots if broken[place]), None)
        best = _best(f"{seed}/{step}", slots, order, pool, rules, where, broken, wrong) if wrong is not None else None
        if best is None:
            break
        one, other = best
        order[one], order[other] = order[other], order[one]
        for place in {slots[at] for at in (one, other) if at < len(slots)}:
            broken[place] = _broken(place, [order[at] for at in where[place]], pool, rules)
    return not any(broken.values())


def _slots_of(slots: Sequence[str]) -> dict[str, list[int]]:
    where: dict[str, list[int]] = {}
    for at, place in enumerate(slots):
        where.setdefault(place, []).append(at)
    return where


def _best(
    seed: str, slots: Sequence[str], order: list[int], pool: Mapping[int, Candidate], rules: Sequence[str],
    where: Mapping[str, list[int]], broken: Mapping[str, int], wrong: str,
) -> tuple[int, int] | None:  # fmt: skip
    """Return the exchange that leaves the fewest broken rules; of equal ones that with the smallest hash."""
    best: tuple[int, str, int, int] | None = None
    for one in where[wrong]:
        for other in range(len(order)):
            if other in where[wrong]:
                continue
            order[one], order[other] = order[other], order[one]
            touched = {wrong, slots[other]} if other < len(slots) else {wrong}
            gain = sum(
                _broken(place, [order[at] for at in where[place]], pool, rules) - broken[place] for place in touched
            )
            order[one], order[other] = order[other], order[one]
            if best is None or gain <= best[0]:
                found = (gain, _hash(seed, order[one], order[other]), one, other)
                best = found if best is None else min(best, found)
    return (best[2], best[3]) if best is not None else None


def _broken(place: str, people: Sequence[int], pool: Mapping[int, Candidate], rules: Sequence[str]) -> int:
    """Count how often rules are broken in a place with these people."""
    here = [pool[person] for person in people]
    count = 0
    if "avoid" in rules:
        count += sum(place in one.avoid for one in here)
    if "apart" in rules:
        count += sum(other.person in one.apart or one.person in other.apart for one, other in _pairs(here))
    if "units" in rules:
        count += len(here) - len({one.unit for one in here})
    if "experience" in rules and here:
        count += not any(one.experienced for one in here)
    return count


def _pairs(people: Sequence[Candidate]) -> list[tuple[Candidate, Candidate]]:
    return [(one, other) for at, one in enumerate(people) for other in people[at + 1 :]]


def impossible(seed: str, slots: Sequence[str], pool: Mapping[int, Candidate], rules: Sequence[str]) -> Refusal:
    """Return the refusal that says which rules stand against a draw.

    These are the ones that cannot be met even alone; where there is none, those without which the draw succeeds; where
    there is none either, all of them together.
    """
    single = [rule for rule in RULES if rule in rules and not _possible(seed, slots, pool, [rule])]
    without = [
        rule
        for rule in RULES
        if not single and rule in rules and _possible(seed, slots, pool, [one for one in rules if one != rule])
    ]
    named = single or without or [rule for rule in RULES if rule in rules]
    return Refusal(
        "draw-rule-impossible", field="rules",
        rules="；".join(RULES[rule][0] for rule in named), rules_en="; ".join(RULES[rule][1] for rule in named),
        people=len(pool), places=len(set(slots)),
    )  # fmt: skip


def _possible(seed: str, slots: Sequence[str], pool: Mapping[int, Candidate], rules: Sequence[str]) -> bool:
    return not hopeless(slots, pool, rules) and _placed(seed, slots, pool, rules) is not None


def hopeless(slots: Sequence[str], pool: Mapping[int, Candidate], rules: Sequence[str]) -> bool:
    """Tell, by counting alone, that a rule cannot be met: no attempt is made then."""
    where = _slots_of(slots)
    units = Counter(one.unit for one in pool.values())
    return any(
        (
            "experience" in rules and sum(one.experienced for one in pool.values()) < len(where),
            "units" in rules and sum(min(count, len(where)) for count in units.values()) < len(slots),
            "avoid" in rules
            and any(sum(place not in one.avoid for one in pool.values()) < len(at) for place, at in where.items()),
        )
    )


def redraw(drawn: Drawn, seed: str, one: Place, people: Iterable[Candidate], reason: str) -> Drawn:
    """Draw one room anew from the reserve, by a seed of its own (two people commit and reveal again).

    Those who had the room go to the end of the reserve and cannot get this room again.

    Raises:
        Refusal: ``draw-place-unknown``, ``why-needed``, ``draw-too-few`` or ``draw-rule-impossible``.
    """
    place, before = one.id, drawn.places.get(one.id)
    if before is None:
        raise Refusal("draw-place-unknown", field="place", place=place[:20])
    if not reason.strip():
        raise Refusal("why-needed", field="reason")
    pool = [each for each in people if each.person in drawn.reserve]
    new = draw(seed, [one], pool, drawn.rules)
    reserve = tuple(person for person in drawn.reserve if person not in new.places[place]) + before
    times = dict(drawn.redrawn) | {place: drawn.redrawn.get(place, 0) + 1}
    return replace(drawn, places={**drawn.places, place: new.places[place]}, reserve=reserve, redrawn=times)


def substitute(drawn: Drawn, place: str, leaving: int, people: Iterable[Candidate], here: Iterable[int]) -> Drawn:
    """Put the next of the reserve who is here and meets the rules in the place of somebody who has gone.

    Raises:
        Refusal: ``draw-place-unknown``, ``draw-not-there``, ``reserve-empty`` or ``reserve-unfit``.
    """
    before = drawn.places.get(place)
    if before is None:
        raise Refusal("draw-place-unknown", field="place", place=place[:20])
    if leaving not in before:
        raise Refusal("draw-not-there", field="person", place=place)
    pool, present = {one.person: one for one in people}, set(here)
    waiting = [person for person in drawn.reserve if person in present and person in pool]
    if not waiting:
        raise Refusal("reserve-empty", field="person", place=place)
    for person in waiting:
        now = tuple(person if one == leaving else one for one in before)
        if not _broken(place, now, pool, drawn.rules):
            reserve = tuple(one for one in drawn.reserve if one != person)
            return replace(drawn, places={**drawn.places, place: now}, reserve=reserve)
    raise Refusal("reserve-unfit", field="person", place=place, found=len(waiting))


def zones(rooms: Sequence[str], rovers: int) -> dict[str, tuple[str, ...]]:
    """Cut the rooms, in the order in which one walks by them, into as many zones as there are roving invigilators.

    Raises:
        Refusal: ``draw-too-few``.
    """
    if rovers < 1 and rooms:
        raise Refusal("draw-too-few", field="people", needed=1, found=rovers)
    count = min(rovers, len(rooms))
    cuts = [len(rooms) * at // count for at in range(count + 1)] if count else [0]
    return {f"Z{at + 1}": tuple(rooms[cuts[at] : cuts[at + 1]]) for at in range(count)}


def in_zones(people: Iterable[Candidate], zoned: Mapping[str, Sequence[str]]) -> list[Candidate]:
    """Return the people with the zones they avoid, instead of the rooms."""
    return [
        replace(one, avoid=frozenset(zone for zone, rooms in zoned.items() if one.avoid & set(rooms))) for one in people
    ]


def published(
    session: str, roots: tuple[str, str], commitments: Mapping[int, str], values: Mapping[int, str],
    places: Sequence[Place], people: Iterable[Candidate], drawn: Drawn,
) -> dict[str, Any]:  # fmt: skip
    """Write a draw as it is published (JSON) for anyone to recompute it; it names people by their numbers only."""
    return {
        "format": "kaowu-draw-2",
        "session": session,
        "root": roots[0],
        "sealed": roots[1],
        "commitments": {str(person): value for person, value in sorted(commitments.items())},
        "values": {str(person): value for person, value in sorted(values.items())},
        "rules": list(drawn.rules),
        "places": [[place.id, place.need] for place in places],
        "people": [
            [one.person, one.unit, one.experienced, sorted(one.avoid), sorted(one.apart)]
            for one in sorted(people, key=lambda each: each.person)
        ],
        "drawn": {place: list(given) for place, given in drawn.places.items()},
        "reserve": list(drawn.reserve),
    }
