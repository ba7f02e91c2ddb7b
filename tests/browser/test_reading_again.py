"""Cards read twice: files placed by hand or put aside, a room read again, two passes compared, a random check."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from server.cli.client import open_hub
from server.config import Config
from server.domain.policy import JIANGXI, policy_to_row
from tests.browser import reading_morning as morning
from tests.browser import signing, site
from tests.browser.bags import state
from tests.browser.looks import looked
from tests.browser.reading_morning import SESSION, take_over
from tests.running import serving

AGAIN, LATER = "101", "102"
"""The room that is read again, and the one in which two passes differ."""
FIRST_ANSWER = 56  # place in a line, from 0 (``profile-txt.yaml``)
NUMBER = slice(5, 24)


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    return morning.prepare(tmp_path_factory.mktemp("again"), rooms=3, first_key=False)


@pytest.fixture(scope="module")
def hub(read):
    with serving(read.day.data) as running:
        yield running


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Where two readers put their files."""
    root = tmp_path_factory.mktemp("readers")
    for name in ("first", "second"):
        (root / name).mkdir()
    return root


@pytest.fixture(scope="module")
def stations(hub, folders):
    """A station for each; what the second reads is the second pass."""
    with (
        morning.station(hub, folders / "first", folders / "one"),
        morning.station(hub, folders / "second", folders / "two", "--pass", "2", name="读卡二号机"),
    ):
        yield


@pytest.fixture(scope="module")
def reader(browser, hub, stations):
    """The computer in the reading room."""
    with site.device(browser, site.hub_origin(hub), site.DESKTOP) as page:
        yield site.enrol(page, hub, "reader", "读卡室电脑")


def lines(read):
    """The clean file's head and cards."""
    head, *cards = read.exported(f"{SESSION}.txt").rstrip(b"\x1a").splitlines()
    return head, cards


def room_of(card):
    return card[48:51].decode()


def written(head, cards):
    """A file of these cards, counted in its head."""
    counted = head[:3] + f"{len(cards):06d}".encode() + head[9:]
    return b"".join(line + b"\r\n" for line in (counted, *cards)) + b"\x1a"


def present(read, room):
    """The place of the first card of somebody who came, among all cards."""
    _, cards = lines(read)
    away = {f"{seat:03d}".encode() for seat in read.absent[room]}
    return next(
        place
        for place, card in enumerate(cards)
        if room_of(card) == room and card[51:54].strip().rjust(3, b"0") not in away
    )


def other_answer(card):
    """The card with another answer to its first question."""
    letter = b"A" if card[FIRST_ANSWER : FIRST_ANSWER + 1] != b"A" else b"B"
    return card[:FIRST_ANSWER] + letter + card[FIRST_ANSWER + 1 :]


def put(folder: Path, name, data):
    """Write a file as a reader does that renames it once it is whole."""
    (folder / f"{name}.tmp").write_bytes(data)
    (folder / f"{name}.tmp").rename(folder / name)


def batch(page, name):
    return page.locator(".batch").filter(has=page.get_by_text(name, exact=True))


def faults(page):
    return page.get_by_role("region", name="问题").locator("article")


def at_room(page, room):
    site.visit(page, f"/reading/room/{room}?session={SESSION}")
    expect(page.locator(".room header h1")).to_be_visible()


def tile(page, room):
    return page.locator(".tile").filter(has=page.get_by_text(room, exact=True))


def fits(page, room):
    at_room(page, room)
    expect(page.get_by_text("这个考场的卡和数全部对得上。")).to_be_visible()


