"""The five addresses of the API."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from konsil.api.rest import openapi, telling_out
from konsil.api.rest.endpoints import Spoken, Wrong, acting, answer
from konsil.core.engine import Refused
from konsil.core.programme import Programme
from konsil.core.texts import Texts
from konsil.door import recording, telling
from konsil.door.actor import AS, Acting
from konsil.door.idempotency import key_of
from konsil.door.seconding import Asked
from konsil.door.telling import Fault, Faulty
from konsil.store import programmes
from konsil.store.queries.reading import Page
from konsil.store.queries.work import work as work_of
from konsil.store.record import Recorded
from konsil.store.refusals import Changed, NotThere

RECORDED = ("case", "number", "seq", "fact", "items", "at", "recorded")
VERSION = re.compile(r'(?:W/)?"?(\d{1,9})"?')


def description(request: HttpRequest) -> HttpResponse:
    """What the API is, in OpenAPI 3.1."""
    return answer(openapi.document(request.build_absolute_uri("/api/v1").rstrip("/")))


def programme(request: HttpRequest, key: str) -> HttpResponse:
    """A programme in force today, or on the day of `?on=`: its flow, and the JSON Schema of each fact."""
    installed = programmes.in_force(key, _day(request))
    if installed is None:
        raise NotThere("not-there")
    found, texts = programmes.programme(installed.hash)
    if not _concerns(found, acting(request)):
        raise NotThere("not-there")
    return answer(telling_out.programme(found, texts), ETag=f'"{found.hash}"')


def _concerns(programme: Programme, who: Acting) -> bool:
    """Its payer, its operator, whoever it names, and those whom any programme may call on."""
    parties = {programme.payer, programme.operator, *(role.party for role in programme.roles.values())}
    called_on = {"doctor", "centre", "candidate", "clinic", "clinic-doctor"}
    return any(one.organisation in parties or called_on & set(AS.get(one.role, (one.role,))) for one in who.held)


def open_case(request: HttpRequest) -> HttpResponse:
    """Open a case: `{"programme", "member", "fact": {…}}`."""
    told = telling.payload(request.body)
    key, wanted, member, fact = key_of(request), *_opening(told)
    found = _spoken(lambda: recording.open_case(acting(request), wanted, member, fact, key=key), _words_of(wanted))
    return _recorded(request, found)


def _opening(told: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    faults = [Fault(name, "not-a-field") for name in sorted(set(told) - {"programme", "member", "fact"})]
    for name, kind in (("programme", str), ("member", str), ("fact", dict)):
        if name not in told:
            faults.append(Fault(name, "missing"))
        elif not isinstance(told[name], kind):
            faults.append(Fault(name, "wrong-form"))
    if faults:
        raise Faulty(*faults)
    return told["programme"], told["member"], told["fact"]


def record_fact(request: HttpRequest, case: str, name: str) -> HttpResponse:
    """Record a fact: its fields are the body, and beside them `second` and `override` where the programme asks for
    another hand. `?at=` tells when it happened, if not now."""
    told, key = telling.payload(request.body), key_of(request)
    asked = _asked(told)
    who, seen, at = acting(request), _seen(request), _instant(request)

    def words() -> tuple[Texts, tuple[str, ...]]:
        found = recording.whole(who, case)
        return found.texts, found.case.programme.languages

    found = _spoken(lambda: recording.record(who, case, name, told, key=key, seen=seen, at=at, asked=asked), words)
    return _recorded(request, found)


def _asked(told: dict[str, Any]) -> Asked:
    """What stands beside the fact's fields, taken out of the body."""
    second, override = told.pop("second", ""), told.pop("override", {})
    if not isinstance(second, str):
        raise Faulty(Fault("second", "wrong-form"))
    if not isinstance(override, dict):
        raise Faulty(Fault("override", "wrong-form"))
    faults = [Fault(f"override.{name}", "not-a-field") for name in sorted(set(override) - {"key", "reason"})]
    for name in ("key", "reason") if override else ():
        if not str(override.get(name, "")).strip():
            faults.append(Fault(f"override.{name}", "missing"))
        elif not isinstance(override[name], str):
            faults.append(Fault(f"override.{name}", "wrong-form"))
    if faults:
        raise Faulty(*faults)
    return Asked(second.strip(), override.get("key", ""), override.get("reason", "").strip())


def show_case(request: HttpRequest, case: str) -> HttpResponse:
    """A case as the caller may see it. Each look at medical data is logged."""
    found = recording.seen(acting(request), case, "api")
    version = f'"{found.seq}"'
    if request.headers.get("If-None-Match") == version:
        return HttpResponse(status=304, headers={"ETag": version})
    return answer(telling_out.case(found), ETag=version)


def work(request: HttpRequest) -> HttpResponse:
    """The caller's worklist, a page at a time: `?size=` (50, at most 200), `?after=` what the last page gave."""
    size = request.GET.get("size", "50")
    if not (size.isdecimal() and 1 <= int(size) <= 200):
        raise Wrong("wrong-page")
    try:
        after = telling_out.place(request.GET.get("after", ""))
        found = work_of(acting(request).reader, page=Page(int(size), after))
    except ValueError:
        raise Wrong("wrong-page") from None
    return answer(telling_out.work(found))


def _spoken(do: Callable[[], Recorded], words: Callable[[], tuple[Texts, tuple[str, ...]]]) -> Recorded:
    """What was recorded; a refusal carries the words of its programme, looked up only then."""
    try:
        return do()
    except (Refused, Changed) as no:
        try:
            texts, languages = words()
        except NotThere:
            raise no from None
        raise Spoken(no, texts, languages) from None


def _words_of(key: str) -> Callable[[], tuple[Texts, tuple[str, ...]]]:
    def words() -> tuple[Texts, tuple[str, ...]]:
        installed = programmes.in_force(key)
        if installed is None:
            raise NotThere("not-there")
        return programmes.programme(installed.hash)[1], installed.languages

    return words


def _recorded(request: HttpRequest, found: Recorded) -> HttpResponse:
    """201, with the first answer again for a repeated key."""
    # The same bytes again for a repeated key, whatever order the store gives back.
    told = {name: found.answer[name] for name in RECORDED}
    told["items"] = dict(sorted(told["items"].items()))
    where = request.build_absolute_uri(f"/api/v1/cases/{told['case']}")
    more = {"Idempotent_Replayed": "true"} if found.replayed else {}
    return answer(told, 201, Location=where, ETag=f'"{told["seq"]}"', **more)


def _seen(request: HttpRequest) -> int | None:
    told = request.headers.get("If-Match", "*").strip()
    if told == "*":
        return None
    if not (found := VERSION.fullmatch(told)):
        raise Wrong("wrong-version")
    return int(found[1])


def _instant(request: HttpRequest) -> datetime | None:
    if (told := request.GET.get("at")) is None:
        return None
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        raise Wrong("wrong-instant") from None
    if found.tzinfo is None:
        raise Wrong("wrong-instant")
    return found


def _day(request: HttpRequest) -> date | None:
    if (told := request.GET.get("on")) is None:
        return None
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise Faulty(Fault("on", "not-a-day")) from None
