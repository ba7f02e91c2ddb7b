"""What the return table's own rules are copied from: figures, words, and cases with what the hub's rules say of them.

``python -m tests.static.balance_copy`` writes both files anew; ``test_balance.py`` compares.
"""

import json
from dataclasses import asdict
from pathlib import Path
from random import Random

from server.domain.balance import room_lines
from server.domain.balance.impossible import SAID_BY
from server.domain.counts import COUNTERS, FIGURES, ON_RECORD, ROLES, Count, defaults, figures_of, impossible, known
from server.domain.policy import Policy, policy_to_row
from server.domain.words.balance import IMPOSSIBLE, MORE_THAN, SENTENCES

STATIC = Path(__file__).parents[2] / "static"
WORDS, CASES = STATIC / "src" / "balance" / "figures.json", STATIC / "tests" / "balance" / "cases.json"
ROOM_CODES = (
    "people", "signatures", "cards", "cards-present", "cards-absent", "card-bag", "void-cards", "papers",
    "papers-returned", "forms", "scratch",
)  # fmt: skip
POLICIES = (
    Policy(),
    Policy(cards_per_candidate=2, mark_absent=False, void_to="card"),
    Policy(forms=True, scratch_per_candidate=2, practical_papers=True),
)
KINDS = ("theory", "practical", "computer")


def words():
    """Return figures, counters and sentences as the screens have them."""
    return {
        "figures": {figure.code: {"zh": figure.zh, "en": figure.en, "of": figure.of} for figure in FIGURES.values()},
        "forms": [figure.code for figure in FIGURES.values() if figure.forms],
        "counters": {counter: list(names) for counter, names in COUNTERS.items()},
        "roles": {counter: list(roles) for counter, roles in ROLES.items()},
        "on_record": dict(ON_RECORD),
        "impossible": {
            "says": IMPOSSIBLE, "pair": MORE_THAN, "said_by": {" ".join(pair): of for pair, of in SAID_BY.items()},
        },
        "sentences": {code: asdict(SENTENCES[code]) for code in ROOM_CODES},
    }  # fmt: skip


def cases():
    """Return rooms: most as they should be but for a figure or two, some half counted; with lines and proposals."""
    chance = Random(41)
    found = []
    for number in range(170):
        of, kind = chance.randrange(len(POLICIES)), chance.choices(KINDS, (8, 2, 1))[0]
        policy = POLICIES[of]
        codes = figures_of(kind, policy)
        known = {"expected": chance.randint(0, 30), "papers_in": 31, "cards_in": 31 * policy.cards_per_candidate}
        known |= {"cards_sup": 0, "cards_out": 0, "papers_sup": 0, "papers_out": 0} if chance.random() < 0.7 else {}
        known |= {"absent": chance.randint(0, 3)} if chance.random() < 0.8 else {}
        known = {code: value for code, value in known.items() if code in codes}
        values = known | defaults(known, kind, policy) if number % 3 else dict(known)
        for code in chance.sample(codes, chance.randint(0, 2)):
            values[code] = max(0, values.get(code, 5) + chance.randint(-2, 2))
        for code in chance.sample(sorted(values), 1 if chance.random() < 0.3 else 0):
            del values[code]
        standing = {code: Count(code, value, "chief") for code, value in values.items()}
        lines = room_lines("S1", kind, "3", standing, policy)
        found.append({
            "policy": of, "kind": kind, "values": values, "figures": list(codes),
            "defaults": defaults(values, kind, policy),
            "impossible": [list(pair) for pair in impossible(values)],
            "lines": [[line.code, line.state, line.expected, line.found, *line.says] for line in lines],
        })  # fmt: skip
    policies = [policy_to_row(policy) for policy in POLICIES]
    return {"policies": policies, "cases": found, "words": [_said(chance) for _ in range(60)]}


def _said(chance):
    """Return figures by who stated them, and each as it stands."""
    counts = [
        Count(code, chance.randint(0, 31), by)
        for by in COUNTERS
        for code in chance.sample(sorted(FIGURES), chance.randint(0, 12))
    ]
    by = {counter: {one.figure: one.value for one in counts if one.by == counter} for counter in COUNTERS}
    return {"counts": by, "stands": {code: [one.value, one.by] for code, one in known(counts).items()}}


def _written(value, **how):
    return json.dumps(value, ensure_ascii=False, **how) + "\n"


FILES = {WORDS: lambda: _written(words(), indent=1), CASES: lambda: _written(cases(), separators=(",", ":"))}

if __name__ == "__main__":
    for path, made in FILES.items():
        path.write_text(made(), "utf-8")
