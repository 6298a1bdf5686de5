"""`konsil clock`: recompute a due instant from what is told, for anyone who doubts it (clocks, section 6).

One line is one question, in plain words of JSON; everything the answer rests on is in it but the public
holidays of a country, which are given as plain objects.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from konsil.core.almanac import DAYS, SpecialDay, Week, Window, Windows, checked, minute_of
from konsil.core.explaining import CountedDay, days_of_hours
from konsil.core.spans import (
    BEYOND,
    PROMISE,
    TICKS,
    AfterHours,
    Convention,
    Count,
    Due,
    Pause,
    Roll,
    RoundHour,
    Span,
    months_back,
    ticks_of,
    union,
    valid_on_date,
)
from konsil.core.walls import midnight
from konsil.core.worktime import Calendar, Holiday

Kind = Literal[
    "add_working_hours", "add_working_days", "add_calendar_days", "add_months", "months_back",
    "elapsed_working_seconds", "valid_on_date",
]  # fmt: skip
TellingUnit = Literal["seconds", "hours", "days", "months"]
UNITS: dict[Kind, tuple[TellingUnit, ...]] = {  # the kind's own unit first
    "add_working_hours": ("hours", "seconds"),
    "add_working_days": ("days",),
    "add_calendar_days": ("days",),
    "add_months": ("months",),
    "months_back": ("months",),
}
WORKDAYS: Week = {weekday: (Window(0, 1440),) for weekday in range(5)}  # Reg. 1182/71 art. 2(2)
MARGINS = tuple(map(timedelta, (60, 900, 15000)))  # days to lay a calendar out for: no more than it takes
MOST = 1_000_000_000  # seconds, hours, days or months: beyond it nobody counts
ANY_YEAR = date(1900, 1, 1), date(2200, 1, 1)


class Unanswerable(ValueError):
    """A line that cannot be answered: each fault as "where: key"."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


# --- what is told


