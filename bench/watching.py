"""From capture to another screen: a film while it is recorded, and a photo's thumbnail, on the app's own screens.

One browser context films a clock that is painted on a canvas, by the app's camera screen; another watches it in the
app's player, where the clock is read from each frame that is shown. Beside it the same recorder is played at once in
its own page, from memory: what the browser itself needs. A photo is timed from the request that brings its last byte
to the thumbnail on the other screen; beside it that file's own way from the hub to the same page, read once more.
"""

import io
import statistics
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from bench.table import Row, row
from protocol.role import BY_CODE
from tests.browser import chromium, signing, site
from tests.running import serving

SECONDS, ROUNDS, PHOTOS = 8, 3, 7
SLICES = {250: "ours <= 700", 1000: "ours <= 1300"}
PIXELS = (4000, 3000)

#: The camera's picture is a clock: its milliseconds as black and white squares.
CLOCK = """(() => {
  const size = [640, 360]
  const canvas = document.createElement('canvas')
  ;[canvas.width, canvas.height] = size
  const pen = canvas.getContext('2d')
  setInterval(() => {
    const now = Date.now() % 2 ** 31
    pen.fillStyle = '#123'
    pen.fillRect(0, 0, ...size)
    for (let bit = 0; bit < 31; bit++) {
      pen.fillStyle = Math.floor(now / 2 ** bit) % 2 ? '#fff' : '#000'
      pen.fillRect(bit * 20, 300, 20, 60)
    }
  }, 40)
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = async (asked) => {
    const stream = canvas.captureStream(25)
    if (asked.audio) for (const track of (await real({ audio: true })).getAudioTracks()) stream.addTrack(track)
    return stream
  }
  window.slice = 250
  const start = MediaRecorder.prototype.start
  MediaRecorder.prototype.start = function () {
    window.recorder = this
    return start.call(this, window.slice)
  }
})()"""
#: Read the clock from each frame a film shows.
LATE = """([which, seconds]) => new Promise((done) => {
  const film = document.querySelector(which)
  const canvas = document.createElement('canvas')
  ;[canvas.width, canvas.height] = [640, 360]
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  const late = []
  const until = Date.now() + seconds * 1000
  const look = () => {
    pen.drawImage(film, 0, 0, 640, 360)
    const line = pen.getImageData(0, 330, 640, 1).data
    let shown = 0
    for (let bit = 0; bit < 31; bit++) if (line[(bit * 20 + 10) * 4] > 128) shown += 2 ** bit
    late.push((Date.now() % 2 ** 31) - shown)
    if (Date.now() < until) film.requestVideoFrameCallback(look)
    else done(late)
  }
  film.requestVideoFrameCallback(look)
  setTimeout(() => done(late), seconds * 1000 + 5000)
})"""
#: Play what is recorded in the page that records it.
AT_ONCE = """() => new Promise((ready) => {
  const film = document.createElement('video')
  film.id = 'at-once'
  film.muted = true
  document.body.append(film)
  const stream = window.recorder.stream
  const media = new MediaSource()
  film.src = URL.createObjectURL(media)
  media.onsourceopen = () => {
    const type = window.recorder.mimeType
    const buffer = media.addSourceBuffer(type)
    const own = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: window.recorder.videoBitsPerSecond })
    own.ondataavailable = async ({ data }) => {
      buffer.appendBuffer(await data.arrayBuffer())
      if (film.paused) film.play().then(ready)
      const end = film.buffered.length ? film.buffered.end(0) : 0
      if (end - film.currentTime > 1.5) film.currentTime = end - 0.1
    }
    own.start()
  }
})"""
SENT = """(() => {
  const fetch = window.fetch
  window.fetch = (...asked) => {
    if (asked[1]?.method === 'PATCH') window.sent = Date.now()
    return fetch(...asked)
  }
})()"""
NO_CAMERA = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))"
SEEN = """(() => {
  window.shown = []
  document.addEventListener('load', ({ target }) => {
    const small = target.tagName === 'IMG' && target.closest('.tile') && target.src.includes('/thumb')
    if (small) window.shown.push([Date.now(), target.src])
  }, true)
})()"""
#: What the same small picture needs from the hub to this page.
AGAIN = """async (src) => {
  const began = performance.now()
  const picture = new Image()
  picture.src = src + '&again=' + began
  await picture.decode()
  return performance.now() - began
}"""


