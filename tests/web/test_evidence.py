"""Originals as they came, what the hub makes of them, what is on record, and who may look."""

import base64
import hashlib
import io
import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from sqlalchemy import text as sql

from server.desk.evidence.side import side as side_of
from server.desk.evidence.side import signed
from server.store import evidence as evidences
from server.store import journal, people
from server.store import upload as uploads
from server.web.keeper import Keeper
from server.web.looker import Looker
from tests.evidence_day import JPEG, Filming, attached, new_id, whole
from tests.exam_day import PLAN
from tests.imaging import files
from tests.imaging.files import WEBM
from tests.running import until

FILM = WEBM.read_bytes()
VERIFIER = Path(__file__).parents[2] / "docs/verify_side.py"


@pytest.fixture
def looked_at(day, device, client, hub):
    """A tablet that takes photos, at a hub that looks at them."""
    tablet = device("tablet")
    tablet.sign_in(1)
    return Filming(client, tablet, Keeper(hub, Looker(hub)))


def picture(**exif):
    """A photo with a pattern, as a camera writes it."""
    image = Image.frombytes("RGB", (640, 480), bytes(range(256)) * 3600)
    tags = Image.Exif()
    tags[0x010F] = exif.get("make", "Canon")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85, exif=tags)
    return out.getvalue()


def get(filming, path, **headers):
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return filming.client.get(path, headers=said | filming.device.headers)


def views(hub):
    with hub.db.reading() as connection:
        entries = journal.of_kinds(connection, 0, ["evidence.view"])
    return [json.loads(entry.fact)["body"] for entry in entries]


def test_a_photos_thumbnail_is_made_and_named_by_its_row(looked_at, row):
    evidence = looked_at.photo(picture())

    def seen():
        looked_at.keeper.work()
        return row(evidence)["thumb"] is not None

    until(seen, what="the thumbnail")
    said = row(evidence)
    assert (said["state"], said["width"], said["height"], said["type"]) == ("equal", 640, 480, "image/jpeg")
    small = get(looked_at, f"/api/evidence/{evidence}/thumb")
    assert small.mimetype == "image/jpeg"
    assert hashlib.sha256(small.data).hexdigest().startswith(said["thumb"])
    assert not Image.open(io.BytesIO(small.data)).getexif()


def test_a_thumbnail_is_to_be_had_while_the_fact_that_names_it_is_written(looked_at, row, hub, device, client):
    seen, stranger = [], device("phone")

    def asks(of, evidence, version):
        path = f"/api/evidence/{evidence}/thumb?v={version}"
        others = client.get(path, headers=stranger.headers)
        seen.append((of, row(evidence)["thumb"], version, get(looked_at, path), others))

    hub.on_picture.append(asks)
    evidence = looked_at.photo(picture())

    def made():
        looked_at.keeper.work()
        return row(evidence)["thumb"] is not None

    until(made, what="the thumbnail")
    ((of, named, version, early, others),) = seen
    assert (of, named, early.status_code, others.status_code) == (looked_at.device.id, None, 200, 404)
    assert version == row(evidence)["thumb"] == hashlib.sha256(early.data).hexdigest()[:12]
    assert (hub.fresh, get(looked_at, f"/api/evidence/{evidence}/thumb").data) == ({}, early.data)


def test_a_films_picture_and_the_copy_to_jump_in_are_made_and_served(looked_at, row, hub):
    evidence = looked_at.announce(media="video", type="video/webm")
    place = looked_at.begin(looked_at.facts[evidence])
    half = len(FILM) // 2
    looked_at.append(place, 0, FILM[:half])
    looked_at.keeper.work()
    newest = get(looked_at, f"/api/evidence/{evidence}/poster?newest=1")
    assert (newest.status_code, newest.mimetype) == (200, "image/jpeg")
    looked_at.append(place, half, FILM[half:])
    looked_at.device.hand("evidence.complete", whole(evidence, FILM))

    def seen():
        looked_at.keeper.work()
        return row(evidence)["film"] is not None

    until(seen, what="the film")
    said = row(evidence)
    assert (said["state"], said["type"]) == ("equal", "video/webm")
    assert min(said["duration_ms"], said["width"], said["height"]) > 0
    assert get(looked_at, f"/api/evidence/{evidence}/poster").mimetype == "image/jpeg"
    film = get(looked_at, f"/api/evidence/{evidence}/film")
    assert (film.status_code, film.mimetype) == (200, "video/webm")
    assert hashlib.sha256(film.data).hexdigest().startswith(said["film"])
    assert "sandbox; default-src 'none'" in film.headers.getlist("Content-Security-Policy")
    part = get(looked_at, f"/api/evidence/{evidence}/film", Range="bytes=10-19")
    assert (part.status_code, part.data) == (206, film.data[10:20])
    assert [view["what"] for view in views(hub)] == ["film"]
    side = json.loads(get(looked_at, f"/api/evidence/{evidence}/side").data)["side"]
    made = {one["what"]: one["sha256"] for one in side["derived"]}
    assert (made["film"], sorted(made)) == (hashlib.sha256(film.data).hexdigest(), ["film", "poster"])


