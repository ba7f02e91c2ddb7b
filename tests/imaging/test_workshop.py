"""The workshop: real programs that look at real files, and live through none that would harm the hub."""

import contextlib
import io
import os
import random
import signal
from concurrent.futures import CancelledError

import psutil
import pytest

from imaging.looked import Looked
from imaging.task import FILM, LOOK, NEWEST, POSTER, THUMBNAIL, answered
from imaging.workshop import Crowded, Workshop
from tests.imaging import files
from tests.imaging.files import filmed

PATIENCE = 60


@pytest.fixture(scope="module")
def workshop():
    found = Workshop()
    yield found
    found.stop()


def made(workshop, path, *wanted, into=None):
    return workshop.submit(path, wanted, into).result(PATIENCE)


def programs():
    """The programs of workshops that this process has."""
    return [one for one in psutil.Process().children() if "imaging" in one.cmdline()]


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(files.photo(exif=files.exif(taken="2026:11:21 09:30:15")))
    return path


def test_a_photo_comes_back_with_thumbnail_and_what_it_says(workshop, photo):
    found = made(workshop, photo, LOOK, THUMBNAIL)
    assert (found.looked.width, found.looked.taken_at) == (1200, "2026-11-21T09:30:15")
    assert found.thumbnail.startswith(b"\xff\xd8\xff")
    assert (found.fault, found.missing) == (None, ())


def test_a_film_comes_back_with_poster_and_a_copy_beside_it(workshop, tmp_path):
    found = made(workshop, files.WEBM, LOOK, POSTER, FILM, into=tmp_path / "copy")
    assert found.film
    assert found.poster
    assert (tmp_path / "copy").stat().st_size > 10_000


def test_a_camcorders_film_has_no_copy_and_lacks_nothing(workshop, tmp_path):
    found = made(workshop, filmed(tmp_path / "a.avi", "MJPG"), LOOK, POSTER, FILM, into=tmp_path / "copy")
    assert (found.film, found.missing, found.fault) == (False, (), None)
    assert not (tmp_path / "copy").exists()


def test_what_is_of_no_kind_is_told_so(workshop, tmp_path):
    (tmp_path / "page.jpg").write_bytes(b"<html><script>alert(1)</script>")
    found = made(workshop, tmp_path / "page.jpg", LOOK, THUMBNAIL)
    assert (found.fault, found.looked, found.missing) == (
        "unknown-kind",
        Looked(fault="unknown-kind"),
        (LOOK, THUMBNAIL),
    )


def test_a_bomb_a_torn_photo_and_a_file_that_is_gone_leave_it_at_work(workshop, photo, tmp_path):
    (tmp_path / "bomb.png").write_bytes(files.bomb())
    (tmp_path / "torn.jpg").write_bytes(photo.read_bytes()[:9000])
    assert made(workshop, tmp_path / "bomb.png", LOOK, THUMBNAIL).fault == "too-many-pixels"
    assert made(workshop, tmp_path / "torn.jpg", LOOK, THUMBNAIL).fault == "damaged"
    assert made(workshop, tmp_path / "gone.jpg", LOOK).fault == "unknown-kind"
    assert made(workshop, photo, THUMBNAIL).thumbnail


def test_a_program_that_is_killed_fails_its_own_file_only(photo):
    workshop = Workshop()
    try:
        before = {one.pid for one in programs()}
        assert made(workshop, photo, THUMBNAIL).thumbnail
        (mine,) = [one for one in programs() if one.pid not in before]
        os.kill(mine.pid, signal.SIGSTOP)  # it is in the middle of a file that it will never finish
        stuck = workshop.submit(photo, (THUMBNAIL,))
        behind = workshop.submit(photo, (THUMBNAIL,))
        os.kill(mine.pid, signal.SIGKILL)
        assert stuck.result(PATIENCE).fault in ("ended-reader", None)
        assert behind.result(PATIENCE).thumbnail
    finally:
        workshop.stop()


