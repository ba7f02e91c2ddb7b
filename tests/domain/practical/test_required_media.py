"""Pictures and films wanted of a candidate: when they were taken, of which item, and what films leave out."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.practical.candidate import Absent, Candidate, Drawn, Identity
from server.domain.practical.lots import Mark, Slot
from server.domain.practical.required import Evidence, of_candidate, of_films
from server.domain.practical.scheme import USUAL_MEDIA, Item, Scheme, Wanted
from server.domain.practical.score import Sheet
from server.domain.practical.team import Team

TEAM = Team(1, "P1", "901", (1, 2, 3), 1)
ITEMS = (Item("a", "", "接线", 6_000, ""), Item("b", "", "检修", 4_000, ""))
FILM = Wanted("film", "video", "practical", "操作全程", 1, "station", "working")
BEFORE = Wanted("before", "photo", "practical", "开考前工位", 1, "candidate", "before")
WORKING = Wanted("working", "photo", "practical", "操作过程", 1, "candidate", "working")
AFTER = Wanted("after", "photo", "practical", "停止操作后工位", 1, "candidate", "after")


def at(clock):
    return datetime.fromisoformat(f"2026-11-22T{clock}+08:00")


def mark(clock):
    return Mark(at(clock).isoformat(), 1, "f", "d1")


ONE = Candidate(
    1, "P1", "901", "n1", 1, "张**", "电工", 4,
    drawn=Drawn(Slot("3", 1), 1, 1, mark("08:50")), identity=Identity("ok", None, "", mark("08:50")),
    began=mark("09:00"), ended=mark("10:00"),
    sheets={person: (Sheet("f", "", (), 0),) for person in TEAM.assessors},
)  # fmt: skip


def scheme(*media):
    return Scheme(1, "电工", 4, "", ITEMS, media=media)


def film(begun, ended, state="equal", **more):
    until = None if ended is None else at(ended)
    return Evidence("video", "practical", state, **{"station": "3", "begun": at(begun), "ended": until, **more})


def photo(clock, state="equal", **more):
    return Evidence("photo", "practical", state, "n1", begun=at(clock), ended=at(clock), **more)


def lacks(evidence, *media, one=ONE, turns=1):
    return of_candidate(one, scheme(*media), TEAM, evidence, (), turns)


def gaps(evidence, **more):
    found = lacks(evidence, replace(FILM, **more))
    assert all(lack.code == "film-gaps" for lack in found)
    return [tuple(f"{moment:%H:%M}" for moment in gap) for lack in found for gap in lack.gaps]


def test_a_film_of_all_the_work_is_what_is_wanted():
    assert gaps([film("08:55", "10:03")]) == []


def test_films_in_parts_are_one_film():
    assert gaps([film("09:30", "10:00"), film("08:55", "09:31")]) == []


def test_what_no_film_shows_is_told_from_when_to_when():
    assert gaps([film("08:55", "09:12"), film("09:31", "09:50")]) == [("09:12", "09:31"), ("09:50", "10:00")]


def test_a_short_film_is_no_longer_the_working_film():
    assert gaps([film("09:20", "09:21")]) == [("09:00", "09:20"), ("09:21", "10:00")]
    assert gaps([film("08:40", "08:50")]) == [("09:00", "10:00")]


@pytest.mark.parametrize(("allowed", "told"), [(0, True), (2, True), (3, False), (60, False)])
def test_how_many_minutes_may_be_left_out_is_the_schemes(allowed, told):
    assert bool(gaps([film("09:03", "10:00")], missing=allowed)) == told


def test_a_film_from_the_check_of_identity_on_shows_that_too():
    late = [film("08:59", "10:01")]
    assert gaps(late) == []
    assert gaps(late, from_identity=True) == [("08:50", "08:59")]
    assert gaps([film("08:49", "08:59"), *late], from_identity=True) == []
    usual = next(one for one in USUAL_MEDIA if one.what == "video")
    assert [lack.code for lack in lacks(late, usual)] == ["film-gaps"]


def test_papers_that_followed_and_an_identity_nobody_checked_leave_the_beginning_of_the_work():
    wanted, films = replace(FILM, from_identity=True), [film("08:59", "10:01")]
    followed = replace(ONE, identity=Identity("ok", None, "", mark("09:40")))
    assert lacks(films, wanted, one=followed) == ()
    assert [lack.code for lack in lacks(films, wanted, one=replace(ONE, identity=None))] == ["identity"]


def test_while_a_film_rested_it_shows_nothing_and_another_may():
    rested = film("08:58", "10:03", pauses=((at("09:20"), at("09:32")),))
    assert gaps([rested]) == [("09:20", "09:32")]
    assert gaps([rested, film("09:48", "10:05")]) == [("09:20", "09:32")]
    assert gaps([rested, film("09:19", "09:33")]) == []


def test_a_film_that_rested_nobody_knows_when_is_left_to_a_person():
    evidence = [film("08:58", "10:03", pauses=None)]
    assert lacks(evidence, FILM) == ()
    assert [note.code for note in of_films(ONE, scheme(FILM), evidence)] == ["film-unknown"]


def test_a_film_is_as_long_as_it_shows_something():
    wanted = Wanted("v", "video", "practical", "检修", 1, "candidate", shortest=5)
    rested = film("09:10", "09:18", candidate="n1", pauses=((at("09:11"), at("09:17")),))
    assert [lack.code for lack in lacks([rested], wanted)] == ["film-short"]


def test_two_clocks_that_differ_a_little_leave_no_gap_at_the_edges_and_all_the_gap_where_more_is_left_out():
    assert gaps([film("09:02", "09:58")], missing=0) == []
    assert gaps([film("09:03", "09:57")], missing=0) == [("09:00", "09:03"), ("09:57", "10:00")]
    assert gaps([film("08:50", "09:30"), film("09:31", "10:05")], missing=0) == [("09:30", "09:31")]


def test_until_the_candidate_has_ended_one_film_will_do():
    found = lacks([film("08:55", "09:12")], FILM, one=replace(ONE, ended=None))
    assert [lack.code for lack in found] == ["not-ended"]


def test_what_is_still_on_its_way_is_told_beside_what_lacks():
    (lack,) = lacks([film("08:55", "09:30"), film("09:30", None, "arriving")], FILM)
    assert (lack.code, lack.coming) == ("film-gaps", 1)


def test_what_a_film_shows_that_broke_off_need_not_be_in_another_and_alone_it_is_none():
    torn, rest = film("08:55", "09:31", "cut"), film("09:30", "10:00")
    assert gaps([torn, rest]) == []
    assert [(lack.code, lack.have) for lack in lacks([torn], FILM)] == [("media", 0)]


def test_a_film_that_runs_on_from_the_turn_before_shows_the_beginning_of_mine():
    evidence = [film("08:00", "09:20"), film("09:20", "10:30")]
    assert lacks(evidence, FILM, turns=2) == ()


def test_a_film_of_unknown_length_counts_and_is_left_to_a_person():
    evidence = [film("08:55", None)]
    assert lacks(evidence, FILM) == ()
    (note,) = of_films(ONE, scheme(FILM), evidence)
    assert (note.code, note.other) == ("film-unknown", 1)


def test_beside_one_of_unknown_length_what_the_others_leave_out_is_told():
    evidence = [film("08:55", None), film("09:31", "10:01")]
    assert lacks(evidence, FILM) == ()
    (note,) = of_films(ONE, scheme(FILM), evidence)
    assert (note.code, [f"{moment:%H:%M}" for moment in note.gaps[0]]) == ("film-unknown-gaps", ["09:00", "09:31"])


def test_where_the_others_show_all_the_work_nobody_has_to_look():
    assert of_films(ONE, scheme(FILM), [film("08:55", None), film("08:58", "10:01")]) == ()


def test_of_who_did_not_come_nobody_has_to_look_at_films():
    assert of_films(replace(ONE, absent=Absent("", mark("09:30"))), scheme(FILM), [film("08:55", None)]) == ()


def test_a_film_that_is_too_short_does_not_count():
    wanted = Wanted("v", "video", "practical", "检修", 1, "candidate", shortest=5)
    short, long_enough = film("09:10", "09:13", candidate="n1"), film("09:20", "09:25", candidate="n1")
    (lack,) = lacks([short], wanted)
    assert (lack.code, lack.have, lack.other, lack.minutes) == ("film-short", 0, 1, 5)
    assert lacks([short, long_enough], wanted) == ()
    assert lacks([replace(short, ended=None)], wanted) == ()
    assert [note.code for note in of_films(ONE, scheme(wanted), [replace(short, ended=None)])] == ["film-unknown"]


@pytest.mark.parametrize(
    ("begun", "ended", "when", "counts"),
    [
        ("08:40", "08:45", "before", True), ("09:01", "09:05", "before", True), ("09:10", "09:20", "before", False),
        ("09:59", "10:10", "after", True), ("10:05", "10:10", "after", True), ("09:10", "09:50", "after", False),
        ("09:10", "09:50", "any", True),
    ],
)  # fmt: skip
def test_a_film_of_before_or_after_the_work_was_taken_then(begun, ended, when, counts):
    assert (lacks([film(begun, ended)], replace(FILM, when=when)) == ()) == counts


def test_before_the_start_and_while_working_are_two_lines():
    found = lacks([photo("08:50"), photo("08:51")], BEFORE, WORKING)
    assert [(lack.wanted, lack.have) for lack in found] == [("working", 0)]
    found = lacks([photo("09:20"), photo("09:30")], BEFORE, WORKING)
    assert [(lack.wanted, lack.have) for lack in found] == [("before", 0)]
    assert lacks([photo("08:50"), photo("09:20")], BEFORE, WORKING) == ()


def test_a_photo_taken_as_they_began_counts_where_it_is_needed_and_once():
    assert lacks([photo("09:01"), photo("09:20")], BEFORE, WORKING) == ()
    assert lacks([photo("09:01"), photo("08:50")], BEFORE, WORKING) == ()
    assert [lack.wanted for lack in lacks([photo("09:01")], BEFORE, WORKING)] == ["working"]
    assert [lack.wanted for lack in lacks([photo("09:59"), photo("10:10")], WORKING, AFTER)] == []


def test_until_they_begin_everything_was_taken_before():
    waiting = replace(ONE, began=None, ended=None)
    found = lacks([photo("08:50")], BEFORE, WORKING, one=waiting)
    assert [(lack.code, lack.wanted) for lack in found] == [("not-begun", ""), ("media", "working")]


def test_a_photo_on_its_way_is_told_as_coming_to_its_own_line():
    found = lacks([photo("08:50", "arriving"), photo("09:20")], BEFORE, WORKING)
    assert [(lack.wanted, lack.coming) for lack in found] == [("before", 1)]


def test_what_is_asked_for_of_an_item_is_shown_by_photos_of_that_item_alone():
    bound = replace(WORKING, item="b")
    (lack,) = lacks([photo("09:20"), photo("09:21", item="a")], bound)
    assert lack.about == "操作过程（检修）"
    assert lacks([photo("09:21", item="b")], bound) == ()
    assert lacks([photo("09:21", item="b")], WORKING) == ()


def test_a_film_of_an_item_need_not_show_all_the_work_but_some_of_its_time():
    bound = replace(FILM, item="b")
    assert lacks([film("09:20", "09:25", item="b")], bound) == ()
    assert lacks([film("08:55", "09:05", item="b"), film("09:40", None, item="b")], bound) == ()
    for clocks in (("08:30", "08:40"), ("10:10", "10:20")):
        (lack,) = lacks([film(*clocks, item="b")], bound)
        assert (lack.code, lack.have) == ("media", 0)
    assert [lack.code for lack in lacks([film("09:20", "09:25", item="a")], bound)] == ["media"]


PHOTOS = st.lists(st.integers(-20, 80), max_size=6)


@given(PHOTOS, st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)))
def test_no_photo_counts_twice_and_none_is_lacking_that_another_dealing_would_have(clock, least):
    lines = [replace(line, least=of) for line, of in zip((BEFORE, WORKING, AFTER), least, strict=True)]
    began, ended = at("09:00"), at("10:00")
    near = timedelta(minutes=2)
    photos = [replace(photo("09:00"), begun=began + timedelta(minutes=minute)) for minute in clock]
    fits = [
        {
            *(["before"] if one.begun <= began + near else []),
            *(["working"] if began - near <= one.begun <= ended + near else []),
            *(["after"] if one.begun >= ended - near else []),
        }
        for one in photos
    ]

    def possible(left, wants):
        if not wants:
            return True
        return any(
            wants[0] in fits[place] and possible([other for other in left if other != place], wants[1:])
            for place in left
        )

    wants = [line.when for line in lines for _ in range(line.least)]
    assert (lacks(photos, *lines) == ()) == possible(list(range(len(photos))), wants)
