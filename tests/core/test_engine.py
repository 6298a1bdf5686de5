"""What may be recorded now, and by whom: every refusal of the engine, what follows an entry, what is possible."""

import ast
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

import konsil.core.facts
from core import small
from core.small import ARTA, ELIRA, GENC, MONDAY, case, refusal, tell
from core.wandering import PROGRAMME, begun
from konsil import library
from konsil.core import engine, items, parties
from konsil.core.case import Actor, Case, Overridden
from konsil.core.engine import Effect, Possible
from konsil.core.fact import Fact, read
from konsil.core.facts import FACTS
from konsil.core.programme import Override, Row

HOUR, DAYS = timedelta(hours=1), timedelta(days=10)
SIGNED = ("request.received", "consent.released", "consent.sent", "consent.signed")
HERE = {"too-many-questions", "no-guideline", "item-mismatch", "not-in-programme"}  # shown by tests, not by journeys


def test_an_entry_keeps_who_when_and_for_whom() -> None:
    who = replace(ARTA, on_behalf_of="p_elira")
    entry = tell(Case(small.programme()), "request.received", by=who, at=MONDAY, recorded=MONDAY + HOUR).entries[0]
    assert (entry.seq, entry.name, entry.by, entry.at, entry.recorded) == (
        1, "request.received", who, MONDAY, MONDAY + HOUR,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("key", "before", "name", "more"),
    [
        ("not-in-programme", ("request.received",), "death.reported", {"by_whom": "A caller"}),
        ("unknown-item", ("request.received",), "consent.sent", {}),
        ("not-yours", ("request.received",), "note.written", {"by": ELIRA}),
        ("not-your-case", ("request.received",), "questions.put", {"by": Actor("p_x", "member", "p_x")}),
        ("not-your-case", ("request.received",), "note.written", {"by": Actor("x", "coordinator", "another-desk")}),
        ("recorded-out-of-order", ("request.received",), "note.written", {"at": MONDAY - HOUR}),
        ("not-yet-happened", ("request.received",), "note.written", {"at": MONDAY + DAYS, "recorded": MONDAY + HOUR}),
        ("told-too-late", ("request.received",), "note.written", {"at": MONDAY, "recorded": MONDAY + DAYS + HOUR}),
        ("not-yet", (), "note.written", {}),
        ("already", ("request.received",), "request.received", {}),
        ("case-ended", SIGNED, "consent.released", {}),
        ("no-override", ("request.received",), "questions.put",
         {"override": Overridden("too-many-questions", "They matter", GENC, "arta")}),
    ],
)  # fmt: skip
def test_the_engine_refuses(key: str, before: tuple[str, ...], name: str, more: dict[str, object]) -> None:
    assert refusal(case(*before), name, **more) == key  # type: ignore[arg-type]


def test_an_act_may_be_told_ten_days_late() -> None:
    late = {"at": MONDAY, "recorded": MONDAY + DAYS}
    assert refusal(case("request.received"), "note.written", **late) == ""


def test_a_refusal_tells_what_it_is_about_and_what_else_refuses() -> None:
    with pytest.raises(engine.Refused) as no:
        tell(Case(small.programme()), "note.written")
    assert (str(no.value), no.value.key, no.value.about) == (
        "not-yet (request.received)",
        "not-yet",
        "request.received",
    )
    assert str(engine.Refused("not-yours")) == "not-yours"


def test_all_reasons_of_a_rule_are_told_with_the_first() -> None:
    offer = read(FACTS["centre.offered"], {"centres": ["belvale"]})
    arta = Actor("arta", "coordinator", "mediguide")
    with pytest.raises(engine.Refused) as no:
        engine.record(begun(13), offer, by=arta, at=begun(13).entries[-1].at, recorded=begun(13).entries[-1].at)
    assert (no.value.key, no.value.others) == (
        "wrong-number-of-centres",
        ("centre-not-available", "centre-not-ranked"),
    )


@dataclass(frozen=True, kw_only=True)
class Compared(Fact):
    """A fact of these tests only: it names a delivery and an opinion, which must be of one family."""

    name = "test.compared"
    opinion: items.Opinion
    delivery: items.Delivery


def test_the_items_of_a_fact_must_be_of_one_family(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FACTS, "test.compared", Compared)
    programme = replace(PROGRAMME, flow={**PROGRAMME.flow, "test.compared": Row(("coordinator",), after_end=True)})
    whole, arta = Case(programme, begun(41).entries), Actor("arta", "coordinator", "mediguide")
    now = whole.entries[-1].recorded
    assert engine.resolve(whole, Compared(opinion="opinion-1", delivery="delivery-2")) == {
        "opinion": "opinion-1",
        "delivery": "delivery-2",
    }
    other = replace(whole.entries[37], seq=42, items={"opinion": "opinion-9", "delivery": "delivery-3"})
    mixed = Case(programme, (*whole.entries, other))
    with pytest.raises(engine.Refused, match="item-mismatch"):
        engine.record(mixed, Compared(opinion="opinion-1", delivery="delivery-3"), by=arta, at=now, recorded=now)


# -- four eyes and overrides -----------------------------------------------------------------------------------

FOUR_EYES = (
    '[flow."note.written"]\nby = ["coordinator"]',
    '[flow."note.written"]\nby = ["coordinator"]\nsecond = "supervisor"',
)


