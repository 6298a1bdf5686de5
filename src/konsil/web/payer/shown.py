"""A month as it is shown: sentences with a figure, small bars, causes. Pure: the month, a language and names in,
view models out; no case is known here but by its number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import npgettext, pgettext

from konsil.core.cells import SMALLEST
from konsil.core.programme import Promise
from konsil.core.texts import Texts
from konsil.core.wording import Wording
from konsil.store.queries.promises import Kept, Late, Month
from konsil.web.ui import dates

HOLDERS = ("member", "doctor", "courier", "centre", "operator")
WORKDAY = 8 * 60  # minutes of a working day, to say working time in days


@dataclass(frozen=True)
class Claim:
    """One of the four sentences: a figure, the words after it, what it means, and where more of it stands."""

    figure: str
    sentence: str
    definition: str
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """A promise of the contract: its clause, its sentence, kept of how many; `bar` are widths in per cent."""

    clause: str
    source: str
    sentence: str
    kept: int
    of: int
    late: int
    running: int

    @property
    def bar(self) -> tuple[float, float]:
        """How wide kept and late are drawn, in per cent."""
        return (100 * self.kept / self.of, 100 * self.late / self.of) if self.of else (0.0, 0.0)


@dataclass(frozen=True)
class LateRow:
    """A promise that was late: under which case number, whose time it was."""

    number: str
    clause: str
    promise: str
    due: str
    met: str
    holder: str
    cause: str
    parts: tuple[tuple[str, str, str], ...]  # holder, name, working time


@dataclass(frozen=True)
class Sheet:
    """The promise page of a month."""

    month: str
    title: str
    as_of: str
    claims: tuple[Claim, ...]
    rows: tuple[Row, ...]
    lates: tuple[LateRow, ...]
    balls: tuple[tuple[str, str, int], ...]
    strip: tuple[tuple[date, int, int], ...]
    risks: tuple[tuple[str, str, int, str], ...]  # clause, promise, how many, first due
    answers: tuple[tuple[str, str], ...]
    answered: int
    complaints: int
    complaints_answered: int
    few: bool


def sheet(month: Month, language: str, operator: str) -> Sheet:
    """The page of a month; `operator` is the name of who runs the cases."""
    said = words_of(month.texts, language, month.programme.languages)
    zone = month.programme.zone
    as_of = dates.instant(month.at, zone, language, style="long")
    return Sheet(
        f"{month.first:%Y-%m}", month_name(month.first, language), as_of,
        tuple(_claims(month, said, operator)), tuple(row(one, said) for one in month.promises),
        tuple(_late(one, said, operator, zone, language) for one in _once(month.lates)),
        tuple(balls(month.lates, said, operator)), month.strip,
        tuple((one.promise.clause, said.say(f"promise.{one.key}"), one.count, due(one.first_due, zone, language))
              for one in month.risks),
        tuple(_answers(month)), month.answers.answered, month.complaints, month.complaints_answered,
        0 < month.asked < SMALLEST,
    )  # fmt: skip


def month_name(first: date, language: str) -> str:
    """`October 2026`."""
    return f"{dates.words(language).months[first.month - 1]} {first.year}"


def due(at: datetime, zone: ZoneInfo, language: str) -> str:
    """A due instant; the end of a day is told as the day that ends."""
    local = at.astimezone(zone)
    if (local.hour, local.minute) == (0, 0):
        return dates.day((local - timedelta(minutes=1)).date(), language)
    return dates.instant(at, zone, language)


def count(told: int | None) -> str:
    """A count as it may be told."""
    return pgettext("fewer than five", "few") if told is None else str(told)


def holder(said: Wording, key: str, operator: str) -> str:
    """What a holder of the ball is called on an insurer's page: the operator by its name."""
    return operator if key == "operator" else said.say(f"holder.{key}")


