import io
import json

import pytest
import zxingcpp
from PIL import Image

from badges.preview import main
from tests.badges.conftest import PLAIN

ROW = {"name": "王秀英", "role": 8, "number": "00017-E", "token": PLAIN.token}
DESIGN = {"design": {"colours": {"8": "#102030"}, "reverse": {"8": ["核验身份"]}, "found": "拾获请交考务办公室"}}


@pytest.fixture
def job(tmp_path):
    path = tmp_path / "job.jsonl"

    def write(*rows):
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        return str(path)

    return write


def drawn(path):
    return Image.open(io.BytesIO(path.read_bytes())).convert("RGB")


def test_the_front_of_the_first_badge_becomes_a_picture(job, tmp_path):
    assert main([job(DESIGN, ROW, {**ROW, "name": "张伟"}), "-o", str(tmp_path / "b.png")]) == 0
    page = drawn(tmp_path / "b.png")
    assert page.size == (678, 977)
    assert page.getpixel((670, 4)) == (0x10, 0x20, 0x30)
    assert zxingcpp.read_barcode(page).text == PLAIN.token


def test_the_other_side_and_the_other_size_too(job, tmp_path):
    asked = [job(DESIGN, ROW), "-o", str(tmp_path / "b.png"), "--side", "back", "--size", "pocket", "--dpi", "100"]
    assert main(asked) == 0
    page = drawn(tmp_path / "b.png")
    assert page.size == (276, 386)
    assert zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode) == []


@pytest.mark.parametrize(
    "rows", [[], [DESIGN], [{"name": "王"}], [{**ROW, "name": "\U000323af"}], [{"design": 5}, ROW]]
)
def test_a_job_without_a_badge_that_can_be_drawn_is_refused_in_words(rows, job, tmp_path, capsys):
    assert main([job(*rows), "-o", str(tmp_path / "b.png")]) == 1
    assert json.loads(capsys.readouterr().err)["error"]["says"]
    assert not (tmp_path / "b.png").exists()
