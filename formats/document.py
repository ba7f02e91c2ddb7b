"""YAML text to plain values with the line of each: every scalar stays text, nothing is guessed.

YAML 1.1 would read ``09:00`` as 540 and ``no`` as false; the plan's own rules read the words instead.
"""

from dataclasses import dataclass, field

import yaml

from formats.unreadable import Unreadable, Words

SIZE_LIMIT = 1_000_000  # characters
EVENT_LIMIT = 50_000
DEPTH_LIMIT = 12

Value = str | list["Value"] | dict[str, "Value"]
Path = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """A YAML mapping.

    Attributes:
        value: the mapping; every scalar is text.
        lines: the line (from 1) of each key or item.
        twice: keys that stand twice; the first one's value counts, ``lines`` has the second's line.
    """

    value: dict[str, Value]
    lines: dict[Path, int] = field(default_factory=dict)
    twice: list[Path] = field(default_factory=list)

    def line(self, path: Path) -> int | None:
        """Return the line of ``path``, or of the nearest part above it in the file; None where there is none."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines[path] if path else None


def read_document(text: str, kind: Words) -> Document:
    """Read one YAML mapping; ``kind`` is what such a file is called, for whoever has to mend it.

    Raises:
        Unreadable: ``yaml-broken``, ``yaml-alias`` or ``yaml-complex``, with the row but for a text that is too long.
    """
    if len(text) > SIZE_LIMIT:
        raise Unreadable("yaml-complex", kind=kind)
    try:
        _refuse_hostile(text, kind)
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        raise Unreadable("yaml-broken", row=mark.line + 1 if mark else 1) from wrong
    except (yaml.YAMLError, ValueError) as wrong:
        raise Unreadable("yaml-broken", row=1) from wrong
    if not isinstance(root, yaml.MappingNode):
        raise Unreadable("yaml-broken", row=1)
    document = Document({})
    value = _value(root, (), document)
    document.value = value if isinstance(value, dict) else {}
    return document


def first_key(text: str) -> str | None:
    """Return the first key of a YAML mapping, whatever follows it; None where there is none. Nothing is raised."""
    try:
        for event in yaml.parse(text, Loader=yaml.BaseLoader):
            if isinstance(event, yaml.ScalarEvent):
                return str(event.value)
            if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent | yaml.MappingStartEvent):
                return None
    except (yaml.YAMLError, ValueError):
        return None
    return None


def _refuse_hostile(text: str, kind: Words) -> None:
    """Walk the events, which costs no more than the text's length, before anything is built from them."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.BaseLoader)):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable("yaml-alias", row=_line_of(event), kind=kind)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEPTH_LIMIT or count > EVENT_LIMIT:
            raise Unreadable("yaml-complex", row=_line_of(event), kind=kind)


def _line_of(event: yaml.Event) -> int:
    return 1 if event.start_mark is None else event.start_mark.line + 1


def _value(node: yaml.Node, path: Path, document: Document) -> Value:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, document)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, number), document) for number, item in enumerate(node.value, start=1)]
    return str(node.value).strip()


def _mapping(node: yaml.MappingNode, path: Path, document: Document) -> dict[str, Value]:
    mapping: dict[str, Value] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        below = (*path, key)
        document.lines[below] = key_node.start_mark.line + 1
        if key in mapping:
            document.twice.append(below)
            continue
        mapping[key] = _value(value_node, below, document)
    return mapping


def written(path: Path) -> str:
    """Write a path as people read it: ``sessions[2].starts`` (items count from 1)."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
