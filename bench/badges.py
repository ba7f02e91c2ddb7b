"""A thousand badge fronts with portraits: seconds, memory and what the file holds beside the photos.

Both sides run in their own process and read the same job of minted tokens and distinct JPEGs; the peer is ReportLab
with its slow defaults turned off. Fonts are prepared before, as ``make setup`` does.
"""

import io
import json
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from badges.face import cache_folder
from badges.font import prepare
from bench.process import ROOT, python
from bench.table import Row, printed, row
from protocol.number import badge_number
from protocol.role import ROLES
from protocol.token import Token, mint

RUNS = 3
COUNT = 1000
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = [chr(point) for point in range(0x4E00, 0x9FA5, 23)]  # 900 characters


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: wall seconds, peak resident megabytes, megabytes of the file."""

    seconds: float
    memory: float
    size: float


def run() -> list[Row]:
    """Draw the same job by turns and compare."""
    prepare(cache_folder(os.environ))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        photos = write_job(folder / "job.jsonl") / 1e6
        ours, four, both, peer = [], [], [], []
        for _ in range(RUNS):
            for runs, asked in ((ours, []), (four, ["--layout", "4up"]), (both, ["--layout", "8up", "--sides", "two"])):
                command = python("badges", str(folder / "job.jsonl"), "-o", str(folder / "ours.pdf"), *asked)
                runs.append(measure(command, folder / "ours.pdf"))
            command = python("bench.badges_reportlab", str(folder / "job.jsonl"), str(folder / "peer.pdf"))
            peer.append(measure(command, folder / "peer.pdf"))
    return [
        row(
            "1,000 badges, PDF",
            [each.seconds for each in ours],
            [each.seconds for each in peer],
            "s",
            "ours <= 2.5 and ratio <= 0.5",
        ),
        row(
            "1,000 badges, four on A4 with cut marks, beside one a page",
            [each.seconds for each in four],
            [each.seconds for each in ours],
            "s",
            "ratio <= 1.3",
        ),
        row(
            "1,000 pocket badges, eight on A4, both sides, beside one a page",
            [each.seconds for each in both],
            [each.seconds for each in ours],
            "s",
        ),
        row(
            "1,000 badges, peak memory",
            [each.memory for each in ours],
            [each.memory for each in peer],
            "MB",
            "ours <= 120",
        ),
        row(
            "1,000 badges, file beside the photos",
            [each.size - photos for each in ours],
            [each.size - photos for each in peer],
            "MB",
            "ours <= 3",
        ),
    ]


def write_job(path: Path) -> int:
    """Write the job; return how many bytes its photos have."""
    dice = random.Random(2026)
    key, total = Ed25519PrivateKey.generate(), 0
    pictures = portraits()
    with path.open("w", encoding="utf-8") as file:
        for person in range(1, COUNT + 1):
            role, photo = ROLES[person % len(ROLES)], next(pictures)
            total += len(photo)
            picture = path.with_name(f"{person}.jpg")
            picture.write_bytes(photo)
            token = Token(dice.randbytes(8).hex(), person, role.number, 360101, 2026112, 1795276800, 1795363200)
            badge = {
                "name": dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2, 3)))),
                "role": role.number,
                "number": badge_number(person),
                "token": mint(token, key, 1),
                "plan_code": "JX-2026Q4",
                "plan_name": "第四季度职业技能等级认定",
                "mark": "江西职业技能鉴定",
                "site": "第一职业技术学校",
                "valid": "2026-11-22",
                "unit": "职业技能鉴定指导中心",
                "portrait_file": str(picture),
            }
            file.write(json.dumps(badge, ensure_ascii=False) + "\n")
    return total


def portraits() -> Iterator[bytes]:
    """Yield JPEGs of 413 x 531 pixels, 67 kB or so, no two alike."""
    kept = []
    for sigma in range(30, 50):
        data = io.BytesIO()
        Image.effect_noise((413, 531), sigma).convert("RGB").save(data, "JPEG", quality=55)
        kept.append(data.getvalue())
    number = 0
    while True:
        photo, remark = kept[number % len(kept)], f"{number:08d}".encode()
        yield photo[:2] + b"\xff\xfe\x00\x0a" + remark + photo[2:]  # a comment makes it another file
        number += 1


def measure(command: list[str], made: Path) -> Measured:
    """Run a program to its end."""
    started = time.perf_counter()
    program = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(program.pid, 0)
    seconds = time.perf_counter() - started
    program.returncode = os.waitstatus_to_exitcode(status)
    if program.returncode:
        raise RuntimeError(f"{command} ended with {program.returncode}")
    return Measured(seconds, usage.ru_maxrss / 1024, made.stat().st_size / 1e6)


if __name__ == "__main__":
    print(printed(run()))
