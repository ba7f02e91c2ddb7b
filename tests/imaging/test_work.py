"""One task after the other: what fails costs itself alone."""

import cv2
import pytest

from imaging import film, work
from imaging.task import FILM, LOOK, POSTER, Task
from tests.imaging import files


@pytest.mark.parametrize(("broken", "wanted"), [("poster", POSTER), ("remux", FILM)])
def test_what_cannot_be_made_of_a_film_for_lack_of_memory_leaves_what_it_says_of_itself(
    tmp_path, monkeypatch, broken, wanted
):
    def used_up(*_told, **_more):
        raise cv2.error("std::bad_alloc")

    monkeypatch.setattr(film, broken, used_up)
    made = work.do(Task(files.WEBM, (LOOK, wanted), tmp_path / "film"))
    assert (made.looked.kind, made.looked.width, made.looked.readable) == ("webm", 320, True)
    assert (made.missing, made.fault) == ((wanted,), "damaged")
