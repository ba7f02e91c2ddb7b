"""One device films a candidate, another watches meanwhile; a camera's card is brought; one page holds a record."""

import base64
import io
import json
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from protocol.role import BY_CODE
from server.cli.client import open_hub
from server.config import Config
from tests.browser import filming, signing, site
from tests.browser.stations import press
from tests.browser.watching import EDGE, JUMPED, PICTURES, PLAYS, SEEKABLE, goes_on, wait
from tests.imaging import files as media
from tests.running import ROOT, until

RECORDED = ROOT / "tests/imaging/recordings"
#: Seconds of film before somebody jumps back in it.
LONG_ENOUGH = 8
#: Seconds between where somebody jumps and the picture that is shown.
JUMP = 1.5


@pytest.fixture(scope="module")
def here(day, tmp_path_factory):
    """This module's own copy of the day, with a candidate of its practical session at hand."""
    own = day.copied(tmp_path_factory.mktemp("wall") / "data")
    with open_hub(Config(own.data, f"sqlite:///{own.data / 'kaowu.db'}")) as hub:
        own.candidate = min(hub.rows("practical"), key=lambda row: (row["session"], row["room"], row["seat"]))
    return own


@pytest.fixture(scope="module")
def chief_signed_in(chief, hub, here):
    person = next(one for one in here.people if one["role"] == BY_CODE["CE"].number)
    signing.set_pin(hub, person)
    signing.sign_in(chief, person)
    return chief


@pytest.fixture(scope="module")
def leaders_in(chief_signed_in, here):
    """The chief's tablet, with those who head the site on duty."""
    for person in here.people:
        if person["role"] in (BY_CODE["DCE"].number, BY_CODE["CE"].number) and person["state"] != "in":
            site.visit(chief_signed_in, "/check-in")
            site.scan(chief_signed_in, here.badge_text(person))
            site.answer(chief_signed_in, "accepted")
            site.go_on(chief_signed_in)
    return chief_signed_in


@pytest.fixture(scope="module")
def assessor(phone, hub, here):
    """A phone on which somebody who films has signed in."""
    person = next(one for one in here.people if one["role"] == BY_CODE["DCE"].number)
    signing.set_pin(hub, person)
    phone.context.grant_permissions(["camera", "microphone"])
    signing.sign_in(phone, person)
    return phone


def page_of(candidate):
    return (
        f"/candidate?plan={candidate['plan']}&session={candidate['session']}&room={candidate['room']}"
        f"&seat={candidate['seat']}"
    )


def jpeg(shade, size=(640, 480)):
    """A photo as a camera writes it, with the time on its clock."""
    photo = Image.new("RGB", size, (shade, 90, 40))
    notes = Image.Exif()
    notes[0x010F], notes[0x0110] = "TestCam", "T1"
    notes.get_ifd(0x8769)[0x9003] = "2026:06:20 09:10:11"
    kept = io.BytesIO()
    photo.save(kept, "JPEG", exif=notes)
    return kept.getvalue()


def film_a_candidate(page, candidate, *, media):
    """Open the camera from the candidate's page, as whoever stands before them does."""
    site.visit(page, page_of(candidate))
    page.get_by_role("link", name="拍照录像").click()
    if media == "video":
        page.get_by_role("button", name="录像", exact=True).first.click()
    wait(page, "() => document.querySelector('.capture video')?.videoWidth > 0")


def test_a_film_is_watched_while_it_is_recorded(chief_signed_in, assessor, here, hub, picture):
    chief, phone = chief_signed_in, assessor
    site.visit(chief, "/media")
    expect(chief.get_by_text("还没有照片和录像")).to_be_visible()
    picture(chief, "wall-empty")
    film_a_candidate(phone, here.candidate, media="video")
    press(phone, "开始录像")
    running = chief.get_by_role("region", name="正在录制")
    expect(running.locator(".tile.live")).to_have_count(1)
    expect(running).to_contain_text(here.candidate["mask"])
    wait(chief, PICTURES, 1)  # the newest picture of a film that still runs
    picture(chief, "wall-live")
    running.locator(".tile").click()
    expect(chief.locator(".looks li.frames")).to_contain_text("看正在录的画面")  # on the wall
    wait(chief, PLAYS)
    expect(chief.locator(".film .state")).to_have_text("实时画面")
    assert here.candidate["candidate"] not in chief.url
    goes_on(chief)
    wait(chief, EDGE, LONG_ENOUGH)
    picture(chief, "player-live")
    press(chief, "从头看")
    wait(chief, "edge => document.querySelector('video').currentTime < edge - 4", LONG_ENOUGH)
    expect(chief.locator(".film .state")).to_contain_text("回看")
    goes_on(chief)
    press(chief, "回到实时")
    expect(chief.locator(".film .state")).to_have_text("实时画面")
    goes_on(chief)
    press(phone, "结束录像")
    expect(chief.locator(".film .state")).to_have_text("录制已结束")
    expect(chief.get_by_text("设备哈希 = 主机哈希")).to_be_visible()
    press(chief, "整段播放（可任意拖动）")
    wait(chief, SEEKABLE)
    jumped = chief.evaluate(JUMPED, 0.5)
    assert abs(jumped["at"] - jumped["to"]) < JUMP, jumped
    picture(chief, "player-whole")
    (row,) = filming.evidence_of(hub)
    assert row["sha256"] == filming.sha256(filming.on_disk(hub, row))
    with chief.expect_download() as taken:
        chief.get_by_role("link", name="下载说明文件").click()
    assert row["sha256"] in Path(taken.value.path()).read_text("utf-8")


