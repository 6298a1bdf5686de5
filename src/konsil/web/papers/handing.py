"""Whose upload it is and what it is for: the way from a private file to a document of the case and its fact."""

from dataclasses import dataclass
from pathlib import Path

from django.http import HttpRequest

from konsil.core.facts import records
from konsil.door import recording
from konsil.door.actor import Acting
from konsil.store.queries.cases import Whole
from konsil.store.refusals import NotThere

OFFERED = "offered"
FILED = "filed"  # only filed: a form names it afterwards


@dataclass(frozen=True)
class Purpose:
    """What a document is brought for: its kind, and the fact that names it once it may be served."""

    to: str
    kind: str
    fact: str = ""
    told: tuple[tuple[str, str], ...] = ()


def purpose(whole: Whole, to: str, name: str) -> Purpose:
    """`offered` by somebody's own wish, `filed` for a form, or the item of a record that was asked for."""
    if to == OFFERED:
        what = Path(name).stem.strip()[:200] or name
        return Purpose(to, "other", "document.offered", (("document", "{document}"), ("what", what)))
    if to == FILED:
        return Purpose(to, "other")
    asked = next((e.fact for e in whole.case.seen.entries_of(records.Asked) if e.items["record"] == to), None)
    if not isinstance(asked, records.Asked):
        raise NotThere("not-there")
    return Purpose(to, asked.kind, "record.received", (("record", to), ("document", "{document}")))


def file(acting: Acting, public: str, to: str, path: Path, name: str, key: str, language: str = "") -> "Filed":
    """File what lies in a private file, with its fact. Raises `NotThere` where it is none of theirs."""
    from konsil.work import filing  # the examiners are heavy: no page needs them

    whole = recording.whole(acting, public)
    aim = purpose(whole, to, name)
    actor = recording.on_case(acting, public, aim.fact) if aim.fact else acting.reader
    brought = filing.Brought(
        actor, public, whole.case_id, whole.person_id, aim.kind, name, language, aim.fact, aim.told
    )  # fmt: skip
    found = filing.file(brought, path, key)
    return Filed(found.document, found.state, found.why)


@dataclass(frozen=True)
class Filed:
    """The document's public id, its state (clean, quarantined, refused), and why: a key."""

    document: str
    state: str
    why: str


def home_of(request: HttpRequest, acting: Acting, public: str) -> str:
    """The page a document was brought from: of the one who brings it."""
    if acting.person:
        return f"/my/{public}/papers"
    return f"/doctor/{public}" if "doctor" in acting.roles else f"/work/{public}"
