"""Faults settled one upon another: nothing that two people settled is undone by what came later."""

from dataclasses import replace

import pytest

from server.desk.reading import session as sessions
from tests.exam_day import PLAN
from tests.practical_day import accepted, code
from tests.reading_day import SESSION, file_of, number, plant, session_cards
from tests.reading_room import CHECKER, MONITOR, clean

GREEN = {"101": "green", "102": "green", "103": "green"}
ONE = number("101", 1)


def changed(**values):
    return [replace(one, **values) if one.number == ONE else one for one in session_cards()]


def settled(room, key, what, **more):
    accepted(room.propose(key, what, **more))
    accepted(room.settle(key))


def effective(room, wanted=ONE):
    with room.hub.db.reading() as connection:
        cards = sessions.standing(connection, PLAN, SESSION).report.cards
    (found,) = [one for one in cards if one.card.number == wanted]
    return found


def projections(room):
    with room.hub.db.reading() as connection:
        return sessions.settlements(connection, PLAN, SESSION)


def test_what_differs_in_two_passes_is_settled_cell_by_cell_and_each_word_stands(room):
    (card,) = [one for one in session_cards() if one.number == ONE]
    other = tuple("B" if one == "A" else "A" for one in card.answers[:2])
    room.bring(clean(), "A.TXT")
    room.sheets()
    room.bring(file_of("txt", changed(answers=(*other, *card.answers[2:]))), "B.TXT", **{"pass": 2})
    ((key, kind),) = room.faults().items()
    assert kind == "pass-differs"
    settled(room, key, "give-answers", cells={"1": other[0]})
    row = room.row("reading_fault", f"{SESSION}/{key}")
    assert (row["state"], [one["question"] for one in row["detail"]["cells"]]) == ("open", [2])
    settled(room, key, "give-answers", cells={"2": card.answers[1]})
    assert room.faults() == {}
    assert room.states() == GREEN
    assert effective(room).card.answers[:2] == (other[0], card.answers[1])
    assert room.row("reading_fault", f"{SESSION}/{key}")["settled"]["resolution"]["cells"] == {"2": card.answers[1]}
    before = projections(room)
    room.hub.committer.call(room.hub.door.rebuild)
    assert projections(room) == before


def test_an_accepted_difference_leaves_what_was_put_right_before(room):
    (card,) = [one for one in session_cards() if one.number == ONE]
    other = tuple("B" if one == "A" else "A" for one in card.answers[:2])
    room.bring(clean(), "A.TXT")
    room.sheets()
    room.bring(file_of("txt", changed(answers=(*other, *card.answers[2:]))), "B.TXT", **{"pass": 2})
    ((key, _),) = room.faults().items()
    settled(room, key, "give-answers", cells={"1": other[0]})
    settled(room, key, "accept")
    assert room.states() == GREEN
    assert effective(room).card.answers[:2] == (other[0], card.answers[1])


def test_a_bag_that_was_settled_is_open_again_at_another_figure(room):
    room.bring(clean())
    room.sheets()
    accepted(room.sheet("101", bag=11, reason="卡袋十一张"))
    ((key, kind),) = room.faults().items()
    assert kind == "count-bag"
    settled(room, key, "lost")
    assert room.states() == GREEN
    accepted(room.sheet("101", bag=20, reason="卡袋二十张"))
    assert room.faults("open") == {key: "count-bag"}
    assert room.states() == GREEN | {"101": "faults"}


def test_a_card_keyed_in_says_its_paper_and_is_corrected_like_any_other(room):
    cards = [one for one in session_cards() if one.number != ONE]
    (paper,) = [one.paper for one in session_cards() if one.number == ONE]
    room.bring(file_of("txt", cards))
    room.sheets()
    room.enter_keys(CHECKER, MONITOR)
    ((key, _),) = room.faults().items()
    answers = ["A"] * len(cards[0].answers)
    assert room.row("reading_fault", f"{SESSION}/{key}")["paper"]
    assert code(room.propose(key, "hand-entry", answers=answers)) == "resolution-lacks"
    settled(room, key, "hand-entry", answers=answers, paper=paper)
    assert room.states() == GREEN
    assert room.scored()["scored"] == 24
    other = "B" if paper == "A" else "A"
    correction = f"correction/101/{ONE}/1"
    settled(room, correction, "give-paper", paper=other, batch="hand", row=1)
    assert effective(room).card.paper == other


