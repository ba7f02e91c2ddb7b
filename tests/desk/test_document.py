from pathlib import Path

from server.desk.document import document

FACTS = Path(__file__).parents[2] / "docs" / "facts.md"


def test_the_list_of_facts_follows_the_code():
    assert FACTS.read_text("utf-8") == document(), "run: python -m server.desk.document > docs/facts.md"
