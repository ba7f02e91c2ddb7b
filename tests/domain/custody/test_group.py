"""Paper bags by trade and level: each room of several has one for each, and the set is whole only with all."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.balance import packed_lines
from server.domain.custody.group import Bag, Subject, bags_lacking, groups_of, in_words, named
from server.domain.custody.handoff import handoff
from server.domain.custody.opening import closed
from server.domain.custody.pack import pack
from server.domain.custody.row import item_from_row, item_to_row, shown
from server.domain.custody.seen import Look
from server.domain.plan import Group, Sitting
from tests.domain.custody.mixed import (
    BE,
    BW,
    ELECTRICIAN,
    FITTER,
    REST,
    SITTING,
    WELDER,
    closing,
    mixed_back,
    mixed_out,
    mixed_scene,
    mixed_set,
    mixed_site,
    sealed,
)
from tests.domain.custody.papers import B101, FIRST, ROVER, SEAL, SET101, act, at, at_site, done, refused, scene

SUBJECTS = st.builds(Subject, st.sampled_from(["电工", "焊工", "钳工"]), st.integers(1, 5))


def judged(objects, items=None, **more):
    return refused(pack, mixed_set(objects), mixed_scene(items or mixed_site(), **more), at("08:00"))


def test_a_group_is_said_by_trade_and_grade():
    assert in_words(ELECTRICIAN) == ("电工 四级", "电工 level 4")
    assert named(("试卷袋", "paper bag"), WELDER) == ("试卷袋（焊工 五级）", "paper bag (焊工 level 5)")
    assert named(("试卷袋", "paper bag"), None) == ("试卷袋", "paper bag")


def test_groups_that_nobody_sits_in_are_none():
    assert groups_of(None) == ()
    assert groups_of(Sitting(30)) == ()
    assert groups_of(Sitting(3, (Group("电工", 4, 3), Group("焊工", 5, 0)))) == ((ELECTRICIAN, 3),)
    assert groups_of(SITTING) == ((WELDER, 18), (ELECTRICIAN, 12))


def test_a_set_with_both_bags_is_whole():
    moved = pack(mixed_set(), mixed_scene(mixed_site()), at("08:00"))
    assert {item.label for item in moved.items if item.inside == SET101} == {BW, BE, *REST}


@pytest.mark.parametrize(("there", "missing"), [(BW, "试卷袋（电工 四级）"), (BE, "试卷袋（焊工 五级）")])
def test_a_set_with_one_of_two_bags_names_the_other_by_trade_and_level(there, missing):
    no = judged((there, *REST))
    assert (no.code, no.said("zh")["says"].endswith(f"还缺：{missing}")) == ("pack-incomplete", True)


def test_a_set_without_bags_lacks_both():
    says = judged(REST).said("en")["says"]
    assert "(焊工 level 5)" in says
    assert "(电工 level 4)" in says


def test_a_bag_that_has_no_label_yet_is_lacking_all_the_same():
    items = {label: item for label, item in mixed_site().items() if label != BE}
    assert "电工 四级" in judged((BW, *REST), items).said("zh")["says"]


def test_the_other_bag_may_join_the_set_later():
    items = mixed_site()
    inside = items | {BW: replace(items[BW], inside=SET101)}
    assert pack(mixed_set((BE, *REST)), mixed_scene(inside), at("08:00")).items


def test_one_bag_registered_for_the_whole_room_is_enough_as_it_always_was():
    assert pack(mixed_set((B101, *REST)), mixed_scene(at_site()), at("08:00")).items


def test_where_one_trade_is_left_its_own_bag_or_one_for_all_is_enough_and_no_other():
    sat = {("S1", "101"): (WELDER,)}
    assert pack(mixed_set((BW, *REST)), mixed_scene(mixed_site(), sat), at("08:00")).items
    assert "焊工 五级" in judged((BE, *REST), sat=sat).said("zh")["says"]


@given(sat=st.lists(SUBJECTS, unique=True, max_size=4), there=st.lists(SUBJECTS | st.none(), max_size=5))
def test_a_set_is_whole_with_a_bag_for_each_and_never_without_one(sat, there):
    own, inside = [Bag(one) for one in sat], [Bag(one) for one in there]
    assert bags_lacking(sat, own, [*own, *inside]) == [] or not sat
    lacking = bags_lacking(sat, [*own, *inside], inside)
    if len(sat) > 1:
        assert set(lacking) == set(sat) - set(there)
    elif sat:
        assert bool(lacking) == (not {None, *sat} & set(there))
    assert bags_lacking(sat, [Bag()], [Bag()]) == []


def test_a_group_stands_in_the_row_and_rows_from_before_have_none():
    item = mixed_site()[BE]
    assert shown(item)["group"] == {"trade": "电工", "level": 4}
    assert item_from_row(item_to_row(item)) == item
    before = at_site()[B101]
    row = item_to_row(before)
    del row["group"]
    assert item_from_row(row) == before


def test_a_paper_that_lies_in_the_other_trades_bag_is_counted_there_and_told_by_bag():
    items, short = sealed(mixed_back(), BW, 18, "少一份")
    items, over = sealed(items, BE, 14, "多一份焊工卷", SEAL[51])
    assert [(one.label, one.expected, one.found) for one in (*short, *over)] == [(BW, 19, 18), (BE, 13, 14)]
    assert items[BW].counts["papers"] + items[BE].counts["papers"] == 32


def test_a_bag_with_another_number_than_was_drawn_needs_a_reason():
    items = mixed_back()
    no = refused(closed, closing(BE, 14), scene(items), at("11:00"))
    assert (no.code, no.params["label"]) == ("count-differs", BE)


def test_a_set_that_comes_back_short_is_counted_bag_by_bag():
    out = mixed_out()
    look = Look(True, counts={SET101: {"papers": 31}}, reasons={SET101: "少一份"})
    no = refused(handoff, act("L4", SET101, FIRST, [ROVER], session="S1", look=look), scene(out), at("10:50"))
    assert (no.code, no.params["bags"]) == ("count-by-bag", f"{BW}、{BE}")
    whole = Look(True, counts={SET101: {"papers": 32}})
    assert handoff(act("L4", SET101, FIRST, [ROVER], session="S1", look=whole), scene(out), at("10:50")).items
    look = Look(True, counts={BE: {"papers": 12}}, reasons={BE: "少一份"})
    back = done(out, handoff(act("L4", SET101, FIRST, [ROVER], session="S1", look=look), scene(out), at("10:50")))
    assert (back[BE].counts["papers"], back[BW].counts["papers"]) == (12, 19)


def test_no_bag_holds_more_than_all_of_its_room():
    no = refused(closed, closing(BE, 33, "多"), scene(mixed_back()), at("11:00"))
    assert (no.code, no.params["most"]) == ("count-above-pack", 32)


def test_fitters_have_no_bag_where_none_sit():
    sat = (WELDER, ELECTRICIAN)
    assert bags_lacking(sat, map(Bag, sat), [Bag(FITTER)]) == [WELDER, ELECTRICIAN]


OF_WELDERS, OF_E = Bag(None, (WELDER,)), Bag(ELECTRICIAN)


@pytest.mark.parametrize(
    ("registered", "there", "lacks"),
    [
        ([OF_WELDERS], [OF_WELDERS], [ELECTRICIAN]),
        ([OF_WELDERS, OF_E], [OF_WELDERS, OF_E], []),
        ([OF_WELDERS, OF_E], [OF_E], [None]),
        ([OF_WELDERS, OF_E], [OF_WELDERS], [ELECTRICIAN]),
        ([OF_WELDERS, OF_E], [], [None, ELECTRICIAN]),
        ([Bag(), OF_E], [Bag(), OF_E], []),
        ([Bag(), OF_E], [Bag()], [ELECTRICIAN]),
        ([Bag(None, (WELDER, ELECTRICIAN))], [Bag(None, (WELDER, ELECTRICIAN))], []),
        ([Bag(None, (WELDER, ELECTRICIAN))], [], [None]),
    ],
)
def test_a_bag_for_the_whole_room_counts_for_those_it_was_made_for(registered, there, lacks):
    assert bags_lacking((WELDER, ELECTRICIAN), registered, there) == lacks


def later(items):
    """The welders' bag was made for the whole room, before the electricians came."""
    return items | {BW: replace(items[BW], group=None, made_for=(WELDER,))}


