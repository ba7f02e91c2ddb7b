"""The vectors the front end is tested with are what the protocol says."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from protocol import checkpoint, fact, grant, number, revocations, token

VECTORS = json.loads((Path(__file__).parents[2] / "static" / "tests" / "vectors.json").read_text())


def outcome(text, keys, read=token.read):
    try:
        read(text, keys)
    except token.Forged:
        return "forged"
    except token.Unreadable:
        return "unreadable"
    return "good"


@pytest.mark.parametrize("case", VECTORS["tokens"], ids=lambda case: case["says"])
def test_a_token_reads_here_as_it_does_there(case):
    key = Ed25519PublicKey.from_public_bytes(fact.unb64url(VECTORS["badge_key"]["x"]))
    keys = {VECTORS["badge_key"]["kid"]: key}
    assert outcome(case["text"], keys) == case["outcome"]
    if "token" in case:
        read, said = token.read(case["text"], keys), case["token"]
        assert (read.badge, read.person, read.role, read.site, read.plan) == (
            said["badge"],
            said["person"],
            said["role"],
            said["site"],
            said["plan"],
        )
        assert (read.not_before, read.expires) == (said["notBefore"], said["expires"])


@pytest.mark.parametrize("case", VECTORS["grants"], ids=lambda case: case["says"])
def test_a_grant_reads_here_as_it_does_there(case):
    key = Ed25519PublicKey.from_public_bytes(fact.unb64url(VECTORS["badge_key"]["x"]))
    keys = {VECTORS["badge_key"]["kid"]: key}
    assert outcome(case["text"], keys, grant.read) == case["outcome"]
    if "grant" in case:
        read, said = grant.read(case["text"], keys), case["grant"]
        assert (read.grant, read.person, read.role, read.plan) == tuple(
            said[name] for name in ("grant", "person", "role", "plan")
        )
        assert (read.device, read.place, list(read.acts)) == (said["device"], said["place"], said["acts"])
        assert (read.not_before, read.expires) == (said["notBefore"], said["expires"])


def test_a_fact_has_the_same_bytes_digest_and_signature():
    said = VECTORS["fact"]
    data = fact.canonical(said["fact"])
    assert data.decode() == said["canonical"]
    assert fact.digest(data) == said["digest"]
    assert fact.verifies(fact.key_from_jwk(said["jwk"]), data, said["sig"])


def test_a_signature_made_by_a_browser_verifies_here():
    said = VECTORS["browser"]
    assert fact.verifies(fact.key_from_jwk(said["jwk"]), fact.canonical(VECTORS["fact"]["fact"]), said["sig"])


@pytest.mark.parametrize("case", VECTORS["numbers"], ids=lambda case: case["number"])
def test_a_badge_number_is_written_the_same(case):
    assert number.badge_number(case["serial"]) == case["number"]


@pytest.mark.parametrize("case", VECTORS["revocations"], ids=lambda case: case["says"])
def test_a_list_of_revoked_badges_reads_here_as_it_does_there(case):
    key = Ed25519PublicKey.from_public_bytes(fact.unb64url(VECTORS["badge_key"]["x"]))
    read = revocations.read(case["text"], {VECTORS["badge_key"]["kid"]: key})
    assert (read.size, read.issued, read.next) == (case["size"], case["issued"], case["next"])
    assert sorted(badge for ids in read.badges.values() for badge in ids) == sorted(case["badges"])


def test_a_checkpoint_reads_here_as_it_does_there():
    said = VECTORS["checkpoints"]
    key = Ed25519PublicKey.from_public_bytes(fact.unb64url(VECTORS["badge_key"]["x"]))
    assert checkpoint.verifier_key(said["origin"], key) == said["verifier_key"]
    for size, note in said["notes"].items():
        assert checkpoint.read(note, key).size == int(size)
