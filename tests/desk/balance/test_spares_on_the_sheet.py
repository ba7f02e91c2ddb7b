"""Spares used in a dark room: the record sheet that tells of them comes with the set, after it is back on record."""

import pytest

from tests.desk.balance.conftest import all_is_well
from tests.exam_day import PLAN, STAFF_ROWS, staff_row
from tests.paper_day import CE, CLERK, CUSTODIAN, FIRST, MORE, SECOND, accepted, signer, signers

MONITOR, PATROL = 12, 2
ROOM = "S1/101"
#: When both sets came back (10:40 at the site).
CAME = "2026-11-22T02:40:00+00:00"
NOTHING_ELSE = "领 31，交回 33，多 2 张答题卡"


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def said_to_do(receipt):
    return receipt.refusal.said("zh")["fix"]


def minute(clock):
    return f"2026-11-22T{clock}:00+08:00"


def sheet(clock, form="record"):
    return {"paper": {"form": form, "at": minute(clock), "entered_by": CE}}


@pytest.fixture
def back(table, day):
    """Both rooms' sets went out, and came back at 10:40; nobody stated anything from within the rooms."""
    more = [staff_row(CUSTODIAN, name="卫十", role=MORE[CUSTODIAN]), staff_row(CLERK, name="蒋丑", role=MORE[CLERK])]
    accepted(day.take("staff", [*STAFF_ROWS, *more, staff_row(MONITOR, name="沈巡", role=PATROL)]))
    accepted(table.papers.table.hand("duty.check_in", {"place": "office", "person": MONITOR, "plan": PLAN}))
    table.out("101", "102")
    table.back("101", "102")
    table.clock.at("11:00")
    return table


def put_to_use(table, clock="09:40"):
    body = {
        "plan": PLAN, "label": table.papers.labels["SP", None], "people": signers(CE), "monitors": signers(MONITOR),
        "approval": "101 考场漏印", "look": {"intact": True},
    }  # fmt: skip
    return table.papers.table.hand("custody.open", body | sheet(clock, "spare"))


def supply(table, clock="09:45", room="101", number=2, **more):
    body = {
        "plan": PLAN, "source": table.papers.labels["SP", None], "target": table.papers.labels["CP", room],
        "what": "cards", "number": number, "approver": signer(CE), "reason": "漏印",
    }  # fmt: skip
    return table.papers.table.hand("custody.supply", body | (sheet(clock) if clock else {}) | more)


def open_in_room(table, clock="08:55", counted=None, kind="CP"):
    label = table.papers.labels[kind, "101"]
    look = {"intact": True}
    if counted is not None:
        look |= {"counts": [{"label": label, "counted": counted}], "reasons": [{"label": label, "words": "少一张"}]}
    return table.open(label, FIRST, look=look, **sheet(clock))


def count(table):
    """Two of the room's own cards were misprinted and are void; the two spares were answered on."""
    return table.count("101", all_is_well(3, replaced=2, drawn=33) | {"papers_unused": 28, "papers_returned": 31})


@pytest.fixture
def strips(table, rows):
    accepted(table.papers.table.hand("custody.label", {"plan": PLAN, "objects": [{"kind": "ST"}, {"kind": "ST"}]}))
    return sorted(row["label"] for row in rows("item").values() if row["kind"] == "ST")


def seal(table, strip, aside=30):
    label = table.papers.labels["CP", "101"]
    look = {"counts": [{"label": label, "counted": {"cards": 3}}], "reasons": [{"label": label, "words": "有备用卡"}]}
    body = {
        "plan": PLAN, "label": label, "seal": strip, "closer": signer(CE), "proctors": signers(*FIRST),
        "opened": True, "look": look, "aside": {"cards": aside},
    }  # fmt: skip
    return table.papers.table.hand("custody.seal", body)


def test_spares_are_entered_from_the_sheet_after_the_set_is_back_and_the_balance_has_nothing_to_say(back, rows):
    accepted(count(back))
    assert back.said() == [f"101 号考场：{NOTHING_ELSE}"]
    accepted(put_to_use(back))
    entered = accepted(supply(back))
    assert back.said() == []
    row = rows("custody")[entered.id]
    assert (row["paper"]["signed"], row["paper"]["entered_by"]) == ("2026-11-22T09:45:00.000+08:00", CE)
    items = rows("item")
    bag, spare = (items[f"{PLAN}/{back.papers.labels[of]}"] for of in (("CP", "101"), ("SP", None)))
    assert (bag["state"], bag["counts"]["cards"], spare["counts"]["cards"]) == ("returned", 33, 3)
    assert rows("counts")[f"{PLAN}/{ROOM}"]["counts"]["custody"]["cards_sup"] == 2


