"""The glossary says what the code says."""

import re
from pathlib import Path

from protocol.role import ROLES

GLOSSARY = (Path(__file__).parents[2] / "docs/glossary.md").read_text("utf-8")


def test_the_roles_are_those_of_the_badge_token():
    found = re.findall(r"^\| (\d+) \| ([A-Z]+) \| (\S+) \| ([^|]+?) \| (\d) \|", GLOSSARY, re.MULTILINE)
    assert found == [(str(role.number), role.code, role.zh, role.en, str(role.family.value)) for role in ROLES]


def test_every_verdict_is_explained():
    for verdict in ("accepted", "refused", "disputed"):
        assert f"| {verdict} |" in GLOSSARY
