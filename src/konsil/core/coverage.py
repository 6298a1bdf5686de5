"""Which outcomes a programme's journeys reach (A03): an end, an exclusion or a closing nobody plays is a fault."""

from collections.abc import Iterable, Iterator, Mapping

from konsil.core.case import Case
from konsil.core.facts.course import Closed
from konsil.core.facts.course import Terms as CourseTerms
from konsil.core.facts.request import Declined
from konsil.core.facts.request import Terms as RequestTerms
from konsil.core.journey import Journey, Unexpected, play
from konsil.core.outcome import ends
from konsil.core.programme import Programme


def faults(programme: Programme, journeys: Mapping[str, Journey]) -> list[str]:
    """Journeys that do not go as written, and outcomes of the programme that no journey reaches."""
    found, cases = list[str](), list[Case]()
    for name, journey in journeys.items():
        try:
            cases.append(play(programme, journey, journeys))
        except Unexpected as other:
            found.append(f"journey {name!r}: {other}")
    return found + [f"{outcome}: no journey reaches it" for outcome in sorted(_all(programme) - set(_reached(cases)))]


def _all(programme: Programme) -> set[str]:
    found = {f"end.{key}" for key in programme.ends}
    for terms in programme.all_terms:
        if isinstance(terms, RequestTerms):
            found |= {f"finding.{key}" for key in terms.declines}
        if isinstance(terms, CourseTerms):
            found |= {f"closing.{key}" for key in terms.closings}
    return found


def _reached(cases: Iterable[Case]) -> Iterator[str]:
    """An end that a case has; a finding or a closing that was recorded on it, whatever came after."""
    for case in cases:
        yield from (f"end.{key}" for key in ends(case))
        for entry in case.entries:
            if isinstance(entry.fact, Declined):
                yield from (f"finding.{key}" for key in entry.fact.findings)
            if isinstance(entry.fact, Closed):
                yield f"closing.{entry.fact.reason}"
