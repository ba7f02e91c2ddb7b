"""The tus text line by line at a real hub: what it demands of servers beside what uploads need every day."""

import base64
import email.utils
import http.client
import os
import socket
import ssl

import pytest

from tests.running import Caller, prepare, serving, until
from tests.tus import BYTES, TUS, append, checksum, code_of, create, head, offset_of, on_disk, patching, send_part, told

NOBODY = "/api/media/dont_exist"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    morning = prepare(tmp_path_factory.mktemp("tus") / "data", staff=1, kinds=("phone",))
    with serving(morning.data) as running:
        running.token = morning.devices["phone"][0].token
        yield running


@pytest.fixture(scope="module")
def phone(hub):
    return Caller(hub.port, hub.token)


def line_to(hub):
    return http.client.HTTPConnection("127.0.0.1", hub.port, timeout=30)


def in_chunks(hub, method, place, chunks, **said):
    """Send a body whose length is not said beforehand, as Node's streams do."""
    line = line_to(hub)
    headers = BYTES | {"Authorization": f"Bearer {hub.token}"} | {name.replace("_", "-"): v for name, v in said.items()}
    line.request(method, place, iter(chunks), headers, encode_chunked=True)
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer


def test_every_answer_says_the_version(phone):
    place = create(phone, 5)
    for method, path in (
        ("HEAD", place), ("GET", place), ("DELETE", place), ("PATCH", "/api/media/"), ("DELETE", "/api/media/"),
        ("GET", "/api/media"), ("PUT", "/api/media"), ("HEAD", NOBODY), ("GET", "/api/media/a/b"), ("OPTIONS", NOBODY),
    ):  # fmt: skip
        answer = phone.ask(method, path, None, TUS)
        assert answer.headers["Tus-Resumable"] == "1.0.0", (method, path, answer)
    assert Caller(phone.port).ask("HEAD", place, None, TUS).headers["Tus-Resumable"] == "1.0.0"
    assert phone.get("/api/me").headers["Tus-Resumable"] is None


def test_what_the_hub_can_do_is_told_to_everybody_whatever_version_they_say(hub):
    for path in ("/api/media", "/api/media/", NOBODY):
        told = Caller(hub.port).ask("OPTIONS", path, None, {"Tus-Resumable": "9.9.9"})
        assert (told.status, told.headers["Tus-Version"]) == (204, "1.0.0")
        assert "creation-with-upload" in told.headers["Tus-Extension"]


def test_an_endpoint_may_end_with_a_slash(phone):
    answer = phone.ask("POST", "/api/media/", b"", TUS | {"Upload-Length": "3"})
    assert answer.status == 201
    assert append(phone, answer.headers["Location"], 0, b"abc").status == 204


@pytest.mark.parametrize("path", ["/api/media/", "/api/media", NOBODY])
def test_there_is_nothing_to_append_to_or_remove_where_no_upload_is(phone, path):
    for method in ("PATCH", "DELETE"):
        answer = phone.ask(method, path, b"", BYTES | {"Upload-Offset": "0", "Upload-Length": "5"})
        assert (answer.status, code_of(answer)) == (404, "no-upload")
        assert answer.headers["Upload-Offset"] is None


def test_what_cannot_be_done_at_a_place_is_said_with_what_can(phone):
    place = create(phone, 5)
    for path, can in ((place, {"HEAD", "GET", "PATCH", "DELETE", "OPTIONS"}), ("/api/media", {"POST", "OPTIONS"})):
        answer = phone.ask("PUT", path, b"", TUS)
        assert (answer.status, can <= set(answer.headers["Allow"].split(", "))) == (405, True)


def test_who_can_only_post_appends_asks_and_removes(phone, hub):
    place = create(phone, 5)

    def posted(meant, body=b"", **said):
        headers = BYTES | {"X-HTTP-Method-Override": meant} | {name.replace("_", "-"): v for name, v in said.items()}
        return phone.ask("POST", place, body, headers)

    assert posted("PATCH", b"123", Upload_Offset="0").headers["Upload-Offset"] == "3"
    asked = posted("head")
    assert (asked.status, asked.headers["Upload-Offset"], asked.body) == (200, "3", b"")
    assert posted("GET").body == b"123"
    assert posted("PUT").status == 405
    assert posted("DELETE").status == 204
    gone = posted("HEAD")
    assert (gone.status, gone.body) == (404, b"")
    assert phone.ask("GET", "/api/media", None, {"X-HTTP-Method-Override": "OPTIONS"}).status == 204


def test_whoever_sends_head_gets_no_body_whatever_is_meant(hub, phone):
    place = create(phone, 5)
    append(phone, place, 0, b"12345")
    said = TUS | {"Authorization": f"Bearer {hub.token}"}
    line = line_to(hub)
    for meant in ("GET", "PATCH", "HEAD"):  # a body would be taken for the next answer
        line.request("HEAD", place, None, said | {"X-HTTP-Method-Override": meant})
        answer = line.getresponse()
        assert (answer.status, answer.read()) == (415 if meant == "PATCH" else 200, b"")
    line.close()


