"""Printers and print jobs, over the hub's routes, with a printer in this process."""

import io
import time
from pathlib import Path

import pytest

from server.store import press as store
from tests.printing.conftest import QUICK, certificate, pdf
from tests.printing.fake_printer import AT_ONCE, FakePrinter, running


@pytest.fixture
def fake(hub):
    hub.press._patience = QUICK
    with running(FakePrinter()) as printer:
        hub.press.start()
        yield printer


@pytest.fixture
def chief(device):
    return device("tablet")


@pytest.fixture
def ask(client, chief):
    def call(method, path, **sent):
        language = sent.pop("language", "zh")
        headers = {**chief.headers, "Accept-Language": language}
        return client.open(path, method=method, headers=headers, **sent)

    return call


@pytest.fixture
def three_pages(tmp_path):
    return pdf(tmp_path / "three.pdf", [(86, 124)] * 3).read_bytes()


@pytest.fixture
def send(ask, fake, three_pages):
    """Send a PDF and return the job's id."""

    def call(document=three_pages, **fields):
        form = {"printer": fake.address.uri, **fields, "file": (io.BytesIO(document), "证牌.pdf")}
        return ask("POST", "/api/print-jobs", data=form)

    return call


def until(ask, job, *states, seconds=60):
    """Wait until a job is in one of these states."""
    end = time.monotonic() + seconds
    while True:
        (found,) = [each for each in ask("GET", "/api/print-jobs").json["jobs"] if each["job"] == job]
        if found["state"] in states:
            return found
        assert time.monotonic() < end, found
        time.sleep(0.02)


def documents(data):
    """What lies in the press's folder."""
    return [path for path in (data / "press").rglob("*") if path.is_file()] if (data / "press").exists() else []


def nothing_left(data, seconds=30):
    """Whether the press's folder is empty, or is in a moment."""
    end = time.monotonic() + seconds
    while documents(data) and time.monotonic() < end:
        time.sleep(0.01)
    return documents(data) == []


def test_a_pdf_is_printed_as_it_is_and_its_copy_is_deleted(ask, send, fake, three_pages, data):
    sent = send(copies="2", sides="two")
    assert sent.status_code == 200, sent.json
    job = until(ask, sent.json["job"], "done", "failed")
    assert (job["state"], job["says"], job["pages"], job["pages_done"]) == ("done", "已印完 6 页", 6, 6)
    assert (job["title"], job["copies"], job["uri"]) == ("证牌", 2, fake.address.uri)
    assert fake.paper == [three_pages]
    (kept,) = fake.documents()
    assert kept.words["sides"][0].data == "two-sided-long-edge"
    assert nothing_left(data)


def test_badges_are_drawn_and_printed(ask, fake, day):
    query = {"plan": day.plan, "role": 18, "size": "full", "layout": "single", "sides": "one"}
    sent = ask("POST", "/api/print-jobs", json={"printer": fake.address.uri, "what": {"badges": query}})
    assert sent.status_code == 200, sent.json
    assert until(ask, sent.json["job"], "done", "failed")["state"] == "done"
    assert fake.paper[0].startswith(b"%PDF-")


def test_a_form_is_drawn_and_printed_and_its_title_names_nobody(ask, fake, day):
    what = {"form": {"form": "seats", "plan": day.plan, "session": "S1"}}
    sent = ask("POST", "/api/print-jobs", json={"printer": fake.address.uri, "what": what})
    assert sent.status_code == 200, sent.json
    job = until(ask, sent.json["job"], "done", "failed")
    assert (job["state"], job["title"], job["pages"]) == ("done", "座次表", 2)
    assert fake.paper[0].startswith(b"%PDF-")


@pytest.mark.parametrize(
    "form", [{}, {"form": "spiral"}, {"form": "labels", "sheet": "9x9"}, {"form": "desks", "start": 999}]
)
def test_a_form_that_cannot_be_is_refused_by_its_field(ask, fake, day, form):
    sent = ask("POST", "/api/print-jobs", json={"printer": fake.address.uri, "what": {"form": form}})
    assert (sent.status_code, sent.json["error"]["code"]) == (400, "bad-request")
    assert fake.paper == []


def test_a_document_in_work_is_for_the_hubs_account_alone(ask, send, fake, data):
    fake.reasons = ("media-empty-error",)
    job = send().json["job"]
    until(ask, job, "printing")
    assert (data / "press").stat().st_mode & 0o777 == 0o700
    assert (data / "press" / job).stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in documents(data)] == [0o600]


def test_out_of_paper_is_said_in_the_callers_language(ask, send, fake):
    fake.reasons = ("media-empty-error",)
    job = send().json["job"]
    end = time.monotonic() + 60
    while "缺纸" not in until(ask, job, "printing")["says"]:
        assert time.monotonic() < end
    said = ask("GET", "/api/print-jobs", language="en").json["jobs"][0]
    assert (said["says"], said["fix"]) == ("The printer has stopped: out of paper", "Load paper; it then goes on")
    fake.reasons = ()
    assert until(ask, job, "done")["pages_done"] == 3


