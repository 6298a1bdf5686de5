"""Letters on paper: real PDFs, read back with pdftotext and pypdf."""

import io
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

import letters_samples as samples
from konsil import letters
from konsil.gates import GateRefused
from konsil.gates.typst import paper, render
from konsil.letters import forms, models, texts

EVERY = [
    pytest.param(letter, language, id=f"{letter.template}-{number}-{language}")
    for number, letter in enumerate(samples.LETTERS)
    for language in texts.languages(letter.service)
]
OPINION = texts.languages("second-opinion")
PAGE = {"sq": "Faqja 1 nga", "en": "Page 1 of", "ro": "Pagina 1 din"}


def pages(pdf: bytes) -> list[str]:
    """The text of each page, words joined by single blanks."""
    told = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return [" ".join(page.split()) for page in told.stdout.decode().split("\f")[:-1]]


def note(*paragraphs: str, **over: Any) -> models.Note:
    return models.Note(**samples.MEMBER | {"subject": "Shenjë", "paragraphs": paragraphs} | over)


@pytest.mark.shows("X20")
@pytest.mark.parametrize(("letter", "language"), EVERY)
def test_each_letter_in_each_language_is_set(letter: models.Letter, language: str) -> None:
    """Each template in each language rendered, quiet hours kept, an SMS within one segment: the rendering."""
    first = pages(paper(letter, language))[0]
    assert PAGE[language] in first


def test_every_template_has_a_letter_and_a_sample() -> None:
    files = {path.stem for path in letters.FOLDER.glob("*.typ")} - {"house"}
    assert files == {kind.template for kind in models.LETTERS} == {one.template for one in samples.LETTERS}


@pytest.mark.shows("A67")
@pytest.mark.parametrize(("letter", "language"), EVERY)
def test_the_contact_line_stands_on_every_page(letter: models.Letter, language: str) -> None:
    """Templates take them from programme data: telephone, mail, web and address at the foot of every page."""
    other = letter.sender.model_copy(
        update={"phone": "+355 4 111 1111", "mail": "tjeter@example.al", "web": "www.tjeter.example.al"}
    )
    line = ("+355 4 111 1111", "tjeter@example.al", "www.tjeter.example.al", "Rruga e Shembullit 1, 1001 Tiranë")
    for page in pages(paper(letter.model_copy(update={"sender": other}), language)):
        assert [part for part in line if part not in page] == []


@pytest.mark.parametrize(("letter", "language"), EVERY)
def test_every_page_says_what_the_programme_is_not(letter: models.Letter, language: str) -> None:
    said = {
        "sq": "Nuk është dokument i nxjerrë nga Jetë Shembull",
        "en": "not a document issued by Jetë Shembull",
        "ro": "Nu este un document emis de Jetë Shembull",
    }
    for page in pages(paper(letter, language)):
        assert said[language] in page


@pytest.mark.shows("Y40")
@pytest.mark.parametrize("instance", ["demo", "rehearsal", "restored"])
def test_an_instance_that_is_not_live_marks_every_page(instance: str) -> None:
    """Every non-production instance has a watermark."""
    sender = samples.SENDER.model_copy(update={"instance": instance})
    marks = {
        "demo": "Demonstration: invented people",
        "rehearsal": "Rehearsal: nothing is sent",
        "restored": "Restored copy: nothing is sent",
    }
    marked = pages(paper(samples.OPINION.model_copy(update={"sender": sender}), "en"))
    assert [marks[instance] in page for page in marked] == [True, True]
    live = samples.OPINION.model_copy(update={"sender": sender.model_copy(update={"instance": "live"})})
    assert [mark in page for page in pages(paper(live, "en")) for mark in marks.values()] == [False] * 6


@pytest.mark.shows("X23")
@pytest.mark.parametrize("letter", "ëçåäöșțәғқңөұүһіËÇÅÄÖȘȚӘҒҚҢӨҰҮҺІ")
def test_a_letter_of_six_alphabets_is_set_and_read_back(letter: str) -> None:
    """Glyph test per letter."""
    recipient = models.Recipient(name=f"a{letter}z")  # semibold, where the paragraph is regular
    (page,) = pages(paper(note(f"b{letter}y", recipient=recipient), "sq"))
    assert f"a{letter}z" in page
    assert f"b{letter}y" in page


def test_a_letter_without_a_glyph_is_refused_and_never_a_box() -> None:
    with pytest.raises(GateRefused) as refused:
        paper(note("\U00012345"), "sq")
    assert refused.value.key == "letter-faulty"


@pytest.mark.parametrize(("letter", "language"), EVERY)
def test_a_letter_is_tagged_titled_and_of_its_language(letter: models.Letter, language: str) -> None:
    pdf = PdfReader(io.BytesIO(paper(letter, language)))
    root: Any = pdf.trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert root["/MarkInfo"]["/Marked"] is True or bool(root["/MarkInfo"]["/Marked"])
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == language
    assert pdf.metadata is not None
    assert pdf.metadata.title
    for claim in ("pdfaid:part>2<", "pdfaid:conformance>A<", "pdfuaid:part>1<"):
        assert claim in metadata


