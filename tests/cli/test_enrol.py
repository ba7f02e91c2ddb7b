"""``kaowu enrol``: codes for devices, tokens for programs."""

import re
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from server.cli.client import open_hub
from server.config import Config
from server.web import addresses
from tests.running import Device, free_ports, joining, serving


def devices(data):
    with open_hub(Config(data, f"sqlite:///{data / 'kaowu.db'}")) as hub:
        return hub.rows("device")


def said(text, name):
    return re.search(rf"^{name}: (.+)$", text, re.MULTILINE)[1]


def test_a_code_is_shown_with_its_links_and_its_qr(shell, day):
    result = shell.run("enrol", "--kind", "gate", "--name", "东门")
    assert result.exit_code == 0, result.output
    code = re.search(r"code: ([2-9A-Z]{4}-[2-9A-Z]{4})", result.output)[1]
    assert f"/enrol#code={code}" in result.output
    assert "█" in result.output


def test_a_code_made_while_the_hub_runs_enrols_there(shell, day):
    with serving(shell.data) as hub:
        result = shell.at(hub).run("enrol", "--kind", "phone", "--name", "西门")
        code = re.search(r"code: ([2-9A-Z]{4}-[2-9A-Z]{4})", result.output)[1]
        answer = hub.caller().post("/api/enrol", joining(code, "西门", ec.generate_private_key(ec.SECP256R1())))
    assert answer.json["role"] == "scanner"


def test_a_new_phone_is_told_where_to_begin_while_that_page_is_served(shell, day):
    port, wanted = free_ports(1)[0], "先打开"
    with serving(shell.data, KAOWU_WELCOME_PORT=str(port)) as hub:
        result = shell.at(hub).run("enrol", "--kind", "phone", "--name", "西门")
        if addresses.lan():  # on a computer without a network nobody can come
            assert wanted in result.output
            assert f"http://{addresses.lan()[0]}:{port}/" in result.output
            assert f"http://{addresses.lan()[0]}:{port}/" in hub.said()
    with serving(shell.data) as hub:
        assert wanted not in shell.at(hub).run("enrol", "--kind", "phone", "--name", "西门").output


def test_a_program_gets_a_token_and_a_key_that_work(shell, day, tmp_path):
    result = shell.run("enrol", "--kind", "gate", "--name", "闸机", "--token", "--out", tmp_path / "keys")
    assert result.exit_code == 0, result.output
    path = Path(said(result.output, "key"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    key = load_pem_private_key(path.read_bytes(), None)
    program = Device(said(result.output, "device"), said(result.output, "token"), key)
    with serving(shell.data) as hub:
        (receipt,) = hub.caller(program.token).facts(program.check_in(day.badges[0]))
    assert receipt["verdict"] == "accepted"


@pytest.mark.parametrize("words", [["--kind", "printer", "--name", "x"], ["--kind", "gate"], ["--name", "x"]], ids=str)
def test_what_is_missing_or_unknown_is_bad_usage(shell, words):
    assert shell.run("enrol", *words).exit_code == 2


def test_a_name_that_is_too_long_is_refused_in_words(shell, day):
    result = shell.run("enrol", "--kind", "gate", "--name", "长" * 41)
    assert result.exit_code == 1
    assert "name" in result.output


@pytest.mark.parametrize("name", ["", " ", "\u3000"])
def test_an_empty_name_is_bad_usage_in_words(shell, day, name):
    result = shell.run("enrol", "--kind", "gate", "--name", name)
    assert result.exit_code == 2
    assert "名称不能为空" in result.output


def test_a_key_folder_that_cannot_be_made_is_said_before_anything_is_enrolled(shell, day, tmp_path):
    (tmp_path / "file").write_text("x")
    before = devices(shell.data)
    result = shell.run("enrol", "--kind", "gate", "--name", "x", "--token", "--out", tmp_path / "file" / "keys")
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert "--out" in result.output
    assert devices(shell.data) == before
