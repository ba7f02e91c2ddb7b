"""Pictures of a badge before a camera, made from the physics: where it is held, the lens, the light, the sensor.

A pinhole camera looks at a flat or bent card with a QR code on it; then come glare, something in the way, a lens out of
focus, motion during the exposure, little light, the sensor's noise, and the camera's own JPEG. All of it follows from
one seed.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

Picture = npt.NDArray[np.uint8]
Light = npt.NDArray[np.float32]
Generator = np.random.Generator

DOTS = 10  # of the drawn card, per mm
CARD = (86.0, 124.0)  # mm
CODE_AT = 0.6  # of the card's height
FINE = 2  # the scene is drawn so much finer than the sensor sees it
SIZES = ((640, 480), (1280, 720))
LENS = MappingProxyType({(640, 480): 55.0, (1280, 720): 65.0})  # degrees the picture is wide
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Shot:
    """How one picture is taken.

    Angles in degrees; ``pixels`` a module is wide; ``blur`` (sigma) and ``motion`` in pixels; ``bend`` the radius of a
    bent card in mm (0: flat); ``glare`` and ``cover`` as parts of the code's width and area; ``light`` 1 is full.
    """

    pixels: float
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    blur: float = 0.5
    motion: float = 0.0
    bend: float = 0.0
    glare: float = 0.0
    cover: float = 0.0
    light: float = 0.95
    noise: float = 2.0
    jpeg: int = 95
    off: tuple[float, float] = (0.0, 0.0)  # from the middle, as a part of the room there is


#: Kind of picture -> what sets it apart: field -> least and most; ``*`` says that the measure is the module.
KINDS: Mapping[str, Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        "clean": {},
        "perspective": {"yaw": (25, 50), "pitch": (-30, 30), "roll": (-180, 180)},
        "defocus": {"blur*": (0.35, 0.70)},
        "motion": {"motion*": (0.8, 2.0)},
        "lowlight": {"light": (0.06, 0.22), "noise": (3, 7)},
        "noise": {"noise": (14, 34)},
        "glare": {"glare": (0.10, 0.35)},
        "covered": {"cover": (0.02, 0.07)},
        "small": {"pixels": (1.25, 2.0)},
        "bent": {"bend": (35, 90)},
        "jpeg": {"jpeg": (12, 35)},
        "mixed": {
            "yaw": (-28, 28), "pitch": (-20, 20), "roll": (-25, 25), "blur*": (0.25, 0.4), "motion*": (0, 0.8),
            "light": (0.3, 0.8), "noise": (5, 12), "jpeg": (50, 80),
        },
    }
)  # fmt: skip
USUAL: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"pixels": (2.2, 4.0), "yaw": (-8, 8), "pitch": (-8, 8), "roll": (-10, 10), "blur": (0.45, 0.7),
     "light": (0.85, 1.0), "noise": (1, 3)}
)  # fmt: skip


def shot(kind: str, chance: Generator) -> Shot:
    """Choose how a picture of this kind is taken."""
    ranges = {**USUAL, **KINDS[kind]}
    drawn = {name: float(chance.uniform(*ranges[name])) for name in sorted(ranges)}
    module = drawn["pixels"]
    for name in [name for name in drawn if name.endswith("*")]:
        drawn[name[:-1]] = drawn.pop(name) * module
    drawn["yaw"] *= 1 if "yaw" not in KINDS[kind] or kind == "mixed" else float(chance.choice([-1, 1]))
    jpeg = int(drawn.pop("jpeg", 95))
    off = (float(chance.uniform(-0.6, 0.6)), float(chance.uniform(-0.6, 0.6)))
    taken = Shot(**drawn, jpeg=jpeg, off=off)
    if kind == "mixed":
        bend = float(chance.choice([0, chance.uniform(60, 120)]))
        taken = replace(taken, bend=bend, glare=float(chance.choice([0, chance.uniform(0.05, 0.15)])))
    return taken


def words(chance: Generator, length: int) -> str:
    """Return a text that fits the QR code's letters."""
    return "".join(chance.choice(list(ALPHABET), length))


