"""Badge shown to answer at the gate: films of a badge that comes nearer, played at 30 frames a second as a camera.

A badge appears at 65 cm, blurred by its motion, comes to 38 cm within 12 frames and is held there. Ours is the gate's
camera, watch and decoder; the baseline reads the newest frame with zxing alone. Counted from the moment the badge's
first frame was presented until its text is told: geometry, not the processor, is most of it.
"""

import math
import tempfile
import threading
import time
from pathlib import Path

import cv2
import numpy as np
import zxingcpp

from bench import scene
from bench.table import Row, row
from decoding.frame import FORMAT
from kiosk.camera import Film, Frame
from kiosk.watch import Recent, Watch
from protocol.token import PREFIX

CLIPS, SEED = 8, 20260621
RATE = 30  # frames a second
SIZE = (1280, 720)
CODE = 40.0  # mm
TEXT = 184  # characters after the prefix: a badge's
BEFORE, NEARING, HELD = 8, 12, 25  # frames
FAR, NEAR = 650.0, 380.0  # mm


def run() -> list[Row]:
    """Play each film once for both."""
    ours: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(CLIPS):
            path, text = film(Path(folder), number)
            ours.append(shown_to_told(path, text))
            bare.append(bare_newest(path, text))
    told = [1000 * seconds for seconds in ours if not math.isinf(seconds)]
    other = [1000 * seconds for seconds in bare if not math.isinf(seconds)]
    what = f"badge shown to answer, {CLIPS} films"
    return [
        row(f"{what}: median", told or [math.inf], other, "ms", "ours <= 400"),
        row(f"{what}: read", [len(told)], [len(other)], "films", f"ours >= {CLIPS}"),
    ]


def film(folder: Path, number: int) -> tuple[Path, str]:
    """Make a film of a badge; return it and the badge's text."""
    chance = np.random.default_rng([SEED, number])
    text = PREFIX + scene.words(chance, TEXT)
    drawn, modules = scene.card(text, CODE, chance)
    path = folder / f"{number}.avi"
    out = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE, SIZE)
    empty = scene.taken(drawn, modules, CODE, SIZE, scene.Shot(pixels=0.05, noise=3), chance)
    still = scene.shot("clean", chance)
    focal = SIZE[0] / 2 / math.tan(math.radians(scene.LENS[SIZE]) / 2)
    for step in range(-BEFORE, NEARING + HELD):
        if step < 0:
            out.write(empty)
            continue
        nearness = min(1.0, step / NEARING)
        distance = FAR + (NEAR - FAR) * nearness
        pixels = focal * CODE / modules / distance
        motion = 6.0 * (1 - nearness) + 0.6
        how = scene.Shot(
            pixels=pixels, yaw=still.yaw, pitch=still.pitch, roll=still.roll, blur=0.7, motion=motion, noise=4, jpeg=85,
            off=(still.off[0] * (1 - nearness), still.off[1] * (1 - nearness)),
        )  # fmt: skip
        out.write(scene.taken(drawn, modules, CODE, SIZE, how, chance))
    out.release()
    return path, text


def shown_to_told(path: Path, text: str) -> float:
    """Return the seconds from the badge's first frame until its text was told; infinite where it was not."""
    played, told = Film(path), []

    def shown(read: str, _frame: Frame) -> None:
        if read == text:
            told.append(time.monotonic())

    watch = Watch(played, Recent(), shown)
    played.start()
    watch.start()
    watch.wait()
    return _since_first(played, told)


def bare_newest(path: Path, text: str) -> float:
    """Return the same for a loop that reads the newest frame with zxing and nothing else."""
    played, told = Film(path), []

    def loop() -> None:
        number = 0
        while (frame := played.next(number, 1.0)) is not None:
            number = frame.number
            grey = cv2.cvtColor(frame.picture, cv2.COLOR_BGR2GRAY)
            if not told and any(code.text == text for code in zxingcpp.read_barcodes(grey, FORMAT)):
                told.append(time.monotonic())

    thread = threading.Thread(target=loop)
    played.start()
    thread.start()
    thread.join()
    return _since_first(played, told)


def _since_first(played: Film, told: list[float]) -> float:
    return told[0] - (played.began + BEFORE / RATE) if told else math.inf
