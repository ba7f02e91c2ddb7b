"""A card that is lost: settled by two people it holds nothing up, has no score and never 0 points."""

from server.desk.reading import exported
from server.store import plan as plans
from tests.desk.reading.test_reading_day import GREEN
from tests.exam_day import PLAN
from tests.practical_day import accepted
from tests.reading_day import SESSION, file_of, number, session_cards
from tests.reading_room import CHECKER, LEADER, MONITOR, clean

LOST = number("102", 2)


def lose(room):
    room.bring(file_of("txt", [one for one in session_cards() if one.number != LOST]))
    room.enter_keys(CHECKER, MONITOR)
    room.sheets()
    ((key, kind),) = room.faults().items()
    assert kind == "present-no-card"
    accepted(room.propose(key, "lost", reason="卡袋和考场都找过"))
    accepted(room.settle(key))


def test_one_lost_card_does_not_hold_the_session_up_and_every_equation_of_its_room_holds(room):
    lose(room)
    assert room.states() == GREEN
    equations = room.row("reading_room", f"{SESSION}/102")["equations"]
    assert {one["key"]: one["state"] for one in equations if one["state"] != "holds"} == {}
    session = room.row("reading_session", SESSION)["equations"]
    assert {one["key"]: one["state"] for one in session if one["state"] != "holds"} == {}
    room.close_all()
    accepted(room.release())
    sums = room.row("release", f"{SESSION}/1")["sums"]
    assert (sums["scored"], sums["absent"], sums["lost"]) == (23, 6, 1)


def test_whose_card_is_lost_is_named_in_the_centres_file_without_points_and_without_a_verdict(room):
    lose(room)
    room.close_all()
    accepted(room.release())
    with room.hub.db.reading() as connection:
        (line,) = [one for one in exported.lines(connection, plans.get(connection, PLAN)) if one.number == LOST]
    assert (line.cells[5], line.final) == ("卡片遗失", "")


def test_a_lost_card_that_is_found_and_read_is_marked_and_the_release_is_stale(room):
    lose(room)
    room.close_all()
    accepted(room.release())
    again = {"session": SESSION, "room": "102", "batch": room.bring(clean()), "reason": "卡夹在封底，找到后重读"}
    accepted(room.hand("reading.approve", again, LEADER))
    assert room.scored()["lost"] == 0
    assert room.row("reading_session", SESSION)["stale"]
    room.close_all()
    accepted(room.release(reason="遗失的卡已找到"))
    (change,) = room.kept("release")[f"{SESSION}/00002"]["changes"]
    assert (change["before"], change["before_score"], change["after"]) == ("lost", None, "scored")
