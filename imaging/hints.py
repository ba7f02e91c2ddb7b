"""Whether a picture may be of no use: blurred, dark, overexposed. A hint to take another one, never a verdict."""

import cv2
import numpy as np
import numpy.typing as npt

from imaging.looked import BLURRED, DARK, OVEREXPOSED

Grey = npt.NDArray[np.uint8]
Counted = npt.NDArray[np.floating]

SIDE = 1000  # pixels; a picture's longer side is at most this when it is judged, so that limits mean the same for all
#: Grey values below which a whole picture lies (nine parts of ten), and from which light has no more drawing.
NIGHT, WHITE = 60, 250
BURNT = 0.5  # part of a picture without drawing
#: How steep the steepest edges are, of the picture's own contrast, and the contrast below which nothing can be said.
SOFT, FLAT = 0.35, 24


def of(grey: Grey) -> tuple[str, ...]:
    """Return the hints for a picture in shades of grey, made small."""
    small = smaller(grey)
    shades = _counted(small)
    low, high, bright = (_below(shades, part) for part in (0.01, 0.99, 0.9))
    found = []
    if high - low >= FLAT and _steepest(small) < SOFT * (high - low):
        found.append(BLURRED)
    if bright < NIGHT:
        found.append(DARK)
    if float(np.count_nonzero(small >= WHITE)) / small.size > BURNT:
        found.append(OVEREXPOSED)
    return tuple(found)


def smaller(grey: Grey) -> Grey:
    """Return a picture whose longer side is at most ``SIDE``."""
    height, width = grey.shape
    scale = SIDE / max(height, width)
    if scale >= 1:
        return grey
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def _steepest(grey: Grey) -> int:
    """Return how far the steepest edges bend, in grey values up to 255: one in a thousand pixels bends more."""
    return _below(_counted(np.asarray(cv2.convertScaleAbs(cv2.Laplacian(grey, cv2.CV_16S)), np.uint8)), 0.999)


def _counted(grey: Grey) -> Counted:
    """Return how many pixels there are of each value or a smaller one, as parts of all."""
    return np.cumsum(cv2.calcHist([grey], [0], None, [256], [0, 256]).ravel()) / grey.size


def _below(counted: Counted, part: float) -> int:
    """Return the value that this part of the pixels does not exceed."""
    return int(np.searchsorted(counted, part))
