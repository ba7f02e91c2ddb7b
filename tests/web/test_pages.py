"""The app shell and its files."""

import gzip
import re
from pathlib import Path

import pytest


@pytest.fixture
def dist(tmp_path, monkeypatch):
    """A built front end, as small as can be, with a secret beside it."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>考务</title>", "utf-8")
    (folder / "assets" / "app-1a2b.js").write_text("'app'")
    (folder / "assets" / "reader.wasm").write_bytes(b"\0asm")
    (folder / "sw.js").write_text("'worker'")
    (folder / "manifest.webmanifest").write_text("{}")
    (tmp_path / "secret.txt").write_text("secret")
    monkeypatch.setattr("server.web.pages.DIST", folder)
    return folder


def get(client, path, **sent):
    return client.get(path, buffered=True, **sent)


def paths_of_the_router():
    """Every path the app's own router has a screen for."""
    said = (Path(__file__).parents[2] / "static" / "src" / "router.ts").read_text("utf-8")
    return [
        re.sub(r"/:part\(.*", "", path) for path in re.findall(r"path: [`'](/[^:`'\n]*(?::part[^`'\n]*)?)[`']", said)
    ]


def test_the_routers_screens_are_found():
    assert {"/", "/board", "/office", "/wall"} <= set(paths_of_the_router())


@pytest.mark.parametrize("path", [*paths_of_the_router(), "/office/badges", "/office/a/b"])
def test_every_screen_is_the_same_page(client, device, dist, path):
    answer = get(client, path, headers=device("gate").headers)
    assert answer.text == (dist / "index.html").read_text("utf-8")
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_built_file_is_kept_for_good_and_needs_no_enrolment(client, dist):
    answer = get(client, "/assets/app-1a2b.js")
    assert answer.text == "'app'"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.mimetype == "text/javascript"
    assert get(client, "/assets/reader.wasm").mimetype == "application/wasm"


def test_a_built_file_comes_packed_to_whoever_can_open_it(client, dist):
    (dist / "assets" / "reader.wasm.gz").write_bytes(gzip.compress(b"\0asm"))
    packed = get(client, "/assets/reader.wasm", headers={"Accept-Encoding": "gzip, deflate"})
    assert (packed.headers["Content-Encoding"], packed.mimetype) == ("gzip", "application/wasm")
    assert gzip.decompress(packed.data) == b"\0asm"
    plain = get(client, "/assets/reader.wasm")
    assert ("Content-Encoding" in plain.headers, plain.data) == (False, b"\0asm")
    assert plain.headers["Vary"] == packed.headers["Vary"]


def test_the_service_worker_may_serve_every_screen_and_is_never_an_old_one(client, dist):
    answer = get(client, "/sw.js")
    assert (answer.status_code, answer.text) == (200, "'worker'")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_the_files_at_the_root_are_these_alone(client, dist):
    assert get(client, "/manifest.webmanifest").mimetype == "application/manifest+json"
    for path in ("/favicon.ico", "/index.html", "/secret.txt"):
        assert get(client, path).status_code in (401, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../secret.txt",
        "/assets/../../secret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets//etc/passwd",
        "/assets/..\\..\\secret.txt",
    ],
)
def test_no_path_leads_out_of_the_folder(client, device, dist, path):
    answer = get(client, path, headers=device("tablet").headers, follow_redirects=True)
    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_where_the_front_end_is_not_built_the_page_says_so_in_words(client, tmp_path, monkeypatch):
    monkeypatch.setattr("server.web.pages.DIST", tmp_path)
    answer = get(client, "/enrol")
    assert (answer.status_code, answer.json["error"]["code"]) == (404, "not-found")
