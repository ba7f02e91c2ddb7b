"""Who answers for what is read: nobody who operates the reader changes what counts, and two or three people sign."""

import pytest

from server.desk.reading import session as sessions
from server.domain.counts import Count
from server.domain.reading.signing import HEADS
from tests.exam_day import PLAN
from tests.practical_day import accepted, code
from tests.reading_day import SESSION, file_of, number, plant, session_cards
from tests.reading_room import CHECKER, CHIEF, LEADER, MONITOR, OPERATOR, clean

AWAY = [number("101", seat) for seat in (1, 3, 7)]


def with_answers(cards, of, answers):
    return [
        one.__class__(**{name: getattr(one, name) for name in one.__slots__} | {"answers": answers(one.answers)})
        if one.number == of else one for one in cards
    ]  # fmt: skip


def flipped(answers):
    return tuple("B" if one == "A" else "A" for one in answers)


def test_the_operator_enters_no_record_sheet(room):
    assert code(room.sheet("101", by=OPERATOR)) == "reading-role"
    accepted(room.sheet("101", by=MONITOR))


def test_a_sheet_is_changed_by_one_before_the_cards_are_read_and_by_two_after(room):
    accepted(room.sheet("101"))
    accepted(room.sheet("101", absent=AWAY, reason="座次表上没有签名", second=None))
    accepted(room.sheet("101", reason="核对后改回来", second=None))
    room.bring(clean())
    changed = {"absent": AWAY, "reason": "座次表上没有签名"}
    assert code(room.sheet("101", second=None, **changed)) == "attendance-second"
    assert code(room.sheet("101", second=OPERATOR, **changed)) == "second-role"
    assert code(room.sheet("101", second=CHECKER, **changed)) == "second-same"
    accepted(room.sheet("101", second=None))  # the same again changes nothing
    accepted(room.sheet("101", **changed))


def test_a_sheet_is_changed_by_a_leader_once_the_room_is_signed(room):
    batch = room.bring(clean())
    room.sheets()
    accepted(room.close(batch))
    changed = {"absent": AWAY, "reason": "座次表上没有签名"}
    assert code(room.sheet("101", **changed)) == "attendance-leader"
    accepted(room.sheet("101", second=LEADER, **changed))


def test_a_bag_that_two_counted_differently_is_counted_again_whichever_fits_the_cards(room, monkeypatch):
    room.bring(clean())
    real = sessions.balance.figures_of_session

    def counted(connection, plan, session):
        return {**real(connection, plan, session), "101": (Count("cards_bag", 12, "chief"),)}

    monkeypatch.setattr(sessions.balance, "figures_of_session", counted)
    room.sheets()
    assert room.faults() == {"count-bag/101/all": "count-bag"}
    assert room.states()["101"] == "faults"
    accepted(room.propose("count-bag/101/all", "recount", bag=10))
    accepted(room.settle("count-bag/101/all"))
    assert room.states()["101"] == "green"


def test_the_operator_places_alone_only_what_lies_nowhere(room):
    batch = room.bring(clean())
    room.sheets()
    assert code(room.assign(batch, session="S2")) == "assign-second"
    assert code(room.assign(batch, reading=2)) == "assign-second"
    assert code(room.assign(batch, profile="nanhao-sample-csv")) == "assign-second"
    assert code(room.assign(batch, reading=2, second=OPERATOR)) == "second-role"
    accepted(room.assign(batch, reading=2, second=CHECKER))
    assert room.row("batch", batch)["pass"] == 2
    accepted(room.assign(batch, second=MONITOR))  # as it was handed in
    assert room.row("batch", batch)["pass"] == 1
    assert code(room.assign(batch, second=MONITOR)) == "batch-same"
    assert set(room.states().values()) == {"green"}


def test_which_of_two_readings_counts_is_for_a_leader(room):
    first = room.bring(clean(), "A.TXT")
    room.sheets()
    room.bring(file_of("txt", with_answers(session_cards(), number("101", 1), flipped)), "B.TXT")
    assert code(room.assign(first, session="S2", second=CHECKER)) == "assign-leader"
    accepted(room.assign(first, session="S2", second=LEADER))


