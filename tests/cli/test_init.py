"""``kaowu init``: keys, database and the first code."""

import hashlib
import re
import shutil
import ssl
import stat

from server.store.keys import load
from tests.running import serving


def test_it_makes_what_a_hub_needs_and_a_code(shell):
    result = shell.run("init")
    assert result.exit_code == 0, result.output
    assert re.search(r"set-up code: [2-9A-Z]{4}-[2-9A-Z]{4}", result.output)
    assert "verifier key: kaowu/" in result.output
    assert stat.S_IMODE(shell.data.stat().st_mode) == 0o700
    for key in (shell.data / "keys").glob("*.pem"):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_it_shows_by_what_devices_know_the_hub(shell):
    said = shell.run("init").output
    der = ssl.PEM_cert_to_DER_cert((shell.data / "keys" / "ca.crt").read_text())
    figures = re.search(r"SHA-256\): ([0-9A-F\s]+)", said)[1]
    assert "".join(figures.split()).startswith(hashlib.sha256(der).hexdigest().upper())


def test_a_damaged_authority_is_named_with_a_way_out(shell):
    shell.run("init")
    (shell.data / "keys" / "ca.pem").write_text("rubbish")
    result = shell.run("init")
    assert result.exit_code == 1
    assert "ca.pem" in result.output
    assert "移走" in result.output


def test_run_again_it_keeps_keys_and_journal(shell):
    first, second = shell.run("init").output, shell.run("init").output
    for line in ("journal:", "verifier key:"):
        assert _line(first, line) == _line(second, line)
    assert _line(first, "code:") != _line(second, "code:")


def _line(text, part):
    (found,) = [line for line in text.splitlines() if part in line]
    return found


def test_while_the_hub_runs_it_says_what_to_use_instead(shell, day):
    with serving(shell.data):
        result = shell.run("init")
    assert result.exit_code == 1
    assert "kaowu enrol" in result.output


def test_a_damaged_key_is_named_and_not_replaced(shell):
    shell.run("init")
    key = shell.data / "keys" / "journal.pem"
    key.write_text("rubbish")
    result = shell.run("init")
    assert result.exit_code == 1
    assert str(key) in result.output
    assert key.read_text() == "rubbish"


def test_keys_of_another_hub_are_not_taken(shell, day, tmp_path):
    keys = shell.data / "keys"
    load(tmp_path / "other")
    for path in keys.iterdir():
        other = tmp_path / "other" / path.name
        if other.exists():
            path.write_bytes(other.read_bytes())
    result = shell.run("init")
    assert result.exit_code == 1
    assert "不是这份记录的密钥" in result.output


def test_beside_a_journal_no_new_keys_are_made(shell, day):
    shutil.rmtree(shell.data / "keys")
    result = shell.run("init")
    assert result.exit_code == 1
    assert "journal.pem" in result.output
