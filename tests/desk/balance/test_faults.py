"""Faults of an exam day as the tables and the balance catch them: in the right words, at the right place."""

import pytest

from server.domain.policy import JIANGXI, policy_to_row
from server.store import tables
from tests.desk.balance.conftest import all_is_well
from tests.exam_day import PLAN
from tests.paper_day import CE, FIRST, SECOND, accepted, signers


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def test_a_clean_day_of_two_rooms_raises_nothing(table, rows):
    table.whole()
    accepted(table.count("101"))
    accepted(table.count("102"))
    assert table.said() == []
    assert [row["code"] for row in rows("alert").values()] == []
    for place in ("S1/101", "S1/102"):
        assert {line["state"] for line in table.balance(place)["lines"]} == {"holds"}, place


@pytest.mark.parametrize(("wrong", "says"), [
    ({"cards_ans": 2}, "101 号考场：领 31，交回 30，缺 1 张答题卡"),
    ({"cards_blank": 29}, "101 号考场：领 31，交回 32，多 1 张答题卡"),
    ({"papers_returned": 30}, "101 号考场：领 31，交回 30，缺 1 份试卷"),
    ({"scratch_returned": 2}, "101 号考场：发 3，收回 2，缺 1 张草稿纸"),
    ({"signatures": 2}, "101 号考场：实考 3 人，座次表签名 2 个，缺 1 个签名"),
    ({"absent": 1}, "101 号考场：应考 3，实考加缺考 4，多 1 人"),
    ({"void_lines": 1}, "101 号考场：记录单更换 1 行，作废卡 0 张，缺 1 张作废卡"),
    ({"cards_void": 1, "cards_blank": 27}, "101 号考场：记录单更换 0 行，作废卡 1 张，多 1 张作废卡"),
    ({"cards_bag": 2}, "101 号考场：答题卡袋应装 3，袋内 2，缺 1 张答题卡"),
    ({"papers_unused": 27}, "101 号考场：领 31，实考、缺考、残缺、未用合计 30，缺 1 份试卷"),
    ({"cards_abs": 1, "cards_blank": 27}, "101 号考场：按缺考人数应有缺考卡 0，实有 1，多 1 张缺考卡"),
])  # fmt: skip
def test_one_wrong_figure_is_said_in_words_with_its_room(table, wrong, says):
    table.whole()
    accepted(table.count("102"))
    accepted(table.count("101", wrong))
    assert says in table.said()
    assert all(said.startswith("101 号考场") for said in table.said())


def test_a_spare_used_and_not_recorded_shows_in_the_room_with_the_hint(table):
    table.whole()
    accepted(table.count("101", {"cards_void": 1, "void_lines": 1}))  # one more card than was drawn
    line = table.line("S1/101", "cards")
    assert line["says"]["zh"] == "101 号考场：领 31，交回 32，多 1 张答题卡"
    assert "spare-unrecorded" in [hint["code"] for hint in line["hints"]]


@pytest.fixture
def spare(table):
    """Both rooms are at work; the chief opened the spare bag before the roving invigilator."""
    table.out("101", "102")
    table.opened("101", "102")
    label = table.papers.labels["SP", None]
    policy = policy_to_row(JIANGXI) | {"spare_monitors": 0}
    accepted(table.papers.table.hand("plan.policy", {"plan": PLAN, "policy": policy}))
    accepted(table.open(label, [CE], witnesses=[], approval="101 考场缺卡"))
    return label


def supply(table, source, what="cards"):
    body = {
        "plan": PLAN, "source": source, "target": table.papers.labels["CP", "101"], "what": what, "number": 1,
        "approver": signers(CE)[0], "reason": "更换答题卡 101-02",
    }  # fmt: skip
    return table.papers.table.hand("custody.supply", body)


def test_a_spare_that_is_recorded_is_expected_back_and_the_site_balances(table, spare):
    accepted(supply(table, spare))
    table.back("101", "102")
    accepted(table.count("101", {"cards_void": 1, "void_lines": 1}))
    accepted(table.count("102"))
    assert table.said() == []
    assert table.line("S1/101", "cards")["expected"] == 32
    assert table.line("site", "S1/site/spare-cards")["state"] == "holds"


def test_a_spare_bag_that_lacks_more_than_the_rooms_took_is_said_of_the_site(table, spare, rows):
    accepted(supply(table, spare))
    table.back("101", "102")
    accepted(table.papers.table.hand("custody.label", {"plan": PLAN, "objects": [{"kind": "ST"}]}))
    (strip,) = [row["label"] for row in rows("item").values() if row["kind"] == "ST"]
    look = {
        "counts": [{"label": spare, "counted": {"papers": 5, "cards": 3}}],
        "reasons": [{"label": spare, "words": "少一张，原因不明"}],
    }  # fmt: skip
    body = {"plan": PLAN, "label": spare, "seal": strip, "closer": signers(CE)[0], "proctors": [], "look": look}
    accepted(table.papers.table.hand("custody.seal", body))
    assert table.said() == ["全考点：各考场调入减调出 1，备用袋少了 2，多 1 张备用卡"]


def test_swapped_cards_are_hinted_from_one_room_to_the_other(table):
    table.whole()
    accepted(table.count("101", {"cards_blank": 27}))
    accepted(table.count("102", {"cards_blank": 30}))
    for room, other in (("101", "102"), ("102", "101")):
        hints = table.line(f"S1/{room}", "cards")["hints"]
        assert f"{other} 号考场" in hints[0]["zh"], hints
    accepted(table.count("102", {"cards_blank": 29}, reason="复点"))
    assert "other-room" not in [hint["code"] for hint in table.line("S1/101", "cards")["hints"]]


