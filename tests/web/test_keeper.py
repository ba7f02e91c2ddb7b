"""What is announced and what arrives come together, whichever is first, and the hub says how far it has come."""

import base64
import errno
import hashlib
import os

from server.store import evidence as store
from server.store import upload as uploads
from server.web.enrol import hub_fact
from server.web.keeper import Keeper
from tests.evidence_day import JPEG, TUS, Filming, attached, new_id, whole
from tests.exam_day import PLAN

FILM = b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 40


def test_a_photo_announced_and_sent_is_equal(filming, row):
    evidence = filming.announce(sha256=hashlib.sha256(JPEG).hexdigest(), size=len(JPEG), session="S1", room="101")
    assert row(evidence)["state"] == "announced"
    filming.send(evidence, JPEG)
    said = row(evidence)
    assert (said["state"], said["size"], said["received"]) == ("equal", len(JPEG), len(JPEG))
    assert said["sha256"] == hashlib.sha256(JPEG).hexdigest()


def test_bytes_that_come_before_their_fact_wait_for_it(filming, row, hub):
    evidence, handed = new_id(), None
    body = {"sha256": hashlib.sha256(JPEG).hexdigest(), "size": len(JPEG)}
    handed = filming.device.make("evidence.attach", {**_photo(evidence), **body})
    filming.begin(handed.raw["id"], len(JPEG), JPEG)
    filming.keeper.work()
    with hub.db.reading() as connection:
        assert store.find(connection, evidence) is None
    filming.device.send(handed)
    filming.keeper.work()
    assert row(evidence)["state"] == "equal"


def test_a_film_is_live_until_its_device_has_said_the_whole(filming, row):
    evidence = filming.announce(media="video", type="video/webm")
    place = filming.begin(filming.facts[evidence])
    filming.keeper.work()
    assert row(evidence)["state"] == "live"
    assert filming.append(place, 0, FILM).status_code == 204
    filming.keeper.work()
    filming.device.hand("evidence.complete", whole(evidence, FILM))
    filming.keeper.work()
    said = row(evidence)
    assert (said["state"], said["size"], said["ended"]) == ("equal", len(FILM), "2026-11-22T09:20:00+08:00")


def test_the_whole_may_be_told_before_the_last_bytes_come(filming, row):
    evidence = filming.announce(media="video", type="video/webm")
    place = filming.begin(filming.facts[evidence])
    filming.append(place, 0, FILM[:1000])
    filming.device.hand("evidence.complete", whole(evidence, FILM))
    filming.keeper.work()
    assert row(evidence)["state"] == "arriving"
    filming.append(place, 1000, FILM[1000:])
    filming.keeper.work()
    assert row(evidence)["state"] == "equal"


def test_a_finished_film_that_is_sent_without_a_length_is_on_its_way_and_not_being_recorded(filming, row):
    told = {"sha256": hashlib.sha256(FILM).hexdigest(), "size": len(FILM)}
    evidence = filming.announce(media="video", type="video/webm", source={"kind": "file"}, **told)
    place = filming.begin(filming.facts[evidence])
    filming.append(place, 0, FILM[:1000])
    filming.keeper.work()
    said = row(evidence)
    assert (said["state"], said["size"]) == ("arriving", len(FILM))
    filming.append(place, 1000, FILM[1000:])
    filming.keeper.work()
    assert row(evidence)["state"] == "equal"


def test_a_film_of_which_the_device_lost_the_rest_is_whole_as_it_came_and_never_reads_equal(filming, row):
    evidence = filming.announce(media="video", type="video/webm")
    filming.append(filming.begin(filming.facts[evidence]), 0, FILM)
    filming.device.hand("evidence.complete", whole(evidence, FILM, cut=True))
    filming.keeper.work()
    said = row(evidence)
    assert (said["state"], said["equal"], said["cut"]) == ("interrupted", True, True)


def test_more_bytes_than_the_device_recorded_differ(filming, row):
    evidence = filming.announce(media="video", type="video/webm")
    place = filming.begin(filming.facts[evidence])
    filming.append(place, 0, FILM)
    filming.device.hand("evidence.complete", whole(evidence, FILM[:-1]))
    filming.keeper.work()
    assert row(evidence)["state"] == "differs"


def test_what_is_not_what_the_device_recorded_differs_and_the_board_says_so(filming, row, rows):
    evidence = filming.photo(sha256=hashlib.sha256(b"another").hexdigest())
    assert row(evidence)["state"] == "differs"
    (alert,) = rows("alert").values()
    assert (alert["code"], alert["state"], alert["level"]) == ("evidence-differs", "open", "alarm")


def test_sent_again_and_equal_the_alert_is_over(filming, row, rows):
    evidence = filming.announce(sha256=hashlib.sha256(JPEG).hexdigest(), size=len(JPEG))
    filming.send(evidence, JPEG[:-1] + b"x")
    assert row(evidence)["state"] == "differs"
    filming.send(evidence, JPEG)
    assert row(evidence)["state"] == "equal"
    assert [alert["state"] for alert in rows("alert").values()] == ["closed"]


