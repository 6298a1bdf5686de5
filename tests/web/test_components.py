"""What the tags write: words first, colour after, nothing inline, nothing pre-selected."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from konsil.web.ui.gallery import PAGES, Sample, show


def drawn(source: str, language: str = "en", **values: Any) -> str:
    """A template with `{% load ui %}`, rendered in a language."""
    with override(language):
        return Template("{% load i18n ui %}" + source).render(Context(values)).strip()


@pytest.mark.parametrize("language", ["en", "sq", "ro", "sv", "kk", "ru"])
@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_components_holds_an_inline_style_or_script(page: str, language: str) -> None:
    with override(language):
        html = show(RequestFactory().get("/"), page).content.decode()

    assert " style=" not in html
    assert " onclick=" not in html
    assert "<style" not in html
    assert html.count("<script") == html.count("<script src=") + html.count('<script type="module" src=') + html.count(
        '<script id="words" type="application/json">'
    )


@pytest.mark.parametrize("language", ["en", "sq", "ro", "sv", "kk", "ru"])
def test_a_drawing_writes_its_numbers_with_a_point_whatever_the_language(language: str) -> None:
    with override(language):
        html = show(RequestFactory().get("/"), "parts").content.decode()

    assert 'x="0,' not in html
    assert ',5%"' not in html
    assert 'value="0"' not in html or 'max="' not in html


def test_an_icon_beside_words_is_silent_and_alone_it_speaks() -> None:
    assert 'aria-hidden="true"' in drawn('{% icon "inbox" %}')
    assert 'role="img" aria-label="Inbox"' in drawn('{% icon "inbox" "Inbox" %}')


def test_an_icon_that_no_asset_brings_is_a_fault() -> None:
    with pytest.raises(ValueError, match="not listed"):
        drawn('{% icon "no-such-icon" %}')


def test_a_button_shows_the_key_that_presses_it() -> None:
    html = drawn('{% button "Note" icon="sticky-note" key="N" %}')

    assert "<kbd>N</kbd>" in html
    assert 'data-key="n"' in html
    assert 'type="button"' in html


def test_a_primary_button_sends_its_form_and_a_link_stays_a_link() -> None:
    assert 'type="submit"' in drawn('{% button "Send" kind="primary" %}')
    assert drawn('{% button "Open" href="/x" %}').startswith('<a class="btn" href="/x">')


def test_an_icon_button_keeps_its_words_for_readers() -> None:
    assert '<span class="vh">More</span>' in drawn('{% button "More" icon="ellipsis" only_icon=True %}')


def test_what_people_wrote_is_escaped() -> None:
    html = drawn("{% tag text %}{% facts pairs %}", text="<b>", pairs=[("<i>", "<u>")])

    assert "<b>" not in html
    assert "<i>" not in html
    assert "<u>" not in html


def test_empty_facts_are_not_drawn() -> None:
    assert drawn("{% facts pairs %}", pairs=[("a", ""), ("b", None), ("c", 0)]).count("<dt>") == 1


def test_nothing_is_chosen_for_a_member() -> None:
    assert "checked" not in drawn('{% centre_option "centre" "1" "Nordhaven" "Copenhagen" %}')


@pytest.mark.parametrize(
    ("minutes", "english", "albanian", "state"),
    [
        (160, "2 h 40 left", "edhe 2 h 40", "soon"),
        (-80, "1 h 20 over", "1 h 20 me vonesë", "over"),
        (240, "4 h left", "edhe 4 h", ""),
    ],
)
def test_time_left_is_said_in_the_readers_language(minutes: int, english: str, albanian: str, state: str) -> None:
    assert drawn("{{ minutes|span_left }}", minutes=minutes) == english
    assert drawn("{{ minutes|span_left }}", "sq", minutes=minutes) == albanian
    assert drawn("{{ minutes|urgency }}", minutes=minutes) == state


def test_an_instant_names_its_city_to_a_reader_elsewhere() -> None:
    at = datetime(2026, 11, 25, 15, tzinfo=UTC)

    here = drawn('{% when at "Europe/Tirane" %}', at=at, reader_zone="Europe/Tirane")
    there = drawn('{% when at "Europe/Tirane" %}', at=at, reader_zone="Europe/Copenhagen", today=date(2026, 11, 25))

    assert here == '<time datetime="2026-11-25T15:00:00+00:00">Wed 25 Nov, 16:00</time>'
    assert there == '<time datetime="2026-11-25T15:00:00+00:00">today, 16:00 Tirane</time>'


def test_a_field_ties_hint_and_fault_to_its_input() -> None:
    html = drawn("{% field form.number short=True %}", form=Sample({}))

    assert 'aria-describedby="id_number-hint id_number-wrong"' in html
    assert 'aria-invalid="true"' in html
    assert "This is still missing." in html


def test_a_field_not_asked_for_says_so_in_albanian() -> None:
    assert "(nëse dëshironi)" in drawn("{% field form.phone %}", "sq", form=Sample())


def test_a_day_no_calendar_has_is_refused_and_kept_as_typed() -> None:
    form = Sample({"born_day": "31", "born_month": "2", "born_year": "1974"})

    html = drawn("{% field form.born %}", form=form)

    assert "There is no such day." in html
    assert 'value="31"' in html
    assert form.fields["born"].clean(["14", "3", "1974"]) == date(1974, 3, 14)


def test_the_error_summary_names_each_field_and_leads_to_it() -> None:
    html = drawn("{% error_summary form %}", form=Sample({}))

    assert '<a href="#id_number">Identity number: This is still missing.</a>' in html
    assert drawn("{% error_summary form %}", form=Sample()) == ""


def test_the_line_of_time_is_told_in_words_as_well() -> None:
    with override("en"):
        html = show(RequestFactory().get("/"), "desk").content.decode()

    assert 'aria-label="Elira: signs, 20–24 Nov. Mon 23 Nov is a holiday."' in html
    assert "<dt>15 Dec</dt><dd>operation</dd>" in html


def test_a_page_of_the_gallery_that_does_not_exist_is_not_found() -> None:
    from django.http import Http404

    with pytest.raises(Http404):
        show(RequestFactory().get("/"), "secrets")
