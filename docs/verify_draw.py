"""Recompute a published draw: python3 verify_draw.py draw.json. Standard library only; shares no code with the hub."""

import json
import sys
from hashlib import sha256
from itertools import combinations, groupby, product
from pathlib import Path


def sha(*parts, by="/"):
    """SHA-256 of the parts put together, in hex."""
    return sha256(by.join(map(str, parts)).encode()).hexdigest()


def broken(room, people, rules):
    """How often these people break rules in this room; a person is [number, unit, experienced, avoid, apart]."""
    wrong = ("avoid" in rules) * sum(room in person[3] for person in people)
    wrong += ("apart" in rules) * sum(a[0] in b[4] or b[0] in a[4] for a, b in combinations(people, 2))
    wrong += ("units" in rules) * (len(people) - len({person[1] for person in people}))
    return wrong + ("experience" in rules) * (not any(person[2] for person in people))


def by_room(row, slots, rules):
    """How often rules are broken, room by room; the first people of the row have the slots, the rest is the reserve."""
    rooms = groupby(zip(slots, row, strict=False), key=lambda pair: pair[0])
    return {room: broken(room, [person for _, person in pairs], rules) for room, pairs in rooms}


def exchanged(row, one, other):
    """The row with two people exchanged."""
    return [row[other if at == one else one if at == other else at] for at in range(len(row))]


def attempt(seed, slots, people, rules):
    """People in the order of their hashes; while a rule is broken, the best exchange for the first such room."""
    row = sorted(people, key=lambda person: sha(seed, person[0]))
    for step in range(60 + len(set(slots))):
        bad = next((room for room, wrong in by_room(row, slots, rules).items() if wrong), None)
        here = [at for at, room in enumerate(slots) if room == bad]
        pairs = product(here, set(range(len(row))) - set(here))
        tries = [(exchanged(row, *pair), sha(seed, step, *(row[at][0] for at in pair))) for pair in pairs]
        row = min(tries, key=lambda it: (sum(by_room(it[0], slots, rules).values()), it[1]), default=[row])[0]
    return None if any(by_room(row, slots, rules).values()) else [person[0] for person in row]


def recompute(told):
    """The people of each room and the reserve, from the two values, the journal's two roots and the lists."""
    session, values, two = told["session"], told["values"], sorted(told["commitments"], key=int)
    if any(told["commitments"][one] != sha("kaowu-draw-commit-v1", session, one, values[one], by="\n") for one in two):
        sys.exit("随机值被改动 / a value is not the one committed to")
    seed = sha("kaowu-draw-v2", session, told["root"], told["sealed"], *(values[one] for one in two), by="\n")
    slots, people = [room for room, need in told["places"] for _ in range(need)], told["people"]
    row = next(filter(None, (attempt(f"{seed}/{at}", slots, people, told["rules"]) for at in range(10))))
    rooms = {room: [one for one, slot in zip(row, slots, strict=False) if slot == room] for room, _ in told["places"]}
    return rooms, row[len(slots) :]


if __name__ == "__main__":
    published = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    if recompute(published) != (published["drawn"], published["reserve"]):
        sys.exit("不一致 / the published result is NOT what the values give")
    print("一致：结果可由公布的数据重算得出 / the result is what the values give")
