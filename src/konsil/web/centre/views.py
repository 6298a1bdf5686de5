"""A centre's pages: what it was asked, the cases it was chosen for, the file, and the opinion it writes."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_http_methods

from konsil.core.facts.centre import Asked
from konsil.core.facts.request import told as told_of
from konsil.core.parties import holders
from konsil.door import recording
from konsil.door.actor import Acting
from konsil.store.queries import called, papers, recipients
from konsil.store.queries.cases import CaseSeen, Whole
from konsil.store.queries.reading import now
from konsil.store.queries.work import work as lines_of
from konsil.store.refusals import NotThere
from konsil.web.case.form import Drawn, FactForm, Ground, drawn
from konsil.web.case.words import Said
from konsil.web.centre import acknowledging, enquiries, shell
from konsil.web.centre import file as files
from konsil.web.centre.standing import Standing, standing
from konsil.web.opinion import editor, filing
from konsil.web.recording import acting_of, attempt_of, fact, keeps, key_for_form

reading = require_http_methods(["GET", "HEAD"])
LINK = {"link": "link"}  # how an opinion came: by the link of a letter, else by the portal


def spoken() -> str:
    """The language of the page."""
    return get_language() or "en"


# -- the desk --------------------------------------------------------------------------------------------------------


@reading
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, and the cases that are ours."""
    acting, at = acting_of(request), now()
    asked = enquiries.enquiries(acting, spoken())
    context = {
        "waiting": [one for one in asked if one.state in ("haste", "new")],
        "answered": [one for one in asked if one.state in ("free", "no", "over")],
        "cases": _cases(acting),
        "today": at.date(),
    }
    return render(request, "centre/desk.html", context | shell.frame(request, "desk", at))


@dataclass(frozen=True)
class CaseLine:
    """A case on the desk: by number and by what is to be done; nobody's name."""

    url: str
    number: str
    text: str
    tone: str
    ours: bool


def _cases(acting: Acting) -> list[CaseLine]:
    """The open cases that this centre was chosen for, those that wait for it first."""
    found = [_case_line(acting, one.public, one.number) for one in lines_of(acting.reader, "all").rows]
    return sorted((one for one in found if one), key=lambda one: not one.ours)


def _case_line(acting: Acting, public: str, number: str) -> CaseLine | None:
    whole, party = recording.whole(acting, public), shell.party_of(acting)
    if party not in holders(whole.case.seen, "centre"):
        return None
    text, tone = steps()[standing(whole.case, party, whole.scope).step]
    return CaseLine(reverse("centre-case", args=[public]), number, text, tone, tone in ("info", "warn"))


def steps() -> dict[str, tuple[str, str]]:
    """What a case waits for, in words, and in which tone."""
    return {
        "accept": (pgettext("centre", "to accept"), "warn"),
        "wait": (pgettext("centre", "the records are on their way"), "plain"),
        "set": (pgettext("centre", "the set is here: does it open?"), "warn"),
        "write": (pgettext("centre", "opinion to write"), "info"),
        "code": (pgettext("centre", "to enter from your letter"), "info"),
        "confirm": (pgettext("centre", "fields to confirm"), "warn"),
        "checked": (pgettext("centre", "being read"), "plain"),
        "over": (pgettext("centre", "not concluded"), "plain"),
        "withdrawn": (pgettext("centre", "consent taken back"), "danger"),
        "delivered": (pgettext("centre", "delivered"), "ok"),
    }


@reading
def by_letter(request: HttpRequest, public: str) -> HttpResponse:
    """Where the link of a letter leads: to the case we were chosen for, else to what we were asked about it."""
    acting = acting_of(request)
    whole = recording.whole(acting, public)
    if shell.party_of(acting) in holders(whole.case.seen, "centre"):
        return HttpResponseRedirect(reverse("centre-case", args=[public]))
    ours = [
        one.items["enquiry"]
        for one in whole.case.seen.entries_of(Asked)
        if getattr(one.fact, "centre", "") == shell.party_of(acting)
    ]
    if not ours:
        raise NotThere("not-there")
    return HttpResponseRedirect(reverse("centre-enquiry", args=[public, ours[-1]]))


