"""Rows changed since last asked: nothing is missed, nothing is shown to whom it is not for."""

import pytest

from server.domain.seen import READERS


def everything(client, headers, limit=1000):
    found, after, pages = {}, 0, 0
    while True:
        page = client.get(f"/api/changes?after={after}&limit={limit}", headers=headers).json
        for row in page["rows"]:
            found[row["kind"], row["key"]] = row
        after, pages = page["through"], pages + 1
        if not page["more"]:
            return found, after, pages


@pytest.mark.parametrize("limit", [1, 2, 7, 5000])
def test_pages_of_any_size_bring_the_same_rows(client, office, day, hub, limit):
    whole, through, _ = everything(client, office.headers)
    paged, reached, pages = everything(client, office.headers, limit)
    assert paged == whole
    assert reached == through == hub.journal.size
    assert pages > 1 or limit == 5000


def test_only_what_changed_comes_the_next_time(client, device, day):
    gate = device("gate")
    _, through, _ = everything(client, gate.headers)
    nothing = client.get(f"/api/changes?after={through}", headers=gate.headers).json
    assert (nothing["rows"], nothing["more"], nothing["through"]) == ([], False, through)
    gate.hand("duty.check_in", {"place": "gate-1", "badge": day.qr(2)})
    page = client.get(f"/api/changes?after={through}", headers=gate.headers).json
    assert [(row["kind"], row["key"], row["value"]["state"]) for row in page["rows"]] == [
        ("person", f"{day.plan}/2", "in")
    ]
    assert page["through"] == page["size"] == through + 1


@pytest.mark.parametrize(
    ("kind", "seen", "hidden"),
    [
        ("tablet", {"contact", "device", "feed", "person", "badge", "room", "plan", "badge_key"}, set()),
        ("phone", {"person", "badge", "room", "plan", "badge_key"}, {"contact", "device", "feed", "alert"}),
        ("gate", {"person", "badge", "room", "plan", "badge_key"}, {"contact", "device", "feed", "alert"}),
        ("reader", {"person", "badge", "room", "plan", "badge_key"}, {"contact", "device", "feed", "alert"}),
    ],
)
def test_each_role_sees_its_kinds_of_rows(client, device, day, kind, seen, hidden):
    made = device(kind)
    device("gate").hand("duty.check_in", {"place": "gate-1", "badge": "KW1:rubbish"})
    rows, _, _ = everything(client, made.headers)
    kinds = {kind for kind, _ in rows}
    assert seen <= kinds
    assert not hidden & kinds


@pytest.mark.parametrize("kind", ["phone", "gate", "reader"])
def test_a_whole_phone_number_goes_to_chief_and_office_alone(client, device, day, kind):
    text = client.get("/api/changes?limit=5000", headers=device(kind).headers).text
    assert "19900000002" not in text
    assert "19900000002" in client.get("/api/changes?limit=5000", headers=device("tablet").headers).text


def test_a_room_that_is_gone_is_told_as_gone(client, office, day):
    _, through, _ = everything(client, office.headers)
    day.take("rooms", [{"room": "101", "name": "一号楼101", "building": "一号楼", "floor": 1, "seats": 30}])
    rows = client.get(f"/api/changes?after={through}", headers=office.headers).json["rows"]
    assert {"kind": "room", "key": f"{day.plan}/102", "seq": through + 1, "value": None} in rows


def test_what_is_asked_for_beyond_the_end_is_no_error(client, office, day, hub):
    page = client.get("/api/changes?after=999999", headers=office.headers).json
    assert (page["rows"], page["more"]) == ([], False)
    assert client.get("/api/changes?after=-5&limit=0", headers=office.headers).json["rows"]


def test_a_card_reader_station_learns_only_of_those_who_work_there_and_of_them_no_phone(client, device, day):
    station = device("reader")
    whole, _, _ = everything(client, device("tablet").headers)
    told, _, _ = everything(client, station.headers)
    people = {key: row["value"] for (kind, key), row in told.items() if kind == "person" and row["value"]}
    assert {value["role"] for value in people.values()} <= READERS
    assert {value["tail"] for value in people.values()} == {""}
    (chief,) = (value for value in people.values() if value["person"] == 1)
    assert chief["name"] == whole["person", f"{day.plan}/1"]["value"]["name"]
    assert chief.keys() == whole["person", f"{day.plan}/1"]["value"].keys()
    assert told["person", f"{day.plan}/2"]["value"] is None, "an invigilator"
