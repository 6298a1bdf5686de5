"""The first steps of a case whose letters are really sent."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from konsil.store import attempts
from konsil.work import telling
from konsil.work.worker import KONSIL
from work_lines import CENTRES, World, in_days

AtWork = Callable[[], AbstractContextManager[None]]


def asked(world: World, case: str, centre: str) -> int:
    return world.record(
        case, "centre.asked", centre=centre, disease="C50.4", age_band="50-54", languages=["en", "sq"],
        wanted_by=in_days(20),
    )  # fmt: skip


def offered(world: World, at_work: AtWork, name: str) -> str:
    """A case whose offer was sent."""
    case = world.opened(name)
    world.record(case, "request.accepted")
    for number, key in enumerate(CENTRES, start=1):
        asked(world, case, key)
        world.record(
            case, "centre.confirmed", enquiry=f"enquiry-{number}", until=f"{in_days(9)}T16:00:00+01:00",
            can_start=in_days(2), who="Ida Sample",
        )  # fmt: skip
    seq = world.record(case, "centre.offered", centres=list(CENTRES))
    with at_work():
        telling.tell(case, seq, 0, "")
    return case


def signed(world: World, at_work: AtWork, name: str) -> str:
    """A case whose form is signed and whose centre is chosen: records may be asked for."""
    case = offered(world, at_work, name)
    seq = world.record(case, "consent.released", covers=["request-to-doctor", "records-to-centre"])
    with at_work():
        telling.tell(case, seq, 0, "")
    document = attempts.of_entry(KONSIL, world.case(case).case_id, seq)[0].document
    world.record(case, "consent.signed", consent="consent-1", way="paper", document=document)
    world.record(case, "centre.chosen", centre="nordhaven", channel="phone")
    return case
