"""The balance: each equation by example, the worked check of the rules, and what is never an alarm."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.role import BY_CODE, ROLES
from server.domain.badge import Account
from server.domain.balance import (
    Seen,
    Travelled,
    badge_line,
    bag_lines,
    crosswise,
    equations,
    line_to_row,
    open_differences,
    proctor_lines,
    room_lines,
    settle,
    spare_lines,
    with_settlements,
)
from server.domain.board import RoomCover
from server.domain.counts import FIGURES, Count
from server.domain.custody.item import begin
from server.domain.dispute import SETTLERS
from server.domain.duty import Post
from server.domain.policy import JIANGXI, Policy
from server.domain.refusal import Refusal
from server.domain.words.balance import SENTENCES, room_words

POLICY = Policy()
NINE = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
CHIEF = Post(7, 1, BY_CODE["CE"].number, True, (), {}, "in", None, None)

#: The worked check of the rules: 30 on the list, 31 cards drawn, 28 present, 2 absent, 1 replaced.
WORKED = {
    "expected": 30, "present": 28, "absent": 2, "misconduct": 0, "signatures": 28,
    "cards_in": 31, "cards_sup": 0, "cards_out": 0, "cards_ans": 28, "cards_abs": 2, "cards_void": 1, "cards_blank": 0,
    "cards_bag": 30, "void_lines": 1,
    "papers_in": 31, "papers_sup": 0, "papers_out": 0, "papers_present": 28, "papers_absent": 2, "papers_defect": 0,
    "papers_unused": 1, "papers_returned": 31, "scratch_given": 30, "scratch_returned": 30,
}  # fmt: skip


def standing(values):
    return {figure: Count(figure, value, "proctor", 17, f"f-{figure}") for figure, value in values.items()}


def lines(room="3", policy=POLICY, kind="theory", without=(), **changes):
    values = {figure: value for figure, value in (WORKED | changes).items() if figure not in without}
    return room_lines("S1", kind, room, standing(values), policy)


def differing(*arguments, **more):
    return {line.code: line for line in lines(*arguments, **more) if line.state == "differs"}


def test_the_worked_check_balances():
    assert {line.state for line in lines()} == {"holds"}
    by_code = {line.code: line for line in lines()}
    assert by_code["cards"].expected == by_code["cards"].found == 31
    assert by_code["card-bag"].found == 30


@pytest.mark.parametrize(
    ("changes", "code", "says"),
    [
        ({"absent": 1}, "people", "3 号考场：应考 30，实考加缺考 29，缺 1 人"),
        ({"signatures": 27}, "signatures", "3 号考场：实考 28 人，座次表签名 27 个，缺 1 个签名"),
        ({"cards_blank": 1, "cards_in": 33}, "cards", "3 号考场：领 33，交回 32，缺 1 张答题卡"),
        ({"cards_ans": 29}, "cards-present", "3 号考场：按实考人数应有作答卡 28，实有 29，多 1 张作答卡"),
        ({"cards_abs": 1}, "cards-absent", "3 号考场：按缺考人数应有缺考卡 2，实有 1，缺 1 张缺考卡"),
        ({"cards_bag": 29}, "card-bag", "3 号考场：答题卡袋应装 30，袋内 29，缺 1 张答题卡"),
        ({"void_lines": 2}, "void-cards", "3 号考场：记录单更换 2 行，作废卡 1 张，缺 1 张作废卡"),
        ({"papers_unused": 0}, "papers", "3 号考场：领 31，实考、缺考、残缺、未用合计 30，缺 1 份试卷"),
        ({"papers_returned": 30}, "papers-returned", "3 号考场：领 31，交回 30，缺 1 份试卷"),
        ({"scratch_returned": 29}, "scratch", "3 号考场：发 30，收回 29，缺 1 张草稿纸"),
    ],
)
def test_each_equation_says_its_difference(changes, code, says):
    line = differing(**changes)[code]
    assert line.says[0] == says
    assert line.says[1].isascii()
    assert line.hints


def test_one_missing_card_is_said_as_the_chief_would():
    line = differing(cards_ans=27)["cards"]
    assert line.says == (
        "3 号考场：领 31，交回 30，缺 1 张答题卡",
        "room 3: 31 drawn, 30 came back: 1 short (answer cards)",
    )


def test_a_card_too_many_points_to_the_spare_bag():
    line = differing(cards_blank=1)["cards"]
    assert line.says[0].endswith("多 1 张答题卡")
    assert "spare-unrecorded" in [hint.code for hint in line.hints]


def test_a_replacement_without_its_voided_card_explains_the_missing_one():
    line = differing(cards_void=0)["cards"]
    assert line.hints[0].zh == "记录单比作废卡多 1 行更换：找出作废的卡"
    line = differing(void_lines=3)["void-cards"]
    assert line.hints[0].zh == "记录单比作废卡多 2 行更换：找出作废的卡"
    line = differing(void_lines=0)["void-cards"]
    assert line.hints[0].code == "lines-unrecorded"


def test_a_difference_names_who_counted():
    hints = differing(cards_bag=29)["card-bag"].hints
    again = [hint for hint in hints if hint.code == "count-again"]
    assert {(hint.person, hint.fact) for hint in again} == {
        (17, "f-cards_ans"),
        (17, "f-cards_abs"),
        (17, "f-cards_bag"),
    }
    assert again[0].zh.startswith("请监考重新清点")


@pytest.mark.parametrize(
    ("changes", "code", "hints"),
    [
        ({"signatures": 29}, "signatures", {"sign"}),
        ({"cards_bag": 31}, "card-bag", set()),
        ({"cards_bag": 31, "void_lines": 2}, "card-bag", set()),
        ({"cards_ans": 27}, "cards", {"find"}),
        ({"papers_returned": 32}, "papers-returned", {"find", "spare-unrecorded"}),
        ({"papers_returned": 30}, "papers-returned", {"find"}),
        ({"scratch_returned": 31}, "scratch", {"find"}),
        ({"cards_abs": 1}, "cards-absent", {"absent-marks"}),
    ],
)
def test_a_difference_is_explained_by_what_can_explain_it_only(changes, code, hints):
    assert {hint.code for hint in differing(**changes)[code].hints} - {"count-again"} == hints


# not known yet


@pytest.mark.parametrize("figure", sorted(WORKED))
def test_what_nobody_counted_is_not_known_yet_and_never_a_difference(figure):
    for line in lines(without=(figure,)):
        assert line.state in ("holds", "unknown")
        assert (line.state == "unknown") == (figure in line.unknown)


def test_an_empty_room_says_nothing_but_what_is_lacking():
    assert {line.state for line in room_lines("S1", "theory", "3", {}, POLICY)} == {"unknown"}


# policies


def test_where_absent_cards_are_not_marked_none_may_be_there():
    policy = Policy(mark_absent=False)
    assert differing(policy=policy)["cards-absent"].found == 2
    assert "cards-absent" not in differing(policy=policy, cards_abs=0, cards_blank=2, cards_bag=28)
    (line,) = [line for line in lines(policy=policy, cards_abs=0, without=("absent",)) if line.code == "cards-absent"]
    assert line.state == "holds"


def test_two_cards_each():
    double = {"cards_in": 61, "cards_ans": 56, "cards_abs": 4, "cards_bag": 60}
    assert differing(policy=Policy(cards_per_candidate=2), **double) == {}
    assert set(differing(policy=Policy(cards_per_candidate=2))) == {"cards-present", "cards-absent"}


def test_voided_cards_in_the_card_bag():
    assert differing(policy=Policy(void_to="card"), cards_bag=31) == {}
    assert set(differing(policy=Policy(void_to="card"))) == {"card-bag"}


def test_forms_a_and_b():
    forms = Policy(forms=True)
    assert differing(policy=forms, papers_a=16, papers_b=15) == {}
    line = differing(policy=forms, papers_a=15, papers_b=15)["forms"]
    assert line.says[0] == "3 号考场：领卷 31，A 卷加 B 卷 30，缺 1 份试卷"


def test_computer_sessions_have_people_only():
    assert [line.code for line in lines(kind="computer")] == ["people", "signatures"]
    assert [equation.code for equation in equations("practical", POLICY)] == ["people", "signatures"]
    assert len(equations("practical", Policy(practical_papers=True))) > 2


def test_every_equation_and_hint_has_its_words():
    for equation in equations("theory", Policy(forms=True)):
        assert equation.code in SENTENCES
        assert set(equation.figures) <= set(FIGURES)
    assert room_words("阶梯教室") == ("阶梯教室考场", "room 阶梯教室")


@settings(deadline=None)
@given(st.sampled_from(sorted(WORKED)), st.integers(-3, 40))
def test_no_single_figure_is_wrong_unnoticed(figure, change):
    value = WORKED[figure] + change
    if change == 0 or value < 0:
        return
    # How many violations there were follows from no other count of the room: what cannot be is noticed, and the reading
    # of the cards compares the rest with the record sheet.
    can_be = figure == "misconduct" and value <= WORKED["present"]
    assert bool(differing(**{figure: value})) is not can_be


def test_more_violations_than_people_present_are_told_in_words():
    told = differing(present=0, absent=30, misconduct=3)["impossible"]
    assert told.says[0] == "3 号考场：违纪人数 3 不能多于实考人数 0"
    assert told.says[1] == "room 3: candidates with a violation 3 cannot be more than candidates present 0"
    assert told.hints[0].zh == "请清点的人当面一起重点违纪人数、实考人数，按结果重填"


def test_what_cannot_be_is_told_once_where_an_equation_says_it_too():
    assert set(differing(present=31, absent=0, signatures=31, misconduct=0)) & {"people", "impossible"} == {"people"}
    assert "impossible" not in differing(scratch_returned=31)
    assert "impossible" in differing(present=31, without=("absent",))
    lent = differing(cards_in=1, cards_sup=32, cards_out=2)["impossible"]
    assert lent.says[0] == "3 号考场：调出答题卡 2 不能多于领取答题卡 1"


# across rooms


def test_swapped_packs_point_to_each_other():
    short, long = differing("3", cards_in=32), differing("5", cards_in=30)
    three, five = crosswise([short["cards"], long["cards"]])
    assert three.hints[0].zh == "5 号考场正好多 1：核对是否放错或相互借用未登记"
    assert five.hints[0].zh == "3 号考场正好缺 1：核对是否放错或相互借用未登记"


def test_a_room_alone_points_to_no_other():
    (line,) = crosswise([differing("3", cards_in=32)["cards"]])
    assert line.hints[0].code != "other-room"
    assert crosswise(lines()) == lines()


def figures(cards=(0, 0), papers=(0, 0)):
    return dict(zip(("cards_sup", "cards_out", "papers_sup", "papers_out"), (*cards, *papers), strict=True))


def test_what_the_rooms_took_is_what_the_spare_bags_lack():
    rooms = {"3": figures((1, 0)), "5": figures((1, 1), (1, 0))}
    cards, papers = spare_lines("S1", rooms, {"cards": 1, "papers": 1})
    assert (cards.state, papers.state) == ("holds", "holds")
    cards, _ = spare_lines("S1", rooms, {"cards": 2, "papers": 1})
    assert cards.says[0] == "全考点：各考场调入减调出 1，备用袋少了 2，多 1 张备用卡"


def test_spares_are_not_known_before_every_room_is():
    cards, papers = spare_lines("S1", {"3": {}, "5": figures()}, {"cards": 0})
    assert (cards.state, cards.unknown) == ("unknown", ("3",))
    assert papers.state == "unknown"


# bags, by serial


def bag(label, kind, room=None, seal=None):
    return begin(label, kind, 7, session="S1", room=room, seal=seal)


BAGS = {"B1": bag("B1", "PP", "3", "S1"), "K1": bag("K1", "CP", "3", "S2"), "P1": bag("P1", "SP", None, "S3")}
ALL = frozenset(BAGS)


def travelled(over=(), opened=(), items=BAGS, **legs):
    walked = {"L1": ALL, "L2": ALL, "L3": {"B1", "K1"}, "L4": {"B1", "K1"}, "L5": ALL, "L6": ALL} | legs
    return Travelled({label: item.seal for label, item in BAGS.items()}, items, walked, frozenset(over), opened)


def bags(*arguments, policy=POLICY, **more):
    return {line.key.rpartition("/")[2]: line for line in bag_lines(travelled(*arguments, **more), policy)}


def test_bags_that_went_the_whole_way_balance_by_serial():
    assert {line.state for line in bags(over=("L1", "L6")).values()} == {"holds"}
    assert "L2" not in bags(policy=JIANGXI)


def test_a_bag_under_way_is_not_known_until_the_leg_is_over():
    line = bags(L4={"B1"})["L4"]
    assert (line.state, line.unknown) == ("unknown", ("K1",))
    line = bags(L4={"B1"}, over=("L4",))["L4"]
    assert line.says[0] == "全考点：考场交回应有 2 件，实有 1 件，缺 1 件：K1"
    assert line.hints[0].zh == "查 K1 现在在谁手里"


def test_a_bag_nobody_issued_is_told_at_once():
    line = bags(L2=ALL | {"B9"})["L2"]
    assert (line.state, line.labels) == ("differs", ("B9",))


def test_the_right_number_of_the_wrong_bags_is_a_difference():
    line = bags(L6=(ALL - {"B1"}) | {"B9"}, over=("L6",))["L6"]
    assert (line.expected, line.found, line.labels) == (3, 3, ("B9", "B1"))


def test_a_room_that_got_no_bags_yet_is_not_asked_for_any():
    assert bags(L3=set(), L4=set())["L4"].state == "holds"
    assert bags(L3=set(), L4=set(), over=("L3",))["L3"].labels == ("B1", "K1")


def test_an_unopened_bag_keeps_its_seal():
    swapped = BAGS | {"P1": replace(BAGS["P1"], seal="S9")}
    line = bags(items=swapped)["seals"]
    assert (line.state, line.labels, line.expected, line.found) == ("differs", ("P1",), 3, 2)
    assert bags(items=swapped, opened=("P1",))["seals"].state == "holds"


# people and badges


def test_an_open_room_has_its_invigilators():
    short, full, shut = proctor_lines(
        "S1", [RoomCover("3", 30, 2, 2, 1), RoomCover("5", 30, 2, 2, 3), RoomCover("7", 30, 2, 2, 0)], {"3", "5"}
    )
    assert short.says[0] == "3 号考场：应到监考 2 人，在岗 1 人，缺 1 人"
    assert (full.state, shut.state) == ("holds", "unknown")


def test_badges_come_back_or_are_written_off():
    account = Account(made=20, in_office=4, out=1, returned=13, written_off=2)
    assert badge_line(account, over=False).state == "unknown"
    assert badge_line(account, over=True).says[0] == "全考点：发出证牌 16，收回加注销 15，缺 1 张证牌"
    assert badge_line(replace(account, out=0, returned=14), over=False).state == "holds"


# settled differences


def settled(line, seen=None, settler=CHIEF, grounds="答题卡夹在 12 号座位草稿纸里，监考 A、B 作证"):
    return settle(line, Seen(*(seen or (line.expected, line.found))), settler, grounds, NINE)


def test_a_settled_difference_stays_visible():
    line = differing(cards_ans=27)["cards"]
    shown = with_settlements([line], [settled(line)])
    assert shown[0].state == "differs"
    assert shown[0].settled.by == 1
    assert open_differences(shown) == []
    assert open_differences([line]) == [line]


def test_a_line_is_written_for_screens_in_both_languages():
    line = differing(cards_ans=27)["cards"]
    (shown,) = with_settlements([line], [settled(line)])
    row = json.loads(json.dumps(line_to_row(shown)))
    assert row["says"] == {"zh": line.says[0], "en": line.says[1]}
    assert (row["state"], row["expected"], row["found"]) == ("differs", 31, 30)
    assert row["settled"]["at"] == "2026-11-22T01:00:00+00:00"
    assert line_to_row(lines()[0])["settled"] is None


def test_new_figures_open_it_again():
    line = differing(cards_ans=27)["cards"]
    worse = differing(cards_ans=26)["cards"]
    assert open_differences(with_settlements([worse], [settled(line)])) == [worse]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"line": None, "seen": (1, 2)}, "difference-unknown"),
        ({"line": lines()[0], "seen": (30, 30)}, "difference-unknown"),
        ({"seen": (31, 29)}, "difference-changed"),
        ({"seen": (31, 30, ("P001-2",))}, "difference-moved"),
        ({"settler": None}, "settler-unknown"),
        ({"settler": replace(CHIEF, listed=False)}, "settler-unknown"),
        ({"settler": replace(CHIEF, role=BY_CODE["PR"].number)}, "settler-role"),
        ({"settler": replace(CHIEF, state="out")}, "settler-not-in"),
        ({"grounds": "  "}, "evidence-needed"),
    ],
)
def test_what_does_not_settle(changes, code):
    with pytest.raises(Refusal, match=code):
        settled(**({"line": differing(cards_ans=27)["cards"]} | changes))


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_only_who_heads_the_site_settles(role):
    line, settler = differing(cards_ans=27)["cards"], replace(CHIEF, role=role.number)
    if role.number in SETTLERS:
        assert settled(line, settler=settler).expected == 31
    else:
        with pytest.raises(Refusal, match="settler-role"):
            settled(line, settler=settler)
