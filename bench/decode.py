"""Reading badges' codes from single frames: zxing alone, and the gate's decoder, which looks again where zxing fails.

The frames are made by ``bench.scene``: twelve kinds of trouble, four sizes of code, two sizes of picture.
``KAOWU_QR_CORPUS`` names a folder of other frames to be read instead: pictures, and a ``manifest.jsonl`` with ``file``
and ``text`` (and, if it likes, ``cat``) a line. ``KAOWU_QR_SEED`` makes other frames.
"""

import collections
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import zxingcpp

from bench import scene
from bench.table import Row, row
from decoding.frame import Decoder, Grey

SEED = 20260620  # not one the decoder was tuned on
EACH = 2  # pictures of each kind, code and size
LENGTHS = (59, 149, 214, 301)  # characters: versions 3, 6, 8 and 10 at level M
CODE = 40.0  # mm

Frame = tuple[str, str, Grey]  # kind, text, picture
Reader = Callable[[Grey], list[str]]


def run() -> list[Row]:
    """Read every frame with both and compare."""
    cv2.setNumThreads(1)
    folder = os.environ.get("KAOWU_QR_CORPUS")
    frames = list(kept(Path(folder)) if folder else made(int(os.environ.get("KAOWU_QR_SEED", SEED)), EACH))
    mine, wrong, times, missed = read_all(frames, ours)
    other, other_wrong, other_times, _ = read_all(frames, alone)
    what = f"QR decode, {len(frames)} frames"
    rate = row(f"{what}: read", [100 * mine / len(frames)], [100 * other / len(frames)], "%", "ours >= 88")
    rate["note"] = "missed: " + ", ".join(f"{kind} {count}" for kind, count in missed.most_common())
    ms, other_ms = [1000 * second for second in times], [1000 * second for second in other_times]
    return [
        rate,
        row(f"{what}: wrong texts", [wrong], [other_wrong], "texts", "ours <= 0"),
        row(f"{what}: median", ms, other_ms, "ms", "ours <= 10"),
        row(f"{what}: worst frame", [max(ms)], [max(other_ms)], "ms", "ours <= 60"),
    ]


def ours(grey: Grey) -> list[str]:
    """Read one frame as the gate does, by itself: nothing is known of the frame before."""
    return [code.text for code in Decoder().read(grey)]


def alone(grey: Grey) -> list[str]:
    """Read one frame with zxing as it comes, told what kind of code to look for."""
    return [code.text for code in zxingcpp.read_barcodes(grey, zxingcpp.BarcodeFormat.QRCode)]


def read_all(frames: list[Frame], reader: Reader) -> tuple[int, int, list[float], collections.Counter[str]]:
    """Return how many frames gave their text, how many another, each one's processor seconds, and the kinds missed."""
    right = wrong = 0
    seconds: list[float] = []
    missed: collections.Counter[str] = collections.Counter()
    for kind, text, grey in frames:
        began = time.thread_time()
        texts = reader(grey)
        seconds.append(time.thread_time() - began)
        right += text in texts
        wrong += any(other != text for other in texts)
        if text not in texts:
            missed[kind] += 1
    return right, wrong, seconds, missed


def made(seed: int, each: int) -> Iterator[Frame]:
    """Make frames; the same seed makes the same ones."""
    for size in scene.SIZES:
        for length in LENGTHS:
            for kind_number, kind in enumerate(scene.KINDS):
                for number in range(each):
                    chance = np.random.default_rng([seed, size[0], length, kind_number, number])
                    text = scene.words(chance, length)
                    drawn, modules = scene.card(text, CODE, chance)
                    picture = scene.taken(drawn, modules, CODE, size, scene.shot(kind, chance), chance)
                    yield kind, text, np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def kept(folder: Path) -> Iterator[Frame]:
    """Read the frames of a folder."""
    for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines():
        said = json.loads(line)
        grey = cv2.imread(str(folder / said["file"]), cv2.IMREAD_GRAYSCALE)
        assert grey is not None, f"{said['file']} cannot be read"
        yield said.get("cat", ""), said["text"], np.asarray(grey, np.uint8)
