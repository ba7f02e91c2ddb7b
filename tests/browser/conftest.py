"""Real Chromium before a real hub. Every device is a browser context of its own, watched from its first request."""

import os
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

pytest.register_assert_rewrite("tests.browser.site")  # so that its assertions say what they compared

from tests.browser import camera, chromium, site  # noqa: E402 - after the line above
from tests.running import serving  # noqa: E402

HERE = Path(__file__).parent
FRESH = 900  # seconds in which the day's first session, which begins in 45 minutes, is still far enough away
LONGEST = 600  # seconds for a test that says nothing else: what it waits for says itself when it did not come


def pytest_collection_modifyitems(items):
    """A slow machine needs longer for a browser than for other tests."""
    for item in items:
        if item.path.parent == HERE and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(LONGEST))


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def wall(tmp_path_factory):
    """The film of a camera that sees no badge."""
    return camera.bare(tmp_path_factory.mktemp("wall") / "wall.y4m")


@pytest.fixture(scope="session")
def launch(playwright, wall):
    """Start Chromium with a fresh profile; ``film`` is what its camera sees, ``program`` which build."""

    def start(film=wall, program=None):
        flags = [*chromium.FLAGS, f"{chromium.CAMERA}{film}"]
        return chromium.started(playwright, args=flags, executable_path=program or chromium.quick())

    return start


@pytest.fixture(scope="session")
def standing(launch):
    """Give the browser that stands; another where the last one had to be ended."""
    with ExitStack() as stack:
        running = []

        def give():
            if not running or not running[-1].is_connected():
                running.append(stack.enter_context(launch()))
            return running[-1]

        yield give


@pytest.fixture(scope="module")
def browser(standing):
    """A browser whose camera sees no badge."""
    return standing()


@pytest.fixture(scope="session")
def days(tmp_path_factory):
    """Give the day that was made last; another one where its first session comes too near."""
    made = []

    def give():
        if not made or time.monotonic() - made[-1][0] > FRESH:
            folder, begun = tmp_path_factory.mktemp("day"), time.monotonic()
            made.append((begun, site.prepare_day(folder / "data", site.sample_day(folder / "files"))))
        return made[-1][1]

    return give


@pytest.fixture(scope="module")
def day(days):
    """A small day of today with badges for everybody; copy it before a hub runs on it."""
    return days()


@pytest.fixture(scope="module")
def here(day, tmp_path_factory):
    """This module's own copy of the day."""
    return day.copied(tmp_path_factory.mktemp("here") / "data")


@pytest.fixture(scope="module")
def hub(here):
    with serving(here.data) as running:
        yield running


@pytest.fixture(scope="module")
def chief(browser, hub):
    """The chief's tablet."""
    with site.device(browser, site.hub_origin(hub)) as page:
        yield site.enrol(page, hub, "tablet", "主考平板")


@pytest.fixture(scope="module")
def phone(browser, hub):
    """A phone at the east gate."""
    with site.device(browser, site.hub_origin(hub), site.PHONE) as page:
        yield site.enrol(page, hub, "phone", "东门手机")


@pytest.fixture(scope="session")
def picture():
    """Keep a picture of a screen in the folder that ``KAOWU_SHOTS`` names; without it, none."""
    folder = os.environ.get("KAOWU_SHOTS")

    def take(page, name):
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")

    return take
