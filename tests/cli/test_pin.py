"""``kaowu pin set``: asked for without showing it, or piped; never an argument."""

import pytest
from click.testing import CliRunner

from server.cli import group
from server.cli.client import open_hub
from server.config import Config
from tests.running import PLAN, serving

PIN = "739152"


@pytest.fixture
def guard(day, shell):
    """Somebody who holds a device."""
    with open_hub(Config(shell.data, f"sqlite:///{shell.data / 'kaowu.db'}")) as hub:
        person = hub.rows("person")[0]
        change = ("staff.change", {"plan": PLAN, "person": person["person"], "role": 18})
        assert hub.facts([change])[0]["verdict"] == "accepted"
        return person


def run(shell, *words, said):
    return CliRunner().invoke(group, ["pin", *map(str, words)], env=shell.env, input=said)


def pins(shell):
    with open_hub(Config(shell.data, f"sqlite:///{shell.data / 'kaowu.db'}")) as hub:
        return [(row["plan"], row["person"]) for row in hub.rows("pin")]


def test_it_is_asked_for_twice_and_not_shown(shell, guard):
    told = run(shell, "set", "--plan", PLAN, guard["staff_no"], said=f"{PIN}\n{PIN}\n")
    assert told.exit_code == 0, told.output
    assert guard["name"] in told.output
    assert PIN not in told.output
    assert pins(shell) == [(PLAN, guard["person"])]


def test_a_program_pipes_it(shell, guard):
    told = run(shell, "set", "--plan", PLAN, guard["staff_no"], "--stdin", said=f"{PIN}\n")
    assert told.exit_code == 0, told.output
    assert pins(shell) == [(PLAN, guard["person"])]


def test_while_the_hub_runs_it_goes_through_the_hub(shell, guard):
    with serving(shell.data) as hub:
        told = run(shell.at(hub), "set", "--plan", PLAN, guard["staff_no"], "--stdin", said=f"{PIN}\n")
        assert told.exit_code == 0, told.output


@pytest.mark.parametrize(("pin", "said"), [("0000", "pin-trivial"), ("12", "pin-form"), ("", "pin-form")])
def test_a_pin_that_cannot_be_is_refused_in_words(shell, guard, pin, said):
    told = run(shell, "set", "--plan", PLAN, guard["staff_no"], "--stdin", said=f"{pin}\n")
    assert told.exit_code == 1
    assert said in told.output
    assert pins(shell) == []


@pytest.mark.parametrize("words", [("--plan", 1, "G001"), ("--plan", PLAN, "nobody")])
def test_who_is_not_on_the_list_gets_none(shell, guard, words):
    told = run(shell, "set", *words, "--stdin", said=f"{PIN}\n")
    assert told.exit_code == 1
    assert "名单中没有" in told.output


def test_two_that_differ_are_asked_for_again_and_nothing_is_bad_usage(shell, guard):
    told = run(shell, "set", "--plan", PLAN, guard["staff_no"], said=f"{PIN}\n8024\n{PIN}\n{PIN}\n")
    assert told.exit_code == 0
    assert run(shell, "set", guard["staff_no"], said="").exit_code == 2
