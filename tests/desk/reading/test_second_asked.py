"""A plan may want every card, or a share of them, read a second time before scores go out."""

import pytest

from server.desk.reading import batch, told
from tests.exam_day import PLAN
from tests.practical_day import accepted, code
from tests.reading_day import SESSION, file_of, number, session_cards
from tests.reading_room import CHECKER, LEADER, MONITOR, clean


def wants(room, share):
    accepted(room.hand("plan.policy", {"policy": {"second_pass": share}}, LEADER, device=room.chief))


def passes(room):
    return room.row("reading_session", SESSION)["passes"]


@pytest.fixture
def read(room):
    """Every room green, keys entered, files signed; nothing was read a second time."""
    room.bring(clean())
    room.sheets()
    room.enter_keys(CHECKER, MONITOR)
    room.close_all()
    return room


def again(room, rooms):
    """Read these rooms' cards a second time, with another station's file."""
    cards = [one for one in session_cards() if one.room in rooms]
    room.bring(file_of("txt", cards), "第二遍.TXT", session=SESSION, **{"pass": 2})


def test_where_all_are_wanted_scores_wait_for_the_last_card(read):
    wants(read, 100)
    assert passes(read) == {
        "compared": 0, "of": 30, "settled": 0, "differ": 0, "wanted": 30, "share": 100,
    }  # fmt: skip
    refused = read.release()
    assert (code(refused), refused.refusal.params["expected"], refused.refusal.params["found"]) == (
        "release-second-pass", 30, 0,
    )  # fmt: skip
    again(read, ("101", "102"))
    assert code(read.release()) == "release-second-pass"
    assert passes(read)["compared"] == 20
    again(read, ("103",))
    read.close_all()
    accepted(read.release())


def test_where_a_share_is_wanted_that_share_is_enough(read):
    wants(read, 33)
    assert passes(read)["wanted"] == 10
    again(read, ("102",))
    read.close_all()
    accepted(read.release())


def test_where_none_is_wanted_none_is_told_and_none_is_waited_for(read):
    assert passes(read) is None
    accepted(read.release())


def test_whoever_would_release_is_told_before(read):
    wants(read, 100)
    with read.hub.db.reading() as connection:
        held_up = told.scores_told(connection, PLAN, SESSION, None)["holds_up"]
    assert held_up["code"] == "release-second-pass"
    assert "计划要求第二遍至少读 30 张答题卡（100%），已读 0 张" in held_up["says"]["zh"]


def test_a_card_that_cannot_be_read_again_waits_for_two_people_and_for_no_machine(read):
    wants(read, 100)
    cards = [one for one in session_cards() if one.number != number("102", 4)]
    read.bring(file_of("txt", cards), "第二遍.TXT", session=SESSION, **{"pass": 2})
    ((torn, kind),) = read.faults().items()
    assert kind == "pass-differs"
    accepted(read.propose(torn, "accept", reason="卡面撕裂，机器读不了"))
    assert code(read.release()) == "release-rooms"
    accepted(read.settle(torn, by=LEADER))
    read.close_all()
    assert (passes(read)["compared"], passes(read)["settled"], passes(read)["of"]) == (29, 1, 30)
    assert read.row("reading_room", f"{SESSION}/102")["second"] == {"compared": 9, "of": 10, "settled": 1}
    accepted(read.release())


def test_a_room_none_of_whose_cards_can_be_read_again_waits_for_two_people_and_for_no_machine(read):
    wants(read, 100)
    again(read, ("101", "102"))
    ((torn, kind),) = read.faults().items()
    assert (kind, set(read.states().values())) == ("room-read-once", {"closed"})
    read.close_all()
    assert code(read.release()) == "release-second-pass"
    accepted(read.propose(torn, "first-alone", reason="卡面撕裂，机器读不了"))
    accepted(read.settle(torn, by=LEADER))
    assert (passes(read)["compared"], passes(read)["settled"], passes(read)["of"]) == (20, 10, 30)
    assert read.row("reading_room", f"{SESSION}/103")["second"] == {"compared": 0, "of": 10, "settled": 10}
    accepted(read.release())


def test_a_room_that_is_read_again_after_all_is_settled_by_that(read):
    wants(read, 100)
    again(read, ("101", "102"))
    ((torn, _),) = read.faults().items()
    accepted(read.propose(torn, "first-alone", reason="卡面撕裂，机器读不了"))
    again(read, ("103",))
    assert (read.faults("open", "proposed"), passes(read)["compared"]) == ({}, 30)


def test_a_room_so_settled_that_has_other_cards_since_is_settled_anew(read):
    wants(read, 100)
    again(read, ("101", "102"))
    ((torn, _),) = read.faults().items()
    accepted(read.propose(torn, "first-alone", reason="卡面撕裂，机器读不了"))
    accepted(read.settle(torn, by=LEADER))
    assert read.faults() == {}
    wrong = f"correction/103/{number('103', 4)}/1"
    accepted(read.propose(wrong, "set-aside", reason="不是这名考生的卡"))
    accepted(read.settle(wrong, by=LEADER))
    assert read.faults()[torn] == "room-read-once"
    assert passes(read)["settled"] == 0
    accepted(read.propose(torn, "first-alone", reason="卡面撕裂，机器读不了"))
    accepted(read.settle(torn, by=LEADER))
    assert passes(read)["settled"] == 9


