"""The draw: verifiable, fair, and never with a rule broken in silence."""

import ast
import hashlib
import importlib.util
import json
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.draw import (
    RULES,
    Candidate,
    Drawn,
    Place,
    commitment,
    draw,
    in_zones,
    published,
    redraw,
    seed_of,
    substitute,
    zones,
)
from server.domain.refusal import Refusal
from tests.examples import examples

VERIFIER = Path(__file__).parents[2] / "docs/verify_draw.py"
ALL = tuple(RULES)
ROOTS = (hashlib.sha256(b"journal").hexdigest(), hashlib.sha256(b"journal of both").hexdigest())


def sha(text):
    return hashlib.sha256(str(text).encode()).hexdigest()


def load():
    spec = importlib.util.spec_from_file_location("verify_draw", VERIFIER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verifier = load()


def day(seed, rooms=20, reserve=4, units=6, experienced=0.7, avoid=0.05, need=2):
    """A random day: rooms, and people of some units, some of them new, some with kin in rooms or among the others."""
    chance = random.Random(seed)
    places = [Place(str(room + 1), need) for room in range(rooms)]
    count = rooms * need + reserve
    people = [
        Candidate(
            person=person + 1,
            unit=f"单位{chance.randrange(units)}",
            experienced=chance.random() < experienced,
            avoid=frozenset(place.id for place in places if chance.random() < avoid),
            apart=frozenset({chance.randrange(count) + 1} - {person + 1}) if chance.random() < avoid else frozenset(),
        )
        for person in range(count)
    ]
    return places, people


def wrong(drawn, people, rules=ALL):
    """What is broken, told by its own reading of the rules."""
    known = {one.person: one for one in people}
    found = []
    for place, given_people in drawn.places.items():
        here = [known[person] for person in given_people]
        if "avoid" in rules:
            found += [("avoid", place) for one in here if place in one.avoid]
        if "apart" in rules:
            found += [("apart", place) for one, other in permutations(here, 2) if other.person in one.apart]
        if "units" in rules and len({one.unit for one in here}) < len(here):
            found.append(("units", place))
        if "experience" in rules and not any(one.experienced for one in here):
            found.append(("experience", place))
    return found


def refused(rule, *arguments):
    with pytest.raises(Refusal) as caught:
        rule(*arguments)
    assert caught.value.said("zh")["fix"]
    return caught.value


# the seed

VALUES = {1: sha("a"), 7: sha("b")}
COMMITTED = {person: commitment("S1", person, value) for person, value in VALUES.items()}


def test_the_seed_is_made_of_both_values_and_the_journal_before_and_after_them():
    seed = seed_of("S1", ROOTS, COMMITTED, VALUES)
    assert seed == seed_of("S1", ROOTS, dict(reversed(COMMITTED.items())), VALUES)
    other = VALUES | {7: sha("c")}
    committed = COMMITTED | {7: commitment("S1", 7, other[7])}
    others = [seed_of("S1", roots, COMMITTED, VALUES) for roots in ((sha("x"), ROOTS[1]), (ROOTS[0], sha("x")))]
    assert len({seed, *others, seed_of("S1", ROOTS, committed, other)}) == 4


@pytest.mark.parametrize(
    ("committed", "values", "code"),
    [
        ({1: COMMITTED[1]}, VALUES, "draw-needs-two"),
        (COMMITTED | {9: sha("x")}, VALUES, "draw-needs-two"),
        ({1: COMMITTED[1], 7: COMMITTED[1]}, VALUES, "draw-needs-two"),
        (COMMITTED, {1: VALUES[1]}, "draw-not-revealed"),
        (COMMITTED, VALUES | {7: sha("other")}, "draw-value-differs"),
        (COMMITTED, VALUES | {7: "short"}, "draw-value-form"),
        (COMMITTED, VALUES | {7: "G" * 64}, "draw-value-form"),
    ],
)
def test_what_gives_no_seed(committed, values, code):
    assert refused(seed_of, "S1", ROOTS, committed, values).code == code


def test_a_commitment_cannot_be_taken_for_another_person_or_session():
    copied = {1: COMMITTED[1], 7: commitment("S1", 1, VALUES[1])}
    assert refused(seed_of, "S1", ROOTS, copied, {1: VALUES[1], 7: VALUES[1]}).code == "draw-needs-two"
    assert refused(seed_of, "S2", ROOTS, COMMITTED, VALUES).code == "draw-value-differs"


# the draw


@pytest.mark.parametrize("seed", range(20))
def test_every_room_gets_its_people_and_no_rule_is_broken(seed):
    places, people = day(seed)
    drawn = draw(sha(seed), places, people, ALL)
    given_people = [person for place in drawn.places.values() for person in place]
    assert [len(drawn.places[place.id]) for place in places] == [2] * 20
    assert sorted((*given_people, *drawn.reserve)) == sorted(one.person for one in people)
    assert wrong(drawn, people) == []


def test_a_site_of_67_rooms_is_drawn_with_hardly_any_reserve():
    places, people = day(3, rooms=67, reserve=2, units=12)
    assert wrong(draw(sha("site"), places, people, ALL), people) == []


def test_the_same_seed_gives_the_same_draw_in_whatever_order_the_list_is():
    places, people = day(1)
    drawn = draw(sha(1), places, people, ALL)
    assert draw(sha(1), places, list(reversed(people)), ALL) == drawn
    assert draw(sha(2), places, people, ALL) != drawn


small = st.builds(
    Candidate,
    person=st.just(0),
    unit=st.sampled_from("甲乙丙"),
    experienced=st.booleans(),
    avoid=st.frozensets(st.sampled_from(("1", "2", "3")), max_size=2),
)


def some_assignment_exists(places, people):
    """Try everything."""
    slots = [place.id for place in places for _ in range(place.need)]
    for order in permutations(people, len(slots)):
        here = {
            place.id: tuple(one.person for one, slot in zip(order, slots, strict=True) if slot == place.id)
            for place in places
        }
        if not wrong(Drawn("", ALL, here, ()), people):
            return True
    return False


@settings(deadline=None, max_examples=examples(30))
@given(st.lists(small, min_size=4, max_size=7), st.integers(0, 10**6))
def test_what_can_be_drawn_is_drawn_and_what_cannot_is_refused(drawn_from, seed):
    people = [replace(one, person=number + 1) for number, one in enumerate(drawn_from)]
    places = [Place("1", 2), Place("2", 2)] if len(people) < 6 else [Place("1", 2), Place("2", 2), Place("3", 2)]
    if some_assignment_exists(places, people):
        assert wrong(draw(sha(seed), places, people, ALL), people) == []
    else:
        assert refused(draw, sha(seed), places, people, ALL).code == "draw-rule-impossible"


def named(places, people, rules=ALL):
    return refused(draw, sha(0), places, people, rules).params["rules"]


def test_the_rule_that_cannot_be_met_is_named():
    places, people = day(5, rooms=4, reserve=0, avoid=0)
    of_one = [replace(one, unit="甲", experienced=True) for one in people]
    assert named(places, of_one) == RULES["units"][0]
    new = [replace(one, unit=str(one.person), experienced=False) for one in people]
    assert named(places, new) == RULES["experience"][0]
    kin = [replace(one, unit=str(one.person), experienced=True, avoid=frozenset("1234")) for one in people]
    assert named(places, kin) == RULES["avoid"][0]


def test_rules_that_stand_against_each_other_are_named_together():
    places = [Place("1", 2), Place("2", 2)]
    people = [Candidate(1, "甲"), Candidate(2, "甲"), Candidate(3, "乙"), Candidate(4, "乙")]
    people = [replace(one, apart=frozenset({3, 4}) if one.person == 1 else frozenset()) for one in people]
    assert named(places, people) == "；".join(RULES[rule][0] for rule in ("apart", "units"))
    assert wrong(draw(sha(0), places, people, ("apart",)), people, ("apart",)) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"people": [Candidate(1, "甲"), Candidate(1, "乙")]}, "draw-person-twice"),
        ({"people": [Candidate(1, "甲")]}, "draw-too-few"),
        ({"rules": ("luck",)}, "draw-rule-unknown"),
    ],
)
def test_what_is_not_drawn(changes, code):
    given_arguments = {"people": [Candidate(1, "甲"), Candidate(2, "乙")], "rules": ALL} | changes
    assert refused(draw, sha(0), [Place("1", 2)], given_arguments["people"], given_arguments["rules"]).code == code


