"""A day of papers in one run: from the vault to the printed form, with a wrong seal, a cut line and a card short."""

import os
import re
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser import cases, signing, site
from tests.browser.looks import looked
from tests.browser.papers import Papers
from tests.browser.test_papers import table_at
from tests.running import serving, until

SIZES = {"tablet": site.TABLET, "phone": site.PHONE}
FEW, ALL = 6, 67
GOOD = ".answer.accepted"


class PaperDay:
    """The hub with its people and tables: chief, roving invigilator on a phone, clerk, custodian and courier."""

    def __init__(self, papers: Papers, hub, browser, picture):
        self.papers, self.hub, self.day = papers, hub, papers.day
        self.chief, self.rover, self.clerk = (papers.people(code)[0] for code in ("CE", "RP", "OP"))
        self.keeper, (self.courier, self.escort, *_) = papers.people("VK")[0], papers.people("CO")
        self.brings = (self.courier, self.escort, self.chief)  # all show their badges
        self._browser, self._picture = browser, picture
        for one in (self.chief, self.rover, self.clerk, self.courier):
            signing.set_pin(hub, one)

    def table(self, holder, place, size=site.TABLET):
        return table_at(self._browser, self.hub, self.papers, holder, place, size)

    def looked(self, page, name):
        """Take a picture in both sizes; nothing is wider than the screen."""
        looked(page, self._picture, f"day-{name}", SIZES)

    def sheets(self, data, name):
        """Keep pictures of a PDF's pages in the folder that ``KAOWU_SHOTS`` names."""
        folder = os.environ.get("KAOWU_SHOTS")
        for number, sheet in enumerate(pypdfium2.PdfDocument(data) if folder else (), 1):
            sheet.render(scale=1.5).to_pil().save(Path(folder) / f"{name}-{number}.png")

    def code(self, label):
        """The QR text of any label."""
        return f"KL1:{self.day.plan['site']['number']}:{self.day.plan['plan']}:{label}"

    def item(self, label):
        return site.rows_of(self.hub)["item", f"{self.day.plan['plan']}/{label}"]

    def badge(self, person):
        return self.day.badge_text(person)


def leg(table, code):
    table.page.locator("#leg").select_option(code)


def signed_for(table, objects, people):
    for text in (*objects, *people):
        table.scan(text)


def fetched(it, road):
    """L1: the couriers sign for every case in the vault, at one tap."""
    leg(road, "L1")
    signed_for(road, map(it.code, it.papers.cases), map(it.badge, (it.keeper, it.courier, it.escort)))
    it.looked(road.page, "1-vault")
    road.page.get_by_role("button", name="封条完好，交接").click()
    expect(road.page.locator(GOOD)).to_be_visible()


def noted(table, label, words, number=""):
    """Say that a seal is not as it should be."""
    table.page.get_by_role("button", name="异常…").click()
    dialog = table.page.get_by_role("dialog")
    expect(dialog.get_by_label("封条的情况")).to_be_visible()
    if dialog.locator("option").count() > 1:
        dialog.get_by_label("哪一件").select_option(label)
    dialog.get_by_label("实际读到的编号").fill(number)
    dialog.get_by_label("封条的情况").fill(words)
    return dialog


def arrived(it, one):
    """L2: another number on a case stops it and calls the chief; the others go on; then it is looked into and noted."""
    *good, odd = it.papers.cases
    strip, other = it.papers.strips[len(good)], it.papers.strips[-1]
    leg(one, "L2")
    signed_for(one, [it.code(odd)], map(it.badge, it.brings))
    dialog = noted(one, odd, "编号与交接单不符", other)
    it.looked(one.page, "2-seal-exception")
    dialog.get_by_role("button", name="写明", exact=True).click()
    one.page.get_by_role("button", name=re.compile("交接 1 件")).click()
    one.says("wrong", f"{odd} 的封条应为 {strip}，读到 {other}")
    it.looked(one.page, "3-seal-wrong")
    one.page.get_by_role("button", name="知道了").click()
    one.page.get_by_role("button", name="取消这套").click()
    signed_for(one, map(it.code, good), map(it.badge, it.brings))
    one.page.get_by_role("button", name=f"封条完好，交接 {len(good)} 件").click()
    expect(one.page.locator(GOOD)).to_be_visible()
    signed_for(one, [it.code(odd)], map(it.badge, it.brings))
    noted(one, odd, "主考当面打开，各袋齐全").get_by_role("button", name="写明", exact=True).click()
    one.page.get_by_role("button", name=re.compile("交接 1 件")).click()
    until(lambda: it.item(odd)["state"] == "received")
    assert it.item(odd)["broken"]
    cases.out_of_cases(it.hub, it.papers, it.clerk)


