"""Counts of a room: who may state them, what is known beforehand, what needs a reason; and what is settled."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from server.domain.policy import JIANGXI, policy_to_row
from server.store import tables
from tests.desk.balance.conftest import all_is_well
from tests.exam_day import PLAN, ROOM_ROWS
from tests.paper_day import CE, CLERK, FIRST, ROVER, SECOND, accepted


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def test_what_went_into_the_room_is_known_before_anybody_counts(table, rows):
    table.out("101")
    known = rows("counts")[f"{PLAN}/S1/101"]["counts"]
    assert known["list"] == {"expected": 3}
    assert known["custody"] == {
        "papers_in": 31, "cards_in": 31, "papers_sup": 0, "papers_out": 0, "cards_sup": 0, "cards_out": 0,
    }  # fmt: skip
    assert (table.balance("S1/101")["papers"], table.balance("S1/101")["open"]) == ({"out": 31, "back": None}, 0)


def test_a_room_whose_papers_are_packed_only_has_no_balance_yet(table, rows):
    accepted(table.papers.pack("101"))
    assert f"{PLAN}/S1/101" not in rows("balance")


def test_a_slip_taken_back_takes_the_papers_out_of_the_room_again(table, rows):
    accepted(table.papers.pack("101"))
    table.clock.at("08:30")
    issued = accepted(table.papers.issue("101", (2, 3)))
    accepted(table.papers.table.hand("custody.undo", {"plan": PLAN, "undoes": issued.id}))
    assert rows("balance")[f"{PLAN}/S1/101"] is None


def test_a_room_where_all_is_well_balances(table, rows):
    table.whole()
    receipt = accepted(table.count("101", {"present": 2, "absent": 1} | all_is_well(3, absent=1, replaced=1)))
    shown = table.balance("S1/101")
    assert {line["state"] for line in shown["lines"]} == {"holds"}
    assert shown["papers"] == {"out": 31, "back": 31}
    last = rows("counts")[f"{PLAN}/S1/101"]["last"]["chief"]
    assert (last["person"], last["fact"], last["reason"]) == (CE, receipt.id, "")


@pytest.mark.parametrize(("figures", "told"), [
    ({"cards_ans": -1}, "figure-below-zero"), ({"present": 31}, "figure-too-large"), ({"ghosts": 1}, "figure-unknown"),
    ({"papers_a": 15}, "figure-unknown"),
])  # fmt: skip
def test_what_cannot_be_counted_is_refused_and_on_record(table, rows, figures, told):
    table.whole()
    receipt = table.count("101", figures)
    assert code(receipt) == told
    assert rows("feed")[str(receipt.seq)]["about"] == "101"
    assert "chief" not in rows("counts")[f"{PLAN}/S1/101"]["counts"]


def test_a_room_where_more_are_expected_than_it_has_seats_is_counted(table):
    rows = [room | ({"seats": 2} if room["room"] == "101" else {}) for room in ROOM_ROWS]
    accepted(table.papers.day.take("rooms", rows))
    table.whole()
    assert code(table.count("101", {"present": 4})) == "figure-too-large"
    accepted(table.count("101"))
    assert {line["state"] for line in table.balance("S1/101")["lines"]} == {"holds"}


@pytest.mark.parametrize(("by", "person", "told"), [
    ("chief", 2, "counter-role"), ("chief", CLERK, "counter-role"), ("proctor", CE, "counter-role"),
    ("roving", ROVER, None), ("chief", ROVER, None), ("proctor", 2, None), ("proctor", 6, "person-not-in"),
    ("chief", 99, "person-unknown"),
])  # fmt: skip
def test_who_counts_as_what(table, by, person, told):
    table.whole()
    assert code(table.count("101", by=by, person=person)) == told


@pytest.mark.parametrize(("place", "told"), [
    ({"session": "S9"}, "session-unknown"), ({"room": "999"}, "room-unknown"),
])  # fmt: skip
def test_a_count_of_a_room_nobody_knows_is_refused(table, place, told):
    assert code(table.count(**({"room": "101"} | place))) == told


def test_without_a_grant_nothing_is_counted(table):
    table.whole()
    table.papers.table.grant = None
    assert code(table.count("101")) == "grant-needed"


def test_a_count_that_differs_from_an_earlier_one_needs_a_reason_which_is_recorded(table, rover, rows):
    table.whole()
    accepted(table.count("101", by="roving", person=ROVER, table=rover))
    other = {"cards_ans": 2, "cards_blank": 29}
    refused = table.count("101", other)
    assert code(refused) == "figure-differs"
    assert "流动监考" in refused.refusal.said("zh")["says"]
    accepted(table.count("101", other, reason="一张答题卡空白"))
    shown = rows("counts")[f"{PLAN}/S1/101"]
    assert shown["last"]["chief"]["reason"] == "一张答题卡空白"
    assert (shown["counts"]["roving"]["cards_ans"], shown["counts"]["chief"]["cards_ans"]) == (3, 2)


def test_the_same_count_twice_changes_nothing(table, rows):
    table.whole()
    accepted(table.count("101"))
    before = table.balance("S1/101")
    accepted(table.count("101"))
    assert table.balance("S1/101") == before


def test_a_count_made_without_the_hub_that_differs_is_disputed_and_can_hold(table, rover, rows):
    table.whole()
    accepted(table.count("101"))
    other = {"cards_ans": 2, "cards_blank": 29}
    late = table.count("101", other, by="roving", person=ROVER, table=rover, sent={"acted": True})
    assert (late.verdict, code(late)) == ("disputed", "figure-differs")
    assert rows("dispute")[str(late.seq)]["holds"] is True
    body = {
        "dispute": late.seq, "outcome": "holds", "by": {"plan": PLAN, "person": CE}, "reason": "other", "note": "复点",
    }  # fmt: skip
    accepted(table.papers.table.hand("dispute.settle", body))
    assert rows("counts")[f"{PLAN}/S1/101"]["counts"]["roving"]["cards_ans"] == 2


def test_a_count_from_a_phone_nobody_signed_in_on_counts_once_somebody_has_settled_it(table, device, rows):
    table.whole()
    phone = device("phone")
    phone.grant = "0" * 16
    late = table.count("101", table=phone, sent={"acted": True})
    assert (late.verdict, code(late)) == ("disputed", "grant-unknown")
    assert "chief" not in rows("counts")[f"{PLAN}/S1/101"]["counts"]
    body = {"dispute": late.seq, "outcome": "holds", "by": {"plan": PLAN, "person": CE}, "reason": "other"}
    accepted(table.papers.table.hand("dispute.settle", body))
    assert rows("counts")[f"{PLAN}/S1/101"]["counts"]["chief"]["present"] == 3


# what is on record, and what two people counted


@pytest.mark.parametrize(("figure", "value", "refusal", "says"), [
    ("cards_in", 30, "figure-on-record", "领取答题卡按交接记录是 31，不能改填 30"),
    ("expected", 2, "figure-on-record", "应考人数按编排表是 3，不能改填 2"),
    ("papers_sup", 1, "figure-by-supply", "调入试卷按交接记录是 0，不能直接改填 1"),
])  # fmt: skip
def test_what_is_on_record_is_not_stated_otherwise_by_anybody(table, rover, figure, value, refusal, says):
    table.whole()
    accepted(table.count("101", {"cards_blank": 27}))
    told = table.count("101", {figure: value, "cards_blank": 27}, person=ROVER, table=rover, reason="x")
    assert (code(told), told.refusal.said("zh")["says"]) == (refusal, says)
    assert table.said() == ["101 号考场：领 31，交回 30，缺 1 张答题卡"]


def test_what_was_stated_before_it_was_on_record_gives_way_and_is_said(table, rows):
    """Counted from paper first: 30 drawn; the scans that came later say 31."""
    accepted(table.count("101", {"cards_in": 30, "cards_blank": 27}))
    table.out("101")
    assert table.line("S1/101", "cards")["expected"] == 31
    assert "101 号考场：1 项清点不一致：领取答题卡（主考清点 30、交接记录 31）" in table.said()


def test_two_who_counted_differently_are_said_until_they_agree_or_it_is_settled(table, rover):
    table.whole()
    accepted(table.count("102"))
    accepted(table.count("101", {"cards_blank": 27}, by="roving", person=ROVER, table=rover))
    accepted(table.count("101", reason="复点"))
    said = "101 号考场：1 项清点不一致：空白答题卡（流动监考装订前清点 27、主考清点 28）"
    assert table.said() == [said]
    accepted(table.settle(table.line("S1/101", "counted"), grounds="袋内夹带一张，当面找到"))
    assert table.said() == []
    accepted(table.count("101", {"cards_blank": 26}, by="roving", person=ROVER, table=rover, reason="再点"))
    assert table.said() == [said.replace("27", "26")]
    accepted(table.count("101", by="roving", person=ROVER, table=rover, reason="一起点"))
    assert table.said() == []


def test_invigilators_count_for_their_own_room_only(table):
    table.whole()
    told = table.count("101", by="proctor", person=4)
    assert (code(told), told.refusal.said("zh")["says"]) == (
        "counter-other-room", "这位监考本场在 102 考场，不是 101 考场"
    )  # fmt: skip
    accepted(table.count("102", by="proctor", person=4))


@pytest.fixture
def allow(table):
    """Let the plan's policies allow counting in the room, or not."""

    def state(allowed):
        policy = policy_to_row(replace(JIANGXI, counts_in_room=allowed))
        accepted(table.papers.table.hand("plan.policy", {"plan": PLAN, "policy": policy}))

    return state


@pytest.fixture
def sealed_in_room(table, allow):
    """A tablet in room 101, on which one of its invigilators has signed in as the plan allows; the bags are sealed."""
    table.out("101", "102")
    allow(True)
    table.clock.at("08:50")
    return table.another("phone", 2)


@pytest.fixture
def in_room(table, sealed_in_room):
    """The same, the bags are open."""
    table.opened("101", "102")
    return sealed_in_room


def test_an_invigilator_counts_their_room_in_the_room_where_the_plan_allows_it(table, in_room, rows):
    accepted(table.count("101", {"present": 2, "absent": 1}, by="proctor", person=2, table=in_room))
    counted = rows("counts")[f"{PLAN}/S1/101"]
    assert (counted["counts"]["proctor"]["absent"], counted["last"]["proctor"]["person"]) == (1, 2)


def test_under_an_invigilators_grant_nothing_is_counted_but_their_own_room_in_that_session_by_themselves(
    table, in_room
):
    assert code(table.count("102", by="proctor", person=2, table=in_room)) == "counter-other-room"
    assert code(table.count("102", by="proctor", person=4, table=in_room)) == "grant-holder"
    assert code(table.count("101", by="proctor", person=3, table=in_room)) == "grant-holder"
    assert code(table.count("101", by="chief", person=CE, table=in_room)) == "grant-holder"
    assert code(table.count("101", by="chief", person=2, table=in_room)) == "counter-role"


