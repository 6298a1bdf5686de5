"""A consent was taken back: what had left by then, and what of it was asked back (Y19). Pure."""

from collections.abc import Iterator

from django.utils.translation import pgettext

from konsil.core.facts import records
from konsil.store.queries.cases import CaseSeen
from konsil.web.case.words import Said


def left_already(seen: CaseSeen, said: Said) -> Iterator[tuple[str, str, str, str]]:
    """What had left before a withdrawal: what, to whom, when; and whether it was asked back."""
    back = [entry.fact.to for entry in seen.entries if entry.name == "recall.sent" and hasattr(entry.fact, "to")]
    for entry in seen.entries:
        fact, at = entry.fact, said.at(entry.at)
        if isinstance(fact, records.Disclosed):
            what = pgettext("left already", "%(count)d papers") % {"count": len(fact.documents)}
            to = said.party(fact.to)
            yield what, to, at, "asked" if to in back or fact.to in back else ""
        elif isinstance(fact, records.RequestSent):
            what = said.item(seen.case.seen, entry.items, "record")
            to = said.party(_doctor(seen, entry.items.get("record")))
            yield pgettext("left already", "Request: %(what)s") % {"what": what}, to, at, "request"


def _doctor(seen: CaseSeen, record: str | None) -> str:
    """Whom a record was asked from."""
    asked = (one.fact for one in seen.entries if one.items.get("record") == record)
    return next((fact.doctor for fact in asked if isinstance(fact, records.Asked)), "")
