"""Checkpoints as C2SP signed notes."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.checkpoint import BadCheckpoint, Checkpoint, key_hash, read, sign, verifier_key

ORIGIN = "kaowu/0197f0c2-0000-7000-8000-000000000001"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PLAIN = Checkpoint(ORIGIN, 42, bytes(range(32)))


def signed(checkpoint=PLAIN, key=KEY, name=None):
    name = name or checkpoint.origin
    return sign(checkpoint, key, key_hash(name, key.public_key().public_bytes_raw()))


def test_a_note_has_origin_size_root_and_a_named_signature():
    text, _, signature = signed().partition("\n\n")
    assert text.split("\n") == [ORIGIN, "42", base64.b64encode(bytes(range(32))).decode()]
    dash, name, encoded = signature.removesuffix("\n").split(" ")
    raw = base64.b64decode(encoded)
    assert (dash, name, raw[:4], len(raw)) == ("—", ORIGIN, key_hash(ORIGIN, KEY.public_key().public_bytes_raw()), 68)


def test_the_verifier_key_names_origin_hash_and_ed25519_key():
    name, hashed, encoded = verifier_key(ORIGIN, KEY.public_key()).split("+", 2)
    public = KEY.public_key().public_bytes_raw()
    assert (name, hashed) == (ORIGIN, key_hash(ORIGIN, public).hex())
    assert base64.b64decode(encoded) == b"\x01" + public


@settings(deadline=None)
@given(st.integers(0, 2**53), st.binary(min_size=32, max_size=32))
def test_what_is_signed_reads_back(size, root):
    checkpoint = Checkpoint(ORIGIN, size, root)
    assert read(signed(checkpoint), KEY.public_key()) == checkpoint


def test_another_key_is_not_believed():
    with pytest.raises(BadCheckpoint, match="no signature"):
        read(signed(key=OTHER), KEY.public_key())


@settings(deadline=None)
@given(st.data())
def test_no_letter_of_the_signed_lines_can_be_changed(data):
    note = signed()
    end = note.index("\n\n")
    place = data.draw(st.integers(0, end - 1))
    letter = data.draw(st.sampled_from("0123456789abcdefXYZ+/=\n -").filter(lambda each: each != note[place]))
    with pytest.raises(BadCheckpoint):
        read(note[:place] + letter + note[place + 1 :], KEY.public_key())


def test_no_bit_of_the_signature_can_be_changed():
    note = signed()
    start = note.rindex(" ") + 1
    raw = base64.b64decode(note[start:])
    for place in range(len(raw)):
        turned = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(BadCheckpoint):
            read(note[:start] + base64.b64encode(turned).decode() + "\n", KEY.public_key())


@pytest.mark.parametrize("before", [True, False])
def test_cosignatures_of_others_are_passed_over(before):
    note = signed()
    text, _, own = note.partition("\n\n")
    foreign = "— witness.example/w1 " + base64.b64encode(bytes(76)).decode() + "\n"
    garbage = "— witness.example/w2 %%%\n"
    lines = foreign + garbage + own if before else own + foreign + garbage
    assert read(f"{text}\n\n{lines}", KEY.public_key()) == PLAIN


def test_a_broken_line_in_the_journals_own_name_does_not_hide_the_good_one():
    text, _, own = signed().partition("\n\n")
    assert read(f"{text}\n\n— {ORIGIN} %%%\n— {ORIGIN} AAAA\n{own}", KEY.public_key()) == PLAIN


def test_a_cosignature_alone_is_no_signature():
    text, _, own = signed().partition("\n\n")
    with pytest.raises(BadCheckpoint, match="no signature"):
        read(f"{text}\n\n{own.replace(ORIGIN, 'witness.example')}", KEY.public_key())


@pytest.mark.parametrize(
    "note",
    ["", "\n", "a", "a\nb\nc\n\n", f"{ORIGIN}\n42\n", f"{ORIGIN}\n42\n???\n\n", f"{ORIGIN}\n42\nAAAA\n\n", "\x00" * 20],
)
def test_what_is_no_checkpoint_is_said_to_be_none(note):
    with pytest.raises(BadCheckpoint):
        read(note, KEY.public_key())
