"""The site's handoff form through the day: what was packed, what was counted, what is left for the pen."""

import json

import pytest

from server.desk.forms.asked import Asked
from server.desk.forms.job import job
from tests.desk.balance.conftest import Table
from tests.exam_day import PLAN, candidate_row
from tests.paper_day import CLERK, ROVER, accepted, mixed, papers_at_site

DRAWN, BACK = slice(6, 8), slice(8, 10)


@pytest.fixture
def table(day, device, clock, rows):
    return Table(papers_at_site(day, device, clock), rows, clock)


@pytest.fixture
def form(hub):
    """The rows of the session's form by room."""

    def read():
        with hub.db.reading() as connection:
            (found,) = json.loads(job(connection, Asked("handoff", plan=PLAN, session="S1")))["items"]
        return {row[0]: row for row in found["rows"]}

    return read


def test_before_the_day_it_has_what_the_bags_were_made_up_with(table, form):
    row = form()["101"]
    assert row[:6] == ["101", "电工", "四级", "26S110101", "26S110103", 3]
    assert (row[DRAWN], row[BACK]) == ([31, 31], [None, None])


def test_what_came_back_stands_on_it_once_it_is_counted(table, form):
    table.whole()
    accepted(table.count("101", {"papers_returned": 31}))
    assert form()["101"][BACK] == [31, 31]  # 3 answered, 28 blank
    assert form()["102"][BACK] == [None, None]


def test_a_card_short_is_short_on_the_form_too(table, form):
    table.whole()
    accepted(table.count("101", {"cards_blank": 27}, reason="少一张"))
    assert form()["101"][BACK] == [31, 30]


def test_the_highest_word_is_the_one_on_the_form(table, form):
    table.whole()
    accepted(table.count("101", {"papers_returned": 31}))
    table.count("101", {"papers_returned": 30}, by="roving", person=ROVER, reason="数错")
    assert form()["101"][BACK] == [31, 31]


def test_spares_are_named_with_what_they_hold(table, hub):
    with hub.db.reading() as connection:
        (found,) = json.loads(job(connection, Asked("spares", plan=PLAN)))["items"]
    (bag,) = found["bags"]
    assert bag.startswith("备用袋 P001-")
    assert bag.endswith("（试卷 5 份、答题卡 5 张）")


def test_a_clerk_is_no_counter_and_leaves_no_trace_on_the_form(table, form):
    table.whole()
    table.count("101", {"papers_returned": 5}, person=CLERK)
    assert form()["101"][BACK] == [None, None]


def test_a_room_of_two_trades_has_a_row_for_each_bag_below_its_own(day, device, clock, rows, hub):
    trades = [("电工", 4)] * 12 + [("焊工", 5)] * 18
    seats = [candidate_row(seat, trade=trade, level=level) for seat, (trade, level) in enumerate(trades, start=1)]
    accepted(day.take("candidates", [*seats, candidate_row(1, room="102")]))
    Table(papers_at_site(day, device, clock, mixed()), rows, clock)
    with hub.db.reading() as connection:
        (found,) = json.loads(job(connection, Asked("handoff", plan=PLAN, session="S1")))["items"]
        (record, _) = json.loads(job(connection, Asked("record", plan=PLAN, session="S1")))["items"]
    assert [row[:3] + row[5:8] + row[10:] for row in found["rows"]] == [
        ["101", "焊工、电工", "五级、四级", 30, 32, 31, False],
        ["101 其中", "焊工", "五级", 18, 19, None, True],
        ["101 其中", "电工", "四级", 12, 13, None, True],
        ["102", "电工", "四级", 1, 31, 31, False],
    ]
    assert found["rows"][2][3:5] == ["26S110101", "26S110112"]
    assert [[bag[0], bag[2]] for bag in record["bags"]] == [["焊工 五级", "19"], ["电工 四级", "13"]]
