"""What a document and its state are called."""

from django.utils.translation import pgettext

from konsil.store.queries.papers import Paper


def state(paper: Paper) -> tuple[str, str]:
    """The state of a document in a word, and its tone; nothing for one that is simply here."""
    match paper.state:
        case "quarantined":
            return pgettext("state of a document", "being checked"), "warn"
        case "refused":
            return pgettext("state of a document", "not taken"), "danger"
    return "", ""


def kind(paper: Paper) -> str:
    """What a document is, in words."""
    match paper.kind:
        case "consent-form" | "consent":
            return pgettext("kind of document", "Consent")
        case "consent-evidence":
            return pgettext("kind of document", "Proof of the signature")
        case "offer":
            return pgettext("kind of document", "Offer of centres")
        case "opinion":
            return pgettext("kind of document", "Second opinion")
        case "declined":
            return pgettext("kind of document", "Letter")
        case "histology":
            return pgettext("kind of document", "Histology")
        case "imaging":
            return pgettext("kind of document", "Images")
        case "laboratory":
            return pgettext("kind of document", "Laboratory")
        case "discharge":
            return pgettext("kind of document", "Discharge letter")
        case "operation":
            return pgettext("kind of document", "Operation report")
        case "summary":
            return pgettext("kind of document", "Summary")
        case "medication":
            return pgettext("kind of document", "Medicines")
        case "waiver":
            return pgettext("kind of document", "Waiver")
    return pgettext("kind of document", "Document")


ICONS = {
    "application/pdf": "file-text", "image/jpeg": "file-image", "image/png": "file-image", "image/tiff": "file-image",
    "application/dicom": "disc-3", "application/zip": "disc-3", "application/fhir+json": "clipboard-list",
}  # fmt: skip


def size(octets: int) -> str:
    """A file's size as people say it."""
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))}\N{NO-BREAK SPACE}KB"
    return f"{octets / 1_000_000:.1f}\N{NO-BREAK SPACE}MB".replace(".0", "")
