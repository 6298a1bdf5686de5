"""Signatures inside a letter: who signed, whether it holds, and whether anything came behind it."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

import uploads
from konsil.gates.signed import Signature, signatures


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and certificate of an invented professor, beneath one folder."""
    folder, key = tmp_path_factory.mktemp("hand"), rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Prof. Ingrid Lund")])
    since = datetime.now(UTC) - timedelta(days=1)
    usage = x509.KeyUsage(True, True, False, False, False, True, False, False, False)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
        .not_valid_before(since).not_valid_after(since + timedelta(days=30)).add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    (folder / "trusted").mkdir()
    (folder / "trusted/lund.pem").write_bytes(made.public_bytes(pem))
    return folder


@pytest.fixture
def letter(hand: Path, tmp_path: Path) -> Path:
    """A letter signed by that hand."""
    signer = signers.SimpleSigner.load(str(hand / "key.pem"), str(hand / "trusted/lund.pem"))
    signed = signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(uploads.pdf())), signers.PdfSignatureMetadata(field_name="Signature"),
        signer=signer,
    )  # fmt: skip
    path = tmp_path / "letter.pdf"
    path.write_bytes(signed.getvalue())
    return path


@pytest.mark.shows("Y18")
def test_the_signature_of_a_letter_is_read_and_judged(letter: Path, hand: Path, tmp_path: Path) -> None:
    """a PDF by signed link, mail or courier is received, checked (patient, date, signatures): whose, and what holds."""
    assert signatures(letter, tmp_path / "nobody") == (Signature("Prof. Ingrid Lund", "unvouched"),)
    assert signatures(letter, hand / "trusted") == (Signature("Prof. Ingrid Lund", "trusted"),)


def test_a_letter_changed_after_it_was_signed_says_so(letter: Path, hand: Path) -> None:
    content = letter.read_bytes()
    letter.write_bytes(content.replace(b"/MediaBox", b"/CropBoxx", 1))
    assert content != letter.read_bytes()
    assert [one.state for one in signatures(letter, hand / "trusted")] == ["altered"]


def test_a_letter_without_a_signature_has_none(hand: Path, tmp_path: Path) -> None:
    path = tmp_path / "plain.pdf"
    path.write_bytes(uploads.pdf())
    assert signatures(path, hand / "trusted") == ()