def test_a_session_of_which_nothing_can_be_read_again_is_settled_room_by_room(read):
    wants(read, 100)
    for room in read.faults():
        accepted(read.propose(room, "first-alone", reason="卡面撕裂，机器读不了"))
        accepted(read.settle(room, by=LEADER))
    assert passes(read)["settled"] == 30
    accepted(read.release())


def test_files_of_a_second_reading_that_is_wanted_are_signed_by_the_three(read):
    wants(read, 33)
    again(read, ("102",))
    refused = read.release()
    assert (code(refused), refused.refusal.params["names"]) == ("release-open", "第二遍.TXT")
    wants(read, 0)
    accepted(read.release())


EARLY, LATE = "2026-06-20T10:31:00.000+08:00", "2026-06-20T15:07:00.000+08:00"


@pytest.mark.parametrize(
    ("name", "station", "modified", "compared"),
    [
        ("A.TXT", "一号机", EARLY, 0),  # handed in again
        ("A.TXT", "一号机", LATE, 0),  # exported again
        ("A.TXT", "一号机", None, 0),
        ("copy.TXT", "一号机", EARLY, 0),  # renamed
        ("A.TXT", "二号机", "2026-06-20T02:31:00.000Z", 0),  # the same folder, by another station
        ("A.TXT", "二号机", "2026-06-20T10:31:02.000+08:00", 0),  # by a stick, which keeps even seconds
        ("A.TXT", "二号机", "2026-06-20T10:30:58.000+08:00", 0),
        ("A.TXT", "二号机", "2026-06-20T18:31:02.000+08:00", 0),  # by a stick, to a computer of another zone
        ("A.TXT", "二号机", "2026-06-20T10:31:02.001+08:00", 30),
        ("A.TXT", "二号机", "2026-06-20T10:46:00.000+08:00", 30),
        ("A.TXT", "二号机", "2026-06-22T10:31:00.000+08:00", 30),  # two days later is no zone
        ("B.TXT", "一号机", LATE, 30),
        ("A.TXT", "二号机", LATE, 30),
        ("B.TXT", "一号机", None, 30),
    ],
)
def test_the_same_bytes_are_a_second_reading_only_where_they_may_be_of_another_run(
    room, name, station, modified, compared
):
    room.bring(clean(), "A.TXT", modified=EARLY)
    room.sheets()
    wants(room, 100)
    room.bring(clean(), name, station=station, modified=modified, **{"pass": 2})
    assert passes(room)["compared"] == compared
    assert set(room.states().values()) == {"green"}


def test_one_file_said_to_be_either_reading_is_the_first_whichever_came_first(room):
    file = room.bring(clean(), "A.TXT", **{"pass": 2})
    room.sheets()
    room.bring(clean(), "A.TXT")
    assert (room.row("batch", file)["pass"], set(room.states().values())) == (1, {"green"})
    wants(room, 100)
    assert passes(room)["compared"] == 0
    room.bring(clean(), "A.TXT", **{"pass": 2})
    assert passes(room)["compared"] == 0


def test_another_run_is_found_among_all_that_came(room):
    room.bring(clean(), "A.TXT", modified=EARLY)
    room.sheets()
    wants(room, 100)
    for said in (1, 2):  # the second run, first said to be one more file of the first
        room.bring(clean(), "B.TXT", modified=LATE, **{"pass": said})
    assert passes(room)["compared"] == 30


def second_of(room):
    """Hand in a second reading of all cards, in another order, and return how it was handed in."""
    cards = list(session_cards())
    raw = file_of("txt", cards[10:] + cards[:10])
    return raw, room.bring(raw, "第二遍.TXT", session=SESSION, **{"pass": 2})


@pytest.mark.parametrize("signed", [True, False], ids=["signed", "not signed yet"])
def test_a_second_reading_stays_one_though_a_station_set_up_anew_hands_it_in_as_a_first(read, signed):
    wants(read, 100)
    raw, second = second_of(read)
    if signed:
        read.close_all()
    read.bring(raw, "第二遍.TXT", session=SESSION)
    assert (read.row("batch", second)["pass"], len(read.row("batch", second)["seen"])) == (2, 1)
    assert (passes(read)["compared"], read.faults()) == (30, {})
    read.close_all()
    accepted(read.release())


def test_figures_of_a_journal_from_before_the_rule_stay_as_they_were(read, monkeypatch):
    """Once whatever was said to be the second reading counted as it; scores were released on that."""
    with monkeypatch.context() as before:
        before.setattr(batch, "_counts_wrongly", lambda *_: False)
        read.bring(clean(), "K1.TXT", rule=None, **{"pass": 2})
    wants(read, 100)
    assert passes(read)["compared"] == 30
    accepted(read.release())
    shown = {kind: read.rows(kind) for kind in ("reading_session", "reading_room", "batch", "release")}
    read.hub.committer.call(read.hub.door.rebuild)
    assert {kind: read.rows(kind) for kind in shown} == shown


@pytest.mark.parametrize(("first", "then"), [(1, 2), (2, 1)])
def test_a_program_of_before_cannot_have_one_run_count_as_both_readings_any_more(room, first, then):
    raw = clean()
    sha256 = room.bring(raw, "A.TXT", **{"pass": first})
    body = {"sha256": sha256, "size": len(raw), "name": "A.TXT", "station": "一号机", "pass": then}
    assert code(room.hand("reading.batch", body)) == "batch-same-run"
    accepted(room.hand("reading.batch", body | {"name": "B.TXT"}))
    assert room.row("batch", sha256)["passes"] == [1, 2]
