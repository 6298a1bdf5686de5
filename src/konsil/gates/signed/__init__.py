"""Signatures inside a PDF: whose they are, whether they still hold, and whether anything was added behind them (Y18).

No address is asked: neither revocation lists nor missing certificates are fetched. Who is trusted beyond doubt lies as
certificates in a folder of the installation (`trusted/*.pem`); of everybody else only the name in the certificate and
the mathematics are told.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

State = Literal["trusted", "unvouched", "altered"]
BROKEN = (PdfError, SignatureValidationError, ValueError)


@dataclass(frozen=True)
class Signature:
    """One signature: the name in its certificate, and what holds. `unvouched`: it holds, and nobody we trust vouches
    for the signer; `altered`: it does not hold, or something was added after it."""

    name: str
    state: State


def signatures(path: Path, trusted: Path) -> tuple[Signature, ...]:
    """The signatures of a PDF in the order they were given; none where there is none, or it cannot be read."""
    try:
        with path.open("rb") as content:
            reader = PdfFileReader(content)
            roots = load_certs_from_pemder(str(one) for one in sorted(trusted.glob("*.pem")))  # type: ignore[no-untyped-call]
            context = ValidationContext(trust_roots=list(roots), allow_fetching=False)
            return tuple(_judged(one, context) for one in reader.embedded_regular_signatures)
    except PdfError:
        return ()


def _judged(found: EmbeddedPdfSignature, context: ValidationContext) -> Signature:
    try:
        status = validate_pdf_signature(found, signer_validation_context=context)
    except BROKEN:
        return Signature("", "altered")
    name = str(status.signing_cert.subject.native.get("common_name", ""))
    whole = status.intact and status.valid and status.coverage is not None and status.docmdp_ok is not False
    if not whole or (status.modification_level and status.modification_level.name == "OTHER"):
        return Signature(name, "altered")
    return Signature(name, "trusted" if status.trusted else "unvouched")
