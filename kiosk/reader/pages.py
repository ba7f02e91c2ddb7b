"""The card-reader station's page: which files it has seen, and what became of each."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Protocol

from kiosk.local import Driven, LocalPage, Said
from kiosk.words import Language

#: File -> content type, besides what all stations share.
FILES: Mapping[str, str] = MappingProxyType(
    {
        "index.html": "text/html; charset=utf-8",
        "page.css": "text/css; charset=utf-8",
        "page.js": "text/javascript; charset=utf-8",
        "words.js": "text/javascript; charset=utf-8",
    }
)


class Watching(Driven, Protocol):
    """What the page can ask of the station."""

    def force(self, folder: str, name: str) -> None:
        """Take a file as it is."""

    def speak(self, language: Language) -> None:
        """Speak this language."""


class ReaderPage(LocalPage):
    """The station's page, from ``start`` to ``stop``."""

    def __init__(self, station: Watching, port: int = 0) -> None:
        """Serve ``station``'s page on this computer; port 0 takes any that is free.

        Raises:
            OSError: the port is taken.
        """
        super().__init__(station, "kiosk.reader", FILES, port)
        self._station = station

    def do(self, path: str, asked: Mapping[str, Any]) -> Said:
        """Do what the page asks.

        Raises:
            KeyError, TypeError, ValueError: it is not asked as the page does.
        """
        if path == "force":
            folder, name = asked["folder"], asked["name"]
            if not isinstance(folder, str) or not isinstance(name, str):
                raise TypeError("not a text")
            self._station.force(folder, name)
        elif path == "language":
            self._station.speak("en" if asked["language"] == "en" else "zh")
        else:
            return Said(HTTPStatus.NOT_FOUND)
        return Said(HTTPStatus.OK)
