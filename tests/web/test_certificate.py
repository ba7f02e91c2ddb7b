"""HTTPS while the hub runs: its certificate follows its addresses, and everybody may ask how long it holds."""

import dataclasses
import socket
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import gevent
import pytest

from server.app import Https
from server.config import Config
from server.store import authority as authorities
from server.web.certificate import Listening, days_left
from server.web.trust import Trust
from server.web.waiting import Greenlets, Threads

NOW = datetime.now(UTC)
EVERY = 0.05  # seconds between two looks at the addresses


@pytest.fixture
def network(monkeypatch):
    """Give this computer these addresses from now on."""
    here = ["192.168.1.5"]
    monkeypatch.setattr("server.web.addresses.lan", lambda: list(here))
    return here


@pytest.fixture
def trust(tmp_path, network):
    return Trust(Config(tmp_path, "sqlite://"))


@contextmanager
def listening(trust):
    """Serve one page over HTTPS on a loop of its own; yield the port."""
    ready, told = threading.Event(), {}

    def page(_environ, start_response):
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    def run():
        shown = Listening(trust, Greenlets())
        server = Https(("127.0.0.1", 0), page, ssl_context=shown.context, log=None)
        server.start()
        watching = gevent.spawn(shown.watch, EVERY)
        end = gevent.event.Event()
        told["port"], told["end"] = server.server_port, gevent.get_hub().loop.async_()
        told["end"].start(end.set)
        ready.set()
        end.wait()
        watching.kill()
        server.stop()

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(20)
    try:
        yield told["port"]
    finally:
        told["end"].send()
        thread.join(20)


def connect(trust, port, name):
    """Connect as a device that trusts the hub and opened it by this name or address."""
    context = ssl.create_default_context(cadata=trust.authority().pem.decode())
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), 10), server_hostname=name)


def talk(line):
    line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    said = b""
    while not said.endswith(b"ok"):
        part = line.recv(4096)
        assert part, said
        said += part
    return said


def until_reached(trust, port, name):
    for _ in range(200):
        try:
            return connect(trust, port, name)
        except ssl.SSLCertVerificationError:
            gevent.sleep(EVERY)
    raise AssertionError(f"{name} was never covered")


def test_a_new_address_and_a_new_name_are_covered_while_an_open_connection_goes_on(trust, network):
    with listening(trust) as port, connect(trust, port, "192.168.1.5") as first:
        assert b"200 OK" in talk(first)
        with pytest.raises(ssl.SSLCertVerificationError):
            connect(trust, port, "10.0.0.9")
        network.append("10.0.0.9")
        with until_reached(trust, port, "10.0.0.9") as second:
            assert b"200 OK" in talk(second)
        trust.announced = "kaowu-2.local"
        until_reached(trust, port, "kaowu-2.local").close()
        assert b"200 OK" in talk(first)


def test_an_address_that_flaps_makes_no_new_certificate(trust, network):
    before = trust.leaf(["192.168.1.5", "10.0.0.9"])
    for here in (["192.168.1.5"], [], ["10.0.0.9"], ["192.168.1.5", "10.0.0.9"]):
        assert trust.leaf(here).fingerprint == before.fingerprint


def test_what_cannot_be_renewed_is_told_and_the_old_one_goes_on(trust, network, tmp_path, caplog):
    with listening(trust) as port:
        pem = (tmp_path / "keys" / "ca.pem").read_bytes()
        line = connect(trust, port, "192.168.1.5")
        (tmp_path / "keys" / "ca.pem").write_bytes(b"rubbish")
        while "could not be renewed" not in caplog.text:
            gevent.sleep(EVERY)
        assert b"200 OK" in talk(line)
        line.close()
        (tmp_path / "keys" / "ca.pem").write_bytes(pem)
        network.append("10.0.0.9")
        until_reached(trust, port, "10.0.0.9").close()


def test_old_protocols_are_not_spoken(trust):
    assert Listening(trust, Threads()).context.minimum_version == ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize(("left", "days"), [(timedelta(days=30), 30), (timedelta(days=29, hours=23), 29),
                                            (timedelta(hours=23), 0), (timedelta(days=-3), 0)])  # fmt: skip
def test_days_are_whole_and_never_below_none(left, days):
    assert days_left(NOW + left, NOW) == days


# The route


def test_everybody_enrolled_may_ask_how_long_it_holds(site, network):
    told = site.ask("scanner", "GET", "/api/certificate").json
    keys = site.core.config.data / "keys"
    assert told["authority"]["fingerprint"] == authorities.shown(authorities.load(keys, "", NOW).fingerprint)
    assert 1090 < told["authority"]["days"] <= 1095
    assert told["days"] in (396, 397)
    assert "192.168.1.5" in told["addresses"]
    assert "kaowu.local" in told["names"]
    assert (told["uncovered"], told["welcome"], told["announced"]) == ([], [], None)


def test_an_address_it_cannot_hold_for_is_named(site, network):
    network.append("8.8.8.8")
    told = site.ask("chief", "GET", "/api/certificate").json
    assert told["uncovered"] == ["8.8.8.8"]


def test_where_the_page_for_new_devices_is_served_codes_say_so(site, network, monkeypatch):
    asked = {"kind": "phone", "name": "东门"}
    assert site.ask("chief", "POST", "/api/enrol-codes", json=asked).json["welcome"] == []
    monkeypatch.setattr(site.core.trust, "welcome", True)
    assert site.ask("chief", "POST", "/api/enrol-codes", json=asked).json["welcome"] == ["http://192.168.1.5:8081/"]
    assert site.ask("chief", "GET", "/api/certificate").json["welcome"] == ["http://192.168.1.5:8081/"]
    monkeypatch.setattr(site.core.trust, "config", dataclasses.replace(site.core.config, welcome_port=None))
    assert site.ask("chief", "GET", "/api/certificate").json["welcome"] == []
