"""The direction of imports: the tree keeps it, and a tree that does not is told so by the contract's name."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("protocol", "server", "badges", "forms", "printing", "decoding", "imaging", "formats", "reading", "kiosk")

ROAD = "A fact's road"
PROGRAMS = "Protocol is shared by all"
HTTP_ONLY = "over HTTP only"
PURE = "Pure packages"
SQL = "SQL is written in the store only"
FLASK = "Flask and Socket.IO"
CAPABILITIES = "Capabilities of the domain"

#: Where something forbidden is written, what, and the contract that must say so.
VIOLATIONS = [
    ("server/domain/plan.py", "import flask", PURE),
    ("server/domain/plan.py", "import sqlite3", PURE),
    ("server/domain/duty.py", "import gevent", PURE),
    ("server/domain/duty.py", "import server.store.tables", ROAD),
    ("server/domain/duty.py", "from server.domain import imports", CAPABILITIES),
    ("server/domain/plan.py", "from server.domain import badge", CAPABILITIES),
    ("server/domain/refusal.py", "from server.domain import plan", CAPABILITIES),
    ("server/domain/seal.py", "SEALS = 3", CAPABILITIES),
    ("server/store/rows.py", "import server.desk", ROAD),
    ("server/store/rows.py", "import flask", FLASK),
    ("server/desk/__init__.py", "import server.intake", ROAD),
    ("server/desk/__init__.py", "import server.web", ROAD),
    ("server/desk/__init__.py", "import sqlite3", SQL),
    ("server/desk/__init__.py", "import alembic", SQL),
    ("server/desk/__init__.py", "import flask", FLASK),
    ("server/intake/__init__.py", "import sqlalchemy", SQL),
    ("server/intake/__init__.py", "import flask", FLASK),
    ("server/web/__init__.py", "import sqlite3", SQL),
    ("server/cli/__init__.py", "import flask", FLASK),
    ("server/web/__init__.py", "import server.cli", ROAD),
    ("server/notices.py", "LOUD = True", ROAD),
    ("protocol/tree.py", "import server.domain.plan", PROGRAMS),
    ("protocol/fact.py", "import flask", PURE),
    ("badges/__init__.py", "import server.domain.plan", PROGRAMS),
    ("badges/__init__.py", "import sqlalchemy", PURE),
    ("badges/__init__.py", "import kiosk", PROGRAMS),
    ("badges/__init__.py", "import forms", PROGRAMS),
    ("forms/__init__.py", "import server.domain.plan", PROGRAMS),
    ("forms/__init__.py", "import sqlalchemy", PURE),
    ("printing/__init__.py", "import server.store.tables", PROGRAMS),
    ("printing/__init__.py", "import flask", PURE),
    ("decoding/__init__.py", "import kiosk", PROGRAMS),
    ("decoding/__init__.py", "import flask", PURE),
    ("imaging/__init__.py", "import server.store.media", PROGRAMS),
    ("imaging/__init__.py", "import decoding", PROGRAMS),
    ("imaging/__init__.py", "import flask", PURE),
    ("formats/__init__.py", "import reading", PROGRAMS),
    ("formats/__init__.py", "import sqlite3", PURE),
    ("reading/__init__.py", "import server.domain.plan", PROGRAMS),
    ("reading/__init__.py", "import kiosk", PROGRAMS),
    ("reading/__init__.py", "import flask", PURE),
    ("kiosk/__init__.py", "import server.domain.plan", PROGRAMS),
    ("kiosk/__init__.py", "import sqlite3", SQL),
    ("server/config.py", "import kiosk", HTTP_ONLY),
]


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=240, check=False)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The tree as it is, linted once: what was read of files that stay as they are is not read again in its copies."""
    folder = tmp_path_factory.mktemp("whole") / "tree"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder, lint(folder)


@pytest.fixture
def tree(tmp_path, whole):
    return shutil.copytree(whole[0], tmp_path / "tree")


def test_the_tree_keeps_every_contract(whole):
    _, done = whole
    assert done.returncode == 0, done.stdout
    assert " 0 broken" in done.stdout


def one_of_each_contract():
    """The first violation of each contract in every run; the others, each a whole lint, in the long one."""
    met = set()
    for place, written, contract in VIOLATIONS:
        yield pytest.param(place, written, contract, marks=[pytest.mark.long] if contract in met else [])
        met.add(contract)


@pytest.mark.parametrize(("place", "written", "contract"), list(one_of_each_contract()))
def test_a_forbidden_import_breaks_its_contract(tree, place, written, contract):
    file = tree / place
    before = file.read_text("utf-8") if file.exists() else ""
    file.write_text(f"{before}\n{written}\n", "utf-8")
    done = lint(tree)
    assert done.returncode == 1, done.stdout
    broken = [line for line in done.stdout.splitlines() if " BROKEN" in line]
    assert any(contract in line for line in broken), done.stdout
