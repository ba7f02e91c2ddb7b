"""The return table: a room's record sheet tells of a spare card; it is entered in seconds and everything balances."""

from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from protocol.role import BY_CODE
from server.cli import client
from server.cli.client import open_hub
from server.config import Config
from server.domain.objects import label_number
from server.domain.policy import JIANGXI, policy_to_row
from tests.browser import signing, site
from tests.browser.hands import by_hand
from tests.browser.looks import looked
from tests.running import ZONE

SESSION = "S1"
SEALS = [label_number("ST", serial) for serial in (1, 2, 3)]
#: Seconds that entering a spare may take by hand at the table.
LONGEST = 20


@contextmanager
def earlier(hub, by):
    """Let the office state what happened without the hub, so long ago."""

    class Then(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) - by

    signed = hub._signed
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "datetime", Then)
        patch.setattr(hub, "_signed", lambda *asked: signed(*asked) | {"acted": True})
        yield


def ago(minutes):
    return (datetime.now(ZONE) - timedelta(minutes=minutes)).isoformat(timespec="milliseconds")


class Room:
    """A dark room: its set went out half an hour ago and is back, a spare of the site was opened at the office."""

    def __init__(self, day):
        self.day, self.plan = day, day.plan["plan"]
        roles = ("CE", "OP", "VK", "INS", "RP")
        self.chief, self.clerk, self.keeper, self.monitor, self.rover = (self._first(code) for code in roles)
        self.pair = [one for one in day.people if one["role"] == BY_CODE["PR"].number][:2]
        with open_hub(Config(day.data, f"sqlite:///{day.data / 'kaowu.db'}")) as hub:
            self.grant = signing.at_the_office(hub, self.chief)
            self.room = min(row["room"] for row in hub.rows("room") if SESSION in row["sessions"])
            self._prepare(hub)
            self._walk(hub)

    def _first(self, code):
        return next(one for one in self.day.people if one["role"] == BY_CODE[code].number)

    def _state(self, hub, *stated):
        for receipt in hub.facts([(kind, {"plan": self.plan, **body}) for kind, body in stated], self.grant):
            assert receipt["verdict"] == "accepted", receipt["refusal"]

    def _prepare(self, hub):
        here = [self.chief, self.clerk, self.monitor, self.rover, *self.pair]
        places = [
            {"person": one["person"], "room": self.room if one in self.pair else None}
            for one in self.day.people
            if one["role"] == BY_CODE["PR"].number
        ]
        policy = policy_to_row(JIANGXI) | {"opens_before": 60}
        for leg in ("L3", "L4"):
            policy["legs"][leg] = policy["legs"].get(leg, {}) | {"opens": [-120, "start"]}
        of_room = {"session": SESSION, "room": self.room}
        new = [
            *[{"kind": "ST"}] * len(SEALS),
            {"kind": "PP", "seal": SEALS[0], "packed": {"papers": 31}} | of_room,
            {"kind": "CP", "seal": SEALS[1], "packed": {"cards": 31}} | of_room,
            {"kind": "RSET"} | of_room,
            {"kind": "SP", "session": SESSION, "seal": SEALS[2], "packed": {"papers": 5, "cards": 5}},
        ]
        self._state(
            hub, ("plan.policy", {"policy": policy}), ("duty.assign", {"session": SESSION, "places": places}),
            ("custody.label", {"objects": new}),
        )  # fmt: skip
        grant, self.grant = self.grant, None  # they came before anybody signed in
        with earlier(hub, timedelta(minutes=40)):
            self._state(hub, *(("duty.check_in", {"place": "考务办公室", "person": one["person"]}) for one in here))
        self.grant = grant
        self.labels = {row["kind"]: row["label"] for row in hub.rows("item") if row["kind"] != "ST"}

    def _walk(self, hub):
        bags = [self.labels["PP"], self.labels["CP"]]
        self._enter(hub, "L1", [*bags, self.labels["SP"]], [self.keeper], [self.chief, self.rover], ago(35))
        self._enter(hub, "L3", bags, [self.chief], self.pair, ago(30))
        self._enter(hub, "L4", bags, self.pair, [self.chief], ago(0.01))

    def _enter(self, hub, leg, objects, givers, receivers, at):
        sides = {
            side: [{"person": one["person"]} for one in people]
            for side, people in (("givers", givers), ("receivers", receivers))
        }
        body = {"leg": leg, "objects": objects, "look": {"intact": True}, "form": "handoff", "at": at}
        self._state(hub, ("custody.enter", body | sides | {"entered_by": self.chief["person"]}))

    def code(self, kind):
        """The QR text of a label."""
        return f"KL1:{self.day.plan['site']['number']}:{self.plan}:{self.labels[kind]}"


@pytest.fixture(scope="module")
def room(here):
    return Room(here)


