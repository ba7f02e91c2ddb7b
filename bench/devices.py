"""Site devices on the LAN in a process of their own: some that scan at an even pace, some that disturb them.

Started with ``python -m bench.devices``; reads a JSON job from standard input and prints a JSON report. Connections are
TLS with the hub's own authority. ``steady`` devices keep one connection and hand in one fact every ``pace`` seconds;
``flapping`` ones break theirs in the handshake, in requests and in answers and try again; a ``draining`` one hands in a
long queue, a batch at a time, and rests as long as the hub took, as the app does.
"""

import http.client
import json
import random
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypedDict

HOST = "127.0.0.1"
LONGEST_REST = 1.0  # seconds


class Lane(TypedDict):
    """One device: its token and the bodies of its requests."""

    token: str
    bodies: list[str]


class Job(TypedDict):
    """What the devices are to do."""

    port: int
    authority: str
    pace: float
    steady: list[Lane]
    flapping: list[Lane]
    draining: list[Lane]


class Report(TypedDict):
    """What was found: ms of each steady request, how often lines broke, seconds until the queue was drained."""

    latencies: list[float]
    broken: int
    drained: float


def run(job: Job) -> Report:
    """Run the steady devices in one process and those that disturb them in another, at the same time."""
    parts: list[Job] = [{**job, "flapping": [], "draining": []}, {**job, "steady": []}]
    with ThreadPoolExecutor(2) as pool:
        steady, others = pool.map(_apart, parts)
    return Report(latencies=steady["latencies"], broken=others["broken"], drained=others["drained"])


def _apart(job: Job) -> Report:
    done = subprocess.run(
        [sys.executable, "-m", "bench.devices"], input=json.dumps(job), capture_output=True, text=True, check=True
    )
    report: Report = json.loads(done.stdout)
    return report


Work = Callable[[Lane, float], None]


class Site:
    """All devices of a job and what they found."""

    def __init__(self, job: Job) -> None:
        """Nothing is connected yet."""
        self.job = job
        self.tls = ssl.create_default_context(cafile=job["authority"])
        self.report = Report(latencies=[], broken=0, drained=0.0)
        self.failed: list[Exception] = []

    def run(self) -> Report:
        """Run until everybody is through."""
        start = time.perf_counter() + 0.5
        lanes = [(self._steady, lane) for lane in self.job["steady"]]
        lanes += [(self._flap, lane) for lane in self.job["flapping"]]
        lanes += [(self._drain, lane) for lane in self.job["draining"]]
        threads = [
            threading.Thread(target=self._try, args=(work, lane, start + self.job["pace"] * number / len(lanes)))
            for number, (work, lane) in enumerate(lanes)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.failed:
            raise self.failed[0]
        return self.report

    def _try(self, work: Work, lane: Lane, start: float) -> None:
        try:
            work(lane, start)
        except Exception as error:
            self.failed.append(error)

    def _steady(self, lane: Lane, start: float) -> None:
        line = self._line()
        for number, body in enumerate(lane["bodies"]):
            time.sleep(max(0.0, start + number * self.job["pace"] - time.perf_counter()))
            sent = time.perf_counter()
            accept(self._post(line, lane["token"], body))
            self.report["latencies"].append((time.perf_counter() - sent) * 1000)

    def _drain(self, lane: Lane, start: float) -> None:
        line = self._line()
        time.sleep(max(0.0, start - time.perf_counter()))
        began = time.perf_counter()
        for body in lane["bodies"]:
            sent = time.perf_counter()
            accept(self._post(line, lane["token"], body))
            time.sleep(min(LONGEST_REST, time.perf_counter() - sent))
        self.report["drained"] = time.perf_counter() - began

    def _flap(self, lane: Lane, start: float) -> None:
        chance = random.Random(lane["token"])
        for number, body in enumerate(lane["bodies"]):
            time.sleep(max(0.0, start + number * self.job["pace"] - time.perf_counter()))
            while chance.random() < 0.5:
                self._break(lane["token"], body, chance)
            line = self._line()
            accept(self._post(line, lane["token"], body))
            line.close()

    def _break(self, token: str, body: str, chance: random.Random) -> None:
        """Break a connection off: in the handshake, in the request, or before the answer is read."""
        raw = socket.create_connection((HOST, self.job["port"]), 10)
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with suppress(OSError):
            if chance.random() < 0.3:
                raw.sendall(b"\x16\x03\x01")
            else:
                line = self.tls.wrap_socket(raw, server_hostname="localhost")
                text = request(token, body)
                line.sendall(text if chance.random() < 0.5 else text[: chance.randrange(len(text))])
                raw = line
        raw.close()
        self.report["broken"] += 1

    def _line(self) -> http.client.HTTPSConnection:
        line = http.client.HTTPSConnection(HOST, self.job["port"], timeout=30, context=self.tls)
        line.connect()
        line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return line

    def _post(self, line: http.client.HTTPSConnection, token: str, body: str) -> str:
        head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        line.request("POST", "/api/facts", body.encode(), head)
        return line.getresponse().read().decode()


def request(token: str, body: str) -> bytes:
    """Write one whole request."""
    data = body.encode()
    head = f"POST /api/facts HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data


def accept(answer: str) -> None:
    """Check that every fact was accepted."""
    verdicts = {receipt["verdict"] for receipt in json.loads(answer)["receipts"]}
    if verdicts != {"accepted"}:
        raise ValueError(answer[:400])


if __name__ == "__main__":
    json.dump(Site(json.load(sys.stdin)).run(), sys.stdout)
