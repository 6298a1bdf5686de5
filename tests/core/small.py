"""A programme small enough to be seen whole, and short ways to tell facts under it."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from konsil.core import engine
from konsil.core.case import Actor, Case, Overridden
from konsil.core.fact import adapter, read
from konsil.core.facts import FACTS
from konsil.core.programme import Programme
from konsil.core.reading import BadProgramme, Source
from konsil.core.reading import read as read_programme
from konsil.core.worktime import Holiday

HOLIDAYS = {"AL": {date(2026, 1, 1): Holiday(), date(2027, 12, 25): Holiday()}}
TEXT = """
key = "small"
payer = "payer"
operator = "desk"
country = "AL"
timezone = "Europe/Tirane"
languages = ["en"]

[contact]
phone = "+355 4 000 0100"
email = "desk@example.al"
web = "desk.example.al"
address = "Rruga Shembull 1"

[calendar.operator]
hours = { mon-fri = ["08:00-16:00"] }
holidays = "AL"

[role]
coordinator = { party = "desk", sees = ["status", "medical"] }
supervisor = { party = "desk" }
member = { may_be_silent = true, sees = ["status"] }

[terms.request]
declines = ["no-diagnosis"]
questions = 2

[terms.course]
closings = ["lapsed", "no-consent"]

[disclosure.records-to-centre]
to = "coordinator"
purpose = "second opinion"
categories = ["money"]
basis = "contract"

[flow."request.received"]
by = ["member", "coordinator"]

[flow."questions.put"]
by = ["member"]
after = ["request.received"]

[flow."note.written"]
by = ["coordinator"]
after = ["request.received"]

[flow."consent.released"]
by = ["coordinator"]
after = ["request.received"]
undo = 10
tell = [{ letter = "consent-form", to = "member", sent = "consent.sent" }]

[flow."consent.sent"]
by = ["konsil", "coordinator"]
after = ["consent.released"]

[flow."consent.signed"]
by = ["member"]
after = ["consent.sent", "no consent.refused"]

[flow."consent.refused"]
by = ["member"]
after = ["consent.sent", "no consent.signed"]

[flow."case.closed"]
by = ["coordinator"]
after = ["consent.refused | overdue member-signs"]

[promise.member-signs]
owes = "member"
to = "operator"
per = "consent"
of = "consent.released"
met_by = ["consent.signed", "consent.refused"]
within = "5 working days"

[end.signed]
when = ["every consent: consent.signed"]

[end.closed]
when = ["case.closed"]
"""
TIRANA = ZoneInfo("Europe/Tirane")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=TIRANA)
ARTA, GENC = Actor("arta", "coordinator", "desk"), Actor("genc", "supervisor", "desk")
ELIRA = Actor("p_elira", "member", "p_elira")
WORKER = Actor("konsil", "konsil", "konsil")
TOLD: dict[str, dict[str, Any]] = {
    "request.received": {"member": "p_elira"},
    "consent.released": {"covers": ["records-to-centre"]},
    "consent.sent": {"consent": "consent-1", "channel": "email", "message": "m1"},
    "consent.signed": {"consent": "consent-1", "way": "code", "document": "d_1"},
    "consent.refused": {"consent": "consent-1"},
    "note.written": {"text": "Speaks softly."},
    "questions.put": {"questions": ["Why?"]},
    "case.closed": {"reason": "lapsed"},
}
WHO = {"consent.sent": WORKER, "consent.signed": ELIRA, "consent.refused": ELIRA, "questions.put": ELIRA}


def programme(*changes: tuple[str, str], more: str = "") -> Programme:
    """The small programme with words of its file exchanged, and more of it at the end."""
    return read_programme(Source(date(2026, 1, 1), text(*changes, more=more), {}), HOLIDAYS)


def text(*changes: tuple[str, str], more: str = "") -> str:
    found = TEXT + more
    for old, new in changes:
        assert old in found, old
        found = found.replace(old, new)
    return found


def faults(*changes: tuple[str, str], more: str = "") -> tuple[str, ...]:
    """What is wrong with the programme so changed."""
    try:
        programme(*changes, more=more)
    except BadProgramme as bad:
        return bad.faults
    return ()


def tell(
    case: Case, name: str, by: Actor | None = None, at: datetime | None = None, recorded: datetime | None = None,
    second: str = "", override: Overridden | None = None, **told: Any,
) -> Case:  # fmt: skip
    """The case with this fact, an hour after the one before where no time is told."""
    last = case.entries[-1].recorded if case.entries else MONDAY - timedelta(hours=1)
    when = at or last + timedelta(hours=1)
    fact = read(FACTS[name], TOLD.get(name, {}) | told)
    return engine.record(
        case, fact, by=by or WHO.get(name, ARTA), at=when, recorded=recorded or when, second=second, override=override,
        known=adapter(type(fact).evidence).validate_python({}),
    )  # fmt: skip


def case(*names: str, under: Programme | None = None) -> Case:
    """A case with these facts, an hour apart."""
    found = Case(under or programme())
    for name in names:
        found = tell(found, name)
    return found


def refusal(case: Case, name: str, **more: Any) -> str:
    """The key with which this fact is refused, or nothing where it is recorded."""
    try:
        tell(case, name, **more)
    except engine.Refused as no:
        return no.key
    return ""
