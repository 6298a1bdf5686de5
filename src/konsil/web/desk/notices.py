"""Notices in words: what a letter met, which term runs out, what changed in a register; until somebody saw to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Literal

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from konsil.door.actor import Acting
from konsil.store import notices as verbs
from konsil.store import programmes
from konsil.store.queries import called
from konsil.store.queries.notices import NoticeSeen
from konsil.store.queries.notices import notices as standing
from konsil.store.queries.reading import now as instant
from konsil.web.case.words import Said
from konsil.web.desk import sheet, shell
from konsil.web.recording import acting_of, ours

Tab = Literal["own", "all", "unowned"]
TABS: tuple[Tab, ...] = ("own", "all", "unowned")


@dataclass(frozen=True)
class Shown:
    """A notice as a line: what it says, what is to be done, whose case it is and how long it has stood in working
    time; an empty age is no minute."""

    id: int
    icon: str
    tone: str
    text: str
    todo: str
    url: str
    number: str
    person: str
    owner: str
    age: str
    document: str


@dataclass(frozen=True)
class Group:
    """Notices of one kind under their heading."""

    text: str
    rows: tuple[Shown, ...]


@require_http_methods(["GET", "HEAD"])
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything that nobody has seen to: one's own cases first, each with its owner and its age."""
    acting, now = acting_of(request), instant()
    found = standing(acting.reader)
    tab = _tab(request.GET.get("tab", ""), acting, found)
    here = reverse("notices")
    context = {
        "groups": groups(acting, _of(tab, acting, found), now), "tab": tab, "here": f"{here}?tab={tab}",
        "tabs": [{"url": f"{here}?tab={key}", "text": text, "count": len(_of(key, acting, found)),
                  "current": key == tab}
                 for key, text in _tabs().items()],
    }  # fmt: skip
    return render(request, "desk/notices.html", context | shell.frame(request, "notices", now))


@require_http_methods(["POST"])
def taken(request: HttpRequest, notice: int) -> HttpResponse:
    """Somebody saw to it; back to the page it stood on."""
    verbs.take_care(acting_of(request).reader, notice)
    return HttpResponseRedirect(ours(request, str(request.POST.get("next", "")), reverse("notices")))


def _tabs() -> dict[Tab, str]:
    return {
        "own": pgettext("notices", "My cases"),
        "all": pgettext("notices", "Everybody's"),
        "unowned": pgettext("notices", "Nobody's case"),
    }


def _tab(told: str, acting: Acting, found: tuple[NoticeSeen, ...]) -> Tab:
    """As asked; else one's own, or everybody's where one has none."""
    asked = next((tab for tab in TABS if tab == told), None)
    return asked or ("own" if _of("own", acting, found) else "all")


def _of(tab: Tab, acting: Acting, found: tuple[NoticeSeen, ...]) -> tuple[NoticeSeen, ...]:
    owners = {"own": {acting.name, acting.account}, "unowned": {""}}.get(tab)
    return tuple(one for one in found if owners is None or one.owner in owners)


def groups(acting: Acting, found: Iterable[NoticeSeen], now: datetime) -> tuple[Group, ...]:
    """Notices by what they are about, letters first, the oldest first under each heading."""
    headings = (pgettext("notices", "Letters"), pgettext("notices", "Terms"), pgettext("notices", "Changes elsewhere"))
    ordered = sorted(found, key=lambda one: _room(one.key))
    return tuple(
        Group(headings[room], shown(acting, tuple(each), now))
        for room, each in groupby(ordered, key=lambda one: _room(one.key))
    )


def _room(key: str) -> int:
    if key.startswith("letter-") or key.endswith("-not-recorded"):
        return 0
    return 1 if key.startswith("promise-") else 2


def shown(acting: Acting, found: tuple[NoticeSeen, ...], now: datetime) -> tuple[Shown, ...]:
    """The notices as lines, in the words of each one's programme."""
    names = called.names(acting.reader, {str(one.about.get("party", "")) for one in found})
    return tuple(_shown(one, names, now) for one in found)


def _shown(one: NoticeSeen, names: object, now: datetime) -> Shown:
    programme, texts = programmes.programme(one.version)
    said = Said.of(texts, programme, names)  # type: ignore[arg-type]
    icon, tone = _look(one.key)
    age, _ = sheet.age_of(one.raised_at, now, said)
    new = programme.calendars["operator"].elapsed(one.raised_at, now) < timedelta(minutes=1)
    text, todo = _words(one, said)
    return Shown(
        id=one.id, icon=icon, tone=tone, text=text, todo=todo, url=reverse("case", args=[one.case]), number=one.number,
        person=one.person, owner=one.owner, age="" if new else age, document=str(one.about.get("document", "")),
    )  # fmt: skip