def card(text: str, code: float, chance: Generator, level: str = "M") -> tuple[Picture, int]:
    """Draw a card with ``text`` as a QR code ``code`` mm wide; return it and the code's modules a side."""
    symbol_of = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    modules = np.array(symbol_of.to_image(scale=1, add_quiet_zones=False)) == 0
    side, (wide, high) = round(code * DOTS), (round(edge * DOTS) for edge in CARD)
    drawn = np.full((high, wide, 3), 250, np.uint8)
    colour = [int(part) for part in chance.integers(20, 150, 3)]
    cv2.rectangle(drawn, (0, 0), (wide, 20 * DOTS), colour, -1)
    cv2.putText(drawn, "KAOWU", (8 * DOTS, 14 * DOTS), cv2.FONT_HERSHEY_DUPLEX, 4, (255, 255, 255), 9)
    below = f"{chance.integers(0, 99999):05d}-{chance.choice(list(ALPHABET))}"
    cv2.putText(drawn, below, (22 * DOTS, 118 * DOTS), cv2.FONT_HERSHEY_DUPLEX, 3, (30, 30, 30), 7)
    symbol = cv2.resize(np.where(modules, 0, 255).astype(np.uint8), (side, side), interpolation=cv2.INTER_NEAREST)
    left, top = (wide - side) // 2, round(high * CODE_AT) - side // 2
    drawn[top : top + side, left : left + side] = symbol[..., None]
    return drawn, modules.shape[0]