def drawn(it, one):
    """Chief and roving invigilator draw the rooms; the papers follow the draw."""
    page = one.page
    site.visit(page, "/draw")
    page.get_by_label("随便输入几个字或数字").fill("早上好")
    page.get_by_role("button", name=f"{it.chief['name']}提交").click()
    expect(page.get_by_role("heading", name="第二人")).to_be_visible()
    signing.type_scan(page, it.badge(it.rover))
    page.get_by_label("随便输入几个字或数字").fill("428571")
    page.get_by_role("button", name=f"{it.rover['name']}提交").click()
    page.get_by_role("button", name="公布并抽签").click()
    expect(page.locator(".told")).to_contain_text(it.chief["name"])
    rows = site.rows_of(it.hub)
    places = rows["draw", f"{it.day.plan['plan']}/{it.papers.session}/rooms"]["places"]
    people = {row["person"]: row for (kind, _), row in rows.items() if kind == "person"}
    it.papers.pairs = {room: [people[person] for person in places[room]] for room in it.papers.rooms}


def packed(it, one):
    site.visit(one.page, "/pack")
    for number, room in enumerate(it.papers.rooms, 1):
        one.pack(room)
        expect(one.page.locator(".due .count")).to_contain_text(f"{number}/{len(it.papers.rooms)}")
    it.looked(one.page, "4-packed")


def given(it, tables):
    """L3: the last room's set goes out while the hub is away; the others at three tables."""
    *others, last = it.papers.rooms
    for table in tables:
        site.visit(table.page, "/table")
        leg(table, "L3")
    for number, room in enumerate(others):
        table = tables[number % len(tables)]
        table.issue(room)
        expect(table.page.locator(f"{GOOD} .room")).to_contain_text(re.compile(rf"\b{room}\b"))
    it.looked(tables[0].page, "5-handed-out")
    for table in tables:
        site.controlled(table.page)
        table.page.watch.expected.append(site.HUB_GONE)
    assert it.hub.stop() == 0
    tables[0].issue(last)
    tables[0].says("waiting", "已存本机")
    it.looked(tables[0].page, "6-hub-away")


def taken_back(it, tables):
    """L4: every set comes back to one of the tables."""
    for table in tables:
        leg(table, "L4")
    for number, room in enumerate(it.papers.rooms):
        table = tables[number % len(tables)]
        table.issue(room)
        expect(table.page.locator(f"{GOOD} .room")).to_contain_text(re.compile(rf"\b{room}\b"))
    it.looked(tables[0].page, "7-back")


def counted(it, page, short):
    """One screen a room; in ``short`` there is one blank card less than there should be."""
    site.visit(page, "/count")
    page.get_by_role("group", name="场次").get_by_role("button").first.click()
    for room in it.papers.rooms:
        signing.type_scan(page, it.papers.code("RSET", room))
        page.get_by_role("group", name="缺考几人？").get_by_role("button", name="0", exact=True).click()
        if room == short:
            page.get_by_role("group", name="空白答题卡").get_by_role("button", name="空白答题卡减一").click()
            expect(page.locator(".differences")).to_contain_text("缺 1 张答题卡")
            it.looked(page, "8-card-short")
        page.locator("button.confirm").click()
        expect(page.get_by_text(f"考场 {room} 已清点")).to_be_visible()


def on_the_board(it, page, short):
    """The board tells what differs, which room, and which seal; nothing else differs."""
    drew = it.item(it.papers.labels["CP", short])["packed"]["cards"]
    site.visit(page, "/board")
    notice = page.get_by_role("listitem").filter(has_text="处不平衡")
    expect(notice).to_contain_text("1 处不平衡")
    expect(notice).to_contain_text(f"{short} 号考场：领 {drew}，交回 {drew - 1}，缺 1 张答题卡")
    attention = page.get_by_role("region", name="需要处理")
    odd, strip = it.papers.cases[-1], it.papers.strips[len(it.papers.cases) - 1]
    expect(attention).to_contain_text(f"{odd} 的封条应为 {strip}，读到 {it.papers.strips[-1]}")
    expect(attention).to_contain_text(f"试卷箱 {odd} 的封条 {strip} 异常：主考当面打开，各袋齐全")
    set_of = it.papers.labels["RSET", it.papers.rooms[-1]]
    newest = [f"{it.papers.rooms[-1]} 号考场"]
    if len(it.papers.rooms) <= FEW:  # of a whole site's day the counts alone fill what is shown
        newest += [f"{short} 号考场", f"考场套 {set_of} · 考场交回"]
    for words in newest:
        expect(page.get_by_role("region", name="实时动态")).to_contain_text(words)
    it.looked(page, "9-board")
    site.visit(page, "/balance")
    expect(page.locator(".open h2")).to_have_count(1)
    it.looked(page, "10-balance")


