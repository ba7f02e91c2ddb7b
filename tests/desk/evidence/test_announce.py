"""Photos and films announced: what is taken, what is refused, and how they are named."""

from datetime import timedelta

import pytest

from server.desk.evidence.side import side
from server.store import evidence as evidence_store
from tests.evidence_day import attached, new_id, whole
from tests.exam_day import PLAN


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def test_who_has_signed_in_announces_it(attach, row, tablet):
    evidence, receipt = attach(
        session="S1", room="101", station="3", candidate="26S110101", about="f-1",
        source={"kind": "camera", "make": "Canon", "model": "EOS", "name": "IMG_0001.JPG"},
    )  # fmt: skip
    assert receipt.verdict == "accepted"
    said = row(evidence)
    assert (said["state"], said["by"], said["device"], said["upload"]) == ("announced", 1, tablet.id, None)
    place = [said[name] for name in ("session", "room", "station", "candidate", "item", "about")]
    assert place == ["S1", "101", "3", "26S110101", None, "f-1"]
    assert said["source"] == {"kind": "camera", "make": "Canon", "model": "EOS", "serial": None, "name": "IMG_0001.JPG"}


def test_the_hash_of_a_photo_is_its_devices_word(attach, row):
    evidence, _ = attach(sha256="a" * 64, size=5)
    assert (row(evidence)["sha256"], row(evidence)["size"]) == ("a" * 64, 5)


def test_names_in_the_archive_count_in_each_class_and_session(attach, row):
    made = [attach(session=session, **film)[0] for session, film in (
        ("S1", {}), ("S1", {"media": "video", "type": "video/webm"}), ("S1", {}), ("S2", {}), (None, {}),
    )]  # fmt: skip
    assert [row(evidence)["name"] for evidence in made] == [
        "360101-ZP-2026-2026112201-0001.jpeg",
        "360101-LX-2026-2026112201-0001.webm",
        "360101-ZP-2026-2026112201-0002.jpeg",
        "360101-ZP-2026-2026112202-0001.jpeg",
        "360101-ZP-2026-2026112200-0001.jpeg",
    ]


@pytest.mark.parametrize(("said", "refused"), [
    ({"plan": 1}, "plan-unknown"), ({"session": "S9"}, "session-unknown"), ({"room": "999"}, "room-unknown"),
    ({"candidate": "nobody"}, "evidence-candidate"), ({"type": "text/html"}, "evidence-type"),
    ({"type": "video/webm"}, "evidence-type"), ({"type": "image/svg+xml"}, "evidence-type"),
    ({"evidence": "short"}, "malformed"), ({"begun": "yesterday"}, "malformed"), ({"media": "sound"}, "malformed"),
    ({"size": -1}, "malformed"), ({"source": {"kind": "dream"}}, "malformed"),
])  # fmt: skip
def test_what_is_not_right_is_refused(tablet, rows, said, refused):
    receipt = tablet.hand("evidence.attach", attached(new_id()) | said)
    assert code(receipt) == refused
    assert rows("evidence") == {}