def _zone(name: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError("unknown-zone", "no IANA zone") from None


def _text(told: object) -> object:
    if not isinstance(told, str):
        raise PydanticCustomError("no-text", "an instant or a date is a text")
    return told


def _windows(told: Any) -> Windows:
    try:
        return checked(Window(minute_of(opens), minute_of(closes)) for opens, closes in told)
    except (TypeError, ValueError):
        raise PydanticCustomError("bad-windows", "pairs like 09:00, 13:00 that do not overlap") from None


Instant = Annotated[AwareDatetime, BeforeValidator(_text)]
Day = Annotated[date, BeforeValidator(_text)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
Hours = Annotated[Windows, BeforeValidator(_windows)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class ToldHolidays(_Told):
    """Where dates are given they alone count, else those of the country."""

    country: str | None = None
    dates: tuple[Day, ...] | None = None


class ToldPause(_Told):
    """From one instant until another, or still open."""

    begin: Instant = Field(alias="from")
    end: Instant | None = Field(alias="to", default=None)


class ToldConvention(_Told):
    """Any of the five; what is absent is as for a promise."""

    count: Count = PROMISE.count
    due: Due = PROMISE.due
    after_hours: AfterHours = PROMISE.after_hours
    roll: Roll = PROMISE.roll
    round_hour: RoundHour = PROMISE.round_hour


class Question(_Told):
    """One line. Without `weekly_hours` Monday to Friday are worked, where no hour matters."""

    id: Any = None
    kind: Kind
    tz: Zone
    start: Instant
    end: Instant | None = None
    amount: Decimal | Day | None = None
    unit: TellingUnit | None = None
    weekly_hours: dict[Weekday, Hours] | None = None
    special_days: dict[Day, Hours] = {}
    holidays: ToldHolidays = ToldHolidays()
    pauses: tuple[ToldPause, ...] = ()
    convention: ToldConvention = ToldConvention()

    @property
    def halts(self) -> tuple[Pause, ...]:
        """The pauses as the calendar takes them."""
        return tuple((pause.begin, pause.end) for pause in self.pauses)

    @property
    def law(self) -> Convention:
        """The convention as the calendar takes it."""
        return Convention(**self.convention.model_dump())

    @property
    def span(self) -> Span:
        """What is added: hours and seconds to the microsecond, days and months whole."""
        amount = Decimal(self.amount)  # type: ignore[arg-type]  # a date is refused before
        if self.kind == "add_working_hours":
            per_unit = 1_000_000 if self.unit == "seconds" else TICKS["hour"]
            return Span(round(amount * per_unit), "microsecond", working=True)
        unit: Literal["day", "month"] = "month" if UNITS[self.kind] == ("months",) else "day"
        return Span(int(amount), unit, working=self.kind == "add_working_days")


def read(line: Mapping[str, Any]) -> Question:
    """The question of a line, or `Unanswerable` with all its faults."""
    try:
        question = Question.model_validate({key: told for key, told in line.items() if told is not None})
    except ValidationError as fault:
        raise Unanswerable(*map(_named, fault.errors())) from None
    if faults := tuple(_faults(question)):
        raise Unanswerable(*faults)
    return question


PLAIN = {"missing": "missing", "extra_forbidden": "unknown-key", "timezone_aware": "no-offset"}


def _named(error: Mapping[str, Any]) -> str:
    kind = error["type"]
    return f"{'.'.join(map(str, error['loc']))}: {kind if '-' in kind else PLAIN.get(kind, 'unreadable')}"


def _faults(question: Question) -> Iterator[str]:
    kind, amount = question.kind, question.amount
    if kind == "elapsed_working_seconds":
        if question.end is None:
            yield "end: missing"
    elif amount is None:
        yield "amount: missing"
    elif isinstance(amount, date) != (kind == "valid_on_date"):
        yield "amount: not-of-this-kind"
    elif isinstance(amount, Decimal) and not 0 <= amount <= MOST:
        yield "amount: negative" if amount < 0 else "amount: too-much"
    elif isinstance(amount, Decimal) and kind != "add_working_hours" and amount % 1:
        yield "amount: not-whole"
    if question.unit and question.unit not in UNITS.get(kind, ()):
        yield "unit: not-of-this-kind"
    hours = kind in ("add_working_hours", "elapsed_working_seconds")
    if question.weekly_hours is None and (hours or question.convention.due == "close_of_business"):
        yield "weekly_hours: missing"
    if any(pause.end is not None and pause.end < pause.begin for pause in question.pauses):
        yield "pauses: ends-before-it-begins"


# --- what is answered

Holidays = Mapping[str, Mapping[date, Holiday]]  # of each country


def evaluate(line: Mapping[str, Any], holidays: Holidays, explain: bool = False) -> dict[str, Any]:
    """The line's id and result, and where asked for the explanation, as JSON takes them.

    `Unanswerable` where the line has faults, or leads beyond the years its holidays are known for.
    """
    question = read(line)
    if question.kind == "valid_on_date":
        assert isinstance(question.amount, date)
        return {"id": question.id, "result": valid_on_date(question.start, question.amount, question.tz)}
    for margin in MARGINS:
        try:
            return {"id": question.id} | _answer(question, _calendar(question, holidays, margin), explain)
        except OverflowError:
            continue
    raise Unanswerable(BEYOND)


def _answer(question: Question, calendar: Calendar, explain: bool) -> dict[str, Any]:
    if question.kind == "months_back":
        boundary = months_back(question.start.astimezone(question.tz).date(), question.span.amount)
        begins = datetime.fromtimestamp(midnight(boundary, question.tz), question.tz)
        return {"result": begins.isoformat()}
    if question.kind == "elapsed_working_seconds":
        return _elapsed(question, calendar, explain)
    start, span = question.start, question.span
    due = calendar.add(start, span, question.halts, question.law)
    result = {"result": due and due.isoformat()}
    if not explain:
        return result
    told = calendar.explain(start, span, question.halts, question.law)
    return result | {"provisional": told.provisional, "days": [_day(day) for day in told.days]}


def _elapsed(question: Question, calendar: Calendar, explain: bool) -> dict[str, Any]:
    begin, end = question.start, question.end or question.start
    passed = calendar.elapsed(begin, end, question.halts)
    result: dict[str, Any] = {"result": int(passed / timedelta(seconds=1))}
    if not explain:
        return result
    low, high = sorted((ticks_of(begin), ticks_of(end)))
    days = days_of_hours(calendar, low, low, high, Span(0, "hour", working=True), union(question.halts))
    return result | {"days": [_day(day) for day in days]}


def _day(told: CountedDay) -> dict[str, Any]:
    """A day without what it has nothing to say of."""
    found: dict[str, Any] = {"day": told.day.isoformat(), "counted": told.counted, "reason": told.reason}
    if told.number:
        found["number"] = told.number
    if told.worked:
        found["seconds"] = int(told.worked / timedelta(seconds=1))
    if told.names:
        found["names"] = dict(told.names)
    return found | ({"estimated": True} if told.estimated else {})


def _calendar(question: Question, holidays: Holidays, margin: timedelta) -> Calendar:
    """The calendar of a line, laid out no further than needed: from before what it tells to after it."""
    days = _holidays(question.holidays, holidays)
    first, beyond = _years(question, holidays)
    ends = (question.end, *(pause.end for pause in question.pauses))
    told = [at.astimezone(UTC).date() for at in (question.start, *ends) if at is not None]
    horizon = max(first, min(told) - margin), min(beyond, max(told) + margin)
    if horizon[0] >= horizon[1]:
        raise OverflowError(BEYOND)
    week = (
        WORKDAYS
        if question.weekly_hours is None
        else {DAYS.index(day): windows for day, windows in question.weekly_hours.items()}
    )
    special = {day: SpecialDay(windows) for day, windows in question.special_days.items()}
    return Calendar(question.tz, week, days, special, horizon=horizon)


def _holidays(told: ToldHolidays, holidays: Holidays) -> Mapping[date, Holiday]:
    if told.dates is not None:
        return {day: Holiday() for day in told.dates}
    if told.country is None:
        return {}
    if told.country not in holidays:
        raise Unanswerable("holidays.country: unknown-country")
    return holidays[told.country]


def _years(question: Question, holidays: Holidays) -> tuple[date, date]:
    """The days for which the holidays are known: all, where they are told or there are none."""
    told = question.holidays
    if told.dates is not None or told.country is None:
        return ANY_YEAR
    return Calendar(question.tz, holidays=holidays[told.country]).bounds
