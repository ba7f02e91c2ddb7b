"""Photos as phones take them, and files that are no photos."""

import io
import json
import struct
import subprocess
import sys
import zlib

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from decoding import photo
from tests.examples import examples
from tests.kiosk.film import held_up, nobody

TEXT = "KW1:" + "7Z%Q+" * 36


def file_of(picture, kind="JPEG", **options):
    """A picture (BGR) as a file."""
    out = io.BytesIO()
    Image.fromarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)).save(out, kind, **options)
    return out.getvalue()


def grown(picture, times):
    return cv2.resize(picture, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC)


@pytest.mark.parametrize("kind", photo.FORMATS)
def test_a_photo_of_a_badge_is_read(kind):
    assert photo.read(file_of(held_up(TEXT), kind)) == [TEXT]


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_it_is_read_however_the_phone_was_held(turns):
    assert photo.read(file_of(np.ascontiguousarray(np.rot90(held_up(TEXT), turns)))) == [TEXT]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_is_read_however_the_file_says_the_phone_was_held(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert photo.read(file_of(held_up(TEXT), exif=exif)) == [TEXT]


def test_a_photo_of_eleven_million_pixels_is_read():
    large = grown(held_up(TEXT), 6)
    assert large.shape[0] * large.shape[1] > 9_000_000
    assert photo.read(file_of(large)) == [TEXT]


def test_a_blurred_badge_is_read_at_the_second_look():
    assert photo.read(file_of(held_up(TEXT, pixels=2.6, blur=1.3), quality=95)) == [TEXT]


def test_a_photo_without_a_badge_holds_none():
    assert photo.read(file_of(nobody())) == []


def test_codes_that_are_no_badges_are_nobodys():
    assert photo.read(file_of(held_up("https://example.org/" + "A" * 100))) == []


def bomb(width, height):
    """A small PNG that says it holds very many pixels."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    row = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", row) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (100_000, 10), (6000, 5000)])
def test_a_picture_that_would_fill_the_memory_is_not_unpacked(size):
    with pytest.raises(photo.TooLarge):
        photo.read(bomb(*size))


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", b"\xff\xd8\xff", b"<svg/>", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, bomb(100, 100)[:60]],
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(photo.NotAPicture):
        photo.read(data)


@settings(max_examples=examples(30), deadline=None)
@given(st.integers(0, 4000), st.binary(min_size=1, max_size=40))
def test_a_damaged_photo_is_read_refused_or_empty_and_nothing_else(place, junk):
    whole = file_of(cv2.resize(held_up(TEXT), (320, 240)))
    place %= len(whole)
    try:
        found = photo.read(whole[:place] + junk + whole[place + len(junk) :])
    except (photo.NotAPicture, photo.TooLarge):
        return
    assert all(text.startswith("KW1:") for text in found)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (file_of(held_up(TEXT)), {"texts": [TEXT]}),
        (b"nothing", {"problem": "not-a-picture"}),
        (bomb(60_000, 60_000), {"problem": "too-large"}),
    ],
)
def test_the_program_says_what_it_found(data, said):
    done = subprocess.run([sys.executable, "-m", "decoding"], input=data, capture_output=True, check=True)
    assert json.loads(done.stdout) == said
