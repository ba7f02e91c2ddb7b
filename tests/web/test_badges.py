"""Badges as PDF, drawn in a process of its own."""

import io

import pytest
from pypdf import PdfReader

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
        ("?role=x", 400, "bad-request"),
    ],
)
def test_what_cannot_be_printed_is_said(client, chief, query, status, code):
    answer = client.get(f"/api/badges.pdf{query}", headers=chief.headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (status, code)


def test_a_drawing_that_failed_is_said_and_leaves_nothing_behind(client, chief, data, monkeypatch):
    def fail(_lines, out, *_):
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