def test_the_method_that_counts_is_the_one_that_is_guarded(hub, phone):
    place = create(phone, 5)
    strange = {"Cookie": f"kaowu={hub.token}", "Sec-Fetch-Site": "cross-site", "X-HTTP-Method-Override": "DELETE"}
    answer = Caller(hub.port).ask("GET", place, None, TUS | strange)
    assert (answer.status, code_of(answer)) == (403, "cross-site")
    assert phone.ask("GET", "/api/me", None, {"X-HTTP-Method-Override": "DELETE"}).status == 200


def test_a_part_may_be_checked_by_sha_1(phone, hub):
    place = create(phone, 10)
    assert append(phone, place, 0, b"first", Upload_Checksum=checksum(b"first", "sha1")).status == 204
    assert append(phone, place, 5, b"wrong", Upload_Checksum=checksum(b"right", "sha1")).status == 460
    assert offset_of(phone, place) == 5
    assert append(phone, place, 5, b"right", Upload_Checksum=checksum(b"right", "sha1")).status == 204
    assert on_disk(hub, place) == b"firstright"


@pytest.mark.parametrize("digest", [b"short", bytes(32), b"0" * 40])
def test_a_digest_of_another_length_is_one_the_part_does_not_fit(phone, digest):
    place = create(phone, 5)
    said = f"sha1 {base64.b64encode(digest).decode()}"
    assert append(phone, place, 0, b"first", Upload_Checksum=said).status == 460
    assert offset_of(phone, place) == 0


def test_a_part_that_does_not_fit_its_checksum_tells_no_length_either(phone):
    place = create(phone)
    append(phone, place, 0, b"first")
    wrong = append(phone, place, 5, b"last", Upload_Length="9", Upload_Checksum=checksum(b"lost"))
    assert (wrong.status, head(phone, place).headers["Upload-Defer-Length"]) == (460, "1")


@pytest.mark.parametrize("said", ["partial", "final;/api/media/a /api/media/b"])
def test_uploads_are_not_joined(phone, said):
    answer = phone.ask("POST", "/api/media", b"", TUS | {"Upload-Length": "5", "Upload-Concat": said})
    assert (answer.status, code_of(answer)) == (501, "no-concatenation")
    assert answer.headers["Location"] is None


def test_first_bytes_of_another_type_are_refused(phone):
    answer = phone.ask("POST", "/api/media", b"12345", TUS | {"Upload-Length": "5", "Content-Type": "text/plain"})
    assert (answer.status, code_of(answer)) == (415, "not-bytes")


def test_first_bytes_in_chunks_are_refused_where_their_type_is_not_said_and_a_body_without_bytes_is_none(hub):
    for said, chunks, status in (({"Content-Type": "text/plain"}, [b"12345"], 415), ({"Content-Type": ""}, [], 201)):
        answer = in_chunks(hub, "POST", "/api/media", chunks, Upload_Length="5", **said)
        assert (answer.status, "Location" in answer.headers) == (status, status == 201)


def test_of_a_creation_whose_first_bytes_are_refused_nothing_stays(phone, hub):
    before = sorted((hub.data / "media").rglob("*"))
    said = BYTES | {"Upload-Length": "5"}
    assert phone.ask("POST", "/api/media", b"123456", said).status == 413
    wrong = said | {"Upload-Checksum": checksum(b"other")}
    assert phone.ask("POST", "/api/media", b"12345", wrong).status == 460
    assert [path for path in sorted((hub.data / "media").rglob("*")) if path not in before and path.is_file()] == []


def test_first_bytes_of_a_film_whose_length_nobody_knows_come_with_its_creation(phone):
    answer = phone.ask("POST", "/api/media", b"slice", BYTES | {"Upload-Defer-Length": "1"})
    assert (answer.status, answer.headers["Upload-Offset"]) == (201, "5")
    told = head(phone, answer.headers["Location"]).headers
    assert (told["Upload-Offset"], told["Upload-Defer-Length"], told["Upload-Length"]) == ("5", "1", None)


def test_bytes_may_come_in_chunks_of_any_length(hub, phone):
    film = os.urandom(2_300_000)
    chunks = [film[start : start + 65_537] for start in range(0, len(film), 65_537)]
    made = in_chunks(hub, "POST", "/api/media", chunks, Upload_Length=str(len(film)))
    assert (made.status, made.headers["Upload-Offset"]) == (201, str(len(film)))
    assert on_disk(hub, made.headers["Location"]) == film
    place = create(phone, len(film))
    assert in_chunks(hub, "PATCH", place, chunks, Upload_Offset="0").status == 204
    assert on_disk(hub, place) == film


