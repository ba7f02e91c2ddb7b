"""What answers is not always the hub: sign-in pages, proxies, cut lines, and hands that drip."""

import json
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from kiosk import hub as asking
from kiosk.hub import Away, BadAddress, Hub, Refused, address
from tests.running import free_ports


@contextmanager
def answering(*parts, pause=0.0):
    """Answer every request with these bytes, then hang up; the value is the port."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        over = threading.Event()

        def serve():
            while True:
                try:
                    line, _ = door.accept()
                except OSError:
                    return
                with line:
                    line.recv(65536)
                    for part in parts:
                        try:
                            line.sendall(part)
                        except OSError:
                            break
                        over.wait(pause)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield door.getsockname()[1]
        over.set()
        door.shutdown(socket.SHUT_RDWR)
    thread.join(10)


def http(body, status="200 OK", kind="application/json", length=None):
    size = len(body) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n"
    return head.encode() + body


def at(port):
    return Hub(address(f"http://127.0.0.1:{port}", None), "zh", "token")


RECEIPTS = json.dumps({"receipts": [{"id": "1"}], "checkpoint": "x"}).encode()


def test_receipts_are_handed_on_as_they_came():
    with answering(http(RECEIPTS)) as port:
        assert at(port).send([{}]) == [{"id": "1"}]


@pytest.mark.parametrize(
    "answer",
    [
        http(b""),
        http(b"OK", kind="text/plain"),
        http(b"<html><body>please sign in</body></html>", kind="text/html"),
        http(b"{}"),
        http(b"[]"),
        http(b"null"),
        http(b'{"receipts": "all"}'),
        http(RECEIPTS, status="502 Bad Gateway"),
        http(b"", status="302 Found\r\nLocation: /enrol"),
        http(b'{"error": "no"}', status="500 Internal Server Error"),
        http(b'{"error": {"code": 7}}', status="400 Bad Request"),
        http(RECEIPTS[:-20], length=len(RECEIPTS)),
        http(RECEIPTS, length=len(RECEIPTS) + 1),
        http(RECEIPTS[:-20]),
        http(b'{"receipts": [NaN]}'),
        http(b"[" * 100_000),
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"rec',
        b"SSH-2.0-OpenSSH\r\n",
        b"",
    ],
    ids=lambda answer: answer[-30:],
)
def test_anything_but_the_hubs_whole_answer_is_no_answer(answer):
    with answering(answer) as port, pytest.raises(Away, match="no-hub") as away:
        at(port).send([{}])
    assert away.value.reached


def test_an_answer_without_end_is_no_answer(monkeypatch):
    monkeypatch.setattr(asking, "LIMIT", 10_000)
    with answering(http(b" " * 50_000, length=10**9)) as port, pytest.raises(Away, match="no-hub"):
        at(port).send([{}])


def test_an_answer_that_drips_is_waited_for_no_longer_than_one_that_never_comes(monkeypatch):
    monkeypatch.setattr(asking, "PATIENCE", 0.5)
    began = time.monotonic()
    with answering(http(b"{", length=1000), *[b" "] * 200, pause=0.1) as port, pytest.raises(Away, match="slow"):
        at(port).send([{}])
    with answering(b"HTTP/1.1 200 OK\r\n", pause=20) as port, pytest.raises(Away, match="slow"):
        at(port).send([{}])
    assert time.monotonic() - began < 15


def test_a_hub_that_does_not_run_was_not_reached():
    with pytest.raises(Away, match="unreachable") as away:
        at(free_ports(1)[0]).me()
    assert not away.value.reached
    assert not at(free_ports(1)[0]).up()


def test_the_hubs_own_refusal_comes_with_its_sentences():
    said = {"error": {"code": "not-enrolled", "says": "本设备尚未登记", "fix": "请主考生成登记码", "field": None}}
    with answering(http(json.dumps(said).encode(), status="401 UNAUTHORIZED")) as port:
        with pytest.raises(Refused) as refused:
            at(port).me()
        assert not at(port).up()
    assert (refused.value.status, refused.value.code) == (401, "not-enrolled")
    assert (refused.value.says, refused.value.fix) == ("本设备尚未登记", "请主考生成登记码")


@pytest.mark.parametrize(
    ("url", "host", "port", "secured"),
    [
        ("http://localhost:8080", "localhost", 8080, False),
        ("http://[::1]:8080/", "::1", 8080, False),
        ("https://192.168.1.5:8443", "192.168.1.5", 8443, True),
        ("https://hub.site", "hub.site", 443, True),
    ],
)
def test_an_address_names_host_and_port(url, host, port, secured):
    found = address(url, None)
    assert (found.host, found.port, found.trust is not None) == (host, port, secured)


@pytest.mark.parametrize(
    "url",
    ["", "localhost:8080", "ftp://localhost", "http://", "http://localhost:99999", "http://localhost:x",
     "http://localhost/api", "http://me@localhost", "https://a..b", "http://localhost?x=1"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url):
    with pytest.raises(BadAddress, match="address-unreadable"):
        address(url, None)


@pytest.mark.parametrize("url", ["http://192.168.1.5:8080", "http://hub.site", "http://127.0.0.1.example.org"])
def test_the_token_never_goes_over_the_network_in_the_open(url):
    with pytest.raises(BadAddress, match="address-open"):
        address(url, None)


def test_a_file_that_is_no_certificate_is_refused(tmp_path):
    (tmp_path / "tls.crt").write_text("hello")
    with pytest.raises(BadAddress, match="certificate-unreadable"):
        address("https://localhost:8443", tmp_path / "tls.crt")
