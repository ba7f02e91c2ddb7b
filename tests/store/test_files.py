"""Files kept by content."""

import hashlib
import os
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.store.files import Files


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path / "files")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=2000))
def test_what_is_kept_reads_back_by_its_hash(files, data):
    name = files.keep(data)
    assert name == hashlib.sha256(data).hexdigest()
    assert files.read(name) == data
    assert files.path(name).read_bytes() == data


def test_keeping_twice_is_keeping_once(files, tmp_path):
    first = files.keep(b"plan")
    written = files.path(first).stat().st_mtime_ns
    assert files.keep(b"plan") == first
    assert files.path(first).stat().st_mtime_ns == written
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_damaged_bytes_are_not_returned(files):
    name = files.keep(b"plan")
    files.path(name).write_bytes(b"plam")
    assert files.read(name) is None


@pytest.mark.parametrize("name", ["", "x", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 65, "a" * 64 + "\n"])
def test_what_is_no_hash_names_no_file(files, name):
    assert files.read(name) is None
    assert files.path(name) is None


def test_a_hash_nobody_kept_names_no_file(files):
    assert files.read("a" * 64) is None
    assert files.path("a" * 64) is None


def test_bytes_are_flushed_before_they_have_their_name(files, monkeypatch):
    flushed = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: flushed.append(handle) or real(handle))
    files.keep(b"plan")
    assert len(flushed) == 2  # the file, and the folder that names it


def test_a_cut_write_leaves_nothing_under_the_name(files, monkeypatch):
    def cut(_handle):
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", cut)
        with pytest.raises(OSError, match="no space"):
            files.keep(b"plan")
    name = hashlib.sha256(b"plan").hexdigest()
    assert files.path(name) is None
    assert files.keep(b"plan") == name
    assert files.read(name) == b"plan"


def test_many_may_keep_the_same_at_once(files):
    names = []
    threads = [threading.Thread(target=lambda: names.append(files.keep(b"portrait" * 5000))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 8
    assert len(set(names)) == 1
    assert files.read(names[0]) == b"portrait" * 5000


def test_a_file_that_arrives_in_pieces_is_there_under_its_hash_once_it_is_kept(tmp_path):
    files = Files(tmp_path)
    part = files.arriving()
    for piece in (b"card ", memoryview(b"reader")):
        part.append(piece)
    assert (part.offset, files.read(part.name)) == (11, None)
    name = part.keep()
    part.close()
    assert files.read(name) == b"card reader"
    assert list((tmp_path / "arriving").iterdir()) == []


def test_a_file_that_did_not_arrive_whole_leaves_nothing(tmp_path):
    files = Files(tmp_path)
    part = files.arriving()
    part.append(b"half")
    part.close()
    assert list((tmp_path / "arriving").iterdir()) == []
    left = files.arriving()
    left.append(b"as a killed hub leaves it")
    files.tidy()
    assert list((tmp_path / "arriving").iterdir()) == []
    left.close()


def test_the_same_file_arriving_twice_at_once_is_one_file(tmp_path):
    files = Files(tmp_path)
    parts = [files.arriving(), files.arriving()]
    for part in parts:
        part.append(b"cards")
    assert {part.keep() for part in parts} == {parts[0].name}
    assert files.read(parts[0].name) == b"cards"
