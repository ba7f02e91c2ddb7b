"""A device that cannot reach the hub brings its records as a file; later it comes itself, and all counts once."""

import json
import re

import pytest
from playwright.sync_api import expect

from server.cli.client import open_hub
from server.config import Config
from tests.browser import site
from tests.running import serving

COUNT = 3


def check_in_alone(phone, day, people):
    for person in people:
        site.scan(phone, day.badge_text(person))
        assert person["name"] in site.answer(phone, "waiting")
        site.go_on(phone)


def export(phone, folder):
    """Tap the status line, then export: two taps."""
    phone.locator(".status .here").click()
    expect(phone.locator("main h1")).to_contain_text("本机")
    with phone.expect_download() as saving:
        phone.get_by_role("button", name=re.compile("导出未交记录")).click()
    path = folder / saving.value.suggested_filename
    saving.value.save_as(path)
    expect(phone.locator("main")).to_contain_text("已保存到下载文件夹")
    return path


@pytest.fixture
def carried(browser, day, tmp_path, picture):
    """A running hub, the chief's tablet, a phone that is cut off with three check-ins, and their file."""
    here = day.copied(tmp_path / "data")
    with serving(here.data) as hub, site.device(browser, site.hub_origin(hub)) as chief:
        site.enrol(chief, hub, "tablet", "主考平板")
        with site.device(browser, site.hub_origin(hub)) as phone:
            site.enrol(phone, hub, "phone", "东门手机")
            site.controlled(phone)
            phone.watch.expected.append(site.HUB_GONE)
            phone.context.set_offline(True)
            expect(phone.locator(".picture.stale")).to_be_visible(timeout=60_000)
            check_in_alone(phone, here, here.people[:COUNT])
            path = export(phone, tmp_path)
            picture(phone, "export-tablet")
            yield here, hub, chief, phone, path


def states(hub, day):
    rows = site.rows_of(hub)
    return [rows["person", f"{day.plan['plan']}/{one['person']}"]["state"] for one in day.people[:COUNT]]


def give(chief, path):
    chief.goto("/office/import")
    chief.get_by_role("button", name="导入设备文件").click()
    chief.get_by_role("dialog").locator("input[type=file]").set_input_files(path)
    return chief.get_by_role("dialog")


def test_the_file_is_taken_in_and_the_device_finds_its_records_there(carried, picture):
    day, hub, chief, phone, path = carried
    assert re.fullmatch(r"kaowu-东门手机-\d{4}-\d\d-\d\d-\d{4}\.json", path.name)
    expect(phone.get_by_role("button", name=f"待上传 {COUNT}")).to_be_visible()
    dialog = give(chief, path)
    expect(dialog).to_contain_text(f"东门手机：文件中有 {COUNT} 条记录")
    expect(dialog.locator(".counts li")).to_have_text([re.compile(rf"{COUNT}\s*已收")])
    picture(chief, "take-over")
    assert states(hub, day) == ["in"] * COUNT
    again = give(chief, path)
    expect(again.locator(".counts li")).to_have_text([re.compile(rf"{COUNT}\s*主机早已收过")])
    before = len(site.rows_of(hub))
    phone.context.set_offline(False)
    expect(phone.get_by_role("button", name="待上传 0")).to_be_visible(timeout=60_000)
    expect(phone.get_by_role("button", name=re.compile(rf"{COUNT}\s*主机已收"))).to_be_visible()
    after = site.rows_of(hub)
    assert len(after) == before
    assert not [key for kind, key in after if kind == "dispute"]


def test_what_was_altered_is_named_and_the_rest_is_taken(carried, picture):
    day, hub, chief, _, path = carried
    file = json.loads(path.read_text("utf-8"))
    file["facts"][0]["fact"]["at"] = "2020-01-01T00:00:00+08:00"
    path.write_text(json.dumps(file), "utf-8")
    dialog = give(chief, path)
    expect(dialog.locator(".counts")).to_contain_text("1 未收")
    expect(dialog.locator(".left")).to_contain_text("内容或签名被改动过，未收下")
    expect(dialog.locator(".left")).to_contain_text("东门手机 第 1 号 · 签到")
    picture(chief, "take-over-altered")
    assert states(hub, day) == ["expected", "in", "in"]


def test_another_file_is_named_as_none_of_ours(carried, tmp_path):
    _, _, chief, _, _ = carried
    other = tmp_path / "名单.json"
    other.write_text("工号,姓名", "utf-8")
    chief.watch.expected.append("400")
    expect(give(chief, other)).to_contain_text("这不是设备导出的记录文件")


def test_a_revoked_device_still_gives_its_records(carried, tmp_path):
    _, hub, _, phone, _ = carried
    devices = {row["name"]: key for (kind, key), row in site.rows_of(hub).items() if kind == "device"}
    device = devices["东门手机"]
    phone.watch.expected.append("401")
    revoke(hub, device)
    phone.context.set_offline(False)
    expect(phone.locator(".status")).to_contain_text("主机不认得本设备", timeout=60_000)
    file = json.loads(export(phone, tmp_path).read_text("utf-8"))
    assert len(file["facts"]) == COUNT
    assert file["device"] == device


def revoke(hub, device):
    """Stop the device as the command line does."""
    config = Config(hub.data, f"sqlite:///{hub.data / 'kaowu.db'}", local_port=hub.port)
    with open_hub(config) as office:
        (receipt,) = office.facts([("device.revoke", {"device": device, "reason": "lost"})])
    assert receipt["verdict"] == "accepted"