def test_a_photo_stands_on_another_screen_and_on_the_candidates_page(chief_signed_in, assessor, here, picture):
    chief, phone = chief_signed_in, assessor
    site.visit(chief, "/media?by=place")
    film_a_candidate(phone, here.candidate, media="photo")
    press(phone, "拍照")
    expect(chief.locator(".tile.equal")).to_have_count(2)
    wait(chief, PICTURES, 2)  # nobody touched the chief's tablet
    picture(chief, "wall-by-place")
    chief.get_by_role("link", name=f"{here.candidate['mask']} 的记录").click()
    expect(chief.get_by_role("heading", name=here.candidate["mask"])).to_be_visible()
    expect(chief.get_by_role("region", name="还缺")).to_contain_text(re.compile(r"应有 \d，已到 \d"))
    expect(chief.get_by_role("region", name="评分")).to_contain_text("未评分")
    expect(chief.locator(".tile")).to_have_count(2)
    assert here.candidate["candidate"] not in chief.url
    expect(chief.locator(".final strong")).to_have_text("未出分")
    for name, size in site.SIZES.items():
        chief.set_viewport_size({"width": size[0], "height": size[1]})
        picture(chief, f"candidate-{name}")
    chief.set_viewport_size({"width": site.TABLET[0], "height": site.TABLET[1]})


def test_a_page_lists_who_looked_and_who_took_a_copy(chief_signed_in, assessor, here, hub, picture):
    chief, before = chief_signed_in, {row["evidence"] for row in filming.evidence_of(hub)}
    film_a_candidate(assessor, here.candidate, media="photo")  # one that nobody has looked at
    press(assessor, "拍照")
    (row,) = (row for row in filming.arrived(hub, len(before) + 1) if row["evidence"] not in before)
    leader = next(one for one in here.people if one["role"] == BY_CODE["CE"].number)
    site.visit(chief, f"/media/{row['evidence']}")
    lines = chief.locator(".looks li")
    expect(lines).to_have_count(1)  # this look itself
    expect(lines.first).to_contain_text(f"{leader['name']} 看原件")
    with chief.expect_download() as taken:
        chief.get_by_role("link", name="下载原件").click()
    assert filming.sha256(Path(taken.value.path()).read_bytes()) == row["sha256"]
    expect(lines.first).to_contain_text(f"{leader['name']} 导出原件")
    expect(lines).to_have_count(2)
    for name, size in site.SIZES.items():
        chief.set_viewport_size({"width": size[0], "height": size[1]})
        lines.last.scroll_into_view_if_needed()
        picture(chief, f"looks-{name}")
    chief.set_viewport_size({"width": site.TABLET[0], "height": site.TABLET[1]})
    views = [one["fact"]["body"] for one in site.entries(hub) if one["fact"]["kind"] == "evidence.view"]
    assert [one["what"] for one in views if one["evidence"] == row["evidence"]] == ["original", "export"]


