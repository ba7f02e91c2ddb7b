"""The hub's own certificate authority: made once, and able to vouch for nothing but hubs in a local network.

Devices that trust it trust nothing else by it: its certificate is critically constrained to a few names and to private
addresses, so that even a stolen key makes no certificate for a bank or a ministry that they would accept.
"""

import ipaddress
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from server.store.keys import BadKeys, write_secret

LASTS = timedelta(days=3 * 365)
BEHIND = timedelta(days=30)  # a device whose clock is behind by less takes it all the same
#: A second hub in the same network is kaowu-2.local.
PLACES = ("kaowu.local", *(f"kaowu-{number}.local" for number in range(2, 10)))
NAMES = ("localhost", *PLACES)
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)
SECRET, PUBLIC = "ca.pem", "ca.crt"  # the authority: certificate and key in one file, so that neither is lost alone


def key_usage(*, certifies: bool) -> x509.KeyUsage:
    """Say what a key is for: to sign certificates (the authority's), or to prove who answers (the hub's)."""
    return x509.KeyUsage(
        digital_signature=not certifies,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certifies,
        crl_sign=certifies,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass(frozen=True, slots=True)
class Authority:
    """The certificate that devices install, and the key that never leaves this computer."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def name(self) -> str:
        """What a device's list of certificates calls it."""
        (found,) = self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(found.value)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate: 64 hexadecimal digits."""
        return self.certificate.fingerprint(SHA256()).hex()

    @property
    def expires(self) -> datetime:
        """When it ends (UTC)."""
        return self.certificate.not_valid_after_utc

    def permits(self, place: str) -> bool:
        """Tell whether it may vouch for a host name or an IP address."""
        permitted = self.certificate.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees
        try:
            ip = ipaddress.ip_address(place)
        except ValueError:
            names = [str(each.value) for each in permitted or () if isinstance(each, x509.DNSName)]
            return any(place == name or place.endswith(f".{name}") for name in names)
        networks = [each.value for each in permitted or () if isinstance(each, x509.IPAddress)]
        return any(ip in network for network in networks)  # type: ignore[operator]  # constraints hold networks

    @property
    def der(self) -> bytes:
        """The certificate as devices take it."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The certificate as programs take it."""
        return self.certificate.public_bytes(Encoding.PEM)


def shown(fingerprint: str) -> str:
    """Write a fingerprint in groups of four, as people compare it."""
    text = fingerprint.upper()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def load(folder: Path, host: str, now: datetime) -> Authority:
    """Return the authority; a folder that has none, or one that has ended, gets a new one.

    Args:
        folder: the key folder.
        host: this computer's name, by which people tell the certificates of two hubs apart.
        now: the hub's clock, aware.

    Raises:
        BadKeys: its file is damaged. It is never replaced silently: every device would have to be told.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / SECRET
    found = _read(path) if path.exists() else None
    if found is None or found.expires <= now:
        found = _make(host, now)
        secret = found.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_secret(path, found.pem + secret)
    public = folder / PUBLIC
    if not public.exists() or public.read_bytes() != found.pem:
        write_secret(public, found.pem)
    return found


def _read(path: Path) -> Authority:
    data = path.read_bytes()
    try:
        certificate, key = x509.load_pem_x509_certificate(data), load_pem_private_key(data, None)
    except ValueError as error:
        raise _damaged(path) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate.public_key() != key.public_key():
        raise _damaged(path)
    return Authority(certificate, key)


def _damaged(path: Path) -> BadKeys:
    return BadKeys(f"{path} 无法读取：请从备份恢复此文件；没有备份就把它移走，主机会造新证书，每台设备须重新安装")


def _make(host: str, now: datetime) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    start = now.astimezone(UTC)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Kaowu 考务"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"考务 Kaowu {_plain(host)} {_tag(key.public_key())}"),
        ]
    )
    permitted: list[x509.GeneralName] = [x509.DNSName(name) for name in dict.fromkeys((*NAMES, *own_name(host)))]
    permitted += [x509.IPAddress(network) for network in NETWORKS]
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start - BEHIND)
        .not_valid_after(start + LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None), critical=True)
        .add_extension(key_usage(certifies=True), critical=True)
        .add_extension(identifier, critical=False)
        .sign(key, SHA256())
    )
    return Authority(certificate, key)


def own_name(host: str) -> list[str]:
    """Return this computer's own name in a local network, where its name can be one; else none."""
    label = host.partition(".")[0].lower()
    return [f"{label}.local"] if LABEL.fullmatch(label) else []


def _plain(host: str) -> str:
    """Return a computer's name as a certificate may bear it."""
    return "".join(sign for sign in host.partition(".")[0] if sign.isprintable())[:24].strip() or "hub"


def _tag(key: ec.EllipticCurvePublicKey) -> str:
    """Return a few figures of the key: two hubs on computers of the same name must not share a subject."""
    digest = Hash(SHA256())
    digest.update(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    text = digest.finalize().hex().upper()
    return f"{text[:4]}-{text[4:8]}"
