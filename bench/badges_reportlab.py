"""The badges' peer: the same page by ReportLab, tuned (binary streams, forms reused, QR as one vector path).

``python -m bench.badges_reportlab JOB OUT`` reads the job that ``python -m badges`` reads.
"""

import json
import os
import sys
from importlib.metadata import version
from pathlib import Path

from reportlab import rl_config
from reportlab.lib.colors import HexColor, black, white
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from badges import band as bands
from badges import job, qr
from badges.badge import Badge
from badges.face import WEIGHTS, cache_folder, prepared
from badges.size import DOT, FULL
from protocol.role import Role

MM = 72 / 25.4
PHOTO = (bands.SAFE, FULL.photo_y, *FULL.photo)
TEXT_X = bands.SAFE + FULL.photo[0] + 3
NAME_SIZES = {2: 40, 3: 40, 4: 30}


def band(page: Canvas, badge: Badge) -> None:
    """Draw what badges of a role share, once, as a form."""
    role = badge.role
    page.beginForm(role.code)
    page.setFillColor(HexColor(role.colour))
    page.rect(0, (FULL.height - FULL.band) * MM, FULL.width * MM, FULL.band * MM, stroke=0, fill=1)
    page.rect(0, 0, FULL.width * MM, FULL.strip * MM, stroke=0, fill=1)
    tabs(page, role)
    crest(page, role)
    page.setFillColor(white)
    page.setFont("Bold", 12)
    page.drawString(bands.BAND_TEXT_X * MM, (FULL.height - 6.3) * MM, badge.mark)
    page.setFont("Bold", 26)
    page.drawString(bands.BAND_TEXT_X * MM, (FULL.height - FULL.band + 3.7) * MM, role.zh)
    page.setFont("Bold", 10)
    page.drawString(bands.SAFE * MM, 1.5 * MM, role.zh)
    page.drawRightString((FULL.width - bands.SAFE) * MM, 1.5 * MM, badge.plan_code)
    page.setFont("Regular", 7)
    page.drawString(30 * MM, 1.5 * MM, role.en)
    page.endForm()


def tabs(page: Canvas, role: Role) -> None:
    """Draw the bars at both edges."""
    for bar in range(role.family.value):
        for x in (0.0, FULL.width - bands.TAB_WIDTH):
            y = 30 + bar * bands.TAB_PITCH
            page.rect(x * MM, y * MM, bands.TAB_WIDTH * MM, bands.TAB_HEIGHT * MM, stroke=0, fill=1)


def crest(page: Canvas, role: Role) -> None:
    """Draw as many shapes as the crest has."""
    x, y, radius = (
        side * MM for side in (bands.SAFE + bands.CREST_RADIUS, FULL.height - FULL.band / 2, bands.CREST_RADIUS)
    )
    page.setStrokeColor(white)
    page.circle(x, y, radius)
    page.circle(x, y, radius * 0.86)
    page.setFillColor(white)
    page.circle(x, y, radius * 0.72, stroke=0, fill=1)
    page.setFillColor(HexColor(role.colour))
    page.circle(x, y, radius * 0.5, stroke=0, fill=1)
    page.lines([(x - 6, y, x - 1, y - 5), (x - 1, y - 5, x + 7, y + 5)])


def words(page: Canvas, badge: Badge) -> None:
    """Write the name and the rows beside the portrait."""
    x, y = TEXT_X * MM, (FULL.photo_y + FULL.photo[1] - 12) * MM
    page.setFillColor(black)
    page.setFont("Bold", NAME_SIZES.get(len(badge.name), 24))
    page.drawString(x, y, badge.name)
    rows = (
        ("编号", badge.number),
        ("有效", badge.valid),
        ("考点", badge.site),
        ("计划", badge.plan_name),
        ("单位", badge.unit),
    )
    for place, (label, value) in enumerate(rows, 1):
        page.setFont("Regular", 7.5)
        page.drawString(x, y - place * 4.4 * MM, label)
        page.setFont("Bold" if place == 1 else "Regular", 15 if place == 1 else 7)
        page.drawString((TEXT_X + 8.4) * MM, y - place * 4.4 * MM, value)


def code(page: Canvas, token: str) -> None:
    """Draw the QR as one path."""
    rows = qr.modules(token)
    module, (x, y, side) = 14 * DOT * MM, (each * MM for each in FULL.qr)
    page.saveState()
    page.setFillColor(white)
    page.rect(x, y, side, side, stroke=0, fill=1)
    page.translate(x + qr.QUIET * module, y + qr.QUIET * module)
    page.scale(module, module)
    page.setFillColor(black)
    path = page.beginPath()
    for line, row in enumerate(rows):
        for run in qr.DARK.finditer(row):
            path.rect(run.start(), len(rows) - 1 - line, run.end() - run.start(), 1)
    page.drawPath(path, stroke=0, fill=1)
    page.restoreState()


def main(source: Path, target: Path) -> None:
    """Draw all badges of a job."""
    rl_config.useA85 = 0  # its default writes every photo as text, slowly
    for weight in WEIGHTS:
        pdfmetrics.registerFont(
            TTFont(weight, prepared(cache_folder(os.environ), weight, version("justmytype-intl-cjk")))
        )
    page = Canvas(str(target), pagesize=(FULL.width * MM, FULL.height * MM))
    roles: set[str] = set()
    with source.open("rb") as lines:
        for line in lines:
            (badge,) = job.read([line])
            if badge.role.code not in roles:
                band(page, badge)
                roles.add(badge.role.code)
            page.doForm(badge.role.code)
            place = [side * MM for side in PHOTO]
            page.drawImage(json.loads(line)["portrait_file"], *place)  # by name: the JPEG is not decoded
            words(page, badge)
            code(page, badge.token)
            page.showPage()
    page.save()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
