"""The hub as it runs: a process of its own, both listeners, real files, real signals."""

import contextlib
import socket
import ssl

import psutil
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kiosk.hub import Away, address
from kiosk.hub import Hub as Station
from server.app import open_hub
from server.store import authority
from server.store.committer import utc_now
from tests import running
from tests.running import Caller, Socket, free_ports, joining, launch, prepare, serving, until

PATHS = ("/api/me", "/api/changes", "/api/facts", "/api/checkpoint", "/api/board", "/api/badges.pdf")


@pytest.fixture(scope="module", autouse=True)
def program():
    """Each hub here is begun as people begin it."""
    warm, running.WARM = running.WARM, None
    yield
    running.WARM = warm


@pytest.fixture(scope="module")
def morning(tmp_path_factory):
    return prepare(tmp_path_factory.mktemp("morning") / "data", staff=6)


@pytest.fixture(scope="module")
def kept(morning, tmp_path_factory):
    """A folder that a running hub of this module uses, and its devices."""
    return morning.copied(tmp_path_factory.mktemp("kept") / "data")


@pytest.fixture(scope="module")
def hub(kept):
    with serving(kept.data) as hub:
        yield hub


@pytest.fixture(scope="module")
def trusting(kept, hub):
    """What a browser does that was told to trust the hub's own certificate."""
    return ssl.create_default_context(cafile=kept.data / "keys" / "tls.crt")


def test_both_listeners_answer(hub, trusting):
    assert hub.caller().get("/healthz").json == {"status": "up"}
    assert Caller(hub.tls_port, tls=trusting).get("/healthz").json == {"status": "up"}


def test_plain_http_is_for_this_laptop_alone(hub):
    listening = {
        connection.laddr.port: connection.laddr.ip
        for connection in psutil.Process(hub.popen.pid).net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {hub.port: "127.0.0.1", hub.tls_port: "0.0.0.0"}  # noqa: S104 - the LAN may use this one


def test_the_certificate_is_for_this_laptop(hub, trusting):
    with (
        socket.create_connection(("127.0.0.1", hub.tls_port)) as line,
        trusting.wrap_socket(line, server_hostname="localhost") as secured,
    ):
        names = {value for _, value in secured.getpeercert()["subjectAltName"]}
        assert secured.version() in ("TLSv1.2", "TLSv1.3")
    assert {"localhost", "127.0.0.1"} <= names


def test_a_browser_that_does_not_trust_the_certificate_gets_nothing_and_harms_nothing(hub):
    with pytest.raises(ssl.SSLCertVerificationError):
        Caller(hub.tls_port, tls=ssl.create_default_context()).get("/healthz")
    assert hub.caller().get("/healthz").status == 200


@pytest.mark.parametrize("path", PATHS)
def test_without_enrolment_both_listeners_answer_401_with_a_sentence(hub, trusting, path):
    for caller in (hub.caller(), Caller(hub.tls_port, tls=trusting), hub.caller("made-up")):
        answer = caller.get(path)
        assert answer.status == 401
        assert answer.json["error"]["code"] == "not-enrolled"
        assert answer.json["error"]["fix"]


def test_a_device_enrols_by_link_and_its_cookie_keeps_to_https_where_it_came_by_https(hub, trusting, kept):
    chief = hub.caller(kept.devices["tablet"][0].token)
    for caller, start in (
        (Caller(hub.tls_port, tls=trusting), "https://"),
        (hub.caller(), f"http://localhost:{hub.port}"),
    ):
        made = chief.post("/api/enrol-codes", {"kind": "gate", "name": "东门"}).json
        assert any(link.startswith(start) and link.endswith(f"/enrol#code={made['code']}") for link in made["links"])
        key = ec.generate_private_key(ec.SECP256R1())
        answer = caller.post("/api/enrol", joining(made["code"], "东门", key))
        assert answer.status == 200
        cookie = [part.strip() for part in answer.headers["Set-Cookie"].split(";")]
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie)
        assert ("Secure" in cookie) == (start == "https://")


def test_a_screen_hears_that_the_journal_grew(hub, kept):
    screen = Socket(hub.port, kept.devices["tablet"][0].token)
    assert screen.accepted
    size = screen.heard()[1]["size"]
    (receipt,) = hub.caller(kept.gates[0].token).facts(kept.gates[0].check_in(kept.badges[0]))
    assert receipt["verdict"] == "accepted"
    news = (said for said in iter(screen.heard, None) if said[1]["size"] > size)  # the greeting may overtake older news
    assert next(news) == ["grew", {"size": size + 1}]
    screen.close()


