"""Films on their way while the hub is killed, the link is cut and the disk is full: no acknowledged byte is lost."""

import base64
import hashlib
import os
import random
import resource
import threading
import time
from dataclasses import dataclass

import pytest

from tests.link import Link
from tests.recorder import Recorder
from tests.running import Caller, free_ports, launch, prepare, serving, until
from tests.tus import append, code_of, create, head, offset_of, on_disk

RECORDERS, FILM, LIMIT = 3, 6_000_000, 3_000_000


@pytest.fixture(scope="module")
def morning(tmp_path_factory):
    kinds = ("tablet", "gate", *["phone"] * RECORDERS)
    return prepare(tmp_path_factory.mktemp("films") / "data", staff=2, kinds=kinds)


def recorders(morning, port, size, pauses):
    phones = morning.devices["phone"]
    return [Recorder(port, phone.token, os.urandom(size), seed, pauses) for seed, phone in enumerate(phones)]


def ready(hub):
    assert hub.popen.poll() is None, hub.said()
    try:
        return hub.caller().get("/readyz").status == 200
    except OSError:
        return False


def arrived(hub, phone):
    """Tell whether a recorder's film is complete at the hub, on its disk, and has the right hash."""
    said = head(Caller(hub.port, phone.token), phone.place).headers
    right = base64.b64encode(hashlib.sha256(phone.film).digest()).decode()
    return (said["Repr-Digest"], on_disk(hub, phone.place) == phone.film) == (f"sha-256=:{right}:", True)


@dataclass
class Kill:
    """One film at one kill: how much was acknowledged, of how much, and whether the disk had that as it was sent."""

    acknowledged: int
    length: int
    kept: bool


@pytest.fixture(scope="module", params=[3, pytest.param(50, marks=[pytest.mark.long, pytest.mark.timeout(1500)])])
def after(morning, tmp_path_factory, request):
    """Kill the hub again and again, at moments nobody chose, while films arrive."""
    here, ports = morning.copied(tmp_path_factory.mktemp("killed") / "data"), free_ports()
    chance, kills = random.Random(request.param), []
    hub = launch(here.data, ports=ports)
    until(lambda: ready(hub), 150, "the start")
    phones = recorders(here, hub.port, FILM * (1 if request.param < 10 else 12), pauses=0.1)
    try:
        for phone in phones:
            phone.start()
        for number in range(request.param):
            goal = sum(phone.acknowledged for phone in phones) + chance.randrange(sum(map(len, films(phones))) // 70)
            until(lambda goal=goal: enough(phones, goal), 150, f"bytes before kill {number}")
            time.sleep(chance.random() * 0.05)
            seen = [(phone, phone.acknowledged) for phone in phones if phone.place]
            hub.kill()
            for phone, count in seen:
                kept = on_disk(hub, phone.place)[:count] == phone.film[:count]
                kills.append(Kill(count, len(phone.film), kept))
            hub = launch(here.data, ports=ports)
            until(lambda hub=hub: ready(hub), 150, "the restart")
        for phone in phones:
            phone.join(300)
        yield hub, phones, kills
    finally:
        hub.kill()


def films(phones):
    return [phone.film for phone in phones]


def enough(phones, goal):
    over = all(not phone.is_alive() for phone in phones)
    return over or sum(phone.acknowledged for phone in phones) >= goal


def test_the_kills_fell_into_the_films(after):
    _, phones, kills = after
    assert sum(phone.again for phone in phones) > 0, "nobody noticed"
    assert len([kill for kill in kills if 0 < kill.acknowledged < kill.length]) >= len(kills) // 3


def test_every_acknowledged_byte_was_on_the_disk_when_the_hub_died(after):
    assert [kill for kill in after[2] if not kill.kept] == []


def test_after_every_restart_the_hub_stood_between_what_it_had_acknowledged_and_what_was_sent(after):
    assert [phone.wrong for phone in after[1]] == [[]] * RECORDERS


def test_every_film_arrives_whole_and_with_its_hash(after):
    hub, phones, _ = after
    assert [phone.failed for phone in phones] == [None] * RECORDERS
    assert all(not phone.is_alive() for phone in phones)
    assert all(arrived(hub, phone) for phone in phones)


@pytest.fixture(scope="module")
def hub(morning, tmp_path_factory):
    here = morning.copied(tmp_path_factory.mktemp("cut") / "data")
    with serving(here.data) as running:
        yield running


# The shorter one outlasts the time after which the hub takes a silent connection for abandoned.
@pytest.mark.parametrize("seconds", [3, pytest.param(60, marks=pytest.mark.long)])
def test_after_a_cut_link_every_film_arrives_equal(morning, hub, seconds):
    with Link(hub.port) as link:
        phones = recorders(morning, link.port, FILM, pauses=0.2)
        for phone in phones:
            phone.start()
        until(lambda: all(phone.acknowledged for phone in phones), 60, "the first slices")
        link.cut()
        before = [phone.acknowledged for phone in phones]
        time.sleep(seconds)
        link.heal()
        for phone in phones:
            phone.join(240)
    assert min(before) < FILM, "the films were over before the link was cut"
    assert [(phone.failed, phone.wrong) for phone in phones] == [(None, [])] * RECORDERS
    assert all(arrived(hub, phone) for phone in phones)


def test_of_many_who_write_at_the_same_place_one_succeeds(morning, hub):
    phone = Caller(hub.port, morning.devices["phone"][0].token)
    for _ in range(5):
        place, rivals, answers = create(phone, 400_000), [bytes([n]) * 400_000 for n in range(8)], {}
        begin = threading.Barrier(len(rivals))

        def write(number, place=place, rivals=rivals, answers=answers, begin=begin):
            begin.wait()
            answers[number] = append(Caller(hub.port, phone.token), place, 0, rivals[number])

        threads = [threading.Thread(target=write, args=(number,)) for number in range(len(rivals))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        winners = [number for number, answer in answers.items() if answer.status == 204]
        assert len(winners) == 1
        assert {answer.status for answer in answers.values()} <= {204, 403, 409, 423}
        assert on_disk(hub, place) == rivals[winners[0]]


def test_a_disk_that_takes_no_more_is_told_and_facts_go_on(morning, tmp_path):
    here = morning.copied(tmp_path / "data")
    film = os.urandom(2 * LIMIT)
    with serving(here.data, PYTHONUTF8="1") as hub:
        resource.prlimit(hub.popen.pid, resource.RLIMIT_FSIZE, (LIMIT, resource.RLIM_INFINITY))
        phone = Caller(hub.port, here.devices["phone"][0].token)
        place = create(phone, len(film))
        assert append(phone, place, 0, film[:1_000_000]).status == 204
        full = append(phone, place, 1_000_000, film[1_000_000:])
        assert (full.status, code_of(full)) == (507, "disk-full")
        come = offset_of(phone, place)
        assert come == LIMIT, "what fitted counts"
        assert phone.get(place).body == film[:come]
        assert append(phone, place, come, film[come:]).status == 507
        gate = here.gates[0]
        assert [said["verdict"] for said in hub.caller(gate.token).facts(gate.check_in(here.badges[0]))] == ["accepted"]
        resource.prlimit(hub.popen.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert append(phone, place, come, film[come:]).status == 204
        assert on_disk(hub, place) == film
