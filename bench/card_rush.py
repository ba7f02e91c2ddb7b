"""Check-ins while the cards of 67 rooms arrive: how long a person at the gate waits beside a marking machine.

Ours: a check-in every 30 ms, each its own request, while a card-reader station hands in a file for each room, one after
the other, and the hub reads and reconciles them. The baseline is the same check-ins in the same hub before the first
file came. Every check-in is checked to be ``accepted``, every card to be read.
"""

import base64
import hashlib
import http.client
import json
import os
import secrets
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import yaml
from cryptography.hazmat.primitives.asymmetric import ec

from bench.day import ZONE, Device, _ask, _rows, accepted
from bench.flapping import p99
from bench.hub import KAOWU, environment, serving
from bench.table import Row, row
from protocol import fact as facts
from server.sample import write
from server.store import keys as secret_files

ROOMS, STAFF = 67, 2000
EVERY, IDLE = 0.03, 300  # seconds between two check-ins; check-ins before the first file
ROOM = slice(48, 51)  # bytes of a card's line in which its room stands


def run() -> list[Row]:
    """Check people in, alone and beside the files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = _prepare(folder)
        keys = secret_files.load(folder / "data" / "keys")
        with serving(folder / "data") as hub:
            me = _ask(hub.port, "/api/me", keys.office_token)
            office = Device(me["device"], keys.office_token, keys.office, me["device_seq"])
            station = _enrol(hub.port, office)
            (plan,) = (one["plan"] for one in _rows(hub.port, office, "plan"))
            people = iter([one["person"] for one in _rows(hub.port, office, "person")])

            def check_in() -> float:
                body = {"plan": plan, "person": next(people), "place": "gate"}
                asked = {"facts": [office.hand_in("duty.check_in", body)]}
                began = time.perf_counter()
                accepted(_ask(hub.port, "/api/facts", office.token, asked))
                return (time.perf_counter() - began) * 1000

            alone = _paced(check_in, lambda done: done >= IDLE)
            sending = threading.Thread(target=_send, args=[hub.port, station, plan, files])
            sending.start()
            beside = _paced(check_in, lambda _: not sending.is_alive() and _read(hub.port, office) >= len(files))
            sending.join()
    what = f"check-ins while the cards of {len(files)} rooms come"
    return [
        row(f"{what}: p99", [p99(beside)], [p99(alone)], "ms"),
        row(f"{what}: longest", [max(beside)], [max(alone)], "ms"),
        row(f"{what}: p50", [sorted(beside)[len(beside) // 2]], [sorted(alone)[len(alone) // 2]], "ms"),
    ]


def _paced(check_in: Callable[[], float], ended: Callable[[int], bool]) -> list[float]:
    took: list[float] = []
    due = time.perf_counter()
    while len(took) % 20 or not ended(len(took)):
        took.append(check_in())
        due += EVERY
        time.sleep(max(0.0, due - time.perf_counter()))
    return took


def _prepare(folder: Path) -> list[bytes]:
    """Make the hub's data: the sample's rooms and candidates on a day to come, and staff; return a file a room."""
    day = folder / "day"
    write(day, rooms=ROOMS, seed=1, start=datetime.now(ZONE) + timedelta(hours=23, minutes=55), cards=["txt"])
    plan = yaml.safe_load((day / "plan.yaml").read_text("utf-8"))
    (day / "plan.yaml").write_text(
        yaml.safe_dump(plan | {"check_in": {"opens": 1440, "closes": 30}}, allow_unicode=True), "utf-8"
    )
    (day / "staff.xlsx").unlink()
    lines = ["工号,姓名,岗位,场次", *(f"B{number:05d},张{number:05d},监考,S1" for number in range(STAFF))]
    (day / "staff.csv").write_text("\n".join(lines) + "\n", "utf-8")
    env = {**os.environ, **environment(folder / "data")}
    subprocess.run([KAOWU, "init"], env=env, check=True, stdout=subprocess.DEVNULL)
    taken = [day / name for name in ("plan.yaml", "rooms.csv", "candidates.xlsx", "staff.csv")]
    subprocess.run([KAOWU, "import", *taken], env=env, check=True, stdout=subprocess.DEVNULL)
    with serving(folder / "data") as hub:
        keys = secret_files.load(folder / "data" / "keys")
        me = _ask(hub.port, "/api/me", keys.office_token)
        office = Device(me["device"], keys.office_token, keys.office, me["device_seq"])
        text = (day / "cards" / "profile-txt.yaml").read_text("utf-8")
        body = {"plan": plan["plan"], "id": yaml.safe_load(text)["id"], "profile": text}
        accepted(_ask(hub.port, "/api/facts", office.token, {"facts": [office.hand_in("reading.profile", body)]}))
    return _by_room((day / "cards" / "S1.txt").read_bytes())


def _by_room(raw: bytes) -> list[bytes]:
    head, *lines = raw.rstrip(b"\x1a").splitlines()
    rooms: dict[bytes, list[bytes]] = {}
    for line in lines:
        rooms.setdefault(line[ROOM], []).append(line)
    return [
        b"".join(line + b"\r\n" for line in (b"HDR%06d" % len(of) + head[9:], *of)) + b"\x1a" for of in rooms.values()
    ]


def _enrol(port: int, office: Device) -> Device:
    code = _ask(port, "/api/enrol-codes", office.token, {"kind": "reader", "name": "reader"})["code"]
    key = ec.generate_private_key(ec.SECP256R1())
    proof = facts.sign_raw(key, code.encode())
    asked = {"code": code, "jwk": facts.jwk_of(key.public_key()), "name": "reader", "proof": proof}
    said = _ask(port, "/api/enrol", None, asked)
    return Device(said["device"], said["token"], key)


def _send(port: int, station: Device, plan: int, files: list[bytes]) -> None:
    line = http.client.HTTPConnection("localhost", port, timeout=60)
    for raw in files:
        sha256 = hashlib.sha256(raw).hexdigest()
        body = {"plan": plan, "sha256": sha256, "size": len(raw), "name": f"{secrets.token_hex(4)}.txt", "pass": 1}
        signed = json.dumps(station.hand_in("reading.batch", body)).encode()
        fact = base64.urlsafe_b64encode(signed).decode().rstrip("=")
        headers = {"Authorization": f"Bearer {station.token}", "Kaowu-Fact": fact}
        line.request("PUT", f"/api/reader/batches/{sha256}", raw, headers)
        answer = line.getresponse()
        said = answer.read()
        assert answer.status == 201, said
    line.close()


def _read(port: int, office: Device) -> int:
    return sum(one["state"] == "read" for one in _rows(port, office, "batch"))


if __name__ == "__main__":
    print(run())
