"""A browser that cannot write WebM, as older iPhones' cannot: its MP4 in fragments is watched, cut off and kept."""

import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from server.cli.client import open_hub
from server.config import Config
from tests.browser import filming, signing, site
from tests.browser.stations import press
from tests.browser.watching import EDGE, JUMPED, PLAYS, SEEKABLE, goes_on, wait
from tests.running import until

SLICES_AWAY = 3  # slices of a second that only the phone has
LONG_ENOUGH = 4  # seconds of film before the network is cut
JUMP = 1.5  # seconds between where somebody jumps and the picture that is shown
#: Seconds of film in a fragment at most: a browser that is not asked for key frames makes one in three to five.
FRAGMENT = 2.5
#: This browser records none of these.
WITHOUT = """(types) => {
  const supports = MediaRecorder.isTypeSupported.bind(MediaRecorder)
  MediaRecorder.isTypeSupported = (type) => !types.some((one) => type.includes(one)) && supports(type)
}"""


@pytest.fixture(scope="module")
def here(day, tmp_path_factory):
    """This module's own copy of the day, with its rooms at hand."""
    own = day.copied(tmp_path_factory.mktemp("mp4") / "data")
    with open_hub(Config(own.data, f"sqlite:///{own.data / 'kaowu.db'}")) as hub:
        own.rooms = sorted(hub.rows("room"), key=lambda row: row["room"])
    return own


@pytest.mark.parametrize(
    ("lacks", "codec"),
    [(["webm"], b"avc1"), pytest.param(["webm", "avc1"], b"vp09", marks=pytest.mark.long)],
    ids=["avc1", "vp9"],
)
def test_a_film_in_fragments_of_mp4_is_watched_cut_off_and_arrives_equal(
    browser, chief, hub, here, picture, lacks, codec
):
    person = next(one for one in here.people if one["role"] == BY_CODE["CE"].number)
    signing.set_pin(hub, person)
    before = {row["evidence"] for row in filming.evidence_of(hub)}
    with site.device(browser, site.hub_origin(hub), site.PHONE) as phone:
        phone.context.add_init_script(f"({WITHOUT})({lacks})")
        phone.context.grant_permissions(["camera", "microphone"])
        site.enrol(phone, hub, "phone", f"旧手机 {codec.decode()}")
        signing.sign_in(phone, person)
        filming.open_camera(phone, here, media="video")
        press(phone, "开始录像")
        site.visit(chief, "/media?session=all")
        chief.locator(".tile.live").click()
        wait(chief, PLAYS)
        expect(chief.locator(".film .state")).to_have_text("实时画面")
        wait(chief, EDGE, LONG_ENOUGH)
        goes_on(chief)
        picture(chief, "player-live-mp4")
        phone.watch.expected += [site.HUB_GONE, r"423 \(LOCKED\)"]
        phone.context.set_offline(True)
        until(lambda: len(filming.held(phone)["slices"]) >= SLICES_AWAY, 120, "slices that only the phone has")
        phone.context.set_offline(False)
        wait(chief, EDGE, LONG_ENOUGH + SLICES_AWAY)
        goes_on(chief)
        press(phone, "结束录像")
        expect(chief.locator(".film .state")).to_have_text("录制已结束")
        expect(chief.get_by_text("设备哈希 = 主机哈希")).to_be_visible()
        press(chief, "整段播放（可任意拖动）")
        wait(chief, SEEKABLE)
        jumped = chief.evaluate(JUMPED, 0.5)
        assert abs(jumped["at"] - jumped["to"]) < JUMP, jumped
        until(lambda: filming.held(phone) == {"recordings": [], "slices": []}, 60, "nothing left on the phone")
    (row,) = (row for row in filming.evidence_of(hub) if row["evidence"] not in before)
    data = filming.on_disk(hub, row)
    assert (row["state"], row["sha256"], row["type"]) == ("equal", filming.sha256(data), "video/mp4")
    assert (data[4:8], codec in data[:4096]) == (b"ftyp", True)
    assert data.count(b"mfhd") >= row["duration_ms"] / 1000 / FRAGMENT, "a fragment is never longer"
    assert row["film"] is not None
