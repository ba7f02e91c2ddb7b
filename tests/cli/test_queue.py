"""``kaowu queue``: records that come as files."""

import json

import pytest

from server.cli.client import open_hub
from server.config import Config
from tests.running import serving


@pytest.fixture
def exported(day, tmp_path):
    """Two check-ins of a gate that never reached the hub, as a file."""
    gate = day.gates[0]
    facts = [gate.check_in(badge) | {"acted": True} for badge in day.badges[:2]]
    told = {"format": "kaowu-queue-1", "device": gate.id, "name": "gate 2", "origin": day.origin, "made": ""}
    path = tmp_path / "kaowu-东门.json"
    path.write_text(json.dumps({**told, "checkpoint": None, "facts": facts}, ensure_ascii=False), "utf-8")
    return path


def people_in(data):
    with open_hub(Config(data, f"sqlite:///{data / 'kaowu.db'}")) as hub:
        return sum(row["state"] == "in" for row in hub.rows("person"))


def test_records_are_taken_once_however_often_the_file_is(shell, day, exported):
    first = shell.run("queue", exported)
    assert first.exit_code == 0, first.output
    assert "2 条。已收 2 条" in first.output
    assert people_in(day.data) == 2
    again = shell.run("queue", exported)
    assert (again.exit_code, people_in(day.data)) == (0, 2)
    assert "主机早已收过 2 条" in again.output


def test_a_look_takes_nothing(shell, day, exported):
    result = shell.run("queue", exported, "--dry-run")
    assert result.exit_code == 0
    assert "可收 2 条" in result.output
    assert people_in(day.data) == 0


def test_a_damaged_file_gives_what_it_has_and_a_wrong_one_costs_no_other(shell, day, exported, tmp_path):
    text = exported.read_text("utf-8")
    cut, other = tmp_path / "cut.json", tmp_path / "other.json"
    cut.write_text(text[: text.rindex('"fact"') + 60], "utf-8")
    other.write_text("%PDF", "utf-8")
    result = shell.run("queue", other, cut)
    assert result.exit_code == 1
    assert "这不是设备导出的记录文件" in result.output
    assert "文件不完整" in result.output
    assert people_in(day.data) == 1


def test_for_programs_it_answers_in_json(shell, exported):
    (answer,) = json.loads(shell.run("queue", exported, "--json").output)
    assert (answer["accepted"], answer["left"], answer["file"]) == (2, [], str(exported))


def test_it_goes_by_the_running_hub(shell, day, exported):
    with serving(day.data) as hub:
        result = shell.at(hub).run("queue", exported)
    assert result.exit_code == 0, result.output
    assert people_in(day.data) == 2


def test_a_file_that_is_not_there_is_bad_usage(shell, day):
    assert shell.run("queue", "nowhere.json").exit_code == 2
