"""What a plan needs of labelled objects, and that nothing is asked for twice."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.custody.needs import ORDER, Wanted, lacking, needed
from server.domain.custody.register import New, numbered, register
from server.domain.objects import BY_CODE
from server.domain.plan import Room, Sitting
from server.domain.policy import Policy
from tests.domain.custody.papers import PLAN

POLICY = Policy()
THEORY = {session.id for session in PLAN.sessions}
FIRST = PLAN.sessions[0].id


def rooms(*expected, session=FIRST):
    return {
        str(101 + place): Room(str(101 + place), "", "", 1, 30, {session: Sitting(count)})
        for place, count in enumerate(expected)
    }


def needs(held, *, policy=POLICY, papers=frozenset(THEORY), **wanted):
    return needed(PLAN, held, policy, papers, Wanted(**wanted))


def test_devices_tools_material_and_keys_are_registered_as_many_as_there_are_and_once():
    wanted = {"devices": 3, "tools": 2, "material": 4, "keys": 1}
    new = needs(rooms(30), **wanted)
    found = counted(one for one in new if one.kind in ("DV", "ID", "PM", "KY"))
    assert found == {"DV": 3, "ID": 2, "PM": 4, "KY": 1}
    assert not counted(needs(rooms(30))).keys() & found.keys()
    there, _ = numbered(new, PLAN.number, {})
    assert lacking(needs(rooms(30), **wanted | {"devices": 5}), there) == [New("DV"), New("DV")]


def counted(new):
    return Counter(one.kind for one in new)


def test_a_room_gets_a_set_two_bags_two_sheets_and_scratch_paper():
    kinds = {one.kind: dict(one.packed) for one in needs(rooms(30)) if one.room == "101"}
    assert kinds == {
        "RSET": {}, "PP": {"papers": 31}, "CP": {"cards": 31}, "SL": {"sheets": 1}, "RS": {"sheets": 1},
        "SC": {"scratch": 30},
    }  # fmt: skip


def test_a_room_set_can_be_packed_with_what_it_gets():
    assert set(POLICY.room_set) <= {one.kind for one in needs(rooms(30)) if one.room}


@pytest.mark.parametrize(("extra", "cards", "papers"), [(0, 30, 30), (1, 31, 31), (3, 33, 33)])
def test_papers_and_cards_are_as_many_as_expected_and_some_more(extra, cards, papers):
    packed = {one.kind: one.packed for one in needs(rooms(30), extra=extra) if one.room}
    assert (packed["PP"]["papers"], packed["CP"]["cards"]) == (papers, cards)


def test_two_cards_a_candidate_double_the_cards_alone():
    packed = {one.kind: one.packed for one in needs(rooms(30), policy=replace(POLICY, cards_per_candidate=2))}
    assert (packed["PP"]["papers"], packed["CP"]["cards"]) == (31, 62)
    assert packed["SP"] == {"papers": 5, "cards": 10}


def test_a_session_gets_spares_and_a_duty_copy_once_however_many_rooms():
    count = counted(needs(rooms(30, 30, 30), spares=2))
    assert (count["SP"], count["DP"]) == (2, 1)


@pytest.mark.parametrize(("count", "cases"), [(1, 1), (7, 1), (8, 2), (67, 10)])
def test_the_fullest_session_says_how_many_cases(count, cases):
    assert counted(needs(rooms(*[30] * count)))["CS"] == cases


def test_strips_close_every_set_again_and_every_case_both_ways():
    count = counted(needs(rooms(*[30] * 67)))
    assert count["ST"] == 2 * 67 + 2 * 10
    assert counted(needs(rooms(30), strips=5, cases=0))["ST"] == 5


def test_strips_from_a_factory_have_labels_of_their_own():
    assert counted(needs(rooms(30), policy=replace(POLICY, seals="factory")))["ST"] == 0


def test_where_there_are_no_papers_only_sheets_are_made():
    count = counted(needs(rooms(30), papers=frozenset()))
    assert count == {"SL": 1, "RS": 1, "SC": 1}


def test_no_scratch_paper_where_the_plan_has_none():
    assert counted(needs(rooms(30), policy=replace(POLICY, scratch_per_candidate=0)))["SC"] == 0


def test_an_empty_room_and_a_plan_without_candidates_need_nothing():
    assert needs(rooms(0)) == []
    assert needs({}) == []


def test_all_kinds_have_their_place_on_the_sheet():
    assert set(counted(needs(rooms(30)))) <= set(ORDER)
    assert set(ORDER) <= set(BY_CODE)


HELD = st.lists(st.integers(0, 40), min_size=0, max_size=6)


@given(before=HELD, after=HELD, extra=st.integers(0, 3), spares=st.integers(0, 3))
def test_what_is_registered_is_never_asked_for_again_and_what_is_new_always_is(before, after, extra, spares):
    first = needs(rooms(*before), extra=extra, spares=spares)
    register(first, PLAN, rooms(*before), ())  # the rule of registering takes all of it
    items, serials = numbered(first, PLAN.number, {})
    assert lacking(first, items) == []
    grown = needs(rooms(*after), extra=extra, spares=spares)
    more = lacking(grown, items)
    now, _ = numbered(more, PLAN.number, serials)
    assert lacking(grown, [*items, *now]) == []
    places = Counter((one.kind, one.session, one.room) for one in grown)
    had = Counter((item.kind, item.session, item.room) for item in items)
    assert Counter((one.kind, one.session, one.room) for one in more) == places - had
    assert len({item.label for item in [*items, *now]}) == len(items) + len(now)
