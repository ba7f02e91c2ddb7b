"""Checkpoints: the journal's size and root as a C2SP signed note (tlog-checkpoint, signed-note)."""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"


class BadCheckpoint(ValueError):
    """A checkpoint cannot be read, or its signature is not the journal's."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a journal was: ``origin`` names it, ``size`` counts its entries, ``root`` is the 32-byte tree hash."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the lines that are signed."""
        return f"{self.origin}\n{self.size}\n{root_text(self.root)}\n"


def root_of(note: str) -> str:
    """Return the root of a note of our own, as it stands there (base64)."""
    return note.split("\n")[2]


def root_text(root: bytes) -> str:
    """Write a root as a note does (base64)."""
    return base64.b64encode(root).decode()


def key_hash(name: str, public: bytes) -> bytes:
    """Return the four bytes by which a note names the key that signed it."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def verifier_key(name: str, key: Ed25519PublicKey) -> str:
    """Write the public key as other C2SP programs read it (``name+hash+key``)."""
    public = key.public_bytes_raw()
    return f"{name}+{key_hash(name, public).hex()}+{base64.b64encode(ED25519 + public).decode()}"


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey, hashed: bytes) -> str:
    """Return the signed note. ``hashed`` is the key's ``key_hash`` under the origin's name."""
    text = checkpoint.text()
    signature = base64.b64encode(hashed + key.sign(text.encode())).decode()
    return f"{text}\n— {checkpoint.origin} {signature}\n"


def read(note: str, key: Ed25519PublicKey) -> Checkpoint:
    """Read a signed note and check the journal's signature on it; cosignatures of others are passed over.

    Raises:
        BadCheckpoint: not a checkpoint, or not signed by this key.
    """
    text, _, signatures = note.partition("\n\n")
    lines = text.split("\n")
    try:
        origin, size, root = lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True)
    except (IndexError, ValueError, binascii.Error) as error:
        raise BadCheckpoint("not a checkpoint: expected origin, size and root on three lines") from error
    expected = key_hash(origin, key.public_bytes_raw())
    for line in signatures.splitlines():
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        if dash != "—" or name != origin:
            continue
        try:
            raw = base64.b64decode(encoded, validate=True)
            if raw[:4] == expected:
                key.verify(raw[4:], f"{text}\n".encode())
                return Checkpoint(origin, size, root)
        except (binascii.Error, InvalidSignature):
            continue
    raise BadCheckpoint("no signature of this journal's key fits")
