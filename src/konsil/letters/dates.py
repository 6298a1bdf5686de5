"""Days and hours as people of six languages write them, on a 24-hour clock.

Months and weekdays stand here and not in a system locale, so that a letter reads the same on every machine.
A weekday has two forms: the one that names the day, and the one that follows "until".
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Wording:
    """How one language writes a date. Patterns take day, month, year, weekday and whole."""

    weekdays: tuple[str, ...]  # Monday first
    until_weekdays: tuple[str, ...]
    months: tuple[str, ...]
    alone: tuple[str, ...]  # months standing without a day, as in "November 2026"
    full: str
    plain: str
    until: str  # how long something holds
    by: str  # the last day for doing something
    day: str
    month: str
    moment: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


_SQ_MONTHS = _words("janar,shkurt,mars,prill,maj,qershor,korrik,gusht,shtator,tetor,nëntor,dhjetor")
_EN_DAYS = _words("Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday")
_EN_MONTHS = _words("January,February,March,April,May,June,July,August,September,October,November,December")
_RO_DAYS = _words("luni,marți,miercuri,joi,vineri,sâmbătă,duminică")
_RO_MONTHS = _words("ianuarie,februarie,martie,aprilie,mai,iunie,iulie,august,septembrie,octombrie,noiembrie,decembrie")
_SV_DAYS = _words("måndag,tisdag,onsdag,torsdag,fredag,lördag,söndag")
_SV_MONTHS = _words("januari,februari,mars,april,maj,juni,juli,augusti,september,oktober,november,december")
_KK_MONTHS = _words("қаңтар,ақпан,наурыз,сәуір,мамыр,маусым,шілде,тамыз,қыркүйек,қазан,қараша,желтоқсан")

WORDINGS = {
    "sq": Wording(
        weekdays=_words("e hënë,e martë,e mërkurë,e enjte,e premte,e shtunë,e diel"),
        until_weekdays=_words("të hënën,të martën,të mërkurën,të enjten,të premten,të shtunën,të dielën"),
        months=_SQ_MONTHS,
        alone=_SQ_MONTHS,
        full="{weekday}, {day} {month} {year}",
        plain="{day} {month} {year}",
        until="deri {weekday}, {day} {month} {year}",
        by="deri {weekday}, {day} {month} {year}",
        day="{day} {month}",
        month="{month} {year}",
        moment="{whole}, ora {hour}",
    ),
    "en": Wording(
        weekdays=_EN_DAYS,
        until_weekdays=_EN_DAYS,
        months=_EN_MONTHS,
        alone=_EN_MONTHS,
        full="{weekday} {day} {month} {year}",
        plain="{day} {month} {year}",
        until="until {weekday} {day} {month} {year}",
        by="by {weekday} {day} {month} {year}",
        day="{day} {month}",
        month="{month} {year}",
        moment="{whole}, {hour}",
    ),
    "ro": Wording(
        weekdays=_RO_DAYS,
        until_weekdays=_RO_DAYS,
        months=_RO_MONTHS,
        alone=_RO_MONTHS,
        full="{weekday}, {day} {month} {year}",
        plain="{day} {month} {year}",
        until="până {weekday}, {day} {month} {year}",
        by="până {weekday}, {day} {month} {year}",
        day="{day} {month}",
        month="{month} {year}",
        moment="{whole}, ora {hour}",
    ),
    "sv": Wording(
        weekdays=_SV_DAYS,
        until_weekdays=_SV_DAYS,
        months=_SV_MONTHS,
        alone=_SV_MONTHS,
        full="{weekday} {day} {month} {year}",
        plain="{day} {month} {year}",
        until="till och med {weekday} {day} {month} {year}",
        by="senast {weekday} {day} {month} {year}",
        day="{day} {month}",
        month="{month} {year}",
        moment="{whole} kl. {hour}",
    ),
    "kk": Wording(
        weekdays=_words("дүйсенбі,сейсенбі,сәрсенбі,бейсенбі,жұма,сенбі,жексенбі"),
        until_weekdays=_words("дүйсенбіге,сейсенбіге,сәрсенбіге,бейсенбіге,жұмаға,сенбіге,жексенбіге"),
        months=_KK_MONTHS,
        alone=_KK_MONTHS,
        full="{year} ж. {day} {month}, {weekday}",
        plain="{year} ж. {day} {month}",
        until="{year} ж. {day} {month}, {weekday} дейін",
        by="{year} ж. {day} {month}, {weekday} дейін",
        day="{day} {month}",
        month="{year} ж. {month}",
        moment="{whole}, сағат {hour}",
    ),
    "ru": Wording(
        weekdays=_words("понедельник,вторник,среда,четверг,пятница,суббота,воскресенье"),
        until_weekdays=_words("понедельника,вторника,среды,четверга,пятницы,субботы,воскресенья"),
        months=_words("января,февраля,марта,апреля,мая,июня,июля,августа,сентября,октября,ноября,декабря"),
        alone=_words("январь,февраль,март,апрель,май,июнь,июль,август,сентябрь,октябрь,ноябрь,декабрь"),
        full="{weekday}, {day} {month} {year} г.",
        plain="{day} {month} {year} г.",
        until="до {weekday}, {day} {month} {year} г.",
        by="до {weekday}, {day} {month} {year} г.",
        day="{day} {month}",
        month="{month} {year} г.",
        moment="{whole}, {hour}",
    ),
}


def full(on: date, language: str) -> str:
    """The whole day with its weekday: "e premte, 27 nëntor 2026"."""
    wording = WORDINGS[language]
    return _fill(wording.full, on, wording.weekdays, wording.months)


def until(on: date, language: str) -> str:
    """The last day something holds, within a sentence: "until Friday 27 November 2026"."""
    wording = WORDINGS[language]
    return _fill(wording.until, on, wording.until_weekdays, wording.months)


def by(on: date, language: str) -> str:
    """The last day for doing something, within a sentence: "deri të premten, 27 nëntor 2026"."""
    wording = WORDINGS[language]
    return _fill(wording.by, on, wording.until_weekdays, wording.months)


def day(on: date, language: str) -> str:
    """Day and month where the year is plain: "27 nëntor"."""
    wording = WORDINGS[language]
    return _fill(wording.day, on, wording.weekdays, wording.months)


def month(on: date, language: str) -> str:
    """Month and year: "nëntor 2026"."""
    wording = WORDINGS[language]
    return _fill(wording.month, on, wording.weekdays, wording.alone)


def plain(on: date, language: str) -> str:
    """The day without its weekday, as a birth date is written: "14 maj 1974"."""
    wording = WORDINGS[language]
    return _fill(wording.plain, on, wording.weekdays, wording.months)


def short(on: date, language: str) -> str:
    """Month and year in figures, for the foot of a bar, the same in all six languages: "11/26"."""
    return f"{on:%m/%y}"


def local(at: datetime, zone: str) -> date:
    """The day it is in `zone` at an instant. `at` must be aware."""
    return _local(at, zone).date()


def moment(at: datetime, language: str, zone: str) -> str:
    """Day and hour of an instant, as a clock on the wall of `zone` shows it. `at` must be aware."""
    whole = full(local(at, zone), language)
    return WORDINGS[language].moment.format(whole=whole, hour=hour(at, zone))


def hour(at: datetime, zone: str) -> str:
    """What the clock on the wall of `zone` shows: "16:25"."""
    return f"{_local(at, zone):%H:%M}"


def _local(at: datetime, zone: str) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant without a zone")
    return at.astimezone(ZoneInfo(zone))


def _fill(pattern: str, on: date, weekdays: tuple[str, ...], months: tuple[str, ...]) -> str:
    return pattern.format(day=on.day, month=months[on.month - 1], year=on.year, weekday=weekdays[on.weekday()])
