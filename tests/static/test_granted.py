"""The front end knows who may hold what as the hub does."""

import json
from pathlib import Path

from server.domain.grant import GROUPS, HOLDERS, IN_ROOM, LEADERS, WITHHELD

COPY = Path(__file__).parents[2] / "static" / "src" / "granted.json"


def test_the_screens_know_groups_and_holders_as_the_rules_do():
    shown = {
        "groups": {group: sorted(kinds) for group, kinds in GROUPS.items()},
        "holders": {str(role): list(groups) for role, groups in sorted(HOLDERS.items())},
        "in_room": {str(role): list(groups) for role, groups in IN_ROOM.items()},
        "leaders": sorted(LEADERS),
        "withheld": {str(role): sorted(kinds) for role, kinds in WITHHELD.items()},
    }
    expected = json.dumps(shown, indent=1) + "\n"
    assert COPY.read_text() == expected, f"write the text expected here to {COPY.name}"