def run() -> list[Row]:
    """Film and watch at each length of slices; then take photos."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as running:
        folder = Path(name)
        day = site.prepare_day(folder / "data", site.sample_day(folder / "files"))
        with serving(day.data) as hub, chromium.started(running, args=list(chromium.FLAGS)) as browser:
            origin = site.hub_origin(hub)
            with (
                site.device(browser, origin) as chief,
                site.device(browser, origin, site.PHONE) as phone,
            ):
                for page in (chief, phone):
                    page.watch.expected.append(".")
                phone.context.add_init_script(CLOCK)
                phone.context.add_init_script(SENT)
                chief.context.add_init_script(SEEN)
                site.enrol(chief, hub, "tablet", "主考平板")
                site.enrol(phone, hub, "phone", "实操手机")
                person = next(one for one in day.people if one["role"] == BY_CODE["CE"].number)
                signing.set_pin(hub, person)
                signing.sign_in(phone, person)
                phone.context.grant_permissions(["camera", "microphone"])
                plan = day.plan["plan"]
                rows = [found for slice_, goal in SLICES.items() for found in _films(chief, phone, plan, slice_, goal)]
                return [*rows, _photos(chief, phone, plan, folder)]


def _films(chief: Page, phone: Page, plan: int, slice_: int, goal: str) -> list[Row]:
    ours: list[float] = []
    alone: list[float] = []
    for _ in range(ROUNDS):
        _open_camera(phone, plan, "video")
        phone.evaluate("slice => { window.slice = slice }", slice_)
        phone.get_by_role("button", name="开始录像", exact=True).click()
        chief.goto("/media?session=all")
        chief.locator(".tile.live").first.click()
        chief.wait_for_function("() => document.querySelector('.film video')?.readyState >= 2")
        chief.wait_for_timeout(4_000)  # until the player has found its distance
        ours.append(_middle(chief, ".film video"))
        phone.evaluate(AT_ONCE)
        phone.wait_for_timeout(3_000)
        alone.append(_middle(phone, "#at-once"))
        phone.get_by_role("button", name="结束录像", exact=True).click()
        chief.locator(".film .state", has_text="录制已结束").wait_for()
    return [row(f"capture to another screen, p50, slices of {slice_} ms", ours, alone, "ms", goal)]


def _middle(page: Page, which: str) -> float:
    late: list[float] = page.evaluate(LATE, [which, SECONDS])
    return statistics.median(late)


def _photos(chief: Page, phone: Page, plan: int, folder: Path) -> Row:
    phone.add_init_script(NO_CAMERA)
    phone.goto(_camera(plan, "photo"))
    chief.goto("/media?session=all")
    chief.wait_for_function("() => document.querySelectorAll('.tile').length > 0")
    ours: list[float] = []
    alone: list[float] = []
    for number in range(PHOTOS):
        file = folder / f"IMG_{number}.jpg"
        file.write_bytes(_photo(number))
        chief.evaluate("() => { window.shown = [] }")
        phone.locator(".blocked input[type=file]").set_input_files(file)
        chief.wait_for_function("() => window.shown.length > 0", polling=20)
        (at, src) = chief.evaluate("() => window.shown[0]")
        ours.append(at - phone.evaluate("() => window.sent"))
        alone.append(chief.evaluate(AGAIN, src))
    return row("a 12 MP photo's last request to its thumbnail on another screen", ours, alone, "ms", "ours <= 300")


def _photo(number: int) -> bytes:
    """A photo with some texture, of 12 megapixels."""
    small = Image.effect_noise((PIXELS[0] // 8, PIXELS[1] // 8), 40 + number).convert("RGB")
    kept = io.BytesIO()
    small.resize(PIXELS).save(kept, "JPEG", quality=88)
    return kept.getvalue()


def _open_camera(page: Page, plan: int, media: str) -> None:
    page.goto(_camera(plan, media))
    page.wait_for_function("() => document.querySelector('.capture video')?.videoWidth > 0", polling=100)


def _camera(plan: int, media: str) -> str:
    return f"/capture?plan={plan}&purpose=practical&media={media}"
