"""Acknowledging a set: every item opened, the images counted, and the two counts equal (Y11)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import pgettext

from konsil.gates import GateDown, GateRefused
from konsil.store.queries.papers import Paper
from konsil.web.centre.file import Doc


@dataclass(frozen=True)
class Row:
    """A record of the set on the form: whether it was ticked, how many images were counted, and what is wrong."""

    doc: Doc
    ticked: bool
    typed: str
    counted: bool
    wrong: str


def rows(docs: Iterable[Doc], sent: QueryDict, counts: Mapping[str, int], wrong: Mapping[str, str]) -> tuple[Row, ...]:
    """The form of a set, with what was sent before."""
    return tuple(
        Row(
            one, one.public in sent.getlist("opened"), sent.get(f"images.{one.public}", ""), one.public in counts,
            wrong.get(one.public, ""),
        )
        for one in docs
    )  # fmt: skip


def faults(docs: Iterable[Doc], sent: QueryDict, counts: Mapping[str, int]) -> dict[str, str]:
    """What speaks against it, by document: one that was not opened, images that are not all there."""
    found = {}
    for one in docs:
        if one.public not in sent.getlist("opened"):
            found[one.public] = pgettext("acknowledging", "Open it and tick it; or say that something is missing.")
        elif one.public in counts and sent.get(f"images.{one.public}", "").strip() != str(counts[one.public]):
            found[one.public] = pgettext(
                "acknowledging", "We count another number of images. Count again, or say that something is missing."
            )
    return found


def counts(docs: Iterable[Doc], papers: Mapping[str, Paper]) -> dict[str, int]:
    """How many images each disc of the set holds, by our own count; a disc that cannot be read has none."""
    found = {one.public: _count(papers[one.public]) for one in docs if one.is_images and one.url}
    return {public: count for public, count in found.items() if count}


def _count(paper: Paper) -> int:
    from konsil.gates import imaging  # heavy, and only where a set is acknowledged
    from konsil.work.filing import plain

    if paper.mime not in ("application/dicom", "application/zip"):
        return 0
    try:
        with plain(paper) as path:
            return imaging.read(path).present
    except (GateRefused, GateDown):
        return 0
