"""The camera of the app and what a phone's own parts do for it in real Chromium: lenses, light, screen and storage.

What no browser here can show: Chromium's make-believe cameras do not say which way they look and have no light, so that
facing and a light that really burns are for a phone in the hand (``docs/devices.md``); that the screen stays bright is
the system's doing, here it is shown that the page holds the lock that asks for it.
"""

import re
from contextlib import contextmanager

import cv2
import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from tests.browser import chromium, filming, signing, site
from tests.browser.handset import handset
from tests.browser.looks import looked
from tests.browser.stations import press
from tests.browser.watching import wait
from tests.running import until

ONE = "--use-fake-device-for-media-stream"
#: A camera that is open gives a picture.
SEES = """() => {
  const video = document.querySelector('.capture video')
  return video?.srcObject?.active && video.videoWidth > 0
}"""
#: Every camera that is opened, in turn; what the live one is called.
OPENED = """(() => {
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  window.opened = []
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted)
    window.opened.push(...stream.getVideoTracks())
    return stream
  }
})()"""
LIVE = "() => window.opened.filter(({ readyState }) => readyState === 'live').map(({ label }) => label)"
#: What each film was recorded from.
RECORDED = """(() => {
  window.recorded = []
  window.MediaRecorder = class extends MediaRecorder {
    constructor(stream, ...rest) {
      super(stream, ...rest)
      window.recorded.push(stream.getVideoTracks()[0].label)
    }
  }
})()"""
#: Which way a camera looks: what a phone tells and Chromium's make-believe cameras do not.
LOOKS = """(() => {
  const facing = { fake_device_0: 'user', fake_device_1: 'environment' }
  const settings = MediaStreamTrack.prototype.getSettings
  MediaStreamTrack.prototype.getSettings = function () {
    return { ...settings.call(this), ...(facing[this.label] ? { facingMode: facing[this.label] } : {}) }
  }
  const media = navigator.mediaDevices
  const ask = media.getUserMedia.bind(media)
  media.getUserMedia = async ({ audio, video }) => {
    const way = video?.facingMode?.ideal
    if (!way) return ask({ audio, video })
    const all = await media.enumerateDevices()
    const { facingMode, ...rest } = video
    const { deviceId } = all.find(({ label }) => facing[label] === way)
    return ask({ audio, video: { ...rest, deviceId: { exact: deviceId } } })
  }
})()"""
#: A light on every camera; ``window.refuses``: it cannot be switched just now.
LIGHT = """(() => {
  const track = MediaStreamTrack.prototype
  const { getCapabilities, applyConstraints } = track
  window.lights = []
  track.getCapabilities = function () {
    const torch = this.kind === 'video' ? { torch: true } : {}
    return { ...getCapabilities.call(this), ...torch }
  }
  track.applyConstraints = async function (wanted) {
    const torch = wanted?.advanced?.[0]?.torch
    if (torch === undefined) return applyConstraints.call(this, wanted)
    if (window.refuses) throw new DOMException('', 'OverconstrainedError')
    window.lights.push([this.label, torch])
  }
})()"""
#: The real locks on the screen, noted as they are given.
LOCKS = """(() => {
  const ask = navigator.wakeLock.request.bind(navigator.wakeLock)
  window.locks = []
  navigator.wakeLock.request = async (what) => {
    const lock = await ask(what)
    window.locks.push(lock)
    return lock
  }
})()"""
#: The difference between a pixel's colours beyond what packing a grey film makes of it.
COLOUR = 60
HELD = "() => window.locks.filter(({ released }) => !released).length"


@pytest.fixture(scope="module")
def assessor(here, hub):
    person = next(one for one in here.people if one["role"] == BY_CODE["CE"].number)
    signing.set_pin(hub, person)
    return person


@pytest.fixture(scope="module")
def cameras(playwright):
    """Start a browser with so many of the browser's own make-believe cameras."""

    @contextmanager
    def start(count):
        flags = [*(one for one in chromium.FLAGS if one != ONE), f"{ONE}=device-count={count}"]
        with chromium.started(playwright, args=flags, executable_path=chromium.quick()) as browser:
            yield browser

    return start


@pytest.fixture(scope="module")
def two(cameras):
    with cameras(2) as browser:
        yield browser


