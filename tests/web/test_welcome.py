"""The page where a new device gets the certificate: plain HTTP, public, and nothing else behind it."""

import hashlib
import plistlib
import re
import socket
import ssl
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from xml.etree import ElementTree

import gevent
import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from server.store import authority as authorities
from server.web.welcome import EACH, INSIDE, KINDS, Server, Welcome, kind_of, profile
from tests.running import until

NOW = datetime.now(UTC)
PATIENCE = 1.0
ANDROID = "Mozilla/5.0 (Linux; Android 13; M2102) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile Safari/604.1"
IPAD = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15"
HUAWEI = "Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00) AppleWebKit/537.36 HuaweiBrowser/14 Mobile Safari/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0"
WECHAT = ANDROID + " MicroMessenger/8.0.40 WeChat/arm64"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return authorities.load(tmp_path_factory.mktemp("keys"), "laptop-3", NOW)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A front end as if built, with one font."""
    assets = tmp_path_factory.mktemp("dist") / "assets"
    assets.mkdir()
    (assets / "noto-sans-sc-4-x.woff2").write_bytes(b"font")
    (assets / "index-abc.css").write_text(
        "@font-face{font-family:F;src:url(/assets/noto-sans-sc-4-x.woff2)format('woff2')}"
        "@font-face{font-family:F;src:url(/assets/noto-sans-sc-gone.woff2)format('woff2')}"
        "@font-face{font-family:G;src:url(/assets/other.woff2)}"
    )
    return assets.parent


@pytest.fixture(scope="module")
def port(authority, built):
    """The page, which lets go who dawdles for a second."""
    with served(Welcome(authority, 8443, built), PATIENCE) as port:
        yield port


@pytest.fixture
def patient(authority, built):
    """The page, which lets nobody go while a test looks."""
    with served(Welcome(authority, 8443, built), 600.0) as port:
        yield port


@contextmanager
def served(page, patience):
    """Serve the page on a loop of its own; gives its port."""
    ready, told = threading.Event(), {}

    def run():
        server = Server(("127.0.0.1", 0), page, patience=patience)
        server.start()
        told["port"], told["loop"] = server.server_port, gevent.get_hub().loop
        end = gevent.event.Event()
        told["end"] = gevent.get_hub().loop.async_()
        told["end"].start(end.set)
        ready.set()
        end.wait()
        server.stop()

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(60)
    yield told["port"]
    told["end"].send()
    thread.join(60)


def ask(port, path="/", method="GET", browser=ANDROID, body=None, **headers):
    line = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request(method, path, body, {"User-Agent": browser, **headers})
        answer = line.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        line.close()


def text(port, *words, **how):
    status, _, body = ask(port, *words, **how)
    assert status == 200
    return body.decode()


def test_the_page_is_chinese_first_and_english_by_a_link(port):
    page = text(port)
    assert '<html lang="zh-CN">' in page
    assert "让这台设备信任考务主机" in page
    (other,) = re.findall(r'href="(/\?lang=en[^"]*)"', page)
    english = text(port, other.replace("&amp;", "&"))
    assert '<html lang="en">' in english
    assert "让这台设备" not in english


@pytest.mark.parametrize(
    ("browser", "kind"),
    [(ANDROID, "android"), (IPHONE, "ios"), (IPAD, "ios"), (HUAWEI, "harmony"), (WINDOWS, "windows"),
     ("Mozilla/5.0 (X11; Linux x86_64) Chrome/120", "linux"), ("", "android"), ("curl/8", "android")],
)  # fmt: skip
def test_each_device_is_shown_its_own_steps(port, browser, kind):
    assert kind_of(browser.lower()) == kind
    assert f'for={kind}" aria-current="page"' in text(port, browser=browser)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_has_steps_pictures_and_the_test_at_its_end(port, kind, language):
    page = text(port, f"/?for={kind}&lang={language}")
    pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert kind == "linux" or len(pictures) >= 2
    for picture in pictures:
        assert ElementTree.fromstring(picture).get("aria-label")  # noqa: S314 - our own
    assert f'href="https://127.0.0.1:8443/trust?lang={language}&amp;from={port}"' in page
    assert "/kaowu-ca." in page


def test_apple_is_given_a_profile_and_the_others_a_file(port):
    assert "/kaowu-ca.mobileconfig" in text(port, browser=IPHONE)
    assert "/kaowu-ca.mobileconfig" not in text(port, browser=ANDROID)
    assert "VPN 和应用" in text(port, browser=ANDROID)
    assert "证书信任设置" in text(port, browser=IPHONE)


@pytest.mark.parametrize("sign", INSIDE)
def test_inside_a_chat_program_it_first_says_how_to_leave_it(port, sign):
    page = text(port, browser=f"{ANDROID} {sign}")
    assert "在浏览器打开" in page
    assert f"http://127.0.0.1:{port}" in page
    assert page.index("在浏览器打开") < page.index("/kaowu-ca.crt")
    assert "在浏览器打开" not in text(port, browser=ANDROID)


def test_the_certificate_comes_as_devices_take_it(port, authority):
    status, headers, body = ask(port, "/kaowu-ca.crt")
    assert (status, headers["Content-Type"]) == (200, "application/x-x509-ca-cert")
    assert "kaowu-ca.crt" in headers["Content-Disposition"]
    assert x509.load_der_x509_certificate(body) == authority.certificate
    assert ssl.create_default_context(cadata=ask(port, "/kaowu-ca.pem")[2].decode()).get_ca_certs()


def test_the_profile_holds_the_certificate_and_replaces_itself(port, authority):
    _, headers, body = ask(port, "/kaowu-ca.mobileconfig")
    assert headers["Content-Type"] == "application/x-apple-aspen-config"
    whole = plistlib.loads(body)
    (content,) = whole["PayloadContent"]
    assert content["PayloadType"] == "com.apple.security.root"
    assert x509.load_der_x509_certificate(content["PayloadContent"]) == authority.certificate
    assert len({whole["PayloadUUID"], content["PayloadUUID"]}) == 2
    assert profile(authority) == body


def test_the_fingerprint_on_the_page_is_that_of_the_file(port):
    groups = re.findall(r"<li>([0-9A-F]{4})</li>", text(port))
    der = ask(port, "/kaowu-ca.crt")[2]
    assert "".join(groups).lower() == hashlib.sha256(der).hexdigest()


@pytest.mark.parametrize(
    "path",
    ["/api/me", "/healthz", "/metrics", "/enrol", "/keys/ca.pem", "/../keys/ca.pem", "/kaowu-ca.crt/", "//",
     "/index.html",
     "/assets/", "/assets/../../keys/ca.pem", "/assets/other.woff2", "/assets/noto-sans-sc-gone.woff2", "/%00",
     "/trust"],
)  # fmt: skip
def test_all_else_is_not_there(port, path):
    status, headers, body = ask(port, path)
    assert status == 404
    assert b"PRIVATE" not in body
    assert headers["Content-Security-Policy"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"])
def test_it_is_only_read(port, method):
    assert ask(port, "/", method)[0] == 404


def test_what_has_a_body_is_turned_away(port):
    assert ask(port, "/", "POST", body=b"x" * 10)[0] == 400
    assert ask(port, "/", "GET", body=b"x")[0] == 400


def test_a_head_has_no_body(port):
    status, headers, body = ask(port, "/", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 1000


def test_it_sets_no_cookie_and_seals_every_answer(port):
    for path in ("/", "/kaowu-ca.crt", "/welcome.css", "/nothing"):
        _, headers, _ = ask(port, path, Cookie="kaowu=1")
        assert headers["Set-Cookie"] is None
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "script" not in headers["Content-Security-Policy"]
        assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")
    assert "<script" not in text(port)


def test_a_false_host_does_not_lead_devices_astray(port):
    page = text(port, Host="evil.example.org")
    assert "evil" not in page
    assert f"https://127.0.0.1:{8443}/" in page


@pytest.fixture(scope="module")
def page(authority, built):
    return Welcome(authority, 8443, built)


@given(st.text(max_size=30), st.text(max_size=30))
def test_what_is_asked_for_never_comes_back(page, language, kind):
    answers = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": f"lang={language}&for={kind}",
        "HTTP_USER_AGENT": kind, "kaowu.here": ("192.168.1.5", 8081),
    }  # fmt: skip
    body = b"".join(page(environ, lambda status, headers: answers.append(status)))
    assert answers == ["200 OK"]
    assert b"https://192.168.1.5:8443/trust" in body
    assert len(page._kept) <= len(KINDS) * 4


def test_a_question_of_any_length_is_answered(port):
    assert ask(port, "/?" + "&".join(f"a{number}=1" for number in range(1000)))[0] == 200


def test_a_computer_without_chinese_letters_gets_those_of_the_app(port):
    _, headers, sheet = ask(port, "/fonts.css")
    assert b"local(" in sheet
    assert b"other.woff2" not in sheet
    status, headers, body = ask(port, "/assets/noto-sans-sc-4-x.woff2")
    assert (status, headers["Content-Type"], body) == (200, "font/woff2", b"font")


def test_without_a_built_front_end_there_is_still_the_page(authority, tmp_path):
    page = Welcome(authority, 8443, tmp_path)
    assert page._files["/fonts.css"].body == b""


@pytest.mark.parametrize("said", [b"", b"G", b"GET / HTTP/1.1\r\nHost: x\r\n", b"GET / HTTP/1.1\r\nA: " + b"x" * 5000])
def test_who_dawdles_is_let_go(port, said):
    with socket.create_connection(("127.0.0.1", port), 60) as line:
        line.sendall(said)
        began = time.monotonic()
        assert line.recv(1000) == b""
        assert time.monotonic() - began < 60


def test_one_caller_cannot_hold_the_page_for_itself(patient):
    held = [socket.create_connection(("127.0.0.1", patient), 60) for _ in range(EACH + 4)]
    try:
        done = set()
        until(lambda: done.update(line for line in held if closed(line)) or len(done) >= 4, what="four turned away")
        for line in set(held) - done:
            line.setblocking(True)
            line.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert line.recv(1000).startswith(b"HTTP/1.")
    finally:
        for line in held:
            line.close()
    end = time.monotonic() + 60
    while True:  # what was held is given back
        try:
            assert ask(patient)[0] == 200
            break
        except (ConnectionError, OSError):
            assert time.monotonic() < end


def closed(line):
    line.setblocking(False)
    try:
        return line.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


@pytest.mark.parametrize(
    "said",
    [b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"NONSENSE\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
     b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"GET " + b"/" * 9000 + b" HTTP/1.1\r\n\r\n",
     b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"],
)  # fmt: skip
def test_rubbish_is_survived_in_silence(port, capfd, said):
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(said)
        line.settimeout(10)
        try:
            while line.recv(4096):
                pass
        except ConnectionError:
            pass
    assert ask(port)[0] == 200
    assert "Traceback" not in capfd.readouterr().err
