"""What a phone's camera sees: a printed badge held askew before a dim wall, as a film the browser takes for it."""

import subprocess
from random import Random

import cv2
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

SIZE = (1280, 720)
FPS = 5
SHOWN, AWAY = 8, 19  # frames the badge is held up, and away: longer than the screen waits for a code to be gone
DPI = 200
FIELDS = 8  # of a picture's number


def printed(pdf, folder, page=1):
    """Print one page of a PDF and look at the paper."""
    target = folder / f"page-{page}"
    command = ["pdftoppm", "-png", "-singlefile", "-r", str(DPI), "-f", str(page), "-l", str(page), pdf, target]
    subprocess.run(command, check=True)
    with Image.open(target.with_suffix(".png")) as picture:
        return picture.convert("RGB")


def code_of(picture):
    """The text of the one QR code in a picture."""
    (found,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return found.text


def held_up(badge, size=SIZE):
    """Hold a badge before the camera: turned, in perspective, before a wall, a little blurred and noisy."""
    width, height = size
    scene = wall().resize(size)
    tall = round(height * 1.28)  # the code is what matters; the badge's ends leave the picture
    paper = badge.convert("RGBA").resize((round(badge.width * tall / badge.height), tall), Image.Resampling.LANCZOS)
    paper = paper.rotate(4, Image.Resampling.BICUBIC, expand=True)
    w, h = paper.size
    # The far side is smaller: corners upper left, lower left, lower right, upper right of what is seen.
    seen = paper.transform(
        paper.size,
        Image.Transform.QUAD,
        (-0.05 * w, -0.06 * h, 0, h, w, 0.97 * h, 1.04 * w, 0),
        Image.Resampling.BICUBIC,
    )
    scene.paste(seen, ((width - w) // 2, round(height * 0.5 - h * 0.66)), seen)
    return grainy(scene.filter(ImageFilter.GaussianBlur(0.8)))


def wall():
    """A wall with a door frame and a notice, no code in sight."""
    scene = Image.new("RGB", SIZE, "#8d8a80")
    pen, chance = ImageDraw.Draw(scene), Random(1)
    for _ in range(40):
        x, y = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
        grey = chance.randrange(90, 170)
        pen.rectangle(
            (x, y, x + chance.randrange(20, 240), y + chance.randrange(20, 160)), fill=(grey, grey, grey - 20)
        )
    return scene


def grainy(scene):
    noise = Image.effect_noise(scene.size, 28).convert("RGB")
    return Image.blend(scene, noise, 0.1)


def film(path, *scenes, held=SHOWN, away=AWAY):
    """Write a film (Y4M) that shows each scene for a while, with the bare wall in between, over and over."""
    with path.open("wb") as file:
        file.write(b"YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n" % (*SIZE, FPS))
        empty = frame_of(grainy(wall()))
        for scene in scenes:
            file.write(frame_of(scene) * held)
            file.write(empty * away)
    return path


def bare(path):
    """Write a small film of the bare wall, for all who show no badge: a page reads its camera ten times a second, and
    the browser's own test picture, which is as large as the page asks for, would take a processor for each page.
    """
    size = (320, 240)
    with path.open("wb") as file:
        file.write(b"YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n" % (*size, FPS))
        file.write(frame_of(wall().resize(size)) * FPS)
    return path


def restless(path):
    """Write a small film in which everything changes with every picture: recorded, it comes at the rate asked for."""
    size, fps = (320, 240), 20
    with path.open("wb") as file:
        file.write(b"YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n" % (*size, fps))
        for _ in range(fps):
            file.write(frame_of(Image.effect_noise(size, 60).convert("RGB")))
    return path


def counting(path):
    """Write a small film of the wall whose pictures are numbered, over and over: fields below, white ones are ones."""
    (width, height), scene = (320, 240), wall().resize((320, 240))
    pen, wide = ImageDraw.Draw(scene), width // FIELDS
    with path.open("wb") as file:
        file.write(b"YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n" % (width, height, FPS))
        for number in range(1 << FIELDS):
            for place in range(FIELDS):
                shade = "white" if number >> (FIELDS - 1 - place) & 1 else "black"
                pen.rectangle((place * wide, height * 5 // 6, (place + 1) * wide - 1, height - 1), fill=shade)
            file.write(frame_of(scene))
    return path


def numbers_of(path):
    """Decode what was filmed of ``counting``: of each picture its time in the film (s) and its number."""
    film, found = cv2.VideoCapture(str(path)), []
    while True:
        there, picture = film.read()
        if not there:
            return found
        height, width, _ = picture.shape
        fields = (
            picture[height * 11 // 12, (2 * place + 1) * width // (2 * FIELDS), 1] > 127 for place in range(FIELDS)
        )
        number = sum(int(one) << (FIELDS - 1 - place) for place, one in enumerate(fields))
        found.append((film.get(cv2.CAP_PROP_POS_MSEC) / 1000, number))


def frame_of(picture):
    """Write one frame of a Y4M film."""
    luma, blue, red = picture.convert("YCbCr").split()
    half = (picture.width // 2, picture.height // 2)
    planes = (luma, blue.resize(half, Image.Resampling.BOX), red.resize(half, Image.Resampling.BOX))
    return b"FRAME\n" + b"".join(plane.tobytes() for plane in planes)
