"""What is wrong with a file itself, before any rule of the trade is asked."""

from dataclasses import dataclass

from reading.words import SENTENCES, named

SHOWN = 60  # characters of what came from the file


@dataclass(frozen=True, slots=True)
class FileFault:
    """One thing wrong in a file.

    Attributes:
        code: stable, for programs; ``docs/card-files.md`` lists all.
        row: the record, from 1; None where the whole file is meant.
        offset: the byte, from 0; None where there is none to name.
        expected: what should stand there.
        found: what stands there.
        stops: whether nothing of the file may be taken.
        field: what of the card is meant: ``number``, ``room``, ``q61``; empty where it is none of them.
        number: the admission number of a record that is not all there, as far as it could be read; else empty.
    """

    code: str
    row: int | None
    offset: int | None
    expected: str
    found: str
    stops: bool
    field: str = ""
    number: str = ""

    @property
    def short(self) -> bool:
        """Whether the header counts more records than are there."""
        counts = self.expected, self.found
        return self.code == "header-count" and all(map(str.isdecimal, counts)) and int(self.found) < int(self.expected)

    @property
    def says(self) -> str:
        """What is and what was expected, in Chinese."""
        return self._written("says", 0)

    @property
    def fix(self) -> str:
        """What to do now, in Chinese."""
        return self._written("fix", 0)

    @property
    def says_en(self) -> str:
        """``says`` in English."""
        return self._written("says", 1)

    @property
    def fix_en(self) -> str:
        """``fix`` in English."""
        return self._written("fix", 1)

    def _written(self, part: str, language: int) -> str:
        sentence = SENTENCES[self.code]
        text = sentence.says[language] if part == "says" else sentence.fix[language]
        return text.format(
            where=self._where(language),
            expected=named(_shown(self.expected), language),
            found=named(_shown(self.found), language),
            field=named(self.field, language),
        )

    def _where(self, language: int) -> str:
        """Say where: row and byte as far as they are known, with the sign that leads on."""
        zh = [f"第 {self.row} 条" if self.row else "列名行"] if self.row is not None else []
        en = [f"record {self.row}" if self.row else "line of titles"] if self.row is not None else []
        if self.offset is not None:
            zh.append(f"第 {self.offset + 1} 字节")
            en.append(f"byte {self.offset + 1}")
        if not zh:
            return ""
        return "，".join(zh) + "：" if language == 0 else ", ".join(en).capitalize() + ": "


def _shown(value: str) -> str:
    text = "".join(sign if sign.isprintable() else " " for sign in value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
