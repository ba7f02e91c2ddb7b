"""Who looked at evidence, as a screen lists it."""

from server.domain.evidence.looks import looked, while_nobodys

LI = {"device": "d1", "person": 7, "what": "original"}
EIGHT, NINE, TEN = (f"2026-11-22T0{hour}:00:00.000Z" for hour in (0, 1, 2))


def test_the_first_look_is_a_line_of_its_own():
    assert looked([], LI | {"plan": 1, "evidence": "e"}, EIGHT) == [LI | {"times": 1, "first": EIGHT, "last": EIGHT}]


def test_who_comes_back_counts_on_their_line_and_it_goes_to_the_top():
    lines = looked(looked([], LI, EIGHT), LI | {"person": None}, NINE)
    assert looked(lines, LI, TEN) == [
        LI | {"times": 2, "first": EIGHT, "last": TEN},
        LI | {"person": None, "times": 1, "first": NINE, "last": NINE},
    ]


def test_another_device_another_person_and_another_way_are_lines_of_their_own():
    lines = looked([], LI, EIGHT)
    for other in ({"device": "d2"}, {"person": 8}, {"what": "export"}):
        lines = looked(lines, LI | other, NINE)
    assert [line["times"] for line in lines] == [1, 1, 1, 1]
    assert lines[0]["what"] == "export"


def test_looks_at_what_is_nobodys_are_told_apart_by_the_plan_whose_number_a_person_has():
    looks = [LI | {"plan": plan, "at": at, "seq": 9} for plan, at in ((1, EIGHT), (2, NINE), (1, TEN))]
    assert while_nobodys(looks) == [
        LI | {"plan": 1, "times": 2, "first": EIGHT, "last": TEN},
        LI | {"plan": 2, "times": 1, "first": NINE, "last": NINE},
    ]
    assert while_nobodys([]) == []
