"""Where the hub can be reached."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from server.web import addresses


@pytest.fixture
def network(monkeypatch):
    """Give this laptop these addresses."""

    def has(*ips):
        adapters = [SimpleNamespace(ips=[SimpleNamespace(ip=ip)]) for ip in ips]
        monkeypatch.setattr("server.web.addresses.ifaddr.get_adapters", lambda: adapters)

    return has


def test_private_addresses_come_first_and_only_those_others_can_use(network):
    network("127.0.0.1", "8.8.8.8", "169.254.3.4", "192.168.1.5", ("fe80::1", 0, 2), "10.0.0.2")
    found = addresses.lan()
    assert set(found[:2]) == {"192.168.1.5", "10.0.0.2"}
    assert found[2:] == ["8.8.8.8"]


def test_links_lead_to_the_lan_and_to_this_laptop(network, config):
    network("192.168.1.5")
    assert addresses.links(config, "/enrol#code=X") == [
        "https://192.168.1.5:8443/enrol#code=X",
        "http://localhost:8080/enrol#code=X",
    ]


def test_a_new_device_begins_at_plain_http_on_the_lan(network, config):
    network("192.168.1.5", "10.0.0.2")
    assert set(addresses.welcome(config)) == {"http://192.168.1.5:8081/", "http://10.0.0.2:8081/"}
    assert addresses.welcome(replace(config, welcome_port=None)) == []


def test_without_a_network_there_is_still_this_laptop(network, config):
    network("127.0.0.1")
    assert addresses.links(config, "/") == ["http://localhost:8080/"]
