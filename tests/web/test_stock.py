"""What the hub sees by looking: films that broke off, room for more, and what a session may have."""

import base64
import hashlib
import json

import pytest

from server.domain.upload import RESERVE
from server.web import stock
from tests.evidence_day import TUS, Filming, whole
from tests.exam_day import PLAN

FILM = b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 40


@pytest.fixture
def live(filming):
    """A film that runs: its id, and where its bytes go."""
    evidence = filming.announce(media="video", type="video/webm", session="S1", room="101", station="3")
    place = filming.begin(filming.facts[evidence])
    filming.append(place, 0, FILM)
    filming.keeper.work()
    return evidence, place


@pytest.fixture
def gone(filming, office, hub, clock):
    """The tablet ends, and the hub looks half a day later."""

    def go(hours=13):
        if hub.door.known[filming.device.id].device.state == "enrolled":
            assert office.hand("device.revoke", {"device": filming.device.id, "reason": "broken"}).verdict == "accepted"
        stock.look(hub, clock.go_on(hours=hours))
        filming.keeper.work()

    return go


def test_a_film_whose_device_is_gone_is_hashed_as_far_as_it_came_and_never_reads_whole(live, row, rows, gone, hub):
    evidence, place = live
    gone(hours=11)
    assert (row(evidence)["state"], row(evidence)["sha256"]) == ("interrupted", None)
    gone(hours=2)
    said = row(evidence)
    assert (said["state"], said["size"], said["equal"], said["cut"]) == ("interrupted", len(FILM), None, True)
    assert said["sha256"] == hashlib.sha256(FILM).hexdigest()
    upload = place.rpartition("/")[2]
    side = json.loads(hub.media.side(upload).read_bytes())["side"]
    assert (side["computed"]["sha256"], side["state"]) == (said["sha256"], "interrupted")
    assert [alert["state"] for alert in rows("alert").values() if alert["code"] == "evidence-interrupted"] == ["closed"]
    size = hub.journal.size
    gone(hours=1)
    assert hub.journal.size == size, "it is said once"
    before = rows("evidence")
    hub.committer.call(hub.door.rebuild)
    assert rows("evidence") == before


@pytest.mark.parametrize(("behind", "state"), [(b"", "equal"), (b"more", "interrupted")])
def test_the_word_of_a_device_that_is_gone_is_compared_when_it_comes_after_all(
    live, filming, row, gone, clock, behind, state
):
    evidence, _ = live
    said = filming.device.make("evidence.complete", whole(evidence, FILM + behind), acted=True)
    clock.go_on(minutes=1)
    gone()
    (receipt,) = filming.device.send(said)
    assert receipt.verdict == "accepted", receipt.refusal.said("en")
    filming.keeper.work()
    assert (row(evidence)["state"], row(evidence)["equal"]) == (state, not behind)


def test_a_half_photo_of_a_device_that_is_gone_is_brought_whole_by_another(filming, row, gone, device, client):
    said = {"size": len(FILM), "sha256": hashlib.sha256(FILM).hexdigest(), "session": "S1", "room": "101"}
    evidence = filming.announce(**said)
    filming.append(filming.begin(filming.facts[evidence], len(FILM)), 0, FILM[:1000])
    filming.keeper.work()
    gone()
    assert (row(evidence)["state"], row(evidence)["equal"], row(evidence)["cut"]) == ("interrupted", False, True)
    tablet = device("tablet")
    tablet.sign_in(1)
    other = Filming(client, tablet, filming.keeper)
    other.announce(evidence, **said)
    other.send(evidence, FILM)
    assert (row(evidence)["state"], row(evidence)["cut"]) == ("equal", False)


def test_a_film_whose_device_is_only_silent_waits_for_it(live, filming, row, hub, clock):
    stock.look(hub, clock.go_on(days=2))
    filming.keeper.work()
    assert (row(live[0])["state"], row(live[0])["sha256"]) == ("interrupted", None)


def policy(filming, **said):
    assert filming.device.hand("plan.policy", {"plan": PLAN, "policy": said}).verdict == "accepted"


def test_a_film_of_which_nothing_comes_is_interrupted_and_the_board_says_where(live, row, rows, hub, clock):
    evidence, _ = live
    stock.look(hub, clock.go_on(minutes=14))
    assert row(evidence)["state"] == "live"
    stock.look(hub, clock.go_on(minutes=2))
    said = row(evidence)
    assert (said["state"], said["received"]) == ("interrupted", len(FILM))
    (alert,) = [one for one in rows("alert").values() if one["code"] == "evidence-interrupted"]
    assert (alert["state"], alert["place"]) == ("open", "101 3")
    size = hub.journal.size
    stock.look(hub, clock.go_on(minutes=2))
    assert hub.journal.size == size, "it is said once"


def test_when_it_goes_on_the_alert_is_over_and_nothing_was_lost(live, filming, row, rows, hub, clock):
    evidence, place = live
    stock.look(hub, clock.go_on(minutes=16))
    filming.keeper.work()
    assert row(evidence)["state"] == "interrupted"
    assert filming.append(place, len(FILM), b"more").status_code == 204
    filming.keeper.work()
    assert row(evidence)["state"] == "live"
    states = [one["state"] for one in rows("alert").values() if one["code"] == "evidence-interrupted"]
    assert states == ["closed"]


def test_a_plan_may_wait_longer(live, filming, row, hub, clock):
    policy(filming, media_silent=60)
    stock.look(hub, clock.go_on(minutes=59))
    assert row(live[0])["state"] == "live"


def test_what_never_began_to_come_is_announced_and_no_more(filming, row, hub, clock):
    evidence = filming.announce(media="video", type="video/webm")
    stock.look(hub, clock.go_on(minutes=90))
    assert row(evidence)["state"] == "announced"


