"""The sample day reads back without a single error, and is like a real one."""

from collections import Counter
from itertools import combinations

import pytest
from PIL import Image

from protocol.role import PROCTOR, ROLES
from server.domain.imports import Known, check
from server.domain.plan import timetable
from server.domain.timetable import DEFAULTS

DAYS = [(1, 1), (3, 2), (20, 3), (67, 1), (67, 7)]


@pytest.mark.parametrize(("rooms", "seed"), DAYS)
def test_every_file_is_taken_whole_and_without_a_warning(day_of, rooms, seed):
    day = day_of(rooms, seed)
    for checked in (day.plan, day.rooms, day.candidates, day.staff):
        assert (checked.errors, checked.warnings) == ((), ())
        assert len(checked.rows) == checked.total > 0
    assert len(day.rooms.rows) == rooms


@pytest.mark.parametrize(("rooms", "seed"), DAYS)
def test_every_role_of_the_day_is_there_and_every_room_has_its_invigilators(day_of, rooms, seed):
    staff = day_of(rooms, seed).staff.rows
    assert {person["role"] for person in staff} == {role.number for role in ROLES}
    by_room = Counter(person["room"] for person in staff if person["role"] == PROCTOR.number)
    assert by_room.pop(None) >= 1
    assert by_room == {room["room"]: 2 for room in day_of(rooms, seed).rooms.rows}


def test_a_site_of_67_rooms_has_about_two_thousand_candidates_and_134_invigilators_in_rooms(day_of):
    day = day_of(67)
    assert 1_900 <= len({row["id_no"] for row in day.candidates.rows}) <= 2_300
    roles = Counter(person["role"] for person in day.staff.rows)
    assert roles[PROCTOR.number] == 134 + 5
    assert roles[7] == 7
    assert roles[9] >= 3 * 7
    assert len(day.staff.rows) > 150


def test_the_two_invigilators_of_a_room_come_from_different_units_and_one_is_new(day_of):
    rooms = {}
    for person in day_of(67).staff.rows:
        if person["room"]:
            rooms.setdefault(person["room"], []).append(person)
    for one, other in rooms.values():
        assert one["unit"] != other["unit"]
        assert {one["note"], other["note"]} == {"有监考经验", "首次监考"}


def test_there_are_whole_mixed_and_tail_rooms_and_both_kinds_of_session(day_of):
    groups, seated = {}, Counter()
    for row in day_of(67).candidates.rows:
        groups.setdefault((row["session"], row["room"]), set()).add((row["trade"], row["level"]))
        seated[row["session"], row["room"]] += 1
    first = {room: (len(groups["S1", room]), seated["S1", room]) for session, room in groups if session == "S1"}
    assert sum(count == 30 and kinds == 1 for kinds, count in first.values()) > 30
    assert sum(kinds == 2 for kinds, _ in first.values()) >= 5
    assert sum(count < 12 for _, count in first.values()) >= 3
    assert {session for session, _ in groups} == {"S1", "S2", "P1", "P2", "C1"}


def test_nobody_sits_two_sessions_that_overlap(day_of):
    day = day_of(67)
    sittings = {}
    for row in day.candidates.rows:
        sittings.setdefault(row["id_no"], []).append(day.known.plan.session(row["session"]))
    assert any(len(sat) == 2 for sat in sittings.values())
    for sat in sittings.values():
        for one, other in combinations(sat, 2):
            assert one.ends <= other.starts or other.ends <= one.starts


def test_all_levels_and_every_trade_are_examined(day_of):
    day = day_of(67)
    assert {row["level"] for row in day.candidates.rows} == {1, 2, 3, 4, 5}
    assert {row["trade"] for row in day.candidates.rows} == set(day.known.plan.trades)


def test_names_that_software_has_trouble_with_are_among_the_staff(day_of):
    names = Counter(person["name"] for person in day_of(67).staff.rows)
    assert names["李静"] >= 3
    assert names["陈䶮"] == 1
    assert any("·" in name for name in names)
    assert {2, 3, 4} <= {len(name) for name in names if "·" not in name}


def test_nobody_in_it_exists(day_of):
    day = day_of(67)
    for row in (*day.staff.rows, *day.candidates.rows):
        assert row["id_no"].startswith("369")
    phones = [person["phone"] for person in day.staff.rows]
    assert all("19900000000" <= phone <= "19900009999" for phone in phones)
    assert len(set(phones)) == len(phones)


def test_most_staff_have_a_portrait_of_the_right_size_and_the_others_none(day_of):
    day = day_of(67)
    photos = sorted((day.folder / "photos").iterdir())
    assert 0.75 < len(photos) / len(day.staff.rows) < 0.95
    assert {photo.stem for photo in photos} <= {person["staff_no"] for person in day.staff.rows}
    for photo in photos:
        data = photo.read_bytes()
        assert 5_000 < len(data) < 30_000
        assert check(f"photos/{photo.name}", data, Known()).errors == ()
    with Image.open(photos[0]) as image:
        assert image.size == (360, 480)


def test_portraits_differ(day_of):
    photos = [photo.read_bytes() for photo in (day_of(67).folder / "photos").iterdir()]
    assert len(set(photos)) == len(photos)


def test_the_timetable_is_the_default_one_of_each_kind_of_session(day_of):
    plan = day_of(67).known.plan
    assert {session.kind for session in plan.sessions} == set(DEFAULTS)
    assert set(plan.timetable) == set(timetable(plan.sessions, DEFAULTS))


def test_a_small_site_has_no_computer_based_session(day_of):
    assert {session.kind for session in day_of(20, 3).known.plan.sessions} == {"theory", "practical"}


def test_the_timetable_has_the_bells_of_every_kind_of_session(day_of):
    points = day_of(67).known.plan.timetable
    bells = {(point.session, point.name): point.signal for point in points if point.signal}
    assert bells["S1", "考试开始"] == "long"
    assert bells["S1", "考生入场，核对证件"] == "short"
    assert bells["P2", "实操结束，停止操作"] == "long"
    assert bells["C1", "考试结束，系统交卷"] == "long"