def test_a_job_is_cancelled_here_and_at_the_printer(ask, send, fake, data):
    fake.reasons = ("media-empty-error",)
    job = send().json["job"]
    until(ask, job, "printing")
    assert ask("DELETE", f"/api/print-jobs/{job}").status_code == 200
    assert until(ask, job, "cancelled")["says"] == "已取消"
    assert [each.state for each in fake.documents()] == [7]
    assert nothing_left(data)
    again = ask("DELETE", f"/api/print-jobs/{job}")
    assert (again.status_code, again.json["error"]["code"]) == (409, "print-job-ended")


def test_a_waiting_job_is_cancelled_before_its_turn(ask, send, fake):
    fake.reasons = ("media-empty-error",)
    first, second = send().json["job"], send().json["job"]
    until(ask, first, "printing")
    assert ask("DELETE", f"/api/print-jobs/{second}").status_code == 200
    assert until(ask, second, "cancelled")["says"] == "已取消"
    until(ask, first, "printing")
    fake.reasons = ()
    until(ask, first, "done")
    assert len(fake.documents()) == 1


def test_a_job_nobody_can_tell_of_waits_for_a_persons_word(ask, send, fake, data):
    fake.operations, fake.jobs = AT_ONCE, {}
    fake.cut_before = 1
    job = send().json["job"]
    held = until(ask, job, "held")
    assert "说不清" in held["says"]
    assert len(documents(data)) == 1
    assert ask("POST", f"/api/print-jobs/{job}", json={"decision": "again"}).status_code == 200
    assert until(ask, job, "done")["pages_done"] == 3
    assert len(fake.paper) == 1


def test_a_held_job_that_was_printed_is_done(ask, send, fake, data):
    fake.operations, fake.jobs = AT_ONCE, {}
    fake.cut_before = 1
    job = send().json["job"]
    until(ask, job, "held")
    ask("POST", f"/api/print-jobs/{job}", json={"decision": "printed"})
    assert until(ask, job, "done")["pages_done"] == 3
    assert fake.paper == []
    assert nothing_left(data)
    settled = ask("POST", f"/api/print-jobs/{job}", json={"decision": "again"})
    assert (settled.status_code, settled.json["error"]["code"]) == (409, "print-job-ended")


def test_only_a_held_job_can_be_settled(ask, send, fake):
    fake.reasons = ("media-empty-error",)
    job = send().json["job"]
    until(ask, job, "printing")
    refused = ask("POST", f"/api/print-jobs/{job}", json={"decision": "printed"})
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "print-job-not-held")


def test_jobs_go_on_after_the_hub_was_stopped_and_nothing_is_printed_twice(ask, send, fake, hub):
    fake.reasons = ("media-empty-error",)
    first, second = send().json["job"], send().json["job"]
    until(ask, first, "printing")
    hub.press.stop()
    fake.reasons = ()
    assert [each["state"] for each in ask("GET", "/api/print-jobs").json["jobs"]] == ["waiting", "printing"]
    hub.press.start()
    until(ask, second, "done")
    until(ask, first, "done")
    assert len(fake.paper) == 2
    assert len(fake.documents()) == 2


def test_documents_of_no_job_are_deleted_at_start(hub, data):
    left = data / "press" / "0123456789abcdef"
    left.mkdir(parents=True)
    (left / "document.pdf").write_bytes(b"faces")
    hub.press.start()
    assert documents(data) == []


def test_a_document_that_got_lost_ends_its_job_in_words(ask, send, fake, hub, data):
    fake.busy = 10**6
    job = send().json["job"]
    hub.press.stop()
    for file in documents(data):
        file.unlink()
    hub.press.start()
    assert until(ask, job, "failed")["says"].startswith("这不是能打印的 PDF")


