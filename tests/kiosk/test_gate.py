"""The gate station against a real hub: typed at, cut off, killed, and started again."""

import json
import resource
import stat
import time

import pytest

from kiosk.outbox import Outbox
from tests.kiosk.conftest import BACK
from tests.running import free_ports, prepare, serving, until


@pytest.fixture(scope="module")
def morning(tmp_path_factory):
    return prepare(tmp_path_factory.mktemp("morning") / "data", staff=40, kinds=("tablet",))


def people(hub, chief, state="in"):
    rows = hub.caller(chief.token).get("/api/changes?limit=5000").json["rows"]
    return {
        row["value"]["person"]: row["value"]
        for row in rows
        if row["kind"] == "person" and row["value"]["state"] == state
    }


def device(hub, chief, name):
    rows = hub.caller(chief.token).get("/api/changes?limit=5000").json["rows"]
    (found,) = (row["value"] for row in rows if row["kind"] == "device" and row["value"]["name"] == name)
    return found


def facts_of(hub, chief, name):
    """What the journal holds of a device: number, kind, verdict, in the journal's order."""
    wanted = device(hub, chief, name)["device"]
    entries = hub.caller(chief.token).get("/api/facts?limit=2000").json["entries"]
    return [entry for entry in entries if entry["fact"]["device"] == wanted]


def test_a_station_enrols_once_and_checks_people_in(hub, desk, chief, code, badge):
    station = desk.start(hub, "--enrol", code(hub, name="北门"), "--name", "北门")
    station.until("北门")
    shown = badge()
    station.type(shown)
    station.until("已签到")
    station.type(shown)
    station.until("未通过")
    station.until("无需重复签到")
    assert station.end() == 0
    assert "Traceback" not in station.said
    assert [person["place"] for person in people(hub, chief).values()].count("北门") == 1
    assert [entry["verdict"] for entry in facts_of(hub, chief, "北门")] == ["accepted", "refused"]

    assert desk.run(hub, "--refused")[1].count("未通过") == 1
    again, said = desk.run(hub, "--enrol", "AAAA-BBBB", "--name", "别的")
    assert again == 0
    assert "登记码没有使用" in said


def test_who_leaves_is_checked_out_at_a_place_of_its_own(hub, desk, chief, code, badge):
    shown = badge()
    desk.run(hub, "--enrol", code(hub, name="出口"), "--name", "出口", lines=[shown])
    ended, said = desk.run(hub, "--out", "--place", "西门", lines=[shown])
    assert ended == 0
    assert "已签退" in said
    assert [person["place"] for person in people(hub, chief, "out").values()] == ["西门"]


def test_a_typed_number_is_as_good_and_a_mistyped_one_is_said_at_once(hub, desk, chief, code):
    wanted = next(person for person in people(hub, chief, "expected").values() if person["person"] == 1)
    number = wanted["number"]
    wrong = number[:-1] + ("A" if number[-1] != "A" else "B")
    ended, said = desk.run(
        hub, "--enrol", code(hub, name="数字"), "--name", "数字", lines=["", wrong, number.lower().replace("-", "")]
    )
    assert ended == 0
    assert said.count("请重扫") == 1
    assert said.count("已签到") == 1
    assert number in said
    assert len(facts_of(hub, chief, "数字")) == 1


def test_another_code_is_refused_and_stays_on_record(hub, desk, chief, code):
    ended, said = desk.run(hub, "--enrol", code(hub, name="菜单"), "--name", "菜单", lines=["https://example.org/menu"])
    assert ended == 0
    assert "这不是考务证牌的二维码" in said
    (entry,) = facts_of(hub, chief, "菜单")
    assert (entry["verdict"], entry["code"]) == ("refused", "badge-unreadable")


def test_english_by_switch(hub, desk, code, badge):
    shown = badge()
    ended, said = desk.run(hub, "--lang", "en", "--enrol", code(hub, name="EN"), "--name", "EN", lines=[shown, shown])
    assert ended == 0
    assert "CHECKED IN" in said
    assert "Already checked in" in said


