"""Films of badges held before a gate's camera."""

import functools

import cv2
import numpy as np

from bench import scene

SIZE = (640, 480)
RATE = 15
CODE = 44.0  # mm


@functools.cache
def held_up(text, seed=1, pixels=3.2, blur=0.6):
    """One picture of a badge with this text; ``pixels`` is how wide a module is, ``blur`` the lens's sigma."""
    chance = np.random.default_rng([seed, *text.encode()[-8:]])
    drawn, modules = scene.card(text, CODE, chance, "L")
    taken = scene.Shot(pixels=pixels, yaw=6, roll=5, blur=blur, noise=3, jpeg=88)
    return scene.taken(drawn, modules, CODE, SIZE, taken, chance)


@functools.cache
def nobody():
    """The same place with no badge in it."""
    chance = np.random.default_rng(5)
    drawn, modules = scene.card("NOBODY", CODE, chance)
    return scene.taken(drawn, modules, CODE, SIZE, scene.Shot(pixels=0.03, noise=3), chance)


def side_by_side(*pictures):
    """Several people at once: each has a part of the picture."""
    wide = SIZE[0] // len(pictures)
    middle = (SIZE[0] - wide) // 2
    return np.hstack([picture[:, middle : middle + wide] for picture in pictures])


def film(path, *pictures, held=10, between=5):
    """Write a film in which each picture stands for ``held`` frames, with nobody before, between and after."""
    out = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE, SIZE)
    for picture in pictures:
        for frame in [nobody()] * between + [picture] * held:
            out.write(frame)
    for _ in range(between):
        out.write(nobody())
    out.release()
    return path
