"""Writes cases of station lots and score sheets with the hub's answers, for the screens' own rules to be tested by."""

import json
import random
from pathlib import Path

from server.domain.practical.lots import commitment, shuffled
from server.domain.practical.scheme import Item, Scheme
from server.domain.practical.score import Scored, check, failed_questions, total_of, unscored
from server.domain.refusal import Refusal

CASES = Path(__file__).parents[2] / "static" / "tests" / "practical" / "cases.json"


def _lots(rng):
    stations = [f"{rng.choice('AB车')}{number}" for number in range(1, rng.randint(2, 8))]
    seed, turns, number = f"{rng.getrandbits(256):064x}", rng.randint(1, 3), rng.randint(1, 3)
    return {
        "session": "E1", "room": "一号车间", "number": number, "seed": seed, "turns": turns, "stations": stations,
        "hash": commitment("E1", "一号车间", number, seed, stations, turns),
        "order": [[slot.station, slot.turn] for slot in shuffled(seed, stations, turns)],
    }  # fmt: skip


def _item(rng, number):
    failing = rng.random() < 0.25
    full = 0 if failing and rng.random() < 0.7 else rng.randint(1, 12) * 250
    return Item(f"i{number}", f"第{rng.randint(1, 2)}题", f"第 {number} 项", full, "", failing)


def _scored(rng, item):
    failed = item.failing and rng.random() < 0.4
    score = rng.choice(
        [item.full, rng.randint(0, item.full), item.full, item.full + (250 if rng.random() < 0.1 else 0)]
    )
    found = rng.choice(["", "带电操作"]) if failed else ""
    deducted = item.full - score if rng.random() < 0.95 else 0
    return Scored(item.id, found, deducted, score, failed)


def _sheet(rng):
    scheme = Scheme(1, "电工", 4, items=tuple(_item(rng, number) for number in range(1, rng.randint(2, 7))))
    scored = [_scored(rng, item) for item in scheme.items if rng.random() < 0.9]
    total = total_of(scheme, scored) + (100 if rng.random() < 0.1 else 0)
    try:
        check(scheme, scored, total)
        refused = None
    except Refusal as refusal:
        refused = refusal.code
    return {
        "items": [
            {"id": one.id, "question": one.question, "name": one.name, "full": one.full, "criterion": one.criterion,
             "failing": one.failing}
            for one in scheme.items
        ],
        "scored": [
            {"item": one.item, "found": one.found, "deducted": one.deducted, "score": one.score, "failed": one.failed}
            for one in scored
        ],
        "stated": total, "total": total_of(scheme, scored), "unscored": list(unscored(scheme, scored)),
        "failed": sorted(failed_questions(scheme, scored)), "refused": refused,
    }  # fmt: skip


def cases():
    """Return the text of the cases; the same at each call."""
    rng = random.Random(20261122)
    made = {"lots": [_lots(rng) for _ in range(12)], "sheets": [_sheet(rng) for _ in range(120)]}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    CASES.parent.mkdir(exist_ok=True)
    CASES.write_text(cases(), "utf-8")
