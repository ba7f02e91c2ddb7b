"""Hints to take another photo: on pictures that are sharp, blurred, dark or too bright."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from imaging import hints
from tests.imaging import files


def grey(picture):
    return np.asarray(picture.convert("L"), np.uint8)


@pytest.mark.parametrize("size", [(400, 300), (1200, 900), (4000, 3000)])
def test_a_sharp_picture_needs_no_hint(size):
    assert hints.of(grey(files.scene(*size))) == ()


@pytest.mark.parametrize("contrast", [1.0, 0.4])
def test_a_blurred_picture_is_hinted_at_whatever_its_contrast(contrast):
    dull = files.scene().point(lambda value: int(128 + (value - 128) * contrast))
    assert hints.of(grey(dull)) == ()
    assert hints.of(grey(dull.filter(ImageFilter.GaussianBlur(4)))) == ("blurred",)


def test_a_sharp_workpiece_before_an_empty_wall_is_not_blurred():
    wall = Image.new("RGB", (1200, 900), (200, 200, 195))
    wall.paste(files.scene(200, 150), (500, 400))
    assert hints.of(grey(wall)) == ()


def test_an_empty_wall_is_not_called_blurred():
    assert hints.of(np.full((900, 1200), 180, np.uint8)) == ()


def test_a_dark_room_and_a_lamp_in_the_lens_are_hinted_at():
    assert "dark" in hints.of(grey(files.scene().point(lambda value: value // 8)))
    assert "overexposed" in hints.of(grey(files.scene().point(lambda value: min(255, value * 2 + 60))))


def test_a_sheet_of_paper_is_not_overexposed():
    paper = Image.new("RGB", (1200, 900), (235, 235, 230))
    paper.paste(files.scene(600, 300), (300, 300))
    assert hints.of(grey(paper)) == ()
