"""A practical exam on record: who is at it, and what the hub and the chief's screens say of it."""

import os
import shutil
import subprocess
from datetime import datetime, timedelta

from playwright.sync_api import expect

from protocol.role import BY_CODE
from tests.browser import filming, signing, site
from tests.browser.looks import looked
from tests.imaging import files
from tests.running import KAOWU, environment

SESSION, SEAT, NEXT = "P1", 1, 2


class RecordedDay:
    """The chief's tablet, the assessors' phone behind a line that can be cut, and a candidate of theirs."""

    def __init__(self, day, hub, line, phone, chief, picture):
        #: What the phone's recorder gave out of the film that breaks off.
        self.taped = None
        self.day, self.hub, self.line, self.phone, self.chief, self._picture = day, hub, line, phone, chief, picture
        rows = site.rows_of(hub)
        teams = [row for (kind, _), row in rows.items() if kind == "team" and row["session"] == SESSION]
        team = min(teams, key=lambda row: row["room"])
        people = {person["person"]: person for person in day.people}
        others = [person for person in team["assessors"] if person != team["leader"]]
        #: The leader signs last, and confirms.
        self.assessors = [people[person] for person in (*others, team["leader"])]
        self.room, self.place = team["room"], f"{day.plan['plan']}/{SESSION}/{team['room']}"
        self.head = next(one for one in day.people if one["role"] == BY_CODE["CE"].number)
        for one in (*self.assessors, self.head):
            signing.set_pin(hub, one)

    @property
    def page(self):
        return self.phone.page

    @property
    def path(self):
        return f"/practical?session={SESSION}&room={self.room}"

    def row(self, seat=SEAT):
        """The candidate on a seat."""
        found = site.rows_of(self.hub).items()
        return next(
            row
            for (kind, key), row in found
            if kind == "practical" and key.startswith(self.place) and row["seat"] == seat
        )

    def film(self, number=0):
        """One of the films that the phone makes, as the hub shows it; None before its bytes have come."""
        known = (row for row in filming.evidence_of(self.hub) if row["media"] == "video" and row["upload"])
        films = [row for row in known if row["source"]["kind"] == "app"]
        return films[number] if len(films) > number else None

    def ended(self, number):
        """When one of the phone's films ended."""
        film = self.film(number)
        return datetime.fromisoformat(film["begun"]) + timedelta(milliseconds=film["duration_ms"])

    def result(self):
        return site.rows_of(self.hub)["result", f"{self.place}/{self.row()['candidate']}"]

    def looked(self, page, name, sizes=("tablet", "desktop", "phone")):
        """Keep pictures; nothing is wider than the screen or too small to touch."""
        looked(page, self._picture, f"recorded-{name}", sizes)

    def on_candidates_page(self):
        """Show the chief what is on record of the candidate."""
        site.visit(
            self.chief, f"/candidate?plan={self.day.plan['plan']}&session={SESSION}&room={self.room}&seat={SEAT}"
        )
        expect(self.chief.get_by_role("heading", name=self.row()["mask"])).to_be_visible()

    def kaowu(self, *words):
        """Run a command beside the hub; return what it said."""
        env = environment(self.hub.data, self.hub.port, self.hub.tls_port)
        done = subprocess.run([KAOWU, *map(str, words)], env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def camcorder(folder, began, ended):
    """A card as a camcorder leaves it: two photos and a film from while somebody worked, a photo from hours before."""
    photos, films = folder / "DCIM" / "100CANON", folder / "PRIVATE" / "AVCHD" / "BDMV" / "STREAM"
    for one in (photos, films):
        one.mkdir(parents=True)
    times = (began + timedelta(seconds=1), ended - timedelta(seconds=1), began - timedelta(hours=3))
    for number, at in enumerate(times, 1):
        noted = files.exif(taken=f"{at.astimezone(site.ZONE):%Y:%m:%d %H:%M:%S}")
        (photos / f"IMG_{number:04d}.JPG").write_bytes(files.photo(files.scene(600 + 8 * number, 450), exif=noted))
    shutil.copy(files.MTS, films / "00000.MTS")
    os.utime(films / "00000.MTS", (ended.timestamp(), ended.timestamp()))
    return folder
