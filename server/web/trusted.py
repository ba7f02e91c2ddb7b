"""The page a device opens over HTTPS to see whether it trusts the hub: green only when everything it needs is there."""

from pathlib import Path

from flask import Blueprint, Response

from server.web import guard, pages
from server.web.lettering import faces

bp = Blueprint("trusted", __name__)

FILES = Path(__file__).parent / "templates"


@bp.get("/trust")
@guard.open_to_all
def page() -> Response:
    """Show the page; it needs no more of its browser than what it finds out."""
    return pages.newest(FILES, "trusted.html")


@bp.get("/trust/<any('trusted.js', 'trusted.css', 'welcome.css'):part>")
@guard.open_to_all
def piece(part: str) -> Response:
    """Return the page's script or style."""
    return pages.newest(FILES, part)


@bp.get("/trust/fonts.css")
@guard.open_to_all
def fonts() -> Response:
    """Return where Chinese letters are, for a computer that has none."""
    sheet, _ = faces(pages.DIST)
    return Response(sheet, content_type="text/css; charset=utf-8")