def test_the_same_letter_has_the_same_bytes_in_every_thread() -> None:
    with ThreadPoolExecutor(4) as threads:
        made = set(threads.map(lambda _: paper(samples.OFFER, "sq"), range(12)))
    assert made == {paper(samples.OFFER, "sq")}


def test_another_day_is_another_file() -> None:
    later = samples.OFFER.model_copy(update={"written_on": date(2026, 11, 26)})
    assert paper(later, "sq") != paper(samples.OFFER, "sq")


def test_values_are_set_as_they_are_and_never_run() -> None:
    sly = '#panic("x") $a^2$ *b* _c_ {name} \\ <tag> @ref // end'
    (page,) = pages(paper(note(sly), "sq"))
    assert " ".join(sly.split()) in page


@pytest.mark.parametrize("template", ["../letters/note", "no-such", "house.typ", ""])
def test_a_template_that_is_not_there_is_refused(template: str) -> None:
    with pytest.raises(GateRefused) as refused:
        render(template, {}, "sq")
    assert refused.value.key == "template-missing"


def test_a_language_without_words_is_refused_and_not_replaced() -> None:
    with pytest.raises(GateRefused) as refused:
        paper(samples.LINK, "kk")
    assert refused.value.key == "text-missing"


def test_a_key_without_words_stops_the_letter() -> None:
    holed = letters.fields(samples.OPINION, "sq") | {"diagnosis": "brand-new"}
    with pytest.raises(GateRefused) as refused:
        render("opinion", holed, "sq")
    assert refused.value.key in {"text-missing", "letter-faulty"}


def test_a_disclosure_the_form_does_not_word_cannot_be_printed() -> None:
    with pytest.raises(GateRefused) as refused:
        paper(samples.CONSENT.model_copy(update={"covers": ("records-to-press",)}), "sq")
    assert refused.value.key == "text-missing"


def test_a_programmes_own_words_are_printed_instead_of_the_houses() -> None:
    (page,) = pages(paper(samples.LINK, "en", {"link": {"title": "Your door to us"}}))
    assert "Your door to us" in page
    assert "Your own page" not in page


# -- what each letter must say -------------------------------------------------------------------------------


@pytest.mark.shows("A17")
def test_each_offered_centre_shows_its_rank_with_source_and_date() -> None:
    """Each offered centre shows rank, ranking source and its date for this condition."""
    offer = " ".join(pages(paper(samples.OFFER, "en")))
    for rank in (1, 2, 4):
        assert f"Number {rank} in “World Hospital Survey, breast cancer”, 1 March 2026" in offer
    assert offer.count("Confirmed on 24 November; holds until Friday 4 December 2026") == 3


def test_all_three_centres_stand_on_the_first_page() -> None:
    for language in OPINION:
        first = pages(paper(samples.OFFER, language))[0]
        assert [centre.name in first for centre in samples.OFFER.centres] == [True] * 3


def test_the_offer_shows_the_operation_beside_the_answer_and_advises_nothing() -> None:
    first = pages(paper(samples.OFFER, "en"))[0]
    assert "Wednesday 16 December 2026 Tuesday 15 December 2026" in first
    undated = samples.OFFER.model_copy(update={"operation_on": None})
    assert "Your operation is planned" not in pages(paper(undated, "en"))[0]


def test_the_first_page_of_an_opinion_alone_does() -> None:
    first = pages(paper(samples.OPINION, "sq"))[0]
    for needed in (
        "Diagnoza juaj saktësohet",
        "Qendra propozon ndryshime në trajtim",
        "Operacion që e ruan gjirin",
        "+355 4 000 0000",
        "pa folur me mjekun tuaj",
    ):
        assert needed in first


def test_an_opinion_of_any_length_is_printed_whole() -> None:
    long = "Fjalë pas fjale. " * 480
    longest = samples.OPINION.model_copy(
        update={"in_plain_words": f"{long}\nFundi i parë.", "recommendations": (long, "Fundi i dytë.")}
    )
    whole = " ".join(pages(paper(longest, "sq")))
    assert "Fundi i parë." in whole
    assert "Fundi i dytë." in whole


def test_every_question_is_printed_with_its_answer_or_what_is_missing() -> None:
    second = pages(paper(samples.OPINION, "sq"))[1]
    for question in samples.OPINION.questions:
        assert question.asked in second
    assert "Kësaj nuk mund t’i përgjigjemi: duhet një test i gjeneve BRCA" in second


def test_an_opinion_that_cannot_conclude_names_what_is_missing() -> None:
    open_ended = samples.OPINION.model_copy(
        update={"diagnosis": "undetermined", "plan": "not-reviewed", "missing": "Imunohistokimia e biopsisë."}
    )
    first = pages(paper(open_ended, "sq"))[0]
    assert "Çfarë mungon për një përgjigje të plotë Imunohistokimia e biopsisë." in first