def test_a_file_that_no_session_claims_is_given_one_by_hand(reader, read, folders, picture):
    head, cards = lines(read)
    put(folders / "first", "K1.TXT", read.exported(f"{SESSION}.txt"))
    nobodys = cards[0][:5] + b"9" + cards[0][6:]
    put(folders / "first", "K9.TXT", written(head, [nobodys]))
    expect(batch(reader, "K1.TXT")).to_contain_text("已读入", timeout=site.BACK)
    stray = batch(reader, "K9.TXT")
    expect(stray).to_contain_text("认不出场次", timeout=site.BACK)
    take_over(reader, read.people["operator"])
    picture(reader, "unplaced-desktop")
    stray.get_by_role("button", name="指定场次和格式").click()
    dialog = reader.locator("dialog")
    do = dialog.get_by_role("button", name="重新读取")
    expect(do).to_be_disabled()
    dialog.get_by_label("场次").select_option(SESSION)
    dialog.get_by_label("理由").fill("上午场漏放的一张卡")
    picture(reader, "assign-desktop")
    do.click()
    expect(stray).to_contain_text("上午场漏放的一张卡")
    expect(stray).to_contain_text("已读入")
    expect(tile(reader, AGAIN)).to_contain_text("项待处理")
    stray.get_by_role("button", name="2 次读取对比").click()
    for words in ("现在用的", "指定：上午场漏放的一张卡", "与前一次读出的完全相同", "第 1 次", "场次：没有认出"):
        expect(dialog).to_contain_text(words)
    looked(reader, picture, "batch-versions")
    dialog.get_by_role("button", name="关闭").click()


def test_half_a_file_is_put_aside_by_two_people(reader, read, folders, picture):
    put(folders / "first", "HALF.TXT", read.exported("S2.txt")[:1000])
    site.visit(reader, "/reading?session=S2")
    half = batch(reader, "HALF.TXT")
    expect(half).to_contain_text("未采用", timeout=site.BACK)
    half.get_by_role("button", name="不用这份文件").click()
    dialog = reader.locator("dialog")
    dialog.get_by_role("button", name="另有完整的文件").click()
    picture(reader, "drop-file-desktop")
    dialog.get_by_role("button", name="提出", exact=True).click()
    expect(half).to_contain_text("提出不用这份文件，等另一人确认：另有完整的文件")
    take_over(reader, read.people["checker"])
    site.visit(reader, "/reading?session=S2")
    expect(tile(reader, AGAIN)).to_contain_text("待确认")
    picture(reader, "drop-file-confirm-desktop")
    half.get_by_role("button", name="确认不用").click()
    expect(half).to_contain_text("已决定不用")
    expect(tile(reader, AGAIN)).not_to_contain_text("待处理")
    picture(reader, "drop-file-done-desktop")


def test_answer_keys_in_the_watched_folder_are_called_so_and_put_aside_though_no_session_has_them(
    reader, read, folders, picture
):
    put(folders / "first", "keys.csv", "职业,卷型,题号,题型,答案\n电工,A,1,单选,B\n".encode())
    site.visit(reader, "/reading")
    wrong = batch(reader, "keys.csv")
    expect(wrong).to_contain_text("这是标准答案，不是读卡文件", timeout=site.BACK)
    expect(wrong).to_contain_text("在“标准答案”页面由两人各自录入")
    take_over(reader, read.people["operator"])
    put_aside(reader, read, "keys.csv", "查明不是本场读卡文件", picture)


def put_aside(reader, read, name, ground, picture):
    """The operator proposes to leave a file out, where it is listed, and the checker confirms it there."""
    site.visit(reader, "/reading")
    batch(reader, name).get_by_role("button", name="不用这份文件").click()
    dialog = reader.locator("dialog")
    dialog.get_by_role("button", name=ground).click()
    picture(reader, f"put-aside-{name}-desktop")
    dialog.get_by_role("button", name="提出", exact=True).click()
    expect(batch(reader, name)).to_contain_text(f"提出不用这份文件，等另一人确认：{ground}")
    expect(batch(reader, name).get_by_role("button", name="确认不用")).to_have_count(0)
    take_over(reader, read.people["checker"])
    site.visit(reader, "/reading")
    picture(reader, f"put-aside-{name}-confirm-desktop")
    batch(reader, name).get_by_role("button", name="确认不用").click()
    expect(batch(reader, name)).to_contain_text("已决定不用")
    picture(reader, f"put-aside-{name}-done-desktop")


def test_a_whole_file_read_again_by_mistake_is_put_aside_in_one_act(reader, read, folders, picture):
    take_over(reader, read.people["operator"])
    head, cards = lines(read)
    places = {present(read, AGAIN), present(read, LATER)}
    again = [other_answer(card) if here in places else card for here, card in enumerate(cards)]
    put(folders / "first", "K3.TXT", written(head, again))
    site.visit(reader, "/reading")
    held = batch(reader, "K3.TXT")
    expect(held).to_contain_text("等待批准", timeout=site.BACK)
    for room in (AGAIN, LATER):
        expect(tile(reader, room)).to_contain_text("项待处理")
    put_aside(reader, read, "K3.TXT", "同一叠卡误读了一遍", picture)
    expect(tile(reader, LATER)).to_have_class("tile green")


