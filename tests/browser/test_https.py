"""HTTPS in the local network, in a real browser: what it allows before it trusts the hub, and once it does."""

import hashlib
import os
import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import Error, expect

from server.store import authority as authorities
from server.store.committer import utc_now
from tests.browser import chromium, site, trust
from tests.running import free_ports, serving
from tests.store.certificates import issued

#: What a page can use where it is trusted, and only there.
PROBE = """async () => ({
  secure: isSecureContext,
  camera: Boolean(navigator.mediaDevices?.getUserMedia),
  worker: 'serviceWorker' in navigator
    && await navigator.serviceWorker.register('/sw.js').then(() => true, () => false),
  subtle: Boolean(crypto.subtle),
})"""
ALL = {"secure": True, "camera": True, "worker": True, "subtle": True}
RULES = "--host-resolver-rules=MAP kaowu.local 127.0.0.1 , MAP example.com 127.0.0.1 , "
OWN_FLAGS = [flag.replace("--host-resolver-rules=", RULES) for flag in chromium.FLAGS]


@pytest.fixture(scope="module")
def hub(here):
    """A hub with the page for new devices."""
    (port,) = free_ports(1)
    with serving(here.data, KAOWU_WELCOME_PORT=str(port)) as running:
        running.welcome = f"http://127.0.0.1:{port}/"
        yield running


@pytest.fixture(scope="module")
def home(tmp_path_factory, hub):
    """A person's home folder where the hub's authority is installed."""
    return trust.home_of(tmp_path_factory.mktemp("home"), hub)


@pytest.fixture(scope="module")
def start(playwright, wall, tmp_path_factory):
    """Start a browser of somebody whose home folder is ``home``; by default one who trusts nobody."""

    def started(*flags, home=None):
        env = os.environ | {"HOME": str(home or tmp_path_factory.mktemp("nobody"))}
        return chromium.started(playwright, args=[*OWN_FLAGS, f"{chromium.CAMERA}{wall}", *flags], env=env)

    return started


@pytest.fixture(scope="module")
def wary(start):
    """A browser that trusts nobody, each time in a context of its own."""
    with start() as browser:
        yield browser


@pytest.fixture(scope="module")
def trusting(start, home):
    """A browser that was given the hub's certificate."""
    with start(home=home) as browser:
        yield browser


def found(browser, address):
    """What a page at this address can use."""
    page = browser.new_page()
    try:
        page.goto(f"{address}/trust")
        return page.evaluate(PROBE)
    finally:
        page.close()


# The five cases


def test_plain_http_gives_a_page_next_to_nothing(wary, hub):
    given = found(wary, f"http://kaowu.local:{hub.port}")
    assert given == {"secure": False, "camera": False, "worker": False, "subtle": False}


def test_an_unknown_authority_is_stopped_before_the_page(wary, hub):
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        found(wary, f"https://kaowu.local:{hub.tls_port}")


def test_errors_ignored_by_a_flag_give_all(start, hub):
    with start("--ignore-certificate-errors") as browser:
        assert found(browser, f"https://kaowu.local:{hub.tls_port}") == ALL


@pytest.mark.parametrize("host", ["kaowu.local", "127.0.0.1", "localhost"])
def test_with_our_authority_installed_all_is_there(trusting, hub, host):
    assert found(trusting, f"https://{host}:{hub.tls_port}") == ALL


def test_an_origin_declared_secure_by_a_flag_has_all(start, hub):
    origin = f"http://kaowu.local:{hub.port}"
    with start(f"--unsafely-treat-insecure-origin-as-secure={origin}") as browser:
        assert found(browser, origin) == ALL


# What our authority cannot do


@contextmanager
def pretending(authority, place):
    """Serve one page with a certificate that a stolen key signed for any place; yield its port."""
    key = ec.generate_private_key(ec.SECP256R1())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    pem = issued(authority, place, key=key).public_bytes(Encoding.PEM)
    pem += key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    context.load_cert_chain(kept_in_memory(pem))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=answer_all, args=(listener, context), daemon=True).start()
        yield listener.getsockname()[1]


