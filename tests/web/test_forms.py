"""Labels and forms over the hub's routes: what a plan lacks, what stands on the paper, and for whom."""

import io
import json

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from server.domain.objects import read_label
from tests.exam_day import PLAN, SITE, candidate_row

NAMED = "买买提图尔荪·阿卜杜喀迪尔"
FORMS = ("labels", "doors", "desks", "seats", "record", "handoff", "spares", "wall", "slips")


@pytest.fixture
def chief(device, day):
    return device("tablet")


@pytest.fixture
def ask(client, chief):
    def call(path):
        return client.get(path, headers=chief.headers)

    return call


@pytest.fixture
def registered(ask, office):
    """Register all that the day needs."""
    lacking = ask("/api/labels/needs").json["lacking"]
    receipt = office.hand("custody.label", {"plan": PLAN, "objects": lacking})
    assert receipt.verdict == "accepted", receipt.refusal
    return lacking


@pytest.fixture
def named(day):
    """Candidates whose names and numbers' tails are known."""
    rows = [
        candidate_row(seat) | {"name": NAMED if seat == 2 else f"甲{seat}", "id_tail": f"{seat:04d}"}
        for seat in (10, 2, 1)
    ]
    assert day.take("candidates", rows).verdict == "accepted"


def text(answer):
    assert answer.status_code == 200, answer.json
    document = pypdfium2.PdfDocument(answer.data)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


def codes(answer):
    found = []
    for page in pypdfium2.PdfDocument(answer.data):
        image = page.render(scale=200 / 72).to_pil().convert("L")
        found += [one.text for one in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)]
    return found


def test_what_lacks_is_told_by_session_and_kind_and_registering_it_is_enough(ask, registered):
    assert {one["kind"] for one in registered} == {"RSET", "PP", "CP", "SL", "RS", "SC", "SP", "DP", "CS", "ST"}
    now = ask("/api/labels/needs").json
    assert now["lacking"] == []
    assert {one["lacking"] for one in now["kinds"]} == {0}
    paper = next(one for one in now["kinds"] if (one["session"], one["kind"]) == ("S1", "PP"))
    assert (paper["needed"], paper["zh"]) == (2, "试卷袋")


def test_more_candidates_lack_more(ask, registered, day):
    rows = [candidate_row(seat) for seat in range(1, 4)] + [candidate_row(1, room="102", session="S2")]
    day.take("candidates", rows)
    assert ask("/api/labels/needs").json["lacking"] == []
    day.take("candidates", [*rows, candidate_row(1, session="S2")])
    assert ask("/api/labels/needs?extra=0").json["lacking"] == []  # 101 in S2 had its bags before


@pytest.fixture
def mixed(day):
    """Room 101 with two electricians of level 4 and a welder of level 5 in the first session."""
    rows = [candidate_row(1), candidate_row(2), candidate_row(3, trade="焊工", level=5), candidate_row(1, room="102")]
    assert day.take("candidates", rows).verdict == "accepted"


def test_a_room_of_two_trades_lacks_a_bag_for_each_and_the_one_left_out_still_lacks(ask, mixed, office):
    lacking = ask("/api/labels/needs").json["lacking"]
    bags = [(one["room"], one.get("group"), one["packed"]["papers"]) for one in lacking if one["kind"] == "PP"]
    electricians, welders = {"trade": "电工", "level": 4}, {"trade": "焊工", "level": 5}
    assert bags == [("101", electricians, 3), ("101", welders, 2), ("102", None, 2)]
    left_out = [one for one in lacking if one.get("group") != welders]
    assert office.hand("custody.label", {"plan": PLAN, "objects": left_out}).verdict == "accepted"
    (still,) = ask("/api/labels/needs").json["lacking"]
    assert (still["kind"], still["group"]) == ("PP", welders)


def test_a_bag_that_was_made_for_the_whole_room_is_not_asked_for_again_but_that_of_a_trade_that_came_later(
    ask, mixed, office, day
):
    lacking = ask("/api/labels/needs").json["lacking"]
    place = {"kind": "PP", "session": "S1", "room": "101"}
    whole = [one for one in lacking if "group" not in one] + [place | {"packed": {"papers": 4}}]
    assert office.hand("custody.label", {"plan": PLAN, "objects": whole}).verdict == "accepted"
    assert ask("/api/labels/needs").json["lacking"] == []
    rows = [candidate_row(1), candidate_row(2), candidate_row(3, trade="焊工", level=5), candidate_row(1, room="102")]
    assert day.take("candidates", [*rows, candidate_row(4, trade="钳工", level=3)]).verdict == "accepted"
    still, strip = ask("/api/labels/needs").json["lacking"]
    assert strip["kind"] == "ST", "that bag is closed again, too"
    assert (still["room"], still["group"], still["packed"]) == ("101", {"trade": "钳工", "level": 3}, {"papers": 2})


def test_trade_and_level_stand_on_the_label_the_handoff_form_and_the_record_sheet(ask, mixed, registered):
    labels = text(ask("/api/forms/labels.pdf?session=S1&room=101&kinds=PP")).split()
    assert {"电工", "四级", "焊工", "五级"} <= set(labels)
    form = text(ask("/api/forms/handoff.pdf?session=S1"))
    assert form.count("101 其中") == 2
    record = text(ask("/api/forms/record.pdf?session=S1&room=101"))
    for said in ("电工 四级", "领 3 份", "焊工 五级", "领 2 份"):
        assert said in record, said
    assert "其中" not in text(ask("/api/forms/handoff.pdf?session=S1&room=102"))


