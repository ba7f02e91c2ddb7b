import io
import os
import re
import subprocess
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from badges.badge import Badge
from badges.face import faces
from badges.pdf import Font
from badges.sheet import write
from protocol.number import badge_number
from protocol.role import PROCTOR, ROLES
from protocol.token import Token, mint

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def token(person, role):
    return mint(Token(f"{person:016x}", person, role.number, 360101, 2026112, 1795276800, 1795363200), KEY, 1)


def jpeg(size=(280, 370), colour="#3366AA", mode="RGB", **saved):
    out = io.BytesIO()
    Image.new("RGB", size, colour).convert(mode).save(out, "JPEG", **saved)
    return out.getvalue()


PLAIN = Badge(
    name="王秀英",
    role=PROCTOR,
    number=badge_number(17),
    token=token(17, PROCTOR),
    plan_code="JX-2026Q4",
    plan_name="第四季度职业技能等级认定",
    mark="江西职业技能鉴定",
    site="第一职业技术学校",
    valid="2026-11-22",
    unit="职业技能鉴定指导中心",
    portrait=None,
)


@pytest.fixture(scope="session")
def badge():
    """Make a badge; what is not named is as on an ordinary one."""
    return lambda **changes: replace(PLAIN, **changes)


@pytest.fixture(scope="session")
def portrait():
    return jpeg


@pytest.fixture(scope="session")
def printed():
    """Print badges; return the PDF and the report."""

    def make(*badges, **asked):
        out = io.BytesIO()
        report = write(badges, out, **asked)
        return out.getvalue(), report

    return make


@pytest.fixture(scope="session")
def rendered():
    """Draw pages as a printer would: one picture a page."""

    def make(pdf, dpi=300, first=1, last=None):
        command = ["pdftoppm", "-r", str(dpi), "-f", str(first), "-l", str(last or first), "-"]
        ppm = subprocess.run(command, input=pdf, capture_output=True, check=True)
        assert ppm.stderr == b"", "the PDF made the renderer complain"
        pages, place = [], 0
        while place < len(ppm.stdout):
            header = re.compile(rb"P6\n(\d+) (\d+)\n255\n").match(ppm.stdout, place)
            size = (int(header[1]), int(header[2]))
            place = header.end() + 3 * size[0] * size[1]
            pages.append(Image.frombytes("RGB", size, ppm.stdout[header.end() : place]))
        return pages

    return make


@pytest.fixture(scope="session")
def every_role(badge):
    return [
        badge(role=role, number=badge_number(40 + role.number), token=token(40 + role.number, role)) for role in ROLES
    ]


@pytest.fixture(scope="session")
def every_role_pdf(every_role, printed):
    return printed(*every_role)[0]


@pytest.fixture(scope="session")
def weights():
    return faces(os.environ)


@pytest.fixture
def bold(weights):
    return Font(weights["B"], 1, "B", Font(weights["F"], 2, "F"))
