"""The app as it was built: in few files, as every one costs a device a request, and cut where devices differ."""

import re
from pathlib import Path

import pytest

DIST = Path(__file__).parents[2] / "static" / "dist"
IMPORTED = re.compile(r'(?:from|import)\s*"\./([\w.$-]+?)-[\w-]{8}\.js"')


@pytest.fixture(scope="module")
def kept():
    """What the service worker keeps."""
    return re.findall(r'"/assets/([^"]+)"', (DIST / "sw.js").read_text("utf-8"))


def part(name):
    (found,) = (DIST / "assets").glob(f"{name}-????????.js")
    return found.read_text("utf-8")


def needed(name):
    """The parts that a part needs, itself included."""
    found, todo = set(), [name]
    while todo:
        found.add(one := todo.pop())
        todo += set(IMPORTED.findall(part(one))) - found
    return found


def test_the_worker_keeps_every_script_and_style_in_few_files(kept):
    built = {path.name for path in (DIST / "assets").iterdir() if path.suffix in (".js", ".css", ".wasm")}
    assert set(kept) == built
    assert len(kept) <= 40


def test_the_worker_imports_nothing():
    assert "import" not in (DIST / "sw.js").read_text("utf-8").split("(", 1)[0]


def test_a_phone_at_the_gate_loads_nothing_of_other_screens():
    assert needed("check-in") <= {"check-in", "index", "rolldown-runtime"}


@pytest.mark.parametrize("name", ["own", "papers", "draw", "practical", "reading", "media"])
def test_no_part_needs_the_offices_screens(name):
    assert "office" not in needed(name)
