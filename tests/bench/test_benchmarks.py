"""Every benchmark still runs and stands beside a baseline; how fast it is, is no test."""

import importlib
import shutil
import sys
from pathlib import Path

import pytest

from bench.names import BESIDE, NAMES
from bench.process import ROOT
from bench.table import printed


def test_every_benchmark_is_run_by_make_bench():
    texts = {path.stem: path.read_text("utf-8") for path in Path(ROOT / "bench").glob("*.py")}
    assert {name for name, text in texts.items() if "\ndef run() -> list[" in text} == {*NAMES, *BESIDE}


def test_every_benchmark_says_what_it_compares():
    for name in NAMES + BESIDE:
        text = (ROOT / "bench" / f"{name}.py").read_text("utf-8")
        assert text.startswith('"""'), name
        assert "\n\n" in text.partition('"""')[2].partition('"""')[0], f"{name} has no paragraph on what it compares"


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_runs_and_has_a_baseline(name):
    if name == "badges":
        pytest.importorskip("reportlab", reason="the badge benchmark's peer is installed by make bench")
    if name in ("fanout", "uploads", "filming") and not (ROOT / "bench" / "node_modules").exists():
        pytest.skip("the peers on Node are installed by make bench")
    assert shutil.which("node"), "the peers need Node"
    rows = importlib.import_module(f"bench.{name}").run()
    sys.stdout.write(f"\n{printed(rows)}\n")
    assert rows
    assert all(row["ours"] > 0 for row in rows)
    assert any(row["baseline"] for row in rows)
