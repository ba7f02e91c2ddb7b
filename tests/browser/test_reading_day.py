"""A morning's cards: a file in a watched folder, five faults settled by two people, three sign, two release."""

import os
import re
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import expect

from tests.browser import reading_morning as morning
from tests.browser import signing, site
from tests.browser.reading_morning import SESSION, enter_key, paper_line, take_over
from tests.running import serving

FILE, LEFT = "K1.TXT", "107"
PRESCRIBED = {"101": "换回号码", "102": "改正准考证号", "103": "改正准考证号", "104": "改正准考证号", "105": "确认重涂"}
"""The room of each planted fault, and the words of what is prescribed."""
GROUNDS = {"换回号码": "看卡上手写号码", "改正准考证号": "与座次表签名核对", "确认重涂": "两人看过原卡"}
"""What each way is grounded on, in one tap."""


DAY_OF = {7: 8, 67: 75}
"""Rooms with cards -> rooms of the day, of which some are workshops."""


@pytest.fixture(scope="module", params=[7, pytest.param(67, marks=pytest.mark.long)], ids="{} rooms".format)
def read(request, tmp_path_factory):
    """The morning; one room's record sheet and one person's entry of one key are left for the browser."""
    prepared = morning.prepare(tmp_path_factory.mktemp("reading"), rooms=DAY_OF[request.param], left=LEFT)
    assert len(prepared.rooms) == request.param
    return prepared


@pytest.fixture(scope="module")
def hub(read):
    with serving(read.day.data) as running:
        yield running


@pytest.fixture(scope="module")
def reader(browser, hub):
    """The computer in the reading room."""
    with site.device(browser, site.hub_origin(hub), site.DESKTOP) as page:
        yield site.enrol(page, hub, "reader", "读卡室电脑")


@pytest.fixture(scope="module")
def office(browser, hub):
    """The chief's tablet."""
    with site.device(browser, site.hub_origin(hub), site.TABLET) as page:
        yield site.enrol(page, hub, "tablet", "主考平板")


def row(hub, read, kind, key):
    return site.rows_of(hub).get((kind, f"{read.day.plan['plan']}/{key}"))


def faults(page):
    return page.get_by_role("region", name="问题").locator("article")


def at_room(page, room):
    site.visit(page, f"/reading/room/{room}?session={SESSION}")
    expect(page.locator(".room header h1")).to_be_visible()


def tile(page, room):
    return page.locator(".tile").filter(has=page.get_by_text(room, exact=True))


def test_files_in_a_watched_folder_are_read_and_what_does_not_fit_is_named(reader, hub, read, tmp_path, picture):
    folder = tmp_path / "export"
    folder.mkdir()
    expect(reader.locator(".tile")).to_have_count(len(read.rooms), timeout=site.BACK)
    picture(reader, "reading-unread-desktop")
    with morning.station(hub, folder, tmp_path / "own"):
        (folder / FILE).write_bytes(read.exported(f"{SESSION}-faults.txt"))
        expect(reader.get_by_text(FILE)).to_be_visible(timeout=site.BACK)
        expect(reader.get_by_text("看到 1 个 ＝ 主机已收 1")).to_be_visible(timeout=site.BACK)
        expect(reader.get_by_text("已读入")).to_be_visible(timeout=site.BACK)
    site.settled(reader)
    for room in PRESCRIBED:
        expect(tile(reader, room)).to_have_class(re.compile("faults"))
    expect(tile(reader, "106")).to_have_class(re.compile("green"))
    expect(reader.get_by_role("list", name="待处理的问题")).to_contain_text("准考证号漏涂")
    picture(reader, "reading-desktop")
    reader.set_viewport_size({"width": 390, "height": 844})
    picture(reader, "reading-phone")
    reader.set_viewport_size({"width": 1440, "height": 900})


