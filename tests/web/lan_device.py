"""A device at the other end of a cable: run as a program of its own there, says what it met as JSON.

``python lan_device.py NAME ARGUMENTS`` calls one of these functions.
"""

import http.client
import json
import ssl
import sys
import time
from pathlib import Path


def fetch(url, ca=""):
    """Print status and body of a page; TLS is checked against ``ca`` alone."""
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    if scheme == "http":
        line = http.client.HTTPConnection(host, timeout=5)
    else:
        line = http.client.HTTPSConnection(host, timeout=5, context=ssl.create_default_context(cafile=ca or None))
    line.request("GET", f"/{path}")
    answer = line.getresponse()
    sys.stdout.write(json.dumps([answer.status, answer.read().decode("utf-8", "replace")]))


def keep(address, ca, started, ended):
    """Keep one TLS connection open while the hub's address changes; print what it answers before and after."""
    line = http.client.HTTPSConnection(address, 8443, timeout=5, context=ssl.create_default_context(cafile=ca))
    said = []
    for _ in range(2):
        line.request("GET", "/healthz")
        answer = line.getresponse()
        said.append([answer.status, answer.read().decode()])
        sock = id(line.sock)
        if not said[1:]:
            Path(started).touch()
            end = time.monotonic() + 60
            while not Path(ended).exists() and time.monotonic() < end:
                time.sleep(0.1)
    sys.stdout.write(json.dumps([said, sock == id(line.sock)]))


def resolve(name):
    """Print the addresses that the network tells for a name."""
    from zeroconf import AddressResolverIPv4, IPVersion, Zeroconf  # noqa: PLC0415 - slow to load, and seldom needed

    with Zeroconf(interfaces=["192.168.77.2", "10.77.0.2"], ip_version=IPVersion.V4Only) as network:
        asked = AddressResolverIPv4(f"{name}.")
        asked.request(network, 3000)
        sys.stdout.write(json.dumps(sorted(asked.parsed_addresses(IPVersion.V4Only))))


def browse(kind):
    """Print the services of a kind: name, port and host."""
    from zeroconf import IPVersion, ServiceBrowser, ServiceListener, Zeroconf  # noqa: PLC0415 - likewise

    heard = {}

    class Listener(ServiceListener):
        def add_service(self, network, type_, name):
            heard[name] = None

        def update_service(self, network, type_, name):
            pass

        def remove_service(self, network, type_, name):
            pass

    with Zeroconf(interfaces=["192.168.77.2"], ip_version=IPVersion.V4Only) as network:
        browser = ServiceBrowser(network, kind, Listener())
        time.sleep(3)
        found = [network.get_service_info(kind, name, 2000) for name in sorted(heard)]
        browser.cancel()
    sys.stdout.write(json.dumps([[one.name, one.port, one.server] for one in found if one]))


if __name__ == "__main__":
    {"fetch": fetch, "keep": keep, "resolve": resolve, "browse": browse}[sys.argv[1]](*sys.argv[2:])
