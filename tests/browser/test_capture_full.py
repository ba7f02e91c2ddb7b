"""Films on a device whose storage runs full, in real Chromium: it keeps what it has, ends the film in order, says so.

How full the device is no page is told: Chromium says 10 GiB beyond what is in use, whatever there is. So the app keeps
a little room back before a film, and gives it away when nothing more fits. Here the browser is told to allow less.
"""

import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from tests.browser import filming, signing, site
from tests.browser.looks import looked
from tests.browser.recorded import recorded
from tests.browser.stations import press
from tests.browser.watching import wait
from tests.running import until

NEARLY = "本机空间快满了"
#: Bytes of the room that is kept back, once it is.
KEPT_BACK = """async () => {
  let kept = 0
  for await (const [name, file] of (await navigator.storage.getDirectory()).entries()) {
    if (name.startsWith('kaowu-reserve-')) kept += (await file.getFile()).size
  }
  return kept
}"""


#: Ask for more than there ever was: until then the browser goes by the room that it saw half a minute ago.
TOO_MUCH = """async (size) => {
  const opening = indexedDB.open('ballast', 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore('all', { autoIncrement: true })
  const database = await new Promise((done, failed) => {
    opening.onsuccess = () => done(opening.result)
    opening.onerror = failed
  })
  const adding = database.transaction('all', 'readwrite')
  adding.objectStore('all').add(new Uint8Array(size))
  const kept = await new Promise((done) => {
    adding.oncomplete = () => done(true)
    adding.onabort = () => done(false)
  })
  database.close()
  return kept
}"""
MOST = 64 * 1024 * 1024
#: Bytes that are kept back.
ROOM = 4 * 1024 * 1024


class Quota:
    """What the browser lets the hub's pages store: ``MOST`` beyond what is in use until a test says less."""

    def __init__(self, page, hub):
        self._page, self._origin = page, site.hub_origin(hub)
        self._line = page.context.new_cdp_session(page)
        self.room(MOST)

    @property
    def used(self):
        return self._line.send("Storage.getUsageAndQuota", {"origin": self._origin})["usage"]

    def room(self, size):
        """Allow so many bytes beyond what is in use."""
        self._line.send("Storage.overrideQuotaForOrigin", {"origin": self._origin, "quotaSize": self.used + size})

    def nothing(self):
        """Allow no more than is in use."""
        self.room(0)
        assert not self._page.evaluate(TOO_MUCH, MOST)


@pytest.fixture(scope="module")
def assessor(here, hub):
    person = next(one for one in here.people if one["role"] == BY_CODE["CE"].number)
    signing.set_pin(hub, person)
    return person


@pytest.fixture
def device(browser, hub, assessor):
    """A phone of its own with somebody signed in, and what its browser lets it store."""
    with site.device(browser, site.hub_origin(hub), site.PHONE) as page:
        page.watch.expected += ["QuotaExceededError", site.HUB_GONE, r"423 \(LOCKED\)"]
        page.context.grant_permissions(["camera", "microphone"])
        quota = Quota(page, hub)
        site.enrol(page, hub, "phone", "快满的手机")
        signing.sign_in(page, assessor)
        yield page, quota


def camera_of(page, day, media="video"):
    page.goto(f"{page.watch.origin}/capture?plan={day.plan['plan']}&purpose=incident&media={media}")
    wait(page, "() => document.querySelector('.capture video')?.videoWidth > 0")