def test_a_cameras_card_is_brought_given_to_a_candidate_and_brought_once(chief_signed_in, here, hub, tmp_path, picture):
    chief = chief_signed_in
    card = tmp_path / "DCIM" / "100CANON"
    card.mkdir(parents=True)
    (card / "IMG_0001.JPG").write_bytes(jpeg(10))
    (card / "IMG_0002.JPG").write_bytes(jpeg(200))
    (card / "IMG_0003.JPG").write_bytes(jpeg(10))
    (card / "IMG_0004.JPG").write_bytes(b"")
    (card / "INDEX.BIN").write_bytes(b"what cameras keep beside")
    shutil.copy(RECORDED / "browser.mp4", card / "MOV_0005.MP4")
    (card / "MVI_0006.MTS").write_bytes(media.dated_stream("02 18 10 20 26 06 19 20 09 12 13"))
    media.dated_avi(card / "MVI_0007.AVI", b"Sat Jun 20 09:14:15 2026\n\0")
    shutil.copy(RECORDED / "phone.heic", card / "PIC_0008.HEIC")
    (card / "MOV_0005.THM").write_bytes(jpeg(30))
    for name, brand in (("IMG_0001.CR3", b"crx "), ("REC_0009.M4A", b"M4A ")):
        (card / name).write_bytes(b"\0\0\0\x18ftyp" + brand + b"\0\0\0\1isommp42" + b"\0" * 99)
    proxies = tmp_path / "DCIM" / "M4ROOT" / "SUB"
    proxies.mkdir(parents=True)
    for name in ("C0001S03.MP4", "C0002S03.MP4"):
        shutil.copy(RECORDED / "browser.mp4", proxies / name)
    before = {row["evidence"] for row in filming.evidence_of(hub)}
    site.visit(chief, "/media-import")
    chief.locator("form.card label", has_text=re.compile("^考场")).locator("select").select_option(
        here.candidate["room"]
    )
    choose = chief.locator("input[type=file][webkitdirectory]")
    choose.set_input_files(tmp_path / "DCIM")
    line = chief.locator("section.list li")
    expect(line).to_have_count(8)
    expect(line.nth(2)).to_contain_text("与本次选的")
    expect(line.nth(3)).to_contain_text("文件是空的")
    expect(line.nth(3)).to_contain_text("0 KB")
    expect(chief.locator("details", has_text="5 个文件不收，原件留在卡上").locator("li")).to_have_text([
        "100CANON/IMG_0001.CR3不是可收的照片或录像格式", "100CANON/REC_0009.M4A不是可收的照片或录像格式",
        "100CANON/MOV_0005.THM相机自己存的小图", "M4ROOT/SUB/*.MP42 个，录像的低画质副本",
    ])  # fmt: skip
    told = {0: "2026-06-20 09:10:11", 5: "2026-06-20 09:12:13", 6: "2026-06-20 09:14:15", 7: "2026-11-21 09:30:15"}
    for place, taken in told.items():  # by what each file says itself, whatever the card's list of files says
        expect(line.nth(place)).to_contain_text(taken)
    expect(chief.get_by_role("button", name="导入 6 个文件")).to_be_visible()
    chief.get_by_role("button", name="改 IMG_0001.JPG").click()
    chief.get_by_role("dialog").locator("label", has_text=re.compile("^考生")).locator("select").select_option(
        here.candidate["candidate"]
    )
    chief.get_by_role("dialog").locator("label", has_text=re.compile("^工位")).locator("input").fill("7")
    press(chief, "确认")
    expect(line.nth(0)).to_contain_text(here.candidate["mask"])
    picture(chief, "import-ready")
    chief.locator("details").scroll_into_view_if_needed()
    picture(chief, "import-left")
    press(chief, "导入 6 个文件")
    expect(chief.get_by_role("heading", name="全部导入：6 个")).to_be_visible()
    expect(line.filter(has_text="设备哈希 = 主机哈希")).to_have_count(6)
    picture(chief, "import-done")
    rows = {row["source"]["name"]: row for row in filming.evidence_of(hub) if row["evidence"] not in before}
    first = rows["DCIM/100CANON/IMG_0001.JPG"]
    assert (first["candidate"], first["station"]) == (here.candidate["candidate"], "7")
    assert first["sha256"] == filming.sha256((card / "IMG_0001.JPG").read_bytes())
    assert (first["source"]["make"], first["source"]["kind"]) == ("TestCam", "camera")
    assert {row["state"] for row in rows.values()} == {"equal"}
    assert rows["DCIM/100CANON/IMG_0002.JPG"]["candidate"] is None
    site.visit(chief, "/media-import")
    choose.set_input_files(tmp_path / "DCIM")
    expect(line.filter(has_text="已导入过")).to_have_count(6)

    def of_the_hub(name):
        return next(one for one in filming.evidence_of(hub) if one["source"]["name"] == f"DCIM/100CANON/{name}")[
            "taken"
        ]

    hubs = {"MVI_0006.MTS": "2026-06-20T09:12:13+08:00", "MVI_0007.AVI": "2026-06-20T09:14:15"}
    for name, taken in (hubs | {"PIC_0008.HEIC": "2026-11-21T09:30:15+08:00"}).items():
        until(lambda name=name, taken=taken: of_the_hub(name) == taken, 60, f"the hub's own look at {name}")


