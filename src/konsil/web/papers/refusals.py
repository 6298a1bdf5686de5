"""Why a document was not taken, or not yet, and what to do about it: a sentence for each key of the examination."""

from collections.abc import Mapping

from django.utils.translation import pgettext_lazy

KINDS = pgettext_lazy(
    "not taken",
    "This kind of file cannot be taken. Send a PDF, a photograph, or the disc as a ZIP.",
)
PDFS = pgettext_lazy(
    "not taken",
    "This PDF does more than show pages. Print it to a new PDF, or take a photograph of each page.",
)
DISCS = pgettext_lazy(
    "not taken",
    "This packed file does not open. Pack the folder of the disc again as a ZIP.",
)

WHY: Mapping[str, object] = {
    **dict.fromkeys(
        (
            "type-html",
            "type-svg",
            "type-gif",
            "type-program",
            "type-script",
            "type-unknown",
            "dicom-preamble",
            "dicom-encapsulated",
        ),
        KINDS,
    ),
    **dict.fromkeys(("pdf-javascript", "pdf-launch", "pdf-embedded-file", "pdf-active-form"), PDFS),
    **dict.fromkeys(("type-archive", "zip-broken", "zip-path", "zip-bomb"), DISCS),
    "file-empty": pgettext_lazy(
        "not taken",
        "The file is empty. Look whether you chose the right one.",
    ),
    "file-too-large": pgettext_lazy(
        "not taken",
        "The file is larger than we can take. Call us: we fetch a disc from you.",
    ),
    "infected": pgettext_lazy(
        "not taken",
        "The file carries a virus, so we threw it away. Send it from another computer, or on paper.",
    ),
    "type-mismatch": pgettext_lazy(
        "not taken",
        "The file is not what its name says. Save it again in its own program, then send it.",
    ),
    "polyglot": pgettext_lazy(
        "not taken",
        "The file holds something else beside the picture. Take a new photograph of the paper.",
    ),
    "type-office": pgettext_lazy(
        "not taken",
        "This is a text document. Save it as a PDF and send the PDF, or take a photograph.",
    ),
    "pdf-broken": pgettext_lazy(
        "not taken",
        "This PDF does not open. Save it again, or take a photograph of each page.",
    ),
    "pdf-encrypted": pgettext_lazy(
        "not taken",
        "This PDF is locked with a password. Save it without one, or take a photograph of each page.",
    ),
    "image-broken": pgettext_lazy(
        "not taken",
        "This picture does not open. Please take the photograph again.",
    ),
    "image-too-large": pgettext_lazy(
        "not taken",
        "This picture is too large. Take it with fewer points.",
    ),
    "dicom-broken": pgettext_lazy(
        "not taken",
        "This image does not open. Copy it from the disc again.",
    ),
    "dicom-too-many-frames": pgettext_lazy(
        "not taken",
        "This image has more frames than we can take. Call us: we fetch the disc.",
    ),
    "zip-encrypted": pgettext_lazy(
        "not taken",
        "This packed file is locked with a password. Pack it again without one.",
    ),
    "zip-nested": pgettext_lazy(
        "not taken",
        "There is a packed file inside the packed file. Unpack it once and pack it again.",
    ),
    "zip-without-images": pgettext_lazy(
        "not taken",
        "There are no images on this disc. Send its papers as PDF.",
    ),
    "scanner-down": pgettext_lazy(
        "not taken",
        "We have it, and check it for viruses as soon as we can. Until then nobody can open it. You need do nothing.",
    ),
    "scanner-limit": pgettext_lazy(
        "not taken",
        "We have it. It is large, so the check takes longer; until then nobody can open it.",
    ),
}


def why(key: str) -> str:
    """Why a document was not taken, and what to do: a sentence or two. An unknown key gets the plainest."""
    return str(WHY.get(key, KINDS))
