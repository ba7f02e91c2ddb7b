"""The product's own crest: a nut (the trade) in a ring of two lines (the site), and a tick (checked)."""

from math import cos, pi, sin

from badges import ink


def crest(x: float, y: float, radius: float, paper: str) -> bytes:
    """Draw the crest in white about ``x``, ``y`` on a ground of colour ``paper``."""
    white = ink.colour("#FFFFFF")
    ring = b"%.3f w %s S %.3f w %s S\n" % (
        radius * 0.07,
        ink.circle(x, y, radius * 0.965),
        radius * 0.025,
        ink.circle(x, y, radius * 0.86),
    )
    nut = ink.polygon(_corners(x, y, radius * 0.72, 6, 0)) + b"f\n"
    bore = ink.colour(paper) + ink.circle(x, y, radius * 0.5) + b"f\n"
    tick = ink.polygon(
        [
            (x - 0.27 * radius, y + 0.0 * radius),
            (x - 0.07 * radius, y - 0.22 * radius),
            (x + 0.3 * radius, y + 0.24 * radius),
        ],
        closed=False,
    )
    stroke = b"%.3f w 1 J 1 j %s S\n" % (radius * 0.13, tick)
    return b"q " + white + ring + nut + bore + white + stroke + b"Q\n"


def _corners(x: float, y: float, radius: float, count: int, turn: float) -> list[tuple[float, float]]:
    angles = (turn + 2 * pi * corner / count for corner in range(count))
    return [(x + radius * cos(angle), y + radius * sin(angle)) for angle in angles]
