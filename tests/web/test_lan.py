"""A hub and a device in a real local network: by address, by name, and while the hub's address changes."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.running import ROOT
from tests.web.lan_site import HERE, NEW

PROGRAMS = ("unshare", "ip")
#: A network, mounts and processes of its own; who is not root becomes root inside.
INSIDE = ["unshare", *(["--map-root-user"] if os.geteuid() else []),
          "--net", "--mount", "--pid", "--fork", "--kill-child"]  # fmt: skip
SCRIPT = 'mount -t tmpfs tmpfs /run && mount -t proc proc /proc && mount -t sysfs sysfs /sys && exec "$@"'


def unfit():
    """Why it cannot run here; empty where it can."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        return f"not installed: {', '.join(missing)}"
    words = [*INSIDE, "sh", "-c", SCRIPT, "sh", "ip", "netns", "add", "try"]
    tried = subprocess.run(words, capture_output=True, text=True, timeout=30, check=False)
    return f"no network namespaces here: {tried.stderr.strip()}" if tried.returncode else ""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Play the day once, and tell what was met."""
    if reason := unfit():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("lan")
    words = [*INSIDE, "sh", "-c", SCRIPT, "sh", sys.executable, "-m", "tests.web.lan_site", str(folder)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)
    log = (folder / "log").read_text("utf-8", "replace") if (folder / "log").exists() else ""
    assert done.returncode == 0, done.stderr[-4000:] + log[-4000:]
    return json.loads((folder / "told.json").read_text("utf-8"))


def test_a_device_gets_the_certificate_and_then_trusts_the_hub(told):
    assert told["welcome"] == 200
    assert told["trusted"][0] == 200
    assert "CERTIFICATE_VERIFY_FAILED" in told["untrusted"]


def test_the_page_leads_on_to_the_address_it_was_opened_at(told):
    assert f"https://{HERE}:8443/trust" in told["page"]


def test_plain_http_of_the_hub_itself_is_out_of_reach(told):
    assert "ConnectionRefusedError" in told["local port"]


def test_codes_carry_the_address_and_say_where_a_new_device_begins(told):
    assert told["code"]["links"][0].startswith(f"https://{HERE}:8443/enrol#code=")
    assert told["code"]["welcome"] == [f"http://{HERE}:8081/"]
    assert f"http://{HERE}:8081/" in told["log"]


def test_the_hub_is_found_by_name_and_as_a_service(told):
    assert told["announced"] == "kaowu.local"
    assert told["resolved"] == [HERE]
    ((name, port, server),) = told["services"]
    assert name.startswith("考务")
    assert (port, server) == (8443, "kaowu.local.")


def test_a_new_address_is_in_the_certificate_within_seconds(told):
    assert told["too early"] is False
    assert told["new address"][0] == 200
    assert told["same authority, new certificate"]


def test_a_connection_that_was_open_goes_on(told):
    said, same = told["kept"]
    assert [status for status, _ in said] == [200, 200]
    assert same


def test_a_device_comes_back_at_the_new_address_and_the_name_moves(told):
    assert told["moved"] is True
    assert told["reconnected"][0] == 200


def test_a_second_hub_takes_another_name_and_says_so(told):
    assert told["second resolved"]
    assert told["first still"] == [NEW]
    assert "kaowu-2.local" in told["second says"]
    assert told["second names"]


def test_at_its_end_it_says_good_bye_and_nothing_went_wrong(told):
    assert told["exit"] == 0
    assert told["gone"] == []
    assert "Traceback" not in told["log"] + told["second log"]
