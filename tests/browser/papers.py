"""The papers of a day for the tables in a browser: labels on record, everybody in, the bags brought from the vault."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from playwright.sync_api import expect

from protocol.role import BY_CODE
from server.cli.client import open_hub
from server.config import Config
from server.domain.objects import label_qr
from tests.browser import signing, site
from tests.running import ZONE

IN_SET = (("PP", {"papers": 31}), ("CP", {"cards": 31}), ("SL", {"sheets": 1}), ("RS", {"sheets": 1}))


@dataclass
class Papers:
    """What is on record: ``labels`` by kind and room, and the pair of invigilators of each room."""

    day: object
    session: str
    rooms: list[str]
    labels: dict
    pairs: dict

    def code(self, kind, room):
        """The QR text of a label."""
        label = self.labels[kind, room]
        return f"KL1:{self.day.plan['site']['number']}:{self.day.plan['plan']}:{label}"

    def badges(self, room):
        """The QR texts of a room's two invigilators."""
        return [self.day.badge_text(person) for person in self.pairs[room]]

    def people(self, *codes):
        """Everybody of these roles."""
        roles = {BY_CODE[code].number for code in codes}
        return [one for one in self.day.people if one["role"] in roles]


def papers_of(day):
    """Prepare the papers of the first session, before a hub runs on the folder."""
    plan = day.plan["plan"]
    session = day.plan["sessions"][0]["id"]
    with open_hub(Config(day.data, f"sqlite:///{day.data / 'kaowu.db'}")) as hub:
        chief, rover, keeper = (next(one for one in day.people if one["role"] == BY_CODE[code].number)
                                for code in ("CE", "RP", "VK"))  # fmt: skip
        grant = signing.at_the_office(hub, chief)
        chief, rover, keeper = (one["person"] for one in (chief, rover, keeper))

        def state(*stated):
            for start in range(0, len(stated), 200):
                for receipt in hub.facts(stated[start : start + 200], grant):
                    assert receipt["verdict"] == "accepted", receipt

        rooms = sorted(row["room"] for row in hub.rows("room") if session in row["sessions"])
        proctors = iter([one for one in day.people if one["role"] == BY_CODE["PR"].number])
        pairs = {room: [next(proctors), next(proctors)] for room in rooms}
        places = [{"person": one["person"], "room": room} for room, pair in pairs.items() for one in pair]
        rest = [{"person": one["person"], "room": None} for one in proctors]
        state(("duty.assign", {"plan": plan, "session": session, "places": [*rest, *places]}))
        staff = ("CE", "DCE", "RP", "OP")
        serving = [one for one in day.people if one["role"] in {BY_CODE[code].number for code in staff}]
        state(*(
            ("duty.check_in", {"place": "考务办公室", "plan": plan, "person": one["person"]})
            for one in [*serving, *(one for pair in pairs.values() for one in pair)]
        ))  # fmt: skip
        new = [{"kind": "RSET", "session": session, "room": room} for room in rooms]
        new += [
            {"kind": kind, "session": session, "room": room, "packed": packed}
            for room in rooms
            for kind, packed in IN_SET
        ]
        for start in range(0, len(new), 400):
            state(("custody.label", {"plan": plan, "objects": new[start : start + 400]}))
        labels = {(row["kind"], row["room"]): row["label"] for row in hub.rows("item")}
        bags = [label for (kind, _), label in labels.items() if kind in ("PP", "CP")]
        for start in range(0, len(bags), 150):
            signed = datetime.now(ZONE) + timedelta(milliseconds=-1)
            state(("custody.enter", {
                "plan": plan, "leg": "L1", "objects": bags[start : start + 150], "givers": [{"person": keeper}],
                "receivers": [{"person": chief}, {"person": rover}], "look": {"intact": True}, "form": "handoff",
                "at": signed.isoformat(timespec="milliseconds"), "entered_by": chief,
            }))  # fmt: skip
    return Papers(day, session, rooms, labels, pairs)


def qr(day, kind, serial):
    """The QR text of any label of the day."""
    return label_qr(day.plan["site"]["number"], day.plan["plan"], kind, serial)


@contextmanager
def table_at(browser, hub, papers, holder, place, size=site.TABLET):
    """A device at a table, with whoever stands there signed in."""
    with site.device(browser, site.hub_origin(hub), size) as page:
        site.enrol(page, hub, "tablet", place)
        signing.sign_in(page, holder)
        site.visit(page, "/table")
        yield _Table(page, papers)


class _Table:
    def __init__(self, page, papers):
        self.page, self.papers = page, papers
        self.scans = self.taps = 0

    def scan(self, text):
        self.scans += 1
        signing.type_scan(self.page, text)

    def says(self, state, words):
        expect(self.page.locator(f".answer.{state}").first).to_contain_text(words)

    def issue(self, room):
        """Set, badge, badge."""
        self.scan(self.papers.code("RSET", room))
        for badge in self.papers.badges(room):
            self.scan(badge)

    def pack(self, room, kinds=("PP", "CP", "SL", "RS")):
        for kind in ("RSET", *kinds):
            self.scan(self.papers.code(kind, room))
