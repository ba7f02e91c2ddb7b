"""The app shell: what a phone loads before it can check anybody in, gzipped, without the decoder's wasm and the fonts.

Counted are the page, the service worker, the camera's decoder and every script and style that the check-in screen pulls
in, once each. The baseline is the wasm, which is loaded beside them.
"""

import gzip
import re
from pathlib import Path

from bench.process import ROOT
from bench.table import Row, row

DIST = ROOT / "static" / "dist"
#: What begins a check-in: the page's own scripts come from ``index.html``.
STARTS = ("check-in-", "decoder-")
IMPORTED = re.compile(r'(?:from|import)\s*"\./([\w.$-]+\.js)"')
NAMED = re.compile(r"/assets/([\w.$-]+\.(?:js|css))")


def run() -> list[Row]:
    """Weigh the build."""
    assets = DIST / "assets"
    wasm = sum(_gzipped(path) for path in assets.glob("*.wasm"))
    parts = [DIST / "index.html", DIST / "sw.js", *(assets / name for name in sorted(_shell(assets)))]
    kilobytes = sum(map(_gzipped, parts)) / 1000
    return [row("app shell, gzipped", [kilobytes], [wasm / 1000], "kB", "ours <= 150")]


def _shell(assets: Path) -> set[str]:
    """Name every script and style of the check-in screen."""
    page = (DIST / "index.html").read_text("utf-8")
    found = set(NAMED.findall(page))
    found |= {path.name for start in STARTS for path in assets.glob(f"{start}*") if path.suffix != ".gz"}
    todo = [name for name in found if name.endswith(".js")]
    while todo:
        for name in IMPORTED.findall((assets / todo.pop()).read_text("utf-8")):
            if name not in found:
                found.add(name)
                todo.append(name)
    return found


def _gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


if __name__ == "__main__":
    for name in sorted(_shell(DIST / "assets"), key=lambda one: -_gzipped(DIST / "assets" / one)):
        print(f"{_gzipped(DIST / 'assets' / name):8,d}  {name}")
    print(run())
