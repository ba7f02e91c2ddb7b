"""Portrait files."""

import io
import struct
import zlib

import pytest
from PIL import Image

from server.domain.imports import Known, check


def picture(width=360, height=480, form="JPEG"):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#DDEEFF").save(out, form)
    return out.getvalue()


def huge_png():
    """A PNG that states 50,000 pixels each way and holds none."""
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize(
    ("name", "data"),
    [("photos/R0001.jpg", picture()), ("photos\\R0001.JPEG", picture()), ("a/photos/R0001.png", picture(form="PNG"))],
)
def test_a_portrait_belongs_to_the_person_it_is_named_by(name, data, known):
    checked = check(name, data, known)
    assert (checked.kind, checked.plan, checked.errors) == ("portraits", 20261122, ())
    assert checked.rows == ({"owner": "R0001"},)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("photos/R1.jpg", b"", "file-empty"),
        ("photos/R1.jpg", b"no picture", "portrait-form"),
        ("photos/R1.jpg", picture()[:10], "portrait-form"),
        ("photos/R1.jpg", picture(form="GIF"), "portrait-form"),
        ("photos/王五.jpg", picture(), "portrait-name"),
        ("photos/R1.jpg", picture(119, 480), "portrait-size"),
        ("photos/R1.png", huge_png(), "portrait-form"),
    ],
)
def test_what_is_no_portrait_is_refused_by_its_own_name(name, data, code):
    checked = check(name, data, Known())
    assert [error.code for error in checked.errors] == [code]
    assert checked.rows == ()