def test_over_tls_everything_arrives_and_of_a_broken_body_what_came(hub, phone):
    tls = ssl.create_default_context(cafile=str(hub.data / "keys" / "ca.crt"))
    film = os.urandom(3_300_000)
    place = create(Caller(hub.tls_port, hub.token, tls), len(film))
    with tls.wrap_socket(socket.create_connection(("127.0.0.1", hub.tls_port)), server_hostname="localhost") as line:
        line.sendall(patching(place, hub.token, 0, len(film)) + film[:2_000_000])
    until(lambda: told(phone, place) > 0, what="what came was kept")
    come = offset_of(phone, place)
    assert 0 < come <= 2_000_000
    assert append(Caller(hub.tls_port, hub.token, tls), place, come, film[come:]).status == 204
    assert on_disk(hub, place) == film


def test_chunks_that_bring_more_than_was_announced_are_kept_up_to_it_and_refused(hub, phone):
    place = create(phone, 100)
    assert in_chunks(hub, "PATCH", place, [bytes(60), bytes(60)], Upload_Offset="0").status == 413
    assert on_disk(hub, place) == bytes(100)


def test_of_chunks_that_break_off_what_came_is_kept(hub, phone):
    film = os.urandom(200_000)
    place = create(phone, len(film))
    with socket.create_connection(("127.0.0.1", hub.port)) as line:
        head_of = patching(place, hub.token, 0, 0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
        line.sendall(head_of + b"3e8\r\n" + film[:1000] + b"\r\n1\r\n" + film[1000:1001] + b"\r\n")
        line.sendall(b"30d40\r\n" + film[1001:1701])  # of 200,000 bytes that the head of this chunk announces
    until(lambda: told(phone, place) > 0, what="what came was kept")
    assert offset_of(phone, place) == 1701
    assert append(phone, place, 1701, film[1701:]).status == 204
    assert on_disk(hub, place) == film


def test_who_waits_for_a_word_before_sending_gets_it(hub, phone):
    place = create(phone, 5)
    line = line_to(hub)
    line.putrequest("PATCH", place)
    said = BYTES | {"Authorization": f"Bearer {hub.token}", "Upload-Offset": "0", "Content-Length": "5"}
    for name, value in (said | {"Expect": "100-continue"}).items():
        line.putheader(name, value)
    line.endheaders()
    assert line.sock.recv(1000).startswith(b"HTTP/1.1 100 Continue\r\n")
    line.sock.sendall(b"12345")
    assert line.getresponse().status == 204
    line.close()


def test_when_an_unfinished_upload_is_thrown_away_is_told_with_every_part(phone):
    made = phone.ask("POST", "/api/media", b"", TUS | {"Upload-Length": "9"})
    part = append(phone, made.headers["Location"], 0, b"12345")
    refused = append(phone, made.headers["Location"], 0, b"12345")
    assert refused.status == 409
    for answer in (made, part, refused):
        assert email.utils.parsedate_to_datetime(answer.headers["Upload-Expires"]).utcoffset() is not None


@pytest.mark.parametrize("said", [{}, {"Upload-Offset": "-1"}, {"Upload-Offset": "one"}])
def test_bytes_for_no_place_are_a_bad_request(phone, said):
    place = create(phone, 5)
    answer = phone.ask("PATCH", place, b"12345", BYTES | said)
    assert (answer.status, answer.json["error"]["field"]) == (400, "Upload-Offset")


def test_a_complete_upload_hears_that_nothing_is_left_to_do(phone):
    place = create(phone, 5)
    append(phone, place, 0, b"12345")
    again = append(phone, place, 5, b"")
    assert (again.status, again.headers["Upload-Offset"]) == (204, "5")
    answer = append(phone, place, 0, b"12345")
    assert (answer.status, code_of(answer)) == (409, "offset-differs")
    assert "Upload-Expires" not in answer.headers


def test_a_complete_upload_takes_no_bytes_no_other_length_and_no_checksum_that_does_not_fit(hub, phone):
    place = create(phone, 5)
    append(phone, place, 0, b"12345")
    for chunks, status in (([b"6"], 403), ([], 204)):
        assert in_chunks(hub, "PATCH", place, chunks, Upload_Offset="5").status == status
    assert append(phone, place, 5, b"", Upload_Length="6").status == 400
    for said, status in ((checksum(b""), 204), (checksum(b"6"), 460), ("crc32 AAAA", 400)):
        assert append(phone, place, 5, b"", Upload_Checksum=said).status == status
    assert on_disk(hub, place) == b"12345"


def test_an_upload_is_given_up_while_another_connection_still_writes_it(hub, phone):
    place = create(phone, 1_000_000)
    with send_part(hub, place, hub.token, 0, 1_000_000, b"12345"):
        until(lambda: head(phone, place).status == 423, what="the first one writing")
        assert head(phone, place).headers["Upload-Offset"] == "0"  # how far it has come for sure
        assert phone.ask("DELETE", place, None, TUS).status == 204
    assert head(phone, place).status == 404
