"""What is made of originals is made in the end, whatever ends or fails in between."""

import errno
import hashlib
from concurrent.futures import Future
from dataclasses import replace

import pytest

from imaging.looked import Looked
from imaging.task import FILM, THUMBNAIL, Made
from imaging.workshop import Crowded
from server.domain.evidence.piece import Removed
from server.store import evidence as store
from server.web.keeper import Keeper
from server.web.looker import TRIES, Looker
from tests.imaging import files as media
from tests.running import until


class Shop:
    """A workshop that notes what it is asked; the test answers."""

    def __init__(self):
        self.asked = []
        self.full = False

    def submit(self, _path, wanted, _into=None, _spare=0):
        if self.full:
            raise Crowded
        self.asked.append((wanted, Future()))
        return self.asked[-1][1]

    def stop(self):
        """End nothing."""


@pytest.fixture
def start(filming, hub):
    """Start a keeper with a workshop of its own; return both, and what is to be done after a pause."""

    def started():
        shop, later = Shop(), []
        hub.workshop.stop()
        hub.workshop = shop
        looker = Looker(hub)
        looker.later = later.append
        filming.keeper = Keeper(hub, looker)
        with hub.db.reading() as connection:
            filming.keeper.look_at(store.unsettled(connection))
        filming.keeper.work()
        return shop, later

    return started


@pytest.fixture
def film(filming):
    """Bring a film; return its id."""

    def brought():
        data = media.WEBM.read_bytes()
        told = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        evidence = filming.announce(media="video", type="video/webm", **told)
        filming.send(evidence, data)
        return evidence

    return brought


def answer(filming, shop, made):
    shop.asked[-1][1].set_result(made)
    filming.keeper.work()


def test_a_hub_that_ended_before_the_copy_of_a_film_was_made_makes_it_at_its_start(filming, start, film):
    shop, _ = start()
    film()
    answer(filming, shop, Made(Looked(kind="webm", readable=True), poster=b"jpg"))
    assert [FILM in wanted for wanted, _ in shop.asked] == [False, True]
    shop, _ = start()
    assert [FILM in wanted for wanted, _ in shop.asked] == [True]


COPY = b"a film that can be sought in"


@pytest.fixture
def copied(filming, hub, film):
    """Bring a film of which poster and copy are made; return its id."""

    def brought(shop):
        evidence = film()
        answer(filming, shop, Made(Looked(kind="webm", readable=True), poster=b"jpg"))
        hub.derived.written(evidence, "film").write_bytes(COPY)
        answer(filming, shop, Made(Looked(kind="webm", readable=True), film=True))
        return evidence

    return brought


def test_the_copy_of_a_film_outlasts_a_power_cut_before_a_fact_names_it_and_no_screen_waits_for_its_picture(
    filming, start, copied, hub, monkeypatch
):
    shop, _ = start()
    happened = []
    state, last = filming.keeper.state, type(hub.derived).last
    monkeypatch.setattr(filming.keeper, "state", lambda kind, *said: (happened.append(kind), state(kind, *said)))
    monkeypatch.setattr(type(hub.derived), "last", lambda *of: (happened.append(of[2]), last(*of)))
    copied(shop)
    assert happened == ["evidence.verify", "evidence.look", "poster", "film", "evidence.look"]


@pytest.mark.parametrize("what", ["film", "poster"])
@pytest.mark.parametrize("left", [None, b"", COPY[:2]])
def test_what_a_power_cut_tore_is_made_again_at_the_next_start(filming, start, copied, hub, what, left):
    shop, _ = start()
    evidence = copied(shop)
    place = hub.derived.path(evidence, what)
    place.unlink() if left is None else place.write_bytes(left)
    shop, _ = start()
    assert shop.asked == []  # the table knows nothing of it
    filming.keeper.start()
    until(lambda: shop.asked, what="the question")
    shop.asked[0][1].set_result(Made(Looked(kind="webm", readable=True), poster=b"jpg"))
    until(lambda: len(shop.asked) == 2, what="the second question")
    hub.derived.written(evidence, "film").write_bytes(COPY)
    shop.asked[1][1].set_result(Made(Looked(kind="webm", readable=True), film=True))
    until(lambda: hub.derived.there(evidence, "film", len(COPY)), what="the film")
    filming.keeper.stop()
    assert hub.derived.path(evidence, "film").read_bytes() == COPY
    assert hub.derived.path(evidence, "poster").read_bytes() == b"jpg"


