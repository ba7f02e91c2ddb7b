"""The camera of the app in real Chromium: nothing that was recorded is lost, whatever becomes of network or browser."""

import re

import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from server.cli.client import open_hub
from server.config import Config
from tests.browser import camera, filming, signing, site
from tests.browser.handset import handset
from tests.browser.looks import looked
from tests.browser.recorded import recorded
from tests.browser.stations import press
from tests.running import until
from tests.tus import offset_of
from tests.wire import wire

SLICES_AWAY = 12  # slices recorded while the network is cut: three seconds of film
DENIED = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))"
#: A device without room: the next slices cannot be written.
FULL = """() => {
  const add = IDBObjectStore.prototype.add
  IDBObjectStore.prototype.add = function (value, ...rest) {
    if (this.name === 'slices' && window.full) throw new DOMException('no room', 'QuotaExceededError')
    return add.call(this, value, ...rest)
  }
  window.full = true
}"""

#: The small picture of a photo that was taken with the camera turned stands upright.
UPRIGHT = """() => [...document.querySelectorAll('.taken img')].some(({ src, naturalWidth, naturalHeight }) =>
  src.startsWith('blob:') && naturalWidth === 240 && naturalHeight === 320)"""


@pytest.fixture(scope="module")
def here(day, tmp_path_factory):
    """This module's own copy of the day, with its rooms at hand."""
    own = day.copied(tmp_path_factory.mktemp("filming") / "data")
    with open_hub(Config(own.data, f"sqlite:///{own.data / 'kaowu.db'}")) as hub:
        own.rooms = sorted(hub.rows("room"), key=lambda row: row["room"])
    return own


@pytest.fixture(scope="module")
def assessor(here, hub):
    """Somebody who may take what is evidence: the head of the site."""
    person = next(one for one in here.people if one["role"] == BY_CODE["CE"].number)
    signing.set_pin(hub, person)
    return person


@pytest.fixture(scope="module")
def signed_in(phone, assessor):
    phone.context.grant_permissions(["camera", "microphone"])
    signing.sign_in(phone, assessor)
    return phone


def test_photos_in_a_row_arrive_as_they_were_taken(signed_in, here, hub, picture):
    page = signed_in
    before = len(filming.evidence_of(hub))
    filming.open_camera(page, here)
    looked(page, picture, "capture-photo", ("phone",))
    for taken in range(1, 4):
        press(page, "拍照")
        expect(page.locator(".taken li")).to_have_count(taken)
    rows = filming.arrived(hub, before + 3)[before:]
    expect(page.locator(".taken li.kept", has_text="已存入主机，一致")).to_have_count(3)
    for row in rows:
        data = filming.on_disk(hub, row)
        assert filming.sha256(data) == row["sha256"]
        assert (row["media"], row["station"], row["purpose"]) == ("photo", "3", "practical")
    until(lambda: filming.held(page) == {"recordings": [], "slices": []}, 60, "nothing left on the phone")
    looked(page, picture, "capture-photos", ("tablet", "desktop", "phone"))
    site.all_sent(page)
    verdicts = [one["verdict"] for one in site.entries(hub) if one["fact"]["kind"].startswith("evidence.")]
    assert set(verdicts) == {"accepted"}


