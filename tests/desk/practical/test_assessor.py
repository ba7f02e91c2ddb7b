"""The register of assessors where somebody holds a card for each of several trades."""

import json

import pytest

from server.desk.forms.asked import Asked
from server.desk.forms.job import job
from server.store import practical
from tests.exam_day import PLAN
from tests.practical_day import ASSESSORS, ROOM, SESSION, accepted, code

WELDS = {"card": "K10", "trade": "焊工", "level": 2, "until": "2027-12-31"}
WIRES = {"card": "D10", "trade": "电工", "level": 3, "until": "2027-06-30"}
KEY = f"{PLAN}/{ASSESSORS[0]}"
TEAM = {"plan": PLAN, "session": SESSION, "room": ROOM, "assessors": list(ASSESSORS), "leader": ASSESSORS[0]}


@pytest.fixture
def chief(workshop, device):
    tablet = device("tablet")
    tablet.sign_in(1)
    return tablet


@pytest.fixture
def register(chief):
    """State the cards of the first assessor."""
    return lambda first, **more: chief.hand(
        "practical.assessor", {"plan": PLAN, "person": ASSESSORS[0]} | first | more
    )  # fmt: skip


def rebuilt(hub, rows):
    before = rows("assessor")
    hub.committer.call(hub.door.rebuild)
    return rows("assessor") == before


def test_whoever_holds_two_cards_assesses_by_the_one_that_is_for_the_room(register, chief, rows, hub):
    accepted(register(WELDS, others=[]))
    assert code(chief.hand("practical.team", TEAM)) == "assessor-unfit"
    accepted(register(WELDS, others=[WIRES, WIRES]))
    assert rows("assessor")[KEY]["others"] == [WIRES]
    accepted(chief.hand("practical.team", TEAM))
    assert rebuilt(hub, rows)
    accepted(register(WELDS, others=[WIRES | {"until": "2026-11-21"}]))
    assert code(chief.hand("practical.team", TEAM)) == "assessor-expired"


def test_sheets_and_report_bear_the_card_that_is_for_their_trade_and_level(register, hub):
    accepted(register(WELDS, others=[WIRES]))

    def drawn(form):
        asked = Asked(form, plan=PLAN, session=SESSION, room=ROOM)
        return hub.read(lambda connection: json.loads(job(connection, asked)))["items"]

    assert {sheet["card"] for sheet in drawn("scores")} == {"D10", "K11", "K12"}
    (report,) = drawn("report")
    assert [one["card"] for one in report["assessors"]] == ["D10", "K11", "K12"]


def test_an_app_of_before_changes_the_card_it_shows_and_leaves_the_others(register, rows, hub):
    accepted(register(WELDS, others=[WIRES]))
    accepted(register(WELDS | {"level": 1}))
    row = rows("assessor")[KEY]
    assert (row["level"], row["others"]) == (1, [WIRES])
    accepted(register(WIRES))  # the same card in its place is not there twice
    assert "others" not in rows("assessor")[KEY]
    assert rebuilt(hub, rows)
    assert code(register(WELDS, others=[WIRES] * 10)) == "malformed"
    assert code(register(WELDS, others=[WIRES | {"until": "2026-02-30"}])) == "malformed"


def test_a_file_has_a_row_for_each_card_and_its_person_is_in_the_team_once(workshop, rows, hub):
    numbers = {row["person"]: row["staff_no"] for row in rows("person").values()}

    def named(person, card, **more):
        return card | {"staff_no": numbers[person], "running": 0, "room": ROOM, "leader": False} | more

    def no_team(tx):
        practical.keep(tx.connection, PLAN, "team", f"{SESSION}/{ROOM}", None)

    hub.committer.call(no_team)
    first, *others = ASSESSORS
    of = [named(person, WIRES | {"card": f"D{person}"}) for person in others]
    of += [named(first, WELDS, running=1), named(first, WIRES, leader=True, running=2)]
    accepted(workshop.take("assessors", of))
    row = rows("assessor")[KEY]
    assert (row["card"], row["others"], row["running"]) == ("K10", [WIRES], 2)
    team = rows("team")[f"{PLAN}/{SESSION}/{ROOM}"]
    assert (sorted(team["assessors"]), team["leader"]) == (sorted(ASSESSORS), first)
    assert rebuilt(hub, rows)
