"""IPP messages, against bytes written by hand from RFC 8010 and against any message there can be."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing import ipp
from printing.ipp import Group, Localised, Message, Range, Resolution, Value

#: A Print-Job request as RFC 8010 A.1 lays it out: each length is written out, none is computed.
PRINT_JOB = (
    b"\x01\x01\x00\x02\x00\x00\x00\x01"
    b"\x01"
    b"\x47\x00\x12attributes-charset\x00\x05utf-8"
    b"\x48\x00\x1battributes-natural-language\x00\x05en-us"
    b"\x45\x00\x0bprinter-uri\x00\x15ipp://printer.example"
    b"\x42\x00\x08job-name\x00\x06foobar"
    b"\x22\x00\x16ipp-attribute-fidelity\x00\x01\x01"
    b"\x02"
    b"\x21\x00\x06copies\x00\x04\x00\x00\x00\x14"
    b"\x44\x00\x05sides\x00\x13two-sided-long-edge"
    b"\x03"
    b"%!PDF..."
)
#: media-col with media-size (A4) inside, a list of two keywords, a resolution, a range, no value.
PRINTER = (
    b"\x02\x00\x00\x00\x00\x00\x00\x2a"
    b"\x01"
    b"\x47\x00\x12attributes-charset\x00\x05utf-8"
    b"\x04"
    b"\x34\x00\x09media-col\x00\x00"
    b"\x4a\x00\x00\x00\x0amedia-size"
    b"\x34\x00\x00\x00\x00"
    b"\x4a\x00\x00\x00\x0bx-dimension"
    b"\x21\x00\x00\x00\x04\x00\x00\x52\x08"
    b"\x4a\x00\x00\x00\x0by-dimension"
    b"\x21\x00\x00\x00\x04\x00\x00\x74\x04"
    b"\x37\x00\x00\x00\x00"
    b"\x4a\x00\x00\x00\x0amedia-type"
    b"\x44\x00\x00\x00\x0astationery"
    b"\x37\x00\x00\x00\x00"
    b"\x44\x00\x0fsides-supported\x00\x09one-sided"
    b"\x44\x00\x00\x00\x13two-sided-long-edge"
    b"\x32\x00\x1aprinter-resolution-default\x00\x09\x00\x00\x01\x2c\x00\x00\x02\x58\x03"
    b"\x33\x00\x10copies-supported\x00\x08\x00\x00\x00\x01\x00\x00\x00\x63"
    b"\x13\x00\x14printer-geo-location\x00\x00"
    b"\x31\x00\x14printer-current-time\x00\x0b\x07\xea\x0b\x16\x08\x1e\x05\x03+\x08\x00"
    b"\x35\x00\x0cprinter-info\x00\x0e\x00\x05zh-cn\x00\x05\xe7\x94\xb2 1"
    b"\x23\x00\x0dprinter-state\x00\x04\x00\x00\x00\x05"
    b"\x03"
)


def test_a_request_from_the_standard_is_read():
    read = ipp.decode(PRINT_JOB)
    assert (read.version, read.code, read.request_id, read.data) == ((1, 1), 2, 1, b"%!PDF...")
    assert ipp.first(read.group(ipp.OPERATION), "job-name") == "foobar"
    assert ipp.first(read.group(ipp.OPERATION), "ipp-attribute-fidelity") is True
    assert ipp.first(read.group(ipp.JOB), "copies") == 20
    assert ipp.every(read.group(ipp.JOB), "sides") == ["two-sided-long-edge"]


def test_a_printers_answer_with_collections_is_read():
    said = ipp.decode(PRINTER).group(ipp.PRINTER)
    media = ipp.first(said, "media-col")
    size = ipp.first(media, "media-size")
    assert (ipp.first(size, "x-dimension"), ipp.first(size, "y-dimension")) == (21000, 29700)
    assert ipp.first(media, "media-type") == "stationery"
    assert ipp.every(said, "sides-supported") == ["one-sided", "two-sided-long-edge"]
    assert ipp.first(said, "printer-resolution-default") == Resolution(300, 600, 3)
    assert ipp.first(said, "copies-supported") == Range(1, 99)
    assert ipp.first(said, "printer-geo-location") is None
    zone = timezone(timedelta(hours=8))
    assert ipp.first(said, "printer-current-time") == datetime(2026, 11, 22, 8, 30, 5, 300_000, zone)
    assert ipp.first(said, "printer-info") == "甲 1"
    assert ipp.first(said, "printer-state") == 5


@pytest.mark.parametrize("written", [PRINT_JOB, PRINTER], ids=["request", "answer"])
def test_what_was_read_is_written_byte_for_byte(written):
    assert ipp.encode(ipp.decode(written)) == written


@pytest.mark.parametrize("written", [PRINT_JOB, PRINTER], ids=["request", "answer"])
def test_a_message_cut_anywhere_before_its_end_is_refused(written):
    whole = len(written) - len(ipp.decode(written).data)
    for end in range(whole):
        with pytest.raises(ipp.BadMessage):
            ipp.decode(written[:end])


HEAD = b"\x02\x00\x00\x00\x00\x00\x00\x01"


@pytest.mark.parametrize(
    "body",
    [
        b"\x00\x03",
        b"\x21\x00\x01a\x00\x04\x00\x00\x00\x01\x03",
        b"\x01\x21\x00\x01a\x00\x02\x00\x01\x03",
        b"\x01\x22\x00\x01a\x00\x02\x00\x01\x03",
        b"\x01\x33\x00\x01a\x00\x04\x00\x00\x00\x01\x03",
        b"\x01\x31\x00\x01a\x00\x0b\x07\xea\x0d\x16\x08\x1e\x05\x03+\x08\x00\x03",
        b"\x01\x31\x00\x01a\x00\x0b\x07\xea\x0b\x16\x08\x1e\x05\x03*\x08\x00\x03",
        b"\x01\x44\x00\x00\x00\x01a\x03",
        b"\x01\x44\xff\xff\x00\x01a\x03",
        b"\x01\x35\x00\x01a\x00\x04\x00\x09ab\x03",
        b"\x01\x35\x00\x01a\x00\x06\x00\x00\x00\x01ab\x03",
        b"\x01\x34\x00\x01a\x00\x01x\x37\x00\x00\x00\x00\x03",
        b"\x01\x34\x00\x01a\x00\x00\x03",
        b"\x01\x34\x00\x01a\x00\x00\x44\x00\x00\x00\x01a\x37\x00\x00\x00\x00\x03",
        b"\x01\x34\x00\x01a\x00\x00\x37\x00\x00\x00\x01a\x03",
        b"\x01\x37\x00\x01a\x00\x00\x03",
        b"\x01\x4a\x00\x01a\x00\x01b\x03",
        b"\x01\x7f\x00\x01a\x00\x04\x00\x00\x00\x01\x03",
        b"\x01" + b"\x34\x00\x01a\x00\x00" + b"\x4a\x00\x00\x00\x01b\x34\x00\x00\x00\x00" * 40,
    ],
)
def test_a_length_or_tag_that_does_not_fit_is_refused(body):
    with pytest.raises(ipp.BadMessage):
        ipp.decode(HEAD + body)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_refused(data):
    try:
        read = ipp.decode(data)
    except ipp.BadMessage:
        return
    ipp.encode(read)


@given(st.integers(0, len(PRINTER) - 1), st.integers(0, 255))
def test_a_byte_changed_anywhere_never_breaks_the_reader(place, byte):
    changed = bytearray(PRINTER)
    changed[place] = byte
    try:
        ipp.decode(bytes(changed))
    except ipp.BadMessage:
        return


WHOLE = st.integers(-(2**31), 2**31 - 1)
TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
PLAIN = st.one_of(
    st.builds(Value, st.sampled_from([ipp.INTEGER, ipp.ENUM]), WHOLE),
    st.builds(Value, st.just(ipp.BOOLEAN), st.booleans()),
    st.builds(Value, st.sampled_from(sorted(ipp.STRINGS)), TEXT),
    st.builds(Value, st.just(ipp.OCTETS), st.binary(max_size=20)),
    st.builds(Value, st.just(ipp.RESOLUTION), st.builds(Resolution, WHOLE, WHOLE, st.integers(3, 4))),
    st.builds(Value, st.just(ipp.RANGE), st.builds(Range, WHOLE, WHOLE)),
    st.builds(Value, st.sampled_from([ipp.TEXT_IN, ipp.NAME_IN]), st.builds(Localised, TEXT, TEXT)),
    st.builds(Value, st.sampled_from([ipp.UNKNOWN, ipp.NO_VALUE]), st.none()),
    st.builds(
        Value,
        st.just(ipp.DATE_TIME),
        st.datetimes(min_value=datetime(1, 1, 2), timezones=st.just(UTC)).map(  # noqa: DTZ001 - hypothesis adds the zone
            lambda moment: moment.replace(microsecond=moment.microsecond // 100_000 * 100_000)
        ),
    ),
)
NAMES = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=20)


def collected(values):
    members = st.dictionaries(NAMES, st.lists(values, min_size=1, max_size=2).map(tuple), max_size=3)
    return st.builds(Value, st.just(ipp.BEGIN_COLLECTION), members)


VALUES = st.recursive(PLAIN, collected, max_leaves=6)
GROUPS = st.builds(
    Group,
    st.sampled_from([ipp.OPERATION, ipp.JOB, ipp.PRINTER, ipp.UNSUPPORTED]),
    st.dictionaries(NAMES, st.lists(VALUES, min_size=1, max_size=3).map(tuple), max_size=4),
)
MESSAGES = st.builds(
    Message,
    st.integers(0, 0xFFFF),
    WHOLE,
    st.lists(GROUPS, max_size=3).map(tuple),
    st.tuples(st.integers(0, 255), st.integers(0, 255)),
    st.binary(max_size=50),
)


@given(MESSAGES)
def test_every_message_is_read_as_it_was_written(message):
    assert ipp.decode(ipp.encode(message)) == message


@pytest.mark.parametrize(
    "value",
    [
        Value(ipp.INTEGER, 2**31),
        Value(ipp.INTEGER, "1"),
        Value(ipp.KEYWORD, 7),
        Value(ipp.RANGE, 3),
        Value(ipp.DATE_TIME, datetime(2026, 11, 22)),  # noqa: DTZ001 - no zone is the point
        Value(ipp.NAME, "x" * 40_000),
    ],
)
def test_a_value_that_is_not_of_its_tag_is_not_written(value):
    with pytest.raises(ipp.BadMessage):
        ipp.encode(Message(2, 1, (Group(ipp.OPERATION, {"a": (value,)}),)))


def test_an_attribute_without_a_value_is_not_written():
    with pytest.raises(ipp.BadMessage):
        ipp.encode(Message(2, 1, (Group(ipp.OPERATION, {"a": ()}),)))
