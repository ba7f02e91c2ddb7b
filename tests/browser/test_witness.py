"""The hub's data is put back to an older copy: devices notice, bring back what it lost, and the board says so."""

import re
import shutil

from playwright.sync_api import expect

from tests.browser import site
from tests.running import serving

COUNT = 5


def check_in(phone, day, people):
    for person in people:
        site.scan(phone, day.badge_text(person))
        assert person["name"] in site.answer(phone, "accepted")
        site.go_on(phone)


def stop(hub, page):
    assert hub.stop() == 0
    expect(page.locator(".picture.stale")).to_be_visible(timeout=site.BACK)


def test_an_older_copy_is_named_and_what_it_lost_comes_back_once(browser, day, tmp_path, picture):
    here = day.copied(tmp_path / "data")
    older = tmp_path / "older"
    with serving(here.data) as hub, site.device(browser, site.hub_origin(hub)) as chief:
        ports = (hub.port, hub.tls_port)
        site.enrol(chief, hub, "tablet", "主考平板")
        with site.device(browser, site.hub_origin(hub), site.PHONE) as phone:
            site.enrol(phone, hub, "phone", "东门手机")
            for page in (chief, phone):
                page.watch.expected.append(site.HUB_GONE)
            check_in(phone, here, here.people[:2])
            stop(hub, phone)
            shutil.copytree(here.data, older)
            with serving(here.data, ports=ports) as again:
                site.settled(phone)
                check_in(phone, here, here.people[2 : 2 + COUNT])
                stop(again, phone)
            shutil.rmtree(here.data)
            shutil.copytree(older, here.data)
            with serving(here.data, ports=ports) as back:
                found = phone.get_by_role("alert", name="本机发现与主机不一致")
                words = r"主机的数据退回到了较早的时候：本机见过第 \d+ 条记录，主机只有 \d+ 条"
                expect(found).to_contain_text(re.compile(words), timeout=site.BACK)
                expect(found).to_contain_text("本机已把 5 条记录自动补传")
                picture(phone, "witness-phone")
                board = chief.get_by_role("region", name="需要处理")
                expect(board).to_contain_text("考务主机的数据退回到了较早的时候", timeout=site.BACK)
                site.all_sent(phone)
                picture(chief, "witness-board")
                rows = site.rows_of(back)
                people = here.people[: 2 + COUNT]
                keys = [f"{here.plan['plan']}/{one['person']}" for one in people]
                assert [rows["person", key]["state"] for key in keys] == ["in"] * len(keys)
                scans = [row for (kind, _), row in rows.items() if kind == "feed" and row["kind"] == "duty.check_in"]
                assert sorted(row["person"] for row in scans) == sorted(one["person"] for one in people)
                assert {row["verdict"] for row in scans} == {"accepted"}
                assert all(row["missing"] == [] for (kind, _), row in rows.items() if kind == "device")
                # Whoever compared after the hub had gone on sees another history instead of a shorter one.
                alerts = {key for kind, key in rows if kind == "alert"}
                assert "hub-older/hub" in alerts
                assert alerts <= {"hub-older/hub", "hub-forked/hub"}
                assert not [key for kind, key in rows if kind == "dispute"]
                # Told once: opened again, the device has nothing new to say.
                found.get_by_role("button", name="知道了").click()
                expect(phone.locator(".found")).to_have_count(0)
                phone.reload()
                site.settled(phone)
                expect(phone.locator(".found")).to_have_count(0)
                assert back.stop() == 0


#: Throws the device's own storage away, as a browser short of space does; its session stays.
EMPTY = """() => new Promise((done, failed) => {
  const gone = indexedDB.deleteDatabase('kaowu')
  gone.onsuccess = () => done()
  gone.onerror = failed
})"""


def test_a_device_that_lost_its_storage_is_named_and_enrols_again(browser, hub, chief, here, picture):
    with site.device(browser, site.hub_origin(hub), site.PHONE) as phone:
        site.enrol(phone, hub, "phone", "南门手机")
        check_in(phone, here, here.people[8:10])
        phone.watch.expected.append(r"404 \(NOT FOUND\)")  # of the page's picture, which only the app has
        phone.goto("/trust")  # no page of the app holds the storage open there
        phone.evaluate(EMPTY)
        phone.goto("/")
        told = phone.get_by_role("alert")
        expect(told).to_contain_text("这台设备登记过（南门手机），但浏览器的数据被清空了")
        expect(told).to_contain_text("主机收到过它的 2 条记录")
        picture(phone, "emptied")
        site.enrol(phone, hub, "phone", "南门手机二")
        expect(phone.locator(".found")).to_contain_text("主机收到过本机 2 条记录，本机只记得 0 条")
        board = chief.get_by_role("region", name="需要处理")
        expect(board).to_contain_text("“南门手机”的存储被清空过")
        check_in(phone, here, here.people[10:11])
