"""What a device remembers, beside the journal."""

import base64

import pytest

from protocol import checkpoint, tree

NOTHING = {"size": 0, "root": "", "last": 0, "acknowledged": 0}


@pytest.fixture
def phone(device):
    return device("phone")


@pytest.fixture
def compare(client, phone):
    def ask(**remembered):
        answer = client.post("/api/compare", json=NOTHING | remembered, headers=phone.headers)
        assert answer.status_code == 200, answer.text
        return answer.json

    return ask


def root_at(hub, size):
    return base64.b64encode(tree.root(hub.journal.hashes[:size])).decode()


def test_the_journal_it_has_seen_is_the_same_at_every_size(hub, day, phone, compare):
    phone.send(*(phone.make("duty.check_in", {"place": "东门", "badge": day.qr(person)}) for person in (2, 3, 4)))
    sizes = range(1, hub.journal.size + 1)
    assert {compare(size=size, root=root_at(hub, size))["same"] for size in sizes} == {True}


def test_another_root_at_the_same_size_is_another_history(hub, compare):
    for size in range(1, hub.journal.size + 1):
        assert compare(size=size, root=root_at(hub, size - 1))["same"] is False


def test_what_cannot_be_told_is_not_said(hub, compare):
    assert compare()["same"] is None
    assert compare(size=hub.journal.size + 1, root="x")["same"] is None


def test_it_tells_which_numbers_of_the_device_are_here(phone, compare):
    phone.hand("custody.seal", {}, number=2)
    phone.hand("custody.seal", {}, number=6)
    said = compare(last=6, acknowledged=6)
    assert (said["last"], said["missing"]) == (6, [[1, 1], [3, 5]])


def test_it_comes_with_a_signed_checkpoint_of_its_size(hub, compare):
    said = compare()
    read = checkpoint.read(said["checkpoint"], hub.journal.public)
    assert (read.size, read.origin) == (said["size"], said["origin"]) == (hub.journal.size, hub.journal.origin)


@pytest.mark.parametrize("wrong", [{"size": -1}, {"size": "3"}, {"root": "x" * 45}, {"last": 2**53}])
def test_what_is_no_memory_is_refused(client, phone, wrong):
    assert client.post("/api/compare", json=NOTHING | wrong, headers=phone.headers).status_code == 400
