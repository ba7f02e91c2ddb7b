"""What is on its way to paper, kept beside the journal."""

import pytest

from server.store import press
from server.store.press import Job, Printer


@pytest.fixture
def connection(hub):
    with hub.db.writing() as connection:
        yield connection


def job(number, *, ended=None, state="waiting"):
    return Job(
        f"{number:016x}", "ipp://10.0.0.1:631/ipp/print", f"2026-11-22T08:{number // 60:02}:{number % 60:02}.000Z",
        "d1", state, ended, {"title": "证牌"}, {"state": state},
    )  # fmt: skip


def test_a_printer_is_remembered_once_under_its_latest_name(connection):
    press.remember(connection, Printer("ipp://a:631/", "一楼"), "2026-11-22T00:00:00Z")
    press.remember(connection, Printer("ipp://a:631/", "二楼"), "2026-11-22T00:00:00Z")
    assert press.printers(connection) == [Printer("ipp://a:631/", "二楼")]
    assert press.forget(connection, "ipp://a:631/")
    assert not press.forget(connection, "ipp://a:631/")
    assert press.printers(connection) == []


def test_a_job_is_read_as_it_was_kept(connection):
    press.add(connection, job(1))
    assert press.get(connection, job(1).job) == job(1)
    assert press.get(connection, "none") is None


def test_jobs_are_listed_newest_first_and_go_on_oldest_first(connection):
    for number in (1, 3, 2):
        press.add(connection, job(number))
    press.move(connection, job(3).job, {"state": "done"}, "2026-11-22T09:00:00.000Z")
    assert [each.made[17:19] for each in press.every(connection)] == ["03", "02", "01"]
    assert [each.made[17:19] for each in press.alive(connection)] == ["01", "02"]
    assert press.every(connection)[0].state == "done"


def test_of_ended_jobs_the_newest_hundred_are_kept_and_every_living_one(connection):
    for number in range(130):
        press.add(connection, job(number))
    for number in range(10, 130):
        press.move(connection, job(number).job, {"state": "done"}, f"2026-11-22T09:00:00.{number:03}Z")
    left = press.every(connection)
    assert len([each for each in left if each.ended]) == press.LISTED
    assert len([each for each in left if not each.ended]) == 10
