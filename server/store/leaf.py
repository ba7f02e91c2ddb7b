"""The certificate the hub shows to devices: for its addresses of the moment, issued by its own authority."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server.store.authority import Authority, key_usage
from server.store.keys import write_secret

LASTS = timedelta(days=397)  # the longest that phones accept
RENEW_BEFORE = timedelta(days=30)
BEHIND = timedelta(days=1)  # devices' clocks may be behind
CHAIN, KEY = "tls.crt", "tls.key"


@dataclass(frozen=True, slots=True)
class Leaf:
    """The certificate in use: its files, and which names and addresses it holds for until when."""

    chain: Path
    key: Path
    certificate: x509.Certificate

    @property
    def names(self) -> list[str]:
        """Host names."""
        return _alternatives(self.certificate).get_values_for_type(x509.DNSName)

    @property
    def addresses(self) -> list[str]:
        """IP addresses."""
        return [str(ip) for ip in _alternatives(self.certificate).get_values_for_type(x509.IPAddress)]

    @property
    def expires(self) -> datetime:
        """When it ends (UTC)."""
        return self.certificate.not_valid_after_utc

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate: 64 hexadecimal digits."""
        return self.certificate.fingerprint(SHA256()).hex()


def ensure(folder: Path, authority: Authority, names: Sequence[str], addresses: Sequence[str], now: datetime) -> Leaf:
    """Return the certificate, a new one where addresses came, the old one soon ends or is not this authority's.

    Args:
        folder: the key folder (already private).
        authority: who issues it.
        names: host names; those the authority may not vouch for are left out.
        addresses: IP addresses, likewise.
        now: the hub's clock, aware.
    """
    names = [name for name in dict.fromkeys(names) if authority.permits(name)]
    addresses = [address for address in dict.fromkeys(addresses) if authority.permits(address)]
    chain, key = folder / CHAIN, folder / KEY
    found = _read(chain, key)
    if found is not None and _serves(found, authority, {*names, *addresses}, now):
        return found
    private = ec.generate_private_key(ec.SECP256R1())
    made = _make(private, authority, names, addresses, now)
    write_secret(key, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    # With the authority's own certificate behind it, the file also serves programs as what to trust.
    write_secret(chain, made.public_bytes(Encoding.PEM) + authority.pem)
    return Leaf(chain, key, made)


def _read(chain: Path, key: Path) -> Leaf | None:
    """Return what the files hold, or None where they are missing, damaged or no pair."""
    try:
        certificate = x509.load_pem_x509_certificate(chain.read_bytes())
        private = load_pem_private_key(key.read_bytes(), None)
        _alternatives(certificate)
    except (OSError, ValueError, x509.ExtensionNotFound):
        return None
    return Leaf(chain, key, certificate) if certificate.public_key() == private.public_key() else None


def _serves(leaf: Leaf, authority: Authority, wanted: set[str], now: datetime) -> bool:
    try:
        leaf.certificate.verify_directly_issued_by(authority.certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    renew = min(leaf.expires, authority.expires) - RENEW_BEFORE
    lasting = now < renew or leaf.expires == authority.expires > now  # past its issuer's end none can be made
    begun = leaf.certificate.not_valid_before_utc <= now
    return begun and lasting and wanted <= {*leaf.names, *leaf.addresses}


def _alternatives(certificate: x509.Certificate) -> x509.SubjectAlternativeName:
    return certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value


def _make(
    key: ec.EllipticCurvePrivateKey, authority: Authority, names: list[str], addresses: list[str], now: datetime
) -> x509.Certificate:
    start = now.astimezone(UTC)
    alternatives: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
    alternatives += [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
    issuer = authority.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Kaowu hub")]))
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(max(start - BEHIND, authority.certificate.not_valid_before_utc))
        .not_valid_after(min(start + LASTS, authority.expires))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(certifies=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer), critical=False)
        .sign(authority.key, SHA256())
    )