def test_a_card_keyed_in_and_then_found_and_read_is_one_of_two_of_which_one_is_kept(room):
    room.bring(file_of("txt", [one for one in session_cards() if one.number != ONE]), "A.TXT")
    room.sheets()
    ((key, _),) = room.faults().items()
    settled(room, key, "hand-entry", answers=["A"] * len(session_cards()[0].answers), paper="A")
    room.bring(file_of("txt", [one for one in session_cards() if one.number == ONE]), "ONE.TXT")
    (twice,) = [key for key, kind in room.faults().items() if kind == "duplicate-different"]
    (place,) = [one for one in room.row("reading_fault", f"{SESSION}/{twice}")["places"] if one["batch"] != "hand"]
    settled(room, twice, "keep-one", **place)
    assert room.states() == GREEN
    assert effective(room).machine is not None


def test_a_blank_card_whose_paper_was_read_need_not_say_it_again(room):
    cards, _ = plant(session_cards(), "blank-card", number("102", 2))
    room.bring(file_of("txt", cards))
    room.sheets()
    ((key, _),) = room.faults().items()
    settled(room, key, "hand-entry", answers=["A"] * len(cards[0].answers))
    assert room.states() == GREEN


def test_a_room_without_cards_waits_until_two_people_say_that_all_are_handed_in(room):
    cards = [one for one in session_cards() if one.room != "103"]
    assert code(room.propose("complete/-/all", "all-read")) == "fault-unknown", "nothing was read"
    room.bring(file_of("txt", cards))
    room.sheets()
    assert room.states() == GREEN | {"103": "waiting"}
    settled(room, "complete/-/all", "all-read", reason="三个考场的卡袋都已交来")
    ((key, kind),) = room.faults().items()
    assert (kind, room.states()["103"]) == ("missing-room", "faults")
    assert code(room.propose("complete/-/all", "all-read")) == "fault-settled"
    settled(room, key, "lost")
    assert room.states()["103"] != "waiting"
    assert room.faults() == {}
    assert room.scored()["lost"] == 8, "whoever sat there has no score, and nobody has 0 points"
    room.bring(file_of("txt", [one for one in session_cards() if one.room == "103"]), "C.TXT")
    assert room.states() == GREEN, "a bag that is found is read"


def test_a_session_of_which_only_bags_were_counted_can_be_said_to_be_complete(room):
    room.sheets()
    settled(room, "complete/-/all", "all-read", reason="卡袋在路上遗失")
    assert set(room.faults().values()) == {"missing-room"}
    assert set(room.states().values()) == {"faults"}


def test_a_correction_holds_up_while_it_is_proposed(room):
    room.bring(clean())
    room.sheets()
    room.enter_keys(CHECKER, MONITOR)
    key = f"correction/101/{ONE}/1"
    accepted(room.propose(key, "give-answers", cells={"1": ""}, **room.place_of(ONE)))
    assert room.faults("proposed") == {key: "correction"}
    assert room.states() == GREEN | {"101": "faults"}
    assert code(room.release()) == "release-rooms"
    accepted(room.settle(key, "reject", reason="卡面与读入的相同"))
    assert room.states() == GREEN


def test_the_same_bytes_as_second_pass_are_compared_in_full(room):
    raw = clean()
    room.bring(raw, "A.TXT")
    room.sheets()
    room.bring(raw, "B.TXT", **{"pass": 2})
    assert room.row("reading_session", SESSION)["passes"] == {
        "compared": 30, "of": 30, "settled": 0, "differ": 0, "wanted": 0, "share": 0,
    }  # fmt: skip
    assert room.states() == GREEN


@pytest.mark.parametrize(("again", "open_faults"), [(b"\xff\xd8\xff no cards either", 2), (None, 0)])
def test_a_file_that_was_not_taken_is_told_of_until_one_that_was_takes_its_place(room, again, open_faults):
    first = room.bring(b"\xff\xd8\xff no cards", "A.TXT", session=SESSION)
    room.sheets()
    room.bring(again or clean(), "A.TXT", again=first, session=SESSION)
    assert len([kind for kind in room.faults().values() if kind not in ("no-record-sheet",)]) == open_faults
