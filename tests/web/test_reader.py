"""Card-reader stations at the hub's door: files whole or not at all, the same receipt again, and what stations tell."""

import base64
import hashlib
import json
import os
import socket
import threading
from datetime import UTC, datetime, timedelta

import pytest

from server.desk.reading.station import off_by
from server.store.files import Files
from tests.intake.test_rebuild import projections
from tests.running import PLAN, Caller, prepare, serving, until

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def morning(tmp_path_factory):
    kinds = ("tablet", "phone", "reader", "reader")
    return prepare(tmp_path_factory.mktemp("reader") / "data", staff=1, kinds=kinds)


@pytest.fixture(scope="module")
def hub(morning):
    with serving(morning.data) as running:
        yield running


@pytest.fixture
def device(morning):
    return morning.devices["reader"][0]


@pytest.fixture
def station(hub, device):
    return Caller(hub.port, device.token)


@pytest.fixture
def office(hub, morning):
    return Caller(hub.port, morning.office.token)


def sha(data):
    return hashlib.sha256(data).hexdigest()


def said(data, **changed):
    body = {"plan": PLAN, "sha256": sha(data), "size": len(data), "name": "cards.txt", "station": "3"}
    return body | {"pass": 1, "modified": "2026-06-20T10:31:00.000+08:00"} | changed


def header(signed):
    return base64.urlsafe_b64encode(json.dumps(signed, ensure_ascii=False).encode()).decode().rstrip("=")


