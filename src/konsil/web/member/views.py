"""The member's pages: each reads a case in the reader's name and draws one thing. Facts go through the recorder."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_http_methods

from konsil.core.facts import authority, opinion
from konsil.door import words
from konsil.door.language import chosen as spoken
from konsil.store import programmes
from konsil.store.queries import called, followed, papers, traffic
from konsil.store.refusals import NotThere
from konsil.web.member import reads, shown, turns
from konsil.web.member.acts import act
from konsil.web.member.standing import Standing, is_visit, opened
from konsil.web.recording import acting_of, keeps, ours

READS = require_http_methods(["GET", "HEAD"])
YEAR = 365 * 24 * 3600


@READS
def home(request: HttpRequest) -> HttpResponse:
    """The reader's cases; one alone is opened at once."""
    found = {one.public: one for actor in acting_of(request).actors for one in followed.followed(actor)}
    if len(found) == 1:
        return HttpResponseRedirect(reverse("my-case", args=list(found)))
    return render(request, "member/home.html", frame(request, found.values()) | {"cases": tuple(found.values())})


@require_http_methods(["POST"])
def speak(request: HttpRequest) -> HttpResponse:
    """The page in another language from now on, on this machine."""
    wished = spoken((str(request.POST.get("language", "")),))
    response = HttpResponseRedirect(ours(request, str(request.POST.get("next", ""))))
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wished, max_age=YEAR, samesite="Lax",
                        secure=settings.LANGUAGE_COOKIE_SECURE)  # fmt: skip
    return response


@keeps
@READS
def case(request: HttpRequest, public: str) -> HttpResponse:
    """The case: whose turn, until when, whether it comes in time, and the one act. Visits have pages of their own."""
    if is_visit(acting_of(request), public):
        return HttpResponseRedirect(reverse("my-visits", args=[public]))
    standing = opened(acting_of(request), public)
    here = reverse("my-case", args=[public])
    told = {
        "arrival": shown.arrival(standing),
        "offer": shown.offer(standing) if standing.turn == "choose" else None,
        "centre": shown.chosen(standing),
        "question": shown.question_of(standing),
        "choose": act(request, standing, "centre.chosen", here) if standing.theirs else None,
        "change": _may_change(standing),
        "findings": _findings(standing),
        "missing": getattr(standing.view.the(opinion.Inconclusive), "missing", "") if standing.medical else "",
        "due": None if (due := _due(standing)) == standing.forecast.answer else due,
        "unread": _unread(standing),
    }
    return page(request, standing, f"member/now/{standing.turn}.html", told)


def _due(standing: Standing) -> Any:
    """Until when what is open now is promised."""
    match standing.turn:
        case "received":
            return standing.last_day("request-answered")
        case "finding":
            return standing.last_day("three-centres") or standing.last_day("new-offer")
        case "reading":
            return standing.last_day("centre-opines")
        case "bringing":
            return standing.last_day("opinion-to-recipient")
    return None


def _may_change(standing: Standing) -> bool:
    return standing.theirs and standing.may("choice.changed")


def _findings(standing: Standing) -> list[tuple[str, str]]:
    """Why a request was declined, and what would change it."""
    declined = next(reversed(standing.view.named.get("request.declined", ())), None)
    if declined is None or not standing.medical:
        return []
    found: tuple[str, ...] = getattr(declined.fact, "findings", ())
    return [(standing.said.say(f"finding.{key}"), standing.said.say(f"finding.{key}.change")) for key in found]


def _unread(standing: Standing) -> int:
    """Messages of the team since the member last wrote."""
    lines, count = shown.thread(standing) if standing.personal else [], 0
    for line in reversed(lines):
        if line["mine"]:
            break
        count += 1
    return count


@keeps
@READS
def messages(request: HttpRequest, public: str) -> HttpResponse:
    """What was written, and a box to write in."""
    standing = opened(acting_of(request), public, "messages")
    write = act(request, standing, "message.received", reverse("my-messages", args=[public]))
    lines = shown.thread(standing) if standing.personal else _own_words(standing)
    return page(request, standing, "member/messages.html", {"lines": lines, "write": write})


def _own_words(standing: Standing) -> list[Any]:
    """Of the thread, what this relative wrote."""
    return shown.thread(standing, by=standing.actor.party)


@keeps
@READS
def papers_of(request: HttpRequest, public: str) -> HttpResponse:
    """What we have asked for and what is here; and a way to hand something in."""
    standing = opened(acting_of(request), public, "papers")
    found = papers.papers(standing.actor, public) if standing.medical else ()
    listed = [shown.paper(standing, one) for one in found if one.kind != "consent-evidence"]
    filed = next((one for one in listed if one.public == request.GET.get("filed")), None)
    told = {
        "papers": listed, "records": shown.asked_for(standing) if standing.medical else (), "filed": filed,
        "may_hand_in": standing.may("document.offered"), "missing": "missing" in request.GET,
        "handed_in": "filed" in request.GET,
    }  # fmt: skip
    return page(request, standing, "member/papers.html", told)


