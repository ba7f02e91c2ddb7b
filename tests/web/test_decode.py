"""Photos handed to the hub: read, refused in words, never kept."""

import threading

import pytest

from server.desk import photo
from tests.decoding.test_photo import TEXT, bomb, file_of
from tests.kiosk.film import held_up, nobody


def send(site, data, role="scanner", **headers):
    return site.ask(role, "POST", "/api/decode", data=data, content_type="image/jpeg", headers=headers)


def error(answer):
    return answer.status_code, answer.json["error"]["code"]


def everything(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_badge_in_a_photo_is_read_and_nothing_of_it_is_kept(site):
    before = everything(site.core.config.data)
    assert send(site, file_of(held_up(TEXT))).json == {"texts": [TEXT]}
    assert everything(site.core.config.data) == before


def test_a_photo_without_a_badge_is_an_empty_answer(site):
    assert send(site, file_of(nobody())).json == {"texts": []}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"no picture", (400, "not-a-picture")),
        (b"", (400, "not-a-picture")),
        (bomb(60_000, 60_000), (413, "picture-too-large")),
        (b"\xff\xd8\xff" + b"\0" * (8 * 1024 * 1024), (413, "too-large")),
    ],
)
def test_what_cannot_be_a_photo_is_refused_in_words(site, data, expected):
    answer = send(site, data)
    assert error(answer) == expected
    assert answer.json["error"]["fix"]


def test_a_program_that_dies_of_a_picture_takes_nobody_with_it(site, monkeypatch):
    monkeypatch.setattr(photo, "TIMEOUT", 0.001)
    assert error(send(site, file_of(held_up(TEXT)))) == (400, "not-a-picture")
    monkeypatch.undo()
    assert send(site, file_of(held_up(TEXT))).json == {"texts": [TEXT]}


def test_no_more_than_two_are_read_at_once(site, monkeypatch):
    begun, go_on = threading.Barrier(3), threading.Event()

    def slow(_data):
        begun.wait(60)
        go_on.wait(60)
        return []

    monkeypatch.setattr(photo, "_read", slow)
    busy = [threading.Thread(target=photo.texts, args=(b"x",)) for _ in range(photo.AT_ONCE)]
    for one in busy:
        one.start()
    begun.wait(60)
    assert error(send(site, b"x")) == (503, "decoder-busy")
    go_on.set()
    for one in busy:
        one.join()
    monkeypatch.undo()
    assert send(site, file_of(nobody())).json == {"texts": []}
