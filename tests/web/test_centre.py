"""A centre's pages and the medical officer's, as their browsers get them: no account at the centre is needed."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

if TYPE_CHECKING:
    from desk_world import Desk

pytestmark = pytest.mark.django_db(transaction=True)

QUESTIONS = 5
UPTO = "records.acknowledged"


@pytest.fixture
def desk(owner: Any) -> Any:
    from desk_world import laid

    made = laid(owner)
    yield made
    made.stand(None)


def play(desk: Desk, name: str, upto: str) -> str:
    """One of the demo's cases as far as a fact, in one transaction; its public id."""
    from django.db import transaction

    from desk_world import play as played

    with transaction.atomic():
        return played(desk, name, upto)


def letter() -> BytesIO:
    """A signed letter: one page of PDF."""
    from pypdf import PdfWriter

    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(width=200, height=200)
    writer.write(out)
    out.seek(0)
    out.name = "opinion.pdf"
    return out


def hidden(html: str, start: str = "opinion-form") -> dict[str, str]:
    """The hidden fields of the form whose tag holds this."""
    form = re.search(rf"<form[^>]*{start}.*?</form>", html, re.S)
    assert form, html[:2000]
    return {
        name: value.replace("&#x27;", "'")
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0])
    }


def filled(html: str, **over: str) -> dict[str, str]:
    """The editor of the lymphoma case, filled in as its experts would."""
    told = hidden(html)
    told |= {"diagnosis.0.says": "changed", "diagnosis.0.words": "Follicular lymphoma."}
    told |= {"plan.0.says": "replace", "plan.0.words": "Wait.", "plan.1.says": "adapt", "plan.1.words": "Later."}
    told |= {f"answers.{n}.words": "Yes." for n in range(QUESTIONS)} | {
        f"answers.{n}.answerable": "yes" for n in range(QUESTIONS)
    }
    told |= {"recommendations.0": "Repeat the PET-CT."}
    for n, (name, field) in enumerate((("Prof. Lund", "haematology"), ("Dr Exempel", "pathology"))):
        told |= {f"reviewers.{n}.name": name, f"reviewers.{n}.speciality": field, f"reviewers.{n}.part": "chair"}
    return told | over


def names(case: str) -> list[str]:
    """What stands on a case."""
    from konsil.store.queries.cases import whole
    from konsil.work.worker import KONSIL

    return [entry.name for entry in whole(KONSIL, case).case.fold.live]


def centre(database: Any) -> Client:
    """The browser of a centre's desk, in by a link and its code."""
    from portal_world import came_in

    return came_in(database, "nordhaven", "centre", "Nordhaven Klinik")


@pytest.mark.shows("Y10")
def test_a_centre_reads_an_enquiry_without_a_name_and_says_yes_then_no(desk: Desk, database: Any) -> None:
    """availability is asked with disease code, age band, languages and wanted date only (bytes of the message
    tested)"""
    case = play(desk, "liri", "enquiry.sent")
    client = centre(database)
    page = client.get(f"/centre/{case}", follow=True)
    words = page.content.decode()

    assert page.status_code == 200
    assert "C83.3" in words
    assert "30-34" in words
    for told in ("Hoxha", "Elira", "1974", "Leka", "R-CHOP", "B-cell"):
        assert told not in words

    told = hidden(words, "centre.confirmed")
    client.post(f"/cases/{case}/facts/centre.confirmed", told | {
        "until": "2026-12-02T16:00", "can_start": "2026-11-30", "working_days": "10", "who": "Ida"})  # fmt: skip
    assert "centre.confirmed" in names(case)

    told = hidden(client.get(told["next"]).content.decode(), "centre.unavailable")
    client.post(f"/cases/{case}/facts/centre.unavailable", told | {"reason": "Later: in January"})
    assert "centre.confirmed" not in names(case)


def test_the_file_opens_only_after_the_centre_says_that_it_has_no_stake(desk: Desk, database: Any) -> None:
    case = play(desk, "liri", "consent.signed")
    client, url = centre(database), f"/centre/cases/{case}"
    words = client.get(url).content.decode()
    told = hidden(words, "/accept")

    assert "Artan Leka" in words
    for hidden_ in ("Elira", "R-CHOP", "Diffuse"):
        assert hidden_ not in words
    assert client.post(f"{url}/accept", told | {"who": "Ida"}).status_code == 422
    assert "centre.accepted" not in names(case)
    client.post(f"{url}/accept", told | {"who": "Ida", "no_stake": "yes"})
    assert "centre.accepted" in names(case)


