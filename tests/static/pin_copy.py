"""Cases of the rule on PINs that the screens repeat, with what the hub's own rule says of each.

``python -m tests.static.pin_copy`` writes them anew; ``test_pin.py`` compares.
"""

import json
from pathlib import Path
from random import Random

from server.domain import pin as rules
from server.domain.refusal import Refusal

CASES = Path(__file__).parents[2] / "static" / "tests" / "pin-cases.json"
CHOSEN = (
    "", "123", "123456789", "12a4", "１２３４", "1234", "4321", "0000", "11111111", "1212", "121212", "12121", "1122",
    "2468", "9876", "8901", "7391", "739152", "1381", "13812", "5678", "12345678", "138123456", "0101", "010",
)  # fmt: skip
PHONES = ("13812345678", "5678", "", "678", "0791-8888 1234")


def cases() -> str:
    """Return every chosen PIN and some made by chance, each with each phone, and the code of what is wrong, or null."""
    random = Random(4)
    made = ["".join(random.choices("0123456789", k=random.choice([4, 4, 6, 8]))) for _ in range(60)]
    found = [{"pin": pin, "phone": phone, "fault": _fault(pin, phone)} for pin in (*CHOSEN, *made) for phone in PHONES]
    return "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in found) + "\n]\n"


def _fault(pin: str, phone: str) -> str | None:
    try:
        rules.choose(pin, phone)
    except Refusal as refusal:
        return refusal.code.removeprefix("pin-")
    return None


if __name__ == "__main__":
    CASES.write_text(cases())
