"""A card-reader station loses its power at every kind of moment: each file is on the hub once, whole."""

import hashlib
import random
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from kiosk.identity import Station
from kiosk.outbox import Outbox
from kiosk.reader import folder as looked
from server.store.files import Files
from tests.faults import cutting
from tests.faults.cutting import Agent, DayOff, hub_of
from tests.running import PLAN, prepare, serving

POINTS = 200
EVERY_RUN = 12
SCENARIOS = ("partial write", "rename", "re-export", "two agents", "hub down", "clock a day off")
RECORD = 64


@dataclass
class Reading:
    """A hub in the reading room, and stations that keep their numbers from one test to the next."""

    hub: object
    day: object
    serial: int = 0
    expected: dict = field(default_factory=dict)

    def batches(self):
        office = self.hub.caller(self.day.office.token)
        after, found = 0, {}
        while True:
            answer = office.get(f"/api/changes?after={after}").json
            found |= {row["value"]["sha256"]: row["value"] for row in answer["rows"] if row["kind"] == "batch"}
            after = answer["through"]
            if not answer["more"]:
                return found


@pytest.fixture(scope="module")
def reading(tmp_path_factory):
    day = prepare(tmp_path_factory.mktemp("reading") / "data", staff=2, kinds=("tablet", "reader", "reader"))
    with serving(day.data) as hub:
        yield Reading(hub, day)


@dataclass
class Machine:
    """A marking machine's program: it writes its exports in its own way, a little at each step."""

    watched: object
    how: str
    chance: random.Random
    contents: list = field(default_factory=list)
    writing: list = field(default_factory=list)

    def plan(self, serial):
        """Decide what is written when."""
        name = f"cards-{serial}.dbf"
        first, second = _dbf(self.chance, serial), _dbf(self.chance, serial)
        self.contents = [first]
        half = self.chance.randrange(33, min(len(first), len(second)) - 1)  # half of either is no whole file
        if self.how == "partial write":
            self.writing = [(name, first[:20]), (name, first[:half]), None, None, None, (name, first)]
        elif self.how == "rename":
            self.writing = [
                (f"{name}.tmp", first[:half]),
                None,
                (f"{name}.tmp", first),
                ("rename", f"{name}.tmp", name),
            ]
        elif self.how == "re-export":
            self.contents = [first, second]
            self.writing = [(name, first), "taken", (name, second[:half]), None, (name, second)]
        else:
            self.writing = [(name, first[:half]), (name, first)]

    def step(self, told):
        """Do the next thing; another version is exported once the station has the one before."""
        if not self.writing or (self.writing[0] == "taken" and _sha(self.contents[0]) not in told):
            return
        match self.writing.pop(0):
            case ("rename", old, new):
                (self.watched / old).replace(self.watched / new)
            case (name, data):
                (self.watched / name).write_bytes(data)


def _dbf(chance, serial):
    """A DBF table that says how many records it has, so that half of it is known to be half."""
    count = chance.randrange(3, 40)
    field_said = b"KSH".ljust(11, b"\0") + b"C" + bytes(4) + bytes([RECORD - 1]) + bytes(15)
    start = 32 + len(field_said) + 1
    head = (
        bytes([3, 126, 6, 20])
        + count.to_bytes(4, "little")
        + start.to_bytes(2, "little")
        + RECORD.to_bytes(2, "little")
    )
    rows = b"".join(b" " + f"{serial:06}{chance.random():.17f}".encode().ljust(RECORD - 1) for _ in range(count))
    return head + bytes(20) + field_said + b"\r" + rows + b"\x1a"


