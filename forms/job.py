"""Draw one job: which form, on which sheet, with what on it."""

import io
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, BinaryIO

import pypdfium2

from badges.face import faces
from badges.pdf import Pdf
from forms import (
    abnormal,
    analysis,
    handoff,
    labels,
    notice,
    reconciled,
    record,
    report,
    scores,
    seats,
    sheets,
    slips,
    theory,
    wall,
)
from forms.page import Ink, Page

DPI = 110  # of a picture on a screen
Layer = Callable[[Ink, Mapping[str, Any]], list[Page]]


@dataclass(frozen=True, slots=True)
class Report:
    """What was drawn; ``substituted`` lists text and character where ``〓`` stands instead."""

    pages: int
    substituted: tuple[tuple[str, str], ...]


def _labels(ink: Ink, job: Mapping[str, Any]) -> list[Page]:
    sheet = sheets.chosen(job["sheet"], job.get("grid"))
    return labels.lay(ink, sheet, job["items"], start=_start(job, sheet.count), cut=bool(job.get("cut")))


def _desks(ink: Ink, job: Mapping[str, Any]) -> list[Page]:
    sheet = sheets.chosen(job["sheet"], job.get("grid"))
    return slips.desks(ink, sheet, job["items"], start=_start(job, sheet.count), cut=bool(job.get("cut")))


def _start(job: Mapping[str, Any], most: int) -> int:
    start = int(job.get("start", 1))
    if not 1 <= start <= most:
        raise ValueError(f"起始位置应为 1 至 {most} (the first label is one of {most})")
    return start


#: Form -> its title, whether both sides of the paper are meant, and who draws it.
FORMS: Mapping[str, tuple[str, bool, Layer]] = MappingProxyType(
    {
        "labels": ("标签", False, _labels),
        "desks": ("桌贴", False, _desks),
        "doors": ("门贴", False, lambda ink, job: slips.doors(ink, job["items"])),
        "seats": ("座次表", False, lambda ink, job: seats.lay(ink, job["items"])),
        "record": ("考场情况记录单", True, lambda ink, job: record.lay(ink, job["items"])),
        "wall": ("监考名单", False, lambda ink, job: wall.lay(ink, job["items"])),
        "slips": ("监考个人纸条", False, lambda ink, job: wall.slips(ink, job["items"])),
        "handoff": ("交接表", False, lambda ink, job: _each(handoff.lay, ink, job)),
        "scores": ("实操评分记录表", False, lambda ink, job: scores.lay(ink, job["items"])),
        "scored": ("实操评分记录", False, lambda ink, job: scores.lay(ink, job["items"])),
        "report": ("实操考评报告", False, lambda ink, job: report.lay(ink, job["items"])),
        "reconciled": ("读卡核对表", False, lambda ink, job: reconciled.lay(ink, job["items"])),
        "theory": ("理论成绩单", False, lambda ink, job: theory.lay(ink, job["items"])),
        "analysis": ("试题分析", False, lambda ink, job: analysis.lay(ink, job["items"])),
        "abnormal": ("异常情况名单", False, lambda ink, job: abnormal.lay(ink, job["items"])),
        "notice": ("成绩更正通知", False, lambda ink, job: notice.lay(ink, job["items"])),
        "spares": ("备用卷卡登记表", False, lambda ink, job: _each(handoff.spares, ink, job)),
    }
)


def _each(layer: Layer, ink: Ink, job: Mapping[str, Any]) -> list[Page]:
    return [page for form in job["items"] for page in layer(ink, form)]


def write(job: Mapping[str, Any], out: BinaryIO) -> Report:
    """Write a job ``{"form", "items", "sheet", "grid", "start", "cut"}`` as a PDF.

    Sheet, grid, start and cut are for labels and desk slips.

    Raises:
        ValueError: there is no such form or sheet, or nothing to draw.
        KeyError: what is to be drawn lacks a field.
    """
    if job.get("form") not in FORMS:
        raise ValueError(f"没有 {job.get('form')} 这种表单，可用：{' '.join(FORMS)} (there is: {' '.join(FORMS)})")
    title, two_sided, layer = FORMS[job["form"]]
    pdf = Pdf(out, faces(os.environ))
    ink = Ink(pdf)
    pages = layer(ink, job)
    if not job["items"]:
        raise ValueError("没有要打印的内容 (nothing to print)")
    for page in pages:
        page.write()
    pdf.close(title, b"DuplexFlipLongEdge" if two_sided else b"Simplex")
    return Report(len(pages), tuple(ink.substituted))


def picture(job: Mapping[str, Any], out: BinaryIO) -> Report:
    """Write the first page of a job as PNG, as a printer would draw it; the report is of the whole job.

    Raises:
        ValueError: as ``write``.
        KeyError: as ``write``.
    """
    made = io.BytesIO()
    report = write(job, made)
    pdf = pypdfium2.PdfDocument(made.getvalue())
    try:
        pdf[0].render(scale=DPI / 72).to_pil().save(out, "PNG")
    finally:
        pdf.close()
    return report
