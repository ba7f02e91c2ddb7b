"""The hub stops in the middle of the morning: the screens say so, nothing is lost, and all comes right by itself."""

import re

from playwright.sync_api import expect

from tests.browser import site
from tests.running import serving


def test_the_hub_stops_and_comes_back(hub, chief, phone, here):
    first, second, third, fourth = here.people[:4]
    for page in (chief, phone):
        page.watch.expected.append(site.HUB_GONE)
    site.scan(phone, here.badge_text(first))
    assert first["name"] in site.answer(phone, "accepted")
    site.go_on(phone)
    staff = chief.get_by_role("region", name="工作人员")
    expect(staff).to_contain_text(re.compile(r"已到\s*1\s*未到"))

    site.controlled(phone)  # else it was not opened often enough to open without the hub
    assert hub.stop() == 0
    expect(chief.locator(".picture.stale")).to_contain_text(
        re.compile(r"数据停在 \d\d:\d\d:\d\d（.*前），与主机失去联系"), timeout=site.BACK
    )
    expect(staff).to_contain_text(re.compile(r"已到\s*1\s*未到"))
    site.scan(phone, here.badge_text(second))
    said = site.answer(phone, "waiting")
    assert "已存本机，待上传" in said
    assert second["name"] in said
    site.go_on(phone)
    site.type_number(phone, third["number"])
    site.answer(phone, "waiting")
    site.go_on(phone)
    expect(phone.get_by_role("button", name="待上传 2")).to_be_visible()

    phone.reload()
    expect(phone.get_by_role("button", name="待上传 2")).to_be_visible()
    site.pick_name(phone, fourth)
    site.answer(phone, "waiting")
    site.go_on(phone)
    phone.get_by_role("button", name="待上传 3").click()
    waiting = phone.get_by_role("dialog")
    expect(waiting.locator("li")).to_have_count(3)
    expect(waiting).to_contain_text("连上主机后自动上传，无需重扫")
    for words in (second["name"], third["number"], fourth["name"]):
        expect(waiting).to_contain_text(words)
    phone.get_by_role("button", name="关闭").click()

    with serving(here.data, ports=(hub.port, hub.tls_port)) as back:
        site.all_sent(phone)
        expect(staff).to_contain_text(re.compile(r"已到\s*4\s*未到"), timeout=site.BACK)
        site.settled(chief)
        site.settled(phone)
        rows = site.rows_of(back)
        assert [rows["person", f"{here.plan['plan']}/{one['person']}"]["state"] for one in here.people[:4]] == [
            "in"
        ] * 4
        enrolled = [row for (kind, _), row in rows.items() if kind == "device" and row["kind"] == "phone"]
        assert [row["missing"] for row in enrolled] == [[]]
        feed = chief.get_by_role("region", name="实时动态")
        for one in (first, second, third, fourth):
            expect(feed.locator("li", has_text=one["name"])).to_have_count(1)