def test_the_doctors_summary_is_one_page_even_when_long() -> None:
    long = "Një fjali e gjatë që mbush rreshtin dhe kthehet në të dytin, " * 2
    judged = tuple(models.Judged(what=long[:70], verdict="changed", why=long[:100]) for _ in range(4))
    longest = samples.SUMMARY.model_copy(
        update={
            "asked": long,
            "diagnoses": judged[:2],
            "plan_items": judged[:4],
            "reasons": (long[:100],) * 4,
            "recommendations": (long[:90],) * 5,
        }
    )
    assert [len(pages(paper(longest, language))) for language in OPINION] == [1, 1]


@pytest.mark.parametrize("letter", [samples.CONSENT, samples.SIGNED, samples.PROMISES, samples.RECALL])
def test_what_is_signed_or_filed_is_one_sheet(letter: models.Letter) -> None:
    assert [len(pages(paper(letter, language))) for language in OPINION] == [1, 1]


def test_the_promise_page_is_one_sheet_with_every_row_full() -> None:
    late = tuple(models.Share(who=who, hours=12) for who in ("member", "doctor", "courier", "centre", "operator"))
    full = samples.PROMISES.model_copy(
        update={
            "promises": tuple(one.model_copy(update={"late": late}) for one in samples.PROMISES.promises),
            "at_risk": samples.PROMISES.at_risk * 5,
        }
    )
    assert len(pages(paper(full, "sq"))) == 1


def test_a_count_under_five_is_a_word_on_the_promise_page() -> None:
    (page,) = pages(paper(samples.PROMISES, "en"))
    assert "Late: fewer than 5." in page
    assert "Complaints: fewer than 5 received" in page


def test_an_acute_case_reads_the_emergency_advice_first() -> None:
    (page,) = pages(paper(samples.ACUTE, "sq"))
    assert page.index("Telefononi 127") < page.index("Na kërkuat një opinion")


@pytest.mark.parametrize("finding", models.Decline.model_fields["findings"].annotation.__args__[0].__args__)  # type: ignore[union-attr]
@pytest.mark.parametrize("language", OPINION)
def test_every_finding_says_what_would_change_it(finding: str, language: str) -> None:
    words = texts.load(language)["decline"][finding]
    (page,) = pages(paper(samples.DECLINE.model_copy(update={"findings": (finding,)}), language))
    assert words["found"] in page
    assert words["change"] in page


@pytest.mark.shows("A13")
def test_the_signed_copy_prints_form_version_and_hash() -> None:
    """The signed copy keeps the version text hash."""
    (page,) = pages(paper(samples.SIGNED, "en"))
    assert f"Form AL, version 1 · fingerprint {forms.form('AL', 'en', 1).sha256[:16]}" in page
    assert "Signed by Elira Kodra on 25 November 2026 at 11:04" in page


@pytest.mark.shows("A21")
def test_the_record_request_lists_every_item_with_three_answers() -> None:
    """Record request to a doctor with item list, status per item, reminders (the list on paper)."""
    first = pages(paper(samples.RECORDS, "en"))[0]
    assert "I am sending it Not here Does not exist" in first
    for item in samples.RECORDS.items:
        assert item.what in first


def test_the_link_letter_says_nothing_of_the_case() -> None:
    canaries = ("gjiri", "C50", "Nordhaven", "Leka", "1974", "onkolog", "kancer")
    (page,) = pages(paper(samples.LINK, "sq"))
    assert [word for word in canaries if word in page] == []


@pytest.mark.shows("O16", "O18", "O19", "O20")
@pytest.mark.parametrize("language", texts.languages("visit"))
def test_the_authorisation_holds_every_field_on_one_sheet(language: str) -> None:
    """4 fields present on the paper: name, date of birth, contact number, CNP; coded lines with quantity; second
    list, may be empty; place for the signature on paper."""
    said = texts.load(language)["slip"]
    (page,) = pages(paper(samples.SLIP, language))
    assert [one for one in (samples.SLIP.insured, "1986", "+40 700 000 001", "1860502120011") if one not in page] == []
    assert "OFT-CONS Consult oftalmologic 1" in page
    assert "OFT-TONO Tonometrie 2" in page
    assert said["sign"] in page
    none = samples.SLIP.model_copy(update={"if_needed": (), "cap": ""})
    assert said["if-needed-none"] in pages(paper(none, language))[0]


def test_the_authorisation_is_a_sheet_of_a5() -> None:
    box = PdfReader(io.BytesIO(paper(samples.SLIP, "ro"))).pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (148, 210)


@pytest.mark.shows("O31")
def test_a_new_paper_says_which_one_it_replaces() -> None:
    """Old number shows `replaced by` at reception; the new paper says what it replaces."""
    assert "AUT-0Q4DR-61WGB-ZN" in pages(paper(samples.SLIP, "ro"))[0]


def test_romanian_letters_are_set_with_commas_below_and_no_glyph_is_missing() -> None:
    letters_ro = "ăâîșțĂÂÎȘȚ"
    (page,) = pages(paper(samples.SLIP.model_copy(update={"clinic": letters_ro}), "ro"))
    assert letters_ro in page
    assert [one for one in "şţŞŢ" if one in page] == []
