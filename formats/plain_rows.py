"""A sheet's row as spreadsheet programs write it: taken apart by one pattern, where a parser needs a call per tag.

Only what is sure to mean the same to a parser is taken: plain cells of values and of inline text, without formulas,
entities, phonetic readings, line breaks or comments. Everything else is left to the parser.
"""

import re
from typing import NamedTuple

TEXT_MOST = 40_000  # characters of one cell; a spreadsheet's cells hold 32,767
_TEXT = rf"[^<>&\x00-\x1f\ufffe\uffff]{{0,{TEXT_MOST}}}"
_OF_ROW = "spans|s|customFormat|ht|hidden|customHeight|outlineLevel|collapsed|thickTop|thickBot|ph|x14ac:dyDescent"
_ROW = re.compile(rf'\s*<row r="([0-9]{{1,7}})"(?: (?:{_OF_ROW})="[^"<>&\x00-\x1f]{{0,99}}")*>')
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})[0-9]{1,7}"(?: s="([0-9]{1,6})")?(?: t="(n|s|str|b|e|inlineStr)")?'
    rf'(?:/>|>(?:<v>({_TEXT})</v>|<is><t(?: xml:space="preserve")?>({_TEXT})</t></is>)</c>)'
)
_GROUPS = _CELL.groups + 1
_BLANKS = " \t\r\n"


class PlainRow(NamedTuple):
    """A row by columns of what its cells say; all have the same length.

    Attributes:
        number: as the row says.
        letters: of each cell's column.
        styles: None where none is named.
        kinds: the attribute ``t``; None where there is none.
        values: what stands in ``v``; None where there is none.
        texts: inline text; None where there is none.
        elements: how many elements the row has.
    """

    number: int
    letters: list[str]
    styles: list[str | None]
    kinds: list[str | None]
    values: list[str | None]
    texts: list[str | None]
    elements: int


def plain_row(written: str) -> PlainRow | None:
    """Take a row apart, written without its end ``</row>``; None where a parser has to."""
    head = _ROW.match(written)
    if head is None:
        return None
    parts = _CELL.split(written[head.end() :])
    between = parts[::_GROUPS]
    if any(between) and "".join(between).strip(_BLANKS):
        return None
    letters, styles, kinds, values, texts = (parts[at::_GROUPS] for at in range(1, _GROUPS))
    inside = len(values) - values.count(None) + 2 * (len(texts) - texts.count(None))
    return PlainRow(int(head[1]), letters, styles, kinds, values, texts, 1 + len(letters) + inside)