@keeps
@reading
def enquiry(request: HttpRequest, public: str, item: str) -> HttpResponse:
    """One enquiry: what is asked, and the forms of the answers that may be given now."""
    acting = acting_of(request)
    actor = enquiries.candidate(acting)
    whole = recording.whole(acting, public)
    found = enquiries.enquiry(whole, actor, item)
    if found is None:
        raise NotThere("not-there")
    found = enquiries.with_words(found, called.diagnosis(actor, found.disease), spoken())
    said = Said.of(whole.texts, whole.case.programme)
    here = reverse("centre-enquiry", args=[public, item])

    def form(name: str) -> FactForm | None:
        if name not in found.may:
            return None
        given = enquiries.suggested(
            name, found, acting.name, actor.party, whole.now, said.programme.calendars["operator"]
        )
        return enquiries.answer(name, found, given, said, attempt_of(request, name), whole.seq, here)

    context = {
        "one": found, "said": said, "zone": said.programme.zone,
        "today": whole.now.astimezone(said.programme.zone).date(),
        "agree": form("haste.agreed"), "decline": form("haste.declined"), "confirm": form("centre.confirmed"),
        "refuse": form("centre.unavailable"), "done": "done" in request.GET and not attempt_of(request),
    }  # fmt: skip
    return render(request, "centre/enquiry.html", context | shell.frame(request, "desk", whole.now))


# -- a case ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Opened:
    """A case that this centre was chosen for, and where it stands for it."""

    acting: Acting
    party: str
    whole: Whole
    said: Said
    state: Standing

    @property
    def public(self) -> str:
        return self.whole.public


def opened(request: HttpRequest, public: str) -> Opened:
    """A case of this centre, for deriving; nothing of the file is read yet. Raises `NotThere`."""
    acting = acting_of(request)
    whole, party = recording.whole(acting, public), shell.party_of(acting)
    if party not in holders(whole.case.seen, "centre"):
        raise NotThere("not-there")
    said = Said.of(whole.texts, whole.case.programme)
    return Opened(acting, party, whole, said, standing(whole.case, party, whole.scope))


@keeps
@reading
def case(request: HttpRequest, public: str) -> HttpResponse:
    """The case: a preview until the centre has said that it has no stake in it, then the file."""
    one = opened(request, public)
    if one.state.step == "accept" or "medical" not in one.state.scope:
        return _preview(request, one)
    seen = recording.seen(one.acting, public, "file")
    return render(request, "centre/case.html", _file(request, one, seen) | shell.frame(request, "case", seen.now))


def _preview(request: HttpRequest, one: Opened, wrong: str = "", status: int = 200) -> HttpResponse:
    actor, case = one.acting.reader, one.whole.case
    doctors = [found for key in sorted(files.treating(case)) if (found := recipients.doctor(actor, key))]
    asked = files.preview(case, one.party, doctors, {}, one.said.language)
    asked = files.preview(case, one.party, doctors, called.diagnosis(actor, asked.disease), one.said.language)
    may = "medical" in one.state.scope
    context = {
        "number": one.whole.number, "public": one.public, "preview": asked if may else None, "said": one.said,
        "wrong": wrong, "withdraw": _form(request, one, None, "centre.withdrew"), "key": key_for_form(),
        "seq": one.whole.seq, "who": one.acting.name, "waits": one.state.step != "accept",
        "taken_back": _taken_back(one),
    }  # fmt: skip
    return render(request, "centre/preview.html", context | shell.frame(request, "case", one.whole.now), status=status)


def _taken_back(one: Opened) -> str:
    """When the consent was taken back; empty where one stands, or none was signed yet."""
    entry = next(reversed(one.whole.case.seen.named.get("consent.withdrawn", ())), None)
    return one.said.at(entry.at, style="long") if entry and one.state.step == "withdrawn" else ""


@require_http_methods(["POST"])
def accept(request: HttpRequest, public: str) -> HttpResponseBase:
    """Take the case; only with the declaration that nobody here has a stake in it."""
    one = opened(request, public)
    if "no_stake" not in request.POST:
        said = pgettext("centre", "Declare first that none of you has a stake in this case; or hand it back.")
        return _preview(request, one, said, 422)
    return fact(request, public, "centre.accepted")


def _file(request: HttpRequest, one: Opened, seen: CaseSeen) -> dict[str, Any]:
    """Everything the page of a case shows."""
    said = one.said
    found = papers.papers(one.acting.reader, seen.public)
    told = told_of(seen.case.seen)
    sheet = files.sheet(seen, said, found, called.diagnosis(one.acting.reader, told.diagnosis if told else ""))
    do = request.GET.get("do", "")
    tried = attempt_of(request)
    do = tried.fact if tried else do
    may = {each.name for each in seen.possible}
    counts = acknowledging.counts(sheet.docs, {each.public: each for each in found}) if one.state.step == "set" else {}
    wrong = getattr(request, "set_faults", {})
    return {
        "seen": seen, "number": seen.number, "public": seen.public, "said": said, "sheet": sheet,
        "step": one.state.step,
        "thread": files.thread(seen, said, one.party), "clock": files.clock(seen, said),
        "form": _form(request, one, seen, do) if do in may else None, "read": editor.read(seen, said),
        "ways": _ways(seen, may, said), "may": may, "key": key_for_form(), "who": one.acting.name,
        "opinion": editor.current(seen), "set": acknowledging.rows(sheet.docs, request.POST, counts, wrong),
        "done": _done(request, seen, said), "answers_for": "centre",
        "draft": bool(filing.draft(one.acting, seen.public)),
        "today": seen.now.astimezone(said.programme.zone).date(),
    }  # fmt: skip


