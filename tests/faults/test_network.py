"""What bad Wi-Fi does to a batch: answers cut short, requests cut short, the same batch sent twice at once."""

import json
import socket
import struct
import threading

import pytest

from tests.running import prepare, serving

STAFF = 40


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    return prepare(tmp_path_factory.mktemp("day") / "data", staff=STAFF, kinds=("tablet", *["gate"] * 5))


@pytest.fixture(scope="module")
def hub(day):
    with serving(day.data) as running:
        yield running


@pytest.fixture
def chief(hub, day):
    return hub.caller(day.devices["tablet"][0].token)


def journal(chief):
    return chief.get("/api/facts?limit=2000").json["entries"]


def request(hub, token, batch):
    body = json.dumps({"facts": batch}).encode()
    head = (
        f"POST /api/facts HTTP/1.1\r\nHost: localhost:{hub.port}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def drop(line):
    """Break a connection off with a reset, as a lost network does."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


def test_a_batch_whose_answer_was_cut_short_is_recorded_once(hub, day, chief):
    gate = day.gates[0]
    batch = [gate.check_in(badge) for badge in day.badges[:5]]
    line = socket.create_connection(("127.0.0.1", hub.port))
    line.sendall(request(hub, gate.token, batch))
    assert line.recv(20).startswith(b"HTTP/1.1 200")
    drop(line)
    size = len(journal(chief))
    receipts = hub.caller(gate.token).facts(*batch)
    assert [receipt["verdict"] for receipt in receipts] == ["accepted"] * 5
    assert [receipt["first"] for receipt in receipts] == [False] * 5
    assert len(journal(chief)) == size


def test_a_batch_whose_answer_nobody_waited_for_is_recorded_once(hub, day, chief):
    gate = day.gates[1]
    batch = [gate.check_in(badge) for badge in day.badges[5:10]]
    before = len(journal(chief))
    line = socket.create_connection(("127.0.0.1", hub.port))
    line.sendall(request(hub, gate.token, batch))
    drop(line)
    receipts = hub.caller(gate.token).facts(*batch)
    assert [receipt["verdict"] for receipt in receipts] == ["accepted"] * 5
    assert len(journal(chief)) == before + 5
    assert [entry["seq"] for entry in journal(chief)[-5:]] == sorted(receipt["seq"] for receipt in receipts)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_a_batch_cut_short_on_its_way_changes_nothing(hub, day, chief, kept):
    gate = day.gates[2]
    used = gate.used
    batch = [gate.check_in(badge) for badge in day.badges[10:14]]
    before = journal(chief)
    whole = request(hub, gate.token, batch)
    line = socket.create_connection(("127.0.0.1", hub.port))
    line.sendall(whole[: int(len(whole) * kept)])
    line.shutdown(socket.SHUT_WR)
    answer = line.recv(65536)
    line.close()
    assert answer == b"" or answer.split()[1] == b"400", answer
    assert journal(chief) == before
    assert hub.caller(gate.token).get("/api/me").json["device_seq"] == 0
    gate.used = used


def test_a_batch_sent_again_while_it_is_in_flight_is_recorded_once(hub, day, chief):
    gate = day.gates[3]
    batch = [gate.check_in(badge) for badge in day.badges[14:34]]
    before = len(journal(chief))
    start, answers = threading.Barrier(6), []

    def send():
        start.wait()
        answers.append(hub.caller(gate.token).facts(*batch))

    senders = [threading.Thread(target=send) for _ in range(6)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(answers) == 6
    for same in zip(*answers, strict=True):
        assert {(receipt["verdict"], receipt["seq"], receipt["leaf"]) for receipt in same} == {
            ("accepted", same[0]["seq"], same[0]["leaf"])
        }
        assert sum(receipt["first"] for receipt in same) == 1
    assert len(journal(chief)) == before + 20


def test_a_refusal_whose_answer_was_lost_stays_the_same_refusal(hub, day, chief):
    gate = day.gates[4]
    (first, second) = gate.check_in(day.badges[35]), gate.check_in(day.badges[35])
    line = socket.create_connection(("127.0.0.1", hub.port))
    line.sendall(request(hub, gate.token, [first, second]))
    drop(line)
    receipts = [hub.caller(gate.token).facts(first, second) for _ in range(2)]
    assert [receipt["verdict"] for receipt in receipts[0]] == ["accepted", "refused"]
    assert [receipt["refusal"] for receipt in receipts[0]] == [receipt["refusal"] for receipt in receipts[1]]
    assert receipts[1][1]["refusal"]["code"] == "already-in"
