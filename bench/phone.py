"""The app on a phone: real Chromium, its page four times slower than this machine, at a site of 67 rooms.

* scan to verdict: from the last key of a hand scanner until the answer is painted, with the hub and without it
* cold start offline: the browser is started anew, the hub is gone; from the navigation until the check-in is painted
* first sync: from the answer to the enrolment until the status line says that the picture is up to date
* the longest task of the page's thread while a long queue is handed in

Beside each stands a bare page (``bench.plain``) under the same slow-down. What Chromium slows is the page's own thread:
the service worker and the disk are as fast as this machine's.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from bench import plain
from bench.process import urgent
from bench.table import Row, row
from tests.browser import queued, site
from tests.browser.conftest import FLAGS, NAMES
from tests.browser.handset import Handset, handset
from tests.running import Process, serving

SLOW = 4
ROOMS, RUNS, SCANS = 67, 5, 7
QUEUED = 400
REST = 700  # ms

#: Resolves with the page's clock when something of this form stands and was painted.
PAINTED = """(form) => new Promise(done => {
  const end = () => requestAnimationFrame(() => setTimeout(() => done(performance.now())))
  const look = () => document.querySelector(form) === null ? false : (end(), true)
  if (look()) return
  const observer = new MutationObserver(() => { if (look()) observer.disconnect() })
  observer.observe(document, { subtree: true, childList: true, attributes: true })
})"""
#: All keys of a scan but the last, then the last and the wait for its answer; ms between.
SCAN = f"""async ({{ text, state }}) => {{
  const painted = {PAINTED}
  const codes = {{ $: 'Digit4', '%': 'Digit5', '*': 'Digit8', '+': 'Equal', ':': 'Semicolon' }}
  // As a cable brings them, 5 ms apart, however busy the page is.
  let at = performance.now()
  const press = (key, code, shiftKey) => {{
    const one = new KeyboardEvent('keydown', {{ key, code, shiftKey, bubbles: true, cancelable: true }})
    Object.defineProperty(one, 'timeStamp', {{ value: (at += 5) }})
    document.body.dispatchEvent(one)
  }}
  for (const key of text) press(key, codes[key] ?? '', key in codes)
  const began = performance.now()
  press('Enter', 'Enter', false)
  const ended = await painted('.verdict:not(.asking)')
  return document.querySelector(`.verdict.${{state}}`) === null ? null : ended - began
}}"""
UP_TO_DATE = """() => new Promise(done => {
  const look = () => /实时|已连接/.test(document.querySelector('.picture')?.textContent ?? '')
  const end = () => requestAnimationFrame(() => setTimeout(() => {
    const joined = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/api/enrol')).at(-1)
    done(performance.now() - (joined?.responseEnd ?? NaN))
  }))
  if (look()) return end()
  const observer = new MutationObserver(() => { if (look()) { observer.disconnect(); end() } })
  observer.observe(document, { subtree: true, childList: true, characterData: true })
})"""
LONG_TASKS = """() => {
  window.blocked = []
  new PerformanceObserver(list => { for (const { duration } of list.getEntries()) window.blocked.push(duration) })
    .observe({ type: 'longtask' })
}"""

Pairs = dict[str, tuple[list[float], list[float]]]


def run() -> list[Row]:
    """Measure each thing beside the bare page, in turn."""
    found: Pairs = {name: ([], []) for name in ("online", "offline", "start", "sync", "task")}
    with tempfile.TemporaryDirectory() as name, urgent(), sync_playwright() as playwright:
        folder = Path(name)
        day = site.prepare_day(folder / "data", site.sample_day(folder / "files", rooms=ROOMS))
        texts = iter([day.badge_text(person) for person in day.people])
        with serving(day.data) as hub:
            body = site.office(hub).get("/api/changes?after=0&limit=5000").body
            with plain.serving(body) as bare, _browser(playwright) as browser:
                for number in range(RUNS):
                    _first_sync(browser, hub, bare, number, found)
                _scans(browser, hub, bare, texts, found)
                _drain(browser, hub, bare, day, found)
                with handset(playwright, folder / "profile", site.hub_origin(hub)) as phone:
                    _without_hub(phone, hub, bare, texts, found)
    return [
        row("scan to verdict, 4x slower phone", *found["online"], "ms", "ours <= 400"),
        row("scan to verdict, hub gone", *found["offline"], "ms", "ours <= 400"),
        row("cold start without the hub", *found["start"], "ms", "ours <= 1500"),
        row(f"first sync of a tablet, {len(json.loads(body)['rows'])} rows", *found["sync"], "ms", "ours <= 2000"),
        row(f"longest task while {QUEUED} facts drain", *found["task"], "ms", "ours <= 200"),
    ]


def _first_sync(browser: Browser, hub: Process, bare: str, number: int, found: Pairs) -> None:
    """A new tablet joins, which sees all rows; the bare page fetches and keeps the same rows."""
    with _device(browser, hub) as page:
        page.goto(site.enrol_link(hub, "tablet", f"tablet {number}"))
        page.get_by_label("设备名称").fill(f"tablet {number}")
        site.controlled(page)  # its name was typed meanwhile
        slowed(page)
        page.get_by_role("button", name="登记", exact=True).click(no_wait_after=True)
        page.wait_for_url("**/board")
        found["sync"][0].append(page.evaluate(UP_TO_DATE))
        expect(page.locator("main > *").first).to_be_visible()
    with _device(browser, hub) as page:
        page.goto(bare)
        slowed(page)
        found["sync"][1].append(page.evaluate(plain.SYNC))


def _scans(browser: Browser, hub: Process, bare: str, texts: Iterator[str], found: Pairs) -> None:
    with _device(browser, hub) as page, _device(browser, hub) as other:
        site.enrol(page, hub, "phone", "gate")
        other.goto(bare)
        slowed(page)
        slowed(other)
        _scan_all(page, other, texts, "accepted", found["online"])


def _scan_all(page: Page, other: Page, texts: Iterator[str], state: str, into: tuple[list[float], list[float]]) -> None:
    """Scan so many; the first is not counted, nor is whoever a rule turned away."""
    online, counted = state == "accepted", -1
    while counted < SCANS:
        text = next(texts)
        _shown(page)
        mine = page.evaluate(SCAN, {"text": text, "state": state})
        site.go_on(page)
        if mine is None:
            continue
        counted += 1
        _shown(other)
        theirs = other.evaluate(plain.SCAN, {"text": text, "online": online})
        if counted > 0:
            into[0].append(mine)
            into[1].append(theirs)


def _shown(page: Page) -> None:
    """Bring a page to the front, and let the browser be done with that."""
    page.bring_to_front()
    page.wait_for_timeout(REST)


def _drain(browser: Browser, hub: Process, bare: str, day: site.Day, found: Pairs) -> None:
    """Let a long queue go while nobody touches the phone; the bare page keeps and sends as much."""
    for number in range(RUNS):
        with _device(browser, hub) as page, _device(browser, hub) as other:
            site.enrol(page, hub, "phone", f"queue {number}")
            other.goto(bare)
            device = page.evaluate("fetch('/api/me').then(answer => answer.json()).then(({ device }) => device)")
            queued.fill(page, device, queued.comings_and_goings(day, day.people[:100], QUEUED))
            slowed(page)
            page.goto("/check-in")
            page.wait_for_selector(".count.some")
            page.evaluate(LONG_TASKS)
            page.wait_for_function("() => !document.querySelector('.count.some')", polling=250, timeout=400_000)
            found["task"][0].append(max(page.evaluate("window.blocked"), default=0.0))
            slowed(other)
            found["task"][1].append(other.evaluate(plain.DRAIN, QUEUED))


def _without_hub(phone: Handset, hub: Process, bare: str, texts: Iterator[str], found: Pairs) -> None:
    """Enrol, switch off in peace, end the hub; then start the browser anew for every run."""
    page = phone.start()
    site.enrol(page, hub, "phone", "west gate")
    site.controlled(page)
    other = page.context.new_page()
    other.goto(bare)
    site.controlled(other)
    phone.rest()
    assert hub.stop() == 0
    for number in range(RUNS):
        for address, form, into in ((phone.origin + "/check-in", ".check-in .view", 0), (bare, ".usable", 1)):
            page = phone.start()
            slowed(page)
            page.goto(address, wait_until="commit")
            found["start"][into].append(page.evaluate(PAINTED, form))
            if into == 0 and number == RUNS - 1:
                other = page.context.new_page()
                other.goto(bare)
                slowed(other)
                _scan_all(page, other, texts, "waiting", found["offline"])
            phone.rest()


def slowed(page: Page) -> None:
    """Make the page's thread as slow as a phone's."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW})


@contextmanager
def _browser(playwright: Playwright) -> Iterator[Browser]:
    program = next(path for name in NAMES if (path := shutil.which(name)))
    browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def _device(browser: Browser, hub: Process) -> Iterator[Any]:
    """A browser profile of its own; what it says is not looked at."""
    context = browser.new_context(
        viewport={"width": site.PHONE[0], "height": site.PHONE[1]}, locale="zh-CN", timezone_id="Asia/Shanghai",
        base_url=site.hub_origin(hub),
    )  # fmt: skip
    page = context.new_page()
    page.watch = site.Watch(site.hub_origin(hub))
    try:
        yield page
    finally:
        context.close()


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
