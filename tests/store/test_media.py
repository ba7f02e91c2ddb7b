"""Bytes of uploads on disk."""

import hashlib
import os
import subprocess
import sys

import pytest

from server.store.media import Media, Tail

NAME = "ab" * 16


@pytest.fixture
def media(tmp_path):
    kept = Media(tmp_path / "media")
    kept.create(NAME)
    return kept


def tail_of(media, offset=0, checked=None):
    return Tail(media, NAME, offset, media.digest(NAME, offset), checked)


def test_what_is_appended_is_there_and_both_digests_know_it(media):
    first = tail_of(media)
    first.append(b"first ")
    first.flush()
    first.close()
    second = tail_of(media, 6, "sha256")
    second.append(b"second")
    assert media.path(NAME).read_bytes() == b"first second"
    assert second.part.digest() == hashlib.sha256(b"second").digest()
    assert second.digest.digest() == hashlib.sha256(b"first second").digest()
    second.close()


@pytest.mark.parametrize(
    ("offset", "checked", "known"),
    [(0, None, True), (0, "sha1", True), (6, "sha1", False), (6, "sha256", True), (6, None, False)],
)
def test_the_hash_of_what_came_is_told_where_it_was_computed_anyway(media, offset, checked, known):
    before = tail_of(media)
    before.append(b"first "[:offset])
    before.close()
    tail = tail_of(media, offset, checked)
    tail.append(b"second")
    assert tail.brought == (offset, 6)
    assert tail.sha256() == (hashlib.sha256(b"second").hexdigest() if known else None)
    tail.close()


def test_what_was_never_acknowledged_is_written_over(media):
    lost = tail_of(media)
    lost.append(b"acknowledged, and then some more that never was")
    lost.close()
    tail = tail_of(media, 12)
    tail.append(b"!")
    tail.close()
    assert b"".join(media.read(NAME, 0, 13)) == b"acknowledged!"
    assert tail.digest.digest() == hashlib.sha256(b"acknowledged!").digest()


def test_what_is_dropped_leaves_no_trace(media):
    tail = tail_of(media, checked="sha1")
    tail.append(b"false")
    tail.drop()
    assert (tail.offset, tail.digest.digest()) == (0, hashlib.sha256(b"").digest())
    tail.close()
    assert media.path(NAME).read_bytes() == b""


def test_files_without_a_byte_are_found_whose_name_is_an_uploads(media):
    other = "cd" * 16
    media.create(other)
    media.path(other).write_bytes(b"x")
    media.side(NAME).touch()
    (media.path(NAME).parent / "notes").touch()
    assert list(media.empty()) == [NAME]
    assert list(Media(media.path(NAME).parent / "none").empty()) == []


def test_a_file_that_lost_acknowledged_bytes_says_so(media):
    with pytest.raises(EOFError, match="5 bytes should be there"):
        list(media.read(NAME, 0, 5))


def test_an_id_is_never_a_path(tmp_path):
    media = Media(tmp_path / "media")
    for name in ("../keys", "", "A" * 32, "a" * 31, f"{NAME}/x"):
        with pytest.raises(ValueError, match="id"):
            media.path(name)


def test_an_upload_is_made_once_and_removed_as_often_as_you_like(media):
    with pytest.raises(FileExistsError):
        media.create(NAME)
    media.remove(NAME)
    media.remove(NAME)
    assert not media.path(NAME).exists()


FILLS_A_DISK = """
import sys
from pathlib import Path
from server.store.media import Media, Tail
media = Media(Path(sys.argv[1]) / "media")
media.create("ab" * 16)
tail = Tail(media, "ab" * 16, 0, media.digest("ab" * 16, 0))
try:
    while True:
        tail.append(bytes(range(256)) * 400)
except OSError as error:
    tail.flush()
    print(error.errno, tail.offset, tail.digest.hexdigest(), media.free())
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount a small disk")
def test_of_what_a_full_disk_did_not_take_the_beginning_counts(tmp_path):
    script = f'mount -t tmpfs -o size=1m tmpfs {tmp_path} && exec "$@"'
    command = ["unshare", "--mount", "sh", "-c", script, "sh", sys.executable, "-c", FILLS_A_DISK, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    number, offset, digest, _ = done.stdout.split()
    assert (int(number), 500_000 < int(offset) <= 1024 * 1024) == (28, True)
    whole = bytes(range(256)) * 4096
    assert digest == hashlib.sha256(whole[: int(offset)]).hexdigest()
