"""Days, instants and spans in the six languages of the product; the clock has 24 hours in each.

Pure: the language and the zone are arguments, nothing asks what time it is. Names of weekdays and months follow CLDR,
months in the case that stands after a day's number.
"""

from datetime import date, datetime, tzinfo
from typing import Literal, NamedTuple

Style = Literal["short", "long", "plain"]


class Words(NamedTuple):
    """What one language calls its days and months, and in what order it writes them ({w} weekday, {d}, {m}, {y})."""

    weekdays: tuple[str, ...]
    weekdays_short: tuple[str, ...]
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    near: tuple[str, str, str]
    with_weekday: str
    plain: str
    with_year: str
    plain_year: str
    hour: str
    minute: str


def _names(line: str) -> tuple[str, ...]:
    return tuple(name.replace("_", " ") for name in line.split())


LANGUAGES: dict[str, Words] = {
    "en": Words(
        _names("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
        _names("Mon Tue Wed Thu Fri Sat Sun"),
        _names("January February March April May June July August September October November December"),
        _names("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
        ("yesterday", "today", "tomorrow"),
        "{w} {d} {m}", "{d} {m}", "{w} {d} {m} {y}", "{d} {m} {y}", "h", "min",
    ),
    "sq": Words(
        _names("e_hënë e_martë e_mërkurë e_enjte e_premte e_shtunë e_diel"),
        _names("hën mar mër enj pre sht die"),
        _names("janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor"),
        _names("jan shk mar pri maj qer korr gush sht tet nën dhj"),
        ("dje", "sot", "nesër"),
        "{w}, {d} {m}", "{d} {m}", "{w}, {d} {m} {y}", "{d} {m} {y}", "h", "min",
    ),
    "ro": Words(
        _names("luni marți miercuri joi vineri sâmbătă duminică"),
        _names("lun. mar. mie. joi vin. sâm. dum."),
        _names("ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie"),
        _names("ian. feb. mar. apr. mai iun. iul. aug. sept. oct. nov. dec."),
        ("ieri", "azi", "mâine"),
        "{w}, {d} {m}", "{d} {m}", "{w}, {d} {m} {y}", "{d} {m} {y}", "h", "min",
    ),
    "sv": Words(
        _names("måndag tisdag onsdag torsdag fredag lördag söndag"),
        _names("mån tis ons tors fre lör sön"),
        _names("januari februari mars april maj juni juli augusti september oktober november december"),
        _names("jan. feb. mars apr. maj juni juli aug. sep. okt. nov. dec."),
        ("i_går", "i_dag", "i_morgon"),
        "{w} {d} {m}", "{d} {m}", "{w} {d} {m} {y}", "{d} {m} {y}", "tim", "min",
    ),
    "kk": Words(
        _names("дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі"),
        _names("дс сс ср бс жм сб жс"),
        _names("қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан"),
        _names("қаң. ақп. нау. сәу. мам. мау. шіл. там. қыр. қаз. қар. жел."),
        ("кеше", "бүгін", "ертең"),
        "{d} {m}, {w}", "{d} {m}", "{y} ж. {d} {m}, {w}", "{y} ж. {d} {m}", "сағ", "мин",
    ),
    "ru": Words(
        _names("понедельник вторник среда четверг пятница суббота воскресенье"),
        _names("пн вт ср чт пт сб вс"),
        _names("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
        _names("янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек."),
        ("вчера", "сегодня", "завтра"),
        "{w}, {d} {m}", "{d} {m}", "{w}, {d} {m} {y} г.", "{d} {m} {y} г.", "ч", "мин",
    ),
}  # fmt: skip


def words(language: str) -> Words:
    """The words of a language code, its region left aside; a language without words is a KeyError."""
    return LANGUAGES[language.split("-")[0]]


def day(on: date, language: str, *, style: Style = "short", year: bool = False) -> str:
    """`Wed 25 Nov` (short), `Wednesday 25 November` (long), `25 November` (plain), with the year if asked."""
    own = words(language)
    short = style == "short"
    if style == "plain":
        pattern = own.plain_year if year else own.plain
    else:
        pattern = own.with_year if year else own.with_weekday
    # Where short names need no comma between them, none is written: `mër 25 nën`, yet `e mërkurë, 25 nëntor`.
    if short and language.startswith("sq"):
        pattern = pattern.replace("{w}, ", "{w} ")
    return pattern.format(
        w=(own.weekdays_short if short else own.weekdays)[on.weekday()],
        d=on.day,
        m=(own.months_short if short else own.months)[on.month - 1],
        y=on.year,
    )


def weekday(on: date, language: str) -> str:
    """The short name of the weekday alone, for the narrow column of a list."""
    return words(language).weekdays_short[on.weekday()]


def month(on: date, language: str) -> str:
    """The short name of the month alone, without its full stop, under a column of a strip."""
    return words(language).months_short[on.month - 1].rstrip(".")


def read(told: str) -> date | None:
    """The day that an address or a field names, as `2026-11-25`; None for anything else."""
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None


def near(on: date, today: date, language: str) -> str | None:
    """`yesterday`, `today`, `tomorrow` in the language, or None for a day farther off."""
    distance = (on - today).days
    return words(language).near[distance + 1].replace("_", " ") if -1 <= distance <= 1 else None


def clock(at: datetime, zone: tzinfo) -> str:
    """The wall clock of the zone, 24 hours: `16:00`. `at` knows its own zone."""
    return f"{at.astimezone(zone):%H:%M}"


def instant(at: datetime, zone: tzinfo, language: str, *, style: Style = "short", today: date | None = None) -> str:
    """Day and wall clock of an instant in the zone: `Wed 25 Nov, 16:00`, or `today, 16:00` where `today` is told."""
    local = at.astimezone(zone).date()
    named = near(local, today, language) if today else None
    other_year = today is not None and local.year != today.year
    return f"{named or day(local, language, style=style, year=other_year)}, {clock(at, zone)}"


def span(minutes: int, language: str) -> str:
    """A length of working time without its sign: `45 min`, `2 h 40`, `3 h`."""
    own = words(language)
    hours, rest = divmod(abs(minutes), 60)
    if not hours:
        return f"{rest} {own.minute}"
    return f"{hours} {own.hour} {rest:02d}" if rest else f"{hours} {own.hour}"