def test_two_people_remove_what_was_taken_by_mistake(leaders_in, here, hub, picture):
    chief = leaders_in
    row = next(row for row in filming.evidence_of(hub) if row["media"] == "photo")
    second = next(one for one in here.people if one["role"] == BY_CODE["DCE"].number)
    site.visit(chief, f"/media/{row['evidence']}")
    expect(chief.locator("img.whole")).to_be_visible()
    picture(chief, "photo")
    press(chief, "删除")
    dialog = chief.get_by_role("dialog")
    signing.type_scan(chief, here.badge_text(second))
    expect(dialog).to_contain_text(second["name"])
    dialog.get_by_label("理由").fill("拍错考生")
    picture(chief, "remove")
    chief.watch.expected.append("status of 404")  # its picture may be asked for in the same moment
    press(chief, "两人确认删除")
    expect(chief.get_by_text("由两人删除，理由：拍错考生")).to_be_visible()

    def gone():
        return not (hub.data / "media" / row["upload"][:2] / row["upload"]).exists()

    until(gone, 60, "the bytes to go")
    (now,) = (one for one in filming.evidence_of(hub) if one["evidence"] == row["evidence"])
    assert (now["state"], now["sha256"], now["removed"]["second"]) == ("removed", row["sha256"], second["person"])
    facts = [one["fact"] for one in site.entries(hub) if one["fact"]["kind"] == "evidence.remove"]
    assert json.dumps(facts).count("拍错考生") <= 1


#: A photo that comes without any record of what it is, as from a device that lost its own.
UNDESCRIBED = """async (bytes) => {
  const photo = Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))
  const fact = 'fact ' + btoa('ab'.repeat(16))
  const told = { 'Tus-Resumable': '1.0.0', 'Upload-Length': String(photo.length), 'Upload-Metadata': fact }
  const headers = { ...told, 'Content-Type': 'application/offset+octet-stream' }
  const made = await fetch('/api/media', { method: 'POST', headers, body: photo })
  return made.status
}"""


def test_what_came_without_a_word_is_taken_in_or_thrown_away_by_two(leaders_in, assessor, here, hub, picture):
    chief = leaders_in
    for page, shade in ((chief, 200), (assessor, 60)):
        assert page.evaluate(UNDESCRIBED, base64.b64encode(jpeg(shade)).decode()) == 201
    before = {row["evidence"] for row in filming.evidence_of(hub)}
    site.visit(chief, "/media")
    chief.get_by_role("link", name="没有说明的文件").click()
    lines = chief.locator(".strangers li")
    expect(lines).to_have_count(2)
    wait(chief, "() => document.querySelector('.strangers li:first-child img')?.naturalWidth > 0")
    chief.get_by_role("button", name="重新查看").click()
    leader = next(one for one in here.people if one["role"] == BY_CODE["CE"].number)
    looks = lines.first.get_by_role("region", name="谁看过、导出过")
    expect(looks).to_contain_text(f"{leader['name']} 看原件")
    expect(lines.last.get_by_role("region")).to_have_count(0)  # nobody looks on at a device's own
    for name, (width, height) in site.SIZES.items():
        chief.set_viewport_size({"width": width, "height": height})
        picture(chief, f"strangers-{name}")
    lines.first.get_by_role("button", name="认领").click()
    dialog = chief.get_by_role("dialog")
    for part in ("session", "room", "candidate"):
        dialog.locator(".pick select:not(:disabled)").last.select_option(here.candidate[part])
    picture(chief, "take-in")
    dialog.get_by_role("button", name="认领").click()
    expect(lines).to_have_count(1)
    (taken,) = (row for row in filming.evidence_of(hub) if row["evidence"] not in before)
    assert (taken["candidate"], taken["media"], taken["equal"]) == (here.candidate["candidate"], "photo", None)
    second = next(one for one in here.people if one["role"] == BY_CODE["DCE"].number)
    lines.first.get_by_role("button", name="清除").click()
    signing.type_scan(chief, here.badge_text(second))
    expect(dialog).to_contain_text(second["name"])
    dialog.get_by_label("理由").fill("误传的测试照片")
    press(chief, "两人确认清除")
    expect(chief.get_by_text("没有这样的文件")).to_be_visible()