def test_another_devices_bytes_are_never_taken_for_it(filming, row, device, client):
    evidence = filming.announce(sha256=hashlib.sha256(JPEG).hexdigest(), size=len(JPEG))
    stranger = Filming(client, device("phone"), filming.keeper)
    stranger.begin(filming.facts[evidence], len(JPEG), JPEG)
    filming.keeper.work()
    assert row(evidence)["state"] == "announced"


def test_a_card_that_one_device_left_half_is_brought_by_another(filming, rows, row, device, client, hub):
    said = {"sha256": hashlib.sha256(FILM).hexdigest(), "size": len(FILM), "media": "video", "type": "video/webm"}
    evidence = filming.announce(**said)
    half = filming.begin(filming.facts[evidence], len(FILM))
    filming.append(half, 0, FILM[:1000])
    tablet = device("tablet")
    tablet.sign_in(1)
    other = Filming(client, tablet, filming.keeper)
    other.announce(evidence, **said)
    place = other.begin(other.facts[evidence], len(FILM))
    other.append(place, 0, FILM[:2000])
    other.keeper.work()
    assert (row(evidence)["state"], row(evidence)["upload"]) == ("arriving", half.rpartition("/")[2])
    other.append(place, 2000, FILM[2000:])
    other.keeper.work()
    assert (row(evidence)["state"], row(evidence)["upload"]) == ("equal", place.rpartition("/")[2])
    assert row(evidence)["device"] == filming.device.id
    assert tablet.hand("evidence.complete", whole(evidence, FILM)).verdict == "accepted"
    before = rows("evidence")
    hub.committer.call(hub.door.rebuild)
    assert rows("evidence") == before


def test_a_whole_film_whose_device_is_silent_is_complete_and_no_more(filming, row):
    evidence = filming.announce(media="video", type="video/webm")
    filming.send(evidence, FILM)
    said = row(evidence)
    assert (said["state"], said["sha256"]) == ("complete", hashlib.sha256(FILM).hexdigest())


def test_what_was_announced_cannot_be_given_up_by_its_device(filming, client):
    evidence = filming.announce(media="video", type="video/webm")
    place = filming.begin(filming.facts[evidence])
    answer = client.delete(place, headers=TUS | filming.device.headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "upload-announced")


def test_what_was_announced_is_kept_however_long_nothing_comes(filming, clock, hub):
    evidence = filming.announce(media="video", type="video/webm")
    film, stray = filming.begin(filming.facts[evidence]), filming.begin("no-such-fact")
    for place in (film, stray):
        filming.append(place, 0, FILM)
    clock.go_on(days=4)
    filming.begin("another")  # whenever an upload begins, what was left alone is thrown away
    kept = {place: hub.media.path(place.rpartition("/")[2]).exists() for place in (film, stray)}
    assert kept == {film: True, stray: False}
    assert filming.append(film, len(FILM), b"more").status_code == 204


def test_bytes_whose_announcement_was_refused_are_not_tidied_away(filming, clock, hub):
    handed = filming.device.make("evidence.attach", attached(new_id(), candidate="nobody"))
    (receipt,) = filming.device.send(handed)
    assert receipt.verdict == "refused"
    place, empty = filming.begin(handed.raw["id"]), filming.begin(handed.raw["id"])
    filming.append(place, 0, FILM)
    clock.go_on(days=4)
    filming.begin("another")
    kept = [hub.media.path(one.rpartition("/")[2]).exists() for one in (place, empty)]
    assert kept == [True, False]
    assert filming.append(place, len(FILM), b"more").status_code == 204


def test_a_word_that_it_broke_off_which_comes_after_the_whole_opens_no_alert(filming, row, rows, hub):
    evidence = filming.photo()
    said = {"plan": PLAN, "evidence": evidence, "upload": row(evidence)["upload"], "received": 5, "minutes": 3}
    hub.committer.call(lambda tx: hub_fact(hub, tx, "evidence.interrupt", said))
    assert (row(evidence)["state"], row(evidence)["received"], rows("alert")) == ("equal", len(JPEG), {})


def test_a_broken_disk_is_told_as_such_where_a_checksum_comes_along(filming, hub, monkeypatch):
    place = filming.begin(filming.facts[filming.announce()])
    checked = {"Upload-Checksum": f"sha256 {base64.b64encode(hashlib.sha256(JPEG).digest()).decode()}"}

    def broken(*_written):
        raise OSError(errno.EIO, "broken")

    with monkeypatch.context() as patched:
        patched.setattr(os, "pwrite", broken)
        answer = filming.append(place, 0, JPEG, **checked)
    assert answer.json["error"]["code"] == "disk-broken"
    assert filming.append(place, 0, JPEG, **checked).status_code == 204


def test_bytes_that_a_crash_left_behind_the_end_of_a_film_are_taken_away(filming, row, hub):
    evidence = filming.announce(media="video", type="video/webm")
    place = filming.begin(filming.facts[evidence])
    filming.append(place, 0, FILM)
    file = hub.media.path(place.rpartition("/")[2])
    with file.open("ab") as behind:
        behind.write(b"never acknowledged")
    filming.device.hand("evidence.complete", whole(evidence, FILM))
    filming.keeper.work()
    assert (row(evidence)["state"], file.read_bytes()) == ("equal", FILM)


