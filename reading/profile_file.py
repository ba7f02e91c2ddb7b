"""A profile's YAML, key by key: every wrong value is named with its line."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import NoReturn, TypeVar

from formats.document import Document, Path, Value, read_document, written
from formats.unreadable import Unreadable
from reading.bad_profile import BadProfile
from reading.profile import (
    QUESTIONS,
    Coding,
    Ends,
    Field,
    Format,
    Group,
    Header,
    Lines,
    Number,
    Pad,
    Place,
    Profile,
    Section,
    Template,
)

KEYS = ("id", "title", "title_en", "format", "encoding", "sheet", "lines", "header", "number", "fields", "answers")
LINE_KEYS = ("length", "trimmed", "ends", "end_mark", "delimiter", "titled")
PLACE_KEYS = ("at", "length", "column", "titles")
NUMBER_KEYS = (*PLACE_KEYS, "groups", "blank", "multi", "unsure", "pad")
GROUP_KEYS = ("title", "digits", "values")
FIELD_KEYS = (*PLACE_KEYS, "digits", "optional", "marked")
SECTION_KEYS = (
    *PLACE_KEYS,
    *("questions", "coding", "options", "signs", "multiple", "order"),
    *("blank", "multi", "unsure", "table", "between", "separator"),
)
KIND = ("读卡格式", "profile")
FIELDS = ("seq", "name", "subject", "paper", "room", "seat", "batch", "absent", "misconduct")
BOXES = ("absent", "misconduct")
DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";", "bar": "|", "auto": ""}
ENCODINGS = ("gb18030", "utf-8", "auto")
SWITCH = {"true": True, "false": False}
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RANGE = re.compile(r"([0-9]{1,3})-([0-9]{1,3})|([0-9]{1,3})")
LARGEST = 10_000
DIGITS = 30
LETTERS = 16

Choice = TypeVar("Choice")


def load_profile(text: str) -> Profile:
    """Read a profile.

    Raises:
        BadProfile: a value is missing, unknown or does not fit; carries the line and the key.
    """
    try:
        document = read_document(text, KIND)
    except Unreadable as wrong:
        raise BadProfile(int(str(wrong.details.get("row", 1))), "", "", broken=wrong.code) from wrong
    if document.twice:
        path = document.twice[0]
        raise BadProfile(document.line(path), written(path), "", twice=True)
    profile = _Reader(document).profile()
    meaning = {key: value for key, value in asdict(profile).items() if key not in ("text", "digest")}
    for field in meaning["fields"].values():  # as digests were before there were optional ones
        if not field["optional"]:
            del field["optional"]
    canonical = json.dumps(meaning, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return replace(profile, text=text, digest=hashlib.sha256(canonical.encode()).hexdigest())


class _Reader:
    """Reads one document; every refusal names the line."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._format = Format.FIXED

    def profile(self) -> Profile:
        top = self._keys((), KEYS)
        name = self._text(("id",), required=True)
        if not ID.fullmatch(name) or len(name) > 60:
            self._refuse(("id",))
        title = self._text(("title",), required=True, most=40)
        self._format = self._one_of(("format",), {one.value: one for one in Format})
        profile = Profile(
            id=name,
            title=title,
            title_en=self._text(("title_en",), most=80) or title,
            format=self._format,
            encoding=self._one_of(("encoding",), {one: one for one in ENCODINGS}, "auto"),
            lines=self._lines(),
            header=self._header(),
            number=self._number(),
            fields={field: self._field(field) for field in self._keys(("fields",), FIELDS)},
            sections=self._sections(),
            sheet=self._text(("sheet",)),
        )
        if self._format is Format.FIXED and "lines" not in top:
            self._refuse(("lines",))
        self._inside(profile)
        return profile

    def _inside(self, profile: Profile) -> None:
        """Refuse what lies outside the record."""
        length = profile.lines.length
        if self._format is not Format.FIXED:
            return
        ends: list[tuple[Path, int]] = [(("number",), profile.number.place.at - 1 + profile.number.template.length)]
        ends += [(("fields", name), field.place.at - 1 + field.place.length) for name, field in profile.fields.items()]
        for place, section in enumerate(profile.sections, 1):
            width = section.place.length if section.separator else max(section.place.length, 1) * section.count
            ends.append((("answers", place), section.place.at - 1 + width))
        for path, end in ends:
            if end > length:
                self._refuse((*path, "at"), found=str(end), expected=f"<= {length}")

    def _lines(self) -> Lines:
        given = self._keys(("lines",), LINE_KEYS)
        fixed = self._format is Format.FIXED
        return Lines(
            length=self._whole(("lines", "length"), LARGEST, required=fixed) if fixed or "length" in given else 0,
            trimmed=self._one_of(("lines", "trimmed"), SWITCH, False),
            ends=self._one_of(("lines", "ends"), {one.value: one for one in Ends}, Ends.ALL),
            end_mark=self._one_of(("lines", "end_mark"), SWITCH, False),
            delimiter=self._one_of(("lines", "delimiter"), DELIMITERS, ""),
            titled=self._one_of(("lines", "titled"), SWITCH, True),
        )

    def _header(self) -> Header:
        given = self._value(("header",))
        if given is None:
            return Header()
        if not isinstance(given, dict) or self._format is not Format.FIXED:
            self._refuse(("header",))
        places = {name: self._place(("header", name)) for name in given if name != "starts"}
        return Header(self._text(("header", "starts"), required=True, most=40), places)

    def _number(self) -> Number:
        self._keys(("number",), NUMBER_KEYS, required=True)
        groups = self._items(("number", "groups"))
        template = Template(tuple(self._group(("number", "groups", place)) for place in range(1, groups + 1)))
        if not 1 <= template.length <= DIGITS:
            self._refuse(("number", "groups"))
        return Number(
            place=self._place(("number",)),
            template=template,
            blank=self._signs(("number", "blank"), ("",), one=True),
            multi=self._signs(("number", "multi"), ("*",), one=True),
            unsure=self._signs(("number", "unsure"), ("?",), one=True),
            pad=self._one_of(("number", "pad"), {one.value: one for one in Pad}, Pad.NEVER),
        )

    def _group(self, path: Path) -> Group:
        self._keys(path, GROUP_KEYS, required=True)
        digits = self._whole((*path, "digits"), 20, required=True)
        values = self._signs((*path, "values"), ())
        if any(not value.isdigit() or len(value) != digits for value in values):
            self._refuse((*path, "values"))
        return Group(self._text((*path, "title"), required=True, most=20), digits, values)

    def _field(self, name: str) -> Field:
        path = ("fields", name)
        allowed = FIELD_KEYS if name in BOXES else FIELD_KEYS[:-1]
        given = self._keys(path, allowed, required=True)
        marked = self._signs((*path, "marked"), ("1",) if name in BOXES else ())
        digits = self._whole((*path, "digits"), 20, required=True) if "digits" in given else 0
        place = self._place(path)
        if self._format is Format.FIXED and not place.length:
            self._refuse((*path, "length"))
        optional = self._one_of((*path, "optional"), SWITCH, False)
        if optional and not place.titles:
            self._refuse((*path, "optional"))
        return Field(place, digits, marked, optional)

    def _sections(self) -> tuple[Section, ...]:
        found: list[Section] = []
        for place in range(1, self._items(("answers",)) + 1):
            section = self._section(("answers", place))
            if section.first != (found[-1].last + 1 if found else 1) or not section.first <= section.last <= QUESTIONS:
                self._refuse(("answers", place, "questions"))
            found.append(section)
        return tuple(found)

    def _section(self, path: Path) -> Section:
        given = self._keys(path, SECTION_KEYS, required=True)
        questions = RANGE.fullmatch(self._text((*path, "questions"), required=True))
        if questions is None:
            self._refuse((*path, "questions"))
        options = self._letters((*path, "options"))
        signs = self._text((*path, "signs"), most=LETTERS) or options
        if len(signs) != len(options) or len(set(signs)) != len(signs):
            self._refuse((*path, "signs"))
        coding = self._one_of((*path, "coding"), {one.value: one for one in Coding})
        if (coding is Coding.TABLE) != ("table" in given):
            self._refuse((*path, "table"))
        return Section(
            first=int(questions[1] or questions[3]),
            last=int(questions[2] or questions[3]),
            place=self._place(path),
            coding=coding,
            options=options,
            signs=signs,
            multiple=self._one_of((*path, "multiple"), SWITCH, False),
            blank=self._signs((*path, "blank"), ("",)),
            multi=self._signs((*path, "multi"), ()),
            unsure=self._signs((*path, "unsure"), ()),
            high=self._one_of((*path, "order"), {"low": False, "high": True}, False),
            table=self._table((*path, "table"), options),
            between=self._text((*path, "between"), most=1),
            separator=self._text((*path, "separator"), most=1),
        )

    def _table(self, path: Path, options: str) -> Mapping[str, str] | None:
        given = self._value(path)
        if given is None:
            return None
        if not isinstance(given, dict) or not given:
            self._refuse(path)
        table = {}
        for code, letters in given.items():
            if not isinstance(letters, str) or not set(letters) <= set(options) or len(set(letters)) != len(letters):
                self._refuse((*path, code))
            table[code] = "".join(option for option in options if option in letters)
        return table

    def _letters(self, path: Path) -> str:
        options = self._text(path, required=True, most=LETTERS)
        if len(options) < 2 or len(set(options)) != len(options) or not (options.isascii() and options.isalpha()):
            self._refuse(path)
        return options.upper()

    def _place(self, path: Path) -> Place:
        given = self._value(path)
        keys = given if isinstance(given, dict) else {}
        place = Place(
            at=self._whole((*path, "at"), LARGEST, required=True) if "at" in keys else 0,
            length=self._whole((*path, "length"), LARGEST, required=True) if "length" in keys else 0,
            titles=self._signs((*path, "titles"), ()),
            column=self._whole((*path, "column"), LARGEST, required=True) if "column" in keys else 0,
        )
        if self._format is Format.FIXED and not place.at:
            self._refuse((*path, "at"))
        if self._format is not Format.FIXED and bool(place.titles) == bool(place.column):
            self._refuse((*path, "titles"))
        return place

    # single values

    def _value(self, path: Path) -> Value | None:
        value: Value | None = self._document.value
        for part in path:
            if isinstance(value, list) and isinstance(part, int):
                value = value[part - 1]
            else:
                value = value.get(str(part)) if isinstance(value, dict) else None
        return value

    def _keys(self, path: Path, allowed: tuple[str, ...], *, required: bool = False) -> tuple[str, ...]:
        """Return the keys of a mapping, each of them allowed."""
        value = self._value(path)
        if value is None and not required:
            return ()
        if not isinstance(value, dict):
            self._refuse(path)
        for key in value:
            if key not in allowed:
                self._refuse((*path, key), found=key, expected=" ".join(allowed))
        return tuple(value)

    def _items(self, path: Path) -> int:
        value = self._value(path)
        if not isinstance(value, list) or not value:
            self._refuse(path)
        return len(value)

    def _text(self, path: Path, *, required: bool = False, most: int = 200) -> str:
        value = self._value(path)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or (required and not value) or len(value) > most:
            self._refuse(path)
        return value

    def _whole(self, path: Path, most: int, *, required: bool) -> int:
        written_so = self._text(path, required=required)
        if not (written_so.isascii() and written_so.isdigit() and 1 <= len(written_so) <= 5):
            self._refuse(path)
        if not 1 <= int(written_so) <= most:
            self._refuse(path)
        return int(written_so)

    def _one_of(self, path: Path, choices: Mapping[str, Choice], otherwise: Choice | None = None) -> Choice:
        value = self._value(path)
        if value is None and otherwise is not None:
            return otherwise
        if not isinstance(value, str) or value not in choices:
            self._refuse(path, expected=" ".join(choices))
        return choices[value]

    def _signs(self, path: Path, otherwise: tuple[str, ...], *, one: bool = False) -> tuple[str, ...]:
        value = self._value(path)
        if value is None:
            return otherwise
        signs = tuple(sign for sign in value if isinstance(sign, str)) if isinstance(value, list) else (value,)
        plain = [sign for sign in signs if isinstance(sign, str) and len(sign) <= 40]
        wide = one and any(len(sign) > 1 or not sign.isascii() for sign in plain)
        if len(plain) != (len(value) if isinstance(value, list) else 1) or wide:
            self._refuse(path)
        return tuple(plain)

    def _refuse(self, path: Path, *, found: str | None = None, expected: str = "") -> NoReturn:
        value = self._value(path)
        shown = found if found is not None else value if isinstance(value, str) else ""
        raise BadProfile(self._document.line(path), written(path), shown, expected=expected)
