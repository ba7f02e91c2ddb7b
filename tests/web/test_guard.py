"""Who asks: bearer or cookie, from our own pages or another's; and the headers on every answer."""

import pytest

from server.web.guard import HEADERS

PATHS = ["/healthz", "/api/me", "/api/nothing", "/openapi.json", "/", "/enrol", "/api/changes?after=x"]


def cookie(site, role="chief"):
    client = site.app.test_client()
    client.set_cookie("kaowu", site.headers[role]["Authorization"].removeprefix("Bearer "))
    return client


def test_a_cookie_opens_what_a_bearer_token_opens(site):
    assert cookie(site).get("/api/me").json["role"] == "chief"


def test_a_bearer_token_goes_before_the_cookie(site):
    answer = cookie(site, "chief").get("/api/me", headers=site.headers["scanner"])
    assert answer.json["role"] == "scanner"


@pytest.mark.parametrize(
    "said", ["Bearer", "Bearer ", "Bearer x", "Basic Y2hpZWY6eA==", "Bearer " + "x" * 5000, "Bearer \u00e9"]
)
def test_a_token_that_is_none_is_not_enrolled(site, said):
    answer = site.app.test_client().get("/api/me", headers={"Authorization": said})
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "not-enrolled")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.elsewhere.example"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/api/facts", "/api/enrol-codes", "/api/imports", "/api/enrol"])
def test_another_sites_page_cannot_act_with_our_cookie(site, path, headers):
    size = site.core.journal.size
    answer = cookie(site).post(path, json={"kind": "gate", "name": "x"}, headers=headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "cross-site")
    assert site.core.journal.size == size


@pytest.mark.parametrize("headers", [{"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}], ids=str)
def test_our_own_page_acts_with_its_cookie(site, headers):
    answer = cookie(site).post("/api/enrol-codes", json={"kind": "gate", "name": "东门"}, headers=headers)
    assert answer.status_code == 200


def test_a_program_with_a_bearer_token_needs_no_origin(site):
    answer = site.ask("chief", "POST", "/api/enrol-codes", json={"kind": "gate", "name": "东门"})
    assert answer.status_code == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("role", ["none", "chief"])
def test_every_answer_is_sealed(site, role, path):
    answer = site.ask(role, "GET", path)
    for name, value in HEADERS.items():
        assert answer.headers.get_all(name) == [value]
    assert answer.headers["Cache-Control"]
    assert "Server" not in answer.headers


def test_the_policy_lets_no_foreign_or_inline_script_run(site):
    policy = site.ask("none", "GET", "/healthz").headers["Content-Security-Policy"]
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["object-src"] == "'none'"
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy
    assert "http" not in policy


def test_what_the_hub_says_of_people_is_kept_by_no_cache(site):
    for path in ("/api/changes", "/api/facts", "/api/me", "/api/board"):
        assert site.ask("chief", "GET", path).headers["Cache-Control"] == "no-store"