def _look(key: str) -> tuple[str, str]:
    looks = {
        "letter-stopped": ("octagon-alert", "danger"), "letter-waits": ("clock-alert", "warn"),
        "letter-to-post": ("printer", "info"), "letter-came-back": ("mail-x", "danger"),
        "sent-not-recorded": ("file-question-mark", "danger"), "bounce-not-recorded": ("file-question-mark", "danger"),
        "promise-50": ("hourglass", "info"), "promise-80": ("hourglass", "warn"),
        "promise-due": ("clock-alert", "danger"), "proposal-waits": ("users-round", "warn"),
        "cover-ended": ("shield-alert", "warn"),
        "policy-ended": ("shield-alert", "warn"), "glass-broken": ("siren", "warn"),
    }  # fmt: skip
    return looks.get(key, ("bell", "info"))


def _words(one: NoticeSeen, said: Said) -> tuple[str, str]:
    """What happened, and what to do."""
    told = dict(_told(one, said))
    sentences = {**_letters(), **_others()}
    text, todo = sentences.get(one.key, (pgettext("notice", "Something about this case changed."), _look_at_it()))
    if one.key == "letter-stopped" and one.about.get("why") == "no-such-recipient":
        todo = pgettext("notice", "Nobody in the registers is this recipient: correct the register, then write anew.")
    return text % told, todo


def _told(one: NoticeSeen, said: Said) -> Iterator[tuple[str, str]]:
    about = {key: str(value) for key, value in one.about.items()}
    party = about.get("party", "")
    person = one.person or pgettext("notice", "the member")
    yield "who", said.names.get(party, person)
    letter = about.get("letter", "")
    yield "letter", said.say(f"letter.{letter}") if said.texts.has(said.language, f"letter.{letter}") else letter
    promise = about.get("promise", "")
    yield "promise", said.say(f"promise.{promise}") if promise else ""
    yield "day", said.on(date.fromisoformat(about["last"]), "plain", year=True) if about.get("last") else ""
    yield "by", about.get("by", "")
    yield "reason", about.get("reason", "")
    yield "role", said.say(f"role.{about['role']}") if about.get("role") else ""
    yield "what", said.does(about["fact"]) if about.get("fact") else ""


def _look_at_it() -> str:
    return pgettext("notice", "Look at the case.")


def _letters() -> dict[str, tuple[str, str]]:
    return {
        "letter-stopped": (
            pgettext("notice", "“%(letter)s” to %(who)s was not sent: it cannot be made as it should be."),
            pgettext("notice", "Nothing went out, in no language. Telephone, and ask support for the missing text."),
        ),
        "letter-waits": (
            pgettext("notice", "“%(letter)s” to %(who)s waits: the way out does not answer."),
            pgettext("notice", "It goes by itself as soon as it can. Telephone if it is pressing."),
        ),
        "letter-to-post": (
            pgettext("notice", "“%(letter)s” to %(who)s is printed and waits for the post."),
            pgettext("notice", "Take it to the post, and record its number on the case."),
        ),
        "letter-came-back": (
            pgettext("notice", "“%(letter)s” to %(who)s came back: the address is dead."),
            pgettext("notice", "It counts as unsent. Ask for another address, or send it by post."),
        ),
        "sent-not-recorded": (
            pgettext("notice", "“%(letter)s” went to %(who)s, and the case no longer allowed it to be recorded."),
            pgettext("notice", "Something was taken back in the same seconds. Telephone, and write a note."),
        ),
        "bounce-not-recorded": (
            pgettext("notice", "“%(letter)s” to %(who)s came back, and the case did not allow it to be recorded."),
            pgettext("notice", "The case says sent, and it was not. Send it another way, and write a note."),
        ),
    }


def _others() -> dict[str, tuple[str, str]]:
    return {
        "promise-50": (pgettext("notice", "Half of the time has gone: %(promise)s."),
                       pgettext("notice", "Ask how it stands.")),
        "promise-80": (pgettext("notice", "Four fifths of the time have gone: %(promise)s."),
                       pgettext("notice", "Chase it now, or think of another way.")),
        "promise-due": (pgettext("notice", "Past its promise: %(promise)s."),
                        pgettext("notice", "Do it now, and tell whoever waits.")),
        "proposal-waits": (
            pgettext("notice", "%(by)s proposed “%(what)s”, and nobody has answered: any %(role)s may."),
            pgettext("notice", "Open the case, and confirm it or decline it."),
        ),
        "cover-ended": (pgettext("notice", "The membership ends on %(day)s."),
                        pgettext("notice", "Decide what that means for this case; nothing changes by itself.")),
        "policy-ended": (pgettext("notice", "The policy ends on %(day)s."),
                         pgettext("notice", "Decide what that means for this case; nothing changes by itself.")),
        "glass-broken": (pgettext("notice", "%(by)s opened this case in an emergency: “%(reason)s”."),
                         pgettext("notice", "The member sees it too. Ask if the reason does not hold.")),
    }  # fmt: skip