def chi_square(counts, expected):
    return sum((count - expected) ** 2 / expected for count in counts)


@pytest.mark.parametrize("rules", [(), ALL], ids=["no rules", "all rules"])
def test_everybody_has_the_same_chance_of_every_room(rules):
    places = [Place(str(room), 2) for room in range(6)]
    people = [Candidate(number, "甲乙丙"[number % 3], number % 2 == 0) for number in range(12)]
    times = 3000
    seen = Counter(
        (person, place)
        for seed in range(times)
        for place, given_people in draw(sha(seed), places, people, rules).places.items()
        for person in given_people
    )
    for person in range(12):
        counts = [seen[person, place.id] for place in places]
        # 5 degrees of freedom: a fair draw exceeds 25 once in 7,000 times, and the seeds are fixed
        assert chi_square(counts, times / 6) < 25, (person, counts)


# anyone can recompute it


def told(seed, rules=ALL, **more):
    places, people = day(seed, **more)
    values = {1: sha(f"{seed} one"), 7: sha(f"{seed} two")}
    committed = {person: commitment("S1", person, value) for person, value in values.items()}
    drawn = draw(seed_of("S1", ROOTS, committed, values), places, people, rules)
    return json.loads(json.dumps(published("S1", ROOTS, committed, values, places, people, drawn)))


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_the_published_program_comes_to_the_same_draw_on_200_random_days(first):
    for seed in range(first, first + 20):
        need = 1 + seed % 3
        rules = ALL if need > 1 else ("avoid",)  # alone in a room, everybody would have to be experienced
        day_told = told(seed, rules, rooms=2 + seed % 9, reserve=3 + seed % 5, units=5 + seed % 4, need=need)
        assert verifier.recompute(day_told) == (day_told["drawn"], day_told["reserve"])


