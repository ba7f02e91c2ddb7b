"""Schemes written as YAML: the same columns as keys, and a row for each item, numbered by the line it begins in.

What holds for a whole scheme is written once above its items; from here on it is checked as any table is.
"""

from collections.abc import Iterator, Mapping

from formats.document import Document, Path, Value, first_key, read_document, written
from formats.encoding import text_of
from formats.table import COLUMN_LIMIT, Table
from formats.unreadable import Unreadable, Words

KIND: Words = ("评分方案文件", "file of schemes")
ROOTS = ("schemes", "评分方案")
ITEMS = ("items", "项目")


def holds_schemes(data: bytes) -> bool:
    """Tell whether a YAML file holds schemes, by its first key; nothing is raised."""
    try:
        return first_key(text_of(data)) in ROOTS
    except Unreadable:
        return False


def scheme_table(data: bytes) -> Table:
    """Return the items of a YAML file as the rows of a table, below a header in row 1.

    Raises:
        Unreadable: with the row ``yaml-broken`` (no list of schemes with items, or a value that is none),
            ``key-twice``, ``key-same`` (a key under both its names), ``key-astray`` (one that is no scheme's) and
            ``items-none``; and those of ``read_document`` and ``text_of``.
    """
    document = read_document(text_of(data), KIND)
    root = _root(document)
    found = list(_items(document, root))
    titles = tuple(dict.fromkeys(title for _, item in found for title in item))[:COLUMN_LIMIT]
    rows: list[tuple[str, ...]] = [titles]
    for path, item in found:
        rows += [()] * ((document.line(path) or 0) - len(rows) - 1)
        rows.append(tuple(item.get(title, "") for title in titles))
    return Table(None, tuple(rows) if found else ())


def _root(document: Document) -> str:
    """Return the one key at the top; whatever else stands there, or stands twice, would be lost without a word."""
    for path in document.twice:
        raise Unreadable("key-twice", row=document.line(path), key=written(path))
    root = _only(document, document.value, ROOTS, ())
    for key in document.value:
        if key != root:
            raise Unreadable("key-astray", row=document.line((key,)), key=key)
    return root


def _only(document: Document, values: Mapping[str, Value], names: tuple[str, ...], path: Path) -> str:
    """Return the name under which a key stands that has several, the first where it stands under none."""
    there = [name for name in values if name in names]
    if len(there) > 1:
        row = document.line((*path, there[1]))
        raise Unreadable("key-same", row=row, key=written((*path, there[1])), other=there[0])
    return there[0] if there else names[0]


def _items(document: Document, root: str) -> Iterator[tuple[Path, dict[str, str]]]:
    """Return every item with what holds for its scheme."""
    for number, scheme in enumerate(_list(document, document.value.get(root), (root,)), start=1):
        above = {key: value for key, value in scheme.items() if key not in ITEMS}
        below = _only(document, scheme, ITEMS, (root, number))
        path: Path = (root, number, below)
        of_all = _plain(document, above, (root, number))
        items = _list(document, scheme.get(below), path)
        if not items:
            raise Unreadable("items-none", row=document.line(path), key=written(path))
        for place, item in enumerate(items, start=1):
            yield (*path, place), of_all | _plain(document, item, (*path, place))


def _list(document: Document, value: Value | None, path: Path) -> list[dict[str, Value]]:
    if not isinstance(value, list):
        raise _broken(document, path)
    for place, one in enumerate(value, start=1):
        if not isinstance(one, dict):
            raise _broken(document, (*path, place))
    return [one for one in value if isinstance(one, dict)]


def _plain(document: Document, values: Mapping[str, Value], path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in values.items():
        if not isinstance(value, str):
            raise _broken(document, (*path, key))
        found[key] = value
    return found


def _broken(document: Document, path: Path) -> Unreadable:
    return Unreadable("yaml-broken", row=document.line(path) or 1)
