"""Every error has one shape, in the caller's language, and tells nothing of the hub's inside."""

import io
import json
import re
import time

import pytest

from server.domain.words import WORDS

BIG = 1024 * 1024 + 1
HUGE = "9" * 30  # more than a database holds


def unreadable(_connection):
    raise RuntimeError("secret inside")


#: Code -> what to ask so that it comes, and its status.
CAUSES = {
    "bad-request": (400, lambda site, **h: site.ask("chief", "POST", "/api/facts", data=b"{", **h)),
    "not-enrolled": (401, lambda site, **h: site.ask("none", "GET", "/api/me", **h)),
    "not-allowed": (403, lambda site, **h: site.ask("gate", "GET", "/api/facts", **h)),
    "not-found": (404, lambda site, **h: site.ask("chief", "GET", "/api/nothing", **h)),
    "wrong-method": (405, lambda site, **h: site.ask("chief", "DELETE", "/api/facts", **h)),
    "nothing-to-print": (409, lambda site, **h: site.ask("chief", "GET", "/api/badges.pdf?plan=1", **h)),
    "too-large": (413, lambda site, **h: site.ask("chief", "POST", "/api/facts", data=b"x" * BIG, **h)),
    "too-many-tries": (429, lambda site, **h: site.ask("none", "POST", "/api/enrol", json=ENROL, **h)),
    "hub-error": (500, lambda site, **h: site.ask("chief", "GET", "/api/changes", **h)),
}
ENROL = {"code": "AAAA-AAAA", "jwk": {}, "name": "x", "proof": "x"}


@pytest.fixture(params=CAUSES)
def caused(request, site, monkeypatch):
    """Bring about each error: its code, status, and how to ask."""
    status, ask = CAUSES[request.param]
    if request.param == "too-many-tries":
        monkeypatch.setattr("server.web.enrol.TRIES", 0)
        site.core.wrong_codes.append((time.monotonic(), "127.0.0.1"))
    if request.param == "hub-error":
        monkeypatch.setattr("server.store.rows.changes", lambda *_: unreadable(None))
    yield request.param, status, lambda **sent: ask(site, **sent)
    site.core.wrong_codes.clear()


def shape(answer):
    assert answer.mimetype == "application/json"
    assert set(answer.json) == {"error"}
    assert set(answer.json["error"]) == {"code", "says", "fix", "field"}
    return answer.json["error"]


@pytest.mark.parametrize(
    ("asked", "chinese"),
    [
        (None, True),
        ("zh-CN,zh;q=0.9,en;q=0.8", True),
        ("fr", True),
        ("en", False),
        ("en-US,en;q=0.9,zh;q=0.5", False),
    ],
)
def test_an_error_has_one_shape_and_speaks_the_callers_language(caused, asked, chinese):
    code, status, ask = caused
    answer = ask(headers={"Accept-Language": asked} if asked else {})
    error = shape(answer)
    assert (answer.status_code, error["code"]) == (status, code)
    for sentence in (error["says"], error["fix"]):
        assert bool(re.search(r"[\u4e00-\u9fff]", sentence)) is chinese, sentence
        assert not re.search(r"\{\w*\}", sentence), sentence


def test_an_error_tells_nothing_of_the_inside(caused):
    _, _, ask = caused
    said = ask().text
    for inside in ("Traceback", "secret inside", "RuntimeError", ".py", "sqlite", "/data", "SELECT"):
        assert inside not in said


def test_a_failure_names_an_incident_that_the_log_explains(site, monkeypatch, caplog):
    monkeypatch.setattr("server.store.rows.changes", lambda *_: unreadable(None))
    answer = site.ask("chief", "GET", "/api/changes?after=3&name=someone")
    (incident,) = re.findall(r"[0-9a-f]{8}", answer.json["error"]["fix"])
    assert incident in caplog.text
    assert "secret inside" in caplog.text
    assert "someone" not in caplog.text, "query values stay out of the log"
    assert site.headers["chief"]["Authorization"] not in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "sent", "field"),
    [
        ("GET", "/api/changes?after=x", {}, "after"),
        ("GET", "/api/facts?limit=many", {}, "limit"),
        ("GET", f"/api/changes?after={HUGE}", {}, "after"),
        ("GET", f"/api/facts?after={HUGE}", {}, "after"),
        ("GET", f"/api/board?plan={HUGE}", {}, "plan"),
        ("GET", f"/api/badges.pdf?plan={HUGE}", {}, "plan"),
        ("GET", f"/api/badges.pdf?role={HUGE}", {}, "role"),
        ("POST", "/api/imports", {"data": {"plan": HUGE, "files": (io.BytesIO(b"x"), "x.csv")}}, "plan"),
        ("GET", "/api/proof/inclusion", {}, "seq"),
        ("GET", "/api/proof/inclusion?seq=0", {}, "seq"),
        ("GET", "/api/proof/inclusion?seq=99999", {}, "seq"),
        ("GET", "/api/proof/consistency?from=2&to=1", {}, "from"),
        ("GET", "/api/badges.pdf?size=huge", {}, "size"),
        ("POST", "/api/enrol-codes", {"json": {"kind": "gate"}}, "name"),
        ("POST", "/api/enrol-codes", {"json": {"kind": "hub", "name": "x"}}, "kind"),
        ("POST", "/api/enrol-codes", {"json": {"kind": "gate", "name": 7}}, "name"),
        ("POST", "/api/facts", {"json": {}}, "facts"),
        ("POST", "/api/facts", {"json": []}, "facts"),
        ("POST", "/api/facts", {"json": {"facts": []}}, "facts"),
        ("POST", "/api/facts", {"data": b"\xff\xfe"}, "body"),
        ("POST", "/api/facts", {"data": b'{"facts": [NaN]}'}, "body"),
        ("POST", "/api/facts", {"data": b"[" * 100_000}, "body"),
        ("POST", "/api/imports", {"data": {}}, "files"),
    ],
)
def test_a_request_that_lacks_something_names_it(site, method, path, sent, field):
    answer = site.ask("chief", method, path, **sent)
    error = shape(answer)
    assert (answer.status_code, error["code"], error["field"]) == (400, "bad-request", field)


def test_a_portrait_of_a_number_beyond_all_numbers_is_not_there(site):
    for path in (f"/api/portraits/{HUGE}/1", f"/api/portraits/1/{HUGE}"):
        assert site.ask("chief", "GET", path).status_code == 404


def test_what_is_unknown_is_refused_by_name(site):
    for path, code in (("/api/board?plan=7", "plan-unknown"), ("/api/board?session=S9", "session-unknown")):
        answer = site.ask("chief", "GET", path)
        assert answer.json["error"]["code"] == code
        assert answer.status_code == WORDS[code].status


@pytest.mark.parametrize("body", [{"uri": "ipp://\ud800"}, {"uri": "ipp://a/", "\ud800": 1}])
def test_half_a_character_that_was_sent_is_named_in_the_answer(site, body):
    sent = json.dumps(body).encode()
    answer = site.ask("chief", "POST", "/api/printers", data=sent, content_type="application/json")
    shape(answer)
    assert answer.status_code in (400, 409)
