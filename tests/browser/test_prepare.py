"""The evening before: a phone is walked to green in a few taps, one without a camera is told what to do."""

import re
import subprocess

import pytest
import qrcode
from PIL import Image
from playwright.sync_api import expect

from tests.browser import camera, site

CODE = "KAOWU-TEST"
DENIED = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))"


@pytest.fixture(scope="module")
def sighted(launch, tmp_path_factory):
    """A browser whose camera sees the test code on the chief's screen."""
    shown = qrcode.make(CODE, border=4).convert("RGB").resize((520, 520))
    scene = camera.wall()
    scene.paste(shown, (380, 100))
    film = camera.film(tmp_path_factory.mktemp("film") / "code.y4m", camera.grainy(scene), held=40, away=2)
    with launch(film) as started:
        yield started


def check(page, name):
    return page.locator(f"li[data-check={name}]")


def hear(page):
    """Play the tones and say that they were heard."""
    page.get_by_role("button", name="播放").click()
    page.get_by_role("button", name="听到了").click()


def checked(hub, name):
    found = [row for (kind, _), row in site.rows_of(hub).items() if kind == "device" and row["name"] == name]
    return found[0]["checked"]


def test_a_phone_is_prepared_and_the_chief_sees_it(sighted, hub, chief, picture):
    with site.device(sighted, site.hub_origin(hub), site.PHONE) as phone:
        site.enrol(phone, hub, "phone", "东门手机")
        phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
        phone.wait_for_timeout(3_000)  # the camera sees the test code at the gate, where it is nobody's badge
        expect(phone.locator(".verdict")).to_have_count(0)
        phone.get_by_role("button", name=re.compile("待上传")).click()
        phone.get_by_role("link", name="设备自检").click()
        expect(phone.get_by_role("heading", name="设备自检")).to_be_visible()
        began = phone.evaluate("performance.now()")
        picture(phone, "prepare-begins")
        phone.get_by_role("button", name="打开相机").click()
        expect(check(phone, "camera")).to_contain_text("已读出二维码")
        hear(phone)
        check(phone, "scanner").get_by_role("button", name="跳过").click()
        for name in ("certificate", "hub", "version", "clock", "zone"):
            expect(check(phone, name).locator(".result")).to_have_text("合格")
        # Chromium tells every page the same, and nobody finds out by filling the disk.
        expect(check(phone, "storage").locator(".result")).to_have_text("不支持")
        expect(check(phone, "storage")).to_contain_text("请在系统设置里看：至少留出 200 MB")
        expect(check(phone, "hub")).to_contain_text(re.compile(r"名单 \d+ 人"))
        expect(phone.get_by_text("本设备已就绪")).to_be_visible()
        phone.get_by_role("button", name="完成，保存结果").click()
        expect(phone.get_by_text("结果已交主机")).to_be_visible()
        took = phone.evaluate("performance.now()") - began
        print(f"prepared in {took / 1000:.1f} s")  # noqa: T201 - a figure people ask for
        picture(phone, "prepare-green")
        phone.locator("main").evaluate("main => main.scrollTo(0, main.scrollHeight)")
        picture(phone, "prepare-green-end")
    results = checked(hub, "东门手机")["results"]
    assert (results["camera"], results["sound"], results["scanner"]) == ("ok", "ok", "skipped")
    assert len(results) == 11
    site.visit(chief, "/devices")
    expect(chief.get_by_role("status").filter(has_text="台就绪")).to_contain_text("2 台中 1 台就绪")
    expect(chief.locator("li.device", has_text="东门手机")).to_contain_text(re.compile(r"自检合格 \d\d:\d\d"))


def test_the_chiefs_page_shows_the_code_to_scan(chief, picture):
    site.visit(chief, "/devices")
    chief.get_by_role("button", name="自检码").click()
    expect(chief.get_by_role("img", name="自检用二维码")).to_be_visible()
    picture(chief, "test-code")
    chief.get_by_role("button", name="关闭").click()


@pytest.fixture
def blind(browser, hub):
    """A phone whose camera nobody allowed."""
    with site.device(browser, site.hub_origin(hub), site.PHONE) as page:
        page.add_init_script(DENIED)
        yield site.enrol(page, hub, "phone", "西门手机")


def test_without_a_camera_it_is_red_and_says_what_to_do_until_a_scanner_stands_in(blind, hub, chief, picture):
    site.visit(blind, "/prepare")
    blind.get_by_role("button", name="打开相机").click()
    expect(check(blind, "camera")).to_contain_text("相机没有获得许可")
    expect(check(blind, "camera")).to_contain_text("在浏览器的网站设置里允许相机")
    hear(blind)
    check(blind, "scanner").get_by_role("button", name="跳过").click()
    expect(blind.locator(".notice.bad")).to_contain_text("相机")
    picture(blind, "prepare-denied")
    blind.get_by_role("button", name="完成，保存结果").click()
    expect(blind.get_by_text("结果已交主机")).to_be_visible()
    site.visit(chief, "/devices")
    expect(chief.locator("li.device", has_text="西门手机")).to_contain_text("自检不合格：相机")

    blind.reload()
    site.settled(blind)
    blind.get_by_role("button", name="打开相机").click()
    expect(check(blind, "camera")).to_contain_text("相机没有获得许可")
    presses = [{"key": one, "code": "", "shiftKey": False} for one in "12345678"]
    blind.evaluate(site.SCANNER, [*presses, {"key": "Enter", "code": "Enter"}])
    expect(check(blind, "scanner")).to_contain_text("已收到扫码枪的输入")
    hear(blind)
    expect(blind.get_by_text("本设备已就绪")).to_be_visible()


