"""Every error in one JSON shape: ``{"error": {"code", "says", "fix", "field"}}``, in the caller's language."""

import logging
import secrets
from functools import lru_cache
from typing import Any

from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Response, jsonify, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.datastructures import LanguageAccept
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.http import parse_accept_header

from server.domain.refusal import Refusal
from server.domain.words import WORDS
from server.store.committer import Stopped
from server.store.db import CLOSED

log = logging.getLogger(__name__)

_BY_STATUS = {404: "not-found", 405: "wrong-method", 401: "not-enrolled", 503: "hub-stopping"}


class Json(DefaultJSONProvider):
    """Answers in UTF-8: half a character, which a caller may have sent and an answer names, becomes a question mark."""

    ensure_ascii, sort_keys = False, False

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Write an answer that can be sent."""
        return super().dumps(obj, **kwargs).encode("utf-8", "replace").decode()


def language() -> str:
    """Return ``zh`` or ``en``: the language the caller asks for, Chinese unless it prefers English."""
    return _preferred(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=256)
def _preferred(header: str) -> str:
    accepted = parse_accept_header(header, LanguageAccept)
    return accepted.best_match(["zh", "zh-CN", "en"], "zh")[:2]


def answer(refusal: Refusal, status: int | None = None) -> Response:
    """Write a refusal as the answer to a request."""
    response = jsonify(error=refusal.said(language()))
    response.status_code = status or WORDS[refusal.code].status
    return response


def init_app(app: APIFlask) -> None:
    """Map every way a request can fail to the one shape."""

    @app.error_processor
    def _framework(error: HTTPError) -> tuple[dict[str, Any], int]:
        """APIFlask's own errors: a body or query that does not fit its schema names its first field."""
        field, expected = first_of(error.detail)
        code = "bad-request" if error.status_code in (400, 422) else _BY_STATUS.get(error.status_code, "bad-request")
        refusal = Refusal(code, field=field or None, expected=expected or "JSON")
        return {"error": refusal.said(language())}, WORDS[code].status

    app.register_error_handler(Refusal, answer)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Stopped, lambda _error: answer(Refusal("hub-stopping")))
    for closed in CLOSED:
        app.register_error_handler(closed, _database)
    app.register_error_handler(Exception, _unexpected)


def first_of(detail: Any, path: str = "") -> tuple[str, str]:
    """Find the first field and sentence in a framework's nested error detail."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            outer = key in ("json", "query", "files", "form", "headers")
            return first_of(value, path if outer else f"{path}.{key}".strip("."))
    if isinstance(detail, list) and detail:
        return first_of(detail[0], path)
    return path, str(detail) if detail else ""


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status == 413:
        return answer(Refusal("too-large", limit="1 MB"))
    code = _BY_STATUS.get(status)
    if code is None:
        expected = error.description or error.name
        return answer(Refusal("bad-request", field=None, expected=expected), status)
    response = answer(Refusal(code), status)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _database(_error: Exception) -> Response:
    """The database cannot be written or read: the writer has said so once; devices keep their facts and try again."""
    return answer(Refusal("hub-error", incident="database"), 503)


def _unexpected(error: Exception) -> Response:
    incident = secrets.token_hex(4)
    log.error("incident %s: %s %s", incident, request.method, request.path, exc_info=error)
    return answer(Refusal("hub-error", incident=incident))
