"""What can go wrong between here and the paper. The words are in ``printing.words``."""

from typing import Any


class Trouble(Exception):
    """It will not work like this: a person must change something. ``params`` fill the sentence of ``code``."""

    def __init__(self, code: str, **params: Any) -> None:
        """``code`` stands in ``printing.words``."""
        super().__init__(code)
        self.code = code
        self.params = params


class Unreachable(Trouble):
    """No connection was made: nothing was sent, so trying again is safe."""


class Busy(Exception):
    """The printer said no for now, and took nothing. ``paused``: it takes no jobs until somebody lets it."""

    def __init__(self, *, paused: bool = False) -> None:
        """Say whether it is paused."""
        super().__init__("paused" if paused else "busy")
        self.paused = paused


class Lost(Exception):
    """The answer never came: the printer may have taken everything, a part or nothing."""


class Unknown(Exception):
    """The printer knows no such job (any more)."""