@pytest.mark.parametrize(("taken", "codec", "of"), [
    (picture(), "jpeg", {}), (FILM, "V_VP8", {"media": "video", "type": "video/webm"}),
])  # fmt: skip
def test_a_side_file_names_the_codec_and_verifies_with_it(looked_at, row, hub, tmp_path, taken, codec, of):
    evidence = looked_at.photo(taken, **of)

    def seen():
        looked_at.keeper.work()
        return row(evidence)["width"] is not None

    until(seen, what="the look at it")
    file = tmp_path / "side.json"
    file.write_bytes(get(looked_at, f"/api/evidence/{evidence}/side").data)
    assert json.loads(file.read_bytes())["side"]["found"]["codec"] == codec
    assert verify(file, "", hub.journal.verifier_key) == (0, "相符，未被改动 / verified\n")


def test_a_film_that_has_just_begun_has_no_picture_yet_and_that_is_no_fault(looked_at):
    evidence = looked_at.announce(media="video", type="video/webm")
    assert get(looked_at, f"/api/evidence/{evidence}/poster?newest=1").status_code == 204
    looked_at.append(looked_at.begin(looked_at.facts[evidence]), 0, FILM[:200])
    looked_at.keeper.work()
    assert get(looked_at, f"/api/evidence/{evidence}/poster?newest=1").status_code == 204


@pytest.mark.parametrize("lost", ["gone", "emptied by a power cut", "torn by a power cut"])
def test_what_was_made_of_it_is_made_again_where_it_is_lost(looked_at, row, hub, lost):
    evidence = looked_at.photo(picture())

    def seen():
        looked_at.keeper.work()
        return row(evidence)["thumb"] is not None

    until(seen, what="the thumbnail")
    if lost == "gone":
        hub.derived.remove(evidence)
    else:
        place = hub.derived.path(evidence, "thumb")
        place.write_bytes(place.read_bytes()[:100] if lost.startswith("torn") else b"")
    assert get(looked_at, f"/api/evidence/{evidence}/thumb").json["error"]["code"] == "evidence-not-made"

    def made():
        looked_at.keeper.work()
        return get(looked_at, f"/api/evidence/{evidence}/thumb").status_code == 200

    until(made, what="the thumbnail made again")


def test_what_cannot_be_decoded_is_kept_as_it_is_and_said_to_be_unreadable(looked_at, row):
    page = b"<!doctype html><script>alert(1)</script>"
    evidence = looked_at.photo(page)

    def seen():
        looked_at.keeper.work()
        return row(evidence)["state"] == "unreadable"

    until(seen, what="the verdict")
    assert row(evidence)["fault"] == "unknown-kind"
    whole = get(looked_at, f"/api/evidence/{evidence}/original")
    assert whole.data == page
    assert whole.mimetype == "application/octet-stream"
    assert whole.headers["Content-Disposition"].startswith("attachment")


def test_an_original_is_served_bit_for_bit_and_never_run(filming):
    evidence = filming.photo()
    whole = get(filming, f"/api/evidence/{evidence}/original")
    assert (whole.status_code, whole.data) == (200, JPEG)
    assert "sandbox; default-src 'none'" in whole.headers.getlist("Content-Security-Policy")
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in whole.headers["Cache-Control"]
    part = get(filming, f"/api/evidence/{evidence}/original", Range="bytes=3-9")
    assert (part.status_code, part.data) == (206, JPEG[3:10])
    assert part.headers["Content-Range"] == f"bytes 3-9/{len(JPEG)}"


def test_a_copy_is_called_by_what_it_is_as_its_side_file_says(filming):
    evidence = filming.photo()
    said = get(filming, f"/api/evidence/{evidence}/original?export=1").headers["Content-Disposition"]
    side = json.loads(get(filming, f"/api/evidence/{evidence}/side").data)["side"]
    assert said.endswith(f"; filename*=UTF-8''{quote(side['file'])}")
    number, _, ending = side["name"].rpartition(".")
    assert side["file"].startswith(f"{PLAN}-{side['site']}-")
    assert side["file"].endswith(f"-{number.rpartition('-')[2]}-{side['computed']['sha256'][:8]}.{ending}")


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