def test_the_card_of_nobody_is_set_aside(reader, read):
    """It was given a session by hand, and nobody there has its number."""
    take_over(reader, read.people["operator"])
    at_room(reader, AGAIN)
    fault = faults(reader).filter(has_text="K9.TXT")
    fault.get_by_role("button", name="其他处理办法").click()
    dialog = reader.locator("dialog")
    dialog.get_by_label("移出，不计").check()
    dialog.get_by_role("group", name="依据是什么？").get_by_role("button").first.click()
    dialog.get_by_role("button", name="提出", exact=True).click()
    expect(fault).to_contain_text("提出：")
    take_over(reader, read.people["checker"])
    at_room(reader, AGAIN)
    faults(reader).first.get_by_role("button", name="确认", exact=True).click()
    expect(reader.get_by_text("这个考场的卡和数全部对得上。")).to_be_visible()


def test_a_room_read_again_counts_once_a_leader_has_looked_at_what_differs(reader, read, folders, picture):
    head, cards = lines(read)
    place = present(read, AGAIN)
    again = [other_answer(card) if here == place else card for here, card in enumerate(cards) if room_of(card) == AGAIN]
    put(folders / "first", "K2.TXT", written(head, again))
    site.visit(reader, "/reading")
    held = batch(reader, "K2.TXT")
    expect(held).to_contain_text("等待批准", timeout=site.BACK)
    expect(held.get_by_role("button", name="批准重新读卡")).to_have_count(0)
    at_room(reader, AGAIN)
    differing = faults(reader).first.locator(".cells tbody tr")
    expect(differing).to_have_count(1)
    expect(differing.locator("td").nth(1)).to_have_text("1")
    picture(reader, "read-again-desktop")
    take_over(reader, read.people["leader"])
    at_room(reader, AGAIN)
    batch(reader, "K2.TXT").get_by_role("button", name="批准重新读卡").click()
    dialog = reader.locator("dialog")
    expect(dialog.get_by_label(AGAIN)).to_be_checked()
    approve = dialog.get_by_role("button", name="批准", exact=True)
    expect(approve).to_be_disabled()
    dialog.get_by_label("批准的理由").fill("卡纸，已当监督员的面重读")
    picture(reader, "approve-desktop")
    approve.click()
    expect(reader.get_by_text("这个考场的卡和数全部对得上。")).to_be_visible()
    expect(reader.get_by_text("卡纸，已当监督员的面重读")).to_be_visible()
    picture(reader, "approved-desktop")


def test_what_two_passes_read_differently_goes_to_people_cell_by_cell(reader, read, folders, picture):
    head, cards = lines(read)
    place = present(read, LATER)
    second = [
        other_answer(card) if here == place else card for here, card in enumerate(cards) if room_of(card) == LATER
    ]
    put(folders / "second", "Z1.TXT", written(head, second))
    take_over(reader, read.people["operator"])
    site.visit(reader, "/reading")
    expect(batch(reader, "Z1.TXT")).to_contain_text("第二次读卡", timeout=site.BACK)
    expect(tile(reader, LATER)).to_contain_text("1 项待处理", timeout=site.BACK)
    expect(tile(reader, AGAIN)).to_have_class("tile green")
    at_room(reader, LATER)
    fault = morning.the_only(faults(reader))
    cells = fault.locator(".cells tbody tr")
    expect(cells).to_have_count(1)
    right = cards[place][FIRST_ANSWER : FIRST_ANSWER + 1].decode()
    expect(cells.locator("td").nth(2)).to_have_text(right.replace(".", "空白"))
    picture(reader, "pass-differs-desktop")
    fault.locator(".keys button.primary").click()
    dialog = reader.locator("dialog")
    dialog.get_by_label("卡上的答案，按题号").fill(f"1 {right.replace('.', '-')}")
    dialog.get_by_role("button", name="两人对照原卡逐题录入").click()
    picture(reader, "pass-settled-desktop")
    dialog.get_by_role("button", name="提出", exact=True).click()
    expect(fault).to_contain_text("提出：")
    take_over(reader, read.people["checker"])
    at_room(reader, LATER)
    faults(reader).first.get_by_role("button", name="确认", exact=True).click()
    expect(reader.get_by_text("这个考场的卡和数全部对得上。")).to_be_visible()


