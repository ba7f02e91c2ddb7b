"""Forms drawn in this process, and what a reader finds on them."""

import io

import pypdfium2
import pytest
import zxingcpp

from forms import job


@pytest.fixture
def drawn():
    """Draw a form; returns the PDF."""

    def draw(form, items, **lies):
        out = io.BytesIO()
        job.write({"form": form, "items": items, **lies}, out)
        return out.getvalue()

    return draw


def picture(pdf, page=0, dots=150):
    return pypdfium2.PdfDocument(pdf)[page].render(scale=dots / 72).to_pil().convert("L")


def codes(pdf, page=0, dots=200):
    """Texts of all QR codes on a page."""
    found = zxingcpp.read_barcodes(picture(pdf, page, dots), formats=zxingcpp.BarcodeFormat.QRCode)
    return sorted(one.text for one in found)


def words(pdf, page=0):
    return pypdfium2.PdfDocument(pdf)[page].get_textpage().get_text_bounded()


def label(number=1, **other):
    usual = {
        "qr": f"KL1:3601:3:B{number:03d}-X", "number": f"B{number:03d}-X", "kind": "试卷袋", "room": "101",
        "group": None, "session": "理论第一场", "holds": "试卷 31 份", "seal": "S014-K", "plan": "JX-20261122 考点",
    }  # fmt: skip
    return usual | other


def head(**other):
    usual = {
        "plan": "2026年第四季度职业技能鉴定", "site": "示范考点", "room": "101", "session": "理论第一场",
        "when": "11月22日 09:00–10:30", "subject": "电工 四级", "count": 30, "first": "2636010010010101001",
        "last": "2636010010010101030", "label": "J001-R", "qr": "KL1:3601:3:J001-R",
        "bags": [],
    }  # fmt: skip
    return usual | other
