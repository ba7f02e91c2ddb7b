"""Station profiles of the sample's card files: they are what the office writes for a reader of its own."""

from collections.abc import Mapping
from typing import Any

import yaml

from server.sample.card_files import BOXES, FORMS, HEADER, Layout
from server.sample.cards import LETTERS
from server.sample.day import ADMISSION_NO

PARTS = {
    "year": "年份", "city": "地市", "institution": "机构", "batch": "批次", "subject": "科目", "room": "考场",
    "seat": "座位",
}  # fmt: skip
TITLES = {
    "txt": ("演示·定长文本", "Sample day, fixed-width text"),
    "csv": ("演示·CSV", "Sample day, CSV"),
    "dbf": ("演示·DBF 表", "Sample day, DBF table"),
    "xlsx": ("演示·电子表格", "Sample day, workbook"),
}
FORMATS = {"txt": "fixed", "csv": "delimited", "dbf": "dbf", "xlsx": "workbook"}
DBF_TITLES = ("XH", "ZKZH", "XM", "KMDM", "JX", "KCH", "ZWH", "QK", "WJ")
FIELDS = ("seq", "number", "name", "subject", "paper", "room", "seat", "absent", "misconduct")


def profile(form: str, layout: Layout) -> str:
    """Return the profile (YAML) of files of a form and layout, as ``card_files`` writes them.

    Raises:
        KeyError: there is no such form.
    """
    zh, en = TITLES[form]
    told: dict[str, Any] = {"id": f"sample-day-{form}", "title": zh, "title_en": en, "format": FORMATS[form]}
    if form != "xlsx":
        told["encoding"] = "auto" if form == "csv" else "gb18030"
    if form == "txt":
        places = _places(layout)
        told["lines"] = {"length": sum(place["length"] for place in places.values()) + layout.singles + layout.multis}
        told["header"] = {"starts": "HDR", "count": {"at": 4, "length": 6}, "date": {"at": 10, "length": 8}}
    elif form == "csv":
        told["lines"] = {"delimiter": "comma"}
    told |= _fields(form, layout)
    told["answers"] = _answers(form, layout)
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=120)


def profiles(layout: Layout) -> Mapping[str, str]:
    """Return the profile of every form."""
    return {form: profile(form, layout) for form in FORMS}


def _places(layout: Layout) -> dict[str, dict[str, int]]:
    """Return where each value stands in a line of text, in bytes from 1."""
    widths = [5, layout.number, layout.name, layout.subject, 1, layout.room, layout.seat]
    widths += [1, 1] if layout.boxes else []
    starts = [1 + sum(widths[:place]) for place in range(len(widths))]
    return {field: {"at": start, "length": width} for field, start, width in zip(FIELDS, starts, widths, strict=False)}


def _fields(form: str, layout: Layout) -> dict[str, Any]:
    titles = DBF_TITLES if form == "dbf" else (*HEADER, *BOXES)
    shown = FIELDS if layout.boxes else FIELDS[:-2]
    places: dict[str, dict[str, Any]] = {
        field: dict(_places(layout)[field]) if form == "txt" else {"titles": titles[place]}
        for place, field in enumerate(shown)
    }
    for box in FIELDS[-2:]:
        if box in places:
            places[box]["marked"] = "1"
    number = places.pop("number")
    number.pop("length", None)
    return {"number": {**number, "groups": _groups(layout), "blank": "", "multi": "*"}, "fields": places}


def _groups(layout: Layout) -> list[dict[str, Any]]:
    """Return the parts of the admission number; one part where it is no number of the sample day."""
    if layout.number != sum(count for _, count in ADMISSION_NO):
        return [{"title": "准考证号", "digits": layout.number}]
    return [{"title": PARTS[part], "digits": count} for part, count in ADMISSION_NO]


def _answers(form: str, layout: Layout) -> list[dict[str, Any]]:
    last = layout.singles + layout.multis
    one: dict[str, Any] = {"questions": f"1-{layout.singles}"}
    more: dict[str, Any] = {"questions": f"{layout.singles + 1}-{last}"}
    if form in ("csv", "xlsx"):
        common = {"titles": "第{n}题", "coding": "letters", "options": LETTERS}
        return [one | common | {"multi": layout.many}, more | common | {"multiple": True, "multi": layout.many}]
    places = _places(layout)
    first = max(place["at"] + place["length"] for place in places.values()) if form == "txt" else 1
    column = {} if form == "txt" else {"titles": "KGT"}
    letter = {"coding": "letter", "options": LETTERS, "blank": layout.blank.strip(), "multi": layout.many}
    mask = {"coding": "mask", "options": LETTERS, "multiple": True, "order": "low"}
    return [one | column | {"at": first} | letter, more | column | {"at": first + layout.singles} | mask]