@pytest.fixture
def phone_of(hub, assessor):
    """A phone in a browser with somebody signed in; ``scripts`` run on each of its pages."""

    @contextmanager
    def opened(browser, *scripts):
        with site.device(browser, site.hub_origin(hub), site.PHONE) as page:
            page.context.grant_permissions(["camera", "microphone"])
            for one in scripts:
                page.add_init_script(one)
            site.enrol(page, hub, "phone", "工位手机")
            signing.sign_in(page, assessor)
            yield page

    return opened


def camera_of(page, day, media="video"):
    """Open the camera screen and wait for its picture."""
    page.goto(f"{page.watch.origin}/capture?plan={day.plan['plan']}&purpose=incident&media={media}")
    wait(page, SEES)


def turn(page, label):
    """Turn to the other camera and wait until its picture stands."""
    press(page, "换镜头")
    wait(page, "label => window.opened.at(-1).label === label", label)
    wait(page, SEES)
    expect(page.get_by_role("button", name="换镜头")).to_be_visible()
    assert page.evaluate(LIVE) == [label], "the camera before is given back"


def begin(page):
    press(page, "开始录像")
    until(lambda: filming.running(page)["size"], 60, "the film's first bytes")


def end(page):
    press(page, "结束录像")
    expect(page.get_by_role("button", name="开始录像", exact=True)).to_be_visible()


def colourful(hub, row):
    """Whether the first picture of a film has any colour: the second make-believe camera sees in grey."""
    path = hub.data / "media" / row["upload"][:2] / row["upload"]
    film = cv2.VideoCapture(str(path))
    found, picture = film.read()
    film.release()
    assert found, "a film that can be seen"
    picture = picture.astype(int)
    return int((picture.max(axis=2) - picture.min(axis=2)).max()) > COLOUR


def newest(hub, known):
    """The row of the one film that came since, once the hub has it whole."""
    before = {row["evidence"] for row in known}
    fresh = [row for row in filming.arrived(hub, len(known) + 1) if row["evidence"] not in before]
    (row,) = fresh
    return row


def test_cameras_that_do_not_say_which_way_they_look_are_turned_and_filmed_with(two, phone_of, here, hub, picture):
    with phone_of(two, OPENED, RECORDED) as page:
        camera_of(page, here)
        assert page.evaluate(LIVE) == ["fake_device_0"]
        looked(page, picture, "device-two-cameras", ("phone", "tablet"))
        turn(page, "fake_device_1")
        expect(page.locator(".picture video.mirrored")).to_have_count(0)
        known = filming.evidence_of(hub)
        begin(page)
        expect(page.get_by_role("button", name="换镜头")).to_have_count(0)
        end(page)
        assert not colourful(hub, newest(hub, known))
        turn(page, "fake_device_0")
        known = filming.evidence_of(hub)
        begin(page)
        end(page)
        assert colourful(hub, newest(hub, known))
        turn(page, "fake_device_1")
        page.get_by_role("button", name="照片", exact=True).click()
        wait(page, "() => window.opened.filter(({ readyState }) => readyState === 'live').length === 1")
        wait(page, SEES)
        assert page.evaluate(LIVE) == ["fake_device_1"], "a photo is taken with the camera that was turned to"
        assert page.evaluate("window.recorded") == ["fake_device_1", "fake_device_0"]


def test_a_phone_opens_the_camera_that_looks_at_the_work_and_turns_to_the_one_that_looks_at_its_holder(
    two, phone_of, here
):
    with phone_of(two, OPENED, LOOKS) as page:
        camera_of(page, here, "photo")
        assert page.evaluate(LIVE) == ["fake_device_1"]
        expect(page.locator(".picture video.mirrored")).to_have_count(0)
        turn(page, "fake_device_0")
        expect(page.locator(".picture video.mirrored")).to_have_count(1)
        turn(page, "fake_device_1")
        expect(page.locator(".picture video.mirrored")).to_have_count(0)


