"""The browser as a program: started with the flags of all tests here, and ended where it no longer answers."""

import shutil
import threading
from contextlib import contextmanager, suppress

import psutil
from playwright.sync_api import Error

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
#: Before a path: what the camera sees (Y4M).
CAMERA = "--use-file-for-fake-video-capture="
NAMES = ("chromium", "chromium-browser", "google-chrome")
#: The same engine without windows; it takes a quarter less of the processor.
WINDOWLESS = "chromium-headless-shell"
PATIENCE = 30.0  # seconds for a browser to close something


def found():
    """The path of the installed browser."""
    path = next((path for name in NAMES if (path := shutil.which(name))), None)
    assert path, f"no Chromium found; one of {', '.join(NAMES)} must be installed"
    return path


def quick():
    """The path of the windowless browser, for screens alone; the whole one where it is not there."""
    return shutil.which(WINDOWLESS) or found()


def program_of(browser):
    """The process of a browser; ask while it is well."""
    asked = browser.new_browser_cdp_session()
    processes = asked.send("SystemInfo.getProcessInfo")["processInfo"]
    asked.detach()
    return psutil.Process(next(one["id"] for one in processes if one["type"] == "browser"))


@contextmanager
def started(playwright, **options):
    """Start a browser until the block ends, the whole one unless ``executable_path`` names another."""
    browser = playwright.chromium.launch(**{"executable_path": found()} | options)
    program = program_of(browser)
    try:
        yield browser
    finally:
        close(browser, program)


def close(what, program):
    """Close a context or a browser; a browser that does not answer is ended, so that a test's own failure is heard.

    Closing has no end of its own in Playwright. Whoever shares the ended browser starts another (see ``conftest``).
    """
    mute = threading.Timer(PATIENCE, end, [program])
    mute.start()
    try:
        with suppress(Error):
            what.close()
    finally:
        mute.cancel()


def end(program):
    """End a browser and what it started: nothing in them runs another line."""
    with suppress(psutil.NoSuchProcess):
        family = [program, *program.children(recursive=True)]
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()