def test_a_record_sheet_is_entered_by_seats(reader, read, picture):
    at_room(reader, LEFT)
    expect(reader.get_by_text("考场情况记录单还没有录入")).to_be_visible()
    take_over(reader, read.people["checker"])
    at_room(reader, LEFT)
    reader.get_by_role("link", name="录入记录单").first.click()
    away = read.absent[LEFT]
    reader.get_by_label("缺考的座位号").fill("99")
    expect(reader.get_by_text("没有这些座位：99")).to_be_visible()
    reader.get_by_label("缺考的座位号").fill(" ".join(map(str, away)))
    reader.get_by_label("缺考的座位号").press("Enter")
    expect(reader.get_by_text(f"缺考 {len(away)}：")).to_be_visible()
    reader.get_by_label("卡袋里的答题卡").fill(str(read.bags[LEFT]))
    picture(reader, "record-sheet-desktop")
    reader.locator(".sheet button[type=submit]").click()
    expect(reader.get_by_text(f"{LEFT} 考场已录入")).to_be_visible()
    site.visit(reader, f"/reading?session={SESSION}")
    expect(tile(reader, LEFT)).to_have_class(re.compile("green"))


def test_the_operator_proposes_what_is_prescribed(reader, read, picture):
    take_over(reader, read.people["operator"])
    for room, words in PRESCRIBED.items():
        at_room(reader, room)
        fault = morning.the_only(faults(reader))
        if room == "102":
            fault.get_by_role("button", name="看卡").click()
            expect(fault.locator(".card")).to_have_count(2)
            picture(reader, "room-duplicate-desktop")
        fault.get_by_role("button", name=re.compile(words)).click()
        if room == "102":  # two cards have the number: which one is meant has to be said
            dialog = reader.locator("dialog")
            propose = dialog.get_by_role("button", name="提出", exact=True)
            expect(propose).to_be_disabled()
            expect(dialog.locator(".card")).to_have_count(2)
            dialog.get_by_label(re.compile("第 .* 行 · .* 座")).last.check()
            expect(propose).to_be_disabled()
            dialog.get_by_role("button", name=GROUNDS[words]).click()
            picture(reader, "propose-desktop")
            reader.set_viewport_size({"width": 1180, "height": 820})
            picture(reader, "propose-tablet")
            reader.set_viewport_size({"width": 1440, "height": 900})
            propose.click()
        else:
            grounds = fault.get_by_role("group", name="依据是什么？")
            expect(grounds).to_be_visible()
            if room == "101":
                picture(reader, "grounds-desktop")
            grounds.get_by_role("button", name=GROUNDS[words]).click()
        expect(fault).to_contain_text(GROUNDS[words])
        expect(fault).to_contain_text("提出：")
        expect(fault).to_contain_text("等验卡员或阅卷监督员登录后确认")
    picture(reader, "room-proposed-desktop")
    reader.set_viewport_size({"width": 1180, "height": 820})
    picture(reader, "room-proposed-tablet")
    reader.set_viewport_size({"width": 390, "height": 844})
    picture(reader, "room-proposed-phone")
    reader.set_viewport_size({"width": 1440, "height": 900})


def test_the_checker_rejects_one_with_a_reason_and_confirms_the_others(reader, read, picture):
    site.visit(reader, f"/reading?session={SESSION}")
    take_over(reader, read.people["checker"])
    site.visit(reader, f"/reading?session={SESSION}")
    expect(reader.get_by_text("有 5 项等您确认")).to_be_visible()
    picture(reader, "reading-to-confirm-desktop")
    at_room(reader, "105")
    fault = morning.the_only(faults(reader))
    fault.get_by_role("button", name="不同意").click()
    dialog = reader.locator("dialog")
    expect(dialog.get_by_role("button", name="不同意")).to_be_disabled()
    dialog.get_by_label("为什么不同意").fill("有几题是折痕，重新看卡")
    dialog.get_by_role("button", name="不同意").click()
    expect(fault).to_contain_text("有几题是折痕，重新看卡")
    for room in PRESCRIBED:
        if room == "105":
            continue
        at_room(reader, room)
        faults(reader).first.get_by_role("button", name="确认", exact=True).click()
        expect(reader.get_by_text("这个考场的卡和数全部对得上。")).to_be_visible()
    take_over(reader, read.people["operator"])
    at_room(reader, "105")
    faults(reader).first.get_by_role("button", name="确认重涂").click()
    faults(reader).first.get_by_role("button", name=GROUNDS["确认重涂"]).click()
    expect(faults(reader).first).to_contain_text("提出：")
    take_over(reader, read.people["checker"])
    at_room(reader, "105")
    faults(reader).first.get_by_role("button", name="确认", exact=True).click()
    expect(reader.get_by_text("这个考场的卡和数全部对得上。")).to_be_visible()
    reader.get_by_text("已处理 1 项").click()
    expect(reader.get_by_text("已处理：确认重涂")).to_be_visible()
    picture(reader, "room-green-desktop")


