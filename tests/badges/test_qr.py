import re

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from badges import qr
from badges.size import DOT, FULL, POCKET

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def picture(rows, scale=4):
    size = len(rows)
    image = Image.new("L", (size + 8, size + 8), 255)
    image.paste(Image.frombytes("L", (size, size), b"".join(rows)), (4, 4))
    return image.resize((image.width * scale, image.height * scale), Image.Resampling.NEAREST)


def placed(token, size):
    """Return the side of a module, and the symbol's lower left corner."""
    found = re.search(r"q 0 g (\S+) 0 0 \S+ (\S+) (\S+) cm", qr.draw(token, size).decode())
    return tuple(map(float, found.groups()))


@settings(deadline=None, max_examples=40)
@given(st.text(ALPHANUMERIC, min_size=1, max_size=390))
def test_whatever_a_token_may_hold_reads_back(text):
    assert zxingcpp.read_barcode(picture(qr.modules("KW1:" + text))).text == "KW1:" + text


@pytest.mark.parametrize(("characters", "side"), [(177, 41), (195, 41), (196, 45), (225, 49)])
def test_a_badge_token_makes_version_6_and_a_longer_one_the_next(characters, side):
    assert len(qr.modules("A" * characters)) == side


@pytest.mark.parametrize("size", [FULL, POCKET], ids=["full", "pocket"])
@pytest.mark.parametrize("characters", [183, 200, 400])
def test_the_symbol_and_its_quiet_zone_lie_in_one_square_in_whole_dots(characters, size):
    module, x, y = placed("A" * characters, size)
    left, below, side = size.qr
    symbol = len(qr.modules("A" * characters)) * module
    assert module / DOT == pytest.approx(round(module / DOT), abs=1e-3)
    for near, far in ((x - left, left + side - x - symbol), (y - below, below + side - y - symbol)):
        assert min(near, far) >= qr.QUIET * module - 1e-3
        assert near == pytest.approx(far, abs=1.01 * DOT)
    for offset in (x, size.height - y):
        assert offset / DOT == pytest.approx(round(offset / DOT), abs=2e-2)


@pytest.mark.parametrize(("size", "least", "most"), [(FULL, 46, 50), (POCKET, 40, 43)], ids=["full", "pocket"])
def test_the_symbol_of_a_badge_is_as_large_as_the_size_allows(size, least, most):
    assert least <= 41 * placed("A" * 183, size)[0] <= most


def test_a_text_no_qr_can_hold_is_refused():
    with pytest.raises(ValueError, match="too long"):
        qr.modules("A" * 5000)
