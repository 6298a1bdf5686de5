"""How a programme signs its letters: its own line on each of them (A67), in the reader's language."""

from konsil.core.almanac import DAYS, wall
from konsil.core.programme import Programme
from konsil.core.texts import Texts
from konsil.core.worktime import Calendar
from konsil.letters import brand
from konsil.letters.dates import WORDINGS
from konsil.letters.models import Sender
from konsil.letters.texts import TextMissing
from konsil.store.queries.recipients import Here, organisation
from konsil.work import gateways
from konsil.work.worker import KONSIL


def sender(programme: Programme, texts: Texts, language: str, here: Here) -> Sender:
    """The sender of a programme's letters. `TextMissing` where it has no words in this language."""
    if not texts.has(language, "programme.name"):
        raise TextMissing("programme.name", language)
    payer, operator = organisation(KONSIL, programme.payer), organisation(KONSIL, programme.operator)
    colour = brand.colour(payer.settings, programme.key) if payer else ""
    contact = programme.contact
    return Sender(
        programme=texts.say(language, "programme.name"),
        payer=payer.name if payer else programme.payer,
        operator=operator.name if operator else programme.operator,
        city=(operator.city if operator else "") or (payer.city if payer else "") or contact.address,
        phone=contact.phone,
        mail=contact.email,
        web=contact.web,
        address=contact.address,
        hours=office_hours(programme.calendars["operator"], language),
        emergency=contact.emergency,
        timezone=programme.zone.key,
        notice="public-description" if programme.notice else "",
        instance=gateways.instance(here),
        **({"brand": colour} if colour else {}),
    )


def office_hours(calendar: Calendar, language: str) -> str:
    """When the telephone is answered: "Monday – Friday, 08:00–16:00"."""
    if language not in WORDINGS:
        raise TextMissing("weekdays", language)
    names, found = WORDINGS[language].weekdays, []
    for first, last in _runs(calendar):
        span = names[first] if first == last else f"{names[first]} – {names[last]}"
        windows = ", ".join(f"{wall(one.opens)}–{wall(one.closes)}" for one in calendar.week[first])
        found.append(f"{span}, {windows}")
    return "; ".join(found) or "—"


def _runs(calendar: Calendar) -> list[tuple[int, int]]:
    """Stretches of weekdays with the same hours."""
    runs: list[tuple[int, int]] = []
    for day in range(len(DAYS)):
        if not calendar.week.get(day):
            continue
        if runs and runs[-1][1] == day - 1 and calendar.week[day] == calendar.week[day - 1]:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs
