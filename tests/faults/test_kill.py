"""The hub is killed again and again while staff check in: nothing acknowledged is lost, nothing counts twice."""

import http.client
import json
import subprocess
import threading
import time
from dataclasses import dataclass, field
from functools import partial

import pytest

from server.cli.client import open_hub
from server.config import Config
from tests.running import KAOWU, environment, free_ports, launch, prepare, until

CLIENTS, EACH, BATCH, KILLS = 5, 36, 3, 3


@dataclass
class Gate(threading.Thread):
    """A device that hands in its scans, batch by batch, and each again until it has a receipt."""

    hub: object
    device: object
    batches: list
    receipts: dict = field(default_factory=dict)  # fact id -> every receipt it got
    again: int = 0
    failed: Exception | None = None

    def __post_init__(self):
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self):
        try:
            caller = self.hub.caller(self.device.token, keeps=True)
            for batch in self.batches:
                self._hand_in(caller, batch)
            caller.hang_up()
        except Exception as error:
            self.failed = error

    def _hand_in(self, caller, batch):
        end = time.monotonic() + 90
        while True:
            try:
                for receipt in caller.facts(*batch):
                    self.receipts.setdefault(receipt["id"], []).append(receipt)
                return
            except (OSError, http.client.HTTPException, json.JSONDecodeError):
                assert time.monotonic() < end, "the hub did not come back"
                self.again += 1
                time.sleep(0.05)

    @property
    def acknowledged(self):
        return len(self.receipts)


@dataclass
class Aftermath:
    """What the clients hold, and what the hub says after the last restart."""

    gates: list
    entries: list
    people: dict
    seen: list  # per kill: fact ids acknowledged before it
    data: object
    tops: dict


@pytest.fixture(scope="module")
def after(tmp_path_factory):
    day = prepare(tmp_path_factory.mktemp("day") / "data", staff=CLIENTS * EACH, kinds=("tablet", *["gate"] * CLIENTS))
    ports = free_ports()
    hub = launch(day.data, ports=ports)
    try:
        until(partial(_ready, hub), 60, "the start")
        gates = []
        for number, device in enumerate(day.gates):
            signed = [device.check_in(badge) for badge in day.badges[number * EACH : (number + 1) * EACH]]
            batches = [signed[place : place + BATCH] for place in range(0, EACH, BATCH)]
            gates.append(Gate(hub, device, batches))
        for gate in gates:
            gate.start()
        seen = []
        for kill in range(1, KILLS + 1):
            goal = CLIENTS * EACH * kill // (KILLS + 1)
            until(lambda goal=goal: sum(gate.acknowledged for gate in gates) >= goal, 60, "enough check-ins")
            hub.kill()
            seen.append({id for gate in gates for id in list(gate.receipts)})
            hub = launch(day.data, ports=ports)
            until(partial(_ready, hub), 60, "the restart")
        for gate in gates:
            gate.join(90)
            assert not gate.is_alive()
            assert gate.failed is None, gate.failed
        chief = hub.caller(day.devices["tablet"][0].token)
        entries = chief.get("/api/facts?limit=2000").json["entries"]
        rows = chief.get("/api/changes?limit=5000").json["rows"]
        people = {row["value"]["person"]: row["value"] for row in rows if row["kind"] == "person"}
        tops = {gate.device.id: hub.caller(gate.device.token).get("/api/me").json["device_seq"] for gate in gates}
        assert hub.stop() == 0
        yield Aftermath(gates, entries, people, seen, day.data, tops)
    finally:
        if hub.popen.poll() is None:
            hub.kill()


def _ready(hub):
    assert hub.popen.poll() is None, hub.said()
    try:
        return hub.caller().get("/readyz").status == 200
    except (OSError, http.client.HTTPException):
        return False


def check_ins(after):
    return [entry for entry in after.entries if entry["fact"]["kind"] == "duty.check_in"]


def test_the_kills_fell_into_the_stream(after):
    counts = [len(ids) for ids in after.seen]
    assert counts == sorted(set(counts)), "no check-in between two kills"
    assert counts[-1] < CLIENTS * EACH, "the stream had ended before the last kill"
    assert sum(gate.again for gate in after.gates) >= KILLS, "nobody noticed"


def test_everything_is_acknowledged_in_the_end(after):
    for gate in after.gates:
        wanted = [signed["fact"]["id"] for batch in gate.batches for signed in batch]
        assert sorted(gate.receipts) == sorted(wanted)
        assert {receipt["verdict"] for given in gate.receipts.values() for receipt in given} == {"accepted"}


def test_nothing_acknowledged_is_lost_and_every_receipt_still_holds(after):
    kept = {entry["fact"]["id"]: entry for entry in after.entries}
    for gate in after.gates:
        for id, receipts in gate.receipts.items():
            for receipt in receipts:
                assert (receipt["seq"], receipt["leaf"]) == (kept[id]["seq"], kept[id]["leaf"])


def test_nothing_is_recorded_twice(after):
    ids = [entry["fact"]["id"] for entry in check_ins(after)]
    assert len(ids) == len(set(ids)) == CLIENTS * EACH
    assert [entry["seq"] for entry in after.entries] == list(range(1, len(after.entries) + 1))


def test_every_device_has_used_its_numbers_from_one_without_a_gap(after):
    for gate in after.gates:
        numbers = sorted(
            entry["fact"]["device_seq"] for entry in after.entries if entry["fact"]["device"] == gate.device.id
        )
        assert numbers == list(range(1, EACH + 1))
        assert after.tops[gate.device.id] == EACH


def test_everybody_is_in(after):
    assert {person["state"] for person in after.people.values()} == {"in"}
    assert len(after.people) == CLIENTS * EACH


def test_the_record_verifies(after):
    done = subprocess.run(
        [KAOWU, "verify"], env=environment(after.data, *free_ports()), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(after.entries)} entries, complete and unchanged" in done.stdout
    assert "not arrived" not in done.stdout


def test_the_lists_are_what_the_record_says(after):
    done = subprocess.run(
        [KAOWU, "rebuild"], env=environment(after.data, *free_ports()), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"rebuilt from {len(after.entries)} entries" in done.stdout
    with open_hub(Config(after.data, f"sqlite:///{after.data / 'kaowu.db'}")) as hub:
        assert {person["person"]: person for person in hub.rows("person")} == after.people
