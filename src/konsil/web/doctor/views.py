"""A treating doctor's pages: the list of what is asked, one record at a time; and the opinion on one page."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from konsil.core.facts import opinion
from konsil.door import recording
from konsil.store.queries import followed
from konsil.web.doctor import shown
from konsil.web.member import shown as portal
from konsil.web.member import turns, views
from konsil.web.member.acts import Act, act
from konsil.web.member.standing import Standing, opened
from konsil.web.recording import acting_of, keeps

READS = require_http_methods(["GET", "HEAD"])


@READS
def home(request: HttpRequest) -> HttpResponse:
    """The cases in which something is asked of this doctor; one alone is opened at once."""
    found = followed.followed(acting_of(request).reader)
    if len(found) == 1:
        return HttpResponseRedirect(reverse("doctor-case", args=[found[0].public]))
    return render(request, "doctor/home.html", views.frame(request, found) | {"cases": found, "home_url": "/doctor"})


@keeps
@READS
def case(request: HttpRequest, public: str) -> HttpResponse:
    """What is asked: have, not here, does not exist, I will not; the fee; and the opinion, once it is here."""
    standing = _first_look(request, opened(acting_of(request), public, "doctor"))
    here = reverse("doctor-case", args=[public])
    told: dict[str, Any] = {
        "rows": _rows(request, standing, here) if standing.medical else (),
        "fees": shown.fees(standing) if standing.medical else (), "fee": shown.fee(standing),
        "reasons": _reasons(standing), "letter": portal.letter(standing, "doctor"), "answer": shown.answer(standing),
        "home_url": "/doctor", "answered": _answers(standing), "question": portal.question_of(standing),
        "worse": act(request, standing, "urgency.reported", here, by_whom="doctor"),
        "handed_in": "filed" in request.GET,
    }  # fmt: skip
    told |= _opinion_acts(request, standing, here)
    return views.page(request, standing, "doctor/case.html", told)


def _rows(request: HttpRequest, standing: Standing, here: str) -> list[tuple[shown.Asked, Act | None, Act | None]]:
    """Each record with the forms that say why it does not come: not now, or never since there is none."""
    found = []
    for one in shown.asked(standing):
        told = {"record": one.item} if one.state in ("missing", "said") else None
        none = {"why": "does-not-exist", "reason": pgettext("doctor", "It does not exist.")}
        found.append((
            one, act(request, standing, "record.refused", here, **told) if told else None,
            act(request, standing, "record.waived", here, **told, **none) if told else None,
        ))  # fmt: skip
    return found


def _reasons(standing: Standing) -> list[tuple[str, str]]:
    said = standing.said
    return [(key, said.say(f"choice.record.refused.code.{key}", f"choice.code.{key}")) for key in shown.REASONS]


def _first_look(request: HttpRequest, standing: Standing) -> Standing:
    """The first look at the opinion is recorded, as the member's is: opened is more than delivered (Y20)."""
    delivery = turns.delivered(standing.view, "doctor")
    new = delivery is not None and standing.may("opinion.opened") and not turns.opened(standing.view, delivery)
    if delivery is None or not new or request.method != "GET":
        return standing
    acting, public, item = acting_of(request), standing.seen.public, delivery.items["delivery"]
    recording.record(acting, public, "opinion.opened", {"delivery": item}, key=f"opened {item}")
    return opened(acting, public, "doctor")


def _opinion_acts(request: HttpRequest, standing: Standing, here: str) -> dict[str, Any]:
    """Taking the opinion on, or not; and talking to whoever gave it."""
    delivery = turns.delivered(standing.view, "doctor")
    if delivery is None:
        return {}
    return {
        "take": act(request, standing, "doctor.answered", here, delivery=delivery.items["delivery"]),
        "talk": act(request, standing, "talk.asked", here, opinion=delivery.items["opinion"], by_whom="doctor"),
    }


def _answers(standing: Standing) -> list[str]:
    """What was said and asked already, in a line each."""
    found = []
    for entry in standing.view.live:
        day = {"day": standing.said.on(standing.day(entry.at))}
        match entry.fact:
            case opinion.DoctorAnswered(accepts=True):
                found.append(pgettext("doctor", "You take it on (%(day)s).") % day)
            case opinion.DoctorAnswered():
                found.append(pgettext("doctor", "You do not take it on (%(day)s).") % day)
            case opinion.TalkAsked(by_whom="doctor"):
                found.append(pgettext("doctor", "You asked for a talk (%(day)s).") % day)
            case opinion.TalkArranged(when=when):
                found.append(pgettext("doctor", "The talk is on %(instant)s.") % {"instant": standing.said.at(when)})
    return found
