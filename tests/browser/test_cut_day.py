"""The promise of it all: enrolled by QR over HTTPS, ten scans without a hub, the phone dies, and all is there."""

import re
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import camera, queued, site, trust
from tests.browser.handset import handset
from tests.running import serving

SCANS = 10
BOTH_TIMES = 6_000  # ms: what arrives sooner is shown with one time


@pytest.fixture(scope="module")
def home(tmp_path_factory, hub):
    """The home folder of a phone that was given the hub's certificate."""
    return trust.home_of(tmp_path_factory.mktemp("home"), hub)


def shown_code(chief):
    """Make a code on the chief's tablet, look at the QR as a phone's camera does, and return the link in it."""
    chief.get_by_role("link", name="设备", exact=True).click()
    chief.get_by_role("button", name="添加设备").click()
    dialog = chief.get_by_role("dialog")
    dialog.get_by_label("名称").fill("东门手机")
    dialog.get_by_role("button", name="生成登记码").click()
    expect(dialog.get_by_role("timer")).to_be_visible()
    link = camera.code_of(Image.open(BytesIO(dialog.screenshot())))
    dialog.get_by_role("button", name="关闭").first.click()
    return link


def test_ten_scans_without_a_hub_survive_the_phone(playwright, hub, here, chief, home, tmp_path, picture):
    chief.watch.expected.append(site.HUB_GONE)
    link = shown_code(chief)
    assert re.match(r"https?://[^/]+/enrol#code=", link), link
    people = here.people[:SCANS]
    with handset(playwright, tmp_path / "profile", f"https://127.0.0.1:{hub.tls_port}", home) as phone:
        page = phone.start("/enrol#code=" + link.partition("#code=")[2])
        page.get_by_label("设备名称").fill("东门手机")
        page.get_by_role("button", name="登记", exact=True).click()
        site.settled(page)
        assert page.evaluate("isSecureContext && navigator.serviceWorker.ready.then(() => true)") is True
        phone.rest()
        page = phone.start("/check-in")
        site.settled(page)

        assert hub.stop() == 0
        for person in people:
            site.scan(page, here.badge_text(person))
            assert person["name"] in site.answer(page, "waiting")
            site.go_on(page)
        expect(page.get_by_role("button", name=f"待上传 {SCANS}")).to_be_visible()
        picture(page, "ten-wait")
        made = {one["id"] for one in queued.held(page)["waiting"]}
        phone.kill()

        page = phone.start("/check-in")
        expect(page.get_by_role("button", name=f"待上传 {SCANS}")).to_be_visible()
        page.wait_for_timeout(BOTH_TIMES)
        with serving(here.data, ports=(hub.port, hub.tls_port)) as back:
            site.all_sent(page)
            site.settled(chief)
            chief.get_by_role("link", name="看板").click()
            staff = chief.get_by_role("region", name="工作人员")
            expect(staff).to_contain_text(re.compile(rf"已到\s*{SCANS}\s*未到"), timeout=site.BACK)
            feed = chief.get_by_role("region", name="实时动态")
            for person in people:
                expect(feed.locator("li", has_text=person["name"])).to_have_count(1)
            expect(feed.locator("li", has_text=people[0]["name"])).to_contain_text(
                re.compile(r"设备上的时间 \d\d:\d\d:\d\d")
            )
            picture(chief, "ten-arrived")
            entries = site.office(back).get("/api/facts?limit=2000").json["entries"]
            came = [entry for entry in entries if entry["fact"]["id"] in made]
            assert len(came) == SCANS
            assert {entry["verdict"] for entry in came} == {"accepted"}
            rows = site.rows_of(back)
            for person, entry in zip(people, sorted(came, key=lambda one: one["fact"]["device_seq"]), strict=True):
                assert entry["acted"] is True
                row = rows["person", f"{person['plan']}/{person['person']}"]
                assert row["state"] == "in"
                scanned = datetime.fromisoformat(entry["fact"]["at"])
                assert abs(datetime.fromisoformat(row["at"]) - scanned) < timedelta(seconds=1)
                assert datetime.fromisoformat(entry["received"]) > scanned
