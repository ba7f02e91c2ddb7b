"""``kaowu sample``."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from server.cli.sample import command, start_of
from server.domain.imports import Known, check

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 10, 1, 30, tzinfo=SHANGHAI)


def test_it_writes_a_day(tmp_path):
    done = CliRunner().invoke(command, ["--rooms", "1", "--seed", "4", "--date", "2027-01-09", str(tmp_path / "day")])
    assert done.exit_code == 0
    plan = check("plan.yaml", (tmp_path / "day/plan.yaml").read_bytes(), Known()).rows[0]
    assert (plan["plan"], plan["sessions"][0]["starts"]) == (20270109, "2027-01-09T09:00:00+08:00")
    assert "2027-01-09 09:00" in done.output


def test_on_demand_it_writes_what_a_card_reader_would_export(tmp_path):
    options = ["--rooms", "1", "--date", "2027-01-09"]
    assert CliRunner().invoke(command, [*options, "--cards", str(tmp_path / "day")]).exit_code == 0
    names = {path.name for path in (tmp_path / "day/cards").iterdir()}
    assert {"keys.xlsx", "absent.csv", "S1.txt", "S1.csv", "S1.dbf", "S1.xlsx", "profile-txt.yaml"} <= names


def test_today_it_starts_so_that_check_in_is_open():
    assert start_of(None, None, NOW) == datetime(2026, 11, 22, 10, 50, tzinfo=SHANGHAI)
    assert start_of("2026-11-22", None, NOW) == start_of(None, None, NOW)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001
def test_at_any_time_of_day_check_in_is_open_now_and_the_start_is_a_round_time(moment):
    now = moment.replace(tzinfo=SHANGHAI)
    start = start_of(None, None, now)
    assert timedelta(minutes=44) < start - now < timedelta(minutes=51)
    assert (start.minute % 5, start.second, start.microsecond) == (0, 0, 0)


def test_just_before_midnight_it_starts_tomorrow():
    assert start_of(None, None, NOW.replace(hour=23, minute=50)).isoformat() == "2026-11-23T00:35:00+08:00"


def test_another_day_starts_at_nine_unless_told():
    assert start_of("2026-12-05", None, NOW).isoformat() == "2026-12-05T09:00:00+08:00"
    assert start_of("2026-12-05", "13:30", NOW).isoformat() == "2026-12-05T13:30:00+08:00"
    assert start_of(None, "13:30", NOW).isoformat() == "2026-11-22T13:30:00+08:00"


@pytest.mark.parametrize(("day", "clock"), [("2026-13-01", None), ("明天", None), (None, "25:00"), (None, "9点")])
def test_what_is_no_date_or_time_is_refused(day, clock):
    with pytest.raises(click.BadParameter, match="读不懂"):
        start_of(day, clock, NOW)


def test_bad_options_end_with_2_and_write_nothing(tmp_path):
    for options in (["--rooms", "0"], ["--date", "x"], ["--plan-number", "0"]):
        assert CliRunner().invoke(command, [*options, str(tmp_path / "day")]).exit_code == 2
    assert not (tmp_path / "day").exists()


def test_a_folder_that_cannot_be_made_is_named_and_ends_with_1(tmp_path):
    (tmp_path / "file").write_text("x")
    done = CliRunner().invoke(command, ["--rooms", "1", str(tmp_path / "file" / "day")])
    assert done.exit_code == 1
    assert "写不进" in done.output


def test_an_edited_day_is_not_overwritten_unless_forced(tmp_path):
    words = ["--rooms", "1", "--date", "2027-01-09", str(tmp_path)]
    (tmp_path / "plan.yaml").write_text("edited")
    (tmp_path / "notes.txt").write_text("mine")
    done = CliRunner().invoke(command, words)
    assert (done.exit_code, type(done.exception)) == (1, SystemExit)
    assert "plan.yaml" in done.output
    assert "--force" in done.output
    assert (tmp_path / "plan.yaml").read_text() == "edited"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.txt", "plan.yaml"]
    assert CliRunner().invoke(command, [*words, "--force"]).exit_code == 0
    assert "20270109" in (tmp_path / "plan.yaml").read_text("utf-8")
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_help_is_in_both_languages():
    text = CliRunner().invoke(command, ["--help"]).output
    assert "生成" in text
    assert "Write a realistic" in text