def test_the_spare_bag_holds_by_itself_what_the_rooms_took_from_it(back):
    accepted(put_to_use(back))
    accepted(supply(back))
    accepted(supply(back, "09:50", room="102", number=1))
    line = back.line("site", "S1/site/spare-cards")
    assert (line["state"], line["expected"], line["found"]) == ("holds", 3, 3)


def test_rooms_come_back_in_any_order_and_their_spares_are_entered_so(back):
    accepted(put_to_use(back, "09:10"))
    for clock in ("09:50", "09:45", "09:30", "09:20", "09:15"):
        accepted(supply(back, clock, room="102", number=1))
    assert back.line("site", "S1/site/spare-cards")["found"] == 5
    assert code(supply(back, "09:40")) == "supply-too-few"


def test_the_opening_on_the_same_sheet_is_entered_after_the_set_is_back_too(back, rows):
    entered = accepted(open_in_room(back))
    assert rows("custody")[entered.id]["witnesses"] == ["5", "12"]
    bag = rows("item")[f"{PLAN}/{back.papers.labels['CP', '101']}"]
    assert (bag["state"], bag["seal"], bag["at"]) == ("returned", None, CAME)
    assert code(open_in_room(back, "08:57")) == "already-opened"


def test_what_fell_short_when_it_was_opened_is_lacking_of_what_came_back(back, rows):
    accepted(put_to_use(back))
    accepted(supply(back))
    accepted(open_in_room(back, counted={"cards": 30}))
    assert rows("item")[f"{PLAN}/{back.papers.labels['CP', '101']}"]["counts"]["cards"] == 32
    assert [row["code"] for row in rows("alert").values() if row["state"] == "open"].count("count-short") == 1


def test_a_bag_sealed_before_its_spares_were_entered_keeps_what_was_counted_then(back, strips, rows):
    accepted(count(back))
    accepted(seal(back, strips[0]))
    assert f"101 号考场：{NOTHING_ELSE}" in back.said()
    accepted(put_to_use(back))
    accepted(supply(back))
    assert back.said() == []
    bag = rows("item")[f"{PLAN}/{back.papers.labels['CP', '101']}"]
    assert (bag["state"], bag["counts"]["cards"], bag["aside"]["cards"]) == ("verified", 3, 30)


@pytest.mark.parametrize(("when", "told"), [
    ("08:20", "supply-not-there"), ("08:40", "opened-early"), ("10:45", "supply-not-there"), (None, "supply-not-there"),
])  # fmt: skip
def test_spares_of_a_moment_when_the_bag_was_not_in_use_in_its_room_are_refused_with_what_can_be_done(back, when, told):
    accepted(put_to_use(back, "08:10"))
    refused = supply(back, when)
    assert code(refused) == told
    assert "考场记录单" in said_to_do(refused) or told == "opened-early"


def test_of_a_spare_bag_that_nobody_opened_on_record_its_opening_is_asked_for_first(back):
    refused = supply(back)
    assert (code(refused), "先补录启用" in said_to_do(refused)) == ("supply-not-open", True)
    accepted(put_to_use(back))
    assert code(supply(back, "09:30")) == "supply-not-open"


def test_while_the_room_is_dark_spares_go_to_it_without_anybody_having_stated_that_its_bags_are_open(table, back):
    """The chief's device in the office, at the moment itself; here at another room's."""
    accepted(put_to_use(back))
    out = [row["fact"] for row in back.rows("custody").values() if row["leg"] == "L4" and row["room"] == "102"]
    void = {"plan": PLAN, "corrects": out[0], "void": True, "clerk": table.papers.signs(CLERK), "chief": signer(CE)}
    accepted(table.papers.table.hand("custody.correct", void | {"reason": "点错了考场"}))
    accepted(supply(back, None, room="102"))
    assert back.rows("item")[f"{PLAN}/{back.papers.labels['CP', '102']}"]["counts"]["cards"] == 33


def test_a_count_that_states_a_supply_is_told_where_to_enter_it(back):
    refused = back.count("101", {"cards_sup": 2})
    assert (code(refused), "启用过备用卷、卡" in said_to_do(refused)) == ("figure-by-supply", True)


def test_a_slip_in_entering_is_taken_back_and_struck_out_as_any_other(back, rows):
    accepted(put_to_use(back))
    entered = accepted(supply(back))
    accepted(back.papers.table.hand("custody.undo", {"plan": PLAN, "undoes": entered.id}))
    bag = rows("item")[f"{PLAN}/{back.papers.labels['CP', '101']}"]
    assert (bag["state"], bag["counts"]["cards"], bag["at"]) == ("returned", 31, CAME)
    assert rows("counts")[f"{PLAN}/{ROOM}"]["counts"]["custody"]["cards_sup"] == 0


