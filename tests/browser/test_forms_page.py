"""Labels and forms from the office: what lacks is registered with one button, looked at, downloaded and printed."""

import re

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import expect

from protocol.role import BY_CODE
from server.domain.objects import read_label
from tests.browser import signing, site
from tests.browser.test_print_page import add_printer
from tests.printing.fake_printer import FakePrinter, running
from tests.running import until


@pytest.fixture(scope="module")
def clerk(chief, hub, here):
    """The tablet with the head of the site signed in: what is registered is somebody's act."""
    head = next(one for one in here.people if one["role"] == BY_CODE["CE"].number)
    signing.set_pin(hub, head)
    site.visit(chief, "/board")
    signing.sign_in(chief, head)
    return chief


@pytest.fixture
def page(clerk):
    site.visit(clerk, "/office/forms")
    return clerk


def choice(page, name):
    return page.get_by_role("combobox", name=re.compile(f"^{name}"))


def pick(page, form):
    page.get_by_role("radio", name=re.compile(f"^{form}")).check()


def items(hub):
    return [row for (kind, _), row in site.rows_of(hub).items() if kind == "item"]


def download(page):
    with page.expect_download() as coming:
        page.get_by_role("button", name="下载 PDF").click()
    expect(page.get_by_text("PDF 已生成")).to_be_visible()
    return pypdfium2.PdfDocument(coming.value.path().read_bytes())


def drawn(page):
    """Wait until the picture is that of what is chosen."""
    expect(page.locator("figcaption", has_text="首页")).to_be_visible(timeout=site.BACK)
    expect(page.locator("figure img")).to_be_visible()


def codes(document):
    found = []
    for sheet in document:
        image = sheet.render(scale=200 / 72).to_pil().convert("L")
        found += [one.text for one in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)]
    return found


def test_what_the_day_needs_is_registered_once_and_its_labels_come_off_the_sheet(page, hub, picture):
    button = page.get_by_role("button", name=re.compile(r"登记缺少的 \d+ 件"))
    expect(button).to_be_visible()
    count = int(re.search(r"\d+", button.inner_text())[0])
    picture(page, "forms-lacking")
    button.click()
    expect(page.get_by_text(f"已登记 {count} 件")).to_be_visible(timeout=site.BACK)
    until(lambda: len(items(hub)) == count)
    choice(page, "标签纸").select_option("2x7")
    drawn(page)
    picture(page, "forms-labels")
    found = codes(download(page))
    assert sorted(read_label(code).number for code in found) == sorted(item["label"] for item in items(hub))
    page.reload()
    expect(page.get_by_text(f"需要的 {count} 件都已登记")).to_be_visible()


def test_a_room_gets_its_door_slip_and_seat_list(page, hub, picture):
    pick(page, "门贴")
    choice(page, "场次").select_option(index=1)
    choice(page, "考场").select_option(index=1)
    drawn(page)
    picture(page, "forms-door")
    (code,) = codes(download(page))
    assert code.startswith("KD1:")
    pick(page, "座次表")
    drawn(page)
    document = download(page)
    assert len(document) == 1
    assert code.rsplit(":", 1)[1] in document[0].get_textpage().get_text_bounded()


def test_a_form_goes_to_a_network_printer(page):
    with running(FakePrinter()) as printer:
        add_printer(page, printer.address.uri)
        pick(page, "交接表")
        drawn(page)
        page.get_by_role("button", name=re.compile("送到“.*”打印")).click()
        expect(page.get_by_text("已送去打印")).to_be_visible()
        expect(page.get_by_text("已印出").first).to_be_visible(timeout=site.BACK)
        assert printer.paper[0].startswith(b"%PDF-")
