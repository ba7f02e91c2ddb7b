"""Custody as a model: always in order, and red as soon as a rule is left out."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from server.domain.custody import amend, handoff, opening
from tests.domain.custody.model import Custody
from tests.examples import examples

quick = settings(
    max_examples=examples(30), stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
Custody.TestCase.settings = quick
TestCustody = Custody.TestCase


# a model that cannot fail proves nothing: each of these planted bugs turns it red


def contents_stay(going):
    return lambda labels, items: [items[label] for label in labels]


def a_card_appears(real):
    return lambda item, made, change, when: real(item, made, abs(change), when)


def differences_are_forgotten(real):
    return lambda *arguments: []


def no_check(real):
    return lambda *arguments, **more: None


BUGS = [
    ("what lies in a case stays behind", handoff, "whole", contents_stay),
    ("a card that was lent is still there", opening, "_with", a_card_appears),
    ("a difference is not told", handoff, "counts_seen", differences_are_forgotten),
    ("anybody may give", handoff, "holds", no_check),
    ("anybody may sign", handoff, "fit", no_check),
    ("any pair gets any room", handoff, "drawn_for", no_check),
    ("a part of a set goes alone", handoff, "alone", no_check),
    ("later acts are struck out with it", amend, "newest", no_check),
]


#: Those that are found within a second are looked for always, the others in the long run.
AT_ONCE = {"what lies in a case stays behind", "a difference is not told", "anybody may sign", "anybody may give"}
CASES = [pytest.param(*case[1:], id=case[0], marks=() if case[0] in AT_ONCE else (pytest.mark.long,)) for case in BUGS]


@pytest.mark.parametrize(("module", "name", "bug"), CASES)
def test_a_planted_bug_turns_the_model_red(monkeypatch, module, name, bug):
    monkeypatch.setattr(module, name, bug(getattr(module, name)))
    hard = settings(quick, max_examples=400, phases=[Phase.generate], derandomize=True, database=None)
    with pytest.raises((AssertionError, KeyError, ExceptionGroup)):
        run_state_machine_as_test(Custody, settings=hard)


@pytest.mark.long
def test_the_model_gets_everywhere():
    seen_kinds = Counter()

    class Watched(Custody):
        def teardown(self):
            seen_kinds.update(self.accepted)

    run_state_machine_as_test(Watched, settings=settings(quick, max_examples=150, derandomize=True, database=None))
    assert {
        "handoff", "undone", "corrected", "held", "paper_is_entered", "pack_something", "unpack_something",
        "open_something", "lend_something", "close_something", "supply_told_by_a_sheet", "opening_told_by_a_sheet",
    } <= {kind.rpartition(".")[2] for kind in seen_kinds}  # fmt: skip
