"""The QR of a badge token as one vector path on bare paper, its quiet zone included."""

import re
from math import isqrt

import zxingcpp

from badges.size import DOT, Size

QUIET = 4  # modules of bare paper on every side, ISO/IEC 18004
DARK = re.compile(rb"\x00+")


def modules(token: str, level: str = "L") -> list[bytes]:
    """Return the symbol's rows, one byte a module, 0 is dark. Level L: big modules read better than many.

    Raises:
        ValueError: the text does not fit a QR code.
    """
    symbol = zxingcpp.create_barcode(token, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    pixels = bytes(memoryview(symbol.to_image(scale=1, add_quiet_zones=False)))  # type: ignore[arg-type]  # a buffer
    size = isqrt(len(pixels))
    return [pixels[start : start + size] for start in range(0, size * size, size)]


def draw(token: str, badge: Size) -> bytes:
    """Draw the symbol of ``token`` in the middle of its bare square, in millimetres from the badge's corner."""
    x, y, _ = badge.qr
    return square(token, x, y, badge.dots)


def square(token: str, x: float, y: float, dots: int, level: str = "L") -> bytes:
    """Draw a symbol in the middle of a bare square of so many dots, whose lower left corner is given in millimetres.

    Raises:
        ValueError: the text does not fit a QR code, or the code not the square.
    """
    rows = modules(token, level)
    size = len(rows)
    module = dots // (size + 2 * QUIET) * DOT
    if module == 0:
        raise ValueError("二维码放不下 (the square is too small for the QR code)")
    side = dots * DOT
    margin = (dots - round(size * module / DOT)) // 2 * DOT
    bars = [
        b"%d %d %d 1 re" % (run.start(), size - 1 - line, run.end() - run.start())
        for line, row in enumerate(rows)
        for run in DARK.finditer(row)
    ]
    # One path and one fill: rows filled one by one would show hairlines between them on screens.
    frame = b"1 g %.4f %.4f %.4f %.4f re f" % (x, y, side, side)
    place = b"q 0 g %.5f 0 0 %.5f %.4f %.4f cm" % (module, module, x + margin, y + side - margin - size * module)
    return b"%s\n%s\n%s\nf Q\n" % (frame, place, b"\n".join(bars))
