"""A document from outside, from a private file to a row of its case: examined, encrypted, filed; or refused by name.

Where the scanner does not answer, the document is kept encrypted and held: its row says quarantined, nobody is
served it, and `examine_held` asks again.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from konsil.core.case import Actor
from konsil.core.engine import Refused
from konsil.gates import GateDown, GateRefused
from konsil.gates.antivirus.examining import examine
from konsil.gates.imaging.summary import LIMIT as SUMMARY_LIMIT
from konsil.gates.imaging.summary import read_summary
from konsil.gates.keys import keyring
from konsil.gates.storage import Stored
from konsil.store import record as store
from konsil.store.queries import papers as kept
from konsil.store.queries.papers import Paper
from konsil.store.queries.recipients import Here
from konsil.store.queries.recipients import here as this_instance
from konsil.store.refusals import Changed
from konsil.store.registers import papers as register
from konsil.store.registers.documents import Filing
from konsil.work import gateways
from konsil.work.worker import KONSIL

State = Literal["clean", "quarantined", "refused"]
SUMMARY = "application/fhir+json"
MIMES = {
    "pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png", "tiff": "image/tiff",
    "dicom": "application/dicom", "zip": "application/zip", "summary": SUMMARY,
}  # fmt: skip
UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\]+")


@dataclass(frozen=True)
class Brought:
    """What somebody brings to a case. `fact` and `told` are what is recorded once it may be served: `told` names
    the document where it says `{document}`."""

    actor: Actor
    case: str
    case_id: int
    person_id: int
    kind: str
    name: str
    language: str
    fact: str = ""
    told: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Filed:
    """What became of it. `why` is a key of the examination, or of the fact that could not be recorded with it."""

    document: str
    state: State
    why: str = ""
    mime: str = ""


def file(brought: Brought, path: Path, key: str, here: Here | None = None) -> Filed:
    """Examine a private file, file it and record its fact. `key` makes the fact idempotent. Never raises for what
    the document is; a storage that is down raises `GateDown`."""
    state, why, mime = _examined(path, brought.name, here or this_instance(KONSIL))
    stored = None if state == "refused" else _put(brought.case, path)
    document = register.bring(brought.actor, _filing(brought, path, stored, mime), state, why)
    found = Filed(document, state, why, mime)
    _signed(document, brought.kind, path, mime)
    if state == "quarantined":
        _remember(document, brought, key)
    return _recorded(found, brought, key) if state == "clean" and brought.fact else found


def examine_held(settled: Callable[[Paper, State], None] = lambda paper, state: None) -> int:
    """Ask the scanner again about what is held; how many were settled. It stops where the scanner is still down."""
    here, count = this_instance(KONSIL), 0
    for paper in kept.waiting(KONSIL):
        with plain(paper) as path:
            state, why, mime = _examined(path, paper.name, here)
            _signed(paper.public, paper.kind, path, mime)
        if state == "quarantined":
            break
        register.settle(KONSIL, paper.public, state, why, mime)
        _after(paper, state)
        settled(paper, state)
        count += 1
    return count


@contextmanager
def plain(paper: Paper) -> Iterator[Path]:
    """The content of a document in a private file, for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="konsil-") as folder:
        path = Path(folder) / "document"
        with path.open("wb") as out:
            out.writelines(content(paper))
        yield path


def content(paper: Paper) -> Iterator[bytes]:
    """The content of a document in pieces, each checked. Refused: `no-such-file`, `file-broken`, `key-destroyed`."""
    return gateways.storage().get(paper.stored, keyring().file_key(paper.case))


def _examined(path: Path, name: str, here: Here) -> tuple[State, str, str]:
    """State, why, and the type it is served as."""
    try:
        if name.lower().endswith(".json") and _is_summary(path):
            if found := gateways.scanner(here).scan(path):
                raise GateRefused("infected", found)
            return "clean", "", SUMMARY
        return "clean", "", MIMES[examine(path, name, gateways.scanner(here)).kind]
    except GateRefused as no:
        return "refused", no.key, ""
    except GateDown as down:
        return "quarantined", down.key, ""


def _signed(document: str, kind: str, path: Path, mime: str) -> None:
    """Of a letter with an opinion: who signed it, and whether that holds (Y18)."""
    if kind == "opinion" and mime == MIMES["pdf"]:
        from konsil.gates.signed import signatures  # slow to load, and needed for opinions only

        found = signatures(path, gateways.config().home / "trusted")
        register.sign(KONSIL, document, [asdict(one) for one in found])


def _is_summary(path: Path) -> bool:
    """Whether it is a patient's summary of another system: the one kind of text that is read (FHIR, IPS)."""
    if path.stat().st_size > SUMMARY_LIMIT:
        return False
    try:
        return bool(read_summary(path.read_bytes()))
    except GateRefused:
        return False


def _put(case: str, path: Path) -> Stored:
    with path.open("rb") as plain_:
        return gateways.storage().put(plain_, keyring().file_key(case))


def _filing(brought: Brought, path: Path, stored: Stored | None, mime: str) -> Filing:
    return Filing(
        brought.case_id, brought.person_id, brought.kind, "medical", "", spoken(brought.name), brought.language,
        bytes.fromhex(stored.sha256) if stored else _digest(path), path.stat().st_size,
        mime or "application/octet-stream", stored.name if stored else "",
    )  # fmt: skip


def spoken(name: str) -> str:
    """A file's own name as it may be shown: one line, no path."""
    return UNSAFE.sub(" ", name.rpartition("/")[2].rpartition("\\")[2]).strip()[-120:] or "document"


def _digest(path: Path) -> bytes:
    digest = sha256()
    with path.open("rb") as plain_:
        while part := plain_.read(1024 * 1024):
            digest.update(part)
    return digest.digest()


def _recorded(found: Filed, brought: Brought, key: str) -> Filed:
    """Record what the document was brought for. Where the case says no, the document stays and the reason is told."""
    told = {name: value.replace("{document}", found.document) for name, value in brought.told}
    try:
        store.record(brought.actor, brought.case, brought.fact, told, key=key)
    except (Refused, Changed) as no:
        return Filed(found.document, found.state, getattr(no, "key", "changed"), found.mime)
    return found


# -- what a held document was brought for --------------------------------------------------------------------------


def _remember(document: str, brought: Brought, key: str) -> None:
    actor = [brought.actor.name, brought.actor.role, brought.actor.party, brought.actor.on_behalf_of]
    told = {"actor": actor, "fact": brought.fact, "told": brought.told, "key": key}
    path = _memory(document)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(json.dumps(told), "utf8")


def _after(paper: Paper, state: State) -> None:
    """Record what a document was brought for, in the name of whoever brought it, now that it may be served."""
    path = _memory(paper.public)
    if not path.exists():
        return
    told = json.loads(path.read_text("utf8"))
    if state == "clean" and told["fact"]:
        brought = Brought(
            Actor(*told["actor"]), paper.case, paper.case_id, paper.person_id, paper.kind, paper.name, paper.language,
            told["fact"], tuple((name, value) for name, value in told["told"]),
        )  # fmt: skip
        _recorded(Filed(paper.public, state), brought, told["key"])
    path.unlink()


def _memory(document: str) -> Path:
    return gateways.config().home / "uploads" / "held" / f"{document}.json"
