"""A real hub in a process of its own, a data folder at the morning of an exam day, and those who talk to it."""

import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric import ec
from uuid6 import uuid7
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Message, RejectConnection, Request, TextMessage

from protocol import fact as facts
from protocol.token import Token, mint
from server.cli.client import open_hub
from server.config import Config
from tests import warm
from tests.ports import free_ports

ROOT = Path(__file__).parents[1]
KAOWU = ROOT / ".venv" / "bin" / "kaowu"
ZONE = ZoneInfo("Asia/Shanghai")
PLAN = 20991231
ROLE = 8  # invigilators
WARM = None  # what begins hubs without reading their program anew; see tests.warm
START = 240  # seconds a hub may take to become ready on a busy machine

#: Check-in is open around the clock, and the last session is yet to come, so that the tests pass at any hour.
PLAN_FILE = """\
plan: {plan}
code: TEST
name: 测试
mark: 职业技能鉴定
centre: 鉴定中心
area: 考区
site: {{number: 1, name: 考点, short: 考点}}
zone: Asia/Shanghai
days: [{yesterday}, {today}, {tomorrow}]
check_in: {{opens: 1440, closes: 1440}}
proctors_per_room: 2
duty_phone: "13800000000"
sessions:
  - {{id: S1, name: 理论, kind: theory, starts: "{today} 09:00", ends: "{today} 10:30"}}
  - {{id: S2, name: 补考, kind: theory, starts: "{tomorrow} 09:00", ends: "{tomorrow} 20:00"}}
timetable:
  theory:
    - {{name: 开考, offset: 0, from: start, signal: long}}
"""


def plan_text(now=None):
    """Write the plan file of a day that is today."""
    today = (now or datetime.now(ZONE)).date()
    day = timedelta(days=1)
    return PLAN_FILE.format(plan=PLAN, yesterday=today - day, today=today, tomorrow=today + day)


def staff_text(count):
    """Write a staff file of so many invigilators."""
    lines = ["工号,姓名,岗位,场次,电话", *(f"B{n:04d},张{n:04d},监考,,1380000{n:04d}" for n in range(count))]
    return "\n".join(lines) + "\n"


@dataclass
class Device:
    """An enrolled device that signs its own facts and counts them."""

    id: str
    token: str
    key: ec.EllipticCurvePrivateKey
    used: int = 0

    def sign(self, kind, body, *, number=None, acted=False):
        """Make the next fact, signed."""
        if number is None:
            self.used += 1
        fact = {
            "id": str(uuid7()),
            "kind": kind,
            "at": datetime.now(ZONE).isoformat(timespec="milliseconds"),
            "device": self.id,
            "device_seq": number or self.used,
            "grant": None,
            "body": body,
        }
        return {"fact": fact, "sig": facts.sign(self.key, facts.canonical(fact)), "acted": acted}

    def check_in(self, badge):
        """Sign the scan of a badge at the gate."""
        return self.sign("duty.check_in", {"place": "gate-1", "badge": badge})


@dataclass
class Morning:
    """A data folder where staff have badges and devices are enrolled; no hub runs on it."""

    data: Path
    devices: dict[str, list[Device]]
    badges: list[str]
    office: Device
    origin: str

    @property
    def gates(self):
        return self.devices["gate"]

    def copied(self, data):
        """Copy the folder, for a test of its own; devices count from here on for themselves."""
        shutil.copytree(self.data, data)
        devices = {kind: [replace(device) for device in same] for kind, same in self.devices.items()}
        return replace(self, data=data, devices=devices, office=replace(self.office))