@pytest.mark.shows("X34")
def test_a_second_person_is_another_person() -> None:
    """the same person refused as second; both names shown; absent approver escalates: nobody is a second to himself."""
    open_ = case("request.received", under=small.programme(FOUR_EYES))
    assert refusal(open_, "note.written") == "needs-second"
    assert refusal(open_, "note.written", second="arta") == "needs-second"
    entry = tell(open_, "note.written", second="genc").entries[-1]
    assert (entry.by.name, entry.second) == ("arta", "genc")


OVERRIDE = '\n[override."too-many-questions"]\nby = ["supervisor"]\n'
THREE = {"questions": ["Why?", "When?", "How?"]}


@pytest.mark.shows("A16")
def test_an_override_sets_one_refusal_aside_with_reason_and_both_names() -> None:
    """exception needs reason + approval: the entry carries which rule, why, and by whom."""
    open_ = case("request.received", under=small.programme(more=OVERRIDE))
    aside = Overridden("too-many-questions", "They matter", GENC, "arta")
    entry = tell(open_, "questions.put", override=aside, **THREE).entries[-1]
    assert entry.overrides == (aside,)
    assert refusal(open_, "questions.put", override=replace(aside, second="genc"), **THREE) == "needs-second"
    assert refusal(open_, "questions.put", override=replace(aside, by=ARTA), **THREE) == "no-override"
    assert refusal(open_, "questions.put", override=aside, questions=["Why?"]) == "nothing-to-override"


def test_an_override_may_need_no_second_where_the_programme_says_so() -> None:
    open_ = case("request.received", under=small.programme(more=f"{OVERRIDE}second = false\n"))
    aside = Overridden("too-many-questions", "They matter", GENC)
    assert refusal(open_, "questions.put", override=aside, **THREE) == ""


@pytest.mark.parametrize("key", sorted(engine.NEVER_OVERRIDDEN))
def test_refusals_of_identity_consent_party_and_single_use_are_never_set_aside(key: str) -> None:
    lax = replace(small.programme(), overrides={key: Override(("supervisor",))})
    aside = Overridden(key, "In a hurry", GENC, "arta")
    assert refusal(case("request.received", under=lax), "questions.put", override=aside, **THREE) == "no-override"


# -- every refusal is shown somewhere --------------------------------------------------------------------------


def _of_facts() -> set[str]:
    """The keys that the rules of facts yield, read from their source."""
    folder = Path(str(konsil.core.facts.__file__)).parent
    trees = [ast.parse(path.read_text("utf8")) for path in folder.glob("*.py")]
    refusing = [n for tree in trees for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == "refuse"]
    yields = [node.value for rule in refusing for node in ast.walk(rule) if isinstance(node, ast.Yield)]
    return {node.value for node in yields if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_refusal_is_met_by_a_journey_or_by_a_test() -> None:
    folders = map(library.folder, library.keys())
    journeys = (one for folder in folders for one in library.journeys(folder).values())
    met = {step.refused for journey in journeys for step in journey.steps}
    assert (engine.refusals() | _of_facts()) - met == HERE


# -- what is possible, and what follows ------------------------------------------------------------------------


def test_what_is_possible_is_told_with_items_and_roles() -> None:
    open_ = engine.possible(case("request.received", "consent.released"), MONDAY)
    assert open_ == (
        Possible("questions.put", {}, ("member",)),
        Possible("note.written", {}, ("coordinator",)),
        Possible("consent.released", {}, ("coordinator",)),
        Possible("consent.sent", {"consent": "consent-1"}, ("konsil", "coordinator")),
    )


def test_an_actor_is_offered_what_his_role_and_party_may_record() -> None:
    open_ = case("request.received", "consent.released")
    assert [one.name for one in engine.allowed(open_, ELIRA, MONDAY)] == ["questions.put"]
    assert engine.allowed(open_, Actor("p_x", "member", "p_x"), MONDAY) == ()
    nobody = engine.allowed(Case(small.programme()), ELIRA, MONDAY)
    assert [one.name for one in nobody] == ["request.received"]


def test_a_letter_follows_after_the_seconds_in_which_it_can_be_held() -> None:
    released = case("request.received", "consent.released")
    effect = Effect("tell", {"seq": 2, "number": 0, "item": ""}, delay=10)
    assert engine.effects(released, released.entries[1]) == (effect,)
    assert engine.effects(released, released.entries[0]) == ()
    told = engine.telling(released, 2, 0)
    assert (told.letter, told.to, told.sent) == ("consent-form", "member", "consent.sent")


@pytest.mark.shows("A31")
def test_a_released_opinion_makes_one_job_a_delivery() -> None:
    """two deliveries, each delivered or waived by the member in writing: each a job of its own."""
    case = begun(39)
    assert engine.effects(case, case.entries[-1]) == (
        Effect("tell", {"seq": 39, "number": 0, "item": "delivery-1"}, delay=10),
        Effect("tell", {"seq": 39, "number": 0, "item": "delivery-2"}, delay=10),
    )


def test_the_facts_behind_a_holder_are_told() -> None:
    assert [e.name for e in parties.binders(begun(18).seen.live, "centre")] == ["centre.chosen"]
    assert parties.binders(begun(18).seen.live, "payer") == ()


def test_a_programme_in_which_nothing_begins_a_case_opens_none() -> None:
    flow = {name: row for name, row in small.programme().flow.items() if not FACTS[name].begins}
    assert engine.opener(small.programme()) == "request.received"
    with pytest.raises(LookupError, match="small"):
        engine.opener(replace(small.programme(), flow=flow))