def run(reading, folder, point, how, *, disk=cutting.Losing, kind=cutting.CutSpool):
    """Let a machine export while the station's power goes at ``point``; return how often it went."""
    chance = random.Random(point)
    reading.serial += 1
    watched = folder / f"out-{reading.serial}"
    watched.mkdir()
    machine = Machine(watched, how, chance)
    machine.plan(reading.serial)
    reading.expected |= {_sha(one): one for one in machine.contents}
    DayOff.by = timedelta(days=chance.choice((-1, 1)) if how == "clock a day off" else 0)
    agents = [_agent(reading, folder, watched, number, chance) for number in range(2 if how == "two agents" else 1)]
    for agent in agents:
        agent.cuts = [chance.randrange(1, 46) for _ in range(2)]
        agent.away = chance.randrange(1, 6) if how == "hub down" else 0
        agent.disk, agent.kind = disk, kind
    try:
        _exported(machine, agents, stick=chance.random() < 0.5)
        for agent in agents:
            agent.rest()
    finally:
        for agent in agents:
            agent.end()
    return sum(agent.went for agent in agents)


def _exported(machine, agents, *, stick):
    """Let machine and stations work side by side; ``stick``: what the stations say they have is taken away there."""
    for step in range(120):
        if step > 24 and not machine.writing:
            return
        told = set.intersection(*(agent.told() for agent in agents))
        machine.step(told)
        for agent in agents:
            agent.step()
        if stick and not machine.writing and _sha(machine.contents[-1]) in told:
            for left in machine.watched.iterdir():
                left.unlink()


def _agent(reading, folder, watched, number, chance):
    device = reading.day.devices["reader"][number]
    station = Station(device.id, "reader", f"读卡{number}", device.token, reading.day.origin, device.key)
    own = folder / f"station-{reading.serial}-{number}"
    own.mkdir()
    hub = hub_of(reading.hub, device.token)
    outbox = Outbox(own)
    outbox.start_after(station, hub.me()[1])
    outbox.close()
    return Agent(own, watched, station, hub, PLAN, chance)


def _sha(data):
    return hashlib.sha256(data).hexdigest()


def judged(reading):
    """Nothing lost, nothing twice, nothing in part: the hub's batches are the files that were exported."""
    batches = reading.batches()
    assert reading.expected.keys() - batches.keys() == set(), "lost"
    assert batches.keys() - reading.expected.keys() == set(), "in part"
    kept = Files(reading.day.data / "files")
    for sha256, data in reading.expected.items():
        assert kept.read(sha256) == data
        assert batches[sha256]["size"] == len(data)
    names = [batch["name"] for batch in batches.values() if batch["again"] is None]
    assert len(names) == len(set(names)), "twice"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(looked, "datetime", DayOff)


@pytest.mark.parametrize("point", range(EVERY_RUN))
def test_a_file_is_on_the_hub_once_and_whole_wherever_the_power_goes(reading, tmp_path, point):
    run(reading, tmp_path, point, SCENARIOS[point % len(SCENARIOS)])
    judged(reading)


@pytest.mark.long
def test_at_two_hundred_points(reading, tmp_path):
    went = dict.fromkeys(SCENARIOS, 0)
    for point in range(1000, 1000 + 3 * POINTS):
        how = SCENARIOS[point % len(SCENARIOS)]
        went[how] += run(reading, tmp_path, point, how)
        if sum(went.values()) >= POINTS:
            break
    judged(reading)
    assert sum(went.values()) >= POINTS, "the power was to go"
    assert all(went.values()), went


@pytest.mark.parametrize(
    ("disk", "kind"),
    [
        (cutting.NeverSynced, cutting.CutSpool),
        (cutting.NeverSyncedFolder, cutting.CutSpool),
        (cutting.Losing, cutting.TooSure),
    ],
    ids=["bytes not made to last", "name not made to last", "counted before the hub has it"],
)
def test_a_station_that_is_too_sure_is_found_out(reading, tmp_path, disk, kind):
    before = dict(reading.expected)
    with pytest.raises(AssertionError):
        _many(reading, tmp_path, disk, kind)
    there = reading.batches()
    reading.expected = before | {one: data for one, data in reading.expected.items() if one in there}


def _many(reading, folder, disk, kind):
    for point in range(2000, 2060):
        run(reading, folder, point, SCENARIOS[point % len(SCENARIOS)], disk=disk, kind=kind)
        judged(reading)
