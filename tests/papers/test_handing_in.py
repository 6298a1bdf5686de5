"""Documents: resumable and plain, examined before anything is served, held where the scanner is silent."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

import uploads
from konsil.core.case import Actor
from konsil.gates.antivirus import REFUSALS
from konsil.store.queries import papers
from konsil.store.queries.cases import whole
from konsil.work.worker import KONSIL
from portal_world import daughter, signed_in, text
from uploads import BAD, GOOD

pytestmark = pytest.mark.django_db
Play = Callable[..., str]
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = {**TUS, "Content-Type": "application/offset+octet-stream"}


@pytest.fixture
def case(play: Play) -> str:
    return play("elira")


def begun(client: Client, case: str, content: bytes, name: str = "letra.pdf", to: str = "offered") -> str:
    told = f"filename {base64.b64encode(name.encode()).decode()},broken %%%"
    headers = {**TUS, "Upload-Length": str(len(content)), "Upload-Metadata": told}
    answer = client.post(f"/papers/to/{case}/{to}/pieces", headers=headers)
    assert answer.status_code == 201
    return str(answer["Location"])


def patched(client: Client, where: str, offset: int, piece: bytes, **more: str) -> Any:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset), **more}
    return client.generic("PATCH", where, piece, content_type="application/offset+octet-stream", headers=headers)


def latest(case: str) -> papers.Paper:
    return papers.papers(KONSIL, case)[0]


def facts(case: str) -> list[str]:
    return [entry.name for entry in whole(KONSIL, case).case.fold.live]


def served(client: Client, public: str, query: str = "") -> bytes:
    return b"".join(client.get(f"/papers/{public}{query}").streaming_content)  # type: ignore[attr-defined]


def test_a_document_sent_in_pieces_cut_anywhere_arrives_whole(case: str, her: Client) -> None:
    content, at = uploads.pdf() + random.Random(7).randbytes(0), 0
    where, cuts = begun(her, case, content), sorted(random.Random(7).sample(range(1, len(content)), 4))
    for end in (*cuts, len(content)):
        assert her.head(where, headers=TUS)["Upload-Offset"] == str(at)
        answer = patched(her, where, at, content[at:end])
        assert (answer.status_code, answer["Upload-Offset"]) == (204, str(end))
        at = end
    found = latest(case)
    assert (found.state, found.name, found.size, found.mime) == ("clean", "letra.pdf", len(content), "application/pdf")
    assert hashlib.sha256(served(her, found.public)).digest() == hashlib.sha256(content).digest()
    assert facts(case)[-1] == "document.offered"
    assert her.head(where, headers=TUS).status_code == 404


def test_a_piece_at_another_place_is_refused_and_changes_nothing(case: str, her: Client) -> None:
    where = begun(her, case, b"0123456789")
    assert patched(her, where, 0, b"0123").status_code == 204
    assert patched(her, where, 0, b"0123").status_code == 409
    assert patched(her, where, 4, b"45678901").status_code == 413
    assert her.head(where, headers=TUS)["Upload-Offset"] == "4"


def test_a_checksum_that_differs_is_refused_and_the_piece_never_came(case: str, her: Client) -> None:
    where = begun(her, case, b"0123456789")
    right = base64.b64encode(hashlib.sha1(b"0123").digest()).decode()
    assert patched(her, where, 0, b"0124", **{"Upload-Checksum": f"sha1 {right}"}).status_code == 460
    assert her.head(where, headers=TUS)["Upload-Offset"] == "0"
    assert patched(her, where, 0, b"0123", **{"Upload-Checksum": f"sha1 {right}"}).status_code == 204
    assert patched(her, where, 4, b"4", **{"Upload-Checksum": "md5 AAAA"}).status_code == 400


def test_an_upload_can_be_ended_and_is_nobody_elses(case: str, her: Client, desk: Any) -> None:
    where = begun(her, case, b"0123456789")
    assert desk.client().head(where, headers=TUS).status_code == 404
    assert her.delete(where, headers=TUS).status_code == 204
    assert her.head(where, headers=TUS).status_code == 404


def test_the_server_says_what_it_speaks_and_nothing_to_another_version(case: str, her: Client) -> None:
    offers = her.options(f"/papers/to/{case}/offered/pieces")
    assert offers["Tus-Extension"] == "creation,termination,checksum"
    assert her.post(f"/papers/to/{case}/offered/pieces", headers={"Upload-Length": "5"}).status_code == 412
    assert her.post(f"/papers/to/{case}/offered/pieces", headers={**TUS, "Upload-Length": "-1"}).status_code == 400
    much = {**TUS, "Upload-Length": str(3 * 1024**3)}
    assert her.post(f"/papers/to/{case}/offered/pieces", headers=much).status_code == 413
    assert her.post(f"/papers/to/{case}/record-9/pieces", headers={**TUS, "Upload-Length": "5"}).status_code == 404


def handed_in(client: Client, case: str, name: str, content: bytes, to: str = "offered") -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post(f"/papers/to/{case}/{to}", {"file": SimpleUploadedFile(name, content)}, follow=True)


@pytest.mark.shows("X12")
@pytest.mark.parametrize("what", sorted(BAD))
def test_what_may_not_come_in_is_answered_in_words_and_never_served(case: str, her: Client, what: str) -> None:
    """each refused type, 0 bytes, at the limit, scanner down: clear answer, nothing served unscanned"""
    from konsil.web.papers.refusals import WHY

    name, content, key = BAD[what]
    page = handed_in(her, case, name, content)
    found = latest(case)
    assert (found.state, found.why, found.stored) == ("refused", key, "")
    assert str(WHY[key]) in text(page).replace("&#x27;", "'")
    got = her.get(f"/papers/{found.public}")
    assert (got["Content-Type"], "not taken" in text(got)) == ("text/html; charset=utf-8", True)
    assert "document.offered" not in facts(case)


@pytest.mark.parametrize("language", ["sq", "en"])
def test_every_refusal_is_worded(language: str) -> None:
    from django.utils import translation

    from konsil.web.papers.refusals import WHY, why

    with translation.override(language):
        said = {key: why(key) for key in (*REFUSALS, "scanner-down", "scanner-limit")}
    assert [key for key, words in said.items() if not words] == []
    assert set(said) == set(WHY)


@pytest.mark.shows("X12")
def test_while_the_scanner_is_down_a_document_is_held_and_recorded_once_it_is_clean(
    case: str, her: Client, desk: Any
) -> None:
    """each refused type, 0 bytes, at the limit, scanner down: clear answer, nothing served unscanned (scanner down)"""
    from konsil.work import filing

    desk.owner.execute("UPDATE instance SET kind = 'production', stands_at = NULL")  # no scanner is named
    page = handed_in(her, case, "letra.pdf", uploads.pdf())
    found = latest(case)
    assert (found.state, "We have it, and check it for viruses" in text(page)) == ("quarantined", True)
    assert her.get(f"/papers/{found.public}")["Content-Type"] == "text/html; charset=utf-8"
    assert ("document.offered" in facts(case), filing.examine_held()) == (False, 0)

    desk.owner.execute("UPDATE instance SET kind = 'rehearsal'")
    assert filing.examine_held() == 1
    assert (latest(case).state, facts(case)[-1]) == ("clean", "document.offered")
    entry = whole(KONSIL, case).case.entries[-1]
    assert entry.by == Actor("Elira Hoxha", "member", desk.members["elira"])
    assert served(her, found.public) == uploads.pdf()


@pytest.mark.parametrize("what", sorted(GOOD))
def test_what_is_served_cannot_run_in_a_browser(case: str, her: Client, what: str) -> None:
    name, content, _ = GOOD[what]
    handed_in(her, case, name, content)
    found = latest(case)
    got = her.get(f"/papers/{found.public}?download=1")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert got["Content-Security-Policy"].startswith("default-src 'none'")
    assert got["Content-Security-Policy"].endswith("sandbox")
    assert b"".join(got.streaming_content) == content  # type: ignore[attr-defined]


def test_a_disc_of_images_is_shown_as_small_pictures(case: str, her: Client) -> None:
    handed_in(her, case, "mri.dcm", uploads.dicom())
    page = her.get(f"/papers/{latest(case).public}")
    assert page.status_code == 200
    assert b'class="films"' in page.content


def test_each_look_at_a_document_leaves_its_row(case: str, her: Client, desk: Any) -> None:
    handed_in(her, case, "letra.pdf", uploads.pdf())
    served(desk.client(), latest(case).public)
    assert "Arta Dervishi Coordinator, Hoxha mediguide a document" in text(her.get(f"/my/{case}/data"))


def test_a_document_of_another_case_is_not_there(case: str, her: Client, desk: Any) -> None:
    handed_in(her, case, "letra.pdf", uploads.pdf())
    other = signed_in(daughter(desk), "Mira Hoxha")
    assert other.get(f"/papers/{latest(case).public}").status_code == 404
    assert handed_in(other, case, "letra.pdf", uploads.pdf()).status_code == 404


def test_a_form_without_a_file_says_so(case: str, her: Client) -> None:
    assert "Choose a file first." in text(her.post(f"/papers/to/{case}/offered", follow=True))


def test_a_name_with_a_path_is_only_a_name(case: str, her: Client) -> None:
    where = begun(her, case, uploads.pdf(), "../../etc/../ndër\nfletë.pdf")
    patched(her, where, 0, uploads.pdf())
    assert latest(case).name == "ndër fletë.pdf"
