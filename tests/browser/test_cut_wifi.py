"""Bad Wi-Fi and bad luck at a phone: strangers answer for the hub, two tabs, lost storage, a clock that jumps."""

from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.browser import queued, site
from tests.browser.test_cut_power import noted
from tests.running import until
from tests.wire import wire

DAY = 86_400_000  # ms
#: A clock the test can set: what the page calls now is so many ms beside the machine's.
CLOCK = """(() => {
  const Real = Date
  window.shift = 0
  globalThis.Date = class extends Real {
    constructor(...given) {
      if (given.length === 0) super(Real.now() + window.shift)
      else super(...given)
    }
    static now() { return Real.now() + window.shift }
  }
})()"""
#: One fact of the queue is gone, as after a repair of the browser's files.
LOSE = """number => new Promise((resolve) => {
  indexedDB.open('kaowu').onsuccess = ({ target }) => {
    const transaction = target.result.transaction('outbox', 'readwrite')
    transaction.objectStore('outbox').openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (cursor === null) return
      if (cursor.value.device_seq === number) cursor.delete()
      cursor.continue()
    }
    transaction.oncomplete = () => { target.result.close(); resolve() }
  }
})"""


@pytest.fixture(scope="module")
def line(hub):
    with wire(hub.port) as laid:
        yield laid


@pytest.fixture(scope="module")
def enrolled(browser, hub, line):
    with site.device(browser, f"http://localhost:{line.port}", site.PHONE) as page:
        page.watch.expected += [site.HUB_GONE, "status of 401", "status of 302"]
        page.context.add_init_script(CLOCK)
        site.enrol(page, hub, "phone", "东门手机")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        yield page


@pytest.fixture
def phone(enrolled, line):
    """The phone, in touch with the hub and with an empty queue."""
    line.state = "open"
    site.visit(enrolled, "/check-in")
    site.all_sent(enrolled)
    return enrolled


@pytest.fixture(scope="module")
def everybody(here):
    return iter(here.people)


def row_of(hub, name):
    (row,) = [row for (kind, _), row in site.rows_of(hub).items() if kind == "device" and row["name"] == name]
    return row


@pytest.mark.parametrize(
    "stranger", ["portal", *(pytest.param(one, marks=pytest.mark.long) for one in ("hole", "sent away"))]
)
def test_who_answers_for_the_hub_makes_nothing_green_and_nothing_is_lost(
    hub, here, phone, line, everybody, stranger, picture
):
    first, second = next(everybody), next(everybody)
    line.state = stranger
    site.scan(phone, here.badge_text(first))
    assert "已存本机，待上传" in site.answer(phone, "waiting")
    expect(phone.locator(".verdict.accepted")).to_have_count(0)
    if stranger != "hole":  # a picture waits for fonts, which never come there
        picture(phone, f"stranger-{stranger}")
    site.go_on(phone)
    phone.goto("/check-in", wait_until="commit")
    expect(phone.locator(".check-in")).to_be_visible()
    expect(phone.locator(".picture.stale")).to_be_visible(timeout=site.BACK)
    site.scan(phone, here.badge_text(second))
    site.answer(phone, "waiting")
    site.go_on(phone)
    expect(phone.get_by_role("button", name="待上传 2")).to_be_visible()
    assert noted(hub, here, first) == noted(hub, here, second) == []
    line.state = "open"
    site.all_sent(phone)
    for person in (first, second):
        assert [entry["verdict"] for entry in noted(hub, here, person)] == ["accepted"]
    phone.goto("/check-in")
    site.settled(phone)


def test_two_tabs_share_one_row_of_numbers_and_one_queue(hub, here, phone, line, everybody):
    other = phone.context.new_page()
    other.goto("/check-in")
    site.settled(other)
    people = [next(everybody) for _ in range(6)]
    line.state = "down"
    for one, two in zip(people[::2], people[1::2], strict=True):
        site.scan(phone, here.badge_text(one))
        site.scan(other, here.badge_text(two))
        for page in (phone, other):
            site.answer(page, "waiting")
            site.go_on(page)
    for page in (phone, other):
        expect(page.get_by_role("button", name="待上传 6")).to_be_visible()
    line.state = "open"
    for page in (phone, other):
        site.all_sent(page)
    assert [len(noted(hub, here, person)) for person in people] == [1] * 6
    numbers = sorted(one["device_seq"] for one in queued.held(phone)["kept"])
    assert numbers == list(range(1, len(numbers) + 1))
    assert (row_of(hub, "东门手机")["missing"], row_of(hub, "东门手机")["cloned"]) == ([], False)
    other.close()


def test_a_clock_that_jumps_a_day_is_kept_beside_the_hubs(hub, here, phone, everybody):
    people = [next(everybody) for _ in range(3)]
    for person, days in zip(people, (0, 1, -1), strict=True):
        phone.evaluate("shift => { window.shift = shift }", days * DAY)
        site.scan(phone, here.badge_text(person))
        assert person["name"] in site.answer(phone, "accepted")
        site.go_on(phone)
    entries = [entry for person in people for entry in noted(hub, here, person)]
    assert [entry["seq"] for entry in entries] == sorted(entry["seq"] for entry in entries)
    beside = [round(seconds_between(entry) / 86_400, 2) for entry in entries]
    assert beside == [0, 1, -1]


def seconds_between(entry):
    """How far the device's clock was ahead of the hub's."""
    return (datetime.fromisoformat(entry["fact"]["at"]) - datetime.fromisoformat(entry["received"])).total_seconds()


def test_a_fact_lost_from_the_store_is_named_as_a_missing_number(hub, here, phone, line, everybody):
    first, second = next(everybody), next(everybody)
    line.state = "down"
    for person in (first, second):
        site.scan(phone, here.badge_text(person))
        site.answer(phone, "waiting")
        site.go_on(phone)
    lost = queued.held(phone)["waiting"][0]["device_seq"]
    phone.evaluate(LOSE, lost)
    line.state = "open"
    until(lambda: noted(hub, here, second), 120, "the second")
    assert noted(hub, here, first) == []
    assert row_of(hub, "东门手机")["missing"] == [lost]


def test_a_phone_whose_storage_was_cleared_says_so_and_joins_again(hub, here, phone, everybody):
    """Last: the phone forgets everything."""
    cleared = {"origin": phone.watch.origin, "storageTypes": "indexeddb,cookies"}
    phone.goto("about:blank")
    phone.context.new_cdp_session(phone).send("Storage.clearDataForOrigin", cleared)
    phone.goto("/check-in")
    expect(phone.get_by_role("heading", name="登记本设备")).to_be_visible()
    site.enrol(phone, hub, "phone", "东门手机（重新登记）")
    person = next(everybody)
    site.scan(phone, here.badge_text(person))
    assert person["name"] in site.answer(phone, "accepted")
    assert row_of(hub, "东门手机（重新登记）")["missing"] == []
    assert row_of(hub, "东门手机")["missing"] != []
