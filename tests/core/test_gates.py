"""The grammar of gates (R2): five atoms, no more, and what each of them means."""

import pytest

from core import small
from konsil.core import gate
from konsil.core.engine import look
from konsil.core.gate import Atom


@pytest.mark.parametrize(
    ("text", "atom"),
    [
        ("consent.signed", Atom("consent.signed", ("consent.signed",))),
        ("a.done | b.done", Atom("a.done | b.done", ("a.done", "b.done"))),
        ("a.done | overdue p", Atom("a.done | overdue p", ("a.done",), ("p",))),
        ("overdue p", Atom("overdue p", (), ("p",))),
        ("every record: a.done | b.done", Atom("every record: a.done | b.done", ("a.done", "b.done"), (), "record")),
        ("no a.done", Atom("no a.done", no="a.done")),
    ],
)
def test_an_atom_is_read(text: str, atom: Atom) -> None:
    assert gate.read(text) == atom


@pytest.mark.parametrize(
    "text", ["", "a.done |", "| a.done", "a.done b.done", "a.done | no b.done", "all record: a.done", "overdue p q"]
)
def test_anything_else_is_no_gate(text: str) -> None:
    with pytest.raises(ValueError, match="is no gate"):
        gate.read(text)


def holds(text: str, *names: str) -> bool:
    return gate.holds(gate.read(text), small.case(*names).seen)


def test_a_fact_must_have_happened() -> None:
    assert (holds("request.received", "request.received"), holds("request.received")) == (True, False)


def test_one_of_several_is_enough() -> None:
    assert holds("note.written | request.received", "request.received")


def test_no_such_fact_may_live() -> None:
    assert (holds("no note.written", "request.received"), holds("no request.received", "request.received")) == (
        True,
        False,
    )


def test_every_item_means_at_least_one_and_each_of_them() -> None:
    text, two = "every consent: consent.signed", ("request.received", "consent.released", "consent.released")
    assert not holds(text, "request.received")
    assert not holds(text, *two)
    half = small.tell(small.case(*two), "consent.sent")
    half = small.tell(half, "consent.signed")
    assert not gate.holds(gate.read(text), half.seen)
    whole = small.tell(half, "consent.sent", consent="consent-2")
    whole = small.tell(whole, "consent.signed", consent="consent-2")
    assert gate.holds(gate.read(text), whole.seen)


def test_a_late_promise_opens_a_gate_and_only_for_the_items_in_sight() -> None:
    case, late = small.case("request.received", "consent.released"), small.MONDAY.replace(day=20)
    seen = look(case, "case.closed", {}, late)
    assert gate.holds(gate.read("overdue member-signs"), seen)
    assert gate.holds(gate.read("overdue member-signs"), seen.about({"consent": "consent-1"}))
    assert not gate.holds(gate.read("overdue member-signs"), seen.about({"consent": "consent-2"}))
    assert not gate.holds(gate.read("overdue member-signs"), look(case, "case.closed", {}, small.MONDAY))
    assert not gate.holds(gate.read("overdue member-signs"), look(case, "case.closed", {}, None))