def test_one_invigilator_who_leaves_the_room_is_missing_from_it_and_no_more_once_back(table):
    table.out("101")
    gone = accepted(table.papers.table.hand("duty.check_out", {"place": "office", "person": 2, "plan": PLAN}))
    assert table.said() == ["101 号考场：应到监考 2 人，在岗 1 人，缺 1 人"]
    accepted(table.papers.table.hand("duty.undo", {"undoes": gone.id}))
    assert table.said() == []


def test_invigilators_who_leave_after_the_papers_came_back_are_not_missing(table):
    table.whole()
    accepted(table.papers.table.hand("duty.check_out", {"place": "office", "person": 2, "plan": PLAN}))
    assert table.said() == []


def test_a_bag_left_in_the_room_is_named_an_hour_after_the_end(table, rows):
    """Both sets came back, that of 101 without its card bag; the reason is on record."""
    table.out("101", "102")
    table.clock.at("10:40")
    card = table.papers.labels["CP", "101"]
    look = {"intact": True, "reasons": [{"label": card, "words": "未随套交回"}]}
    body = table.papers.body("L4", [table.papers.set_of("101")], FIRST, [CE], missing=[card], look=look)
    accepted(table.papers.table.hand("custody.handoff", body))
    other = table.papers.body("L4", [table.papers.set_of("102")], SECOND, [CE])
    accepted(table.papers.table.hand("custody.handoff", other))
    assert table.said() == []
    assert [alert["code"] for alert in rows("alert").values()] == ["thing-missing"]
    accepted(table.count("102"))
    table.clock.at("11:31")
    accepted(table.papers.table.hand("custody.label", {"plan": PLAN, "objects": [{"kind": "ST"}]}))
    assert table.said() == [
        f"全考点：考场交回应有 4 件，实有 3 件，缺 1 件：{card}",
        "上午理论：已交回 2 个考场，清点完 1 个，1 个考场未清点：101",
    ]


def test_sets_given_to_the_other_rooms_invigilators_are_refused_and_no_balance_moves(table, rows):
    table.out("102")
    accepted(table.papers.pack("101"))
    assert code(table.papers.issue("101", SECOND)) == "proctor-other-room"
    assert f"{PLAN}/S1/101" not in rows("balance")


def test_a_digit_typed_twice_is_refused(table):
    table.whole()
    assert code(table.count("101", {"cards_blank": 28_000})) == "figure-too-large"


def test_a_count_for_the_wrong_session_says_so(table, rows):
    """Nothing was drawn in S2: its cards are not known, and nothing is taken for 0."""
    table.whole()
    accepted(table.count("101", session="S2"))
    assert table.line("S2/101", "cards")["unknown"] == ["cards_in", "cards_sup", "cards_out"]
    assert table.said() == []


def test_a_pack_that_was_one_short_when_it_was_opened_stays_visible(table):
    table.out("101", "102")
    table.clock.at("08:50")
    label = table.papers.labels["CP", "101"]
    look = {
        "intact": True, "counts": [{"label": label, "counted": {"cards": 30}}],
        "reasons": [{"label": label, "words": "启封清点少一张"}],
    }  # fmt: skip
    accepted(table.open(label, FIRST, look=look))
    accepted(table.open(table.papers.labels["PP", "101"], FIRST))
    table.back("101", "102")
    accepted(table.count("101", {"cards_blank": 27}))
    assert table.said() == ["101 号考场：领 31，交回 30，缺 1 张答题卡"]


def test_the_correction_of_a_count_at_handing_out_sets_the_count_right_and_is_settled_against_the_pack(table):
    table.out("102")
    accepted(table.papers.pack("101"))
    issued = accepted(table.papers.issue("101", FIRST))
    label = table.papers.labels["CP", "101"]
    body = {
        "plan": PLAN, "corrects": issued.id, "clerk": table.papers.signs(11), "chief": signers(CE)[0],
        "reason": "袋面印错",
        "counts": [{"label": label, "counted": {"cards": 30}}],
    }  # fmt: skip
    accepted(table.papers.table.hand("custody.correct", body))
    table.opened("101")
    table.back("101")
    accepted(table.count("101", all_is_well(3) | {"cards_blank": 27}))
    assert table.line("S1/101", "cards")["state"] == "holds"
    assert table.said() == ["101 号考场：封装和调入应有 31，袋内和另放共 30，缺 1 张答题卡"]
    accepted(table.settle(table.line("S1/101", "packed-cards"), grounds="袋面印错，印制厂已证明"))
    assert table.said() == []


def test_rows_stay_small_whatever_differs(table, rows, hub):
    table.whole()
    for room in ("101", "102"):
        wrong = {figure: value + (1 if room == "101" else 0) for figure, value in all_is_well(2).items()}
        accepted(table.count(room, wrong | {"cards_bag": 9, "scratch_returned": 7}))
    assert table.balance("S1/101")["open"] == 6
    with hub.db.reading() as connection:
        sizes = [len(row.value.encode()) for row in connection.execute(_rows()) if row.value]
    assert max(sizes) <= 5_000


def _rows():
    return tables.row.select().where(tables.row.c.kind.in_(["balance", "counts"]))
