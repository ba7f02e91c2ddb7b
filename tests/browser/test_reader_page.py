"""The card-reader station's page in a real Chromium: what became of each file, on every size of screen."""

import pytest
from playwright.sync_api import expect

from tests.browser import site
from tests.browser.looks import SIDEWAYS, SMALL, TARGET
from tests.kiosk.reader.test_watch import Page, Room, lines
from tests.running import until

SCREENS = {"phone": (390, 844), "tablet": (1180, 820), "desktop": (1440, 900)}


@pytest.fixture(scope="module")
def watched(hub, tmp_path_factory):
    """A station that has brought three files that are no card files, one of them again; another is still empty."""
    folder = tmp_path_factory.mktemp("reader")
    room = Room(folder / "station", folder / "out")
    room.out.mkdir()
    code = site.enrol_link(hub, "reader", "读卡1号机").partition("code=")[2]
    station = room.start(hub, "--enrol", code, "--name", "读卡1号机", "--session", "S1")
    station.page = Page(station)
    for name, data in (("第1场.txt", lines("ABCD")), ("第2场.txt", lines("BBCD", 900)), ("第1场.txt", lines("ABCC"))):
        before = station.said.count(f"已送达 {name}")
        room.write(name, data)
        station.until(f"已送达 {name}", times=before + 1)
    room.write("第1场 - 副本.txt", lines("ABCC"))
    room.write("第3场.dbf", b"")
    until(lambda: station.page.state()["waiting"] == 1, 30, "a file that is still empty")
    until(lambda: station.page.state()["person"] == 2, 60, "the hub's word that two are no card files")
    yield station
    station.kill()


@pytest.fixture(params=sorted(SCREENS))
def screen(watched, browser, request):
    at = watched.page.at
    with site.device(browser, f"http://{at.netloc}", SCREENS[request.param]) as page:
        page.goto(f"http://{at.netloc}{at.path}")
        expect(page.locator("#signs li").first).to_have_text("主机已连接")
        page.size = request.param
        yield page


def test_it_tells_of_every_file_and_fits_the_screen(screen, picture):
    expect(screen.locator("#headline")).to_have_text("2 个文件要您处理")
    expect(screen.locator("#counts .seen dd")).to_have_text("4")
    expect(screen.locator("#counts .received dd")).to_have_text("1")
    expect(screen.locator("#counts .person dd")).to_have_text("2")
    files = screen.locator("#files li")
    expect(files).to_have_count(4)
    expect(files.first).to_contain_text("空文件，等读卡软件写入")
    expect(files.nth(1)).to_contain_text("已送达 · 主机未采用：看主机的“读卡”")
    expect(files.nth(1)).to_contain_text("重新导出，作为另一份文件送出")
    expect(files.nth(1)).to_contain_text("同样的内容还叫：第1场 - 副本.txt")
    expect(files.last).to_contain_text("后来又重新导出过")
    assert screen.evaluate(SIDEWAYS) == []
    assert screen.evaluate(SMALL, TARGET) == []
    picture(screen, f"reader-{screen.size}")


def test_it_speaks_one_language_at_a_time(screen, picture):
    screen.locator("#language").click()
    expect(screen.locator("#headline")).to_have_text("Files that need you: 2")
    expect(screen.locator("#counts .received dt")).to_have_text("Received")
    picture(screen, f"reader-{screen.size}-en")
    screen.locator("#language").click()
    expect(screen.locator("#counts .received dt")).to_have_text("主机已收")