def test_a_film_on_a_device_that_is_full_ends_whole_and_room_is_kept_back_again_once_it_has_left(
    device, here, hub, picture
):
    (page, quota), before = device, len(filming.evidence_of(hub))
    film = recorded(page)
    camera_of(page, here)
    until(lambda: page.evaluate(KEPT_BACK) > 0, 60, "room that is kept back")
    expect(page.get_by_text("本机还可录")).to_have_count(0)
    expect(page.get_by_text(NEARLY)).to_have_count(0)
    press(page, "开始录像")
    until(lambda: filming.running(page)["sent"], 60, "the film's first bytes at the hub")
    page.context.set_offline(True)
    quota.nothing()
    expect(page.get_by_role("alert").filter(has_text="本机空间已满，录像已停")).to_be_visible()
    expect(page.get_by_role("button", name="开始录像", exact=True)).to_be_visible()
    expect(page.get_by_text(NEARLY)).to_be_visible()
    looked(page, picture, "full-ended", ("phone", "tablet"))
    assert page.evaluate(KEPT_BACK) == 0, "nothing is tried while there are films here that the hub does not have"
    (held,) = filming.held(page)["recordings"]
    film.now()
    assert (held["state"], held["cut"], held["size"]) == ("ended", False, film.size), "all that was recorded is kept"
    quota.room(MOST)
    page.context.set_offline(False)
    row = filming.arrived(hub, before + 1)[-1]
    assert filming.on_disk(hub, row) == film.whole, "what arrived is what the recorder gave out"
    assert row["cut"] is False
    until(lambda: filming.held(page) == {"recordings": [], "slices": []}, 60, "nothing left on the phone")
    expect(page.get_by_text(NEARLY)).to_have_count(0)
    assert page.evaluate(KEPT_BACK) == ROOM


def test_a_device_that_is_nearly_full_says_so_before_the_film_begins_and_again_keeps_room_back_once_there_is_some(
    device, here, hub, picture
):
    page, quota = device
    quota.room(2 * 1024 * 1024)
    camera_of(page, here)
    expect(page.get_by_text(NEARLY)).to_be_visible()
    looked(page, picture, "full-before", ("phone",))
    quota.room(MOST)
    page.get_by_role("button", name="照片", exact=True).click()
    expect(page.get_by_text(NEARLY)).to_have_count(0)
    page.get_by_role("button", name="录像", exact=True).click()
    until(lambda: page.evaluate(KEPT_BACK) == ROOM, 60, "room that is kept back")
    expect(page.get_by_text(NEARLY)).to_have_count(0)


def test_a_photo_that_no_longer_fits_is_said_and_those_before_stay(device, here, hub):
    (page, quota), before = device, len(filming.evidence_of(hub))
    camera_of(page, here, "photo")
    page.context.set_offline(True)
    press(page, "拍照")
    expect(page.locator(".taken li")).to_have_count(1)
    quota.nothing()
    press(page, "拍照")
    expect(page.get_by_role("alert").filter(has_text="本机没有空间，这一个没有存下")).to_be_visible()
    expect(page.locator(".taken li")).to_have_count(1)
    assert len(filming.held(page)["recordings"]) == 1
    quota.room(MOST)
    page.context.set_offline(False)
    filming.arrived(hub, before + 1)


#: What is there of the files that the browser keeps for the page.
FILES = """async () => {
  const found = {}
  const folder = await navigator.storage.getDirectory()
  for await (const [name, file] of folder.entries()) found[name] = (await file.getFile()).size
  return found
}"""
#: A browser that died in the midst of it leaves this, with and without what was written by then.
LEFT = """async () => {
  const folder = await navigator.storage.getDirectory()
  for (const name of ['kaowu-trial', 'kaowu-trial.crswap', 'kaowu-reserve-film', 'kaowu-reserve-end.crswap']) {
    const writing = await (await folder.getFileHandle(name, { create: true })).createWritable()
    await writing.write(new Uint8Array(5000))
    await writing.close()
  }
}"""


def test_what_a_browser_that_died_left_behind_is_taken_away_as_the_app_begins_and_the_self_check_writes_nothing(
    device, here
):
    page, _ = device
    camera_of(page, here)
    until(lambda: page.evaluate(KEPT_BACK) == ROOM, 60, "room that is kept back")
    page.evaluate(LEFT)
    assert len(page.evaluate(FILES)) == 5
    page.goto(f"{page.watch.origin}/prepare")
    expect(page.get_by_text("浏览器不说明还有多少空余")).to_be_visible()
    until(lambda: page.evaluate(FILES) == {"kaowu-reserve-end": ROOM}, 30, "nothing but the room that is kept back")