def put(caller, data, signed, *, sha256=None, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return caller.ask("PUT", f"/api/reader/batches/{sha256 or sha(data)}", data, {"Kaowu-Fact": header(signed)} | named)


def handed_in(caller, device, data, **changed):
    return put(caller, data, device.sign("reading.batch", said(data, **changed)))


def rows(office, kind):
    found, after = {}, 0
    while True:
        answer = office.get(f"/api/changes?after={after}").json
        found |= {row["key"]: row["value"] for row in answer["rows"] if row["kind"] == kind}
        after = answer["through"]
        if not answer["more"]:
            return found


def entries(office):
    found, after = [], 0
    while more := office.get(f"/api/facts?after={after}&limit=2000").json["entries"]:
        found += more
        after = more[-1]["seq"]
    return found


def test_a_file_is_kept_as_it_came_and_is_a_batch(station, device, office, morning):
    data = "准考证号,答案\r\n0360261,ABCD\r\n".encode("gb18030")
    answer = handed_in(station, device, data, session="S1", again=None)
    assert answer.status == 201, answer
    assert answer.json["receipt"]["verdict"] == "accepted"
    assert Files(morning.data / "files").read(sha(data)) == data
    batch = rows(office, "batch")[f"{PLAN}/{sha(data)}"]
    told = {name: batch[name] for name in ("name", "size", "station", "session", "pass", "device")}
    assert told == {
        "name": "cards.txt", "size": len(data), "station": "3", "session": "S1", "pass": 1, "device": device.id,
    }  # fmt: skip
    assert batch["fact"] == answer.json["receipt"]["id"] == answer.json["batch"]["fact"]


def test_handed_in_again_it_gets_the_same_receipt_and_is_no_second_batch(station, device, office):
    data = os.urandom(5000)
    signed = device.sign("reading.batch", said(data))
    first, again, third = (put(station, data, signed) for _ in range(3))
    assert [one.status for one in (first, again, third)] == [201, 200, 200]
    assert first.json["receipt"] == again.json["receipt"] == third.json["receipt"]
    named = [one for one in entries(office) if one["fact"]["body"].get("sha256") == sha(data)]
    assert len([one for one in named if one["fact"]["kind"] == "reading.batch"]) == 1


def test_the_same_bytes_from_another_station_under_another_name_are_the_same_batch(hub, morning, office):
    one, other = morning.devices["reader"]
    data = os.urandom(700)
    first = handed_in(Caller(hub.port, one.token), one, data, name="a.txt")
    second = handed_in(Caller(hub.port, other.token), other, data, name="b.txt", station="4")
    assert (first.status, second.status) == (201, 200)
    assert second.json["receipt"]["verdict"] == "accepted"
    assert second.json["batch"]["fact"] == first.json["receipt"]["id"]
    batch = rows(office, "batch")[f"{PLAN}/{sha(data)}"]
    assert (batch["name"], batch["device"]) == ("a.txt", one.id)
    assert [(seen["name"], seen["station"], seen["device"]) for seen in batch["seen"]] == [("b.txt", "4", other.id)]


def test_new_bytes_under_an_old_name_say_whose_place_they_take_and_the_old_ones_may_come_back(station, device, office):
    old, new = os.urandom(300), os.urandom(300)
    handed_in(station, device, old)
    assert handed_in(station, device, new, again=sha(old)).status == 201
    assert rows(office, "batch")[f"{PLAN}/{sha(new)}"]["again"] == sha(old)
    back = handed_in(station, device, old, again=sha(new))
    assert (back.status, back.json["receipt"]["verdict"]) == (200, "accepted")
    assert rows(office, "batch")[f"{PLAN}/{sha(old)}"]["again"] == sha(new)


def test_at_once_by_two_connections_it_is_one_batch(hub, morning):
    device = morning.devices["reader"][0]
    data = os.urandom(3 * MIB)
    signed = device.sign("reading.batch", said(data))
    answers = []

    def hand_in():
        answers.append(put(Caller(hub.port, device.token), data, signed))

    threads = [threading.Thread(target=hand_in) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer in answers) == [200, 200, 200, 201]
    assert len({json.dumps(answer.json["receipt"]) for answer in answers}) == 1


def codes(answer):
    return answer.status, answer.json["error"]["code"]


def test_bytes_that_are_not_what_they_should_be_are_not_taken(station, device, morning, office):
    data = os.urandom(900)
    signed = device.sign("reading.batch", said(data), number=999)
    changed = data[:-1] + bytes([data[-1] ^ 1])
    assert codes(put(station, changed, signed, sha256=sha(data))) == (422, "batch-differs")
    assert Files(morning.data / "files").read(sha(data)) is None
    assert list((morning.data / "files" / "arriving").iterdir()) == []
    assert f"{PLAN}/{sha(data)}" not in rows(office, "batch")


def test_a_fact_about_another_file_is_not_taken_with_this_one(station, device):
    data, other = os.urandom(90), os.urandom(90)
    signed = device.sign("reading.batch", said(other), number=998)
    assert codes(put(station, data, signed)) == (409, "batch-other-file")


@pytest.mark.parametrize(
    "text", ["", "????", "bm90IGpzb24", header([1]), header({"fact": 1}), header({"fact": {"kind": "duty.check_in"}})]
)
def test_without_a_fact_nothing_is_taken(station, text):
    data = b"cards"
    answer = station.ask("PUT", f"/api/reader/batches/{sha(data)}", data, {"Kaowu-Fact": text})
    assert codes(answer) == (400, "bad-request")
    assert answer.json["error"]["field"] == "Kaowu-Fact"


def test_a_file_that_is_too_large_is_turned_away_before_it_comes(station, device):
    data = b"cards"
    signed = device.sign("reading.batch", said(data), number=997)
    line = station.ask("PUT", f"/api/reader/batches/{sha(data)}", bytes(64 * MIB + 1), {"Kaowu-Fact": header(signed)})
    assert codes(line) == (413, "batch-too-large")


def test_a_body_that_breaks_off_leaves_nothing(hub, station, device, morning):
    data = os.urandom(2 * MIB)
    signed = device.sign("reading.batch", said(data))
    line = socket.create_connection(("127.0.0.1", hub.port), 10)
    head = (
        f"PUT /api/reader/batches/{sha(data)} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {device.token}\r\n"
        f"Kaowu-Fact: {header(signed)}\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    line.sendall(head.encode() + data[:MIB])
    line.close()
    arriving = morning.data / "files" / "arriving"
    until(lambda: not arriving.exists() or not list(arriving.iterdir()), 30, "the end of what broke off")
    assert Files(morning.data / "files").read(sha(data)) is None
    assert put(station, data, signed).status == 201


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"plan": 1}, "plan-unknown"),
        ({"session": "S9"}, "session-unknown"),
        ({"size": 1}, "batch-size-differs"),
        ({"name": "a\tb"}, "malformed"),
        ({"pass": 3}, "malformed"),
    ],
)
def test_a_file_with_a_wrong_fact_is_refused_on_record_and_kept_as_received(station, device, morning, changed, code):
    data = os.urandom(64)
    answer = handed_in(station, device, data, **changed)
    assert answer.status == 201
    assert (answer.json["receipt"]["verdict"], answer.json["receipt"]["refusal"]["code"]) == ("refused", code)
    assert answer.json["receipt"]["refusal"]["says"]
    assert answer.json["receipt"]["refusal"]["fix"]
    assert Files(morning.data / "files").read(sha(data)) == data