def _ways(seen: CaseSeen, may: set[str], said: Said) -> list[tuple[str, str]]:
    """What a step turns into when it does not go as planned, as quiet links: fact and words."""
    words = {
        "question.put": pgettext("centre", "Ask the coordinator"),
        "records.incomplete": pgettext("centre", "Something is missing"),
        "opinion.inconclusive": pgettext("centre", "We cannot conclude"),
        "urgency.reported": pgettext("centre", "An urgent finding"),
        "centre.withdrew": pgettext("centre", "We cannot do it"),
    }
    return [(name, text) for name, text in words.items() if name in may]


FIXED = {"question.put": ("to", "operator"), "urgency.reported": ("by_whom", "centre")}  # who speaks is no question


def _form(request: HttpRequest, one: Opened, seen: CaseSeen | None, name: str) -> FactForm | None:
    """The form of a fact on the page of the case; what a centre is never asked goes along unseen."""
    here = reverse("centre-case", args=[one.public])
    tried = attempt_of(request, name)
    if seen is None:
        found = enquiries.plain(name, one.public, {}, one.said, tried, one.whole.seq, here)
    else:
        fixed = FIXED.get(name)
        ground = Ground.of(one.acting.reader, seen, one.said)
        found = drawn(ground, name, tried, request.GET, here, (fixed[0],) if fixed else ())
        if fixed:
            found = replace(found, hidden=(*found.hidden, Drawn(fixed[0], "hidden", "", value=fixed[1])))
    return found


def _done(request: HttpRequest, seen: CaseSeen, said: Said) -> str:
    """What was just recorded, in words."""
    told = request.GET.get("done", "")
    found = next((one for one in seen.entries if str(one.seq) == told), None)
    return f"{said.done(found.name)}." if found and not attempt_of(request) else ""


@require_http_methods(["POST"])
def acknowledge(request: HttpRequest, public: str) -> HttpResponseBase:
    """The set is here and opens: every item ticked, the images counted like ours."""
    one = opened(request, public)
    seen = recording.seen(one.acting, public, "file")
    found = papers.papers(one.acting.reader, public)
    docs = files.sheet(seen, one.said, found, {}).docs
    faults = acknowledging.faults(docs, request.POST, acknowledging.counts(docs, {each.public: each for each in found}))
    if not faults:
        return fact(request, public, "records.acknowledged")
    request.set_faults = faults  # type: ignore[attr-defined]
    context = _file(request, one, seen) | shell.frame(request, "case", seen.now)
    return render(request, "centre/case.html", context, status=422)


# -- the opinion -----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, public: str) -> HttpResponseBase:
    """The editor: the question and the file beside it, a draft that keeps itself, and one act that files it all."""
    one = opened(request, public)
    if one.state.step not in ("set", "write", "code"):
        return HttpResponseRedirect(reverse("centre-case", args=[public]))
    tried = None
    if request.method == "POST":
        tried = filing.submit(request, public, LINK.get(one.acting.way, "portal"))
        if tried is None:
            return HttpResponseRedirect(reverse("centre-case", args=[public]) + "?filed=1")
    seen = recording.seen(one.acting, public, "file")
    here = reverse("centre-opinion", args=[public])
    draft = {} if tried else filing.draft(one.acting, public)
    ground = Ground.of(one.acting.reader, seen, one.said)
    context = _file(request, one, seen) | {
        "editor": editor.editor(ground, tried, draft, one.acting.name, here), "here": here,
        "draft_url": reverse("centre-draft", args=[public]), "back": reverse("centre-case", args=[public]),
        "letter": filing.letter_name(one.acting, draft, tried),
        "wrong_letter": tried.faults.get("letter") if tried else "",
    }  # fmt: skip
    frame = shell.frame(request, "case", seen.now)
    return render(request, "centre/opinion.html", context | frame, status=tried.status if tried else 200)


@require_http_methods(["POST"])
def keep(request: HttpRequest, public: str) -> HttpResponse:
    """Keep what is half-written; nothing of it is recorded."""
    one = opened(request, public)
    filing.keep_draft(one.acting, public, request.POST)
    return HttpResponse(status=204)
