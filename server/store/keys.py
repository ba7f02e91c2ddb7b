"""The hub's secrets: made at first start, kept in files only their owner can read, never in the database or git."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

BADGE_KID = 1

Private = Ed25519PrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Keys:
    """Every secret of a hub.

    ``journal`` signs checkpoints, ``badge`` signs badge tokens (kid 1), ``hub`` and ``office`` are the P-256 keys of
    the hub's own device and of the command line's, ``office_token`` its bearer token, ``salt`` hides hashes of
    personal files from guessing.
    """

    journal: Ed25519PrivateKey
    badge: Ed25519PrivateKey
    hub: ec.EllipticCurvePrivateKey
    office: ec.EllipticCurvePrivateKey
    office_token: str
    salt: bytes


class BadKeys(RuntimeError):
    """A key file cannot be read; the message names it."""


FILES = ("journal.pem", "badge.pem", "hub.pem", "office.pem", "office.token", "salt")


def load(folder: Path, *, make: bool = True) -> Keys:
    """Read the secrets; ``make`` those that are missing, as only a hub without a journal may.

    Raises:
        BadKeys: a file is damaged, or missing beside a journal. It is never replaced silently: badges and checkpoints
            depend on it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    missing = [name for name in FILES if not (folder / name).exists()]
    if missing and not make:
        raise BadKeys(
            f"{folder} 缺少密钥文件 {'、'.join(missing)}，已有的记录和证牌依赖它们：请从备份恢复整个 keys 目录"
        )
    return Keys(
        journal=_ed25519(folder / "journal.pem"),
        badge=_ed25519(folder / "badge.pem"),
        hub=_p256(folder / "hub.pem"),
        office=_p256(folder / "office.pem"),
        office_token=_text(folder / "office.token", secrets.token_urlsafe(32)),
        salt=_salt(folder / "salt"),
    )


def _ed25519(path: Path) -> Ed25519PrivateKey:
    key = _key(path, Ed25519PrivateKey.generate)
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKeys(f"{path} 不是 Ed25519 私钥：请从备份恢复此文件")
    return key


def _p256(path: Path) -> ec.EllipticCurvePrivateKey:
    key = _key(path, lambda: ec.generate_private_key(ec.SECP256R1()))
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadKeys(f"{path} 不是 P-256 私钥：请从备份恢复此文件")
    return key


def _key(path: Path, make: Callable[[], Private]) -> object:
    if not path.exists():
        made = make()
        write_secret(path, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return made
    try:
        return load_pem_private_key(path.read_bytes(), None)
    except ValueError as error:
        raise BadKeys(f"{path} 无法读取：请从备份恢复此文件") from error


def _text(path: Path, first: str) -> str:
    if not path.exists():
        write_secret(path, first.encode())
    try:
        text = path.read_text(encoding="ascii").strip()
    except UnicodeDecodeError:
        text = ""
    if not text:
        raise BadKeys(f"{path} 是空文件或已损坏：请从备份恢复此文件")
    return text


def _salt(path: Path) -> bytes:
    text = _text(path, secrets.token_hex(32))
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise BadKeys(f"{path} 已损坏：请从备份恢复此文件") from error


def write_secret(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read, durably and whole."""
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
