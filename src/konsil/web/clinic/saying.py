"""The words of the desk: what an answer means and the sentence to say aloud, what a state is called."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, pgettext

from konsil.web.clinic.verdict import Key, Verdict
from konsil.web.clinic.visit import State
from konsil.web.ui import dates

ICONS: dict[Key, str] = {
    "come-in": "circle-check",
    "asked": "hourglass",
    "further": "circle-check",
    "other-place": "map-pin",
    "changed": "file-clock",
    "held": "circle-pause",
    "missed": "clock-alert",
    "other-day": "calendar-x",
    "used": "ban",
    "off": "circle-x",
    "other-clinic": "building-2",
    "unknown": "circle-question-mark",
    "forged": "shield-alert",
}


@dataclass(frozen=True)
class Answer:
    """A verdict in words: `title` across the page, `say` what to say to the insured, `next` what to do."""

    tone: str
    icon: str
    title: str
    say: str
    next: str = ""


def answer(verdict: Verdict, zone: ZoneInfo, place: str = "", first: str = "", child: bool = False) -> Answer:
    """The words of a verdict. `place` is what the other branch is called, `first` the insured's first name; with a
    `child` it is the adult who is spoken to."""
    starts = verdict.visit.starts if verdict.visit else None
    told = {
        "day": _day(verdict.day), "hour": dates.clock(starts, zone) if starts else "", "place": place, "name": first,
        "number": verdict.number, "came": _hour(_came(verdict), zone),
    }  # fmt: skip
    title, say, following = (words % told for words in _spoken(verdict, child))
    return Answer(verdict.tone, ICONS[verdict.key], title, say, following)


def _spoken(verdict: Verdict, child: bool) -> tuple[str, str, str]:
    title, say, following = _words(verdict.key)
    if verdict.key == "come-in" and child:
        say = pgettext("scan", "Good day. May I see the birth certificate of %(name)s, and your own identity card?")
        following = pgettext("scan", "The adult must be the parent whose document you saw.")
    if verdict.key == "used" and verdict.visit and verdict.visit.state != "waiting":
        following = pgettext("scan", "Do not check in.")
    return title, say, following


def _came(verdict: Verdict) -> datetime | None:
    return verdict.visit.came.at if verdict.visit and verdict.visit.came else None


def _day(on: date | None) -> str:
    return dates.day(on, get_language() or "en", style="long") if on else ""


def _hour(at: datetime | None, zone: ZoneInfo) -> str:
    return dates.clock(at, zone) if at else ""


def _words(key: Key) -> tuple[str, str, str]:
    """Title, what to say, what to do."""
    return {
        "come-in": (
            pgettext("scan", "Valid today, %(hour)s"),
            pgettext("scan", "Good day, %(name)s. May I see your identity card?"),
            pgettext("scan", "Compare photo and name with the person, then choose the document you saw."),
        ),
        "asked": (
            pgettext("scan", "Wait for the call centre"),
            pgettext("scan", "I have asked at once. It takes a few minutes; please take a seat."),
            pgettext("scan", "If the right document turns up meanwhile, check in as usual."),
        ),
        "further": (
            pgettext("scan", "Valid: a further service of this visit"),
            pgettext("scan", "You are checked in already. The doctor has the further authorisation."),
            pgettext("scan", "No second check-in."),
        ),
        "other-place": (
            pgettext("scan", "%(place)s, %(hour)s"),
            pgettext("scan", "Your visit today is at our other place: %(place)s, at %(hour)s."),
            pgettext("scan", "Ask the call centre if it cannot be kept there."),
        ),
        "changed": (
            pgettext("scan", "This paper was replaced"),
            pgettext("scan", "There is a newer paper for this visit. I look it up for you."),
            pgettext("scan", "The visit stands below, with the number that counts now."),
        ),
        "held": (
            pgettext("scan", "On hold"),
            pgettext("scan", "Your visit cannot take place as planned. I ask at once what we can offer you."),
            pgettext("scan", "Do not check in. Move the visit, or call the call centre."),
        ),
        "missed": (
            pgettext("scan", "Was given up at %(hour)s"),
            pgettext("scan", "You are late; I ask whether the doctor can still see you."),
            pgettext("scan", "A check-in takes the no-show back."),
        ),
        "other-day": (
            pgettext("scan", "Valid on %(day)s, not today"),
            pgettext("scan", "This paper is for %(day)s. The call centre can move the visit."),
            pgettext("scan", "Do not check in."),
        ),
        "used": (
            pgettext("scan", "Used already today, %(came)s"),
            pgettext("scan", "This paper was used at %(came)s. I check what happened."),
            pgettext("scan", "If the wrong paper was scanned, take that check-in back below."),
        ),
        "off": (
            pgettext("scan", "This visit was called off"),
            pgettext("scan", "This visit does not take place any more. Let us call the call centre together."),
            pgettext("scan", "Do not check in."),
        ),
        "other-clinic": (
            pgettext("scan", "A paper for another clinic"),
            pgettext("scan", "This paper is not for our clinic. Its address stands on the paper."),
            pgettext("scan", "Do not check in."),
        ),
        "unknown": (
            pgettext("scan", "Unknown number"),
            pgettext("scan", "I cannot find this number. May I see the paper, or your identity card?"),
            pgettext("scan", "Type it again, sign by sign; or find the person in the list below."),
        ),
        "forged": (
            pgettext("scan", "This code is not genuine"),
            pgettext("scan", "I cannot read this paper. Let us call the call centre together."),
            pgettext("scan", "Do not check in. Keep the paper if the insured agrees."),
        ),
    }[key]


def state(of: State) -> tuple[str, str, str]:
    """What a state is called, its tone and its icon."""
    return {
        "coming": (pgettext("visit", "coming"), "plain", "clock"),
        "waiting": (pgettext("visit", "waiting"), "info", "hourglass"),
        "inside": (pgettext("visit", "with the doctor"), "violet", "stethoscope"),
        "to-sign": (pgettext("visit", "to sign"), "warn", "signature"),
        "unsigned": (pgettext("visit", "unsigned"), "danger", "signature"),
        "done": (pgettext("visit", "done"), "ok", "check"),
        "not-done": (pgettext("visit", "came, not done"), "plain", "circle-slash"),
        "missed": (pgettext("visit", "did not come"), "plain", "user-x"),
        "held": (pgettext("visit", "on hold"), "warn", "circle-pause"),
        "off": (pgettext("visit", "called off"), "plain", "circle-x"),
    }[of]
