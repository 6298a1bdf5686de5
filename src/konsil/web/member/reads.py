"""Who read what, as the member reads it: a line a person and day, their own looks counted and not listed (X09)."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from django.utils.translation import pgettext

from konsil.store.queries.traffic import Look
from konsil.web.member.standing import Standing


def lines(standing: Standing, looks: Sequence[Look], names: Mapping[str, str]) -> list[dict[str, str]]:
    """The looks of others, the newest first; several at the same thing on one day are one line."""
    others = [one for one in looks if one.party != standing.actor.party and one.party != "konsil"]
    found = []
    for (day, _, _, _), run in groupby(others, key=lambda one: (standing.day(one.at), one.account, one.role, one.what)):
        first, *more = list(run)
        what = _what(first.what) + (f" · {len(more) + 1} ×" if more else "")
        found.append({
            "when": standing.said.on(day, "short", year=day.year != standing.today.year), "who": first.account,
            "whose": _whose(standing, first, names), "what": f"{what} · {first.reason}" if first.reason else what,
        })  # fmt: skip
    return found


def own(standing: Standing, looks: Sequence[Look]) -> int:
    """How often the reader looked themselves."""
    return sum(1 for one in looks if one.party == standing.actor.party)


def _whose(standing: Standing, look: Look, names: Mapping[str, str]) -> str:
    role = f"role.{look.role}"
    said = standing.said
    known = said.say(role) if said.texts.has(said.language, role) else look.role
    return ", ".join(filter(None, (known, names.get(look.party, ""))))


def _what(what: str) -> str:
    if what.startswith("document"):
        return pgettext("read", "a document")
    known = {
        "case": pgettext("read", "the case"), "name": pgettext("read", "name and birthday"),
        "glass": pgettext("read", "the case, by breaking the glass"), "list": pgettext("read", "a list with the name"),
        "person": pgettext("read", "the person's page"),
    }  # fmt: skip
    return known.get(what, pgettext("read", "the case"))
