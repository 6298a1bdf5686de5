"""What happened, as a reader follows it: newest first, by day, ours and theirs and the system's, repeats folded."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from konsil.core.case import Case, Entry
from konsil.core.facts import contact
from konsil.door import forms
from konsil.store.queries.cases import CaseSeen
from konsil.web.case.words import Said
from konsil.web.ui import dates

OURS = frozenset(("coordinator", "supervisor", "medical-officer", "finance", "call-centre", "medical-reviewer"))
IN_VAIN = frozenset(("no-answer", "voicemail", "third-party", "wrong-person"))
QUOTED = frozenset(("words", "text", "what", "about", "questions", "plan", "missing", "minutes", "summary", "reason"))
HIDDEN = frozenset(("message", "document", "checked", "member", "owner", "consent", "happened"))
STARTING_WITH = (  # the first that fits gives a line its icon and its tone
    ("request.received", "file-plus", ""), ("request.accepted", "circle-check", "ok"),
    ("request.declined", "circle-x", "danger"), ("request.", "file-text", ""),
    ("questions.", "circle-question-mark", "info"), ("treatment.", "calendar-clock", ""),
    ("conflict.", "scale", "warn"), ("condition.", "stethoscope", "ok"), ("urgency.passed", "heart-handshake", "ok"),
    ("urgency.", "siren", "danger"), ("consent.signed", "signature", "ok"), ("consent.bounced", "mail-x", "danger"),
    ("consent.withdrawn", "lock", "danger"), ("consent.", "file-signature", ""), ("offer.bounced", "mail-x", "danger"),
    ("offer.", "send", ""), ("centre.chosen", "hand", "ok"), ("centre.unavailable", "calendar-x", "warn"),
    ("centre.withdrew", "calendar-x", "danger"), ("centre.", "hospital", "violet"), ("choice.", "hand", ""),
    ("enquiry.", "send", ""), ("haste.declined", "timer-off", "warn"), ("haste.", "timer", "violet"),
    ("record.refused", "stamp", "warn"), ("record.unreadable", "file-x", "warn"),
    ("record.received", "file-check", "ok"),
    ("record.picked-up", "truck", ""), ("record.courier", "package-check", ""), ("record.", "folder-search", ""),
    ("records.completed", "package-check", "ok"), ("records.incomplete", "file-x", "warn"),
    ("records.", "folder-open", ""),
    ("recall.", "rotate-ccw", "warn"), ("retrieval.", "wallet", ""), ("opinion.received", "file-text", "violet"),
    ("opinion.checked", "clipboard-check", "ok"), ("opinion.delivered", "mail-check", "ok"),
    ("opinion.returned", "undo-2", "danger"), ("opinion.", "scroll-text", "violet"),
    ("delivery.failed", "mail-x", "danger"),
    ("delivery.", "send", ""), ("call.", "phone-call", "info"), ("talk.", "messages-square", ""),
    ("question.", "message-square-reply", "violet"), ("message.received", "message-square", "info"),
    ("message.", "message-square", ""), ("note.", "sticky-note", ""), ("callback.", "phone-call", ""),
    ("authority.", "users-round", ""), ("case.assigned", "user-check", ""), ("case.closed", "archive", ""),
    ("case.", "rotate-ccw", ""), ("death.", "bell-off", ""), ("complaint.", "flag", "warn"),
    ("entry.", "ban", ""), ("incident.", "siren", "danger"),
    ("document.", "file-up", ""), ("doctor.", "stethoscope", ""),
    ("visit.requested", "phone-incoming", ""), ("visit.booked", "calendar-check", "ok"),
    ("visit.moved", "calendar-clock", "warn"), ("visit.cancelled", "calendar-x", "danger"),
    ("visit.checked-in", "user-check", "ok"), ("visit.performed", "stethoscope", "ok"),
    ("visit.signed", "signature", "ok"), ("visit.missed", "user-x", "warn"),
    ("visit.suspended", "circle-pause", "warn"), ("visit.", "calendar-days", ""),
    ("clinic.contacted", "phone-outgoing", ""), ("clinic.acknowledged", "eye", ""), ("clinic.", "calendar-x", "warn"),
    ("call-centre.", "eye", ""), ("details.bounced", "mail-x", "danger"), ("details.", "mail-check", ""),
    ("lines.refused", "circle-x", "danger"), ("lines.", "circle-question-mark", "info"),
    ("authorisation.bounced", "mail-x", "danger"), ("authorisation.phoned", "phone-call", ""),
    ("authorisation.sent", "mail-check", ""), ("authorisation.revoked", "file-x", "danger"),
    ("authorisation.", "shield-check", "ok"), ("extension.refused", "circle-x", "danger"),
    ("extension.", "hourglass", "warn"), ("waiting.", "hand", ""), ("identity.", "fingerprint-pattern", "info"),
    ("check-in.", "rotate-ccw", "warn"), ("service.performed-beyond", "triangle-alert", "warn"),
    ("service.", "forward", ""), ("beyond.", "users-round", "ok"), ("insured.", "message-square", ""),
    ("recommendation.", "forward", ""), ("outcome.", "circle-check", ""), ("place.", "list", ""),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One thing that happened. `whose` is ours, theirs or system; `earlier` are repeats that were folded into it.

    `undone` says in words by what it was taken back; `recorded` when it was told, where that is another day or hour.
    """

    seq: int
    name: str
    icon: str
    tone: str
    who: str
    role: str
    whose: str
    text: str
    detail: str
    quote: str
    clock: str
    recorded: str
    undone: str
    struck: bool
    second: str
    override: str
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True)
class Day:
    """A day and what happened on it, the latest first."""

    on: date
    text: str
    lines: tuple[Line, ...]