def test_a_file_that_takes_too_long_is_given_up_and_its_half_copy_removed(tmp_path):
    workshop = Workshop(seconds=0.01)  # less than any program needs to begin
    try:
        found = made(workshop, files.WEBM, LOOK, FILM, into=tmp_path / "copy")
        assert (found.fault, found.missing) == ("too-slow", (LOOK, FILM))
        assert not (tmp_path / "copy").exists()
    finally:
        workshop.stop()


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"{}\n",
        b"[]\n",
        b"null\n",
        b'{"sizes": [99999999999, 0], "looked": {}}\n',
        b'{"sizes": ["1", 0]}\n',
        b'{"looked": {"secret": 1, "hints": [], "place": null}, "sizes": [0, 0], "film": false, "missing": []}\n',
        b"\xff" * 100 + b"\n",
        b"[" * 100_000 + b"\n",
        b"x" * 5_000_000,
    ],
)
def test_a_program_that_was_taken_over_says_nothing_that_is_believed(said):
    with contextlib.suppress(ValueError):
        assert answered(io.BytesIO(said)) is None


def test_it_uses_no_more_memory_than_it_may(workshop, photo):
    made(workshop, photo, THUMBNAIL)
    made(workshop, files.WEBM, NEWEST)
    limits = [one.rlimit(psutil.RLIMIT_AS) for one in programs()]
    assert limits
    assert all(0 < soft <= 2 * 1024**3 for soft, _ in limits)


def test_its_programs_know_no_secrets_of_the_hub(workshop, photo, monkeypatch):
    monkeypatch.setenv("KAOWU_DATABASE", "postgresql://user:secret@host/db")
    fresh = Workshop()
    try:
        before = {one.pid for one in programs()}
        made(fresh, photo, THUMBNAIL)
        (mine,) = [one for one in programs() if one.pid not in before]
        assert not any(name.startswith("KAOWU") for name in mine.environ())
    finally:
        fresh.stop()


def test_stopped_it_takes_nothing_and_leaves_no_program(photo):
    workshop = Workshop()
    made(workshop, photo, THUMBNAIL)
    before = len(programs())
    waiting = [workshop.submit(photo, (THUMBNAIL,)) for _ in range(20)]
    workshop.stop()
    assert len(programs()) == before - 1
    for one in waiting:
        with contextlib.suppress(CancelledError):
            assert one.result(PATIENCE).fault in (None, "ended-reader")
    with pytest.raises(Crowded):
        workshop.submit(photo, (THUMBNAIL,))


def test_a_thousand_changed_files_leave_it_at_work(photo, tmp_path):
    """Whatever damage does: an answer for each file, and the next one is looked at."""
    originals = [photo, files.WEBM, files.MP4, files.HEIC, files.MTS, filmed(tmp_path / "a.avi", "MJPG")]
    originals += [filmed(tmp_path / "a.mov", "mp4v"), filmed(tmp_path / "a.ts", "MPG2")]
    for kind in ("PNG", "WEBP", "AVIF"):
        (tmp_path / kind).write_bytes(files.photo(files.scene(300, 200), kind))
        originals.append(tmp_path / kind)
    chance = random.Random(5)
    workshop = Workshop()
    try:
        for number in range(1000):
            data = bytearray(chance.choice(originals).read_bytes())
            for _ in range(chance.choice((1, 4, 40))):
                at = chance.randrange(len(data))
                data[at : at + chance.choice((1, 2, 16))] = chance.randbytes(chance.choice((1, 2, 16)))
            changed = tmp_path / "changed"
            changed.write_bytes(data[: chance.randrange(len(data)) if number % 5 == 0 else None])
            found = made(workshop, changed, LOOK, THUMBNAIL, POSTER, NEWEST, FILM, into=tmp_path / "copy")
            assert found.looked.readable or found.fault
        assert made(workshop, photo, THUMBNAIL).thumbnail
    finally:
        workshop.stop()
