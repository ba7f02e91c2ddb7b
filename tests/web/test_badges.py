"""Badges as PDF and as a picture, drawn in a process of its own, and the crests on them."""

import io
import json

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader

from protocol.token import Unreadable, read
from server.desk.printing import Printed


@pytest.fixture
def chief(device, day):
    return device("tablet")


def test_the_pdf_holds_a_page_for_each_badge_in_use(client, chief, day, office):
    office.hand("badge.revoke", {"badge": day.badges[3], "reason": "lost", "note": ""})
    answer = client.get(f"/api/badges.pdf?plan={day.plan}", headers=chief.headers)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(PdfReader(io.BytesIO(answer.data)).pages) == 8


def test_one_role_alone(client, chief, day):
    answer = client.get("/api/badges.pdf?role=18", headers=chief.headers)
    assert len(PdfReader(io.BytesIO(answer.data)).pages) == 1


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("?plan=7", 409, "nothing-to-print"),
        ("?role=99", 409, "nothing-to-print"),
        ("?size=huge", 400, "bad-request"),
        ("?layout=spiral", 400, "bad-request"),
        ("?size=full&layout=8up", 400, "bad-request"),
        ("?sides=three", 400, "bad-request"),
        ("?layout=card-a7&sides=fold", 400, "bad-request"),
        ("?layout=custom", 400, "bad-request"),
        ("?layout=custom&sheet={}", 400, "bad-request"),
        ("?print=0197-nothing", 404, "print-unknown"),
        ("?role=x", 400, "bad-request"),
        ("?plan=-9223372036854775809", 400, "bad-request"),
        ("?role=-9223372036854775809", 400, "bad-request"),
    ],
)
def test_what_cannot_be_printed_is_said(client, chief, query, status, code):
    answer = client.get(f"/api/badges.pdf{query}", headers=chief.headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (status, code)


def test_a_drawing_that_failed_is_said_and_leaves_nothing_behind(client, chief, data, monkeypatch):
    def fail(_lines, out, _asked):
        out.write_bytes(b"half a page")
        return Printed(None, {"code": "x", "says": "缺少字体", "fix": "请运行 make setup"})

    monkeypatch.setattr("server.desk.printing.print_pdf", fail)
    answer = client.get("/api/badges.pdf", headers=chief.headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "print-failed")
    assert "缺少字体" in answer.json["error"]["says"]
    assert list((data / "tmp").iterdir()) == []


def test_the_pdf_is_not_left_on_the_disk(client, chief, data):
    client.get("/api/badges.pdf", headers=chief.headers)
    assert list((data / "tmp").iterdir()) == []


def words(pdf):
    return [page.extract_text().replace(" ", "") for page in PdfReader(io.BytesIO(pdf)).pages]


def picture(answer):
    assert (answer.status_code, answer.mimetype) == (200, "image/png"), answer.data
    return Image.open(io.BytesIO(answer.data)).convert("RGB")


def png(size=(40, 40), colour="#AA0000", **saved):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG", **saved)
    return out.getvalue()


def hand_in(client, chief, data, name="crest.png"):
    return client.post("/api/crests", data={"file": (io.BytesIO(data), name)}, headers=chief.headers)


def test_a_print_is_drawn_with_exactly_its_badges_in_its_order(client, chief, day, office):
    ids = [day.badges[8], day.badges[2], day.badges[4]]
    fact = office.hand("badge.print", {"plan": day.plan, "badges": ids, "reason": "first", "note": ""})
    assert fact.verdict == "accepted", fact
    pages = words(client.get(f"/api/badges.pdf?print={fact.id}", headers=chief.headers).data)
    assert [("王辛" in page, "钱乙" in page, "李丁" in page) for page in pages] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]


def test_a_badge_revoked_since_its_print_is_not_drawn_again(client, chief, day, office):
    body = {"plan": day.plan, "badges": [day.badges[2], day.badges[3]], "reason": "first", "note": ""}
    fact = office.hand("badge.print", body)
    office.hand("badge.revoke", {"badge": day.badges[2], "reason": "lost", "note": ""})
    (page,) = words(client.get(f"/api/badges.pdf?print={fact.id}", headers=chief.headers).data)
    assert "孙丙" in page


def test_a_refused_print_draws_nothing(client, chief, day, office):
    office.hand("badge.print", {"plan": day.plan, "badges": [day.badges[2]], "reason": "first", "note": ""})
    again = office.hand("badge.print", {"plan": day.plan, "badges": [day.badges[2]], "reason": "first", "note": ""})
    assert again.refusal.code == "reprint-reason"
    answer = client.get(f"/api/badges.pdf?print={again.id}", headers=chief.headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (404, "print-unknown")


def test_only_what_never_went_to_paper_is_drawn_on_request(client, chief, day, office):
    body = {"plan": day.plan, "badges": [day.badges[number] for number in range(1, 9)], "reason": "first", "note": ""}
    office.hand("badge.print", body)
    (page,) = words(client.get("/api/badges.pdf?unprinted=true", headers=chief.headers).data)
    assert "冯壬" in page


def test_a_spare_badge_is_drawn_without_a_name(client, chief, day, office):
    spare = {"badge": "ab" * 8, "person": 0, "role": 18}
    office.hand("badge.issue", {"plan": day.plan, "badges": [spare]})
    pages = words(client.get("/api/badges.pdf?role=18&sides=two", headers=chief.headers).data)
    assert len(pages) == 4
    assert "备用" in pages[2]
    assert "姓名" in pages[2]
    assert "姓名" in pages[3]


def test_the_token_of_a_spare_badge_names_nobody(client, chief, day, office, hub):
    office.hand("badge.issue", {"plan": day.plan, "badges": [{"badge": "cd" * 8, "person": 0, "role": 20}]})
    pdf = client.get("/api/badges.pdf?role=20", headers=chief.headers).data
    (found,) = zxingcpp.read_barcodes(first_page(pdf), formats=zxingcpp.BarcodeFormat.QRCode)
    token = read(found.text, {1: hub.keys.badge.public_key()})
    assert (token.badge, token.person, token.role) == ("cd" * 8, 0, 20)


def first_page(pdf, dpi=150):
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=dpi / 72).to_pil().convert("RGB")
    document.close()
    return picture