def history(seen: CaseSeen, said: Said) -> tuple[Day, ...]:
    """Every visible entry of a case."""
    zone = said.programme.zone
    today = seen.now.astimezone(zone).date()
    newest = list(reversed(seen.entries))
    found = []
    for on, entries in groupby(newest, key=lambda one: one.at.astimezone(zone).date()):
        near = dates.near(on, today, said.language)
        long = said.on(on, "long", year=on.year != today.year)
        text = f"{near[0].upper()}{near[1:]}, {long}" if near else f"{long[0].upper()}{long[1:]}"
        found.append(Day(on, text, tuple(_folded(seen, said, list(entries)))))
    return tuple(found)


def _folded(seen: CaseSeen, said: Said, entries: Sequence[Entry]) -> Iterator[Line]:
    """Repeats in a row become one line: three centres asked, two calls in vain."""
    for _, run in groupby(entries, key=lambda one: _alike(seen, one)):
        first, *rest = run
        line = _line(seen, said, first)
        yield replace(line, earlier=tuple(_short(seen, said, one) for one in rest)) if rest else line


def _alike(seen: CaseSeen, entry: Entry) -> tuple[object, ...]:
    fact = entry.fact
    said = entry.name in ("message.received", "message.written", "note.written") or entry.seq in seen.struck
    outcome = fact.outcome if isinstance(fact, contact.Logged) else ""
    return entry.name, entry.by.name, outcome, entry.seq in seen.voided, entry.seq if said else 0


def _short(seen: CaseSeen, said: Said, entry: Entry) -> str:
    detail = _detail(seen.case, said, entry) or _quote(entry)
    at = dates.clock(entry.at, said.programme.zone)
    return f"{at} · {detail}" if detail else at


def _line(seen: CaseSeen, said: Said, entry: Entry) -> Line:
    icon, tone = look(entry)
    voider = seen.voided.get(entry.seq)
    by = next((one for one in seen.entries if one.seq == voider), None) if voider else None
    zone = said.programme.zone
    late = (entry.recorded - entry.at).total_seconds() >= 60
    return Line(
        seq=entry.seq,
        name=entry.name,
        icon=icon,
        tone=tone,
        who=_who(said, entry),
        role=entry.by.role,
        whose=whose(entry),
        text=said.done(entry.name),
        detail=_detail(seen.case, said, entry),
        quote=_quote(entry),
        clock=dates.clock(entry.at, zone),
        recorded=said.at(entry.recorded) if late else "",
        undone=said.done(by.name) if by else "",
        struck=entry.seq in seen.struck,
        second=entry.second or next((one.second for one in entry.overrides), ""),
        override="; ".join(one.reason for one in entry.overrides),
    )


def look(entry: Entry) -> tuple[str, str]:
    """The icon and the tone of an entry."""
    if isinstance(entry.fact, contact.Logged):
        return _contact(entry.fact)
    return next(
        ((icon, tone) for start, icon, tone in STARTING_WITH if entry.name.startswith(start)), ("circle-dot", "")
    )


def _contact(fact: contact.Logged) -> tuple[str, str]:
    if fact.outcome in IN_VAIN:
        return "phone-missed", "warn"
    if fact.channel in contact.COURIERS:
        return "truck", ""
    return {"email": "mail", "sms": "smartphone", "portal": "message-square"}.get(fact.channel, "phone"), ""


def whose(entry: Entry) -> str:
    """Ours, theirs, or the system's."""
    return "system" if entry.by.role == "konsil" else "ours" if entry.by.role in OURS else "theirs"


def _who(said: Said, entry: Entry) -> str:
    if entry.by.role == "konsil":
        return ""
    known = said.names.get(entry.by.name, entry.by.name)
    return known if entry.by.role in OURS or known else said.say(f"role.{entry.by.role}")


def _quote(entry: Entry) -> str:
    """What somebody said, word for word."""
    found = [getattr(entry.fact, name) for name in vars(entry.fact) if name in QUOTED]
    texts = ["\n".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in found if one]
    kept = [
        one for one in texts if len(one) > 40 or entry.name.startswith(("message.", "note.", "urgency.", "questions."))
    ]
    return "\n".join(kept)


def _detail(case: Case, said: Said, entry: Entry) -> str:
    """The fields of a fact in one line, without what is quoted or says nothing to people."""
    quoted = _quote(entry)
    found = []
    for one in forms.form(entry.name).fields:
        told = getattr(entry.fact, one.name)
        hidden = one.name in HIDDEN or told == one.default or (one.name in QUOTED and quoted)
        if value := "" if hidden else said.plainly(one, told, case):
            found.append(f"{said.label(one)}: {value}" if type(told) is int else value)
    return " · ".join(dict.fromkeys(found))


def parties_in(entries: Iterable[Entry]) -> set[str]:
    """The keys of parties that these entries name or were recorded by."""
    found: set[str] = set()
    for entry in entries:
        found.add(entry.by.party)
        for one in forms.form(entry.name).fields:
            told = getattr(entry.fact, one.name)
            if one.kind == "party" and isinstance(told, str):
                found.add(told)
            elif one.kind == "list" and one.inner[0].kind == "party":
                found.update(told)
    return found - {"", "konsil"}
