"""Verify a side file, and the photo or film beside it: python3 verify_side.py NAME.json [ORIGINAL] [KEY].

Needs Python and its package ``cryptography``; shares no code with the hub. KEY is the hub's verifier key, as devices
and checkpoints kept elsewhere have it: without it only the file's own word says whose key it is, which anyone can
write. Exit 0: verified; 1: not as it was signed; 2: the signature fits the key it names, whose key is not verified.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def slices_of(side: dict[str, Any], path: str) -> str:
    """Return which slice of a file is not as it came, or nothing; side files of before slices were noted have none."""
    listed, place = (side["arrival"].get("slices") or {"lines": ()})["lines"], None
    with Path(path).open("rb") as file:
        for line in listed:
            offset, length, sha256, received, _ = line.split(" ")
            file.seek(int(offset))
            if place not in (None, int(offset)):
                return f"bytes {place} to {int(offset) - 1} are in no slice"
            found, left = hashlib.sha256(), int(length)
            while piece := file.read(min(left, 1024 * 1024)):
                found.update(piece)
                left -= len(piece)
            if sha256 != "-" and found.hexdigest() != sha256:
                return f"bytes {offset} to {int(offset) + int(length) - 1}, which came at {received}, differ"
            place = int(offset) + int(length)
    return "" if place in (None, side["arrival"]["received"]) else f"bytes from {place} on are in no slice"


def main(side_file: str, original: str = "", key: str = "") -> str:
    """Return what is wrong, or nothing."""
    whole = json.loads(Path(side_file).read_bytes())
    side, named = whole["side"], whole["key"]
    if key and named != key:
        return f"signed by another key: {named}"
    # RFC 8785 where names are ASCII and numbers are whole: sorted, compact, UTF-8.
    said = json.dumps(side, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(named.split("+", 2)[2])[1:])
    try:
        public.verify(base64.b64decode(whole["signature"]), b"kaowu-side-v1\n" + said)
    except InvalidSignature:
        return "the side file was changed after it was signed"
    if original:
        with Path(original).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        parts = slices_of(side, original)
        if side["computed"] is None or found != side["computed"]["sha256"]:
            return f"the original is not the one that was kept: SHA-256 {found}" + (f"; {parts}" if parts else "")
        if parts:
            return f"the slices are not those of the original: {parts}"
    return ""


if __name__ == "__main__":
    wrong, known = main(*sys.argv[1:4]), bool(sys.argv[3:4] and sys.argv[3])
    unproven = (
        "签名与文件自己写的密钥相符，但未核对这把密钥是谁的，不能证明出自考务主机：第三项写上主机的校验公钥"
        " / the signature fits the key it names; whose key that is is not verified: give KEY"
    )
    fits = "相符，未被改动 / verified" if known else unproven
    sys.stdout.write((f"不符 / wrong: {wrong}" if wrong else fits) + "\n")
    sys.exit(1 if wrong else 0 if known else 2)