def test_where_a_trade_came_later_the_set_is_whole_with_both_bags_and_counted_by_them():
    items = later(mixed_site())
    no = judged((BW, *REST), items)
    assert (no.code, no.said("zh")["says"].endswith("还缺：试卷袋（电工 四级）")) == ("pack-incomplete", True)
    assert pack(mixed_set(), mixed_scene(items), at("08:00")).items
    look = Look(True, counts={SET101: {"papers": 31}}, reasons={SET101: "少一份"})
    back = act("L4", SET101, FIRST, [ROVER], session="S1", look=look)
    no = refused(handoff, back, scene(later(mixed_out())), at("10:50"))
    assert (no.code, no.params["bags"]) == ("count-by-bag", f"{BW}、{BE}")
    items, _ = sealed(later(mixed_back()), BW, 20, "多一份电工卷")
    assert items[BW].counts["papers"] == 20


def test_for_whom_a_bag_was_made_stands_in_the_row():
    item = later(mixed_site())[BW]
    assert shown(item)["made_for"] == [{"trade": "焊工", "level": 5}]
    assert item_from_row(item_to_row(item)) == item


def test_what_lies_in_the_wrong_bag_is_told_also_beside_a_bag_made_for_the_whole_room():
    items = later(mixed_site())
    items = {**items, BW: replace(items[BW], counts={"papers": 20}), BE: replace(items[BE], counts={"papers": 12})}
    lines = {line.code: line for line in packed_lines("S1", "101", [items[BW], items[BE]], ())}
    assert (lines["packed-papers"].state, lines["by-bag"].state) == ("holds", "differs")
    assert f"焊工 五级（{BW}）应有 19，袋内 20，多 1 份" in lines["by-bag"].says[0]
    unknown = replace(items[BW], made_for=())
    assert "by-bag" not in {line.code for line in packed_lines("S1", "101", [unknown, items[BE]], ())}
