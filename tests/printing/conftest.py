"""Printers, and a small document for them."""

import contextlib
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from printing.progress import Patience
from tests.printing.fake_printer import FakePrinter, running

#: The same waits, shorter: a busy printer is asked again after milliseconds.
QUICK = Patience(ready=20, vanished=20, first=0.01, longest=0.05, watch=0.01)


def certificate(folder, name):
    """Make a certificate as a printer makes its own, and return the file with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "printer")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=9))
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file = folder / f"{name}.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


def pdf(file, sizes):
    """Write a PDF whose pages have these sizes (mm), each with a black square in its upper left corner."""
    document = pypdfium2.PdfDocument.new()
    for across, along in sizes:
        document.new_page(across / 25.4 * 72, along / 25.4 * 72)
    for page in document:
        width, height = page.get_size()
        square = pypdfium2.raw.FPDFPageObj_CreateNewRect(0, height - width / 4, width / 4, width / 4)
        pypdfium2.raw.FPDFPageObj_SetFillColor(square, 0, 0, 0, 255)
        pypdfium2.raw.FPDFPath_SetDrawMode(square, pypdfium2.raw.FPDF_FILLMODE_ALTERNATE, False)
        pypdfium2.raw.FPDFPage_InsertObject(page, square)
        page.gen_content()
    document.save(file)
    document.close()
    return file


@pytest.fixture
def document(tmp_path):
    """Three pages of badge size."""
    return pdf(tmp_path / "badges.pdf", [(86, 124)] * 3)


@pytest.fixture
def switch_on():
    """Start a printer: ``switch_on(formats=...)``."""
    with contextlib.ExitStack() as stack:

        def start(certificate=None, port=0, **can):
            return stack.enter_context(running(FakePrinter(**can), certificate, port))

        yield start