def test_a_wrong_card_in_which_no_rule_found_anything_is_corrected_from_its_rooms_list(reader, read, picture):
    take_over(reader, read.people["operator"])
    at_room(reader, "106")
    reader.get_by_role("button", name="逐张看卡").click()
    reader.locator("dialog").get_by_role("button", name="更正这张卡").first.click()
    dialog = reader.locator("dialog")
    dialog.get_by_label("卡上的答案，按题号").fill("1 -")
    dialog.get_by_label("理由").fill("第 1 题是橡皮擦过的痕迹")
    picture(reader, "correct-card-desktop")
    dialog.get_by_role("button", name="提出", exact=True).click()
    expect(faults(reader).first).to_contain_text("等验卡员或阅卷监督员登录后确认")
    take_over(reader, read.people["checker"])
    at_room(reader, "106")
    faults(reader).first.get_by_role("button", name="确认", exact=True).click()
    expect(reader.get_by_text("已处理 1 项")).to_be_visible()
    reader.get_by_role("button", name="逐张看卡").click()
    expect(reader.locator("dialog").get_by_text("第 1 题：机器读")).to_be_visible()
    picture(reader, "room-cards-desktop")
    reader.keyboard.press("Escape")


def test_the_three_of_the_reading_room_sign(reader, hub, read, picture):
    take_over(reader, read.people["operator"])
    site.visit(reader, f"/reading?session={SESSION}")
    reader.get_by_role("button", name="三人签字").click()
    dialog = reader.locator("dialog")
    sign = dialog.get_by_role("button", name="三人签字")
    expect(sign).to_be_disabled()
    signing.type_scan(reader, read.badge("operator"))
    expect(dialog.get_by_role("alert")).to_contain_text("这张证牌不是验卡员或阅卷监督员的")
    signing.type_scan(reader, read.badge("monitor"))
    signing.type_scan(reader, read.badge("checker"))
    picture(reader, "three-sign-desktop")
    sign.click()
    expect(reader.get_by_text("全部考场核对无误")).to_be_visible()
    expect(tile(reader, "101")).to_have_class(re.compile("closed"))
    picture(reader, "reading-closed-desktop")


def test_a_key_holds_once_a_second_person_has_typed_the_same(office, read, picture):
    subject = sorted(read.keys)[0]
    right = read.keys[subject]["A"]
    take_over(office, read.people["deputy"])
    site.visit(office, "/office/keys")
    line = paper_line(office, subject)
    expect(line).to_contain_text("等另一人录入")
    picture(office, "keys-tablet")
    wrong = "A" if right[6] != "A" else "B"
    enter_key(office, subject, [*right[:6], wrong, *right[7:]])
    picture(office, "key-typed-tablet")
    office.get_by_role("button", name="交这一份").click()
    expect(line).to_contain_text("第 7 题")
    picture(office, "key-differs-tablet")
    enter_key(office, subject, right)
    office.get_by_role("button", name="交这一份").click()
    expect(line).to_contain_text("已生效：80 题")


