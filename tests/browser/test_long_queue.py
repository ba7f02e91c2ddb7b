"""Hundreds of facts wait on a phone when the hub comes back: whoever is scanned meanwhile is answered out of turn."""

import sys
from contextlib import contextmanager
from statistics import median
from time import monotonic

import pytest
from playwright.sync_api import expect

from tests.browser import queued, site
from tests.browser.test_cut_power import noted
from tests.running import serving, until

#: Every task that kept the screen from answering for more than 50 ms.
WATCH = """() => {
  window.blocked = []
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.blocked.push([startTime, duration])
  }).observe({ type: 'longtask', buffered: true })
}"""
SLOW = 4  # times a phone is slower than this machine
SHORT, LONG = 200, 5_000  # facts that wait; a batch has 50
WIDE = 1_000_000  # batches: all of them


def device_of(hub, name):
    (row,) = [row for (kind, _), row in site.rows_of(hub).items() if kind == "device" and row["name"] == name]
    return row


def slowed(page, times):
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times})


@contextmanager
def cut_off(browser, here, count):
    """A phone on which ``count`` facts wait while the hub is gone; yields it, their ids, and how the hub comes back."""
    with serving(here.data) as hub, site.device(browser, site.hub_origin(hub), site.PHONE) as phone:
        site.enrol(phone, hub, "phone", "东门手机")
        phone.watch.expected.append(site.HUB_GONE)
        device = device_of(hub, "东门手机")["device"]
        site.controlled(phone)
        assert hub.stop() == 0
        crowd = here.people[:-2]
        ids = queued.fill(phone, device, queued.comings_and_goings(here, crowd, count))
        phone.goto("/check-in")
        expect(phone.get_by_role("button", name=f"待上传 {count}")).to_be_visible()
        yield phone, ids, lambda: serving(here.data, ports=(hub.port, hub.tls_port))


def all_taken_once(phone, hub, ids, here):
    """Nothing is missing, nothing was taken twice, and those who were scanned meanwhile are in."""
    site.settled(phone)
    row = device_of(hub, "东门手机")
    assert (row["missing"], row["cloned"]) == ([], False)
    kept = {one["id"]: one for one in queued.held(phone)["kept"]}
    assert {kept[id]["verdict"] for id in ids} == {"accepted"}
    rows = site.rows_of(hub)
    for one in here.people[-2:]:
        assert rows["person", f"{one['plan']}/{one['person']}"]["state"] == "in"


def test_whoever_is_scanned_while_a_queue_drains_is_answered_before_it_is_empty(browser, day, tmp_path, picture):
    """Two batches have gone and the third is under way for as long as the two are served, however fast this machine."""
    here = day.copied(tmp_path / "data")
    with cut_off(browser, here, SHORT) as (phone, ids, hub_again):
        phone.get_by_role("button", name=f"待上传 {SHORT}").click()
        expect(phone.get_by_role("dialog").locator("li")).to_have_count(100)
        expect(phone.get_by_role("dialog")).to_contain_text(f"另有 {SHORT - 100} 条未列出")
        picture(phone, f"long-queue-{SHORT}")
        phone.get_by_role("button", name="关闭").click()
        gate = Gate(phone, passing=2)
        with hub_again() as back:
            until_waiting(phone, SHORT - 100)
            for person in here.people[-2:]:
                answered(phone, here, person)
            left = waiting(phone)
            gate.open(phone)
            assert left > 0, "the queue was gone before anybody was scanned"
            site.all_sent(phone)
            all_taken_once(phone, back, ids, here)
            order = [entry["fact"].get("id") for entry in site.entries(back)]
            assert [order.count(id) for id in ids] == [1] * SHORT
            last = max(map(order.index, ids))
            for person in here.people[-2:]:
                (entry,) = noted(back, here, person)
                assert entry["verdict"] == "accepted"
                assert order.index(entry["fact"]["id"]) < last


class Gate:
    """Holds batches of the queue on their way to the hub, after so many were taken; single facts always pass.

    A batch has passed once the hub has answered: what went out before it was there came to nothing.
    """

    def __init__(self, phone, passing):
        self._passing, self._held = passing, []
        phone.route("**/api/facts", self._seen)
        phone.on("response", self._answered)

    def _seen(self, route):
        if batch(route.request) and self._passing == 0:
            self._held.append(route)
        else:
            route.continue_()

    def _answered(self, answer):
        self._passing -= batch(answer.request) and answer.ok

    def open(self, phone):
        until(lambda: phone.wait_for_timeout(50) or self._held, site.BACK / 1000, "a batch under way")
        self._passing = WIDE
        for route in self._held:
            route.continue_()


def batch(request):
    """Whether a request hands in more than one fact."""
    return request.url.endswith("/api/facts") and len(request.post_data_json["facts"]) > 1


@pytest.mark.long
@pytest.mark.timeout(900)
def test_thousands_drain_while_the_gate_goes_on(browser, day, tmp_path, capsys):
    """On a processor slowed down; what a person waits and how long the screen stood still is printed."""
    here = day.copied(tmp_path / "data")
    with cut_off(browser, here, LONG) as (phone, ids, hub_again):
        slowed(phone, SLOW)
        phone.evaluate(WATCH)
        with hub_again() as back:
            until_waiting(phone, LONG - 1)
            began = monotonic()
            answers = [answered(phone, here, person) for person in here.people[-2:]]
            left = waiting(phone)
            until_waiting(phone, 0)
            drained = monotonic() - began
            blocked = [ms for _, ms in phone.evaluate("window.blocked")] or [0]
            slowed(phone, 1)
            with capsys.disabled():
                sys.stdout.write(
                    f"\n{LONG} facts in {drained:.0f} s; answered in {min(answers):.1f}, {max(answers):.1f} s; "
                    f"screen held {median(blocked):.0f} ms (median task over 50 ms), {max(blocked):.0f} ms at most\n"
                )
            assert left > 0, "the queue was gone before anybody was scanned"
            all_taken_once(phone, back, ids, here)


def waiting(phone):
    words = phone.locator(".status .count").last.inner_text()
    return int(words.rsplit(maxsplit=1)[1])


def until_waiting(phone, most):
    """Wait until no more than this is left, and ask seldom: asking takes the phone's time, too."""
    form = "most => Number(document.querySelector('.status .count:last-of-type').innerText.match(/[0-9]+/)[0]) <= most"
    phone.wait_for_function(form, arg=most, polling=250, timeout=400_000)


def answered(phone, here, person):
    """Scan somebody; return the seconds until the hub's own word stood on the screen."""
    began = monotonic()
    site.scan(phone, here.badge_text(person))
    assert person["name"] in site.answer(phone, "accepted")
    took = monotonic() - began
    site.go_on(phone)
    return took