def test_a_screen_connects_with_its_cookie_over_https_too(hub, kept, trusting):
    token = kept.devices["phone"][0].token
    screen = Socket(hub.tls_port, headers={"Cookie": f"kaowu={token}"}, tls=trusting)
    assert screen.accepted
    assert screen.heard()[0] == "grew"
    screen.close()


@pytest.mark.parametrize("token", [None, "made-up"])
def test_a_screen_that_is_not_enrolled_is_not_let_in(hub, kept, token):
    screen = Socket(hub.port, token)
    assert not screen.accepted
    gate = kept.gates[0]
    hub.caller(gate.token).facts(gate.check_in(kept.badges[1]))
    assert screen.heard(0.5) is None
    screen.close()


def test_a_revoked_device_hears_nothing_more(hub, kept):
    reader, chief = kept.devices["reader"][0], kept.devices["tablet"][0]
    screen = Socket(hub.port, reader.token)
    assert screen.accepted
    (receipt,) = hub.caller(chief.token).facts(chief.sign("device.revoke", {"device": reader.id, "reason": "lost"}))
    assert receipt["verdict"] == "accepted"
    assert screen.ended()
    screen.close()
    assert hub.caller(reader.token).get("/api/me").status == 401
    again = Socket(hub.port, reader.token)
    assert not again.accepted
    again.close()


def test_a_second_hub_on_the_same_folder_says_so(hub):
    second = launch(hub.data)
    assert second.popen.wait(30) == 1
    assert "正被另一个考务主机使用" in second.said()
    assert "Traceback" not in second.said()
    assert (hub.data / "hub.json").exists(), "the running hub's note was removed"


@pytest.mark.parametrize("taken", ["local", "lan"])
def test_a_port_that_is_taken_is_said(tmp_path, taken):
    with socket.socket() as sock:
        sock.bind(("127.0.0.1" if taken == "local" else "0.0.0.0", 0))  # noqa: S104 - what a LAN program does
        sock.listen()
        port, (free,) = sock.getsockname()[1], free_ports(1)
        hub = launch(tmp_path / "data", ports=(port, free) if taken == "local" else (free, port))
        assert hub.popen.wait(30) == 1
    assert f"端口 {hub.port} 或 {hub.tls_port} 无法使用" in hub.said()
    assert "KAOWU_LOCAL_PORT" in hub.said()
    assert "Traceback" not in hub.said()


def test_a_hub_whose_welcome_port_is_taken_goes_on_without_that_page(morning, tmp_path):
    with socket.socket() as sock:
        sock.bind(("0.0.0.0", 0))  # noqa: S104 - as another program would
        sock.listen()
        taken = sock.getsockname()[1]
        with serving(morning.copied(tmp_path / "data").data, KAOWU_WELCOME_PORT=str(taken)) as hub:
            assert hub.caller().get("/healthz").status == 200
            until(lambda: "KAOWU_WELCOME_PORT" in hub.said())
            assert "先打开" not in hub.said()


def test_the_page_for_new_devices_is_of_this_hub(morning, tmp_path):
    (port,) = free_ports(1)
    data = morning.copied(tmp_path / "data").data
    with serving(data, KAOWU_WELCOME_PORT=str(port)) as hub:
        assert Caller(port).get("/kaowu-ca.pem").body == (data / "keys" / "ca.crt").read_bytes()
        assert Caller(port).get("/api/me").status == 404
        assert hub.stop() == 0


@pytest.mark.parametrize("name", ["ca.crt", "tls.crt"])
def test_a_station_trusts_the_hub_by_either_file_and_by_no_other(kept, hub, tmp_path, name):
    where = address(f"https://127.0.0.1:{hub.tls_port}", kept.data / "keys" / name)
    assert Station(where, "zh", kept.gates[0].token).me()[0] == kept.origin
    other = authority.load(tmp_path, "other", utc_now())
    (tmp_path / "other.crt").write_bytes(other.pem)
    with pytest.raises(Away) as refused:
        Station(address(where.url, tmp_path / "other.crt"), "zh", kept.gates[0].token).me()
    assert refused.value.why == "untrusted"