@pytest.mark.shows("A28", "A30")
def test_an_opinion_is_filed_only_whole_and_what_was_typed_stays(desk: Desk, database: Any) -> None:
    """opinion cannot be finalised until each original diagnosis and each item of the proposed plan has a verdict, with
    recommendations and reviewers; opinion holds at least 2 reviewers of at least 2 specialities, with role"""
    case = play(desk, "liri", UPTO)
    client, url = centre(database), f"/centre/cases/{case}/opinion"
    html = client.get(url).content.decode()
    told = filled(html)

    lacking = {name: value for name, value in told.items() if not name.startswith(("reviewers.1", "plan.1.says"))}
    got = client.post(url, {**lacking, "letter": letter()})
    assert got.status_code == 422
    assert "Follicular lymphoma." in got.content.decode()
    assert "opinion.received" not in names(case)

    one = {name: value for name, value in told.items() if not name.startswith("reviewers.1")}
    got = client.post(url, {**one, **{k: v for k, v in hidden(got.content.decode()).items() if k == "document"}})
    assert got.status_code == 422
    assert "more reviewers" in got.content.decode()

    kept = hidden(got.content.decode())["document"]
    got = client.post(url, {**told, "document": kept})
    assert got.status_code == 302
    assert {"opinion.received", "opinion.coded", "opinion.coding-confirmed"} <= set(names(case))


def test_a_draft_is_kept_and_shown_again(desk: Desk, database: Any) -> None:
    case = play(desk, "liri", UPTO)
    client, url = centre(database), f"/centre/cases/{case}"
    told = filled(client.get(f"{url}/opinion").content.decode(), **{"recommendations.0": "Half a thought"})

    assert client.post(f"{url}/draft", told).status_code == 204
    assert "Half a thought" in client.get(f"{url}/opinion").content.decode()
    assert "opinion.received" not in names(case)


@pytest.mark.shows("A36")
def test_a_centre_asks_inside_the_case_and_the_answer_stands_beside_it(desk: Desk, database: Any) -> None:
    """question/answer thread with the centre inside the case, on the clock"""
    from konsil.store import record as store

    case = play(desk, "liri", UPTO)
    client, url = centre(database), f"/centre/cases/{case}"
    told = hidden(client.get(f"{url}?do=question.put").content.decode(), "question.put")
    client.post(f"/cases/{case}/facts/question.put", told | {"words": "Is there an older scan?"})
    assert "answer due by" in client.get(url).content.decode()

    told_ = {"question": "question-1", "words": "Yes, of 2024."}
    store.record(desk.actor(), case, "question.answered", told_, key="answer")
    words = client.get(url).content.decode()
    assert "Yes, of 2024." in words
    assert "answer due by" not in words


@pytest.mark.shows("Y22")
def test_a_centre_that_cannot_conclude_names_the_missing_test(desk: Desk, database: Any) -> None:
    """the expert may end with `cannot conclude`, naming the missing test or examination: member told, who pays said,
    case waits or ends without counting as refused"""
    case = play(desk, "liri", UPTO)
    client, url = centre(database), f"/centre/cases/{case}"
    told = hidden(client.get(f"{url}?do=opinion.inconclusive").content.decode(), "opinion.inconclusive")
    client.post(
        f"/cases/{case}/facts/opinion.inconclusive", told | {"missing": "Immunohistochemistry", "who_pays": "payer"}
    )

    assert "opinion.inconclusive" in names(case)
    assert "You said what is missing" in client.get(url).content.decode()


