"""Who looks at evidence and who takes a copy is on record, and on a row for those who lead."""

from datetime import datetime, timedelta

from sqlalchemy import text as sql

from tests.evidence_day import JPEG, Filming, get, views
from tests.exam_day import PLAN


def test_each_look_at_an_original_is_on_record_once_within_ten_minutes(filming, hub, clock):
    evidence = filming.photo()
    for start in (0, 100, 200):
        get(filming, f"/api/evidence/{evidence}/original", Range=f"bytes={start}-")
    assert views(hub) == [
        {"plan": PLAN, "evidence": evidence, "what": "original", "device": filming.device.id, "person": 1}
    ]
    get(filming, f"/api/evidence/{evidence}/original?export=1")
    clock.go_on(minutes=10)
    get(filming, f"/api/evidence/{evidence}/original")
    assert [view["what"] for view in views(hub)] == ["original", "export", "original"]


def test_the_command_line_names_who_takes_a_copy_and_no_other_device_may(filming, hub, office):
    evidence = filming.photo()
    asked = f"/api/evidence/{evidence}/original?export=1"
    assert get(filming, f"{asked}&by=2").status_code == 200
    there = {person: filming.client.get(f"{asked}&by={person}", headers=office.headers) for person in (2, 99)}
    assert (there[2].status_code, there[99].json["error"]["code"]) == (200, "person-unknown")
    assert [(view["device"], view["person"]) for view in views(hub)] == [(filming.device.id, 1), (office.id, 2)]


def test_a_copy_that_nobody_takes_is_not_handed_out_and_nothing_is_on_record(filming, hub, office, device):
    evidence = filming.photo()
    asked = f"/api/evidence/{evidence}/original?export=1"
    for asker in (office, device("tablet")):
        answer = filming.client.get(asked, headers=asker.headers)
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "export-nobody")
        assert "--exporter" in answer.json["error"]["fix"]
    assert views(hub) == []
    assert filming.client.get(f"/api/evidence/{evidence}/original", headers=office.headers).status_code == 200


def test_chief_and_office_have_a_row_of_who_looked_and_who_took_a_copy(filming, hub, office, clock, rows):
    evidence = filming.photo()
    assert rows("looks") == {}
    for _ in range(2):
        get(filming, f"/api/evidence/{evidence}/original")
        clock.go_on(minutes=11)
    filming.client.get(f"/api/evidence/{evidence}/original?export=1&by=2", headers=office.headers)
    said = rows("looks")[evidence]
    assert [(line["device"], line["person"], line["what"], line["times"]) for line in said["lines"]] == [
        (office.id, 2, "export", 1), (filming.device.id, 1, "original", 2),
    ]  # fmt: skip
    again = said["lines"][1]
    assert datetime.fromisoformat(again["last"]) - datetime.fromisoformat(again["first"]) == timedelta(minutes=11)
    with hub.db.reading() as connection:
        scopes = connection.execute(sql("SELECT scope FROM row WHERE kind = 'looks'")).scalars().all()
    assert scopes == ["office"]


def test_looks_of_before_the_row_was_kept_are_listed_with_the_next_one(filming, hub, office, clock, rows):
    evidence = filming.photo()
    get(filming, f"/api/evidence/{evidence}/original")
    filming.client.get(f"/api/evidence/{evidence}/original?export=1&by=2", headers=office.headers)
    as_it_was = rows("looks")[evidence]["lines"]
    clock.go_on(minutes=11)
    with hub.db.writing() as connection:  # as a hub of before kept it: the facts, and no row of them
        connection.execute(sql("DELETE FROM row WHERE kind = 'looks'"))
    get(filming, f"/api/evidence/{evidence}/original")
    latest, earlier = rows("looks")[evidence]["lines"]
    assert (earlier, as_it_was[1]["first"], latest["times"]) == (as_it_was[0], latest["first"], 2)


def test_looking_at_an_upload_under_way_is_on_record_too(filming, hub, device, client):
    evidence = filming.announce(media="video", type="video/webm")
    place = filming.begin(filming.facts[evidence])
    filming.append(place, 0, JPEG)
    filming.keeper.work()
    chief = Filming(client, device("tablet"), filming.keeper)
    for _ in range(3):
        assert get(chief, place, Range="bytes=0-").data == JPEG
    assert get(filming, place).data == JPEG  # its own device: nobody else has seen it
    assert [(view["what"], view["device"], view["person"]) for view in views(hub)] == [
        ("original", chief.device.id, None)
    ]