def test_another_phone_sees_nothing_and_its_own_device_does(day, device, client, hub):
    phone, other = device("phone"), device("phone")
    phone.sign_in(7)
    taken = Filming(client, phone, Keeper(hub))
    evidence = taken.photo()
    assert get(taken, f"/api/evidence/{evidence}/original").status_code == 200
    stranger = Filming(client, other, taken.keeper)
    answer = get(stranger, f"/api/evidence/{evidence}/original")
    assert (answer.status_code, answer.json["error"]["code"]) == (404, "evidence-unknown")
    assert [view["device"] for view in views(hub)] == [phone.id]


def test_what_has_not_come_says_so(filming):
    answer = get(filming, f"/api/evidence/{filming.announce()}/original")
    assert (answer.status_code, answer.json["error"]["code"]) == (404, "evidence-not-here")
    assert get(filming, f"/api/evidence/{new_id()}/thumb").json["error"]["code"] == "evidence-unknown"


def test_a_film_that_grows_is_served_as_far_as_it_came(filming):
    evidence = filming.announce(media="video", type="video/webm")
    place = filming.begin(filming.facts[evidence])
    filming.append(place, 0, JPEG)
    filming.keeper.work()
    answer = get(filming, f"/api/evidence/{evidence}/original", Range="bytes=0-")
    assert (answer.status_code, answer.data) == (206, JPEG)
    assert answer.headers["Upload-Complete"] == "?0"


