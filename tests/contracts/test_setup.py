"""Setting up a bare machine: what cannot be done is said in a sentence, in Chinese and English."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BASH = shutil.which("bash")


@pytest.fixture
def bare(tmp_path):
    """A search path that holds nothing but what a test puts there."""
    shutil.copytree(ROOT / "setup", tmp_path / "setup")
    (tmp_path / "bin").mkdir()
    for program in ("dirname", "id", "rm"):
        (tmp_path / "bin" / program).symlink_to(shutil.which(program))
    return tmp_path / "bin"


def put(bare, program, script):
    file = bare / program
    file.write_text(f"#!{BASH}\n{script}\n")
    file.chmod(0o755)


def call(bare, script, *arguments):
    command = [BASH, str(bare.parent / "setup" / script), *arguments]
    return subprocess.run(command, env={"PATH": str(bare)}, capture_output=True, text=True, timeout=240, check=False)


def test_a_program_that_is_there_needs_no_installing(bare):
    put(bare, "chromium", "exit 0")
    assert call(bare, "programs", "chromium:chromium").returncode == 0


def test_a_missing_program_without_apt_is_named(bare):
    done = call(bare, "programs", "chromium:chromium", "pdftoppm:poppler-utils")
    assert done.returncode == 1
    assert "缺少系统软件包 chromium poppler-utils：本机没有 apt-get" in done.stderr
    assert "this machine has no apt-get" in done.stderr


def test_a_user_without_sudo_is_told_to_ask_an_administrator(bare):
    put(bare, "apt-get", "exit 0")
    (bare / "id").unlink()
    put(bare, "id", "echo 1000")
    done = call(bare, "programs", "chromium:chromium")
    assert done.returncode == 1
    assert "not root, and no sudo" in done.stderr


def test_root_installs_what_is_missing_and_nothing_else(bare, tmp_path):
    put(bare, "pdftoppm", "exit 0")
    put(bare, "apt-get", f'echo "$@" >> {tmp_path}/asked')
    (bare / "env").symlink_to(shutil.which("env"))
    (bare / "id").unlink()
    put(bare, "id", "echo 0")
    assert call(bare, "programs", "chromium:chromium", "pdftoppm:poppler-utils").returncode == 0
    asked = (tmp_path / "asked").read_text().splitlines()[-1].split()
    assert asked[0] == "install"
    assert "chromium" in asked
    assert "poppler-utils" not in asked


def test_a_failed_installation_is_said(bare):
    put(bare, "apt-get", "exit 100")
    (bare / "env").symlink_to(shutil.which("env"))
    (bare / "id").unlink()
    put(bare, "id", "echo 0")
    done = call(bare, "programs", "chromium:chromium")
    assert done.returncode == 1
    assert "apt-get failed" in done.stderr


def test_missing_node_is_said(bare):
    done = call(bare, "node")
    assert done.returncode == 1
    assert "需要 Node 20.19" in done.stderr


def test_an_old_node_is_said_with_its_version(bare):
    put(bare, "npm", "exit 0")
    put(bare, "node", 'if [ "$1" = --version ]; then echo v18.19.0; else exit 1; fi')
    done = call(bare, "node")
    assert done.returncode == 1
    assert "Node v18.19.0 is too old" in done.stderr


def test_no_python_is_said_before_anything_is_made(bare):
    done = call(bare, "venv", "python3")
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr
