"""The medical officer's pages: what waits, and an opinion beside what it rests on, with five ticks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_http_methods

from konsil.core.facts.opinion import Checked, CodingConfirmed, CodingReturned, Received, Returned, questions
from konsil.core.facts.records import Disclosed
from konsil.core.promises import OPEN
from konsil.door import recording
from konsil.door.actor import Acting
from konsil.store import programmes
from konsil.store.queries import officer, papers
from konsil.store.queries.cases import CaseSeen
from konsil.store.queries.officer import Waiting
from konsil.store.queries.papers import Paper
from konsil.store.queries.reading import now
from konsil.store.queries.work import work as lines_of
from konsil.store.refusals import NotThere
from konsil.web.case.form import FactForm, Ground, drawn
from konsil.web.case.words import Said
from konsil.web.desk import shell, worklist
from konsil.web.officer import comparing
from konsil.web.opinion import editor
from konsil.web.recording import acting_of, attempt_of, keeps, key_for_form
from konsil.web.ui import dates

reading = require_http_methods(["GET", "HEAD"])
TICKS = ("right_person", "right_side", "right_diagnosis", "every_question", "nobody_else")


@dataclass(frozen=True)
class Row:
    """A line of what waits: for whom, how much working time is left, and the page that settles it."""

    url: str
    number: str
    person: str
    what: str
    left: str
    state: str


@reading
def home(request: HttpRequest) -> HttpResponse:
    """Opinions to read, codings to confirm, conditions to admit, complaints: each with its time."""
    acting, at = acting_of(request), now()
    opinions = [(_opinion_step(acting, one), one) for one in officer.to_check(acting.reader)]
    context = {
        "checks": [_row(one, at, "officer-read") for step, one in opinions if step == "check"],
        "codings": [_row(one, at, "officer-read") for step, one in opinions if step == "confirm"],
        "uncoded": [_row(one, at, "opinion-letter") for step, one in opinions if step == "code"],
        "complaints": [_row(one, at, "case", "complaint.answered") for one in officer.complaints(acting.reader)],
        "conditions": _conditions(acting),
    }
    return render(request, "officer/home.html", context | frame(request, at))


def frame(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """The desk's frame, with the medical officer's own place first."""
    found = shell.frame(request, "officer", at)
    places = [one for one in found["rail_items"] if one.get("name") != "officer"]
    own = {"url": reverse("officer"), "icon": "stethoscope", "text": pgettext("rail", "Read"), "current": True}
    return {**found, "rail_items": [own, *places]}


def _opinion_step(acting: Acting, one: Waiting) -> str:
    """What an opinion that arrived waits for: its fields, their confirmation, or the check."""
    about = recording.whole(acting, one.public).case.seen.about({"opinion": one.item})
    if about.has(CodingConfirmed.name):
        return "check"
    return "confirm" if about.has(editor.FACT) else "code"


def _row(one: Waiting, at: datetime, page: str, do: str = "") -> Row:
    programme, texts = programmes.programme(one.version)
    said = Said.of(texts, programme)
    minutes = int(programme.calendars["operator"].left(at, one.due_at).total_seconds() // 60) if one.due_at else None
    url = reverse(page, args=[one.public]) + (f"?{urlencode({'do': do})}" if do else "")
    return Row(
        url, one.number, one.person, said.say("programme.name"), _left(minutes),
        "" if minutes is None else "over" if minutes < 0 else "soon" if minutes < 120 else "",
    )  # fmt: skip


def _left(minutes: int | None) -> str:
    if minutes is None:
        return "–"
    length = dates.span(minutes, get_language() or "en")
    form = (
        pgettext("working time past a promise", "%(span)s over")
        if minutes < 0
        else pgettext("working time until a promise", "%(span)s left")
    )
    return form % {"span": length}


def _conditions(acting: Acting) -> list[worklist.Row]:
    """Requests whose disease is listed as one to be examined in person."""
    return [row for group in worklist.groups(lines_of(acting.reader, "conditions"), "conditions") for row in group.rows]


# -- reading before delivery -------------------------------------------------------------------------------------------


@keeps
@reading
def read(request: HttpRequest, public: str) -> HttpResponse:
    """An opinion beside the records: what differs first, then both texts, then five ticks or the way back."""
    acting = acting_of(request)
    seen = recording.seen(acting, public, "opinion")
    said = Said.of(seen.texts, seen.programme)
    found = editor.read(seen, said)
    if found is None:
        raise NotThere("not-there")
    kept = {one.public: one for one in papers.papers(acting.reader, public)}
    letter = _letter(seen, kept)
    tried, may = attempt_of(request), {one.name for one in seen.possible}
    do = tried.fact if tried else request.GET.get("do", "")
    context = {
        "seen": seen, "number": seen.number, "public": public, "said": said, "read": found, "letter": letter,
        "compared": _compared(seen, kept, letter, found), "questions": questions(seen.case.seen),
        "ticks": _ticks(said, tried.typed if tried else {}), "may": may, "own": found.by == acting.name,
        "key": tried.key if tried else key_for_form(), "opinion": editor.current(seen), "tried": tried,
        "form": _form(acting, seen, said, do, request) if do in _BACK and do in may else None,
        "left": _time(seen, said), "step": _step(may),
        "born": said.on(seen.person.born_on, "plain", year=True) if seen.person else "",
        "done": "done" in request.GET and not tried,
    }  # fmt: skip
    return render(
        request, "officer/read.html", context | frame(request, seen.now), status=tried.status if tried else 200
    )


def _step(may: set[str]) -> str:
    """What this reader is asked for now."""
    return "check" if Checked.name in may else "confirm" if CodingConfirmed.name in may else ""


_BACK = (Returned.name, CodingReturned.name)


def _form(acting: Acting, seen: CaseSeen, said: Said, do: str, request: HttpRequest) -> FactForm:
    here = reverse("officer-read", args=[seen.public])
    then = here if do == CodingReturned.name else reverse("officer")
    return drawn(Ground.of(acting.reader, seen, said), do, attempt_of(request, do), request.GET, then)


def _ticks(said: Said, typed: Any) -> list[tuple[str, str, bool]]:
    """The five points, in words; none is ticked for anybody."""
    return [(name, said.say(f"field.opinion.checked.{name}", f"field.{name}"), name in typed) for name in TICKS]


def _time(seen: CaseSeen, said: Said) -> str:
    running = next((one for one in seen.promises if one.key == "opinion-checked" and one.state in OPEN), None)
    if running is None or running.cycle.due is None:
        return ""
    calendar = seen.programme.promises[running.key].calendar
    return _left(int(calendar.left(seen.now, running.cycle.due).total_seconds() // 60))


def _letter(seen: CaseSeen, kept: dict[str, Paper]) -> Paper | None:
    arrived = seen.case.seen.the(Received)
    paper = kept.get(arrived.document) if arrived else None
    return paper if paper and paper.served else None


def _compared(seen: CaseSeen, kept: dict[str, Paper], letter: Paper | None, found: editor.Read) -> comparing.Compared:
    """The words of the records and of the request, beside those of the letter and of its fields."""
    from konsil.work.reading_out import text_of  # reading PDFs is slow to load, and only this page needs it

    given = (name for one in seen.case.seen.all(Disclosed) for name in one.documents)
    texts = [text_of(kept[name]) for name in dict.fromkeys(given) if name in kept]
    before = "\n\n".join(filter(None, (comparing.of_request(seen.case), *texts)))
    after = "\n\n".join(filter(None, (text_of(letter) if letter else "", found.text)))
    return comparing.compared(before, after, not any(texts))