def test_keys_and_token_are_readable_by_this_account_alone(hub, desk, code):
    desk.run(hub, "--enrol", code(hub))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in desk.folder.iterdir()}
    secret = {name: mode for name, mode in modes.items() if name.endswith((".json", ".pem", ".db"))}
    assert len(secret) == 4
    assert set(secret.values()) == {0o600}
    assert stat.S_IMODE(desk.folder.stat().st_mode) == 0o700


def test_by_https_the_named_certificate_and_no_other_is_trusted(hub, desk, kept, code, badge):
    url = f"https://127.0.0.1:{hub.tls_port}"
    ended, said = desk.run(hub, "--hub", url, "--enrol", code(hub))
    assert ended == 1
    assert "--ca" in said
    certificate = str(kept.data / "keys" / "tls.crt")
    ended, said = desk.run(hub, "--hub", url, "--ca", certificate, "--enrol", code(hub), lines=[badge()])
    assert ended == 0
    assert "已签到" in said


def test_the_hub_of_the_enrolment_is_remembered_with_its_certificate(hub, desk, kept, code, badge):
    url = f"https://127.0.0.1:{hub.tls_port}"
    desk.run(None, "--hub", url, "--ca", str(kept.data / "keys" / "tls.crt"), "--enrol", code(hub))
    ended, said = desk.run(None, lines=[badge()])
    assert ended == 0, said
    assert "已签到" in said


def test_an_enrolment_from_before_addresses_were_remembered_still_counts(hub, desk, code, badge):
    desk.run(hub, "--enrol", code(hub))
    path = desk.folder / "station.json"
    said = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({name: said[name] for name in said if name not in ("hub", "ca")}), "utf-8")
    ended, said = desk.run(hub, lines=[badge()])
    assert (ended, "已签到" in said) == (0, True)


def test_a_hub_that_cannot_be_reached_is_named_by_its_address(hub, desk, code):
    port = free_ports(1)[0]
    ended, said = desk.run(port, "--enrol", "AAAA-BBBB")
    assert ended == 1
    assert f"http://127.0.0.1:{port}" in said
    desk.run(hub, "--enrol", code(hub))
    ended, said = desk.run(port)
    assert ended == 0
    assert f"连不上主机（http://127.0.0.1:{port}）" in said


@pytest.mark.parametrize("bad", ["AAAA-BBBB", "登记"])
def test_a_wrong_code_enrols_nobody_and_the_hubs_sentence_is_shown(hub, desk, bad):
    ended, said = desk.run(hub, "--enrol", bad)
    assert ended == 1
    assert "Error: " in said
    assert "Traceback" not in said
    assert not (desk.folder / "station.json").exists()


def test_a_code_of_a_card_reader_makes_no_gate(hub, desk, code):
    ended, said = desk.run(hub, "--enrol", code(hub, kind="reader"))
    assert ended == 1
    assert "reader" in said
    assert not (desk.folder / "station.json").exists()


def test_a_station_that_is_not_enrolled_says_how_to_enrol(hub, desk):
    ended, said = desk.run(hub)
    assert ended == 1
    assert "--enrol" in said


@pytest.mark.parametrize(
    "options",
    [
        ("--hub", "http://192.168.1.5:8080"),
        ("--hub", "ftp://x"),
        ("--place", ""),
        ("--insecure",),
        ("--enrol", ""),
        ("--name", "长" * 41),
        ("--place", b"\xb6\xab"),
    ],
)
def test_a_wrong_call_ends_with_two(desk, options):
    ended, said = desk.run(1, *options)
    assert ended == 2
    assert "Traceback" not in said


