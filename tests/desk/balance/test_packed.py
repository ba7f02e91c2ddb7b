"""Sheets recorded short at a handoff or at sealing: the chief is told, and the room says so until it is settled."""

import pytest

from tests.exam_day import PLAN
from tests.paper_day import CE, FIRST, SECOND, accepted, signer, signers

SHORT = "101 号考场：封装和调入应有 31，袋内和另放共 30，缺 1 张答题卡"


def alerts(rows):
    return [(row["code"], row["says"]["zh"]) for row in rows("alert").values()]


def one_short(label, number=30, words="少一张"):
    counts = [{"label": label, "counted": {"cards": number}}]
    return {"intact": True, "counts": counts, "reasons": [{"label": label, "words": words}]}


@pytest.fixture
def card(table):
    """The card bag of room 101."""
    return table.papers.labels["CP", "101"]


@pytest.fixture
def out_short(table, card):
    """101's set went out with 30 of its 31 cards, for a reason; 102's as it should."""
    papers = table.papers
    accepted(papers.pack("101"))
    accepted(papers.pack("102"))
    table.clock.at("08:30")
    accepted(papers.issue("102", SECOND))
    look = one_short(card, words="领卷时少一张")
    accepted(papers.table.hand("custody.handoff", papers.body("L3", [papers.set_of("101")], [CE], FIRST, look=look)))


def test_a_card_short_when_handed_out_is_told_at_once_and_stays_whatever_is_counted(table, card, rows, out_short):
    assert alerts(rows) == [("count-short", f"答题卡袋 {card} 的答题卡应有 31，清点 30：领卷时少一张")]
    assert table.said() == [SHORT]
    table.opened("101", "102")
    table.back("101", "102")
    accepted(table.count("101", {"cards_blank": 27}))
    accepted(table.count("102"))
    assert table.line("S1/101", "cards")["state"] == "holds"
    assert table.said() == [SHORT]


def test_it_is_settled_like_any_other_difference(table, out_short):
    line = table.line("S1/101", "packed-cards")
    assert "recorded" in [hint["code"] for hint in line["hints"]]
    accepted(table.settle(line, grounds="印制厂证明少装一张"))
    assert (table.said(), table.balance("S1/101")["open"]) == ([], 0)


def test_a_card_short_when_brought_back_is_said_before_anybody_counts(table, card, rows):
    papers = table.papers
    table.out("101", "102")
    table.opened("101", "102")
    table.clock.at("10:40")
    body = papers.body("L4", [papers.set_of("101")], FIRST, [CE], look=one_short(card))
    accepted(papers.table.hand("custody.handoff", body))
    assert [code for code, _ in alerts(rows)] == ["count-short"]
    assert table.said() == [SHORT]
    accepted(table.count("101"))  # as if nothing were wrong
    assert table.said() == [SHORT]


def test_another_card_that_is_lacking_besides_is_said_besides(table, out_short):
    table.opened("101", "102")
    table.back("101", "102")
    accepted(table.count("101", {"cards_blank": 26}))
    assert table.said() == ["101 号考场：领 30，交回 29，缺 1 张答题卡", SHORT]


def test_where_the_count_says_the_same_it_is_said_once(table, card):
    """31 were drawn and 30 brought back: the table counts the same 30."""
    papers = table.papers
    table.out("101", "102")
    table.opened("101", "102")
    table.clock.at("10:40")
    body = papers.body("L4", [papers.set_of("101")], FIRST, [CE], look=one_short(card))
    accepted(papers.table.hand("custody.handoff", body))
    accepted(table.count("101", {"cards_blank": 27}))
    assert table.said() == ["101 号考场：领 31，交回 30，缺 1 张答题卡"]
    accepted(table.count("101", {"cards_blank": 28}, reason="复点"))
    assert table.said() == [SHORT]


def test_a_card_short_at_sealing_shows_with_what_was_put_aside(table, card, rows):
    table.whole()
    accepted(table.count("101"))
    accepted(table.count("102"))
    accepted(table.papers.table.hand("custody.label", {"plan": PLAN, "objects": [{"kind": "ST"}]}))
    (strip,) = [row["label"] for row in rows("item").values() if row["kind"] == "ST"]
    body = {
        "plan": PLAN, "label": card, "seal": strip, "closer": signer(CE), "proctors": signers(*FIRST),
        "look": one_short(card, 3), "aside": {"cards": 27},
    }  # fmt: skip
    accepted(table.papers.table.hand("custody.seal", body))
    assert table.said() == [SHORT]
    assert [code for code, _ in alerts(rows)] == ["count-short"]


def test_a_correction_to_fewer_is_told_and_shows(table, card, rows):
    accepted(table.papers.pack("101"))
    table.clock.at("08:30")
    issued = accepted(table.papers.issue("101", FIRST))
    body = {
        "plan": PLAN, "corrects": issued.id, "clerk": table.papers.signs(11), "chief": signer(CE), "reason": "当时点错",
        "counts": [{"label": card, "counted": {"cards": 20}}],
    }  # fmt: skip
    accepted(table.papers.table.hand("custody.correct", body))
    told = dict(alerts(rows))
    assert told["count-short"] == f"答题卡袋 {card} 的答题卡应有 31，清点 20：当时点错"
    assert set(told) == {"act-corrected", "count-short"}
    assert table.said() == ["101 号考场：封装和调入应有 31，袋内和另放共 20，缺 11 张答题卡"]
