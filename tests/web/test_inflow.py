"""Card-reader files come up to the hub's limits; what is here already always may come again."""

import base64
import hashlib
import io
import json
from datetime import timedelta

import pytest

from server.domain import upload
from server.domain.reading import inflow
from server.web.reader import MOST
from tests.exam_day import MORNING, PLAN


@pytest.fixture
def reader(day, device):
    return device("reader")


def bring(client, device, data):
    return client.put(f"/api/reader/files/{hashlib.sha256(data).hexdigest()}", data=data, headers=device.headers)


def hand_in(client, device, data):
    sha256 = hashlib.sha256(data).hexdigest()
    body = {"plan": PLAN, "sha256": sha256, "size": len(data), "name": "K.TXT", "pass": 1}
    said = json.dumps(device.wire(device.make("reading.batch", body))).encode()
    headers = device.headers | {"Kaowu-Fact": base64.urlsafe_b64encode(said).decode().rstrip("=")}
    return client.put(f"/api/reader/batches/{sha256}", data=data, headers=headers)


def test_a_station_s_files_come_up_to_its_limit_and_again_what_is_here(client, reader, device, monkeypatch):
    monkeypatch.setattr(inflow, "MOST_FILES", 2)
    assert [bring(client, reader, data).status_code for data in (b"one", b"two", b"three")] == [200, 200, 507]
    error = bring(client, reader, b"three").json["error"]
    assert error["code"] == "reader-station-full"
    assert "2" in error["says"]
    assert bring(client, reader, b"one").status_code == 200, "a station that heard no answer asks again"
    assert bring(client, device("reader"), b"three").status_code == 200, "another station's count is its own"


def test_all_stations_together_have_a_limit_of_bytes(client, reader, device, monkeypatch):
    monkeypatch.setattr(inflow, "ALL_BYTES", 10)
    assert bring(client, reader, b"12345").status_code == 200
    answer = bring(client, device("reader"), b"123456")
    assert (answer.status_code, answer.json["error"]["code"]) == (507, "reader-hub-full")
    assert bring(client, device("reader"), b"54321").status_code == 200


def test_what_is_on_record_counts_after_a_restart(client, hub, reader, monkeypatch):
    assert hand_in(client, reader, b"cards\r\n").status_code == 201
    hub.inflow = type(hub.inflow)()
    monkeypatch.setattr(inflow, "MOST_FILES", 1)
    assert bring(client, reader, b"more").json["error"]["code"] == "reader-station-full"
    assert hand_in(client, reader, b"cards\r\n").status_code in (200, 201)


@pytest.mark.parametrize("restarted", [False, True])
def test_a_day_later_files_come_again(client, hub, reader, device, clock, monkeypatch, restarted):
    monkeypatch.setattr(inflow, "MOST_FILES", 1)
    monkeypatch.setattr(inflow, "ALL_FILES", 1)
    assert hand_in(client, reader, b"cards\r\n").status_code == 201
    assert bring(client, reader, b"more").json["error"]["code"] == "reader-station-full"
    assert bring(client, device("reader"), b"more").json["error"]["code"] == "reader-hub-full"
    if restarted:
        hub.inflow = type(hub.inflow)()
    clock.now += timedelta(hours=24)
    assert bring(client, reader, b"more").status_code == 200


def test_what_is_here_comes_again_though_the_disk_has_no_room_for_more(client, hub, reader, monkeypatch):
    assert hand_in(client, reader, b"cards\r\n").status_code == 201
    monkeypatch.setattr(type(hub.media), "free", lambda _media: upload.RESERVE)
    assert bring(client, reader, b"more").json["error"]["code"] == "reader-disk-full"
    assert hand_in(client, reader, b"cards\r\n").status_code == 200, "its receipt"


def bring_unannounced(client, device, data):
    return client.put(
        f"/api/reader/files/{hashlib.sha256(data).hexdigest()}", input_stream=io.BytesIO(data),
        headers=device.headers | {"Transfer-Encoding": "chunked"}, environ_overrides={"wsgi.input_terminated": True},
    )  # fmt: skip


def test_a_file_that_does_not_say_its_size_may_have_the_most_and_counts_as_what_it_has(
    client, hub, reader, monkeypatch
):
    free = upload.RESERVE + MOST
    monkeypatch.setattr(type(hub.media), "free", lambda _media: free - 1)
    assert bring_unannounced(client, reader, b"123456").json["error"]["code"] == "reader-disk-full"
    monkeypatch.setattr(type(hub.media), "free", lambda _media: free)
    assert bring_unannounced(client, reader, b"123456").status_code == 200
    monkeypatch.setattr(inflow, "MOST_BYTES", 10)
    assert bring(client, reader, b"12345").json["error"]["code"] == "reader-station-full"
    assert bring(client, reader, b"1234").status_code == 200


def test_a_refused_file_leaves_nothing_and_takes_nobody_s_place(client, hub, reader, monkeypatch):
    monkeypatch.setattr(inflow, "AT_ONCE", 1)
    wrong = client.put(f"/api/reader/files/{'0' * 64}", data=b"other bytes", headers=reader.headers)
    assert wrong.json["error"]["code"] == "batch-differs"
    assert bring(client, reader, b"right").status_code == 200


def test_what_is_on_its_way_counts_against_the_disk(hub, monkeypatch):
    free = upload.RESERVE + 100
    with hub.inflow.coming("d1", "a" * 64, 60, MORNING, list, lambda: free):
        with (
            pytest.raises(Exception, match="disk-full"),
            hub.inflow.coming("d2", "b" * 64, 60, MORNING, list, lambda: free),
        ):
            pytest.fail("the disk has no room for both")
        with hub.inflow.coming("d2", "c" * 64, 40, MORNING, list, lambda: free):
            pass