def test_a_file_is_signed_once_every_room_of_it_is_green(room):
    batch = room.bring(clean())
    assert code(room.close(batch)) in ("close-faults", "close-rooms")
    for one in ("101", "102", "103"):
        accepted(room.sheet(one, bag=None))
    assert room.faults() == {}
    assert code(room.close(batch)) == "close-rooms", "nobody has counted the bags"
    for one in ("101", "102", "103"):
        accepted(room.sheet(one, reason="卡袋已清点"))
    accepted(room.close(batch))


def test_what_three_signed_in_a_room_is_corrected_by_a_leader_wherever_its_card_lies(room):
    cards = [one for one in session_cards() if one.number != number("101", 1)]
    batch = room.bring(file_of("txt", cards))
    room.sheets()
    accepted(room.sheet("101", bag=9, reason="袋内九张"))
    (key,) = room.faults()
    accepted(room.propose(key, "lost"))
    accepted(room.settle(key))
    accepted(room.close(batch))
    accepted(room.sheet("101", bag=9, misconduct=[number("101", 2)], reason="补记违纪", second=LEADER))
    for other in room.faults():
        accepted(room.propose(other, "confirm-misconduct"))
        assert code(room.settle(other)) == "reading-leader"
        accepted(room.settle(other, by=LEADER))


def test_scores_are_released_by_a_leader_and_another_never_the_operator_once_all_is_signed(room):
    batch = room.bring(clean())
    room.sheets()
    room.enter_keys(CHECKER, MONITOR)
    assert code(room.release()) == "release-open"
    accepted(room.close(batch))
    assert code(room.release(by=CHECKER, second=LEADER)) == "release-role", "a checker is shown no sums"
    assert code(room.release(by=LEADER, second=OPERATOR)) == "release-second"
    assert code(room.release(by=OPERATOR, second=LEADER)) == "release-role"
    accepted(room.release(by=LEADER, second=MONITOR))


def test_the_office_and_the_duty_desk_are_no_responsible_leaders():
    assert sorted(HEADS) == [3, 4, 5, 6]


def test_who_has_gone_home_signs_nothing_and_who_can_come_no_more_need_not_have_come(room, clock):
    batch = room.bring(clean())
    room.sheets()
    room.sign_in(CHIEF, room.chief)
    accepted(room.chief.hand("duty.check_out", {"plan": PLAN, "person": room.numbers[MONITOR], "place": "office"}))
    assert code(room.close(batch)) == "person-not-in"
    clock.at("16:00")  # after the day's last session
    room.who = None
    accepted(room.close(batch))


def test_a_card_keyed_in_is_that_of_the_candidate_whose_fault_it_is_with_letters_in_order(room):
    cards = [one for one in session_cards() if one.number != number("101", 1)]
    room.bring(file_of("txt", cards))
    room.sheets()
    (key,) = room.faults()
    answers = ["BAB", *["A"] * (len(cards[0].answers) - 1)]
    assert (
        code(room.propose(key, "hand-entry", number=number("102", 2), answers=answers, paper="A")) == "resolution-other"
    )
    accepted(room.propose(key, "hand-entry", answers=answers, paper="A"))
    proposal = room.row("reading_fault", f"{SESSION}/{key}")["proposal"]["resolution"]
    assert (proposal["answers"][0], proposal["number"]) == ("AB", number("101", 1))


@pytest.mark.parametrize("question", ["x", "", "0", "-1", "1e3", "９", "1" * 5000])
def test_a_question_that_is_none_is_turned_down_at_the_door(room, question):
    cards, _ = plant(session_cards(), "blank-card", number("102", 2))
    room.bring(file_of("txt", cards))
    room.sheets()
    (key,) = room.faults()
    receipt = room.propose(key, "hand-entry", cells={question: "A"})
    assert code(receipt) is not None
