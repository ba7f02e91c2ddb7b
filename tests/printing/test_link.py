"""One question over a real line, and every way it can go wrong."""

import contextlib
import json
import socket
import threading
import time

import pytest

from printing import capabilities, ipp
from printing.address import Address
from printing.link import Link, Pins
from printing.printer import Printer
from printing.trouble import Busy, Lost, Trouble, Unreachable
from tests.printing.conftest import certificate

GROUPS = (ipp.Group(ipp.OPERATION, {"attributes-charset": ipp.of(ipp.CHARSET, "utf-8")}),)


def ask(fake, *, once=False, pins=None, document=None):
    return Link(fake.address, pins or Pins()).ask(0x0B, GROUPS, (2, 0), document, once=once)


def test_a_question_is_answered(switch_on):
    assert ask(switch_on()).code == 0


@pytest.mark.parametrize(
    ("says", "code"),
    [
        ({"status": 301}, "printer-redirects"),
        ({"status": 307}, "printer-redirects"),
        ({"status": 401}, "printer-locked"),
        ({"status": 403}, "printer-locked"),
        ({"status": 404}, "printer-no-ipp"),
        ({"status": 426}, "printer-tls-required"),
        ({"status": 500}, "printer-no-ipp"),
        ({"answer": b"<html>", "content_type": "text/html"}, "printer-no-ipp"),
        ({"answer": b"\x02\x00\x00"}, "printer-no-ipp"),
        ({"answer": b""}, "printer-no-ipp"),
        ({"answer": ipp.encode(ipp.Message(0, 12345678, GROUPS))}, "printer-no-ipp"),
    ],
)
def test_an_answer_that_is_none_is_told_apart(switch_on, says, code):
    with pytest.raises(Trouble) as told:
        ask(switch_on(**says))
    assert told.value.code == code


@pytest.mark.parametrize("status", [429, 503])
def test_busy_is_no_trouble(switch_on, status):
    with pytest.raises(Busy):
        ask(switch_on(status=status))


@pytest.mark.parametrize(
    "says",
    [{"status": 500}, {"answer": b"\x02\x00"}, {"answer": b"<html>", "content_type": "text/html"}],
)
def test_where_asking_twice_would_print_twice_an_answer_that_says_nothing_leaves_it_open(switch_on, says):
    with pytest.raises(Lost):
        ask(switch_on(**says), once=True)


@pytest.mark.parametrize("status", [301, 401, 404, 426])
def test_a_clear_no_is_a_clear_no_for_a_document_too(switch_on, status):
    with pytest.raises(Trouble):
        ask(switch_on(status=status), once=True)


def test_nobody_there_is_unreachable_and_nothing_was_sent():
    with pytest.raises(Unreachable) as told:
        Link(Address(False, "127.0.0.1", 9), Pins()).ask(0x0B, GROUPS, (2, 0), once=True)
    assert told.value.params["site"] == "127.0.0.1:9"


def test_a_name_nobody_knows_is_unreachable():
    with pytest.raises(Unreachable):
        Link(Address(False, "no-such-printer.invalid"), Pins()).ask(0x0B, GROUPS, (2, 0))


@pytest.fixture
def deaf():
    """Something that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield Address(False, "127.0.0.1", server.getsockname()[1])


def test_a_printer_that_never_answers_is_given_up(deaf):
    with pytest.raises(Unreachable) as told:
        Link(deaf, Pins(), answer=0.2).ask(0x0B, GROUPS, (2, 0))
    assert told.value.params["why"] == "timeout"
    with pytest.raises(Lost):
        Link(deaf, Pins(), answer=0.2).ask(0x02, GROUPS, (2, 0), once=True)


def test_a_printer_that_says_no_before_it_has_read_all_is_heard(tmp_path):
    large = tmp_path / "large"
    large.write_bytes(b"x" * 20_000_000)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse():
            line, _ = server.accept()
            with line:
                line.recv(1000)
                line.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                line.shutdown(socket.SHUT_WR)
                line.settimeout(1)
                try:
                    while line.recv(1 << 20):
                        pass
                except TimeoutError:
                    pass

        thread = threading.Thread(target=refuse)
        thread.start()
        link = Link(Address(False, "127.0.0.1", server.getsockname()[1]), Pins())
        with pytest.raises(Busy):
            link.ask(0x02, GROUPS, (2, 0), large, once=True)
        thread.join()


# Certificates


def test_a_certificate_is_trusted_on_first_use_and_remembered(switch_on, tmp_path):
    file = tmp_path / "pins.json"
    fake = switch_on(certificate(tmp_path, "one"))
    assert ask(fake, pins=Pins(file)).code == 0
    assert list(json.loads(file.read_text())) == [fake.address.site]
    assert ask(fake, pins=Pins(file)).code == 0


def test_another_certificate_is_refused_before_anything_is_sent(switch_on, tmp_path):
    file = tmp_path / "pins.json"
    file.write_text(json.dumps({"127.0.0.1:1": "ab"}))
    fake = switch_on(certificate(tmp_path, "one"))
    pins = Pins(file)
    pins.check(fake.address.site, b"another")
    with pytest.raises(Trouble, match="printer-changed"):
        ask(fake, pins=Pins(file))
    assert fake.asked == []
    pins.forget(fake.address.site)
    assert ask(fake, pins=Pins(file)).code == 0
    assert json.loads(file.read_text())["127.0.0.1:1"] == "ab"


def test_a_damaged_file_of_certificates_begins_anew(switch_on, tmp_path):
    file = tmp_path / "pins.json"
    file.write_text("{")
    assert ask(switch_on(certificate(tmp_path, "one")), pins=Pins(file)).code == 0
    assert json.loads(file.read_text())


def test_a_printer_without_encryption_is_said(switch_on):
    fake = switch_on()
    host, port = fake.address.host, fake.address.port
    with pytest.raises(Trouble, match=r"printer-(tls|unreachable)"):
        Link(Address(True, host, port), Pins()).ask(0x0B, GROUPS, (2, 0))


def test_a_printer_of_the_old_version_is_spoken_to_in_it(switch_on):
    fake = switch_on(version=(1, 1))
    printer = Printer(fake.address, Pins())
    assert capabilities.PDF in printer.capabilities().formats
    assert printer.jobs("completed")[0].name == "old"
    assert [request.version for request in fake.requests] == [(2, 0), (1, 1), (1, 1)]


def test_a_printer_that_answers_byte_by_byte_is_hung_up_on():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip():
            line, _ = server.accept()
            with line, contextlib.suppress(OSError):
                line.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                while True:
                    line.sendall(b"x")
                    time.sleep(0.05)

        threading.Thread(target=drip, daemon=True).start()
        began = time.monotonic()
        with pytest.raises(Trouble, match="printer-no-ipp"):  # a pause between two bytes as long as that ends it, too
            Link(Address(False, "127.0.0.1", server.getsockname()[1]), Pins(), answer=2.0).ask(0x0B, GROUPS, (2, 0))
        assert time.monotonic() - began < 30