@keeps
@READS
def letter(request: HttpRequest, public: str) -> HttpResponse:
    """The opinion: opened first on *call me* or *read now* where it says something else than was planned."""
    standing = opened(acting_of(request), public, "opinion")
    delivery = turns.delivered(standing.view, "member")
    found = shown.letter(standing)
    if delivery is None or found is None:
        raise NotThere("not-there")
    here = reverse("my-opinion", args=[public])
    told: dict[str, Any] = {"letter": found, "call_first": found.contrary and not shown.told_first(standing)}
    if not turns.opened(standing.view, delivery) and standing.theirs:
        told["read"] = act(request, standing, "opinion.opened", here, delivery=delivery.items["delivery"])
        told["call"] = act(request, standing, "message.received", reverse("my-case", args=[public]), words=_call_me())
        return page(request, standing, "member/opinion_before.html", told)
    told["talk"] = act(request, standing, "talk.asked", here, opinion=found.item, by_whom="member")
    told |= {"talks": _talks(standing), "talk_with": _talk_with(standing), "talk_ways": _talk_ways(standing)}
    return page(request, standing, "member/opinion.html", told)


def _call_me() -> str:
    return pgettext("message of the member", "My opinion is here. Please call me before I read it.")


def _talk_with(standing: Standing) -> list[tuple[str, str]]:
    """With whom the result can be talked over."""
    keys = ("operator", "specialist", "own-doctor")
    return [(key, standing.said.say(f"choice.talk.asked.with_whom.{key}")) for key in keys]


def _talk_ways(standing: Standing) -> list[tuple[str, str]]:
    """By which way."""
    return [(key, standing.said.say(f"choice.channel.{key}")) for key in ("phone", "video", "in-person")]


def _talks(standing: Standing) -> list[str]:
    """What has become of the wish to talk it over: asked, arranged with its hour, way and person, held (A34, A35)."""
    found = []
    for entry in standing.view.live:
        day = {"day": standing.said.on(standing.day(entry.at))}
        match entry.fact:
            case opinion.TalkAsked():
                found.append(pgettext("talk", "You asked on %(day)s.") % day)
            case opinion.TalkArranged(when=when, channel=way, who=who):
                parts = (standing.said.at(when, style="long"), standing.said.say(f"choice.channel.{way}"), who)
                found.append(pgettext("talk", "You talk on %(instant)s.") % {"instant": ", ".join(filter(None, parts))})
            case opinion.Discussed(people=people):
                told = day | {"people": ", ".join(people)}
                found.append(pgettext("talk", "Talked over on %(day)s: %(people)s.") % told)
            case opinion.TalkHeld():
                found.append(pgettext("talk", "You talked on %(day)s.") % day)
    return found


@keeps
@READS
def worse(request: HttpRequest, public: str) -> HttpResponse:
    """It got worse: the number to dial, and one press that tells us."""
    standing = opened(acting_of(request), public, "case")
    by_whom = "relative" if standing.actor.role == "relative" else "member"
    tell = act(request, standing, "urgency.reported", reverse("my-case", args=[public]), by_whom=by_whom)
    return page(request, standing, "member/worse.html", {"tell": tell})


@keeps
@READS
def complaint(request: HttpRequest, public: str) -> HttpResponse:
    """A complaint: about anything; and what became of earlier ones."""
    standing = opened(acting_of(request), public, "case")
    make = act(request, standing, "complaint.made", reverse("my-complaint", args=[public]), by_whom=standing.actor.name)
    due = standing.said.promise("complaint-answered", standing.seen.programme.promises["complaint-answered"])
    told = {"make": make, "due": due, "made": _complaints(standing) if standing.personal else ()}
    return page(request, standing, "member/complaint.html", told)


def _complaints(standing: Standing) -> list[dict[str, str]]:
    found = []
    for entry in standing.view.named.get("complaint.made", ()):
        about = standing.view.about({"complaint": entry.items["complaint"]})
        answer = next((getattr(one.fact, "outcome", "") for one in about.named.get("complaint.answered", ())), "")
        found.append({"on": standing.said.on(standing.day(entry.at)), "about": getattr(entry.fact, "about", ""),
                      "answer": answer})  # fmt: skip
    return found


