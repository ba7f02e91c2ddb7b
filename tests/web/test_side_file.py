"""The side file as it is served and as it lies beside its original: what it says, and that anyone can verify it."""

import base64
import hashlib
import json
import time

from server.desk.evidence.side import side as side_of
from server.desk.evidence.side import signed
from server.store import evidence as evidences
from server.store import journal, people
from server.store import upload as uploads
from server.web import keeper
from tests.evidence_day import JPEG, get, verify, views, whole
from tests.exam_day import PLAN
from tests.imaging import files
from tests.running import until


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


def test_the_side_file_of_what_the_app_took_states_the_measured_offset_of_its_clock(filming):
    """In milliseconds: behind the hub, ahead of it, and not known."""
    told = []
    for said in ({"skew_ms": 61_500}, {"skew_ms": -300_000}, {}):
        evidence = filming.photo(**said)
        capture = json.loads(get(filming, f"/api/evidence/{evidence}/side").data)["side"]["capture"]
        told.append((capture["begun"], capture["skew_ms"], capture["device_behind_ms"]))
    begun = "2026-11-22T09:10:00+08:00"
    assert told == [(begun, 61_500, None), (begun, -300_000, None), (begun, None, None)]


def test_a_side_file_that_nobody_takes_is_not_handed_out_and_nothing_is_on_record(filming, hub, office, device, client):
    evidence = filming.photo()
    nobody = device("tablet")
    for asker in (office, nobody):
        answer = client.get(f"/api/evidence/{evidence}/side", headers=asker.headers)
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "export-nobody")
    assert client.get(f"/api/evidence/{evidence}/side?by=2", headers=nobody.headers).status_code == 403
    assert views(hub) == []
    assert client.get(f"/api/evidence/{evidence}/side?by=2", headers=office.headers).status_code == 200
    nobody.sign_in(1)
    assert client.get(f"/api/evidence/{evidence}/side", headers=nobody.headers).status_code == 200
    taken = [(view["what"], view["device"], view["person"]) for view in views(hub)]
    assert taken == [("side", office.id, 2), ("side", nobody.id, 1)]


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
    del said["arrival"]["slices"], said["views"], said["device"]["kind"], said["capture"]["skew_ms"]
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


def test_the_side_file_beside_the_original_tells_of_looks_a_while_after_them(filming, hub, monkeypatch):
    evidence = filming.photo()
    with hub.db.reading() as connection:
        beside = hub.media.side(uploads.naming(connection, filming.facts[evidence])[0].upload)

    def told():
        return [view["what"] for view in json.loads(beside.read_bytes())["side"]["views"]]

    get(filming, f"/api/evidence/{evidence}/original")
    filming.keeper.work()
    get(filming, f"/api/evidence/{evidence}/original?export=1")
    filming.keeper.work()
    assert told() == []
    later = time.monotonic() + keeper.TOLD
    monkeypatch.setattr(keeper.time, "monotonic", lambda: later)
    filming.keeper.work()
    assert told() == ["original", "export"]


def test_a_hub_that_ends_leaves_no_look_untold(filming, hub):
    evidence = filming.photo()
    with hub.db.reading() as connection:
        beside = hub.media.side(uploads.naming(connection, filming.facts[evidence])[0].upload)
    get(filming, f"/api/evidence/{evidence}/original")
    filming.keeper.work()
    filming.keeper.stop()
    assert [view["what"] for view in json.loads(beside.read_bytes())["side"]["views"]] == ["original"]
