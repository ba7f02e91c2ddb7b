"""The reading of a sample day: the files of a folder can be read with the profiles that lie beside them."""

import json
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from reading import load_profile, parse
from server.cli.reconcile import command as reconcile
from server.sample import write
from server.sample.card_day import KEY_HEADER, SHOWN
from server.sample.cards import key

NINE = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("day")
    write(made, rooms=8, seed=3, start=NINE, cards=True)
    return made


def read(folder, name, form):
    profile = load_profile((folder / f"cards/profile-{form}.yaml").read_text("utf-8"))
    return parse((folder / "cards" / name).read_bytes(), profile)


def listed(folder, session="S1"):
    rows = load_workbook(BytesIO((folder / "candidates.xlsx").read_bytes())).active.iter_rows(values_only=True)
    return [row for row in rows if row[6] == session]


@pytest.mark.parametrize("session", ["S1", "S2"])
@pytest.mark.parametrize("form", ["txt", "csv", "dbf", "xlsx"])
def test_each_theory_session_has_a_card_for_everybody_on_the_list_in_every_form(folder, form, session):
    found = read(folder, f"{session}.{form}", form)
    assert found.taken
    assert not found.faults
    assert [card.number for card in found.cards] == [row[0] for row in listed(folder, session)]


def test_the_forms_say_the_same(folder):
    told = [
        [(card.number, card.answers, card.absent) for card in read(folder, f"S1.{form}", form).cards]
        for form in ("txt", "csv", "dbf", "xlsx")
    ]
    assert told[1:] == told[:1] * 3


def test_who_did_not_come_is_listed_and_marked(folder):
    rows = (folder / "cards/absent.csv").read_text("utf-8-sig").splitlines()[1:]
    away = {row.split(",")[3] for row in rows if row.startswith("S1,")}
    assert away
    assert {card.number for card in read(folder, "S1.txt", "txt").cards if card.absent} == away


def test_the_file_with_faults_is_read_and_says_in_which_rooms_they_are(folder):
    found = read(folder, "S1-faults.txt", "txt")
    assert found.taken
    rows = (folder / "cards/S1-faults.csv").read_text("utf-8-sig").splitlines()[1:]
    assert [row.split(",")[4] for row in rows] == list(SHOWN.values())
    assert len({row.split(",")[1] for row in rows}) == len(SHOWN)


def test_the_example_key_has_every_paper_of_the_day_and_is_what_the_cards_were_marked_by(folder):
    head, *rows = load_workbook(BytesIO((folder / "cards/keys.xlsx").read_bytes())).active.iter_rows(values_only=True)
    assert head == KEY_HEADER
    theory = {(row[4], row[5]) for session in ("S1", "S2") for row in listed(folder, session)}
    assert {(row[0], row[1]) for row in rows} == theory
    trade, level, paper, first, last, _, points, answers = rows[0]
    asked = key(f"{trade}/{level}", paper).questions[first - 1 : last]
    assert answers.split() == [one.answers[0] for one in asked]
    assert points * 100 == asked[0].points


def test_without_the_flag_there_is_the_key_alone(tmp_path):
    write(tmp_path, rooms=1, seed=1, start=NINE)
    assert [path.name for path in (tmp_path / "cards").iterdir()] == ["keys.xlsx"]


def reconciled(folder, name, tmp_path):
    """What ``kaowu reconcile`` says of a file of the first session."""
    out = tmp_path / "found.json"
    cards = folder / "cards"
    done = CliRunner().invoke(
        reconcile,
        [str(cards / name), "--roster", str(folder / "candidates.xlsx"), "--session", "S1",
         "--absent", str(cards / "absent.csv"), "--profile", str(cards / f"profile-{name[-3:]}.yaml"),
         "--json", str(out)],
    )  # fmt: skip
    return done.exit_code, json.loads(out.read_text("utf-8"))


@pytest.mark.parametrize("form", ["txt", "csv", "dbf"])
def test_a_good_file_is_accounted_for_to_the_last_card_by_the_command(folder, tmp_path, form):
    code, found = reconciled(folder, f"S1.{form}", tmp_path)
    assert (code, found["faults"]) == (0, [])


def test_the_command_finds_exactly_the_faults_that_the_list_beside_the_file_says(folder, tmp_path):
    code, found = reconciled(folder, "S1-faults.txt", tmp_path)
    assert code == 1
    assert sorted(one["code"] for one in found["faults"]) == sorted(SHOWN)
    rows = (folder / "cards/S1-faults.csv").read_text("utf-8-sig").splitlines()[1:]
    assert [one["room"] for one in found["faults"]] == [row.split(",")[1] for row in rows]


def test_files_of_one_form_alone_are_the_same(folder, tmp_path):
    write(tmp_path, rooms=8, seed=3, start=NINE, cards=["txt"])
    made = {path.name: path.read_bytes() for path in (tmp_path / "cards").iterdir()}
    assert {"S1.txt", "S1-faults.txt", "absent.csv", "profile-txt.yaml"} <= made.keys()
    assert not [name for name in made if name.endswith((".dbf", "S1.csv", "S1.xlsx", "-csv.yaml"))]
    assert all((folder / "cards" / name).read_bytes() == data for name, data in made.items())
