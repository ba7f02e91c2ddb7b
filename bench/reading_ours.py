"""Our side of the reading benchmark: a card file read by its profile, reconciled, marked, analysed."""

import json
import sys
import time
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from bench.memory import most
from reading import load_profile, parse
from server.domain.reading.abnormal import abnormal
from server.domain.reading.batch import Batch
from server.domain.reading.items import analyse
from server.domain.reading.key import Key, Question
from server.domain.reading.listed import Counted, Listed, ReadingPolicy
from server.domain.reading.marking import Sheet, mark
from server.domain.reading.reconcile import reconcile

PARTS = ("parse", "reconcile", "mark", "analyse")


def main(path: Path) -> None:
    """Do everything from the file's bytes to the lists; print the seconds of each part."""
    told = json.loads((path.parent / "list.json").read_text("utf-8"))
    listed = [
        Listed(number, name, "S1", room, seat, subject, away)
        for number, name, room, seat, subject, away in told["listed"]
    ]
    rooms = {one.room for one in listed}
    away = {room: 0 for room in rooms}
    people = dict(away)
    for one in listed:
        away[one.room] += bool(one.absent)
        people[one.room] += 1
    counts = {room: Counted(bag=people[room], absent=away[room]) for room in rooms}
    questions = tuple(Question("single" if len(one) == 1 else "all", (one,), 100) for one in told["right"])
    keys = {("101", "A"): Key("101", "A", questions)}
    profile = load_profile((path.parent / f"profile-{path.suffix[1:]}.yaml").read_text("utf-8"))
    raw = path.read_bytes()
    times = [time.perf_counter()]
    parsed = parse(raw, profile)
    times.append(time.perf_counter())
    batch = Batch(sha256(raw).hexdigest(), parsed.cards, path.name, parsed.faults)
    report = reconcile([batch], listed, counts, ReadingPolicy("bagged"), complete=True)
    times.append(time.perf_counter())
    of = {card.number: card for card in parsed.cards}
    sheets = [
        Sheet(
            one.number, one.room, one.seat, "101", of[one.number].paper, of[one.number].answers, absent=bool(one.absent)
        )
        for one in listed
    ]
    marked = mark(sheets, keys)
    times.append(time.perf_counter())
    analyse(marked, keys)
    pairs = abnormal(marked, keys)
    times.append(time.perf_counter())
    states = [one.state for one in marked]
    assert parsed.taken
    assert report.green, report.faults[:3]
    parts = {name: end - begin for name, (begin, end) in zip(PARTS, pairwise(times), strict=True)}
    print(
        json.dumps(
            {"seconds": times[-1] - times[0], "memory": most(), "cards": len(parsed.cards),
             "scored": states.count("scored"), "absent": states.count("absent"), "listed": len(pairs)} | parts
        )
    )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
