"""Thousands of facts wait on a phone when the hub comes back: its screen goes on, whoever is scanned is answered."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser import queued, site
from tests.running import serving

#: Every task that kept the screen from answering for more than 50 ms.
WATCH = """() => {
  window.blocked = []
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.blocked.push([startTime, duration])
  }).observe({ type: 'longtask', buffered: true })
}"""
SLOW = 4  # times a phone is slower than this machine
FROZEN = 200  # ms
AT_ONCE = 3.0  # seconds, the patience of somebody at the gate


def device_of(hub, name):
    (row,) = [row for (kind, _), row in site.rows_of(hub).items() if kind == "device" and row["name"] == name]
    return row


def slowed(page, times):
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times})


@pytest.mark.parametrize("count", [400, pytest.param(5_000, marks=[pytest.mark.long, pytest.mark.timeout(600)])])
def test_a_long_queue_drains_while_the_gate_goes_on(browser, day, tmp_path, count, picture):
    here = day.copied(tmp_path / "data")
    *crowd, late, later = here.people
    with serving(here.data) as hub, site.device(browser, site.hub_origin(hub), site.PHONE) as phone:
        site.enrol(phone, hub, "phone", "东门手机")
        phone.watch.expected.append(site.HUB_GONE)
        device = device_of(hub, "东门手机")["device"]
        phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
        assert hub.stop() == 0
        ids = queued.fill(phone, device, queued.comings_and_goings(here, crowd, count))
        phone.goto("/check-in")
        expect(phone.get_by_role("button", name=f"待上传 {count}")).to_be_visible()
        phone.get_by_role("button", name=f"待上传 {count}").click()
        expect(phone.get_by_role("dialog").locator("li")).to_have_count(100)
        expect(phone.get_by_role("dialog")).to_contain_text(f"另有 {count - 100} 条未列出")
        picture(phone, f"long-queue-{count}")
        phone.get_by_role("button", name="关闭").click()
        slowed(phone, SLOW)
        phone.evaluate(WATCH)
        with serving(here.data, ports=(hub.port, hub.tls_port)) as back:
            until_waiting(phone, count - 1)
            answers = [answered(phone, here, late), answered(phone, here, later)]
            left = waiting(phone)
            until_waiting(phone, 0)
            blocked = phone.evaluate("window.blocked")
            slowed(phone, 1)
            assert left > 0, "the queue was gone before anybody was scanned"
            assert max(answers) < AT_ONCE
            assert [ms for _, ms in blocked if ms > FROZEN] == []
            site.settled(phone)
            row = device_of(back, "东门手机")
            assert (row["missing"], row["cloned"]) == ([], False)
            kept = {one["id"]: one for one in queued.held(phone)["kept"]}
            assert {kept[id]["verdict"] for id in ids} == {"accepted"}
            rows = site.rows_of(back)
            for one in (late, later):
                assert rows["person", f"{one['plan']}/{one['person']}"]["state"] == "in"


def waiting(phone):
    words = phone.locator(".status .count").last.inner_text()
    return int(words.rsplit(maxsplit=1)[1])


def until_waiting(phone, most):
    """Wait until no more than this is left, and ask seldom: asking takes the phone's time, too."""
    form = "most => Number(document.querySelector('.status .count:last-of-type').innerText.match(/[0-9]+/)[0]) <= most"
    phone.wait_for_function(form, arg=most, polling=250, timeout=400_000)


def answered(phone, here, person):
    """Scan somebody; return the seconds until the hub's own word stood on the screen."""
    began = time.monotonic()
    site.scan(phone, here.badge_text(person))
    assert person["name"] in site.answer(phone, "accepted")
    took = time.monotonic() - began
    site.go_on(phone)
    return took
