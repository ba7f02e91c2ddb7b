"""The HTTPS listener's certificate: self-made, for this laptop's addresses of the moment."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server.store.keys import write_secret

LASTS = timedelta(days=397)  # the longest that phones accept
RENEW_BEFORE = timedelta(days=30)


def ensure(folder: Path, names: list[str], addresses: list[str], now: datetime) -> tuple[Path, Path]:
    """Return certificate and key files, making new ones when addresses changed or the old ones soon expire.

    Args:
        folder: the key folder (already private).
        names: host names.
        addresses: IP addresses.
        now: the hub's clock, aware.
    """
    certificate, key = folder / "tls.crt", folder / "tls.key"
    wanted = set(names) | set(addresses)
    if not (certificate.exists() and key.exists() and _good(certificate.read_bytes(), wanted, now)):
        private = ec.generate_private_key(ec.SECP256R1())
        made = _make(private, names, addresses, now)
        write_secret(key, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        write_secret(certificate, made.public_bytes(Encoding.PEM))
    return certificate, key


def _good(pem: bytes, wanted: set[str], now: datetime) -> bool:
    try:
        found = x509.load_pem_x509_certificate(pem)
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    covered = set(names.get_values_for_type(x509.DNSName))
    covered |= {str(ip) for ip in names.get_values_for_type(x509.IPAddress)}
    return wanted <= covered and found.not_valid_after_utc - now > RENEW_BEFORE


def _make(key: ec.EllipticCurvePrivateKey, names: list[str], addresses: list[str], now: datetime) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Kaowu hub")])
    alternatives: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
    alternatives += [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - timedelta(days=1))  # devices' clocks may be behind
        .not_valid_after(now.astimezone(UTC) + LASTS)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, SHA256())
    )
