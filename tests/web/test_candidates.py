"""Who a candidate is, told by the seat: the name and the end of the ID number, and never kept."""

import pytest

from server.domain.grant import Grant
from server.store import grant as grants
from tests.practical_day import ROOM, SESSION, prepare_practical


@pytest.fixture
def workshop(day, device):
    prepare_practical(day, device("tablet"))
    return day


@pytest.fixture
def phone(workshop, hub, device):
    """A phone on which an assessor has signed in."""
    phone = device("phone")
    give(hub, phone, ("practical",))
    return phone


def give(hub, device, acts, expires=2**33):
    grant = Grant(f"g-{device.id}", 20261122, 10, 9, device.id, acts, None, 0, expires)
    hub.commit(lambda tx: grants.add(tx.connection, grant))


def ask(app, device, seat, **over):
    query = {"plan": 20261122, "session": SESSION, "room": ROOM, "seat": seat} | over
    return app.test_client().get("/api/candidate", query_string=query, headers=device.headers)


def test_a_device_at_the_stations_is_told_the_name_and_must_not_keep_it(phone, app):
    answer = ask(app, phone, 2)
    assert (answer.status_code, answer.json["name"]) == (200, "欧阳文")
    assert set(answer.json) == {"name", "id_tail"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_seat_where_nobody_sits_is_not_found_and_a_gate_is_told_nothing(phone, app, device):
    assert ask(app, phone, 99).status_code == 404
    assert ask(app, phone, 1, room="M9").status_code == 404
    assert ask(app, device("gate"), 1).status_code == 403


def test_only_who_checks_identity_is_told_and_only_of_practical_sessions(workshop, app, device, hub):
    bare, gates, late = device("phone"), device("phone"), device("phone")
    give(hub, gates, ("gate", "custody"))
    give(hub, late, ("practical",), expires=1)
    for nobody in (bare, gates, late):
        answer = ask(app, nobody, 2)
        assert (answer.status_code, answer.json["error"]["code"]) == (409, "grant-needed")
    give(hub, bare, ("practical",))
    assert ask(app, bare, 2).status_code == 200
    assert ask(app, bare, 1, session="S1", room="101").status_code == 404