def verify(tmp_path, day_told):
    (tmp_path / "draw.json").write_text(json.dumps(day_told), "utf-8")
    command = [sys.executable, "-I", VERIFIER, tmp_path / "draw.json"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, encoding="utf-8")


def test_the_published_program_says_so_by_itself(tmp_path):
    day_told = told(0)
    assert verify(tmp_path, day_told).returncode == 0
    one, other = day_told["drawn"]["1"], day_told["drawn"]["2"]
    one[0], other[0] = other[0], one[0]
    changed = verify(tmp_path, day_told)
    assert (changed.returncode, "NOT" in changed.stderr) == (1, True)
    lied = verify(tmp_path, told(0) | {"values": {"1": sha("x"), "7": sha("y")}})
    assert (lied.returncode, "committed" in lied.stderr) == (1, True)


def lines_of_code(text):
    """Lines that say something, without imports and what explains."""
    tree = ast.parse(text)
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.FunctionDef)]
    explains = [node.body[0] for node in nodes if ast.get_docstring(node)]
    beside = [*explains, *(node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom))]
    left = {at for at, line in enumerate(text.splitlines(), 1) if line.strip()}
    return len(left - {at for node in beside for at in range(node.lineno, node.end_lineno + 1)})


def test_the_published_program_is_short_and_stands_alone():
    text = VERIFIER.read_text("utf-8")
    assert lines_of_code(text) <= 30
    assert "server" not in text.replace("shares no code with the hub", "")
    assert "import " in text
    assert {line.split()[1] for line in text.splitlines() if line.startswith(("import", "from"))} <= {
        "hashlib", "itertools", "json", "sys", "pathlib"
    }  # fmt: skip


def test_what_is_published_names_nobody():
    people = told(0)["people"]
    assert all(isinstance(one[0], int) for one in people)
    assert set(told(0)) == {
        "format", "session", "root", "sealed", "commitments", "values", "rules", "places", "people", "drawn", "reserve"
    }  # fmt: skip


