"""What may be begun and appended; see the tus protocol 1.0.0 for the words."""

import base64
import string
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import upload as rules
from server.domain.refusal import Refusal
from server.domain.upload import GIB, KEPT, MOST, OPEN, PACE, RESERVE, Stock, Upload

NOW = datetime(2026, 6, 20, 8, 0, tzinfo=UTC)
FILM = Upload("a" * 32, "d1", 100, 40, "", "open", None, "2026-06-20T08:00:00.000Z", "2026-06-20T08:00:00.000Z")
LIVE = replace(FILM, length=None)


def refused(code, rule, *said):
    with pytest.raises(Refusal) as refusal:
        rule(*said)
    assert refusal.value.code == code
    for language in ("zh", "en"):
        assert refusal.value.said(language)["fix"]


def outcome(rule, *said):
    """Return the code with which a rule says no, or None."""
    try:
        rule(*said)
    except Refusal as refusal:
        return refusal.code
    return None


def test_bytes_go_on_where_the_last_ones_ended_and_only_there():
    assert rules.room_for(FILM, 40, None) == (60, 100)
    refused("offset-differs", rules.room_for, FILM, 39, None)
    refused("offset-differs", rules.room_for, FILM, 41, None)
    refused("bad-request", rules.room_for, FILM, None, None)


@pytest.mark.parametrize(("said", "place"), [
    ({"plan": "2110", "session": "理论"}, (2110, "理论")),
    ({"plan": "2110"}, (2110, None)),
    ({"session": "S1"}, None), ({"plan": "all"}, None), ({"plan": "9" * 16}, None), ({}, None),
])  # fmt: skip
def test_an_upload_may_say_of_which_plan_and_session_it_is(said, place):
    told = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in said.items())
    assert replace(FILM, metadata=told).place == place


def test_a_length_is_told_once():
    assert rules.room_for(LIVE, 40, None) == (MOST - 40, None)
    assert rules.room_for(LIVE, 40, 40) == (0, 40)
    assert rules.room_for(FILM, 40, 100) == (60, 100)
    refused("bad-request", rules.room_for, FILM, 40, 101)
    refused("bad-request", rules.room_for, LIVE, 40, 39)
    refused("upload-too-large", rules.room_for, LIVE, 40, MOST + 1)


@given(st.integers(0, 200), st.none() | st.integers(0, 200), st.integers(0, 200), st.none() | st.integers(0, 200))
def test_no_sequence_of_parts_ever_grows_an_upload_beyond_its_length(offset, length, given_, told):
    upload = replace(LIVE, length=length, offset=min(offset, length if length is not None else offset))
    try:
        room, after = rules.room_for(upload, given_, told)
    except Refusal:
        return
    assert given_ == upload.offset
    assert room >= 0
    assert length in (None, after)
    assert after is None or upload.offset + room == after


def test_a_length_is_said_or_promised_never_both():
    assert rules.length_of("5", None) == 5
    assert rules.length_of("0", None) == 0
    assert rules.length_of(None, "1") is None
    for length, deferred in (
        (None, None),
        ("5", "1"),
        (None, "0"),
        ("", None),
        ("٥", None),
        ("1e3", None),
        ("-1", None),
    ):
        refused("bad-request", rules.length_of, length, deferred)
    refused("upload-too-large", rules.length_of, str(MOST + 1), None)


def test_a_device_has_so_many_under_way_begins_so_many_a_minute_and_leaves_room_for_facts():
    plenty = RESERVE + 5 * GIB
    rules.may_begin(5 * GIB, Stock(OPEN - 1, PACE - 1, plenty))
    rules.may_begin(None, Stock(0, 0, RESERVE))
    refused("too-many-uploads", rules.may_begin, 1, Stock(OPEN, 0, plenty))
    refused("uploads-too-fast", rules.may_begin, 1, Stock(0, PACE, plenty))
    refused("disk-full", rules.may_begin, 5 * GIB + 1, Stock(0, 0, plenty))
    refused("disk-full", rules.may_begin, None, Stock(0, 0, RESERVE - 1))


KEYS = st.text(sorted(set(map(chr, range(0x21, 0x7F))) - {","}), min_size=1, max_size=20)


@given(st.dictionaries(KEYS, st.binary(max_size=60), max_size=8))
def test_metadata_are_read_as_they_were_written(said):
    text = ",".join(f"{key} {base64.b64encode(value).decode()}" for key, value in said.items())
    assert rules.metadata_of(text) == said


def test_a_key_needs_no_value():
    assert rules.metadata_of("live,filename YS53ZWJt") == {"live": b"", "filename": b"a.webm"}


@given(st.text(max_size=80))
def test_whatever_is_said_is_read_or_refused(text):
    assert outcome(rules.metadata_of, text) in ("bad-request", None)


@given(st.text(string.printable, max_size=60))
def test_a_checksum_is_a_sha_256_a_sha_1_or_refused(text):
    assert outcome(rules.checksum_of, text) == "bad-request" or rules.checksum_of(text).algorithm in ("sha256", "sha1")


@pytest.mark.parametrize("length", [1, 20, 32, 40])
@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_digest_of_any_length_is_compared(algorithm, length):
    said = f"{algorithm} {base64.b64encode(bytes(length)).decode()}"
    assert rules.checksum_of(said) == rules.Checksum(algorithm, bytes(length))
    assert outcome(rules.checksum_of, algorithm) == outcome(rules.checksum_of, f"{algorithm} ") == "bad-request"


@pytest.mark.parametrize("digits", ["9" * 12, "9" * 18, "9" * 19, "9" * 5000])
def test_however_many_digits_a_length_has_it_is_too_large_and_an_offset_another_one(digits):
    assert outcome(rules.length_of, digits, None) == "upload-too-large"
    assert outcome(rules.room_for, FILM, rules.natural(digits, "Upload-Offset"), None) == "offset-differs"
    assert rules.natural("0" * 30 + "7", "Upload-Offset") == 7


def test_uploads_are_not_joined_from_others():
    assert outcome(rules.whole, None) is None
    assert outcome(rules.whole, "partial") == outcome(rules.whole, "final;/a /b") == "no-concatenation"


def test_an_upload_is_thrown_away_three_days_after_its_last_bytes_but_never_a_complete_one():
    assert not rules.expired(FILM, NOW + KEPT - timedelta(seconds=1))
    assert rules.expired(FILM, NOW + KEPT)
    assert not rules.expired(replace(FILM, state="complete"), NOW + 2 * KEPT)
