"""The devices on the day: a phone goes dark with records on it, another takes its place, and the old one wakes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import site
from tests.running import serving


@pytest.fixture(scope="module")
def devices(chief):
    """The devices page on the chief's tablet."""
    site.visit(chief, "/devices")
    return chief


def line_of(page, name):
    return page.locator("li.device", has=page.get_by_text(name, exact=True))


def cut(page):
    """Take the network away from one device, as when it is carried out of reach."""
    page.watch.expected.append(site.HUB_GONE)
    page.context.set_offline(True)


def test_a_device_is_shown_with_place_queue_and_readiness(devices, phone, picture):
    phone.get_by_role("button", name="东门手机").click()
    line = line_of(devices, "东门手机")
    expect(line).to_contain_text(re.compile(r"\d+ 秒前"), timeout=site.BACK)
    expect(line).to_contain_text("全部已交")
    expect(line).to_contain_text("未自检")
    expect(devices.get_by_role("status").filter(has_text="台就绪")).to_contain_text("2 台中 0 台就绪")
    phone.get_by_role("button", name="关闭").click()
    picture(devices, "devices-tablet")


@pytest.fixture(scope="module")
def new(browser, hub):
    """A phone out of the box."""
    with site.device(browser, site.hub_origin(hub), site.PHONE) as page:
        page.watch.expected.append(site.HUB_GONE)  # the last test stops the hub
        yield page


def test_a_phone_goes_dark_and_another_takes_its_place_and_scans_on(devices, phone, new, hub, here, picture):
    phone.goto("/check-in")
    site.settled(phone)
    cut(phone)
    for one in here.people[:3]:
        site.type_number(phone, one["number"])
        site.answer(phone, "waiting")
        site.go_on(phone)
    pad_fits(phone, picture)
    # What the hub heard last is told by the phone before it is out of reach for good: here it comes back for a moment.
    expect(phone.get_by_role("button", name="待上传 3")).to_be_visible()
    with_queue = told(hub, phone)
    assert with_queue["waiting"] == 0, "it was cut off before it could say so"
    say(phone, hub, waiting=3)
    line = line_of(devices, "东门手机")
    expect(line).to_contain_text("3 条未交，最早", timeout=site.BACK)

    line.get_by_role("button", name="更换").click()
    dialog = devices.get_by_role("dialog")
    dialog.get_by_role("radio", name="没电").check()
    expect(dialog).to_contain_text("还有 3 条未交")
    picture(devices, "swap-why")
    dialog.get_by_role("button", name="停用原设备，显示新设备二维码").click()
    expect(dialog.get_by_role("timer")).to_be_visible()
    picture(devices, "swap-code")
    code = dialog.locator(".figures").inner_text()

    new.goto(f"/enrol#code={code}")
    new.get_by_role("button", name="登记", exact=True).click()
    expect(new.locator(".check-in")).to_be_visible()
    site.settled(new)
    expect(dialog).to_contain_text("“东门手机”已可使用")
    expect(new.get_by_role("button", name="地点")).to_contain_text("东门手机")
    site.type_number(new, here.people[5]["number"])
    assert here.people[5]["name"] in site.answer(new, "accepted")
    site.go_on(new)
    devices.get_by_role("button", name="关闭").click()

    attention = devices.get_by_role("region", name="需要处理")
    expect(attention).to_contain_text("还有 3 条没有交到主机")
    expect(attention).to_contain_text("由“东门手机”接替")
    picture(devices, "devices-owes")


def pad_fits(phone, picture):
    """Without the hub, under all that is said above it, a number is typed without scrolling, on large keys."""
    site.show_way(phone, "输编号")
    expect(phone.locator(".picture.stale")).to_be_visible()
    for keys in ("123", "ABC"):
        picture(phone, f"pad-offline-{keys}")
        boxes = [one.bounding_box() for one in phone.locator(".pad :is(input, button)").all()]
        assert all(box["height"] >= 44 for box in boxes)
        assert all(box["y"] >= 0 and box["y"] + box["height"] <= site.PHONE[1] for box in boxes)
        assert phone.evaluate(
            "[...document.querySelectorAll('main, .other')].every((one) => one.scrollHeight <= one.clientHeight)"
        )
        phone.locator(".pad .switch").click()


