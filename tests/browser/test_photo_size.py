"""A photo has every pixel that its camera offers, and what is on record of it says how many."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from protocol.role import BY_CODE
from tests.browser import chromium, filming, signing, site
from tests.browser.stations import press
from tests.browser.watching import wait
from tests.running import ROOT, until

#: The largest picture that the camera says it gives, as a still or as what is seen, and the picture that is seen.
OFFERED = """async () => {
  const { srcObject, videoWidth, videoHeight } = document.querySelector('.capture video')
  const [track] = srcObject.getVideoTracks()
  const { imageWidth, imageHeight } = await new ImageCapture(track).getPhotoCapabilities()
  const { width, height } = track.getCapabilities()
  const most = [[imageWidth.max, imageHeight.max], [width.max, height.max]].sort((a, b) => b[0] * b[1] - a[0] * a[1])[0]
  return [most, [videoWidth, videoHeight]]
}"""

#: After so many milliseconds the app takes the frame that is seen. Here it waits for the camera: a busy machine's is
#: slow, not broken; what becomes of one that does not answer is told where time stands still (camera.test.ts).
CAMERA = (ROOT / "static/src/media/camera.ts").read_text("utf-8")
SHUTTER = int(re.search(r"^const SHUTTER = ([\d_]+)$", CAMERA, re.M)[1])
PATIENT = f"""(() => {{
  const set = window.setTimeout
  window.setTimeout = (act, ms, ...rest) => set(act, ms === {SHUTTER} ? {site.BACK} : ms, ...rest)
}})()"""


@pytest.fixture(scope="module")
def fine(playwright, hub, here):
    """A phone with the browser's own make-believe camera, which films in 720 lines and offers more for photos."""
    person = next(one for one in here.people if one["role"] == BY_CODE["DCE"].number)
    signing.set_pin(hub, person)
    with (
        chromium.started(playwright, args=[*chromium.FLAGS]) as browser,
        site.device(browser, site.hub_origin(hub), site.PHONE) as page,
    ):
        page.add_init_script(PATIENT)
        site.enrol(page, hub, "phone", "工位手机")
        page.context.grant_permissions(["camera", "microphone"])
        signing.sign_in(page, person)
        yield page


def photo(page, hub):
    """Take a photo and return its row."""
    before = {one["evidence"] for one in filming.evidence_of(hub)}

    def new():
        return [one for one in filming.evidence_of(hub) if one["width"] and one["evidence"] not in before]

    press(page, "拍照")
    until(new, site.BACK / 1000, "the photo")
    (row,) = new()
    return row


def test_a_photo_has_every_pixel_that_the_camera_offers_and_its_side_file_says_how_many(fine, chief, here, hub):
    site.visit(fine, f"/capture?plan={here.plan['plan']}&purpose=incident&media=photo")
    wait(fine, "() => document.querySelector('.capture video')?.videoWidth > 0")
    offered, seen = fine.evaluate(OFFERED)
    assert offered[0] * offered[1] > seen[0] * seen[1]
    taken = photo(fine, hub)
    assert [taken["width"], taken["height"]] == offered
    stored = (hub.data / "media" / taken["upload"][:2] / taken["upload"]).read_bytes()
    assert list(Image.open(io.BytesIO(stored)).size) == offered
    leader = next(one for one in here.people if one["role"] == BY_CODE["CE"].number)
    signing.set_pin(hub, leader)
    signing.sign_in(chief, leader)
    site.visit(chief, f"/media/{taken['evidence']}")
    expect(chief.get_by_text(f"{offered[0]} × {offered[1]}")).to_be_visible()
    side = chief.evaluate(
        "async (evidence) => (await (await fetch(`/api/evidence/${evidence}/side`)).json()).side", taken["evidence"]
    )
    assert [side["found"]["width"], side["found"]["height"]] == offered