def test_no_sound_is_red_until_it_is_heard(blind):
    site.visit(blind, "/prepare")
    blind.get_by_role("button", name="播放").click()
    blind.get_by_role("button", name="没听到").click()
    expect(check(blind, "sound")).to_contain_text("调高媒体音量")
    hear(blind)
    expect(check(blind, "sound")).to_contain_text("提示音听得到")


def test_a_wrong_clock_zone_and_empty_battery_are_named(browser, hub, picture):
    with site.device(browser, site.hub_origin(hub), site.PHONE) as phone:
        phone.add_init_script("""
          const now = Date.now
          Date.now = () => now() - 4 * 60_000
          navigator.getBattery = async () => ({ level: 0.31, charging: false })
          const real = Intl.DateTimeFormat.prototype.resolvedOptions
          Intl.DateTimeFormat.prototype.resolvedOptions = function () {
            return { ...real.call(this), timeZone: 'Asia/Tokyo' }
          }
        """)
        site.enrol(phone, hub, "phone", "南门手机")
        site.visit(phone, "/prepare")
        expect(check(phone, "clock")).to_contain_text("与主机相差 4 分钟")
        expect(check(phone, "clock")).to_contain_text("自动设置时间")
        expect(check(phone, "zone")).to_contain_text("本机是 Asia/Tokyo")
        expect(check(phone, "battery")).to_contain_text("31%，没有充电")
        check(phone, "clock").scroll_into_view_if_needed()
        picture(phone, "prepare-wrong")


def test_a_device_past_the_certificate_warning_is_red_and_led_to_the_page(browser, hub):
    with site.device(browser, f"https://localhost:{hub.tls_port}", site.PHONE, ignore_https_errors=True) as phone:
        phone.watch.expected.append("ServiceWorker|SSL certificate|fetching the script")
        site.enrol(phone, hub, "phone", "北门手机")
        site.visit(phone, "/prepare")
        expect(check(phone, "certificate")).to_contain_text("没有信任主机的证书")
        expect(check(phone, "certificate")).to_contain_text("按图安装")


def test_without_the_hub_the_result_is_stored_and_follows(browser, hub):
    with site.device(browser, site.hub_origin(hub), site.PHONE) as phone:
        phone.watch.expected.append(site.HUB_GONE)
        site.enrol(phone, hub, "phone", "备用手机")
        site.visit(phone, "/prepare")
        expect(check(phone, "version").locator(".result")).to_have_text("合格")
        check(phone, "camera").get_by_role("button", name="跳过").click()
        check(phone, "scanner").get_by_role("button", name="跳过").click()
        hear(phone)
        phone.context.set_offline(True)
        phone.get_by_role("button", name="完成，保存结果").click()
        expect(phone.get_by_text("结果已存本机")).to_be_visible(timeout=site.BACK)
        assert checked(hub, "备用手机") is None
        phone.context.set_offline(False)
        site.all_sent(phone)
        assert checked(hub, "备用手机")["results"]["camera"] == "skipped"


def test_on_a_desktop_it_is_as_plain(browser, hub, picture):
    with site.device(browser, site.hub_origin(hub), site.DESKTOP) as page:
        site.enrol(page, hub, "tablet", "考务办公室电脑")
        site.visit(page, "/prepare")
        expect(check(page, "hub").locator(".result")).to_have_text("合格")
        picture(page, "prepare-desktop")


def test_the_list_of_prepared_devices_is_printed_on_a4(chief, tmp_path, picture):
    site.visit(chief, "/devices")
    chief.emulate_media(media="print")
    pdf = tmp_path / "devices.pdf"
    chief.pdf(path=pdf, prefer_css_page_size=True)
    chief.emulate_media(media="screen")
    words = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    for said in ("设备自检清单", "主考平板", "东门手机", "✓相机", "签字", "复核人"):
        assert said in words
    assert "添加设备" not in words
    size = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages:\s+1\b", size)
    assert "A4" in size
    subprocess.run(["pdftoppm", "-png", "-singlefile", "-r", "80", pdf, tmp_path / "sheet"], check=True)
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.convert("L").getextrema()[0] < 40, "the paper is empty"
    keep(picture, tmp_path / "sheet.png")


def keep(picture, path):
    """Keep the paper's picture beside those of the screens."""

    class Paper:
        @staticmethod
        def screenshot(path_to=path, **options):
            options["path"].write_bytes(path_to.read_bytes())

    picture(Paper, "devices-paper")
