"""IPP messages as they travel (RFC 8010): groups of named, typed values, before the document.

Strict: a length that does not fit raises; nothing is guessed. Texts are UTF-8; a byte that is none becomes U+FFFD.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

CONTENT_TYPE = "application/ipp"
DEPTH = 16  # collections within collections that a message may have

# Delimiters of groups
OPERATION, JOB, END, PRINTER, UNSUPPORTED = 0x01, 0x02, 0x03, 0x04, 0x05
# Value tags
UNSUPPORTED_VALUE, UNKNOWN, NO_VALUE = 0x10, 0x12, 0x13
INTEGER, BOOLEAN, ENUM = 0x21, 0x22, 0x23
OCTETS, DATE_TIME, RESOLUTION, RANGE, BEGIN_COLLECTION = 0x30, 0x31, 0x32, 0x33, 0x34
TEXT_IN, NAME_IN, END_COLLECTION = 0x35, 0x36, 0x37
TEXT, NAME, KEYWORD, URI, URI_SCHEME = 0x41, 0x42, 0x44, 0x45, 0x46
CHARSET, LANGUAGE, MIME_TYPE, MEMBER_NAME = 0x47, 0x48, 0x49, 0x4A

STRINGS = frozenset({TEXT, NAME, KEYWORD, URI, URI_SCHEME, CHARSET, LANGUAGE, MIME_TYPE})
OUT_OF_BAND = frozenset(range(0x10, 0x20))
LAST_DELIMITER = 0x0F
EXTENSION = 0x7F


class BadMessage(ValueError):
    """The bytes are no IPP message, or end too early."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Dots per unit across and along the feed; ``units`` 3 is per inch, 4 per centimetre."""

    across: int
    along: int
    units: int = 3


@dataclass(frozen=True, slots=True)
class Range:
    """Whole numbers from ``lower`` to ``upper``, both included."""

    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class Localised:
    """A text or name with the language it is in."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value and its tag; ``data`` is what the tag says: int, bool, str, bytes, a collection's mapping or None."""

    tag: int
    data: Any


Attributes = Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Group:
    """Attributes of one kind: of the operation, of a job, of the printer."""

    tag: int
    attributes: Attributes


@dataclass(frozen=True, slots=True)
class Message:
    """A request (``code`` is the operation) or an answer (``code`` is the status); ``data`` is the document."""

    code: int
    request_id: int
    groups: tuple[Group, ...]
    version: tuple[int, int] = (2, 0)
    data: bytes = field(default=b"", repr=False)

    def group(self, tag: int) -> Attributes:
        """Return the attributes of the first group of a kind; empty where there is none."""
        return next((group.attributes for group in self.groups if group.tag == tag), {})

    def every(self, tag: int) -> list[Attributes]:
        """Return the attributes of each group of a kind, in order: one for each job listed."""
        return [group.attributes for group in self.groups if group.tag == tag]


def integer(*values: int) -> tuple[Value, ...]:
    """Write whole numbers."""
    return tuple(Value(INTEGER, value) for value in values)


def keyword(*values: str) -> tuple[Value, ...]:
    """Write keywords."""
    return tuple(Value(KEYWORD, value) for value in values)


def of(tag: int, value: Any) -> tuple[Value, ...]:
    """Write one value of a tag."""
    return (Value(tag, value),)


def encode(message: Message) -> bytes:
    """Return the bytes of a message.

    Raises:
        BadMessage: a value is too long, or not of its tag.
    """
    out = [struct.pack(">BBHi", *message.version, message.code, message.request_id)]
    for group in message.groups:
        out.append(bytes([group.tag]))
        for name, values in group.attributes.items():
            out += _attribute(name.encode(), values, 0)
    return b"".join([*out, bytes([END]), message.data])


def _attribute(name: bytes, values: tuple[Value, ...], depth: int) -> Iterator[bytes]:
    if not values:
        raise BadMessage(f"{name!r} has no value")
    for place, value in enumerate(values):
        yield from _value(name if place == 0 else b"", value, depth)


def _value(name: bytes, value: Value, depth: int) -> Iterator[bytes]:
    if value.tag != BEGIN_COLLECTION:
        yield bytes([value.tag]) + _counted(name) + _counted(_written(value))
        return
    if depth >= DEPTH:
        raise BadMessage("collections too deep")
    yield bytes([BEGIN_COLLECTION]) + _counted(name) + _counted(b"")
    for member, values in value.data.items():
        yield bytes([MEMBER_NAME]) + _counted(b"") + _counted(member.encode())
        for one in values:
            yield from _value(b"", one, depth + 1)
    yield bytes([END_COLLECTION]) + _counted(b"") + _counted(b"")


def _counted(data: bytes) -> bytes:
    if len(data) > 0x7FFF:
        raise BadMessage("too long")
    return struct.pack(">H", len(data)) + data


def _written(value: Value) -> bytes:
    tag, data = value.tag, value.data
    try:
        if tag in STRINGS:
            return bytes(data.encode())
        if tag in FIXED:
            return bytes(FIXED[tag][0](data))
        if tag in (TEXT_IN, NAME_IN):
            return _counted(data.language.encode()) + _counted(data.text.encode())
        return b"" if tag in OUT_OF_BAND else bytes(data)
    except (struct.error, AttributeError, TypeError, ValueError) as error:
        raise BadMessage(f"{data!r} is not of tag {tag:#04x}") from error


