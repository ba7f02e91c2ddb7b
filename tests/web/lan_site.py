"""A local network of two computers, made of network namespaces: a hub here, a device (and a second hub) over there.

``python -m tests.web.lan_site FOLDER`` builds it inside a namespace of its own and writes to ``told.json`` what a
device at the other end met while the hub's addresses came and went.
"""

import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from cryptography import x509

from tests.running import KAOWU, ROOT

HERE, NEW, THERE = "192.168.77.1", "10.77.0.1", "192.168.77.2"
PORT, WELCOME = 8443, 8081
DEVICE = Path(__file__).with_name("lan_device.py")
SOON = 40  # seconds


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def wire():
    """Lay a cable between this namespace and one named ``there``."""
    ip("link", "set", "lo", "up")
    ip("netns", "add", "there")
    ip("link", "add", "kw0", "type", "veth", "peer", "name", "kw1", "netns", "there")
    ip("addr", "add", f"{HERE}/24", "dev", "kw0")
    ip("link", "set", "kw0", "up")
    for words in (
        ["addr", "add", f"{THERE}/24", "dev", "kw1"],
        ["addr", "add", "10.77.0.2/24", "dev", "kw1"],
        ["link", "set", "lo", "up"],
        ["link", "set", "kw1", "up"],
    ):
        ip("-n", "there", *words)


def over_there(*words):
    """Return the words to run a program at the other end."""
    return ["ip", "netns", "exec", "there", *map(str, words)]


def start_hub(data, log, *, there=False, **env):
    words = [str(KAOWU), "serve"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KAOWU_")}
    with log.open("wb") as out:
        return subprocess.Popen(
            over_there(*words) if there else words,
            cwd=ROOT, env=kept | {"KAOWU_DATA": str(data), "KAOWU_MDNS": "on"} | env, stdout=out, stderr=out,
        )  # fmt: skip


def until(true, what, seconds=SOON):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError, http.client.HTTPException, subprocess.CalledProcessError):
            if found := true():
                return found
        time.sleep(0.3)
    raise TimeoutError(what)


# What the other end does: ``lan_device`` run there


def asked(name, *words):
    """Run one of the functions above at the other end."""
    full = over_there(sys.executable, DEVICE, name, *words)
    return json.loads(subprocess.run(full, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def refused(name, *words):
    """Return what it complained of."""
    full = over_there(sys.executable, DEVICE, name, *words)
    done = subprocess.run(full, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""


def told_by(data):
    """What the hub tells its own office of its certificate."""
    token = (data / "keys" / "office.token").read_text()
    line = http.client.HTTPConnection("127.0.0.1", 8080, timeout=5)
    line.request("GET", "/api/certificate", headers={"Authorization": f"Bearer {token}"})
    return json.loads(line.getresponse().read())


def codes_of(data):
    token = (data / "keys" / "office.token").read_text()
    line = http.client.HTTPConnection("127.0.0.1", 8080, timeout=5)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    line.request("POST", "/api/enrol-codes", json.dumps({"kind": "phone", "name": "东门"}), headers)
    return json.loads(line.getresponse().read())


def ready(log):
    return lambda: "Ctrl-C" in log.read_text("utf-8")


def play(folder):
    """Let the day's addresses come and go; return what was met."""
    told, data, log, ca = {}, folder / "data", folder / "log", folder / "ca.pem"
    wire()
    hub = start_hub(data, log)
    second = None
    try:
        until(ready(log), "the hub's start")
        status, page = asked("fetch", f"http://{HERE}:{WELCOME}/kaowu-ca.pem")
        ca.write_text(page)
        told["welcome"] = status
        told["page"] = asked("fetch", f"http://{HERE}:{WELCOME}/")[1]
        told["trusted"] = asked("fetch", f"https://{HERE}:{PORT}/healthz", ca)
        told["untrusted"] = refused("fetch", f"https://{HERE}:{PORT}/healthz")
        told["local port"] = refused("fetch", f"http://{HERE}:8080/healthz")
        told["code"] = codes_of(data)
        told["announced"] = until(lambda: told_by(data)["announced"], "the name")
        told["resolved"] = until(lambda: asked("resolve", "kaowu.local"), "the name at the other end")
        told["services"] = until(lambda: asked("browse", "_kaowu._tcp.local."), "the service")

        words = ("keep", HERE, ca, folder / "started", folder / "ended")
        kept = subprocess.Popen(over_there(sys.executable, DEVICE, *words), cwd=ROOT, stdout=subprocess.PIPE)
        until((folder / "started").exists, "the connection that is kept")
        before = (data / "keys" / "tls.crt").read_bytes()
        told["too early"] = NEW in told_by(data)["addresses"]
        ip("addr", "add", f"{NEW}/24", "dev", "kw0")
        began = time.monotonic()
        told["new address"] = until(lambda: asked("fetch", f"https://{NEW}:{PORT}/healthz", ca), "the new address")
        told["seconds"] = time.monotonic() - began
        told["same authority, new certificate"] = (data / "keys" / "tls.crt").read_bytes() != before
        (folder / "ended").touch()
        told["kept"] = json.loads(kept.communicate(timeout=SOON)[0])

        ip("addr", "del", f"{HERE}/24", "dev", "kw0")
        told["moved"] = until(lambda: asked("resolve", "kaowu.local") == [NEW], "the name at the new address")
        told["reconnected"] = asked("fetch", f"https://{NEW}:{PORT}/healthz", ca)

        other, other_log = folder / "second", folder / "second.log"
        second = start_hub(other, other_log, there=True)
        until(ready(other_log), "the second hub's start")
        told["second resolved"] = until(lambda: asked("resolve", "kaowu-2.local"), "the second hub's name")
        told["first still"] = asked("resolve", "kaowu.local")
        until(lambda: "kaowu-2.local" in other_log.read_text("utf-8"), "the second hub's word")
        told["second says"] = other_log.read_text("utf-8")
        told["second names"] = until(lambda: "kaowu-2.local" in names_of(other), "its certificate")

        hub.terminate()
        told["exit"] = hub.wait(30)
        told["gone"] = asked("resolve", "kaowu.local")
    finally:
        for process in (hub, second):
            if process is not None and process.poll() is None:
                process.terminate()
                process.wait(30)
        told["log"] = log.read_text("utf-8")
        told["second log"] = (folder / "second.log").read_text("utf-8") if second else ""
    return told


def names_of(data):
    found = x509.load_pem_x509_certificate((data / "keys" / "tls.crt").read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return names.get_values_for_type(x509.DNSName)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    (place / "told.json").write_text(json.dumps(play(place)), "utf-8")