@pytest.mark.parametrize("begun", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1969-12-31T23:59:59Z"])
def test_a_time_at_the_ends_of_the_calendar_is_refused_and_stops_no_other(attach, begun):
    assert code(attach(begun=begun)[1]) == "malformed"
    assert attach()[1].verdict == "accepted"


def test_a_codec_beside_the_type_is_no_other_type(attach):
    assert attach(media="video", type="video/webm;codecs=vp8,opus")[1].verdict == "accepted"


def test_an_id_means_one_photo_for_ever(attach, evidence):
    assert code(attach(evidence)[1]) == "evidence-known"


def test_nobody_announces_without_having_signed_in(papers, device):
    phone = device("phone")
    assert code(phone.hand("evidence.attach", attached(new_id()))) == "grant-needed"
    phone.sign_in(7)
    assert phone.hand("evidence.attach", attached(new_id())).verdict == "accepted"


def test_the_command_line_imports_in_the_name_of_a_person(papers, office, row):
    evidence = new_id()
    receipt = office.hand("evidence.attach", attached(evidence, source={"kind": "camcorder"}, importer=11))
    assert receipt.verdict == "accepted"
    assert row(evidence)["by"] == 11


def test_what_was_taken_without_the_hub_and_breaks_a_rule_is_kept_once_settled(attach, row, rows, tablet):
    evidence, receipt = attach(room="999", acted=True)
    assert (receipt.verdict, rows("evidence")) == ("disputed", {})
    by = {"plan": PLAN, "person": 1}
    said = {"dispute": receipt.seq, "outcome": "holds", "by": by, "reason": "two-people", "note": ""}
    settled = tablet.hand("dispute.settle", said)
    assert settled.verdict == "accepted", settled.refusal.said("en")
    assert (row(evidence)["room"], row(evidence)["state"]) == ("999", "announced")


def test_what_its_device_said_of_the_whole_holds_with_the_announcement_it_waited_for(attach, row, rows, tablet, hub):
    evidence, receipt = attach(room="999", acted=True, media="video", type="video/webm")
    said, other = (tablet.hand("evidence.complete", whole(one, b"film"), acted=True) for one in (evidence, new_id()))
    assert {said.verdict, other.verdict} == {"disputed"}
    by = {"plan": PLAN, "person": 1}
    settle = {"dispute": receipt.seq, "outcome": "holds", "by": by, "reason": "two-people", "note": ""}
    assert tablet.hand("dispute.settle", settle).verdict == "accepted"
    assert (row(evidence)["size"], row(evidence)["ended"]) == (4, "2026-11-22T09:20:00+08:00")
    states = {one: rows("dispute")[str(one)]["state"] for one in (receipt.seq, said.seq, other.seq)}
    assert list(states.values()) == ["settled", "settled", "open"]
    before = rows("dispute"), rows("evidence")
    hub.committer.call(hub.door.rebuild)
    assert (rows("dispute"), rows("evidence")) == before


def test_a_device_says_the_whole_once_and_nobody_else_does(evidence, complete, tablet, papers, device, row):
    phone = device("phone")
    phone.sign_in(7)
    assert code(phone.hand("evidence.complete", whole(evidence, b"mine"))) == "evidence-other-device"
    assert complete(evidence, b"film").verdict == "accepted"
    assert complete(evidence, b"film").verdict == "accepted"  # the same again
    assert code(complete(evidence, b"another")) == "evidence-word"
    assert row(evidence)["size"] == 4
    assert code(complete(new_id(), b"film")) == "evidence-unknown"


def test_when_a_film_rested_is_kept_with_the_word_of_the_whole(evidence, complete, hub):
    pause = {"begun": "2026-11-22T09:12:00+08:00", "ended": "2026-11-22T09:15:00+08:00"}
    assert code(complete(evidence, b"film", pauses=[pause] * 201)) == "malformed"
    assert complete(evidence, b"film", pauses=[pause]).verdict == "accepted"
    hub.committer.call(hub.door.rebuild)
    with hub.db.reading() as connection:
        known = evidence_store.find(connection, evidence)
    assert known.word.pauses == (("2026-11-22T09:12:00+08:00", "2026-11-22T09:15:00+08:00"),)


def test_the_side_file_of_what_a_settled_dispute_kept_says_nothing_of_the_devices_clock(attach, tablet, hub, clock):
    evidence, receipt = attach(room="999", acted=True, at=clock.now - timedelta(minutes=5))
    clock.go_on(minutes=30)
    by = {"plan": PLAN, "person": 1}
    said = {"dispute": receipt.seq, "outcome": "holds", "by": by, "reason": "device", "note": ""}
    assert tablet.hand("dispute.settle", said).verdict == "accepted"
    with hub.db.reading() as connection:
        told = side(connection, evidence_store.find(connection, evidence))
    assert told["capture"]["device_behind_ms"] is None
    assert [(line["kind"], line["verdict"]) for line in told["history"]] == [
        ("evidence.attach", "disputed"), ("dispute.settle", "accepted"),
    ]  # fmt: skip


def test_what_a_device_knows_of_its_clock_is_kept_and_no_more_than_years(attach, hub):
    kept, _ = attach(skew_ms=-300_000)
    without, _ = attach()
    with hub.db.reading() as connection:
        assert [evidence_store.find(connection, one).skew_ms for one in (kept, without)] == [-300_000, None]
    assert code(attach(skew_ms=10**12)[1]) == "malformed"
