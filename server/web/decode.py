"""Reading a photo of a badge where the device that took it could not."""

from typing import Any

from apiflask import APIBlueprint
from flask import request

from server.desk import photo
from server.domain.refusal import Refusal
from server.web import guard
from server.web.core import core

bp = APIBlueprint("decode", __name__, tag="photos")

MAX_BYTES = 8 * 1024 * 1024


@bp.post("/api/decode")
@guard.only("chief", "office", "scanner", "gate")
@bp.doc(summary="The texts of the badges in a photo (the body, JPEG, PNG or WebP)", responses={200: "Texts"})
def decode() -> dict[str, Any]:
    """Read a photo of at most 8 MB; it is looked at and forgotten, and says nothing about whether a badge is valid."""
    if not request.content_length:
        raise Refusal("not-a-picture")
    if request.content_length > MAX_BYTES:
        raise Refusal("too-large", limit="8 MB")
    data = request.get_data(cache=False)
    return {"texts": core().waiting.run(lambda: photo.texts(data))}
