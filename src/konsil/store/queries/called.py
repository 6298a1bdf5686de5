"""What things are called: parties, diagnoses; and the centres ranked for a disease, for an offer (A17)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from konsil.core.case import Actor
from konsil.store.queries.reading import as_json, made, reading, rows

MOST = 20  # codes a search gives back


@dataclass(frozen=True)
class Called:
    """A party that a fact may name."""

    key: str
    name: str
    city: str = ""


@dataclass(frozen=True)
class RankedCentre:
    """A centre ranked for a disease: its place, by whom, and when that was published; what it usually takes."""

    key: str
    name: str
    city: str
    country: str
    languages: tuple[str, ...]
    about: Mapping[str, str]
    days: int | None
    rank: int
    source: str
    published_on: date
    phone: str


@dataclass(frozen=True)
class DocumentSeen:
    """A document of a case as a list shows it."""

    public: str
    kind: str
    name: str
    mime: str
    size: int
    state: str
    language: str
    uploaded_at: datetime


def names(actor: Actor, keys: Iterable[str]) -> Mapping[str, str]:
    """What these organisations and doctors are called; whom nobody knows is left out."""
    wanted = sorted(set(filter(None, keys)))
    if not wanted:
        return {}
    with reading(actor):
        found = rows(
            "SELECT party_id, name FROM organisation WHERE party_id = ANY (%s)"
            " UNION ALL SELECT party_id, name FROM practitioner WHERE party_id = ANY (%s)",
            wanted, wanted,
        )  # fmt: skip
    return dict(found)


def country_of(actor: Actor, organisation: str) -> str:
    """The two letters of the country an organisation is in; empty where nobody knows."""
    with reading(actor):
        found = rows("SELECT country FROM organisation WHERE party_id = %s", organisation)
    return str(found[0][0]) if found else ""


def doctors(actor: Actor) -> tuple[Called, ...]:
    """Every treating doctor that the register knows today."""
    with reading(actor):
        found = rows("SELECT party_id, name, city FROM practitioner ORDER BY name")
    return made(Called, found)


def ranked(actor: Actor, disease: str) -> tuple[RankedCentre, ...]:
    """The centres ranked for a disease today, the best first; empty where the disease is not known yet."""
    if not disease:
        return ()
    with reading(actor):
        found = rows(
            "SELECT o.party_id, o.name, o.city, o.country, coalesce(c.languages, '{}'), coalesce(c.about, '{}')::text,"
            " c.days, r.rank, r.source, r.published, o.phone FROM konsil.ranks(%s, konsil.clock()::date) r"
            " JOIN organisation o ON o.party_id = r.centre LEFT JOIN centre c ON c.organisation_id = o.party_id"
            " ORDER BY r.rank, o.name",
            disease,
        )  # fmt: skip
    return made(RankedCentre, [(*row[:5], as_json(row[5]), *row[6:]) for row in found])


def diagnosis(actor: Actor, code: str) -> Mapping[str, str]:
    """A diagnosis in words, by language; empty for a code the register does not have."""
    with reading(actor):
        found = rows("SELECT texts::text FROM diagnosis WHERE code = %s ORDER BY from_on DESC LIMIT 1", code)
    words: Mapping[str, str] = as_json(found[0][0]) if found else {}
    return words


def diagnoses(actor: Actor, said: str) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """Codes that begin so, or whose words hold this."""
    with reading(actor):
        found = rows(
            "SELECT code, texts::text FROM diagnosis WHERE starts_with(code, upper(%s)) OR strpos(lower(texts::text),"
            f" lower(%s)) > 0 ORDER BY length(code), code LIMIT {MOST}",
            said, said,
        )  # fmt: skip
    return tuple((code, as_json(texts)) for code, texts in found)


def documents_of(actor: Actor, case: str) -> tuple[DocumentSeen, ...]:
    """Every document of a case that the actor may read, the newest last."""
    with reading(actor):
        found = rows(
            "SELECT d.public, d.kind, d.name, d.mime, d.size, d.state, d.language, d.uploaded_at FROM document d"
            " JOIN cases c ON c.id = d.case_id WHERE c.public = %s ORDER BY d.uploaded_at, d.id",
            case,
        )  # fmt: skip
    return made(DocumentSeen, found)
