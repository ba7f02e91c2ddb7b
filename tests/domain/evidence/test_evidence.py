"""Evidence as rules see it: how far it has come, which upload holds it, its name, and the room there is for more."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.evidence import rules, space
from server.domain.evidence.name import archive_name, file_name
from server.domain.evidence.piece import Bringer, Evidence, Found, Place, Removed, Word
from server.domain.evidence.row import from_row, to_row
from server.domain.plan import plan_from_row
from server.domain.refusal import Refusal
from server.domain.upload import RESERVE, Upload
from tests.exam_day import PLAN_ROW

SHA, OTHER = "a" * 64, "b" * 64
FILM = Evidence(
    "e" * 32, "f1", 1, "video", "practical", Place("S1", "101"), None, "video/webm", {"kind": "app"},
    "2026-11-22T09:00:00+08:00", "d1", 1, "2026-11-22T09:00:01+08:00", "name", Word(9, SHA),
)  # fmt: skip
GONE = Removed("2026-11-22T10:00:00+08:00", 1, 2, "why", "f9")


def upload(name, offset, **changes):
    told = {"length": None, "state": "open", "sha256": None, "device": "d1"} | changes
    return Upload(name * 32, offset=offset, metadata="", begun="", touched="", **told)


@pytest.mark.parametrize(("changes", "state"), [
    ({}, "announced"),
    ({"upload": "u", "word": None}, "live"),
    ({"upload": "u"}, "arriving"),  # its device has said how much it is, though not to the upload
    ({"upload": "u", "length": 9}, "arriving"),
    ({"upload": "u", "broken_off": True}, "interrupted"),
    ({"upload": "u", "size": 9}, "complete"),
    ({"upload": "u", "size": 9, "equal": True}, "equal"),
    ({"upload": "u", "size": 9, "equal": False}, "differs"),
    ({"upload": "u", "size": 9, "equal": True, "found": Found("u", readable=False)}, "unreadable"),
    ({"upload": "u", "size": 9, "equal": False, "found": Found("u", readable=False)}, "differs"),
    ({"upload": "u", "size": 9, "equal": True, "removed": GONE}, "removed"),
])  # fmt: skip
def test_how_far_it_has_come(changes, state):
    assert replace(FILM, **changes).state == state


@pytest.mark.parametrize("word", [Word(9, OTHER), Word(8, SHA)])
def test_only_the_same_bytes_are_equal(word):
    assert rules.matches(Word(9, SHA), 9, SHA) is True
    assert rules.matches(word, 9, SHA) is False
    assert rules.matches(None, 9, SHA) is None


def test_the_equal_one_of_several_uploads_holds_it_then_a_whole_one_then_the_longest():
    short, long, whole = upload("1", 5), upload("2", 7), upload("3", 6, state="complete", sha256=OTHER)
    equal = upload("4", 9, state="complete", sha256=SHA)
    assert rules.chosen([short, long, whole, equal], FILM) == equal
    assert rules.chosen([short, long, whole], FILM) == whole
    assert rules.chosen([short, long], FILM) == long
    assert rules.chosen([replace(equal, device="d2"), replace(long, state="ended")], FILM) is None


def test_of_a_device_that_announced_it_again_only_whole_and_equal_bytes_count():
    known = rules.brought_by(FILM, replace(FILM, fact="f2", device="d2"))
    half, other = upload("1", 8, device="d2"), upload("2", 9, state="complete", sha256=OTHER, device="d2")
    equal, own = upload("3", 9, state="complete", sha256=SHA, device="d2"), upload("4", 5)
    assert rules.chosen([half, other], known) is None
    assert rules.chosen([half, other, own], known) == own
    assert rules.chosen([equal, own], known) == equal


@pytest.mark.parametrize(("known", "new", "may"), [
    ({}, {}, True),
    ({"upload": "u", "broken_off": True}, {}, True),
    ({"upload": "u", "size": 9, "equal": False}, {}, True),
    ({"upload": "u", "size": 9, "equal": True}, {}, False),
    ({"removed": GONE}, {}, False),
    ({"word": None}, {}, False),
    ({}, {"device": "d1"}, False),
    ({}, {"plan": 2}, False),
    ({}, {"word": Word(9, OTHER)}, False),
    ({}, {"word": Word(8, SHA)}, False),
    ({}, {"word": None}, False),
])  # fmt: skip
def test_another_device_announces_only_the_same_bytes_that_are_not_all_here(known, new, may):
    assert rules.again(replace(FILM, **known), replace(FILM, **{"device": "d2"} | new)) is may


def test_of_two_as_long_the_one_that_holds_it_goes_on_holding_it():
    one, other = upload("1", 5), upload("2", 5)
    for known in (one, other):
        assert rules.chosen([one, other], replace(FILM, upload=known.upload)) == known


def test_what_comes_anew_is_looked_at_anew():
    looked = rules.verified(FILM, "u1", 9, SHA, True)
    looked = replace(looked, found=Found("u1", thumb="t"))
    assert rules.verified(looked, "u1", 9, SHA, True).found == looked.found
    assert rules.verified(looked, "u2", 9, SHA, True).found is None


def test_the_year_of_a_name_is_that_of_the_capture_in_the_plans_zone():
    plan = plan_from_row(PLAN_ROW)
    eve = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)  # past midnight in Shanghai
    assert archive_name(plan, "photo", "S2", eve, 7) == "360101-ZP-2027-2026112202-0007"
    assert archive_name(plan, "video", None, eve, 12345) == "360101-LX-2027-2026112200-12345"


def test_a_files_name_tells_plan_place_candidate_time_number_and_hash():
    plan = plan_from_row(PLAN_ROW)
    begun = datetime(2026, 11, 22, 3, 30, 5, tzinfo=UTC)
    place = Place("S1", "101", "3", "2601012043201101001")
    name = file_name(plan, "360101-ZP-2026-2026112201-0003", place, "workpiece", begun, "0a1b2c3d" * 8)
    assert name == (
        f"20261122-360101-101-{plan.session('S1').kind}-2601012043201101001-workpiece-20261122T113005-0003-0a1b2c3d"
    )
    nowhere = file_name(plan, "360101-LX-2026-2026112200-0012", Place(), "room", begun, None)
    assert nowhere == "20261122-360101-SITE-SITE-ROOM-room-20261122T113005-0012-unhashed"


def test_what_no_disk_takes_in_a_name_stands_for_nothing_in_it():
    place = Place("S1", "实训楼-2/301", None, "26 01:*?")
    name = file_name(plan_from_row(PLAN_ROW), "360101-ZP-2026-2026112201-0003", place, "seal", datetime.now(UTC), None)
    assert name.split("-")[2] == "实训楼_2_301"
    assert name.split("-")[4] == "26_01_"


FOUND = st.builds(
    Found,
    upload=st.just("u"),
    width=st.none() | st.integers(0, 9000),
    hints=st.lists(st.sampled_from(("dark", "blurred")), max_size=2).map(tuple),
    readable=st.booleans(),
    thumb=st.none() | st.just("0a1b"),
)


@given(
    st.none() | FOUND, st.none() | st.just(GONE), st.none() | st.just(Word(1, SHA, None, 3)),
    st.lists(st.integers(1, 99)).map(tuple), st.lists(st.builds(Bringer, st.just("f2"), st.just("d2"))).map(tuple),
)  # fmt: skip
def test_evidence_reads_back_as_written(found, removed, word, history, bringers):
    known = replace(FILM, found=found, removed=removed, word=word, history=history, bringers=bringers)
    assert from_row(to_row(known)) == known


def test_the_rate_is_measured_once_a_minute_of_film_is_here():
    assert space.rate([]) == space.rate([(10_000_000, 59_999)]) == space.RATE
    assert space.rate([(10_000_000, 50_000), (2_000_000, 10_000)]) == 200_000


@given(st.integers(0, 2**44), st.integers(1, 10**7))
def test_minutes_fit_beside_what_is_kept_free_for_records(free, rate):
    left = space.minutes(free, rate)
    assert left >= 0
    assert left == 0 or left * 60 * rate <= free - RESERVE
    assert space.step(left) <= left


def test_a_session_may_have_just_what_it_may():
    space.within("S1", 5, 5, 10)
    space.within("S1", 5, 2**40, 0)
    with pytest.raises(Refusal) as refused:
        space.within("S1", 5, 6, 10)
    assert refused.value.code == "session-quota"