@keeps
@READS
def people(request: HttpRequest, public: str) -> HttpResponse:
    """Whom the member lets follow the case: exactly what they see, and a way to stop it."""
    standing = opened(acting_of(request), public, "case")
    if not standing.theirs:
        raise NotThere("not-there")
    here = reverse("my-people", args=[public])
    told = {
        "granted": _granted(standing),
        "stop": act(request, standing, "authority.ended", here, reason="revoked"),
        "ask": act(request, standing, "message.received", here),
    }  # fmt: skip
    return page(request, standing, "member/people.html", told)


def _granted(standing: Standing) -> list[dict[str, str]]:
    found = []
    for one in standing.view.all(authority.Granted):
        person, said = followed.person_called(standing.actor, standing.whole.public, one.person), standing.said
        relation = standing.relation(one.person)
        found.append({
            "name": person or relation, "relation": relation if person else "",
            "until": said.on(one.until, "long", year=True) if one.until else "",
        })  # fmt: skip
    return found


@keeps
@READS
def data(request: HttpRequest, public: str) -> HttpResponse:
    """What we hold, and who read it (X09)."""
    standing = opened(acting_of(request), public, "case")
    if not standing.theirs or standing.seen.person is None:
        raise NotThere("not-there")
    looks = traffic.who_read(standing.actor, standing.seen.person.public)
    names = called.names(standing.actor, {one.party for one in looks})
    found = papers.papers(standing.actor, public)
    told = {
        "person": standing.seen.person, "reads": reads.lines(standing, looks, names), "own": reads.own(standing, looks),
        "papers": [shown.paper(standing, one) for one in found], "question": shown.question_of(standing),
        "proof": _proof(standing),
    }  # fmt: skip
    return page(request, standing, "member/data.html", told)


def _proof(standing: Standing) -> str:
    signed = turns.signed(standing.view)
    return reverse("my-proof", args=[standing.whole.public]) if signed else ""


@keeps
@READS
def stop(request: HttpRequest, public: str) -> HttpResponse:
    """Changing one's mind: another centre, no consent any more, no opinion any more. Each says what follows."""
    standing = opened(acting_of(request), public, "case")
    if not standing.theirs:
        raise NotThere("not-there")
    there, here = reverse("my-case", args=[public]), reverse("my-stop", args=[public])
    signed = turns.signed(standing.view)
    consent = signed.items["consent"] if signed else ""
    told = {
        "change": act(request, standing, "choice.changed", there),
        "withdraw": act(request, standing, "consent.withdrawn", here, consent=consent) if signed else None,
        "leave": act(request, standing, "request.withdrawn", there),
        "left": _left(standing),
        "withdrawn": standing.turn == "withdrawn",
    }
    return page(request, standing, "member/stop.html", told)


def _left(standing: Standing) -> list[str]:
    """To whom papers have gone already: these cannot be called back, only asked for."""
    sent = standing.view.named.get("records.disclosed", ())
    return sorted({standing.said.party(str(getattr(one.fact, "to", ""))) for one in sent})


# -- around every page ---------------------------------------------------------------------------------------------


def frame(request: HttpRequest, cases: Iterable[followed.Followed] = ()) -> dict[str, Any]:
    """What the portal's shell asks for: the languages are those of the programmes of these cases."""
    versions = [programmes.in_force(key) for key in dict.fromkeys(one.programme for one in cases)]
    known = [programmes.programme(one.hash)[0].languages for one in versions if one]
    here, languages = request.get_full_path(), tuple(dict.fromkeys(chain(*known))) or words.languages()
    return {"languages": languages, "language_url": reverse("speak"), "here": here, "home_url": "/my"}


def page(request: HttpRequest, standing: Standing, template: str, told: dict[str, Any]) -> HttpResponse:
    programme, said = standing.seen.programme, standing.said
    payer = called.names(standing.actor, (programme.payer,)).get(programme.payer, "")
    shell = frame(request) | {
        "standing": standing, "seen": standing.seen, "stages": shown.stages(standing), "today": standing.today,
        "brand": {"name": said.say("programme.name"), "line": payer, "css": reverse("brand", args=[programme.key])},
        "languages": programme.languages,
        "zone": programme.zone.key, "emergency_number": programme.contact.emergency, "payer": payer,
        "called": _called(standing), "whom": standing.seen.person.given if standing.seen.person else "",
        "notice": said.say("programme.notice") if programme.notice else "", "content_language": get_language(),
        "centre_name": shown.chosen(standing), "waivable": shown.doctors_copy(standing) is not None and standing.theirs,
    }  # fmt: skip
    return render(request, template, shell | told)


def _called(standing: Standing) -> str:
    """What the reader is called."""
    person = standing.seen.person
    if standing.theirs and person and not standing.actor.on_behalf_of:
        return person.called or person.given
    return standing.actor.name.partition(" ")[0]
