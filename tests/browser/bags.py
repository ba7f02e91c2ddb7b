"""A room's bags with their people, ready for the deeds on the page of the papers' whereabouts."""

from datetime import datetime, timedelta

from playwright.sync_api import expect

from protocol.role import BY_CODE
from server.cli.client import open_hub
from server.config import Config
from server.domain.objects import label_number
from tests.browser import signing, site
from tests.running import ZONE

SESSION = "S1"
#: Seals of the paper bag, the card bag and the spare; strips for closing.
SEALS = [label_number("ST", serial) for serial in (1, 2, 3)]
STRIPS = [label_number("ST", serial) for serial in (4, 5, 6, 7)]


class Bags:
    """A room's bags, brought by its invigilators to the room, and a spare at the site."""

    def __init__(self, day):
        self.day, self.plan = day, day.plan["plan"]
        self.chief, self.clerk, self.keeper, self.monitor, self.rover = (self._first(code) for code in
                                                                         ("CE", "OP", "VK", "INS", "RP"))  # fmt: skip
        self.pair = [one for one in day.people if one["role"] == BY_CODE["PR"].number][:2]
        with self.hub() as hub:
            self.grant = signing.at_the_office(hub, self.chief)
            self.room = min(row["room"] for row in hub.rows("room") if SESSION in row["sessions"])
            self._register(hub)
            self._bring(hub)

    def _first(self, code):
        return next(one for one in self.day.people if one["role"] == BY_CODE[code].number)

    def hub(self):
        """The office's own way to the hub, running or not."""
        return open_hub(Config(self.day.data, f"sqlite:///{self.day.data / 'kaowu.db'}"))

    def _register(self, hub):
        everybody = [self.chief, self.clerk, self.monitor, self.rover, *self.pair]
        places = [{"person": one["person"], "room": self.room} for one in self.pair]
        rest = [{"person": one["person"], "room": None} for one in self.day.people
                if one["role"] == BY_CODE["PR"].number and one not in self.pair]  # fmt: skip
        new = [{"kind": "ST"}] * 7
        new += [
            {"kind": kind, "session": SESSION, "room": self.room, "seal": seal, "packed": packed}
            for kind, seal, packed in (("PP", SEALS[0], {"papers": 31}), ("CP", SEALS[1], {"cards": 31}))
        ]
        new += [{"kind": "SP", "session": SESSION, "seal": SEALS[2], "packed": {"papers": 5, "cards": 5}}]  # fmt: skip
        new += [{"kind": "DP", "session": SESSION, "packed": {"papers": 1}}]
        state(hub, self.grant, ("duty.assign", {"plan": self.plan, "session": SESSION, "places": [*rest, *places]}))
        state(hub, self.grant, *(("duty.check_in", {"place": "考务办公室", "plan": self.plan, "person": one["person"]})
                     for one in everybody))  # fmt: skip
        state(hub, self.grant, ("custody.label", {"plan": self.plan, "objects": new}))
        self.labels = {row["kind"]: row["label"] for row in hub.rows("item") if row["kind"] != "ST"}
        a_set = {"kind": "RSET", "session": SESSION, "room": self.room}
        state(hub, self.grant, ("custody.label", {"plan": self.plan, "objects": [a_set]}))

    def _bring(self, hub):
        three = list(self.labels.values())
        self.enter(hub, "L1", three, [self.keeper], [self.chief, self.rover])
        self.enter(hub, "L3", [self.labels["PP"], self.labels["CP"]], [self.chief], self.pair)

    def enter(self, hub, leg, objects, givers, receivers):
        """A handoff that was signed on paper just now."""
        signed = datetime.now(ZONE) - timedelta(milliseconds=1)
        state(hub, self.grant, ("custody.enter", {
            "plan": self.plan, "leg": leg, "objects": objects, "look": {"intact": True}, "form": "handoff",
            "givers": [{"person": one["person"]} for one in givers], "entered_by": self.chief["person"],
            "receivers": [{"person": one["person"]} for one in receivers],
            "at": signed.isoformat(timespec="milliseconds"),
        }))  # fmt: skip

    def code(self, kind):
        """The QR text of a label."""
        return self.qr(self.labels[kind])

    def qr(self, label):
        return f"KL1:{self.day.plan['site']['number']}:{self.plan}:{label}"

    def item(self, hub, kind):
        """An object as the hub has it now."""
        return site.rows_of(hub)["item", f"{self.plan}/{self.labels[kind]}"]


def state(hub, grant, *stated):
    for receipt in hub.facts(list(stated), grant):
        assert receipt["verdict"] == "accepted", receipt


def at_whereabouts(chief, hub, bags):
    """Sign the chief in at the papers' whereabouts, the camera off."""
    signing.set_pin(hub, bags.chief)
    site.visit(chief, "/custody")
    signing.sign_in(chief, bags.chief)
    site.visit(chief, "/custody")
    chief.get_by_role("button", name="关相机").click()
    return chief


def find(page, bags, kind):
    signing.type_scan(page, bags.code(kind))
    expect(page.locator(".life h2").first).to_contain_text(bags.labels[kind])


def begin(page, bags, kind, deed):
    find(page, bags, kind)
    page.locator(".deeds").get_by_role("button", name=deed).click()
