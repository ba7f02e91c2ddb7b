"""Badges to paper from the office: PDF, a network printer without paper, reprints with a reason, what is missing."""

import re

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser import site
from tests.printing.fake_printer import AT_ONCE, FakePrinter, running
from tests.running import serving, until


@pytest.fixture(scope="module")
def hub(here):
    with serving(here.data) as running_hub:
        yield running_hub


@pytest.fixture
def paper(chief):
    site.visit(chief, "/office/print")
    return chief


def badges(hub):
    return [row for (kind, _), row in site.rows_of(hub).items() if kind == "badge"]


def download(page, count):
    """Download so many badges as PDF; return the document."""
    with page.expect_download() as coming:
        page.get_by_role("button", name=f"下载 {count} 张").click()
    expect(page.get_by_text(f"PDF 已生成（{count} 张）")).to_be_visible()
    return pypdfium2.PdfDocument(coming.value.path().read_bytes())


def add_printer(page, address):
    page.get_by_role("button", name="按地址添加").click()
    page.get_by_label("打印机地址").fill(address)
    with page.expect_response(
        lambda answer: answer.url.endswith("/printers") and answer.request.method == "POST"
    ) as told:
        page.get_by_role("button", name="添加", exact=True).click()
    # Until the new one is there, one that was added before is still chosen.
    expect(page.locator(f".printer.on input[value='{told.value.json()['printer']}']")).to_be_checked()


def test_badges_not_printed_yet_are_missing_and_printing_them_empties_that(chief, hub, here, picture):
    count = len(here.people)
    site.visit(chief, "/office/missing")
    expect(chief.get_by_text(f"{count} 张证牌已制未印")).to_be_visible()
    picture(chief, "missing")
    chief.get_by_role("link", name="去“打印”").first.click()
    expect(chief.get_by_text(f"{count} 张证牌，{-(-count // 4)} 张纸")).to_be_visible()
    document = download(chief, count)
    assert len(document) == -(-count // 4)
    assert [round(side / 72 * 25.4) for side in document[0].get_size()] == [210, 297]
    until(lambda: {row["prints"] for row in badges(hub)} == {1}, what="the note that all are printed")
    chief.get_by_role("link", name="缺项").click()
    expect(chief.get_by_role("heading", name="考前缺项")).to_be_visible()
    expect(chief.get_by_text("已制未印")).to_have_count(0)


def test_printing_again_needs_a_reason_and_counts(paper, hub, picture):
    expect(paper.get_by_text("没有尚未打印的证牌")).to_be_visible()
    paper.get_by_label("按角色").check()
    expect(paper.get_by_text(re.compile(r"所选 \d+ 张中有 \d+ 张已经打印过"))).to_be_visible()
    button = paper.get_by_role("button", name=re.compile(r"下载 \d+ 张"))
    expect(button).to_be_disabled()
    paper.get_by_role("button", name="卡纸").click()
    paper.get_by_label("说明").fill("第二盒纸太厚")
    paper.get_by_label("袖珍 70×98，A4 八张").check()
    paper.get_by_label("单双面").select_option("two")
    picture(paper, "print-again")
    count = int(re.search(r"\d+", button.inner_text())[0])
    document = download(paper, count)
    assert len(document) == 2 * -(-count // 8)
    until(lambda: sorted(row["prints"] for row in badges(hub))[-count:] == [2] * count)


def test_the_badges_picked_elsewhere_are_those_printed(chief, here):
    picked = here.people[:3]
    site.visit(chief, f"/office/print?badges={','.join(one['badge'] for one in picked)}")
    expect(chief.get_by_label("已选的证牌")).to_be_checked()
    chief.get_by_role("button", name="损坏").click()
    chief.get_by_label("标准 86×124，一页一张").check()
    assert len(download(chief, 3)) == 3


def test_a_network_printer_out_of_paper_says_so_and_goes_on_when_filled(paper, hub, picture):
    with running(FakePrinter(reasons=("media-empty-error",), pages=2)) as printer:
        add_printer(paper, printer.address.uri)
        paper.get_by_label("按角色").check()
        paper.get_by_role("button", name="印错").click()
        paper.get_by_role("button", name=re.compile("在“.*”打印")).click()
        job = paper.locator(".printing li").first
        expect(job).to_contain_text("缺纸")
        picture(paper, "print-no-paper")
        printer.reasons = ()
        expect(job).to_contain_text("已印出")
        picture(paper, "print-done")
        assert [document[:5] for document in printer.paper] == [b"%PDF-"]


def test_a_job_can_be_cancelled(paper):
    with running(FakePrinter(reasons=("media-empty-error",))) as printer:
        add_printer(paper, printer.address.uri)
        paper.get_by_label("按角色").check()
        paper.get_by_role("button", name="印错").click()
        paper.get_by_role("button", name=re.compile("在“.*”打印")).click()
        job = paper.locator(".printing li").first
        expect(job).to_contain_text("缺纸")
        job.get_by_role("button", name="取消").click()
        expect(job).to_contain_text("已取消")
        assert printer.paper == []


def test_a_printer_that_cannot_tell_leaves_it_to_a_person_and_nothing_is_printed_twice(paper, picture):
    with running(FakePrinter(cut_before=1, operations=AT_ONCE, old_jobs=0)) as printer:
        add_printer(paper, printer.address.uri)
        paper.get_by_label("按角色").check()
        paper.get_by_role("button", name="印错").click()
        paper.get_by_role("button", name=re.compile("在“.*”打印")).click()
        job = paper.locator(".printing li").first
        expect(job).to_contain_text("需要人决定")
        picture(paper, "print-held")
        assert printer.paper == []
        job.get_by_role("button", name="重新打印").click()
        expect(job).to_contain_text("已印出")
        expect(job.get_by_role("button")).to_have_count(0)
        assert len(printer.paper) == 1


def test_an_address_without_a_printer_is_told_in_words(paper):
    paper.watch.expected.append("409|502|503|504")
    paper.get_by_role("button", name="按地址添加").click()
    paper.get_by_label("打印机地址").fill("127.0.0.1:9")
    paper.get_by_role("button", name="添加", exact=True).click()
    expect(paper.get_by_role("alert")).to_contain_text("连不上打印机")