def test_an_invigilator_opens_a_bag_in_the_room_and_states_how_many_were_in_it(table, sealed_in_room, rows):
    bag = table.papers.labels["CP", "101"]
    look = {"intact": True, "counts": [{"label": bag, "counted": {"cards": 30}}]}
    assert code(table.open(bag, FIRST, look=look, table=sealed_in_room)) == "count-differs"
    look["reasons"] = [{"label": bag, "words": "两人点了两遍"}]
    accepted(table.open(bag, FIRST, look=look, table=sealed_in_room))
    shown = rows("item")[f"{PLAN}/{bag}"]
    assert (shown["state"], shown["counts"]) == ("opened", {"cards": 30})
    assert table.line("S1/101", "packed-cards")["state"] == "differs"


def test_under_an_invigilators_grant_nothing_is_opened_but_their_own_rooms_bags_by_themselves(table, sealed_in_room):
    bag, other = table.papers.labels["CP", "101"], table.papers.labels["CP", "102"]
    assert code(table.open(other, SECOND, table=sealed_in_room)) == "grant-holder"
    assert code(table.open(other, (2, 4), table=sealed_in_room)) == "counter-other-room"
    assert code(table.open(bag, (3, 4), table=sealed_in_room)) == "grant-holder"
    accepted(table.open(bag, FIRST, table=sealed_in_room))


def test_once_the_plan_allows_it_no_more_no_bag_is_opened_by_the_tablet_in_the_room(table, sealed_in_room, allow):
    bag = table.papers.labels["CP", "101"]
    allow(False)
    assert code(table.open(bag, FIRST, table=sealed_in_room)) == "counts-in-room-off"
    accepted(table.open(bag, FIRST))  # a roving phone or the paper table states it as ever


def test_once_the_plan_allows_it_no_more_the_count_says_so_and_what_to_do(table, in_room, allow):
    allow(False)
    refused = table.count("101", by="proctor", person=2, table=in_room)
    assert code(refused) == "counts-in-room-off"
    assert "清点台" in refused.refusal.said("zh")["fix"]
    accepted(table.count("101", by="proctor", person=2))  # at the table it is stated as ever


