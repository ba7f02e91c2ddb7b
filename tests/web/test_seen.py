"""Who follows a film while it grows costs the hub no read: what an upload is stays known until a fact changes it."""

import threading
from contextlib import contextmanager

import pytest

from imaging.kind import HEAD
from server.domain.upload import Upload
from server.web import reading
from server.web.seen import Recognised, Seen, Told
from tests.evidence_day import TUS, Filming, attached, get, new_id, views
from tests.exam_day import PLAN
from tests.paper_day import CLERK, papers_at_site
from tests.running import ROOT, until

FILM = (ROOT / "tests/imaging/recordings/browser.webm").read_bytes()
PIECE = 2_000
LONG = 3600.0  # seconds; nobody here waits them out


@pytest.fixture
def papers(day, device, clock):
    return papers_at_site(day, device, clock)


@pytest.fixture
def chief(filming, device, client):
    """Another device, which looks on."""
    return Filming(client, device("tablet"), filming.keeper)


@pytest.fixture
def reads(hub, monkeypatch):
    """Count what this thread reads: the database, and beginnings of uploads on the disk."""
    reading_database, reading_disk = hub.db.reading, hub.media.read
    seen = []

    @contextmanager
    def from_database():
        seen.append((threading.current_thread(), "database"))
        with reading_database() as connection:
            yield connection

    def from_disk(upload, start, stop):
        if start == 0:
            seen.append((threading.current_thread(), "beginning"))
        return reading_disk(upload, start, stop)

    monkeypatch.setattr(hub.db, "reading", from_database)
    monkeypatch.setattr(hub.media, "read", from_disk)

    def since(start=0, thread=None):
        return [what for of, what in seen[start:] if of is (thread or threading.current_thread())]

    since.seen = seen
    return since


@pytest.fixture
def grows(filming):
    """A film of which enough has come to tell what it is; returns its evidence and where it is."""
    evidence = filming.announce(media="video", type="video/webm")
    place = filming.begin(filming.facts[evidence])
    filming.append(place, 0, FILM[:HEAD])
    filming.keeper.work()
    return evidence, place


def follow(chief, place, start=0):
    """Ask for what came since, as players do."""
    return get(chief, place, Range=f"bytes={start}-")


def test_who_follows_a_film_costs_no_read_however_often_more_of_it_comes(filming, chief, grows, reads, hub):
    _, place = grows
    assert follow(chief, place).data == FILM[:HEAD]
    assert follow(chief, place).data == FILM[:HEAD]  # the first look is a fact about it, after which it is read again
    begun = len(reads.seen)
    assert begun > 0
    for offset in range(HEAD, HEAD + 5 * PIECE, PIECE):
        assert filming.append(place, offset, FILM[offset : offset + PIECE]).status_code == 204
        before = len(reads.seen)
        assert follow(chief, place, offset).data == FILM[offset : offset + PIECE]
        assert reads(before) == []
    assert [view["what"] for view in views(hub)] == ["original"]


def test_who_waits_for_more_is_woken_without_a_read(filming, app, chief, grows, reads, hub, monkeypatch):
    monkeypatch.setattr(reading, "PACE", LONG)
    _, place = grows
    for _ in range(2):
        follow(chief, place)
    filming.append(place, HEAD, FILM[HEAD : HEAD + PIECE])
    heard, begun = [], len(reads.seen)

    def wait():
        headers = {"Range": f"bytes={HEAD + PIECE}-", "Prefer": "wait=20"} | chief.device.headers
        heard.append(app.test_client().get(place, headers=headers, buffered=True))

    waits = threading.Thread(target=wait, daemon=True)
    waits.start()
    until(lambda: place.rpartition("/")[2] in hub.writers._listening, what="waiting")
    filming.append(place, HEAD + PIECE, FILM[HEAD + PIECE : HEAD + 2 * PIECE])
    waits.join(60)
    assert heard[0].data == FILM[HEAD + PIECE : HEAD + 2 * PIECE]
    assert reads(begun, waits) == []


def test_a_player_without_an_end_asks_the_same_of_the_evidence(filming, chief, grows, reads):
    evidence, place = grows
    asked = f"/api/evidence/{evidence}/original"
    for _ in range(2):
        get(chief, asked, Range="bytes=0-")
    filming.append(place, HEAD, FILM[HEAD : HEAD + PIECE])
    before = len(reads.seen)
    assert get(chief, asked, Range=f"bytes={HEAD}-").data == FILM[HEAD : HEAD + PIECE]
    assert "beginning" not in reads(before)


def test_what_too_little_has_come_of_is_known_as_soon_as_more_has(filming, chief):
    evidence = filming.announce(media="video", type="video/webm")
    place = filming.begin(filming.facts[evidence])
    filming.append(place, 0, FILM[:20])
    for _ in range(2):
        unknown = follow(chief, place)
        assert (unknown.data, unknown.headers["Content-Disposition"]) == (FILM[:20], "attachment")
    filming.append(place, 20, FILM[20 : HEAD + PIECE])
    known = follow(chief, place)
    assert (known.data, known.mimetype) == (FILM[: HEAD + PIECE], "video/webm")


def test_what_is_announced_after_somebody_looked_is_looked_at_as_what_it_is(filming, chief, hub):
    evidence = new_id()
    handed = filming.device.make("evidence.attach", attached(evidence, media="video", type="video/webm"))
    place = filming.begin(handed.raw["id"])
    filming.append(place, 0, FILM[:HEAD])
    for _ in range(2):
        follow(chief, place)
    assert (len(views(hub, "evidence.glance")), views(hub)) == (1, [])
    filming.device.send(handed)
    follow(chief, place)
    assert [(view["evidence"], view["what"]) for view in views(hub)] == [(evidence, "original")]