def test_a_folder_that_is_open_already_is_said(hub, desk, code):
    first = desk.start(hub, "--enrol", code(hub))
    first.until("就绪")
    ended, said = desk.run(hub)
    assert ended == 1
    assert "正被另一个工作站程序使用" in said
    assert desk.run(hub, "--refused") == (0, "没有未通过或存疑的记录\n")
    assert first.end() == 0


def test_a_damaged_enrolment_is_said_and_a_new_one_keeps_the_spool(hub, desk, code):
    desk.run(hub, "--enrol", code(hub))
    (desk.folder / "station.json").write_text("{")
    ended, said = desk.run(hub)
    assert ended == 1
    assert "station.json" in said
    assert "Traceback" not in said


def test_a_spool_that_was_lost_goes_on_after_the_hubs_numbers(hub, desk, chief, code, badge):
    desk.run(hub, "--enrol", code(hub, name="丢库"), "--name", "丢库", lines=[badge(), badge()])
    for file in desk.folder.glob("outbox.db*"):
        file.unlink()
    ended, said = desk.run(free_ports(1)[0], lines=["https://example.org/"])
    assert ended == 1
    assert "暂存库是新的" in said
    ended, said = desk.run(hub, lines=[badge()])
    assert (ended, said.count("已签到")) == (0, 1)
    assert [entry["fact"]["device_seq"] for entry in facts_of(hub, chief, "丢库")] == [1, 2, 3]
    assert not device(hub, chief, "丢库")["cloned"]


def test_a_revoked_station_is_told_and_can_enrol_again(hub, desk, chief, code, badge):
    desk.run(hub, "--enrol", code(hub, name="旧门"), "--name", "旧门")
    revoked = device(hub, chief, "旧门")["device"]
    station = desk.start(hub)
    station.until("就绪")
    chief_facts = hub.caller(chief.token)
    chief.used = chief_facts.get("/api/me").json["device_seq"]
    chief_facts.facts(chief.sign("device.revoke", {"device": revoked, "reason": "lost"}))
    shown = badge()
    station.type(shown)
    station.until("已存本机，待上传")
    station.until("登记已失效")
    assert station.end() == 1
    ended, said = desk.run(hub)
    assert ended == 1
    assert "重新登记" in said
    ended, said = desk.run(hub, "--enrol", code(hub, name="新门"), "--name", "新门", lines=[shown])
    assert said.count("已签到") == 1
    assert ended == 0
    assert len(list(desk.folder.glob("key-*.pem"))) == 1


def test_scans_without_the_hub_wait_and_go_by_themselves_when_it_is_back(morning, tmp_path, desk):
    day, ports = morning.copied(tmp_path / "data"), free_ports()
    chief = day.devices["tablet"][0]
    with serving(day.data, ports=ports) as hub:
        made = hub.caller(chief.token).post("/api/enrol-codes", {"kind": "gate", "name": "东门"}).json["code"]
        assert desk.run(hub, "--enrol", made, "--name", "东门")[0] == 0
    station = desk.start(ports[0])
    station.until("连不上主机")
    station.type(day.badges[0], day.badges[1], day.badges[0])
    station.until("已存本机，待上传", times=3)
    assert "已签到" not in station.said
    with serving(day.data, ports=ports) as hub:
        station.until("已签到", times=2, seconds=BACK)
        station.until("存疑待核", seconds=BACK)
        hub.stop()
    station.type(day.badges[2])
    station.until("已存本机，待上传", times=4)
    with serving(day.data, ports=ports) as hub:
        station.until("已签到", times=3, seconds=BACK)
        station.type(day.badges[3])
        station.until("已签到", times=4)
        assert station.end() == 0
        entries = facts_of(hub, chief, "东门")
        assert [entry["fact"]["device_seq"] for entry in entries] == [1, 2, 3, 4, 5]
        assert [entry["verdict"] for entry in entries] == ["accepted", "accepted", "disputed", "accepted", "accepted"]
        assert [entry["acted"] for entry in entries] == [True, True, True, True, False]


