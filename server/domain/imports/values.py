"""What one cell may be: each reader takes a cell and returns the value kept, or says what is wrong."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from formats.unreadable import Unreadable
from server.domain.imports.problem import Noted
from server.domain.plan import LEVELS

Reader = Callable[[Any], Any]

FORMULA_ERRORS = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
RUINED = re.compile(r"-?\d(\.\d+)?[Ee]\+\d+")
WHOLE_FLOAT = re.compile(r"(\d+)\.0+")
EXACT_DIGITS = 15  # a spreadsheet's numbers hold no more

CJK_GAP = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
NAME_SIGNS = frozenset(" ·.'’-()（）〇○")
DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅･.．", "·"))

FLAGS = {**dict.fromkeys(("是", "√", "1", "y", "yes"), True), **dict.fromkeys(("否", "×", "0", "n", "no"), False)}

LEVEL_WORDS = {
    **{word: level for level, word in enumerate(("高级技师", "技师", "高级", "中级", "初级"), start=1)},
    **{word: level for level, word in enumerate("一二三四五", start=1)},
    **{word: level for level, word in enumerate(("I", "II", "III", "IV", "V"), start=1)},
    **{str(level): level for level in LEVELS},
}
LEVEL_WORD = re.compile(r"高级技师|技师|高级|中级|初级|[一二三四五]|IV|I{1,3}|V|(?<!\d)[1-5](?!\d)")
LEVEL_FILLER = re.compile(r"国家|职业资格|职业技能|技能|等级|级|工|第|[/()、,\[\]—]")

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(0\d{2,3})-?(\d{7,8})")
ID_NUMBER = re.compile(r"\d{17}[\dX]")
OLD_ID_NUMBER = re.compile(r"\d{15}")
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECK = "10X98765432"


def is_blank(cell: Any) -> bool:
    """Say whether a cell holds nothing that can be seen."""
    if isinstance(cell, str):
        return not cell.strip() if cell.isprintable() else not _tidy(cell)
    return cell is None


def plain(cell: Any) -> str:
    """Read a cell as the text a person typed, digits kept.

    Raises:
        Unreadable: ``cell-error``, ``cell-date``, ``cell-type``, ``cell-character`` or ``number-ruined``.
    """
    if isinstance(cell, str):
        return _written(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        code = "cell-date" if isinstance(cell, datetime | date | time | timedelta) else "cell-type"
        raise Unreadable(code, value=cell)
    if isinstance(cell, float):
        if not cell.is_integer():
            return repr(cell)
        cell = int(cell)
    if abs(cell) >= 10**EXACT_DIGITS:
        raise Unreadable("number-ruined", value=cell)
    return str(cell)


def _written(cell: str) -> str:
    text = _tidy(cell)
    if text in FORMULA_ERRORS:
        raise Unreadable("cell-error", value=text)
    if RUINED.fullmatch(text):
        raise Unreadable("number-ruined", value=text)
    if "\ufffd" in text:
        raise Unreadable("cell-character", value=text)
    return text


def _tidy(text: str) -> str:
    """Drop what cannot be seen (zero-width and control characters) and fold white space."""
    if text.isprintable():
        return " ".join(text.split()) if text.isascii() else " ".join(unicodedata.normalize("NFC", text).split())
    seen = "".join(character for character in text if character.isspace() or unicodedata.category(character)[0] != "C")
    if any(unicodedata.category(character) in ("Co", "Cn") for character in text):
        seen += "\ufffd"
    return " ".join(unicodedata.normalize("NFC", seen).split())


def text(limit: int) -> Reader:
    """Return a reader of free text of at most ``limit`` characters."""

    def read(cell: Any) -> str:
        return _short(plain(cell), limit)

    return read


def _short(value: str, limit: int) -> str:
    if len(value) > limit:
        raise Unreadable("cell-long", length=len(value), limit=limit)
    return value


def person_name(cell: Any) -> str | Noted:
    """Read a person's name: the gap of ``张 三`` closed, every middle dot written ``·``.

    Question marks for lost characters, control characters and other signs are refused; digits get a warning.
    """
    if isinstance(cell, str) and (control := CONTROL.search(cell)):
        raise Unreadable("cell-character", value=f"U+{ord(control[0]):04X}")
    value = CJK_GAP.sub("", plain(cell))
    if not value.isascii():
        value = value.translate(DOTS)
    _short(value, 50)
    if value.isalpha():
        return value
    for character in value:
        if not character.isalnum() and character not in NAME_SIGNS and unicodedata.category(character)[0] != "M":
            raise Unreadable("name-form", value=value, found=character)
    if not any(character.isalpha() for character in value):
        raise Unreadable("name-form", value=value, found=value)
    digit = next((character for character in value if unicodedata.category(character) in ("Nd", "No")), None)
    return value if digit is None else Noted(value, "name-digits", {"value": value})


def whole_text(cell: Any) -> str:
    """Read a cell for a code or number: usual widths, and the ``'`` and ``.0`` that spreadsheets leave dropped.

    Raises:
        Unreadable: ``number-ruined``, beside what ``plain`` raises.
    """
    value = unicodedata.normalize("NFKC", plain(cell)).strip().lstrip("'`’‘").rstrip("'’")
    float_ = WHOLE_FLOAT.fullmatch(value)
    if float_ is None:
        return value
    if len(float_[1]) > EXACT_DIGITS:
        raise Unreadable("number-ruined", value=value)
    return float_[1]


def code(pattern: str, allowed: tuple[str, str]) -> Reader:
    """Return a reader of a code; full-width letters and digits are taken as their usual forms."""
    form = re.compile(pattern)

    def read(cell: Any) -> str:
        value = whole_text(cell)
        if not form.fullmatch(value):
            raise Unreadable("code-form", value=value, allowed=allowed)
        return value

    return read


def whole(low: int, high: int) -> Reader:
    """Return a reader of a whole number from ``low`` to ``high``."""

    def read(cell: Any) -> int:
        value = whole_text(cell)
        if not re.fullmatch(r"[+-]?[0-9]{1,15}", value):
            raise Unreadable("not-whole", value=value, low=low, high=high)
        if not low <= int(value) <= high:
            raise Unreadable("out-of-range", value=value, low=low, high=high)
        return int(value)

    return read


def level(cell: Any) -> int:
    """Read a skill level: 1 to 5, ``三级``, ``高级工``, ``高级工/三级``; 1 is the highest. Several must agree."""
    value = "".join(whole_text(cell).split())
    written = value.upper()
    read = {LEVEL_WORDS[word] for word in LEVEL_WORD.findall(written)}
    if len(read) != 1 or LEVEL_FILLER.sub("", LEVEL_WORD.sub("", written)):
        raise Unreadable("level-unknown", value=value)
    return read.pop()


def points(cell: Any) -> int:
    """Read points (分), at most two places behind the point, as hundredths."""
    value = whole_text(cell).removesuffix("分").strip()
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,2})?", value):
        raise Unreadable("points-form", value=value)
    whole_part, _, part = value.partition(".")
    return int(whole_part) * 100 + int(part.ljust(2, "0"))


def flag(cell: Any) -> bool:
    """Read yes or no: 是 否, √, 1 0."""
    value = whole_text(cell).casefold()
    if value not in FLAGS:
        raise Unreadable("flag-form", value=value)
    return FLAGS[value]


def day(cell: Any) -> str:
    """Read a day as YYYY-MM-DD: a date cell, ``2027-12-31``, ``2027/12/31``, ``2027年12月31日``."""
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    value = whole_text(cell)
    parts = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", value)
    try:
        return date(*map(int, parts.groups())).isoformat() if parts else date.fromisoformat(value).isoformat()
    except ValueError as wrong:
        raise Unreadable("day-form", value=value) from wrong


def digits(cell: Any) -> str:
    """Read a number kept as text, such as an admission number; its length is checked where the plan is known."""
    return "".join(whole_text(cell).split())


def phone(cell: Any) -> str:
    """Read a mobile number or a landline with area code; ``+86``, spaces and dashes do not matter."""
    value = whole_text(cell)
    packed = re.sub(r"[\s-]", "", value)
    packed = packed.removeprefix("+86")
    if MOBILE.fullmatch(packed):
        return packed
    landline = LANDLINE.fullmatch(value.replace(" ", ""))
    if landline is None:
        raise Unreadable("phone-form", value=value)
    return f"{landline[1]}-{landline[2]}"


def id_number(cell: Any) -> str | Noted:
    """Read a resident identity number (GB 11643): 18 places, an existing date of birth, a fitting check digit.

    One of the 15 places used before 1999 is read as the 18 places it became, with a warning.
    """
    value = digits(cell).upper().replace("×", "X").replace("Χ", "X").replace("Х", "X")
    if value.isascii() and OLD_ID_NUMBER.fullmatch(value):
        first = f"{value[:6]}19{value[6:]}"
        _refuse_birth(value, first[6:14])
        read = first + id_check_digit(first)
        return Noted(read, "id-old", {"value": value, "read": read})
    if not (value.isascii() and ID_NUMBER.fullmatch(value)):
        raise Unreadable("id-form", value=value)
    _refuse_birth(value, value[6:14])
    expected = id_check_digit(value[:17])
    if value[17] != expected:
        if value.endswith("000"):
            raise Unreadable("number-ruined", value=value)
        raise Unreadable("id-check", value=value, expected=expected, found=value[17])
    return value


def _refuse_birth(value: str, birth: str) -> None:
    try:
        date(int(birth[:4]), int(birth[4:6]), int(birth[6:]))
    except ValueError as wrong:
        raise Unreadable("id-birth", value=value, birth=birth) from wrong


def id_check_digit(first: str) -> str:
    """Return the check digit of an identity number's first 17 digits (ISO/IEC 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first, ID_WEIGHTS, strict=True))
    return ID_CHECK[total % 11]