def test_thirty_cards_drawn_by_the_hub_are_looked_at_and_one_that_differs_is_settled(reader, read, picture):
    site.visit(reader, "/reading")
    reader.get_by_role("link", name="抽查").click()
    reader.get_by_role("button", name="随机抽取").click()
    cards = reader.locator(".check .cards > li")
    expect(cards).to_have_count(30)
    picture(reader, "check-drawn-desktop")
    cards.first.get_by_role("button", name="不符", exact=True).click()
    cards.first.get_by_label("哪里不符").fill("第 2 题卡面是空白")
    picture(reader, "check-differs-desktop")
    cards.first.get_by_role("button", name="记为不符").click()
    expect(cards.first).to_have_class("panel differs")
    for place in range(1, 30):
        cards.nth(place).get_by_role("button", name="相符", exact=True).click()
        expect(cards.nth(place)).to_have_class("panel agreed")
    of = sum(read.bags.values())
    expect(reader.get_by_text("核对进度 30/30")).to_be_visible()
    expect(reader.get_by_text("相符 29 张　不符 1 张")).to_be_visible()
    expect(reader.get_by_text(f"各次共核对 30 张，本场读到 {of} 张")).to_be_visible()
    picture(reader, "check-done-desktop")
    reader.get_by_role("link", name="考场处理").click()
    expect(faults(reader).first).to_contain_text("第 2 题卡面是空白")
    room = reader.url.split("/room/")[1].split("?")[0]
    take_over(reader, read.people["operator"])
    at_room(reader, room)
    faults(reader).first.get_by_role("button", name="其他处理办法").click()
    dialog = reader.locator("dialog")
    dialog.get_by_label("核对无误").check()
    dialog.get_by_label("理由").fill("两人再看原卡，第 2 题有填涂")
    dialog.get_by_role("button", name="提出", exact=True).click()
    expect(faults(reader).first).to_contain_text("提出：")
    take_over(reader, read.people["checker"])
    at_room(reader, room)
    faults(reader).first.get_by_role("button", name="确认", exact=True).click()
    expect(reader.get_by_text("这个考场的卡和数全部对得上。")).to_be_visible()
    for one in (AGAIN, LATER):
        fits(reader, one)


def test_a_room_that_no_machine_reads_again_is_named_and_settled_by_two(reader, read, picture):
    with open_hub(Config(read.day.data, f"sqlite:///{read.day.data / 'kaowu.db'}")) as office:
        wants = {"plan": read.day.plan["plan"], "policy": policy_to_row(JIANGXI) | {"second_pass": 100}}
        state(office, signing.at_the_office(office, read.people["leader"]), ("plan.policy", wants))
    take_over(reader, read.people["operator"])
    site.visit(reader, "/reading")
    lacking = reader.get_by_role("list", name="待处理的问题").get_by_role("listitem")
    expect(lacking).to_have_text([f"{room} 第二遍没有读这个考场" for room in read.rooms if room != LATER])
    picture(reader, "second-lacks-desktop")
    lacking.first.get_by_role("link").click()
    picture(reader, "second-lacks-room-desktop")
    fault = morning.the_only(reader.locator("article.fault:not(.done)"))
    fault.get_by_role("button", name="其他处理办法").click()
    dialog = reader.locator("dialog")
    dialog.get_by_label("以第一遍为准").check()
    dialog.get_by_label("理由").fill("卡面撕裂，读卡机不进卡")
    picture(reader, "second-lacks-proposed-desktop")
    dialog.get_by_role("button", name="提出", exact=True).click()
    expect(fault).to_contain_text("提出：以第一遍为准")
    take_over(reader, read.people["checker"])
    at_room(reader, read.rooms[0])
    fault.get_by_role("button", name="确认", exact=True).click()
    expect(reader.get_by_text("这个考场的卡和数全部对得上。")).to_be_visible()
    site.visit(reader, "/reading")
    expect(lacking).to_have_count(len(read.rooms) - 2)
    expect(reader.get_by_text(f"第二遍没有、两人已确认的 {read.bags[read.rooms[0]]} 张")).to_be_visible()
    picture(reader, "second-lacks-settled-desktop")
