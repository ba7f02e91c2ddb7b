"""Writing: the same arguments give the same bytes; what is out of range is refused."""

from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

from server.domain.imports import Known, check
from server.sample import write

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 11, 22, 9, 0, tzinfo=SHANGHAI)


def contents(folder):
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def plan_in(folder):
    return check("plan.yaml", (folder / "plan.yaml").read_bytes(), Known()).rows[0]


def test_the_same_arguments_give_the_same_bytes(tmp_path):
    for name in ("one", "other"):
        write(tmp_path / name, rooms=3, seed=5, start=NINE)
    assert contents(tmp_path / "one") == contents(tmp_path / "other")


def test_another_seed_gives_other_people_and_the_same_plan_but_for_the_phone(tmp_path):
    write(tmp_path / "one", rooms=3, seed=5, start=NINE)
    write(tmp_path / "other", rooms=3, seed=6, start=NINE)
    assert contents(tmp_path / "one")["staff.xlsx"] != contents(tmp_path / "other")["staff.xlsx"]
    assert plan_in(tmp_path / "one") | {"duty_phone": ""} == plan_in(tmp_path / "other") | {"duty_phone": ""}


def test_another_day_moves_the_sessions_and_keeps_the_people(tmp_path):
    write(tmp_path / "one", rooms=1, seed=5, start=NINE)
    write(tmp_path / "other", rooms=1, seed=5, start=NINE.replace(hour=14))
    one, other = contents(tmp_path / "one"), contents(tmp_path / "other")
    assert one.pop("plan.yaml") != other.pop("plan.yaml")
    assert one == other


def test_a_start_in_another_zone_is_the_same_moment_in_the_plans_zone(tmp_path):
    write(tmp_path, rooms=1, seed=1, start=datetime(2026, 11, 22, 1, 0, 59, tzinfo=UTC))
    assert plan_in(tmp_path)["sessions"][0]["starts"] == "2026-11-22T09:00:00+08:00"


def test_a_day_that_crosses_midnight_lists_both_dates(tmp_path):
    write(tmp_path, rooms=3, seed=1, start=NINE.replace(hour=22, minute=40))
    plan = plan_in(tmp_path)
    assert plan["days"] == ["2026-11-22", "2026-11-23"]
    assert plan["plan"] == 20261122


def test_the_plans_number_can_be_given(tmp_path):
    write(tmp_path, rooms=1, seed=1, start=NINE, plan_number=2026112)
    assert (plan_in(tmp_path)["plan"], plan_in(tmp_path)["code"]) == (2026112, "JX-2026112")


def test_progress_is_told_after_each_file(tmp_path):
    told = []
    write(tmp_path, rooms=1, seed=1, start=NINE, progress=lambda done, total: told.append((done, total)))
    files = len(contents(tmp_path))
    assert told == [(done, files) for done in range(1, files + 1)]


@pytest.mark.parametrize("rooms", [0, -1, 601])
def test_a_number_of_rooms_out_of_range_is_refused(tmp_path, rooms):
    with pytest.raises(ValueError, match="rooms must be 1 to 600"):
        write(tmp_path, rooms=rooms, seed=1, start=NINE)


def test_a_start_without_offset_is_refused(tmp_path):
    with pytest.raises(ValueError, match="offset"):
        write(tmp_path, rooms=1, seed=1, start=datetime(2026, 11, 22, 9, 0))  # noqa: DTZ001


def test_files_of_other_names_in_the_folder_stay(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    write(tmp_path, rooms=1, seed=1, start=NINE)
    assert (tmp_path / "notes.txt").read_text() == "mine"