def kept_in_memory(pem):
    handle = os.memfd_create("certificate")
    os.write(handle, pem)
    return f"/proc/self/fd/{handle}"


def answer_all(listener, context):
    while True:
        try:
            line, _ = listener.accept()
        except OSError:
            return
        try:
            with context.wrap_socket(line, server_side=True) as secure:
                secure.recv(4096)
                secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        except OSError:
            line.close()


@pytest.fixture(scope="module")
def stolen(hub):
    """The authority, key and all, in the wrong hands."""
    return authorities.load(hub.data / "keys", "", utc_now())


def test_the_browser_takes_no_other_site_from_it(trusting, stolen):
    page = trusting.new_page()
    with pretending(stolen, "kaowu.local") as port:
        assert page.goto(f"https://kaowu.local:{port}/").status == 200
    with pretending(stolen, "example.com") as port, pytest.raises(Error, match="ERR_CERT_"):
        page.goto(f"https://example.com:{port}/")
    page.close()


def test_nor_does_curl(hub, stolen):
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    for place, expected in (("kaowu.local", 0), ("example.com", 60)):
        with pretending(stolen, place) as port:
            words = [curl, "--silent", "--cacert", hub.data / "keys" / "ca.crt", "--noproxy", "*"]
            words += ["--resolve", f"{place}:{port}:127.0.0.1", f"https://{place}:{port}/"]
            assert subprocess.run(words, capture_output=True, check=False, timeout=30).returncode == expected, place


# The app on a home screen


def test_a_device_that_trusts_the_hub_may_install_the_app(playwright, home, hub, tmp_path):
    """The browser itself says whether it would: name, icons, scope, and a page that opens without the hub."""
    profile = playwright.chromium.launch_persistent_context(
        tmp_path / "profile", executable_path=chromium.found(), args=OWN_FLAGS, env=os.environ | {"HOME": str(home)}
    )
    try:
        page = profile.new_page()
        page.goto(f"https://kaowu.local:{hub.tls_port}/enrol")
        site.controlled(page)
        asked = profile.new_cdp_session(page)
        manifest = asked.send("Page.getAppManifest")
        assert manifest["errors"] == []
        assert asked.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
        assert asked.send("Page.getAppId")["appId"] == f"https://kaowu.local:{hub.tls_port}/"
        page.context.set_offline(True)
        page.goto(f"https://kaowu.local:{hub.tls_port}/this-device")
        expect(page.locator("main h1")).to_have_text("本机")
    finally:
        profile.close()


# A new phone's way


