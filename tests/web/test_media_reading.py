"""What came is read while it grows and afterwards: by ranges, from where a download broke off, and never run."""

import hashlib
import threading

import pytest

from tests.running import Caller, prepare, serving
from tests.tus import append, create


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    return prepare(tmp_path_factory.mktemp("reading") / "data", staff=1, kinds=("tablet", "phone"))


@pytest.fixture(scope="module")
def served(day):
    with serving(day.data) as running:
        yield running


@pytest.fixture
def phone(served, day):
    return Caller(served.port, day.devices["phone"][0].token)


@pytest.fixture
def chief(served, day):
    return Caller(served.port, day.devices["tablet"][0].token)


def test_a_growing_upload_is_read_by_ranges_and_tells_whether_more_comes(phone, chief):
    place = create(phone)
    append(phone, place, 0, b"0123456789")
    part = chief.get(place, Range="bytes=4-")
    assert (part.status, part.body, part.headers["Content-Range"]) == (206, b"456789", "bytes 4-9/*")
    assert part.headers["Upload-Complete"] == "?0"
    none = chief.get(place, Range="bytes=10-")
    assert (none.status, none.headers["Upload-Offset"]) == (204, "10")
    beyond = chief.get(place, Range="bytes=11-")
    assert (beyond.status, beyond.headers["Content-Range"]) == (416, "bytes */10")
    append(phone, place, 10, b"", Upload_Length="10")
    whole = chief.get(place, Range="bytes=2-3")
    assert (whole.status, whole.body, whole.headers["Content-Range"]) == (206, b"23", "bytes 2-3/10")
    assert whole.headers["Upload-Complete"] == "?1"
    assert chief.get(place, Range="bytes=-3").body == b"789"


@pytest.mark.parametrize(
    ("asked", "status", "told", "body"),
    [
        ("bytes=-3", 206, "bytes 7-9/10", b"789"),
        ("bytes=-10", 206, "bytes 0-9/10", b"0123456789"),
        ("bytes=-100", 206, "bytes 0-9/10", b"0123456789"),
        ("bytes=9-100", 206, "bytes 9-9/10", b"9"),
        ("bytes=10-", 416, "bytes */10", b""),
        ("bytes=12-20", 416, "bytes */10", b""),
        ("bytes=0-1,3-4", 200, None, b"0123456789"),
        ("bytes=5-3", 200, None, b"0123456789"),
        ("lines=1-2", 200, None, b"0123456789"),
    ],
)
def test_any_range_of_a_complete_upload_is_served_or_said_to_be_beyond_it(phone, asked, status, told, body):
    place = create(phone, 10)
    append(phone, place, 0, b"0123456789")
    answer = phone.get(place, Range=asked)
    assert (answer.status, answer.headers["Content-Range"], answer.body) == (status, told, body)


def test_of_nothing_no_range_can_be_served(phone):
    for place in (create(phone), create(phone, 0)):
        assert [phone.get(place, Range=asked).status for asked in ("bytes=-5", "bytes=0-0")] == [416, 416]


def test_a_download_that_broke_off_is_taken_up_only_of_the_same_bytes(phone):
    place = create(phone)
    append(phone, place, 0, b"01234")
    growing = phone.ask("GET", place, None, {"Range": "bytes=2-", "If-Range": '"any"'})
    assert (growing.status, growing.headers["ETag"], growing.body) == (200, None, b"01234")
    append(phone, place, 5, b"56789", Upload_Length="10")
    tag = phone.get(place).headers["ETag"]
    assert tag == f'"{hashlib.sha256(b"0123456789").hexdigest()}"'
    again = phone.ask("GET", place, None, {"Range": "bytes=6-", "If-Range": tag})
    assert (again.status, again.body, again.headers["ETag"]) == (206, b"6789", tag)
    for other in ('"of another file"', f"W/{tag}", "Sat, 29 Oct 1994 19:43:31 GMT"):
        whole = phone.ask("GET", place, None, {"Range": "bytes=6-", "If-Range": other})
        assert (whole.status, whole.body) == (200, b"0123456789")


def test_who_waits_for_more_hears_it_when_it_is_on_disk(phone, chief):
    place = create(phone)
    append(phone, place, 0, b"0123")
    heard = []

    def wait():
        heard.append(chief.ask("GET", place, None, {"Range": "bytes=4-", "Prefer": "wait=20"}))

    waits = threading.Thread(target=wait)
    waits.start()
    assert append(phone, place, 4, b"4567").status == 204
    waits.join(30)
    assert (heard[0].status, heard[0].body) == (206, b"4567")


def test_content_from_outside_is_never_run_or_guessed_at(phone):
    place = create(phone, 25)
    append(phone, place, 0, b"<script>alert(1)</script>")
    said = phone.get(place).headers
    assert said["Content-Type"] == "application/octet-stream"
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert said["Content-Disposition"] == "attachment"
