"""What the hub is told from outside: good defaults, and a refusal that names the variable."""

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.config import VARIABLES, BadConfig, Config


def test_nothing_set_is_a_hub_in_this_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = Config.from_env({})
    assert config.data == tmp_path / "data"
    assert config.database == f"sqlite:///{tmp_path / 'data' / 'kaowu.db'}"
    assert (config.port, config.local_port) == (8443, 8080)


def test_what_is_empty_is_as_if_not_set():
    assert Config.from_env(dict.fromkeys(VARIABLES, "")) == Config.from_env({})


def test_a_home_folder_is_understood(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Config.from_env({"KAOWU_DATA": "~/exam"}).data == tmp_path / "exam"


def test_another_database_leaves_the_files_where_they_are(tmp_path):
    config = Config.from_env({"KAOWU_DATA": str(tmp_path), "KAOWU_DATABASE": "postgresql://localhost/kaowu"})
    assert (config.data, config.database) == (tmp_path, "postgresql://localhost/kaowu")


@pytest.mark.parametrize("name", ["KAOWU_PORT", "KAOWU_LOCAL_PORT", "KAOWU_WELCOME_PORT"])
@pytest.mark.parametrize("value", ["0", "65536", "-1", "80.5", "x", " 8000", "８４４３", "²", "0x50", "99999999999"])
def test_a_port_that_is_none_is_refused_by_name(name, value):
    with pytest.raises(BadConfig, match=name) as refused:
        Config.from_env({name: value})
    assert repr(value) in str(refused.value)


def test_the_page_for_new_devices_has_a_port_or_is_off():
    assert Config.from_env({}).welcome_port == 8081
    assert Config.from_env({"KAOWU_WELCOME_PORT": "9000"}).welcome_port == 9000
    assert Config.from_env({"KAOWU_WELCOME_PORT": "off"}).welcome_port is None


@pytest.mark.parametrize("other", ["KAOWU_PORT", "KAOWU_LOCAL_PORT"])
def test_the_page_for_new_devices_gives_way_where_its_port_was_not_chosen(other):
    assert Config.from_env({other: "8081"}).welcome_port is None
    with pytest.raises(BadConfig, match="KAOWU_WELCOME_PORT"):
        Config.from_env({other: "8081", "KAOWU_WELCOME_PORT": "8081"})


@given(st.integers(1, 65535), st.integers(1, 65535))
def test_any_two_different_ports_will_do(port, local_port):
    env = {"KAOWU_PORT": str(port), "KAOWU_LOCAL_PORT": str(local_port)}
    if port == local_port:
        with pytest.raises(BadConfig, match="KAOWU_LOCAL_PORT"):
            Config.from_env(env)
    else:
        assert Config.from_env(env).port == port


@given(st.text(max_size=8))
def test_no_text_for_a_port_gets_through_unless_it_is_one(text):
    if text == "" or re.fullmatch("0*[1-9][0-9]{0,4}", text):
        return
    with pytest.raises(BadConfig, match="KAOWU_PORT"):
        Config.from_env({"KAOWU_PORT": text})


@pytest.mark.parametrize("url", ["::", "kaowu.db", "://x"])
def test_a_database_address_that_is_none_is_refused_by_name(url):
    with pytest.raises(BadConfig, match="KAOWU_DATABASE"):
        Config.from_env({"KAOWU_DATABASE": url})


def test_printers_are_looked_for_unless_switched_off():
    assert Config.from_env({}).mdns
    assert not Config.from_env({"KAOWU_MDNS": "off"}).mdns
    with pytest.raises(BadConfig, match="KAOWU_MDNS"):
        Config.from_env({"KAOWU_MDNS": "maybe"})


def test_it_never_changes():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Config.from_env({}).port = 1
