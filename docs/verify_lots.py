"""Recompute published station lots: python3 verify_lots.py lots.json. Standard library only; no code of the hub."""

import hashlib
import json
import sys
from pathlib import Path


def sha(text: str) -> str:
    """SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def recompute(told: dict) -> list:
    """What lies below card 1, 2, 3 ...: [station, turn]; stops where the seed is not the one committed to."""
    head = ["kaowu-lots-v1", told["session"], told["room"], str(told["number"]), told["seed"], str(told["turns"])]
    if sha("\n".join([*head, *told["stations"]])) != told["hash"]:
        sys.exit("随机值被改动 / the seed is not the one committed to")
    slots = [[station, turn] for turn in range(1, told["turns"] + 1) for station in told["stations"]]
    return sorted(slots, key=lambda slot: sha(f"{told['seed']}/{slot[1]}/{slot[0]}"))


if __name__ == "__main__":
    published = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    cards = recompute(published)
    wrong = [one["card"] for one in published["cards"] if cards[one["card"] - 1] != [one["station"], one["turn"]]]
    if wrong:
        sys.exit(f"不一致 / these cards did NOT show what the seed gives: {wrong}")
    sys.stdout.write("一致：每张签都可由公布的随机值重算得出 / every card shows what the seed gives\n")
