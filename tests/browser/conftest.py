"""Real Chromium before a real hub. Every device is a browser context of its own, watched from its first request."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

pytest.register_assert_rewrite("tests.browser.site")  # so that its assertions say what they compared

from tests.browser import site  # noqa: E402 - after the line above
from tests.running import serving  # noqa: E402

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",  # outside does not exist
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def launch(playwright):
    """Start Chromium with a fresh profile; ``film`` is what its camera sees."""
    program = next((path for name in NAMES if (path := shutil.which(name))), None)
    assert program, f"no Chromium found; one of {', '.join(NAMES)} must be installed"

    @contextmanager
    def start(film=None):
        flags = [*FLAGS, f"--use-file-for-fake-video-capture={film}"] if film else list(FLAGS)
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        try:
            yield browser
        finally:
            browser.close()

    return start


@pytest.fixture(scope="session")
def browser(launch):
    """A browser whose camera sees no badge."""
    with launch() as started:
        yield started


@pytest.fixture(scope="session")
def day(tmp_path_factory):
    """A small day of today with badges for everybody; copy it before a hub runs on it."""
    folder = tmp_path_factory.mktemp("day")
    return site.prepare_day(folder / "data", site.sample_day(folder / "files"))


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
