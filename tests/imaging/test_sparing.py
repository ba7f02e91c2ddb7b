"""Copies of films leave the disk the room that is to stay free, and a full disk is not the film's fault."""

import errno
import os
import shutil
import subprocess
import sys
from collections import namedtuple

import pytest

from imaging import film, sparing, work
from imaging.kind import MP4, MTS, WEBM
from imaging.task import FILM, LOOK, Task, ask, asked
from tests.imaging import files

FILMS = [
    pytest.param(files.WEBM, WEBM, 1, id="webm"), pytest.param(files.MP4, MP4, 1, id="mp4"),
    pytest.param(files.MTS, MTS, 2, id="stream"),
]  # fmt: skip
SPARE = 1_000_000
Disk = namedtuple("Disk", "total used free")


@pytest.fixture
def free(monkeypatch):
    """Set how many bytes the disk has besides what is to stay free, each time somebody looks; the last stays so."""

    def set_to(*counts):
        told = list(counts)
        said = lambda _folder: Disk(0, 0, SPARE + (told.pop(0) if len(told) > 1 else told[0]))  # noqa: E731
        monkeypatch.setattr(shutil, "disk_usage", said)

    return set_to


@pytest.mark.parametrize(("path", "kind", "times"), FILMS)
def test_a_copy_is_begun_only_where_there_is_room_for_all_of_it(path, kind, times, tmp_path, free):
    needed = times * path.stat().st_size
    assert sparing.needed(path) == needed
    free(needed - 1)
    with pytest.raises(OSError, match="no room") as full:
        film.remux(path, kind, tmp_path / "out", SPARE)
    assert (full.value.errno, list(tmp_path.iterdir())) == (errno.ENOSPC, [])
    free(needed)
    assert film.remux(path, kind, tmp_path / "out", SPARE)
    assert files.frames_of(tmp_path / "out")


@pytest.mark.parametrize(("path", "kind", "times"), FILMS)
def test_a_copy_ends_where_others_fill_the_disk_meanwhile_and_leaves_nothing(
    path, kind, times, tmp_path, free, monkeypatch
):
    monkeypatch.setattr(sparing, "EVERY", 10_000)
    monkeypatch.setattr(sparing, "_BUFFER", 1000)
    free(200_000, 15_000, 9_999)
    made = work.do(Task(path, (LOOK, FILM), tmp_path / "out", SPARE))
    assert (made.looked.kind, made.film, made.missing, made.fault) == (kind.code, False, (FILM,), "no-room")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("number", "fault"), [
    (errno.ENOSPC, "no-room"), (errno.EDQUOT, "no-room"), (errno.EIO, "disk-broken"), (errno.EROFS, "disk-broken"),
    (errno.EINVAL, "damaged"), (None, "damaged"),
])  # fmt: skip
def test_what_the_disk_does_is_told_from_what_is_wrong_with_the_film(tmp_path, monkeypatch, number, fault):
    def fails(*_told):
        raise OSError(number, "as the system says") if number else OSError("as a library says")

    monkeypatch.setattr(film, "remux", fails)
    made = work.do(Task(files.WEBM, (LOOK, FILM), tmp_path / "out"))
    assert (made.looked.readable, made.film, made.fault) == (True, False, fault)


def test_what_a_file_needs_that_is_not_there_is_nothing(tmp_path):
    assert sparing.needed(tmp_path / "none") == 0


def test_how_much_is_to_stay_free_is_told_to_the_other_process(tmp_path):
    task = Task(files.WEBM, (LOOK, FILM), tmp_path / "out", SPARE)
    assert asked(ask(task)) == task


COPIES = """
import sys
from pathlib import Path
from imaging import work
from imaging.task import FILM, LOOK, Task
out, spare = Path(sys.argv[1]) / "out", int(sys.argv[3])
made = work.do(Task(Path(sys.argv[2]), (LOOK, FILM), out, spare))
print(made.film, made.fault, *[path.name for path in out.parent.iterdir()])
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount a small disk")
@pytest.mark.parametrize(("kilobytes", "spare", "said"), [
    (200, 0, "True None out"), (36, 0, "False no-room"),  # its pictures fit, the copy beside them does not
    (400, 200_000, "True None out"), (200, 200_000, "False no-room"),
])  # fmt: skip
def test_a_disk_that_is_full_costs_the_copy_alone_and_is_told(tmp_path, kilobytes, spare, said):
    script = f'mount -t tmpfs -o size={kilobytes}k tmpfs {tmp_path} && exec "$@"'
    command = [sys.executable, "-c", COPIES, str(tmp_path), str(files.MTS), str(spare)]
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, "sh", *command], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == said.split()