def test_a_film_goes_on_without_the_network_and_arrives_equal(signed_in, here, hub, picture):
    page = signed_in
    before = len(filming.evidence_of(hub))
    filming.open_camera(page, here, media="video")
    press(page, "开始录像")
    until(lambda: any(one["sent"] for one in filming.held(page)["recordings"]), 60, "the film's first bytes at the hub")
    # The hub may still hold the line that was cut when the phone is back.
    page.watch.expected += [site.HUB_GONE, r"423 \(LOCKED\)"]
    page.context.set_offline(True)
    until(lambda: len(filming.held(page)["slices"]) >= SLICES_AWAY, 120, "slices that only the phone has")
    expect(page.get_by_role("button", name=re.compile("影像待传"))).to_be_visible()
    looked(page, picture, "capture-film-cut", ("tablet", "phone"))
    press(page, "暂停")
    press(page, "继续")
    press(page, "结束录像")
    expect(page.get_by_role("button", name="开始录像", exact=True)).to_be_visible()
    (film,) = filming.held(page)["recordings"]
    (pause,) = film["pauses"]
    assert film["begun"] < pause["begun"] < pause["ended"] < film["ended"]
    page.get_by_role("button", name=re.compile("影像待传")).click()
    expect(page.get_by_text("照片和录像，只在本机")).to_be_visible()
    looked(page, picture, "capture-list", ("phone",))
    press(page, "关闭")
    page.context.set_offline(False)
    row = filming.arrived(hub, before + 1)[-1]
    data = filming.on_disk(hub, row)
    assert (filming.sha256(data), len(data)) == (row["sha256"], row["size"])
    assert data.startswith(b"\x1aE\xdf\xa3"), "WebM"
    expect(page.locator(".taken li.kept", has_text="已存入主机，一致")).to_have_count(1)
    until(lambda: filming.held(page) == {"recordings": [], "slices": []}, 60, "nothing left on the phone")
    about = [one["fact"] for one in site.entries(hub) if one["fact"]["body"].get("evidence") == row["evidence"]]
    assert [one["body"]["pauses"] for one in about if one["kind"] == "evidence.complete"] == [[pause]]


@pytest.mark.parametrize("seconds", [20, pytest.param(60, marks=pytest.mark.long)])
def test_after_a_cut_link_a_film_arrives_as_it_was_recorded(launch, here, hub, assessor, tmp_path, seconds):
    film = camera.restless(tmp_path / "restless.y4m")
    with (
        wire(hub.port) as line,
        launch(film) as browser,
        site.device(browser, f"http://localhost:{line.port}", site.PHONE) as page,
    ):
        # The hub may still hold the line that was cut when the phone is back.
        page.watch.expected += [site.HUB_GONE, r"423 \(LOCKED\)"]
        page.context.grant_permissions(["camera", "microphone"])
        site.enrol(page, hub, "phone", "掉线的手机")
        signing.sign_in(page, assessor)
        filmed = recorded(page)
        filming.open_camera(page, here, media="video")
        press(page, "开始录像")
        until(lambda: filmed.now().acknowledged, 60, "the film's first bytes at the hub")
        line.state = "hole"
        known, before = filmed.acknowledged, len(filmed.now().slices)
        until(lambda: filmed.now().lasts(before) >= seconds * 1000, seconds + filming.ARRIVES, "the film goes on")
        has = offset_of(site.office(hub), filmed.place)
        assert known <= filmed.acknowledged <= has, "an acknowledged byte is lost"
        # What was on its way when the line was cut may have come.
        assert has <= filmed.upto(before), "nothing of what was recorded since is at the hub"
        line.state = "open"
        until(lambda: filmed.now().missing(filmed.acknowledged) <= 1, filming.ARRIVES, "all but the slice on its way")
        press(page, "结束录像")
        until(lambda: filming.held(page) == {"recordings": [], "slices": []}, filming.ARRIVES, "nothing left on it")
    row = next(row for row in filming.evidence_of(hub) if row["upload"] == filmed.place.rsplit("/", 1)[1])
    data = filming.on_disk(hub, row)
    assert (row["state"], row["sha256"], row["cut"]) == ("equal", filming.sha256(data), False)
    assert data == filmed.whole, "what arrived is what the recorder gave out"


def test_a_full_device_stops_and_says_so_and_keeps_what_it_has(signed_in, here, hub, picture):
    page = signed_in
    before = len(filming.evidence_of(hub))
    filming.open_camera(page, here, media="video")
    press(page, "开始录像")
    until(lambda: any(one["size"] for one in filming.held(page)["recordings"]), 60, "a slice")
    page.watch.expected.append("QuotaExceededError")
    page.evaluate(FULL)
    expect(page.get_by_role("alert").filter(has_text="本机空间已满，录像已停")).to_be_visible()
    looked(page, picture, "capture-full", ("phone",))
    page.evaluate("window.full = false")
    expect(page.get_by_role("button", name="开始录像", exact=True)).to_be_visible()
    row = filming.arrived(hub, before + 1)[-1]
    assert filming.sha256(filming.on_disk(hub, row)) == row["sha256"]


