"""Every route, every role: who gets in. A route without a line in ``TABLE`` fails."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.running import PLAN
from tests.web.conftest import KINDS

ENROLLED = {*KINDS, "office"}
ROLES = [*sorted(ENROLLED), "none", "revoked"]
ALL = set(ROLES)
OFFICE = {"chief", "office"}
GATE = OFFICE | {"scanner", "gate"}
TABLE_ROLES = OFFICE | {"scanner"}
READING = OFFICE | {"reader"}

#: Method and route -> who gets in, what to ask, and what they get (a request that lacks something: 400).
TABLE = {
    ("GET", "/api/me"): (ENROLLED, "", 200),
    ("POST", "/api/facts"): (ENROLLED, "", 400),
    ("GET", "/api/facts"): (OFFICE, "", 200),
    ("GET", "/api/changes"): (ENROLLED, "", 200),
    ("POST", "/api/compare"): (ENROLLED, "", 400),
    ("GET", "/api/revocations"): (GATE | {"reader"}, "", 200),
    ("POST", "/api/queues"): (OFFICE, "", 400),
    ("GET", "/api/checkpoint"): (ENROLLED, "", 200),
    ("GET", "/api/proof/inclusion"): (ENROLLED, "?seq=1", 200),
    ("GET", "/api/proof/consistency"): (ENROLLED, "?from=1&to=2", 200),
    ("POST", "/api/enrol"): (ALL, "", 400),
    ("POST", "/api/enrol-codes"): (OFFICE, "", 400),
    ("POST", "/api/decode"): (GATE, "", 400),
    ("POST", "/api/status"): (ENROLLED, "", 400),
    ("GET", "/api/devices/status"): (OFFICE, "", 200),
    ("GET", "/api/end"): (ALL, "", 200),
    ("POST", "/api/imports"): (OFFICE, "", 400),
    ("POST", "/api/imports/marked"): (OFFICE, "", 400),
    ("GET", "/api/badges.pdf"): (OFFICE, "?plan=1", 409),
    ("GET", "/api/forms/<string:form>.pdf"): (OFFICE, "?session=S1", 409),
    ("GET", "/api/forms/<string:form>.png"): (OFFICE, "?session=S1", 409),
    ("GET", "/api/labels/needs"): (OFFICE, "", 200),
    ("POST", "/api/badges/preview"): (OFFICE, "", 400),
    ("POST", "/api/crests"): (OFFICE, "", 400),
    ("GET", "/api/crests/<string:sha256>"): (OFFICE, "", 404),
    ("GET", "/api/missing"): (OFFICE, "", 200),
    ("GET", "/api/board"): (OFFICE, "", 200),
    ("GET", "/api/draw"): (OFFICE, "?session=S1", 409),
    ("GET", "/api/certificate"): (ENROLLED, "", 200),
    ("GET", "/api/printers"): (OFFICE, "", 200),
    ("POST", "/api/printers"): (OFFICE, "", 400),
    ("DELETE", "/api/printers"): (OFFICE, "", 400),
    ("GET", "/api/print-jobs"): (OFFICE, "", 200),
    ("POST", "/api/print-jobs"): (OFFICE, "", 400),
    ("POST", "/api/print-jobs/<job>"): (OFFICE, "", 400),
    ("DELETE", "/api/print-jobs/<job>"): (OFFICE, "", 404),
    ("GET", "/api/portraits/<int:plan>/<int:person>"): (GATE, "", 404),
    ("GET", "/api/candidate"): (OFFICE | {"scanner"}, "?plan=1&session=E1&room=M1&seat=1", 409),
    ("POST", "/api/sign-in"): (ENROLLED, "", 400),
    ("POST", "/api/sign-out"): (ENROLLED, "", 200),
    ("POST", "/api/pins"): (GATE, "", 400),
    ("POST", "/api/media"): (ENROLLED, "", 412),
    ("GET", "/api/media/<name>"): (ENROLLED, "", 404),
    ("PATCH", "/api/media"): (ENROLLED, "", 412),
    ("DELETE", "/api/media"): (ENROLLED, "", 412),
    ("GET", "/api/evidence/strangers"): (OFFICE, "", 200),
    ("GET", "/api/evidence/strangers/<name>"): (OFFICE, "", 404),
    ("GET", "/api/evidence/<name>/original"): (TABLE_ROLES, "", 404),
    ("GET", "/api/evidence/<name>/thumb"): (TABLE_ROLES, "", 404),
    ("GET", "/api/evidence/<name>/poster"): (TABLE_ROLES, "", 404),
    ("GET", "/api/evidence/<name>/film"): (TABLE_ROLES, "", 404),
    ("GET", "/api/evidence/<name>/side"): (OFFICE, "", 404),
    ("PATCH", "/api/media/<name>"): (ENROLLED, "", 412),
    ("DELETE", "/api/media/<name>"): (ENROLLED, "", 412),
    ("PUT", "/api/reader/batches/<sha256>"): (READING, "", 400),
    ("PUT", "/api/reader/files/<sha256>"): (READING, "", 422),
    ("POST", "/api/reader/heartbeat"): ({"reader"}, "", 400),
    ("GET", "/api/reader/stations"): (READING, "", 200),
    ("GET", "/api/reading/batches/<sha256>/cards"): (READING, "?plan=1", 409),
    ("GET", "/api/reading/batches/<sha256>/raw"): (READING, "?plan=1", 409),
    ("GET", "/api/reading/batches/<sha256>/versions"): (READING, "?plan=1", 409),
    ("GET", "/api/reading/faults"): (READING, "?plan=1&session=S1&fault=re-read/101/x", 409),
    ("GET", "/api/reading/seats"): (READING, "?plan=1&session=S1&room=101", 409),
    ("GET", "/api/reading/room"): (READING, "?plan=1&session=S1&room=101", 409),
    ("GET", "/api/reading/check"): (READING, "?plan=1&session=S1", 409),
    ("GET", "/api/reading/profiles"): (READING, "?plan=1", 200),
    ("POST", "/api/reading/preview"): (OFFICE, "", 200),
    ("GET", "/api/reading/keys"): (READING, "?plan=1&session=S1", 409),
    ("GET", "/api/reading/scores"): (READING, "?plan=1&session=S1", 409),
    ("GET", "/api/reading/analysis"): (READING, "?plan=1&session=S1", 409),
    ("GET", "/api/reading/releases/<int:number>"): (READING, "?plan=1&session=S1", 409),
    ("GET", "/api/reading/export.<string:form>"): (OFFICE, "?plan=1", 404),
    ("GET", "/healthz"): (ALL, "", 200),
    ("GET", "/readyz"): (ALL, "", 200),
    ("GET", "/metrics"): (ALL, "", 200),  # asked from this laptop itself; test_health asks from elsewhere
    ("GET", "/openapi.json"): (ALL, "", 200),
    ("GET", "/enrol"): (ALL, "", 200),
    ("GET", "/trust"): (ALL, "", 200),
    ("GET", "/trust/<any('trusted.js', 'trusted.css', 'welcome.css'):part>"): (ALL, "", 200),
    ("GET", "/trust/fonts.css"): (ALL, "", 200),
    ("GET", "/sw.js"): (ALL, "", 200),
    ("GET", "/assets/<path:name>"): (ALL, "", 404),
    ("GET", "/<any('icon-192', 'icon-512', 'icon-maskable-512', 'apple-touch-icon'):picture>.png"): (ALL, "", 404),
    ("GET", "/<any('favicon.ico', 'favicon.svg', 'manifest.webmanifest', 'robots.txt'):name>"): (ALL, "", 200),
}
PAGES = [
    "/", "/check-in", "/board", "/devices", "/prepare", "/disputes", "/sign-in", "/this-device", "/office",
    "/office/<path:_screen>", "/table", "/pack", "/custody", "/count", "/balance", "/draw", "/wall", "/spot-check",
    "/declarations", "/capture", "/media", "/media/<path:_screen>", "/media-import", "/candidate", "/practical",
    "/results", "/reading", "/reading/<path:_screen>",
]  # fmt: skip
PARTS = {
    "plan": str(PLAN),
    "person": "1",
    "form": "labels",
    "number": "1",
    "name": "favicon.svg",
    "part": "trusted.js",
    "picture": "icon-192",
    "sha256": "ab" * 32,
    "job": "0" * 16,
    "_screen": "badges",
}


@pytest.fixture(autouse=True)
def built(monkeypatch, tmp_path):
    """The pages as if built: the front end has its own tests."""
    monkeypatch.setattr("server.web.pages.DIST", tmp_path)
    (tmp_path / "assets").mkdir()
    for name in ("index.html", "sw.js", "favicon.svg"):
        (tmp_path / name).write_text("<!doctype html>")


def filled(rule):
    return re.sub(r"<(?:[^:<>]+(?:\([^)]*\))?:)?(\w+)>", lambda found: PARTS[found[1]], rule)


def routes(app):
    for rule in app.url_map.iter_rules():
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            yield method, rule.rule


def test_every_route_has_a_line_here(site):
    assert set(routes(site.app)) == set(TABLE) | {("GET", page) for page in PAGES}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("method", "rule"), TABLE, ids=lambda value: value)
def test_who_gets_in(site, role, method, rule):
    admitted, query, status = TABLE[method, rule]
    answer = site.ask(role, method, filled(rule) + query)
    if role in admitted:
        assert answer.status_code == status, answer.text
        return
    code, refused = ("not-allowed", 403) if role in ENROLLED else ("not-enrolled", 401)
    assert (answer.status_code, answer.json["error"]["code"]) == (refused, code)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_leads_to_enrolment_where_nobody_is_enrolled(site, role, page):
    answer = site.ask(role, "GET", filled(page))
    assert answer.status_code == (200 if role in ENROLLED else 302)
    assert role in ENROLLED or answer.location == "/enrol"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_method_no_route_takes_is_refused_in_words(site, method):
    rules = {rule for _, rule in routes(site.app)}
    others = [rule for rule in sorted(rules) if (method, rule) not in set(routes(site.app))]
    assert others
    for rule in others:
        answer = site.ask("chief", method, filled(rule))
        assert (answer.status_code, answer.json["error"]["code"]) == (405, "wrong-method"), rule


def test_what_nobody_enrolled_may_see_does_not_tell_which_routes_there_are(site):
    for path in ("/api/nothing", "/api/me", "/api/facts/1"):
        assert site.ask("none", "GET", path).status_code == 401


def test_every_route_for_programs_is_described_and_the_description_is_valid(site):
    described = site.ask("none", "GET", "/openapi.json").json
    OpenAPIV31SpecValidator(described).validate()
    assert described["openapi"].startswith("3.1")
    told = {(method.upper(), path) for path, methods in described["paths"].items() for method in methods}
    programs = [
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule))
        for method, rule in routes(site.app)
        if rule.startswith("/api/") or rule in ("/healthz", "/readyz", "/metrics")
    ]
    assert told == set(programs)
