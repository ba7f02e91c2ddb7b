"""What has to be on record of a candidate and a room (equation 11)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from server.domain.practical.candidate import Absent, Candidate, Drawn, Identity, Workpiece
from server.domain.practical.lots import Mark, Slot
from server.domain.practical.required import Evidence, of_candidate, of_room
from server.domain.practical.scheme import USUAL_MEDIA, Item, Scheme, Wanted
from server.domain.practical.score import Sheet
from server.domain.practical.team import Team

SCHEME = Scheme(1, "电工", 4, "", (Item("a", "", "接线", 10_000, ""),), workpiece=True)
TEAM = Team(1, "P1", "901", (1, 2, 3), 1)
MARK = Mark("2026-11-22T11:00:00+08:00", 1, "f", "d1")
DONE = Candidate(
    1, "P1", "901", "n1", 1, "张**", "电工", 4,
    drawn=Drawn(Slot("3", 1), 1, 1, MARK), identity=Identity("ok", None, "", MARK), began=MARK, ended=MARK,
    workpiece=Workpiece("G1", "", MARK), sheets={person: (Sheet("f", "", (), 0),) for person in TEAM.assessors},
)  # fmt: skip


def photo(purpose, state="equal", **more):
    return Evidence("photo", purpose, state, **{"candidate": "n1", **more})


VIDEO = Evidence("video", "practical", "complete", candidate="n1")
MEDIA = [photo("identity"), photo("practical"), photo("practical"), photo("workpiece"), VIDEO]


def codes(one=DONE, evidence=MEDIA, team=TEAM, others=()):
    return [lack.code for lack in of_candidate(one, SCHEME, team, evidence, others)]


def test_a_candidate_with_everything_lacks_nothing():
    assert codes() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"identity": None}, "identity"),
        ({"identity": Identity("no_id", None, "忘带", MARK)}, "identity-papers"),
        ({"drawn": None}, "station"),
        ({"ended": None}, "not-ended"),
        ({"began": None, "ended": None}, "not-begun"),
        ({"workpiece": None}, "workpiece"),
        ({"sheets": {1: DONE.sheets[1], 2: DONE.sheets[2]}}, "sheets"),
    ],
)
def test_each_thing_that_is_not_there_is_named(changes, code):
    assert code in codes(replace(DONE, **changes))
    assert codes(replace(DONE, **changes), others=[replace(DONE, number="n2", drawn=None)]).count(code) == 1


def test_of_who_did_not_come_nothing_is_lacking():
    assert codes(replace(DONE, absent=Absent("", MARK), sheets={}), evidence=()) == []


def test_who_is_not_the_person_on_the_papers_lacks_but_that():
    assert codes(replace(DONE, identity=Identity("not_person", None, "", MARK)), evidence=()) == ["identity-stopped"]


def test_where_no_workpiece_is_handed_in_neither_its_number_nor_its_photo_is_wanted():
    service = replace(SCHEME, trade="美容师", workpiece=False)
    without = [piece for piece in MEDIA if piece.purpose != "workpiece"]
    assert of_candidate(replace(DONE, workpiece=None), service, TEAM, without, ()) == ()
    assert [lack.about for lack in of_candidate(DONE, SCHEME, TEAM, without, ())] == ["成品及工件编号"]


def test_a_room_wants_photos_of_workpieces_where_a_scheme_has_some():
    shelf = (Wanted("shelf", "photo", "workpiece", "工件存放", 1, "room"),)
    service, welding = replace(SCHEME, media=shelf, workpiece=False), replace(SCHEME, trade="焊工", media=shelf)
    assert of_room([service], ()) == ()
    assert [lack.about for lack in of_room([service, welding], ())] == ["工件存放"]


@pytest.mark.parametrize("missing", range(len(MEDIA)))
def test_each_picture_that_is_wanted_is_missed(missing):
    there = [piece for place, piece in enumerate(MEDIA) if place != missing]
    assert codes(evidence=there) == ["media"]


@pytest.mark.parametrize(
    ("state", "counts", "coming"),
    [
        ("equal", True, 0), ("complete", True, 0), ("live", False, 1), ("arriving", False, 1), ("announced", False, 1),
        ("interrupted", False, 1), ("cut", False, 0), ("differs", False, 0), ("unreadable", False, 0),
        ("removed", False, 0),
    ],
)  # fmt: skip
def test_a_picture_counts_when_all_of_it_is_there(state, counts, coming):
    lacks = of_candidate(DONE, SCHEME, TEAM, [photo("identity", state), *MEDIA[1:]], ())
    assert [(lack.code, lack.coming) for lack in lacks] == ([] if counts else [("media", coming)])


def test_a_stations_film_counts_for_whoever_sat_there_and_a_neighbours_does_not():
    fixed = Evidence("video", "practical", "complete", station="3")
    assert codes(evidence=[*MEDIA[:-1], fixed]) == []
    assert codes(evidence=[*MEDIA[:-1], replace(fixed, station="4")]) == ["media"]
    assert codes(evidence=[*MEDIA[:-1], replace(fixed, candidate="n2")]) == ["media"]


def at(clock):
    return datetime.fromisoformat(f"2026-11-22T{clock}+08:00")


@pytest.mark.parametrize(
    ("begun", "ended", "mine"),
    [
        ("09:58", "11:02", True), ("08:00", "17:00", True), ("10:10", "10:30", True), ("10:50", "11:20", False),
        ("08:00", "10:05", False), ("11:30", "12:30", False), ("10:30", None, True), ("11:30", None, False),
        ("09:00", None, True),
    ],
)  # fmt: skip
def test_where_candidates_follow_one_another_a_stations_film_is_of_whoever_worked_then(begun, ended, mine):
    one = replace(
        DONE, began=replace(MARK, at=at("10:00").isoformat()), ended=replace(MARK, at=at("11:00").isoformat())
    )
    film = Evidence(
        "video", "practical", "complete", station="3", begun=at(begun), ended=None if ended is None else at(ended)
    )
    any_film = tuple(replace(wanted, when="any") for wanted in SCHEME.media)
    scheme = replace(SCHEME, media=any_film)
    lacks = of_candidate(one, scheme, TEAM, [*MEDIA[:-1], film], (), turns=2)
    assert ([lack.code for lack in lacks] == []) == mine
    assert of_candidate(one, scheme, TEAM, [*MEDIA[:-1], film], (), turns=1) == ()
    assert of_candidate(replace(one, began=None), scheme, TEAM, [*MEDIA[:-1], film], (), turns=2) != ()


def test_where_no_stations_are_drawn_nobody_lacks_one():
    assert [lack.code for lack in of_candidate(replace(DONE, drawn=None), SCHEME, TEAM, MEDIA, (), turns=None)] == []


def test_a_neighbours_photo_is_not_mine():
    assert codes(evidence=[replace(MEDIA[0], candidate="n2"), *MEDIA[1:]]) == ["media"]


def test_two_at_one_station_at_one_time_are_named_and_one_after_the_other_are_not():
    other = replace(DONE, number="n2")
    assert codes(others=[other]) == ["station-twice"]
    assert codes(others=[replace(other, drawn=Drawn(Slot("3", 2), 1, 1, MARK))]) == []


def test_a_room_without_a_team_says_so():
    assert codes(team=None) == ["team"]


def test_a_room_needs_its_own_photos_of_every_scheme_the_most():
    three = [photo("room", candidate=None)] * 3
    more = replace(SCHEME, trade="焊工", media=(replace(USUAL_MEDIA[-1], least=4),))
    assert of_room([SCHEME], three) == ()
    assert [(lack.need, lack.have) for lack in of_room([SCHEME, more], three)] == [(4, 3)]


def test_a_rooms_film_has_to_be_as_long_as_a_scheme_wants_it():
    def film(minutes):
        begun = datetime.fromisoformat("2026-11-22T09:00:00+08:00")
        ended = None if minutes is None else begun + timedelta(minutes=minutes)
        return Evidence("video", "room", "equal", begun=begun, ended=ended)

    wall = Wanted("wall", "video", "room", "考场全景", 1, "room", shortest=5)
    room, twice = replace(SCHEME, media=(wall,)), replace(SCHEME, media=(replace(wall, least=2, shortest=0),))
    (lack,) = of_room([room], [film(3)])
    assert (lack.code, lack.need, lack.have, lack.other, lack.minutes) == ("film-short", 1, 0, 1, 5)
    assert [lack.code for lack in of_room([room], [])] == ["media"]
    assert of_room([room], [film(5)]) == of_room([room], [film(None)]) == ()
    assert of_room([room, twice], [film(5), film(1)]) == ()
    assert [lack.code for lack in of_room([room, twice], [film(2), film(1)])] == ["film-short"]
    assert [lack.need for lack in of_room([room, twice], [film(5)])] == [2]