@contextmanager
def new_phone(browser, hub, width, height):
    """A device that asks the page for new devices and the hub, and nobody else, and has nothing to complain of."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    watch, program = site.Watch(hub.welcome), chromium.program_of(browser)
    watch.over(context)
    try:
        yield context.new_page()
    finally:
        chromium.close(context, program)
    home = f"https://127.0.0.1:{hub.tls_port}/"
    assert [url for url in watch.foreign() if not url.startswith(home)] == []
    assert watch.unexpected() == []


@pytest.mark.parametrize(
    "size", ["phone", *(pytest.param(one, marks=pytest.mark.long) for one in ("tablet", "desktop"))]
)
def test_the_page_for_new_devices_leads_to_a_green_one(trusting, hub, picture, size):
    width, height = site.SIZES[size]
    with new_phone(trusting, hub, width, height) as page:
        page.goto(hub.welcome)
        for kind in ("安卓手机、平板", "华为鸿蒙", "苹果 iPhone、iPad、Mac", "Windows 电脑"):
            page.get_by_role("link", name=kind).click()
            expect(page.get_by_role("link", name=kind)).to_have_attribute("aria-current", "page")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            picture(page, f"welcome-{size}-{kind[:2]}")
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Let this device trust the hub")
        page.get_by_role("link", name="中文").click()
        page.get_by_role("link", name="测试这台设备").click()
        expect(page.get_by_role("status")).to_contain_text("可以用了：这台设备信任考务主机")
        assert page.url.startswith(f"https://127.0.0.1:{hub.tls_port}/trust")
        expect(page.locator("li.good")).to_have_count(4)
        picture(page, f"trusted-{size}")
        page.get_by_role("link", name="去登记").click()
        expect(page).to_have_url(f"https://127.0.0.1:{hub.tls_port}/enrol")


def test_past_a_warning_the_test_stays_red_and_leads_back(wary, hub, picture):
    """A context that ignores errors is how a person who clicks the warning away gets in: no worker is fetched."""
    page = wary.new_page(ignore_https_errors=True, viewport={"width": 390, "height": 844})
    page.goto(f"{hub.welcome}?for=android")
    page.get_by_role("link", name="测试这台设备").click()
    expect(page.get_by_role("status")).to_contain_text("这台设备还不能用")
    expect(page.locator("li.bad")).to_contain_text("证书还没有装好")
    picture(page, "trusted-not")
    page.get_by_role("link", name="重看安装步骤").click()
    expect(page).to_have_url(f"{hub.welcome}?lang=zh")
    page.close()


def test_over_plain_http_the_test_says_what_is_missing(wary, hub):
    page = wary.new_page()
    page.goto(f"http://kaowu.local:{hub.port}/trust?lang=en")
    expect(page.get_by_role("status")).to_contain_text("This device is not ready")
    expect(page.locator("li.bad").first).to_contain_text("Secure connection")
    page.close()


# A day over HTTPS


def test_a_phone_that_clicked_the_warning_away_enrols_and_checks_in(browser, hub, here):
    with site.device(browser, f"https://localhost:{hub.tls_port}", site.PHONE, ignore_https_errors=True) as phone:
        # A worker's script is not fetched past a certificate that the browser does not trust.
        phone.watch.expected.append("ServiceWorker|SSL certificate|fetching the script")
        site.enrol(phone, hub, "phone", "西门手机")
        cookie = next(one for one in phone.context.cookies() if one["name"] == "kaowu")
        assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")
        site.type_number(phone, here.people[0]["number"])
        said = site.answer(phone, "accepted")
        assert here.people[0]["name"] in said
        site.go_on(phone)
        site.all_sent(phone)


def test_the_devices_page_shows_what_to_compare(trusting, hub, picture):
    with site.device(trusting, f"https://127.0.0.1:{hub.tls_port}", site.TABLET) as chief:
        site.enrol(chief, hub, "tablet", "主考平板")
        chief.get_by_role("link", name="设备").click()
        panel = chief.get_by_role("region", name="设备信任主机的证书")
        der = ssl.PEM_cert_to_DER_cert((hub.data / "keys" / "ca.crt").read_text())
        expect(panel).to_contain_text("核对指纹")
        shown = "".join(panel.locator(".print span").all_inner_texts())
        assert shown == hashlib.sha256(der).hexdigest().upper()
        picture(chief, "devices-certificate")
        chief.get_by_role("button", name="添加设备").click()
        dialog = chief.get_by_role("dialog")
        dialog.get_by_label("名称").fill("北门手机")
        dialog.get_by_role("button", name="生成登记码").click()
        expect(dialog.get_by_role("timer")).to_be_visible()
        picture(chief, "devices-code")


def test_a_phone_that_trusts_the_hub_opens_again_while_the_hub_is_gone(trusting, hub, here):
    """Last: it stops the hub."""
    with site.device(trusting, f"https://127.0.0.1:{hub.tls_port}", site.PHONE) as phone:
        phone.watch.expected.append(site.HUB_GONE)
        site.enrol(phone, hub, "phone", "南门手机")
        phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
        assert hub.stop() == 0
        phone.reload()
        site.type_number(phone, here.people[1]["number"])
        assert "已存本机，待上传" in site.answer(phone, "waiting")
