"""An opinion beside the records it rests on: their words, and what one says and the other does not. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import pgettext

from konsil.core.case import Case
from konsil.core.differences import Kind, Piece, differences, pieces
from konsil.core.facts import records, request

TONES: dict[Kind, str] = {"side": "danger", "drug": "warn", "dose": "warn"}


@dataclass(frozen=True)
class Said:
    """A kind in which the two differ: what only the records say, and what only the opinion says."""

    kind: Kind
    tone: str
    title: str
    records: tuple[str, ...]
    opinion: tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """Both texts, cut at what differs. `silent` says that no record has words: then nothing was compared but the
    request."""

    records: tuple[Piece, ...]
    opinion: tuple[Piece, ...]
    differ: tuple[Said, ...]
    silent: bool


def compared(of_records: str, of_opinion: str, silent: bool) -> Compared:
    """The two texts beside one another."""
    found = differences(of_records, of_opinion)
    told = tuple(_said(kind, *found.of(kind)) for kind in found.kinds)
    return Compared(pieces(of_records, found.records), pieces(of_opinion, found.opinion), told, silent)


def _said(kind: Kind, before: tuple[str, ...], after: tuple[str, ...]) -> Said:
    titles = {
        "side": pgettext("what differs", "Left or right"),
        "drug": pgettext("what differs", "Medicines"),
        "dose": pgettext("what differs", "Doses and sizes"),
    }
    return Said(kind, TONES[kind], titles[kind], *(tuple(map(_side, one)) for one in (before, after)))


def _side(key: str) -> str:
    """A side in the reader's words; a drug or a dose is said as it is compared."""
    words = {
        "left": pgettext("side of the body", "left"),
        "right": pgettext("side of the body", "right"),
        "both": pgettext("side of the body", "both sides"),
    }
    return words.get(key, key)


def of_request(case: Case) -> str:
    """What the request and the list of records say in words."""
    return "\n".join(filter(None, _of_request(case)))


def _of_request(case: Case) -> Iterator[str]:
    told, plan = request.told(case.seen), case.seen.the(request.TreatmentPlanned)
    yield told.diagnosis_words if told else ""
    yield from plan.items if plan else ()
    yield from (one.what for one in case.seen.all(records.Asked))
