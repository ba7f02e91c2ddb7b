"""The gate's page server: for this computer and who knows the address, and for nobody else."""

import http.client
import json
import re
import socket
import threading

import pytest

from kiosk.answers import BEHIND, KEPT, Answers
from kiosk.local import HEADERS, HOST, LONGEST, SHARED
from kiosk.pages import FILES, Pages
from tests.kiosk.film import nobody
from tests.running import ROOT, until

PAGE = ROOT / "kiosk" / "page"


class Gate:
    """Notes what the page asks for."""

    def __init__(self):
        self.answers, self.done, self.picture = Answers(), [], None

    def scan(self, line):
        self.done.append(("scan", line))

    def pick(self, plan, person):
        self.done.append(("pick", plan, person))

    def undo(self, one):
        self.done.append(("undo", one))

    def speak(self, language):
        self.done.append(("speak", language))

    def people(self):
        return [
            {"plan": 1, "person": 2, "name": "甲", "unit": "某校", "role": 8, "state": "in", "phone": "13900000000"}
        ]

    def frame(self):
        return self.picture

    def tell(self):
        self.answers.state({"name": "东门"})


@pytest.fixture
def gate():
    return Gate()


@pytest.fixture
def pages(gate):
    made = Pages(gate)
    made.start()
    yield made
    made.stop()


def ask(pages, method, path, body=None, **headers):
    line = http.client.HTTPConnection(HOST, pages.port, timeout=20)
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    if data is not None:
        said.setdefault("Content-Type", "application/json")
    line.request(method, path, data, said)
    answer = line.getresponse()
    content = answer.read()
    line.close()
    return answer, content


def inside(pages, path):
    return f"/{pages.token}/{path}"


def test_it_listens_on_this_computer_alone(pages):
    with socket.socket() as other:  # on every address but that one, the port is free
        other.bind(("127.0.0.2", pages.port))
    assert pages.address == f"http://127.0.0.1:{pages.port}/{pages.token}/"
    assert len(pages.token) >= 32


@pytest.mark.parametrize("name", ["", *FILES, *SHARED])
def test_every_file_of_the_page_is_served_with_strict_headers(pages, name):
    answer, content = ask(pages, "GET", inside(pages, name))
    assert answer.status == 200
    assert content
    assert {name: answer.headers[name] for name in HEADERS} == dict(HEADERS)


def test_the_page_has_no_file_that_is_not_served_and_names_nothing_from_outside():
    assert {path.name for path in PAGE.iterdir()} == {*FILES, *SHARED}
    for path in PAGE.iterdir():
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|style=|\son[a-z]+=|eval\(|innerHTML", text), path.name


@pytest.mark.parametrize("path", ["", "index.html", "events", "frame.jpg", "people", "font.ttf"])
def test_without_the_made_up_address_nothing_is_answered(pages, path):
    for wrong in (f"/{path}", f"/{'x' * 32}/{path}", f"/{pages.token}x/{path}"):
        assert ask(pages, "GET", wrong)[0].status == 404


@pytest.mark.parametrize("path", ["../pages.py", "..%2fpages.py", "page/../../gate.py", "/etc/passwd", "nothing"])
def test_no_other_file_is_served(pages, path):
    assert ask(pages, "GET", inside(pages, path))[0].status == 404


def test_a_name_elsewhere_that_means_this_computer_is_turned_away(pages):
    assert ask(pages, "GET", inside(pages, ""), Host=f"evil.example:{pages.port}")[0].status == 404
    assert ask(pages, "GET", inside(pages, ""), Host=f"localhost:{pages.port}")[0].status == 200


def test_what_the_page_asks_for_is_done(pages, gate):
    for path, body in (
        ("scan", {"text": "00017-E"}),
        ("pick", {"plan": 1, "person": 2}),
        ("undo", {"id": "x"}),
        ("language", {"language": "en"}),
        ("language", {"language": "klingon"}),
    ):
        assert ask(pages, "POST", inside(pages, path), body)[0].status == 200
    assert gate.done == [("scan", "00017-E"), ("pick", 1, 2), ("undo", "x"), ("speak", "en"), ("speak", "zh")]


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("scan", {"text": "00017-E"}, {"Content_Type": "text/plain"}, 404),
        ("scan", {"text": "00017-E"}, {"Sec_Fetch_Site": "cross-site"}, 404),
        ("scan", {"text": 17}, {}, 400),
        ("scan", {}, {}, 400),
        ("scan", [], {}, 400),
        ("scan", b"{", {}, 400),
        ("scan", b"[" * 8000, {}, 400),
        ("pick", {"plan": True, "person": 2}, {}, 400),
        ("pick", {"plan": 2**53, "person": 2}, {}, 400),
        ("undo", {"id": "\ud800"}, {}, 400),
        ("scan", b" " * (LONGEST + 1), {}, 400),
        ("nothing", {}, {}, 404),
    ],
)
def test_what_is_not_asked_as_the_page_does_is_not_done(pages, gate, path, body, headers, status):
    assert ask(pages, "POST", inside(pages, path), body, **headers)[0].status == status
    assert gate.done == []


def test_the_list_for_searching_holds_no_more_than_is_needed_to_tell_people_apart(pages):
    _, content = ask(pages, "GET", inside(pages, "people"))
    (person,) = json.loads(content)
    assert person["name"] == "甲"
    assert person["role"]["zh"] == "监考"
    assert "phone" not in person


def test_the_cameras_picture_is_small_and_none_where_there_is_no_camera(pages, gate):
    assert ask(pages, "GET", inside(pages, "frame.jpg"))[0].status == 204
    gate.picture = type("Frame", (), {"picture": nobody()})
    answer, content = ask(pages, "GET", inside(pages, "frame.jpg"))
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert content.startswith(b"\xff\xd8")


def test_the_font_has_the_rarer_characters_of_names(pages):
    answer, content = ask(pages, "GET", inside(pages, "font.ttf"))
    assert answer.status == 200
    assert len(content) > 1_000_000


def test_a_page_hears_what_there_is_and_then_what_comes(pages, gate):
    gate.answers.put({"id": "1", "state": "in"})
    line = http.client.HTTPConnection(HOST, pages.port, timeout=20)
    line.request("GET", inside(pages, "events"))
    answer, heard = line.getresponse(), []

    def listen():
        while part := answer.readline():
            heard.append(part.decode().strip())

    thread = threading.Thread(target=listen)
    thread.start()
    until(lambda: 'data: {"id":"1","state":"in"}' in heard)
    gate.answers.put({"id": "1", "state": "undone"})
    until(lambda: 'data: {"id":"1","state":"undone"}' in heard)
    assert 'data: {"name":"东门"}' in heard
    pages.stop()
    thread.join(20)
    assert not thread.is_alive()
    line.close()


def test_old_answers_make_room_and_a_page_that_lags_is_cut_off():
    answers = Answers()
    for number in range(KEPT + 3):
        answers.put({"id": str(number), "state": "in"})
    assert answers.get("0") is None
    assert answers.get(str(KEPT + 2))["state"] == "in"
    with answers.heard() as line:
        for number in range(BEHIND + 5):
            answers.put({"id": f"x{number}", "state": "in"})
        told = [line.get_nowait() for _ in range(line.qsize())]
    assert told[-1] is None
