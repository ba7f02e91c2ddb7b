"""What devices found when they compared themselves with the hub."""

import pytest

ROOT = "A" * 43 + "="
FOUND = {"found": "hub-older", "size": 214, "root": ROOT, "last": 12, "hub": 209, "back": 5}


def test_a_hub_that_went_back_is_an_alarm_in_words(device, rows):
    phone = device("phone", "东门手机")
    assert phone.hand("device.compare", FOUND, acted=True).verdict == "accepted"
    alert = rows("alert")["hub-older/hub"]
    assert (alert["level"], alert["state"], alert["place"]) == ("alarm", "open", None)
    assert "“东门手机”见过第 214 条记录，主机重新启动后只有 209 条" in alert["says"]["zh"]
    assert "本机 5 条" in alert["fix"]["zh"]
    assert "东门手机 has seen 214 records" in alert["says"]["en"]


def test_however_many_devices_find_it_the_hub_is_one_alert(device, rows):
    for name in ("东门手机", "西门手机"):
        device("phone", name).hand("device.compare", FOUND)
    assert [key for key in rows("alert") if key.startswith("hub-older")] == ["hub-older/hub"]


@pytest.mark.parametrize("found", ["facts-lacking", "device-emptied"])
def test_what_concerns_one_device_is_an_alert_of_its_own(device, rows, found):
    first, second = device("phone", "东门手机"), device("phone", "西门手机")
    for phone in (first, second):
        phone.hand("device.compare", {**FOUND, "found": found})
    assert {f"{found}/{phone.id}" for phone in (first, second)} <= set(rows("alert"))


def test_an_emptied_device_is_named_by_the_enrolment_it_lost(device, rows):
    lost, again = device("phone", "东门手机"), device("phone", "东门手机二")
    again.hand(
        "device.compare", {"found": "device-emptied", "size": 0, "root": "", "last": 0, "hub": 7, "lost": lost.id}
    )
    assert "“东门手机”的存储被清空过" in rows("alert")[f"device-emptied/{lost.id}"]["says"]["zh"]


@pytest.mark.parametrize("wrong", [{"found": "nothing"}, {"root": "<b>"}, {"size": -1}, {"last": None}])
def test_what_cannot_be_a_finding_is_malformed(device, wrong):
    assert device("phone").hand("device.compare", FOUND | wrong).refusal.code == "malformed"
