"""Looking at photos and films: a film's copy beside copying its file, a photo's thumbnail beside unpacking it whole.

The film is 120 s long and built as browsers leave it: clusters of no told length, no duration, no index. The photo has
12 million pixels. All is done by turns in one process, but for the row that goes through the workshop's program.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from bench.table import Row, row
from imaging import ebml, film, photo
from imaging.kind import JPEG, WEBM
from imaging.task import LOOK, THUMBNAIL
from imaging.workshop import Workshop

RUNS = 7
SECONDS, PIECE, PACE = 120, 12, 20  # of the film; of the part it is made of; frames a second
SIZE = (1280, 720)
PHOTO = (4000, 3000)


def run() -> list[Row]:
    """Make the files, then measure by turns."""
    with tempfile.TemporaryDirectory(prefix="kaowu-bench-") as name:
        folder = Path(name)
        recorded, picture = recording(folder), photograph(folder / "photo.jpg")
        return [*_films(folder, recorded), *_photos(picture)]


def _films(folder: Path, recorded: Path) -> list[Row]:
    copies, plain, looks = [], [], []
    for _ in range(RUNS):
        copies.append(_ms(lambda: film.remux(recorded, WEBM, folder / "copy.webm")))
        plain.append(_ms(lambda: shutil.copyfile(recorded, folder / "plain.webm")))
        looks.append(_ms(lambda: film.look(recorded, WEBM)))
    size = recorded.stat().st_size / 1e6
    what = f"film of {SECONDS} s, {size:.0f} MB"
    return [
        row(f"{what}: copy to jump in, beside copying the file", copies, plain, "ms", "ours <= 500"),
        row(f"{what}: length and build read, beside copying the file", looks, plain, "ms"),
    ]


def _photos(picture: Path) -> list[Row]:
    small, whole, sent = [], [], []
    workshop = Workshop()
    try:
        workshop.submit(picture, (LOOK, THUMBNAIL)).result()  # the program has begun
        for _ in range(RUNS):
            small.append(_ms(lambda: photo.both(picture, JPEG)))
            whole.append(_ms(lambda: _unpacked(picture)))
            sent.append(_ms(lambda: workshop.submit(picture, (LOOK, THUMBNAIL)).result()))
    finally:
        workshop.stop()
    what = f"photo of 12 MP, {picture.stat().st_size / 1e6:.1f} MB"
    return [
        row(f"{what}: thumbnail and hints, beside unpacking it whole", small, whole, "ms", "ratio <= 0.75"),
        row(f"{what}: through the workshop, beside in this process", sent, small, "ms", "ours <= 250 and ratio <= 1.8"),
    ]


def _ms(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _unpacked(path: Path) -> None:
    with Image.open(path) as picture:
        picture.convert("RGB").load()


def photograph(path: Path) -> Path:
    """Write a photo with large shapes and fine grain, as a camera's has."""
    grain = np.random.default_rng(12)
    shapes = cv2.resize(grain.integers(0, 255, (30, 40, 3), np.uint8), PHOTO, interpolation=cv2.INTER_CUBIC)
    noise = grain.normal(0, 4, (PHOTO[1], PHOTO[0], 1)).astype(np.int16)
    picture = np.clip(shapes.astype(np.int16) + noise, 0, 255).astype(np.uint8)
    Image.fromarray(picture).save(path, quality=88)
    return path


def recording(folder: Path) -> Path:
    """Write a film as a browser leaves it: the same seconds again and again, each time later."""
    part = folder / "part.webm"
    writer = cv2.VideoWriter(str(part), cv2.VideoWriter_fourcc(*"VP80"), PACE, SIZE)
    grain = np.random.default_rng(7)
    ground = cv2.resize(grain.integers(60, 200, (18, 32, 3), np.uint8), SIZE, interpolation=cv2.INTER_CUBIC)
    for number in range(PIECE * PACE):
        frame = np.roll(ground, number * 6, axis=1)
        cv2.putText(frame, f"{number / PACE:.2f}", (60, 200), cv2.FONT_HERSHEY_SIMPLEX, 4, (20, 20, 20), 12)
        writer.write(frame)
    writer.release()
    made = folder / "recorded.webm"
    with part.open("rb") as file:
        found = film.webm.read(file)
        front = ebml.element(ebml.HEADER, found.header) + b"\x18\x53\x80\x67\x01" + b"\xff" * 7
        info = b"".join(ebml.element(number, data) for number, data in ebml.inside(found.info) if number != 0x4489)
        with made.open("wb") as into:
            into.write(front + ebml.element(ebml.INFO, info) + ebml.element(ebml.TRACKS, found.tracks))
            for again in range(SECONDS // PIECE):
                for cluster in found.clusters:
                    at = (cluster.time + again * PIECE * 1000).to_bytes(8, "big")
                    into.write(b"\x1f\x43\xb6\x75\x01" + b"\xff" * 7 + ebml.element(ebml.TIMESTAMP, at))
                    file.seek(cluster.start)
                    into.write(file.read(cluster.end - cluster.start))
    looked = film.look(made, WEBM)
    assert abs((looked.duration_ms or 0) - SECONDS * 1000) < 200, looked
    assert not looked.seekable
    return made
