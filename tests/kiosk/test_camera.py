"""Cameras that come and go, and films played as if they were one."""

import numpy as np
import pytest

from kiosk.camera import Camera, Film, NoFilm
from kiosk.watch import Recent, Watch
from tests.kiosk.film import RATE, film, held_up, nobody
from tests.kiosk.stream import NetworkCamera
from tests.running import until

TEXT = "KW1:" + "8Y$P*" * 36


@pytest.fixture
def network():
    made = NetworkCamera(nobody())
    yield made
    made.unplug()


@pytest.fixture
def running():
    started = []

    def start(source):
        started.append(source)
        source.start()
        return source

    yield start
    for source in started:
        source.stop()


def test_a_stream_that_ends_is_opened_again_by_itself(network, running):
    camera = running(Camera(network.address))
    until(lambda: camera.state == "away", what="no camera being told")
    network.plug_in()
    until(lambda: camera.state == "on", what="the first picture")
    network.unplug()
    until(lambda: camera.state == "away", what="the loss being told")
    seen = camera.newest().number
    network.plug_in()
    until(lambda: camera.newest().number > seen and camera.state == "on", what="the picture's return")


def test_a_badge_shown_after_the_stream_came_back_is_read(network, running):
    network.plug_in()
    camera, read = running(Camera(network.address)), []
    watch = Watch(camera, Recent(), lambda text, frame: read.append(text))
    watch.start()
    until(lambda: camera.state == "on")
    network.unplug()
    until(lambda: camera.state == "away")
    network.show(held_up(TEXT))
    network.plug_in()
    until(lambda: read == [TEXT], what=f"the badge ({read})")
    watch.stop()


def test_only_the_newest_frame_is_kept(running, tmp_path):
    class Fast:
        """A camera faster than anyone reads."""

        left = 500

        def isOpened(self):  # noqa: N802 - as OpenCV calls it
            return True

        def read(self):
            self.left -= 1
            return self.left >= 0, np.full((4, 4, 3), self.left % 256, np.uint8)

        def release(self):
            self.left = 500

    camera = running(Camera("0", opened=lambda where: Fast()))
    until(lambda: camera.newest() is not None and camera.newest().number >= 500)
    newest = camera.newest()
    later = camera.next(newest.number, 5)
    assert later is None or later.number > newest.number


def test_a_camera_that_breaks_at_once_is_asked_less_and_less(running):
    asked = []

    class Broken:
        def isOpened(self):  # noqa: N802
            return False

        def read(self):
            return False, None

        def release(self):
            asked.append(1)

    camera = running(Camera("7", opened=lambda where: Broken()))
    until(lambda: len(asked) >= 2)
    assert camera.state == "away"
    assert camera.next(0, 0.01) is None


def test_the_password_of_a_stream_is_shown_to_nobody():
    assert Camera("rtsp://admin:secret@10.0.0.9:554/live?key=1").name == "rtsp://10.0.0.9/live"


def test_a_film_is_played_at_its_own_rate_and_ends(running, tmp_path):
    played = running(Film(film(tmp_path / "short.avi", held_up(TEXT), held=6, between=3)))
    assert played.rate == RATE
    until(lambda: played.state == "ended")
    last = played.newest()
    assert last.number == 12
    assert played.seconds(last) == pytest.approx(11 / RATE, abs=3 / RATE) or played.seconds(last) > 11 / RATE
    assert played.next(last.number, 5) is None


def test_a_badge_is_told_once_however_long_it_is_held_up(tmp_path):
    played, read = Film(film(tmp_path / "held.avi", held_up(TEXT), held=30)), []
    watch = Watch(played, Recent(), lambda text, frame: read.append((text, played.seconds(frame))))
    played.start()
    watch.start()
    watch.wait()
    ((text, at),) = read
    assert text == TEXT
    assert at >= 4 / RATE  # nobody stands there before


@pytest.mark.parametrize("content", [b"", b"no film at all" * 50])
def test_a_file_that_is_no_film_is_refused(tmp_path, content):
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    with pytest.raises(NoFilm):
        Film(path)


def test_a_badge_is_fresh_again_when_it_was_out_of_sight_long_enough():
    recent = Recent(again=8)
    assert recent.fresh("A", 0)
    assert not recent.fresh("A", 5)
    assert not recent.fresh("A", 12)  # in sight at 5
    assert recent.fresh("B", 12)
    assert recent.known(13) == {"A", "B"}
    assert recent.fresh("A", 20.1)
    assert recent.known(60) == frozenset()
