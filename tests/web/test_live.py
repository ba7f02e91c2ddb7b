"""Screens that listen: who is let in, how often they are told. ``tests/test_app.py`` hears it over a real socket."""

from datetime import datetime

import gevent
import pytest
from flask_socketio import SocketIO

from server.app import SOCKETS
from server.domain.upload import Upload
from server.web import live
from server.web.keeper import Keeper
from tests.evidence_day import Filming


@pytest.fixture
def socketio(app, hub):
    made = SocketIO(app, **SOCKETS)
    live.init(made, hub)
    return made


def test_a_device_is_let_in_by_its_token_and_told_the_size(socketio, app, hub, device):
    screen = socketio.test_client(app, auth={"token": device("gate").token})
    assert screen.is_connected()
    assert screen.get_received() == [{"name": "grew", "args": [{"size": hub.journal.size}], "namespace": "/"}]


def test_a_device_is_let_in_by_its_cookie(socketio, app, client, device):
    client.set_cookie("kaowu", device("phone").token)
    assert socketio.test_client(app, flask_test_client=client).is_connected()


@pytest.mark.parametrize(
    "auth", [None, {}, {"token": None}, {"token": "made-up"}, {"token": 7}, {"token": "\ud800"}, "token", []], ids=ascii
)
def test_who_is_not_enrolled_is_not_let_in(socketio, app, auth):
    assert not socketio.test_client(app, auth=auth).is_connected()


def test_a_revoked_device_is_not_let_in(socketio, app, device, office):
    gate = device("gate")
    office.hand("device.revoke", {"device": gate.id, "reason": "lost"})
    assert not socketio.test_client(app, auth={"token": gate.token}).is_connected()


class Told:
    """Stands for the socket server; notes what is sent to all."""

    def __init__(self):
        self.sizes = []

    def emit(self, name, data):
        assert name == "grew"
        self.sizes.append(data["size"])

    @property
    def server(self):
        return self

    @property
    def manager(self):
        return self

    def get_participants(self, _namespace, _room):
        return []


def test_a_burst_of_check_ins_is_told_in_few_notices_and_the_last_is_right(hub, day, device):
    told, gate = Told(), device("gate")
    live.Announcer(told, hub)
    before = hub.journal.size
    for _ in range(30):
        gate.hand("duty.check_in", {"place": "gate-1", "badge": "KW1:rubbish"})
    with gevent.Timeout(30):
        while not told.sizes or told.sizes[-1] != before + 30:
            gevent.sleep(0.01)
    assert told.sizes == sorted(set(told.sizes)), "the same size twice, or backwards"
    assert len(told.sizes) < 30


def test_a_commit_without_a_new_entry_is_not_told(hub, device):
    told = Told()
    live.Announcer(told, hub)
    hub.committer.call(lambda tx: None)
    device("gate")
    with gevent.Timeout(30):
        while not told.sizes:
            gevent.sleep(0.01)
    assert told.sizes == [hub.journal.size]


@pytest.fixture
def screens(socketio, app, device):
    """Screens of a chief, of two phones and of a gate, by name, and the phones."""
    phone, other = device("phone"), device("phone")
    tokens = {"chief": device("tablet").token, "own": phone.token, "other": other.token, "gate": device("gate").token}
    made = {name: socketio.test_client(app, auth={"token": token}) for name, token in tokens.items()}
    for screen in made.values():
        screen.get_received()
    return made, phone


def moved(device, offset, upload="a" * 32, **changes):
    told = {"length": None, "state": "open", "sha256": None} | changes
    return Upload(upload, device.id, offset=offset, metadata="", begun="", touched="", **told)


def heard(screens):
    gevent.sleep(0)
    return {
        name: [said["args"][0]["offset"] for said in screen.get_received() if said["name"] == "media"]
        for name, screen in screens.items()
    }


def test_how_far_evidence_has_come_is_told_to_who_may_see_it(socketio, hub, screens):
    by_name, phone = screens
    progress = live.Progress(socketio, hub, lambda _upload: "e" * 32)
    progress.hear(moved(phone, 100))
    assert heard(by_name) == {"chief": [100], "own": [100], "other": [], "gate": []}


def test_it_is_told_no_more_than_once_a_second_of_one_upload(socketio, hub, screens, monkeypatch):
    by_name, phone = screens
    progress, now = live.Progress(socketio, hub, lambda _upload: "e" * 32), [10.0]
    monkeypatch.setattr(live.time, "monotonic", lambda: now[0])
    for offset in (1, 2, 3):
        progress.hear(moved(phone, offset))
    progress.hear(moved(phone, 50, "b" * 32))
    now[0] += live.PACE
    progress.hear(moved(phone, 4))
    assert heard(by_name)["chief"] == [1, 50, 4]


def test_bytes_that_nothing_announced_are_told_to_nobody(socketio, hub, screens):
    by_name, phone = screens
    live.Progress(socketio, hub, lambda _upload: None).hear(moved(phone, 100))
    assert not any(heard(by_name).values())


def test_a_screen_opened_later_hears_since_when_nothing_came_of_what_is_on_its_way(
    day, socketio, app, client, hub, device, clock
):
    phone, tablet, other = device("phone"), device("tablet"), device("phone")
    phone.sign_in(1)
    filming = Filming(client, phone, Keeper(hub))
    film = filming.announce(media="video", type="video/webm")
    filming.append(filming.begin(filming.facts[film]), 0, b"abc")
    filming.keeper.work()
    came = clock.now
    clock.go_on(minutes=5)
    screens = [socketio.test_client(app, auth={"token": one.token}) for one in (phone, tablet, other)]
    told = [[one["args"][0] for one in screen.get_received() if one["name"] == "media"] for screen in screens]
    (said,) = told[1]
    assert (said["evidence"], said["offset"], said["length"]) == (film, 3, None)
    assert datetime.fromisoformat(said["at"]) == came
    assert told == [[said], [said], []]


def test_a_small_picture_is_told_at_once_to_who_may_see_it_by_whichever_thread_made_it(socketio, hub, screens):
    by_name, phone = screens
    live.Pictures(socketio, hub)
    (tell,) = hub.on_picture
    gevent.get_hub().threadpool.apply(tell, (phone.id, "e" * 32, "0123456789ab"))
    gevent.sleep(0.05)
    told = {
        name: [one["args"][0] for one in screen.get_received() if one["name"] == "picture"]
        for name, screen in by_name.items()
    }
    said = [{"evidence": "e" * 32, "thumb": "0123456789ab"}]
    assert told == {"chief": said, "own": said, "other": [], "gate": []}
