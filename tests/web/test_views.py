"""Who looks at evidence and who takes a copy is on record, and on a row for those who lead."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text as sql

from imaging.kind import HEAD
from tests.evidence_day import JPEG, Filming, attached, get, new_id, views
from tests.exam_day import PLAN
from tests.running import ROOT


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


FILM = (ROOT / "tests/imaging/recordings/browser.webm").read_bytes()
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(range(256)) * 40
AVI = b"RIFF\0\0\0\0AVI " + bytes(range(256)) * 40
MTS = (b"G" + bytes(187)) * 40
MOV = b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + bytes(range(256)) * 40
UNKNOWN = b"<!doctype html>" + bytes(range(256)) * 40


@pytest.mark.parametrize("came", [HEIC, AVI, MTS, UNKNOWN], ids=["heic", "avi", "mts", "unknown"])
def test_what_no_browser_shows_leaves_as_a_copy_that_somebody_takes(filming, hub, device, client, came):
    evidence = filming.photo(came)
    asked = f"/api/evidence/{evidence}/original"
    nobody = Filming(client, device("tablet"), filming.keeper)
    for headers in ({}, {"Range": "bytes=0-99"}):
        answer = get(nobody, asked, **headers)
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "export-nobody")
    assert views(hub) == []
    given = get(filming, asked)
    assert (given.status_code, given.data) == (200, came)
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert [(view["what"], view["person"]) for view in views(hub)] == [("export", 1)]


@pytest.mark.parametrize("came", [JPEG, MOV], ids=["photo", "film"])
def test_what_the_app_shows_is_looked_at_where_nobody_has_signed_in_and_is_no_download(
    filming, hub, device, client, came
):
    evidence = filming.photo(came)
    seen = get(Filming(client, device("tablet"), filming.keeper), f"/api/evidence/{evidence}/original")
    assert (seen.status_code, seen.data) == (200, came)
    assert seen.headers["Content-Disposition"].startswith("inline")
    assert [(view["what"], view["person"]) for view in views(hub)] == [("original", None)]


@pytest.mark.parametrize("came", [HEIC, AVI, MTS], ids=["heic", "avi", "mts"])
def test_of_another_devices_upload_that_no_browser_shows_there_is_its_beginning_alone(
    filming, hub, device, client, came
):
    evidence = filming.announce()
    place = filming.send(evidence, came)
    chief = Filming(client, device("tablet"), filming.keeper)
    for headers in ({}, {"Range": "bytes=0-"}, {"Range": f"bytes=0-{len(came)}"}):
        assert get(chief, place, **headers).data == came[:HEAD]
    assert get(chief, place, Range=f"bytes={HEAD}-").status_code in (204, 416)
    assert get(filming, place).data == came


@pytest.mark.parametrize("way", ["/api/evidence/strangers/{}", "/api/media/{}"])
def test_who_looked_at_what_nobody_described_is_listed_with_it_once_it_is_taken_in(
    filming, hub, device, client, office, rows, way, clock
):
    upload = filming.begin("of-no-fact", len(JPEG), JPEG).rpartition("/")[2]
    asked, nobody = way.format(upload), Filming(client, device("tablet"), filming.keeper)
    for _ in range(3):
        assert get(nobody, asked).data == JPEG
    clock.go_on(minutes=11)
    assert get(nobody, asked).data == JPEG
    assert get(filming, asked).data == JPEG  # its own device: nobody else has seen it
    same = {"upload": upload, "what": "original", "device": nobody.device.id, "plan": None, "person": None}
    assert views(hub, "evidence.glance") == [same, same]
    evidence = filming.announce(upload=upload)
    filming.keeper.work()
    (line,) = rows("looks")[evidence]["lines"]
    assert (line["device"], line["person"], line["what"], line["times"]) == (nobody.device.id, None, "original", 2)
    side = json.loads(get(filming, f"/api/evidence/{evidence}/side").data)["side"]
    assert [(one["what"], one["device"]) for one in side["views"]] == [
        ("original", nobody.device.id), ("original", nobody.device.id), ("side", filming.device.id),
    ]  # fmt: skip
    get(nobody, f"/api/evidence/{evidence}/original")
    assert [line["times"] for line in rows("looks")[evidence]["lines"] if line["what"] == "original"] == [3]


def test_who_looked_before_the_announcement_came_is_listed_with_it(filming, hub, device, client, rows):
    evidence = new_id()
    handed = filming.device.make("evidence.attach", attached(evidence))
    place = filming.begin(handed.raw["id"], len(JPEG), JPEG)
    nobody = Filming(client, device("tablet"), filming.keeper)
    assert get(nobody, place).data == JPEG
    (receipt,) = filming.device.send(handed)
    assert receipt.verdict == "accepted"
    filming.keeper.work()
    assert [(one["device"], one["times"]) for one in rows("looks")[evidence]["lines"]] == [(nobody.device.id, 1)]


def test_what_nobody_described_and_no_browser_shows_is_taken_by_somebody_signed_in(filming, hub, device, client):
    upload = filming.begin("of-no-fact", len(AVI), AVI).rpartition("/")[2]
    asked, other = f"/api/evidence/strangers/{upload}", Filming(client, device("tablet"), filming.keeper)
    answer = get(other, asked)
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "export-nobody")
    assert views(hub, "evidence.glance") == []
    other.device.sign_in(1)
    assert get(other, asked).data == AVI
    (said,) = views(hub, "evidence.glance")
    assert (said["what"], said["plan"], said["person"]) == ("export", PLAN, 1)


def test_who_looked_at_what_nobody_described_is_listed_with_it_while_it_waits(filming, device, client):
    uploads = [filming.begin(f"of-no-fact-{one}", len(JPEG), JPEG).rpartition("/")[2] for one in range(2)]
    chief = Filming(client, device("tablet"), filming.keeper)
    get(chief, f"/api/evidence/strangers/{uploads[0]}")
    chief.device.sign_in(1)
    get(chief, f"/api/evidence/strangers/{uploads[0]}")
    told = {one["upload"]: one["looks"] for one in get(chief, "/api/evidence/strangers").json["strangers"]}
    said = [{name: line[name] for name in ("device", "plan", "person", "what", "times")} for line in told[uploads[0]]]
    look = {"device": chief.device.id, "what": "original", "times": 1}
    assert said == [look | {"plan": PLAN, "person": 1}, look | {"plan": None, "person": None}]
    assert told[uploads[1]] == []


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


@pytest.fixture
def running(looked_at):
    """A film that is being recorded, as far as a first picture of it."""
    evidence = looked_at.announce(media="video", type="video/webm")
    looked_at.append(looked_at.begin(looked_at.facts[evidence]), 0, FILM[: len(FILM) // 2])
    looked_at.keeper.work()
    return evidence


def test_who_watches_a_film_by_its_newest_frames_is_on_record_once_within_ten_minutes(
    looked_at, running, hub, device, client, clock, rows
):
    chief = Filming(client, device("tablet"), looked_at.keeper)
    newest = f"/api/evidence/{running}/poster?newest=1"
    for turn in range(4):  # as a wall asks, every few seconds
        assert get(chief, f"{newest}&turn={turn}").mimetype == "image/jpeg"
    said = {"plan": PLAN, "evidence": running, "what": "frames", "device": chief.device.id}
    assert views(hub) == [said | {"person": None}]
    chief.device.sign_in(1)
    get(chief, newest)
    clock.go_on(minutes=10)
    get(chief, newest)
    assert views(hub) == [said | {"person": None}, said | {"person": 1}, said | {"person": 1}]
    assert [(line["what"], line["person"], line["times"]) for line in rows("looks")[running]["lines"]] == [
        ("frames", 1, 2), ("frames", None, 1),
    ]  # fmt: skip
    side = json.loads(get(chief, f"/api/evidence/{running}/side").data)["side"]
    assert [one["what"] for one in side["views"]] == ["frames", "frames", "frames", "side"]


def test_a_wall_of_many_films_states_one_look_at_each(looked_at, hub, device, client):
    films = [looked_at.announce(media="video", type="video/webm") for _ in range(3)]
    for film in films:
        looked_at.append(looked_at.begin(looked_at.facts[film]), 0, FILM[: len(FILM) // 2])
    looked_at.keeper.work()
    wall = Filming(client, device("tablet"), looked_at.keeper)
    for _ in range(3):
        for film in films:
            assert get(wall, f"/api/evidence/{film}/poster?newest=1").status_code == 200
    assert [view["evidence"] for view in views(hub)] == films


def test_newest_frames_of_its_own_film_and_frames_that_are_not_there_yet_are_no_look(
    looked_at, running, hub, device, client
):
    assert get(looked_at, f"/api/evidence/{running}/poster?newest=1").status_code == 200
    begun = looked_at.announce(media="video", type="video/webm")
    chief = Filming(client, device("tablet"), looked_at.keeper)
    assert get(chief, f"/api/evidence/{begun}/poster?newest=1").status_code == 204
    assert views(hub) == []