def _write_time(moment: datetime) -> bytes:
    shift = moment.utcoffset()
    if shift is None:
        raise ValueError("a time needs its zone")
    minutes = round(shift.total_seconds() / 60)
    sign, (hours, rest) = ("-" if minutes < 0 else "+"), divmod(abs(minutes), 60)
    tenths = moment.microsecond // 100_000
    parts = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second, tenths)
    return struct.pack(">HBBBBBBcBB", *parts, sign.encode(), hours, rest)


def _read_time(data: bytes) -> datetime:
    year, month, day, hour, minute, second, tenths, sign, hours, rest = struct.unpack(">HBBBBBBcBB", data)
    if sign not in (b"+", b"-"):
        raise ValueError("a time's zone has no sign")
    shift = timedelta(hours=hours, minutes=rest)
    zone = timezone(-shift if sign == b"-" else shift)
    return datetime(year, month, day, hour, minute, min(second, 59), tenths * 100_000, zone)


#: Tags of a fixed length: how they are written, how long they are, how they are read.
FIXED: Mapping[int, tuple[Any, int, Any]] = {
    INTEGER: (lambda number: struct.pack(">i", number), 4, lambda data: struct.unpack(">i", data)[0]),
    ENUM: (lambda number: struct.pack(">i", number), 4, lambda data: struct.unpack(">i", data)[0]),
    BOOLEAN: (lambda truth: bytes([bool(truth)]), 1, lambda data: data != b"\x00"),
    DATE_TIME: (_write_time, 11, _read_time),
    RESOLUTION: (
        lambda dots: struct.pack(">iib", dots.across, dots.along, dots.units),
        9,
        lambda data: Resolution(*struct.unpack(">iib", data)),
    ),
    RANGE: (
        lambda span: struct.pack(">ii", span.lower, span.upper),
        8,
        lambda data: Range(*struct.unpack(">ii", data)),
    ),
}


class _Bytes:
    """A message's bytes, read once from front to back."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, size: int) -> bytes:
        end = self.at + size
        if end > len(self.data):
            raise BadMessage("the message ends too early")
        taken = self.data[self.at : end]
        self.at = end
        return taken

    def byte(self) -> int:
        return self.take(1)[0]

    def counted(self) -> bytes:
        (size,) = struct.unpack(">H", self.take(2))
        return self.take(size)


def decode(data: bytes) -> Message:
    """Read a message.

    Raises:
        BadMessage: the bytes are no message.
    """
    rest = _Bytes(data)
    major, minor, code, request_id = struct.unpack(">BBHi", rest.take(8))
    groups = []
    tag = rest.byte()
    while tag != END:
        if tag > LAST_DELIMITER or tag == 0:
            raise BadMessage(f"{tag:#04x} begins no group")
        attributes, following = _attributes(rest)
        groups.append(Group(tag, attributes))
        tag = following
    return Message(code, request_id, tuple(groups), (major, minor), data[rest.at :])


def _attributes(rest: _Bytes) -> tuple[Attributes, int]:
    """Read the attributes of a group, and the delimiter that ends it."""
    found: dict[str, tuple[Value, ...]] = {}
    current: str | None = None
    while (tag := rest.byte()) > LAST_DELIMITER:
        name, value = _text(rest.counted()), _read(tag, rest, 0)
        if name:
            current = name
            found[current] = (value,)  # a name twice in a group is no IPP; the later one stands
        elif current is None:
            raise BadMessage("a further value before any attribute")
        else:
            found[current] += (value,)
    return found, tag


def _read(tag: int, rest: _Bytes, depth: int) -> Value:
    data = rest.counted()
    if tag == BEGIN_COLLECTION:
        if data:
            raise BadMessage("a collection begins with bytes")
        return Value(tag, _collection(rest, depth + 1))
    if tag in (END_COLLECTION, MEMBER_NAME, EXTENSION):
        raise BadMessage(f"{tag:#04x} stands where a value should")
    return Value(tag, _data(tag, data))


def _collection(rest: _Bytes, depth: int) -> Attributes:
    if depth > DEPTH:
        raise BadMessage("collections too deep")
    found: dict[str, tuple[Value, ...]] = {}
    current: str | None = None
    while (tag := rest.byte()) != END_COLLECTION:
        if tag <= LAST_DELIMITER or rest.counted():
            raise BadMessage("a collection does not end")
        if tag == MEMBER_NAME:
            current = _text(rest.counted())
            found[current] = ()
        elif current is None:
            raise BadMessage("a member without a name")
        else:
            found[current] += (_read(tag, rest, depth),)
    if rest.counted() or rest.counted():
        raise BadMessage("a collection ends with bytes")
    return found


def _data(tag: int, data: bytes) -> Any:
    if tag in STRINGS:
        return _text(data)
    if tag in FIXED:
        _, size, read = FIXED[tag]
        if len(data) != size:
            raise BadMessage(f"tag {tag:#04x} has {len(data)} bytes, not {size}")
        try:
            return read(data)
        except (ValueError, OverflowError) as error:
            raise BadMessage(str(error)) from error
    if tag in (TEXT_IN, NAME_IN):
        inner = _Bytes(data)
        read_ = Localised(_text(inner.counted()), _text(inner.counted()))
        if inner.at != len(data):
            raise BadMessage("a text with language has bytes left over")
        return read_
    return None if tag in OUT_OF_BAND else data


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def first(attributes: Attributes, name: str) -> Any:
    """Return the first value of an attribute as plain data (texts without their language), or None."""
    values = every(attributes, name)
    return values[0] if values else None


def every(attributes: Attributes, name: str) -> list[Any]:
    """Return the values of an attribute as plain data; empty where there is none or it has no value."""
    plain = [value.data for value in attributes.get(name, ()) if value.data is not None]
    return [value.text if isinstance(value, Localised) else value for value in plain]
