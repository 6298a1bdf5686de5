"""Whose turn it is, as one word for the page: the first of these that holds. Pure."""

from collections.abc import Iterator

from konsil.core.case import Case, Entry, View
from konsil.core.facts import consent, opinion
from konsil.core.outcome import ends

HERS = frozenset(("choose", "sign", "opinion"))  # a turn of the member, and no news to wait for


def turn(case: Case) -> str:
    """The state of a case as its member meets it: the key of a template."""
    return next(_turns(case.seen, ends(case)))


def _turns(seen: View, ended: tuple[str, ...]) -> Iterator[str]:
    if seen.has("death.reported"):
        yield "quiet"
    if seen.has("urgency.reported"):
        yield "urgent"
    if delivered(seen, "member"):
        yield "opinion"
    if seen.has("request.declined"):
        yield "declined"
    if ended:
        yield "closed"
    if seen.has("consent.withdrawn") and not seen.has("consent.signed"):
        yield "withdrawn"
    if seen.has("opinion.inconclusive"):
        yield "inconclusive"
    if seen.has("offer.sent") and not seen.has("centre.chosen"):
        yield "choose"
    if to_sign(seen):
        yield "sign"
    if seen.has("consent.refused") and not seen.has("consent.signed"):
        yield "refused"
    yield from _ours(seen)


def _ours(seen: View) -> Iterator[str]:
    """What somebody else does meanwhile."""
    if not seen.has("request.accepted"):
        yield "received"
    if not seen.has("centre.chosen"):
        yield "finding"
    if seen.has("opinion.received"):
        yield "bringing"
    if not seen.has("records.completed"):
        yield "gathering"  # also when the centre has asked for more
    yield "reading" if seen.has("records.disclosed") else "sending"


def to_sign(seen: View) -> Entry | None:
    """The release of the consent form that was sent and has no answer yet, the latest."""
    for released in reversed(seen.entries_of(consent.Released)):
        about = seen.about({"consent": released.items["consent"]})
        if about.has("consent.sent") and not (about.has("consent.signed") or about.has("consent.refused")):
            return released
    return None


def signed(seen: View) -> Entry | None:
    """The latest signature that stands."""
    return next(reversed(seen.entries_of(consent.Signed)), None)


def deliveries(seen: View, role: str) -> tuple[Entry, ...]:
    """The deliveries planned for a role, the latest opinion's last."""
    planned = seen.entries_of(opinion.Planned)
    return tuple(one for one in planned if isinstance(one.fact, opinion.Planned) and one.fact.to == role)


def delivered(seen: View, role: str) -> Entry | None:
    """The delivery that reached this role, the latest."""
    found = (one for one in reversed(deliveries(seen, role)) if _about(seen, one).has("opinion.delivered"))
    return next(found, None)


def undelivered(seen: View, role: str) -> Entry | None:
    """A delivery to this role that neither went out nor was waived."""
    for one in deliveries(seen, role):
        about = _about(seen, one)
        if not (about.has("opinion.delivered") or about.has("delivery.waived")):
            return one
    return None


def opened(seen: View, delivery: Entry) -> bool:
    """Whether whom it was delivered to has opened it."""
    return _about(seen, delivery).has("opinion.opened")


def _about(seen: View, delivery: Entry) -> View:
    return seen.about({"delivery": delivery.items["delivery"]})