@pytest.fixture(scope="module")
def table(room, chief, hub):
    """The chief's tablet on the return table, signed in."""
    signing.set_pin(hub, room.chief)
    site.visit(chief, "/count")
    signing.sign_in(chief, room.chief)
    site.visit(chief, "/count")
    chief.get_by_role("group", name="场次").get_by_role("button").first.click()
    return chief


def test_a_spare_on_the_record_sheet_is_entered_at_the_table_and_the_room_balances(hub, room, table, picture):
    signing.type_scan(table, room.code("CP"))
    expect(table.get_by_role("heading", name=f"考场 {room.room} · 清点")).to_be_visible()
    table.get_by_role("group", name="缺考几人？").get_by_role("button", name="0", exact=True).click()
    # One of its own cards is void, and one more was answered on than lay in the bag.
    table.get_by_role("group", name="作废答题卡").get_by_role("textbox").fill("1")
    blank = int(table.get_by_role("textbox", name="空白答题卡").input_value())
    table.get_by_role("group", name="空白答题卡").get_by_role("textbox").fill(str(blank + 1))
    expect(table.locator(".differences")).to_contain_text("领 31，交回 32，多 1 张答题卡")
    looked(table, picture, "spare-over")

    deed = table.locator(".deed")
    table.get_by_role("button", name="启用过备用卷、卡").click()
    looked(table, picture, "spare-panel")
    deed.get_by_role("button", name="返回").click()

    with by_hand(table, "spare") as effort:
        table.get_by_role("button", name="启用过备用卷、卡").click()
        expect(deed.get_by_role("textbox", name="答题卡")).to_have_value("1")
        opened = datetime.now(ZONE) - timedelta(minutes=10)
        deed.get_by_label("启用日期").fill(f"{opened:%Y-%m-%d}")  # shortly after midnight it was yesterday
        deed.get_by_label("启用时间").fill(f"{opened:%H:%M}")
        deed.get_by_role("button", name="漏印、错印").click()
        deed.get_by_role("group", name="监督人").get_by_role("button", name="按姓名找").click()
        deed.get_by_role("group", name="监督人").get_by_role("searchbox").click()
        deed.get_by_role("group", name="监督人").get_by_role("searchbox").fill(room.monitor["name"])
        deed.locator(".search li button", has_text=room.monitor["name"]).first.click()
        deed.get_by_role("button", name="登记调入").click()
        expect(table.get_by_text("全部相符")).to_be_visible()
    # By the hand alone: how long this machine takes for it is no figure of the table's.
    assert effort.characters == len(room.monitor["name"])
    assert effort.taps > 5
    assert effort.seconds() < LONGEST, effort
    expect(table.locator(".drew")).to_contain_text("调入答题卡 1")
    looked(table, picture, "spare-entered")
    table.locator("button.confirm").click()
    expect(table.get_by_text(f"考场 {room.room} 已清点")).to_be_visible()

    rows = site.rows_of(hub)
    counts = {kind: rows["item", f"{room.plan}/{room.labels[kind]}"]["counts"] for kind in ("CP", "SP")}
    assert (counts["CP"], counts["SP"]) == ({"cards": 32}, {"papers": 5, "cards": 4})
    lines = [
        *rows["balance", f"{room.plan}/{SESSION}/{room.room}"]["lines"],
        *rows["balance", f"{room.plan}/site"]["lines"],
    ]
    assert [line["says"] for line in lines if line["state"] == "differs" and "proctors" not in line["key"]] == []
    site.visit(table, "/custody")
    signing.type_scan(table, room.code("CP"))
    expect(table.locator(".life")).to_contain_text("补录")
    picture(table, "spare-life-tablet")


def test_a_count_is_entered_from_the_signed_sheet_and_the_balance_says_so(hub, room, table, picture):
    site.visit(table, "/count")
    table.get_by_role("group", name="场次").get_by_role("button").first.click()
    table.get_by_role("group", name="以谁的名义清点").get_by_role("button").last.click()
    table.locator("li button", has_text=room.room).first.click()
    table.get_by_text("照签了字的考场记录单补录清点数").click()
    table.get_by_label("纸上已办，补录").check()
    table.get_by_label("在表上签字的人").select_option(str(room.pair[1]["person"]))
    looked(table, picture, "count-from-sheet")
    expect(table.locator("button.confirm")).to_contain_text("补录")
    table.locator("button.confirm").click()
    expect(table.get_by_text(f"考场 {room.room} 已清点")).to_be_visible()
    last = site.rows_of(hub)["counts", f"{room.plan}/{SESSION}/{room.room}"]["last"]["proctor"]
    assert (last["person"], last["paper"]["form"]) == (room.pair[1]["person"], "record")
    assert last["paper"]["entered_by"] == room.chief["person"]
    site.visit(table, "/balance")
    table.get_by_role("group", name="场次").get_by_role("button").first.click()
    expect(table.locator("tr", has_text=room.room).first).to_contain_text("补录")
    looked(table, picture, "balance-from-sheet")
    site.visit(table, "/board")
    expect(table.get_by_text("已补录清点")).to_be_visible()
