"""Watching a film in a browser: that it plays, goes on, and shows the picture of the moment that was asked for."""

from tests.browser import camera, site

PLAYS = "() => document.querySelector('.film video')?.readyState >= 2"
TIME = "() => document.querySelector('video').currentTime"
#: The film goes on from here.
GOES_ON = "from => document.querySelector('video').currentTime > from + 1.5"
EDGE = "least => Number(document.querySelector('.film input[type=range]').max) >= least"
SEEKABLE = "() => { const film = document.querySelector('video.whole'); return film && isFinite(film.duration) }"
PICTURES = "least => [...document.querySelectorAll('.tile img')].filter((one) => one.naturalWidth > 0).length >= least"
#: Seconds between what happened before the camera and the picture shown now; ``begun``: of the film, Unix ms.
BEHIND = "begun => (Date.now() - begun) / 1000 - document.querySelector('.film video').currentTime"
#: Jump to a share of the whole film: where it was asked to be, the time of the picture shown, and its number where they
#: are numbered (``camera.counting``).
JUMPED = """async (share) => {
  const film = document.querySelector('video.whole')
  film.pause()
  const to = film.duration * share
  let at = null  // of the newest picture: one that was on its way when it was paused may come first
  const look = () => film.requestVideoFrameCallback((_, { mediaTime }) => { at = mediaTime; look() })
  look()
  await new Promise((done) => { film.onseeked = done; film.currentTime = to })
  const there = () => at !== null && Math.abs(at - to) < 1.5
  for (let wait = 0; wait < 50 && (wait < 5 || !there()); wait += 1) {
    await new Promise((done) => setTimeout(done, 100))
  }
  const canvas = new OffscreenCanvas(film.videoWidth, film.videoHeight).getContext('2d')
  canvas.drawImage(film, 0, 0)
  const { data, width } = canvas.getImageData(0, Math.floor(film.videoHeight * 11 / 12), film.videoWidth, 1)
  let number = 0
  for (let place = 0; place < FIELDS; place += 1) {
    number = 2 * number + (data[4 * Math.floor((2 * place + 1) * width / (2 * FIELDS))] > 127 ? 1 : 0)
  }
  return { to, at, number }
}""".replace("FIELDS", str(camera.FIELDS))


def wait(page, state, arg=None):
    """Wait until a state holds on a page."""
    page.wait_for_function(state, arg=arg, polling=100, timeout=site.BACK)


def goes_on(page):
    """Wait until the film has moved on from where it is now."""
    wait(page, GOES_ON, page.evaluate(TIME))
