"""The hub's own certificate authority: for hubs in a local network and for nothing else, whoever holds its key."""

import stat
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from server.store.authority import LASTS, load, shown
from server.store.keys import BadKeys
from tests.store.certificates import issued

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return load(tmp_path_factory.mktemp("keys"), "laptop-3", NOW)


def extension(authority, kind):
    return authority.certificate.extensions.get_extension_for_class(kind)


def test_it_may_sign_certificates_of_hubs_and_no_further_authority(authority):
    basic = extension(authority, x509.BasicConstraints)
    assert (basic.critical, basic.value.ca, basic.value.path_length) == (True, True, 0)
    assert extension(authority, x509.KeyUsage).value.key_cert_sign


def test_its_limits_are_critical(authority):
    limits = extension(authority, x509.NameConstraints)
    assert limits.critical
    assert limits.value.permitted_subtrees


def test_it_lasts_two_to_three_years_and_serves_devices_whose_clock_is_behind(authority):
    assert timedelta(days=2 * 365) < authority.expires - NOW <= timedelta(days=3 * 366)
    assert authority.certificate.not_valid_before_utc < NOW - timedelta(days=20)


@pytest.mark.parametrize(
    "place",
    ["kaowu.local", "kaowu-2.local", "a.kaowu.local", "localhost", "laptop-3.local", "192.168.1.5", "10.0.0.1",
     "172.31.255.255", "169.254.7.7", "127.0.0.1", "fd00::5", "fe80::1", "::1"],
)  # fmt: skip
def test_it_vouches_for_places_in_a_local_network(authority, place):
    assert authority.permits(place)


@pytest.mark.parametrize(
    "place",
    ["example.com", "local", "xkaowu.local", "kaowu.local.example.com", "printer.local", "8.8.8.8", "172.32.0.1",
     "192.169.0.1", "2001:db8::1", "", "."],
)  # fmt: skip
def test_it_vouches_for_nothing_else(authority, place):
    assert not authority.permits(place)


@given(st.ip_addresses())
def test_no_public_address_is_ever_permitted(authority, ip):
    if authority.permits(str(ip)):
        assert ip.is_private or ip.is_loopback or ip.is_link_local


@pytest.mark.parametrize("place", ["example.com", "8.8.8.8", "printer.local"])
def test_openssl_takes_nothing_that_a_stolen_key_would_sign_beyond_its_limits(authority, tmp_path, place):
    assert "OK" in verified(authority, tmp_path, "kaowu.local")
    assert "OK" in verified(authority, tmp_path, "192.168.7.7")
    assert "permitted subtree violation" in verified(authority, tmp_path, place)


def test_openssl_takes_no_certificate_of_an_authority_below_it(authority, tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    below = issued(authority, "kaowu.local", key=key, ca=True)
    leaf = issued(authority, "kaowu.local", below=(below, key))
    said = verify(authority, tmp_path, leaf, below)
    assert "path length constraint exceeded" in said


def verified(authority, folder, place):
    return verify(authority, folder, issued(authority, place))


def verify(authority, folder, leaf, below=None):
    (folder / "ca.crt").write_bytes(authority.pem)
    (folder / "leaf.crt").write_bytes(leaf.public_bytes(Encoding.PEM))
    words = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", folder / "ca.crt"]
    if below is not None:
        (folder / "below.crt").write_bytes(below.public_bytes(Encoding.PEM))
        words += ["-untrusted", folder / "below.crt"]
    done = subprocess.run([*words, folder / "leaf.crt"], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_the_key_is_readable_by_its_owner_alone_and_the_public_file_holds_none(tmp_path):
    load(tmp_path, "hub", NOW)
    assert stat.S_IMODE((tmp_path / "ca.pem").stat().st_mode) == 0o600
    assert b"PRIVATE" in (tmp_path / "ca.pem").read_bytes()
    assert b"PRIVATE" not in (tmp_path / "ca.crt").read_bytes()


def test_it_stays_the_same_and_its_public_file_comes_back(tmp_path):
    first = load(tmp_path, "hub", NOW)
    (tmp_path / "ca.crt").unlink()
    again = load(tmp_path, "other", NOW + timedelta(days=1))
    assert again.fingerprint == first.fingerprint
    assert (tmp_path / "ca.crt").read_bytes() == first.pem


def test_two_hubs_on_computers_of_one_name_are_told_apart(tmp_path):
    one, other = load(tmp_path / "a", "hub", NOW), load(tmp_path / "b", "hub", NOW)
    assert one.name != other.name
    assert one.name.startswith("考务 Kaowu hub ")


def test_when_it_has_ended_a_new_one_is_made(tmp_path):
    first = load(tmp_path, "hub", NOW)
    assert load(tmp_path, "hub", NOW + LASTS - timedelta(seconds=1)).fingerprint == first.fingerprint
    assert load(tmp_path, "hub", NOW + LASTS + timedelta(seconds=1)).fingerprint != first.fingerprint


@pytest.mark.parametrize("host", ["", "考务主机", "x" * 200, "a b\n/c", "..", "-x-", "HOST.example.org", "名\x00"])
def test_any_name_of_a_computer_will_do(tmp_path, host):
    found = load(tmp_path, host, NOW)
    assert len(found.name) <= 64
    assert found.permits("kaowu.local")


def test_a_damaged_file_is_named_and_not_replaced(tmp_path):
    path = tmp_path / "ca.pem"
    whole = load(tmp_path, "hub", NOW)
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for damage in (b"", b"rubbish", whole.pem, whole.pem + other, other):
        path.write_bytes(damage)
        with pytest.raises(BadKeys, match=r"ca\.pem"):
            load(tmp_path, "hub", NOW)
        assert path.read_bytes() == damage


def test_a_fingerprint_is_read_in_groups(authority):
    groups = shown(authority.fingerprint).split()
    assert (len(groups), {len(group) for group in groups}) == (16, {4})
    assert "".join(groups).lower() == authority.fingerprint
