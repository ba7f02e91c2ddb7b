"""A browser that cannot write WebM, as older iPhones' cannot: its MP4 in fragments is watched, cut off and kept."""

import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from server.cli.client import open_hub
from server.config import Config
from tests.browser import filming, signing, site
from tests.browser.handset import handset
from tests.browser.stations import press
from tests.browser.watching import EDGE, JUMPED, PLAYS, SEEKABLE, goes_on, wait
from tests.running import until
from tests.wire import wire

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

#: This browser hands its film out without regard to fragments, as browsers may: the last third of each comes later.
MIDST = """() => {
  const cut = (recorder, hear) => {
    let rest = []
    return ({ data }) => {
      const all = new Blob([...rest, data], { type: data.type })
      const now = recorder.state === 'inactive' ? all.size : Math.floor(all.size * 2 / 3)
      rest = [all.slice(now)]
      hear({ data: all.slice(0, now, all.type) })
    }
  }
  Object.defineProperty(MediaRecorder.prototype, 'ondataavailable', {
    set(hear) { this.addEventListener('dataavailable', cut(this, hear)) },
  })
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


def test_a_phone_dies_in_the_middle_of_a_fragment_and_its_film_goes_as_far_as_it_came(
    playwright, chief, hub, here, picture, tmp_path
):
    person = next(one for one in here.people if one["role"] == BY_CODE["CE"].number)
    signing.set_pin(hub, person)
    before = {row["evidence"] for row in filming.evidence_of(hub)}

    def row():
        found = (row for row in filming.evidence_of(hub) if row["evidence"] not in before and row["upload"])
        return next(found, None)

    with wire(hub.port) as line, handset(playwright, tmp_path / "profile", f"http://localhost:{line.port}") as phone:
        site.enrol(phone.start(), hub, "phone", "会没电的旧手机")
        signing.sign_in(phone.page, person)
        phone.page.context.grant_permissions(["camera", "microphone"])
        phone.rest()
        site.settled(phone.start("/check-in"))
        for script in (f"({WITHOUT})(['webm'])", f"({MIDST})()"):
            phone.page.context.add_init_script(script)
        filming.open_camera(phone.page, here, media="video")
        press(phone.page, "开始录像")
        site.visit(chief, "/media?session=all")
        chief.locator(".tile.live").click()
        wait(chief, PLAYS)
        wait(chief, EDGE, LONG_ENOUGH)
        known, prefix = filming.killed(phone, line, hub, row)
        came = boxes(prefix)
        assert came[0] == b"ftyp"
        assert None in came, "it was killed between two fragments"
        # Nobody switches the phone on: the film is shown as far as its whole fragments came, and is not called whole.
        press(chief, "从头看")
        wait(chief, "() => document.querySelector('video').currentTime < 1")
        goes_on(chief)
        expect(chief.locator("header .state")).to_contain_text("没有新画面")  # and not that it is being recorded
        assert (row()["state"], row()["equal"]) == ("live", None)
        picture(chief, "player-mp4-phone-dead")
        chief.reload()
        expect(chief.locator("header .state")).to_contain_text("没有新画面")  # a page opened later knows it, too
        page = phone.start("/check-in")
        site.settled(page)
        data = filming.came_whole(page, hub, row, known, prefix)
    until(lambda: row()["film"] is not None, filming.ARRIVES, "the copy to jump in")
    expect(chief.locator("header .state")).to_have_text("拍摄中断，录到的已收齐")
    whole = boxes(data).count(b"moof")
    assert None in boxes(data), "what the phone had kept ends in the middle of a fragment, too"
    assert row()["type"] == "video/mp4"
    assert row()["duration_ms"] >= (whole - 1) * 500
    press(chief, "整段播放（可任意拖动）")
    wait(chief, SEEKABLE)
    for share in (0.2, 0.95):
        jumped = chief.evaluate(JUMPED, share)
        assert abs(jumped["at"] - jumped["to"]) < JUMP, jumped
    picture(chief, "player-mp4-cut")


def boxes(data):
    """The types of an MP4's boxes on the first level; None at the end of one that broke off."""
    found, at = [], 0
    while at < len(data):
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        whole = len(data) >= at + 8 and size >= 8 and at + size <= len(data)
        found.append(kind if whole else None)
        at = at + size if whole else len(data)
    return found
