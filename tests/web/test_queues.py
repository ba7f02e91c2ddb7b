"""The file a device exported, taken in by the office."""

import json

import pytest

from server.web.queues import MAX_BYTES


@pytest.fixture
def phone(device):
    return device("phone", "东门手机")


@pytest.fixture
def file_of(hub, phone):
    """A file as the device writes it."""

    def write(*records, **head):
        made = [phone.wire(record) for record in records]
        told = {"format": "kaowu-queue-1", "device": phone.id, "name": "东门手机", "origin": hub.journal.origin}
        return json.dumps({**told, "made": "2026-11-22T09:00:00+08:00", "checkpoint": None, **head, "facts": made})

    return write


@pytest.fixture
def give(client, office):
    def post(text, query="", **headers):
        return client.post(f"/api/queues{query}", data=text, headers={**office.headers, **headers})

    return post


def check_ins(day, phone, *people):
    return [phone.make("duty.check_in", {"place": "东门", "badge": day.qr(one)}, acted=True) for one in people]


def test_it_is_taken_and_counted_by_device(day, phone, file_of, give):
    answer = give(file_of(*check_ins(day, phone, 2, 3, 4))).json
    assert (answer["total"], answer["accepted"], answer["name"], answer["damaged"]) == (3, 3, "东门手机", False)
    (one,) = answer["devices"]
    assert (one["device"], one["name"], one["accepted"]) == (phone.id, "东门手机", 3)
    assert answer["left"] == []


def test_only_looking_changes_nothing(day, phone, file_of, give, hub):
    before = hub.journal.size
    answer = give(file_of(*check_ins(day, phone, 2)), "?dry_run=true").json
    assert (answer["new"], answer["accepted"], answer["dry_run"]) == (1, 0, True)
    assert hub.journal.size == before


def test_a_file_cut_short_gives_what_is_whole_and_says_so(day, phone, file_of, give):
    text = file_of(*check_ins(day, phone, 2, 3, 4))
    answer = give(text[: text.rindex('"fact"') + 40]).json
    assert (answer["damaged"], answer["accepted"], answer["total"]) == (True, 2, 2)


def test_an_altered_record_is_named_with_what_to_do(day, phone, file_of, give):
    text = file_of(*check_ins(day, phone, 2, 3)).replace(r"\u4e1c\u95e8", "X", 3).replace("X", "北门")
    answer = give(text).json
    assert answer["left_out"] >= 1
    said = answer["left"][0]
    assert said["code"] == "queue-edited"
    assert (said["says"], said["fix"][:8]) == ("内容或签名被改动过，未收下", "在原设备上重新导")


@pytest.mark.parametrize(
    ("head", "code", "status"),
    [
        ({"origin": "kaowu/other"}, "queue-other-hub", 409),
        ({"format": "kaowu-queue-9"}, "queue-format", 400),
        ({"format": "roster"}, "queue-not-file", 400),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_whole(day, phone, file_of, give, hub, head, code, status):
    before = hub.journal.size
    answer = give(file_of(*check_ins(day, phone, 2), **head))
    assert (answer.status_code, answer.json["error"]["code"]) == (status, code)
    assert hub.journal.size == before


def test_it_may_be_eight_megabytes_and_no_more(file_of, give):
    padded = file_of() + " " * (MAX_BYTES - 1000)
    assert give(padded).status_code == 200
    answer = give(padded + " " * 2000)
    assert (answer.status_code, answer.json["error"]["says"]) == (413, "内容超过 8 MB")


def test_the_words_follow_the_readers_language(give):
    answer = give("rubbish", **{"Accept-Language": "en"})
    assert answer.json["error"]["says"] == "This is no file of records that a device exported"