def test_without_leave_to_use_the_camera_the_systems_own_serves(browser, here, hub, assessor, picture):
    with site.device(browser, site.hub_origin(hub), site.PHONE) as page:
        page.add_init_script(DENIED)
        site.enrol(page, hub, "phone", "实操手机")
        room, plan = here.rooms[0]["room"], here.plan["plan"]
        page.goto(f"/capture?plan={plan}&purpose=room&room={room}")
        expect(page.get_by_role("alert").filter(has_text="相机未获允许")).to_be_visible()
        expect(page.get_by_role("alert").filter(has_text="还没有人登录本机")).to_be_visible()
        looked(page, picture, "capture-denied", ("phone",))
        page.get_by_role("link", name="去登录").click()
        signing_in(page, assessor)
        expect(page).to_have_url(re.compile("/capture"))
        before = len(filming.evidence_of(hub))
        photo = filming.snapshot("IMG_0001.jpg")
        page.locator(".blocked input[type=file]").set_input_files(photo)
        row = filming.arrived(hub, before + 1)[-1]
        assert (row["purpose"], row["source"]["name"]) == ("room", "IMG_0001.jpg")
        assert filming.on_disk(hub, row) == photo["buffer"]
        page.locator(".blocked input[type=file]").set_input_files(filming.snapshot("IMG_0002.jpg", "#050505"))
        doubt = page.locator(".doubt")
        expect(doubt).to_contain_text("偏暗，请补光重拍")
        looked(page, picture, "capture-doubt", ("phone", "tablet"))
        doubt.get_by_role("button", name="不重拍").click()
        expect(doubt).to_have_count(0)
        expect(page.locator(".taken li").first).to_contain_text("偏暗，请补光重拍")
        page.watch.expected.append(site.HUB_GONE)
        page.context.set_offline(True)  # until the hub has a small picture, the device shows its own
        page.locator(".blocked input[type=file]").set_input_files(filming.snapshot("IMG_0003.jpg", orientation=6))
        page.wait_for_function(UPRIGHT, polling=100)
        page.context.set_offline(False)
        filming.arrived(hub, before + 3)


def signing_in(page, person):
    """As ``signing.sign_in``, on the page that already asks for it."""
    page.get_by_label("或按姓名、工号、证牌编号查找登录人").fill(person["staff_no"])
    page.locator(".search li button", has_text=person["name"]).first.click()
    signing.press(page)


@pytest.mark.parametrize("times", [1, pytest.param(20, marks=pytest.mark.long)])
def test_the_browser_is_killed_while_it_films(playwright, here, hub, assessor, tmp_path, times):
    """What the hub acknowledged is there byte for byte; of the rest, what was on the phone's disk comes afterwards."""
    with wire(hub.port) as line, handset(playwright, tmp_path / "profile", f"http://localhost:{line.port}") as phone:
        phone.start()
        site.enrol(phone.page, hub, "phone", "会没电的手机")
        signing.sign_in(phone.page, assessor)
        phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        phone.rest()
        site.settled(phone.start("/check-in"))
        for _ in range(times):
            killed_once(phone, line, here, hub)


def killed_once(phone, line, here, hub):
    before = {row["evidence"] for row in filming.evidence_of(hub)}

    def row():
        """What the hub shows of this film; None before its announcement and its bytes have met."""
        found = (row for row in filming.evidence_of(hub) if row["evidence"] not in before and row["upload"])
        return next(found, None)

    filming.open_camera(phone.page, here, media="video")
    press(phone.page, "开始录像")
    until(lambda: filming.running(phone.page)["sent"] and row(), 60, "acknowledged bytes")
    known, prefix = filming.killed(phone, line, hub, row)
    page = phone.start("/check-in")
    site.settled(page)
    filming.came_whole(page, hub, row, known, prefix)