def taken(drawn: Picture, modules: int, code: float, size: tuple[int, int], how: Shot, chance: Generator) -> Picture:
    """Take the picture (BGR, as the camera's JPEG gives it back)."""
    width, height = size
    focal = width / 2 / math.tan(math.radians(LENS.get(size, 65.0)) / 2)
    distance = focal * code / modules / how.pixels
    reach = how.pixels * modules / 2  # pixels from the code's middle to its edge
    room = max(0.0, width / 2 - reach * 1.35), max(0.0, height / 2 - reach * 1.35)
    middle = width / 2 + how.off[0] * room[0], height / 2 + how.off[1] * room[1]
    scene, mask = _projected(drawn, size, how, focal, distance, middle)
    behind = cv2.resize(chance.integers(20, 200, (9, 16, 3)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    grain = chance.normal(0, 25, (height // 4, width // 4)).astype(np.float32)
    behind = np.clip(behind + cv2.resize(grain, size)[..., None], 0, 255)
    picture: Light = (scene * mask[..., None] + behind * (1 - mask[..., None])).astype(np.float32)
    picture = _lit(_hidden(picture, how, middle, reach, chance), how, middle, reach, chance)
    return _sensed(_smeared(picture, how, chance), how, chance)


def _turned(how: Shot) -> npt.NDArray[np.float64]:
    yaw, pitch, roll = (math.radians(angle) for angle in (how.yaw, how.pitch, how.roll))
    about_y = np.array([[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]])
    about_x = np.array([[1, 0, 0], [0, math.cos(pitch), -math.sin(pitch)], [0, math.sin(pitch), math.cos(pitch)]])
    about_z = np.array([[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]])
    whole: npt.NDArray[np.float64] = about_z @ about_x @ about_y
    return whole


def _projected(
    drawn: Picture, size: tuple[int, int], how: Shot, focal: float, distance: float, middle: tuple[float, float]
) -> tuple[Light, Light]:
    """Return what the lens throws on the sensor, and where the card is in it (0 to 1)."""
    width, height = size
    turned = _turned(how)
    where = np.array(
        [(middle[0] - width / 2) * distance / focal, (middle[1] - height / 2) * distance / focal, distance]
    )
    across, down = np.meshgrid(
        ((np.arange(width * FINE) + 0.5) / FINE - width / 2) / focal,
        ((np.arange(height * FINE) + 0.5) / FINE - height / 2) / focal,
    )
    # Each ray, in the card's own frame: x to its right, y down, z away from who looks; the code's middle is 0.
    rays = np.stack([across, down, np.ones_like(across)], -1).astype(np.float32) @ turned.astype(np.float32)
    eye = -(turned.T @ where)
    if how.bend:
        a = rays[..., 0] ** 2 + rays[..., 2] ** 2
        b = 2 * (eye[0] * rays[..., 0] + (eye[2] - how.bend) * rays[..., 2])
        c = eye[0] ** 2 + (eye[2] - how.bend) ** 2 - how.bend**2
        inside = b * b - 4 * a * c
        far = np.where(inside > 0, (-b - np.sqrt(np.maximum(inside, 0))) / (2 * a), np.nan)
        x = how.bend * np.arctan2(eye[0] + far * rays[..., 0], how.bend - (eye[2] + far * rays[..., 2]))
    else:
        far = -eye[2] / rays[..., 2]
        x = eye[0] + far * rays[..., 0]
    y = eye[1] + far * rays[..., 1]
    u = np.nan_to_num((x + CARD[0] / 2) * DOTS, nan=-9.0).astype(np.float32)
    v = np.nan_to_num((y + CARD[1] * CODE_AT) * DOTS, nan=-9.0).astype(np.float32)
    seen = cv2.remap(drawn, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(0, 0, 0))
    there = cv2.remap(np.full(drawn.shape[:2], 255, np.uint8), u, v, cv2.INTER_LINEAR)
    scene = cv2.resize(seen, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    return scene, cv2.resize(there, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def _hidden(picture: Light, how: Shot, middle: tuple[float, float], reach: float, chance: Generator) -> Light:
    """Put a finger or a cord before the card, away from the code's three corner marks."""
    if not how.cover:
        return picture
    radius = math.sqrt(how.cover * (2 * reach) ** 2 / math.pi)
    x, y = (middle[axis] + chance.uniform(-0.15, 0.4) * reach for axis in (0, 1))
    axes = max(1, round(radius * 1.3)), max(1, round(radius / 1.3))
    cv2.ellipse(picture, (round(x), round(y)), axes, chance.uniform(0, 180), 0, 360, (90, 120, 170), -1)
    return picture


def _lit(picture: Light, how: Shot, middle: tuple[float, float], reach: float, chance: Generator) -> Light:
    """Let a lamp shine in the card's foil."""
    if not how.glare:
        return picture
    height, width = picture.shape[:2]
    down, across = np.mgrid[0:height, 0:width]
    x, y = (middle[axis] + chance.uniform(-1, 1) * reach for axis in (0, 1))
    spread = 2 * reach * how.glare
    shine = np.exp(-(((across - x) / (spread * 1.6)) ** 2 + ((down - y) / spread) ** 2))
    return (picture + shine[..., None] * 260).astype(np.float32)


def _smeared(picture: Light, how: Shot, chance: Generator) -> Light:
    """Put the lens out of focus and move the card while the shutter is open."""
    if how.blur > 0:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), how.blur), np.float32)
    if how.motion < 1:
        return picture
    side, angle = 2 * round(how.motion) + 1, chance.uniform(0, math.pi)
    path = np.zeros((side, side), np.float32)
    for step in np.linspace(-how.motion / 2, how.motion / 2, 48):
        path[round(side // 2 + step * math.sin(angle)), round(side // 2 + step * math.cos(angle))] += 1
    return np.asarray(cv2.filter2D(picture, -1, path / path.sum()), np.float32)


def _sensed(picture: Light, how: Shot, chance: Generator) -> Picture:
    """Turn light into numbers: exposure, a lamp from one side, noise of light and sensor, JPEG."""
    fall = 1 + 0.15 * np.linspace(-1, 1, picture.shape[1], dtype=np.float32) * chance.choice([-1, 1])
    picture = np.clip(picture, 0, 255) * how.light * fall[None, :, None]
    spread = np.sqrt(how.noise**2 + picture * 0.08 * how.noise / 3)
    noisy = np.clip(picture + chance.normal(0, 1, picture.shape) * spread, 0, 255).astype(np.uint8)
    _, data = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, how.jpeg])
    back = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert back is not None
    return np.asarray(back, np.uint8)
