"""A camera's card: when its files were taken, and whose they are."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.evidence import card
from server.domain.evidence.card import Clock, Shot, Turn
from server.domain.evidence.piece import Place

SHANGHAI = Clock("Asia/Shanghai")
NINE = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)  # on clocks in Shanghai
MINUTE = timedelta(minutes=1)


def turn(candidate, began, ended, station="3"):
    """A turn by minutes after nine."""
    return Turn("P1", "W1", station, candidate, NINE + began * MINUTE, None if ended is None else NINE + ended * MINUTE)


def shot(begun, ended=None):
    at = NINE + begun * MINUTE
    return Shot("IMG_1.JPG", at, at if ended is None else NINE + ended * MINUTE, "exif")


def whose(one, *turns):
    (found,) = card.assign([one], turns)
    return found.whose, [turn.candidate for turn in found.turns]


FIRST, SECOND = turn("a", 0, 60), turn("b", 70, 130)


# When


def photo(said, told, modified=NINE, clock=SHANGHAI):
    return card.taken("IMG_1.JPG", "photo", said, told, modified, timedelta(), clock)


def test_a_camera_that_knows_no_zone_is_read_in_the_plans():
    assert photo("2026-11-22T09:00:00", "exif").begun == NINE


def test_a_phone_that_knows_its_zone_is_taken_at_its_word():
    assert photo("2026-11-22T02:00:00+01:00", "exif").begun == NINE


def test_a_clock_that_is_ahead_is_put_back():
    fast = Clock("Asia/Shanghai", card.ahead("+00:03:10"))
    assert photo("2026-11-22T09:03:10", "exif", clock=fast).begun == NINE


def test_without_a_time_of_its_own_a_photo_has_its_files_and_that_is_said():
    found = photo(None, None, modified=NINE)
    assert (found.begun, found.told) == (NINE, "file")


@pytest.mark.parametrize("said", ["0001-01-01T00:00:00", "9999-12-31T23:59:59-12:00", "1970-01-01T00:00:00"])
def test_a_photo_of_a_year_no_camera_was_in_has_its_files_time(said):
    found = photo(said, "exif")
    assert (found.begun, found.told) == (NINE, "file")


def test_a_films_file_is_written_at_its_end():
    found = card.taken("00001.MTS", "video", None, None, NINE + 10 * MINUTE, 10 * MINUTE, SHANGHAI)
    assert (found.begun, found.ended, found.told) == (NINE, NINE + 10 * MINUTE, "file")


@pytest.mark.parametrize("said", ["2026-11-22T01:00:00+00:00", "2026-11-22T09:00:00+00:00"])
def test_a_film_says_utc_or_what_its_clock_showed_and_its_file_tells_which(said):
    found = card.taken("C0001.MP4", "video", said, "container", NINE + 10 * MINUTE, 10 * MINUTE, SHANGHAI)
    assert (found.begun, found.told) == (NINE, "container")


def test_a_film_whose_file_was_copied_later_is_taken_at_its_word():
    later = NINE + timedelta(days=2)
    found = card.taken("C0001.MP4", "video", "2026-11-22T01:00:00+00:00", "container", later, MINUTE, SHANGHAI)
    assert found.begun == NINE


@pytest.mark.parametrize(
    ("text", "seconds"), [("+00:03:10", 190), ("-1:00", -3600), (" +08:00:00 ", 28800), ("+00:00", 0)]
)
def test_how_far_a_clock_is_ahead_is_read(text, seconds):
    assert card.ahead(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "3", "00:03", "+00:61", "+3 min", "+00:03:1", "++00:03"])
def test_what_says_nothing_of_a_clock_is_nothing(text):
    assert card.ahead(text) is None


# Whose


def test_what_was_taken_while_one_worked_is_theirs():
    assert whose(shot(30), FIRST, SECOND) == ("one", ["a"])
    assert whose(shot(75, 120), FIRST, SECOND) == ("one", ["b"])


def test_what_was_taken_a_moment_before_or_after_is_theirs_too():
    assert whose(shot(-1), FIRST, SECOND) == ("one", ["a"])
    assert whose(shot(61, 61.5), FIRST, SECOND) == ("one", ["a"])


def test_what_was_taken_while_nobody_worked_is_nobodys():
    assert whose(shot(65), FIRST, SECOND) == ("nobody", [])
    assert whose(shot(-30), FIRST, SECOND) == ("nobody", [])
    assert whose(shot(10)) == ("nobody", [])


def test_a_film_that_ran_through_a_change_of_candidates_is_left_to_a_person():
    assert whose(shot(30, 100), FIRST, SECOND) == ("several", ["a", "b"])


def test_a_film_that_does_not_say_how_long_it_is_is_left_to_a_person_whatever_its_files_time_fits():
    for stopped in (50, 61, 65, 75):
        film = card.taken("00001.MTS", "video", None, None, NINE + stopped * MINUTE, None, SHANGHAI)
        assert whose(film, FIRST, SECOND)[0] == "unknown"
    assert whose(film) == ("nobody", [])
    whole = card.taken("00001.MTS", "video", None, None, NINE + 61 * MINUTE, 55 * MINUTE, SHANGHAI)
    assert whose(whole, FIRST, SECOND) == ("one", ["a"])


def test_right_after_each_other_the_one_who_worked_then_has_it():
    second = turn("b", 61, 120)
    assert whose(shot(59), FIRST, second) == ("one", ["a"])
    assert whose(shot(62), FIRST, second) == ("one", ["b"])
    assert whose(shot(60.5), FIRST, second) == ("several", ["a", "b"])


def test_two_stations_in_one_picture_are_left_to_a_person_unless_the_cards_station_is_told():
    other = turn("c", 0, 60, station="4")
    assert whose(shot(30), FIRST, other) == ("several", ["a", "c"])
    mine = card.within([FIRST, other], Place("P1", "W1", "4"))
    assert whose(shot(30), *mine) == ("one", ["c"])


def test_whose_end_was_not_noted_works_until_the_next_begins():
    open_end = turn("a", 0, None)
    assert whose(shot(50), open_end, SECOND) == ("one", ["a"])
    assert whose(shot(100), open_end, SECOND) == ("one", ["b"])
    assert whose(shot(9 * 60), open_end) == ("nobody", [])


turns = st.lists(
    st.builds(
        lambda number, station, began, length: turn(
            f"k{number}", began, None if length is None else began + length, station
        ),
        st.integers(1, 9),
        st.sampled_from("34"),
        st.integers(0, 300),
        st.none() | st.integers(0, 120),
    ),
    max_size=6,
)
shots = st.builds(lambda begun, length: shot(begun, begun + length), st.integers(-60, 500), st.integers(0, 90))


@given(shots, turns)
def test_a_file_is_ones_only_if_it_touches_their_time_and_no_other_at_work(one, given_turns):
    (found,) = card.assign([one], given_turns)
    assert set(found.turns) <= set(given_turns)
    assert (found.whose == "nobody") == (not found.turns)
    if found.whose == "one":
        mine = found.turns[0]
        ends = mine.ended if mine.ended is not None else mine.began + card.LONGEST
        assert mine.began - card.SLACK <= one.ended
        assert one.begun <= ends + card.SLACK
        others = [other for other in given_turns if other is not mine and other != mine and other.ended is not None]
        assert not [
            other
            for other in others
            if other.began <= one.begun
            and one.ended <= other.ended
            and other.began < other.ended
            and not (mine.began <= one.begun and one.ended <= ends)
        ]


@given(st.lists(shots, max_size=8), turns)
def test_order_changes_nothing(several, given_turns):
    forth = card.assign(several, given_turns)
    back = card.assign(several, given_turns[::-1])
    assert [found.whose for found in forth] == [found.whose for found in back]
    assert [set(found.turns) for found in forth] == [set(found.turns) for found in back]


@pytest.mark.parametrize(("path", "kept"), [
    ("张三/DCIM/100CANON/IMG_0001.JPG", "DCIM/100CANON/IMG_0001.JPG"),
    ("PRIVATE/AVCHD/BDMV/STREAM/00000.MTS", "PRIVATE/AVCHD/BDMV/STREAM/00000.MTS"),
    ("_DSC0012.NEF", "_DSC0012.NEF"),
    ("手机/PXL_20261122_012345678.jpg", "PXL_20261122_012345678.jpg"),
    ("100_PANA/P1000001.MP4", "100_PANA/P1000001.MP4"),
    ("DJI_20261122_0001_D.MP4", "DJI_20261122_0001_D.MP4"),
    ("张三_身份证.jpg", None),
    ("DCIM/100CANON/张三.JPG", None),
    ("ZHANGSAN01.JPG", None),
    ("36010219900101123X.jpg", None),
    ("360102199001011234.jpg", None),
    ("13800000000.jpg", None),
    ("IMG_0001 张三.JPG", None),
])  # fmt: skip
def test_of_a_files_name_only_what_its_camera_made_goes_on_record(path, kept):
    assert card.cameras_name(path) == kept
