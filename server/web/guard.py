"""Who asks: sessions of enrolled devices, what each role may do, and the headers that keep pages to themselves."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from apiflask import APIFlask
from flask import Response, current_app, g, redirect, request
from flask.typing import ResponseReturnValue

from server.domain.device import not_allowed
from server.domain.refusal import Refusal
from server.store.device import hashed
from server.web.core import Core, core

COOKIE = "kaowu"
#: Beside it, for the page to see that this browser was enrolled, even after its storage was emptied; says no more.
KNOWN_COOKIE = "kaowu-enrolled"
OPEN, ENROLLED = "open", "enrolled"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

# The page needs nothing but its own files; wasm-unsafe-eval lets the QR decoder compile.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=()",
}

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Session:
    """The device that asks."""

    device: str
    kind: str
    role: str
    name: str


def open_to_all(view: View) -> View:
    """Mark a route that needs no enrolment."""
    view.admits = OPEN  # type: ignore[attr-defined]
    return view


def only(*roles: str) -> Callable[[View], View]:
    """Mark a route for devices of these roles; a route with no mark is for every enrolled device."""

    def mark(view: View) -> View:
        view.admits = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def page(view: View) -> View:
    """Mark a page: without enrolment it leads to the enrolment page instead of answering 401."""
    view.is_page = True  # type: ignore[attr-defined]
    return view


def session_of(hub: Core, token: object) -> Session | None:
    """Return the session a token opens, or None; ``token`` is whatever the caller sent."""
    device = hub.tokens.get(hashed(token)) if isinstance(token, str) and token.isascii() else None
    known = hub.door.known.get(device) if device else None
    if known is None or known.device.state != "enrolled":
        return None
    return Session(known.device.device, known.device.kind, known.role, known.device.name)


def caller() -> Session:
    """Return the device that asks; only in routes that need enrolment."""
    session: Session = g.session
    return session


def _token() -> tuple[str | None, bool]:
    """Return the token of the request and whether it came by cookie."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip(), False
    return request.cookies.get(COOKIE), True


def token_of_request() -> str | None:
    """Return the token the request carries, or None."""
    return _token()[0]


def hash_of_request() -> str | None:
    """Return the hash by which the hub knows the token of the request, or None where it carries none."""
    token = token_of_request()
    return hashed(token) if token and token.isascii() else None


def same_origin() -> bool:
    """Tell whether a browser's request came from the hub's own pages."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == request.host


def _admit() -> ResponseReturnValue | None:
    view = current_app.view_functions.get(request.endpoint or "")
    admits = getattr(view, "admits", ENROLLED)
    token, by_cookie = _token()
    g.session = session_of(core(), token)
    if g.session is not None:
        core().presence.see(g.session.device, core().trust.clock())
    if request.method not in SAFE and by_cookie and token and not same_origin():
        raise Refusal("cross-site")
    if admits == OPEN or request.endpoint in ("openapi.spec",):
        return None
    if g.session is None:
        if getattr(view, "is_page", False):
            return redirect("/enrol")
        raise Refusal("not-enrolled" if view is not None or request.path.startswith("/api") else "not-found")
    if isinstance(admits, frozenset) and g.session.role not in admits:
        raise not_allowed(g.session.role)
    return None


def _seal(response: Response) -> Response:
    response.headers.extend(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def set_cookie(response: Response, token: str) -> None:
    """Give a browser its session."""
    response.set_cookie(
        COOKIE, token, httponly=True, samesite="Strict", secure=request.is_secure, path="/", max_age=14 * 86400
    )
    response.set_cookie(
        KNOWN_COOKIE, "1", httponly=False, samesite="Strict", secure=request.is_secure, path="/", max_age=14 * 86400
    )


def new_token() -> str:
    """Return a new session token (256 random bits)."""
    return secrets.token_urlsafe(32)


def init_app(app: APIFlask) -> None:
    """Check every request before its route, seal every answer after it."""
    app.before_request(_admit)
    app.after_request(_seal)
