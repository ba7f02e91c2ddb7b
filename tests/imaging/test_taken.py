"""When a film was taken, by the note of the camera that took it; whatever is no time is nothing."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imaging import avi, film, mdpm, photo, stream
from imaging.kind import AVI, HEIC, MTS
from imaging.looked import Unreadable
from tests.imaging import files

#: What the browser's own readers are held to as well (``static/tests/screens/media-import/times.test.ts``).
TIMES = json.loads((Path(__file__).parent / "times.json").read_text())
MARK = files.mdpm("")[3:-1]


@pytest.mark.parametrize(("said", "meant"), TIMES["idit"])
def test_a_cameras_words_for_a_time_are_read_and_others_are_none(said, meant):
    assert avi.read(said.encode()) == meant


@pytest.mark.parametrize(("told", "meant"), TIMES["mdpm"])
def test_a_camcorders_tags_are_read_and_others_are_none(told, meant):
    assert mdpm.read(files.mdpm(told)) == meant


def test_a_unit_that_is_no_note_tells_no_time():
    note = files.mdpm(files.AT_TEN)
    assert mdpm.read(note) is not None
    assert mdpm.read(b"\x65" + note[1:]) is None
    assert mdpm.read(b"") is None


def test_a_camcorders_film_tells_when_it_was_taken_and_is_shown_as_before(tmp_path):
    path = tmp_path / "00001.MTS"
    path.write_bytes(files.dated_stream())
    looked = film.look(path, MTS)
    assert (looked.taken_at, looked.taken_from) == ("2026-11-23T10:15:09+08:00", "container")
    assert [frame for _, frame in files.frames_of(path)] == [frame for _, frame in files.frames_of(files.MTS)]
    assert film.remux(path, MTS, tmp_path / "out.mp4")
    plain = film.look(files.MTS, MTS)
    assert (plain.taken_at, plain.taken_from, looked.duration_ms) == (None, None, plain.duration_ms)


def test_an_avi_tells_when_it_was_taken_and_is_shown_as_before(tmp_path):
    path = files.dated_avi(tmp_path / "MVI_0001.AVI")
    looked = film.look(path, AVI)
    assert (looked.taken_at, looked.taken_from, looked.width) == ("2026-11-23T10:15:09", "container", 160)
    assert film.poster(path, AVI)[0]
    plain = film.look(files.filmed(tmp_path / "b.avi", "MJPG"), AVI)
    assert (plain.taken_at, plain.duration_ms) == (None, looked.duration_ms)


def test_a_phones_photo_tells_when_it_was_taken():
    assert photo.look(files.HEIC, HEIC).taken_at == "2026-11-21T09:30:15+08:00"


@given(st.binary(max_size=80))
def test_whatever_follows_the_mark_is_a_time_or_nothing(told):
    said = mdpm.read(b"\x06" + MARK + told)
    assert said is None or said[:4].isdigit()


@given(st.binary(max_size=64))
def test_whatever_stands_for_a_time_is_one_or_nothing(said):
    at = avi.read(said)
    assert at is None or len(at) == 19


@pytest.fixture(scope="module")
def camera(tmp_path_factory):
    """The bytes of a camera's AVI that tells when it was filmed."""
    return files.dated_avi(tmp_path_factory.mktemp("camera") / "a.avi").read_bytes()


@given(st.integers(0, 900), st.binary(min_size=1, max_size=12))
def test_an_avi_with_changed_bytes_tells_a_time_or_nothing(tmp_path_factory, camera, place, changed):
    data = bytearray(camera)
    data[place : place + len(changed)] = changed
    path = tmp_path_factory.mktemp("avi") / "b.avi"
    path.write_bytes(data)
    at = avi.taken(path)
    assert at is None or len(at) == 19


@given(st.integers(0, 8_000), st.binary(min_size=1, max_size=200))
def test_a_stream_with_changed_bytes_tells_a_time_or_nothing(tmp_path_factory, place, changed):
    data = bytearray(files.dated_stream())
    data[place : place + len(changed)] = changed
    path = tmp_path_factory.mktemp("mts") / "b.mts"
    path.write_bytes(data)
    at = stream.taken(path)
    assert at is None or at[:4].isdigit()


def test_one_bad_picture_loses_neither_the_film_nor_its_time(tmp_path):
    path, data = tmp_path / "b.mts", bytearray(files.dated_stream())
    packets = range(0, len(data), 192)
    begins = [at for at in packets if data[at + 5] & 0x40 and b"\0\0\1\xe0" in data[at : at + 192]]
    for broken, next_one in ((begins[0], begins[1]), (begins[3], begins[4])):
        spoilt = bytearray(data)
        for at in packets:
            if broken <= at < next_one and spoilt[at + 5 : at + 7] == data[broken + 5 : broken + 7]:
                spoilt[at + 28 : at + 192] = b"\x55" * 164
        first = spoilt[broken : broken + 192]
        start = first.index(b"\0\0\1\xe0")
        spoilt[broken + start + 9 + first[start + 8] : broken + 192] = b"\x55" * (183 - start - first[start + 8])
        path.write_bytes(spoilt)
        looked = film.look(path, MTS)
        assert (looked.readable, looked.taken_at is None) == (True, broken == begins[0])
        assert film.remux(path, MTS, tmp_path / "out.mp4")


def test_nothing_is_read_behind_the_first_time_that_is_told(tmp_path, monkeypatch):
    path = tmp_path / "00001.MTS"
    path.write_bytes(files.dated_stream())
    given, pictures = [], stream.pictures
    monkeypatch.setattr(stream, "pictures", lambda *said: (given.append(one) or one for one in pictures(*said)))
    assert stream.taken(path) is not None
    assert len(given) == 1


def test_lists_in_lists_without_end_are_left_alone(tmp_path):
    path = tmp_path / "deep.avi"
    deep = b"".join(b"LIST" + (0x7FFFFFFF).to_bytes(4, "little") + b"hdrl" for _ in range(20_000))
    path.write_bytes(b"RIFF\xff\xff\xff\xffAVI " + deep)
    assert avi.taken(path) is None
    with pytest.raises(Unreadable):
        film.look(path, AVI)