def test_scores_are_released_by_two_people(office, hub, read, picture):
    take_over(office, read.people["leader"])
    site.visit(office, "/office/scores")
    expect(office.get_by_text(f"考场核对无误 {len(read.rooms)}/{len(read.rooms)}")).to_be_visible()
    picture(office, "scores-tablet")
    office.get_by_role("button", name="发布成绩").click()
    dialog = office.locator("dialog")
    release = dialog.get_by_role("button", name="发布成绩")
    expect(dialog).to_contain_text("有成绩")
    expect(release).to_be_disabled()
    signing.type_scan(office, read.badge("checker"))
    picture(office, "release-tablet")
    release.click()
    expect(office.get_by_text("第 1 次发布", exact=True)).to_be_visible()
    picture(office, "released-tablet")
    site.all_sent(office)
    released = row(hub, read, "release", f"{SESSION}/1")
    away = sum(map(len, read.absent.values()))
    assert (released["sums"]["absent"], released["sums"]["scored"]) == (away, released["sums"]["candidates"] - away)
    assert {released["by"], released["second"]} == {read.people[who]["person"] for who in ("leader", "checker")}


def test_a_key_that_was_wrong_is_corrected_after_the_release(office, read, picture):
    """Two people type the corrected key, and each says why."""
    subject = sorted(read.keys)[0]
    right = read.keys[subject]["A"]
    other = ["A/B/C/D", *right[1:]]
    for who in ("deputy", "leader"):
        take_over(office, read.people[who])
        site.visit(office, "/office/keys")
        enter_key(office, subject, other)
        hand = office.get_by_role("button", name="交这一份")
        expect(hand).to_be_disabled()
        office.get_by_label("成绩已经发布，为什么更正答案").fill("第 1 题题干有误，各选项都算对")
        if who == "deputy":
            picture(office, "key-corrected-tablet")
        hand.click()
        expect(paper_line(office, subject)).to_be_visible()
        site.all_sent(office)
    expect(paper_line(office, subject)).to_contain_text("已生效：80 题")


def test_scores_that_changed_are_released_again_with_a_notice(office, hub, read, picture):
    site.visit(office, "/office/scores")
    expect(office.get_by_text("发布之后又有变化")).to_be_visible()
    expect(office.get_by_role("link", name="更正通知")).to_have_count(0)
    office.get_by_role("button", name="更正后再发布").click()
    dialog = office.locator("dialog")
    release = dialog.get_by_role("button", name="更正后再发布")
    expect(dialog.get_by_text("与上次相比")).to_be_visible()
    signing.type_scan(office, read.badge("checker"))
    expect(dialog.get_by_text(read.people["checker"]["name"])).to_be_visible()
    expect(release).to_be_disabled()
    dialog.get_by_label("与第 1 次发布不同的原因").fill("第 1 题题干有误，各选项都算对")
    picture(office, "release-again-tablet")
    release.click()
    expect(office.get_by_text("第 2 次发布", exact=True)).to_be_visible()
    expect(office.get_by_text("代替第 1 次")).to_be_visible()
    expect(office.get_by_role("link", name="更正通知")).to_be_visible()
    picture(office, "released-again-tablet")
    site.all_sent(office)
    again = row(hub, read, "release", f"{SESSION}/2")
    assert (again["replaces"], again["changed"] > 0) == (1, True)


def test_questions_and_results_to_look_at_are_shown_to_a_leader(office, read, picture):
    site.visit(office, "/office/analysis")
    expect(office.locator(".items tbody tr")).to_have_count(80)
    picture(office, "analysis-tablet")
    office.get_by_role("button", name="需要看的").click()
    picture(office, "analysis-striking-tablet")
    office.get_by_role("region", name="异常名单").scroll_into_view_if_needed()
    expect(office.get_by_text("不是结论")).to_be_visible()
    picture(office, "abnormal-tablet")


def printed(office, read, form):
    """A form's text, page by page; the PDF is kept beside the pictures."""
    answer = office.request.get(f"/api/forms/{form}.pdf?plan={read.day.plan['plan']}&session={SESSION}")
    assert answer.ok, answer.text()
    kept = os.environ.get("KAOWU_SHOTS")
    if kept:
        (Path(kept) / f"{form}.pdf").write_bytes(answer.body())
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(answer.body())).pages]