@pytest.mark.shows("Y18", "Y19")
def test_a_letter_is_received_entered_confirmed_and_read_by_others(desk: Desk, database: Any) -> None:
    """a PDF by signed link, mail or courier is received, checked (patient, date, signatures), its coded fields filled
    by the coordinator and confirmed by the centre or the medical officer; `receipt` is the moment of arrival, not of
    coding; before delivery a second person ticks; the check cannot be done by the author of the coding"""
    from konsil.store.queries.cases import whole
    from konsil.work.worker import KONSIL

    case = play(desk, "liri", UPTO)
    arta, marku, url = desk.client("arta"), desk.client("marku"), f"/opinions/{case}"
    told = hidden(arta.get(url).content.decode(), "/arrived")
    late = arta.post(f"{url}/arrived", told | {"way": "email", "arrived": "2027-01-01T08:00", "letter": letter()})
    assert late.status_code == 422
    arta.post(f"{url}/arrived", told | {"way": "email", "arrived": "2026-11-25T08:30", "letter": letter()})
    came = next(one for one in whole(KONSIL, case).case.entries if one.name == "opinion.received")
    assert came.at.isoformat() == "2026-11-25T07:30:00+00:00"

    page = arta.get(url).content.decode()
    assert "<iframe" in page
    assert (
        arta.post(
            url, filled(page, **{"diagnosis.0.words": "Lymphoma of the right groin, rituximab 375 mg/m2"})
        ).status_code
        == 302
    )
    confirm = hidden(marku.get(f"/officer/{case}").content.decode(), "coding-confirmed")
    marku.post(f"/cases/{case}/facts/opinion.coding-confirmed", confirm)

    read = marku.get(f"/officer/{case}").content.decode()
    assert '<mark class="danger">right</mark>' in read
    assert "375 mg/m²" in read
    ticks = hidden(read, "opinion.checked")
    some = marku.post(f"/cases/{case}/facts/opinion.checked", ticks | {"right_person": "yes"})
    assert some.status_code == 409
    every = dict.fromkeys(("right_person", "right_side", "right_diagnosis", "every_question", "nobody_else"), "yes")
    ticks = hidden(marku.get(f"/officer/{case}").content.decode(), "opinion.checked")
    marku.post(f"/cases/{case}/facts/opinion.checked", ticks | every)
    assert "opinion.checked" in names(case)


@pytest.mark.shows("X05")
def test_a_consent_taken_back_is_said_as_such_and_asks_for_nothing_more(desk: Desk, database: Any) -> None:
    """withdraw mid-case: the centre's page says that it was taken back and since when, and shows nothing any more"""
    from konsil.store import record as store

    case = play(desk, "liri", UPTO)
    client, url = centre(database), f"/centre/cases/{case}"
    assert "Diffuse" in client.get(url).content.decode()
    store.record(desk.actor(), case, "consent.withdrawn", {"consent": "consent-1"}, key="taken-back")
    words = client.get(url).content.decode()
    assert "The patient took the consent back" in words
    assert "The file has been closed to you since Wednesday 25 November, 10:20" in words
    assert [told in words for told in ("Diffuse", "Leka", "not signed yet", "We cannot do it")] == [False] * 4
    assert "consent taken back" in client.get("/centre").content.decode()


@pytest.mark.shows("Y11")
def test_a_set_is_acknowledged_only_when_every_item_was_opened(desk: Desk, database: Any) -> None:
    """`records.acknowledged` (every item opened, image counts equal) is a fact"""
    case = play(desk, "liri", "records.disclosed")
    client, url = centre(database), f"/centre/cases/{case}"
    html = client.get(url).content.decode()
    told, docs = hidden(html, "/set"), re.findall(r'name="opened" value="([^"]+)"', html)
    assert "Does the set open?" in html
    assert docs

    got = client.post(f"{url}/set", told | {"opened": docs[1:], "who": "Ida"})
    assert got.status_code == 422
    assert "Open it and tick it; or say that something is missing." in got.content.decode()
    assert "records.acknowledged" not in names(case)

    assert client.post(f"{url}/set", told | {"opened": docs, "who": "Ida"}).status_code == 302
    assert "records.acknowledged" in names(case)


def doc(public: str, images: bool = False) -> Any:
    from konsil.web.centre.file import Doc

    return Doc(public, public, "record", "", "file-text", f"/papers/{public}", "", "", images)


def test_images_that_are_counted_differently_are_not_acknowledged() -> None:
    from django.http import QueryDict

    from konsil.web.centre import acknowledging

    docs, counts = (doc("d_letter"), doc("d_disc", images=True)), {"d_disc": 240}
    for typed, wrong in (("240", set()), ("239", {"d_disc"}), ("", {"d_disc"})):
        sent = QueryDict(f"opened=d_letter&opened=d_disc&images.d_disc={typed}")
        assert set(acknowledging.faults(docs, sent, counts)) == wrong
        rows = acknowledging.rows(docs, sent, counts, {})
        assert [(one.ticked, one.counted, one.typed) for one in rows] == [(True, False, ""), (True, True, typed)]
