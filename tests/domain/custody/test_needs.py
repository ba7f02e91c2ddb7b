"""What a plan needs of labelled objects, and that nothing is asked for twice."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.custody.group import Subject, bags_lacking, subjects_of
from server.domain.custody.needs import ORDER, Wanted, lacking, needed
from server.domain.custody.register import New, There, numbered, register
from server.domain.objects import BY_CODE
from server.domain.plan import Group, Room, Sitting
from server.domain.policy import Policy
from server.domain.refusal import Refusal
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


def test_a_room_of_two_trades_gets_a_strip_for_each_of_its_three_bags():
    mixed = seated(**{f"r{101 + place}": {WELDER: 18, ELECTRICIAN: 12} for place in range(7)})
    count = counted(needs(mixed, cases=0))
    assert (count["PP"], count["CP"], count["ST"]) == (14, 7, 21)


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


ELECTRICIAN, WELDER = Subject("电工", 4), Subject("焊工", 5)


def seated(**by_room):
    """Rooms of the first session with how many of each trade and level sit in them."""
    return {
        name[1:]: Room(
            name[1:], "", "", 1, 60, {FIRST: Sitting(sum(of.values()), tuple(Group(*one, of[one]) for one in of))}
        )
        for name, of in by_room.items()
    }


MIXED = seated(r101={WELDER: 18, ELECTRICIAN: 12}, r102={WELDER: 30})


def bags(new):
    return [(one.room, one.group, one.packed["papers"]) for one in new if one.kind == "PP"]


def test_a_room_of_several_trades_gets_a_paper_bag_for_each_and_one_card_bag():
    new = needs(MIXED)
    assert bags(new) == [("101", WELDER, 19), ("101", ELECTRICIAN, 13), ("102", None, 31)]
    assert [(one.room, one.packed["cards"]) for one in new if one.kind == "CP"] == [("101", 31), ("102", 31)]


def test_two_levels_of_one_trade_are_two_bags():
    lower = Subject("焊工", 4)
    assert bags(needs(seated(r101={WELDER: 5, lower: 6}), extra=0)) == [("101", WELDER, 5), ("101", lower, 6)]


@pytest.mark.parametrize("known", [MIXED, {}], ids=["who sat there is known", "registered before that was noted"])
def test_a_bag_made_for_the_whole_room_is_that_of_all_its_trades(known):
    there, _ = numbered([New("PP", FIRST, "101"), New("PP", FIRST, "102")], PLAN.number, {}, known)
    assert bags(lacking(needs(MIXED), there, MIXED)) == []


def test_for_a_trade_that_came_later_its_own_bag_is_asked_for_and_no_other():
    before = seated(r101={WELDER: 30}, r102={WELDER: 30})
    there, serials = numbered(needs(before), PLAN.number, {}, before)
    now = seated(r101={WELDER: 30, ELECTRICIAN: 1}, r102={WELDER: 30})
    more = lacking(needs(now), there, now)
    strip = New("ST", packed={"seals": 1})  # that bag is closed again, too
    assert more == [New("PP", FIRST, "101", packed={"papers": 2}, group=ELECTRICIAN), strip]
    more, _ = numbered(more, PLAN.number, serials, now)
    assert lacking(needs(now), [*there, *more], now) == []
    assert bags(lacking(needs(now), more, now)) == [("101", WELDER, 31), ("102", None, 31)]


def test_where_one_trade_is_left_its_bag_is_the_rooms_and_the_other_is_not():
    there, _ = numbered([New("PP", FIRST, "102", group=WELDER)], PLAN.number, {})
    assert bags(lacking(needs(MIXED), there, MIXED))[-1][0] == "101"
    other, _ = numbered([New("PP", FIRST, "102", group=ELECTRICIAN)], PLAN.number, {})
    assert bags(lacking(needs(MIXED), other, MIXED))[-1] == ("102", None, 31)


@pytest.mark.parametrize(
    "new",
    [
        New("PP", FIRST, "102", group=ELECTRICIAN),
        New("PP", FIRST, "101", group=Subject("焊工", 4)),
        New("CP", FIRST, "101", group=WELDER),
        New("PP", FIRST, group=WELDER),
    ],
    ids=["trade", "level", "kind", "no room"],
)
def test_a_bag_is_registered_only_for_those_who_sit_in_its_room(new):
    with pytest.raises(Refusal, match="group-not-here") as caught:
        register([new], PLAN, MIXED, ())
    assert new.group.trade in caught.value.said("zh")["says"]
    assert caught.value.said("en")["fix"]


@pytest.mark.parametrize(
    ("room", "there", "new", "again"),
    [
        ("101", {WELDER: "B001-X"}, WELDER, True),
        ("101", {WELDER: "B001-X"}, ELECTRICIAN, False),
        ("101", {None: "B001-X"}, ELECTRICIAN, False),
        ("101", {WELDER: "B001-X"}, None, True),
        ("102", {None: "B001-X"}, WELDER, True),
        ("102", {WELDER: "B001-X"}, None, True),
    ],
)
def test_nobody_who_did_not_look_gives_a_trade_a_second_bag(room, there, new, again):
    known = There(1, {("PP", FIRST, room): there})
    if not again:
        register([New("PP", FIRST, room, group=new)], PLAN, MIXED, (), known)
        return
    with pytest.raises(Refusal, match="label-there"):
        register([New("PP", FIRST, room, group=new)], PLAN, MIXED, (), known)


SEATED = st.dictionaries(
    st.sampled_from(["r101", "r102", "r103"]),
    st.dictionaries(st.builds(Subject, st.sampled_from(["电工", "焊工"]), st.integers(3, 5)), st.integers(1, 30)),
)


@given(before=SEATED, after=SEATED, extra=st.integers(0, 3))
def test_every_trade_has_exactly_one_bag_of_its_own_size_however_often_candidates_are_moved(before, after, extra):
    first = needs(seated(**before), extra=extra)
    register(first, PLAN, seated(**before), ())
    items, serials = numbered(first, PLAN.number, {}, seated(**before))
    assert lacking(first, items, seated(**before)) == []
    rooms_now = seated(**after)
    wanted = needs(rooms_now, extra=extra)
    new, _ = numbered(lacking(wanted, items, rooms_now), PLAN.number, serials, rooms_now)
    assert lacking(wanted, [*items, *new], rooms_now) == []
    for room in rooms_now.values():
        sat = subjects_of(room.sittings[FIRST])
        there = [item.bag for item in (*items, *new) if item.kind == "PP" and item.room == room.room]
        assert sat == () or bags_lacking(sat, there, there) == []
        if len(sat) > 1:
            assert all([bag.group == one or one in bag.made_for for bag in there].count(True) == 1 for one in sat)
        assert sum(one.packed["papers"] for one in wanted if (one.kind, one.room) == ("PP", room.room)) == sum(
            count + extra for count in after["r" + room.room].values()
        )
