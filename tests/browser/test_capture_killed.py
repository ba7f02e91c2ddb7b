"""Hub and recording browser are killed again and again: no acknowledged byte is lost, and hardly a recorded one."""

import random
import sys
import time
from dataclasses import dataclass

import psutil
import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from server.cli.client import open_hub
from server.config import Config
from tests.browser import camera, filming, signing, site
from tests.browser.handset import handset
from tests.browser.recorded import recorded
from tests.browser.stations import press
from tests.ports import free_ports
from tests.running import START, launch, ready, until
from tests.tus import offset_of, told

WAYS = ("hub first", "at once", "hub last")
LONGEST = 3.0  # seconds of film before a kill
FILMED = 14  # slices: more than three times what a sender may bring together that wakes too rarely
SETTLES = 60  # seconds the hub may need for what had left the browser


@dataclass
class Killed:
    """One kill of a browser that filmed.

    ``unsent``: slices that its recorder had given out and that were not at the hub, None where the link was down;
    ``overdue``: those of them that had time enough to get there; ``prompt``: whether slices went out at once, as long
    as the link was up; ``late``: ms from what was there to the kill; ``lost``: slices that never came.
    """

    way: str
    slices: int
    unsent: int | None
    overdue: int | None
    prompt: bool
    late: float | None
    lost: int


@dataclass
class Scene:
    """A hub that can be killed and comes back at the same address, and a phone that can be killed, too."""

    day: object
    ports: list
    hub: object = None
    phone: object = None

    def hub_back(self):
        """Start the hub anew."""
        self.hub = launch(self.day.data, ports=self.ports)
        until(lambda: ready(self.hub), START, "the hub's start")

    def has(self, film):
        """How many bytes of a film the hub has; each of them lies on its disk as it was recorded."""
        known = film.acknowledged
        come = offset_of(site.office(self.hub), film.place) if film.place else 0
        disk = filming.on_disk(self.hub, {"upload": film.place.rsplit("/", 1)[1]})[:come] if film.place else b""
        assert len(disk) == come, "what the hub says it has is not on its disk"
        assert come >= known, "an acknowledged byte is lost"
        film.now().begins(disk)
        return come

    def page(self):
        """Switch the phone on; whoever holds it unlocks it, where it was switched on and off for too long."""
        page = self.phone.start("/check-in")
        expect(page.locator(".picture.live:visible, form.pin:visible").first).to_be_visible()
        if page.locator("form.pin").count():
            signing.press(page)
        site.settled(page)
        return page

    def kill(self, way, chance, *, films):
        """Film, kill both, and have all that was recorded; returns what became of it.

        ``films``: not before there is enough of a film to tell how promptly its slices go out.
        """
        page = self.phone.page
        before = {row["evidence"] for row in filming.evidence_of(self.hub)}
        film = recorded(page)
        filming.open_camera(page, self.day, media="video")
        press(page, "开始录像")
        if films:
            until(lambda: len(film.now().slices) >= FILMED, filming.ARRIVES, "enough of a film to judge by")
        page.wait_for_timeout(chance.uniform(0, LONGEST * 1000))
        prompt = film.now().prompt(time.time() * 1000)
        if way == "hub first":
            self.hub.kill()
            page.wait_for_timeout(chance.uniform(0, 1000))
            self.hub_back()
            self.has(film)
            until(lambda: film.missing(self.has(film)) <= 1, filming.ARRIVES, "what the phone kept meanwhile")
            page.wait_for_timeout(chance.uniform(0, 1000))
        if way == "at once":
            self.hub.popen.kill()
        at = time.time() * 1000
        self.phone.kill()
        if way == "at once":
            self.hub.kill()
            self.hub_back()
            come = self.has(film)
        else:
            come = self.settled(film)
        page = self.page()
        if way == "hub last":
            page.wait_for_timeout(chance.uniform(0, 500))
            self.hub.kill()
            self.hub_back()
        until(lambda: filming.held(page) == {"recordings": [], "slices": []}, filming.ARRIVES, "all of it at the hub")
        rows = [row for row in filming.evidence_of(self.hub) if row["evidence"] not in before]
        assert len(rows) <= 1, "one film was recorded"
        data = filming.on_disk(self.hub, rows[0]) if rows else b""
        for row in rows:
            assert (row["equal"], row["cut"], row["sha256"]) == (True, True, filming.sha256(data))
        film.begins(data)
        assert len(data) >= come, "what the hub had is gone"
        unsent, overdue = (None, None) if way == "at once" else (film.missing(come), film.overdue(come, at))
        return Killed(way, len(film.slices), unsent, overdue, prompt, film.late(come, at), film.missing(len(data)))

    def settled(self, film):
        """Wait for what had left the browser when it was killed; return how much of the film the hub has without it."""
        seen = [None]

        def still():
            """Nobody is connected any more, and what the last connection brought is written."""
            time.sleep(0.2)
            seen.append(told(site.office(self.hub), film.place) if film.place else 0)
            return not self.connected() and seen[-1] == seen[-2] != -1

        until(still, SETTLES, "the end of what comes")
        return self.has(film)

    def connected(self):
        """Connections to the hub that it has not closed."""
        lines = psutil.Process(self.hub.popen.pid).net_connections("tcp")
        own = {one.laddr.port for one in psutil.Process().net_connections("tcp")}
        over = (psutil.CONN_LISTEN, psutil.CONN_TIME_WAIT)
        come = (one for one in lines if one.laddr.port in (self.hub.port, self.hub.tls_port) and one.status not in over)
        return [one for one in come if one.raddr.port not in own]


@pytest.fixture
def scene(playwright, day, tmp_path):
    """A phone that signed in, and its hub."""
    day = day.copied(tmp_path / "data")
    with open_hub(Config(day.data, f"sqlite:///{day.data / 'kaowu.db'}")) as hub:
        day.rooms = sorted(hub.rows("room"), key=lambda row: row["room"])
    here = Scene(day, free_ports())
    here.hub_back()
    try:
        person = next(one for one in day.people if one["role"] == BY_CODE["CE"].number)
        signing.set_pin(here.hub, person)
        with handset(playwright, tmp_path / "profile", site.hub_origin(here.hub), sees=camera.restless) as phone:
            here.phone = phone
            signed_in(phone, here.hub, person)
            yield here
    finally:
        here.hub.kill()


def signed_in(phone, hub, person):
    """Enrol a new phone and sign in; it is switched off and on once, so that its profile has it all."""
    site.enrol(phone.start(), hub, "phone", "会没电的手机")
    signing.sign_in(phone.page, person)
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.rest()
    site.settled(phone.start("/check-in"))


@pytest.mark.parametrize("times", [3, pytest.param(50, marks=[pytest.mark.long, pytest.mark.timeout(3600)])])
def test_of_a_film_nothing_acknowledged_is_lost_when_hub_and_browser_are_killed(scene, times):
    seed = random.SystemRandom().randrange(2**32)
    sys.stdout.write(f"seed {seed}\n")
    chance, kills = random.Random(seed), []
    for number in range(times):
        kills.append(scene.kill(WAYS[number % len(WAYS)], chance, films=number < len(WAYS)))
        sys.stdout.write(f"{kills[-1]}\n")
        assert not kills[-1].overdue, "the phone alone had what it could have brought"
        assert kills[-1].prompt, "slices lay on the phone while nothing was under way"
        assert kills[-1].lost <= 1, "more than a slice was not on the phone's disk"
    assert sum(kill.slices > 0 for kill in kills) >= len(kills) // 2, "the kills did not fall into films"
