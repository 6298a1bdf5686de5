"""What a case of visits waits for, beside its promises: lists of a call centre, each with the items on it. Pure."""

from collections.abc import Callable, Iterator, Mapping

from konsil.core.case import View
from konsil.core.facts import attendance, authorisation, visit

OVER = ("visit.cancelled", "clinic.called-off")
SEEN_TO = ("authorisation.sent", "authorisation.phoned")


def waiting(case: View) -> tuple[str, ...]:
    """Extra services asked for while the patient waits, without an answer (O27)."""
    answers = (authorisation.Extended.name, authorisation.ExtensionRefused.name)
    return tuple(one for one in case.items("asking") if not any(map(case.about({"asking": one}).has, answers)))


def questioned(case: View) -> tuple[str, ...]:
    """Visits at whose desk a document is in question (Y30)."""
    after = ("identity.allowed", "visit.checked-in", "visit.moved", *OVER)
    return tuple(one for one, seen in _visits(case) if _newest(seen, "identity.questioned") > _newest(seen, *after))


def unannounced(case: View) -> tuple[str, ...]:
    """Visits booked directly at a clinic that the insured has not told of (O06)."""
    asked = case.the(visit.Requested)
    if asked is None or asked.channel != "clinic":
        return ()
    settled = (visit.Announced.name, *OVER, "visit.checked-in", "visit.missed")
    return tuple(one for one, seen in _visits(case) if not any(map(seen.has, settled)))


def returned(case: View) -> tuple[str, ...]:
    """Papers that came back from the clinic and were neither sent again nor read out (O12)."""
    found = ((one, case.about({"authorisation": one})) for one in case.items("authorisation"))
    settled = (*SEEN_TO, "visit.checked-in")
    return tuple(one for one, seen in found if seen.has("authorisation.bounced") and not any(map(seen.has, settled)))


def held(case: View) -> tuple[str, ...]:
    """Visits on hold: nobody has decided yet what becomes of them (Y31)."""
    return tuple(one for one, seen in _visits(case) if seen.has(visit.Suspended.name) and not any(map(seen.has, OVER)))


def beyond(case: View) -> tuple[str, ...]:
    """Visits with work that no paper covers and nobody has taken over afterwards (Y32)."""
    return tuple(one for one, seen in _visits(case) if not_taken_over(seen))


def not_taken_over(case: View) -> tuple[str, ...]:
    """The services done beyond the papers of the booking in sight that nobody has decided on."""
    done = (line.service for fact in case.all(attendance.PerformedBeyond) for line in fact.lines)
    approved = {service for fact in case.all(attendance.BeyondApproved) for service in fact.services}
    return tuple(dict.fromkeys(service for service in done if service not in approved))


def advised(case: View) -> tuple[str, ...]:
    """Recommendations of which nobody knows what became (X18)."""
    found = ((one, case.about({"recommendation": one})) for one in case.items("recommendation"))
    return tuple(one for one, seen in found if not seen.has(attendance.OutcomeReturned.name))


def wished(case: View) -> tuple[str, ...]:
    """Places on the wait-list that were neither taken nor fell away (X19)."""
    found = ((one, case.about({"wish": one})) for one in case.items("wish"))
    return tuple(one for one, seen in found if not seen.has(visit.PlaceTaken.name))


LISTS: Mapping[str, Callable[[View], tuple[str, ...]]] = {
    "waiting": waiting, "questioned": questioned, "unannounced": unannounced, "returned": returned, "held": held,
    "beyond": beyond, "advised": advised, "wished": wished,
}  # fmt: skip


def flags(case: View) -> Iterator[str]:
    """The lists a case stands on; none for a case of another service."""
    if case.has(visit.Requested.name):
        yield from (key for key, found in LISTS.items() if found(case))


def _visits(case: View) -> Iterator[tuple[str, View]]:
    yield from ((one, case.about({"booking": one})) for one in case.items("booking"))


def _newest(case: View, *names: str) -> int:
    return max((entry.seq for name in names for entry in case.named.get(name, ())), default=0)