@pytest.mark.parametrize(
    ("can", "fields", "code"),
    [
        ({"sides": ("one-sided",)}, {"sides": "two"}, "不能双面"),
        ({"most_copies": 1}, {"copies": "5"}, "最多印 1 份"),
        ({"formats": ("application/postscript",)}, {}, "不认识"),
    ],
)
def test_what_the_printer_cannot_do_fails_in_words(ask, send, fake, can, fields, code):
    fake.__dict__.update(can)
    job = until(ask, send(**fields).json["job"], "failed")
    assert code in job["says"]
    assert job["fix"]
    assert fake.documents() == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "print-document"),
        (b"hello", "print-document"),
        (b"%PDF-1.7 and then nothing of the kind", "print-document"),
    ],
)
def test_what_is_no_pdf_is_refused_at_once_and_not_kept(send, data, body, code):
    refused = send(body)
    assert (refused.status_code, refused.json["error"]["code"]) == (409, code)
    assert documents(data) == []


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"json": {}}, 400, "bad-request"),
        ({"json": []}, 400, "bad-request"),
        ({"data": b"{", "content_type": "application/json"}, 400, "bad-request"),
        ({"json": {"printer": "ipp://127.0.0.1/", "what": {}}}, 400, "bad-request"),
        ({"json": {"printer": "ipp://127.0.0.1/", "what": {"badges": {"layout": "spiral"}}}}, 400, "bad-request"),
        ({"json": {"printer": "ipp://127.0.0.1/", "what": {"badges": 7}}}, 400, "bad-request"),
        ({"json": {"printer": "ipp://127.0.0.1/", "copies": 0, "what": {"badges": {}}}}, 400, "bad-request"),
        ({"json": {"printer": "ipp://127.0.0.1/", "sides": "three", "what": {"badges": {}}}}, 400, "bad-request"),
        ({"data": {"printer": "ipp://127.0.0.1/"}}, 400, "bad-request"),
    ],
)
def test_a_request_that_is_not_whole_is_refused(ask, sent, status, code):
    refused = ask("POST", "/api/print-jobs", **sent)
    assert (refused.status_code, refused.json["error"]["code"]) == (status, code)


@pytest.mark.parametrize("uri", ["http://127.0.0.1/", "lpd://x", "ipp://user@x/", "nonsense", "ipp:///"])
def test_an_address_that_is_none_is_refused_in_words(send, uri):
    refused = send(printer=uri)
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "printer-address")


# Printers


def test_a_printer_is_remembered_by_what_a_person_types(ask, fake):
    host = fake.address.site
    added = ask("POST", "/api/printers", json={"uri": host, "name": ""})
    assert added.status_code == 200, added.json
    assert (added.json["name"], added.json["uri"]) == ("二楼打印机", fake.address.uri)
    (seen,) = ask("GET", "/api/printers").json["printers"]
    assert (seen["printer"], seen["remembered"], seen["state"], seen["says"]) == (
        fake.address.uri, True, "idle", "空闲",
    )  # fmt: skip
    assert (seen["two_sided"], seen["colour"], seen["most_copies"]) == (True, True, 99)
    assert ask("DELETE", f"/api/printers?uri={fake.address.uri}").json == {"forgotten": True}
    assert ask("GET", "/api/printers").json["printers"] == []


def test_a_job_names_its_printer_as_people_do(ask, send, fake):
    ask("POST", "/api/printers", json={"uri": fake.address.uri, "name": "一楼"})
    job = until(ask, send().json["job"], "done")
    assert job["printer"] == "一楼"


def test_a_printers_trouble_is_listed_in_words(ask, fake):
    ask("POST", "/api/printers", json={"uri": fake.address.uri, "name": "一楼"})
    fake.reasons = ("media-jam-error",)
    (seen,) = ask("GET", "/api/printers").json["printers"]
    assert (seen["state"], seen["says"]) == ("stopped", "停止：卡纸")
    assert "取出" in seen["fix"]


def test_a_printer_that_is_off_stays_in_the_list(ask, hub, fake):
    gone = "ipp://127.0.0.1:9/ipp/print"
    with hub.db.reading() as connection:
        assert store.printers(connection) == []
    hub.committer.call(lambda tx: store.remember(tx.connection, store.Printer(gone, "仓库"), tx.received))
    (seen,) = ask("GET", "/api/printers").json["printers"]
    assert (seen["name"], seen["state"]) == ("仓库", "unreachable")
    assert "连不上" in seen["says"]


def test_what_is_no_printer_is_not_remembered(ask, fake):
    fake.content_type, fake.answer = "text/html", b"<html>"
    refused = ask("POST", "/api/printers", json={"uri": fake.address.site, "name": ""})
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "printer-no-ipp")
    refused = ask("POST", "/api/printers", json={"uri": "127.0.0.1:9", "name": ""})
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "printer-unreachable")
    assert ask("GET", "/api/printers").json["printers"] == []


def test_a_new_certificate_is_trusted_only_when_told(ask, hub, tmp_path):
    with running(FakePrinter(), certificate(tmp_path, "first")) as fake:
        port = fake.address.port
        assert ask("POST", "/api/printers", json={"uri": fake.address.uri}).status_code == 200
    with running(FakePrinter(), certificate(tmp_path, "second"), port) as fake:
        refused = ask("POST", "/api/printers", json={"uri": fake.address.uri})
        assert (refused.status_code, refused.json["error"]["code"]) == (409, "printer-changed")
        assert ask("POST", "/api/printers", json={"uri": fake.address.uri, "trust": True}).status_code == 200
    assert Path(hub.config.data / "keys" / "printers.json").exists()
