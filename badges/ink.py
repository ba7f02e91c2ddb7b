"""Drawing words of the PDF language, in millimetres from the lower left corner."""

ARC = 0.5523  # how far the handles of a quarter circle lie from its ends, in radii
END = b"EMC\n"


def colour(rgb: str) -> bytes:
    """Fill and draw in an sRGB colour written ``#RRGGBB``."""
    parts = b" ".join(b"%.3f" % (int(rgb[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return b"%s rg %s RG\n" % (parts, parts)


def meaning(words: str) -> bytes:
    """Say what the text up to ``END`` reads as, however it is spaced and broken: for searching and copying."""
    return b"/Span <</ActualText <feff%s>>> BDC\n" % words.encode("utf-16-be").hex().encode()


def box(x: float, y: float, width: float, height: float) -> bytes:
    """Fill a rectangle."""
    return b"%.3f %.3f %.3f %.3f re f\n" % (x, y, width, height)


def rounded(x: float, y: float, width: float, height: float, radius: float) -> bytes:
    """Lay the path of a rectangle with round corners; what to do with it (fill, clip) comes after."""
    right, top, hand = x + width, y + height, radius * (1 - ARC)
    return (
        b"%.3f %.3f m %.3f %.3f l " % (x + radius, y, right - radius, y)
        + b"%.3f %.3f %.3f %.3f %.3f %.3f c " % (right - hand, y, right, y + hand, right, y + radius)
        + b"%.3f %.3f l " % (right, top - radius)
        + b"%.3f %.3f %.3f %.3f %.3f %.3f c " % (right, top - hand, right - hand, top, right - radius, top)
        + b"%.3f %.3f l " % (x + radius, top)
        + b"%.3f %.3f %.3f %.3f %.3f %.3f c " % (x + hand, top, x, top - hand, x, top - radius)
        + b"%.3f %.3f l " % (x, y + radius)
        + b"%.3f %.3f %.3f %.3f %.3f %.3f c h\n" % (x, y + hand, x + hand, y, x + radius, y)
    )


def circle(x: float, y: float, radius: float) -> bytes:
    """Lay the path of a circle about ``x``, ``y``."""
    return rounded(x - radius, y - radius, 2 * radius, 2 * radius, radius)


def polygon(points: list[tuple[float, float]], *, closed: bool = True) -> bytes:
    """Lay the path of straight lines from point to point."""
    steps = b" l ".join(b"%.3f %.3f" % point for point in points[1:])
    first = b"%.3f %.3f m " % points[0]
    return first + steps + (b" l h\n" if closed else b" l\n")
