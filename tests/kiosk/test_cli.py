"""The command line as people find it: listed, explained in both languages, documented."""

import json
import re
import subprocess

import click
import pytest

from kiosk.cli import COMMANDS, group
from kiosk.delivery import BATCH
from kiosk.gate import LONGEST_NAME
from kiosk.reader.words import WORDS as READER
from kiosk.scan import LONGEST
from kiosk.words import COLOURS, Screen
from tests.kiosk.conftest import PROGRAM
from tests.running import ROOT

GUIDE = "".join((ROOT / "docs" / name).read_text("utf-8") for name in ("operating.md", "gate.md", "card-reader.md"))
HAN = re.compile(r"[\u4e00-\u9fff]")


def loaded(name):
    with click.Context(group) as context:
        return group.get_command(context, name)


def parameters(name):
    """What a program takes, and each of its own programs."""
    program = loaded(name)
    parts = [program, *(program.commands.values() if isinstance(program, click.Group) else ())]
    return [one for part in parts for one in part.params if isinstance(one, click.Option)]


def test_the_installed_program_lists_what_there_is():
    done = subprocess.run([PROGRAM, "--help"], capture_output=True, timeout=60)
    said = done.stdout.decode()
    assert done.returncode == 0
    assert re.findall(r"^  ([a-z]+)  ", said, re.MULTILINE) == list(COMMANDS)


def test_an_unknown_program_is_wrong_usage():
    assert subprocess.run([PROGRAM, "webcam"], capture_output=True, timeout=60).returncode == 2


def test_help_loads_no_program():
    code = (
        "import sys, kiosk.cli as c; c.group(['--help'], standalone_mode=False); sys.exit('kiosk.gate' in sys.modules)"
    )
    assert (
        subprocess.run([ROOT / ".venv/bin/python", "-c", code], capture_output=True, cwd=ROOT, timeout=60).returncode
        == 0
    )


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_program_explains_itself_in_both_languages(name):
    said = loaded(name).help
    assert HAN.search(said)
    assert re.search(r"[A-Za-z]{3,} [a-z]", said)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_program_and_each_of_its_options_is_in_the_operating_guide(name):
    assert f"| `kaowu-station {name}` |" in GUIDE
    options = {option for parameter in parameters(name) for option in parameter.opts}
    assert {option for option in options if option not in GUIDE} == set()


def test_certificates_are_never_left_unchecked():
    options = {option for name in COMMANDS for parameter in parameters(name) for option in parameter.opts}
    assert not {option for option in options if "insecure" in option or "verify" in option}


@pytest.mark.parametrize("place", ["README.md", "README.zh-CN.md"])
def test_both_readmes_name_the_gate_station(place):
    assert "`kaowu-station gate`" in (ROOT / place).read_text("utf-8")


@pytest.mark.parametrize("code", sorted(READER))
def test_every_sentence_is_there_in_both_languages(code):
    chinese, english = READER[code]
    assert HAN.search(chinese)
    assert not HAN.search(english)
    assert set(re.findall(r"{(\w+)}", chinese)) == set(re.findall(r"{(\w+)}", english))


def test_a_verdict_says_in_words_what_its_colour_says(capsys):
    for language in ("zh", "en"):
        for heading in COLOURS:
            Screen(language).verdict(heading, "#1", "", "why")
            said = capsys.readouterr().out
            assert Screen(language).word(heading) in said
            assert said.index("#1") < said.index("why")
            assert "\a" not in said, "a bell belongs to a terminal"


def test_the_bar_of_a_verdict_is_as_wide_as_its_words_need(capsys):
    Screen("zh").verdict("waiting", "")
    blank, words, *_ = capsys.readouterr().out.split("\n")
    assert len(words) + len("已存本机，待上传") == len(blank)


def test_a_full_batch_stays_below_what_the_hub_takes_at_once():
    for longest in ("\U0001f600", "\x00"):
        body = {"place": longest * LONGEST_NAME, "badge": longest * LONGEST}
        fact = {"id": "0" * 36, "kind": "duty.check_out", "at": "0" * 29, "device": "d" * 64, "device_seq": 2**53}
        signed = {"fact": fact | {"grant": None, "body": body}, "sig": "A" * 86, "acted": False}
        sent = json.dumps({"facts": [signed] * BATCH}, ensure_ascii=False)
        assert len(sent.encode()) < 1024 * 1024
