"""What is said where bytes are not what they should be."""

Words = tuple[str, str]
"""The same words in Chinese and English."""


class Unreadable(Exception):
    """A cell or file cannot be read as what it should be; ``code`` names the message, ``details`` fill it."""

    def __init__(self, code: str, **details: object | Words) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
