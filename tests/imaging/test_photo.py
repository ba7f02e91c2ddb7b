"""Photos: what they say of themselves, and the small pictures made of them."""

import io

import cv2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from imaging import photo
from imaging.kind import AVIF, HEIC, JPEG, PNG, WEBP, sniff
from imaging.looked import Unreadable
from tests.imaging import files


@pytest.fixture
def put(tmp_path):
    def write(data):
        path = tmp_path / "photo"
        path.write_bytes(data)
        return path

    return write


def opened(data):
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(("kind", "name"), [(JPEG, "JPEG"), (PNG, "PNG"), (WEBP, "WEBP"), (AVIF, "AVIF")])
def test_each_kind_becomes_a_small_jpeg(put, kind, name):
    small = opened(photo.thumbnail(put(files.photo(kind=name)), kind))
    assert (small.format, small.size) == ("JPEG", (512, 384))


def test_a_phones_heic_becomes_a_small_jpeg_the_way_up_it_was_held():
    looked, small = photo.both(files.HEIC, HEIC)
    assert (looked.width, looked.height) == opened(small).size == (64, 96)
    assert (looked.taken_at, looked.make) == ("2026-11-21T09:30:15+08:00", "Kaowu")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_thumbnail_stands_upright_whichever_way_the_camera_was_held(put, orientation):
    picture = Image.new("RGB", (800, 600), "white")
    picture.paste("red", (0, 0, 800, 300))
    held = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    turned = picture if held is None else picture.transpose(held)
    looked, small = photo.both(put(files.photo(turned, exif=files.exif(orientation))), JPEG)
    assert (looked.width, looked.height) == (800, 600)
    upper, lower = (opened(small).getpixel((256, row)) for row in (40, 340))
    assert upper[0] > 200 > 60 > upper[1]
    assert min(lower) > 200


def test_a_photo_tells_when_by_what_and_where_it_was_made(put):
    said = files.exif(taken="2026:11:21 09:30:15", offset="+08:00", serial="033021002", gps=(39.0, 116.0))
    looked = photo.look(put(files.photo(exif=said)), JPEG)
    assert (looked.taken_at, looked.taken_from) == ("2026-11-21T09:30:15+08:00", "exif")
    assert (looked.make, looked.model, looked.serial) == ("Canon", "EOS 80D", "033021002")
    assert looked.place == (39.0, 116.5)


def test_a_camera_without_zone_tells_the_time_its_clock_showed(put):
    looked = photo.look(put(files.photo(exif=files.exif(taken="2026:11:21 09:30:15"))), JPEG)
    assert looked.taken_at == "2026-11-21T09:30:15"


@pytest.mark.parametrize("taken", ["0000:00:00 00:00:00", "    :  :     :  :  ", "yesterday", ""])
def test_a_clock_that_was_never_set_tells_no_time(put, taken):
    looked = photo.look(put(files.photo(exif=files.exif(taken=taken))), JPEG)
    assert looked.taken_at is None
    assert looked.readable


def test_a_thumbnail_tells_nothing_but_the_picture(put):
    said = files.exif(taken="2026:11:21 09:30:15", serial="033021002", gps=(39.0, 116.0))
    small = photo.thumbnail(put(files.photo(exif=said, comment=b"zhang san")), JPEG)
    assert dict(opened(small).getexif()) == {}
    assert b"033021002" not in small
    assert b"zhang san" not in small


def test_what_is_see_through_shows_white(put):
    small = opened(photo.thumbnail(put(files.photo(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG")), PNG))
    assert min(small.getpixel((25, 25))) > 250


def test_a_photo_cut_off_is_told_with_its_size(put):
    whole = files.photo(exif=files.exif(taken="2026:11:21 09:30:15"))
    looked, small = photo.both(put(whole[: len(whole) // 2]), JPEG)
    assert (looked.readable, looked.fault, looked.width) == (False, "damaged", 1200)
    assert small is None
    assert looked.taken_at == "2026-11-21T09:30:15"


def test_a_photo_that_takes_more_memory_than_there_is_is_told_with_its_size_and_time(put, monkeypatch):
    def used_up(_grey):
        raise cv2.error("std::bad_alloc")  # as of a picture one pixel wide and fifty million high

    monkeypatch.setattr(photo.hints, "of", used_up)
    looked, small = photo.both(put(files.photo(exif=files.exif(taken="2026:11:21 09:30:15"))), JPEG)
    assert (looked.kind, looked.readable, looked.fault, looked.width) == ("jpeg", False, "damaged", 1200)
    assert (looked.taken_at, small) == ("2026-11-21T09:30:15", None)


@pytest.mark.parametrize(("side", "taken"), [(7_740, True), (7_760, False)])
def test_sixty_million_pixels_are_the_most(put, side, taken):
    path = put(files.bomb(side - side % 8, side))
    if taken:
        assert photo.look(path, PNG).readable
        return
    with pytest.raises(Unreadable, match="too-many-pixels"):
        photo.look(path, PNG)


def test_a_bomb_is_not_unpacked(put):
    with pytest.raises(Unreadable, match="too-many-pixels"):
        photo.look(put(files.bomb()), PNG)


def test_a_file_is_read_as_nothing_else_than_what_it_is(put):
    with pytest.raises(Unreadable, match="damaged"):
        photo.look(put(files.photo(kind="TIFF")), JPEG)


def test_a_photo_with_a_page_behind_it_becomes_a_picture_without(put):
    small = photo.thumbnail(put(files.photo() + b"<html><script>alert(1)</script>"), JPEG)
    assert b"<script" not in small


@given(
    st.sampled_from(["JPEG", "PNG", "WEBP"]),
    st.lists(st.tuples(st.integers(12, 4000), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6),
)
def test_changed_bytes_give_a_picture_or_a_fault(tmp_path_factory, kind, changes):
    data = bytearray(files.photo(files.scene(200, 150), kind))
    for place, bytes_there in changes:
        at = place % len(data)
        data[at : at + len(bytes_there)] = bytes_there
    path = tmp_path_factory.getbasetemp() / "changed"
    path.write_bytes(data)
    found = sniff(bytes(data[:4096]))
    if found is None:
        return
    try:
        looked, small = photo.both(path, found)
    except Unreadable:
        return
    assert looked.readable == (small is not None)
