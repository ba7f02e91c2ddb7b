"""The published file of a draw: anyone recomputes it by a program that knows nothing of the hub."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.draw_day import CE, ROVER, table_of

VERIFIER = Path(__file__).parents[2] / "docs/verify_draw.py"


@pytest.fixture
def table(day, device):
    return table_of(day, device)


@pytest.fixture
def told(client, table):
    """Ask for a file."""
    return lambda **asked: client.get("/api/draw", query_string={"session": "S1"} | asked, headers=table.tablet.headers)


def recomputed(tmp_path, published):
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(published), "utf-8")
    return subprocess.run([sys.executable, VERIFIER, file], capture_output=True, text=True, check=False)


def test_the_hubs_file_is_recomputed_and_a_tampered_one_is_not(table, told, tmp_path):
    table.drawn(without=["102"], why={"102": "空调故障"})
    published = told().json
    assert recomputed(tmp_path, published).returncode == 0
    people = published["drawn"]["101"]
    for tampered in (
        {"drawn": {"101": [published["reserve"][0], people[1]]}},
        {"root": "0" * 64},
        {"rules": ["units"]},
        {"values": {str(CE): "1" * 64, str(ROVER): published["values"][str(ROVER)]}},
        {"reserve": published["reserve"][::-1]},
    ):
        assert recomputed(tmp_path, published | tampered).returncode != 0, tampered


def test_the_file_of_one_room_drawn_anew_is_recomputed_too(table, told, tmp_path, rows):
    table.drawn(without=["102"], why={"102": "空调故障"})
    table.drawn(round=2, place="101", reason="回避")
    published = told(place="101").json
    assert recomputed(tmp_path, published).returncode == 0
    assert published["drawn"]["101"] == rows("draw")["20261122/S1/rooms"]["places"]["101"]
    assert told().json["drawn"]["101"] != published["drawn"]["101"]


def test_nothing_is_published_of_what_was_not_drawn(table, told):
    table.both()
    answer = told()
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "draw-not-yet")
    assert "values" not in answer.text


def test_a_file_names_nobody(table, told):
    table.drawn()
    assert "钱乙" not in told().text