def test_what_is_there_in_full_is_not_made_again_at_a_start(filming, start, copied):
    shop, _ = start()
    copied(shop)
    shop, _ = start()
    filming.keeper.start()
    filming.keeper.stop()
    filming.keeper.work()
    assert shop.asked == []


def test_of_what_was_removed_meanwhile_nothing_that_the_workshop_answers_stays(filming, start, hub, monkeypatch):
    shop, _ = start()
    evidence = filming.photo()
    with hub.db.reading() as connection:
        removed = replace(
            store.find(connection, evidence), removed=Removed("2026-11-21T09:00:00+08:00", 1, 2, "误拍", "0" * 64)
        )
    monkeypatch.setattr(store, "find", lambda _connection, _evidence: removed)
    filming.keeper.look_at([evidence])
    filming.keeper.work()
    assert filming.keeper._looker._asked == {}
    answer(filming, shop, Made(Looked(kind="jpeg", readable=True), thumbnail=b"x" * 60_000))
    assert (filming.keeper._looker._made, filming.keeper._looker._asked) == ({}, {})


def test_a_film_that_needs_no_copy_is_not_asked_for_at_each_start(filming, start, film):
    shop, _ = start()
    film()
    answer(filming, shop, Made(Looked(kind="webm", readable=True, seekable=True), poster=b"jpg"))
    answer(filming, shop, Made(Looked(kind="webm", readable=True, seekable=True)))
    shop, _ = start()
    assert shop.asked == []


@pytest.mark.parametrize("fault", ["too-slow", "ended-reader"])
def test_what_the_hub_could_not_look_at_is_looked_at_again(filming, start, row, fault):
    shop, later = start()
    evidence = filming.photo()
    failed = Made(Looked(fault=fault), missing=("look", THUMBNAIL), fault=fault)
    for tries in range(1, TRIES + 1):
        assert len(shop.asked) == tries
        answer(filming, shop, failed)
        assert len(later) == min(tries, TRIES - 1)
        if tries < TRIES:
            later[-1]()
            filming.keeper.work()
    assert (row(evidence)["state"], len(shop.asked)) == ("unreadable", TRIES)
    shop, _ = start()
    answer(filming, shop, Made(Looked(kind="jpeg", readable=True), thumbnail=b"x"))
    assert (row(evidence)["state"], row(evidence)["fault"]) == ("equal", None)


def test_a_damaged_photo_is_looked_at_once(filming, start, row):
    shop, later = start()
    evidence = filming.photo()
    answer(filming, shop, Made(Looked(kind="jpeg", fault="damaged"), fault="damaged"))
    shop, _ = start()
    assert (row(evidence)["state"], later, shop.asked) == ("unreadable", [], [])


def test_a_full_disk_costs_one_try_and_no_thumbnail(filming, start, row, hub, monkeypatch):
    shop, _ = start()
    evidence = filming.photo()

    def full(*_file):
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(type(hub.derived), "keep", full)
        with pytest.raises(OSError, match="full"):
            answer(filming, shop, Made(Looked(kind="jpeg", readable=True), thumbnail=b"x"))
    filming.keeper.work()
    answer(filming, shop, Made(Looked(kind="jpeg", readable=True), thumbnail=b"x"))
    assert row(evidence)["thumb"]


def test_a_workshop_that_has_too_much_to_do_is_asked_again(filming, start, row):
    shop, later = start()
    shop.full = True
    filming.photo()
    assert (shop.asked, len(later)) == ([], 1)
    shop.full = False
    later[0]()
    filming.keeper.work()
    assert len(shop.asked) == 1
