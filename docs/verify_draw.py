"""Recompute a published draw: python3 verify_draw.py draw.json. Standard library only; shares no code with the hub."""

import hashlib
import json
import sys
from pathlib import Path


def sha(text: str) -> str:
    """SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def broken(room: str, people: list, rules: list) -> int:
    """How often these people break rules in this room; a person is [number, unit, experienced, avoid, apart]."""
    pairs = [(a, b) for i, a in enumerate(people) for b in people[i + 1 :]]
    wrong = sum(room in person[3] for person in people) * ("avoid" in rules)
    wrong += sum(a[0] in b[4] or b[0] in a[4] for a, b in pairs) * ("apart" in rules)
    wrong += (len(people) - len({person[1] for person in people})) * ("units" in rules)
    return wrong + ("experience" in rules and not any(person[2] for person in people))


def attempt(seed: str, slots: list, people: list, rules: list) -> list | None:
    """People in the order of their hashes; then, while a rule is broken, the best exchange, step by step."""
    row = sorted(people, key=lambda person: sha(f"{seed}/{person[0]}"))
    seats = {room: [at for at, other in enumerate(slots) if other == room] for room in slots}

    def wrong(rooms: set) -> int:
        return sum(broken(room, [row[at] for at in seats[room]], rules) for room in rooms)

    for step in range(60 + len(seats)):
        bad = next((room for room in slots if wrong({room})), None)
        if bad is None:
            break
        choices = []
        for one in seats[bad]:
            for other in set(range(len(row))) - set(seats[bad]):
                rooms = {bad, *slots[other : other + 1]}
                before = wrong(rooms)
                tie = sha(f"{seed}/{step}/{row[one][0]}/{row[other][0]}")
                row[one], row[other] = row[other], row[one]
                choices.append((wrong(rooms) - before, tie, one, other))
                row[one], row[other] = row[other], row[one]
        _, _, one, other = min(choices)
        row[one], row[other] = row[other], row[one]
    return None if wrong(set(slots)) else row


def recompute(told: dict) -> tuple[dict, list]:
    """The people of each room and the reserve, from the two values, the journal's two roots and the lists."""
    values = [told["values"][person] for person in sorted(told["commitments"], key=int)]
    for person, committed in told["commitments"].items():
        if committed != sha(f"kaowu-draw-commit-v1\n{told['session']}\n{person}\n{told['values'][person]}"):
            sys.exit("随机值被改动 / a value is not the one committed to")
    seed = sha("\n".join(["kaowu-draw-v2", told["session"], told["root"], told["sealed"], *values]))
    slots = [room for room, need in told["places"] for _ in range(need)]
    rows = (attempt(f"{seed}/{number}", slots, told["people"], told["rules"]) for number in range(10))
    row = [person[0] for person in next(row for row in rows if row is not None)]
    rooms = {room: [person for person, slot in zip(row, slots, strict=False) if slot == room] for room in slots}
    return rooms, row[len(slots) :]


if __name__ == "__main__":
    published = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    if recompute(published) != (published["drawn"], published["reserve"]):
        sys.exit("不一致 / the published result is NOT what the values give")
    sys.stdout.write("一致：结果可由公布的数据重算得出 / the result is what the values give\n")