def told(hub, phone):
    """What the hub heard last from a phone."""
    device = phone.evaluate("""() => new Promise((resolve) => {
      const open = indexedDB.open('kaowu')
      open.onsuccess = () => {
        const asked = open.result.transaction('settings').objectStore('settings').get('identity')
        asked.onsuccess = () => { open.result.close(); resolve(asked.result.device) }
      }
    })""")
    heard = site.office(hub).get("/api/devices/status").json["devices"]
    report = next(one for one in heard if one["device"] == device)["report"]
    return report or {"waiting": None}  # nothing yet


def say(phone, hub, *, waiting):
    """Let the report of the queue through, and nothing else: facts are held back by the network."""
    phone.route("**/api/facts", lambda route: route.abort())
    phone.context.set_offline(False)
    phone.evaluate("dispatchEvent(new Event('online'))")
    for _ in range(site.BACK // 500):  # waiting on the page lets its requests through
        if told(hub, phone)["waiting"] == waiting:
            break
        phone.wait_for_timeout(500)
    assert told(hub, phone)["waiting"] == waiting
    phone.context.set_offline(True)


def test_the_board_names_what_a_device_owes(devices, picture):
    site.visit(devices, "/board")
    notice = devices.locator("li.notice", has_text="已停用的“东门手机”还有 3 条未交")
    expect(notice).to_be_visible()
    picture(devices, "board-owes")
    notice.get_by_role("link", name="去处理").click()
    expect(devices).to_have_url(re.compile("/devices$"))


def test_the_old_phone_wakes_and_says_what_became_of_it(phone, picture):
    phone.watch.expected.append("401")
    phone.context.set_offline(False)
    phone.reload()
    alert = phone.locator(".ended")
    replaced = re.compile(r"此设备已于 \d\d:\d\d 被更换（没电），由“东门手机”接替")
    expect(alert).to_contain_text(replaced, timeout=site.BACK)
    expect(alert).to_contain_text("还有 3 条没交到主机：请导出文件交给主考")
    picture(phone, "old-phone-wakes")


def test_its_records_come_by_another_device_and_everybody_sees_that_all_is_there(devices, phone, hub, here, picture):
    """What a file brings is what stands in the queue, handed in by the chief's own session."""
    queued = phone.evaluate("""() => new Promise((resolve) => {
      const open = indexedDB.open('kaowu')
      open.onsuccess = () => {
        const asked = open.result.transaction('outbox').objectStore('outbox').getAll()
        asked.onsuccess = () => { open.result.close(); resolve(asked.result) }
      }
    })""")
    receipts = site.office(hub).facts(*({name: one[name] for name in ("fact", "sig", "acted")} for one in queued))
    assert [receipt["verdict"] for receipt in receipts] == ["accepted"] * 3
    rows = site.rows_of(hub)
    states = [rows["person", f"{here.plan['plan']}/{one['person']}"]["state"] for one in here.people[:3]]
    assert states == ["in"] * 3
    old = line_of(devices, "东门手机").filter(has_text="停用（没电）")
    expect(old).to_contain_text("记录已收齐")
    expect(phone.locator(".ended")).to_contain_text("本机记录主机已全部收到", timeout=site.BACK)
    picture(phone, "old-phone-all-in")
    picture(devices, "devices-all-in")


def test_a_device_put_away_as_flat_turns_out_to_be_lost_and_is_written_off_with_a_reason(
    devices, hub, browser, here, picture
):
    with site.device(browser, site.hub_origin(hub), site.PHONE) as lost:
        site.enrol(lost, hub, "phone", "流动手机")
        cut(lost)
        site.type_number(lost, here.people[8]["number"])
        site.answer(lost, "waiting")
        site.go_on(lost)
        say(lost, hub, waiting=1)
    line = line_of(devices, "流动手机")
    expect(line).to_contain_text("1 条未交", timeout=site.BACK)
    line.get_by_role("button", name="停用").click()
    dialog = devices.get_by_role("dialog")
    dialog.get_by_label("原因").select_option("没电")
    picture(devices, "devices-end")
    dialog.get_by_role("button", name="停用").click()
    expect(line).to_contain_text("还有 1 条没有交到主机")
    line.get_by_role("button", name="报告丢失").click()
    expect(dialog).to_contain_text("此设备先前已停用（没电）")
    picture(devices, "report-lost")
    dialog.get_by_role("button", name="报告丢失").click()
    expect(line.get_by_role("button", name="报告丢失")).to_have_count(0)
    expect(line).to_contain_text("它没交的记录无法采信")
    line.get_by_role("button", name="核销").click()
    devices.get_by_role("dialog").get_by_role("button", name="确认核销").click()
    expect(devices.get_by_role("dialog")).to_contain_text("请写明原因")
    picture(devices, "write-off")
    devices.get_by_label("原因").fill("设备未找回，已按纸质签到补录")
    devices.get_by_role("button", name="确认核销").click()
    expect(line).to_contain_text(re.compile(r"\d\d:\d\d 核销：设备未找回，已按纸质签到补录"))
    expect(devices.get_by_role("region", name="需要处理")).to_have_count(0)


def test_a_cloned_device_is_named_with_what_to_do(devices, hub, here, picture, browser):
    with site.device(browser, site.hub_origin(hub), site.PHONE) as twin:
        site.enrol(twin, hub, "phone", "西门手机")
        site.type_number(twin, here.people[6]["number"])
        site.answer(twin, "accepted")
        site.go_on(twin)
        twin.evaluate("""() => new Promise((resolve) => {
          const open = indexedDB.open('kaowu')
          open.onsuccess = () => {
            const made = open.result.transaction('settings', 'readwrite')
            const settings = made.objectStore('settings')
            const keys = settings.getAllKeys()
            keys.onsuccess = () => {
              settings.put(0, keys.result.find((key) => String(key).startsWith('last_device_seq')))
            }
            made.oncomplete = () => { open.result.close(); resolve() }
          }
        })""")
        site.type_number(twin, here.people[7]["number"])
        site.answer(twin, "refused")
    line = line_of(devices, "西门手机")
    expect(line).to_contain_text("同一密钥在两台设备上使用")
    expect(line).to_contain_text("立即点“更换”停用")
    picture(devices, "devices-cloned")
    for name, (width, height) in {"phone": site.PHONE, "desktop": site.DESKTOP}.items():
        devices.set_viewport_size({"width": width, "height": height})
        assert devices.evaluate("document.documentElement.scrollWidth <= innerWidth")
        picture(devices, f"devices-{name}")
    devices.set_viewport_size({"width": site.TABLET[0], "height": site.TABLET[1]})
    site.visit(devices, "/board")
    expect(devices.locator("li.notice.bad", has_text="“西门手机”的密钥被复制")).to_be_visible()


def test_the_page_stands_without_the_hub_and_says_how_old_it_is(devices, hub, here, picture):
    """Last: it stops the hub."""
    site.visit(devices, "/devices")
    expect(line_of(devices, "主考平板")).to_contain_text("秒前", timeout=site.BACK)
    devices.evaluate("navigator.serviceWorker.ready.then(() => true)")
    devices.watch.expected.append(site.HUB_GONE)
    assert hub.stop() == 0
    devices.reload()
    expect(devices.get_by_text(re.compile(r"以下是 \d\d:\d\d:\d\d（.*前）的情况，现在连不上主机"))).to_be_visible(
        timeout=site.BACK
    )
    expect(line_of(devices, "西门手机")).to_contain_text("同一密钥在两台设备上使用")
    picture(devices, "devices-offline")
    with serving(here.data, ports=(hub.port, hub.tls_port)):
        expect(devices.locator(".picture.live")).to_be_visible(timeout=site.BACK)
        expect(line_of(devices, "西门手机")).to_contain_text("后没有消息", timeout=site.BACK)
        picture(devices, "devices-restarted")

        def a_while_ago(route):
            """The hub's own answer, as if it had been started long before."""
            answer = route.fetch()
            route.fulfill(response=answer, json=answer.json() | {"since": "2026-01-01T06:02:00Z"})

        devices.route("**/api/devices/status", a_while_ago)
        site.visit(devices, "/board")
        notice = devices.locator("li.notice", has_text="后没有消息")
        expect(notice).to_contain_text("西门手机", timeout=site.BACK)
        expect(notice).not_to_contain_text("流动手机")
        expect(notice).to_contain_text("请找到这些设备，开机连上考点网络")
        picture(devices, "board-unheard")
        devices.unroute_all(behavior="wait")