@pytest.fixture
def late(table, rover):
    """A count of 10:40 that waits on the phone, by another zone's clock; at 11:00 the same counted again."""
    table.whole()
    place = {"plan": PLAN, "session": "S1", "room": "101", "by": "roving", "person": {"person": ROVER}}
    body = place | {"figures": all_is_well(3), "reason": "第一遍"}
    waiting = rover.make(
        "custody.count", body, at=table.clock.now.astimezone(timezone(timedelta(hours=14))), acted=True
    )
    table.clock.go_on(minutes=20)
    accepted(table.count("101", {"cards_blank": 27}, by="roving", person=ROVER, reason="复点"))
    return waiting


def test_a_count_that_arrives_late_does_not_replace_a_newer_one(table, rover, rows, late):
    (receipt,) = rover.send(late)
    accepted(receipt)
    assert table.said() == ["101 号考场：领 31，交回 30，缺 1 张答题卡"]
    assert rows("counts")[f"{PLAN}/S1/101"]["last"]["roving"]["reason"] == "复点"


def test_a_late_count_still_says_what_the_newer_one_left_open(table, rover, rows):
    table.whole()
    place = {"plan": PLAN, "session": "S1", "room": "101", "by": "roving", "person": {"person": ROVER}}
    waiting = rover.make("custody.count", place | {"figures": {"cards_ans": 3, "void_lines": 0}}, acted=True)
    table.clock.go_on(minutes=5)
    accepted(rover.hand("custody.count", place | {"figures": {"cards_ans": 2}}))
    (receipt,) = rover.send(waiting)
    assert code(receipt) == "figure-differs"
    body = {
        "dispute": receipt.seq,
        "outcome": "holds",
        "by": {"plan": PLAN, "person": CE},
        "reason": "other",
        "note": "真",
    }
    accepted(table.papers.table.hand("dispute.settle", body))
    assert rows("counts")[f"{PLAN}/S1/101"]["counts"]["roving"] == {"cards_ans": 2, "void_lines": 0}


@pytest.fixture
def short(table):
    """Room 101 came back one card short."""
    table.whole()
    accepted(table.count("101", {"cards_blank": 27}))
    return table


def test_a_card_short_is_said_at_once_and_stays_visible_once_settled(short):
    line = short.line("S1/101", "cards")
    assert line["says"]["zh"] == "101 号考场：领 31，交回 30，缺 1 张答题卡"
    assert "find" in [hint["code"] for hint in line["hints"]]
    assert short.balance("S1/101")["open"] == 1
    accepted(short.settle(line))
    settled = short.line("S1/101", "cards")
    assert (settled["state"], settled["settled"]["by"]) == ("differs", CE)
    assert settled["settled"]["grounds"] == "在桌下找到，已装袋"
    assert (short.balance("S1/101")["open"], short.said()) == (0, [])


def test_a_settled_difference_is_open_again_when_the_figures_change(short):
    accepted(short.settle(short.line("S1/101", "cards")))
    accepted(short.count("101", {"cards_blank": 26}, reason="再点一遍"))
    assert short.said() == ["101 号考场：领 31，交回 29，缺 2 张答题卡"]


def test_a_difference_is_settled_only_by_a_leader_in_their_own_name_at_the_figures_they_saw(short):
    line = short.line("S1/101", "cards")
    assert code(short.settle(line, by=ROVER)) == "grant-holder"
    assert code(short.settle(line, grounds="  ")) == "evidence-needed"
    assert code(short.settle(line, found=29)) == "difference-changed"
    assert code(short.settle(line, key="S1/101/papers")) == "difference-unknown"
    short.papers.table.grant = None
    assert code(short.settle(line)) == "grant-needed"


def test_a_rebuild_comes_to_the_same_figures_settlements_and_rows(short, rover, hub):
    accepted(short.settle(short.line("S1/101", "cards")))
    accepted(short.count("101", {"cards_blank": 27}, by="roving", person=ROVER, table=rover))

    def kept():
        names = (tables.item, tables.figure, tables.settlement, tables.row)
        with hub.db.reading() as connection:
            return {table.name: sorted(map(tuple, connection.execute(table.select())), key=str) for table in names}

    before = kept()
    assert len(before["figure"]) > 20
    hub.committer.call(hub.door.rebuild)
    assert kept() == before