def test_what_somebody_takes_in_is_looked_at_as_what_it_became(filming, chief, hub):
    upload = filming.begin("of-no-fact", len(FILM), FILM).rpartition("/")[2]
    for _ in range(2):
        follow(chief, f"/api/media/{upload}")
    evidence = filming.announce(upload=upload, media="video", type="video/webm")
    filming.keeper.work()
    follow(chief, f"/api/media/{upload}")
    assert [view["evidence"] for view in views(hub)] == [evidence]


def test_an_upload_that_its_device_gives_up_is_gone_at_once(filming, chief, client):
    place = filming.begin("of-no-fact")
    filming.append(place, 0, FILM[:HEAD])
    for _ in range(2):
        assert follow(chief, place).status_code == 206
    assert client.delete(place, headers=TUS | filming.device.headers).status_code == 204
    assert follow(chief, place).status_code == 404


def test_an_upload_that_two_people_throw_away_is_gone_before_its_bytes_are(papers, client, device, hub, filming):
    table = Filming(client, papers.table, filming.keeper)
    chief = Filming(client, device("tablet"), filming.keeper)
    place = table.begin("of-no-fact")
    table.append(place, 0, FILM[:HEAD])
    upload = place.rpartition("/")[2]
    for _ in range(2):
        assert follow(chief, place).status_code == 206
    body = {"plan": PLAN, "upload": upload, "reason": "试拍", "second": papers.signs(CLERK)}
    assert papers.table.hand("evidence.discard", body).verdict == "accepted"
    assert hub.media.path(upload).exists()
    assert follow(chief, place).status_code == 404


def test_what_two_people_removed_is_shown_to_nobody_who_comes_then(papers, client, device, filming):
    table = Filming(client, papers.table, filming.keeper)
    chief = Filming(client, device("tablet"), filming.keeper)
    evidence = table.announce(media="video", type="video/webm")
    place = table.begin(table.facts[evidence])
    table.append(place, 0, FILM[:HEAD])
    table.keeper.work()
    for _ in range(2):
        assert follow(chief, place).status_code == 206
    body = {"plan": PLAN, "evidence": evidence, "reason": "误拍", "second": papers.signs(CLERK)}
    assert papers.table.hand("evidence.remove", body).verdict == "accepted"
    later = Filming(client, device("tablet"), filming.keeper)
    assert (follow(later, place).status_code, later.keeper.work()) == (410, None)
    assert follow(chief, place).status_code == 404


def test_a_film_that_the_hub_itself_ends_is_complete_for_who_follows_it(filming, chief, grows):
    evidence, place = grows
    for _ in range(2):
        assert follow(chief, place).headers["Upload-Complete"] == "?0"
    word = {"plan": PLAN, "evidence": evidence, "size": HEAD, "sha256": "0" * 64, "slices": 1}
    filming.device.hand("evidence.complete", word | {"ended": "2026-11-22T09:20:00+08:00"})
    filming.keeper.work()
    assert follow(chief, place).headers["Upload-Complete"] == "?1"


# what is remembered, by itself


def upload(number):
    time = "2026-11-22T01:10:00.000Z"
    return Upload(f"{number:032x}", "a-device", None, HEAD, "", "open", None, time, time)


NOBODYS = Seen(None, "video/webm")


def names(*of, everything=False):
    return Told(frozenset(of), frozenset(), everything)


def asked_again(recognised, one):
    """Whether an upload is looked at anew."""
    looks = []
    recognised.of(one, lambda: (looks.append(one) or NOBODYS, True))
    return bool(looks)


def test_what_is_not_decided_is_looked_at_each_time_and_what_is_but_once():
    recognised, looks = Recognised(), []
    for decided in (False, False, True, True, True):
        assert recognised.of(upload(1), lambda decided=decided: (looks.append(decided) or NOBODYS, decided)) == NOBODYS
    assert looks == [False, False, True]


def test_a_fact_that_comes_while_somebody_looks_leaves_nothing_old_behind():
    recognised = Recognised()

    def look():
        recognised.forget(names("whatever"))
        return NOBODYS, True

    recognised.of(upload(1), look)
    assert asked_again(recognised, upload(1))


def test_what_a_fact_names_is_forgotten_and_what_it_does_not_stays():
    recognised = Recognised()
    for number in (1, 2):
        recognised.of(upload(number), lambda: (NOBODYS, True))
    recognised.forget(names(upload(1).upload))
    assert [asked_again(recognised, upload(number)) for number in (1, 2)] == [True, False]


@pytest.mark.parametrize("happens", ["a dispute was settled", "the journal was read again"])
def test_where_any_of_it_may_have_changed_all_is_looked_at_anew(happens):
    recognised = Recognised()
    recognised.of(upload(1), lambda: (NOBODYS, True))
    if happens == "a dispute was settled":
        recognised.forget(names(everything=True))
    else:
        recognised.clear()
    assert asked_again(recognised, upload(1))


def test_of_many_uploads_the_oldest_is_forgotten_first():
    recognised = Recognised(most=2)
    for number in (1, 2, 3):
        recognised.of(upload(number), lambda: (NOBODYS, True))
    assert not asked_again(recognised, upload(2))
    assert not asked_again(recognised, upload(3))
    assert asked_again(recognised, upload(1))