def test_eight_pocket_badges_lie_on_one_sheet_with_their_reverses_behind(client, chief, day):
    pdf = client.get("/api/badges.pdf?layout=8up&sides=two", headers=chief.headers).data
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 4  # nine badges
    assert [round(float(side) * 25.4 / 72) for side in pages[0].mediabox[2:]] == [297, 210]
    assert len(zxingcpp.read_barcodes(first_page(pdf), formats=zxingcpp.BarcodeFormat.QRCode)) == 8


def test_what_is_amiss_is_told_beside_the_pdf(client, chief):
    report = json.loads(client.get("/api/badges.pdf", headers=chief.headers).headers["Kaowu-Report"])
    assert (report["pages"], report["no_portrait_count"], report["substituted"]) == (9, 9, [])


def test_a_saved_design_is_on_the_badges(client, chief, day, office):
    sha256 = hand_in(client, chief, png()).json["sha256"]
    design = {
        "mark": "赣南技能鉴定",
        "crest": sha256,
        "colours": {"18": "#102030"},
        "lines": ["area"],
        "reverse": {"18": ["守好南门"]},
        "found": "拾获请交南门",
        "duty_phone": False,
    }
    saved = office.hand("badge.design", {"plan": day.plan, "design": design})
    assert saved.verdict == "accepted", saved
    pdf = client.get("/api/badges.pdf?role=18&sides=two", headers=chief.headers).data
    front, back = words(pdf)
    assert "赣南技能鉴定" in front
    assert "南昌考区" in front
    assert "一职校" not in front
    assert "守好南门" in back
    assert "拾获请交南门" in back
    assert "19900000001" not in back
    seen = first_page(pdf)
    assert seen.getpixel((seen.width - 5, 5)) == (0x10, 0x20, 0x30)
    assert (0xAA, 0, 0) in {colour for _, colour in seen.getcolors(1 << 24)}


def preview(client, chief, **asked):
    return client.post("/api/badges/preview", json={"role": 8, "design": {}, **asked}, headers=chief.headers)


def test_a_design_not_yet_saved_is_shown_as_it_would_be_printed(client, chief, day):
    seen = picture(preview(client, chief, plan=day.plan, design={"colours": {"8": "#102030"}}))
    assert seen.size == (678, 977)
    assert seen.getpixel((670, 5)) == (0x10, 0x20, 0x30)
    back = picture(preview(client, chief, plan=day.plan, side="back"))
    assert back.size == seen.size
    assert zxingcpp.read_barcodes(back, formats=zxingcpp.BarcodeFormat.QRCode) == []
    assert picture(preview(client, chief, size="pocket", sample="spare")).size == (552, 772)


def test_the_qr_of_a_preview_opens_no_door(client, chief, hub):
    (found,) = zxingcpp.read_barcodes(picture(preview(client, chief)), formats=zxingcpp.BarcodeFormat.QRCode)
    with pytest.raises(Unreadable):
        read(found.text, {1: hub.keys.badge.public_key()})


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"design": {"colours": {"8": "#FFFF00"}}}, "design-contrast"),
        ({"design": {"mark": 5}}, "design-invalid"),
        ({"design": {"crest": "ab" * 32}}, "crest-unknown"),
        ({"role": 99}, "bad-request"),
        ({"side": "inside"}, "bad-request"),
        ({"plan": 7}, "plan-unknown"),
    ],
)
def test_a_design_outside_the_format_is_not_drawn(client, chief, asked, code):
    answer = preview(client, chief, **asked)
    assert answer.status_code >= 400
    assert answer.json["error"]["code"] == code


def test_a_crest_is_cleaned_and_comes_back(client, chief, hub):
    kept = hand_in(client, chief, png((1200, 600), pnginfo=note("taken at")))
    assert kept.status_code == 200, kept.text
    answer = client.get(f"/api/crests/{kept.json['sha256']}", headers=chief.headers)
    seen = picture(answer)
    assert seen.size == (512, 256)
    assert b"taken at" not in answer.data


def note(words):
    info = PngInfo()
    info.add_text("Comment", words)
    return info


def test_a_jpeg_serves_as_crest_too(client, chief):
    out = io.BytesIO()
    Image.new("CMYK", (64, 64)).save(out, "JPEG")
    kept = hand_in(client, chief, out.getvalue(), "crest.jpg")
    assert picture(client.get(f"/api/crests/{kept.json['sha256']}", headers=chief.headers)).size == (64, 64)


@pytest.mark.parametrize(
    "sent",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", png()[:60], png((12_001, 1))],
    ids=["empty", "svg", "gif", "cut short", "too wide"],
)
def test_what_is_no_picture_is_refused_as_crest(client, chief, sent):
    answer = hand_in(client, chief, sent)
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "crest-invalid")


def test_other_files_the_hub_keeps_are_not_handed_out_as_crests(client, chief, hub):
    kept = hub.door.hub.files.keep(b"names and phone numbers")
    assert client.get(f"/api/crests/{kept}", headers=chief.headers).status_code == 404