def test_where_there_is_one_camera_and_it_has_no_light_neither_is_offered(browser, phone_of, here):
    with phone_of(browser) as page:
        camera_of(page, here)
        assert "torch" not in page.evaluate(
            "document.querySelector('.capture video').srcObject.getVideoTracks()[0].getCapabilities()"
        )
        expect(page.get_by_role("button", name="开始录像", exact=True)).to_be_enabled()
        expect(page.get_by_role("button", name="换镜头")).to_have_count(0)
        expect(page.get_by_role("button", name="开灯")).to_have_count(0)


def test_the_light_is_switched_and_goes_out_with_the_film_and_with_another_camera(two, phone_of, here, hub, picture):
    with phone_of(two, OPENED, LIGHT) as page:
        camera_of(page, here)
        known = filming.evidence_of(hub)
        press(page, "开灯")
        expect(page.get_by_role("button", name="关灯")).to_have_attribute("aria-pressed", "true")
        press(page, "关灯")
        begin(page)
        press(page, "开灯")
        expect(page.get_by_role("button", name="关灯")).to_be_visible()
        looked(page, picture, "device-filming-with-light", ("phone", "tablet"))
        end(page)
        expect(page.get_by_role("button", name="开灯")).to_be_visible()
        assert page.evaluate("window.lights") == [["fake_device_0", on] for on in (True, False, True, False)]
        assert newest(hub, known)["state"] == "equal"
        press(page, "开灯")
        expect(page.get_by_role("button", name="关灯")).to_be_visible()
        turn(page, "fake_device_1")
        expect(page.get_by_role("button", name="开灯")).to_have_attribute("aria-pressed", "false")


def test_a_light_that_is_refused_is_said_and_the_film_goes_on(browser, phone_of, here, hub, picture):
    with phone_of(browser, LIGHT) as page:
        camera_of(page, here)
        known = filming.evidence_of(hub)
        begin(page)
        page.evaluate("window.refuses = true")
        press(page, "开灯")
        expect(page.get_by_role("alert").filter(has_text="灯没有切换成")).to_be_visible()
        expect(page.get_by_role("button", name="开灯")).to_have_attribute("aria-pressed", "false")
        looked(page, picture, "device-light-refused", ("phone",))
        size = filming.running(page)["size"]
        until(lambda: filming.running(page)["size"] > size, 60, "the film goes on")
        page.evaluate("window.refuses = false")
        press(page, "开灯")
        expect(page.get_by_role("alert").filter(has_text="灯没有切换成")).to_have_count(0)
        end(page)
        assert newest(hub, known)["cut"] is False


def test_the_screen_is_kept_on_while_it_films_and_again_after_the_page_was_behind_another(
    playwright, hub, here, assessor, tmp_path
):
    """The browser's real lock: the system takes it from a page that is not seen, which asks again once it is."""
    with handset(playwright, tmp_path / "profile", site.hub_origin(hub), own=True) as phone:
        page = phone.start()
        page.add_init_script(LOCKS)
        site.enrol(page, hub, "phone", "三脚架上的手机")
        signing.sign_in(page, assessor)
        camera_of(page, here)
        until(lambda: page.evaluate(HELD) == 1, 60, "the lock of an open camera")
        expect(page.get_by_text("屏幕可能自动熄灭")).to_have_count(0)
        begin(page)
        assert page.evaluate(HELD) == 1
        other = phone.tab("/board")
        other.bring_to_front()
        until(lambda: page.evaluate("document.visibilityState") == "hidden", 60, "the page behind another")
        until(lambda: page.evaluate(HELD) == 0, 60, "the system takes the lock")
        page.bring_to_front()
        until(lambda: page.evaluate(HELD) == 1, 60, "the lock again")
        expect(page.get_by_text("屏幕可能自动熄灭")).to_have_count(0)
        size = filming.running(page)["size"]
        until(lambda: filming.running(page)["size"] > size, 60, "the film goes on")
        end(page)
        press(page, "返回")
        expect(page).not_to_have_url(re.compile("/capture"))
        until(lambda: page.evaluate(HELD) == 0, 60, "the lock is given back with the camera")


def test_where_the_system_does_not_keep_the_screen_on_that_is_said(browser, phone_of, here, picture):
    """This browser grants no lock on the screen."""
    with phone_of(browser) as page:
        camera_of(page, here)
        expect(page.get_by_text("屏幕可能自动熄灭")).to_be_visible()
        looked(page, picture, "device-dims", ("phone", "tablet"))
