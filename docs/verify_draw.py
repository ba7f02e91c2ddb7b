"""Recompute a published draw: python3 verify_draw.py draw.json. Standard library only; shares no code with the hub."""

import json
import sys
from hashlib import sha256
from itertools import combinations, islice, product
from pathlib import Path


def sha(*parts, by="/"):
    """SHA-256 of the parts put together, in hex."""
    return sha256(by.join(map(str, parts)).encode()).hexdigest()


def seated(row, places):
    """The people of each room, as many as it needs in the order of the row, and the rest, who are the reserve."""
    rest = iter(row)
    return {room: list(islice(rest, need)) for room, need in places}, list(rest)


def broken(rooms, rules):
    """How often people break rules in these rooms; a person is [number, unit, experienced, avoid, apart]."""
    wrong = ("avoid" in rules) * sum(room in one[3] for room, who in rooms for one in who)
    wrong += ("apart" in rules) * sum(a[0] in b[4] or b[0] in a[4] for _, who in rooms for a, b in combinations(who, 2))
    wrong += ("units" in rules) * sum(len(who) - len({one[1] for one in who}) for _, who in rooms)
    return wrong + ("experience" in rules) * sum(who != [] and not any(one[2] for one in who) for _, who in rooms)


def attempt(seed, places, people, rules):
    """People in the order of their hashes; while a rule is broken, the best exchange for the first such room."""
    row = sorted(people, key=lambda one: sha(seed, one[0]))
    for step in range(60 + sum(need > 0 for _, need in places)):
        here = next((who for room, who in seated(row, places)[0].items() if broken([(room, who)], rules)), [])
        pairs = product(here, [one for one in row if one not in here])
        tries = [([{a[0]: b, b[0]: a}.get(one[0], one) for one in row], sha(seed, step, a[0], b[0])) for a, b in pairs]
        row = min(tries, key=lambda it: (broken(seated(it[0], places)[0].items(), rules), it[1]), default=[row])[0]
    return None if broken(seated(row, places)[0].items(), rules) else [one[0] for one in row]


def recompute(told):
    """The people of each room and the reserve, from the two values, the journal's two roots and the lists."""
    session, values, two = told["session"], told["values"], sorted(told["commitments"], key=int)
    if any(told["commitments"][one] != sha("kaowu-draw-commit-v1", session, one, values[one], by="\n") for one in two):
        sys.exit("随机值被改动 / a value is not the one committed to")
    seed = sha("kaowu-draw-v2", session, told["root"], told["sealed"], *(values[one] for one in two), by="\n")
    tries = (attempt(f"{seed}/{at}", told["places"], told["people"], told["rules"]) for at in range(10))
    return seated(next(filter(None, tries)), told["places"])


if __name__ == "__main__":
    published = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    if recompute(published) != (published["drawn"], published["reserve"]):
        sys.exit("不一致 / the published result is NOT what the values give")
    print("一致：结果可由公布的数据重算得出 / the result is what the values give")
