"""Films that need no copy are played as they came; of those that no browser plays it is said what to do."""

import re

import pytest
from playwright.sync_api import expect

from imaging import film, kind
from protocol.role import BY_CODE
from tests.browser import filming, signing, site
from tests.browser.stations import press
from tests.browser.watching import JUMPED, SEEKABLE, goes_on, wait
from tests.imaging import files

PLAYED = {"MVI_0001.MP4": "video/mp4", "MVI_0002.MOV": "video/quicktime", "MVI_0003.WEBM": "video/webm"}
#: Seconds between where somebody jumps and the picture that is shown.
JUMP = 1.0
#: What a browser is told of an original of which it asks for a part.
PART = """async (address) => {
  const part = await fetch(address, { headers: { Range: 'bytes=4-11' } })
  const told = (name) => part.headers.get(name)
  return { status: part.status, type: told('Content-Type'), sniffing: told('X-Content-Type-Options'),
    policy: told('Content-Security-Policy'), range: told('Content-Range') }
}"""


def card_of(folder):
    """A card with films in one piece, as cameras and phones write them, and two that this browser does not play."""
    folder.mkdir()
    paths = {name: folder / name for name in (*PLAYED, "MVI_0004.AVI", "MVI_0005.MP4")}
    assert film.remux(files.MP4, kind.MP4, paths["MVI_0001.MP4"])
    one_piece = paths["MVI_0001.MP4"].read_bytes()
    paths["MVI_0002.MOV"].write_bytes(one_piece[:8] + b"qt  " + one_piece[12:])
    assert film.remux(files.WEBM, kind.WEBM, paths["MVI_0003.WEBM"])
    files.filmed(paths["MVI_0004.AVI"], "MJPG")
    files.filmed(paths["MVI_0005.MP4"], "mp4v")
    return list(paths.values())


@pytest.fixture(scope="module")
def brought(chief, hub, here, tmp_path_factory):
    """The rows of a card's films by their names, after somebody brought the card."""
    person = next(one for one in here.people if one["role"] == BY_CODE["CE"].number)
    signing.set_pin(hub, person)
    signing.sign_in(chief, person)
    site.visit(chief, "/media-import")
    films = card_of(tmp_path_factory.mktemp("card") / "100CANON")
    chief.locator("input[type=file]:not([webkitdirectory])").set_input_files(films)
    press(chief, f"导入 {len(films)} 个文件")
    expect(chief.get_by_role("heading", name=f"全部导入：{len(films)} 个")).to_be_visible()
    rows = filming.arrived(hub, len(films))
    return {row["source"]["name"]: row for row in rows}


@pytest.mark.parametrize("name", PLAYED)
def test_a_film_that_needs_no_copy_plays_and_is_jumped_in(chief, brought, name, picture):
    row = brought[name]
    assert row["film"] is None
    site.visit(chief, f"/media/{row['evidence']}")
    wait(chief, SEEKABLE)
    address = f"/api/evidence/{row['evidence']}/original"
    assert chief.evaluate("document.querySelector('video.whole').currentSrc").endswith(address)
    chief.evaluate("document.querySelector('video.whole').play()")
    goes_on(chief)
    picture(chief, f"player-original-{name[-4:].strip('.').lower()}")
    for share in (0.7, 0.2):
        jumped = chief.evaluate(JUMPED, share)
        assert abs(jumped["at"] - jumped["to"]) < JUMP, jumped
    part = chief.evaluate(PART, address)
    assert (part["status"], part["type"], part["sniffing"]) == (206, PLAYED[name], "nosniff")
    assert part["policy"].startswith("sandbox; default-src 'none'")
    assert part["range"] == f"bytes 4-11/{row['size']}"


def test_of_a_film_that_no_browser_plays_one_picture_is_shown_and_what_to_do(chief, brought, picture):
    site.visit(chief, f"/media/{brought['MVI_0004.AVI']['evidence']}")
    expect(chief.locator("img.whole")).to_be_visible()
    expect(chief.get_by_role("status").filter(has_text="浏览器播放不了这种格式的录像")).to_contain_text("下载原件")
    expect(chief.locator("video")).to_have_count(0)
    for name, (width, height) in site.SIZES.items():
        chief.set_viewport_size({"width": width, "height": height})
        picture(chief, f"player-avi-{name}")
    chief.set_viewport_size({"width": site.TABLET[0], "height": site.TABLET[1]})


def test_a_film_of_a_coding_this_browser_does_not_know_is_said_not_to_play(chief, brought, picture):
    site.visit(chief, f"/media/{brought['MVI_0005.MP4']['evidence']}")
    expect(chief.get_by_role("status").filter(has_text="这段录像没有放出来")).to_contain_text("下载原件")
    expect(chief.locator("img.whole")).to_be_visible()
    picture(chief, "player-coding-unknown")


def test_a_film_the_hub_did_not_answer_for_plays_when_it_is_tried_again(chief, brought):
    chief.watch.expected.append(site.HUB_GONE)
    chief.route(re.compile("/original$"), lambda route: route.abort("connectionreset"))
    site.visit(chief, f"/media/{brought['MVI_0001.MP4']['evidence']}")
    said = chief.get_by_role("status").filter(has_text="这段录像没有放出来")
    expect(said).to_be_visible()
    chief.unroute(re.compile("/original$"))
    said.get_by_role("button", name="重试").click()
    wait(chief, SEEKABLE)
    expect(said).to_have_count(0)
