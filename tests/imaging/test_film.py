"""Films as browsers and cameras write them: described, shown by a picture, copied so that one can jump in them."""

import io
import itertools
import subprocess

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from imaging import film, fragments, mp4, webm
from imaging.kind import AVI, MOV, MP4, MTS, WEBM
from imaging.looked import Unreadable
from tests.imaging import files
from tests.imaging.files import avchd, filmed, frames_of

BROWSER = [pytest.param(files.WEBM, WEBM, id="webm"), pytest.param(files.MP4, MP4, id="mp4")]
CAMERA = [("a.avi", "MJPG", AVI), ("a.mov", "mp4v", MOV), ("a.mp4", "mp4v", MP4)]


def cut(path, tmp_path, part):
    """The beginning of a file, as it is while it still grows."""
    data = path.read_bytes()
    shorter = tmp_path / path.name
    shorter.write_bytes(data[: int(len(data) * part)])
    return shorter


@pytest.mark.parametrize(("path", "kind"), BROWSER)
def test_a_browsers_film_tells_its_length_though_it_was_never_finished(path, kind):
    looked = film.look(path, kind)
    assert (looked.width, looked.height, looked.readable, looked.seekable) == (320, 240, True, False)
    last = frames_of(path)[-1][0]
    assert last < looked.duration_ms < last + 400
    assert looked.codec == {"webm": "V_VP8", "mp4": "avc1"}[kind.code]


