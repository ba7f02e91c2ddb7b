"""What a proposal has to state, and who confirms it."""

import pytest

from server.domain.reading.fault import KINDS, Row, fault
from server.domain.reading.settling import NEEDS, OUTSIDE, at_the_desk, confirms, fits, grounds
from server.domain.refusal import Refusal
from server.domain.words.card_fault import RESOLUTIONS

BATCH = "ab" * 32
HERE = {"batch": BATCH, "row": 3}


def refused(does, *given):
    with pytest.raises(Refusal) as told:
        does(*given)
    assert all(told.value.said(tongue)["says"] for tongue in ("zh", "en"))
    return told.value.code


def stands(code="unknown-number", number="26"):
    return fault(code, "101", number, (Row(BATCH, 3),))


@pytest.mark.parametrize(("code", "told", "expected"), [
    ("unknown-number", {"what": "confirm-blank"}, "resolution-unfit"),
    ("unknown-number", {"what": "nothing"}, "resolution-unfit"),
    ("unknown-number", {"what": "give-number", **HERE}, "resolution-lacks"),
    ("unknown-number", {"what": "give-number", "number": "26"}, "resolution-lacks"),
    ("unknown-number", {"what": "give-number", "number": "26", "batch": BATCH, "row": 4}, "resolution-row"),
    ("unknown-number", {"what": "give-number", "number": "99", **HERE}, "resolution-number"),
    ("swapped", {"what": "swap-numbers", "numbers": [{**HERE, "number": "99"}]}, "resolution-number"),
    ("blank-card", {"what": "hand-entry", "answers": ["A"], **HERE}, "resolution-answers"),
    ("blank-card", {"what": "hand-entry", "answers": ["A", "X"], **HERE}, "resolution-answers"),
    ("unsure-answer", {"what": "give-answers", "cells": {3: "A"}, **HERE}, "resolution-answers"),
    ("count-bag", {"what": "recount"}, "resolution-lacks"),
])  # fmt: skip
def test_what_cannot_settle_it_is_refused_in_words(code, told, expected):
    assert refused(fits, stands(code), told, {"26"}, 2) == expected


def test_a_card_is_keyed_in_for_whoever_has_none_under_their_number():
    lacks = fault("present-no-card", "101", "26")
    assert refused(fits, lacks, {"what": "hand-entry", "answers": ["A", ""]}, {"26"}, 2) == "resolution-lacks"
    fits(lacks, {"what": "hand-entry", "answers": ["A", "BC"], "number": "26"}, {"26"}, 2)


def test_every_way_is_settled_at_the_desk_or_says_where_else():
    ways = {way for kind in KINDS.values() for way in kind.resolutions}
    assert ways >= OUTSIDE.keys() | NEEDS.keys()
    for way in sorted(ways):
        assert way in RESOLUTIONS
        if way in OUTSIDE:
            assert refused(at_the_desk, way) == "resolution-outside"
        else:
            at_the_desk(way)


def test_nobody_confirms_their_own_and_grounds_are_stated():
    assert refused(confirms, 7, 7) == "proposal-own"
    confirms(7, 8)
    assert refused(grounds, " 看 ") == "reading-reason"
    assert grounds(" 看了座次表 ") == "看了座次表"