def test_a_folder_with_a_self_made_certificate_of_before_is_brought_up_to_date(morning, tmp_path):
    data = morning.copied(tmp_path / "data").data
    keys = data / "keys"
    old = authority.load(tmp_path / "old", "old", utc_now())  # self-signed, as it was
    keys.joinpath("tls.crt").write_bytes(old.pem)
    keys.joinpath("tls.key").write_bytes(old.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert not keys.joinpath("ca.pem").exists()
    with serving(data) as hub:
        trusts = ssl.create_default_context(cafile=keys / "ca.crt")
        assert Caller(hub.tls_port, tls=trusts).get("/healthz").status == 200


def test_a_stopped_hub_comes_back_with_everything(morning, tmp_path):
    day = morning.copied(tmp_path / "data")
    gate, chief = day.gates[0], day.devices["tablet"][0]
    with serving(day.data) as hub:
        hub.caller(gate.token).facts(*[gate.check_in(badge) for badge in day.badges[:3]])
        before = hub.caller(chief.token).get("/api/changes?limit=5000").json["rows"]
        note = hub.caller(chief.token).get("/api/checkpoint").body
        certificate = (day.data / "keys" / "tls.crt").read_bytes()
        assert hub.stop() == 0
        assert "Traceback" not in hub.said()
        assert not (day.data / "hub.json").exists()
    with serving(day.data) as hub:
        again = hub.caller(chief.token)
        assert again.get("/api/changes?limit=5000").json["rows"] == before
        assert again.get("/api/checkpoint").body == note
        assert hub.caller(gate.token).get("/api/me").json["device_seq"] == 3
        assert (day.data / "keys" / "tls.crt").read_bytes() == certificate


def test_sigterm_with_screens_connected_and_a_request_open_ends_cleanly(morning, tmp_path):
    day = morning.copied(tmp_path / "data")
    with serving(day.data) as hub:
        screen = Socket(hub.port, day.gates[0].token)
        half = socket.create_connection(("127.0.0.1", hub.port))
        half.sendall(b"POST /api/facts HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        assert hub.stop() == 0
        assert screen.ended()
        screen.close()
        half.close()
    assert "Traceback" not in hub.said()


def test_a_log_names_no_person_and_no_token(morning, tmp_path):
    day = morning.copied(tmp_path / "data")
    gate, chief = day.gates[0], day.devices["tablet"][0]
    with serving(day.data) as hub:
        hub.caller(gate.token).facts(gate.check_in(day.badges[0]), gate.check_in("KW1:rubbish"))
        hub.caller(chief.token).get("/api/nothing?name=%E5%BC%A00001")
        hub.caller(chief.token).post("/api/facts", b"{")
        until(lambda: hub.caller(chief.token).get("/api/board").status == 200)
        hub.stop()
        said = hub.said()
    for secret in (gate.token, chief.token, day.badges[0], "张0001", "%E5%BC%A0", "13800000000"):
        assert secret not in said


def test_connections_that_say_nothing_or_rubbish_hold_up_nobody(hub, trusting):
    silent = [socket.create_connection(("127.0.0.1", port)) for port in (hub.port, hub.tls_port) for _ in range(40)]
    for line in silent[::2]:
        line.sendall(b"\x16\x03rubbish\r\n")
    assert hub.caller().get("/readyz").status == 200
    assert Caller(hub.tls_port, tls=trusting).get("/readyz").status == 200
    for line in silent:
        line.close()


def test_the_operators_window_shows_no_trace_of_what_browsers_do_wrong(hub, trusting):
    with pytest.raises(ssl.SSLCertVerificationError):
        Caller(hub.tls_port, tls=ssl.create_default_context()).get("/healthz")
    with socket.create_connection(("127.0.0.1", hub.tls_port)) as line:
        line.sendall(b"GET / HTTP/1.1\r\n\r\n")
        with contextlib.suppress(ConnectionResetError):
            line.recv(100)
    assert Caller(hub.tls_port, tls=trusting).get("/readyz").status == 200
    assert "Traceback" not in hub.said()


def test_what_a_killed_hub_left_of_drawings_is_deleted(config):
    left = config.data / "tmp" / "0123456789abcdef.drawn"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"a face and a name")
    with open_hub(config):
        assert not left.exists()
