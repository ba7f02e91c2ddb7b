"""A network of its own with a real virtual printer in it: run by ``test_virtual`` inside fresh namespaces.

``python -m tests.printing.virtual_site FOLDER`` brings the loopback interface up, starts a message bus, avahi and
ippeveprinter, finds the printer by mDNS, prints the PDFs of ``FOLDER/in`` and writes what happened to
``FOLDER/told.json``; what the printer got lies in ``FOLDER/spool``. Nothing leaves the namespace.
"""

import contextlib
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import partial
from pathlib import Path

from printing import discover, pages
from printing.capabilities import ONE_SIDED
from printing.delivery import Delivery
from printing.link import Pins
from printing.order import Order
from printing.printer import Printer
from printing.progress import Patience, Progress

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={0}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/><allow user="*"/>
</policy></busconfig>"""
AVAHI = """[server]
host-name=kaowu-test
use-ipv4=yes
use-ipv6=no
allow-interfaces=lo
[publish]
publish-workstation=no
"""
#: What the printer does with a document: it takes a moment over it.
COMMAND = "#!/bin/sh\nsleep 0.5\nexit 0\n"
SIOCGIFFLAGS, SIOCSIFFLAGS = 0x8913, 0x8914
UP, MULTICAST = 0x1, 0x1000
PRINTERS = (
    ("Kaowu Test", 8631, "application/pdf,image/pwg-raster,image/jpeg"),
    ("Kaowu Test, pictures", 8632, "image/pwg-raster"),
)


def loopback_up():
    """Switch the loopback interface on, for multicast too."""
    with socket.socket() as sock:
        name = b"lo".ljust(16, b"\0")
        (flags,) = struct.unpack("16xH", fcntl.ioctl(sock, SIOCGIFFLAGS, name + b"\0" * 16)[:18])
        fcntl.ioctl(sock, SIOCSIFFLAGS, name + struct.pack("H", flags | UP | MULTICAST) + b"\0" * 14)


def wait(condition, what, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.05)


def answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def print_one(address, file, number, folder, sides=ONE_SIDED):
    """Print a file and return what was said on the way."""
    said = []
    order = Order(f"kaowu-test{number}", "证牌", file, folder, pages.look(file), sides=sides)
    sending = Delivery(
        Printer(address, Pins()), order, Progress(), said.append, time.sleep, Patience(60, 60, 0.1, 0.5, 0.1)
    )
    ended = sending.run()
    return {"ended": asdict(ended), "codes": list(dict.fromkeys(each.code for each in said))}


def main(folder):
    loopback_up()
    bus = folder / "bus"
    (folder / "bus.conf").write_text(BUS.format(bus))
    (folder / "avahi.conf").write_text(AVAHI)
    command = folder / "command"
    command.write_text(COMMAND)
    command.chmod(0o755)
    for name in ("spool", "keys"):
        (folder / name).mkdir()
    env = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={bus}"}
    log = (folder / "log").open("wb")

    def start(*words):
        return subprocess.Popen(
            [str(word) for word in words], env=env, stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )

    printers = []
    with contextlib.ExitStack() as stack:
        for words in (
            ("dbus-daemon", f"--config-file={folder / 'bus.conf'}", "--nofork"),
            ("avahi-daemon", "-f", folder / "avahi.conf", "--no-drop-root", "--no-chroot", "--no-rlimits"),
        ):
            started = start(*words)
            stack.callback(started.kill)
            wait(bus.exists, "dbus")
        time.sleep(0.3)
        for name, port, kinds in PRINTERS:
            started = start(
                "ippeveprinter", "-2", "-r", "_print", "-s", "120", "-c", command, "-k", "-d", folder / "spool",
                "-K", folder / "keys", "-p", port, "-n", "localhost", "-f", kinds, "-l", "考务办公室", name,
            )  # fmt: skip
            stack.callback(started.kill)
            wait(partial(answers, port), name)
        end = time.monotonic() + 60
        while [len(each.addresses) for each in printers] != [2, 2] and time.monotonic() < end:
            printers = discover.printers(3)
        found, pictures = printers
        plain = next(each for each in found.addresses if not each.secure)
        printer = Printer(plain, Pins())
        can = printer.capabilities()
        secure = [each for each in found.addresses if each.secure]
        pins = Pins(folder / "pins.json")
        by_tls = Printer(secure[0], pins).capabilities().model if secure else None
        told = {
            "found": [asdict(each) for each in printers],
            "can": {"formats": can.readable, "two_sided": can.two_sided, "state": can.state_words("zh")[0]},
            "by_tls": by_tls,
            "jobs": [],
        }
        # Both at once: this printer takes one job at a time and calls itself busy to the other.
        files = sorted((folder / "in").iterdir())
        with ThreadPoolExecutor() as pool:
            sent = [pool.submit(print_one, plain, file, number, folder) for number, file in enumerate(files)]
            told["jobs"] = [each.result() for each in sent]
        to = next(each for each in pictures.addresses if not each.secure)
        told["pictures"] = print_one(to, files[0], 9, folder)
        told["names"] = [job.name for job in printer.jobs("completed")]
    (folder / "told.json").write_text(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
