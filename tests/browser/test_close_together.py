"""Two clean files of a station are signed by the three at once: badges are shown once, each file has its own record."""

import pytest
from playwright.sync_api import expect

from tests.browser import reading_morning as morning
from tests.browser import signing, site
from tests.browser.looks import looked
from tests.browser.reading_morning import SESSION, take_over
from tests.browser.test_reading_again import batch, lines, put, room_of, written
from tests.running import serving


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    return morning.prepare(tmp_path_factory.mktemp("together"), rooms=3, first_key=False)


@pytest.fixture(scope="module")
def hub(read):
    with serving(read.day.data) as running:
        yield running


@pytest.fixture(scope="module")
def reader(browser, hub):
    """The computer in the reading room."""
    with site.device(browser, site.hub_origin(hub), site.DESKTOP) as page:
        yield site.enrol(page, hub, "reader", "读卡室电脑")


def test_files_of_a_station_are_signed_together_once_each_is_clean(reader, hub, read, tmp_path, picture):
    folder = tmp_path / "export"
    folder.mkdir()
    head, cards = lines(read)
    first = room_of(cards[0])
    with morning.station(hub, folder, tmp_path / "own"):
        put(folder, "K1.TXT", written(head, [card for card in cards if room_of(card) == first]))
        put(folder, "K2.TXT", written(head, [card for card in cards if room_of(card) != first]))
        for name in ("K1.TXT", "K2.TXT"):
            expect(batch(reader, name)).to_contain_text("已读入", timeout=site.BACK)
    take_over(reader, read.people["operator"])
    site.visit(reader, f"/reading?session={SESSION}")
    reader.get_by_role("button", name="2 个文件一起签字").click()
    dialog = reader.locator("dialog")
    for words in ("签字：2 个文件", "K1.TXT", "K2.TXT", f"共 {len(cards)} 张卡"):
        expect(dialog).to_contain_text(words)
    sign = dialog.get_by_role("button", name="三人签字")
    for who in ("monitor", "checker"):
        expect(sign).to_be_disabled()
        signing.type_scan(reader, read.badge(who))
    expect(dialog).to_contain_text("三人到齐")
    looked(reader, picture, "sign-together")
    sign.click()
    for name in ("K1.TXT", "K2.TXT"):
        expect(batch(reader, name)).to_contain_text("已签字")
    expect(reader.get_by_role("button", name="一起签字")).to_have_count(0)
    looked(reader, picture, "signed-together")
