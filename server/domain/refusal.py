"""The one way to say no, and the words for it.

A rule raises ``Refusal`` with a stable code and what the sentence needs; the sentence is made at the edge, in the
reader's language. Parameters hold no personal value: they are kept beside the journal.
"""

import json

from server.domain.words import WORDS


class Refusal(Exception):
    """A rule turned a fact or a request down.

    ``code`` is stable and for programs; ``params`` fill the sentences of ``WORDS``; ``field`` names what to mend.
    """

    def __init__(self, code: str, field: str | None = None, **params: str | int) -> None:
        """``code`` must stand in ``WORDS``."""
        super().__init__(code)
        self.code = code
        self.field = field
        self.params = params

    def kept(self) -> str:
        """Write what is kept beside the journal, so that the first verdict can be said again."""
        return json.dumps({"field": self.field, "params": self.params}, ensure_ascii=False, sort_keys=True)

    @classmethod
    def restored(cls, code: str, kept: str | None) -> "Refusal":
        """Read back what ``kept`` wrote."""
        values = json.loads(kept) if kept else {"field": None, "params": {}}
        return cls(code, values["field"], **values["params"])

    def said(self, language: str) -> dict[str, str | None]:
        """Return ``code``, ``says`` and ``fix`` in ``language`` (``zh`` or ``en``), and the field."""
        words = WORDS[self.code]
        says, fix = (words.says_en, words.fix_en) if language == "en" else (words.says, words.fix)
        return {
            "code": self.code,
            "says": says.format(field=self.field or "—", **self.params),
            "fix": fix.format(field=self.field or "—", **self.params),
            "field": self.field,
        }

    def both(self) -> dict[str, str | dict[str, str | None]]:
        """Return the sentences in both languages, for rows that every screen reads in its own."""
        zh, en = self.said("zh"), self.said("en")
        return {
            "code": self.code,
            "says": {"zh": zh["says"], "en": en["says"]},
            "fix": {"zh": zh["fix"], "en": en["fix"]},
        }