@pytest.mark.parametrize("query", ["?extra=-1", "?extra=x", "?cases=9999", "?plan=-9"])
def test_amounts_that_cannot_be_are_refused(ask, query):
    assert ask(f"/api/labels/needs{query}").json["error"]["code"] == "bad-request"


def test_every_label_of_the_plan_comes_off_the_sheet_once_and_reads_as_the_object(ask, registered, hub):
    found = codes(ask("/api/forms/labels.pdf?sheet=2x7"))
    assert len(found) == len(set(found)) == len(registered)
    for code in found:
        label = read_label(code)
        assert (label.site, label.plan) == (SITE, PLAN)


def test_labels_of_a_room_lie_together(ask, registered):
    said = text(ask("/api/forms/labels.pdf?session=S1&room=101&sheet=2x7"))
    order = [said.index(kind) for kind in ("考场套", "试卷袋", "答题卡袋", "座次表", "考场记录单", "草稿纸")]
    assert order == sorted(order)
    assert "102" not in said


def test_kinds_and_single_labels_can_be_had_alone(ask, registered):
    assert len(codes(ask("/api/forms/labels.pdf?kinds=PP,CP&session=S1"))) == 4
    again = codes(ask("/api/forms/labels.pdf?kinds=SP"))
    number = again[0].rsplit(":", 1)[1]
    assert codes(ask(f"/api/forms/labels.pdf?labels={number.lower()}")) == [again[0]]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("labels.pdf", 409, "form-empty"),
        ("labels.pdf?labels=B001", 409, "label-check"),
        ("labels.pdf?labels=B001-7", 409, "object-unknown"),
        ("labels.pdf?kinds=XX", 409, "kind-unknown"),
        ("labels.pdf?sheet=9x9", 400, "bad-request"),
        ("labels.pdf?sheet=custom", 400, "bad-request"),
        ("labels.pdf?start=25", 400, "bad-request"),
        ("seats.pdf?session=S9", 409, "session-unknown"),
        ("seats.pdf?room=999", 409, "room-unknown"),
        ("seats.pdf?plan=7", 409, "plan-unknown"),
        ("spiral.pdf", 404, "not-found"),
    ],
)
def test_what_cannot_be_printed_is_said(ask, day, path, status, code):
    answer = ask(f"/api/forms/{path}")
    assert (answer.json["error"]["code"], answer.status_code) == (code, status)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_registered_day_is_drawn(ask, registered, form):
    answer = ask(f"/api/forms/{form}.pdf")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "application/pdf",
        "no-store",
    )


@pytest.mark.parametrize("role", ["phone", "gate", "reader"])
@pytest.mark.parametrize("form", FORMS)
def test_names_are_for_chief_and_office_alone(client, device, day, role, form):
    answer = client.get(f"/api/forms/{form}.pdf", headers=device(role).headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "not-allowed")


def test_a_seat_list_is_in_order_of_seats_with_tails_of_numbers_unless_unwanted(ask, named):
    said = text(ask("/api/forms/seats.pdf?session=S1"))
    assert said.index("甲1") < said.index(NAMED) < said.index("甲10")
    assert "0010" in said
    assert "0010" not in text(ask("/api/forms/seats.pdf?session=S1&tail=false"))


def test_seat_list_and_record_sheet_bear_their_own_labels(ask, registered):
    assert [read_label(code).kind for code in codes(ask("/api/forms/seats.pdf?session=S1"))] == ["SL", "SL"]
    assert [read_label(code).kind for code in codes(ask("/api/forms/record.pdf?session=S1"))] == ["RS", "RS"]


def test_a_page_for_each_room_and_session(ask, day):
    for form, pages in (("doors", 4), ("seats", 4), ("record", 8)):
        assert len(PdfReader(io.BytesIO(ask(f"/api/forms/{form}.pdf").data)).pages) == pages


def test_a_door_slip_names_its_room_for_the_roving_device(ask, day):
    assert codes(ask("/api/forms/doors.pdf?session=S1&room=101")) == [f"KD1:{SITE}:{PLAN}:101"]


def test_the_handoff_form_has_what_was_packed_and_leaves_the_return_for_the_pen(ask, registered):
    said = text(ask("/api/forms/handoff.pdf?session=S1"))
    assert "共 2 个考场、5 人" in said
    assert "四级" in said
    sums = said[said.index("合计") : said.index("领卷：")].split()
    assert sums[-3:] == ["5", "7", "7"]  # expected 3 + 2, and one paper and one card more for each room


def test_desk_slips_have_name_number_and_seat(ask, named):
    said = text(ask("/api/forms/desks.pdf?session=S1"))
    for words in (NAMED, "26S110102", "02", "10"):
        assert words in said


def test_the_first_page_can_be_looked_at_before(ask, registered):
    answer = ask("/api/forms/labels.png?sheet=4x10")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert json.loads(answer.headers["Kaowu-Report"])["pages"] == 1
    image = Image.open(io.BytesIO(answer.data))
    assert abs(image.height / image.width - 297 / 210) < 0.01
    shown = zxingcpp.read_barcodes(
        image.resize((image.width * 2, image.height * 2)).convert("L"), formats=zxingcpp.BarcodeFormat.QRCode
    )
    assert len(shown) == min(40, len(registered))