def test_a_fact_without_its_bytes_is_refused(station, device):
    (receipt,) = station.facts(device.sign("reading.batch", said(b"never sent")))
    assert (receipt["verdict"], receipt["refusal"]["code"]) == ("refused", "batch-without-file")


def test_phones_hand_in_no_card_files(hub, morning):
    phone = morning.devices["phone"][0]
    data = b"cards"
    answer = put(Caller(hub.port, phone.token), data, phone.sign("reading.batch", said(data)))
    assert codes(answer) == (403, "not-allowed")


def beat(**changed):
    said = {"station": "3", "folders": [{"name": "out", "state": "read"}], "seen": 4, "received": 4, "waiting": 0}
    return said | {"refused": [], "clock": datetime.now(UTC).isoformat()} | changed


def stations_facts(office):
    return [one for one in entries(office) if one["fact"]["kind"] == "reading.station"]


def test_a_station_is_heard_and_only_what_changed_goes_on_record(station, device, office):
    answer = station.post("/api/reader/heartbeat", beat())
    assert (answer.status, answer.json["plan"]) == (200, PLAN)
    before = len(stations_facts(office))
    for _ in range(3):
        assert station.post("/api/reader/heartbeat", beat()).status == 200
    assert len(stations_facts(office)) == before
    station.post("/api/reader/heartbeat", beat(seen=5, waiting=1))
    assert len(stations_facts(office)) == before + 1
    row = rows(office, "reader_station")[device.id]
    assert (row["seen"], row["received"], row["waiting"], row["clock"]) == (5, 4, 1, 0)
    assert [one["device"] for one in office.get("/api/reader/stations").json["stations"]] == [device.id]


@pytest.mark.parametrize(("days", "way"), [(1, "快"), (-1, "慢")])
def test_a_clock_that_is_off_is_told_to_the_board_until_it_is_set(station, device, office, days, way):
    off = (datetime.now(UTC) + timedelta(days=days, seconds=20)).isoformat()
    assert station.post("/api/reader/heartbeat", beat(clock=off)).status == 200
    alert = rows(office, "alert")[f"reader-clock/{device.id}"]
    assert alert["state"] == "open"
    assert f"{way} 1440 分钟" in alert["says"]["zh"]
    assert rows(office, "reader_station")[device.id]["clock"] == days * 86_400
    near = (datetime.now(UTC) + timedelta(seconds=40)).isoformat()
    station.post("/api/reader/heartbeat", beat(clock=near))
    assert rows(office, "alert")[f"reader-clock/{device.id}"]["state"] == "closed"


