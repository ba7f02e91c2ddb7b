import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from badges import jpeg
from badges.jpeg import NoJpeg


@pytest.mark.parametrize(("mode", "components"), [("L", 1), ("RGB", 3), ("CMYK", 4)])
def test_size_and_colours_are_read(mode, components, portrait):
    read = jpeg.read(portrait((295, 413), mode=mode))
    assert (read.width, read.height, read.components, read.turned) == (295, 413, components, 1)


def test_progressive_pictures_are_read(portrait):
    assert jpeg.read(portrait((300, 400), progressive=True)).width == 300


def test_cmyk_by_the_usual_programs_is_inverted(portrait):
    assert jpeg.read(portrait(mode="CMYK")).inverted
    assert not jpeg.read(portrait()).inverted


@pytest.mark.parametrize("turned", range(1, 9))
def test_how_the_camera_was_held_is_read(turned, portrait):
    exif = Image.Exif()
    exif[0x010F] = "maker"
    exif[0x0112] = turned
    assert jpeg.read(portrait(exif=exif)).turned == turned


def test_a_broken_remark_about_the_camera_does_not_matter(portrait):
    exif = Image.Exif()
    exif[0x0112] = 6
    whole = portrait(exif=exif)
    start = whole.index(b"Exif\0\0") + 6
    assert jpeg.read(whole[: start + 4] + b"\xff\xff\xff\xff" + whole[start + 8 :]).turned == 1


def test_another_format_is_no_jpeg():
    out = io.BytesIO()
    Image.new("RGB", (3, 4)).save(out, "PNG")
    with pytest.raises(NoJpeg, match="not a JPEG"):
        jpeg.read(out.getvalue())


def test_a_header_cut_short_anywhere_is_refused(portrait):
    whole = portrait()
    frame = whole.index(b"\xff\xc0")
    for length in range(frame + 9):
        with pytest.raises(NoJpeg):
            jpeg.read(whole[:length])


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(noise):
    for data in (noise, b"\xff\xd8" + noise, b"\xff\xd8\xff\xe1\x00\x40Exif\0\0II*\0" + noise):
        with suppress(NoJpeg):
            assert jpeg.read(data).width > 0
