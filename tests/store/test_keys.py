"""The hub's secrets."""

import stat

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from server.store.keys import FILES, BadKeys, load, write_secret

NAMES = ("journal.pem", "badge.pem", "hub.pem", "office.pem", "office.token", "salt")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "keys"


def fingerprint(keys):
    return [
        key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        for key in (keys.journal, keys.badge, keys.hub, keys.office)
    ] + [keys.office_token.encode(), keys.salt]


def test_secrets_are_made_once_and_all_differ(folder):
    first = fingerprint(load(folder))
    assert fingerprint(load(folder)) == first
    assert len(set(first)) == len(first)


def test_two_hubs_have_no_secret_in_common(tmp_path):
    first, second = (fingerprint(load(tmp_path / name)) for name in ("a", "b"))
    assert not set(first) & set(second)


def test_only_the_owner_reads_them(folder):
    load(folder)
    assert sorted(path.name for path in folder.iterdir()) == sorted(NAMES)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".pem")])
@pytest.mark.parametrize(
    "content", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", b"\xff\x00"]
)
def test_a_damaged_key_is_named_and_never_replaced(folder, name, content):
    load(folder)
    (folder / name).write_bytes(content)
    with pytest.raises(BadKeys, match=name):
        load(folder)
    assert (folder / name).read_bytes() == content


@pytest.mark.parametrize(("name", "other"), [("journal.pem", "hub.pem"), ("office.pem", "badge.pem")])
def test_a_key_of_the_wrong_kind_is_named(folder, name, other):
    load(folder)
    (folder / name).write_bytes((folder / other).read_bytes())
    with pytest.raises(BadKeys, match=name):
        load(folder)


@pytest.mark.parametrize("name", ["office.token", "salt"])
@pytest.mark.parametrize("content", [b"", b" \n", "令牌".encode(), b"\xff\xfe"])
def test_a_damaged_token_or_salt_is_named(folder, name, content):
    load(folder)
    (folder / name).write_bytes(content)
    with pytest.raises(BadKeys, match=name):
        load(folder)


def test_a_salt_that_is_no_hex_is_named(folder):
    load(folder)
    (folder / "salt").write_text("not hex")
    with pytest.raises(BadKeys, match="salt"):
        load(folder)


def test_a_secret_is_replaced_whole(folder):
    folder.mkdir()
    write_secret(folder / "secret", b"first")
    write_secret(folder / "secret", b"second")
    assert (folder / "secret").read_bytes() == b"second"
    assert [path.name for path in folder.iterdir()] == ["secret"]


@pytest.mark.parametrize("name", FILES)
def test_beside_a_journal_a_missing_secret_is_named_and_not_made(folder, name):
    load(folder)
    (folder / name).unlink()
    with pytest.raises(BadKeys, match=name):
        load(folder, make=False)
    assert not (folder / name).exists()
