"""A phone's browser is killed at every step of the outbox: each scan is on the hub once, or was never called taken."""

import pytest

from tests.browser import queued, site
from tests.browser.handset import handset
from tests.running import until
from tests.wire import wire


@pytest.fixture(scope="module")
def line(hub):
    with wire(hub.port) as laid:
        yield laid


@pytest.fixture(scope="module")
def phone(playwright, hub, line, tmp_path_factory):
    """One phone through all tests here, by its own power; its numbers go on from one to the next."""
    with handset(playwright, tmp_path_factory.mktemp("phone") / "profile", f"http://localhost:{line.port}") as one:
        one.start()
        site.enrol(one.page, hub, "phone", "东门手机")
        one.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        one.rest()
        site.settled(one.start("/check-in"))
        yield one


@pytest.fixture(scope="module")
def everybody(here):
    return iter(here.people)


def noted(hub, here, person):
    """What the hub's record has of a person's badge."""
    text = here.badge_text(person)
    return [entry for entry in site.entries(hub) if entry["fact"]["body"].get("badge") == text]


def row_of(hub):
    (row,) = [row for (kind, _), row in site.rows_of(hub).items() if kind == "device" and row["kind"] == "phone"]
    return row


@pytest.mark.parametrize("step", ["before put", "before send", "no answer", "before take", "after take"])
def test_killed_at_a_step_of_the_outbox(hub, here, phone, line, everybody, step):
    person = next(everybody)
    used = len(queued.held(phone.page)["kept"])
    if step == "no answer":
        line.state = "mute"
        site.scan(phone.page, here.badge_text(person))
        until(lambda: noted(hub, here, person), 120, "its arrival")
    else:
        line.asked.clear()
        phone.page.evaluate("step => { window.stopAt = step }", step)
        site.scan(phone.page, here.badge_text(person))
        until(lambda: any("/stopped" in said for said in line.asked), 120, step)
    phone.kill()
    line.state = "open"
    recorded = {"before put": 0, "before send": 0}.get(step, 1)
    assert len(noted(hub, here, person)) == recorded

    page = phone.start("/check-in")
    site.settled(page)
    until(lambda: queued.held(page)["waiting"] == [], 120, "the queue's end")
    site.all_sent(page)
    held = queued.held(page)
    assert held["needsPerson"] == []
    if step == "before put":
        assert noted(hub, here, person) == []
        assert len(held["kept"]) == used
        site.scan(page, here.badge_text(person))
        assert person["name"] in site.answer(page, "accepted")
        site.go_on(page)
    else:
        until(lambda: noted(hub, here, person), 120, "its arrival")
    (entry,) = noted(hub, here, person)
    assert entry["verdict"] == "accepted"
    kept = queued.held(page)["kept"]
    assert [one["verdict"] for one in kept if one["id"] == entry["fact"]["id"]] == ["accepted"]
    assert sorted(one["device_seq"] for one in kept) == list(range(1, used + 2))
    assert (row_of(hub)["missing"], row_of(hub)["cloned"]) == ([], False)
