"""A programme extends a pathway: what it says stands, what it drops is gone wherever it was named."""

import pytest

from konsil.core.composing import NotComposed, compose, merge

PATHWAY = """
key = "way"
[role]
desk = { sees = ["status"] }
[flow."a.asked"]
by = ["desk"]
[flow."a.answered"]
by = ["desk"]
after = ["a.asked | overdue p", "no b.held", "every item: b.held | a.asked"]
voids = ["b.held"]
tell = [{ letter = "x", to = "desk" }]
[flow."b.held"]
by = ["desk"]
after = ["a.asked"]
[promise.p]
of = "a.asked"
met_by = ["a.answered", "b.held"]
[end.done]
when = ["a.answered"]
"""


def composed(own: str) -> dict[str, object]:
    tree, _ = compose(f'key = "own"\nextends = "way"\n{own}', {"way": PATHWAY})
    return tree


def test_a_programme_that_says_nothing_is_its_pathway() -> None:
    assert composed("") == compose(PATHWAY, {})[0] | {"key": "own"}


def test_what_the_programme_says_stands_key_by_key() -> None:
    tree = composed('[flow."b.held"]\nafter = ["a.answered"]\nclause = "b"')
    assert tree["flow"]["b.held"] == {"by": ["desk"], "after": ["a.answered"], "clause": "b"}  # type: ignore[index]
    assert tree["flow"]["a.asked"] == {"by": ["desk"]}  # type: ignore[index]


def test_tables_are_merged_and_all_else_is_exchanged() -> None:
    assert merge({"a": {"x": 1, "y": 2}, "b": [1], "c": {"z": 1}}, {"a": {"y": 3}, "b": [2], "c": 4}) == {
        "a": {"x": 1, "y": 3},
        "b": [2],
        "c": 4,
    }


def test_a_dropped_fact_is_gone_from_every_gate_list_and_promise() -> None:
    tree = composed('drop = ["b.held"]')
    assert tree["flow"] == {
        "a.asked": {"by": ["desk"]},
        "a.answered": {
            "by": ["desk"],
            "after": ["a.asked | overdue p", "every item: a.asked"],
            "voids": [],
            "tell": [{"letter": "x", "to": "desk"}],
        },
    }
    assert tree["promise"]["p"]["met_by"] == ["a.answered"]  # type: ignore[index]


def test_a_section_of_plain_values_is_left_as_it_is() -> None:
    assert composed('[role]\ncourier = "none"')["role"] == {"desk": {"sees": ["status"]}, "courier": "none"}
    plain = compose('extends = "x"\ndrop = ["b"]', {"x": 'key = "x"\n[contact]\nphone = "1"\nb = "2"'})
    assert plain[0]["contact"] == {"phone": "1"}


def test_a_dropped_promise_falls_out_of_the_alternatives() -> None:
    tree = composed('drop = ["p"]')
    assert tree["flow"]["a.answered"]["after"][0] == "a.asked"  # type: ignore[index]
    assert tree["promise"] == {}


def test_each_place_names_the_files_that_speak_of_it() -> None:
    _, origins = compose('key = "own"\nextends = "way"\n[flow."b.held"]\nclause = "b"', {"way": PATHWAY})
    assert (origins["flow.b.held"], origins["flow.a.asked"], origins["role.desk"]) == ("way + own", "way", "way")


def test_a_file_may_stand_alone() -> None:
    assert compose('key = "own"\n[role.desk]\nparty = "x"', {})[1] == {"role.desk": "own"}


def test_an_unknown_pathway_is_a_fault() -> None:
    with pytest.raises(NotComposed, match="no pathway 'ways'; there are way"):
        compose('extends = "ways"', {"way": PATHWAY})


def test_what_is_dropped_must_have_been_there() -> None:
    """A misspelt name would leave in the programme what its contract leaves out, and nobody would see it."""
    with pytest.raises(NotComposed, match=r"^drop: the pathway has no 'b\.hold', 'q'$"):
        composed('drop = ["b.hold", "p", "q"]')
