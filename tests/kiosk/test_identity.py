"""Who a station is: written whole, read back, never half."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kiosk import identity
from kiosk.hub import Away
from kiosk.identity import BadIdentity
from protocol import fact as facts


class Answering:
    """A hub that enrols whoever asks, with ``changes`` in its answer."""

    def __init__(self, **changes):
        self.changes = changes

    def enrol(self, asked):
        self.asked = asked
        said = {"device": "d7", "token": "secret", "kind": "gate", "role": "gate", "name": asked["name"]}
        return said | {"origin": "kaowu/one", "verifier_key": "x"} | self.changes


def joined(**changes):
    return identity.enrol(Answering(**changes), "ABCD-2345", "东门")


def test_the_proof_is_the_new_keys_over_the_code_as_typed():
    hub = Answering()
    station = identity.enrol(hub, "abcd 2345", "东门")
    assert facts.verifies_raw(station.key.public_key(), b"abcd 2345", hub.asked["proof"])
    assert facts.key_from_jwk(hub.asked["jwk"]) == station.key.public_key()
    assert "d" not in hub.asked["jwk"]


def test_a_station_is_itself_again_after_a_restart(tmp_path):
    station = joined()
    identity.save(tmp_path, station)
    again = identity.load(tmp_path)
    assert again.key.private_numbers() == station.key.private_numbers()
    assert (again.device, again.kind, again.name, again.token, again.origin) == (
        "d7", "gate", "东门", "secret", "kaowu/one",
    )  # fmt: skip


def test_a_folder_without_an_enrolment_is_nobody(tmp_path):
    assert identity.load(tmp_path) is None


def test_a_new_enrolment_takes_the_place_of_the_old(tmp_path):
    identity.save(tmp_path, joined())
    identity.save(tmp_path, joined(device="d8"))
    assert identity.load(tmp_path).device == "d8"
    assert len(list(tmp_path.iterdir())) == 2


def test_until_a_new_enrolment_is_whole_the_old_one_stands(tmp_path, monkeypatch):
    identity.save(tmp_path, joined())
    write = identity._write_secret

    def power_fails(path, data):
        if path.name == identity.FILE:
            raise KeyboardInterrupt
        write(path, data)

    monkeypatch.setattr(identity, "_write_secret", power_fails)
    with pytest.raises(KeyboardInterrupt):
        identity.save(tmp_path, joined(device="d8"))
    assert identity.load(tmp_path).device == "d7"


@pytest.mark.parametrize(
    "changes",
    [{"device": None}, {"token": ""}, {"token": "令牌"}, {"token": "a\nb"}, {"origin": 7}, {"kind": []}],
    ids=str,
)
def test_half_an_answer_enrols_nobody(changes):
    with pytest.raises(Away, match="no-hub"):
        joined(**changes)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", '{"device": "d7"}', "\udcff"])
def test_an_enrolment_that_cannot_be_read_is_named(tmp_path, text):
    (tmp_path / identity.FILE).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(BadIdentity, match=r"station\.json"):
        identity.load(tmp_path)


@pytest.mark.parametrize("key", [b"", b"not a key", None, "p384"])
def test_a_key_that_cannot_be_read_is_named(tmp_path, key):
    identity.save(tmp_path, joined())
    path = tmp_path / json.loads((tmp_path / identity.FILE).read_text())["key"]
    if key is None:
        path.unlink()
    elif key == "p384":
        other = ec.generate_private_key(ec.SECP384R1())
        path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    else:
        path.write_bytes(key)
    with pytest.raises(BadIdentity, match=r"key-.*\.pem"):
        identity.load(tmp_path)