def test_the_reconciliation_page_is_green_and_says_what_was_settled_by_whom(office, read):
    pages = "\n".join(printed(office, read, "reconciled"))
    assert f"{len(read.rooms)} 个考场全部核对平" in pages
    assert f"发现并处理的问题（{len(PRESCRIBED) + 1} 项）" in pages
    for words in (*read.rooms, *GROUNDS.values(), *(read.people[who]["name"] for who in ("operator", "checker"))):
        assert words in pages
    assert f"阅卷监督员：{read.people['monitor']['name']}" in pages
    assert "第 2 次发布" in pages


def test_the_papers_of_the_morning_are_drawn(office, read):
    sheets = printed(office, read, "theory")
    assert [room for room in read.rooms if not any(room in page for page in sheets)] == []
    assert "不作为认定依据" in printed(office, read, "abnormal")[0]
    assert len(printed(office, read, "analysis")) >= 2 * len(read.keys)
    assert "替代第 1 次发布" in printed(office, read, "notice")[0]
    asked = f"plan={read.day.plan['plan']}&session={SESSION}"
    for kind, begins in (("xlsx", b"PK"), ("csv", "\ufeff".encode()), ("dbf", b"\x03")):
        answer = office.request.get(f"/api/reading/export.{kind}?{asked}")
        assert answer.ok, answer.text()
        assert answer.body().startswith(begins)


def test_a_file_from_a_usb_stick_is_brought_by_the_browser(reader, hub, read, tmp_path, picture):
    site.visit(reader, "/reading/bring")
    stick = tmp_path / "usb"
    stick.mkdir()
    for name, of in (("S2.TXT", "S2.txt"), ("K1 copy.TXT", f"{SESSION}-faults.txt")):
        (stick / name).write_bytes(read.exported(of))
    (stick / "readme.pdf").write_bytes(b"%PDF-1.7 no card file")
    (stick / "machine.yaml").write_text("id: machine")
    reader.locator("input[type=file]").set_input_files(sorted(stick.iterdir()))
    expect(reader.get_by_text("主机已有")).to_be_visible()
    expect(reader.get_by_text("这是读卡格式，不是读卡文件")).to_be_visible()
    for chosen, n in (("2", 3), ("1", 2)):  # a clean stack read again may come to the same bytes
        reader.get_by_label("第几次读卡").select_option(chosen)
        expect(reader.get_by_role("button", name=f"交到主机（{n} 个）")).to_be_visible()
    picture(reader, "bring-ready-desktop")
    reader.get_by_role("button", name="交到主机（2 个）").click()
    expect(reader.get_by_text("主机：已读入，")).to_be_visible(timeout=site.BACK)
    expect(reader.get_by_text("主机：未采用，")).to_be_visible(timeout=site.BACK)
    picture(reader, "bring-done-desktop")
    reader.set_viewport_size({"width": 390, "height": 844})
    picture(reader, "bring-done-phone")
    reader.set_viewport_size({"width": 1440, "height": 900})
    site.all_sent(reader)
    site.visit(reader, "/reading?session=S2")
    expect(reader.locator(".batch.refused")).to_contain_text("readme.pdf")
    picture(reader, "reading-second-desktop")


def test_a_format_is_tried_on_a_real_file_while_it_is_mended(office, read, tmp_path, picture):
    site.visit(office, "/office/card-profiles")
    office.locator(".profiles .pick select").select_option("sample-day-txt")
    sample = tmp_path / "K1.TXT"
    sample.write_bytes(read.exported("S2.txt"))
    office.locator("input[type=file]").first.set_input_files(sample)
    expect(office.get_by_text("读得通，共")).to_be_visible()
    expect(office.get_by_role("heading", name="试读")).to_be_in_viewport()
    picture(office, "profiles-tablet")
    office.get_by_text("格式怎样写：各项的含义").click()
    expect(office.get_by_text("小写字母、数字和连字符")).to_be_visible()
    picture(office, "profiles-keys-tablet")
    office.get_by_text("格式怎样写：各项的含义").click()
    text = office.locator(".profiles textarea")
    text.fill(text.input_value().replace("format: fixed", "format: fixt"))
    expect(office.get_by_role("alert")).to_be_visible()
    expect(office.get_by_role("button", name="保存格式")).to_be_disabled()
    picture(office, "profiles-wrong-tablet")