def verify(*arguments):
    """Run the published program; return its exit code and what it said."""
    done = subprocess.run([sys.executable, VERIFIER, *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_the_side_file_says_all_and_verifies_offline(filming, hub, tmp_path):
    evidence = filming.photo(session="S1", room="101", station="3", source={"kind": "camera", "model": "EOS"})
    served = tmp_path / "side.json"
    served.write_bytes(get(filming, f"/api/evidence/{evidence}/side").data)
    side = json.loads(served.read_bytes())["side"]
    assert side["computed"] == side["declared"] == {"size": len(JPEG), "sha256": hashlib.sha256(JPEG).hexdigest()}
    with hub.db.reading() as connection:
        worn = {"person": 1, "role": "CE", "badge": people.get(connection, PLAN, 1).number}
    assert worn["badge"]
    assert (side["place"]["station"], side["source"]["model"], side["by"]) == ("3", "EOS", worn)
    assert (side["device"]["key"]["kty"], side["device"]["kind"]) == ("EC", "tablet")
    assert [view["what"] for view in side["views"]] == ["side"]
    assert (side["views"][0]["device"], side["views"][0]["person"]) == (filming.device.id, 1)
    assert [line["kind"] for line in side["history"]] == ["evidence.attach", "evidence.verify", "evidence.view"]
    with hub.db.reading() as connection:
        (upload,) = uploads.naming(connection, filming.facts[evidence])
    original, beside = hub.media.path(upload.upload), hub.media.side(upload.upload)
    for file in (served, beside):
        assert verify(file, original, hub.journal.verifier_key) == (0, "相符，未被改动 / verified\n")
    said = json.loads(beside.read_bytes())["side"]
    assert said == side | {"history": side["history"][:2], "through": side["history"][1]["seq"], "views": []}


def film_in_parts(filming, parts=(700, 700)):
    """Bring a film in two parts that say their hashes and a third that does not; return its id and where it lies."""
    evidence = filming.announce(media="video", type="video/webm")
    place, at = filming.begin(filming.facts[evidence]), 0
    for count in parts:
        part = JPEG[at : at + count]
        fits = f"sha256 {base64.b64encode(hashlib.sha256(part).digest()).decode()}"
        filming.append(place, at, part, **{"Upload-Checksum": fits})
        at += count
    filming.append(place, at, JPEG[at:])
    filming.device.hand("evidence.complete", whole(evidence, JPEG))
    filming.keeper.work()
    return evidence, filming.keeper._hub.media.path(place.rsplit("/", 1)[1])


def test_the_side_file_of_a_film_has_each_slice_with_its_hash_and_the_journal_binds_their_list(filming, hub):
    _, path = film_in_parts(filming)
    listed = json.loads(hub.media.side(path.name).read_bytes())["side"]["arrival"]["slices"]
    assert listed["columns"] == "offset length sha256 received by"
    noted = [line.split(" ") for line in listed["lines"]]
    assert [(offset, length, whose) for offset, length, _, _, whose in noted] == [
        ("0", "700", "device"), ("700", "700", "device"), ("1400", str(len(JPEG) - 1400), "hub"),
    ]  # fmt: skip
    parts = (JPEG[:700], JPEG[700:1400], JPEG[1400:])
    assert [sha256 for _, _, sha256, *_ in noted] == [hashlib.sha256(part).hexdigest() for part in parts]
    with hub.db.reading() as connection:
        (verdict,) = journal.of_kinds(connection, 0, ["evidence.verify"])
    text = "".join(f"{line}\n" for line in listed["lines"])
    assert json.loads(verdict.fact)["body"]["slices"] == hashlib.sha256(text.encode()).hexdigest()


def test_who_verifies_an_original_hears_in_which_slice_it_was_changed_and_when_that_came(filming, hub, tmp_path):
    _, path = film_in_parts(filming)
    side, changed = hub.media.side(path.name), tmp_path / "changed"
    assert verify(side, path, hub.journal.verifier_key)[0] == 0
    changed.write_bytes(JPEG[:800] + b"?" + JPEG[801:])
    assert "bytes 700 to 1399, which came at 2" in verify(side, changed)[1]


def test_a_side_file_of_before_slices_were_noted_stays_valid(filming, hub, tmp_path):
    evidence, path = film_in_parts(filming)
    with hub.db.reading() as connection:
        said = side_of(connection, evidences.find(connection, evidence))
    del said["arrival"]["slices"], said["views"], said["device"]["kind"]
    old = tmp_path / "old.json"
    old.write_bytes(signed(said, hub.keys.journal, hub.journal.verifier_key))
    assert verify(old, path, hub.journal.verifier_key) == (0, "相符，未被改动 / verified\n")


def test_where_a_photo_was_taken_stands_in_its_side_file_for_those_who_lead_and_in_no_row_or_fact(looked_at, row, hub):
    evidence = looked_at.photo(files.photo(exif=files.exif(gps=(28.682976, 115.0))))

    def seen():
        looked_at.keeper.work()
        return row(evidence)["thumb"] is not None

    until(seen, what="the thumbnail")
    side = json.loads(get(looked_at, f"/api/evidence/{evidence}/side").data)["side"]
    assert side["capture"]["place"] == {"north": "28.682976", "east": "115.500000"}
    assert "28.68" not in json.dumps(row(evidence))
    with hub.db.reading() as connection:
        assert not [entry.seq for entry in journal.entries(connection) if "28.68" in entry.fact]


def test_a_side_file_an_original_or_a_key_that_is_another_does_not_verify(filming, hub, tmp_path):
    evidence = filming.photo()
    text = get(filming, f"/api/evidence/{evidence}/side").get_data(as_text=True)
    side, original = tmp_path / "side.json", tmp_path / "original"
    side.write_text(text)
    original.write_bytes(JPEG[:-1])
    assert "the original is not the one that was kept" in verify(side, original)[1]
    assert verify(side, "", "kaowu/another+00000000+AAAA")[0] == 1
    code, said = verify(side)
    assert code == 2  # anyone can sign with a key of their own
    assert "未核对这把密钥是谁的" in said
    assert text.count('"received": 2052') == 1
    side.write_text(text.replace('"received": 2052', '"received": 2053'))
    assert "changed after it was signed" in verify(side)[1]


def test_the_office_sees_strangers_and_nobody_elses_device_does(filming, day, device, client):
    evidence = filming.photo()
    filming.begin("of-no-fact", len(JPEG), JPEG)
    found = get(filming, "/api/evidence/strangers").json["strangers"]
    assert [(one["fact"], one["state"], one["received"]) for one in found] == [("of-no-fact", "complete", len(JPEG))]
    assert evidence not in json.dumps(found)


def test_who_leads_looks_at_what_nobody_described_and_is_told_what_it_is_by_its_bytes(filming, device, client):
    data = picture()
    upload = filming.begin("of-no-fact", len(data), data).rpartition("/")[2]
    (one,) = get(filming, "/api/evidence/strangers").json["strangers"]
    assert (one["upload"], one["media"], one["type"], one["disputed"]) == (upload, "photo", "image/jpeg", None)
    seen = get(filming, f"/api/evidence/strangers/{upload}")
    assert (seen.status_code, seen.mimetype, seen.data) == (200, "image/jpeg", data)
    assert "sandbox; default-src 'none'" in seen.headers.getlist("Content-Security-Policy")
    known = filming.photo()
    with_row = get(filming, f"/api/evidence/{known}/original").headers
    assert with_row["Content-Disposition"].startswith("attachment")
    assert client.get(f"/api/evidence/strangers/{upload}", headers=device("phone").headers).status_code == 403


def test_bytes_whose_announcement_is_in_dispute_are_to_be_seen(filming):
    handed = filming.device.make("evidence.attach", attached(new_id(), candidate="nobody"), acted=True)
    (receipt,) = filming.device.send(handed)
    assert receipt.verdict == "disputed"
    filming.begin(handed.raw["id"], len(JPEG), JPEG)
    found = get(filming, "/api/evidence/strangers").json["strangers"]
    assert [(one["disputed"], one["received"]) for one in found] == [(receipt.seq, len(JPEG))]