def prepare(data, *, staff=20, kinds=("tablet", "phone", "gate", "reader")):
    """Bring an empty data folder to the morning of the day, one device of each of ``kinds``."""
    settings = Config(data, f"sqlite:///{data / 'kaowu.db'}")
    devices = {}
    with open_hub(settings) as hub:
        uploads = [("plan.yaml", plan_text().encode()), ("staff.csv", staff_text(staff).encode())]
        names = ("plan", "kind", "file_sha256", "rows_sha256", "taken")
        checked = hub.upload("/api/imports", uploads, {})["files"]
        hub.facts([("import.commit", {name: file[name] for name in names}) for file in checked])
        made = [{"badge": secrets.token_hex(8), "person": person} for person in range(1, staff + 1)]
        (receipt,) = hub.facts([("badge.issue", {"plan": PLAN, "badges": made})])
        assert receipt["verdict"] == "accepted", receipt
        for number, kind in enumerate(kinds):
            devices.setdefault(kind, []).append(_enrol(hub, kind, f"{kind} {number}"))
        secret = hub._keys
        badges = [
            mint(Token(row["badge"], row["person"], ROLE, 1, PLAN, row["nbf"], row["exp"]), secret.badge, 1)
            for row in sorted(hub.rows("badge"), key=lambda row: row["person"])
        ]
        me = hub.get_json("/api/me")
        office = Device(me["device"], secret.office_token, secret.office, me["device_seq"])
    return Morning(data, devices, badges, office, me["origin"])


def _enrol(hub, kind, name):
    key = ec.generate_private_key(ec.SECP256R1())
    code = hub.post("/api/enrol-codes", {"kind": kind, "name": name})["code"]
    joined = hub.post("/api/enrol", joining(code, name, key))
    return Device(joined["device"], joined["token"], key)


def joining(code, name, key):
    """What a device with this key hands in to enrol."""
    proof = facts.sign_raw(key, code.encode())
    return {"code": code, "jwk": facts.jwk_of(key.public_key()), "name": name, "proof": proof}


@dataclass
class Answer:
    """One HTTP answer."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class Caller:
    """Somebody who talks to a hub; ``keeps`` the connection from one request to the next."""

    port: int
    token: str | None = None
    tls: ssl.SSLContext | None = None
    keeps: bool = False
    _line: http.client.HTTPConnection | None = field(default=None, repr=False)

    def ask(self, method, path, body=None, headers=()):
        """Send a request; ``body`` is bytes, or what becomes JSON."""
        said, whole = dict(headers), False
        if self.token:
            said.setdefault("Authorization", f"Bearer {self.token}")
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            said.setdefault("Content-Type", "application/json")
        if self._line is None:
            self._line = (
                http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=self.tls)
                if self.tls
                else http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            )
        try:
            self._line.request(method, path, body, said)
            answer = self._line.getresponse()
            body, whole = answer.read(), True
            return Answer(answer.status, answer.headers, body)
        finally:
            if not (whole and self.keeps):
                self.hang_up()

    def get(self, path, **headers):
        return self.ask("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path, body, **headers):
        return self.ask("POST", path, body, {name.replace("_", "-"): value for name, value in headers.items()})

    def facts(self, *signed):
        """Hand in signed facts; return their receipts."""
        answer = self.post("/api/facts", {"facts": list(signed)})
        assert answer.status == 200, answer
        return answer.json["receipts"]

    def hang_up(self):
        if self._line is not None:
            self._line.close()
            self._line = None


@dataclass
class Process:
    """A running ``kaowu serve``."""

    data: Path
    port: int
    tls_port: int
    popen: subprocess.Popen | warm.Hub
    log: Path

    def caller(self, token=None, *, keeps=False):
        return Caller(self.port, token, keeps=keeps)

    def said(self):
        return self.log.read_text("utf-8")

    def kill(self):
        """End it as a power cut would: no handler runs."""
        self.popen.kill()
        self.popen.wait()

    def stop(self):
        """Ask it to end; return its exit code."""
        self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(60)


def environment(data, local_port, port):
    """Return the environment of a hub that disturbs no other."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KAOWU_")}
    here = {"KAOWU_DATA": str(data), "KAOWU_LOCAL_PORT": str(local_port), "KAOWU_PORT": str(port)}
    quiet = {"KAOWU_MDNS": "off", "KAOWU_WELCOME_PORT": "off"}  # tests speak to nobody in the network
    return kept | here | quiet