def test_bytes_that_nobody_described_are_taken_in_by_who_leads(filming, row, rows, hub, client):
    place = filming.begin("of-no-fact", len(JPEG), JPEG)
    upload, evidence = place.rpartition("/")[2], new_id()
    said = attached(evidence, session="S1", room="101", source={"kind": "file"}, upload=upload)
    assert filming.device.hand("evidence.attach", said).verdict == "accepted"
    filming.keeper.work()
    taken = row(evidence)
    assert (taken["state"], taken["upload"], taken["equal"], taken["received"]) == ("complete", upload, None, len(JPEG))
    assert taken["sha256"] == hashlib.sha256(JPEG).hexdigest()
    again = filming.device.hand("evidence.attach", attached(new_id(), upload=upload))
    assert (again.verdict, again.refusal.code) == ("refused", "stranger-held")
    assert client.delete(place, headers=TUS | filming.device.headers).status_code == 403
    before = rows("evidence")
    hub.committer.call(hub.door.rebuild)
    assert rows("evidence") == before


def test_bytes_that_are_no_picture_are_taken_in_as_they_are(filming, row):
    upload = filming.begin("of-no-fact", 5, b"hello").rpartition("/")[2]
    evidence = new_id()
    said = attached(evidence, source={"kind": "file"}, upload=upload, type="application/octet-stream")
    assert filming.device.hand("evidence.attach", said).verdict == "accepted"
    filming.keeper.work()
    assert (row(evidence)["state"], row(evidence)["name"].rpartition(".")[2]) == ("complete", "bin")


def test_what_was_taken_in_stays_where_its_own_announcement_comes_after_all(filming, row, hub):
    late = filming.device.make("evidence.attach", attached(new_id()))
    upload = filming.begin(late.raw["id"], len(JPEG), JPEG).rpartition("/")[2]
    evidence = new_id()
    filming.device.hand("evidence.attach", attached(evidence, source={"kind": "file"}, upload=upload))
    filming.device.send(late)
    filming.keeper.work()
    assert (row(evidence)["state"], row(evidence)["upload"]) == ("complete", upload)
    assert row(late.raw["body"]["evidence"])["state"] == "announced"


def test_an_assessor_does_not_say_what_bytes_are_that_nobody_described(filming, device):
    upload = filming.begin("of-no-fact", len(JPEG), JPEG).rpartition("/")[2]
    phone = device("phone")
    phone.sign_in(7)
    refused = phone.hand("evidence.attach", attached(new_id(), upload=upload))
    assert (refused.verdict, refused.refusal.code) == ("refused", "stranger-role")
    worded = filming.device.hand("evidence.attach", attached(new_id(), upload=upload, size=1, sha256="a" * 64))
    assert worded.refusal.code == "malformed"


def test_bytes_in_dispute_are_neither_taken_in_nor_thrown_away_before_it_is_settled(filming):
    handed = filming.device.make("evidence.attach", attached(new_id(), candidate="nobody"), acted=True)
    filming.device.send(handed)
    upload = filming.begin(handed.raw["id"], len(JPEG), JPEG).rpartition("/")[2]
    refused = filming.device.hand("evidence.attach", attached(new_id(), upload=upload))
    assert (refused.verdict, refused.refusal.code) == ("refused", "stranger-disputed")


def test_a_hub_that_ended_in_between_goes_on_at_its_start(filming, row, hub):
    evidence = filming.announce(sha256=hashlib.sha256(JPEG).hexdigest(), size=len(JPEG))
    filming.begin(filming.facts[evidence], len(JPEG), JPEG)
    assert row(evidence)["state"] == "announced"
    later = Keeper(hub)
    later.start()
    later.stop()
    later.work()
    assert row(evidence)["state"] == "equal"


def test_a_file_that_was_made_for_an_upload_nobody_was_told_of_goes_at_the_next_start(filming, hub):
    begun = filming.begin("of-no-fact").rpartition("/")[2]
    hub.media.create("ab" * 16)  # and the hub was killed before its line was committed
    later = Keeper(hub)
    later.start()
    later.stop()
    assert list(hub.media.empty()) == [begun]


def test_a_rebuild_comes_to_the_same_rows(filming, rows, hub):
    filming.photo()
    filming.photo(sha256="0" * 64)
    film = filming.announce(media="video", type="video/webm")
    filming.begin(filming.facts[film])
    filming.keeper.work()
    before = rows("evidence"), rows("alert")
    hub.committer.call(hub.door.rebuild)
    assert (rows("evidence"), rows("alert")) == before
    with hub.db.reading() as connection:
        assert {one.state for one in store.every(connection, PLAN)} == {"equal", "differs", "live"}
        assert uploads.naming(connection, filming.facts[film])


def _photo(evidence):
    return {
        "plan": PLAN, "evidence": evidence, "media": "photo", "purpose": "practical", "type": "image/jpeg",
        "source": {"kind": "app"}, "begun": "2026-11-22T09:10:00+08:00",
    }  # fmt: skip
