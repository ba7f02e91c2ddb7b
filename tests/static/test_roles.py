"""The front end's roles are the protocol's."""

import json
from pathlib import Path

from protocol.role import ROLES

COPY = Path(__file__).parents[2] / "static" / "src" / "roles.json"


def test_the_screens_know_every_role_as_the_protocol_does():
    shown = [
        {"number": r.number, "code": r.code, "zh": r.zh, "en": r.en, "bars": r.family.value, "colour": r.colour}
        for r in ROLES
    ]
    expected = json.dumps(shown, ensure_ascii=False, indent=1) + "\n"
    assert COPY.read_text() == expected, f"write the text expected here to {COPY.name}"