# afterwards


def drawn_day(**more):
    places, people = day(8, **more)
    return draw(sha(8), places, people, ALL), people


def test_one_room_is_drawn_anew_from_the_reserve_and_the_others_stay():
    drawn, people = drawn_day(reserve=8)
    again = redraw(drawn, sha("again"), Place("3", 2), people, "监考与考生是亲属，临时发现")
    assert {place for place in drawn.places if drawn.places[place] != again.places[place]} == {"3"}
    assert set(again.places["3"]) <= set(drawn.reserve)
    assert again.reserve[-2:] == drawn.places["3"]
    assert again.redrawn == {"3": 1}
    assert wrong(again, people) == []
    everyone = sorted([person for place in again.places.values() for person in place] + list(again.reserve))
    assert everyone == sorted(one.person for one in people)


def test_a_room_is_not_drawn_anew_without_a_reason_or_a_reserve():
    drawn, people = drawn_day(reserve=1)
    assert refused(redraw, drawn, sha(1), Place("99", 2), people, "?").code == "draw-place-unknown"
    assert refused(redraw, drawn, sha(1), Place("3", 2), people, " ").code == "why-needed"
    assert refused(redraw, drawn, sha(1), Place("3", 2), people, "回避").code == "draw-too-few"


def test_the_next_of_the_reserve_who_is_here_and_fits_steps_in():
    drawn, people = drawn_day(reserve=8)
    leaving = drawn.places["3"][0]
    now = substitute(drawn, "3", leaving, people, drawn.reserve)
    (new,) = set(now.places["3"]) - set(drawn.places["3"])
    assert drawn.places["3"].index(leaving) == now.places["3"].index(new)
    assert leaving not in now.reserve
    assert wrong(now, people) == []
    passed = drawn.reserve[: drawn.reserve.index(new)]
    for person in passed:  # whoever was passed over would have broken a rule
        places = drawn.places | {"3": tuple(person if one == leaving else one for one in drawn.places["3"])}
        assert wrong(replace(drawn, places=places), people)


def test_nobody_steps_in_who_is_not_here_or_does_not_fit():
    drawn, people = drawn_day(reserve=3)
    leaving = drawn.places["3"][0]
    assert refused(substitute, drawn, "99", leaving, people, drawn.reserve).code == "draw-place-unknown"
    assert refused(substitute, drawn, "3", drawn.places["4"][0], people, drawn.reserve).code == "draw-not-there"
    assert refused(substitute, drawn, "3", leaving, people, ()).code == "reserve-empty"
    kin = [replace(one, avoid=frozenset("3")) if one.person in drawn.reserve else one for one in people]
    said = refused(substitute, drawn, "3", leaving, kin, drawn.reserve)
    assert (said.code, said.params["found"]) == ("reserve-unfit", 3)


# zones


@given(st.integers(0, 120), st.integers(1, 15))
@settings(deadline=None)
def test_zones_are_every_room_once_in_order_and_of_one_size(count, rovers):
    rooms = [str(room) for room in range(count)]
    zoned = zones(rooms, rovers)
    assert [room for zone in zoned.values() for room in zone] == rooms
    sizes = {len(zone) for zone in zoned.values()}
    assert not sizes or max(sizes) - min(sizes) <= 1
    assert len(zoned) == min(rovers, count)


def test_zones_need_somebody():
    assert refused(zones, ["1"], 0).code == "draw-too-few"


def test_roving_invigilators_are_drawn_for_zones_without_their_kin():
    zoned = zones([str(room) for room in range(30)], 3)
    rovers = in_zones([Candidate(1, "甲", avoid=frozenset({"4"})), Candidate(2, "乙"), Candidate(3, "丙")], zoned)
    assert rovers[0].avoid == {"Z1"}
    for seed in range(20):
        drawn = draw(sha(seed), [Place(zone, 1) for zone in zoned], rovers, ("avoid",))
        assert drawn.places["Z1"] != (1,)
