"""The hub's own certificate: for its addresses of the moment, renewed in time, its key readable by its owner alone."""

import stat
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from server.web.certificate import LASTS, RENEW_BEFORE, ensure

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
NAMES, ADDRESSES = ["localhost", "kaowu"], ["127.0.0.1", "192.168.1.5"]


@pytest.fixture
def made(tmp_path):
    """Ensure a certificate; return it as read."""

    def ensured(names=NAMES, addresses=ADDRESSES, now=NOW):
        certificate, _ = ensure(tmp_path, names, addresses, now)
        return x509.load_pem_x509_certificate(certificate.read_bytes())

    return ensured


def test_it_names_every_address(made):
    names = made().extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == NAMES
    assert [str(ip) for ip in names.get_values_for_type(x509.IPAddress)] == ADDRESSES


def test_it_is_no_authority(made):
    assert made().extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False


def test_a_device_whose_clock_is_behind_takes_it_and_no_phone_finds_it_too_long(made):
    certificate = made()
    assert certificate.not_valid_before_utc <= NOW - timedelta(hours=23)
    assert certificate.not_valid_after_utc - NOW <= timedelta(days=398)


def test_its_key_is_readable_by_its_owner_alone(tmp_path):
    for path in ensure(tmp_path, NAMES, ADDRESSES, NOW):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_stays_while_nothing_changed(made):
    assert made() == made() == made(addresses=ADDRESSES[:1])


@pytest.mark.parametrize(
    "changed",
    [
        {"addresses": [*ADDRESSES, "10.0.0.7"]},
        {"names": [*NAMES, "other"]},
        {"now": NOW + LASTS - RENEW_BEFORE},
        {"now": NOW + LASTS + timedelta(days=1)},
    ],
    ids=["a new address", "a new name", "soon over", "over"],
)
def test_it_is_made_anew_where_it_would_not_serve(made, changed):
    assert made() != made(**changed)


def test_it_lasts_until_a_month_before_its_end(made):
    assert made() == made(now=NOW + LASTS - RENEW_BEFORE - timedelta(seconds=1))


@pytest.mark.parametrize("name", ["tls.crt", "tls.key"])
def test_a_lost_file_is_made_anew_with_its_other_half(made, tmp_path, name):
    before = made()
    (tmp_path / name).unlink()
    assert made() != before


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_damaged_certificate_is_made_anew(made, tmp_path, damage):
    before = made()
    (tmp_path / "tls.crt").write_bytes(damage)
    assert made() != before
