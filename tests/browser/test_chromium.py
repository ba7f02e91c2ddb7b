"""A browser that hangs costs its own test and no other, and never hides why a test failed."""

from contextlib import suppress

import psutil
import pytest
from playwright.sync_api import Error

from tests.browser import chromium, site
from tests.running import until


def gone(program):
    return not program.is_running() or program.status() == psutil.STATUS_ZOMBIE


def hang_and_fail(browser, program, hub):
    with site.device(browser, site.hub_origin(hub)) as page:
        page.goto("/enrol")
        program.suspend()
        raise LookupError("the test's own")


def test_a_browser_that_does_not_answer_is_ended_and_the_tests_own_failure_is_heard(launch, hub, monkeypatch):
    monkeypatch.setattr(chromium, "PATIENCE", 1.0)
    with launch() as mute:
        program = chromium.program_of(mute)
        with pytest.raises(LookupError, match="the test's own"):
            hang_and_fail(mute, program, hub)
        until(lambda: gone(program), 30, "the end of a program that was ended")


def test_who_shares_a_browser_that_was_ended_is_given_another(standing):
    first = standing()
    assert standing() is first
    chromium.end(chromium.program_of(first))
    until(lambda: _noticed(first), 120, "word of its end")
    second = standing()
    assert second is not first
    second.new_context().close()


def _noticed(browser):
    """Word of the end comes with the next question."""
    with suppress(Error):
        browser.new_context().close()
    return not browser.is_connected()
