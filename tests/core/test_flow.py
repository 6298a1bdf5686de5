"""A programme as columns: what is on the way, what stands under what, and its drawing."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from konsil import library
from konsil.core.drawing import draw
from konsil.core.flow import ANY_TIME, Column, flow
from konsil.core.wording import Wording

VERSION = library.shipped("albsig-mso")
FLOW = flow(VERSION.programme)
SVG = "{http://www.w3.org/2000/svg}"


def column(stage: str) -> Column:
    return next(one for one in FLOW.columns if one.stage == stage)


def test_every_stage_is_a_column_and_any_time_the_last() -> None:
    assert [one.stage for one in FLOW.columns] == [*(stage.key for stage in VERSION.programme.stages), ANY_TIME]


def test_every_fact_has_exactly_one_place() -> None:
    places = [place.name for one in FLOW.columns for place in one.places]
    assert sorted(places) == sorted(VERSION.programme.flow)


def test_the_consent_is_an_outline_of_what_rests_on_what() -> None:
    assert [(place.name, place.depth, place.on_the_way) for place in column("consent").places] == [
        ("consent.released", 0, True),
        ("consent.held", 1, False),
        ("consent.sent", 0, True),
        ("consent.bounced", 1, False),
        ("consent.refused", 1, False),
        ("consent.signed", 0, True),
        ("consent.withdrawn", 1, False),
    ]


def test_what_no_stage_waits_for_may_happen_at_any_time() -> None:
    topics = {place.name.partition(".")[0] for place in column(ANY_TIME).places}
    assert {"contact", "message", "complaint", "death", "authority"} <= topics


def test_a_need_that_another_need_implies_is_not_drawn() -> None:
    assert [before for before, after in FLOW.lines if after == "opinion.received"] == ["records.disclosed"]


def test_what_takes_back_is_drawn_for_each_that_is_taken_back() -> None:
    assert [undone for undoer, undone in FLOW.undone if undoer == "consent.withdrawn"] == [
        "consent.signed",
        "records.released",
    ]


@pytest.mark.parametrize("language", VERSION.programme.languages)
def test_the_drawing_is_well_formed_and_says_every_fact_and_end(language: str) -> None:
    words = Wording(VERSION.texts, language)
    svg = ElementTree.fromstring(draw(VERSION.programme, words))
    said = {" ".join(text.text or "" for text in group.findall(f"{SVG}text")) for group in svg.iter(f"{SVG}g")}
    assert {words.say(f"fact.{name}.done") for name in VERSION.programme.flow} - said == set()
    assert {words.say(f"end.{key}") for key in VERSION.programme.ends} - said == set()


def test_a_programme_of_the_payers_own_is_drawn_without_a_notice() -> None:
    words = Wording(VERSION.texts, "en")
    own = replace(VERSION.programme, notice=False)
    assert [words.say("programme.notice") in draw(one, words) for one in (VERSION.programme, own)] == [True, False]


def test_no_two_boxes_of_the_drawing_lie_on_one_another() -> None:
    svg = ElementTree.fromstring(draw(VERSION.programme, Wording(VERSION.texts, "sq")))
    facts = [one.find(f"{SVG}rect") for one in svg.iter(f"{SVG}g") if (one.get("class") or "").startswith("fact")]
    boxes = [{key: float(one.get(key, 0)) for key in ("x", "y", "width", "height")} for one in facts if one is not None]
    drawn = [box for box in boxes if box["height"] > 16]
    over = [
        (one, two)
        for number, one in enumerate(drawn)
        for two in drawn[number + 1 :]
        if one["x"] < two["x"] + two["width"]
        and two["x"] < one["x"] + one["width"]
        and one["y"] < two["y"] + two["height"]
        and two["y"] < one["y"] + one["height"]
    ]
    assert (len(drawn), over) == (len(VERSION.programme.flow), [])


def test_the_same_programme_gives_the_same_drawing() -> None:
    words = Wording(VERSION.texts, "en")
    assert draw(VERSION.programme, words) == draw(VERSION.programme, words)
