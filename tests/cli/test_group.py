"""``kaowu`` itself: help at once, bad usage in words, exit codes 0, 1 and 2."""

import subprocess
import sys

import pytest

from server.cli import COMMANDS


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_lists_every_command(shell, option):
    result = shell.run(option)
    assert result.exit_code == 0
    assert [name for name in COMMANDS if name not in result.output] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(shell, name):
    result = shell.run(name, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_help_loads_neither_the_web_nor_the_database():
    code = "import sys, server.cli as c; c.group(['--help'], standalone_mode=False); print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert {"flask", "sqlalchemy", "gevent"} & set(loaded.split()) == set()


@pytest.mark.parametrize(
    "words", [["nothing"], ["serve", "--nothing"], ["import"], ["import", "/nowhere"], ["badges"], ["enrol"]], ids=str
)
def test_bad_usage_ends_with_2(shell, words):
    result = shell.run(*words)
    assert result.exit_code == 2
    assert "Usage" in result.output
    assert not shell.data.exists(), "nothing is made by a mistyped command"


@pytest.mark.parametrize(
    ("variable", "value"),
    [("KAOWU_PORT", "x"), ("KAOWU_PORT", "0"), ("KAOWU_LOCAL_PORT", "8443"), ("KAOWU_DATABASE", "::")],
)
def test_a_bad_setting_ends_with_2_and_names_the_variable(shell, variable, value):
    shell.env[variable] = value
    result = shell.run("init")
    assert result.exit_code == 2
    assert variable in result.output


def test_a_place_that_cannot_be_written_is_said_without_a_trace(shell):
    done = shell.really("init", KAOWU_DATA="/proc/nowhere/data")
    assert done.returncode == 1
    assert "/proc/nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_terminal_without_utf8_still_gets_chinese(shell):
    done = shell.really("--help", LC_ALL="C", LANG="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 0
    assert "考务主机" in done.stdout
