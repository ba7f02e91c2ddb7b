"""The last line of a text: what can be known of it, by the station and by the hub alike."""

from dataclasses import replace

import pytest

from reading import Whole, load_profile, parse, shipped, whole
from tests.reading.machines import csv, fixed
from tests.reading.test_doubt import deck

CSV = {profile.id: profile for profile in shipped()}["nanhao-sample-csv"]
FEW_CARDS = deck(3)


def test_a_last_answer_that_may_lack_letters_is_cut_unless_the_machine_writes_no_last_end():
    card = replace(FEW_CARDS[0], answers=(*FEW_CARDS[0].answers[:-1], "ABC"))
    raw = csv([card]).rstrip(b"\r\n")
    for cut in (raw, raw[:-1]):
        assert [fault.code for fault in parse(cut, CSV).faults] == ["cut"]
        assert whole(cut, cut, len(cut)) is Whole.UNKNOWN
    assert parse(raw + b"\x1a", CSV).cards[0].answers[-1] == "ABC"
    assert parse(raw, load_profile(CSV.text.replace("delimiter: auto", "delimiter: auto, ends: between"))).taken


def test_a_last_answer_of_one_sign_is_all_there_without_a_line_end():
    single = load_profile(
        CSV.text.replace("coding: letters, options: ABCD, multiple: true", "coding: letter, options: ABCD")
    )
    cards = [replace(card, answers=(*card.answers[:60], *"ABCD" * 5)) for card in FEW_CARDS]
    raw = csv(cards).rstrip(b"\r\n")
    assert parse(raw, single).taken
    assert [fault.code for fault in parse(raw[:-1], single).faults] == ["cut"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le"])
def test_what_a_station_calls_whole_is_never_cut_for_the_hub(encoding):
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    raw = mark + csv(FEW_CARDS, encoding)
    assert whole(raw[:64], raw[-64:], len(raw)) is Whole.WHOLE
    for at in range(len(raw) - 300, len(raw)):
        if whole(raw[:at][:65536], raw[:at][-64:], at) is Whole.WHOLE:
            assert "cut" not in {fault.code for fault in parse(raw[:at], CSV).faults}


def test_a_fixed_record_that_lacks_its_line_end_alone_is_told_so():
    profile = {profile.id: profile for profile in shipped()}["nanhao-sample-txt"]
    (fault,) = parse(fixed(FEW_CARDS).rstrip(b"\r\n\x1a"), profile).faults
    assert (fault.code, fault.expected, fault.found) == ("cut", "line-end", str(profile.lines.length))
