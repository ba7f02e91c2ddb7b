"""Originals as they came, what the hub makes of them, what is on record, and who may look."""

import hashlib
import io
import json
from urllib.parse import quote

import pytest
from PIL import Image

from server.web.keeper import Keeper
from tests.evidence_day import JPEG, Filming, attached, get, new_id, verify, views, whole
from tests.exam_day import PLAN
from tests.imaging.files import WEBM
from tests.running import until

FILM = WEBM.read_bytes()


def picture(**exif):
    """A photo with a pattern, as a camera writes it."""
    image = Image.frombytes("RGB", (640, 480), bytes(range(256)) * 3600)
    tags = Image.Exif()
    tags[0x010F] = exif.get("make", "Canon")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85, exif=tags)
    return out.getvalue()


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


@pytest.mark.parametrize(("page", "of"), [
    (b"<!doctype html><script>alert(1)</script>", {}),
    (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom" + b"\0" * 99, {"media": "video", "type": "video/mp4"}),
    (b"\0\0\0\x18ftypM4A \0\0\0\0isommp42" + b"\0" * 99, {"media": "video", "type": "video/mp4"}),
], ids=["page", "raw", "sound"])  # fmt: skip
def test_what_cannot_be_decoded_is_kept_as_it_is_and_said_to_be_unreadable(looked_at, row, page, of):
    evidence = looked_at.photo(page, **of)

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
    assert with_row["Content-Disposition"].startswith("inline")
    assert client.get(f"/api/evidence/strangers/{upload}", headers=device("phone").headers).status_code == 403


def test_bytes_whose_announcement_is_in_dispute_are_to_be_seen(filming):
    handed = filming.device.make("evidence.attach", attached(new_id(), candidate="nobody"), acted=True)
    (receipt,) = filming.device.send(handed)
    assert receipt.verdict == "disputed"
    filming.begin(handed.raw["id"], len(JPEG), JPEG)
    found = get(filming, "/api/evidence/strangers").json["strangers"]
    assert [(one["disputed"], one["received"]) for one in found] == [(receipt.seq, len(JPEG))]
