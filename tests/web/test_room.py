"""The copy of a film is made as soon as the disk has room for it, and never in the room that is kept free."""

import errno
import hashlib
import shutil
from collections import namedtuple

import pytest

from imaging.looked import Looked
from imaging.task import FILM, Made
from server.domain.upload import RESERVE
from server.store import evidence as store
from server.web.keeper import Keeper
from server.web.looker import TRIES, Looker
from server.web.room import Room
from tests.imaging import files as media
from tests.web.test_looker import Shop

SEEN = Made(Looked(kind="webm", readable=True), poster=b"jpg")
Disk = namedtuple("Disk", "total used free")


@pytest.fixture
def free(monkeypatch, hub):
    """Set how many bytes the disk has above what is kept free."""

    def set_to(count):
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Disk(0, 0, RESERVE + count))

    set_to(2**40)
    return set_to


@pytest.fixture
def start(filming, hub):
    """Start a keeper with a workshop of its own; return both, and how a pause passes."""

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

        def pause():
            assert len(later) <= 1, "one look at the disk, however many wait"
            for work in [later.pop() for _ in later]:
                work()
            filming.keeper.work()

        return shop, pause

    return started


def film(filming, path=media.WEBM, media_type="video/webm"):
    """Bring a film."""
    data = path.read_bytes()
    told = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    evidence = filming.announce(media="video", type=media_type, **told)
    filming.send(evidence, data)
    return evidence


def answer(filming, shop, made):
    next(one for _, one in shop.asked if not one.done()).set_result(made)
    filming.keeper.work()


def copies(shop):
    return sum(FILM in wanted for wanted, _ in shop.asked)


@pytest.mark.parametrize(("path", "told", "times"), [
    (media.WEBM, "video/webm", 1), (media.MTS, "video/mp2t", 2),
], ids=["webm", "stream"])  # fmt: skip
def test_a_copy_waits_until_the_disk_has_room_for_it_and_what_is_kept_free(filming, start, free, path, told, times):
    shop, pause = start()
    needed = times * path.stat().st_size
    evidence = film(filming, path, told)
    free(needed - 1)
    answer(filming, shop, SEEN)
    for _ in range(5):
        pause()
        filming.keeper.look_at([evidence])  # whatever else comes on record of it
        filming.keeper.work()
    assert copies(shop) == 0
    free(needed)
    pause()
    assert copies(shop) == 1
    pause()
    assert len(shop.asked) == 2


def test_where_there_was_no_room_until_the_hub_ended_it_is_made_after_the_next_start(filming, start, free):
    shop, _ = start()
    film(filming)
    free(0)
    answer(filming, shop, SEEN)
    shop, pause = start()
    assert shop.asked == []
    free(2**40)
    pause()
    assert copies(shop) == 1


def test_copies_that_wait_are_made_as_far_as_the_room_goes_the_oldest_first(filming, start, free):
    shop, pause = start()
    first, second = film(filming), film(filming)
    free(0)
    for _ in (first, second):
        answer(filming, shop, SEEN)
    free(2 * media.WEBM.stat().st_size - 1)
    pause()
    assert copies(shop) == 1
    free(media.WEBM.stat().st_size)
    pause()
    assert copies(shop) == 2


def test_a_disk_that_became_full_meanwhile_costs_a_film_its_copy_only_until_there_is_room(
    filming, start, free, hub, row
):
    shop, pause = start()
    evidence = film(filming)
    answer(filming, shop, SEEN)
    full = Made(Looked(kind="webm", readable=True), missing=(FILM,), fault="no-room")
    for tries in range(1, TRIES + 3):
        assert copies(shop) == tries
        answer(filming, shop, full)
        for _ in range(2 ** (tries - 1)):
            assert copies(shop) == tries, "it is not tried at once"
            pause()
    hub.derived.written(evidence, "film").write_bytes(b"a copy")
    answer(filming, shop, Made(Looked(kind="webm", readable=True), film=True))
    assert (row(evidence)["film"], row(evidence)["fault"]) == (hashlib.sha256(b"a copy").hexdigest()[:12], None)


def test_a_broken_disk_is_tried_a_few_times_and_again_after_the_next_start(filming, start, free):
    shop, pause = start()
    film(filming)
    answer(filming, shop, SEEN)
    broken = Made(Looked(kind="webm", readable=True), missing=(FILM,), fault="disk-broken")
    for tries in range(1, TRIES + 1):
        assert copies(shop) == tries
        answer(filming, shop, broken)
        pause()
    assert copies(shop) == TRIES
    shop, _ = start()
    assert copies(shop) == 1


def test_of_a_disk_that_is_away_for_a_moment_nothing_is_thought_and_it_is_looked_at_again():
    rung, later, disk = [], [], [OSError(errno.EIO, "away"), RESERVE + 9]

    def free():
        said = disk.pop(0)
        if isinstance(said, OSError):
            raise said
        return said

    room = Room(free, rung.append, later.append)
    for evidence, count in (("gone", 1), ("large", 8), ("small", 5)):
        room.wait(evidence, count)
    room.leave("gone")
    for rings in ([], ["large"]):
        later.pop()()
        assert (rung, len(later)) == (rings, 1)
    assert (room.holds("gone"), room.holds("large"), room.holds("small")) == (False, False, True)
