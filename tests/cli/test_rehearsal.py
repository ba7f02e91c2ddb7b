"""A rehearsal: one command, and a small day is ready to be walked through in a quarter of an hour."""

import hashlib
from datetime import datetime, timedelta

import pytest

from server.cli import rehearsal
from server.cli.client import Problem, open_hub
from server.config import Config
from server.domain.custody.legs import LEGS, in_time
from server.domain.grant import HOLDERS
from server.domain.imports import Known, check
from server.domain.plan import plan_from_row
from server.sample import write
from tests.running import KAOWU, ZONE, serving, until

START = datetime(2026, 11, 22, 10, 9, tzinfo=ZONE)


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rehearsal")
    write(folder, rooms=4, seed=1, start=START, rehearsal=True)
    checked = check("plan.yaml", (folder / "plan.yaml").read_bytes(), Known())
    assert (checked.errors, checked.warnings) == ((), ())
    return plan_from_row(checked.rows[0])


def test_it_is_marked_and_has_a_number_that_no_real_day_has(plan):
    assert plan.rehearsal
    assert "演练" in plan.name
    assert "演练" in plan.mark
    assert plan.number > 99_999_999


def test_from_nine_minutes_before_its_start_every_leg_can_be_walked_in_turn_within_a_quarter_of_an_hour(plan):
    session = plan.sessions[0]
    began = session.starts - timedelta(minutes=9)
    assert session.ends - began == timedelta(minutes=15)
    in_time(LEGS["L3"], session, plan, began)
    in_time(LEGS["L4"], session, plan, session.starts)
    assert session.starts - timedelta(minutes=plan.check_in_opens) <= began


def test_whoever_missed_the_first_session_goes_on_with_the_second(plan):
    first, second = (session for session in plan.sessions if session.kind == "theory")
    assert timedelta(0) < second.starts - first.ends < timedelta(minutes=5)


@pytest.mark.parametrize(("rehearsal", "minutes"), [(True, 2), (False, 30)])
def test_candidates_are_let_in_at_stations_for_as_long_as_the_day_lasts_in_proportion(tmp_path, rehearsal, minutes):
    write(tmp_path, rooms=4, seed=1, start=START, rehearsal=rehearsal)
    plan = plan_from_row(check("plan.yaml", (tmp_path / "plan.yaml").read_bytes(), Known()).rows[0])
    checked = check("schemes.xlsx", (tmp_path / "schemes.xlsx").read_bytes(), Known(plan))
    assert checked.errors == ()
    assert {row["late"] for row in checked.rows if row["title"]} == {minutes}


def test_its_steps_come_in_the_order_of_the_day(plan):
    names = [point.name for point in plan.timetable if point.session == "S1"]
    assert names.index("抽签确定考场") < names.index("监考领取试卷袋、答题卡袋") < names.index("考试开始")
    assert plan.timetable[0].at >= START - timedelta(minutes=9)


def test_an_evening_rehearsal_that_begins_after_midnight_has_badges_that_are_good_now(tmp_path):
    now = datetime(2026, 11, 22, 23, 55, tzinfo=ZONE)
    write(tmp_path, rooms=4, seed=1, start=now + timedelta(minutes=9), rehearsal=True)
    days = plan_from_row(check("plan.yaml", (tmp_path / "plan.yaml").read_bytes(), Known()).rows[0]).days
    assert now.date() in days


def test_the_command_makes_all_that_the_evening_before_would_have_made(tmp_path):
    data = tmp_path / "data"
    with serving(data, (KAOWU, "serve", "--rehearsal")) as hub:
        assert (data / "证牌.pdf").stat().st_size > 10_000
        assert (data / "标签.pdf").stat().st_size > 10_000
        assert {"S1.txt", "S1-faults.txt", "absent.csv"} <= {path.name for path in (data / "cards").iterdir()}
        assert str(data / "cards") in hub.said()
    with open_hub(Config(data, f"sqlite:///{data / 'kaowu.db'}")) as hub:
        (plan,) = hub.rows("plan")
        assert plan["rehearsal"] is True
        people = hub.rows("person")
        assert all(person["badge"] for person in people)
        holders = {person["person"] for person in people if person["role"] in HOLDERS}
        assert {row["person"] for row in hub.rows("pin")} == holders
        rooms = {row["room"] for row in hub.rows("room") if "S1" in row["sessions"]}
        assert {item["room"] for item in hub.rows("item") if (item["kind"], item["session"]) == ("RSET", "S1")} == rooms


def test_its_card_files_are_read_at_once_by_the_formats_it_keeps(tmp_path):
    data = tmp_path / "data"
    settings = Config(data, f"sqlite:///{data / 'kaowu.db'}")
    with serving(data, (KAOWU, "serve", "--rehearsal")), open_hub(settings) as hub:
        (plan,) = hub.rows("plan")
        kept = {row["id"] for row in hub.rows("profile")}
        assert kept == {f"sample-day-{form}" for form in ("txt", "csv", "dbf", "xlsx")}
        files = ("S1.txt", "S1-faults.txt", "S1.xlsx")
        for name in files:
            _hand_in(hub, plan["plan"], data / "cards" / name)
        until(lambda: all(row["state"] != "received" for row in hub.rows("batch")), 60, "the files to be read")
        read = {row["name"]: (row["used"] or {}).get("id") for row in hub.rows("batch") if row["cards"]}
    assert read == {name: f"sample-day-{name[-4:].removeprefix('.')}" for name in files}


def _hand_in(hub, plan, path):
    raw = path.read_bytes()
    sha256 = hashlib.sha256(raw).hexdigest()
    assert hub.send("PUT", f"/api/reader/files/{sha256}", {}, raw).status == 200
    body = {"plan": plan, "sha256": sha256, "size": len(raw), "name": path.name, "station": None, "profile": None}
    body |= {"session": "S1", "pass": 1, "modified": None, "again": None}
    (receipt,) = hub.facts([("reading.batch", body)])
    assert receipt["verdict"] == "accepted", receipt


def test_a_rehearsal_that_could_not_be_prepared_leaves_nothing_that_the_next_start_would_use(shell, monkeypatch):
    def labels(**_options):
        assert (shell.data / "kaowu.db").exists()
        raise Problem("标签写不下")

    monkeypatch.setattr(rehearsal.labels.command, "callback", labels)
    done = shell.run("serve", "--rehearsal")
    assert done.exit_code != 0
    assert "标签写不下" in done.output
    assert "已清除" in done.output
    assert not shell.data.exists()