@pytest.fixture
def disk(monkeypatch, hub):
    """Set how many minutes of film at the usual rate the disk takes."""

    def set_to(minutes):
        monkeypatch.setattr(type(hub.media), "free", lambda _self: RESERVE + minutes * 60 * 625_000)

    return set_to


def test_room_for_film_is_told_when_it_comes_to_another_step(filming, rows, hub, clock, disk):
    filming.photo()
    told = []
    for minutes in (5000, 4000, 500, 490, 59, 44, 100):
        disk(minutes)
        stock.look(hub, clock.now)
        told.append(rows("space")[str(PLAN)]["minutes"])
    assert told == [5000, 5000, 500, 500, 59, 44, 100]
    (alert,) = [one for one in rows("alert").values() if one["code"] == "media-space-low"]
    assert alert["state"] == "closed"


def test_little_room_alarms_the_board(filming, rows, hub, clock, disk):
    filming.photo()
    disk(12)
    stock.look(hub, clock.now)
    (alert,) = [one for one in rows("alert").values() if one["code"] == "media-space-low"]
    assert (alert["state"], alert["level"]) == ("open", "alarm")
    assert "12 分钟" in alert["says"]["zh"]


def test_a_day_without_photos_is_told_nothing(day, rows, hub, clock, disk):
    disk(12)
    stock.look(hub, clock.now)
    assert rows("space") == {}


def test_a_session_that_has_all_it_may_have_is_told_so_and_another_is_not(filming, client):
    policy(filming, media_quota=1)
    first = filming.announce(session="S1")
    answer = begin(filming, first, 2_000_000_000)
    assert (answer.status_code, answer.json["error"]["code"]) == (507, "session-quota")
    assert "上午理论" in answer.json["error"]["says"]
    assert begin(filming, first, 900_000_000).status_code == 201


def test_what_is_on_its_way_or_only_announced_has_its_place_in_the_session_already(filming):
    policy(filming, media_quota=1)
    under_way, promised, mine = (
        filming.announce(session="S1", size=size, sha256=f"{size:064x}") for size in (400_000_000, 300_000_000, 1)
    )
    assert begin(filming, under_way, 400_000_000).status_code == 201
    filming.keeper.work()
    assert begin(filming, mine, 300_000_001).json["error"]["code"] == "session-quota"
    assert begin(filming, mine, 300_000_000).status_code == 201
    assert begin(filming, promised, 300_000_000).status_code == 201, "its own announcement does not count against it"


def test_a_session_has_what_its_films_are_announced_with_whatever_length_their_uploads_tell(filming):
    policy(filming, media_quota=1)
    told = {"session": "S1", "sha256": "a" * 64}
    large, first, second = (filming.announce(size=size, **told) for size in (16_000_000_000, 600_000_000, 1))
    assert begin(filming, large, None).json["error"]["code"] == "session-quota"
    assert begin(filming, large, 5).json["error"]["code"] == "session-quota"
    filming.device.hand("evidence.assign", {"plan": PLAN, "evidence": large, "session": "S2", "reason": "S2"})
    place = begin(filming, first, None).headers["Location"]
    filming.append(place, 0, FILM)
    filming.keeper.work()
    assert begin(filming, second, 400_000_000).status_code == 201
    assert begin(filming, second, 400_000_001).json["error"]["code"] == "session-quota"


def test_a_film_that_runs_begins_whatever_it_will_be_as_long_as_its_session_has_room(filming):
    policy(filming, media_quota=1)
    assert begin(filming, filming.announce(session="S1"), None).status_code == 201


def test_bytes_that_come_before_their_fact_say_of_which_session_they_are(filming):
    policy(filming, media_quota=1)
    filming.announce(session="S1", size=600_000_000, sha256="a" * 64)
    for session, length, status in (("S1", 400_000_001, 507), ("S1", 400_000_000, 201), ("S2", 400_000_001, 201)):
        assert begin(filming, None, length, plan=str(PLAN), session=session).status_code == status
    assert begin(filming, None, 2_000_000_000, plan="none", session="S1").status_code == 201


def begin(filming, evidence, length, **said):
    said |= {"fact": "none-yet" if evidence is None else filming.facts[evidence]}
    named = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in said.items())
    size = {"Upload-Defer-Length": "1"} if length is None else {"Upload-Length": str(length)}
    headers = TUS | size | {"Upload-Metadata": named} | filming.device.headers
    return filming.client.post("/api/media", headers=headers)


def test_a_film_that_runs_is_never_cut_by_a_quota(live, filming):
    policy(filming, media_quota=1)
    assert filming.append(live[1], len(FILM), FILM).status_code == 204


def test_the_board_tells_the_minutes_left_and_what_sessions_have(filming, disk, client):
    filming.photo(session="S1")
    disk(500)
    board = client.get("/api/board", headers=filming.device.headers).json
    assert (board["media"]["minutes"], board["media"]["rate"]) == (500, 625_000)
    assert board["media"]["used"] == {"S1": 2052}


def test_an_upload_nobody_goes_on_with_is_thrown_away_after_three_days_without_another_one(filming, hub, clock, live):
    (_, film), stray = live, filming.begin("no-such-fact")
    filming.append(stray, 0, FILM)
    kept = {place: hub.media.path(place.rpartition("/")[2]) for place in (film, stray)}
    stock.look(hub, clock.go_on(days=2, hours=23))
    assert all(path.exists() for path in kept.values())
    stock.look(hub, clock.go_on(hours=2))
    assert {place: path.exists() for place, path in kept.items()} == {film: True, stray: False}
    assert filming.append(film, len(FILM), b"more").status_code == 204