def launch(data, command=None, ports=None, **env):
    """Start a hub without waiting for it; ``env`` changes its environment."""
    local, port = ports or free_ports()
    log = data.parent / f"{data.name}-{local}.log"
    log.write_bytes(b"")  # what a hub before it said there is not this one's word
    if WARM and command is None and all(name.startswith("KAOWU_") for name in env):
        return Process(data, local, port, WARM.begin(environment(data, local, port) | env, log), log)
    with log.open("wb") as out:
        popen = subprocess.Popen(
            [str(part) for part in command or (KAOWU, "serve")],
            cwd=ROOT,
            env=environment(data, local, port) | env,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    return Process(data, local, port, popen, log)


def until(true, seconds=60, what="it"):
    """Wait until ``true()`` holds."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what} did not happen within {seconds} s"
        time.sleep(0.02)


@contextmanager
def serving(data, command=None, ports=None, **env):
    """Run a hub until the block ends; ``env`` changes its environment."""
    hub = launch(data, command, ports, **env)
    try:
        until(lambda: ready(hub), START, "the hub's start")
        yield hub
    finally:
        if hub.popen.poll() is None:
            hub.popen.terminate()
            try:
                hub.popen.wait(60)
            except subprocess.TimeoutExpired:
                hub.kill()


def ready(hub):
    """Tell whether a hub that was launched answers; fails where it ended."""
    assert hub.popen.poll() is None, hub.said()
    if "Ctrl-C" not in hub.said():
        return False
    return hub.caller().get("/readyz").status == 200


class Socket:
    """A Socket.IO client, as much of it as a screen uses: connect, then hear events."""

    def __init__(self, port, token=None, headers=(), tls=None):
        """Shake hands; ``accepted`` tells whether the hub let this device in."""
        line = socket.create_connection(("127.0.0.1", port), 30)
        self._line = tls.wrap_socket(line, server_hostname="localhost") if tls else line
        self._frames = WSConnection(ConnectionType.CLIENT)
        self._said = []
        self.closed = False
        asked = [(name.encode(), value.encode()) for name, value in dict(headers).items()]
        self._tell(Request(f"localhost:{port}", "/socket.io/?EIO=4&transport=websocket", extra_headers=asked))
        assert self._next(30)[:1] == "0", "no Engine.IO greeting"
        self._tell(TextMessage("40" + (json.dumps({"token": token}) if token else "")))
        self._early = []
        while (said := self._next(30))[:2] == "42":
            self._early.append(json.loads(said[2:]))
        self.accepted = said[:2] == "40"

    def heard(self, seconds=60):
        """Return the next event ``[name, data]``; None where the hub ended the connection or said nothing in time."""
        if self._early:
            return self._early.pop(0)
        end = time.monotonic() + seconds
        while not self.closed and (left := end - time.monotonic()) > 0:
            said = self._next(left)
            if said == "2":
                self._tell(TextMessage("3"))
            elif said[:2] == "42":
                return json.loads(said[2:])
            elif said[:2] in ("1", "41"):
                self.closed = True
        return None

    def ended(self, seconds=60):
        """Tell whether the hub ends the connection in time."""
        end = time.monotonic() + seconds
        while not self.closed and (left := end - time.monotonic()) > 0:
            self.heard(left)
        return self.closed

    def close(self):
        self._line.close()

    def _tell(self, event):
        self._line.sendall(self._frames.send(event))

    def _next(self, seconds):
        """Return the next text frame, empty where none came."""
        end = time.monotonic() + seconds
        while not self._said and not self.closed and (left := end - time.monotonic()) > 0:
            self._line.settimeout(left)
            try:
                data = self._line.recv(65536)
            except TimeoutError:
                break
            except ConnectionError:
                data = b""
            self._take(data)
        return self._said.pop(0) if self._said else ""

    def _take(self, data):
        self._frames.receive_data(data or None)
        for event in self._frames.events():
            if isinstance(event, TextMessage):
                self._said.append(event.data)
            elif isinstance(event, CloseConnection | RejectConnection):
                self.closed = True
            else:
                assert isinstance(event, AcceptConnection | Message), event