# counts entered from paper


def gone(table, person):
    accepted(table.papers.table.hand("duty.check_out", {"place": "office", "person": person, "plan": PLAN}))


def test_a_count_is_entered_from_the_signed_sheet_with_its_minute_and_whoever_signed_it_though_they_left(back, rows):
    gone(back, SECOND[0])
    assert code(back.count("102", by="proctor", person=SECOND[0])) == "person-not-in"
    entered = accepted(back.count("102", by="proctor", person=SECOND[0], **sheet("10:38")))
    last = rows("counts")[f"{PLAN}/S1/102"]["last"]["proctor"]
    assert (last["person"], last["fact"], last["at"]) == (SECOND[0], entered.id, "2026-11-22T10:38:00.000+08:00")
    assert last["paper"] == {"form": "record", "signed": "2026-11-22T10:38:00.000+08:00", "entered_by": CE}
    assert rows("feed")[str(entered.seq)]["what"] == ["proctor", "paper"]


def test_a_count_of_the_moment_carries_no_mark_of_paper(back, rows):
    accepted(back.count("102"))
    assert "paper" not in rows("counts")[f"{PLAN}/S1/102"]["last"]["chief"]


def test_a_sheet_entered_later_does_not_replace_what_was_counted_after_it_and_whoever_enters_it_is_told(back, rows):
    accepted(back.count("102"))
    refused = back.count("102", {"cards_blank": 28}, reason="第一遍点的数", **sheet("10:42"))
    told = refused.refusal.params
    assert (refused.verdict, code(refused)) == ("refused", "figure-overtaken")
    assert (told["since"], told["signed"], told["expected"], told["found"]) == ("11:00", "10:42", 29, 28)
    assert "按现在登记" in said_to_do(refused)
    shown = rows("counts")[f"{PLAN}/S1/102"]
    assert (shown["counts"]["chief"]["cards_blank"], "paper" in shown["last"]["chief"]) == (29, False)


def test_a_sheet_that_agrees_with_what_was_counted_after_it_or_is_another_counters_is_entered(back):
    accepted(back.count("102"))
    accepted(back.count("102", **sheet("10:42")))
    other = {"cards_blank": 28}
    accepted(back.count("102", other, by="proctor", person=SECOND[0], reason="第一遍点的数", **sheet("10:38")))
    counted = back.rows("counts")[f"{PLAN}/S1/102"]["counts"]
    assert (counted["proctor"]["cards_blank"], counted["chief"]["cards_blank"]) == (28, 29)


def test_of_two_sheets_the_later_one_counts_in_either_order(back, rows):
    accepted(back.count("102", {"cards_blank": 28}, **sheet("10:42")))
    accepted(back.count("102", {"cards_blank": 29}, reason="又点一遍", **sheet("10:50")))
    assert code(back.count("102", {"cards_blank": 27}, reason="再早的", **sheet("10:45"))) == "figure-overtaken"
    assert rows("counts")[f"{PLAN}/S1/102"]["counts"]["chief"]["cards_blank"] == 29


@pytest.mark.parametrize(("when", "more", "told"), [
    ("11:30", {}, "paper-future"), ("10:38", {"form": "letter"}, "form-unknown"),
    ("10:38", {"entered_by": CLERK}, "grant-holder"), ("07:00", {}, "person-not-in"),
])  # fmt: skip
def test_a_sheet_that_cannot_be_is_refused_for_a_count_too(back, when, more, told):
    paper = sheet(when)["paper"] | more
    assert code(back.count("102", by="proctor", person=SECOND[0], paper=paper)) == told


def test_a_roving_invigilators_phone_counts_but_enters_no_sheet(back, rover):
    paper = sheet("10:38")["paper"] | {"entered_by": 7}
    assert code(back.count("102", by="roving", person=7, table=rover, paper=paper)) == "not-allowed"
    accepted(back.count("102", by="roving", person=7, table=rover))


def test_a_rebuild_comes_to_the_same_bags_and_counts(back, hub, rows):
    accepted(put_to_use(back))
    accepted(supply(back))
    accepted(open_in_room(back))
    accepted(back.count("102", by="proctor", person=SECOND[0], **sheet("10:38")))
    before = rows("item"), rows("counts"), rows("balance")
    hub.committer.call(hub.door.rebuild)
    assert (rows("item"), rows("counts"), rows("balance")) == before
