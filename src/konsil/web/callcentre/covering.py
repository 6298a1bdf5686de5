"""Does this service need an authorisation? What the case's cover says on the service date: the same rows that the
paper's own evidence reads later (X39).
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, pgettext

from konsil.core.case import Actor
from konsil.core.facts.visit import Ordered, Requested
from konsil.store.queries import slots
from konsil.store.queries.cases import Whole
from konsil.store.queries.clinic import Names


@dataclass(frozen=True)
class Asked:
    """One service of those asked for: what the cover says of it on the service date."""

    service: str
    words: str
    quantity: int
    answer: str
    tone: str


def in_words(rule: slots.RuleSeen | None) -> tuple[str, str]:
    """What a cover says of a service, and the tone of the answer."""
    if rule is None:
        return pgettext("cover", "unknown service"), "danger"
    if not rule.covered:
        return pgettext("cover", "not covered"), "danger"
    if rule.needed:
        return pgettext("cover", "covered, needs an authorisation"), "ok"
    return pgettext("cover", "covered, needs none"), "ok"


def answered(
    actor: Actor, known: Whole, lines: tuple[Ordered, ...], on: date, names: Names
) -> tuple[Asked, ...]:  # fmt: skip
    """What the cover of the case says of services on their day."""
    language = get_language() or "en"
    rules = rules_of(actor, known, tuple(line.service for line in lines), on)
    said = {line.service: in_words(rules.get(line.service)) for line in lines}
    return tuple(
        Asked(line.service, names.service(line.service, language), line.quantity, *said[line.service]) for line in lines
    )


def rules_of(actor: Actor, known: Whole, codes: tuple[str, ...], on: date) -> dict[str, slots.RuleSeen]:
    """The rules of the case's own cover: the one that was chosen, where there were two (Y25)."""
    programme = known.case.programme
    package = package_of(known)
    return dict(slots.rules(actor, programme.key, codes, on, package=package, language=get_language() or "en"))


def package_of(known: Whole) -> str:
    """The package of the cover that the request was made under, as it was known then."""
    entry = next(iter(known.case.seen.entries_of(Requested)), None)
    if entry is None or not isinstance(entry.fact, Requested):
        return ""
    held = getattr(entry.known, "held", ())
    chosen = [one for one in held if one.policy == entry.fact.policy] or list(held)
    return chosen[0].package if chosen else ""
