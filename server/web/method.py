"""Which method a request means: who can only GET and POST says it in a header (tus core, X-HTTP-Method-Override)."""

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
SAID = "HTTP_X_HTTP_METHOD_OVERRIDE"


class Meant:
    """Takes the method from the header, below one path; everything behind it, the guard too, sees that method alone."""

    def __init__(self, application: Application, below: str) -> None:
        """Stand before ``application``."""
        self._application, self._below = application, below

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        meant = environ.get(SAID, "").strip().upper()
        if not meant or not environ.get("PATH_INFO", "").startswith(self._below):
            return self._application(environ, start)
        sent, environ["REQUEST_METHOD"] = environ["REQUEST_METHOD"], meant
        if sent == "HEAD" and meant != "HEAD":
            return _without_body(self._application(environ, start))
        bodiless = meant == "HEAD" and sent != "HEAD"
        return self._application(environ, _without_length(start) if bodiless else start)


def _without_body(body: Iterable[bytes]) -> Iterable[bytes]:
    """Let nothing follow the head: who sent HEAD reads no body and would take it for the next answer."""
    close = getattr(body, "close", None)
    if close is not None:
        close()
    return ()


def _without_length(start: Callable[..., Any]) -> Callable[..., Any]:
    """Tell who sent another method than HEAD that no body follows: it would wait for what a GET would bring."""

    def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
        return start(status, [*kept, ("Content-Length", "0")], *rest)

    return begin
