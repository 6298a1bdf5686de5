"""The month on paper: the same lines and sums as on the page."""

from collections.abc import Callable
from datetime import date

from konsil.core.facts.visit import Requested
from konsil.core.programme import Programme
from konsil.core.texts import Texts
from konsil.letters import models
from konsil.letters.money import amount, price
from konsil.store import programmes
from konsil.store.queries.recipients import Here
from konsil.web.statements.shown import Statement


def pdf(
    found: Statement, name: str, language: str, here: Here, said: Callable[[str], str], why: Callable[[str], str]
) -> bytes:
    """The statement as tagged PDF. `said` names a service, `why` a reason."""
    from konsil.gates import typst  # heavy: only who prints needs it

    return typst.paper(letter(found, name, language, here, said, why), language)


def letter(
    found: Statement, name: str, language: str, here: Here, said: Callable[[str], str], why: Callable[[str], str]
) -> models.Statement:
    """The values of the sheet."""
    from konsil.work.sending_as import sender

    programme, texts = of_visits()
    signed = sender(programme, texts, language, here)
    return models.Statement(
        sender=signed, recipient=models.Recipient(name=name), coordinator=models.Coordinator(name=signed.operator),
        written_on=_day(here, programme), clinic=name, month=found.month.first, visits=found.visits,
        total=price(found.total, found.currency, language).strip(),
        waiting=price(found.waiting, found.currency, language).strip(),
        lines=tuple(
            models.StatementLine(
                day=one.day, paper=one.paper, service=one.service, name=said(one.service), quantity=one.quantity,
                amount=amount(one.amount, language), why=why(one.held) if one.held else "",
            )
            for one in found.lines
        ),
    )  # fmt: skip


def of_visits() -> tuple[Programme, Texts]:
    """The programme of visits that is installed here."""
    every = (programmes.programme(one.hash) for one in programmes.installed())
    return next(one for one in every if Requested.name in one[0].flow)


def _day(here: Here, programme: Programme) -> date:
    return here.now.astimezone(programme.zone).date()
