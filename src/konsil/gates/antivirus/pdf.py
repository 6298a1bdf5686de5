"""PDF: nothing that acts, nothing inside, nothing before or behind."""

from pathlib import Path

import pikepdf

from konsil.gates.antivirus.kinds import has_markup
from konsil.gates.faults import GateRefused

TAIL = 2048  # octets behind the last end mark that a careless writer may leave
OBJECTS = 500_000

# Names of a dictionary's keys, or of an action, and the refusal they mean.
KEYS = {
    "/JS": "pdf-javascript",
    "/JavaScript": "pdf-javascript",
    "/EmbeddedFiles": "pdf-embedded-file",
    "/EF": "pdf-embedded-file",
    "/RichMediaContent": "pdf-embedded-file",
    "/XFA": "pdf-active-form",
}
ACTIONS = {
    "/JavaScript": "pdf-javascript",
    "/Rendition": "pdf-javascript",
    "/Launch": "pdf-launch",
    "/GoToE": "pdf-embedded-file",
    "/GoToR": "pdf-launch",
    "/SubmitForm": "pdf-active-form",
    "/ImportData": "pdf-active-form",
}
TYPES = {"/EmbeddedFile": "pdf-embedded-file"}


def check(path: Path) -> None:
    """Refused: `pdf-broken`, `pdf-encrypted`, `polyglot` and what acts or hides (`pdf-…`)."""
    _alone(path)
    try:
        with pikepdf.open(path, suppress_warnings=True) as document:
            if document.is_encrypted:
                raise GateRefused("pdf-encrypted")
            if len(document.objects) > OBJECTS or len(document.pages) == 0:
                raise GateRefused("pdf-broken")
            for thing in document.objects:
                _harmless(thing)
            _harmless(document.trailer)
    except pikepdf.PasswordError as fault:
        raise GateRefused("pdf-encrypted") from fault
    except (pikepdf.PdfError, ValueError, RecursionError) as fault:
        raise GateRefused("pdf-broken") from fault


def _alone(path: Path) -> None:
    """No page before the first object, and nothing to speak of behind the last end mark."""
    size = path.stat().st_size
    with path.open("rb") as content:
        head = content.read(1024)
        content.seek(max(0, size - TAIL - 8))
        tail = content.read()
    end = tail.rfind(b"%%EOF")
    if end < 0:
        raise GateRefused("polyglot" if size > TAIL else "pdf-broken")
    if has_markup(head) or tail[end + 5 :].strip(b"\r\n \t\x00"):
        raise GateRefused("polyglot")


def _harmless(thing: pikepdf.Object, depth: int = 0) -> None:
    """Objects of their own are visited one by one; here only what is written inside this one."""
    if depth > 64:
        raise GateRefused("pdf-broken")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        _no_action(thing)
        for inner in dict(thing.items()).values():
            _inside(inner, depth)
    elif isinstance(thing, pikepdf.Array):
        for inner in list(thing):
            _inside(inner, depth)


def _inside(inner: object, depth: int) -> None:
    if isinstance(inner, pikepdf.Object) and not inner.is_indirect:
        _harmless(inner, depth + 1)


def _no_action(thing: pikepdf.Object) -> None:
    for key in thing.keys():  # noqa: SIM118, a pikepdf dictionary does not iterate over its keys
        if key in KEYS:
            raise GateRefused(KEYS[key])
    for name, meaning in (("/S", ACTIONS), ("/Type", TYPES)):
        if (found := meaning.get(str(thing.get(name, "")))) is not None:
            raise GateRefused(found)
