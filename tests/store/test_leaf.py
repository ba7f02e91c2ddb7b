"""The certificate the hub shows: for its addresses of the moment, renewed in time, its key readable by its owner."""

import stat
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from server.store import authority as authorities
from server.store.keys import write_secret
from server.store.leaf import LASTS, RENEW_BEFORE, ensure

NOW = datetime.now(UTC).replace(microsecond=0)
NAMES, ADDRESSES = ["localhost", "kaowu.local"], ["127.0.0.1", "192.168.1.5"]


@pytest.fixture
def authority(tmp_path):
    return authorities.load(tmp_path, "hub", NOW)


@pytest.fixture
def made(tmp_path, authority):
    """Ensure a certificate."""

    def ensured(names=NAMES, addresses=ADDRESSES, now=NOW, by=authority):
        return ensure(tmp_path, by, names, addresses, now)

    return ensured


def test_it_names_every_address(made):
    assert (made().names, made().addresses) == (NAMES, ADDRESSES)


def test_what_the_authority_may_not_vouch_for_is_left_out(made):
    leaf = made([*NAMES, "example.com"], [*ADDRESSES, "8.8.8.8"])
    assert (leaf.names, leaf.addresses) == (NAMES, ADDRESSES)
    assert made([*NAMES, "example.com"], [*ADDRESSES, "8.8.8.8"]).fingerprint == leaf.fingerprint


def test_it_is_no_authority_and_serves_servers(made):
    found = made().certificate.extensions
    assert found.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert list(found.get_extension_for_class(x509.ExtendedKeyUsage).value) == [ExtendedKeyUsageOID.SERVER_AUTH]


def test_openssl_takes_it_strictly_for_each_place(made, authority, tmp_path):
    leaf = made()
    for place in ("-verify_hostname=kaowu.local", "-verify_ip=192.168.1.5", "-verify_hostname=localhost"):
        words = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", *place.split("=")]
        done = subprocess.run([*words, "-CAfile", tmp_path / "ca.crt", leaf.chain], capture_output=True, check=False)
        assert done.returncode == 0, done


def test_a_device_whose_clock_is_behind_takes_it_and_no_phone_finds_it_too_long(made):
    certificate = made().certificate
    assert certificate.not_valid_before_utc <= NOW - timedelta(hours=23)
    assert certificate.not_valid_after_utc - NOW <= timedelta(days=397)


def test_its_key_is_readable_by_its_owner_alone(made):
    for path in (made().chain, made().key):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_stays_while_nothing_changed_and_when_an_address_goes(made):
    assert made().fingerprint == made().fingerprint == made(addresses=ADDRESSES[:1]).fingerprint


@pytest.mark.parametrize(
    "changed",
    [
        {"addresses": [*ADDRESSES, "10.0.0.7"]},
        {"names": [*NAMES, "kaowu-2.local"]},
        {"now": NOW + LASTS - RENEW_BEFORE},
        {"now": NOW + LASTS + timedelta(days=1)},
        {"now": NOW - timedelta(days=2)},
    ],
    ids=["a new address", "a new name", "soon over", "over", "not begun: the clock was ahead when it was made"],
)
def test_it_is_made_anew_where_it_would_not_serve(made, changed):
    assert made().fingerprint != made(**changed).fingerprint


def test_it_lasts_until_a_month_before_its_end(made):
    assert made().fingerprint == made(now=NOW + LASTS - RENEW_BEFORE - timedelta(seconds=1)).fingerprint


def test_it_never_outlives_its_authority_and_is_not_made_again_and_again_at_that_end(made, authority):
    late = authority.expires - timedelta(days=10)
    leaf = made(now=late)
    assert leaf.expires == authority.expires
    assert made(now=late + timedelta(days=5)).fingerprint == leaf.fingerprint


def test_another_authority_issues_its_own(made, tmp_path):
    first = made()
    other = authorities.load(tmp_path / "other", "hub", NOW)
    assert made(by=other).fingerprint != first.fingerprint


def test_a_self_made_certificate_of_before_gives_way(made, authority, tmp_path):
    """Folders of earlier versions hold one: self-signed, in the same files."""
    other = authorities.load(tmp_path / "other", "hub", NOW)
    write_secret(tmp_path / "tls.crt", other.pem)
    assert made().certificate.issuer == authority.certificate.subject


@pytest.mark.parametrize("name", ["tls.crt", "tls.key"])
def test_a_lost_file_is_made_anew_with_its_other_half(made, tmp_path, name):
    before = made()
    (tmp_path / name).unlink()
    assert made().fingerprint != before.fingerprint


@pytest.mark.parametrize("name", ["tls.crt", "tls.key"])
@pytest.mark.parametrize("damage", [b"", b"rubbish", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_damaged_file_is_made_anew(made, tmp_path, name, damage):
    before = made()
    (tmp_path / name).write_bytes(damage)
    assert made().fingerprint != before.fingerprint


def test_two_files_that_are_no_pair_are_made_anew(made, tmp_path):
    """As a power cut between the two writes would leave them."""
    old = made().key.read_bytes()
    second = made(addresses=[*ADDRESSES, "10.0.0.7"])
    second.key.write_bytes(old)
    assert made(addresses=[*ADDRESSES, "10.0.0.7"]).fingerprint != second.fingerprint
