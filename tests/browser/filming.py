"""A device that takes photos and films: what it holds of them, and what the hub has of them on its disk."""

import hashlib
import io

from PIL import Image

from tests.browser import site
from tests.running import until

ARRIVES = 180  # seconds for everything to arrive on a busy machine
UNSENT = 4  # slices that a phone has alone when its browser is killed

#: What a page's own database holds of what was taken, without the bytes.
HELD = """async () => {
  const database = await new Promise((resolve, reject) => {
    const asked = indexedDB.open('kaowu')
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })
  const all = (store) => new Promise((resolve, reject) => {
    const asked = database.transaction(store).objectStore(store).getAll()
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })
  const recordings = (await all('recordings')).map(({ running, ...one }) => one)
  const slices = (await all('slices')).map(({ evidence, number, offset, bytes }) =>
    ({ evidence, number, offset, size: bytes.byteLength }))
  database.close()
  return { recordings, slices }
}"""


def held(page):
    """Recordings and slices on this device, as its database has them."""
    return page.evaluate(HELD)


def open_camera(page, day, *, media="photo", purpose="practical", station="3"):
    """Open the camera screen for a station of the first room and wait for its picture."""
    room = next(row["room"] for row in day.rooms)
    session, plan = day.plan["sessions"][0]["id"], day.plan["plan"]
    page.goto(
        f"{page.watch.origin}/capture?plan={plan}&purpose={purpose}&session={session}&room={room}"
        f"&station={station}&media={media}"
    )
    page.wait_for_function("() => document.querySelector('.capture video')?.videoWidth > 0", polling=100)


def evidence_of(hub):
    """Rows of photos and films, oldest first."""
    rows = [row for (kind, _), row in site.rows_of(hub).items() if kind == "evidence"]
    return sorted(rows, key=lambda row: row["begun"])


def arrived(hub, count, state="equal"):
    """Wait until so many photos and films are on the hub and in this state; return their rows."""
    seen = []

    def there():
        seen[:] = evidence_of(hub)
        return len(seen) >= count and all(row["state"] == state for row in seen)

    try:
        until(there, ARRIVES, f"{count} that are {state}")
    except AssertionError as late:
        raise AssertionError([(row["media"], row["state"], row["received"], row["fault"]) for row in seen]) from late
    return seen


def lies(hub, row):
    """Where a photo or film lies on the hub's disk."""
    return hub.data / "media" / row["upload"][:2] / row["upload"]


def on_disk(hub, row):
    """The bytes of a photo or film as they lie there."""
    return lies(hub, row).read_bytes()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def running(page):
    """The film that is being recorded; nothing of it before its first slice."""
    films = (one for one in held(page)["recordings"] if one["state"] == "running")
    return next(films, {"sent": 0, "size": 0})


def killed(phone, line, hub, row):
    """Kill the browser that films while its last slices are on the phone alone.

    Returns what the phone knew of the film, and the bytes that the hub has of it. ``row()`` gives the film's row.
    """
    line.state = "hole"
    until(lambda: len(held(phone.page)["slices"]) >= UNSENT, 60, "slices the hub does not have")
    known = running(phone.page)
    phone.kill()
    line.state = "open"
    prefix = on_disk(hub, row())
    assert len(prefix) >= known["sent"] > 0, "an acknowledged byte is not on the hub's disk"
    return known, prefix


def came_whole(page, hub, row, known, prefix):
    """Wait until the rest has come to the hub; what was acknowledged has not changed. Returns the film's bytes.

    All that was on the phone is here and equal, and it is said that the filming was cut off.
    """
    until(lambda: row()["equal"], ARRIVES, "the film's end")
    assert (row()["state"], row()["cut"]) == ("interrupted", True)
    data = on_disk(hub, row())
    assert data.startswith(prefix), "what was acknowledged has changed"
    assert len(data) >= known["size"], "a slice that was on the phone's disk did not come"
    assert sha256(data) == row()["sha256"]
    until(lambda: held(page)["slices"] == [], 60, "nothing left on the phone")
    return data


def snapshot(name="IMG_0001.jpg", colour="#557799", orientation=1):
    """A small photo as the system's camera hands it to a page; ``orientation`` as its Exif says."""
    file, notes = io.BytesIO(), Image.Exif()
    notes[0x0112] = orientation
    Image.new("RGB", (640, 480), colour).save(file, "JPEG", exif=notes)
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}