def told_first(station):
    """Of how many scans a station told for the first time, and not only that the hub has them now."""
    return station.said.count("#") - station.said.count("补传")


def test_a_station_killed_at_any_moment_loses_nothing_it_has_shown(morning, tmp_path, desk):
    day, ports = morning.copied(tmp_path / "data"), free_ports()
    chief, shown = day.devices["tablet"][0], 0
    with serving(day.data, ports=ports) as hub:
        made = hub.caller(chief.token).post("/api/enrol-codes", {"kind": "gate", "name": "东门"}).json["code"]
        assert desk.run(hub, "--enrol", made, "--name", "东门")[0] == 0
        for turn in range(8):
            # In turn with and without the hub, each time a little later after the first scan.
            station = desk.start(ports[0] if turn % 2 else free_ports(1)[0])
            station.until("就绪")
            station.type(*day.badges[turn * 5 : turn * 5 + 5])
            until(lambda station=station: told_first(station) > 0, what="the first scan's answer")
            time.sleep(turn * 0.004)
            station.kill()
            shown += told_first(station)
        ended, said = desk.run(hub)
        assert ended == 0, said
        entries = facts_of(hub, chief, "东门")
        numbers = [entry["fact"]["device_seq"] for entry in entries]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        assert 8 <= shown <= len(numbers) <= 40
        assert device(hub, chief, "东门")["missing"] == []
        assert not device(hub, chief, "东门")["cloned"]
        assert len({entry["fact"]["body"]["badge"] for entry in entries}) == len(entries)


def test_a_hub_killed_while_a_station_sends_has_every_scan_once(morning, tmp_path, desk):
    day, ports = morning.copied(tmp_path / "data"), free_ports()
    chief = day.devices["tablet"][0]
    with serving(day.data, ports=ports) as hub:
        made = hub.caller(chief.token).post("/api/enrol-codes", {"kind": "gate", "name": "东门"}).json["code"]
        desk.run(hub, "--enrol", made, "--name", "东门")
        station = desk.start(hub)
        station.until("就绪")
        station.type(*day.badges)
        station.until("已签到", times=3)
        hub.kill()
    with serving(day.data, ports=ports) as hub:
        until(lambda: len(people(hub, chief)) == len(day.badges), BACK, "everybody in")
        assert station.end() == 0
        entries = facts_of(hub, chief, "东门")
        assert [entry["fact"]["device_seq"] for entry in entries] == list(range(1, len(day.badges) + 1))
        assert {entry["verdict"] for entry in entries} == {"accepted"}


def test_ctrl_c_says_what_waits(hub, desk, code, badge):
    desk.run(hub, "--enrol", code(hub))
    station = desk.start(free_ports(1)[0])
    station.until("就绪")
    station.type(badge())
    station.until("已存本机，待上传")
    station.popen.send_signal(2)
    assert station.end() == 1
    assert "1 条已存本机" in station.said
    assert "Traceback" not in station.said
    box = Outbox(desk.folder)
    origin = json.loads((desk.folder / "station.json").read_text())["origin"]
    assert box.count_waiting(origin) == (1, 0)
    box.close()


def test_a_disk_that_takes_nothing_is_said_and_the_next_scan_goes_on(hub, desk, chief, code, badge):
    station = desk.start(hub, "--enrol", code(hub, name="满盘"), "--name", "满盘")
    station.until("就绪")
    soft, hard = resource.prlimit(station.popen.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(station.popen.pid, resource.RLIMIT_FSIZE, (1, hard))
    shown = badge()
    station.type(shown)
    station.until("没有记录")
    station.until("纸质签到表")
    resource.prlimit(station.popen.pid, resource.RLIMIT_FSIZE, (soft, hard))
    station.type(shown)
    station.until("已签到")
    assert station.end() == 0
    assert [entry["fact"]["device_seq"] for entry in facts_of(hub, chief, "满盘")] == [1]
