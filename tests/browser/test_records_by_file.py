"""A device that cannot reach the hub brings its records as a file; later it comes itself, and all counts once."""

import json
import re

import pytest
from playwright.sync_api import expect

from server.cli.client import open_hub
from server.config import Config
from tests.browser import site

COUNT = 3


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


@pytest.fixture(scope="module")
def phone(browser, hub):
    with site.device(browser, site.hub_origin(hub)) as page:
        page.watch.expected.append(site.HUB_GONE)
        site.enrol(page, hub, "phone", "东门手机")
        site.controlled(page)
        yield page


@pytest.fixture(scope="module")
def everybody(here):
    return iter(here.people)


@pytest.fixture
def people(everybody):
    """Those whom the phone checks in alone, others for each test."""
    return [next(everybody) for _ in range(COUNT)]


@pytest.fixture
def carried(phone, here, people, tmp_path, picture):
    """The phone, cut off with three check-ins on it, and their file."""
    phone.context.set_offline(False)
    site.visit(phone, "/check-in")
    site.all_sent(phone)
    phone.context.set_offline(True)
    for person in people:
        site.scan(phone, here.badge_text(person))
        assert person["name"] in site.answer(phone, "waiting")
        site.go_on(phone)
    path = export(phone, tmp_path)
    picture(phone, "export-tablet")
    return path


def states(hub, people):
    rows = site.rows_of(hub)
    return [rows["person", f"{one['plan']}/{one['person']}"]["state"] for one in people]


def give(chief, path):
    chief.goto("/office/import")
    chief.get_by_role("button", name="导入设备文件").click()
    chief.get_by_role("dialog").locator("input[type=file]").set_input_files(path)
    return chief.get_by_role("dialog")


def test_the_file_is_taken_in_and_the_device_finds_its_records_there(hub, chief, phone, carried, people, picture):
    assert re.fullmatch(r"kaowu-东门手机-\d{4}-\d\d-\d\d-\d{4}\.json", carried.name)
    expect(phone.get_by_role("button", name=f"待上传 {COUNT}")).to_be_visible()
    dialog = give(chief, carried)
    expect(dialog).to_contain_text(f"东门手机：文件中有 {COUNT} 条记录")
    expect(dialog.locator(".counts li")).to_have_text([re.compile(rf"{COUNT}\s*已收")])
    picture(chief, "take-over")
    assert states(hub, people) == ["in"] * COUNT
    again = give(chief, carried)
    expect(again.locator(".counts li")).to_have_text([re.compile(rf"{COUNT}\s*主机早已收过")])
    before = len(site.rows_of(hub))
    phone.context.set_offline(False)
    site.all_sent(phone)
    expect(phone.get_by_role("button", name=re.compile(rf"{COUNT}\s*主机已收"))).to_be_visible()
    after = site.rows_of(hub)
    assert len(after) == before
    assert not [key for kind, key in after if kind == "dispute"]


def test_what_was_altered_is_named_and_the_rest_is_taken(hub, chief, carried, people, tmp_path, picture):
    file = json.loads(carried.read_text("utf-8"))
    number = file["facts"][0]["fact"]["device_seq"]
    file["facts"][0]["fact"]["at"] = "2020-01-01T00:00:00+08:00"
    altered = tmp_path / "altered.json"
    altered.write_text(json.dumps(file), "utf-8")
    dialog = give(chief, altered)
    expect(dialog.locator(".counts")).to_contain_text("1 未收")
    expect(dialog.locator(".left")).to_contain_text("内容或签名被改动过，未收下")
    expect(dialog.locator(".left")).to_contain_text(f"东门手机 第 {number} 号 · 签到")
    picture(chief, "take-over-altered")
    assert states(hub, people) == ["expected", "in", "in"]
    whole = give(chief, carried)
    expect(whole.locator(".counts")).to_contain_text(re.compile(r"1\s*已收"))
    assert states(hub, people) == ["in"] * COUNT


def test_another_file_is_named_as_none_of_ours(chief, tmp_path):
    other = tmp_path / "名单.json"
    other.write_text("工号,姓名", "utf-8")
    chief.watch.expected.append("400")
    expect(give(chief, other)).to_contain_text("这不是设备导出的记录文件")


def test_a_revoked_device_still_gives_its_records(hub, phone, carried, tmp_path):
    """Last: the phone is stopped."""
    devices = {row["name"]: key for (kind, key), row in site.rows_of(hub).items() if kind == "device"}
    device = devices["东门手机"]
    phone.watch.expected.append("401")
    revoke(hub, device)
    phone.context.set_offline(False)
    expect(phone.locator(".status")).to_contain_text("主机不认得本设备", timeout=site.BACK)
    file = json.loads(export(phone, tmp_path).read_text("utf-8"))
    assert len(file["facts"]) == COUNT
    assert file["device"] == device


def revoke(hub, device):
    """Stop the device as the command line does."""
    config = Config(hub.data, f"sqlite:///{hub.data / 'kaowu.db'}", local_port=hub.port)
    with open_hub(config) as office:
        (receipt,) = office.facts([("device.revoke", {"device": device, "reason": "lost"})])
    assert receipt["verdict"] == "accepted"