def test_a_clock_that_drifts_is_told_once():
    now = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    told = [0]
    for ahead in (59.9, 60.1, 59.9, 60.1, 89.9, 90.1, 89.9, 104, 106, 91, 89, 31, 29, 31, -29):
        told.append(off_by((now + timedelta(seconds=ahead)).isoformat(), now, told[-1]))
    assert told[1:] == [0, 60, 60, 60, 60, 60, 60, 60, 120, 120, 120, 0, 0, 0, 0]


def test_a_file_that_needs_a_person_is_told_to_the_board(station, device, office):
    left = [{"name": "half.dbf", "why": "文件不完整"}]
    station.post("/api/reader/heartbeat", beat(seen=5, refused=left))
    alert = rows(office, "alert")[f"reader-not-taken/{device.id}"]
    assert (alert["state"], "half.dbf" in alert["says"]["zh"]) == ("open", True)
    station.post("/api/reader/heartbeat", beat())
    assert rows(office, "alert")[f"reader-not-taken/{device.id}"]["state"] == "closed"


def test_a_station_is_told_which_files_the_hub_has_and_could_not_use(station, device):
    data = os.urandom(90)
    assert put(station, data, device.sign("reading.batch", said(data))).status == 201

    def told():
        answer = station.post("/api/reader/heartbeat", beat()).json["unused"]
        return next((one for one in answer if one["sha256"] == sha(data)), None)

    until(lambda: told() is not None, 60, "the hub's look at the file")
    assert (told()["state"], " → " in told()["says"]) == ("refused", True)
    assert station.post("/api/reader/heartbeat", beat(plan=PLAN + 1)).json["unused"] == []


@pytest.mark.parametrize("wrong", [{"clock": "2026-06-20T08:00:00"}, {"seen": -1}, {"station": ""}, {"more": 1}])
def test_a_word_that_is_not_written_as_one_is_not_heard(station, wrong):
    assert station.post("/api/reader/heartbeat", beat(**wrong)).status == 400


def test_a_rebuild_comes_to_the_same_batches_and_stations(site):
    device, data = site.morning.devices["reader"][0], os.urandom(80)
    for name, again in (("a.txt", None), ("b.txt", None), ("a.txt", sha(b"other"))):
        signed = device.sign("reading.batch", said(data, name=name, again=again))
        at = f"/api/reader/batches/{sha(data)}"
        answer = site.ask("reader", "PUT", at, data=data, headers={"Kaowu-Fact": header(signed)})
        assert answer.json["receipt"]["verdict"] == "accepted"
    assert site.ask("reader", "POST", "/api/reader/heartbeat", json=beat()).status_code == 200
    before = projections(site.core)
    site.core.committer.call(site.core.door.rebuild)
    assert projections(site.core) == before


@pytest.mark.parametrize("name", ["读卡　数据", "a\u00a0b", "第一场\u202801.txt", "a\x07b"])
def test_a_folder_of_whatever_name_stops_no_heartbeat(station, office, device, name):
    left = [{"name": name, "why": "空文件"}]
    answer = station.post("/api/reader/heartbeat", beat(folders=[{"name": name, "state": "read"}], refused=left))
    assert (answer.status, answer.json["plan"]) == (200, PLAN)
    row = rows(office, "reader_station")[device.id]
    assert row["folders"][0]["name"] == row["refused"][0]["name"] == name.replace("\x07", "?")
    station.post("/api/reader/heartbeat", beat())


def test_a_station_is_told_the_plan_without_a_heartbeat_too(station):
    assert station.get("/api/reader/stations").json["plan"] == PLAN


@pytest.mark.parametrize(
    ("name", "verdict"), [("第一场　01.txt", "accepted"), ("a\x07.txt", "refused"), ("\ue000.txt", "refused")]
)
def test_a_name_with_full_width_spaces_is_a_name_and_one_of_control_signs_is_none(station, device, name, verdict):
    answer = handed_in(station, device, os.urandom(90), name=name)
    assert answer.json["receipt"]["verdict"] == verdict
