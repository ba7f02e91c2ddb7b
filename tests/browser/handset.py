"""A phone whose browser can be killed: its profile outlives it, as a phone's storage outlives a flat battery."""

import os
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.browser import camera, chromium, site
from tests.running import until

#: Stops the page for good at one step of the outbox (`window.stopAt`), after telling the wire by a request.
STOPS = """(() => {
  const stop = () => {
    const told = new XMLHttpRequest()
    told.open('GET', '/stopped', false)
    try { told.send() } catch { /* the wire heard it */ }
    for (const end = Date.now() + 600000; Date.now() < end;);
  }
  const begin = IDBDatabase.prototype.transaction
  IDBDatabase.prototype.transaction = function (names, mode, options) {
    const stores = mode === 'readwrite' ? [names].flat() : []
    const [puts, takes] = [stores.includes('outbox') && stores.includes('settings'), stores.includes('kept')]
    if ((puts && window.stopAt === 'before put') || (takes && window.stopAt === 'before take')) stop()
    const transaction = begin.call(this, names, mode, options)
    if (takes && window.stopAt === 'after take') transaction.addEventListener('complete', stop)
    return transaction
  }
  const ask = window.fetch
  window.fetch = function (address, init) {
    if (window.stopAt === 'before send' && String(address).endsWith('/api/facts')) stop()
    return ask.call(this, address, init)
  }
})()"""


@dataclass
class Handset:
    """A browser of its own process on a profile that is kept; ``page`` is what it shows, once started.

    ``sees`` writes the film its camera shows to a path. ``own``: its pages are hidden and shown as the browser does it;
    elsewhere each believes that it is in front.
    """

    playwright: object
    profile: Path
    origin: str
    home: Path | None = None
    sees: object = camera.bare
    own: bool = False
    page: object = None
    _program: subprocess.Popen | None = None
    _link: object = None

    def start(self, path=None, size=site.PHONE):
        """Start the browser and open a path of the hub."""
        port = self.profile / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        film = self.sees(self.profile.parent / f"{self.profile.name}.y4m")
        words = [
            f"{chromium.CAMERA}{film}",
            f"--user-data-dir={self.profile}",
            "--remote-debugging-port=0",
            "--hide-crash-restore-bubble",
        ]
        env = (
            os.environ | {"TZ": "Asia/Shanghai", "LANGUAGE": "zh_CN"} | ({"HOME": str(self.home)} if self.home else {})
        )
        self._program = subprocess.Popen(
            [chromium.found(), *chromium.FLAGS, *words, "about:blank"],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(lambda: port.exists() and port.read_text().count("\n") >= 1, 120, "the browser's start")
        number = port.read_text().split("\n", 1)[0]
        self._link = self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{number}", no_defaults=self.own)
        (context,) = self._link.contexts
        context.add_init_script(STOPS)
        context.set_default_timeout(site.PATIENCE)
        self.page = context.pages[0] if context.pages else context.new_page()
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.watch = site.Watch(self.origin)
        if path is not None:
            self.page.goto(self.origin + path)
        return self.page

    def tab(self, path):
        """Open another tab."""
        page = self._link.contexts[0].new_page()
        page.goto(self.origin + path)
        return page

    def kill(self):
        """End it as a phone without power: nothing in it runs another line."""
        family = psutil.Process(self._program.pid).children(recursive=True)
        with self._link.contexts[0].expect_event("close"):  # after the last word that it said
            self._program.kill()
        self._program.wait()
        for one in psutil.wait_procs(family, 5)[1]:
            one.kill()
        self._link.close()
        self.page = self._program = None

    def rest(self):
        """Switch it off in peace, as in the evening: a browser writes cookies down half a minute late."""
        self._link.new_browser_cdp_session().send("Browser.close")
        self._program.wait(60)
        self._link.close()
        self.page = self._program = None

    def off(self):
        """Leave nothing running."""
        if self._program is not None:
            self.kill()


@contextmanager
def handset(playwright, folder, origin, home=None, sees=camera.bare, own=False):
    """A phone with an empty profile until the block ends."""
    folder.mkdir(parents=True)
    phone = Handset(playwright, folder, origin, home, sees, own)
    try:
        yield phone
    finally:
        phone.off()
