"""Files of records that devices exported, whole and not."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.queue_file import FORMAT, of_hub, read
from server.domain.refusal import Refusal

RECORD = {"fact": {"id": "a", "device_seq": 1, "body": {"place": '东门 {"fact": ['}}, "sig": "s", "acted": True}
RECORDS = [RECORD | {"fact": RECORD["fact"] | {"device_seq": number}} for number in range(1, 6)]
HEAD = {"format": FORMAT, "device": "d5", "name": "东门手机", "origin": "kaowu/1", "made": "2026-11-22T09:00:00+08:00"}


def text_of(records=RECORDS, indent=None, **head):
    return json.dumps({**HEAD, **head, "checkpoint": None, "facts": records}, ensure_ascii=False, indent=indent)


def code(data):
    with pytest.raises(Refusal) as refused:
        read(data)
    return refused.value.code


@pytest.mark.parametrize("indent", [None, 2])
def test_a_whole_file_gives_its_records_in_order(indent):
    file = read(text_of(indent=indent).encode())
    assert (file.device, file.name, file.origin, file.damaged) == ("d5", "东门手机", "kaowu/1", False)
    assert list(file.records) == RECORDS


def test_a_byte_order_mark_does_no_harm():
    assert list(read(b"\xef\xbb\xbf" + text_of().encode()).records) == RECORDS


@pytest.mark.parametrize("indent", [None, 2])
def test_wherever_a_file_was_cut_its_whole_records_are_read(indent):
    data = text_of(indent=indent).encode()
    begin = data.index(b'"facts"') + 12
    for end in range(begin, len(data)):
        file = read(data[:end])
        assert file.damaged
        assert list(file.records) == RECORDS[: len(file.records)]
    assert list(file.records) == RECORDS
    assert file.name == "东门手机"


@settings(deadline=None)
@given(st.data())
def test_a_record_that_was_spoilt_costs_no_other(data):
    text = text_of()
    spoilt = data.draw(st.integers(0, len(RECORDS) - 1))
    begin = text.index(json.dumps(RECORDS[spoilt], ensure_ascii=False))
    text = text[:begin] + '{"fact": oops' + text[begin + len('{"fact": {"id"') :]
    file = read(text.encode())
    assert file.damaged
    others = [record for index, record in enumerate(RECORDS) if index != spoilt]
    assert [record for record in file.records if record in RECORDS] == others


@given(st.binary(max_size=300))
def test_anything_else_is_named_as_no_such_file(data):
    assert code(data) == "queue-not-file"


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"null", b"{}", b'{"facts": []}', b'{"format": 7, "facts": []}', b'{"format": "x", "facts": []}',
     b'{"format": "kaowu-queue-1", "facts": 3}', b'"facts": [', b'{"a": "b", "facts": [', b"[" * 5000,
     b"\xff\xfe{\x00", b"%PDF-1.7 ..."],
)  # fmt: skip
def test_other_files_are_named_as_no_such_file(data):
    assert code(data) == "queue-not-file"


def test_a_newer_form_is_named():
    with pytest.raises(Refusal) as refused:
        read(text_of(format="kaowu-queue-2").encode())
    assert refused.value.said("zh")["says"] == "文件格式是“kaowu-queue-2”，本主机只认识“kaowu-queue-1”"


def test_another_hubs_file_is_named_with_its_device():
    with pytest.raises(Refusal) as refused:
        of_hub(read(text_of().encode()), "kaowu/2")
    assert refused.value.code == "queue-other-hub"
    assert "东门手机" in refused.value.said("zh")["says"]
    of_hub(read(text_of().encode()), "kaowu/1")


def test_names_from_outside_are_short_and_printable():
    file = read(text_of(name="\x1b[31m" + "长" * 500, device=["d5"]).encode())
    assert (file.name, file.device) == ("[31m" + "长" * 56, "")


@pytest.mark.parametrize(("broken", "found"), [(50, 1), (150, 0)])
def test_a_damaged_file_made_to_be_slow_is_given_up_soon(broken, found):
    text = text_of([])[:-2] + '{"fact":[nothing' * broken + json.dumps(RECORD)
    file = read(text.encode())
    assert (len(file.records), file.damaged) == (found, True)


def test_a_record_longer_than_any_is_not_read():
    text = text_of([])[:-2] + json.dumps({"fact": {"id": "a" * 300_000}}) + "," + json.dumps(RECORD) + ","
    assert len(read(text.encode()).records) == 1
