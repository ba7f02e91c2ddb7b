"""What a file is, by its first bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imaging.kind import HEAD, KINDS, sniff
from tests.imaging import files
from tests.imaging.files import avchd, filmed


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photo_is_known_by_its_bytes(kind):
    assert sniff(files.photo(kind=kind)[:HEAD]).code == kind.lower()


@pytest.mark.parametrize("path", [files.WEBM, files.MP4, files.HEIC], ids=lambda path: path.name)
def test_what_browsers_and_phones_record_is_known(path):
    assert sniff(path.read_bytes()[:HEAD]).suffix == path.suffix


@pytest.mark.parametrize(("name", "code"), [("a.avi", "MJPG"), ("a.mov", "mp4v"), ("a.mp4", "mp4v")])
def test_what_cameras_write_is_known(tmp_path, name, code):
    assert sniff(filmed(tmp_path / name, code).read_bytes()[:HEAD]).code == name[2:]


def test_a_camcorders_stream_is_known_plain_and_with_times(tmp_path):
    stream = filmed(tmp_path / "a.ts", "MPG2").read_bytes()
    assert sniff(stream[:HEAD]).code == sniff(avchd(stream)[:HEAD]).code == "mts"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html><script>",
        b"GIF89a",
        b"PK\x03\x04",
        b"BM" + b"\0" * 60,
        b"II*\0",
        b"RIFF\0\0\0\0WAVEfmt ",
        b"\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska",
        b"\0\0\0\x14ftypM4A \0\0\0\0isom",
        b"\0\0\0\x14ftypcrx \0\0\0\0isom",
        b"#EXTM3U\nfile:///etc/passwd",
    ],
)
def test_everything_else_is_nothing(data):
    assert sniff(data + b"\0" * 200) is None


def test_a_photo_with_a_page_behind_it_is_a_photo():
    assert sniff(files.photo()[:HEAD] + b"<html><script>alert(1)</script>").code == "jpeg"


def test_a_page_with_a_photo_behind_it_is_nothing():
    assert sniff(b"<html>" + files.photo()[: HEAD - 6]) is None


@given(st.binary(max_size=HEAD))
def test_no_bytes_upset_it(data):
    found = sniff(data)
    assert found is None or KINDS[found.code] is found


@given(st.sampled_from([files.WEBM, files.MP4, files.HEIC]), st.integers(0, 64))
def test_a_file_cut_short_is_the_same_kind_or_nothing(path, length):
    whole = path.read_bytes()[:HEAD]
    assert sniff(whole[:length]) in (None, sniff(whole))
