"""The bytes of removed evidence go, once its removal is on record; what a crash left over goes at the next start."""

import json

import pytest

from server.store import derived
from server.store import upload as uploads
from server.store.media import Media
from server.web.keeper import Keeper
from tests.evidence_day import JPEG, TUS, Filming
from tests.exam_day import PLAN
from tests.paper_day import CLERK, papers_at_site


@pytest.fixture
def papers(day, device, clock):
    return papers_at_site(day, device, clock)


@pytest.fixture
def filming(papers, client, hub):
    return Filming(client, papers.table, Keeper(hub))


@pytest.fixture
def remove(papers):
    def hand(evidence):
        body = {"plan": PLAN, "evidence": evidence, "reason": "误拍", "second": papers.signs(CLERK)}
        assert papers.table.hand("evidence.remove", body).verdict == "accepted"

    return hand


def upload_of(hub, filming, evidence):
    with hub.db.reading() as connection:
        return uploads.naming(connection, filming.facts[evidence])[0]


def test_the_bytes_go_and_the_record_stays(filming, remove, hub, client, row):
    evidence = filming.photo()
    upload = upload_of(hub, filming, evidence)
    hub.derived.keep(evidence, "thumb", b"small")
    hub.committer.call(lambda tx: derived.note(tx.connection, evidence, "thumb", "0" * 64, {"size": 5, "tool": "x"}))
    remove(evidence)
    assert hub.media.path(upload.upload).read_bytes() == JPEG, "nothing goes before its removal is on record"
    filming.keeper.work()
    assert not hub.media.path(upload.upload).exists()
    assert not hub.derived.path(evidence, "thumb").exists()
    answer = client.get(f"/api/evidence/{evidence}/original", headers=filming.device.headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (410, "evidence-removed")
    answer = client.head(f"/api/media/{upload.upload}", headers=TUS | filming.device.headers)
    assert answer.status_code == 404
    side = json.loads(hub.media.side(upload.upload).read_bytes())["side"]
    assert (side["state"], side["removed"]["second"], side["computed"]["size"]) == ("removed", CLERK, len(JPEG))
    assert row(evidence)["sha256"] == side["computed"]["sha256"]


def test_who_takes_the_side_file_of_what_was_removed_is_on_record_too(filming, remove, hub, office, client, rows):
    evidence = filming.photo()
    remove(evidence)
    filming.keeper.work()
    asked = f"/api/evidence/{evidence}/side"
    answer = client.get(asked, headers=office.headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "export-nobody")
    taken = client.get(f"{asked}?by={CLERK}", headers=office.headers)
    assert (taken.status_code, taken.json["side"]["state"]) == (200, "removed")
    assert taken.json["side"]["views"][-1]["person"] == CLERK
    (line,) = rows("looks")[evidence]["lines"]
    assert (line["what"], line["device"], line["person"]) == ("side", office.id, CLERK)


def test_what_a_crash_left_over_goes_at_the_next_start(filming, remove, hub, monkeypatch):
    evidence = filming.photo()
    upload = upload_of(hub, filming, evidence)
    remove(evidence)

    def power_cut(*_):
        raise OSError("power cut")

    with monkeypatch.context() as cut:
        cut.setattr(Media, "remove", power_cut)
        with pytest.raises(OSError, match="power cut"):
            filming.keeper.work()
    assert hub.media.path(upload.upload).exists()
    later = Keeper(hub)
    later.start()
    later.stop()
    later.work()
    assert not hub.media.path(upload.upload).exists()
    assert upload_of(hub, filming, evidence).state == "ended"


@pytest.fixture
def discard(papers):
    def hand(upload, **said):
        usual = {"plan": PLAN, "upload": upload, "reason": "试拍留下的", "second": papers.signs(CLERK)}
        return papers.table.hand("evidence.discard", usual | said)

    return hand


def test_bytes_that_nobody_described_are_thrown_away_by_two(filming, discard, hub, rows, client):
    upload = filming.begin("of-no-fact", len(JPEG), JPEG).rpartition("/")[2]
    refused = [discard(upload, reason=" "), discard(upload, second={"person": CLERK}), discard("0" * 32)]
    assert [one.refusal.code for one in refused] == ["why-needed", "badge-needed", "no-upload"]
    assert hub.media.path(upload).exists()
    receipt = discard(upload)
    assert receipt.verdict == "accepted", receipt.refusal.said("en")
    filming.keeper.work()
    assert not hub.media.path(upload).exists()
    found = client.get("/api/evidence/strangers", headers=filming.device.headers).json["strangers"]
    assert found == []
    assert rows("feed")[str(receipt.seq)]["what"] == ["试拍留下的"]


def test_what_somebody_described_is_not_thrown_away_as_a_stranger(filming, discard, hub):
    upload = upload_of(hub, filming, filming.photo()).upload
    assert discard(upload).refusal.code == "stranger-held"


def test_bytes_thrown_away_go_at_the_next_start_where_a_crash_left_them(filming, discard, hub):
    upload = filming.begin("of-no-fact", len(JPEG), JPEG).rpartition("/")[2]
    assert discard(upload).verdict == "accepted"
    later = Keeper(hub)
    later.start()
    later.stop()
    assert not hub.media.path(upload).exists()


def test_a_device_cannot_bring_removed_evidence_back(filming, remove, hub, row):
    evidence = filming.photo()
    remove(evidence)
    filming.keeper.work()
    filming.send(evidence, JPEG)
    assert row(evidence)["state"] == "removed"
    with hub.db.reading() as connection:
        assert {one.state for one in uploads.naming(connection, filming.facts[evidence])} == {"ended"}