@pytest.mark.parametrize(("letters", "codec"), [(b"a\x01\x1b\xff", "a\ufffd"), (b"\0\0\0\0", None)])
def test_a_codec_that_is_no_letters_is_told_as_far_as_it_can_be_read(letters, codec, tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(files.MP4.read_bytes().replace(b"avc1", letters))
    assert film.look(path, MP4).codec == codec


@pytest.mark.parametrize(("path", "kind"), BROWSER)
def test_a_copy_holds_the_same_frames_with_length_and_index(path, kind, tmp_path):
    out = tmp_path / f"out{kind.suffix}"
    before = path.read_bytes()
    assert film.remux(path, kind, out)
    assert frames_of(out) == frames_of(path)
    looked = film.look(out, kind)
    assert (looked.seekable, looked.fault) == (True, None)
    assert looked.duration_ms == film.look(path, kind).duration_ms
    assert path.read_bytes() == before
    assert not film.remux(out, kind, tmp_path / "again"), "a copy needs no copy"


@pytest.mark.parametrize(("path", "kind"), BROWSER)
def test_a_copys_index_leads_where_it_says(path, kind, tmp_path):
    out = tmp_path / f"out{kind.suffix}"
    film.remux(path, kind, out)
    times = [at for at, _ in frames_of(out)]
    capture = cv2.VideoCapture(str(out))
    for wanted in (len(times) // 2, 0, len(times) - 1):
        assert capture.set(cv2.CAP_PROP_POS_MSEC, times[wanted])
        there, _ = capture.read()
        assert there
        assert abs(capture.get(cv2.CAP_PROP_POS_MSEC) - times[wanted]) <= 150


@pytest.mark.parametrize(("path", "kind"), BROWSER)
@pytest.mark.parametrize("part", [0.5, 0.8, 0.97])
def test_a_film_that_broke_off_is_shown_and_copied_as_far_as_it_goes(path, kind, part, tmp_path):
    shorter, out = cut(path, tmp_path, part), tmp_path / f"out{kind.suffix}"
    looked = film.look(shorter, kind)
    assert looked.readable
    assert 0 < looked.duration_ms < film.look(path, kind).duration_ms
    assert film.remux(shorter, kind, out)
    whole = [frame for _, frame in frames_of(path)]
    kept = [frame for _, frame in frames_of(out)]
    assert kept == whole[: len(kept)]
    assert kept


@pytest.mark.parametrize(("path", "kind"), BROWSER)
def test_a_film_shows_a_picture_and_while_it_grows_its_newest(path, kind, tmp_path):
    small, _ = film.poster(path, kind)
    assert Image.open(io.BytesIO(small)).size == (320, 240)
    pictures = []
    for part in (0.6, 1.0):
        shown, _ = film.poster(cut(path, tmp_path, part), kind, newest=True)
        pictures.append(np.asarray(Image.open(io.BytesIO(shown)), np.int16))
    last = cv2.VideoCapture(str(path))
    frame = None
    while True:
        there, following = last.read()
        if not there:
            break
        frame = following
    newest = cv2.cvtColor(frame, cv2.COLOR_BGR2RGB).astype(np.int16)
    assert np.abs(pictures[1] - newest).mean() < 4
    assert np.abs(pictures[0] - pictures[1]).mean() > 0.2


@pytest.mark.parametrize(("path", "kind"), BROWSER)
@pytest.mark.parametrize("part", [0.7, 1.0])
def test_the_newest_picture_is_found_from_the_end_alone(path, kind, part, tmp_path, monkeypatch):
    growing = cut(path, tmp_path, part)
    whole, _ = film.poster(growing, kind, newest=True)
    monkeypatch.setattr(webm, "TAIL", 4096)
    monkeypatch.setattr(mp4, "_FEW", 2)
    assert film.poster(growing, kind, newest=True)[0] == whole


def test_a_film_in_one_piece_has_no_newest_picture_but_its_early_one(tmp_path):
    path = filmed(tmp_path / "a.mp4", "mp4v")
    assert film.poster(path, MP4, newest=True) == film.poster(path, MP4)


@pytest.mark.parametrize(("name", "code", "kind"), CAMERA)
def test_a_cameras_film_is_described_and_shown(tmp_path, name, code, kind):
    path = filmed(tmp_path / name, code)
    looked = film.look(path, kind)
    assert (looked.width, looked.height, looked.readable) == (160, 120, True)
    assert looked.duration_ms == pytest.approx(2000, abs=120)
    small, _ = film.poster(path, kind)
    assert Image.open(io.BytesIO(small)).size == (160, 120)
    assert not film.remux(path, kind, tmp_path / "out")


def test_a_camcorders_stream_is_described_and_shown(tmp_path):
    path = tmp_path / "00001.MTS"
    path.write_bytes(avchd(filmed(tmp_path / "a.ts", "MPG2").read_bytes()))
    looked = film.look(path, MTS)
    assert (looked.width, looked.height) == (160, 120)
    assert film.poster(path, MTS)[0]


def test_a_camcorders_film_becomes_one_that_browsers_play_and_jump_in(tmp_path):
    out, before = tmp_path / "out.mp4", files.MTS.read_bytes()
    assert film.remux(files.MTS, MTS, out)
    assert [frame for _, frame in frames_of(out)] == [frame for _, frame in frames_of(files.MTS)]
    looked = film.look(out, MP4)
    assert (looked.width, looked.height, looked.codec, looked.seekable) == (160, 120, "avc1", True)
    assert looked.duration_ms == pytest.approx(3000, abs=110)
    assert [path.name for path in tmp_path.iterdir()] == ["out.mp4"]
    assert files.MTS.read_bytes() == before


def test_a_camcorders_film_cut_anywhere_is_copied_from_its_first_whole_picture(tmp_path):
    data = files.MTS.read_bytes()
    whole = [frame for _, frame in frames_of(files.MTS)]
    for part in (0.4, 0.8):
        path, out = tmp_path / "cut.mts", tmp_path / "out.mp4"
        path.write_bytes(data[: int(len(data) * part)])
        assert film.remux(path, MTS, out)
        kept = [frame for _, frame in frames_of(out)]
        assert kept[:5] == whole[:5]
        assert 5 < len(kept) < len(whole)


def test_a_stream_without_pictures_that_browsers_play_needs_no_copy(tmp_path):
    path = filmed(tmp_path / "a.ts", "MPG2")
    assert not film.remux(path, MTS, tmp_path / "out.mp4")
    assert not (tmp_path / "out.mp4").exists()


def test_black_frames_at_the_beginning_are_not_what_is_shown(tmp_path):
    path = tmp_path / "a.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 10, (160, 120))
    for number in range(20):
        writer.write(np.full((120, 160, 3), 0 if number < 8 else 150, np.uint8))
    writer.release()
    small, _ = film.poster(path, AVI)
    assert np.asarray(Image.open(io.BytesIO(small))).mean() > 100


def test_a_film_without_description_or_frames_is_damaged(tmp_path):
    for kind, path in ((WEBM, files.WEBM), (MP4, files.MP4)):
        with pytest.raises(Unreadable, match="damaged"):
            film.look(cut(path, tmp_path, 0.005), kind)


def test_sound_without_pictures_is_no_film_that_can_be_shown(tmp_path):
    data = files.WEBM.read_bytes()
    pictures = data.index(b"\xe0\x8b\xb0\x82")  # what its track says of pictures, 11 bytes of it
    path = tmp_path / "sound.webm"
    path.write_bytes(data[:pictures] + b"\xec" + data[pictures + 1 :])  # is there no more
    looked = film.look(path, WEBM)
    assert (looked.readable, looked.width) == (False, None)
    assert film.look(files.WEBM, WEBM).readable


def test_pictures_whose_track_no_longer_says_that_it_is_one_are_damaged_and_no_sound_alone(tmp_path):
    path = tmp_path / "changed.mp4"
    path.write_bytes(files.MP4.read_bytes().replace(b"vide", b"vidx", 1))
    looked = film.look(path, MP4)
    assert (looked.readable, looked.fault) == (False, "damaged")


def test_an_element_longer_than_any_description_is_not_read_into_memory(tmp_path):
    path = tmp_path / "long.webm"
    head = files.WEBM.read_bytes()[:40]
    path.write_bytes(head + b"\x16\x54\xae\x6b" + b"\x08\x7f\xff\xff\xff")
    with pytest.raises(Unreadable, match="damaged"):
        webm.look(path)


def test_frames_that_were_not_recorded_leave_a_gap_not_a_shift(tmp_path):
    out = tmp_path / "out.mp4"
    with files.MP4.open("rb") as file:
        found = mp4._read(file)
    late = found.fragments[-1].start
    data = bytearray(files.MP4.read_bytes())
    at = data.index(b"tfdt", late) + 8
    scale = fragments.scale_of(fragments.track(found.moov, b"vide"))
    data[at : at + 8] = (int.from_bytes(data[at : at + 8], "big") + 2 * scale).to_bytes(8, "big")
    path = tmp_path / "gap.mp4"
    path.write_bytes(data)
    film.remux(path, MP4, out)
    times = [at for at, _ in frames_of(out)]
    assert max(after - before for before, after in itertools.pairwise(times)) >= 1900


@given(
    st.sampled_from([(files.WEBM, WEBM), (files.MP4, MP4), (files.MTS, MTS)]),
    st.lists(st.tuples(st.integers(0, 60_000), st.binary(min_size=1, max_size=8)), min_size=1, max_size=8),
)
def test_changed_bytes_give_a_description_and_a_copy_or_a_fault(tmp_path_factory, recorded, changes):
    (original, kind), folder = recorded, tmp_path_factory.getbasetemp()
    data = bytearray(original.read_bytes())
    for place, there in changes:
        at = place % len(data)
        data[at : at + len(there)] = there
    path, out = folder / f"changed{kind.suffix}", folder / f"copied{kind.suffix}"
    path.write_bytes(data)
    try:
        film.look(path, kind)
        film.remux(path, kind, out)
    except Unreadable:
        return
    assert not out.exists() or out.stat().st_size < 4 * len(data)


def test_a_program_that_nobody_here_wrote_finds_no_fault_in_the_copies(tmp_path):
    for path, kind in ((files.WEBM, WEBM), (files.MP4, MP4)):
        out = tmp_path / f"out{kind.suffix}"
        film.remux(path, kind, out)
        try:
            told = subprocess.run(
                ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(out)],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
        except FileNotFoundError:
            pytest.skip("ffprobe is not installed")
        assert told.stderr == ""
        assert float(told.stdout) == pytest.approx(film.look(out, kind).duration_ms / 1000, abs=0.1)
