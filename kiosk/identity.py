"""Who this station is: enrolled once with a one-time code, with a key that never leaves its folder."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from kiosk.hub import Away, Hub
from protocol import fact as facts

FILE = "station.json"
_TEXTS = ("device", "kind", "name", "token", "origin")
_PLACES = ("hub", "ca")


class BadIdentity(Exception):
    """The folder holds an enrolment that cannot be read. ``args[0]`` is the file."""


@dataclass(frozen=True, slots=True)
class Station:
    """An enrolled station. ``origin`` names the journal of the hub it is enrolled with.

    ``hub`` and ``ca``: the address it enrolled at and the file of the certificate trusted there, None where not known.
    """

    device: str
    kind: str
    name: str
    token: str
    origin: str
    key: ec.EllipticCurvePrivateKey
    hub: str | None = None
    ca: str | None = None


def enrol(hub: Hub, code: str, name: str) -> Station:
    """Enrol with a new key; nothing is written yet.

    Args:
        hub: the hub that made the code.
        code: the one-time code as typed.
        name: what people call this station.

    Raises:
        Away: no answer of the hub; the code may have been used up.
        Refused: the hub's sentence about code or name.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    proof = facts.sign_raw(key, code.encode())
    asked = {"code": code, "jwk": facts.jwk_of(key.public_key()), "name": name, "proof": proof}
    answer = hub.enrol(asked)
    if not _whole(answer):
        raise Away("no-hub", reached=True)
    return Station(**{field: answer[field] for field in _TEXTS}, key=key)


def save(folder: Path, station: Station) -> None:
    """Write the enrolment, readable by this account alone; the one before stays whole until this one is."""
    folder.mkdir(parents=True, exist_ok=True)
    public = station.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    key_file = f"key-{hashlib.sha256(public).hexdigest()[:16]}.pem"
    _write_secret(folder / key_file, station.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    said = {field: getattr(station, field) for field in (*_TEXTS, *_PLACES)} | {"key": key_file}
    _write_secret(folder / FILE, json.dumps(said, ensure_ascii=False, indent=1).encode())
    for old in folder.glob("key-*.pem"):
        if old.name != key_file:
            old.unlink()


def load(folder: Path) -> Station | None:
    """Return the station this folder was enrolled as, or None.

    Raises:
        BadIdentity: there is one, but it cannot be read.
    """
    path = folder / FILE
    try:
        said = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise BadIdentity(str(path)) from error
    if not isinstance(said, dict) or not _whole(said) or not isinstance(said.get("key"), str):
        raise BadIdentity(str(path))
    key_path = folder / said["key"]
    try:
        key = load_pem_private_key(key_path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise BadIdentity(str(key_path)) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadIdentity(str(key_path))
    places = {field: said[field] for field in _PLACES if isinstance(said.get(field), str)}
    return Station(**{field: said[field] for field in _TEXTS}, key=key, **places)


def _whole(said: Mapping[str, Any]) -> bool:
    texts = all(isinstance(said.get(field), str) and said[field] for field in _TEXTS)
    return texts and said["token"].isascii() and said["token"].isprintable()


def _write_secret(path: Path, data: bytes) -> None:
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
