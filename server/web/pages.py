"""The app shell: one page for every screen, and its files, all from the hub itself."""

import mimetypes
import re
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory

from server.domain.refusal import Refusal
from server.web import guard

bp = Blueprint("pages", __name__)

DIST = Path(__file__).resolve().parents[2] / "static" / "dist"
YEAR = 365 * 86400
#: What the app's router has a screen for (``static/src/router.ts``); below ``/office`` it finds its own part.
SCREENS = (
    "/", "/check-in", "/board", "/devices", "/prepare", "/disputes", "/sign-in", "/this-device", "/office",
    "/office/<path:_screen>", "/table", "/pack", "/custody", "/count", "/balance", "/draw", "/wall", "/spot-check",
    "/declarations", "/capture", "/media", "/media/<path:_screen>", "/media-import", "/candidate", "/practical",
    "/results", "/reading", "/reading/<path:_screen>",
)  # fmt: skip


def build() -> str | None:
    """Return the version of the app that is served: the hash in its entry's name; None where it is not built."""
    page = DIST / "index.html"
    return _build(page, page.stat().st_mtime_ns) if page.exists() else None


@lru_cache(maxsize=2)
def _build(page: Path, _changed: int) -> str | None:
    entry = re.search(r"/assets/index-([\w-]+)\.js", page.read_text("utf-8"))
    return entry[1] if entry else None


def newest(folder: Path, name: str) -> Response:
    """Return a file that is asked for anew each time, so that nobody sees an old one."""
    response = send_from_directory(folder, name, max_age=0)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _shell() -> Response:
    if not (DIST / "index.html").exists():
        raise Refusal("not-found")
    return newest(DIST, "index.html")


@bp.get("/enrol")
@guard.open_to_all
def enrol() -> Response:
    """Show the app at the enrolment screen."""
    return _shell()


@guard.page
def screen(_screen: str | None = None) -> Response:
    """Show the app; it finds its own screen."""
    return _shell()


for _path in SCREENS:
    bp.get(_path)(screen)


@bp.get("/assets/<path:name>")
@guard.open_to_all
def asset(name: str) -> Response:
    """Return a built file; its name carries its hash, so it may be kept for good.

    The build lays a gzipped copy beside it (``static/vite.config.ts``): on bad Wi-Fi a third of the bytes arrive
    sooner than all of them.
    """
    folder = DIST / "assets"
    packed = request.accept_encodings.quality("gzip") > 0 and (folder / f"{name}.gz").is_file()
    response = send_from_directory(
        folder, f"{name}.gz" if packed else name, mimetype=mimetypes.guess_type(name)[0], max_age=YEAR
    )
    response.vary.add("Accept-Encoding")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


@bp.get("/sw.js")
@guard.open_to_all
def service_worker() -> Response:
    """Return the service worker: at the root, so that it serves every screen, and never an old one."""
    return newest(DIST, "sw.js")


@bp.get("/<any('favicon.ico', 'favicon.svg', 'manifest.webmanifest', 'robots.txt'):name>")
@guard.open_to_all
def root_file(name: str) -> Response:
    """Return the few files that must lie at the root."""
    return send_from_directory(DIST, name, max_age=3600)


@bp.get("/<any('icon-192', 'icon-512', 'icon-maskable-512', 'apple-touch-icon'):picture>.png")
@guard.open_to_all
def icon(picture: str) -> Response:
    """Return a picture of the app, for home screens."""
    return send_from_directory(DIST, f"{picture}.png", max_age=3600)
