"""The month on paper and in a spreadsheet: the same figures as on the page."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import pgettext

from konsil.core.cells import SMALLEST
from konsil.core.wording import Wording
from konsil.letters import models
from konsil.letters.models import AtRisk, Kept, Outcomes, PromisePage, Share
from konsil.store.queries.promises import Month
from konsil.store.queries.recipients import Here
from konsil.web.payer import shown
from konsil.web.sheets import Cell

HOUR = 60
INSTANT = timedelta(seconds=1)  # what is due at midnight is told as the end of the day before
LINES = 8  # promises that fit on the sheet


def pdf(month: Month, language: str, here: Here, payer: str, operator: str) -> bytes:
    """The sheet as tagged PDF, in the page's language."""
    from konsil.gates import typst  # heavy: only who prints needs it

    return typst.paper(letter(month, language, here, payer, operator), language)


def letter(month: Month, language: str, here: Here, payer: str, operator: str) -> PromisePage:
    """The values of the sheet; small counts are None before they get here."""
    said = shown.words_of(month.texts, language, month.programme.languages)
    from konsil.work.sending_as import sender

    few = 0 < month.asked < SMALLEST
    return PromisePage(
        sender=sender(month.programme, month.texts, said.language, here), recipient=models.Recipient(name=payer),
        coordinator=models.Coordinator(name=operator), written_on=month.at.astimezone(month.programme.zone).date(),
        month=month.first, asked=None if few else month.asked, all_kept=None if few else month.kept,
        late_cases=None if few else month.late,
        late_causes=tuple(f"{shown.holder(said, key, operator)} {many}" for key, many in month.causes.items())[:4],
        promises=tuple(_kept(month, said))[:LINES],
        months=tuple(models.Month(month=first, percent=_percent(kept, late)) for first, kept, late in month.strip),
        at_risk=tuple(AtRisk(clause=one.promise.clause, count=one.count, first_due=one.first_due - INSTANT)
                      for one in month.risks)[:5],
        complaints=month.complaints, complaints_answered=month.complaints_answered,
        outcomes=_outcomes(month),
        recompute=f"/payer/again?month={month.first:%Y-%m}",
    )  # fmt: skip


def _outcomes(month: Month) -> Outcomes | None:
    told = month.answers.diagnosis
    if not shown.gives_opinions(month):
        return None
    return Outcomes(confirmed=told.get("confirmed"), refined=told.get("refined"), changed=told.get("changed"))


def _kept(month: Month, said: Wording) -> Iterator[Kept]:
    for one in month.promises:
        late = next((late for late in month.lates if late.key == one.key), None)
        shares = shown.ordered(late.shares) if late else ()
        yield Kept(
            clause=one.promise.clause, sentence=said.promise(one.key, one.promise), kept=one.kept, of=one.of,
            definition=said.say(f"clause.{one.promise.clause}.source"),
            late=tuple(Share(who=key, hours=max(1, round(minutes / HOUR))) for key, minutes in shares),  # type: ignore[arg-type]
        )  # fmt: skip


def _percent(kept: int, late: int) -> int | None:
    """The share of cases with every promise kept, rounded down, so that 100 says all."""
    return 100 * kept // (kept + late) if kept + late >= SMALLEST else None


def rows(sheet: shown.Sheet) -> Iterator[tuple[Cell, ...]]:
    """The figures as a table: what, clause, figure, of how many."""
    yield _heading()
    yield sheet.title, "", "", ""
    for claim in sheet.claims:
        yield claim.sentence, "", _figure(claim.figure), ""
    for one in sheet.rows:
        yield one.sentence, one.clause, one.kept, one.of
    for late in sheet.lates:
        yield f"{late.promise}: {late.cause}", late.clause, late.number, late.due
    for words_, figure in sheet.answers:
        yield words_, "", _figure(figure), sheet.answered
    yield pgettext("promise page", "Complaints made"), "", sheet.complaints, ""
    yield pgettext("promise page", "Complaints answered"), "", sheet.complaints_answered, sheet.complaints


def _heading() -> tuple[Cell, ...]:
    return (
        pgettext("column", "What"), pgettext("column", "Clause"), pgettext("column", "Figure"),
        pgettext("column", "Of"),
    )  # fmt: skip


def _figure(told: str) -> Cell:
    return int(told) if told.isdecimal() else told