def on_the_custody_page(it, page):
    """A bag's whole life: from the vault in its case, packed, out while the hub was away, and back."""
    last = it.papers.rooms[-1]
    site.visit(page, "/custody")
    signing.type_scan(page, it.papers.code("CP", last))
    life = page.locator(".life")
    for words in ("保密室发出", "送达考点", "考场领卷", "断网时记下", "考场交回"):
        expect(life).to_contain_text(words)
    for person in it.papers.pairs[last]:
        expect(life).to_contain_text(person["name"])
    it.looked(page, "11-life")
    signing.type_scan(page, it.code(it.papers.cases[-1]))
    odd, strip = it.papers.cases[-1], it.papers.strips[len(it.papers.cases) - 1]
    expect(life).to_contain_text(f"{odd} 封条：应为 {strip}，实为 —（主考当面打开，各袋齐全）")
    it.looked(page, "12-case")
    page.get_by_role("button", name="按考场", exact=True).click()
    rows = page.locator("table tbody tr")
    expect(rows).to_have_count(len(it.papers.rooms))
    for row in rows.all_inner_texts():
        assert "已交回" in row
    it.looked(page, "13-by-room")


def on_the_wall(it, page):
    """Who was drawn stands on the list, by room."""
    site.visit(page, "/wall")
    lines = page.locator("main")
    for room in it.papers.rooms:
        for person in it.papers.pairs[room]:
            expect(lines).to_contain_text(person["name"])
    it.looked(page, "14-wall")


def on_paper(it, page, short):
    """The printed form has Jiangxi's columns: what each room drew and what came back; it is read off the PDF."""
    site.visit(page, "/office/forms")
    page.get_by_role("radio", name=re.compile("^交接表")).check()
    page.get_by_role("combobox", name=re.compile("^场次")).select_option(index=1)
    expect(page.locator("figcaption", has_text="首页")).to_be_visible()
    with page.expect_download() as coming:
        page.get_by_role("button", name="下载 PDF").click()
    data = coming.value.path().read_bytes()
    it.looked(page, "15-form")
    it.sheets(data, "day-16-form")
    lines = [line for sheet in pypdf.PdfReader(BytesIO(data)).pages for line in sheet.extract_text().splitlines()]
    assert any("试卷、答题卡交接表" in line for line in lines)
    assert "领卷 回收" in lines
    assert "考场 职业（工种） 等级 考场起始号 考场终止号 人数 试卷 答题卡 试卷 答题卡" in lines
    for room in it.papers.rooms:
        expected = site.rows_of(it.hub)["room", f"{it.day.plan['plan']}/{room}"]["sessions"][it.papers.session][
            "expected"
        ]
        (row,) = [line.split() for line in lines if line.startswith(f"{room} ")]
        assert row[-5:] == [str(number) for number in (expected, 31, 31, 31, 30 if room == short else 31)]


def lived(day, browser, picture, sets):
    """Let the day go by at three tables; the chief's tablet then tells the story."""
    papers = cases.in_vault(day, sets)
    short = papers.rooms[1]
    with ExitStack() as stack:
        it = PaperDay(papers, stack.enter_context(serving(day.data)), browser, picture)
        cases.into_cases(it.hub, papers, it.clerk, it.keeper)
        with it.table(it.courier, "接送手机", site.PHONE) as road:
            fetched(it, road)
        at = ((it.chief, "一号台"), (it.rover, "二号台", site.PHONE), (it.clerk, "三号台"))
        tables = [stack.enter_context(it.table(*each)) for each in at]
        one = tables[0]
        arrived(it, one)
        drawn(it, one)
        packed(it, one)
        given(it, tables)
        it.hub = stack.enter_context(serving(day.data, ports=(it.hub.port, it.hub.tls_port)))
        for table in tables:
            table.page.evaluate("dispatchEvent(new Event('online'))")
            site.settled(table.page)
        until(lambda: it.item(papers.labels["RSET", papers.rooms[-1]])["state"] == "issued", 60)
        taken_back(it, tables)
        counted(it, one.page, short)
        on_the_board(it, one.page, short)
        on_the_custody_page(it, one.page)
        on_the_wall(it, one.page)
        on_paper(it, one.page, short)


def a_day(folder, rooms):
    """A made-up day whose first session has just begun: papers go out, and come back."""
    return site.prepare_day(folder / "data", site.sample_day(folder / "files", rooms=rooms, seed=3, begins=-10))


@pytest.mark.timeout(600)
def test_a_few_rooms_day_of_papers_is_told_rightly_on_screens_and_on_paper(tmp_path, browser, picture):
    lived(a_day(tmp_path, 7), browser, picture, FEW)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_sixty_seven_rooms_day_of_papers_is_told_rightly_on_screens_and_on_paper(tmp_path, browser, picture):
    lived(a_day(tmp_path, 75), browser, picture, ALL)
