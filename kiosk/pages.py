"""The gate's page: what it may ask of the gate, and what it is answered."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Protocol

import cv2

from kiosk.camera import Frame
from kiosk.local import Driven, LocalPage, Said
from kiosk.words import Language
from protocol.fact import MAX_INTEGER
from protocol.role import BY_NUMBER

LISTED = ("plan", "person", "name", "unit", "tail", "staff_no", "state", "number")
PREVIEW = 640  # pixels the camera's picture is wide on the page

#: File -> content type, besides what all stations share.
FILES: Mapping[str, str] = MappingProxyType(
    {
        "index.html": "text/html; charset=utf-8",
        "page.css": "text/css; charset=utf-8",
        "cards.css": "text/css; charset=utf-8",
        "dialogs.css": "text/css; charset=utf-8",
        "page.js": "text/javascript; charset=utf-8",
        "cards.js": "text/javascript; charset=utf-8",
        "finder.js": "text/javascript; charset=utf-8",
        "scanner.js": "text/javascript; charset=utf-8",
        "sound.js": "text/javascript; charset=utf-8",
        "words.js": "text/javascript; charset=utf-8",
    }
)


class Gate(Driven, Protocol):
    """What the page can ask of the gate."""

    def scan(self, line: str) -> None:
        """Take what a scanner or a person typed."""

    def pick(self, plan: int, person: int) -> None:
        """Take whom somebody picked from the list."""

    def undo(self, one: str) -> None:
        """Take back the check-in that this fact was."""

    def speak(self, language: Language) -> None:
        """Speak this language."""

    def people(self) -> list[dict[str, Any]]:
        """Return the listed people of the present plan."""

    def frame(self) -> Frame | None:
        """Return what the camera sees."""


class Pages(LocalPage):
    """The gate's page, from ``start`` to ``stop``."""

    def __init__(self, gate: Gate, port: int = 0) -> None:
        """Serve ``gate``'s page on this computer; port 0 takes any that is free.

        Raises:
            OSError: the port is taken.
        """
        super().__init__(gate, "kiosk", FILES, port)
        self.gate = gate

    def ask(self, path: str) -> Said:
        """Answer a question of the page."""
        if path == "people":
            people = [_listed(person) for person in self.gate.people()]
            return Said(HTTPStatus.OK, body=json.dumps(people, ensure_ascii=False).encode())
        if path == "frame.jpg":
            return _picture(self.gate.frame())
        return super().ask(path)

    def do(self, path: str, asked: Mapping[str, Any]) -> Said:
        """Do what the page asks.

        Raises:
            KeyError, TypeError, ValueError: it is not asked as the page does.
        """
        if path == "scan":
            self.gate.scan(_text(asked["text"]))
        elif path == "pick":
            self.gate.pick(_number(asked["plan"]), _number(asked["person"]))
        elif path == "undo":
            self.gate.undo(_text(asked["id"]))
        elif path == "language":
            self.gate.speak("en" if asked["language"] == "en" else "zh")
        else:
            return Said(HTTPStatus.NOT_FOUND)
        return Said(HTTPStatus.OK)


def _picture(frame: Frame | None) -> Said:
    if frame is None:
        return Said(HTTPStatus.NO_CONTENT, body=b"")
    height, width = frame.picture.shape[:2]
    size = (PREVIEW, max(1, height * PREVIEW // width))
    small = cv2.resize(frame.picture, size, interpolation=cv2.INTER_AREA)
    good, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 70])
    return Said(HTTPStatus.OK, "image/jpeg", data.tobytes()) if good else Said(HTTPStatus.NO_CONTENT, body=b"")


def _listed(person: Mapping[str, Any]) -> dict[str, Any]:
    """Write a person for the list: enough to tell two of the same name apart, and no more."""
    role = BY_NUMBER.get(person["role"])
    said = {field: person.get(field) for field in LISTED}
    return said | {"role": role and {"zh": role.zh, "en": role.en, "colour": role.colour, "bars": role.family.value}}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    value.encode()  # half a character cannot stand in a fact
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("not a number")
    if not 0 <= value <= MAX_INTEGER:
        raise ValueError("not a number of a plan or a person")
    return value