def _claims(month: Month, said: Wording, operator: str) -> Iterable[Claim]:
    asked = None if 0 < month.asked < SMALLEST else month.asked
    yield Claim(
        count(asked), npgettext("promise page", "asked", "asked", month.asked),
        pgettext("promise page", "First requests that came in during the month, however they ended."),
    )  # fmt: skip
    if asked is None:
        return
    yield Claim(
        str(month.kept), pgettext("promise page", "with every promise kept"),
        pgettext("promise page", "Cases in which each promise of the contract was kept in time. The operator's own"
                                 " internal targets do not count."), tone="ok",
    )  # fmt: skip
    causes = " · ".join(f"{holder(said, key, operator)} {many}" for key, many in month.causes.items())
    late = npgettext("promise page", "late", "late", month.late)
    said_late = pgettext(
        "promise page",
        "At least one promise was late; counted under whoever held the ball longest in the first that was.",
    )
    url, tone = ("#late", "danger") if month.late else ("", "")
    yield Claim(str(month.late), f"{late}: {causes}" if causes else late, said_late, url, tone)
    if not gives_opinions(month):
        return
    changed = month.answers.plan.get("changed")
    yield Claim(
        count(changed), npgettext("promise page", "of %(n)s answer changed the treatment",
                                  "of %(n)s answers changed the treatment", month.answers.answered)
        % {"n": month.answers.answered},
        pgettext("promise page", "Opinions handed over for these cases that adapt or replace the planned treatment."),
    )  # fmt: skip


def row(one: Kept, said: Wording) -> Row:
    """A promise as its row says it."""
    clause = one.promise.clause
    return Row(
        clause, said.say(f"clause.{clause}.source"), said.promise(one.key, one.promise), one.kept, one.of, one.late,
        one.running,
    )  # fmt: skip


def _once(lates: Iterable[Late]) -> Iterable[Late]:
    """An opinion that came late came late to each of its recipients: told once."""
    return {(one.number, one.key, one.due_at): one for one in lates}.values()


def _late(one: Late, said: Wording, operator: str, zone: ZoneInfo, language: str) -> LateRow:
    parts = tuple(
        (key, holder(said, key, operator), dates.span(minutes, language)) for key, minutes in ordered(one.shares)
    )
    met = dates.instant(one.met_at, zone, language) if one.met_at else ""
    return LateRow(
        one.number, one.promise.clause, said.say(f"promise.{one.key}"), due(one.due_at, zone, language), met, one.cause,
        holder(said, one.cause, operator), parts,
    )  # fmt: skip


def ordered(shares: Mapping[str, int]) -> list[tuple[str, int]]:
    """Shares in the order of the path."""
    return sorted(shares.items(), key=lambda part: HOLDERS.index(part[0]) if part[0] in HOLDERS else len(HOLDERS))


def balls(lates: Iterable[Late], said: Wording, operator: str) -> Iterable[tuple[str, str, int]]:
    """Where the days of the late cases went: of each case the first promise that was late, in working days."""
    found: dict[str, int] = {}
    seen = set[str]()
    for one in lates:
        if one.number not in seen:
            seen.add(one.number)
            for key, minutes in one.shares.items():
                found[key] = found.get(key, 0) + minutes
    for key, minutes in ordered(found):
        yield key, holder(said, key, operator), round(minutes / WORKDAY)


def gives_opinions(month: Month) -> bool:
    """Whether the programme ends in an opinion, so that what opinions said can be counted."""
    return "opinion.coded" in month.programme.flow


def _answers(month: Month) -> Iterable[tuple[str, str]]:
    if not gives_opinions(month):
        return
    told = month.answers.diagnosis
    yield pgettext("what the opinions said", "Diagnosis confirmed"), count(told.get("confirmed"))
    yield pgettext("what the opinions said", "Diagnosis made more precise"), count(told.get("refined"))
    yield pgettext("what the opinions said", "Diagnosis changed"), count(told.get("changed"))
    yield pgettext("what the opinions said", "Treatment changed"), count(month.answers.plan.get("changed"))


def row_of_ours(said: Wording, key: str, promise: Promise) -> tuple[str, str]:
    """A target of the operator's own: its sentence and its length."""
    return said.promise(key, promise), said.span(promise.within)


def words_of(texts: Texts, language: str, spoken: tuple[str, ...]) -> Wording:
    """The programme's words in the page's language, or in its first where it does not speak it."""
    return Wording(texts, language if language in spoken else spoken[0])
