import re

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from badges import qr

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def picture(rows, scale=4):
    size = len(rows)
    image = Image.new("L", (size + 8, size + 8), 255)
    image.paste(Image.frombytes("L", (size, size), b"".join(rows)), (4, 4))
    return image.resize((image.width * scale, image.height * scale), Image.Resampling.NEAREST)


@settings(deadline=None, max_examples=40)
@given(st.text(ALPHANUMERIC, min_size=1, max_size=390))
def test_whatever_a_token_may_hold_reads_back(text):
    assert zxingcpp.read_barcode(picture(qr.modules("KW1:" + text))).text == "KW1:" + text


@pytest.mark.parametrize(("characters", "side"), [(177, 41), (195, 41), (196, 45), (225, 49)])
def test_a_badge_token_makes_version_6_and_a_longer_one_the_next(characters, side):
    assert len(qr.modules("A" * characters)) == side


@pytest.mark.parametrize("characters", [183, 200, 400])
def test_the_symbol_and_its_quiet_zone_fill_one_square_in_whole_dots(characters):
    words = qr.draw("A" * characters, 0, 0).decode()
    module = float(re.search(r"q 0 g (\S+) 0 0", words)[1])
    margin = float(re.search(r"(\S+) \S+ cm", words)[1])
    size = len(qr.modules("A" * characters))
    assert module / qr.DOT == pytest.approx(round(module / qr.DOT), abs=1e-3)
    assert margin >= qr.QUIET * module - 1e-3
    assert 2 * margin + size * module == pytest.approx(qr.SIDE, abs=1e-2)


def test_the_symbol_of_a_badge_is_between_46_and_50_millimetres_wide():
    module = float(re.search(r"q 0 g (\S+) 0 0", qr.draw("A" * 183, 0, 0).decode())[1])
    assert 46 <= 41 * module <= 50


def test_a_text_no_qr_can_hold_is_refused():
    with pytest.raises(ValueError, match="too long"):
        qr.modules("A" * 5000)
